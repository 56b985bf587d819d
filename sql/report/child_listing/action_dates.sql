-- sql/report/child_listing/action_dates.sql
-- Purpose: sheet Action dates: what is overdue or falls due within 60 days.
-- Grain: child x episode x action. Key: _scope, child_id, episode_id, action, due.
-- Inputs: fact.child_listing_action, fact.child_listing.
-- Why begins with `New since <month>` where the row asks for something that it did not ask for on
-- this list of the last closed month.
-- Order: Overdue first, Due, Child ID, Action.

with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::int as version,          -- version of the month's facts
        $4::text as scope_kind,      -- attorney, state
        $5::text as report,
        $6::jsonb as description,
        $7::date as as_of,
        $8::date as prev_month,      -- last closed month, null: none
        $9::int as prev_version
),
listed as (
    select
        a.child_id, a.episode_id, a.row_id, a.action, a.due, a.days_left, a.status, a.why,
        f.supervising, f.attorney, f.child,
        case when a.status = 'Overdue' and p.prev_month is not null and not exists (
            select 1
            from fact.child_listing_action as b
            where b.agency_id = a.agency_id
                and b.month = p.prev_month
                and b.version = p.prev_version
                and b.child_id = a.child_id
                and b.episode_id = a.episode_id
                and b.action = a.action
                and b.status = 'Overdue'
        ) then 'New since ' || to_char(p.prev_month, 'FMMonth') || '. ' end as news,
        case p.scope_kind
            when 'state' then 'state'
            when 'attorney' then mart.scope_code('attorney', f.supervising_id)
        end as _scope
    from parameter as p
    inner join fact.child_listing_action as a
        on a.agency_id = p.agency_id
        and a.month = p.month
        and a.version = p.version
    inner join fact.child_listing as f
        on f.agency_id = a.agency_id
        and f.month = a.month
        and f.version = a.version
        and f.list = 'children'
        and f.child_id = a.child_id
        and f.episode_id = a.episode_id
)
select
    l._scope,
    l.supervising,
    l.attorney,
    l.child_id,
    l.child,
    l.action,
    l.due,
    l.days_left,
    l.status,
    concat(l.news, l.why) as why
from listed as l
where l._scope is not null
order by
    l._scope collate "C",
    l.status <> 'Overdue',
    l.due,
    mart.id_order(l.child_id) collate "C",
    l.action collate "C",
    l.episode_id,
    l.row_id
