-- sql/fact/58_child_listing_measure.sql
-- Purpose: the figures of the child listing.
-- Grain: one row per level, group and measure.
--   state        every custody episode
--   circuit      g1: each circuit that an attorney of the sheet Children works in, and `Other
--                circuits`; every custody episode by its county on as_of (exits: the exit day)
--   attorney     g1 circuit, g2 attorney, g3 who supervises: the listed episodes only
--   supervising  g1_code: the supervising attorney, or `Unit Manager`. What is listed is counted
--                on the own lists; what is not (in_care, timely_*, mean_months, ...) in the
--                circuits in which the own attorneys work
-- A trend's month (version 0) has the two levels that trends show: state and supervising.
-- Inputs: mart.episode, circuit_county, attorney_assignment; fact.child_listing_unit and, for
-- versions above 0, fact.child_listing and child_listing_action.
-- Key: (agency_id, month, version, report, level, groups, measure).
--
-- Measures; those of the first block also as <name>_assigned, of the listed episodes alone
--   in_care               count    custody episodes in care on as_of
--   entries, exits        count    episodes that began, ended in the month
--   timely_reunify        percent  of 12 months' reunifications: within 12 months of entry
--   timely_guardianship   percent  guardianship within 18 months
--   timely_adoption       percent  adoption within 24 months
--   mean_months           mean     months in care of those in care
--   median_<reason>       median   months in care of 12 months' exits, by reason: reunify,
--                                  relative, adoption, emancipation, guardianship, runaway,
--                                  death, transfer, none (no reason)
--   exits_late            count    exits entered late, listed once and in no month's exits

with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
)
delete from fact.measure as f
using parameter as p
where f.agency_id = p.agency_id and f.month = p.month and f.version = p.version
    and f.report = 'child_listing';

insert into fact.measure (
    agency_id, month, version, report, level, g1_code, g1, g2_code, g2, g3_code, g3,
    measure, numerator, denominator, value)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
),

-- Custody episodes in care on as_of, and those that ended in the 12 months up to it.
episode as (
    select
        p.agency_id, p.month, p.version, p.as_of,
        e.child_id, e.episode_id, e.county, e.begin_date,
        case when e.end_date <= p.as_of then e.end_date end as end_date,
        case when e.end_date <= p.as_of then coalesce(e.exit_code, '') end as exit_code
    from parameter as p
    inner join mart.episode as e
        on e.agency_id = p.agency_id
        and e.begin_date <= p.as_of
        and (e.end_date is null or e.end_date > mart.plus_months(p.month, -11) - 1)
),

-- Whose it is: on as_of for those in care, by the rule of Exits for the others.
credited as (
    select
        e.*,
        coalesce(e.end_date, e.as_of) - e.begin_date as days,
        c.circuit,
        a.attorney_id,
        a.attorney_id is not null as assigned
    from episode as e
    left join lateral (
        select cc.circuit
        from mart.circuit_county as cc
        where cc.agency_id = e.agency_id
            and cc.county = e.county
            and cc.valid_from <= coalesce(e.end_date, e.as_of)
            and (cc.valid_to is null or cc.valid_to > coalesce(e.end_date, e.as_of))
        order by cc.valid_from desc
        limit 1
    ) as c on true
    left join lateral (
        select t.attorney_id
        from mart.attorney_assignment as t
        cross join lateral (
            select case
                when e.end_date is null then
                    case when t.end_date is null or t.end_date > e.as_of then 1 end
                when t.begin_date < e.end_date
                    and (t.end_date is null or t.end_date >= e.end_date) then 1
                when t.begin_date <= e.end_date
                    and (t.end_date is null or t.end_date > e.end_date) then 2
                when t.begin_date < t.end_date
                    and t.end_date between e.end_date - 30 and e.end_date then 3
            end as way
        ) as w
        where t.agency_id = e.agency_id
            and t.episode_id = e.episode_id
            and t.child_id = e.child_id
            and t.begin_date <= e.as_of
            and w.way is not null
        order by
            w.way, case when w.way = 3 then t.end_date end desc,
            t.begin_date desc, t.entered_at desc nulls last, t.assignment_id desc
        limit 1
    ) as a on true
),

