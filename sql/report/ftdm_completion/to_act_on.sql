-- sql/report/ftdm_completion/to_act_on.sql
-- Purpose: sheet To act on: removals that still want an FTDM.
-- Grain: child x episode. Key: _scope, child_id, episode_id.
-- Inputs: fact.ftdm_completion, list to_act_on.
-- Why begins with `New since <month>` where the row asks for something that it did not ask for on
-- this list of the last closed month.
-- Order: Window open first, by the day it closes; then the newest removal; Child ID, Episode ID.
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
        case when f.status_no <> 3 and p.prev_month is not null and not exists (
            select 1
            from fact.ftdm_completion as b
            where b.agency_id = f.agency_id
                and b.month = p.prev_month
                and b.version = p.prev_version
                and b.list = 'to_act_on'
                and b.child_id = f.child_id
                and b.episode_id = f.episode_id
                and b.status_no <> 3
        ) then 'New since ' || to_char(p.prev_month, 'FMMonth') || '. ' end as news,
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
        and f.list = 'to_act_on'
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
    concat(l.news, l.why) as why
from listed as l
where l._scope is not null
order by
    l._scope collate "C",
    case when l.status_no = 3 then l.window_closes end nulls last,
    l.days_since_removal,
    mart.id_order(l.child_id) collate "C",
    l.episode_id
