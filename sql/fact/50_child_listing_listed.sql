-- sql/fact/50_child_listing_listed.sql
-- trend: no
-- Purpose: which custody episodes are listed, and whose they are.
-- Grain: list, child, episode; the lists are told in fact.child_listing_listed.
-- Inputs: mart.episode, mart.attorney_assignment, fact.child_listing_unit; for late exits
-- etl.month and fact.child_listing of closed months.
-- Key: (agency_id, month, version, list, child_id, episode_id).
-- As-of view (C3): an episode or assignment that begins after as_of is not there; a later end has
-- not happened.

with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts; 0: a trend's, nothing listed
)
delete from fact.child_listing_listed as f
using parameter as p
where f.agency_id = p.agency_id and f.month = p.month and f.version = p.version;

-- Children: in care on as_of, the attorney in force on as_of.
insert into fact.child_listing_listed (
    agency_id, month, version, list, child_id, episode_id, as_of, day, begin_date, end_date,
    case_id, attorney_id, assignment_id, attorney_since, attorney_until, credited_by,
    supervising_id)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts; 0: a trend's, nothing listed
),
-- C7, C14: one attorney per episode
assigned as (
    select distinct on (a.agency_id, a.child_id, a.episode_id)
        p.month, p.version, p.as_of,
        a.agency_id, a.child_id, a.episode_id, a.attorney_id, a.assignment_id, a.begin_date
    from parameter as p
    inner join mart.attorney_assignment as a
        on a.agency_id = p.agency_id
        and a.begin_date <= p.as_of
        and (a.end_date is null or a.end_date > p.as_of)
    where p.version > 0
    order by
        a.agency_id, a.child_id, a.episode_id,
        a.begin_date desc, a.entered_at desc nulls last, a.assignment_id desc
)
select
    a.agency_id, a.month, a.version, 'children', a.child_id, a.episode_id, a.as_of, a.as_of,
    e.begin_date, null, e.case_id, a.attorney_id, a.assignment_id, a.begin_date, null,
    'in_force', u.supervising_id
from assigned as a
inner join mart.episode as e
    on e.agency_id = a.agency_id
    and e.child_id = a.child_id
    and e.episode_id = a.episode_id
    and e.begin_date <= a.as_of
    and (e.end_date is null or e.end_date > a.as_of)
left join fact.child_listing_unit as u
    on u.agency_id = a.agency_id and u.attorney_id = a.attorney_id;

-- Exits of the month, and those of earlier months that came too late for a listing.
insert into fact.child_listing_listed (
    agency_id, month, version, list, child_id, episode_id, as_of, day, begin_date, end_date,
    case_id, attorney_id, assignment_id, attorney_since, attorney_until, credited_by,
    supervising_id)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts; 0: a trend's, nothing listed
),
-- An exit was known in time when it was entered by the cutoff of the last closed month before
-- this one. Where none was ever closed: by the end of the month before.
known as (
    select
        p.agency_id, p.month, p.as_of, p.version,
        coalesce(c.cutoff_at, p.month::timestamp) as entered_by
    from parameter as p
    left join lateral (
        select m.cutoff_at
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
told as (
    select distinct f.agency_id, f.child_id, f.episode_id
    from parameter as p
    inner join etl.month as m
        on m.agency_id = p.agency_id
        and m.report = 'child_listing'
        and m.month < p.month
        and m.state = 'closed'
    inner join fact.child_listing as f
        on f.agency_id = m.agency_id
        and f.month = m.month
        and f.version = m.version
        and f.list in ('exits', 'late')
),
gone as (
    select
        k.agency_id, k.month, k.as_of, k.version,
        case when e.end_date >= k.month then 'exits' else 'late' end as list,
        e.child_id, e.episode_id, e.begin_date, e.end_date, e.case_id
    from known as k
    inner join mart.episode as e
        on e.agency_id = k.agency_id
        and e.begin_date <= k.as_of
        and e.end_date <= k.as_of
        and (e.end_date >= k.month or e.exit_entered_at > k.entered_by)
    left join told as t
        on t.agency_id = e.agency_id
        and t.child_id = e.child_id
        and t.episode_id = e.episode_id
    where e.end_date >= k.month or t.episode_id is null
),
-- The attorney in force on the day before the exit; else on the exit's day; else the last one
-- whose assignment ended in the 30 days before.
credited as (
    select g.*, a.attorney_id, a.assignment_id, a.begin_date as since, a.until, a.way
    from gone as g
    cross join lateral (
        select
            c.attorney_id, c.assignment_id, c.begin_date, c.entered_at, w.until, w.way
        from mart.attorney_assignment as c
        cross join lateral (
            select
                case when c.end_date <= g.as_of then c.end_date end as until,
                case
                    when c.begin_date < g.end_date
                        and (c.end_date is null or c.end_date >= g.end_date) then 1
                    when c.begin_date <= g.end_date
                        and (c.end_date is null or c.end_date > g.end_date) then 2
                    -- in force on a day at all
                    when c.begin_date < c.end_date
                        and c.end_date between g.end_date - 30 and g.end_date then 3
                end as way
        ) as w
        where c.agency_id = g.agency_id
            and c.child_id = g.child_id
            and c.episode_id = g.episode_id
            and w.way is not null
        order by
            w.way, case when w.way = 3 then c.end_date end desc,
            c.begin_date desc, c.entered_at desc nulls last, c.assignment_id desc
        limit 1
    ) as a
)
select
    c.agency_id, c.month, c.version, c.list, c.child_id, c.episode_id, c.as_of, c.end_date,
    c.begin_date, c.end_date, c.case_id, c.attorney_id, c.assignment_id, c.since, c.until,
    case c.way when 1 then 'in_force' when 2 then 'exit_day' else 'ended_before' end,
    u.supervising_id
from credited as c
left join fact.child_listing_unit as u
    on u.agency_id = c.agency_id and u.attorney_id = c.attorney_id;
