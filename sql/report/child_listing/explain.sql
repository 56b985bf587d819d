-- sql/report/child_listing/explain.sql
-- Purpose: why a child stands on the listing as it does, or is not on it: custody, attorneys,
-- placements and moves, goals, parents and their events, 15 of 22, hearings, action dates, exits.
-- Grain: one row per rule and what it looked at, in reading order. A row with a `list` is an
-- outcome: the row of the workbook; its `value` is what the rules give from the mart as it is now.
-- Inputs: mart.episode, attorney_assignment, attorney, placement, goal, parent, tpr_event,
-- tpr_exception, hearing; fact.child_listing and its steps of the month and version.
-- Columns: see sql/report/common/explain_head.sql.
with p as (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::int as version,          -- of its facts
        $4::text as child_id,
        $5::text as report,
        $6::jsonb as words,
        $7::date as as_of
),
shown as (
    select
        f.agency_id, f.list, f.child_id, f.episode_id, f.entered_care, f.supervising, f.attorney,
        f.circuit, f.county, f.case_id, f.case_manager, f.placement_since, f.trial_home_visit,
        f.goal, f.concurrent_goal, f.exit_date, f.exit_reason, f.timely_by, f.timely_exit, f.why,
        l.assignment_id, l.day
    from p
    inner join fact.child_listing as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.child_id = p.child_id
    inner join fact.child_listing_listed as l
        on l.agency_id = f.agency_id
        and l.month = f.month
        and l.version = f.version
        and l.list = f.list
        and l.child_id = f.child_id
        and l.episode_id = f.episode_id
),
episode as (
    select
        p.agency_id, p.month, p.as_of, e.child_id, e.episode_id, e.begin_date, e.end_date,
        e.exit_label, e.exit_entered_at, e.first_finding_date, e.county,
        e.begin_date <= p.as_of as has_begun,
        e.begin_date <= p.as_of and (e.end_date is null or e.end_date > p.as_of) as in_care,
        coalesce(e.begin_date <= p.as_of and e.end_date <= p.as_of, false) as has_ended,
        coalesce(
            e.begin_date <= p.as_of and e.end_date between p.month and p.as_of, false) as exits
    from p
    inner join mart.episode as e
        on e.agency_id = p.agency_id and e.child_id = p.child_id
    where p.report is not null and p.words is not null
),
-- Each assignment against its episode; `way` as the exits are credited.
assigned as (
    select
        e.agency_id, e.episode_id, e.begin_date as at, e.in_care, e.exits, e.as_of,
        e.end_date as exit_date,
        a.assignment_id, a.attorney_id, a.begin_date, a.end_date, a.entered_at,
        coalesce(n.attorney_name, 'not in the extract') as attorney_name,
        a.begin_date <= e.as_of and (a.end_date is null or a.end_date > e.as_of) as in_force,
        case
            when a.begin_date < e.end_date
                and (a.end_date is null or a.end_date >= e.end_date) then 1
            when a.begin_date <= e.end_date
                and (a.end_date is null or a.end_date > e.end_date) then 2
            when a.begin_date < a.end_date
                and a.end_date between e.end_date - 30 and e.end_date then 3
        end as way
    from episode as e
    inner join mart.attorney_assignment as a
        on a.agency_id = e.agency_id
        and a.child_id = e.child_id
        and a.episode_id = e.episode_id
    left join mart.attorney as n
        on n.agency_id = a.agency_id and n.attorney_id = a.attorney_id
),
chosen as (
    select
        a.*,
        case
            when a.in_care and a.in_force then row_number() over (
                partition by a.agency_id, a.episode_id, a.in_force
                order by a.begin_date desc, a.entered_at desc nulls last, a.assignment_id desc)
            when a.exits and a.way is not null then row_number() over (
                partition by a.agency_id, a.episode_id
                order by
                    a.way, case when a.way = 3 then a.end_date end desc,
                    a.begin_date desc, a.entered_at desc nulls last, a.assignment_id desc)
        end as nth
    from assigned as a
),
ruled as (
    select
        e.agency_id, e.episode_id, e.has_begun, e.in_care, e.exits, e.end_date, e.month,
        e.begin_date,
        case when c.assignment_id is null then null when e.in_care then 'children' else 'exits' end
            as list,
        c.assignment_id
    from episode as e
    left join chosen as c
        on c.agency_id = e.agency_id and c.episode_id = e.episode_id and c.nth = 1
),

