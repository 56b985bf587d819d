-- sql/report/child_listing/action_dates.sql
-- Purpose: sheet Action dates: what is overdue or falls due within 60 days.
-- Grain: child x episode x action. Key: _scope, child_id, episode_id, action, due.
-- Inputs: fact.child_listing_action, fact.child_listing.
-- Order: Overdue first, Due, Child ID, Action.

with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::int as version,          -- version of the month's facts
        $4::text as scope_kind       -- attorney, state
),
listed as (
    select
        a.child_id, a.episode_id, a.row_id, a.action, a.due, a.days_left, a.status, a.why,
        f.supervising, f.attorney, f.child,
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
    l.why
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
