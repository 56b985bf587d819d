-- sql/model/20_episode.sql
-- needs: child, location, worker
-- Purpose: removal episodes (FamLink) and custody episodes (FACES), with the office columns that
-- C7 falls back to when no assignment of the case is in force: the episode's own.
-- Grain: one row per episode.
-- Inputs: stage.episode, mart.left_out (expunged persons), mart.location, mart.worker_version,
-- mart.worker, mart.code_map (discharge_reason or exit_reason, care_authority).
-- Key: (agency_id, child_id, episode_id); episode_id alone is unique within the agency.
-- C6: an episode without a child or without a valid begin is a reject.
-- C12: an exit is looked up on its day, the care authority on the day of removal.

delete from mart.episode where agency_id = $1::int;

with parameter as (
    select $1::int as agency_id
),
staged as (
    select
        s.agency_id,
        s.ctid as line,
        mart.whole(s.episode_id) as episode_id,
        mart.words(s.episode_id) as row_key,
        mart.id_text(s.child_id) as child_id,
        mart.id_text(s.case_id) as case_id,
        mart.key_date(s.begin_date) as begin_date,
        mart.key_date(s.end_date) as end_date,
        mart.key_date(s.federal_end_date) as federal_end_date,
        mart.key_date(s.first_finding_date) as first_finding_date,
        s.end_date as end_raw,
        s.federal_end_date as federal_end_raw,
        s.first_finding_date as first_finding_raw,
        mart.words(s.exit_code) as exit_code,
        mart.words(s.exit_detail) as exit_detail,
        mart.words(s.care_authority) as care_authority,
        mart.is_yes(s.extended) as extended,
        mart.id_text(s.location_id) as location_id,
        mart.id_text(s.worker_key) as worker_key,
        mart.is_yes(s.in_error) as in_error,
        mart.whole(s.removal_number) as removal_number,
        mart.words(s.removal_number) as removal_raw,
        mart.words(s.county) as county,
        upper(mart.words(s.managed_by)) as managed_by,
        mart.words(s.managed_agency) as managed_agency,
        mart.wall_time(s.entered_time) as entered_at,
        mart.wall_time(s.exit_entered_time) as exit_entered_at,
        s.entered_time, s.exit_entered_time
    from stage.episode as s
    where s.agency_id = $1::int
    offset 0
),
-- the fate of each row: `left_why` C5, `reject_why` C6, else it stays
judged as (
    select
        s.*,
        case
            when x.child_id is not null then 'person expunged'
            when s.in_error then 'in error'
        end as left_why,
        case
            when x.child_id is not null or s.in_error then null
            when s.episode_id is null then 'key is not a number'
            when s.child_id is null then 'no child'
            when s.begin_date is null then 'no valid begin'
            when s.removal_number is null and s.removal_raw is not null
                or s.removal_number not between 0 and 32767 then 'number cannot be read'
        end as reject_why,
        case when s.exit_code is not null
            then coalesce(m.label, 'Unknown (' || s.exit_code || ')') end as exit_label,
        m.grp as exit_group,
        s.exit_code is not null and m.code is null as exit_unknown,
        coalesce(a.grp = 'other_agency', false) as other_agency,
        s.care_authority is not null and a.code is null as authority_unknown
    from parameter as p
    inner join staged as s on s.agency_id = p.agency_id
    left join mart.left_out as x
        on x.agency_id = p.agency_id and x.table_name = 'person' and x.child_id = s.child_id
    left join mart.code_map as m
        on m.agency_id = p.agency_id
        and m.list in ('discharge_reason', 'exit_reason')
        and m.code = s.exit_code
        and coalesce(s.end_date, s.begin_date) >= m.valid_from
        and coalesce(s.end_date, s.begin_date) < m.valid_to
    left join mart.code_map as a
        on a.agency_id = p.agency_id
        and a.list = 'care_authority'
        and a.code = s.care_authority
        and s.begin_date >= a.valid_from
        and s.begin_date < a.valid_to
),
named as (
    select j.*, j.left_why is null and j.reject_why is null as fine
    from judged as j
),
doubled as (
    select n.agency_id, n.episode_id
    from named as n
    where n.fine
    group by n.agency_id, n.episode_id
    having count(*) > 1
),
copies as (
    select
        n.agency_id, n.line,
        row_number() over (
            partition by n.agency_id, n.episode_id
            order by
                n.begin_date desc, n.entered_at desc nulls last,
                mart.id_order(n.child_id) collate "C" desc, n.end_date desc nulls last,
                n.exit_entered_at desc nulls last, n.exit_code collate "C" desc nulls last,
                mart.id_order(n.case_id) collate "C" desc nulls last,
                mart.id_order(n.location_id) collate "C" desc nulls last,
                mart.id_order(n.worker_key) collate "C" desc nulls last
        ) as copy
    from named as n
    inner join doubled as d on d.agency_id = n.agency_id and d.episode_id = n.episode_id
    where n.fine
),
surplus as (
    select c.agency_id, c.line
    from copies as c
    where c.copy > 1
),
-- whatever is not simply kept, in one reading of the rows
flawed as (
    select
        n.*,
        case when n.fine and exists (
            select from surplus as c where c.agency_id = n.agency_id and c.line = n.line
        ) then 'duplicate key' else n.reject_why end as reason
    from named as n
    where not n.fine
        or exists (select from surplus as c where c.agency_id = n.agency_id and c.line = n.line)
        or n.exit_unknown or n.authority_unknown
        or num_nulls(
            n.end_date, n.federal_end_date, n.first_finding_date, n.entered_at,
            n.exit_entered_at)
        > num_nulls(
            n.end_raw, n.federal_end_raw, n.first_finding_raw, n.entered_time,
            n.exit_entered_time)
),
rejected as (
    insert into mart.reject (agency_id, table_name, row_key, child_id, reason)
    select n.agency_id, 'episode', n.row_key, n.child_id, n.reason
    from flawed as n
    where n.reason is not null
),
left_out as (
    insert into mart.left_out (agency_id, table_name, row_key, child_id, reason)
    select n.agency_id, 'episode', coalesce(n.episode_id::text, n.row_key), n.child_id, n.left_why
    from flawed as n
    where n.left_why is not null
),
defects as (
    insert into mart.defect (
        agency_id, table_name, column_name, row_key, child_id, problem, raw)
    select n.agency_id, 'episode', d.column_name, n.episode_id::text, n.child_id, d.problem, d.raw
    from flawed as n
    cross join lateral (
        values
            ('end_date', 'bad_date', n.end_raw,
                n.end_date is null and not mart.no_date(n.end_raw)),
            ('federal_end_date', 'bad_date', n.federal_end_raw,
                n.federal_end_date is null and not mart.no_date(n.federal_end_raw)),
            ('first_finding_date', 'bad_date', n.first_finding_raw,
                n.first_finding_date is null and not mart.no_date(n.first_finding_raw)),
            ('entered_time', 'bad_time', n.entered_time,
                n.entered_at is null and not mart.no_date(n.entered_time)),
            ('exit_entered_time', 'bad_time', n.exit_entered_time,
                n.exit_entered_at is null and not mart.no_date(n.exit_entered_time)),
            ('exit_code', 'unknown_code', n.exit_code, n.exit_unknown),
            ('care_authority', 'unknown_code', n.care_authority, n.authority_unknown)
    ) as d (column_name, problem, raw, wrong)
    where d.wrong and n.left_why is null and n.reason is null
)
insert into mart.episode (
    agency_id, child_id, episode_id, case_id, begin_date, end_date, federal_end_date,
    exit_code, exit_label, exit_group, exit_detail, care_authority, other_agency, extended,
    region_code, region, office_code, office, unit_code, unit, supervisor, caseworker,
    removal_number, county, first_finding_date, managed_by, managed_agency,
    entered_at, exit_entered_at)
