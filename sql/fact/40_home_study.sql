-- sql/fact/40_home_study.sql
-- Purpose: children placed with unlicensed kin, their caregivers, and whether the caregiver was
-- referred to licensing within 30 days (policies 45274, 5110).
-- Grain: list, caregiver, child; the lists are told with fact.home_study.
-- Inputs: mart.placement, episode, licence, home_study, provider, child, case_assignment,
-- etl.source_table; for list `left` the report's own facts of the three months before and of
-- earlier versions.
-- Key: (agency_id, month, version, list, provider_id, child_id).
-- As-of view (C3): an episode, placement, assignment, application or record that begins after
-- as_of is not there; a later end, expiry or close has not happened.

with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
)
delete from fact.home_study as f
using parameter as p
where f.agency_id = p.agency_id and f.month = p.month and f.version = p.version;

insert into fact.home_study (
    agency_id, month, version, list, provider_id, child_id, as_of,
    attributed_by, assignment_id,
    region_code, region, office_code, office, unit_code, unit, supervisor, caseworker,
    case_id, child, age, caregiver, relationship, placement_since, days,
    episode_id, placement_id, placement_begin, setting, counted, placements_open,
    licensing_status, status_date, record_from, refused_on, prior,
    status_no, status, why_caregiver, why)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts; 0: a trend's
),

-- True placements with unlicensed kin in force on as_of, in an episode in force that counts.
kin as (
    select
        pl.agency_id, pl.child_id, pl.provider_id, pl.placement_id, pl.begin_date, pl.label,
        pl.relationship,
        e.episode_id, e.case_id,
        e.region_code, e.region, e.office_code, e.office, e.unit_code, e.unit,
        e.supervisor, e.caseworker
    from parameter as p
    inner join mart.placement as pl
        on pl.agency_id = p.agency_id
    inner join mart.episode as e
        on e.agency_id = pl.agency_id
        and e.child_id = pl.child_id
        and e.episode_id = pl.episode_id
    where pl.event_type = '1'
        and pl.provider_id is not null
        and mart.kin_unlicensed(pl.grp, pl.service_grp)
        and pl.begin_date <= p.as_of
        and (pl.end_date is null or pl.end_date > p.as_of)
        and e.begin_date <= p.as_of
        and (e.end_date is null or e.end_date > p.as_of)
        and not e.extended
        and not e.other_agency
        and not exists (
            select 1
            from mart.licence as li
            where li.agency_id = pl.agency_id
                and li.provider_id = pl.provider_id
                and mart.licence_in_force(
                    li.application_date, li.issue_date, li.expiration_date, li.closed_date,
                    p.as_of))
),

-- One row per child and caregiver (C14). A child with two open placements counts once, on the
-- later.
ranked as (
    select
        k.*,
        row_number() over (
            partition by k.agency_id, k.child_id, k.provider_id
            order by k.begin_date desc, k.placement_id desc) as nth_of_caregiver,
        row_number() over (
            partition by k.agency_id, k.child_id
            order by k.begin_date desc, k.placement_id desc) as nth_of_child,
        count(*) over (partition by k.agency_id, k.child_id) as placements_open,
        first_value(k.provider_id) over (
            partition by k.agency_id, k.child_id
            order by k.begin_date desc, k.placement_id desc) as counted_with
    from kin as k
),

-- The clock: the begin of the unbroken chain of the child's true placements with the caregiver,
-- any setting, in which the placement in force stands. A gap of one day (end 10th, begin 11th) or
-- an overlap keeps it whole; nothing can follow the placement in force but what overlaps it.
clocked as (
    select r.*, c.placement_since
    from parameter as p
    inner join ranked as r
        on r.agency_id = p.agency_id
    cross join lateral (
        select max(g.begin_date) as placement_since
        from (
            select
                t.begin_date,
                t.begin_date - max(case when t.end_date <= p.as_of then t.end_date else p.as_of end)
                    over (
                        order by t.begin_date, t.placement_id
                        rows between unbounded preceding and 1 preceding) as gap
            from mart.placement as t
            where t.agency_id = r.agency_id
                and t.child_id = r.child_id
                and t.provider_id = r.provider_id
                and t.event_type = '1'
                and t.begin_date <= p.as_of
        ) as g
        where g.gap is null or g.gap > 1
    ) as c
    where r.nth_of_caregiver = 1
),

