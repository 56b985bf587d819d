-- sql/report/common/trend.sql
-- Purpose: the 13 months of Summary: the (at most two) trends of the description, own figure,
-- its base and the state's. A closed month shows what was closed; others say computed later.
-- Grain: scope x month. Inputs: fact.scope, fact.trend_figure. Key: _scope, month.
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
        p.words -> 'trends' -> 0 ->> 'measure' as one,
        p.words -> 'trends' -> 0 ->> 'beside' as one_beside,
        p.words -> 'trends' -> 1 ->> 'measure' as two,
        p.words -> 'trends' -> 1 ->> 'beside' as two_beside
    from p
),
months as not materialized (
    select a.*, g.month::date as month
    from asked as a
    cross join lateral generate_series(
        a.last_month - interval '12 months', a.last_month::timestamp, interval '1 month')
        as g (month)
),
figure as materialized (
    select t.*
    from asked as a
    cross join lateral fact.trend_figure(a.agency_id, a.report, a.last_month, a.last_version) as t
    where t.measure in (a.one, a.one_beside, a.two, a.two_beside)
),
own as (
    select
        s.scope, s.scope_kind, m.month,
        bool_or(f.later) as later,
        max(f.value) filter (where f.measure = m.one) as one,
        max(f.denominator) filter (where f.measure = m.one) as one_base,
        max(f.value) filter (where f.measure = m.one_beside) as one_beside,
        max(f.value) filter (where f.measure = m.two) as two,
        max(f.denominator) filter (where f.measure = m.two) as two_base,
        max(f.value) filter (where f.measure = m.two_beside) as two_beside
    from months as m
    inner join fact.own_scope as s
        on s.agency_id = m.agency_id
        and s.month = m.last_month
        and s.version = m.last_version
        and s.report = m.report
        and s.scope_kind = m.scope_kind
    left join figure as f
        on f.month = m.month
        and f.level = s.own_level
        and f.g1_code = s.own_g1_code
        and f.g2_code = s.own_g2_code
    group by s.scope, s.scope_kind, m.month
),
state as (
    select
        m.month,
        max(f.value) filter (where f.measure = m.one) as one,
        max(f.value) filter (where f.measure = m.two) as two
    from months as m
    inner join figure as f
        on f.month = m.month and f.level = 'state' and f.measure in (m.one, m.two)
    where m.scope_kind <> 'state'
    group by m.month
)
select
    own.scope as _scope,
    own.month,
    coalesce(own.later, false) as later,
    own.one,
    coalesce(own.one_beside, own.one_base) as one_base,
    state.one as one_state,
    own.two,
    coalesce(own.two_beside, own.two_base) as two_base,
    state.two as two_state
from own
left join state on state.month = own.month
order by own.scope collate "C", own.month
