-- sql/report/common/figures.sql
-- Purpose: the key figures of Summary beside last month's and the state's, with the judgement.
-- Grain: scope x key measure, in the order of the description.
-- Inputs: fact.scope, fact.measure of this month and of the last closed one. Key: _scope, measure.
with p as (
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
        p.agency_id, p.month, p.version, p.scope_kind, p.report,
        p.prev_month, p.prev_version, p.preliminary,
        m.place,
        (m.measure ->> 'act_now')::boolean as act_now,
        m.measure ->> 'name' as measure,
        m.measure ->> 'kind' as kind,
        m.measure ->> 'better' as better,
        m.measure ->> 'unit' as unit,
        m.measure ->> 'beside' as beside,
        m.measure ->> 'beside_unit' as beside_unit,
        -- the day and month a sentence speaks of
        replace(replace(replace(replace(m.measure ->> 'what',
            '{as_of}', to_char(p.as_of, p.words ->> 'date_format')),
            '{as_of+7}', to_char(p.as_of + 7, p.words ->> 'date_format')),
            '{as_of+60}', to_char(p.as_of + 60, p.words ->> 'date_format')),
            '{month}', to_char(p.month, 'FMMonth YYYY')) as what
    from p
    cross join lateral jsonb_array_elements(p.words -> 'measures')
        with ordinality as m (measure, place)
    where (m.measure ->> 'key')::boolean
)
select
    s.scope as _scope,
    l.measure,
    own.value,
    l.act_now and coalesce(own.value, 0) > 0 as urgent,
    past.value as previous,
    fact.against(
        l.kind, l.better, own.value, own.denominator, past.value, past.denominator,
        l.preliminary) as against_previous,
    st.value as state,
    -- counts of a part are not judged against the whole; elsewhere the word alone
    case
        when s.scope_kind = 'state' then null
        when l.kind = 'count' then 'n/a'
        when l.preliminary or l.better not in ('up', 'down') then fact.against(
            l.kind, l.better, own.value, own.denominator, st.value, st.denominator, true)
        else coalesce(fact.judgement(
            l.kind, l.better, own.value, own.denominator, st.value, st.denominator), 'n/a')
    end as against_state,
    case
        when l.beside is not null then fact.figure('count', also.value) || ' ' || l.beside_unit
        when l.kind = 'percent' then
            fact.figure('count', own.numerator) || ' of '
            || fact.figure('count', own.denominator)
        when l.kind = 'count' then
            coalesce('of ' || fact.figure('count', own.denominator), l.unit)
        else fact.figure('count', own.denominator) || ' ' || l.unit
    end as counted,
    l.what
from listed as l
inner join fact.own_scope as s
    on s.agency_id = l.agency_id
    and s.month = l.month
    and s.version = l.version
    and s.report = l.report
    and s.scope_kind = l.scope_kind
left join fact.measure as own
    on own.agency_id = s.agency_id
    and own.month = l.month
    and own.version = l.version
    and own.report = l.report
    and own.level = s.own_level
    and own.g1_code = s.own_g1_code
    and own.g2_code = s.own_g2_code
    and own.g3_code = ''
    and own.g4_code = ''
    and own.measure = l.measure
left join fact.measure as also
    on also.agency_id = s.agency_id
    and also.month = l.month
    and also.version = l.version
    and also.report = l.report
    and also.level = s.own_level
    and also.g1_code = s.own_g1_code
    and also.g2_code = s.own_g2_code
    and also.g3_code = ''
    and also.g4_code = ''
    and also.measure = l.beside
left join fact.measure as past
    on past.agency_id = s.agency_id
    and past.month = l.prev_month
    and past.version = l.prev_version
    and past.report = l.report
    and past.level = s.own_level
    and past.g1_code = s.own_g1_code
    and past.g2_code = s.own_g2_code
    and past.g3_code = ''
    and past.g4_code = ''
    and past.measure = l.measure
left join fact.measure as st
    on s.scope_kind <> 'state'
    and st.agency_id = s.agency_id
    and st.month = l.month
    and st.version = l.version
    and st.report = l.report
    and st.level = 'state'
    and st.measure = l.measure
order by s.scope collate "C", l.place
