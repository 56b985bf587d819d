-- sql/fact/59_child_listing_tie.sql
-- trend: no
-- joins: hash
-- Purpose: the reconciliation of the child listing: rows = counts = sum of the parts = sister
-- workbooks = source, and the control totals: carried in + corrections in - corrections out +
-- newly assigned - exited - unassigned = carried out. A line that does not tie and is not
-- explained stops the run.
-- Grain: one row per scope and check.
-- Inputs: fact.child_listing, child_listing_action, child_listing_step, measure, quality, scope of
-- the same month and version; fact.measure of the last closed month; for the state mart.episode.
-- Key: (agency_id, month, version, report, scope_kind, scope, line).
-- One side of each check is counted from the rows, the other read from the figures. The steps are
-- materialized: the planner, which knows nothing yet of rows just written, would count them again
-- for every workbook.

with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
)
delete from fact.tie as f
using parameter as p
where f.agency_id = p.agency_id and f.month = p.month and f.version = p.version
    and f.report = 'child_listing';

-- Sheets, figures, parts, sister workbooks, source.
insert into fact.tie (
    agency_id, month, version, report, scope_kind, scope, line, check_name,
    first, second, first_is, second_is, explained)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
),

-- Rows of the sheets, by whose workbook they are in; `nobody`: the Unit Manager's only.
counted as materialized (
    select
        r.agency_id, k.scope_kind, k.code,
        count(*) filter (where r.list = 'action') as actions,
        count(*) filter (where r.list = 'children') as children,
        count(distinct r.child_id) filter (where r.list = 'children') as persons,
        count(*) filter (where r.list = 'exits') as exits,
        count(*) filter (where r.list = 'late') as late,
        count(*) filter (where r.list = 'action' and r.nobody) as actions_nobody,
        count(*) filter (where r.list = 'children' and r.nobody) as children_nobody,
        count(*) filter (where r.list in ('exits', 'late') and r.nobody) as exits_nobody,
        count(*) filter (where r.list = 'action' and r.kept) as actions_kept,
        count(*) filter (where r.list = 'children' and r.kept) as children_kept,
        count(*) filter (where r.list in ('exits', 'late') and r.kept) as exits_kept
    from (
        select
            f.agency_id, coalesce(x.list, f.list) as list, f.child_id, f.supervising_id,
            f.supervising_id is null as nobody, s.code is not null as kept
        from parameter as p
        inner join fact.child_listing as f
            on f.agency_id = p.agency_id
            and f.month = p.month
            and f.version = p.version
        left join fact.scope as s
            on s.agency_id = f.agency_id
            and s.month = f.month
            and s.version = f.version
            and s.report = 'child_listing'
            and s.scope_kind = 'attorney'
            and s.code = f.supervising_id
        -- the row itself, and its actions
        cross join lateral (
            select null::text as list
            union all
            select 'action'
            from fact.child_listing_action as a
            where a.agency_id = f.agency_id
                and a.month = f.month
                and a.version = f.version
                and a.child_id = f.child_id
                and a.episode_id = f.episode_id
                and f.list = 'children'
        ) as x
    ) as r
    cross join lateral (
        values ('state', ''), ('attorney', r.supervising_id)
    ) as k (scope_kind, code)
    where k.code is not null
    group by r.agency_id, k.scope_kind, k.code
),

