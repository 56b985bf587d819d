-- sql/report/iff_extension/due_and_overdue.sql
-- Purpose: sheet Due and overdue: children not seen, due by the end of as_of + 7 days.
-- Grain: one row per child of an intake. Key: _scope, row_id.
-- Inputs: fact.iff_extension, list due.
-- Why begins with `New since <month>` where the row asks for something that it did not ask for on
-- this list of the last closed month.
-- Order: overdue first, longest first; then due soonest; Child ID, Row ID.
-- A row without a region or office has no workbook of that kind: it is in the statewide one.

with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::int as version,          -- version of the month's facts
        $4::text as scope_kind,      -- office, region, state
        $5::text as report,
        $6::jsonb as description,
        $7::date as as_of,
        $8::date as prev_month,      -- last closed month, null: none
        $9::int as prev_version
),
listed as (
    select
        f.*,
        case when f.status_no in (6, 7) and p.prev_month is not null and not exists (
            select 1
            from fact.iff_extension as b
            where b.agency_id = f.agency_id
                and b.month = p.prev_month
                and b.version = p.prev_version
                and b.list = 'due'
                and b.child_id = f.child_id
                and b.victim_id = f.victim_id
                and b.status_no in (6, 7)
        ) then 'New since ' || to_char(p.prev_month, 'FMMonth') || '. ' end as news,
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
        and f.list = 'due'
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
    concat(l.news, l.why) as why
from listed as l
where l._scope is not null
order by
    l._scope collate "C",
    l.status_no = 8,
    l.due_at,
    mart.id_order(l.child_id) collate "C",
    l.victim_id
