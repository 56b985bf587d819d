-- sql/fact/43_home_study_quality.sql
-- Purpose: what on the source's side makes the home-study report wrong or incomplete.
-- Grain: one row per finding; counts without a row each stand in `counted`.
-- Inputs: fact.home_study of the same month and version; mart.placement, episode, licence,
-- home_study, child, case_assignment, defect, reject, left_out as they are in this extract.
-- No key: two findings may say the same.
-- trend: no
--
-- Rules, those a caseworker cures first
--   two_kin_placements    child with two open kin placements: counted once, on the later
--   no_caregiver          open kin placement without a caregiver: on no sheet
--   licensed_setting      open placement in a licensed kin setting, but no licence in force
--   no_relationship       relationship of the caregiver left blank
--   no_office             no responsible office: in the statewide workbook only
--   no_assignment         no primary assignment in force: office taken from the episode
--   two_assignments       two primary assignments in force: the later one counts
--   birth                 birth date missing, or after the placement
--   no_person             no person record, or a deleted one: Child and Age are empty
--   stale_record          active record over a year older than the placement: does not count
--   unknown_status        status of the tracking list without a meaning
--   bad_date              text where a date belongs
--   missing_row           a worker or location that is not in the extract
--   unknown_code          code without an entry in the code map
--   placement_rejected    placements that cannot be read, with the reason
--   other_rejected        rows of episodes, licences, caregivers, people, workers, ...
--   left_out              rows in error or expunged, by table
--
-- Findings about a child on the sheets go to the office that has the child; what belongs to
-- nobody on them is told statewide only. The owner is the caseworker, else the supervisor, else
-- the data office.

with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
)
delete from fact.quality as f
using parameter as p
where f.agency_id = p.agency_id and f.month = p.month and f.version = p.version
    and f.report = 'home_study';

-- Findings about a child on the sheets.
insert into fact.quality (
    agency_id, month, version, report, rule, region_code, office_code, row_key,
    child_id, owner, what, counted)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
),
found as (
    select
        f.agency_id, f.month, f.version, f.region_code, f.office_code, f.child_id,
        fact.owner(f.caseworker, f.supervisor) as owner,
        r.rule, r.row_key, r.what
    from parameter as p
    inner join fact.home_study as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.list = 'children'
    left join mart.child as c
        on c.agency_id = f.agency_id and c.child_id = f.child_id
    cross join lateral (
        values
            ('two_kin_placements', f.placement_id::text, case when f.placements_open > 1 then
                f.placements_open || ' open kin placements; this one with caregiver '
                    || f.provider_id || ' began ' || to_char(f.placement_begin, 'MM/DD/YYYY')
                    || '.' end),
            ('no_relationship', f.placement_id::text, case when f.relationship is null then
                'Relationship to caregiver ' || f.provider_id || ' is blank.' end),
            ('no_office', f.episode_id::text, case
                when f.office_code is not null then null
                when f.attributed_by = 'assignment' then
                    'The assignment of case ' || f.case_id || ' names no known office.'
                else 'Neither an assignment nor the episode names a known office.'
            end),
            ('no_assignment', f.episode_id::text, case
                when f.attributed_by = 'assignment' then null
                when f.case_id is null then 'The episode is not linked to a case.'
                else 'Case ' || f.case_id || ' has no primary assignment in force on '
                    || to_char(f.as_of, 'MM/DD/YYYY') || '.'
            end),
            ('birth', f.child_id, case
                when c.birth_date > f.placement_since then
                    'Born ' || to_char(c.birth_date, 'MM/DD/YYYY') || ', placed '
                        || to_char(f.placement_since, 'MM/DD/YYYY') || '.'
                when c.birth_date is null and not c.hidden then 'No birth date.'
            end),
            ('no_person', f.child_id, case
                when c.child_id is null then 'No person record.'
                when c.hidden then 'The person record is deleted.'
            end),
            ('stale_record', f.provider_id, case
                when f.status_no > 2
                    and f.licensing_status in ('Referred', 'Assigned', 'Application pending')
                then f.licensing_status || ' ' || to_char(f.status_date, 'MM/DD/YYYY')
                    || ', over a year before the placement of '
                    || to_char(f.placement_since, 'MM/DD/YYYY') || '.'
            end)
    ) as r (rule, row_key, what)
    where r.what is not null
)
select
    f.agency_id, f.month, f.version, 'home_study',
    f.rule,
    f.region_code, f.office_code, f.row_key, f.child_id, f.owner, f.what, 1
from found as f;

