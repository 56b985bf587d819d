-- sql/fact/20_ftdm_completion.sql
-- Purpose: one status for each removal episode: was a Family Team Decision Making meeting (policy
-- 1720) held within 7 days before the removal and up to 3 days after it?
-- Grain: list, child, episode; the lists are told in fact.ftdm_completion.
-- Inputs: mart.episode, meeting, child, case_assignment.
-- Key: (agency_id, month, version, list, child_id, episode_id).
-- A month that only feeds a trend (version 0) has no words, names and siblings, and of the lists the
-- two that trends show: its rows are counted and forgotten.
-- As-of view (C3): an episode or assignment that begins after as_of is not there; a later end,
-- meeting or cancellation has not happened; a meeting dated later is scheduled, whatever its flag.

with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
)
delete from fact.ftdm_completion as f
using parameter as p
where f.agency_id = p.agency_id and f.month = p.month and f.version = p.version;

insert into fact.ftdm_completion (
    agency_id, month, version, list, child_id, episode_id, as_of,
    attributed_on, attributed_by, assignment_id,
    region_code, region, office_code, office, unit_code, unit, supervisor, caseworker,
    case_id, child, age, removal_date, end_date,
    days_since_removal, window_opens, window_closes,
    held_before_on, held_within_on, held_late_on, held_early_on, not_completed_on, cancelled_on,
    sibling_on, scheduled_for, meeting_row_id, ftdm_date, ftdm_purpose, days_from_removal,
    status_no, status, why)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts; 0: a trend's
),

-- Episodes in force on as_of, begun in the month, or, but for a trend, ended so lately that last
-- month's reader may ask where the child is (a quarter: ends are entered late).
episode as (
    select
        p.agency_id, p.month, p.version, p.as_of, p.version > 0 as detail,
        e.child_id, e.episode_id, e.case_id,
        e.begin_date as removal_date,
        case when e.end_date <= p.as_of then e.end_date end as end_date,
        e.begin_date - 7 as window_opens,
        e.begin_date + 3 as window_closes,
        e.exit_group, e.extended, e.other_agency,
        e.region_code, e.region, e.office_code, e.office, e.unit_code, e.unit,
        e.supervisor, e.caseworker
    from parameter as p
    inner join mart.episode as e
        on e.agency_id = p.agency_id and e.begin_date <= p.as_of
    where e.end_date is null
        or e.end_date > case when p.version > 0 then p.month - 92 else p.as_of end
        or e.begin_date >= p.month
),

-- What the child's own FTDM rows say. `way` is the number of the status that a row could give:
-- the lowest way, its first day (the last, when too early) and the lowest id decide.
met as (
    select
        e.*,
        w.held_before_on, w.held_within_on, w.held_late_on, w.held_early_on,
        w.not_completed_on, w.cancelled_on, w.scheduled_for,
        w.best_way, w.best_row_id,
        s.sibling_on
    from episode as e
    cross join lateral (
        select
            min(m.meeting_date) filter (where m.way = 1) as held_before_on,
            min(m.meeting_date) filter (where m.way = 2) as held_within_on,
            min(m.meeting_date) filter (where m.way = 4) as held_late_on,
            max(m.meeting_date) filter (where m.way = 5) as held_early_on,
            min(m.meeting_date) filter (where m.way = 6) as not_completed_on,
            min(m.meeting_date) filter (where m.way = 7) as cancelled_on,
            min(m.meeting_date) filter (
                where m.state = 'open' and m.meeting_date >= e.window_opens) as scheduled_for,
            min(m.way) as best_way,
            -- the first day is the one nearest to the opening of the window, from either side
            (array_agg(
                m.meeting_row_id
                order by m.way, abs(m.meeting_date - e.window_opens), m.meeting_row_id
            ) filter (where m.way is not null))[1] as best_row_id
        from (
            select
                t.meeting_row_id, t.meeting_date, t.state,
                mart.ftdm_way(t.state, t.meeting_date, e.removal_date, e.end_date) as way
            from (
                select
                    f.meeting_row_id, f.meeting_date,
                    mart.ftdm_state(f.completed, f.meeting_date, f.cancel_date, e.as_of) as state
                from mart.meeting as f
                where f.agency_id = e.agency_id
                    and f.child_id = e.child_id
                    and f.type_grp = 'FTDM'
                    and f.meeting_date is not null
            ) as t
        ) as m
    ) as w
    -- A sibling's row does not count; that there is one tells whom to ask.
    cross join lateral (
        select min(f.meeting_date) as sibling_on
        from mart.meeting as f
        where e.detail
            and f.agency_id = e.agency_id
            and f.case_id = e.case_id
            and f.child_id <> e.child_id
            and f.type_grp = 'FTDM'
            and f.completed
            and f.meeting_date between e.window_opens and least(e.window_closes, e.as_of)
            and (f.cancel_date is null or f.cancel_date > e.as_of)
    ) as s
),

