-- sql/report/common/bars.sql
-- Purpose: the bars of Summary: counts of the next level below the scope (or of the description's
-- extra level), stacked, longest first, the rest as All others.
-- Grain: scope x bar. Inputs: fact.scope, fact.measure. Key: _scope, place.
with p as (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::int as version,          -- of its facts
        $4::text as scope_kind,      -- office, region, state, attorney
        $5::text as report,
        $6::jsonb as words           -- the description of the report
),
asked as (
    select
        p.agency_id, p.month, p.version, p.scope_kind, p.report,
        p.words -> 'bars' ->> 'level' is not null as extra,
        coalesce(p.words -> 'bars' ->> 'level', case p.scope_kind
            when 'state' then p.words -> 'levels' ->> 1
            when 'region' then 'office'
            when 'office' then 'unit'
            else 'attorney'
        end) as level,
        (p.words -> 'bars' ->> 'rows')::int as rows_shown,
        string_to_array(p.words -> 'bars' -> 'stack' ->> 0, '+') as stack1,
        string_to_array(p.words -> 'bars' -> 'stack' ->> 1, '+') as stack2,
        string_to_array(p.words -> 'bars' -> 'stack' ->> 2, '+') as stack3,
        string_to_array(p.words -> 'bars' -> 'stack' ->> 3, '+') as stack4,
        p.words -> 'bars' ->> 'beside' as beside
    from p
),
part as (
    select
        a.*, f.measure, f.value, f.g1_code, f.g2_code, f.g3_code, f.g4_code,
        case
            when a.extra or a.level in ('office', 'attorney') then f.g2
            when a.level = 'unit' then f.g3
            else f.g1
        end as label,
        -- the scope that the group lies in
        case
            when a.extra or a.scope_kind = 'region' then f.g1_code
            when a.scope_kind = 'office' then f.g1_code || ' ' || f.g2_code
            when a.scope_kind = 'attorney' then f.g3_code
            else ''
        end as lies_in
    from asked as a
    inner join fact.measure as f
        on f.agency_id = a.agency_id
        and f.month = a.month
        and f.version = a.version
        and f.report = a.report
        and f.level = a.level
        and f.measure = any(a.stack1 || a.stack2 || a.stack3 || a.stack4 || a.beside)
),
bar as (
    select
        s.agency_id, s.scope, pt.rows_shown, pt.label,
        pt.g1_code, pt.g2_code, pt.g3_code, pt.g4_code,
        coalesce(sum(pt.value) filter (where pt.measure = any(pt.stack1)), 0) as one,
        coalesce(sum(pt.value) filter (where pt.measure = any(pt.stack2)), 0) as two,
        coalesce(sum(pt.value) filter (where pt.measure = any(pt.stack3)), 0) as three,
        coalesce(sum(pt.value) filter (where pt.measure = any(pt.stack4)), 0) as four,
        coalesce(sum(pt.value) filter (
            where pt.measure = any(pt.stack1 || pt.stack2 || pt.stack3 || pt.stack4)), 0)
            as total,
        coalesce(sum(pt.value) filter (where pt.measure = pt.beside), 0) as beside
    from part as pt
    inner join fact.own_scope as s
        on s.agency_id = pt.agency_id
        and s.month = pt.month
        and s.version = pt.version
        and s.report = pt.report
        and s.scope_kind = pt.scope_kind
        and pt.lies_in = case
            when pt.extra then s.scope
            when s.scope_kind = 'office' then s.own_g1_code || ' ' || s.own_g2_code
            when s.scope_kind = 'state' then ''
            else s.code
        end
    group by s.agency_id, s.scope, pt.rows_shown, pt.label,
        pt.g1_code, pt.g2_code, pt.g3_code, pt.g4_code
),
ranked as (
    select
        b.*,
        sum(b.total) over (partition by b.agency_id, b.scope) as total_all,
        row_number() over (
            partition by b.agency_id, b.scope
            order by b.total desc, b.one desc, b.beside desc, b.label collate "C",
                b.g1_code collate "C", b.g2_code collate "C", b.g3_code collate "C") as place
    from bar as b
)
select
    r.scope as _scope,
    least(r.place, r.rows_shown + 1) as place,
    case when min(r.place) > max(r.rows_shown) then 'All others' else min(r.label) end as label,
    sum(r.one) as one,
    sum(r.two) as two,
    sum(r.three) as three,
    sum(r.four) as four,
    sum(r.total) as total,
    sum(r.beside) as beside,
    fact.figure('count', max(r.total_all)) as total_words
from ranked as r
group by r.scope, least(r.place, r.rows_shown + 1)
order by r.scope collate "C", least(r.place, r.rows_shown + 1)
