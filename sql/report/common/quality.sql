-- sql/report/common/quality.sql
-- Purpose: the rows to cure of Data quality.
-- Grain: scope x finding, in the order of the description's rules and then of offices, children
-- and rows. Inputs: fact.scope, fact.quality. No key: two findings may say the same.
with p as (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::int as version,          -- of its facts
        $4::text as scope_kind,      -- office, region, state, attorney
        $5::text as report,
        $6::jsonb as words           -- the description of the report
),
listed as (
    select
        p.agency_id, p.month, p.version, p.report, p.scope_kind,
        q.place,
        q.rule ->> 'rule' as rule,
        q.rule ->> 'title' as title,
        q.rule ->> 'cure' as cure
    from p
    cross join lateral jsonb_array_elements(p.words -> 'quality')
        with ordinality as q (rule, place)
)
select
    s.scope as _scope,
    l.title,
    q.row_key,
    q.child_id,
    q.owner,
    q.what,
    coalesce(q.cure, l.cure) as cure
from listed as l
inner join fact.quality as q
    on q.agency_id = l.agency_id
    and q.month = l.month
    and q.version = l.version
    and q.report = l.report
    and q.rule = l.rule
inner join fact.scope as s
    on s.agency_id = q.agency_id
    and s.month = q.month
    and s.version = q.version
    and s.report = q.report
    and s.scope_kind = l.scope_kind
    and coalesce(s.code, '') = case l.scope_kind -- the state has no code
        when 'state' then ''
        when 'office' then q.office_code
        when 'region' then q.region_code
        else q.attorney_id
    end
order by
    s.scope collate "C", l.place,
    q.region_code collate "C", q.office_code collate "C",
    mart.id_order(q.child_id) collate "C", mart.id_order(q.row_key) collate "C",
    q.attorney_id collate "C", q.what collate "C", q.owner collate "C"
