-- sql/report/ftdm_completion/in_care.sql
-- Purpose: sheet In care: removal episodes in force on as_of.
-- Grain: child x episode. Key: _scope, child_id, episode_id.
-- Inputs: fact.ftdm_completion, list in_care.
-- Order: region, office, unit, Removal date, Child ID, Episode ID.
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
    inner join fact.ftdm_completion as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.list = 'in_care'
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
    l.removal_date,
    l.days_since_removal,
    l.window_closes,
    l.scheduled_for,
    l.ftdm_date,
    l.ftdm_purpose,
    l.days_from_removal,
    l.status,
    l.episode_id,
    l.why
from listed as l
where l._scope is not null
order by
    l._scope collate "C",
    l.region collate "C",
    l.office collate "C",
    l.unit collate "C",
    l.removal_date,
    mart.id_order(l.child_id) collate "C",
    l.episode_id
