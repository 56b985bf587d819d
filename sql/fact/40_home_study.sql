-- sql/fact/40_home_study.sql
-- Purpose: children placed with unlicensed kin and their caregivers' referral to licensing
-- (policy 45274, 5110: a referral within 30 days of placement).
-- Grain: list children: child x caregiver; list caregivers: caregiver. Key: fact.home_study.
-- Inputs: mart.placement, episode, licence, home_study, provider, child, case_assignment.
-- As-of view (C3): what begins after as_of is not there, what ends after it is open.

delete from fact.home_study
where agency_id = $1::int and month = $2::date and version = $4::int and $3::date is not null;

insert into fact.home_study (
    agency_id, month, version, list, provider_id, child_id,
    region_code, region, office_code, office, unit_code, unit, supervisor, caseworker,
    case_id, child, age, caregiver, relationship, placement_since, days,
    placement_begin, placement_id, children_placed, children_overdue,
    licensing_status, status_date, prior, status_no, status, counted, placements_open, why)
with p as (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
),
-- True placements in force with kin, without a licence of the caregiver in force.
kin as (
    select
        pl.agency_id, pl.child_id, pl.provider_id, pl.placement_id, pl.begin_date,
        pl.relationship,
        ep.episode_id, ep.case_id,
        ep.region_code as ep_region_code, ep.region as ep_region,
        ep.office_code as ep_office_code, ep.office as ep_office,
        ep.unit_code as ep_unit_code, ep.unit as ep_unit,
        ep.supervisor as ep_supervisor, ep.caseworker as ep_caseworker,
        row_number() over (
            partition by pl.agency_id, pl.child_id, pl.provider_id
            order by pl.begin_date desc, pl.placement_id desc) as nth,
        count(*) over (partition by pl.agency_id, pl.child_id) as placements_open
    from p
    inner join mart.placement as pl on pl.agency_id = p.agency_id
    inner join mart.episode as ep
        on ep.agency_id = pl.agency_id
        and ep.child_id = pl.child_id
        and ep.episode_id = pl.episode_id
    where pl.event_type = '1'
        and pl.provider_id is not null
        and (pl.grp = 'kin_unlicensed'
            or (pl.service_grp = 'kin_unlicensed' and pl.grp is distinct from 'kin_licensed'))
        and pl.begin_date <= p.as_of
        and (pl.end_date is null or pl.end_date > p.as_of)
        and ep.begin_date <= p.as_of
        and (ep.end_date is null or ep.end_date > p.as_of)
        and not ep.extended
        and not ep.other_agency
        and not exists (
            select 1
            from mart.licence as li
            where li.agency_id = pl.agency_id
                and li.provider_id = pl.provider_id
                and (li.application_date is null or li.application_date <= p.as_of)
                and li.issue_date <= p.as_of
                and (li.closed_date is null or li.closed_date > p.as_of)
                and (li.expiration_date is null or li.expiration_date >= p.as_of))
),
population as (
    select
        kin.*,
        -- A child with two open kin placements counts once, on the latest.
        row_number() over (
            partition by kin.agency_id, kin.child_id
            order by kin.begin_date desc, kin.placement_id desc) = 1 as counted
    from kin
    where kin.nth = 1
),
caregiver as (
    select distinct po.agency_id, po.provider_id from population as po
),
-- Latest record of the tracking file; on the same day a refusal outweighs a step forward.
tracked as (
    select distinct on (hs.agency_id, hs.provider_id)
        hs.agency_id, hs.provider_id, hs.status_date,
        case upper(btrim(hs.status))
            when 'REFERRED' then 'Referred'
            when 'ASSIGNED' then 'Assigned'
            when 'APPROVED' then 'Approved'
            when 'WITHDRAWN' then 'Withdrawn'
            when 'DENIED' then 'Denied'
            else 'Unknown (' || btrim(hs.status) || ')'
        end as licensing_status
    from p
    inner join mart.home_study as hs on hs.agency_id = p.agency_id
    inner join caregiver as cg
        on cg.agency_id = hs.agency_id and cg.provider_id = hs.provider_id
    where hs.status_date <= p.as_of
    order by
        hs.agency_id, hs.provider_id, hs.status_date desc,
        array_position(
            array['DENIED', 'WITHDRAWN', 'APPROVED', 'ASSIGNED', 'REFERRED'],
            upper(btrim(hs.status))) nulls last,
        hs.n
),
refused as (
    select hs.agency_id, hs.provider_id, max(hs.status_date) as refused_on
    from p
    inner join mart.home_study as hs on hs.agency_id = p.agency_id
    where hs.status_date <= p.as_of and upper(btrim(hs.status)) in ('WITHDRAWN', 'DENIED')
    group by hs.agency_id, hs.provider_id
),
-- What the licence file says of a caregiver whom the tracking file does not know.
licence as (
    select distinct on (seen.agency_id, seen.provider_id)
        seen.agency_id, seen.provider_id, seen.licensing_status, seen.status_date
    from (
        select
            li.agency_id, li.provider_id, li.licence_id,
            case
                when li.issue_date <= p.as_of or li.closed_date <= p.as_of then 'Licence ended'
                else 'Application pending'
            end as licensing_status,
            case
                when li.issue_date <= p.as_of or li.closed_date <= p.as_of then least(
                    case when li.expiration_date < p.as_of then li.expiration_date end,
                    case when li.closed_date <= p.as_of then li.closed_date end)
                else li.application_date
            end as status_date
        from p
        inner join mart.licence as li on li.agency_id = p.agency_id
        inner join caregiver as cg
            on cg.agency_id = li.agency_id and cg.provider_id = li.provider_id
        where (li.application_date is null or li.application_date <= p.as_of)
            and (li.issue_date <= p.as_of
                or li.closed_date <= p.as_of
                or li.application_date is not null)
    ) as seen
    order by seen.agency_id, seen.provider_id, seen.status_date desc nulls last,
        seen.licence_id desc
),
tracking as (
    select
        p.agency_id,
        coalesce(bool_or(t.present), false) as kept
    from p
    left join etl.source_table as t
        on t.agency_id = p.agency_id and t.table_name = 'home_study'
    group by p.agency_id
),
child_row as (
    select
        po.agency_id, po.child_id, po.provider_id, po.placement_id, po.begin_date,
        po.relationship, po.case_id, po.counted, po.placements_open,
        coalesce(a.region_code, case when a.case_id is null then po.ep_region_code end)
            as region_code,
        coalesce(a.region, po.ep_region) as region,
        coalesce(a.office_code, case when a.case_id is null then po.ep_office_code end)
            as office_code,
        coalesce(a.office, po.ep_office) as office,
        coalesce(a.unit_code, case when a.case_id is null then po.ep_unit_code end) as unit_code,
        coalesce(a.unit, po.ep_unit) as unit,
        coalesce(a.supervisor, po.ep_supervisor) as supervisor,
        coalesce(a.caseworker, po.ep_caseworker) as caseworker,
        c.birth_date, c.hidden,
        c.child_name,
        coalesce(pr.provider_name, po.provider_id) as caregiver,
        ch.placement_since,
        p.as_of - ch.placement_since as days,
        coalesce(tr.licensing_status, li.licensing_status, 'None recorded') as licensing_status,
        case when tr.provider_id is not null then tr.status_date else li.status_date end
            as status_date,
        case
            when not k.kept then 'Not recorded'
            when re.refused_on is not null then 'Yes'
            else 'No'
        end as prior,
        re.refused_on,
        p.as_of
    from population as po
    cross join p
    inner join tracking as k on k.agency_id = po.agency_id
    -- The unbroken chain of true placements with the same caregiver, any setting, that ends in
    -- the one in force: a gap of at most one day (end 10th, begin 11th) or an overlap keeps it
    -- whole. Looked up per row: the planner cannot guess how many rows a CTE has.
    cross join lateral (
        select max(link.begin_date) as placement_since
        from (
            select
                pl.begin_date,
                pl.begin_date - max(coalesce(
                    case when pl.end_date <= p.as_of then pl.end_date end, p.as_of)) over (
                        order by pl.begin_date, pl.placement_id
                        rows between unbounded preceding and 1 preceding) as gap
            from mart.placement as pl
            where pl.agency_id = po.agency_id
                and pl.child_id = po.child_id
                and pl.provider_id = po.provider_id
                and pl.event_type = '1'
                and pl.begin_date <= p.as_of
        ) as link
        where link.gap is null or link.gap > 1
    ) as ch
    left join mart.child as c on c.agency_id = po.agency_id and c.child_id = po.child_id
    left join mart.provider as pr
        on pr.agency_id = po.agency_id and pr.provider_id = po.provider_id
    left join tracked as tr
        on tr.agency_id = po.agency_id and tr.provider_id = po.provider_id
    left join licence as li
        on li.agency_id = po.agency_id and li.provider_id = po.provider_id
    left join refused as re
        on re.agency_id = po.agency_id and re.provider_id = po.provider_id
    left join lateral (
        select ca.*
        from mart.case_assignment as ca
        where ca.agency_id = po.agency_id
            and ca.case_id = po.case_id
            and ca.begin_date <= p.as_of
            and (ca.end_date is null or ca.end_date > p.as_of)
        order by ca.begin_date desc, ca.assignment_id desc
        limit 1
    ) as a on true
),
-- A record dated more than a year before the clock is shown, but counts only when Approved.
judged as (
    select
        cr.*,
        case
            when cr.licensing_status = 'Approved' then 1
            when cr.licensing_status in ('Referred', 'Assigned', 'Application pending')
                and cr.status_date >= cr.placement_since - 365 then 2
            when cr.days <= 30 then 3
            else 4
        end as status_no
    from child_row as cr
),
worded as (
    select
        j.*,
        (array['Approved', 'Referred', 'Within 30 days', 'Referral overdue'])[j.status_no]
            as status,
        case j.status_no
            when 1 then 'Home study approved.'
            when 2 then j.licensing_status || ' to licensing; ' || case
                when j.status_date < j.placement_since then 'before the placement.'
                else 'on day ' || (j.status_date - j.placement_since) || ' of the placement.'
            end
            when 3 then 'Referral due ' || to_char(j.placement_since + 30, 'MM/DD') || ', in '
                || (30 - j.days) || case when 30 - j.days = 1 then ' day.' else ' days.' end
            else (j.days - 30) || case when j.days = 31 then ' day' else ' days' end
                || ' past the 30 for a referral; ' || case
                    when j.licensing_status in ('Withdrawn', 'Denied')
                        then lower(j.licensing_status) || ', no new referral since.'
                    when j.licensing_status in ('Referred', 'Assigned', 'Application pending')
                        then 'last record over a year before the placement.'
                    when j.licensing_status = 'Licence ended'
                        then 'licence ended, no new application.'
                    when j.licensing_status like 'Unknown%' then 'status code is not mapped.'
                    else 'no record at licensing.'
                end
        end || case
            when j.refused_on is not null and j.licensing_status not in ('Withdrawn', 'Denied')
                then ' Earlier refusal ' || to_char(j.refused_on, 'MM/DD/YYYY') || '.'
            else ''
        end || case
            when j.placements_open > 1 then ' ' || j.placements_open || ' open kin placements.'
            else ''
        end as why
    from judged as j
)
select
    w.agency_id, p.month, p.version, 'children', w.provider_id, w.child_id,
    w.region_code, w.region, w.office_code, w.office, w.unit_code, w.unit,
    w.supervisor, w.caseworker,
    w.case_id,
    case when w.hidden then null else coalesce(w.child_name, w.child_id) end,
    case when w.hidden then null else mart.age_on(w.birth_date, p.as_of) end,
    w.caregiver, w.relationship, w.placement_since, w.days,
    w.begin_date, w.placement_id, null::int, null::int,
    w.licensing_status, w.status_date, w.prior, w.status_no, w.status,
    w.counted, w.placements_open, w.why
