-- sql/fact/22_ftdm_completion_measure.sql
-- joins: hash
-- Purpose: the figures of the FTDM completion report.
-- Grain: one row per level (state, region, office, unit, supervisor), group and measure. Every
-- scope has every measure, also one without a child: a count of 0, a percent of 0 of 0 and no
-- value. Units and supervisors have rows where they have children, and only of the measures that
-- the roll-up and the bars can show (what a removal led to is for a sheet's filter). A month that
-- only feeds a trend has the two figures that trends show, for the workbooks alone.
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
        $4::int as version           -- version of the month's facts; 0: a trend's
),

-- The facts are read once and become a few hundred rows of counts. A group without a code has its
-- name as code.
counted as (
    select
        f.agency_id,
        coalesce(f.region_code, f.region) as region_key,
        f.office_code,
        coalesce(f.office_code, f.office) as g2_code,
        coalesce(f.unit_code, f.unit) as g3_code,
        f.unit as g3,
        f.supervisor as g4,
        count(*) filter (where f.list = 'to_act_on' and f.status_no = 3) as act_open,
        count(*) filter (where f.list = 'to_act_on' and f.status_no = 6) as act_scheduled,
        count(*) filter (where f.list = 'to_act_on' and f.status_no = 7) as act_cancelled,
        count(*) filter (where f.list = 'to_act_on' and f.status_no = 8) as act_none,
        count(*) filter (where f.list = 'removals' and f.status_no = 1) as removals_before,
        count(*) filter (where f.list = 'removals' and f.status_no = 2) as removals_within,
        count(*) filter (where f.list = 'removals' and f.status_no = 3) as removals_open,
        count(*) filter (where f.list = 'removals' and f.status_no = 4) as removals_late,
        count(*) filter (where f.list = 'removals' and f.status_no = 5) as removals_early,
        count(*) filter (where f.list = 'removals' and f.status_no = 6) as removals_scheduled,
        count(*) filter (where f.list = 'removals' and f.status_no = 7) as removals_cancelled,
        count(*) filter (where f.list = 'removals' and f.status_no = 8) as removals_none,
        count(*) filter (where f.list = 'in_care' and f.status_no = 1) as in_care_before,
        count(*) filter (where f.list = 'in_care' and f.status_no = 2) as in_care_within,
        count(*) filter (where f.list = 'in_care' and f.status_no = 3) as in_care_open,
        count(*) filter (where f.list = 'in_care' and f.status_no = 4) as in_care_late,
        count(*) filter (where f.list = 'in_care' and f.status_no = 5) as in_care_early,
        count(*) filter (where f.list = 'in_care' and f.status_no = 6) as in_care_scheduled,
        count(*) filter (where f.list = 'in_care' and f.status_no = 7) as in_care_cancelled,
        count(*) filter (where f.list = 'in_care' and f.status_no = 8) as in_care_none,
        count(*) filter (where f.office_code is null) as no_office
    from parameter as p
    inner join fact.ftdm_completion as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
    where f.list <> 'not_listed'
    group by
        f.agency_id, f.region_code, f.region, f.office_code, f.office, f.unit_code, f.unit,
        f.supervisor
),

-- An office that changed its region while a location still says the former one stands under its
-- present region, as a whole: it has one workbook.
placed as (
    select
        c.agency_id,
        c.region_key,
        case
            when o.code is not null then coalesce(o.parent_code, 'Unassigned')
            else c.region_key
        end as g1_code,
        c.g2_code, c.g3_code, c.g3, c.g4,
        c.act_open, c.act_scheduled, c.act_cancelled, c.act_none, c.removals_before,
        c.removals_within, c.removals_open, c.removals_late, c.removals_early,
        c.removals_scheduled, c.removals_cancelled, c.removals_none, c.in_care_before,
        c.in_care_within, c.in_care_open, c.in_care_late, c.in_care_early, c.in_care_scheduled,
        c.in_care_cancelled, c.in_care_none, c.no_office
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

    union all

    -- every workbook once, so that also one without a child has its figures
    select
        s.agency_id,
        nullif(s.own_g1_code, ''), nullif(s.own_g1_code, ''), nullif(s.own_g2_code, ''),
        null, null, null,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0
    from parameter as p
    inner join fact.own_scope as s
        on s.agency_id = p.agency_id
        and s.month = p.month
        and s.version = p.version
        and s.report = 'ftdm_completion'
),

