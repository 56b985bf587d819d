-- sql/fact/52_child_listing_goal.sql
-- trend: no
-- Purpose: the permanency and the concurrent goal of each listed episode: for children in care on
-- as_of, for exits on the day before the exit.
-- Grain: list, child, episode. Inputs: fact.child_listing_listed, mart.goal.
-- Key: (agency_id, month, version, list, child_id, episode_id).
-- As-of view (C3): a goal effective later is not there; a later end has not happened.

with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
)
delete from fact.child_listing_goal as f
using parameter as p
where f.agency_id = p.agency_id and f.month = p.month and f.version = p.version;

insert into fact.child_listing_goal (
    agency_id, month, version, list, child_id, episode_id, goal_id, goal, goal_group, goal_since,
    concurrent_id, concurrent)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
),
listed as (
    select
        l.agency_id, l.month, l.version, l.list, l.child_id, l.episode_id, l.begin_date,
        case when l.list = 'children' then l.as_of else l.end_date - 1 end as on_day
    from parameter as p
    inner join fact.child_listing_listed as l
        on l.agency_id = p.agency_id
        and l.month = p.month
        and l.version = p.version
        and l.as_of = p.as_of
),
-- The latest of each kind that was effective by then; one that has ended, or says that none is
-- set, is no goal.
latest as (
    select
        l.agency_id, l.list, l.child_id, l.episode_id, g.kind, g.goal_id, g.label,
        g.effective_date,
        case
            when g.end_date <= l.on_day or g.code is null then 'none'
            else coalesce(g.grp, 'unknown')
        end as goal_group,
        row_number() over (
            partition by l.agency_id, l.list, l.child_id, l.episode_id, g.kind
            order by g.effective_date desc, g.entered_at desc nulls last, g.goal_id desc) as nth
    from listed as l
    inner join mart.goal as g
        on g.agency_id = l.agency_id
        and g.child_id = l.child_id
        and g.episode_id = l.episode_id
        and g.effective_date <= l.on_day
),
in_force as (
    select t.*
    from latest as t
    where t.nth = 1 and t.goal_group <> 'none'
),
paired as (
    select
        l.agency_id, l.month, l.version, l.list, l.child_id, l.episode_id,
        p.goal_id, p.label as goal, coalesce(p.goal_group, 'none') as goal_group,
        p.effective_date as goal_since,
        c.goal_id as concurrent_id, c.label as concurrent,
        case when l.on_day - l.begin_date < 30 then 'Not yet set' else 'MISSING' end as no_goal
    from listed as l
    left join in_force as p
        on p.agency_id = l.agency_id
        and p.list = l.list
        and p.child_id = l.child_id
        and p.episode_id = l.episode_id
        and p.kind = 'P'
    left join in_force as c
        on c.agency_id = l.agency_id
        and c.list = l.list
        and c.child_id = l.child_id
        and c.episode_id = l.episode_id
        and c.kind = 'C'
)
select
    d.agency_id, d.month, d.version, d.list, d.child_id, d.episode_id,
    d.goal_id, coalesce(d.goal, d.no_goal), d.goal_group, d.goal_since,
    d.concurrent_id,
    coalesce(
        d.concurrent,
        case when d.goal_group in ('reunification', 'none') then d.no_goal else 'Not required' end)
from paired as d;
