-- sql/report/home_study/caregivers.sql
-- Purpose: sheet Caregivers: unlicensed kin caregivers with a child placed on as_of.
-- Grain: caregiver. Key: _scope, caregiver_id.
-- Inputs: fact.home_study, list caregivers.
-- Order: Referral overdue first, longest placed first; then Caregiver ID.
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
        and f.list = 'caregivers'
)
select
    l._scope,
    l.region,
    l.office,
    l.unit,
    l.supervisor,
    l.caseworker,
    l.provider_id as caregiver_id,
    l.caregiver,
    l.relationship,
    l.children_placed,
    l.placement_since as earliest_placement,
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
    mart.id_order(l.provider_id) collate "C"
