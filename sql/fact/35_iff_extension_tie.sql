-- sql/fact/35_iff_extension_tie.sql
-- Purpose: the reconciliation of the IFF report: rows = counts = sum of the parts = sister
-- workbooks = source. A line that does not tie and is not explained stops the run.
-- Grain: one row per scope and check.
-- Inputs: fact.iff_extension, fact.measure, fact.scope of the same month and version, and for the
-- state's last line mart.intake_victim.
-- Key: (agency_id, month, version, report, scope_kind, scope, line).
-- trend: no
-- joins: hash
-- One side of each check is counted from the rows, the other read from the figures.

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
    and f.report = 'iff_extension';

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

-- Rows of the sheets by intake and workbook; `kept` are in an office workbook too.
counted as materialized (
    select
        f.agency_id, f.region_code, f.office_code, coalesce(f.region_code, f.region) as region_key,
        f.intake_id,
        o.code is not null as kept,
        o.parent_code is distinct from f.region_code and f.office_code is not null as moved,
        count(*) filter (where f.list = 'all') as iffs,
        count(*) filter (where f.list = 'all' and f.required) as required,
        count(*) filter (where f.list = 'all' and f.required and f.status_no <> 8) as judged,
        count(*) filter (where f.list = 'all' and f.extended) as extensions,
        count(*) filter (where f.list = 'all' and f.extended and f.required) as x_required,
        count(f.qa_no) as qa,
        count(*) filter (where f.list = 'due') as due,
        count(*) filter (where f.list = 'due' and f.status_no <> 8) as overdue
    from parameter as p
    inner join fact.iff_extension as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.list in ('all', 'due')
    left join fact.scope as o
        on o.agency_id = f.agency_id
        and o.month = f.month
        and o.version = f.version
        and o.report = 'iff_extension'
        and o.scope_kind = 'office'
        and o.code = f.office_code
    group by
        f.agency_id, f.region_code, f.region, f.office_code, f.intake_id, o.code, o.parent_code
),
-- what the sample of each region must hold
drawn as (
    select
        c.agency_id, c.region_key,
        max(c.region_code) as region_code,
        least(sum(c.extensions), greatest(5, ceil(sum(c.extensions) / 10))) as n
    from counted as c
    group by c.agency_id, c.region_key
),
sample as materialized (
    select d.agency_id, k.scope_kind, k.code, sum(d.n) as n
    from drawn as d
    cross join lateral (values ('state', ''), ('region', d.region_code)) as k (scope_kind, code)
    where k.code is not null
    group by d.agency_id, k.scope_kind, k.code
),
held as (
    select
        c.agency_id, k.scope_kind, k.code,
        sum(c.due) as due,
        sum(c.overdue) as overdue,
        sum(c.iffs) as iffs,
        sum(c.required) as required,
        sum(c.judged) as judged,
        sum(c.extensions) as extensions,
        sum(c.extensions - c.x_required) as x_not_required,
        count(distinct c.intake_id) filter (where c.required > 0) as intakes,
        count(distinct c.intake_id) filter (where c.x_required > 0) as x_intakes,
        sum(c.qa) as qa,
        sum(c.due) filter (where c.kept) as due_kept,
        sum(c.iffs) filter (where c.kept) as iffs_kept,
        sum(c.extensions) filter (where c.kept) as extensions_kept,
        sum(c.due) filter (where c.office_code is null) as due_nobody,
        sum(c.iffs) filter (where c.office_code is null) as iffs_nobody,
        sum(c.extensions) filter (where c.office_code is null) as extensions_nobody,
        count(*) filter (where c.moved) as moved
    from counted as c
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
        sum(m.numerator) filter (where m.own and m.measure = 'overdue') as overdue,
        sum(m.numerator) filter (where m.own and m.measure = 'due_soon') as due_soon,
        sum(m.numerator) filter (where m.own and m.measure = 'iffs') as iffs,
        sum(m.numerator) filter (where m.own and m.measure = 'extensions') as extensions,
        sum(m.numerator) filter (where m.own and m.measure = 'required') as to_be_seen,
        sum(m.denominator) filter (where m.own and m.measure = 'on_time') as judged,
        sum(m.numerator) filter (where m.own and m.measure = 'extension_child') as x_required,
        sum(m.denominator) filter (where m.own and m.measure = 'extension_child') as required,
        sum(m.numerator) filter (where m.own and m.measure = 'extension_intake') as x_intakes,
        sum(m.denominator) filter (where m.own and m.measure = 'extension_intake') as intakes,
        sum(m.numerator) filter (
            where m.own and m.measure in (
                'exceptions', 'invalid', 'is_on_time', 'is_extended', 'is_late', 'is_attempted',
                'is_none', 'is_pending')) as statuses,
        sum(m.numerator) filter (
            where m.own and m.measure in (
                'extended_exception', 'extended_invalid', 'extended_on_time',
                'extended_extended', 'extended_late', 'extended_attempted', 'extended_none',
                'extended_pending')) as x_statuses,
        sum(m.numerator) filter (where not m.own and m.measure = 'overdue') as overdue_parts,
        sum(m.numerator) filter (where not m.own and m.measure = 'due_soon') as due_soon_parts,
        sum(m.numerator) filter (where not m.own and m.measure = 'iffs') as iffs_parts,
        sum(m.numerator) filter (where not m.own and m.measure = 'extensions')
            as extensions_parts
    from parameter as p
    inner join fact.place_figure as m
        on m.agency_id = p.agency_id
        and m.month = p.month
        and m.version = p.version
        and m.report = 'iff_extension'
    group by m.agency_id, m.scope_kind, m.code
),

