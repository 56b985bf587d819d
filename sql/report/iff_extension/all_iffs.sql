-- sql/report/iff_extension/all_iffs.sql
-- Purpose: sheet All IFFs: every required contact whose due in force falls in the month.
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
    case when i.extended then 'Yes' else 'No' end as extended,
    case when i.exception then 'Yes' else 'No' end as exception,
    i.attempted_at as attempted,
    i.completed_at as seen,
    mart.one_decimal(i.hours_to_contact) as hours_to_contact,
    i.status,
    i.victim_id as row_id,
    i.why
from p
inner join fact.iff_extension as i
    on i.agency_id = p.agency_id and i.month = p.month and i.version = p.version
where i.list = 'all'
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
