-- sql/fact/56_child_listing_action.sql
-- trend: no
-- Purpose: what is overdue or falls due within 60 days for the children on the list.
-- Grain: child, episode, action; hearings not held: one row each.
-- Inputs: fact.child_listing, child_listing_goal, tpr, clock, home; mart.hearing.
-- Key: (agency_id, month, version, child_id, episode_id, action_no, row_id).
-- As-of view (C3): a hearing held after as_of is not held.
--
--   1  TPR due (15 of 22)             the day reached or to be reached
--   2  Permanency hearing             last one held, or entry, + 12 months
--   3  Trial home visit over 180 days since + 180 days
--   4  Concurrent goal missing        entry + 30 days
--   5  Petition for adoption goal     goal since + 60 days
--   6  Hearing not held               the day it was scheduled for

with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
)
delete from fact.child_listing_action as f
using parameter as p
where f.agency_id = p.agency_id and f.month = p.month and f.version = p.version;

insert into fact.child_listing_action (
    agency_id, month, version, child_id, episode_id, action_no, row_id, action, due, days_left,
    status, why)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
),
listed as (
    select
        f.agency_id, f.month, f.version, f.as_of, f.child_id, f.episode_id, f.entered_care,
        f.trial_home_since, f.goal, f.goal_since, f.concurrent_goal,
        g.goal_group,
        t.status as tpr, t.filed,
        k.days, k.status as status_15_22, k.on_date, k.would_be_due
    from parameter as p
    inner join fact.child_listing as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.list = 'children'
    inner join fact.child_listing_goal as g
        on g.agency_id = f.agency_id
        and g.month = f.month
        and g.version = f.version
        and g.list = f.list
        and g.child_id = f.child_id
        and g.episode_id = f.episode_id
    inner join fact.child_listing_tpr as t
        on t.agency_id = f.agency_id
        and t.month = f.month
        and t.version = f.version
        and t.child_id = f.child_id
    inner join fact.child_listing_clock as k
        on k.agency_id = f.agency_id
        and k.month = f.month
        and k.version = f.version
        and k.child_id = f.child_id
        and k.episode_id = f.episode_id
),
heard as (
    select l.*, h.last_held
    from listed as l
    cross join lateral (
        select max(x.held_date) as last_held
        from mart.hearing as x
        where x.agency_id = l.agency_id
            and x.child_id = l.child_id
            and x.episode_id = l.episode_id
            and x.grp = 'permanency'
            and x.held_date <= l.as_of
    ) as h
),
-- One line per action that applies, whatever its day.
action as (
    select h.agency_id, h.month, h.version, h.as_of, h.child_id, h.episode_id,
        a.action_no, 0::bigint as row_id, a.action, a.due, a.why
    from heard as h
    cross join lateral (
        values
            (1, 'TPR due (15 of 22)',
                case when h.would_be_due then h.on_date end,
                case h.status_15_22
                    when 'Reached' then h.days || ' days counted; nothing filed, no exception.'
                    else h.days || ' days counted, '
                        || fact.days_15_of_22() - h.days || ' to go.'
                end),
            (2, 'Permanency hearing',
                mart.plus_months(coalesce(h.last_held, h.entered_care), 12),
                case when h.last_held is null then 'None held since entry.'
                    else 'Last one held ' || to_char(h.last_held, 'MM/DD/YYYY') || '.' end),
            (3, 'Trial home visit over 180 days',
                h.trial_home_since + 180,
                'At home since ' || to_char(h.trial_home_since, 'MM/DD/YYYY') || '.'),
            (4, 'Concurrent goal missing',
                case when h.concurrent_goal in ('Not yet set', 'MISSING')
                    then h.entered_care + 30 end,
                'Entered care ' || to_char(h.entered_care, 'MM/DD/YYYY') || '; goal: '
                    || h.goal || '.'),
            (5, 'Petition for adoption goal',
                case when h.goal_group = 'adoption' and h.tpr <> 'Free' and not h.filed
                    then h.goal_since + 60 end,
                'Goal adoption since ' || to_char(h.goal_since, 'MM/DD/YYYY')
                    || ', nothing filed.')
    ) as a (action_no, action, due, why)

    union all

    select l.agency_id, l.month, l.version, l.as_of, l.child_id, l.episode_id,
        6, x.hearing_id, 'Hearing not held', x.scheduled_date,
        coalesce(x.label || ', not', 'Not') || ' marked held.'
    from listed as l
    inner join mart.hearing as x
        on x.agency_id = l.agency_id
        and x.child_id = l.child_id
        and x.episode_id = l.episode_id
        and x.scheduled_date <= l.as_of
        and (x.held_date is null or x.held_date > l.as_of)
)
select
    a.agency_id, a.month, a.version, a.child_id, a.episode_id, a.action_no, a.row_id,
    a.action, a.due, a.due - a.as_of,
    case when a.due < a.as_of then 'Overdue' else 'Due' end,
    a.why
from action as a
where a.due <= a.as_of + 60;