-- The figures of Summary: the workbook's own, and the sums of the next level.
figure as materialized (
    select
        m.agency_id, k.scope_kind, k.code,
        sum(m.value) filter (where k.own and m.measure = 'actions_overdue') as overdue,
        sum(m.value) filter (where k.own and m.measure = 'actions_due') as due,
        sum(m.value) filter (where k.own and m.measure = 'in_care_assigned') as children,
        sum(m.value) filter (where k.own and m.measure = 'exits_assigned') as exits,
        sum(m.value) filter (where k.own and m.measure = 'exits_late') as late,
        sum(m.value) filter (
            where k.own and m.measure in ('reached', 'paused', 'will_reach')) as clocks,
        sum(m.value) filter (where k.own and m.measure = 'in_care') as in_care,
        sum(m.value) filter (where k.own and m.measure = 'entries') as entries,
        sum(m.value) filter (where k.own and m.measure = 'exits') as all_exits,
        sum(m.value) filter (where k.part and m.measure = 'in_care_assigned') as children_parts,
        sum(m.value) filter (where k.part and m.measure = 'exits_assigned') as exits_parts,
        sum(m.value) filter (
            where k.part and m.measure in ('actions_overdue', 'actions_due')) as actions_parts,
        sum(m.value) filter (where k.part and m.measure = 'in_care') as in_care_parts,
        sum(m.value) filter (where k.part and m.measure = 'entries') as entries_parts,
        sum(m.value) filter (where k.part and m.measure = 'exits') as all_exits_parts
    from parameter as p
    inner join fact.measure as m
        on m.agency_id = p.agency_id
        and m.month = p.month
        and m.version = p.version
        and m.report = 'child_listing'
        and m.level in ('state', 'circuit', 'attorney', 'supervising')
    cross join lateral (
        values
            ('state', '', m.level = 'state', m.level = 'circuit'),
            ('attorney',
                case m.level when 'supervising' then m.g1_code else m.g3_code end,
                m.level = 'supervising', m.level = 'attorney')
    ) as k (scope_kind, code, own, part)
    where k.own or k.part
    group by m.agency_id, k.scope_kind, k.code
),

-- What the source holds, counted without the rows of the report.
source as materialized (
    select
        p.agency_id,
        count(*) filter (where e.end_date is null or e.end_date > p.as_of) as in_care,
        count(*) filter (where e.begin_date >= p.month) as entries,
        count(*) filter (where e.end_date between p.month and p.as_of) as exits
    from parameter as p
    inner join mart.episode as e
        on e.agency_id = p.agency_id and e.begin_date <= p.as_of
    group by p.agency_id
),
scope as (
    select
        s.agency_id, s.month, s.version, s.scope_kind, s.scope,
        case s.scope_kind when 'state' then 'Sum of the circuits' else 'Sum of the attorneys' end
            as parts,
        coalesce(c.actions, 0) as actions, coalesce(c.children, 0) as children,
        coalesce(c.persons, 0) as persons, coalesce(c.exits, 0) as exits,
        coalesce(c.late, 0) as late,
        coalesce(c.actions_kept, 0) as actions_kept,
        coalesce(c.children_kept, 0) as children_kept, coalesce(c.exits_kept, 0) as exits_kept,
        c.actions_nobody, c.children_nobody, c.exits_nobody,
        f.overdue + f.due as f_actions, f.children as f_children, f.exits as f_exits,
        f.late as f_late, f.clocks, f.in_care, f.entries, f.all_exits,
        coalesce(f.actions_parts, 0) as actions_parts,
        coalesce(f.children_parts, 0) as children_parts,
        coalesce(f.exits_parts, 0) as exits_parts,
        f.in_care_parts, f.entries_parts, f.all_exits_parts,
        o.in_care as o_in_care, o.entries as o_entries, o.exits as o_exits
    from parameter as p
    inner join fact.scope as s
        on s.agency_id = p.agency_id
        and s.month = p.month
        and s.version = p.version
        and s.report = 'child_listing'
    left join counted as c
        on c.agency_id = s.agency_id
        and c.scope_kind = s.scope_kind
        and c.code = coalesce(s.code, '')
    left join figure as f
        on f.agency_id = s.agency_id
        and f.scope_kind = s.scope_kind
        and f.code = coalesce(s.code, '')
    left join source as o
        on o.agency_id = s.agency_id and s.scope_kind = 'state'
)
select
    s.agency_id, s.month, s.version, 'child_listing', s.scope_kind, s.scope,
    l.line, l.check_name, l.first, l.second, l.first_is, l.second_is, l.explained