-- The placements of a listed episode, as the fact orders and chains them.
placed as (
    select
        s.agency_id, s.episode_id, s.entered_care, s.placement_since, p.as_of, t.placement_id,
        t.label, t.grp,
        t.provider_id, t.begin_date, t.end_date as recorded_end, t.preadopt_date,
        coalesce(t.grp, 'code ' || t.code) as kind,
        case when t.end_date <= p.as_of then t.end_date end as end_date,
        daterange(
            t.begin_date, greatest(t.begin_date, least(t.end_date, p.as_of + 1))) as days,
        t.begin_date > p.as_of as ahead,
        row_number() over (
            partition by s.agency_id, s.episode_id
            order by t.begin_date, t.entered_at nulls first, t.placement_id) as nth
    from p
    inner join shown as s
        on s.agency_id = p.agency_id and s.list = 'children'
    inner join mart.placement as t
        on t.agency_id = s.agency_id
        and t.child_id = s.child_id
        and t.episode_id = s.episode_id
),
of_record as (
    select
        d.*,
        datemultirange(d.days) - coalesce(
            range_agg(d.days) over (
                partition by d.agency_id, d.episode_id
                order by d.nth desc
                rows between unbounded preceding and 1 preceding),
            '{}') as record_days
    from placed as d
    where d.grp is distinct from 'respite' and not d.ahead
),
stay as (
    select
        r.agency_id, r.episode_id, r.placement_id, r.nth, r.kind, r.provider_id,
        row_number() over (partition by r.agency_id, r.episode_id order by r.nth) as step,
        r.grp in ('trial_home', 'runaway', 'hospital') as is_away
    from of_record as r
    where not isempty(r.record_days)
),
moved as (
    select
        s.agency_id, s.episode_id, s.placement_id, s.provider_id,
        s.provider_id is distinct from lag(s.provider_id) over in_order as other_provider,
        s.kind is distinct from lag(s.kind) over in_order as other_kind,
        s.step - lag(s.step) over in_order as apart
    from stay as s
    where s.is_away is not true
    window in_order as (partition by s.agency_id, s.episode_id order by s.nth)
),

-- 15 of 22: the days of each episode that count, over all episodes of the child.
ticking as (
    select
        e.agency_id, e.episode_id, e.as_of, k.clock_start, k.by_finding, e.first_finding_date,
        e.begin_date,
        datemultirange(daterange(k.clock_start, greatest(k.clock_start, k.until)))
            - coalesce(a.days, '{}') as counting
    from episode as e
    cross join lateral (
        select case when e.first_finding_date <= e.as_of then e.first_finding_date end as day
    ) as f
    cross join lateral (
        select
            greatest(e.begin_date, least(f.day, e.begin_date + 60)) as clock_start,
            coalesce(f.day < e.begin_date + 60, false) as by_finding,
            case when e.has_ended then e.end_date else 'infinity' end as until
    ) as k
    left join lateral (
        select
            range_agg(daterange(
                t.begin_date,
                case when t.end_date <= e.as_of then t.end_date else 'infinity' end)) as days
        from mart.placement as t
        where t.agency_id = e.agency_id
            and t.child_id = e.child_id
            and t.episode_id = e.episode_id
            and t.begin_date <= e.as_of
            and t.grp in ('trial_home', 'runaway')
            and (t.end_date is null or t.end_date > t.begin_date)
    ) as a on true
    where e.has_begun and exists (
        select 1
        from shown as s
        where s.agency_id = e.agency_id and s.list = 'children')
),

