-- sql/fact/32_iff_extension_measure.sql
-- joins: hash
-- Purpose: the figures of the IFF report.
-- Grain: one row per level (state, region, office, unit, supervisor), group and measure. Every
-- scope has every measure, also one without a row: a count of 0, a percent of 0 of 0 and no value.
-- Units and supervisors have rows where they have children, and only of the measures that the
-- roll-up and the bars can show. A month that only feeds a trend has the figures of All IFFs for
-- the workbooks alone.
-- Inputs: fact.iff_extension and fact.scope of the same month and version.
-- Key: (agency_id, month, version, report, level, groups, measure).
--
-- Measures
--   overdue              count    not seen, past due
--     overdue_none       count    of these: no attempt recorded
--     overdue_attempted  count    of these: an attempt
--   due_soon             count    not seen, due in the 7 days after as_of
--   on_time              percent  Seen on time / required rows of the month less Pending
--   on_time_extended     percent  Seen on time or within extension / the same
--   extension_child      percent  extended required rows / required rows of the month
--   iffs                 count    rows of the month
--   required             count    the same less Exception and Invalid
--   exceptions, invalid, is_<status>   count   rows of the month with the status:
--     on_time, extended, late, attempted, none, pending
--   extensions           count    extended rows of the month, Exception and Invalid too
--   extended_<status>    count    of these with the status: exception, invalid, on_time, ...
--   qa                   count    rows drawn for QA
--   no_office            count    rows of the two lists that have no office workbook

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
    and f.report = 'iff_extension';

insert into fact.measure (
    agency_id, month, version, report, level,
    g1_code, g1, g2_code, g2, g3_code, g3, g4_code, g4,
    measure, numerator, denominator, value)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts; 0: a trend's
),

-- The facts are read once and become a few hundred rows of counts. A group without a code has its
-- name as code. An office that changed its region while a location still says the former one
-- stands under its present region, as a whole: it has one workbook.
counted as (
    select
        f.agency_id,
        coalesce(f.region_code, f.region) as region_key,
        case
            when o.code is not null then coalesce(o.parent_code, 'Unassigned')
            else coalesce(f.region_code, f.region)
        end as g1_code,
        coalesce(f.office_code, f.office) as g2_code,
        coalesce(f.unit_code, f.unit) as g3_code,
        f.unit as g3,
        f.supervisor as g4,
        count(*) filter (where f.list = 'due' and f.status_no = 6) as due_attempted,
        count(*) filter (where f.list = 'due' and f.status_no = 7) as due_none,
        count(*) filter (where f.list = 'due' and f.status_no = 8) as due_soon,
        count(*) filter (where f.list = 'all' and f.status_no = 1) as exceptions,
        count(*) filter (where f.list = 'all' and f.status_no = 2) as invalid,
        count(*) filter (where f.list = 'all' and f.status_no = 3) as on_time,
        count(*) filter (where f.list = 'all' and f.status_no = 4) as extended,
        count(*) filter (where f.list = 'all' and f.status_no = 5) as late,
        count(*) filter (where f.list = 'all' and f.status_no = 6) as attempted,
        count(*) filter (where f.list = 'all' and f.status_no = 7) as none,
        count(*) filter (where f.list = 'all' and f.status_no = 8) as pending,
        count(*) filter (where f.list = 'all' and f.extended and f.status_no = 1) as x_exceptions,
        count(*) filter (where f.list = 'all' and f.extended and f.status_no = 2) as x_invalid,
        count(*) filter (where f.list = 'all' and f.extended and f.status_no = 3) as x_on_time,
        count(*) filter (where f.list = 'all' and f.extended and f.status_no = 4) as x_extended,
        count(*) filter (where f.list = 'all' and f.extended and f.status_no = 5) as x_late,
        count(*) filter (where f.list = 'all' and f.extended and f.status_no = 6) as x_attempted,
        count(*) filter (where f.list = 'all' and f.extended and f.status_no = 7) as x_none,
        count(*) filter (where f.list = 'all' and f.extended and f.status_no = 8) as x_pending,
        count(f.qa_no) as qa,
        count(*) filter (where f.office_code is null) as no_office
    from parameter as p
    inner join fact.iff_extension as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.list in ('all', 'due')
    -- by its whole key for each row: a join would go through all offices for each
    left join lateral (
        select s.code, s.parent_code
        from fact.scope as s
        where s.agency_id = p.agency_id
            and s.month = p.month
            and s.version = p.version
            and s.report = 'iff_extension'
            and s.scope_kind = 'office'
            and s.scope = mart.scope_code('office', f.office_code)
            and s.code = f.office_code
        limit 1
    ) as o on true
    group by
        f.agency_id, f.region_code, f.region, f.office_code, f.office, f.unit_code, f.unit,
        f.supervisor, o.code, o.parent_code

    union all

    -- every workbook once, so that also one without a row has its figures
    select
        s.agency_id,
        nullif(s.own_g1_code, ''), nullif(s.own_g1_code, ''), nullif(s.own_g2_code, ''),
        null, null, null,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    from parameter as p
    inner join fact.own_scope as s
        on s.agency_id = p.agency_id
        and s.month = p.month
        and s.version = p.version
        and s.report = 'iff_extension'
),