rolled as (
    select
        x.agency_id,
        case
            when grouping(x.g4) = 0 then 'supervisor'
            when grouping(x.g3_code) = 0 then 'unit'
            when grouping(x.g2_code) = 0 then 'office'
            when grouping(x.region_key) = 0 then 'region'
            else 'state'
        end as level,
        coalesce(x.g1_code, x.region_key, '') as g1_code,
        x.g2_code, x.g3_code, x.g3, x.g4,
        sum(x.act_open) as act_open,
        sum(x.act_scheduled) as act_scheduled,
        sum(x.act_cancelled) as act_cancelled,
        sum(x.act_none) as act_none,
        sum(x.removals_before) as removals_before,
        sum(x.removals_within) as removals_within,
        sum(x.removals_open) as removals_open,
        sum(x.removals_late) as removals_late,
        sum(x.removals_early) as removals_early,
        sum(x.removals_scheduled) as removals_scheduled,
        sum(x.removals_cancelled) as removals_cancelled,
        sum(x.removals_none) as removals_none,
        sum(x.in_care_before) as in_care_before,
        sum(x.in_care_within) as in_care_within,
        sum(x.in_care_open) as in_care_open,
        sum(x.in_care_late) as in_care_late,
        sum(x.in_care_early) as in_care_early,
        sum(x.in_care_scheduled) as in_care_scheduled,
        sum(x.in_care_cancelled) as in_care_cancelled,
        sum(x.in_care_none) as in_care_none,
        sum(x.no_office) as no_office
    from placed as x
    group by
        x.agency_id,
        grouping sets (
            (),
            (x.region_key),
            (x.g1_code, x.g2_code),
            (x.g1_code, x.g2_code, x.g3_code, x.g3),
            (x.g1_code, x.g2_code, x.g3_code, x.g3, x.g4))
),

whole as (
    select
        r.*,
        r.act_none + r.act_scheduled + r.act_cancelled + r.act_open as act_all,
        r.removals_before + r.removals_within as removals_in_time,
        r.removals_before + r.removals_within + r.removals_late + r.removals_early
            + r.removals_scheduled + r.removals_cancelled + r.removals_none as removals_closed,
        r.removals_before + r.removals_within + r.removals_open + r.removals_late + r.removals_early
            + r.removals_scheduled + r.removals_cancelled + r.removals_none as removals_all,
        r.in_care_before + r.in_care_within as in_care_in_time,
        r.in_care_before + r.in_care_within + r.in_care_late + r.in_care_early
            + r.in_care_scheduled + r.in_care_cancelled + r.in_care_none as in_care_closed,
        r.in_care_before + r.in_care_within + r.in_care_open + r.in_care_late + r.in_care_early
            + r.in_care_scheduled + r.in_care_cancelled + r.in_care_none as in_care_all
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
    w.agency_id, p.month, p.version, 'ftdm_completion',
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
    and region.report = 'ftdm_completion'
    and region.scope_kind = 'region'
    and region.code = w.g1_code
left join fact.scope as office
    on office.agency_id = p.agency_id
    and office.month = p.month
    and office.version = p.version
    and office.report = 'ftdm_completion'
    and office.scope_kind = 'office'
    and office.code = w.g2_code
-- each measure in one line: name, kind, numerator, denominator (of a count: what it is a part of),
-- how deep it goes (3 office, 4 unit, 5 supervisor), and whether a trend's month has it
cross join lateral (
    values
        ('to_act_on', 'count', w.act_all, null::numeric, 5, false),
        ('act_none', 'count', w.act_none, w.act_all, 4, false),
        ('act_scheduled', 'count', w.act_scheduled, w.act_all, 4, false),
        ('act_cancelled', 'count', w.act_cancelled, w.act_all, 4, false),
        ('act_open', 'count', w.act_open, w.act_all, 4, false),
        ('removals', 'count', w.removals_all, null, 5, false),
        ('removals_completion', 'percent', w.removals_in_time, w.removals_closed, 5, true),
        ('removals_before', 'count', w.removals_before, w.removals_all, 3, false),
        ('removals_within', 'count', w.removals_within, w.removals_all, 3, false),
        ('removals_open', 'count', w.removals_open, w.removals_all, 3, false),
        ('removals_late', 'count', w.removals_late, w.removals_all, 3, false),
        ('removals_early', 'count', w.removals_early, w.removals_all, 3, false),
        ('removals_scheduled', 'count', w.removals_scheduled, w.removals_all, 3, false),
        ('removals_cancelled', 'count', w.removals_cancelled, w.removals_all, 3, false),
        ('removals_none', 'count', w.removals_none, w.removals_all, 3, false),
        ('in_care', 'count', w.in_care_all, null, 5, false),
        ('in_care_completion', 'percent', w.in_care_in_time, w.in_care_closed, 5, true),
        ('in_care_before', 'count', w.in_care_before, w.in_care_all, 3, false),
        ('in_care_within', 'count', w.in_care_within, w.in_care_all, 3, false),
        ('in_care_open', 'count', w.in_care_open, w.in_care_all, 3, false),
        ('in_care_late', 'count', w.in_care_late, w.in_care_all, 3, false),
        ('in_care_early', 'count', w.in_care_early, w.in_care_all, 3, false),
        ('in_care_scheduled', 'count', w.in_care_scheduled, w.in_care_all, 3, false),
        ('in_care_cancelled', 'count', w.in_care_cancelled, w.in_care_all, 3, false),
        ('in_care_none', 'count', w.in_care_none, w.in_care_all, 3, false),
        ('no_office', 'count', w.no_office, null, 3, false)
) as m (measure, kind, numerator, denominator, depth, trend)
where m.depth >= array_position(array['state', 'region', 'office', 'unit', 'supervisor'], w.level)
    and (p.version > 0 or m.trend and w.level in ('state', 'region', 'office'));
