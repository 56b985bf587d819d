-- sql/report/common/rules.sql
-- Purpose: the rules of Data quality with the rows found in the scope, this and last month.
-- Grain: scope x rule, in the order of the description; a rule that the description does not
-- know comes last, so that the caller sees it.
-- Inputs: fact.scope, fact.quality. Key: _scope, rule.
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
        p.agency_id, q.place, q.rule ->> 'rule' as rule
    from p
    cross join lateral jsonb_array_elements(p.words -> 'quality')
        with ordinality as q (rule, place)
),
found as (
    select
        q.agency_id,
        q.rule,
        case p.scope_kind
            when 'office' then q.office_code
            when 'region' then q.region_code
            when 'attorney' then q.attorney_id
            else ''
        end as lies_in,
        coalesce(sum(q.counted) filter (
            where q.month = p.month and q.version = p.version), 0) as rows_now,
        coalesce(sum(q.counted) filter (
            where q.month = p.prev_month and q.version = p.prev_version), 0) as rows_before
    from p
    inner join fact.quality as q
        on q.agency_id = p.agency_id
        and q.report = p.report
        and q.month in (p.month, p.prev_month)
    where (q.month = p.month and q.version = p.version)
        or (q.month = p.prev_month and q.version = p.prev_version)
    group by 1, 2, 3
),
known as (
    select l.agency_id, l.rule, l.place from listed as l
    union all
    select distinct f.agency_id, f.rule, null::bigint
    from found as f
    where not exists (select 1 from listed as l where l.rule = f.rule)
)
select
    s.scope as _scope,
    k.rule,
    coalesce(f.rows_now, 0) as rows_now,
    case when p.prev_month is not null then coalesce(f.rows_before, 0) end as rows_before
from p
inner join fact.scope as s
    on s.agency_id = p.agency_id
    and s.month = p.month
    and s.version = p.version
    and s.report = p.report
    and s.scope_kind = p.scope_kind
inner join known as k on k.agency_id = s.agency_id
left join found as f
    on f.agency_id = s.agency_id
    and f.rule = k.rule
    and f.lies_in = case when s.scope_kind = 'state' then '' else s.code end
order by s.scope collate "C", k.place, k.rule collate "C"
