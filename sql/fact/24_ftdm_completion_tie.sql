-- sql/fact/24_ftdm_completion_tie.sql
-- trend: no
-- joins: hash
-- Purpose: the reconciliation of the FTDM completion report: rows = counts = sum of the parts =
-- sister workbooks = source. A line that does not tie and is not explained stops the run.
-- Grain: one row per scope and check.
-- Inputs: fact.ftdm_completion, fact.measure, fact.scope of the same month and version, and for
-- the state's last line mart.episode.
-- Key: (agency_id, month, version, report, scope_kind, scope, line).
-- One side of each check is counted from the rows, the other read from the figures. The steps are
-- materialized: they are small, and the planner, which knows nothing yet of rows just written,
-- would count them again for every workbook.

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
    and f.report = 'ftdm_completion';

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

-- Rows of the sheets by workbook; `kept` are in an office workbook too.
counted as materialized (
    select
        f.agency_id, f.region_code, f.office_code, f.list,
        count(*) as n,
        count(*) filter (where f.status_no <> 3) as n_closed
    from parameter as p
    inner join fact.ftdm_completion as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
    where f.list <> 'not_listed'
    group by f.agency_id, f.region_code, f.office_code, f.list
),
sent as materialized (
    select
        c.agency_id, c.region_code, c.office_code, c.list, c.n, c.n_closed,
        o.code is not null as kept,
        c.office_code is not null and o.parent_code is distinct from c.region_code as moved
    from parameter as p
    inner join counted as c
        on c.agency_id = p.agency_id
    left join fact.scope as o
        on o.agency_id = p.agency_id
        and o.month = p.month
        and o.version = p.version
        and o.report = 'ftdm_completion'
        and o.scope_kind = 'office'
        and o.code = c.office_code
),
held as materialized (
    select
        c.agency_id, k.scope_kind, k.code,
        sum(c.n) filter (where c.list = 'to_act_on') as act,
        sum(c.n) filter (where c.list = 'removals') as removals,
        sum(c.n) filter (where c.list = 'in_care') as in_care,
        sum(c.n_closed) filter (where c.list = 'removals') as removals_closed,
        sum(c.n_closed) filter (where c.list = 'in_care') as in_care_closed,
        sum(c.n) filter (where c.list = 'to_act_on' and c.kept) as act_kept,
        sum(c.n) filter (where c.list = 'removals' and c.kept) as removals_kept,
        sum(c.n) filter (where c.list = 'in_care' and c.kept) as in_care_kept,
        sum(c.n) filter (where c.list = 'to_act_on' and c.office_code is null) as act_nobody,
        sum(c.n) filter (where c.list = 'removals' and c.office_code is null)
            as removals_nobody,
        sum(c.n) filter (where c.list = 'in_care' and c.office_code is null) as in_care_nobody,
        sum(c.n) filter (where c.moved) as moved
    from sent as c
    cross join lateral (
        values ('state', ''), ('region', c.region_code), ('office', c.office_code)
    ) as k (scope_kind, code)
    where k.code is not null
    group by c.agency_id, k.scope_kind, k.code
),

-- The figures of Summary: the workbook's own, and the sums of the groups of the next level.
figure as materialized (
    select
        m.agency_id, m.scope_kind, m.code,
        sum(m.numerator) filter (where m.own and m.measure = 'to_act_on') as act,
        sum(m.numerator) filter (where m.own and m.measure = 'removals') as removals,
        sum(m.numerator) filter (where m.own and m.measure = 'in_care') as in_care,
        sum(m.denominator) filter (where m.own and m.measure = 'removals_completion')
            as removals_base,
        sum(m.denominator) filter (where m.own and m.measure = 'in_care_completion')
            as in_care_base,
        sum(m.numerator) filter (
            where m.own and m.measure in (
                'act_none', 'act_scheduled', 'act_cancelled', 'act_open')) as act_statuses,
        sum(m.numerator) filter (
            where m.own and m.measure in (
                'removals_before', 'removals_within', 'removals_open', 'removals_late',
                'removals_early', 'removals_scheduled', 'removals_cancelled', 'removals_none'))
            as removals_statuses,
        sum(m.numerator) filter (
            where m.own and m.measure in (
                'in_care_before', 'in_care_within', 'in_care_open', 'in_care_late',
                'in_care_early', 'in_care_scheduled', 'in_care_cancelled', 'in_care_none'))
            as in_care_statuses,
        sum(m.numerator) filter (where not m.own and m.measure = 'to_act_on') as act_parts,
        sum(m.numerator) filter (where not m.own and m.measure = 'removals') as removals_parts,
        sum(m.numerator) filter (where not m.own and m.measure = 'in_care') as in_care_parts
    from parameter as p
    inner join fact.place_figure as m
        on m.agency_id = p.agency_id
        and m.month = p.month
        and m.version = p.version
        and m.report = 'ftdm_completion'
    group by m.agency_id, m.scope_kind, m.code
),

-- What the source holds on as_of, counted without the rows of the report.
source as materialized (
    select
        p.agency_id,
        count(*) filter (where in_force.yes) as in_force,
        count(*) filter (where in_force.yes and e.extended) as extended,
        count(*) filter (where in_force.yes and not e.extended and e.other_agency)
            as other_agency
    from parameter as p
    inner join mart.episode as e
        on e.agency_id = p.agency_id and e.begin_date <= p.as_of
    cross join lateral (select e.end_date is null or e.end_date > p.as_of as yes) as in_force
    group by p.agency_id
),

