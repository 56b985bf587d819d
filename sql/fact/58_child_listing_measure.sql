-- sql/fact/58_child_listing_measure.sql
-- Purpose: the figures of the child listing.
-- Grain: one row per level, group and measure.
--   state        every custody episode
--   circuit      g1: each circuit that an attorney of the sheet Children works in, and `Other
--                circuits`; every custody episode by its county on as_of (exits: the exit day)
--   attorney     g1 circuit, g2 attorney, g3 who supervises: the listed episodes only
--   action       g1_code scope, g2 kind of action
--   by_circuit   g1_code scope, g2 circuit: a table of Summary
--   by_reason    g1_code scope, g2 exit reason, g3 circuit: the same
--   supervising  g1_code: the supervising attorney, or `Unit Manager`. What is listed is counted
--                on the own lists; what is not (in_care, timely_*, mean_months, ...) in the
--                circuits in which the own attorneys work
-- A trend's month (version 0) has the two levels that trends show: state and supervising.
-- Inputs: mart.episode, mart.circuit_span (of mart.circuit_county), attorney_assignment; fact.child_listing_unit and, for
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
--   median_<reason>       median   months in care of 12 months' exits: all, reunification,
--                                  guardianship, adoption, relative, emancipation, runaway,
--                                  transfer, death, other (no reason, or an unknown one)
-- Of the lists alone
--   exits_late            count    exits entered late, listed once and in no month's exits
--   reached, paused, will_reach    count    children by 15 of 22
--   tpr_due, visit_over_180, goal_missing, concurrent_missing, no_placement   count  children
--   actions_overdue, actions_due   count    rows of Action dates, with <name>_children
--   tpr_overdue           count    of the overdue ones: TPR due (15 of 22)
--   carried_in, corrections_in, corrections_out, newly_assigned, exited, unassigned, carried_out
--                         count    the control totals (levels state and supervising)

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
        case when e.end_date <= p.as_of then coalesce(e.exit_group, 'None') end as exit_group
    from parameter as p
    inner join mart.episode as e
        on e.agency_id = p.agency_id
        and e.begin_date <= p.as_of
        and (e.end_date is null or e.end_date > mart.plus_months(p.month, -11) - 1)
),

county as materialized ( -- small, and made once for all episodes
    select s.agency_id, s.county, s.from_day, s.to_day, s.circuit
    from parameter as p
    inner join mart.circuit_span as s
        on s.agency_id = p.agency_id
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
    left join county as c
        on c.agency_id = e.agency_id
        and c.county = e.county
        and c.from_day <= coalesce(e.end_date, e.as_of)
        and (c.to_day is null or c.to_day > coalesce(e.end_date, e.as_of))
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
-- The area of a supervising attorney: the circuits in which the attorneys of the unit work. Many have
-- the same one; it is counted once for all of them.
own_circuit as materialized (
    select distinct u.agency_id, u.supervising_id, u.circuit
    from parameter as p
    inner join fact.child_listing_unit as u
        on u.agency_id = p.agency_id
    where u.supervising_id is not null and u.circuit is not null
),
own_area as materialized (
    select
        o.agency_id, o.supervising_id, array_agg(o.circuit order by o.circuit)::text as area
    from own_circuit as o
    group by o.agency_id, o.supervising_id
),
area_circuit as materialized (
    select distinct a.agency_id, a.area, o.circuit
    from own_area as a
    inner join own_circuit as o
        on o.agency_id = a.agency_id and o.supervising_id = a.supervising_id
),
placed as (
    select
        c.agency_id, c.month, c.version, c.begin_date, c.end_date, c.exit_group, c.days,
        c.circuit, c.assigned, c.attorney_id, u.attorney_name, u.supervising_id,
        coalesce(n.circuit::text, 'Other circuits') as circuit_code,
        -- what an episode is in this month
        c.end_date is null as in_care,
        c.begin_date >= c.month as entered,
        c.end_date >= c.month as ended,
        c.end_date is not null as ended_12,
        c.end_date <= fact.timely_by(c.exit_group, c.begin_date) as timely
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
        p.attorney_name, p.supervising_id, p.exit_group, p.ended_12,
        coalesce(sum(p.days) filter (where p.in_care), 0) as in_care_days,
        count(*) filter (where p.in_care) as in_care,
        count(*) filter (where p.entered) as entries,
        count(*) filter (where p.ended) as exits,
        count(*) filter (where p.ended_12) as exits_12,
        count(*) filter (where p.timely) as timely
    from placed as p
    group by
        p.agency_id, p.month, p.version, p.circuit, p.circuit_code, p.assigned, p.attorney_id,
        p.attorney_name, p.supervising_id, p.exit_group, p.ended_12
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
        select 'area', a.area, '', '', '', '', true, false
        from area_circuit as a
        where a.agency_id = c.agency_id and a.circuit = c.circuit
    ) as g
),