-- Circuits that have a row of their own.
named_circuit as (
    select distinct u.agency_id, u.circuit
    from credited as c
    inner join fact.child_listing_unit as u
        on u.agency_id = c.agency_id and u.attorney_id = c.attorney_id
    where c.end_date is null and u.circuit is not null
),
-- Circuits in which the attorneys of a supervising attorney work.
own_circuit as (
    select distinct u.agency_id, u.supervising_id, u.circuit
    from parameter as p
    inner join fact.child_listing_unit as u
        on u.agency_id = p.agency_id
    where u.supervising_id is not null and u.circuit is not null
),
placed as (
    select
        c.agency_id, c.month, c.version, c.begin_date, c.end_date, c.exit_code, c.days,
        c.circuit, c.assigned, c.attorney_id, u.attorney_name, u.supervising_id,
        coalesce(n.circuit::text, 'Other circuits') as circuit_code,
        -- what an episode is in this month
        c.end_date is null as in_care,
        c.begin_date >= c.month as entered,
        c.end_date >= c.month as ended,
        c.end_date is not null as ended_12,
        c.end_date <= fact.timely_by(c.exit_code, c.begin_date) as timely
    from credited as c
    left join fact.child_listing_unit as u
        on u.agency_id = c.agency_id and u.attorney_id = c.attorney_id
    left join named_circuit as n
        on n.agency_id = c.agency_id and n.circuit = c.circuit
),

-- Episodes of one kind are counted together, then once in each group that they belong to.
-- `whole`: among all episodes of the group; `own`: among the listed ones.
counted as (
    select
        p.agency_id, p.month, p.version, p.circuit, p.circuit_code, p.assigned, p.attorney_id,
        p.attorney_name, p.supervising_id, p.exit_code, p.ended_12, p.days,
        count(*) filter (where p.in_care) as in_care,
        count(*) filter (where p.entered) as entries,
        count(*) filter (where p.ended) as exits,
        count(*) filter (where p.ended_12) as exits_12,
        count(*) filter (where p.timely) as timely
    from placed as p
    group by
        p.agency_id, p.month, p.version, p.circuit, p.circuit_code, p.assigned, p.attorney_id,
        p.attorney_name, p.supervising_id, p.exit_code, p.ended_12, p.days
),
grouped as (
    select c.*, g.level, g.g1_code, g.g1, g.g2_code, g.g2, g.g3_code, g.whole, g.own
    from counted as c
    cross join lateral (
        select
            'state' as level, '' as g1_code, '' as g1, '' as g2_code, '' as g2, '' as g3_code,
            true as whole, c.assigned as own
        union all
        select 'circuit', c.circuit_code, c.circuit_code, '', '', '', true, c.assigned
        where c.version > 0
        union all
        select
            'attorney', c.circuit_code, c.circuit_code,
            c.attorney_id, coalesce(c.attorney_name, c.attorney_id),
            coalesce(c.supervising_id, 'Unit Manager'), true, true
        where c.version > 0 and c.assigned
        union all
        select
            'supervising', coalesce(c.supervising_id, 'Unit Manager'), '', '', '', '',
            false, true
        where c.assigned
        union all
        select 'supervising', o.supervising_id, '', '', '', '', true, false
        from own_circuit as o
        where o.agency_id = c.agency_id and o.circuit = c.circuit
    ) as g
),