-- To act on is made of the two other sheets: each removal of theirs once.
wanting as materialized (
    select
        p.agency_id,
        count(distinct (f.child_id, f.episode_id)) as n
    from parameter as p
    inner join fact.ftdm_completion as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
    where f.list in ('removals', 'in_care') and f.status_no in (3, 6, 7, 8)
    group by p.agency_id
),
scope as (
    select
        s.agency_id, s.month, s.version, s.scope_kind, s.scope,
        fact.say_parts(s.scope_kind) as parts,
        coalesce(h.act, 0) as act, coalesce(h.removals, 0) as removals,
        coalesce(h.in_care, 0) as in_care,
        coalesce(h.removals_closed, 0) as removals_closed,
        coalesce(h.in_care_closed, 0) as in_care_closed,
        coalesce(h.act_kept, 0) as act_kept, coalesce(h.removals_kept, 0) as removals_kept,
        coalesce(h.in_care_kept, 0) as in_care_kept,
        h.act_nobody, h.removals_nobody, h.in_care_nobody,
        fact.say_moved(s.scope_kind, m.moved) as moved,
        f.act as f_act, f.removals as f_removals, f.in_care as f_in_care,
        f.removals_base as f_removals_base, f.in_care_base as f_in_care_base,
        f.act_statuses, f.removals_statuses, f.in_care_statuses,
        coalesce(f.act_parts, 0) as act_parts,
        coalesce(f.removals_parts, 0) as removals_parts,
        coalesce(f.in_care_parts, 0) as in_care_parts,
        coalesce(w.n, 0) as wanting,
        coalesce(o.in_force, 0) as in_force,
        coalesce(o.extended, 0) as extended,
        coalesce(o.other_agency, 0) as other_agency
    from parameter as p
    inner join fact.scope as s
        on s.agency_id = p.agency_id
        and s.month = p.month
        and s.version = p.version
        and s.report = 'ftdm_completion'
    left join held as h
        on h.agency_id = s.agency_id
        and h.scope_kind = s.scope_kind
        and h.code = coalesce(s.code, '')
    left join held as m
        on m.agency_id = s.agency_id and m.scope_kind = 'state'
    left join figure as f
        on f.agency_id = s.agency_id
        and f.scope_kind = s.scope_kind
        and f.code = coalesce(s.code, '')
    left join source as o
        on o.agency_id = s.agency_id and s.scope_kind = 'state'
    left join wanting as w
        on w.agency_id = s.agency_id and s.scope_kind = 'state'
)
select
    s.agency_id, s.month, s.version, 'ftdm_completion', s.scope_kind, s.scope,
    l.line, l.check_name, l.first, l.second, l.first_is, l.second_is, l.explained
from scope as s
cross join lateral (
    values
        (1, 'To act on: sheet and Summary', s.act, s.f_act,
            'Rows of sheet To act on', 'To act on, on Summary', null, true),
        (2, 'Removals: sheet and Summary', s.removals, s.f_removals,
            'Rows of sheet Removals', 'Removals in the month, on Summary', null, true),
        (3, 'In care: sheet and Summary', s.in_care, s.f_in_care,
            'Rows of sheet In care', 'In care, on Summary', null, true),
        (4, 'To act on: statuses', s.act_statuses, s.f_act,
            'Sum of its four statuses', 'To act on, on Summary', null, true),
        (5, 'Removals: statuses', s.removals_statuses, s.f_removals,
            'Sum of the eight statuses', 'Removals in the month, on Summary', null, true),
        (6, 'In care: statuses', s.in_care_statuses, s.f_in_care,
            'Sum of the eight statuses', 'In care, on Summary', null, true),
        (7, 'Removals: base of Completion', s.removals_closed, s.f_removals_base,
            'Rows of the sheet, less Window open', 'Denominator on Summary', null, true),
        (8, 'In care: base of Completion', s.in_care_closed, s.f_in_care_base,
            'Rows of the sheet, less Window open', 'Denominator on Summary', null, true),
        (9, 'To act on: parts and whole', s.act_parts, s.f_act,
            s.parts, 'To act on, on Summary', s.moved, true),
        (10, 'Removals: parts and whole', s.removals_parts, s.f_removals,
            s.parts, 'Removals in the month, on Summary', s.moved, true),
        (11, 'In care: parts and whole', s.in_care_parts, s.f_in_care,
            s.parts, 'In care, on Summary', s.moved, true),
        (12, 'To act on: office workbooks', s.act, s.act_kept,
            'Rows of sheet To act on', 'Rows of it in the office workbooks',
            fact.say_nobody(s.act, s.act_kept, s.act_nobody),
            s.scope_kind <> 'office'),
        (13, 'Removals: office workbooks', s.removals, s.removals_kept,
            'Rows of sheet Removals', 'Rows of it in the office workbooks',
            fact.say_nobody(s.removals, s.removals_kept, s.removals_nobody),
            s.scope_kind <> 'office'),
        (14, 'In care: office workbooks', s.in_care, s.in_care_kept,
            'Rows of sheet In care', 'Rows of it in the office workbooks',
            fact.say_nobody(s.in_care, s.in_care_kept, s.in_care_nobody),
            s.scope_kind <> 'office'),
        (15, 'To act on: each removal once', s.act, s.wanting,
            'Rows of sheet To act on', 'Removals of the two other sheets that want an FTDM',
            null, s.scope_kind = 'state'),
        (16, 'In care: source and sheet', s.in_force, s.in_care,
            'Removal episodes in force in the source', 'Rows of sheet In care',
            case when s.in_force - s.in_care = s.extended + s.other_agency then
                s.extended || ' in extended foster care, ' || s.other_agency
                    || ' in another agency''s authority'
            end,
            s.scope_kind = 'state')
) as l (line, check_name, first, second, first_is, second_is, explained, belongs)
where l.belongs;