-- The same sums for both readings of a measure.
gathered as (
    select
        g.agency_id, g.month, g.version, g.level, g.g1_code, g.g1, g.g2_code, g.g2, g.g3_code,
        r.suffix,
        sum(g.in_care) as in_care,
        sum(g.entries) as entries,
        sum(g.exits) as exits,
        sum(g.in_care_days) as in_care_days,
        sum(g.timely) filter (where g.exit_group = 'Reunification') as reunify,
        sum(g.exits_12) filter (where g.exit_group = 'Reunification') as reunify_base,
        sum(g.timely) filter (where g.exit_group = 'Guardianship') as guardianship,
        sum(g.exits_12) filter (where g.exit_group = 'Guardianship') as guardianship_base,
        sum(g.timely) filter (where g.exit_group = 'Adoption') as adoption,
        sum(g.exits_12) filter (where g.exit_group = 'Adoption') as adoption_base
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
-- Each area's sums are those of every supervising attorney who has it.
summed as (
    select
        s.agency_id, s.month, s.version,
        case when o.area is null then s.level else 'supervising' end as level,
        coalesce(o.supervising_id, s.g1_code) as g1_code,
        s.g1, s.g2_code, s.g2, s.g3_code, s.suffix,
        s.in_care, s.entries, s.exits, s.in_care_days, s.reunify, s.reunify_base,
        s.guardianship, s.guardianship_base, s.adoption, s.adoption_base
    from gathered as s
    left join own_area as o
        on o.agency_id = s.agency_id and o.area = s.g1_code and s.level = 'area'
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
        -- a circuit with an attorney has its row, also without a child in care
        select p.agency_id, p.month, p.version, 'circuit', n.name, n.name, '', '', ''
        from parameter as p
        inner join (
            select n.agency_id, n.circuit::text as name
            from named_circuit as n
            union all
            select p.agency_id, 'Other circuits'
            from parameter as p
        ) as n
            on n.agency_id = p.agency_id
        where p.version > 0
        union all
        select p.agency_id, p.month, p.version, 'supervising', u.attorney_id, '', '', '', ''
        from parameter as p
        inner join fact.child_listing_unit as u
            on u.agency_id = p.agency_id and u.supervising_id = u.attorney_id
    ) as s
    cross join (values (''), ('_assigned')) as r (suffix)
),