-- The same sums for both readings of a measure.
summed as (
    select
        g.agency_id, g.month, g.version, g.level, g.g1_code, g.g1, g.g2_code, g.g2, g.g3_code,
        r.suffix,
        sum(g.in_care) as in_care,
        sum(g.entries) as entries,
        sum(g.exits) as exits,
        sum(g.in_care * g.days) as in_care_days,
        sum(g.timely) filter (where g.exit_code = '1') as reunify,
        sum(g.exits_12) filter (where g.exit_code = '1') as reunify_base,
        sum(g.timely) filter (where g.exit_code = '5') as guardianship,
        sum(g.exits_12) filter (where g.exit_code = '5') as guardianship_base,
        sum(g.timely) filter (where g.exit_code = '3') as adoption,
        sum(g.exits_12) filter (where g.exit_code = '3') as adoption_base
    from grouped as g
    cross join lateral (
        select '' as suffix where g.whole
        union all
        select '_assigned' where g.own
    ) as r
    group by
        g.agency_id, g.month, g.version, g.level, g.g1_code, g.g1, g.g2_code, g.g2, g.g3_code,
        r.suffix
),
-- Every group has both readings, also one without an episode.
every as (
    select distinct
        s.agency_id, s.month, s.version, s.level, s.g1_code, s.g1, s.g2_code, s.g2, s.g3_code,
        r.suffix
    from (
        select
            s.agency_id, s.month, s.version, s.level, s.g1_code, s.g1, s.g2_code, s.g2, s.g3_code
        from summed as s
        union all
        select p.agency_id, p.month, p.version, 'state', '', '', '', '', ''
        from parameter as p
        union all
        select p.agency_id, p.month, p.version, 'supervising', u.attorney_id, '', '', '', ''
        from parameter as p
        inner join fact.child_listing_unit as u
            on u.agency_id = p.agency_id and u.supervising_id = u.attorney_id
    ) as s
    cross join (values (''), ('_assigned')) as r (suffix)
),
figure as (
    select
        e.agency_id, e.month, e.version, e.level, e.g1_code, e.g1, e.g2_code, e.g2, e.g3_code,
        m.measure || e.suffix as measure, m.kind, m.numerator,
        case when m.kind = 'count' and e.suffix = '_assigned' then m.whole
            when m.kind <> 'count' then coalesce(m.denominator, 0) end as denominator
    from every as e
    left join summed as s
        on s.agency_id = e.agency_id
        and s.level = e.level
        and s.g1_code = e.g1_code
        and s.g2_code = e.g2_code
        and s.g3_code = e.g3_code
        and s.suffix = e.suffix
    -- the whole that the listed ones are a part of
    left join summed as w
        on w.agency_id = e.agency_id
        and w.level = e.level
        and w.g1_code = e.g1_code
        and w.g2_code = e.g2_code
        and w.g3_code = e.g3_code
        and w.suffix = ''
        and e.level <> 'attorney'
    cross join lateral (
        values
            ('in_care', 'count', coalesce(s.in_care, 0), null::numeric, w.in_care),
            ('entries', 'count', coalesce(s.entries, 0), null, w.entries),
            ('exits', 'count', coalesce(s.exits, 0), null, w.exits),
            ('timely_reunify', 'percent', coalesce(s.reunify, 0), s.reunify_base, null),
            ('timely_guardianship', 'percent',
                coalesce(s.guardianship, 0), s.guardianship_base, null),
            ('timely_adoption', 'percent', coalesce(s.adoption, 0), s.adoption_base, null),
            ('mean_months', 'mean', s.in_care_days, s.in_care, null)
    ) as m (measure, kind, numerator, denominator, whole)
)
select
    f.agency_id, f.month, f.version, 'child_listing', f.level,
    f.g1_code, f.g1, f.g2_code, f.g2, f.g3_code, '',
    f.measure,
    case when f.kind <> 'mean' then f.numerator end,
    f.denominator,
    case f.kind
        when 'count' then f.numerator
        when 'percent' then f.numerator / nullif(f.denominator, 0)
        else f.numerator / nullif(f.denominator, 0) / 30.4375
    end
from figure as f;
