-- sql/report/home_study/caregivers.sql
-- Purpose: sheet Caregivers of home_study.
-- Grain: one row per caregiver, in the workbook of the scope it belongs to.
-- Inputs: fact.home_study. Order: overdue first, longest first.
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
        case p.scope_kind when 'office' then hs.office_code when 'region' then hs.region_code end)
        collate "C" as _scope,
    hs.region,
    hs.office,
    hs.unit,
    hs.supervisor,
    hs.caseworker,
    hs.provider_id as caregiver_id,
    hs.caregiver,
    hs.relationship,
    hs.children_placed,
    hs.placement_since as earliest_placement,
    hs.days,
    hs.licensing_status as last_licensing_status,
    hs.status_date,
    hs.prior as prior_withdrawal_or_denial,
    hs.status,
    hs.why
from p
inner join fact.home_study as hs
    on hs.agency_id = p.agency_id and hs.month = p.month and hs.version = p.version
where hs.list = 'caregivers'
    and (p.scope_kind = 'state'
        or (p.scope_kind = 'office' and hs.office_code is not null)
        or (p.scope_kind = 'region' and hs.region_code is not null))
order by
    _scope,
    hs.status_no = 4 desc,
    hs.days desc,
    mart.id_order(hs.provider_id) collate "C"