from scope as s
cross join lateral (
    values
        (1, 'Action dates: sheet and Summary', s.actions, s.f_actions,
            'Rows of sheet Action dates', 'Actions overdue and due, on Summary', null, true),
        (2, 'Children: sheet and Summary', s.children, s.f_children,
            'Rows of sheet Children', 'Children in care, assigned, on Summary', null, true),
        (3, 'Exits: sheet and Summary', s.exits, s.f_exits,
            'Rows of sheet Exits, less late entries', 'Exits in the month, on Summary',
            null, true),
        (4, 'Exits entered late: sheet and Summary', s.late, s.f_late,
            'Late entries on sheet Exits', 'Exits entered late, on Summary', null, true),
        (5, 'Children: 15 of 22', s.clocks, s.f_children,
            'Sum of Reached, Paused and Will reach', 'Children in care, assigned, on Summary',
            null, true),
        (6, 'Children: each child once', s.children, s.persons,
            'Rows of sheet Children', 'Different children on it',
            case when s.children > s.persons then
                s.children - s.persons || ' rows are second episodes in force at the same time'
            end, true),
        (7, 'Action dates: parts and whole', s.actions_parts, s.f_actions,
            s.parts, 'Actions overdue and due, on Summary', null, true),
        (8, 'Children: parts and whole', s.children_parts, s.f_children,
            s.parts, 'Children in care, assigned, on Summary', null, true),
        (9, 'Exits: parts and whole', s.exits_parts, s.f_exits,
            s.parts, 'Exits in the month, on Summary', null, true),
        (10, 'In care: parts and whole', s.in_care_parts, s.in_care,
            s.parts, 'In care, on Summary', null, s.scope_kind = 'state'),
        (11, 'Entries: parts and whole', s.entries_parts, s.entries,
            s.parts, 'Entries in the month, on Summary', null, s.scope_kind = 'state'),
        (12, 'All exits: parts and whole', s.all_exits_parts, s.all_exits,
            s.parts, 'Exits in the month, all, on Summary', null, s.scope_kind = 'state'),
        (13, 'In care: source and Summary', s.o_in_care, s.in_care,
            'Custody episodes in force in the source', 'In care, on Summary',
            null, s.scope_kind = 'state'),
        (14, 'Entries: source and Summary', s.o_entries, s.entries,
            'Custody episodes begun in the month in the source',
            'Entries in the month, on Summary', null, s.scope_kind = 'state'),
        (15, 'All exits: source and Summary', s.o_exits, s.all_exits,
            'Custody episodes ended in the month in the source',
            'Exits in the month, all, on Summary', null, s.scope_kind = 'state'),
        (16, 'Action dates: attorneys'' workbooks', s.actions, s.actions_kept,
            'Rows of sheet Action dates', 'Rows of it in the attorneys'' workbooks',
            case when s.actions - s.actions_kept = s.actions_nobody then
                s.actions_nobody || ' are the Unit Manager''s own'
            end, s.scope_kind = 'state'),
        (17, 'Children: attorneys'' workbooks', s.children, s.children_kept,
            'Rows of sheet Children', 'Rows of it in the attorneys'' workbooks',
            case when s.children - s.children_kept = s.children_nobody then
                s.children_nobody || ' are the Unit Manager''s own'
            end, s.scope_kind = 'state'),
        (18, 'Exits: attorneys'' workbooks', s.exits + s.late, s.exits_kept,
            'Rows of sheet Exits', 'Rows of it in the attorneys'' workbooks',
            case when s.exits + s.late - s.exits_kept = s.exits_nobody then
                s.exits_nobody || ' are the Unit Manager''s own'
            end, s.scope_kind = 'state')
) as l (line, check_name, first, second, first_is, second_is, explained, belongs)
where l.belongs;

