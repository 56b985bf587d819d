-- Purpose: recompute the published figures from the rows of a FamLink-style sample, by hand so to
-- speak: written from the definitions only, with nothing of the program's own SQL.
-- Grain: one row per figure: what it is, published, found, ok.
-- Inputs: the sample's schema (default famlink). The totals are those of size state.
--
--     psql -X -q -d source -v schema=famlink -f tests/sample/famlink_check.sql

\if :{?schema}
\else
    \set schema famlink
\endif
\set QUIET on
set client_min_messages = warning;
set search_path = :"schema";

-- C4: eight digits that form a real day, anything else is no date
create function pg_temp.as_day(value text) returns date language sql immutable as $$
    select case
        when btrim(value) !~ '^(19|2[0-9])[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])$' then null
        when substr(btrim(value), 7, 2)::integer > extract(day from
            to_date(substr(btrim(value), 1, 6) || '01', 'YYYYMMDD') + interval '1 month - 1 day') then null
        else to_date(btrim(value), 'YYYYMMDD')
    end
$$;
create function pg_temp.is_yes(value text) returns boolean language sql immutable as $$
    select coalesce(upper(btrim(value)) in ('1', 'Y', 'T', 'YES', 'TRUE'), false)
$$;

-- C5: a child any version of whose record is expunged is nowhere
create temp table hidden as
select distinct id_prsn from people_dim where pg_temp.is_yes(fl_expunged);

-- ---- FTDM completion, in care on 2020-01-31 ----------------------------------------------------
create temp table in_care as
select
    e.id_removal_episode_fact as episode,
    e.id_prsn_child as child,
    e.id_case,
    pg_temp.as_day(e.id_calendar_dim_begin::text) as removal,
    coalesce(e.fl_extended_foster_care, 0) = 1 as extended,
    coalesce(a.cd_placement_care_auth in (3, 4, 5, 6, 10, 11), false) as other_agency
from removal_episode_fact as e
left join placement_care_auth_dim as a
    on a.id_placement_care_auth_dim = e.id_placement_care_auth_dim
where not pg_temp.is_yes(e.fl_in_error::text)
    and not exists (select from hidden as h where h.id_prsn = e.id_prsn_child)
    and pg_temp.as_day(e.id_calendar_dim_begin::text) <= date '2020-01-31'
    and (pg_temp.as_day(e.id_calendar_dim_end::text) is null
        or pg_temp.as_day(e.id_calendar_dim_end::text) > date '2020-01-31');

create temp table held as
select btrim(m.id_prsn_child) as child, pg_temp.as_day(m.id_calendar_dim_mtng) as day
from meeting_fact as m
join meeting_type_dim as t on btrim(t.id_meeting_type_dim) = btrim(m.id_meeting_type_dim)
where btrim(t.cd_type) = 'FTDM'
    and pg_temp.is_yes(m.fl_meeting_completed)
    and pg_temp.as_day(m.id_calendar_dim_mtng) <= date '2020-01-31'
    and coalesce(pg_temp.as_day(m.id_calendar_dim_cancel) > date '2020-01-31', true);
create index on held (child);
analyze held;

create temp table ftdm as
select
    i.episode,
    case
        when exists (select from held as h where h.child = i.child::text
            and h.day between i.removal - 7 and i.removal + 3) then 'held'
        when i.removal + 3 > date '2020-01-31' then 'window open'
        else 'not in time'
    end as status
from in_care as i
where not i.extended and not i.other_agency;

-- ---- home study --------------------------------------------------------------------------------
create temp table stays as
select
    p.id_removal_episode_fact as episode,
    p.id_prsn_child as child,
    p.id_prvd_org_caregiver as caregiver,
    pg_temp.as_day(p.id_calendar_dim_begin::text) as begins,
    case when pg_temp.as_day(p.id_calendar_dim_end::text) <= date '2020-01-31'
        then pg_temp.as_day(p.id_calendar_dim_end::text) end as ends,
    t.cd_plcm_setng in (15, 2) or coalesce(s.cd_srvc in (342, 245000), false) as kin
