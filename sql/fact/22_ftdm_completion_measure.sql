-- sql/fact/22_ftdm_completion_measure.sql
-- Purpose: the figures of the FTDM completion report.
-- Grain: one row per level (state, region, office, unit, supervisor), group and measure. Every
-- scope has every measure, also one without a child: a count of 0, a percent of 0 of 0 and no
-- value. Units and supervisors have rows where they have children.
-- Inputs: fact.ftdm_completion and fact.scope of the same month and version.
-- Key: (agency_id, month, version, report, level, groups, measure).
--
-- Measures
--   to_act_on             count    episodes without a completed FTDM that can still be acted on
--     act_none            count    of these: None recorded
--     act_scheduled       count    of these: Scheduled, not completed
--     act_cancelled       count    of these: Cancelled
--     act_open            count    of these: Window open
--   removals              count    removals of the month
--   removals_completion   percent  Held before removal, Held within 3 days / all but Window open
--   in_care               count    episodes in force on as_of
--   in_care_completion    percent  the same for the children in care
--   removals_<status>, in_care_<status>   count   rows of the sheet with the status:
--     before, within, open, late, early, scheduled, cancelled, none
--   no_office             count    rows of the three sheets that have no office workbook

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
    and f.report = 'ftdm_completion';

insert into fact.measure (
    agency_id, month, version, report, level,
    g1_code, g1, g2_code, g2, g3_code, g3, g4_code, g4,
    measure, numerator, denominator, value)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
),

-- Each measure in one line: its kind, the list it counts, the statuses counted (numerator) and
-- those it is a part of (denominator), for a percent its base.
measure (measure, kind, list, counted, base) as (
    values
        ('to_act_on', 'count', 'to_act_on', array[3, 6, 7, 8], null::int[]),
        ('act_none', 'count', 'to_act_on', array[8], array[3, 6, 7, 8]),
        ('act_scheduled', 'count', 'to_act_on', array[6], array[3, 6, 7, 8]),
        ('act_cancelled', 'count', 'to_act_on', array[7], array[3, 6, 7, 8]),
        ('act_open', 'count', 'to_act_on', array[3], array[3, 6, 7, 8]),
        ('removals', 'count', 'removals', array[1, 2, 3, 4, 5, 6, 7, 8], null),
        ('removals_completion', 'percent', 'removals', array[1, 2], array[1, 2, 4, 5, 6, 7, 8]),
        ('removals_before', 'count', 'removals', array[1], array[1, 2, 3, 4, 5, 6, 7, 8]),
        ('removals_within', 'count', 'removals', array[2], array[1, 2, 3, 4, 5, 6, 7, 8]),
        ('removals_open', 'count', 'removals', array[3], array[1, 2, 3, 4, 5, 6, 7, 8]),
        ('removals_late', 'count', 'removals', array[4], array[1, 2, 3, 4, 5, 6, 7, 8]),
        ('removals_early', 'count', 'removals', array[5], array[1, 2, 3, 4, 5, 6, 7, 8]),
        ('removals_scheduled', 'count', 'removals', array[6], array[1, 2, 3, 4, 5, 6, 7, 8]),
        ('removals_cancelled', 'count', 'removals', array[7], array[1, 2, 3, 4, 5, 6, 7, 8]),
        ('removals_none', 'count', 'removals', array[8], array[1, 2, 3, 4, 5, 6, 7, 8]),
        ('in_care', 'count', 'in_care', array[1, 2, 3, 4, 5, 6, 7, 8], null),
        ('in_care_completion', 'percent', 'in_care', array[1, 2], array[1, 2, 4, 5, 6, 7, 8]),
        ('in_care_before', 'count', 'in_care', array[1], array[1, 2, 3, 4, 5, 6, 7, 8]),
        ('in_care_within', 'count', 'in_care', array[2], array[1, 2, 3, 4, 5, 6, 7, 8]),
        ('in_care_open', 'count', 'in_care', array[3], array[1, 2, 3, 4, 5, 6, 7, 8]),
        ('in_care_late', 'count', 'in_care', array[4], array[1, 2, 3, 4, 5, 6, 7, 8]),
        ('in_care_early', 'count', 'in_care', array[5], array[1, 2, 3, 4, 5, 6, 7, 8]),
        ('in_care_scheduled', 'count', 'in_care', array[6], array[1, 2, 3, 4, 5, 6, 7, 8]),
        ('in_care_cancelled', 'count', 'in_care', array[7], array[1, 2, 3, 4, 5, 6, 7, 8]),
        ('in_care_none', 'count', 'in_care', array[8], array[1, 2, 3, 4, 5, 6, 7, 8]),
        ('no_office', 'count', 'no_office', array[1, 2, 3, 4, 5, 6, 7, 8], null)
),

