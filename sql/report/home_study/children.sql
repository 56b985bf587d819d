-- sql/report/home_study/children.sql
-- Purpose: sheet Children: children placed with unlicensed kin on as_of.
-- Grain: child x caregiver. Key: _scope, child_id, caregiver_id.
-- Inputs: fact.home_study, list children.
-- Order: Referral overdue first, longest placed first; then Child ID, Caregiver ID.
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
    inner join fact.home_study as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.list = 'children'
)
select
    l._scope,
    l.region,
    l.office,
    l.unit,
    l.supervisor,
    l.caseworker,
    l.case_id,
    l.child_id,
    l.child,
    l.age,
    l.provider_id as caregiver_id,
    l.caregiver,
    l.relationship,
    l.placement_since,
    l.days,
    l.licensing_status as last_licensing_status,
    l.status_date,
    l.prior as prior_withdrawal_or_denial,
    l.status,
    l.why
from listed as l
where l._scope is not null
order by
    l._scope collate "C",
    l.status_no <> 4,
    l.days desc,
    mart.id_order(l.child_id) collate "C",
    mart.id_order(l.provider_id) collate "C"