from placement_fact as p
join placement_type_dim as t on t.id_placement_type_dim = p.id_placement_type_dim
left join service_type_dim as s on s.id_service_type_dim = p.id_service_type_dim
where t.cd_epsd_type = 1
    and p.id_prvd_org_caregiver > 0
    and pg_temp.as_day(p.id_calendar_dim_begin::text) <= date '2020-01-31';
create index on stays (child, caregiver);
analyze stays;
analyze in_care;

create temp table licensed as
select distinct id_prvd_org as caregiver
from license_fact
where pg_temp.as_day(id_calendar_dim_issue::text) <= date '2020-01-31'
    and coalesce(pg_temp.as_day(id_calendar_dim_closed::text) > date '2020-01-31', true)
    and coalesce(pg_temp.as_day(id_calendar_dim_expiration::text) >= date '2020-01-31', true);

create temp table kin as
select distinct s.child, s.caregiver
from stays as s
join in_care as i on i.episode = s.episode and not i.extended and not i.other_agency
where s.kin and s.ends is null
    and not exists (select from licensed as l where l.caregiver = s.caregiver);

-- the clock is the begin of the last unbroken chain with this caregiver, whatever the setting
create temp table clocked as
with reaches as (
    select
        s.child,
        s.caregiver,
        s.begins,
        max(coalesce(s.ends, date '2020-02-01')) over (
            partition by s.child, s.caregiver order by s.begins
            rows between unbounded preceding and 1 preceding
        ) as reached
    from stays as s
    join kin as k on k.child = s.child and k.caregiver = s.caregiver
)
select child, caregiver, date '2020-01-31' - max(begins) as days
from reaches
where reached is null or begins > reached + 1
group by child, caregiver;

create temp table latest as
select distinct on (id_prvd_org) id_prvd_org as caregiver, dt_status, cd_status
from ext_home_study
where dt_status <= date '2020-01-31'
order by id_prvd_org, dt_status desc,
    array_position(array['DENIED', 'WITHDRAWN', 'APPROVED', 'ASSIGNED', 'REFERRED'], cd_status);

create temp table study as
select
    c.child,
    c.caregiver,
    c.days,
    case
        when l.cd_status = 'APPROVED' then 'approved'
        when l.cd_status in ('REFERRED', 'ASSIGNED')
            and l.dt_status >= date '2020-01-31' - c.days - 365 then 'referred'
        when l.cd_status is null and exists (
            select from license_fact as f
            where f.id_prvd_org = c.caregiver
                and pg_temp.as_day(f.id_calendar_dim_application::text)
                    between date '2020-01-31' - c.days - 365 and date '2020-01-31'
                and coalesce(pg_temp.as_day(f.id_calendar_dim_issue::text) > date '2020-01-31', true)
                and coalesce(pg_temp.as_day(f.id_calendar_dim_closed::text) > date '2020-01-31', true)
        ) then 'referred'
        when c.days <= 30 then 'within 30 days'
        else 'overdue'
    end as status,
    exists (select from ext_home_study as h where h.id_prvd_org = c.caregiver
        and h.dt_status <= date '2020-01-31' and h.cd_status in ('WITHDRAWN', 'DENIED')) as prior
from clocked as c
left join latest as l on l.caregiver = c.caregiver;