-- Open placements with kin that are on no sheet for a gap in the record, and cases with two
-- primary assignments in force.
insert into fact.quality (
    agency_id, month, version, report, rule, region_code, office_code, row_key,
    child_id, owner, what, counted)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
),
gap as (
    select
        pl.agency_id, p.month, p.version, p.as_of, pl.child_id, pl.placement_id, e.case_id,
        e.region_code, e.office_code, e.caseworker, e.supervisor,
        case when pl.provider_id is null then 'no_caregiver' else 'licensed_setting' end as rule,
        case
            when pl.provider_id is null then
                'Placement with kin since ' || to_char(pl.begin_date, 'MM/DD/YYYY')
                    || ' names no caregiver.'
            else 'Caregiver ' || pl.provider_id || ' has no licence in force; the setting is '
                || 'that of licensed kin.'
        end as what
    from parameter as p
    inner join mart.placement as pl
        on pl.agency_id = p.agency_id
    inner join mart.episode as e
        on e.agency_id = pl.agency_id
        and e.child_id = pl.child_id
        and e.episode_id = pl.episode_id
    where pl.event_type = '1'
        and pl.begin_date <= p.as_of
        and (pl.end_date is null or pl.end_date > p.as_of)
        and e.begin_date <= p.as_of
        and (e.end_date is null or e.end_date > p.as_of)
        and not e.extended
        and not e.other_agency
        and (pl.provider_id is null
                and mart.kin_unlicensed(pl.grp, pl.service_grp)
            or pl.provider_id is not null
                and pl.grp = 'kin_licensed'
                and not exists (
                    select 1
                    from mart.licence as li
                    where li.agency_id = pl.agency_id
                        and li.provider_id = pl.provider_id
                        and mart.licence_in_force(
                            li.application_date, li.issue_date, li.expiration_date,
                            li.closed_date, p.as_of)))
),
of_case as (
    select distinct on (f.agency_id, f.case_id)
        f.agency_id, f.month, f.version, f.as_of, f.case_id, f.region_code, f.office_code,
        f.caseworker, f.supervisor
    from parameter as p
    inner join fact.home_study as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.list = 'children'
    where f.attributed_by = 'assignment'
    order by f.agency_id, f.case_id, f.child_id, f.provider_id
),
found as (
    select
        g.agency_id, g.month, g.version,
        case when a.case_id is null then g.region_code else a.region_code end as region_code,
        case when a.case_id is null then g.office_code else a.office_code end as office_code,
        g.child_id,
        coalesce(a.caseworker, g.caseworker) as caseworker,
        coalesce(a.supervisor, g.supervisor) as supervisor,
        g.rule, g.placement_id::text as row_key, g.what
    from gap as g
    left join lateral (
        select ca.case_id, ca.region_code, ca.office_code, ca.caseworker, ca.supervisor
        from mart.case_assignment as ca
        where ca.agency_id = g.agency_id
            and ca.case_id = g.case_id
            and ca.begin_date <= g.as_of
            and (ca.end_date is null or ca.end_date > g.as_of)
        order by ca.begin_date desc, ca.assignment_id desc
        limit 1
    ) as a on true

    union all

    select
        c.agency_id, c.month, c.version, c.region_code, c.office_code, null,
        c.caseworker, c.supervisor,
        'two_assignments', c.case_id,
        'Case ' || c.case_id || ' has ' || a.n || ' primary assignments in force on '
            || to_char(c.as_of, 'MM/DD/YYYY') || '.'
    from of_case as c
    cross join lateral (
        select count(*) as n
        from mart.case_assignment as a
        where a.agency_id = c.agency_id
            and a.case_id = c.case_id
            and a.begin_date <= c.as_of
            and (a.end_date is null or a.end_date > c.as_of)
    ) as a
    where a.n > 1
)
select
    f.agency_id, f.month, f.version, 'home_study',
    f.rule,
    f.region_code, f.office_code, f.row_key, f.child_id,
    fact.owner(f.caseworker, f.supervisor),
    f.what, 1
from found as f;

-- Records of the tracking list whose status has no meaning, each with its caregiver, whose
-- longest-placed child brings office and caseworker.
insert into fact.quality (
    agency_id, month, version, report, rule, region_code, office_code, row_key,
    child_id, owner, what, counted)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
)
select
    p.agency_id, p.month, p.version, 'home_study', 'unknown_status',
    l.region_code, l.office_code, d.row_key, d.child_id,
    fact.owner(l.caseworker, l.supervisor),
    'Status "' || left(d.raw, 40) || '" of the tracking list has no meaning here.', 1