from worded as w
cross join p;

-- Per caregiver: overdue if any child is, else the longest-placed child's status; office,
-- relationship and days are the longest-placed child's (tie: lower child id).
insert into fact.home_study (
    agency_id, month, version, list, provider_id, child_id,
    region_code, region, office_code, office, unit_code, unit, supervisor, caseworker,
    case_id, child, age, caregiver, relationship, placement_since, days,
    placement_begin, placement_id, children_placed, children_overdue,
    licensing_status, status_date, prior, status_no, status, counted, placements_open, why)
with p as (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
),
ranked as (
    select
        hs.*,
        row_number() over (
            partition by hs.agency_id, hs.provider_id
            order by hs.days desc, mart.id_order(hs.child_id) collate "C") as nth,
        count(*) over (partition by hs.agency_id, hs.provider_id) as placed,
        count(*) filter (where hs.status_no = 4) over (
            partition by hs.agency_id, hs.provider_id) as overdue
    from p
    inner join fact.home_study as hs
        on hs.agency_id = p.agency_id and hs.month = p.month and hs.version = p.version
    where hs.list = 'children'
)
select
    r.agency_id, p.month, p.version, 'caregivers', r.provider_id, '',
    r.region_code, r.region, r.office_code, r.office, r.unit_code, r.unit,
    r.supervisor, r.caseworker,
    null, null, null,
    r.caregiver, r.relationship, r.placement_since, p.as_of - r.placement_since,
    null, null, r.placed, r.overdue,
    r.licensing_status, r.status_date, r.prior,
    case when r.overdue > 0 then 4 else r.status_no end,
    case when r.overdue > 0 then 'Referral overdue' else r.status end,
    true, null,
    case
        when r.overdue > 0 and r.placed > 1
            then r.overdue || ' of ' || r.placed || ' children past the 30 days. '
        else ''
    end || r.why
from ranked as r
cross join p
where r.nth = 1;