judged as (
    select
        m.*,
        st.status_no,
        case when st.status_no not in (3, 8) then m.best_row_id end as meeting_row_id
    from met as m
    cross join lateral (
        select mart.ftdm_status(m.best_way, m.removal_date, m.as_of) as status_no
    ) as st
),

-- The lists of the report; the office of a removal is the one of its own day (C7).
listed as (
    select
        j.*, l.list,
        case when l.list = 'removals' then j.removal_date else j.as_of end as attributed_on
    from judged as j
    cross join lateral unnest(fact.ftdm_lists(
        not j.extended and not j.other_agency, j.removal_date, j.end_date, j.month, j.status_no)
    ) as l (list)
    where j.detail or l.list in ('removals', 'in_care')
),

-- C7, C14: the primary assignment of the case in force on that day, else the episode's own.
attributed as (
    select
        l.agency_id, l.month, l.version, l.as_of, l.detail, l.list, l.child_id, l.episode_id, l.case_id,
        l.attributed_on, l.removal_date, l.end_date, l.window_opens, l.window_closes,
        l.exit_group, l.extended,
        l.held_before_on, l.held_within_on, l.held_late_on, l.held_early_on,
        l.not_completed_on, l.cancelled_on, l.sibling_on, l.scheduled_for,
        case when l.list <> 'not_listed' then l.status_no end as status_no,
        case when l.list <> 'not_listed' then l.meeting_row_id end as meeting_row_id,
        a.assignment_id,
        case when a.assignment_id is null then l.region_code else a.region_code end as region_code,
        case when a.assignment_id is null then l.office_code else a.office_code end as office_code,
        case when a.assignment_id is null then l.unit_code else a.unit_code end as unit_code,
        coalesce(a.region, l.region) as region,
        coalesce(a.office, l.office) as office,
        coalesce(a.unit, l.unit) as unit,
        coalesce(a.supervisor, l.supervisor) as supervisor,
        coalesce(a.caseworker, l.caseworker) as caseworker
    from listed as l
    left join lateral (
        select
            ca.assignment_id, ca.region_code, ca.region, ca.office_code, ca.office,
            ca.unit_code, ca.unit, ca.supervisor, ca.caseworker
        from mart.case_assignment as ca
        where ca.agency_id = l.agency_id
            and ca.case_id = l.case_id
            and ca.begin_date <= l.attributed_on
            and (ca.end_date is null or ca.end_date > l.attributed_on)
        order by ca.begin_date desc, ca.assignment_id desc
        limit 1
    ) as a on true
),

named as (
    select
        a.*,
        -- deleted record: no name, no age; no record or no name: the id
        case when a.detail and c.hidden is not true
            then coalesce(c.child_name, a.child_id) end as child,
        case when c.hidden is not true then mart.age_on(c.birth_date, a.as_of) end as age,
        f.meeting_date as ftdm_date,
        f.cancel_date,
        f.purpose as ftdm_purpose,
        f.meeting_date - a.window_closes as days_late,
        a.window_closes - a.as_of as days_left
    from attributed as a
    left join mart.child as c
        on a.detail and c.agency_id = a.agency_id and c.child_id = a.child_id
    left join mart.meeting as f
        on a.detail
        and f.agency_id = a.agency_id
        and f.child_id = a.child_id
        and f.meeting_row_id = a.meeting_row_id
),