-- What the source holds for the month, counted without the rows of the report.
source as materialized (
    select p.agency_id, count(*) as n
    from parameter as p
    inner join mart.intake_victim as v
        on v.agency_id = p.agency_id
        and v.required
        and v.screened_in
        and coalesce(v.received_at, v.added_at, p.as_of) < p.as_of + 1
        and coalesce(v.added_at, v.received_at, p.as_of) < p.as_of + 1
    where date_trunc('month', case
        when v.due_original_at is null then v.received_at
        when v.extended then greatest(v.due_original_at, v.due_at)
        else v.due_original_at
    end) = p.month
    group by p.agency_id
),
scope as (
    select
        s.agency_id, s.month, s.version, s.scope_kind, s.scope,
        fact.say_parts(s.scope_kind) as parts,
        coalesce(h.due, 0) as due, coalesce(h.overdue, 0) as overdue,
        coalesce(h.iffs, 0) as iffs, coalesce(h.required, 0) as required,
        coalesce(h.judged, 0) as judged,
        coalesce(h.extensions, 0) as extensions,
        coalesce(h.x_not_required, 0) as x_not_required,
        coalesce(h.intakes, 0) as intakes, coalesce(h.x_intakes, 0) as x_intakes,
        coalesce(h.qa, 0) as qa, coalesce(q.n, 0) as qa_due,
        coalesce(h.due_kept, 0) as due_kept, coalesce(h.iffs_kept, 0) as iffs_kept,
        coalesce(h.extensions_kept, 0) as extensions_kept,
        h.due_nobody, h.iffs_nobody, h.extensions_nobody,
        fact.say_moved(s.scope_kind, m.moved) as moved,
        f.overdue as f_overdue, f.overdue + f.due_soon as f_due, f.iffs as f_iffs,
        f.extensions as f_extensions, f.judged as f_judged, f.required as f_required,
        f.to_be_seen as f_to_be_seen,
        f.x_required as f_x_required, f.intakes as f_intakes, f.x_intakes as f_x_intakes,
        f.statuses, f.x_statuses,
        coalesce(f.overdue_parts + f.due_soon_parts, 0) as due_parts,
        coalesce(f.iffs_parts, 0) as iffs_parts,
        coalesce(f.extensions_parts, 0) as extensions_parts,
        coalesce(o.n, 0) as in_source
    from parameter as p
    inner join fact.scope as s
        on s.agency_id = p.agency_id
        and s.month = p.month
        and s.version = p.version
        and s.report = 'iff_extension'
    left join held as h
        on h.agency_id = s.agency_id
        and h.scope_kind = s.scope_kind
        and h.code = coalesce(s.code, '')
    left join held as m
        on m.agency_id = s.agency_id and m.scope_kind = 'state'
    left join sample as q
        on q.agency_id = s.agency_id
        and q.scope_kind = s.scope_kind
        and q.code = coalesce(s.code, '')
    left join figure as f
        on f.agency_id = s.agency_id
        and f.scope_kind = s.scope_kind
        and f.code = coalesce(s.code, '')
    left join source as o
        on o.agency_id = s.agency_id and s.scope_kind = 'state'
)
select
    s.agency_id, s.month, s.version, 'iff_extension', s.scope_kind, s.scope,
    l.line, l.check_name, l.first, l.second, l.first_is, l.second_is, l.explained