from parameter as p
inner join mart.defect as d
    on d.agency_id = p.agency_id
    and d.table_name = 'home_study'
    and d.problem = 'unknown_code'
left join fact.home_study as l
    on l.agency_id = p.agency_id
    and l.month = p.month
    and l.version = p.version
    and l.list = 'caregivers'
    and l.provider_id = d.row_key;

-- What the model could not use: values and rows, each with its id, and codes, missing rows and
-- what was left out, each once for all its rows. A child or caregiver on
-- the sheets brings office and caseworker.
insert into fact.quality (
    agency_id, month, version, report, rule, region_code, office_code, row_key,
    child_id, owner, what, counted)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
),
finding as materialized (
    select
        p.agency_id, p.month, p.version, t.rule, t.words, s.row_key, s.child_id, s.owner, s.what,
        s.counted,
        case s.about when 'home_study' then 'caregiver' else 'child' end as kind,
        case s.about when 'home_study' then s.row_key else s.child_id end as key
    from parameter as p
    inner join fact.source_finding as s
        on s.agency_id = p.agency_id
    inner join (
        values
            ('bad_date', 'placement', 'Placement', 'bad_date'),
            ('bad_date', 'episode', 'Removal episode', 'bad_date'),
            ('bad_date', 'licence', 'Licence', 'bad_date'),
            ('bad_date', 'home_study', 'Tracking list', 'bad_date'),
            ('bad_date', 'person', 'Person', 'bad_date'),
            ('bad_date', 'case_assignment', 'Assignment', 'bad_date'),
            ('no_begin', 'placement', 'Placement without a begin', 'bad_date'),
            ('no_begin', 'home_study', 'Tracking list without a begin', 'bad_date'),
            ('no_begin', 'case_assignment', 'Assignment without a begin', 'bad_date'),
            ('rejected', 'placement', 'Placement', 'placement_rejected'),
            ('rejected', 'episode', 'Removal episode', 'other_rejected'),
            ('rejected', 'licence', 'Licence', 'other_rejected'),
            ('rejected', 'home_study', 'Tracking list', 'other_rejected'),
            ('rejected', 'provider', 'Caregiver', 'other_rejected'),
            ('rejected', 'person', 'Person', 'other_rejected'),
            ('rejected', 'worker', 'Worker', 'other_rejected'),
            ('rejected', 'location', 'Location', 'other_rejected'),
            ('rejected', 'case_assignment', 'Assignment', 'other_rejected'),
            ('unknown_code', 'placement.code', 'Placement setting', 'unknown_code'),
            ('unknown_code', 'placement.service_code', 'Service', 'unknown_code'),
            ('unknown_code', 'episode.care_authority', 'Care authority', 'unknown_code'),
            ('missing_row', 'case_assignment.worker_key', 'Worker of an assignment', 'missing_row'),
            ('missing_row', 'case_assignment.location_id', 'Location of an assignment', 'missing_row'),
            ('left_out', 'person', 'Persons', 'left_out'),
            ('left_out', 'episode', 'Removal episodes', 'left_out'),
            ('left_out', 'placement', 'Placements', 'left_out'),
            ('left_out', 'case_assignment', 'Assignments', 'left_out')
    ) as t (problem, about, words, rule)
        on t.problem = s.problem and t.about = s.about
),
-- whose it is: by the child, or by the caregiver's longest-placed child
listed as (
    select
        f.agency_id, k.kind, k.key,
        (array_agg(f.region_code order by f.counted desc, f.provider_id))[1] as region_code,
        (array_agg(f.office_code order by f.counted desc, f.provider_id))[1] as office_code,
        (array_agg(
            coalesce(nullif(f.caseworker, 'Unassigned'), nullif(f.supervisor, 'Unassigned'))
            order by f.counted desc, f.provider_id))[1] as owner
    from parameter as p
    inner join fact.home_study as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.list in ('children', 'caregivers')
    cross join lateral (
        select
            case f.list when 'children' then 'child' else 'caregiver' end as kind,
            case f.list when 'children' then f.child_id else f.provider_id end as key
    ) as k
    where (k.kind, k.key) in (select n.kind, n.key from finding as n)
    group by f.agency_id, k.kind, k.key
)
select
    n.agency_id, n.month, n.version, 'home_study',
    n.rule,
    l.region_code, l.office_code, n.row_key, n.child_id, coalesce(l.owner, n.owner),
    n.words || n.what, n.counted
from finding as n
left join listed as l
    on l.agency_id = n.agency_id and l.kind = n.kind and l.key = n.key;