-- Latest record of each caregiver in the tracking file; on one day a refusal outweighs a step
-- forward. `kept`: does the agency have such a file?
tracking as (
    select coalesce(bool_or(t.present), false) as kept
    from parameter as p
    left join etl.source_table as t
        on t.agency_id = p.agency_id and t.table_name = 'home_study'
),
tracked as (
    select distinct on (h.agency_id, h.provider_id)
        h.agency_id, h.provider_id, h.status_date,
        mart.tracking_words(h.status) as licensing_status,
        max(h.status_date) filter (where mart.tracking_weight(h.status) <= 2) over (
            partition by h.agency_id, h.provider_id) as refused_on
    from parameter as p
    inner join mart.home_study as h
        on h.agency_id = p.agency_id and h.status_date <= p.as_of
    order by
        h.agency_id, h.provider_id, h.status_date desc,
        mart.tracking_weight(h.status) nulls last, h.n desc
),

-- What the licence file says of each caregiver: the latest of applications that wait and of
-- licences or applications that ended.
filed as (
    select distinct on (s.agency_id, s.provider_id)
        s.agency_id, s.provider_id, s.licensing_status, s.status_date
    from (
        select
            li.agency_id, li.provider_id, li.licence_id,
            mart.licence_status(li.application_date, li.issue_date, li.closed_date, p.as_of)
                as licensing_status,
            mart.licence_status_date(
                li.application_date, li.issue_date, li.expiration_date, li.closed_date, p.as_of)
                as status_date
        from parameter as p
        inner join mart.licence as li
            on li.agency_id = p.agency_id
    ) as s
    where s.licensing_status is not null
    order by s.agency_id, s.provider_id, s.status_date desc nulls last, s.licence_id desc
),

-- C7, C14: the primary assignment of the case in force on as_of, else the episode's own.
named as (
    select
        c.agency_id, p.month, p.version, p.as_of,
        p.version > 0 as detail,     -- version 0 only feeds a trend
        c.child_id, c.provider_id, c.case_id, c.episode_id, c.placement_id,
        c.begin_date as placement_begin, c.label as setting, c.relationship,
        c.placement_since, p.as_of - c.placement_since as days,
        c.nth_of_child = 1 as counted, c.placements_open, c.counted_with,
        a.assignment_id,
        case when a.assignment_id is null then c.region_code else a.region_code end as region_code,
        case when a.assignment_id is null then c.office_code else a.office_code end as office_code,
        case when a.assignment_id is null then c.unit_code else a.unit_code end as unit_code,
        coalesce(a.region, c.region) as region,
        coalesce(a.office, c.office) as office,
        coalesce(a.unit, c.unit) as unit,
        coalesce(a.supervisor, c.supervisor) as supervisor,
        coalesce(a.caseworker, c.caseworker) as caseworker,
        -- deleted record: no name, no age; no record or no name: the id
        case when p.version > 0 and m.hidden is not true then coalesce(m.child_name, c.child_id) end
            as child,
        case when m.hidden is not true then mart.age_on(m.birth_date, p.as_of) end as age,
        coalesce(v.provider_name, c.provider_id) as caregiver,
        coalesce(t.licensing_status, f.licensing_status, 'None recorded') as licensing_status,
        case when t.provider_id is not null then t.status_date else f.status_date end
            as status_date,
        case
            when t.provider_id is not null then 'tracking'
            when f.provider_id is not null then 'licence'
        end as record_from,
        t.refused_on,
        case
            when not k.kept then 'Not recorded'
            when t.refused_on is not null then 'Yes'
            else 'No'
        end as prior
    from parameter as p
    inner join clocked as c
        on c.agency_id = p.agency_id
    cross join tracking as k
    left join mart.child as m
        on p.version > 0 and m.agency_id = c.agency_id and m.child_id = c.child_id
    left join mart.provider as v
        on p.version > 0 and v.agency_id = c.agency_id and v.provider_id = c.provider_id
    left join tracked as t
        on t.agency_id = c.agency_id and t.provider_id = c.provider_id
    left join filed as f
        on f.agency_id = c.agency_id and f.provider_id = c.provider_id
    left join lateral (
        select
            ca.assignment_id, ca.region_code, ca.region, ca.office_code, ca.office,
            ca.unit_code, ca.unit, ca.supervisor, ca.caseworker
        from mart.case_assignment as ca
        where ca.agency_id = c.agency_id
            and ca.case_id = c.case_id
            and ca.begin_date <= p.as_of
            and (ca.end_date is null or ca.end_date > p.as_of)
        order by ca.begin_date desc, ca.assignment_id desc
        limit 1
    ) as a on true
),

