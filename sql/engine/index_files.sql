-- sql/engine/index_files.sql
-- Purpose: the workbooks of a month as its index page lists them, every number already in words.
-- Grain: one row per published workbook. Inputs: etl.receipt, etl.month, etl.artifact, fact.scope.
-- Key: path. Order: report; state, regions, the offices of each region, attorneys.
-- No person is named: an attorney's workbook is known by the attorney's id.
-- Nothing of it depends on when or by which run a file was sent.
with p as (
    select
        $1::int as agency_id,
        $2::text as target,
        $3::date as month
),

standing as (
    select
        r.agency_id, r.report, r.month, r.version, r.scope, r.final_path, r.sha256, r.size, r.rows
    from p
    cross join lateral etl.published(p.agency_id, p.target, p.month) as r
    where r.report <> ''
),

-- The month to compare each report with.
compared as (
    select s.agency_id, s.report, c.previous_month, c.previous_version
    from (select distinct x.agency_id, x.report, x.month from standing as x) as s
    cross join lateral etl.month_current(s.agency_id, s.report, s.month) as c
    where c.previous_month is not null
),

earlier as (
    select distinct on (a.agency_id, a.report, a.scope)
        a.agency_id, a.report, a.scope, a.rows
    from compared as c
    inner join etl.artifact as a
        on a.agency_id = c.agency_id and a.report = c.report and a.month = c.previous_month
        and a.version = c.previous_version
    order by a.agency_id, a.report, a.scope, a.artifact_id desc
),

placed as (
    select
        s.*,
        f.scope_kind,
        f.code,
        f.parent_code,
        coalesce(up.name, f.parent_code, 'Unassigned') as parent,
        case
            when f.scope_kind is null then s.scope
            when f.scope_kind = 'attorney' then 'Attorney ' || f.code
            when f.code is null or f.name = 'Region ' || f.code then f.name
            else f.name || ' (' || f.code || ')'
        end as name
    from standing as s
    left join fact.scope as f
        on f.agency_id = s.agency_id and f.month = s.month and f.version = s.version
        and f.report = s.report and f.scope = s.scope
    left join fact.scope as up
        on up.agency_id = f.agency_id and up.month = f.month and up.version = f.version
        and up.report = f.report and up.scope_kind = 'region' and up.code = f.parent_code
        and f.scope_kind = 'office'
)

select
    w.report,
    case coalesce(w.scope_kind, '')
        when 'state' then case
            when bool_or(w.scope_kind = 'region') over (partition by w.report)
            then 'State and regions' else 'State'
        end
        when 'region' then 'State and regions'
        when 'office' then 'Offices, ' || w.parent
        when 'attorney' then 'Supervising attorneys'
        else 'Others'
    end as heading,
    w.name,
    substr(w.final_path, strpos(w.final_path, '/') + 1) as path,
    to_char(w.rows, 'FM999,999,999,990') as rows,
    case
        when c.report is null then null
        when e.report is null then 'new'
        when w.rows = e.rows then 'no change'
        else to_char(w.rows - e.rows, 'FMSG999,999,999,990')
    end as change,
    etl.size_words(w.size) as size,
    case
        when m.preliminary then 'PRELIMINARY'
        when w.version > 1 then 'Restated, version ' || w.version
        else 'Final'
    end as status,
    w.sha256,
    to_char(m.as_of, 'FMMonth FMDD, YYYY') as as_of,
    to_char(m.cutoff_at, 'FMMonth FMDD, YYYY, HH24:MI') as cutoff,
    to_char(c.previous_month, 'FMMonth YYYY') as compared_with
from placed as w
inner join etl.month as m
    on m.agency_id = w.agency_id and m.report = w.report and m.month = w.month
    and m.version = w.version
left join compared as c on c.agency_id = w.agency_id and c.report = w.report
left join earlier as e
    on e.agency_id = w.agency_id and e.report = w.report and e.scope = w.scope
order by
    w.report collate "C",
    array_position(array['state', 'region', 'office', 'attorney'], w.scope_kind),
    case when w.scope_kind = 'office' then mart.id_order(w.parent_code) end collate "C" nulls last,
    case when w.scope_kind = 'office' then w.name else mart.id_order(w.code) end collate "C",
    w.scope collate "C"
