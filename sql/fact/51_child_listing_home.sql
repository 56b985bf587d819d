-- sql/fact/51_child_listing_home.sql
-- trend: no
-- Purpose: where each child on the list lives on as_of, since when, and how often it moved.
-- Grain: child, episode (list children). Inputs: fact.child_listing_listed, mart.placement.
-- Key: (agency_id, month, version, child_id, episode_id).
-- As-of view (C3): a row that begins after as_of is not there; a later end has not happened.

with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
)
delete from fact.child_listing_home as f
using parameter as p
where f.agency_id = p.agency_id and f.month = p.month and f.version = p.version;

insert into fact.child_listing_home (
    agency_id, month, version, child_id, episode_id, placement_id, placement, grp, provider_id,
    since, preadopt_date, last_end, moves, away)
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
)
select
    l.agency_id, l.month, l.version, l.child_id, l.episode_id,
    h.placement_id, h.placement, h.grp, h.provider_id, h.since, h.preadopt_date,
    case when h.placement_id is null then h.last_end end,
    h.moves, h.away
from listed as l
-- child by child: a handful of rows each
cross join lateral (
    -- The rows of the episode in the order of C14. An unknown code is a group of its own.
    with placed as (
        select
            p.agency_id, p.placement_id, p.label, p.grp, p.provider_id, p.preadopt_date,
            p.begin_date,
            coalesce(p.grp, 'code ' || p.code) as kind,
            case when p.end_date <= l.as_of then p.end_date end as end_date,
            daterange(
                p.begin_date,
                greatest(p.begin_date, least(p.end_date, l.as_of + 1))) as days,
            row_number() over (
                partition by p.agency_id
                order by p.begin_date, p.entered_at nulls first, p.placement_id) as nth
        from mart.placement as p
        where p.agency_id = l.agency_id
            and p.child_id = l.child_id
            and p.episode_id = l.episode_id
            and p.begin_date <= l.as_of
    ),
    -- On which days a row is the placement of record: in force, and no later row is. Respite
    -- never is. A chain goes on where the rows of one provider and group leave no gap of two
    -- days, whatever lies between.
    of_record as (
        select
            d.*,
            datemultirange(d.days) - coalesce(
                range_agg(d.days) over (
                    partition by d.agency_id
                    order by d.nth desc
                    rows between unbounded preceding and 1 preceding),
                '{}') as record_days,
            d.begin_date <= 1 + max(
                case when d.end_date < d.begin_date then null
                    else coalesce(d.end_date, 'infinity') end
            ) over (
                partition by d.agency_id, d.provider_id, d.kind
                order by d.nth
                rows between unbounded preceding and 1 preceding) as goes_on
        from placed as d
        where d.grp is distinct from 'respite'
    ),
    chained as (
        select
            r.*,
            r.record_days @> l.as_of as is_record,
            max(r.begin_date) filter (where r.goes_on is not true) over (
                partition by r.agency_id, r.provider_id, r.kind
                order by r.nth
                rows between unbounded preceding and current row) as since
        from of_record as r
    ),
    -- Moves: from one row of record to the next, rows away from home left aside.
    stay as (
        select
            r.agency_id, r.nth, r.kind, r.provider_id,
            r.grp in ('trial_home', 'runaway', 'hospital') as is_away,
            row_number() over (partition by r.agency_id order by r.nth) as step
        from of_record as r
        where not isempty(r.record_days)
    ),
    step as (
        select
            s.provider_id, s.step as here, lag(s.step) over in_order as there,
            s.provider_id is distinct from lag(s.provider_id) over in_order as other_provider,
            s.kind is distinct from lag(s.kind) over in_order as other_kind
        from stay as s
        where s.is_away is not true
        window in_order as (partition by s.agency_id order by s.nth)
    )
    select
        max(c.placement_id) filter (where c.is_record) as placement_id,
        max(c.label) filter (where c.is_record) as placement,
        max(c.grp) filter (where c.is_record) as grp,
        max(c.provider_id) filter (where c.is_record) as provider_id,
        max(c.since) filter (where c.is_record) as since,
        max(c.preadopt_date) filter (where c.is_record) as preadopt_date,
        max(c.end_date) as last_end,
        -- back at the same provider after days away: no move, whatever the group; who knows no
        -- provider cannot tell that it is the same
        (
            select count(*)
            from step as t
            where t.there is not null
                and (
                    t.other_provider
                    or t.other_kind and (t.here = t.there + 1 or t.provider_id is null))
        ) as moves,
        -- any row of the two groups, the record or not; of both, the one that began later
        (
            select d.grp
            from placed as d
            where d.grp in ('trial_home', 'runaway') and d.days @> l.as_of
            order by d.nth desc
            limit 1
        ) as away
    from chained as c
) as h;
