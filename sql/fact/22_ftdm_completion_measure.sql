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

-- Each measure in one line: the list it counts, the statuses counted (numerator), and for a
-- percent the statuses of its base (denominator).
measure (measure, list, counted, base) as (
    values
        ('to_act_on', 'to_act_on', array[3, 6, 7, 8], null::int[]),
        ('act_none', 'to_act_on', array[8], null),
        ('act_scheduled', 'to_act_on', array[6], null),
        ('act_cancelled', 'to_act_on', array[7], null),
        ('act_open', 'to_act_on', array[3], null),
        ('removals', 'removals', array[1, 2, 3, 4, 5, 6, 7, 8], null),
        ('removals_completion', 'removals', array[1, 2], array[1, 2, 4, 5, 6, 7, 8]),
        ('removals_before', 'removals', array[1], null),
        ('removals_within', 'removals', array[2], null),
        ('removals_open', 'removals', array[3], null),
        ('removals_late', 'removals', array[4], null),
        ('removals_early', 'removals', array[5], null),
        ('removals_scheduled', 'removals', array[6], null),
        ('removals_cancelled', 'removals', array[7], null),
        ('removals_none', 'removals', array[8], null),
        ('in_care', 'in_care', array[1, 2, 3, 4, 5, 6, 7, 8], null),
        ('in_care_completion', 'in_care', array[1, 2], array[1, 2, 4, 5, 6, 7, 8]),
        ('in_care_before', 'in_care', array[1], null),
        ('in_care_within', 'in_care', array[2], null),
        ('in_care_open', 'in_care', array[3], null),
        ('in_care_late', 'in_care', array[4], null),
        ('in_care_early', 'in_care', array[5], null),
        ('in_care_scheduled', 'in_care', array[6], null),
        ('in_care_cancelled', 'in_care', array[7], null),
        ('in_care_none', 'in_care', array[8], null),
        ('no_office', 'no_office', array[1, 2, 3, 4, 5, 6, 7, 8], null)
),

-- The facts are read once and become a few thousand counts. A group without a code has its name
-- as code.
counted as (
    select
        f.agency_id,
        coalesce(f.region_code, f.region) as g1_code,
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
    inner join (values (false), (true)) as no_office (yes)
        on not no_office.yes or f.office_code is null
    cross join lateral (
        select case when no_office.yes then 'no_office' else f.list end as list
    ) as l
    group by
        f.agency_id, f.region_code, f.region, f.office_code, f.office, f.unit_code, f.unit,
        f.supervisor, l.list, f.status_no
),

rolled as (
    select
        c.agency_id,
        case grouping(c.g1_code, c.g2_code, c.g3_code, c.g4)
            when 0 then 'supervisor'
            when 1 then 'unit'
            when 3 then 'office'
            when 7 then 'region'
            else 'state'
        end as level,
        coalesce(c.g1_code, '') as g1_code,
        coalesce(c.g2_code, '') as g2_code,
        coalesce(c.g3_code, '') as g3_code,
        coalesce(c.g3, '') as g3,
        coalesce(c.g4, '') as g4,
        c.list, c.status_no,
        sum(c.n) as n
    from counted as c
    group by
        c.agency_id, c.list, c.status_no,
        rollup (c.g1_code, c.g2_code, (c.g3_code, c.g3), c.g4)
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
        m.base is not null as is_percent,
        coalesce(sum(r.n) filter (where r.status_no = any(m.counted)), 0) as numerator,
        coalesce(sum(r.n) filter (where r.status_no = any(m.base)), 0) as denominator
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
        g.agency_id, g.level, g.g1_code, g.g2_code, g.g3_code, g.g3, g.g4, m.measure, m.base
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
    case when f.is_percent then f.denominator end,
    case
        when not f.is_percent then f.numerator
        else f.numerator / nullif(f.denominator, 0)
    end
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
