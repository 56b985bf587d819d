-- sql/report/common/notes.sql
-- Purpose: the notes below the roll-up: small base; what has no recipient and therefore stands
-- in the statewide workbook only; what was left out.
-- Grain: at most three lines per scope. Inputs: fact.scope, fact.measure, fact.quality,
-- mart.has_recipient.
-- Key: _scope, place.
with p as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::int as version,          -- of its facts
        $4::text as scope_kind,      -- office, region, state, attorney
        $5::text as report,
        $6::jsonb as words           -- the description of the report
),
scoped as not materialized (
    select p.words, s.*
    from p
    inner join fact.own_scope as s
        on s.agency_id = p.agency_id
        and s.month = p.month
        and s.version = p.version
        and s.report = p.report
        and s.scope_kind = p.scope_kind
),
-- Groups at the level of a workbook that have none, or one that nobody owns, with their counts.
homeless as (
    select
        p.agency_id, m.place,
        m.measure ->> 'title' as title,
        sum(f.value) as value
    from p
    cross join lateral jsonb_array_elements(p.words -> 'measures')
        with ordinality as m (measure, place)
    inner join fact.measure as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.report = p.report
        and f.measure = m.measure ->> 'name'
        and f.level in ('office', 'supervising')
    left join fact.own_scope as s
        on s.agency_id = f.agency_id
        and s.month = f.month
        and s.version = f.version
        and s.report = f.report
        and s.own_level = f.level
        and s.own_g1_code = f.g1_code
        and s.own_g2_code = f.g2_code
    where p.scope_kind = 'state'
        and (m.measure ->> 'key')::boolean
        and not (m.measure ->> 'of_these')::boolean
        and m.measure ->> 'kind' = 'count'
        and (s.scope is null or not mart.has_recipient(s.agency_id, s.report, s.scope))
        -- only where this report makes such workbooks at all
        and exists (
            select 1
            from fact.scope as o
            where o.agency_id = p.agency_id
                and o.month = p.month
                and o.version = p.version
                and o.report = p.report
                and o.scope_kind in ('office', 'attorney'))
    group by p.agency_id, m.place, m.measure ->> 'title'
    having sum(f.value) > 0
),
lost as (
    select
        p.agency_id,
        coalesce(sum(q.counted), 0) as n
    from p
    left join fact.quality as q
        on q.agency_id = p.agency_id
        and q.month = p.month
        and q.version = p.version
        and q.report = p.report
        and q.rule = 'left_out'
    where p.scope_kind = 'state'
    group by p.agency_id
)
select
    s.scope as _scope,
    n.place,
    n.line
from scoped as s
cross join lateral (
    select
        1 as place,
        'n < 30: fewer than 30 in the denominator; shown, not judged. Each level adds up to the '
        || 'one above it.' as line
    union all
    select
        2,
        'Without a recipient, in this workbook only: ' || string_agg(
            h.title || ' ' || fact.figure('count', h.value), ', ' order by h.place) || '.'
    from homeless as h
    where h.agency_id = s.agency_id
    having count(*) > 0
    union all
    select
        3,
        'Left out of every figure as in error or expunged: ' || fact.figure('count', lost.n)
        || ' source rows (Data quality).'
    from lost
    where lost.agency_id = s.agency_id and lost.n > 0
) as n
order by s.scope collate "C", n.place
