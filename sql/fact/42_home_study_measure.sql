-- sql/fact/42_home_study_measure.sql
-- joins: hash
-- Purpose: the figures of the home-study report.
-- Grain: one row per level (state, region, office, unit, supervisor), group and measure. Every
-- scope has every measure, also one without a child: a count of 0, a percent of 0 of 0 and no
-- value. Units and supervisors have rows where they have children or caregivers, and only of the
-- measures that the roll-up and the bars can show. A month that only feeds a trend has the figures
-- of children for the workbooks alone.
-- Inputs: fact.home_study and fact.scope of the same month and version.
-- Key: (agency_id, month, version, report, level, groups, measure).
--
-- Measures (children and caregivers never share one)
--   overdue_caregivers   count    caregivers Referral overdue
--   caregivers           count    caregivers of the children
--   caregivers_<status>  count    of these: approved, referred, within
--   prior                percent  overdue caregivers with an earlier withdrawal or denial / overdue
--                                 caregivers whose history is known
--   children             count    children with unlicensed kin, each once
--   overdue_children     count    of these Referral overdue
--   within_30            count    of these Within 30 days
--   children_approved, children_referred   count
--   children_overdue     percent  overdue_children / children
--   mean_days            mean     days of the overdue children
--   median_days          median   the same
--   mean_days_prior      mean     days of the overdue children of the caregivers of `prior`
--   days_60, days_90, days_180, days_365, days_730, days_more   count   overdue children by days
--   no_office            count    rows of the two sheets that have no office workbook

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
    and f.report = 'home_study';

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

-- A group without a code has its name as code. An office that changed its region while a location
-- still says the former one stands under its present region, as a whole: it has one workbook.
placed as (
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
        case when f.list = 'caregivers' then f.status_no end as caregiver_no,
        case when f.list = 'children' and f.counted then f.status_no end as child_no,
        case when f.list = 'children' and f.counted and f.status_no = 4 then f.days end as days,
        f.prior,
        f.office_code is null as no_office
    from parameter as p
    inner join fact.home_study as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.list in ('children', 'caregivers')
    -- by its whole key for each row: a join would go through all offices for each
    left join lateral (
        select s.code, s.parent_code
        from fact.scope as s
        where s.agency_id = p.agency_id
            and s.month = p.month
            and s.version = p.version
            and s.report = 'home_study'
            and s.scope_kind = 'office'
            and s.scope = mart.scope_code('office', f.office_code)
            and s.code = f.office_code
        limit 1
    ) as o on true

    union all

    -- every workbook once, so that also one without a row has its figures
    select
        s.agency_id,
        nullif(s.own_g1_code, ''), nullif(s.own_g1_code, ''), nullif(s.own_g2_code, ''),
        null, null, null, null, null, null, null, false
    from parameter as p
    inner join fact.own_scope as s
        on s.agency_id = p.agency_id
        and s.month = p.month
        and s.version = p.version
        and s.report = 'home_study'
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
        count(c.child_no) as children,
        count(*) filter (where c.child_no = 1) as approved,
        count(*) filter (where c.child_no = 2) as referred,
        count(*) filter (where c.child_no = 3) as within_30,
        count(*) filter (where c.child_no = 4) as overdue,
        sum(c.days) as days,
        -- the mean of the middle two, which are one when the count is odd
        (percentile_disc(0.5) within group (order by c.days)
            + percentile_disc(0.5) within group (order by c.days desc)) / 2.0 as median_days,
        count(c.days) filter (where c.prior = 'Yes') as n_prior,
        sum(c.days) filter (where c.prior = 'Yes') as days_prior,
        count(*) filter (where c.days <= 60) as days_60,
        count(*) filter (where c.days between 61 and 90) as days_90,
        count(*) filter (where c.days between 91 and 180) as days_180,
        count(*) filter (where c.days between 181 and 365) as days_365,
        count(*) filter (where c.days between 366 and 730) as days_730,
        count(*) filter (where c.days > 730) as days_more,
        count(c.caregiver_no) as caregivers,
        count(*) filter (where c.caregiver_no = 1) as c_approved,
        count(*) filter (where c.caregiver_no = 2) as c_referred,
        count(*) filter (where c.caregiver_no = 3) as c_within,
        count(*) filter (where c.caregiver_no = 4) as c_overdue,
        count(*) filter (where c.caregiver_no = 4 and c.prior <> 'Not recorded') as c_known,
        count(*) filter (where c.caregiver_no = 4 and c.prior = 'Yes') as c_prior,
        count(*) filter (where c.no_office) as no_office
    from placed as c
    group by
        c.agency_id,
        grouping sets (
            (),
            (c.region_key),
            (c.g1_code, c.g2_code),
            (c.g1_code, c.g2_code, c.g3_code, c.g3),
            (c.g1_code, c.g2_code, c.g3_code, c.g3, c.g4))
)

