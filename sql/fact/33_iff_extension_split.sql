-- sql/fact/33_iff_extension_split.sql
-- Purpose: the figures of the IFF report that no trend shows: rates by intake and of 12 months,
-- and the rates by response, age and intake type.
-- Grain: one row per level, group and measure, for the groups that have a workbook.
-- Inputs: fact.iff_extension, fact.scope, fact.measure of the same month and version; for the 12
-- months mart.intake_victim and case_assignment.
-- Key: (agency_id, month, version, report, level, groups, measure).
-- trend: no
-- joins: hash
--
-- Measures
--   extension_intake     percent  intakes with an extended required row / intakes with one
--   extension_year       percent  the same, of the 12 months that end with the month
--   extension_child_year percent  extended required rows / required rows of these 12 months
-- and required, on_time, on_time_extended, extension_child of the levels response_age (response,
-- age at intake) and intake_type, whose first group is the scope's code.
-- The statement that deletes what an earlier run left is in 32_iff_extension_measure.sql.

-- Extension rates by intake, and over the 12 months that end with this one, for the workbooks. An
-- intake counts once in each group in which one of its children counts.
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

-- Required rows of the 12 months as of as_of, one per intake, case and day of the due in force.
required_row as (
    select
        v.agency_id, v.intake_id, v.case_id,
        least(p.as_of, due.due_at::date) as attributed_on,
        count(*) filter (where due.due_at >= p.month) as n,
        count(*) filter (where due.due_at >= p.month and v.extended) as n_extended,
        count(*) as n_year,
        count(*) filter (where v.extended) as n_year_extended
    from parameter as p
    inner join mart.intake_victim as v
        on v.agency_id = p.agency_id
    cross join lateral (
        select mart.iff_due(v.extended, v.due_original_at, v.due_at) as due_at
    ) as due
    where v.required
        and v.screened_in
        and (v.received_at is null or v.received_at < p.as_of + 1)
        and (v.added_at is null or v.added_at < p.as_of + 1)
        and due.due_at >= mart.plus_months(p.month, -11)
        and due.due_at < mart.plus_months(p.month, 1)
        -- neither Exception nor Invalid; the rest of the status does not matter here
        and mart.iff_status(
            v.exception, v.received_at, v.due_original_at, due.due_at, v.extended, null,
            case when v.completed_at < p.as_of + 1 then v.completed_at end,
            (p.as_of + 1)::timestamp) > 2
    group by
        v.agency_id, v.intake_id, v.case_id, least(p.as_of, due.due_at::date)
),
placed as (
    select
        r.agency_id, r.intake_id, r.n, r.n_extended, r.n_year, r.n_year_extended,
        coalesce(a.region_code, a.region, 'Unassigned') as region_key,
        case
            when o.code is not null then coalesce(o.parent_code, 'Unassigned')
            else coalesce(a.region_code, a.region, 'Unassigned')
        end as g1_code,
        coalesce(a.office_code, a.office, 'Unassigned') as g2_code
    from parameter as p
    inner join required_row as r
        on r.agency_id = p.agency_id
    left join lateral (
        select ca.region_code, ca.region, ca.office_code, ca.office
        from mart.case_assignment as ca
        where ca.agency_id = r.agency_id
            and ca.case_id = r.case_id
            and ca.begin_date <= r.attributed_on
            and (ca.end_date is null or ca.end_date > r.attributed_on)
        order by ca.begin_date desc, ca.assignment_id desc
        limit 1
    ) as a on true
    -- by its whole key for each row: a join would go through all offices for each
    left join lateral (
        select s.code, s.parent_code
        from fact.scope as s
        where s.agency_id = p.agency_id
            and s.month = p.month
            and s.version = p.version
            and s.report = 'iff_extension'
            and s.scope_kind = 'office'
            and s.scope = mart.scope_code('office', a.office_code)
            and s.code = a.office_code
        limit 1
    ) as o on true
),
-- each intake once per group
intake as (
    select
        r.agency_id, r.intake_id,
        case
            when grouping(r.g2_code) = 0 then 'office'
            when grouping(r.region_key) = 0 then 'region'
            else 'state'
        end as level,
        coalesce(r.g1_code, r.region_key, '') as g1_code,
        coalesce(r.g2_code, '') as g2_code,
        sum(r.n) as n,
        sum(r.n_extended) as n_extended,
        sum(r.n_year) as n_year,
        sum(r.n_year_extended) as n_year_extended
    from placed as r
    group by
        r.agency_id, r.intake_id,
        grouping sets ((), (r.region_key), (r.g1_code, r.g2_code))
),
figure as (
    select
        i.agency_id, i.level, i.g1_code, i.g2_code,
        count(*) filter (where i.n > 0) as intakes,
        count(*) filter (where i.n_extended > 0) as intakes_extended,
        count(*) as intakes_year,
        count(*) filter (where i.n_year_extended > 0) as intakes_year_extended,
        sum(i.n_year) as children_year,
        sum(i.n_year_extended) as children_year_extended
    from intake as i
    group by i.agency_id, i.level, i.g1_code, i.g2_code
),
-- the groups that have the other figures have these too
grouped as (
    select f.agency_id, f.level, f.g1_code, f.g1, f.g2_code, f.g2
    from parameter as p
    inner join fact.measure as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.report = 'iff_extension'
        and f.measure = 'iffs'
        and f.level in ('state', 'region', 'office')
    union
    select
        f.agency_id, f.level, f.g1_code, coalesce(region.name, f.g1_code),
        f.g2_code, coalesce(office.name, f.g2_code)
    from parameter as p
    inner join figure as f
        on f.agency_id = p.agency_id
    left join fact.scope as region
        on region.agency_id = p.agency_id
        and region.month = p.month
        and region.version = p.version
        and region.report = 'iff_extension'
        and region.scope_kind = 'region'
        and region.code = f.g1_code
    left join fact.scope as office
        on office.agency_id = p.agency_id
        and office.month = p.month
        and office.version = p.version
        and office.report = 'iff_extension'
        and office.scope_kind = 'office'
        and office.code = f.g2_code
)
select
    p.agency_id, p.month, p.version, 'iff_extension',
    g.level, g.g1_code, g.g1, g.g2_code, g.g2,
    m.measure, m.numerator, m.denominator, m.numerator / nullif(m.denominator, 0)
