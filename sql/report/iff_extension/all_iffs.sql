-- sql/report/iff_extension/all_iffs.sql
-- Purpose: sheet All IFFs: children to be seen whose due in force falls in the month.
-- Grain: one row per child of an intake. Key: _scope, row_id.
-- Inputs: fact.iff_extension, list all.
-- Order: region, office, unit, due in force, Row ID.
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
)
select
    l._scope,
    l.region,
    l.office,
    l.unit,
    l.supervisor,
    l.caseworker,
    l.access_report_id as intake_id,
    l.intake_type,
    l.received_at as received,
    l.response,
    l.case_id,
    l.child_id,
    l.child,
    l.age_at_intake,
    l.due_original_at as original_due,
    l.due_at as due,
    case when l.extended then 'Yes' else 'No' end as extended,
    case when l.exception then 'Yes' else 'No' end as exception,
    l.attempted_at as attempted,
    l.completed_at as seen,
    mart.one_decimal(l.hours_to_contact) as hours_to_contact,
    l.status,
    l.victim_id as row_id,
    l.why
from listed as l
where l._scope is not null
order by
    l._scope collate "C",
    l.region collate "C",
    l.office collate "C",
    l.unit collate "C",
    l.due_at nulls last,
    l.victim_id