told as (
    -- 1: custody
    select
        1 as grp, e.begin_date as at, e.episode_id, 1 as part, r.n::bigint as n,
        'Episode ' || e.episode_id || ': custody' as section,
        r.rule, r.looked_at, r.value, e.episode_id::text as row_id, r.outcome,
        r.outcome like 'no:%' as decides, null::text as list
    from episode as e
    cross join lateral (
        values
            (1, 'Custody', 'Begin and end', fact.say_interval(e.begin_date, e.end_date),
                case
                    when not e.has_begun then 'no: begins after the as-of day'
                    when e.end_date < e.begin_date then 'ends before it begins'
                    when e.has_ended then 'ended'
                    when e.end_date is not null then 'open: it ends after the as-of day'
                    else 'open'
                end),
            (2, 'Sheet Children', 'In care on the as-of day', e.as_of::text,
                case when not e.has_begun then null
                    when e.in_care then 'in care' else 'not in care' end),
            (3, 'Sheet Exits', 'Exit within the month',
                coalesce(e.end_date::text, 'none'),
                case
                    when not e.has_ended then null
                    when e.exits then 'an exit of the month: ' || coalesce(e.exit_label, 'MISSING')
                    else 'an exit of an earlier month'
                        || coalesce(', entered '
                            || to_char(e.exit_entered_at, 'YYYY-MM-DD HH24:MI'), '')
                end)
    ) as r (n, rule, looked_at, value, outcome)
    where r.outcome is not null

    union all

    select
        1, s.entered_care, s.episode_id, 1, 4, 'Episode ' || s.episode_id || ': custody', 'Circuit',
        'Circuit of the county of jurisdiction on ' || s.day, coalesce(s.county, 'no county'), null,
        coalesce(s.circuit::text, 'none: Other circuits'), false, null
    from shown as s

    union all

    select
        1, s.entered_care, s.episode_id, 1, 4 + row_number() over (
            partition by s.agency_id, s.list, s.episode_id order by a.begin_date, a.assignment_id),
        'Episode ' || s.episode_id || ': custody', 'Case manager', a.caseworker,
        fact.say_interval(a.begin_date, a.end_date), a.assignment_id::text,
        fact.say_assignment(
            a.begin_date <= s.day and (a.end_date is null or a.end_date > s.day)
                and row_number() over (
                partition by s.agency_id, s.list, s.episode_id,
                    a.begin_date <= s.day and (a.end_date is null or a.end_date > s.day)
                order by a.begin_date desc, a.assignment_id desc) = 1,
            a.begin_date, a.end_date, s.day),
        false, null
    from shown as s
    inner join mart.case_assignment as a
        on a.agency_id = s.agency_id and a.case_id = s.case_id

    union all

    -- 2: attorneys
    select
        1, c.at, c.episode_id, 2,
        row_number() over (
            partition by c.agency_id, c.episode_id
            order by c.begin_date, c.entered_at nulls first, c.assignment_id),
        'Episode ' || c.episode_id || ': attorney', 'Attorney assignment',
        c.attorney_name || ' (' || c.attorney_id || ')',
        fact.say_interval(c.begin_date, c.end_date),
        c.assignment_id::text,
        case
            when c.in_care and c.nth = 1 then 'used: in force on the as-of day'
            when c.in_care and c.in_force then
                'in force too: the later begin, entry, row is used'
            when c.in_care and c.begin_date > c.as_of then 'not in force: begins later'
            when c.in_care then 'not in force: ended'
            when c.exits and c.nth = 1 then 'used: ' || case c.way
                when 1 then 'in force on the day before the exit'
                when 2 then 'in force on the exit day'
                else 'the last one, ended within 30 days before the exit'
            end
            when c.exits and c.way is not null then 'not used: another comes first'
            when c.exits then 'not used: neither in force at the exit nor in the 30 days before'
            else 'not asked: the episode is on no list'
        end,
        coalesce(c.nth = 1, false), null
    from chosen as c

    union all

    select
        1, r.begin_date, r.episode_id, 2, 1000, 'Episode ' || r.episode_id || ': attorney',
        'Attorney assignment', 'Assignments of the episode', null, null,
        case when exists (
                select 1
                from assigned as a
                where a.agency_id = r.agency_id and a.episode_id = r.episode_id)
            then 'no: none in force'
            else 'no: none at all' end,
        true, null
    from ruled as r
    where r.list is null and (r.in_care or r.exits)

    union all

    select
        1, s.entered_care, s.episode_id, 2, 1001, 'Episode ' || s.episode_id || ': attorney',
        'Supervising attorney', 'Who manages ' || s.attorney, null, null, s.supervising, false, null
    from shown as s

    union all

    -- 3: placements and moves
    select
        1, d.entered_care, d.episode_id, 3, d.nth,
        'Episode ' || d.episode_id || ': placements', 'Placement',
        coalesce(d.label, 'blank') || ', provider ' || coalesce(d.provider_id, 'unknown'),
        fact.say_interval(d.begin_date, d.recorded_end),
        d.placement_id::text,
        case
            when d.ahead then 'not there: begins after the as-of day'
            when d.grp = 'respite' then 'respite: never the placement of record'
            when isempty(r.record_days) then 'never the record: no day, or a later row on each'
            when r.record_days @> d.as_of then 'placement of record'
            else 'was the record'
        end || case
            when m.placement_id is null or m.apart is null then ''
            when m.other_provider then '; a move: another provider'
            when m.other_kind and m.provider_id is null
                then '; a move: another kind, and no provider to tell that it is the same'
            when m.other_kind and m.apart = 1 then '; a move: another kind at the same provider'
            when m.other_kind then '; back at the same provider: no move'
            else '; no move: the same provider'
        end || case
            when k.is_away then '; away from home: no move'
            else ''
        end || case
            when d.begin_date = d.placement_since and exists (
                    select 1
                    from of_record as x
                    where x.agency_id = d.agency_id
                        and x.episode_id = d.episode_id
                        and x.provider_id is not distinct from d.provider_id
                        and x.kind = d.kind
                        and x.record_days @> d.as_of)
                then '; the unbroken chain begins here'
            else ''
        end,
        coalesce(r.record_days @> d.as_of, false), null
    from placed as d
    left join of_record as r
        on r.agency_id = d.agency_id
        and r.episode_id = d.episode_id
        and r.placement_id = d.placement_id
    left join stay as k
        on k.agency_id = d.agency_id
        and k.episode_id = d.episode_id
        and k.placement_id = d.placement_id
    left join moved as m
        on m.agency_id = d.agency_id
        and m.episode_id = d.episode_id
        and m.placement_id = d.placement_id

    union all

    select
        1, s.entered_care, s.episode_id, 3, 1000 + r.n,
        'Episode ' || s.episode_id || ': placements', r.rule, r.looked_at, r.value, null,
        r.outcome, false, null
    from shown as s
    inner join p on p.agency_id = s.agency_id
    inner join fact.child_listing_home as h
        on h.agency_id = p.agency_id
        and h.month = p.month
        and h.version = p.version
        and h.child_id = s.child_id
        and h.episode_id = s.episode_id
    cross join lateral (
        values
            (1, 'Placement since', 'Same provider and kind, gap of one day at most',
                h.since::text, fact.say_days(p.as_of - h.since)),
            (2, 'No placement recorded', 'End of the last one, else the entry',
                case when h.placement_id is null
                    then coalesce(h.last_end, s.entered_care)::text end,
                fact.say_days(p.as_of - coalesce(h.last_end, s.entered_care))),
            (3, 'Trial home visit', 'Since + 180 days',
                case when h.grp = 'trial_home' then (h.since + 180)::text end, s.trial_home_visit),
            (4, 'Pre-adoptive', 'Date on the placement of record', h.preadopt_date::text,
                case when h.preadopt_date <= p.as_of then 'Yes' else 'No: after the as-of day' end),
            (5, 'Moves', 'Changes of provider or kind above', h.moves::text, null)
    ) as r (n, rule, looked_at, value, outcome)
    where s.list = 'children' and r.value is not null

    union all

    -- 4: goals
    select
        1, s.entered_care, s.episode_id, 4,
        row_number() over (
            partition by s.agency_id, s.list, s.episode_id
            order by g.kind desc, g.effective_date, g.entered_at nulls first, g.goal_id),
        'Episode ' || s.episode_id || ': goals',
        case g.kind when 'P' then 'Primary goal' when 'C' then 'Concurrent goal'
            else 'Goal of kind ' || g.kind end,
        coalesce(g.label, 'blank'),
        fact.say_interval(g.effective_date, g.end_date),
        g.goal_id::text,
        case
            when g.goal_id in (f.goal_id, f.concurrent_id) then 'used'
            when g.effective_date is null then 'not used: no date'
            when g.effective_date > d.day then 'not there: effective later'
            when g.effective_date < max(g.effective_date) filter (where g.effective_date <= d.day)
                over (partition by s.agency_id, s.list, s.episode_id, g.kind)
                then 'not used: a later one stands'
            when g.end_date <= d.day then 'no goal: it ended'
            when g.grp = 'none' or g.code is null then 'no goal: none is set'
            else 'not used: a later entry or row stands'
        end,
        g.goal_id in (f.goal_id, f.concurrent_id), null
    from shown as s
    inner join p on p.agency_id = s.agency_id
    inner join fact.child_listing_goal as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.list = s.list
        and f.child_id = s.child_id
        and f.episode_id = s.episode_id
    cross join lateral (
        select case when s.list = 'children' then p.as_of else s.exit_date - 1 end as day
    ) as d
    inner join mart.goal as g
        on g.agency_id = s.agency_id and g.child_id = s.child_id and g.episode_id = s.episode_id

    union all

    select
        1, s.entered_care, s.episode_id, 4, 1000 + r.n, 'Episode ' || s.episode_id || ': goals',
        r.rule, r.looked_at, r.value, null, r.outcome, false, null
    from shown as s
    cross join lateral (
        values
            (1, 'Permanency goal', 'On ' || case when s.list = 'children' then s.day
                    else s.exit_date - 1 end, fact.say_days(case when s.list = 'children'
                    then s.day else s.exit_date - 1 end - s.entered_care) || ' in care', s.goal),
            (2, 'Concurrent goal', 'Required with reunification or no goal, after 30 days',
                null, s.concurrent_goal)
    ) as r (n, rule, looked_at, value, outcome)
    where r.outcome is not null

    union all

    -- 5: parents and their events
    select
        2, null, 0, 1, row_number() over (partition by r.agency_id order by r.parent_id) * 1000,
        'Parents', r.role || case when r.applicable then '' else ', not applicable' end,
        'Status by events up to the as-of day', r.by_events, r.parent_id::text,
        r.status || case
            when not r.applicable then ': no part in what follows'
            else coalesce(', qualifies ' || r.qualifying_date, '')
                || coalesce(', petition of ' || r.petition_date, '')
        end,
        false, null
    from p
    inner join fact.child_listing_parent as r
        on r.agency_id = p.agency_id
        and r.month = p.month
        and r.version = p.version
        and r.child_id = p.child_id

    union all

    select
        2, null, 0, 1, r.place * 1000 + row_number() over (
            partition by r.agency_id, r.parent_id
            order by v.event_date, v.entered_at nulls first, v.event_id),
        'Parents', 'Event', v.code, coalesce(v.event_date::text, 'no date'), v.event_id::text,
        case
            when v.event_date is null then 'not used: no date'
            when v.event_date > r.as_of then 'not there: after the as-of day'
            when row_number() over (
                partition by r.agency_id, r.parent_id, v.event_date <= r.as_of
                order by v.event_date desc, v.entered_at desc nulls last, v.event_id desc) = 1
                then 'the latest'
            else 'before it'
        end,
        false, null
    from (
        select
            f.agency_id, f.child_id, f.parent_id, p.as_of,
            row_number() over (partition by f.agency_id order by f.parent_id) as place
        from p
        inner join fact.child_listing_parent as f
            on f.agency_id = p.agency_id
            and f.month = p.month
            and f.version = p.version
            and f.child_id = p.child_id
    ) as r
    inner join mart.tpr_event as v
        on v.agency_id = r.agency_id and v.child_id = r.child_id and v.parent_id = r.parent_id

    union all

    select
        2, null, 0, 2, 1, 'Parents', 'TPR status', 'All applicable parents together',
        coalesce(nullif(ltrim(t.missing, ', '), ''), 'mother and father recorded'), null,
        t.status || t.missing || coalesce(', free since ' || t.free_since, '')
            || coalesce(', petition of ' || t.petition_date, ''),
        true, null
    from p
    inner join fact.child_listing_tpr as t
        on t.agency_id = p.agency_id
        and t.month = p.month
        and t.version = p.version
        and t.child_id = p.child_id

    union all

    -- 6: 15 of 22
    select
        3, null, 0, 1,
        row_number() over (partition by t.agency_id order by t.begin_date, t.episode_id) * 100,
        '15 of 22', 'Clock start', 'Episode ' || t.episode_id || ': finding '
            || coalesce(t.first_finding_date::text, 'none') || ', entry + 60 days '
            || (t.begin_date + 60),
        t.clock_start::text, t.episode_id::text,
        case when t.by_finding then 'the finding comes first' else '60 days come first' end,
        false, null
    from ticking as t

    union all

    select
        3, null, 0, 1, t.place * 100 + row_number() over (
            partition by t.agency_id, t.episode_id order by lower(r.span)),
        '15 of 22', 'Days that count', 'In care, no trial home visit, no runaway',
        lower(r.span) || ' to '
            || case when upper(r.span) = 'infinity' then 'open' else (upper(r.span) - 1)::text end,
        null,
        fact.say_days(fact.counted_days(datemultirange(r.span), t.as_of)) || ' in the window',
        false, null
    from (
        select
            x.*,
            row_number() over (
                partition by x.agency_id order by x.begin_date, x.episode_id) as place
        from ticking as x
    ) as t
    cross join lateral unnest(t.counting) as r (span)

    union all

    -- the rows that stop the clock, whether they were the placement of record or not
    select
        3, null, 0, 1, t.place * 100 + 50 + row_number() over (
            partition by t.agency_id, t.episode_id order by x.begin_date, x.placement_id),
        '15 of 22', 'Days that do not count',
        case x.grp when 'trial_home' then 'Trial home visit' else 'Runaway' end,
        x.begin_date || ' to '
            || case when x.end_date <= t.as_of then x.end_date::text else 'open' end,
        x.placement_id::text, 'stops the clock', false, null
    from (
        select
            x.*,
            row_number() over (
                partition by x.agency_id order by x.begin_date, x.episode_id) as place
        from ticking as x
    ) as t
    inner join p on p.agency_id = t.agency_id
    inner join mart.placement as x
        on x.agency_id = p.agency_id
        and x.child_id = p.child_id
        and x.episode_id = t.episode_id
        and x.grp in ('trial_home', 'runaway')
        and x.begin_date <= t.as_of
        and (x.end_date is null or x.end_date > greatest(x.begin_date, t.clock_start))

    union all

    select
        3, null, 0, 2, r.n, '15 of 22', r.rule, r.looked_at, r.value, null, r.outcome,
        r.n = 6, null
    from p
    inner join fact.child_listing_clock as k
        on k.agency_id = p.agency_id
        and k.month = p.month
        and k.version = p.version
        and k.child_id = p.child_id
    inner join fact.child_listing_tpr as t
        on t.agency_id = k.agency_id
        and t.month = k.month
        and t.version = k.version
        and t.child_id = k.child_id
    cross join lateral (
        values
            (1::bigint, 'Window', '22 months up to the day before the as-of day',
                mart.plus_months(p.as_of, -22) || ' to ' || (p.as_of - 1), null),
            (2, 'Days counted', 'Days that count within it', k.days::text,
                case when k.days >= fact.days_15_of_22() then 'reached: '
                    else 'not reached: ' end || fact.days_15_of_22() || ' are needed'),
            (3, 'Status', 'Episode ' || k.episode_id, k.on_date::text, k.status),
            (4, 'Exception', 'Documented by the as-of day', k.exception_date::text,
                case when k.exception_date is null then 'none'
                    else coalesce(k.exception, 'no reason') end),
            (5, 'Petition', 'Free, or a petition, consent, appeal or termination', t.status,
                case when t.status = 'Free' then 'Free' when t.filed then 'filed'
                    else 'nothing filed' end),
            (6, 'TPR due', 'Reached, not Free, nothing filed, no exception', null,
                case when k.due then 'Yes' else 'No' end)
    ) as r (n, rule, looked_at, value, outcome)

    union all

    -- 7: hearings
    select
        4, null, s.episode_id, 1,
        row_number() over (
            partition by s.agency_id, s.episode_id
            order by x.scheduled_date, x.hearing_id desc),
        'Episode ' || s.episode_id || ': hearings', 'Hearing',
        coalesce(x.label, 'blank')
            || case when x.grp = 'permanency' then ' (permanency)' else '' end,
        concat_ws(', ', 'scheduled ' || x.scheduled_date, 'held ' || x.held_date),
        x.hearing_id::text,
        case
            when x.held_date <= p.as_of then 'held'
                || case when x.grp = 'permanency' and x.held_date = max(x.held_date) filter (
                        where x.grp = 'permanency' and x.held_date <= p.as_of) over (
                        partition by s.agency_id, s.episode_id)
                    then ': the last permanency hearing' else '' end
            when x.scheduled_date > p.as_of and row_number() over (
                partition by s.agency_id, s.episode_id, x.scheduled_date > p.as_of
                order by x.scheduled_date, x.hearing_id desc) = 1
                then 'the next hearing'
            when x.scheduled_date > p.as_of and x.scheduled_date = min(x.scheduled_date) filter (
                where x.scheduled_date > p.as_of) over (partition by s.agency_id, s.episode_id)
                then 'the same day'
            when x.scheduled_date > p.as_of then 'later'
            when x.scheduled_date <= p.as_of then 'not held'
            else 'no date'
        end,
        false, null
    from shown as s
    inner join p on p.agency_id = s.agency_id
    inner join mart.hearing as x
        on x.agency_id = s.agency_id and x.child_id = s.child_id and x.episode_id = s.episode_id
    where s.list = 'children'

    union all

    -- 8: what falls due
    select
        5, null, a.episode_id, 1,
        row_number() over (partition by a.agency_id order by a.due, a.action_no, a.row_id),
        'Episode ' || a.episode_id || ': action dates', a.action, a.why, a.due::text,
        nullif(a.row_id, 0)::text,
        a.status || ', ' || fact.say_days(abs(a.days_left))
            || case when a.days_left < 0 then ' ago' else ' left' end,
        false, null
    from p
    inner join fact.child_listing_action as a
        on a.agency_id = p.agency_id
        and a.month = p.month
        and a.version = p.version
        and a.child_id = p.child_id

    union all

    -- 9: exits
    select
        6, null, s.episode_id, 1, r.n, 'Episode ' || s.episode_id || ': exit', r.rule, r.looked_at,
        r.value, null, r.outcome, false, null
    from shown as s
    cross join lateral (
        values
            (1::bigint, 'Exit', 'Reason', s.exit_date::text, s.exit_reason),
            (2, 'Timely exit', 'Reunification 12, guardianship 18, adoption 24 months from entry',
                coalesce(s.timely_by::text, 'no limit'), coalesce(s.timely_exit, 'not asked')),
            (3, 'Late entry', 'Exit before the month', s.exit_date::text,
                case when s.list = 'late' then 'Yes: never counted among the exits' else 'No' end)
    ) as r (n, rule, looked_at, value, outcome)
    where s.list <> 'children'

    union all

    -- 10: the control totals
    select
        7, null, t.episode_id, 1,
        row_number() over (
            partition by t.agency_id
            order by t.unit collate "C", t.term collate "C", t.episode_id),
        'Control totals', replace(t.term, '_', ' '), 'Episode ' || t.episode_id, null,
        t.episode_id::text, t.reason, false, null
    from p
    inner join fact.child_listing_step as t
        on t.agency_id = p.agency_id
        and t.month = p.month
        and t.version = p.version
        and t.child_id = p.child_id

    union all

    -- 11: the rows of the workbook
    select
        8, s.entered_care, s.episode_id, 1, 1, 'In the workbook',
        case s.list when 'children' then 'Sheet Children' when 'exits' then 'Sheet Exits'
            else 'Sheet Exits, late entry' end,
        s.why,
        'by the rules: ' || case
            when s.list = 'late' and r.end_date < r.month then 'Listed'
            when s.list = r.list and s.assignment_id = r.assignment_id then 'Listed'
            when s.list = r.list then 'Listed with another attorney'
            else 'Not listed'
        end,
        s.episode_id::text, 'Listed', true, s.list
    from shown as s
    left join ruled as r
        on r.agency_id = s.agency_id and r.episode_id = s.episode_id

    union all

    select
        8, r.begin_date, r.episode_id, 1, 2, 'In the workbook', 'On no sheet',
        case
            when not r.has_begun then 'Custody begins after the as-of day.'
            when r.list is not null then
                'The source has changed since: by the rules it would be there.'
            when r.in_care then 'In care, but no attorney in force on the as-of day.'
            when r.exits then
                'An exit of the month, but no attorney at the exit or in the 30 days before.'
            else 'The exit lies in an earlier month.'
        end,
        null, r.episode_id::text, 'On no sheet', true, null
    from ruled as r
    where not exists (
        select 1
        from shown as s
        where s.agency_id = r.agency_id and s.episode_id = r.episode_id)

    union all

    select
        8, p.month, 0, 1, 3, 'In the workbook', 'On no sheet',
        'No custody episode of this child counts: there is none, or it is left out as said below.',
        null, null, 'On no sheet', true, null
    from p
    where not exists (select 1 from episode as e where e.agency_id = p.agency_id)
        and not exists (select 1 from shown as s where s.agency_id = p.agency_id)
)
select
    t.section, t.rule, t.looked_at, t.value, t.row_id, t.outcome,
    coalesce(t.decides, false) as decides, t.list
from told as t
order by t.grp, t.at, t.episode_id, t.part, t.n, t.row_id collate "C", t.rule collate "C"