-- Why: the fact that weighs most first, and nothing that stands in another cell.
worded as (
    select
        n.*,
        case when n.detail
            then concat_ws(' ', w.outcome, w.planned, w.sibling, w.early, w.cancelled, w.left_care)
            else ''
        end as why
    from named as n
    cross join lateral (
        select
            case
                when n.list = 'not_listed' and n.end_date is not null then null
                when n.list = 'not_listed' and n.extended then 'Extended foster care.'
                when n.list = 'not_listed' then 'Another agency has placement and care authority.'
                when n.status_no in (1, 2) then
                    'In time: the window opened ' || fact.say_date(n.window_opens, n.as_of) || '.'
                when n.status_no = 3 then fact.say_days(n.days_left) || ' left to hold it.'
                when n.status_no = 4 then fact.say_days(n.days_late) || ' after the window closed.'
                when n.status_no = 5 then
                    fact.say_days(n.window_opens - n.ftdm_date) || ' before the window opened.'
                when n.status_no = 6 and n.ftdm_date > n.as_of then
                    'Set for ' || fact.say_days(n.days_late) || ' after the window closed.'
                when n.status_no = 6 and n.ftdm_date = n.as_of then
                    'Its day is the as-of day; not marked completed.'
                when n.status_no = 6 then
                    'Its day passed ' || fact.say_days(n.as_of - n.ftdm_date)
                        || ' ago; not marked completed.'
                when n.status_no = 7 then
                    'Cancelled ' || fact.say_date(n.cancel_date, n.as_of) || ' and not set again.'
                when n.end_date < n.removal_date then 'The episode ends before it begins.'
                when n.end_date < n.window_closes then
                    case when n.exit_group = 'Reunification' then 'Home again' else 'Left care' end
                        || ' after ' || fact.say_days(n.end_date - n.removal_date) || '.'
                else
                    'No FTDM found from ' || fact.say_date(n.removal_date - 30, n.as_of)
                        || coalesce(' to ' || fact.say_date(n.end_date, n.as_of), ' on') || '.'
            end as outcome,
            case
                when n.status_no = 3 and n.scheduled_for is null then 'None is set.'
                when n.status_no = 3 and n.scheduled_for <= n.as_of then
                    'The one set is not marked completed.'
                when n.status_no = 3 and n.scheduled_for > n.window_closes then
                    'Set for ' || fact.say_days(n.scheduled_for - n.window_closes)
                        || ' after it closes.'
            end as planned,
            case when n.status_no >= 3 then
                'Held ' || fact.say_date(n.sibling_on, n.as_of) || ' for another child of the case.'
            end as sibling,
            -- statuses 6 and 7 have none: a meeting that was held too early comes before them
            case when n.status_no = 3 then
                'Held ' || fact.say_date(n.held_early_on, n.as_of) || ', too early to count.'
            end as early,
            case when n.status_no in (3, 4, 6) then
                'One set for ' || fact.say_date(n.cancelled_on, n.as_of) || ' was cancelled.'
            end as cancelled,
            case when n.status_no <> 8 or n.list = 'not_listed' then
                'Left care ' || fact.say_date(n.end_date, n.as_of) || '.'
            end as left_care
    ) as w
)

select
    w.agency_id, w.month, w.version, w.list, w.child_id, w.episode_id, w.as_of,
    w.attributed_on,
    case when w.assignment_id is null then 'episode' else 'assignment' end,
    w.assignment_id,
    w.region_code, w.region, w.office_code, w.office, w.unit_code, w.unit,
    w.supervisor, w.caseworker,
    w.case_id, w.child, w.age, w.removal_date, w.end_date,
    w.as_of - w.removal_date, w.window_opens, w.window_closes,
    w.held_before_on, w.held_within_on, w.held_late_on, w.held_early_on,
    w.not_completed_on, w.cancelled_on, w.sibling_on,
    w.scheduled_for, w.meeting_row_id, w.ftdm_date, w.ftdm_purpose, w.ftdm_date - w.removal_date,
    w.status_no, fact.ftdm_status_words(w.status_no),
    w.why
from worded as w;