-- Episodes that ended, by their length. Trends have no medians.
stay as (
    select
        p.agency_id, p.circuit, p.circuit_code, p.assigned, p.supervising_id, p.exit_group,
        p.days, count(*) as exits
    from placed as p
    where p.ended_12 and p.version > 0
    group by
        p.agency_id, p.circuit, p.circuit_code, p.assigned, p.supervising_id, p.exit_group,
        p.days
),
stayed as (
    select
        s.agency_id, g.level, g.g1_code, g.suffix, x.reason, s.days, sum(s.exits) as exits
    from stay as s
    cross join lateral (
        values
            ('all'),
            (case
                when s.exit_group in (
                    'Reunification', 'Guardianship', 'Adoption', 'Relative', 'Emancipation',
                    'Runaway', 'Transfer', 'Death') then lower(s.exit_group)
                else 'other'
            end)
    ) as x (reason)
    cross join lateral (
        values
            ('state', '', '', true),
            ('state', '', '_assigned', s.assigned),
            ('circuit', s.circuit_code, '', true),
            ('circuit', s.circuit_code, '_assigned', s.assigned),
            ('supervising', coalesce(s.supervising_id, 'Unit Manager'), '_assigned', s.assigned)
        union all
        select 'area', a.area, '', true
        from area_circuit as a
        where a.agency_id = s.agency_id and a.circuit = s.circuit
    ) as g (level, g1_code, suffix, counts)
    where g.counts
    group by s.agency_id, g.level, g.g1_code, g.suffix, x.reason, s.days
),
-- The median by counting: the lower and the upper of the middle two, in whole days.
ranked as (
    select
        s.agency_id, s.level, s.g1_code, s.suffix, s.reason, s.days,
        sum(s.exits) over (
            partition by s.agency_id, s.level, s.g1_code, s.suffix, s.reason
            order by s.days) as up_to,
        sum(s.exits) over (
            partition by s.agency_id, s.level, s.g1_code, s.suffix, s.reason) as n
    from stayed as s
),
middle as (
    select
        k.agency_id, k.level, k.g1_code, k.suffix, k.reason, k.n,
        min(k.days) filter (where k.up_to * 2 >= k.n)
            + min(k.days) filter (where k.up_to * 2 > k.n) as twice_days
    from ranked as k
    group by k.agency_id, k.level, k.g1_code, k.suffix, k.reason, k.n
),
median as (
    select
        m.agency_id,
        case when o.area is null then m.level else 'supervising' end as level,
        coalesce(o.supervising_id, m.g1_code) as g1_code,
        m.suffix, m.reason, m.n, m.twice_days
    from middle as m
    left join own_area as o
        on o.agency_id = m.agency_id and o.area = m.g1_code and m.level = 'area'
),
figure as (
    select
        e.agency_id, e.month, e.version, e.level, e.g1_code, e.g1, e.g2_code, e.g2, e.g3_code,
        m.measure || e.suffix as measure, m.kind, m.numerator,
        case
            -- who has no circuit has no whole to be a part of
            when m.kind = 'count' and e.suffix = '_assigned' then
                coalesce(m.whole, case when e.level = 'circuit' then 0 end)
            when m.kind <> 'count' then coalesce(m.denominator, 0)
        end as denominator
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
    union all
    select
        e.agency_id, e.month, e.version, e.level, e.g1_code, e.g1, e.g2_code, e.g2, e.g3_code,
        'median_' || r.reason || e.suffix, 'median', d.twice_days / 2.0, coalesce(d.n, 0)
    from every as e
    cross join (
        values
            ('all'), ('reunification'), ('guardianship'), ('adoption'), ('relative'),
            ('emancipation'), ('runaway'), ('transfer'), ('death'), ('other')
    ) as r (reason)
    left join median as d
        on d.agency_id = e.agency_id
        and d.level = e.level
        and d.g1_code = e.g1_code
        and d.suffix = e.suffix
        and d.reason = r.reason
    where e.version > 0 and e.level <> 'attorney'
)
select
    f.agency_id, f.month, f.version, 'child_listing', f.level,
    f.g1_code, f.g1, f.g2_code, f.g2, f.g3_code, '',
    f.measure,
    case when f.kind in ('count', 'percent') then f.numerator end,
    f.denominator,
    case f.kind
        when 'count' then f.numerator
        when 'percent' then f.numerator / nullif(f.denominator, 0)
        when 'mean' then f.numerator / nullif(f.denominator, 0) / 30.4375
        else f.numerator / 30.4375
    end
from figure as f;

