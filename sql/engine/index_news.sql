-- sql/engine/index_news.sql
-- Purpose: what is new in each report of a month since the closed month before it.
-- Grain: one row per report that has such a month. Inputs: etl.receipt, etl.month, etl.artifact,
-- fact.scope. Key: report. Rows are those of the statewide workbook.
with p as (
    select
        $1::int as agency_id,
        $2::text as target,
        $3::date as month
),

standing as (
    select r.agency_id, r.report, r.month, r.version, r.scope, r.rows
    from p
    cross join lateral etl.published(p.agency_id, p.target, p.month) as r
    where r.report <> ''
),

compared as (
    select s.agency_id, s.report, c.previous_month, c.previous_version
    from (select distinct x.agency_id, x.report, x.month from standing as x) as s
    cross join lateral etl.month_current(s.agency_id, s.report, s.month) as c
    where c.previous_month is not null
),

earlier as (
    select distinct on (a.agency_id, a.report, a.scope)
        a.agency_id, a.report, a.month, a.version, a.scope, a.rows
    from compared as c
    inner join etl.artifact as a
        on a.agency_id = c.agency_id and a.report = c.report and a.month = c.previous_month
        and a.version = c.previous_version
    order by a.agency_id, a.report, a.scope, a.artifact_id desc
),

both_months as (
    select
        coalesce(s.agency_id, e.agency_id) as agency_id,
        coalesce(s.report, e.report) as report,
        coalesce(s.scope, e.scope) as scope,
        s.rows as rows_now,
        e.rows as rows_then,
        coalesce(s.month, e.month) as month,
        coalesce(s.version, e.version) as version
    from standing as s
    full join earlier as e
        on e.agency_id = s.agency_id and e.report = s.report and e.scope = s.scope
),

named as (
    select
        b.*,
        case
            when f.scope_kind is null then b.scope
            when f.scope_kind = 'attorney' then 'Attorney ' || f.code
            when f.code is null or f.name = 'Region ' || f.code then f.name
            else f.name || ' (' || f.code || ')'
        end as name
    from both_months as b
    left join fact.scope as f
        on f.agency_id = b.agency_id and f.month = b.month and f.version = b.version
        and f.report = b.report and f.scope = b.scope
)

select
    c.report,
    to_char(c.previous_month, 'FMMonth YYYY') as compared_with,
    to_char(max(n.rows_now) filter (where n.scope = 'state'), 'FM999,999,999,990') as rows_now,
    to_char(max(n.rows_then) filter (where n.scope = 'state'), 'FM999,999,999,990') as rows_then,
    case max(n.rows_now - n.rows_then) filter (where n.scope = 'state')
        when 0 then 'no change'
        else to_char(max(n.rows_now - n.rows_then) filter (where n.scope = 'state'),
            'FMSG999,999,999,990')
    end as change,
    string_agg(n.name, '; ' order by n.name collate "C") filter (where n.rows_then is null) as added,
    string_agg(n.name, '; ' order by n.name collate "C") filter (where n.rows_now is null) as gone
from compared as c
inner join named as n on n.agency_id = c.agency_id and n.report = c.report
group by c.agency_id, c.report, c.previous_month
order by c.report collate "C"
