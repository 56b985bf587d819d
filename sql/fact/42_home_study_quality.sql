-- sql/fact/42_home_study_quality.sql
-- Purpose: what on the source's side makes home_study wrong or incomplete.
-- Grain: one row per finding; counts without a row each stand in `counted`.
-- Inputs: fact.home_study of the same month and version; mart.placement, licence, home_study,
-- defect, reject, left_out as they are in this extract.
--
-- Rules
--   two_kin_placements   a child with two open kin placements: counted once, on the later
--   no_relationship      relationship of the caregiver left blank
--   no_office            no responsible office: in the statewide workbook only
--   licensed_setting     licensed kin setting (10, 11), but no licence in force
--   unknown_status       tracking file status without a meaning here
--   unknown_code         setting, service or care authority without an entry in the code map
--   bad_date             text where a date belongs
--   rejected             rows that cannot be read, by table and reason
--   left_out             rows in error or expunged, by table
-- trend: no

delete from fact.quality
where agency_id = $1::int and month = $2::date and version = $4::int and $3::date is not null
    and report = 'home_study';

insert into fact.quality (
    agency_id, month, version, report, rule, n, region_code, office_code, attorney_id,
    row_key, child_id, owner, what, cure, counted)
with p as (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
),
finding (rule, region_code, office_code, row_key, child_id, owner, what, counted) as (
    select
        'two_kin_placements', hs.region_code, hs.office_code, hs.placement_id::text, hs.child_id,
        hs.caseworker,
        hs.placements_open || ' open kin placements; this one with caregiver ' || hs.provider_id
            || ' began ' || to_char(hs.placement_begin, 'MM/DD/YYYY') || '.',
        1
    from p
    inner join fact.home_study as hs
        on hs.agency_id = p.agency_id and hs.month = p.month and hs.version = p.version
    where hs.list = 'children' and hs.placements_open > 1
    union all
    select
        'no_relationship', hs.region_code, hs.office_code, hs.placement_id::text, hs.child_id,
        hs.caseworker, 'Relationship to caregiver ' || hs.provider_id || ' is blank.', 1
    from p
    inner join fact.home_study as hs
        on hs.agency_id = p.agency_id and hs.month = p.month and hs.version = p.version
    where hs.list = 'children' and hs.relationship is null
    union all
    select
        'no_office', null, null, hs.placement_id::text, hs.child_id, 'Data office',
        'Neither the case nor the episode names an office.', 1
    from p
    inner join fact.home_study as hs
        on hs.agency_id = p.agency_id and hs.month = p.month and hs.version = p.version
    where hs.list = 'children' and hs.office_code is null
    union all
    select
        'licensed_setting', ep.region_code, ep.office_code, pl.placement_id::text, pl.child_id,
        ep.caseworker,
        'Setting ' || coalesce(pl.label, pl.code) || ', caregiver ' || pl.provider_id
            || ' has no licence in force.',
        1
    from p
    inner join mart.placement as pl on pl.agency_id = p.agency_id
    inner join mart.episode as ep
        on ep.agency_id = pl.agency_id and ep.child_id = pl.child_id
        and ep.episode_id = pl.episode_id
    where pl.event_type = '1'
        and pl.grp = 'kin_licensed'
        and pl.provider_id is not null
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
    union all
    select
        'unknown_status', null, null, hs.provider_id, null, 'Licensing division',
        'Status of ' || to_char(hs.status_date, 'MM/DD/YYYY') || ' has no meaning here.', 1
    from p
    inner join mart.home_study as hs on hs.agency_id = p.agency_id
    where hs.status_date <= p.as_of
        and upper(btrim(hs.status)) not in (
            'REFERRED', 'ASSIGNED', 'APPROVED', 'WITHDRAWN', 'DENIED')
    union all
    -- One code may stand in any number of rows: counted, not listed one by one.
    select
        'unknown_code', null, null, d.table_name || ' ' || d.column_name || ' ' || d.raw, null,
        'Data office', d.column_name || ' ' || d.raw || ' has no entry in the map.',
        count(*)::int
    from p
    inner join mart.defect as d on d.agency_id = p.agency_id
    where d.problem = 'unknown_code'
        and (d.table_name in ('placement', 'licence', 'home_study', 'provider')
        or (d.table_name = 'episode' and d.column_name = 'care_authority'))
    group by d.table_name, d.column_name, d.raw
    union all
    select
        'bad_date', null, null, d.table_name || ' ' || d.row_key, d.child_id, 'Data office',
        d.column_name || ' holds no real date.', 1
    from p
    inner join mart.defect as d on d.agency_id = p.agency_id
    where d.problem <> 'unknown_code'
        and (d.table_name in ('placement', 'licence', 'home_study', 'provider')
        or (d.table_name = 'episode' and d.column_name = 'care_authority'))
    union all
    select
        'rejected', null, null, r.table_name, null, 'Data office',
        r.reason || ' (' || r.table_name || ').', sum(r.n)::int
    from p
    inner join mart.reject as r on r.agency_id = p.agency_id
    where r.table_name in (
        'episode', 'placement', 'licence', 'home_study', 'provider', 'case_assignment', 'worker',
        'location', 'person')
    group by r.table_name, r.reason
    union all
    select
        'left_out', null, null, l.table_name, null, 'None needed',
        l.reason || ' (' || l.table_name || ').', count(*)::int
    from p
    inner join mart.left_out as l on l.agency_id = p.agency_id
    where l.table_name in ('episode', 'placement', 'person', 'case_assignment')
    group by l.table_name, l.reason
)
select
    p.agency_id, p.month, p.version, 'home_study', f.rule,
    row_number() over (
        partition by p.agency_id, f.rule
        order by f.office_code collate "C" nulls last, mart.id_order(f.row_key) collate "C",
            f.child_id collate "C", f.what collate "C"),
    f.region_code, f.office_code, null, f.row_key, f.child_id, f.owner, f.what, null, f.counted
from p
cross join finding as f;
