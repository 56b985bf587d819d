-- sql/fact/55_child_listing.sql
-- trend: no
-- Purpose: the rows of Children and Exits as they are shown, put together from the steps before.
-- Grain: list, child, episode.
-- Inputs: fact.child_listing_listed, home, goal, tpr, clock; mart.child, episode, attorney,
-- case_assignment, circuit_county, hearing.
-- Key: (agency_id, month, version, list, child_id, episode_id).
-- As-of view (C3): taken by the steps before; here for hearings and assignments of the case.

with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
)
delete from fact.child_listing as f
using parameter as p
where f.agency_id = p.agency_id and f.month = p.month and f.version = p.version;

insert into fact.child_listing (
    agency_id, month, version, list, child_id, episode_id, as_of,
    supervising_id, supervising, attorney_id, attorney, attorney_since, circuit, county,
    child, birth_date, age, case_id, case_manager, case_supervisor, managed_by,
    entered_care, days,
    placement, placement_since, trial_home_visit, trial_home_since, pre_adoptive, moves,
    goal, goal_since, concurrent_goal, tpr_status, tpr_petition_filed, free_since,
    next_hearing, hearing_type, days_15_22, status_15_22, on_15_22, tpr_due,
    exit_date, exit_group, exit_reason, timely_by, timely_exit, late_entry, why)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
),

-- What both sheets show of a child, on the day that counts for the row.
person as (
    select
        l.agency_id, l.month, l.version, l.list, l.child_id, l.episode_id, l.as_of,
        l.supervising_id,
        case when l.supervising_id is null then 'Unit Manager'
            else coalesce(s.attorney_name, l.supervising_id) end as supervising,
        l.attorney_id,
        coalesce(a.attorney_name, l.attorney_id) as attorney,
        l.attorney_since, l.attorney_until, l.credited_by,
        j.circuit,
        coalesce(j.county_name, 'Unknown (' || e.county || ')') as county,
        -- deleted record: no name, no age; no record or no name: the id
        case when c.hidden is not true then coalesce(c.child_name, l.child_id) end as child,
        case when c.hidden is not true then c.birth_date end as birth_date,
        case when c.hidden is not true then mart.age_on(c.birth_date, l.as_of) end as age,
        l.case_id,
        coalesce(w.caseworker, e.caseworker) as case_manager,
        coalesce(w.supervisor, e.supervisor) as case_supervisor,
        case when e.managed_by = 'FCCM' then coalesce(e.managed_agency, 'FCCM')
            else e.managed_by end as managed_by,
        l.begin_date as entered_care,
        l.end_date,
        l.day - l.begin_date as days,
        e.exit_group, e.exit_label, e.exit_entered_at
    from parameter as p
    inner join fact.child_listing_listed as l
        on l.agency_id = p.agency_id
        and l.month = p.month
        and l.version = p.version
    inner join mart.episode as e
        on e.agency_id = l.agency_id
        and e.child_id = l.child_id
        and e.episode_id = l.episode_id
    left join mart.child as c
        on c.agency_id = l.agency_id and c.child_id = l.child_id
    left join mart.attorney as a
        on a.agency_id = l.agency_id and a.attorney_id = l.attorney_id
    left join mart.attorney as s
        on s.agency_id = l.agency_id and s.attorney_id = l.supervising_id
    left join lateral (
        select cc.circuit, coalesce(cc.county_name, cc.county) as county_name
        from mart.circuit_county as cc
        where cc.agency_id = l.agency_id
            and cc.county = e.county
            and cc.valid_from <= l.day
            and (cc.valid_to is null or cc.valid_to > l.day)
        order by cc.valid_from desc
        limit 1
    ) as j on true
    left join lateral (
        select ca.caseworker, ca.supervisor
        from mart.case_assignment as ca
        where ca.agency_id = l.agency_id
            and ca.case_id = l.case_id
            and ca.begin_date <= l.day
            and (ca.end_date is null or ca.end_date > l.day)
        order by ca.begin_date desc, ca.assignment_id desc
        limit 1
    ) as w on true
),

-- Children: the steps side by side.
child as (
    select
        r.*,
        h.placement_id, h.placement, h.grp, h.since as placement_since, h.last_end, h.moves,
        h.away, h.preadopt_date <= r.as_of as pre_adoptive,
        g.goal, g.goal_group, g.goal_since, g.concurrent,
        t.status as tpr, t.missing, t.free_since, t.petition_date,
        k.clock_start, k.by_finding, k.days as counted, k.status as status_15_22, k.on_date,
        k.exception, k.exception_date, k.due,
        n.scheduled_date, n.label as hearing_type,
        r.as_of - h.since as placement_days
    from person as r
    inner join fact.child_listing_home as h
        on h.agency_id = r.agency_id
        and h.month = r.month
        and h.version = r.version
        and h.child_id = r.child_id
        and h.episode_id = r.episode_id
    inner join fact.child_listing_goal as g
        on g.agency_id = r.agency_id
        and g.month = r.month
        and g.version = r.version
        and g.list = r.list
        and g.child_id = r.child_id
        and g.episode_id = r.episode_id
    inner join fact.child_listing_tpr as t
        on t.agency_id = r.agency_id
        and t.month = r.month
        and t.version = r.version
        and t.child_id = r.child_id
    inner join fact.child_listing_clock as k
        on k.agency_id = r.agency_id
        and k.month = r.month
        and k.version = r.version
        and k.child_id = r.child_id
        and k.episode_id = r.episode_id
    left join lateral (
        select x.scheduled_date, x.label
        from mart.hearing as x
        where x.agency_id = r.agency_id
            and x.child_id = r.child_id
            and x.episode_id = r.episode_id
            and x.scheduled_date > r.as_of
        order by x.scheduled_date, x.hearing_id desc
        limit 1
    ) as n on true
    where r.list = 'children'
),