select
    r.agency_id, p.month, p.version, 'home_study',
    r.level,
    r.g1_code, coalesce(region.name, r.g1_code),
    coalesce(r.g2_code, ''), coalesce(office.name, r.g2_code, ''),
    coalesce(r.g3_code, ''), coalesce(r.g3, ''),
    coalesce(r.g4, ''), coalesce(r.g4, ''),
    m.measure, m.numerator, m.denominator,
    case m.kind
        when 'count' then m.numerator
        when 'median' then r.median_days
        else m.numerator / nullif(m.denominator, 0)
    end
from parameter as p
inner join rolled as r
    on r.agency_id = p.agency_id
    -- the workbooks' own rows name no unit and make no group below their level
    and case r.level
        when 'region' then r.g1_code <> ''
        when 'office' then r.g2_code is not null
        when 'unit' then r.g3 is not null
        when 'supervisor' then r.g4 is not null
        else true
    end
left join fact.scope as region
    on region.agency_id = p.agency_id
    and region.month = p.month
    and region.version = p.version
    and region.report = 'home_study'
    and region.scope_kind = 'region'
    and region.code = r.g1_code
left join fact.scope as office
    on office.agency_id = p.agency_id
    and office.month = p.month
    and office.version = p.version
    and office.report = 'home_study'
    and office.scope_kind = 'office'
    and office.code = r.g2_code
-- each measure in one line: name, kind, numerator, denominator (of a count: what it is a part of),
-- how deep it goes (3 office, 4 unit, 5 supervisor), and whether a trend's month has it
cross join lateral (
    values
        ('overdue_caregivers', 'count', r.c_overdue::numeric, null::numeric, 5, false),
        ('overdue_children', 'count', r.overdue, null, 5, true),
        ('within_30', 'count', r.within_30, null, 4, true),
        ('children_overdue', 'percent', r.overdue, r.children, 5, true),
        ('prior', 'percent', r.c_prior, r.c_known, 5, false),
        ('mean_days', 'mean', r.days, r.overdue, 5, true),
        ('median_days', 'median', null, r.overdue, 3, true),
        ('mean_days_prior', 'mean', r.days_prior, r.n_prior, 3, true),
        ('children', 'count', r.children, null, 4, true),
        ('children_approved', 'count', r.approved, r.children, 3, true),
        ('children_referred', 'count', r.referred, r.children, 3, true),
        ('days_60', 'count', r.days_60, r.overdue, 3, false),
        ('days_90', 'count', r.days_90, r.overdue, 3, false),
        ('days_180', 'count', r.days_180, r.overdue, 3, false),
        ('days_365', 'count', r.days_365, r.overdue, 3, false),
        ('days_730', 'count', r.days_730, r.overdue, 3, false),
        ('days_more', 'count', r.days_more, r.overdue, 3, false),
        ('caregivers', 'count', r.caregivers, null, 4, false),
        ('caregivers_approved', 'count', r.c_approved, r.caregivers, 3, false),
        ('caregivers_referred', 'count', r.c_referred, r.caregivers, 3, false),
        ('caregivers_within', 'count', r.c_within, r.caregivers, 3, false),
        ('no_office', 'count', r.no_office, null, 3, false)
) as m (measure, kind, numerator, denominator, depth, trend)
where m.depth >= array_position(array['state', 'region', 'office', 'unit', 'supervisor'], r.level)
    and (p.version > 0 or m.trend and r.level in ('state', 'region', 'office'))
    and p.as_of is not null;