-- ---- extensions in Region 2, due in 2019, as of 2019-12-31 --------------------------------------
create temp table region_2 as
with due as (
    select
        v.id_intake_fact,
        i.id_case,
        v.fl_extension = 1 as extended,
        case when v.fl_extension = 1 and v.dt_due > v.dt_due_original then v.dt_due
            else v.dt_due_original end as due
    from intake_victim_fact as v
    join intake_fact as i on i.id_intake_fact = v.id_intake_fact
    join intake_type_dim as t on t.id_intake_type_dim = i.id_intake_type_dim
    join intake_attribute_dim as a on a.id_intake_attribute_dim = i.id_intake_attribute_dim
    where v.fl_iff_required = 1
        and t.cd_final_decision = 1
        and a.tx_spvr_rsn <> 'Referral created in Error'
        and not pg_temp.is_yes(v.fl_expunged) and not pg_temp.is_yes(i.fl_expunged)
        and not exists (select from hidden as h where h.id_prsn = v.id_prsn_vctm)
        and coalesce(v.fl_exception, 0) = 0
        and i.dt_access_rcvd < timestamp '2020-01-01'
        and coalesce(v.dt_victim_added < timestamp '2020-01-01', true)
        and v.dt_due_original >= i.dt_access_rcvd
        and coalesce(v.dt_iff_completed >= i.dt_access_rcvd
            or v.dt_iff_completed >= timestamp '2020-01-01', true)
)
select d.id_intake_fact, bool_or(d.extended) as extended
from due as d
join lateral (
    select l.cd_region
    from primary_assignment_fact as p
    join location_dim as l on l.id_location_dim = p.id_location_dim
    where p.id_case = d.id_case and d.id_case > 0
        and not pg_temp.is_yes(p.fl_expunged)
        and p.dt_begin::date <= d.due::date
        and (p.dt_end is null or p.dt_end::date > d.due::date)
    order by p.dt_begin desc, p.id_primary_assignment_fact desc
    limit 1
) as o on o.cd_region = 2
where d.due >= timestamp '2019-01-01' and d.due < timestamp '2020-01-01'
group by d.id_intake_fact;

-- ---- side by side ------------------------------------------------------------------------------
create temp table found as
select
    (select count(*) from in_care) as in_care,
    (select count(*) from ftdm where status <> 'window open') as counted,
    (select count(*) from ftdm where status = 'held') as held,
    (select count(distinct child) from study) as kin_children,
    (select count(distinct child) from study where status = 'overdue') as overdue_children,
    (select count(distinct caregiver) from study where status = 'overdue') as overdue_caregivers,
    (select count(distinct caregiver) from study where status = 'overdue' and prior)
        as prior_caregivers,
    (select avg(days) from study where status = 'overdue') as overdue_days,
    (select avg(days) from study where caregiver in (
        select caregiver from study where status = 'overdue' and prior)) as prior_days,
    (select count(*) from region_2) as region_2_intakes,
    (select count(*) from region_2 where extended) as region_2_extended,
    (select count(*) from intake_victim_fact
        where dt_victim_added >= timestamp '2019-01-01' and dt_victim_added < timestamp '2020-01-01')
        as victims_2019;

select figure, published, found, case when abs(found - published) <= tolerance then 'ok' else 'DIFFERS' end as ok
from found as f,
lateral (values
    (1, 'episodes in care (about)', 9800::numeric, f.in_care::numeric, 60::numeric),
    (2, 'FTDM: in care, window not open', 9697, f.counted, 0),
    (3, 'FTDM: held before or within 3 days', 3200, f.held, 0),
    (4, 'FTDM: completion, %', 33, round(100.0 * f.held / nullif(f.counted, 0)), 0),
    (5, 'home study: children with unlicensed kin', 3760, f.kin_children, 0),
    (6, 'home study: children overdue', 783, f.overdue_children, 0),
    (7, 'home study: children overdue, %', 21, round(100.0 * f.overdue_children / nullif(f.kin_children, 0)), 0),
    (8, 'home study: caregivers overdue', 563, f.overdue_caregivers, 0),
    (9, 'home study: of these withdrew or denied before', 96, f.prior_caregivers, 0),
    (10, 'home study: the same, %', 17, round(100.0 * f.prior_caregivers / nullif(f.overdue_caregivers, 0)), 0),
    (11, 'home study: mean days, children overdue', 396, round(f.overdue_days, 1), 0),
    (12, 'home study: mean days, children of the 96', 820, round(f.prior_days, 1), 0),
    (13, 'IFF: Region 2 extension rate by intake, 2019, %', 12.8, round(100.0 * f.region_2_extended / nullif(f.region_2_intakes, 0), 1), 0),
    (14, 'IFF: intake-children a year (about)', 90000, f.victims_2019, 4000)
) as v (place, figure, published, found, tolerance)
order by v.place;