-- What is counted from the lists, for every group that the figures above have.
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
circuit as (
    select distinct f.agency_id, a.circuit
    from parameter as p
    inner join fact.child_listing as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.list = 'children'
    inner join mart.attorney as a
        on a.agency_id = f.agency_id and a.attorney_id = f.attorney_id
    where a.circuit is not null
),
listed as (
    select
        f.agency_id, f.list, f.child_id, f.episode_id, f.attorney_id, f.status_15_22, f.tpr_due,
        f.trial_home_visit, f.goal, f.concurrent_goal, f.placement,
        coalesce(c.circuit::text, 'Other circuits') as circuit_code,
        coalesce(f.supervising_id, 'Unit Manager') as unit,
        a.overdue, a.due, a.tpr_overdue
    from parameter as p
    inner join fact.child_listing as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.list in ('children', 'late')
    left join circuit as c
        on c.agency_id = f.agency_id and c.circuit = f.circuit
    cross join lateral (
        select
            count(*) filter (where x.status = 'Overdue') as overdue,
            count(*) filter (where x.status = 'Due') as due,
            count(*) filter (where x.status = 'Overdue' and x.action_no = 1) as tpr_overdue
        from fact.child_listing_action as x
        where x.agency_id = f.agency_id
            and x.month = f.month
            and x.version = f.version
            and x.child_id = f.child_id
            and x.episode_id = f.episode_id
            and f.list = 'children'
    ) as a
),
counted as (
    select
        g.agency_id, g.level, g.g1_code, g.g2_code,
        count(*) filter (where g.list = 'late') as exits_late,
        count(*) filter (where g.status_15_22 = 'Reached') as reached,
        count(*) filter (where g.status_15_22 = 'Paused') as paused,
        count(*) filter (where g.status_15_22 = 'Will reach') as will_reach,
        count(*) filter (where g.tpr_due = 'Yes') as tpr_due,
        count(*) filter (where g.trial_home_visit = 'Yes, over 180 days') as visit_over_180,
        count(*) filter (where g.goal = 'MISSING') as goal_missing,
        count(*) filter (where g.concurrent_goal = 'MISSING') as concurrent_missing,
        count(*) filter (where g.placement = 'No placement recorded') as no_placement,
        sum(g.overdue) as actions_overdue,
        count(distinct g.child_id) filter (where g.overdue > 0) as actions_overdue_children,
        sum(g.due) as actions_due,
        count(distinct g.child_id) filter (where g.due > 0) as actions_due_children,
        sum(g.tpr_overdue) as tpr_overdue
    from (
        select l.*, k.level, k.g1_code, k.g2_code
        from listed as l
        cross join lateral (
            values
                ('state', '', ''),
                ('circuit', l.circuit_code, ''),
                ('attorney', l.circuit_code, l.attorney_id),
                ('supervising', l.unit, '')
        ) as k (level, g1_code, g2_code)
    ) as g
    group by g.agency_id, g.level, g.g1_code, g.g2_code
),
-- the groups of the figures above
grouped as (
    select distinct
        f.agency_id, f.level, f.g1_code, f.g1, f.g2_code, f.g2, f.g3_code
    from parameter as p
    inner join fact.measure as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.report = 'child_listing'
        and f.measure = 'in_care'
    where p.version > 0
)
select
    p.agency_id, p.month, p.version, 'child_listing', g.level,
    g.g1_code, g.g1, g.g2_code, g.g2, g.g3_code, '',
    m.measure, coalesce(m.n, 0), coalesce(m.whole, case when m.part then 0 end),
    coalesce(m.n, 0)
from parameter as p
inner join grouped as g
    on g.agency_id = p.agency_id
left join counted as c
    on c.agency_id = g.agency_id
    and c.level = g.level
    and c.g1_code = g.g1_code
    and c.g2_code = g.g2_code