-- Exits: was it in time by its own limit?
left_care as (
    select
        r.*,
        g.goal,
        y.timely_by
    from person as r
    inner join fact.child_listing_goal as g
        on g.agency_id = r.agency_id
        and g.month = r.month
        and g.version = r.version
        and g.list = r.list
        and g.child_id = r.child_id
        and g.episode_id = r.episode_id
    cross join lateral (
        select fact.timely_by(r.exit_group, r.entered_care) as timely_by
    ) as y
    where r.list in ('exits', 'late')
)

select
    c.agency_id, c.month, c.version, c.list, c.child_id, c.episode_id, c.as_of,
    c.supervising_id, c.supervising, c.attorney_id, c.attorney, c.attorney_since,
    c.circuit, c.county, c.child, c.birth_date, c.age, c.case_id, c.case_manager,
    c.case_supervisor, c.managed_by, c.entered_care, c.days,
    case when c.placement_id is null then 'No placement recorded' else c.placement end,
    c.placement_since,
    case
        when c.grp is distinct from 'trial_home' then 'No'
        when c.placement_days > 180 then 'Yes, over 180 days'
        else 'Yes'
    end,
    case when c.grp = 'trial_home' then c.placement_since end,
    case when c.pre_adoptive then 'Yes' else 'No' end,
    c.moves, c.goal, c.goal_since, c.concurrent,
    c.tpr || c.missing, c.petition_date, c.free_since,
    c.scheduled_date, c.hearing_type,
    c.counted, c.status_15_22, c.on_date, case when c.due then 'Yes' else 'No' end,
    null, null, null, null, null, null,
    concat_ws(' ',
        case
            when c.due then 'TPR due: nothing filed, no exception.'
            when c.status_15_22 = 'Reached' and c.exception_date is not null then
                'Exception of ' || fact.say_date(c.exception_date, c.as_of)
                    || coalesce(': ' || lower(c.exception), '') || '.'
        end,
        case when c.grp = 'trial_home' then
            'At home for ' || fact.say_days(c.placement_days) || '.'
        end,
        case when c.goal = 'MISSING' then 'No goal after 30 days.' end,
        case when c.concurrent = 'MISSING' then 'No concurrent goal after 30 days.' end,
        case when c.placement_id is null then
            'No placement for ' || fact.say_days(c.as_of - coalesce(c.last_end, c.entered_care))
                || '.'
        end,
        case
            when c.status_15_22 = 'Paused' and c.away = 'trial_home' then
                'Clock paused: trial home visit.'
            when c.status_15_22 = 'Paused' then 'Clock paused: runaway.'
        end,
        case
            when c.by_finding then 'Clock by the finding, from '
            else 'Clock by 60 days in care, from '
        end || fact.say_date(c.clock_start, c.as_of) || '.')
from child as c

union all

select
    x.agency_id, x.month, x.version, x.list, x.child_id, x.episode_id, x.as_of,
    x.supervising_id, x.supervising, x.attorney_id, x.attorney, x.attorney_since,
    x.circuit, x.county, x.child, x.birth_date, x.age, x.case_id, x.case_manager,
    x.case_supervisor, x.managed_by, x.entered_care, x.days,
    null, null, null, null, null, null, x.goal, null, null, null, null, null, null, null,
    null, null, null, null,
    x.end_date, x.exit_group,
    -- a reason that was left blank
    coalesce(x.exit_label, 'MISSING'),
    x.timely_by,
    case when x.end_date <= x.timely_by then 'Yes' when x.end_date > x.timely_by then 'No' end,
    case when x.list = 'late' then 'Yes' else 'No' end,
    nullif(concat_ws(' ',
        case
            when x.timely_by is null then null
            when x.end_date = x.timely_by then 'On the last day in time.'
            when x.end_date < x.timely_by then
                'In time by ' || fact.say_days(x.timely_by - x.end_date) || '.'
            else fact.say_days(x.end_date - x.timely_by) || ' past the limit of '
                || to_char(x.timely_by, 'MM/DD/YYYY') || '.'
        end,
        case
            when x.list = 'late' and x.exit_entered_at is not null then
                'Entered ' || to_char(x.exit_entered_at, 'MM/DD/YYYY') || '.'
        end,
        case x.credited_by
            when 'exit_day' then 'Attorney from the exit day.'
            when 'ended_before' then
                'Last attorney, until ' || to_char(x.attorney_until, 'MM/DD/YYYY') || '.'
        end,
        case when x.days < 0 then 'Exit before entry.' end), '')
from left_care as x;
