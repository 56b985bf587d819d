-- sql/fact/41_home_study_measure.sql
-- Purpose: the workbooks and the figures of home_study.
-- Grain: fact.scope one row per workbook; fact.measure one row per level, group and measure.
-- Inputs: fact.home_study of the same month and version; mart.location (every office has a
-- workbook, also one without a child).
--
-- Measures (children and caregivers never share one)
--   overdue_caregivers   count    caregivers with a child past the 30 days and no referral
--   overdue_children     count    children of that status
--   within_30            count    children still within the 30 days
--   children_overdue     percent  overdue_children / children
--   prior                percent  overdue caregivers with an earlier withdrawal or denial /
--                                 overdue caregivers whose history is known
--   mean_days            mean     days of the overdue children
--   median_days          median   the same
--   mean_days_prior      mean     days of the overdue children of the caregivers of `prior`
--   children, caregivers count    the population
--   children_approved, children_referred   count

delete from fact.scope
where agency_id = $1::int and month = $2::date and version = $4::int and $3::date is not null
    and report = 'home_study';

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
select p.agency_id, p.month, p.version, 'home_study', 'state', 'state', null, 'State', 'Statewide',
    null
from p
union all
select p.agency_id, p.month, p.version, 'home_study', 'region',
    mart.scope_code('region', r.region_code), r.region_code, r.region, r.region, null
from p
inner join region as r on r.agency_id = p.agency_id
union all
select p.agency_id, p.month, p.version, 'home_study', 'office',
    mart.scope_code('office', o.office_code), o.office_code, o.office,
    'Office: ' || o.office || ' (' || o.office_code || '), ' || o.region, o.region_code
from p
inner join office as o on o.agency_id = p.agency_id;

delete from fact.measure
where agency_id = $1::int and month = $2::date and version = $4::int and $3::date is not null
    and report = 'home_study';

insert into fact.measure (
    agency_id, month, version, report, level,
    g1_code, g1, g2_code, g2, g3_code, g3, g4_code, g4,
    measure, numerator, denominator, value)
with p as (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
),
row_of as (
    select
        hs.agency_id, hs.list, hs.provider_id, hs.child_id, hs.status_no, hs.days, hs.prior,
        hs.counted, cg.prior = 'Yes' and cg.status_no = 4 as of_prior,
        coalesce(hs.region_code, hs.region) as region_code, hs.region,
        coalesce(hs.office_code, hs.office) as office_code, hs.office,
        coalesce(hs.unit_code, hs.unit) as unit_code, hs.unit,
        hs.supervisor
    from p
    inner join fact.home_study as hs
        on hs.agency_id = p.agency_id and hs.month = p.month and hs.version = p.version
    inner join fact.home_study as cg
        on cg.agency_id = hs.agency_id and cg.month = hs.month and cg.version = hs.version
        and cg.list = 'caregivers' and cg.provider_id = hs.provider_id
    where p.as_of is not null
),
-- Counts and sums per supervisor; the levels above add them up. Medians need the rows.
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
        count(*) filter (where r.list = 'children' and r.counted) as children,
        count(*) filter (where r.list = 'children' and r.counted and r.status_no = 1) as approved,
        count(*) filter (where r.list = 'children' and r.counted and r.status_no = 2) as referred,
        count(*) filter (where r.list = 'children' and r.counted and r.status_no = 3) as within_30,
        count(*) filter (where r.list = 'children' and r.counted and r.status_no = 4) as overdue,
        sum(r.days) filter (where r.list = 'children' and r.counted and r.status_no = 4) as days,
        percentile_cont(0.5) within group (order by r.days)
            filter (where r.list = 'children' and r.counted and r.status_no = 4) as median_days,
        count(*) filter (
            where r.list = 'children' and r.counted and r.status_no = 4 and r.of_prior) as n_prior,
        sum(r.days) filter (
            where r.list = 'children' and r.counted and r.status_no = 4 and r.of_prior)
            as days_prior,
        count(*) filter (where r.list = 'caregivers') as caregivers,
        count(*) filter (where r.list = 'caregivers' and r.status_no = 4) as caregivers_overdue,
        count(*) filter (
            where r.list = 'caregivers' and r.status_no = 4 and r.prior <> 'Not recorded')
            as caregivers_known,
        count(*) filter (where r.list = 'caregivers' and r.status_no = 4 and r.prior = 'Yes')
            as caregivers_prior
    from row_of as r
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
    where s.report = 'home_study'
),
filled as (
    select
        g.level, g.region_code, g.region, g.office_code, g.office, g.unit_code, g.unit,
        g.supervisor,
        g.children, g.approved, g.referred, g.within_30, g.overdue, g.days,
        g.median_days::numeric as median_days, g.n_prior, g.days_prior,
        g.caregivers, g.caregivers_overdue, g.caregivers_known, g.caregivers_prior
    from grouped as g
    union all
    select
        pl.level, pl.region_code, pl.region, pl.office_code, pl.office, null, null, null,
        0, 0, 0, 0, 0, null, null, 0, null, 0, 0, 0, 0
    from place as pl
    where not exists (
        select 1
        from grouped as g
        where g.level = pl.level
            and g.region_code is not distinct from pl.region_code
            and g.office_code is not distinct from pl.office_code)
)
select
    p.agency_id, p.month, p.version, 'home_study', f.level,
    coalesce(f.region_code, ''), coalesce(f.region, ''),
    coalesce(f.office_code, ''), coalesce(f.office, ''),
    coalesce(f.unit_code, ''), coalesce(f.unit, ''),
    coalesce(f.supervisor, ''), coalesce(f.supervisor, ''),
    m.measure, m.numerator, m.denominator,
    case
        when m.denominator is null then m.numerator
        when m.denominator = 0 then null
        when m.measure = 'median_days' then f.median_days
        else m.numerator / m.denominator
    end
from p
cross join filled as f
cross join lateral (
    values
        ('overdue_caregivers', f.caregivers_overdue::numeric, null::numeric),
        ('overdue_children', f.overdue, null),
        ('within_30', f.within_30, null),
        ('children_overdue', f.overdue, f.children),
        ('prior', f.caregivers_prior, f.caregivers_known),
        ('mean_days', f.days, f.overdue),
        ('median_days', null, f.overdue),
        ('mean_days_prior', f.days_prior, f.n_prior),
        ('children', f.children, null),
        ('caregivers', f.caregivers, null),
        ('children_approved', f.approved, null),
        ('children_referred', f.referred, null)
) as m (measure, numerator, denominator);
