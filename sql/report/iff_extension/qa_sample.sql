-- sql/report/iff_extension/qa_sample.sql
-- Purpose: sheet QA sample: the extensions drawn, with empty columns for the review.
-- Grain: one row per child of an intake. Key: _scope, row_id.
-- Inputs: fact.iff_extension, list all.
-- Order: region, office, unit, due in force, Row ID; an office has its own rows of the region's
-- sample.
-- A row without a region or office has no workbook of that kind: it is in the statewide one.

with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::int as version,          -- version of the month's facts
        $4::text as scope_kind       -- office, region, state
),
listed as (
    select
        f.*,
        case p.scope_kind
            when 'state' then 'state'
            when 'region' then mart.scope_code('region', f.region_code)
            when 'office' then mart.scope_code('office', f.office_code)
        end as _scope
    from parameter as p
    inner join fact.iff_extension as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.list = 'all'
        and f.qa_no is not null
)
select
    l._scope,
    l.region,
    l.office,
    l.unit,
    l.access_report_id as intake_id,
    l.child_id,
    l.due_original_at as original_due,
    l.due_at as due,
    l.reason,
    l.status,
    l.victim_id as row_id,
    null::text as reason_valid_per_policy,
    null::text as supervisor_consulted,
    null::text as efforts_documented,
    null::text as child_safety_addressed,
    null::text as comment
from listed as l
where l._scope is not null
order by
    l._scope collate "C",
    l.region collate "C",
    l.office collate "C",
    l.unit collate "C",
    l.due_at nulls last,
    l.victim_id
