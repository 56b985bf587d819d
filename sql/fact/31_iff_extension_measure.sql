-- sql/fact/31_iff_extension_measure.sql
-- Purpose: the workbooks and the figures of iff_extension.
-- Grain: fact.scope one row per workbook; fact.measure one row per level, group and measure.
-- Inputs: fact.iff_extension of the same month and version; mart.location (every office has a
-- workbook, also one without an intake).
--
-- Measures
--   overdue             count    not seen, past due (received in the last 12 months)
--     overdue_none      count    of these: no attempt recorded
--     overdue_attempted count    of these: an attempt
--   due_soon            count    not seen, due in the 7 days after as_of
--   on_time             percent  Seen on time / (required - Pending)
--   on_time_extended    percent  Seen on time or within extension / the same
--   extension_child     percent  extended required rows / required rows of the month
--   extension_intake    percent  intakes with one / intakes with a required row, the month
--   extension_year      percent  the same, the 12 months ending with it
--   iffs, required, exceptions, invalid, extensions   count of the month
--   is_<status>         count    rows of All IFFs with the status: on_time, extended, late,
--                                attempted, none, pending
-- The extra levels response_age and intake_type are in 34_iff_extension_breakdown.sql.

delete from fact.scope
where agency_id = $1::int and month = $2::date and version = $4::int and $3::date is not null
    and report = 'iff_extension';

insert into fact.scope (
    agency_id, month, version, report, scope_kind, scope, code, name, title_line, parent_code)
with p as (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
),
office as (
    select distinct on (lo.agency_id, lo.office_code)
        lo.agency_id, lo.office_code, lo.office, lo.region_code, lo.region
    from p
    inner join mart.location as lo on lo.agency_id = p.agency_id
    where lo.office_code is not null and p.as_of is not null
    order by lo.agency_id, lo.office_code, lo.location_id
),
region as (
    select distinct on (lo.agency_id, lo.region_code)
        lo.agency_id, lo.region_code, lo.region
    from p
    inner join mart.location as lo on lo.agency_id = p.agency_id
    where lo.region_code is not null
    order by lo.agency_id, lo.region_code, lo.location_id
)
select p.agency_id, p.month, p.version, 'iff_extension', 'state', 'state', null, 'State', 'Statewide',
    null
from p
union all
select p.agency_id, p.month, p.version, 'iff_extension', 'region',
    mart.scope_code('region', r.region_code), r.region_code, r.region, r.region, null
from p
inner join region as r on r.agency_id = p.agency_id
union all
select p.agency_id, p.month, p.version, 'iff_extension', 'office',
    mart.scope_code('office', o.office_code), o.office_code, o.office,
    'Office: ' || o.office || ' (' || o.office_code || '), ' || o.region, o.region_code
from p
inner join office as o on o.agency_id = p.agency_id;

delete from fact.measure
where agency_id = $1::int and month = $2::date and version = $4::int and $3::date is not null
    and report = 'iff_extension';

insert into fact.measure (
    agency_id, month, version, report, level,
    g1_code, g1, g2_code, g2, g3_code, g3, g4_code, g4,
    measure, numerator, denominator, value)
