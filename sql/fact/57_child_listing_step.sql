-- sql/fact/57_child_listing_step.sql
-- trend: no
-- Purpose: the control totals of the listing, step by step: how each supervising attorney's list
-- came from the one that was closed last.
-- Grain: unit (supervising attorney or Unit Manager), term, child, episode.
-- Inputs: fact.child_listing of this month and of the last closed one, child_listing_listed,
-- child_listing_unit; mart.episode, attorney_assignment; etl.month.
-- Key: (agency_id, month, version, unit, term, child_id, episode_id).
--
-- Three lists are compared: as closed (a), as that day's list would be by today's records (r), and
-- as it is now (b). From a to r are corrections, from r to b what happened since. So the terms add
-- up for each unit if every child is in its term; fact.tie shows whether they do.
-- The first month that is ever run has no a: what was there before is `assigned_before`.

with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
)
delete from fact.child_listing_step as f
using parameter as p
where f.agency_id = p.agency_id and f.month = p.month and f.version = p.version;

insert into fact.child_listing_step (
    agency_id, month, version, unit, term, child_id, episode_id, attorney_id, reason)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts; 0: a trend's, nothing listed
),
-- The last closed month; where there is none, the day before this month.
since as (
    select
        p.agency_id, p.month, p.version, p.as_of,
        c.month as closed_month, c.version as closed_version,
        coalesce(c.as_of, p.month - 1) as day,
        coalesce(c.cutoff_at, p.month::timestamp) as cutoff_at
    from parameter as p
    left join lateral (
        select m.month, m.version, m.as_of, m.cutoff_at
        from etl.month as m
        where m.agency_id = p.agency_id
            and m.report = 'child_listing'
            and m.month < p.month
            and m.state = 'closed'
        order by m.month desc, m.version desc
        limit 1
    ) as c on true
    where p.version > 0
),

-- On which days each assignment was the one in force, while in custody: later rows of C14 stand
-- before earlier ones.
holding as (
    select
        s.agency_id, s.day, s.as_of,
        a.child_id, a.episode_id, a.attorney_id, a.begin_date, a.entered_at,
        datemultirange(h.days) - coalesce(
            range_agg(h.days) over (
                partition by a.agency_id, a.child_id, a.episode_id
                order by a.begin_date desc, a.entered_at desc nulls last, a.assignment_id desc
                rows between unbounded preceding and 1 preceding),
            '{}') as days
    from since as s
    inner join mart.attorney_assignment as a
        on a.agency_id = s.agency_id and a.begin_date <= s.as_of
    inner join mart.episode as e
        on e.agency_id = a.agency_id
        and e.child_id = a.child_id
        and e.episode_id = a.episode_id
        and e.begin_date <= s.as_of
        and (e.end_date is null or e.end_date > s.day)
    cross join lateral (
        select daterange(
            b.first_day,
            greatest(b.first_day, least(a.end_date, e.end_date, s.as_of + 1))) as days
        from (select greatest(a.begin_date, e.begin_date) as first_day) as b
    ) as h
),
held as (
    select
        h.agency_id, h.child_id, h.episode_id, h.attorney_id, h.begin_date, h.entered_at,
        coalesce(u.supervising_id, 'Unit Manager') as unit,
        h.days @> h.day as then_in_force,
        h.days && daterange(h.day + 1, h.as_of + 1) as since_in_force
    from holding as h
    left join fact.child_listing_unit as u
        on u.agency_id = h.agency_id and u.attorney_id = h.attorney_id
),

