-- sql/report/common/message.sql
-- Purpose: the one line above the key figures, from a fixed template: how many need somebody to
-- act, a part of them, last month's; then the rate against last month and the state.
-- Grain: one row per scope. Inputs: fact.scope, fact.measure. Key: _scope.
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
asked as not materialized (
    select
        p.agency_id, p.month, p.version, p.scope_kind, p.report,
        p.prev_month, p.prev_version, p.preliminary, p.words,
        case when p.prev_month > p.month - interval '12 months'
            then to_char(p.prev_month, 'FMMonth')
            else to_char(p.prev_month, 'FMMonth YYYY') end as prev_name,
        m.measure ->> 'kind' as kind,
        m.measure ->> 'better' as better
    from p
    cross join lateral jsonb_array_elements(p.words -> 'measures') as m (measure)
    where m.measure ->> 'name' = p.words ->> 'rate'
),
found as (
    select
        a.words, a.prev_name, a.kind, a.better, a.preliminary, s.scope,
        max(own.value) filter (where own.measure = a.words ->> 'act') as act,
        max(own.value) filter (where own.measure = a.words ->> 'part') as part,
        max(own.value) filter (where own.measure = a.words ->> 'rate') as rate,
        max(own.denominator) filter (where own.measure = a.words ->> 'rate') as base
    from asked as a
    inner join fact.own_scope as s
        on s.agency_id = a.agency_id
        and s.month = a.month
        and s.version = a.version
        and s.report = a.report
        and s.scope_kind = a.scope_kind
    left join fact.measure as own
        on own.agency_id = s.agency_id
        and own.month = a.month
        and own.version = a.version
        and own.report = a.report
        and own.level = s.own_level
        and own.g1_code = s.own_g1_code
        and own.g2_code = s.own_g2_code
        and own.g3_code = ''
        and own.g4_code = ''
    group by a.words, a.prev_name, a.kind, a.better, a.preliminary, s.scope
),
before as (
    select
        s.scope,
        max(past.value) filter (where past.measure = a.words ->> 'act') as act,
        max(past.value) filter (where past.measure = a.words ->> 'rate') as rate,
        max(past.denominator) filter (where past.measure = a.words ->> 'rate') as base
    from asked as a
    inner join fact.own_scope as s
        on s.agency_id = a.agency_id
        and s.month = a.month
        and s.version = a.version
        and s.report = a.report
        and s.scope_kind = a.scope_kind
    inner join fact.measure as past
        on past.agency_id = s.agency_id
        and past.month = a.prev_month
        and past.version = a.prev_version
        and past.report = a.report
        and past.level = s.own_level
        and past.g1_code = s.own_g1_code
        and past.g2_code = s.own_g2_code
        and past.g3_code = ''
        and past.g4_code = ''
    group by s.scope
),
state as (
    select st.value as rate, st.denominator as base
    from asked as a
    inner join fact.measure as st
        on st.agency_id = a.agency_id
        and st.month = a.month
        and st.version = a.version
        and st.report = a.report
        and st.level = 'state'
        and st.measure = a.words ->> 'rate'
    where a.scope_kind <> 'state'
),
judged as (
    select
        f.*,
        before.act as act_before,
        before.rate as rate_before,
        state.rate as rate_state,
        case when not f.preliminary then fact.judgement(
            f.kind, f.better, f.rate, f.base, before.rate, before.base) end as against_before,
        case when not f.preliminary then fact.judgement(
            f.kind, f.better, f.rate, f.base, state.rate, state.base) end as against_state
    from found as f
    left join before on before.scope = f.scope
    left join state on true
),
compared as (
    select
        j.*,
        case
            when j.rate_before is null then null
            when j.against_before in ('Better', 'Worse') then
                lower(j.against_before) || ' than ' || j.prev_name
                || ' (' || fact.figure(j.kind, j.rate_before) || ')'
            when j.against_before = 'Similar' then
                'similar to ' || j.prev_name || ' (' || fact.figure(j.kind, j.rate_before) || ')'
            else j.prev_name || ' ' || fact.figure(j.kind, j.rate_before)
        end as words_before,
        case
            when j.rate_state is null then null
            when j.against_state in ('Better', 'Worse') then
                lower(j.against_state) || ' than the state ('
                || fact.figure(j.kind, j.rate_state) || ')'
            when j.against_state = 'Similar' then
                'similar to the state (' || fact.figure(j.kind, j.rate_state) || ')'
            else 'state ' || fact.figure(j.kind, j.rate_state)
        end as words_state
    from judged as j
)
select
    c.scope as _scope,
    coalesce(c.act, 0) > 0 as act,
    fact.figure('count', coalesce(c.act, 0)) || ' '
    || case when c.act = 1 then c.words ->> 'act_one' else c.words ->> 'act_words' end as lead,
    coalesce(', ' || case when c.act > 0 then
        case when c.part > 0 then fact.figure('count', c.part) else 'none' end
        || ' ' || (c.words ->> 'part_words') end, '')
    || coalesce(' (' || c.prev_name || ': ' || fact.figure('count', c.act_before) || ')', '')
    || case when c.rate is null then '.' else '.  ' end as rest,
    fact.figure(c.kind, c.rate) || ' ' || (c.words ->> 'rate_words') as rate,
    coalesce(': ' || nullif(concat_ws(', ', c.words_before, c.words_state), ''), '')
    || case when c.against_before = 'Small base' or c.against_state = 'Small base'
        then ' (small base, not judged).' else '.' end as judged
from compared as c
order by c.scope collate "C"
