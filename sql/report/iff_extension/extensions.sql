-- sql/report/iff_extension/extensions.sql
-- Purpose: sheet Extensions: every extension of the month, also of exceptions and invalid rows.
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
    i.supervisor,
    i.caseworker,
    i.access_report_id as intake_id,
    i.intake_type,
    i.received_at as received,
    i.response,
    i.case_id,
    i.child_id,
    i.child,
    i.age_at_intake,
    i.due_original_at as original_due,
    i.due_at as due,
    mart.one_decimal(i.hours_added) as hours_added,
    i.reason,
    i.approver,
    i.approved,
    i.attempt_after as attempt_after_approval,
    i.completed_at as seen,
    i.status,
    i.policy_check,
    i.victim_id as row_id,
    i.why
from p
inner join fact.iff_extension as i
    on i.agency_id = p.agency_id and i.month = p.month and i.version = p.version
where i.list = 'all'
    and i.extended
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