with p as (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version,          -- version of the month's facts
        $5::text as zone,
        $6::boolean as detail        -- false: for a trend, which shows no 12-month rate
),
row_of as (
    select
        i.agency_id, i.list, i.intake_id, i.status_no, i.required, i.extended, i.exception,
        coalesce(i.region_code, i.region) as region_code, i.region,
        coalesce(i.office_code, i.office) as office_code, i.office,
        coalesce(i.unit_code, i.unit) as unit_code, i.unit,
        i.supervisor
    from p
    inner join fact.iff_extension as i
        on i.agency_id = p.agency_id and i.month = p.month and i.version = p.version
    where p.as_of is not null
),
-- Required rows of the 12 months that end with this one, as of as_of.
year_row as (
    select
        v.agency_id, 'year' as list, v.intake_id, 8::smallint as status_no, true as required,
        v.extended, false as exception,
        coalesce(a.region_code, a.region, 'Unassigned') as region_code,
        coalesce(a.region, 'Unassigned') as region,
        coalesce(a.office_code, a.office, 'Unassigned') as office_code,
        coalesce(a.office, 'Unassigned') as office,
        coalesce(a.unit_code, a.unit, 'Unassigned') as unit_code,
        coalesce(a.unit, 'Unassigned') as unit,
        coalesce(a.supervisor, 'Unassigned') as supervisor
    from p
    inner join mart.intake_victim as v on v.agency_id = p.agency_id
    left join lateral (
        select ca.*
        from mart.case_assignment as ca
        where ca.agency_id = v.agency_id
            and ca.case_id = v.case_id
            and ca.begin_date <= least(p.as_of, coalesce(
                mart.iff_due(v.extended, v.due_original_at, v.due_at), v.received_at)::date)
            and (ca.end_date is null or ca.end_date > least(p.as_of, coalesce(
                mart.iff_due(v.extended, v.due_original_at, v.due_at), v.received_at)::date))
        order by ca.begin_date desc, ca.assignment_id desc
        limit 1
    ) as a on true
    where p.detail
        and v.required
        and v.screened_in
        and v.received_at < p.as_of + 1
        and (v.added_at is null or v.added_at < p.as_of + 1)
        and mart.iff_due(v.extended, v.due_original_at, v.due_at)
            >= p.month - interval '11 months'
        and mart.iff_due(v.extended, v.due_original_at, v.due_at)
            < p.month + interval '1 month'
        and mart.iff_status(
            v.exception, v.received_at, v.due_original_at,
            mart.iff_due(v.extended, v.due_original_at, v.due_at), v.extended, null,
            case when v.completed_at < p.as_of + 1 then v.completed_at end,
            (p.as_of + 1)::timestamp) > 2
),
grouped as (
    select
        case
            when grouping(r.supervisor) = 0 then 'supervisor'
            when grouping(r.unit_code) = 0 then 'unit'
            when grouping(r.office_code) = 0 then 'office'
            when grouping(r.region_code) = 0 then 'region'
            else 'state'
        end as level,
        r.region_code, r.region, r.office_code, r.office, r.unit_code, r.unit, r.supervisor,
        count(*) filter (where r.list = 'due' and r.status_no = 6) as overdue_attempted,
        count(*) filter (where r.list = 'due' and r.status_no = 7) as overdue_none,
        count(*) filter (where r.list = 'due' and r.status_no = 8) as due_soon,
        count(*) filter (where r.list = 'all') as iffs,
        count(*) filter (where r.list = 'all' and r.status_no = 1) as exceptions,
        count(*) filter (where r.list = 'all' and r.status_no = 2) as invalid,
        count(*) filter (where r.list = 'all' and r.status_no = 3) as is_on_time,
        count(*) filter (where r.list = 'all' and r.status_no = 4) as is_extended,
        count(*) filter (where r.list = 'all' and r.status_no = 5) as is_late,
        count(*) filter (where r.list = 'all' and r.status_no = 6) as is_attempted,
        count(*) filter (where r.list = 'all' and r.status_no = 7) as is_none,
        count(*) filter (where r.list = 'all' and r.status_no = 8) as is_pending,
        count(*) filter (where r.list = 'all' and r.required) as required,
        count(*) filter (where r.list = 'all' and r.extended) as extensions,
        count(*) filter (where r.list = 'all' and r.required and r.extended) as extended_required,
        count(distinct r.intake_id) filter (where r.list = 'all' and r.required) as intakes,
        count(distinct r.intake_id) filter (where r.list = 'all' and r.required and r.extended)
            as intakes_extended,
        count(distinct r.intake_id) filter (where r.list = 'year') as year_intakes,
        count(distinct r.intake_id) filter (where r.list = 'year' and r.extended)
            as year_extended
    from (select * from row_of union all select * from year_row) as r
    group by grouping sets (
        (),
        (r.region_code, r.region),
        (r.region_code, r.region, r.office_code, r.office),
        (r.region_code, r.region, r.office_code, r.office, r.unit_code, r.unit),
        (r.region_code, r.region, r.office_code, r.office, r.unit_code, r.unit, r.supervisor))
),
-- Every workbook has every figure, also one without a child.
place as (
    select
        s.scope_kind as level,
        case s.scope_kind when 'region' then s.code when 'office' then s.parent_code end
            as region_code,
        case s.scope_kind
            when 'region' then s.name
            when 'office' then coalesce(above.name, s.parent_code)
        end as region,
        case s.scope_kind when 'office' then s.code end as office_code,
        case s.scope_kind when 'office' then s.name end as office
    from p
    inner join fact.scope as s
        on s.agency_id = p.agency_id and s.month = p.month and s.version = p.version
    left join fact.scope as above
        on above.agency_id = s.agency_id and above.month = s.month and above.version = s.version
        and above.report = s.report and above.scope_kind = 'region' and above.code = s.parent_code
    where s.report = 'iff_extension'
),
filled as (
    select g.* from grouped as g
    union all
    select
        pl.level, pl.region_code, pl.region, pl.office_code, pl.office, null, null, null,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    from place as pl
    where not exists (
        select 1
        from grouped as g
        where g.level = pl.level
            and g.region_code is not distinct from pl.region_code
            and g.office_code is not distinct from pl.office_code)
)
select
    p.agency_id, p.month, p.version, 'iff_extension', f.level,
    coalesce(f.region_code, ''), coalesce(f.region, ''),
    coalesce(f.office_code, ''), coalesce(f.office, ''),
    coalesce(f.unit_code, ''), coalesce(f.unit, ''),
    coalesce(f.supervisor, ''), coalesce(f.supervisor, ''),
    m.measure, m.numerator, m.denominator,
    case
        when m.denominator is null then m.numerator
        when m.denominator > 0 then m.numerator / m.denominator
    end
from p
cross join filled as f
cross join lateral (
    values
        ('overdue', (f.overdue_attempted + f.overdue_none)::numeric, null::numeric),
        ('overdue_none', f.overdue_none, null),
        ('overdue_attempted', f.overdue_attempted, null),
        ('due_soon', f.due_soon, null),
        ('on_time', f.is_on_time, f.required - f.is_pending),
        ('on_time_extended', f.is_on_time + f.is_extended, f.required - f.is_pending),
        ('extension_child', f.extended_required, f.required),
        ('extension_intake', f.intakes_extended, f.intakes),
        ('extension_year', f.year_extended, f.year_intakes),
        ('iffs', f.iffs, null),
        ('required', f.required, null),
        ('exceptions', f.exceptions, null),
        ('invalid', f.invalid, null),
        ('extensions', f.extensions, null),
        ('is_on_time', f.is_on_time, null),
        ('is_extended', f.is_extended, null),
        ('is_late', f.is_late, null),
        ('is_attempted', f.is_attempted, null),
        ('is_none', f.is_none, null),
        ('is_pending', f.is_pending, null)
) as m (measure, numerator, denominator);