from parameter as p
inner join grouped as g
    on g.agency_id = p.agency_id
left join figure as f
    on f.agency_id = g.agency_id
    and f.level = g.level
    and f.g1_code = g.g1_code
    and f.g2_code = g.g2_code
cross join lateral (
    values
        ('extension_intake', coalesce(f.intakes_extended, 0)::numeric, coalesce(f.intakes, 0)),
        ('extension_year', coalesce(f.intakes_year_extended, 0), coalesce(f.intakes_year, 0)),
        ('extension_child_year', coalesce(f.children_year_extended, 0),
            coalesce(f.children_year, 0))
) as m (measure, numerator, denominator);

-- By response and age at intake, and by intake type, for each workbook.
insert into fact.measure (
    agency_id, month, version, report, level,
    g1_code, g1, g2_code, g2, g3_code, g3, measure, numerator, denominator, value)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
),
counted as (
    select
        f.agency_id, f.region_code, f.office_code, f.response, f.intake_type, a.band,
        count(*) filter (where f.required) as required,
        count(*) filter (where f.required and f.extended) as extended,
        count(*) filter (where f.required and f.status_no <> 8) as judged,
        count(*) filter (where f.status_no = 3) as on_time,
        count(*) filter (where f.status_no in (3, 4)) as on_time_extended
    from parameter as p
    inner join fact.iff_extension as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.list = 'all'
    cross join lateral (
        select case
            when f.age_at_intake is null then 7
            when f.age_at_intake < 1 then 1
            when f.age_at_intake <= 5 then 2
            when f.age_at_intake <= 10 then 3
            when f.age_at_intake <= 16 then 4
            when f.age_at_intake = 17 then 5
            else 6
        end as band
    ) as a
    where p.as_of is not null
    group by f.agency_id, f.region_code, f.office_code, f.response, f.intake_type, a.band
),
split as (
    select
        c.agency_id, k.scope_kind, k.code, x.level, x.g2_code, x.g2, x.g3_code, x.g3,
        sum(c.required) as required,
        sum(c.extended) as extended,
        sum(c.judged) as judged,
        sum(c.on_time) as on_time,
        sum(c.on_time_extended) as on_time_extended
    from counted as c
    cross join lateral (
        values ('state', ''), ('region', c.region_code), ('office', c.office_code)
    ) as k (scope_kind, code)
    cross join lateral (
        values
            -- 24 hours stands before 72; what the source left blank comes last
            ('response_age', coalesce('1' || c.response, '2'),
                coalesce(c.response, 'Left blank'), c.band::text,
                (array['Under 1', '1-5', '6-10', '11-16', '17', '18 and over', 'Unknown'])[c.band]),
            ('intake_type',
                coalesce(array_position(
                    array['Investigation', 'FAR', 'Risk only', 'Other'], c.intake_type)::text,
                    '5' || c.intake_type, '6'),
                coalesce(c.intake_type, 'Left blank'), '', '')
    ) as x (level, g2_code, g2, g3_code, g3)
    where k.code is not null
    group by c.agency_id, k.scope_kind, k.code, x.level, x.g2_code, x.g2, x.g3_code, x.g3
)
select
    p.agency_id, p.month, p.version, 'iff_extension', s.level,
    o.scope, o.scope, s.g2_code, s.g2, s.g3_code, s.g3,
    m.measure, m.numerator, m.denominator,
    case m.kind when 'count' then m.numerator else m.numerator / nullif(m.denominator, 0) end
from parameter as p
inner join split as s
    on s.agency_id = p.agency_id
inner join fact.scope as o
    on o.agency_id = p.agency_id
    and o.month = p.month
    and o.version = p.version
    and o.report = 'iff_extension'
    and o.scope_kind = s.scope_kind
    and coalesce(o.code, '') = s.code
cross join lateral (
    values
        ('required', 'count', s.required, null::numeric),
        ('on_time', 'percent', s.on_time, s.judged),
        ('on_time_extended', 'percent', s.on_time_extended, s.judged),
        ('extension_child', 'percent', s.extended, s.required)
) as m (measure, kind, numerator, denominator);