-- First that fits. A record over a year older than the clock counts only when Approved.
judged as (
    select
        n.*,
        n.licensing_status in ('Referred', 'Assigned', 'Application pending') as active,
        mart.home_study_status(n.licensing_status, n.status_date, n.placement_since, n.as_of)
            as status_no
    from named as n
),

-- Why: the fact that weighs most first, and nothing that stands in another cell.
worded as (
    select
        j.*,
        concat_ws(' ', w.outcome, w.record, w.refused, w.present) as why_caregiver,
        w.twice
    from judged as j
    left join lateral (
        select
            case
                when j.status_no in (1, 2) then
                    case j.licensing_status
                        when 'Application pending' then 'Applied' else j.licensing_status
                    end || ' ' || case
                        when j.status_date = j.placement_since then 'on the day of'
                        when j.status_date > j.placement_since then
                            fact.say_days(j.status_date - j.placement_since) || ' after'
                        else fact.say_days(j.placement_since - j.status_date) || ' before'
                    end || ' the placement.'
                when j.status_no = 3 and j.days = 30 then 'Referral due on the as-of day.'
                when j.status_no = 3 then
                    'Referral due ' || fact.say_date(j.placement_since + 30, j.as_of) || ', in '
                        || fact.say_days(30 - j.days) || '.'
                else
                    'Referral was due ' || fact.say_date(j.placement_since + 30, j.as_of) || ', '
                        || fact.say_days(j.days - 30) || ' ago.'
            end as outcome,
            case
                when j.status_no < 3 then null
                -- or it would count
                when j.active then
                    'That record is over a year older than the placement.'
                when j.licensing_status in ('Withdrawn', 'Denied') then 'No new referral since.'
                when j.licensing_status = 'Licence ended' then 'No new application since.'
                when j.licensing_status like 'Unknown (%' then
                    'What that status means is not known.'
            end as record,
            case when j.licensing_status not in ('Withdrawn', 'Denied') then
                'A study was withdrawn or denied ' || fact.say_date(j.refused_on, j.as_of) || '.'
            end as refused,
            case when j.placement_begin > j.placement_since then
                'The present placement began ' || fact.say_date(j.placement_begin, j.as_of) || '.'
            end as present,
            case
                when j.placements_open < 2 then null
                when j.counted_with <> j.provider_id then
                    'The child is counted with caregiver ' || j.counted_with || '.'
                else 'One of ' || j.placements_open || ' open kin placements; counted here.'
            end as twice
    ) as w on j.detail
)

select
    w.agency_id, w.month, w.version, 'children', w.provider_id, w.child_id, w.as_of,
    case when w.assignment_id is null then 'episode' else 'assignment' end, w.assignment_id,
    w.region_code, w.region, w.office_code, w.office, w.unit_code, w.unit,
    w.supervisor, w.caseworker,
    w.case_id, w.child, w.age, w.caregiver, w.relationship, w.placement_since, w.days,
    w.episode_id, w.placement_id, w.placement_begin, w.setting, w.counted, w.placements_open,
    w.licensing_status, w.status_date, w.record_from, w.refused_on, w.prior,
    w.status_no,
    fact.home_study_status_words(w.status_no),
    nullif(w.why_caregiver, ''),
    nullif(concat_ws(' ', nullif(w.why_caregiver, ''), w.twice), '')
from worded as w;

-- The caregivers: overdue when any child is, else the longest-placed child's status. Days, office
-- and relationship are the longest-placed child's (of two the lower child id); Why is told by the
-- child that decides.
insert into fact.home_study (
    agency_id, month, version, list, provider_id, child_id, as_of,
    attributed_by, assignment_id,
    region_code, region, office_code, office, unit_code, unit, supervisor, caseworker,
    caregiver, relationship, placement_since, days, counted,
    licensing_status, status_date, record_from, refused_on, prior,
    children_placed, children_overdue, status_no, status, why)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts; 0: a trend's
),
ranked as (
    select
        f.*,
        row_number() over (
            partition by f.agency_id, f.provider_id
            order by f.days desc, mart.id_order(f.child_id) collate "C") as nth,
        count(*) over (partition by f.agency_id, f.provider_id) as placed,
        count(*) filter (where f.status_no = 4) over (partition by f.agency_id, f.provider_id)
            as overdue,
        first_value(f.why_caregiver) over (
            partition by f.agency_id, f.provider_id
            order by (f.status_no = 4) desc, f.days desc, mart.id_order(f.child_id) collate "C")
            as decisive_why
    from parameter as p
    inner join fact.home_study as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.list = 'children'
    where p.version > 0
)
select
    r.agency_id, r.month, r.version, 'caregivers', r.provider_id, '', r.as_of,
    r.attributed_by, r.assignment_id,
    r.region_code, r.region, r.office_code, r.office, r.unit_code, r.unit,
    r.supervisor, r.caseworker,
    r.caregiver, r.relationship, r.placement_since, r.days, true,
    r.licensing_status, r.status_date, r.record_from, r.refused_on, r.prior,
    r.placed, r.overdue,
    case when r.overdue > 0 then 4 else r.status_no end,
    case when r.overdue > 0 then 'Referral overdue' else r.status end,
    concat_ws(' ',
        case when r.overdue > 0 and r.placed > 1 then
            r.overdue || ' of ' || r.placed || ' children past the 30 days.'
        end,
        r.decisive_why)
