-- sql/report/common/charts.sql
-- Purpose: what stands on and around the line charts: title with the value, alt text, axis.
-- The axis starts and ends on a multiple of its step and has four or five of them.
-- Grain: scope x trend. Inputs: fact.scope, fact.trend_figure. Key: _scope, n.
with p as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::int as version,          -- of its facts
        $4::text as scope_kind,      -- office, region, state, attorney
        $5::text as report,
        $6::jsonb as words           -- the description of the report
),
asked as not materialized (
    select
        p.agency_id, p.scope_kind, p.report, p.month as last_month, p.version as last_version,
        t.n,
        t.trend ->> 'measure' as measure,
        t.trend ->> 'title' as title,
        t.trend ->> 'kind' as kind,
        coalesce(t.trend ->> 'own', case p.scope_kind
            when 'attorney' then 'This attorney' else 'This ' || p.scope_kind end) as own,
        (t.trend ->> 'low')::numeric as low,
        (t.trend ->> 'high')::numeric as high,
        (t.trend ->> 'step')::numeric as step
    from p
    cross join lateral jsonb_array_elements(p.words -> 'trends')
        with ordinality as t (trend, n)
),
figure as materialized (
    select a.n, a.last_month, a.scope_kind, a.kind, t.*
    from asked as a
    cross join lateral fact.trend_figure(a.agency_id, a.report, a.last_month, a.last_version) as t
    where t.measure = a.measure
),
-- A count of a part has no place on the axis of the whole.
state as (
    select
        f.n,
        max(f.value) filter (where f.month = f.last_month) as last_value,
        min(f.value) as lowest,
        max(f.value) as highest
    from figure as f
    where f.level = 'state' and f.scope_kind <> 'state' and f.kind <> 'count'
    group by f.n
),
-- Every workbook has its charts, also one without a figure.
line as (
    select
        s.scope, a.n, a.title, a.kind, a.own, a.low, a.high, a.step,
        mart.plus_months(a.last_month, -12) as first_month,
        a.last_month,
        count(own.value) as known,
        max(own.value) filter (where own.month = a.last_month) as last_value,
        min(own.value) as lowest,
        (array_agg(own.month order by own.value, own.month)
            filter (where own.value is not null))[1] as lowest_in,
        max(own.value) as highest,
        (array_agg(own.month order by own.value desc, own.month)
            filter (where own.value is not null))[1] as highest_in
    from asked as a
    inner join fact.own_scope as s
        on s.agency_id = a.agency_id
        and s.month = a.last_month
        and s.version = a.last_version
        and s.report = a.report
        and s.scope_kind = a.scope_kind
    left join figure as own
        on own.n = a.n
        and own.level = case a.scope_kind when 'attorney' then 'supervising' else a.scope_kind end
        and own.g1_code = s.own_g1_code
        and own.g2_code = s.own_g2_code
    group by s.scope, a.n, a.title, a.kind, a.own, a.low, a.high, a.step, a.last_month
),
span as (
    select
        l.*,
        st.last_value as last_state,
        coalesce(least(l.lowest, st.lowest), 0)
            * case l.kind when 'percent' then 100 else 1 end as from_value,
        coalesce(greatest(l.highest, st.highest), 0)
            * case l.kind when 'percent' then 100 else 1 end as to_value
    from line as l
    left join state as st on st.n = l.n
),
axis as (
    select
        l.*,
        fit.size,
        fit.floor_at,
        greatest(fit.steps, 4) as steps,
        -- where fewer than four steps would do, the line is kept in the middle
        greatest(0, fit.floor_at - (greatest(4 - fit.steps, 0) / 2)::int) as begins
    from span as l
    cross join lateral (
        select
            c.size,
            floor(l.from_value / c.size)::int as floor_at,
            greatest(
                ceil(l.to_value / c.size) - floor(l.from_value / c.size), 1)::int as steps
        from (
            select unit * ten as size
            from unnest(array[1, 2, 2.5, 5]) as unit
            cross join unnest(array[0.1, 1, 10, 100, 1000, 10000, 100000]) as ten
        ) as c
        where case l.kind
                when 'percent' then c.size in (5, 10, 20, 25)
                when 'count' then c.size >= 1 and c.size = floor(c.size)
                else true
            end
            and ceil(l.to_value / c.size) - floor(l.from_value / c.size) <= 5
        order by c.size
        limit 1
    ) as fit
),
placed as (
    select
        a.*,
        case a.kind when 'percent' then 0.01 else 1 end as unit,
        -- the description's own axis, unless the data leave it
        a.high > 0 and a.from_value >= a.low and a.to_value <= a.high as as_told,
        case
            when a.kind = 'percent' and (a.begins + a.steps) * a.size > 100
            then greatest(0, 100 - a.steps * a.size)
            else a.begins * a.size
        end as low_at
    from axis as a
)
select
    pl.scope as _scope,
    pl.n,
    pl.title
    || coalesce(': ' || fact.figure(pl.kind, pl.last_value), '')
    || coalesce(' (state ' || fact.figure(pl.kind, pl.last_state) || ')', '') as title,
    'Line chart: ' || pl.title || ', ' || to_char(pl.first_month, 'Mon YYYY') || ' to '
    || to_char(pl.last_month, 'Mon YYYY') || '. '
    || case when pl.known = 0 then 'No figures. ' else
        'Lowest ' || fact.figure(pl.kind, pl.lowest) || ' in '
        || to_char(pl.lowest_in, 'Mon YYYY') || ', highest '
        || fact.figure(pl.kind, pl.highest) || ' in ' || to_char(pl.highest_in, 'Mon YYYY')
        || coalesce(', last ' || fact.figure(pl.kind, pl.last_value), '')
        || coalesce(', state ' || fact.figure(pl.kind, pl.last_state), '') || '. '
    end || 'Numbers: table Trend, to the left.' as alt,
    'Month, ' || to_char(pl.first_month, 'Mon YYYY') || ' to '
    || to_char(pl.last_month, 'Mon YYYY') as x_name,
    pl.own,
    -- in the units of the cells: points are hundredths
    case when pl.as_told then pl.low else pl.low_at end * pl.unit as low,
    case when pl.as_told then pl.high else pl.low_at + pl.steps * pl.size end * pl.unit as high,
    case when pl.as_told then pl.step else pl.size end * pl.unit as step
from placed as pl
order by pl.scope collate "C", pl.n
