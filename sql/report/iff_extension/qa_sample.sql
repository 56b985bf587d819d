-- sql/report/iff_extension/qa_sample.sql
-- Purpose: sheet QA sample: the rows drawn per region, with empty columns for the review.
-- Grain: one row per victim row, in the workbook of the scope it belongs to.
-- Inputs: fact.iff_extension.
with p as (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::int as version,          -- version of the month's facts
        $4::text as scope_kind       -- office, region, state
)
select
    mart.scope_code(
        p.scope_kind,
        case p.scope_kind when 'office' then i.office_code when 'region' then i.region_code end)
        collate "C" as _scope,
    i.region,
    i.office,
    i.unit,
    i.access_report_id as intake_id,
    i.child_id,
    i.due_original_at as original_due,
    i.due_at as due,
    i.reason,
    i.status,
    i.victim_id as row_id,
    null::text as reason_valid_per_policy,
    null::text as supervisor_consulted,
    null::text as efforts_documented,
    null::text as child_safety_addressed,
    null::text as comment
from p
inner join fact.iff_extension as i
    on i.agency_id = p.agency_id and i.month = p.month and i.version = p.version
where i.list = 'all'
    and i.qa_no is not null
    and (p.scope_kind = 'state'
        or (p.scope_kind = 'office' and i.office_code is not null)
        or (p.scope_kind = 'region' and i.region_code is not null))
order by
    _scope,
    i.region collate "C",
    i.office collate "C",
    i.unit collate "C",
    i.due_at nulls last,
    i.victim_id