-- The facts are read once and become a few thousand counts. A group without a code has its name
-- as code. An office that changed its region while a location still says the former one stands
-- under its present region, as a whole: it has one workbook.
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
        l.list,
        f.status_no,
        count(*) as n
    from parameter as p
    inner join fact.ftdm_completion as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.list <> 'not_listed'
    left join fact.scope as o
        on o.agency_id = f.agency_id
        and o.month = f.month
        and o.version = f.version
        and o.report = 'ftdm_completion'
        and o.scope_kind = 'office'
        and o.code = f.office_code
    inner join (values (false), (true)) as no_office (yes)
        on not no_office.yes or f.office_code is null
    cross join lateral (
        select case when no_office.yes then 'no_office' else f.list end as list
    ) as l
    group by
        f.agency_id, f.region_code, f.region, f.office_code, f.office, f.unit_code, f.unit,
        f.supervisor, o.code, o.parent_code, l.list, f.status_no
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
        coalesce(c.g2_code, '') as g2_code,
        coalesce(c.g3_code, '') as g3_code,
        coalesce(c.g3, '') as g3,
        coalesce(c.g4, '') as g4,
        c.list, c.status_no,
        sum(c.n) as n
    from counted as c
    group by
        c.agency_id, c.list, c.status_no,
        grouping sets (
            (),
            (c.region_key),
            (c.g1_code, c.g2_code),
            (c.g1_code, c.g2_code, c.g3_code, c.g3),
            (c.g1_code, c.g2_code, c.g3_code, c.g3, c.g4))
),

-- Every group, and every workbook also when no child is in it.
grouped as (
    select r.agency_id, r.level, r.g1_code, r.g2_code, r.g3_code, r.g3, r.g4
    from rolled as r
    union
    select
        s.agency_id,
        s.scope_kind,
        case s.scope_kind
            when 'region' then s.code
            when 'office' then coalesce(s.parent_code, 'Unassigned')
            else ''
        end,
        case when s.scope_kind = 'office' then s.code else '' end,
        '', '', ''
    from parameter as p
    inner join fact.scope as s
        on s.agency_id = p.agency_id
        and s.month = p.month
        and s.version = p.version
        and s.report = 'ftdm_completion'
),

figure as (
    select
        g.agency_id, g.level, g.g1_code, g.g2_code, g.g3_code, g.g3, g.g4,
        m.measure,
        m.kind,
        coalesce(sum(r.n) filter (where r.status_no = any(m.counted)), 0) as numerator,
        case when m.base is not null then
            coalesce(sum(r.n) filter (where r.status_no = any(m.base)), 0)
        end as denominator
    from grouped as g
    cross join measure as m
    left join rolled as r
        on r.agency_id = g.agency_id
        and r.level = g.level
        and r.g1_code = g.g1_code
        and r.g2_code = g.g2_code
        and r.g3_code = g.g3_code
        and r.g3 = g.g3
        and r.g4 = g.g4
        and r.list = m.list
    group by
        g.agency_id, g.level, g.g1_code, g.g2_code, g.g3_code, g.g3, g.g4,
        m.measure, m.kind, m.base
)

select
    p.agency_id, p.month, p.version, 'ftdm_completion',
    f.level,
    f.g1_code, coalesce(region.name, f.g1_code),
    f.g2_code, coalesce(office.name, f.g2_code),
    f.g3_code, f.g3,
    f.g4, f.g4,
    f.measure,
    f.numerator,
    f.denominator,
    case f.kind when 'count' then f.numerator else f.numerator / nullif(f.denominator, 0) end
from parameter as p
inner join figure as f
    on f.agency_id = p.agency_id
left join fact.scope as region
    on region.agency_id = p.agency_id
    and region.month = p.month
    and region.version = p.version
    and region.report = 'ftdm_completion'
    and region.scope_kind = 'region'
    and region.code = f.g1_code
left join fact.scope as office
    on office.agency_id = p.agency_id
    and office.month = p.month
    and office.version = p.version
    and office.report = 'ftdm_completion'
    and office.scope_kind = 'office'
    and office.code = f.g2_code;
