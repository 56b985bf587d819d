-- sql/model/16_case_assignment.sql
-- needs: location, worker
-- Purpose: who is responsible for a case and when, with the five names a report shows.
-- Grain: one row per primary assignment of a case.
-- Inputs: stage.case_assignment, mart.location, mart.worker_version, mart.worker.
-- Key: (agency_id, case_id, begin_date, assignment_id); assignment_id alone is unique too.
-- C7: names come from the current version of the worker; supervisor is the caseworker's current
-- one. Without a location row all five are `Unassigned` (unless the source has no locations at
-- all); without a worker the two names are; a worker without a supervisor has that one so.

delete from mart.case_assignment where agency_id = $1::int;

with parameter as (
    select $1::int as agency_id
),
staged as (
    select
        s.agency_id,
        s.ctid as line,
        mart.whole(s.assignment_id) as assignment_id,
        mart.words(s.assignment_id) as row_key,
        mart.id_text(s.case_id) as case_id,
        mart.id_text(s.worker_key) as worker_key,
        mart.id_text(s.worker_id) as worker_id,
        mart.id_text(s.location_id) as location_id,
        mart.wall_time(s.begin_time)::date as begin_date,
        mart.wall_time(s.end_time)::date as end_date,
        s.begin_time, s.end_time,
        mart.is_yes(s.expunged) as expunged
    from stage.case_assignment as s
    where s.agency_id = $1::int
    offset 0
),
-- the fate of each row: `left_why` C5, `reject_why` C6, else it stays
judged as (
    select
        s.*,
        case when s.expunged then 'expunged' end as left_why,
        case when not s.expunged and s.assignment_id is null then 'key is not a number' end
            as reject_why,
        v.worker_id as version_worker_id,
        l.location_id as known_location_id,
        l.region_code, l.region, l.office_code, l.office, l.unit_code, l.unit
    from parameter as p
    inner join staged as s on s.agency_id = p.agency_id
    left join mart.worker_version as v
        on v.agency_id = p.agency_id and v.worker_key = s.worker_key
    left join mart.location as l
        on l.agency_id = p.agency_id and l.location_id = s.location_id
),
named as (
    select j.*, j.left_why is null and j.reject_why is null as fine
    from judged as j
),
doubled as (
    select n.agency_id, n.assignment_id
    from named as n
    where n.fine
    group by n.agency_id, n.assignment_id
    having count(*) > 1
),
copies as (
    select
        n.agency_id, n.line,
        row_number() over (
            partition by n.agency_id, n.assignment_id
            order by
                n.begin_date desc nulls last, n.end_date desc nulls last,
                mart.id_order(n.case_id) collate "C" desc nulls last,
                mart.id_order(n.worker_key) collate "C" desc nulls last,
                mart.id_order(n.location_id) collate "C" desc nulls last
        ) as copy
    from named as n
    inner join doubled as d on d.agency_id = n.agency_id and d.assignment_id = n.assignment_id
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
        or n.case_id is null or n.begin_date is null
        or n.worker_key is not null and n.version_worker_id is null
        or n.location_id is not null and n.known_location_id is null
        or n.end_date is null and n.end_time is not null
),
rejected as (
    insert into mart.reject (agency_id, table_name, row_key, child_id, reason)
    select n.agency_id, 'case_assignment', n.row_key, null, n.reason
    from flawed as n
    where n.reason is not null
),
left_out as (
    insert into mart.left_out (agency_id, table_name, row_key, child_id, reason)
    select n.agency_id, 'case_assignment', n.row_key, null, n.left_why
    from flawed as n
    where n.left_why is not null
),
defects as (
    insert into mart.defect (
        agency_id, table_name, column_name, row_key, child_id, problem, raw)
    select n.agency_id, 'case_assignment', d.column_name, n.row_key, null, d.problem, d.raw
    from flawed as n
    cross join lateral (
        values
            ('begin_time', 'bad_time', n.begin_time,
                n.begin_date is null and not mart.no_date(n.begin_time)),
            ('begin_time', 'no_begin', null, n.begin_date is null and n.case_id is not null),
            ('end_time', 'bad_time', n.end_time,
                n.end_date is null and not mart.no_date(n.end_time)),
            ('case_id', 'no_case', null, n.case_id is null),
            ('worker_key', 'missing_row', n.worker_key,
                n.worker_key is not null and n.version_worker_id is null),
            ('location_id', 'missing_row', n.location_id,
                n.location_id is not null and n.known_location_id is null)
    ) as d (column_name, problem, raw, wrong)
    where d.wrong and n.left_why is null and n.reason is null
)
insert into mart.case_assignment (
    agency_id, case_id, assignment_id, begin_date, end_date, worker_id,
    region_code, region, office_code, office, unit_code, unit, supervisor, caseworker)
select
    n.agency_id, n.case_id, n.assignment_id, n.begin_date, n.end_date,
    coalesce(n.version_worker_id, n.worker_id),
    n.region_code, coalesce(n.region, 'Unassigned'),
    n.office_code, coalesce(n.office, 'Unassigned'),
    n.unit_code, coalesce(n.unit, 'Unassigned'),
    case when n.known_location_id is not null or h.no_locations
        then coalesce(w.supervisor_name, 'Unassigned') else 'Unassigned' end,
    case when n.known_location_id is not null or h.no_locations
        then coalesce(w.worker_name, n.worker_id, 'Unassigned') else 'Unassigned' end
from named as n
left join mart.worker as w
    on w.agency_id = n.agency_id
    and w.agency_id = $1::int
    and w.worker_id = coalesce(n.version_worker_id, n.worker_id)
cross join (
    select not exists (
        select from mart.location as l where l.agency_id = $1::int) as no_locations
) as h
where n.fine
    and (
        exists (select from surplus as c where c.agency_id = n.agency_id and c.line = n.line)
    ) is not true
    and n.begin_date is not null and n.case_id is not null;