rolled as (
    select
        c.agency_id,
        case
            when grouping(c.g4) = 0 then 'supervisor'
            when grouping(c.g3_code) = 0 then 'unit'
            when grouping(c.g2_code) = 0 then 'office'
            when grouping(c.region_key) = 0 then 'region'
            else 'state'
        end as level,
        coalesce(c.g1_code, c.region_key, '') as g1_code,
        c.g2_code, c.g3_code, c.g3, c.g4,
        sum(c.due_attempted) as due_attempted,
        sum(c.due_none) as due_none,
        sum(c.due_soon) as due_soon,
        sum(c.exceptions) as exceptions,
        sum(c.invalid) as invalid,
        sum(c.on_time) as on_time,
        sum(c.extended) as extended,
        sum(c.late) as late,
        sum(c.attempted) as attempted,
        sum(c.none) as none,
        sum(c.pending) as pending,
        sum(c.x_exceptions) as x_exceptions,
        sum(c.x_invalid) as x_invalid,
        sum(c.x_on_time) as x_on_time,
        sum(c.x_extended) as x_extended,
        sum(c.x_late) as x_late,
        sum(c.x_attempted) as x_attempted,
        sum(c.x_none) as x_none,
        sum(c.x_pending) as x_pending,
        sum(c.qa) as qa,
        sum(c.no_office) as no_office
    from counted as c
    group by
        c.agency_id,
        grouping sets (
            (),
            (c.region_key),
            (c.g1_code, c.g2_code),
            (c.g1_code, c.g2_code, c.g3_code, c.g3),
            (c.g1_code, c.g2_code, c.g3_code, c.g3, c.g4))
),

whole as (
    select
        r.*,
        r.due_attempted + r.due_none as overdue,
        r.on_time + r.extended + r.late + r.attempted + r.none as judged,
        r.on_time + r.extended + r.late + r.attempted + r.none + r.pending as required,
        r.x_on_time + r.x_extended + r.x_late + r.x_attempted + r.x_none + r.x_pending
            as x_required
    from rolled as r
    -- the workbooks' own rows name no unit and make no group below their level
    where case r.level
        when 'region' then r.g1_code <> ''
        when 'office' then r.g2_code is not null
        when 'unit' then r.g3 is not null
        when 'supervisor' then r.g4 is not null
        else true
    end
)

select
    w.agency_id, p.month, p.version, 'iff_extension',
    w.level,
    w.g1_code, coalesce(region.name, w.g1_code),
    coalesce(w.g2_code, ''), coalesce(office.name, w.g2_code, ''),
    coalesce(w.g3_code, ''), coalesce(w.g3, ''),
    coalesce(w.g4, ''), coalesce(w.g4, ''),
    m.measure, m.numerator, m.denominator,
    case m.kind when 'count' then m.numerator else m.numerator / nullif(m.denominator, 0) end
from parameter as p
inner join whole as w
    on w.agency_id = p.agency_id
left join fact.scope as region
    on region.agency_id = p.agency_id
    and region.month = p.month
    and region.version = p.version
    and region.report = 'iff_extension'
    and region.scope_kind = 'region'
    and region.code = w.g1_code
left join fact.scope as office
    on office.agency_id = p.agency_id
    and office.month = p.month
    and office.version = p.version
    and office.report = 'iff_extension'
    and office.scope_kind = 'office'
    and office.code = w.g2_code
-- each measure in one line: name, kind, numerator, denominator (of a count: what it is a part of),
-- how deep it goes (3 office, 4 unit, 5 supervisor), and whether a trend's month has it
cross join lateral (
    select w.required + w.exceptions + w.invalid as iffs,
        w.x_required + w.x_exceptions + w.x_invalid as extensions
) as t
cross join lateral (
    values
        ('overdue', 'count', w.overdue, null::numeric, 5, false),
        ('overdue_none', 'count', w.due_none, w.overdue, 4, false),
        ('overdue_attempted', 'count', w.due_attempted, w.overdue, 4, false),
        ('due_soon', 'count', w.due_soon, null, 4, false),
        ('on_time', 'percent', w.on_time, w.judged, 5, true),
        ('on_time_extended', 'percent', w.on_time + w.extended, w.judged, 5, true),
        ('extension_child', 'percent', w.x_required, w.required, 5, true),
        ('iffs', 'count', t.iffs, null, 4, true),
        ('required', 'count', w.required, t.iffs, 3, true),
        ('exceptions', 'count', w.exceptions, t.iffs, 3, true),
        ('invalid', 'count', w.invalid, t.iffs, 3, true),
        ('is_on_time', 'count', w.on_time, t.iffs, 3, false),
        ('is_extended', 'count', w.extended, t.iffs, 3, false),
        ('is_late', 'count', w.late, t.iffs, 3, false),
        ('is_attempted', 'count', w.attempted, t.iffs, 3, false),
        ('is_none', 'count', w.none, t.iffs, 3, false),
        ('is_pending', 'count', w.pending, t.iffs, 3, false),
        ('extensions', 'count', t.extensions, null, 4, true),
        ('extended_exception', 'count', w.x_exceptions, t.extensions, 3, false),
        ('extended_invalid', 'count', w.x_invalid, t.extensions, 3, false),
        ('extended_on_time', 'count', w.x_on_time, t.extensions, 3, false),
        ('extended_extended', 'count', w.x_extended, t.extensions, 3, false),
        ('extended_late', 'count', w.x_late, t.extensions, 3, false),
        ('extended_attempted', 'count', w.x_attempted, t.extensions, 3, false),
        ('extended_none', 'count', w.x_none, t.extensions, 3, false),
        ('extended_pending', 'count', w.x_pending, t.extensions, 3, false),
        ('qa', 'count', w.qa, t.extensions, 3, false),
        ('no_office', 'count', w.no_office, null, 3, false)
) as m (measure, kind, numerator, denominator, depth, trend)
where m.depth >= array_position(array['state', 'region', 'office', 'unit', 'supervisor'], w.level)
    and (p.version > 0 or m.trend and w.level in ('state', 'region', 'office'))
    and p.as_of is not null;
