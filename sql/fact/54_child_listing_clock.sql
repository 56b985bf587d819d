-- sql/fact/54_child_listing_clock.sql
-- trend: no
-- Purpose: 15 of the last 22 months: how many days count for each child on the list, when the
-- limit was or will be reached, and whether a termination petition is due.
-- Grain: child, episode (list children).
-- Inputs: fact.child_listing_listed, home, tpr; mart.episode, placement, tpr_exception.
-- Key: (agency_id, month, version, child_id, episode_id).
-- As-of view (C3): an episode or placement that begins after as_of is not there, a later end,
-- finding or exception has not happened; so the days of an episode in care go on.

with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
)
delete from fact.child_listing_clock as f
using parameter as p
where f.agency_id = p.agency_id and f.month = p.month and f.version = p.version;

insert into fact.child_listing_clock (
    agency_id, month, version, child_id, episode_id, clock_start, by_finding, days, status,
    on_date, exception, exception_date, due, would_be_due)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
),
listed as (
    select l.agency_id, l.month, l.version, l.as_of, l.child_id, l.episode_id
    from parameter as p
    inner join fact.child_listing_listed as l
        on l.agency_id = p.agency_id
        and l.month = p.month
        and l.version = p.version
        and l.list = 'children'
),
-- Child by child: the days that count, over all episodes. The clock of each starts with the first
-- finding or 60 days after entry, whichever is earlier, and not before entry. Trial home visit and
-- runaway stop it, whatever row is the placement of record.
counted as (
    select
        l.*, s.counting, s.clock_start, s.by_finding,
        fact.counted_days(s.counting, l.as_of) as days
    from listed as l
    cross join lateral (
        select
            range_agg(
                datemultirange(daterange(k.clock_start, greatest(k.clock_start, k.until)))
                - coalesce(a.days, '{}')) as counting,
            max(k.clock_start) filter (where e.episode_id = l.episode_id) as clock_start,
            bool_or(k.by_finding) filter (where e.episode_id = l.episode_id) as by_finding
        from mart.episode as e
        cross join lateral (
            select case when e.first_finding_date <= l.as_of then e.first_finding_date end as day
        ) as f
        cross join lateral (
            select
                greatest(e.begin_date, least(f.day, e.begin_date + 60)) as clock_start,
                coalesce(f.day < e.begin_date + 60, false) as by_finding,
                case when e.end_date <= l.as_of then e.end_date else 'infinity' end as until
        ) as k
        cross join lateral (
            select
                range_agg(daterange(
                    p.begin_date,
                    case when p.end_date <= l.as_of then p.end_date else 'infinity' end)) as days
            from mart.placement as p
            where p.agency_id = l.agency_id
                and p.child_id = l.child_id
                and p.episode_id = e.episode_id
                and p.begin_date <= l.as_of
                and p.grp in ('trial_home', 'runaway')
                and (p.end_date is null or p.end_date > p.begin_date)
        ) as a
        where e.agency_id = l.agency_id
            and e.child_id = l.child_id
            and e.begin_date <= l.as_of
    ) as s
),
judged as (
    select
        n.*,
        st.status,
        case st.status
            when 'Reached' then fact.reached_since(n.counting, n.as_of)
            when 'Will reach' then fact.reaches_on(n.counting, n.as_of)
        end as on_date,
        x.reason as exception, x.documented_date as exception_date,
        t.status <> 'Free' and not t.filed and x.documented_date is null as undone
    from counted as n
    inner join fact.child_listing_home as h
        on h.agency_id = n.agency_id
        and h.month = n.month
        and h.version = n.version
        and h.child_id = n.child_id
        and h.episode_id = n.episode_id
    inner join fact.child_listing_tpr as t
        on t.agency_id = n.agency_id
        and t.month = n.month
        and t.version = n.version
        and t.child_id = n.child_id
    cross join lateral (
        select case
            when n.days >= fact.days_15_of_22() then 'Reached'
            when h.away is not null then 'Paused'
            else 'Will reach'
        end as status
    ) as st
    left join lateral (
        select e.reason, e.documented_date
        from mart.tpr_exception as e
        where e.agency_id = n.agency_id
            and e.child_id = n.child_id
            and e.episode_id = n.episode_id
            and e.documented_date <= n.as_of
        order by e.documented_date desc, e.n desc
        limit 1
    ) as x on true
)
select
    j.agency_id, j.month, j.version, j.child_id, j.episode_id,
    j.clock_start, j.by_finding, j.days, j.status, j.on_date, j.exception, j.exception_date,
    j.status = 'Reached' and j.undone,
    j.status <> 'Paused' and j.undone
from judged as j;