from scope as s
cross join lateral (
    values
        (1, 'Not seen: sheet and Summary', s.due, s.f_due,
            'Rows of sheet Due and overdue', 'Past due and due in the next 7 days, on Summary',
            null, true),
        (2, 'Past due: sheet and Summary', s.overdue, s.f_overdue,
            'Rows of the sheet with status Overdue', 'Not seen, past due, on Summary', null, true),
        (3, 'All IFFs: sheet and Summary', s.iffs, s.f_iffs,
            'Rows of sheet All IFFs', 'IFFs of the month, on Summary', null, true),
        (4, 'Extensions: sheet and Summary', s.extensions, s.f_extensions,
            'Rows of sheet Extensions', 'Extensions, on Summary', null, true),
        (5, 'All IFFs: statuses', s.statuses, s.f_iffs,
            'Sum of the eight statuses', 'IFFs of the month, on Summary', null, true),
        (6, 'Extensions: statuses', s.x_statuses, s.f_extensions,
            'Sum of the eight statuses', 'Extensions, on Summary', null, true),
        (7, 'Seen on time: base', s.judged, s.f_judged,
            'Rows of All IFFs less Exception, Invalid, Pending', 'Denominator on Summary', null,
            true),
        (8, 'Extension rate, by child: base', s.required, s.f_required,
            'Rows of All IFFs less Exception, Invalid', 'Denominator on Summary', null, true),
        (9, 'Extension rate, by child: extended', s.extensions, s.f_x_required,
            'Rows of sheet Extensions', 'Numerator on Summary',
            case when s.extensions - s.f_x_required = s.x_not_required then
                s.x_not_required || ' are Exception or Invalid'
            end,
            true),
        (10, 'Extension rate, by intake: base', s.intakes, s.f_intakes,
            'Intakes of those rows of All IFFs', 'Denominator on Summary', null, true),
        (11, 'Extension rate, by intake: extended', s.x_intakes, s.f_x_intakes,
            'Intakes of those rows of Extensions', 'Numerator on Summary', null, true),
        (12, 'Not seen: parts and whole', s.due_parts, s.f_due,
            s.parts, 'Past due and due in the next 7 days, on Summary', s.moved, true),
        (13, 'All IFFs: parts and whole', s.iffs_parts, s.f_iffs,
            s.parts, 'IFFs of the month, on Summary', s.moved, true),
        (14, 'Extensions: parts and whole', s.extensions_parts, s.f_extensions,
            s.parts, 'Extensions, on Summary', s.moved, true),
        (15, 'Not seen: office workbooks', s.due, s.due_kept,
            'Rows of sheet Due and overdue', 'Rows of it in the office workbooks',
            fact.say_nobody(s.due, s.due_kept, s.due_nobody),
            s.scope_kind <> 'office'),
        (16, 'All IFFs: office workbooks', s.iffs, s.iffs_kept,
            'Rows of sheet All IFFs', 'Rows of it in the office workbooks',
            fact.say_nobody(s.iffs, s.iffs_kept, s.iffs_nobody),
            s.scope_kind <> 'office'),
        (17, 'Extensions: office workbooks', s.extensions, s.extensions_kept,
            'Rows of sheet Extensions', 'Rows of it in the office workbooks',
            fact.say_nobody(s.extensions, s.extensions_kept, s.extensions_nobody),
            s.scope_kind <> 'office'),
        (18, 'QA sample: size', s.qa, s.qa_due,
            'Rows of sheet QA sample', 'One in ten of each region''s extensions, at least 5 or all',
            null, s.scope_kind <> 'office'),
        (19, 'All IFFs: source and sheet', s.in_source, s.iffs,
            'Children to be seen in the source, due in the month', 'Rows of sheet All IFFs',
            null, s.scope_kind = 'state'),
        (20, 'Required: sheet and Summary', s.required, s.f_to_be_seen,
            'Rows of All IFFs less Exception, Invalid', 'Required, on Summary', null,
            s.scope_kind = 'state')
) as l (line, check_name, first, second, first_is, second_is, explained, belongs)
where l.belongs;
