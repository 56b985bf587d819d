-- sql/report/home_study/caregivers.sql
-- Purpose: sheet Caregivers: unlicensed kin caregivers with a child placed on as_of.
-- Grain: caregiver. Key: _scope, caregiver_id.
-- Inputs: fact.home_study, list caregivers.
-- Why begins with `New since <month>` where the row asks for something that it did not ask for on
-- this list of the last closed month.
-- Order: Referral overdue first, longest placed first; then Caregiver ID.
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
        case when f.status_no = 4 and p.prev_month is not null and not exists (
            select 1
            from fact.home_study as b
            where b.agency_id = f.agency_id
                and b.month = p.prev_month
                and b.version = p.prev_version
                and b.list = 'caregivers'
                and b.provider_id = f.provider_id
                and b.status_no = 4
        ) then 'New since ' || to_char(p.prev_month, 'FMMonth') || '. ' end as news,
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
    concat(l.news, l.why) as why
from listed as l
where l._scope is not null
order by
    l._scope collate "C",
    l.status_no <> 4,
    l.days desc,
    mart.id_order(l.provider_id) collate "C"