cross join lateral (
    values
        ('exits_late', c.exits_late, null::numeric, false),
        ('reached', c.reached, null, false),
        ('paused', c.paused, null, false),
        ('will_reach', c.will_reach, null, false),
        ('tpr_due', c.tpr_due, null, false),
        ('visit_over_180', c.visit_over_180, null, false),
        ('goal_missing', c.goal_missing, null, false),
        ('concurrent_missing', c.concurrent_missing, null, false),
        ('no_placement', c.no_placement, null, false),
        ('actions_overdue', c.actions_overdue, null, false),
        ('actions_overdue_children', c.actions_overdue_children, null, false),
        ('actions_due', c.actions_due, null, false),
        ('actions_due_children', c.actions_due_children, null, false),
        ('tpr_overdue', c.tpr_overdue, c.actions_overdue, true)
) as m (measure, n, whole, part);

-- Actions by kind, for each workbook.
insert into fact.measure (
    agency_id, month, version, report, level, g1_code, g1, g2_code, g2,
    measure, numerator, denominator, value)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
),
counted as (
    select
        s.agency_id, s.scope, x.action_no, x.status, count(*) as n
    from parameter as p
    inner join fact.child_listing_action as x
        on x.agency_id = p.agency_id
        and x.month = p.month
        and x.version = p.version
    inner join fact.child_listing as f
        on f.agency_id = x.agency_id
        and f.month = x.month
        and f.version = x.version
        and f.list = 'children'
        and f.child_id = x.child_id
        and f.episode_id = x.episode_id
    inner join fact.scope as s
        on s.agency_id = f.agency_id
        and s.month = f.month
        and s.version = f.version
        and s.report = 'child_listing'
        and (s.scope_kind = 'state' or s.code = f.supervising_id)
    group by s.agency_id, s.scope, x.action_no, x.status
)
select
    s.agency_id, s.month, s.version, 'child_listing', 'action', s.scope, '',
    a.action_no::text, a.action, m.measure, coalesce(c.n, 0), null, coalesce(c.n, 0)
from parameter as p
inner join fact.scope as s
    on s.agency_id = p.agency_id
    and s.month = p.month
    and s.version = p.version
    and s.report = 'child_listing'
cross join (
    values
        (1, 'TPR due (15 of 22)'),
        (2, 'Permanency hearing'),
        (3, 'Trial home visit over 180 days'),
        (4, 'Concurrent goal missing'),
        (5, 'Petition for adoption goal'),
        (6, 'Hearing not held')
) as a (action_no, action)
cross join (values ('actions_overdue', 'Overdue'), ('actions_due', 'Due')) as m (measure, status)
left join counted as c
    on c.agency_id = s.agency_id
    and c.scope = s.scope
    and c.action_no = a.action_no
    and c.status = m.status;

-- The further tables of Summary: circuits, and their exits by reason, once for each workbook.
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
circuit as (
    select
        m.agency_id, m.month, m.version, m.measure, m.numerator, m.denominator, m.value,
        case
            when m.level = 'state' then '0'
            when m.g1_code = 'Other circuits' then '2'
            else '1' || mart.id_order(m.g1_code)
        end as place,
        case
            when m.level = 'state' then 'State'
            when m.g1_code = 'Other circuits' then m.g1_code
            else 'Circuit ' || m.g1_code
        end as name
    from parameter as p
    inner join fact.measure as m
        on m.agency_id = p.agency_id
        and m.month = p.month
        and m.version = p.version
        and m.report = 'child_listing'
        and m.level in ('state', 'circuit')
)
select
    c.agency_id, c.month, c.version, 'child_listing', t.level, s.scope, '',
    -- by reason the circuits stand below each other
    case t.level when 'by_reason' then t.place else c.place end,
    case t.level when 'by_reason' then t.name else c.name end,
    case t.level when 'by_reason' then c.place else '' end,
    case t.level when 'by_reason' then c.name else '' end,
    t.measure, c.numerator, c.denominator, c.value
from circuit as c
inner join fact.scope as s
    on s.agency_id = c.agency_id
    and s.month = c.month
    and s.version = c.version
    and s.report = 'child_listing'