from ranked as r
where r.nth = 1;

-- What became of the children who stood on the sheet of late.
insert into fact.home_study (
    agency_id, month, version, list, provider_id, child_id, as_of,
    attributed_by, assignment_id,
    region_code, region, office_code, office, unit_code, unit, supervisor, caseworker,
    case_id, child, caregiver, relationship, episode_id, placement_id, counted, why)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts; 0: a trend's
),
former as (
    select distinct on (f.agency_id, f.provider_id, f.child_id)
        f.agency_id, p.month, p.version, f.provider_id, f.child_id, p.as_of,
        f.attributed_by, f.assignment_id,
        f.region_code, f.region, f.office_code, f.office, f.unit_code, f.unit,
        f.supervisor, f.caseworker,
        f.case_id, f.child, f.caregiver, f.relationship, f.episode_id, f.placement_id
    from parameter as p
    inner join fact.home_study as f
        on f.agency_id = p.agency_id
        and f.month >= mart.plus_months(p.month, -3)
        and f.month <= p.month
        and f.version > 0
        and (f.month < p.month or f.version < p.version)
        and f.list = 'children'
    where p.version > 0
        and not exists (
            select 1
            from fact.home_study as now_row
            where now_row.agency_id = p.agency_id
                and now_row.month = p.month
                and now_row.version = p.version
                and now_row.list = 'children'
                and now_row.provider_id = f.provider_id
                and now_row.child_id = f.child_id)
    order by f.agency_id, f.provider_id, f.child_id, f.month desc, f.version desc
)
select
    f.agency_id, f.month, f.version, 'left', f.provider_id, f.child_id, f.as_of,
    f.attributed_by, f.assignment_id,
    f.region_code, f.region, f.office_code, f.office, f.unit_code, f.unit,
    f.supervisor, f.caseworker,
    f.case_id, f.child, f.caregiver, f.relationship, f.episode_id, f.placement_id, false,
    case
        when t.placement_id is null then 'No longer in the source'
        when e.end_date <= f.as_of then 'Left care ' || to_char(e.end_date, 'MM/DD/YYYY')
        when t.end_date <= f.as_of then 'Placement ended ' || to_char(t.end_date, 'MM/DD/YYYY')
        when e.extended then 'Extended foster care'
        when e.other_agency then 'Another agency has placement and care authority'
        when li.issue_date is not null then
            'Caregiver licensed since ' || to_char(li.issue_date, 'MM/DD/YYYY')
        else 'Setting is now: ' || coalesce(t.label, 'blank')
    end
from former as f
-- the child's latest true placement with the caregiver
left join lateral (
    select pl.placement_id, pl.episode_id, pl.end_date, pl.label
    from mart.placement as pl
    where pl.agency_id = f.agency_id
        and pl.child_id = f.child_id
        and pl.provider_id = f.provider_id
        and pl.event_type = '1'
        and pl.begin_date <= f.as_of
    order by pl.begin_date desc, pl.placement_id desc
    limit 1
) as t on true
left join mart.episode as e
    on e.agency_id = f.agency_id
    and e.child_id = f.child_id
    and e.episode_id = t.episode_id
left join lateral (
    select min(l.issue_date) as issue_date
    from mart.licence as l
    where l.agency_id = f.agency_id
        and l.provider_id = f.provider_id
        and mart.licence_in_force(
            l.application_date, l.issue_date, l.expiration_date, l.closed_date, f.as_of)
) as li on true;
