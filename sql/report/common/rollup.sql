-- sql/report/common/rollup.sql
-- Purpose: the roll-up table of Summary: the levels above the scope, the scope, all below it.
-- Grain: scope x group x roll-up measure; a level stands above what it holds.
-- Inputs: fact.scope, fact.measure of this month and of the last closed one.
-- Key: _scope, level, groups, place.
with p as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::int as version,          -- of its facts
        $4::text as scope_kind,      -- office, region, state, attorney
        $5::text as report,
        $6::jsonb as words,          -- the description of the report
        $7::date as as_of,
        $8::date as prev_month,      -- last closed month before it, or null
        $9::int as prev_version,
        $10::boolean as preliminary
),
listed as (
    select
        p.agency_id, p.month, p.version, p.scope_kind, p.report, p.prev_month, p.prev_version,
        m.place,
        m.measure ->> 'name' as measure,
        m.measure ->> 'kind' as kind,
        p.words -> 'levels' as levels
    from p
    cross join lateral jsonb_array_elements(p.words -> 'measures')
        with ordinality as m (measure, place)
    where (m.measure ->> 'rollup')::boolean
),
-- Every group of the month once, with the scopes of this kind that show it.
shown as (
    select l.*, f.level, f.g1_code, f.g1, f.g2_code, f.g2, f.g3_code, f.g3, f.g4_code, f.g4,
        f.numerator, f.denominator, f.value,
        case
            when f.level = 'state' then 'all'
            when l.scope_kind = 'state' then 'all'
            when l.scope_kind = 'region' then f.g1_code
            when l.scope_kind = 'office' and f.level = 'region' then 'region ' || f.g1_code
            when l.scope_kind = 'office' then f.g1_code || ' ' || f.g2_code
            when f.level = 'attorney' then f.g3_code
            else 'circuit ' || f.g1_code
        end as lies_in
    from listed as l
    inner join fact.measure as f
        on f.agency_id = l.agency_id
        and f.month = l.month
        and f.version = l.version
        and f.report = l.report
        and f.measure = l.measure
    where l.levels ? f.level
),
-- What a scope shows: the state, what it lies in, and itself with all below it.
shows as (
    select
        s.agency_id, s.month, s.version, s.report, s.scope_kind, s.scope,
        k.lies_in
    from p
    inner join fact.own_scope as s
        on s.agency_id = p.agency_id
        and s.month = p.month
        and s.version = p.version
        and s.report = p.report
        and s.scope_kind = p.scope_kind
    cross join lateral (
        select 'all' as lies_in
        union
        select s.code where s.scope_kind in ('region', 'attorney')
        union
        select 'region ' || s.own_g1_code where s.scope_kind = 'office'
        union
        select s.own_g1_code || ' ' || s.own_g2_code where s.scope_kind = 'office'
        union
        select 'circuit ' || c.g1_code
        from fact.measure as c
        where s.scope_kind = 'attorney'
            and c.agency_id = s.agency_id
            and c.month = s.month
            and c.version = s.version
            and c.report = s.report
            and c.level = 'attorney'
            and c.g3_code = s.code
    ) as k
)
select
    w.scope as _scope,
    h.level,
    h.g1, h.g2, h.g3, h.g4,
    h.g1_code, h.g2_code, h.g3_code, h.g4_code,
    h.measure,
    h.numerator,
    h.denominator,
    h.value,
    case when h.kind <> 'count' and h.denominator < 30 then 'n < 30' end as small_base,
    past.value as previous
from shown as h
inner join shows as w
    on w.agency_id = h.agency_id
    and w.month = h.month
    and w.version = h.version
    and w.report = h.report
    and w.scope_kind = h.scope_kind
    and w.lies_in = h.lies_in
left join fact.measure as past
    on past.agency_id = h.agency_id
    and past.month = h.prev_month
    and past.version = h.prev_version
    and past.report = h.report
    and past.level = h.level
    and past.g1_code = h.g1_code
    and past.g2_code = h.g2_code
    and past.g3_code = h.g3_code
    and past.g4_code = h.g4_code
    -- a group without a code is known by its name
    and past.g3 = h.g3
    and past.g4 = h.g4
    and past.measure = h.measure
order by
    w.scope collate "C",
    h.g1 collate "C", h.g1_code collate "C",
    h.g2 collate "C", h.g2_code collate "C",
    -- the listing's attorneys are told apart by g2; g3 is who supervises them
    h.g3 collate "C", h.g3_code collate "C",
    h.g4 collate "C", h.g4_code collate "C",
    h.place