inner join (
    select m.measure as source, 'by_circuit' as level, '' as place, '' as name, m.measure
    from (
        values
            ('in_care_assigned'), ('entries_assigned'), ('exits_assigned'),
            ('timely_reunify'), ('timely_guardianship'), ('timely_adoption'),
            ('timely_reunify_assigned'), ('timely_guardianship_assigned'),
            ('timely_adoption_assigned'), ('mean_months'), ('mean_months_assigned')
    ) as m (measure)
    union all
    select
        'median_' || r.reason || x.suffix, 'by_reason', r.place, r.name,
        'median_all' || x.suffix
    from (
        values
            ('0', 'all', 'All exits'),
            ('1', 'reunification', 'Reunification'),
            ('2', 'guardianship', 'Guardianship'),
            ('3', 'adoption', 'Adoption'),
            ('4', 'relative', 'Living with other relative'),
            ('5', 'emancipation', 'Emancipation'),
            ('6', 'runaway', 'Runaway'),
            ('7', 'transfer', 'Transfer to another agency'),
            ('8', 'death', 'Death'),
            ('9', 'other', 'Missing or unknown')
    ) as r (place, reason, name)
    cross join (values (''), ('_assigned')) as x (suffix)
) as t on t.source = c.measure;

-- The control totals. Carried in is empty in the first month that is ever run.
insert into fact.measure (
    agency_id, month, version, report, level, g1_code, measure, numerator, denominator, value)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
),
former as (
    select p.agency_id, c.month, c.version
    from parameter as p
    cross join lateral (
        select m.month, m.version
        from etl.month as m
        where m.agency_id = p.agency_id
            and m.report = 'child_listing'
            and m.month < p.month
            and m.state = 'closed'
        order by m.month desc, m.version desc
        limit 1
    ) as c
    where p.version > 0
),
term as (
    select
        f.agency_id, coalesce(f.supervising_id, 'Unit Manager') as unit,
        'carried_out' as measure
    from parameter as p
    inner join fact.child_listing as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.list = 'children'
    union all
    select f.agency_id, coalesce(f.supervising_id, 'Unit Manager'), 'carried_in'
    from former as c
    inner join fact.child_listing as f
        on f.agency_id = c.agency_id
        and f.month = c.month
        and f.version = c.version
        and f.list = 'children'
    union all
    select
        t.agency_id, t.unit,
        case t.term
            when 'correction_in' then 'corrections_in'
            when 'correction_out' then 'corrections_out'
            else t.term
        end
    from parameter as p
    inner join fact.child_listing_step as t
        on t.agency_id = p.agency_id
        and t.month = p.month
        and t.version = p.version
),
counted as (
    select t.agency_id, k.level, k.g1_code, t.measure, count(*) as n
    from term as t
    cross join lateral (values ('state', ''), ('supervising', t.unit)) as k (level, g1_code)
    group by t.agency_id, k.level, k.g1_code, t.measure
),
-- every group that has a figure, and units that only the former list or a step knows
grouped as (
    select f.agency_id, f.level, f.g1_code
    from parameter as p
    inner join fact.measure as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.report = 'child_listing'
        and f.level in ('state', 'supervising')
        and f.measure = 'in_care'
    where p.version > 0
    union
    select c.agency_id, c.level, c.g1_code
    from counted as c
)
select
    p.agency_id, p.month, p.version, 'child_listing', g.level, g.g1_code, m.measure,
    v.n, null, v.n
from parameter as p
inner join grouped as g
    on g.agency_id = p.agency_id
cross join (
    values
        ('carried_in'), ('corrections_in'), ('corrections_out'), ('newly_assigned'), ('exited'),
        ('unassigned'), ('carried_out'), ('assigned_before')
) as m (measure)
left join counted as c
    on c.agency_id = g.agency_id
    and c.level = g.level
    and c.g1_code = g.g1_code
    and c.measure = m.measure
left join former as o
    on o.agency_id = p.agency_id
cross join lateral (
    select case
        when m.measure in ('carried_in', 'corrections_in', 'corrections_out')
            and o.month is null then null
        else coalesce(c.n, 0)
    end as n
) as v;