-- Control totals: overall and for each supervising attorney, a line per term.
insert into fact.tie (
    agency_id, month, version, report, scope_kind, scope, line, check_name,
    first, second, first_is, second_is, explained)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
),
former as (
    select p.agency_id, c.month, c.version, c.as_of
    from parameter as p
    left join lateral (
        select m.month, m.version, m.as_of
        from etl.month as m
        where m.agency_id = p.agency_id
            and m.report = 'child_listing'
            and m.month < p.month
            and m.state = 'closed'
        order by m.month desc, m.version desc
        limit 1
    ) as c on true
),
-- The terms as they were counted, and beside them what other parts of the workbooks say.
said as (
    select
        m.agency_id, m.level, m.g1_code as unit,
        sum(m.value) filter (where m.measure = 'carried_in') as carried_in,
        sum(m.value) filter (where m.measure = 'corrections_in') as corrections_in,
        sum(m.value) filter (where m.measure = 'corrections_out') as corrections_out,
        sum(m.value) filter (where m.measure = 'newly_assigned') as newly_assigned,
        sum(m.value) filter (where m.measure = 'exited') as exited,
        sum(m.value) filter (where m.measure = 'unassigned') as unassigned,
        sum(m.value) filter (where m.measure = 'assigned_before') as assigned_before,
        sum(m.value) filter (where m.measure = 'carried_out') as carried_out,
        sum(m.value) filter (where m.measure = 'in_care_assigned') as children
    from parameter as p
    inner join fact.measure as m
        on m.agency_id = p.agency_id
        and m.month = p.month
        and m.version = p.version
        and m.report = 'child_listing'
        and m.level in ('state', 'supervising')
    where p.version > 0
    group by m.agency_id, m.level, m.g1_code
),
closed as (
    select m.agency_id, m.level, m.g1_code as unit, m.value as children
    from former as o
    inner join fact.measure as m
        on m.agency_id = o.agency_id
        and m.month = (select f.month from former as f) -- one row; so no other month is read
        and m.version = o.version
        and m.report = 'child_listing'
        and m.level in ('state', 'supervising')
        and m.measure = 'in_care_assigned'
),
told as (
    select
        q.agency_id, k.level, k.unit,
        count(*) filter (where q.rule = 'correction_in') as corrections_in,
        count(*) filter (where q.rule = 'correction_out') as corrections_out
    from parameter as p
    inner join fact.quality as q
        on q.agency_id = p.agency_id
        and q.month = p.month
        and q.version = p.version
        and q.report = 'child_listing'
        and q.rule in ('correction_in', 'correction_out')
    cross join lateral (
        values ('state', ''), ('supervising', coalesce(q.attorney_id, 'Unit Manager'))
    ) as k (level, unit)
    group by q.agency_id, k.level, k.unit
),
-- Exits since the closed month, and those whose attorney had ended before it.
left_care as (
    select
        f.agency_id, k.level, k.unit,
        count(*) as n,
        count(*) filter (where f.attorney_until <= coalesce(o.as_of, p.month - 1)) as lapsed
    from parameter as p
    inner join former as o
        on o.agency_id = p.agency_id
    inner join fact.child_listing_listed as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.list <> 'children'
        and f.end_date > coalesce(o.as_of, p.month - 1)
    cross join lateral (
        values ('state', ''), ('supervising', coalesce(f.supervising_id, 'Unit Manager'))
    ) as k (level, unit)
    group by f.agency_id, k.level, k.unit
),
ended as (
    select
        x.agency_id, k.level, k.unit,
        count(*) filter (where x.term = 'newly_assigned') as newly_assigned,
        count(*) filter (where x.term = 'unassigned') as unassigned
    from parameter as p
    inner join fact.child_listing_step as x
        on x.agency_id = p.agency_id
        and x.month = p.month
        and x.version = p.version
    cross join lateral (values ('state', ''), ('supervising', x.unit)) as k (level, unit)
    group by x.agency_id, k.level, k.unit
),
present as (
    select f.agency_id, k.level, k.unit, count(*) as n
    from parameter as p
    inner join fact.child_listing as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.list = 'children'
    cross join lateral (
        values ('state', ''), ('supervising', coalesce(f.supervising_id, 'Unit Manager'))
    ) as k (level, unit)
    group by f.agency_id, k.level, k.unit
),
unit as (
    select
        s.*,
        case s.level
            when 'state' then 'Control totals'
            else 'Control totals, ' || coalesce(a.attorney_name, s.unit)
        end as name,
        row_number() over (partition by s.agency_id order by s.level = 'supervising',
            s.unit = 'Unit Manager', mart.id_order(s.unit) collate "C") as place,
        o.month is null as is_first,
        coalesce(c.children, 0) as closed_children,
        coalesce(t.corrections_in, 0) as told_in,
        coalesce(t.corrections_out, 0) as told_out,
        coalesce(x.n, 0) as exits, coalesce(x.lapsed, 0) as lapsed,
        coalesce(e.newly_assigned, 0) as steps_in, coalesce(e.unassigned, 0) as steps_out,
        coalesce(n.n, 0) as present
    from said as s
    inner join former as o
        on o.agency_id = s.agency_id
    left join mart.attorney as a
        on a.agency_id = s.agency_id and a.attorney_id = s.unit
    left join closed as c
        on c.agency_id = s.agency_id and c.level = s.level and c.unit = s.unit
    left join told as t
        on t.agency_id = s.agency_id and t.level = s.level and t.unit = s.unit
    left join left_care as x
        on x.agency_id = s.agency_id and x.level = s.level and x.unit = s.unit
    left join ended as e
        on e.agency_id = s.agency_id and e.level = s.level and e.unit = s.unit
    left join present as n
        on n.agency_id = s.agency_id and n.level = s.level and n.unit = s.unit
),
line as (
    select u.agency_id, u.level, u.unit, u.place, l.*
    from unit as u
    cross join lateral (
        values
            (1, u.name || ': carried in', u.carried_in, u.closed_children,
                'Rows of Children as closed last', 'Children in care, assigned, on that Summary',
                null, not u.is_first),
            (2, u.name || ': corrections in', u.corrections_in, u.told_in,
                'Not listed then, by today''s records to be listed', 'Rows above, one by one',
                null, not u.is_first),
            (3, u.name || ': corrections out', u.corrections_out, u.told_out,
                'Listed then, by today''s records not to be listed', 'Rows above, one by one',
                null, not u.is_first),
            (4, u.name || ': newly assigned or moved in', u.newly_assigned, u.steps_in,
                'On Summary', 'Children who came since', null, true),
            (5, u.name || ': exited', u.exited, u.exits,
                'Left care since, from the list', 'Rows of Exits',
                case when u.exits - u.exited = u.lapsed then
                    u.lapsed || ' had no attorney any more when the period began'
                end, true),
            (6, u.name || ': unassigned or moved away', u.unassigned, u.steps_out,
                'On Summary', 'Children who went since, in care', null, true),
            (7, u.name || ': carried out',
                coalesce(u.carried_in, 0) + coalesce(u.corrections_in, 0)
                    - coalesce(u.corrections_out, 0)
                    + u.newly_assigned - u.exited - u.unassigned,
                u.present,
                case when u.is_first then 'Newly assigned - exited - unassigned'
                    else 'Carried in + corrections in - out + newly assigned - exited - unassigned'
                end,
                'Rows of sheet Children',
                case when u.is_first
                    and u.present - u.newly_assigned + u.exited + u.unassigned = u.assigned_before
                then 'the first month that is run has no carried in; '
                    || u.assigned_before || ' were assigned before it'
                end, true),
            (8, u.name || ': carried out, on Summary', u.carried_out, u.present,
                'On Summary', 'Rows of sheet Children', null, true)
    ) as l (n, check_name, first, second, first_is, second_is, explained, belongs)
    where l.belongs
)
select
    p.agency_id, p.month, p.version, 'child_listing', s.scope_kind, s.scope,
    100 * l.place::int + l.n, l.check_name, l.first, l.second, l.first_is, l.second_is,
    case when l.first is distinct from l.second then l.explained end
from parameter as p
inner join fact.scope as s
    on s.agency_id = p.agency_id
    and s.month = p.month
    and s.version = p.version
    and s.report = 'child_listing'
inner join line as l
    on l.agency_id = s.agency_id
    and (s.scope_kind = 'state' or l.level = 'supervising' and l.unit = s.code);