select
    n.agency_id, n.child_id, n.episode_id, n.case_id,
    n.begin_date, n.end_date, n.federal_end_date,
    n.exit_code, n.exit_label, n.exit_group, n.exit_detail,
    n.care_authority, n.other_agency, n.extended,
    l.region_code, coalesce(l.region, 'Unassigned'),
    l.office_code, coalesce(l.office, 'Unassigned'),
    l.unit_code, coalesce(l.unit, 'Unassigned'),
    case when l.location_id is not null
        then coalesce(w.supervisor_name, 'Unassigned') else 'Unassigned' end,
    case when l.location_id is not null
        then coalesce(w.worker_name, 'Unassigned') else 'Unassigned' end,
    n.removal_number, n.county, n.first_finding_date, n.managed_by, n.managed_agency,
    n.entered_at, n.exit_entered_at
from named as n
left join mart.location as l
    on l.agency_id = n.agency_id and l.agency_id = $1::int and l.location_id = n.location_id
left join mart.worker_version as v
    on v.agency_id = n.agency_id and v.agency_id = $1::int and v.worker_key = n.worker_key
left join mart.worker as w
    on w.agency_id = v.agency_id and w.agency_id = $1::int and w.worker_id = v.worker_id
where n.fine
    and (
        exists (select from surplus as c where c.agency_id = n.agency_id and c.line = n.line)
    ) is not true;