-- The lists on top of each other, one row per child and episode: a as closed, r as that day's
-- list would be by today's records, b as it is, x the exits since, v who had the child since.
entry as (
    select
        s.agency_id, f.child_id, f.episode_id, 'a' as list, f.attorney_id,
        coalesce(f.supervising_id, 'Unit Manager') as unit,
        null::date as day, null::timestamp as entered_at, true as had_it
    from since as s
    inner join fact.child_listing as f
        on f.agency_id = s.agency_id
        and f.month = s.closed_month
        and f.version = s.closed_version
        and f.list = 'children'
    union all
    select
        h.agency_id, h.child_id, h.episode_id, l.list, h.attorney_id, h.unit,
        h.begin_date, h.entered_at, true
    from held as h
    cross join lateral (
        values ('r', h.then_in_force), ('v', h.since_in_force)
    ) as l (list, yes)
    where l.yes
    union all
    select
        s.agency_id, f.child_id, f.episode_id,
        case f.list when 'children' then 'b' else 'x' end, f.attorney_id,
        coalesce(f.supervising_id, 'Unit Manager'),
        case f.list when 'children' then f.attorney_since else f.end_date end, null,
        -- the attorney had the child at some time since
        coalesce(f.attorney_until > s.day, true)
    from since as s
    inner join fact.child_listing_listed as f
        on f.agency_id = s.agency_id
        and f.month = s.month
        and f.version = s.version
        and (f.list = 'children' or f.end_date > s.day)
),
stacked as (
    select
        t.agency_id, t.child_id, t.episode_id,
        max(t.unit) filter (where t.list = 'a') as a_unit,
        max(t.attorney_id) filter (where t.list = 'a') as a_attorney,
        max(t.unit) filter (where t.list = 'r') as r_unit,
        max(t.attorney_id) filter (where t.list = 'r') as r_attorney,
        max(t.day) filter (where t.list = 'r') as r_begin,
        max(t.entered_at) filter (where t.list = 'r') as r_entered,
        max(t.unit) filter (where t.list = 'b') as b_unit,
        max(t.attorney_id) filter (where t.list = 'b') as b_attorney,
        max(t.day) filter (where t.list = 'b') as b_since,
        max(t.unit) filter (where t.list = 'x') as x_unit,
        max(t.attorney_id) filter (where t.list = 'x') as x_attorney,
        max(t.day) filter (where t.list = 'x') as x_end,
        bool_or(t.had_it) filter (where t.list = 'x') as x_had_it,
        array_agg(distinct t.unit) filter (where t.list = 'v') as v_units
    from entry as t
    group by t.agency_id, t.child_id, t.episode_id
),
compared as (
    select
        s.month, s.version, s.as_of, s.day, s.cutoff_at, s.closed_month,
        k.agency_id, k.child_id, k.episode_id,
        k.a_unit, k.a_attorney, r.unit as r_unit, k.r_attorney, k.r_begin, k.r_entered,
        k.b_unit, k.b_attorney, k.b_since,
        x.unit as x_unit, k.x_attorney, k.x_end, k.v_units,
        e.begin_date as e_begin, e.end_date as e_end, e.entered_at as e_entered
    from since as s
    inner join stacked as k
        on k.agency_id = s.agency_id
    -- whoever managed an attorney then is who the closed list says
    cross join lateral (
        select case when k.a_attorney = k.r_attorney then k.a_unit else k.r_unit end as unit
    ) as r
    -- an exit of a child whom the list had, on the closed day or since
    cross join lateral (
        select case when r.unit is not null or k.x_had_it then k.x_unit end as unit
    ) as x
    left join mart.episode as e
        on e.agency_id = k.agency_id
        and e.child_id = k.child_id
        and e.episode_id = k.episode_id
)
select
    c.agency_id, c.month, c.version, t.unit, t.term, c.child_id, c.episode_id,
    t.attorney_id, t.reason
from compared as c
cross join lateral (
    -- a to r
    select c.a_unit as unit, 'correction_out' as term, c.a_attorney as attorney_id,
        case
            when c.r_unit is not null then
                'The assignment was corrected: another attorney had the child.'
            when c.e_begin is null then 'The row is in error or no longer in the source.'
            when c.e_end <= c.day then
                'Exit of ' || to_char(c.e_end, 'MM/DD/YYYY') || ' entered late.'
            when c.e_begin > c.day then
                'Entry corrected to ' || to_char(c.e_begin, 'MM/DD/YYYY') || '.'
            else 'The assignment was back-dated or taken out.'
        end as reason
    where c.a_unit is not null and c.r_unit is distinct from c.a_unit
    union all
    select c.r_unit,
        case when c.closed_month is null then 'assigned_before' else 'correction_in' end,
        c.r_attorney,
        case
            when c.closed_month is null then 'Assigned before the first month that was run.'
            when c.a_unit is not null then
                'The assignment was corrected: another attorney had the child.'
            when c.e_entered > c.cutoff_at then
                'Entry of ' || to_char(c.e_begin, 'MM/DD/YYYY') || ' entered late.'
            when c.r_entered > c.cutoff_at then
                'Assignment of ' || to_char(c.r_begin, 'MM/DD/YYYY')
                    || ' entered late (back-dated).'
            else 'Custody or assignment was corrected.'
        end
    where c.r_unit is not null and c.r_unit is distinct from c.a_unit
    union all
    -- r to b
    select c.x_unit, 'exited', c.x_attorney, 'Exit ' || to_char(c.x_end, 'MM/DD/YYYY') || '.'
    where c.x_unit is not null
    union all
    select m.unit, 'unassigned', case when m.unit = c.r_unit then c.r_attorney end,
        case
            when coalesce(c.b_unit, c.x_unit) is not null then
                'Moved to another supervising attorney.'
            when c.e_end <= c.as_of then
                'Left care ' || to_char(c.e_end, 'MM/DD/YYYY') || ' without an attorney.'
            else 'No attorney any more.'
        end
    from (select c.r_unit as unit union select unnest(c.v_units)) as m
    where m.unit is not null
        and m.unit is distinct from c.b_unit
        and m.unit is distinct from c.x_unit
    union all
    select m.unit, 'newly_assigned',
        case m.unit when c.b_unit then c.b_attorney when c.x_unit then c.x_attorney end,
        case
            when c.r_unit is not null then 'Moved from another supervising attorney.'
            when m.unit = c.b_unit then
                'Attorney since '
                    || to_char(greatest(c.b_since, c.e_begin), 'MM/DD/YYYY') || '.'
            else 'Came and went since the last listing.'
        end
    from (
        select c.b_unit as unit union select c.x_unit union select unnest(c.v_units)
    ) as m
    where m.unit is not null and m.unit is distinct from c.r_unit
) as t;
