-- sql/model/16_case_assignment.sql
-- Purpose: who is responsible for a case and when, with the five names a report shows.
-- Grain: one row per primary assignment of a case.
-- Inputs: stage.case_assignment, mart.location, mart.worker_version, mart.worker.
-- Key: (agency_id, case_id, assignment_id).
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
    from parameter as p
    inner join stage.case_assignment as s on s.agency_id = p.agency_id
),
doubled as (
    select s.agency_id, s.assignment_id
    from staged as s
    where not s.expunged
    group by s.agency_id, s.assignment_id
    having count(*) > 1
),
copies as (
    select
        s.agency_id, s.line,
        row_number() over (
            partition by s.agency_id, s.assignment_id
            order by
                s.begin_date desc nulls last, s.end_date desc nulls last,
                mart.id_order(s.case_id) collate "C" desc nulls last,
                mart.id_order(s.worker_key) collate "C" desc nulls last,
                mart.id_order(s.location_id) collate "C" desc nulls last
        ) as copy
    from staged as s
    inner join doubled as d on d.agency_id = s.agency_id and d.assignment_id = s.assignment_id
    where not s.expunged
),
-- the fate of each row: `left_why` C5, `reason` C6, else it stays
judged as (
    select
        s.*,
        case when s.expunged then 'expunged' end as left_why,
        case
            when s.expunged then null
            when s.assignment_id is null then 'key is not a number'
            when c.copy > 1 then 'duplicate key'
        end as reason,
        v.worker_id as version_worker_id,
        l.location_id as known_location_id,
        l.region_code, l.region, l.office_code, l.office, l.unit_code, l.unit
    from staged as s
    left join copies as c on c.agency_id = s.agency_id and c.line = s.line
    left join mart.worker_version as v
        on v.agency_id = s.agency_id and v.worker_key = s.worker_key
    left join mart.location as l
        on l.agency_id = s.agency_id and l.location_id = s.location_id
),
rejected as (
    insert into mart.reject (agency_id, table_name, row_key, child_id, reason)
    select j.agency_id, 'case_assignment', j.row_key, null, j.reason
    from judged as j
    where j.reason is not null
),
left_out as (
    insert into mart.left_out (agency_id, table_name, row_key, child_id, reason)
    select j.agency_id, 'case_assignment', j.row_key, null, j.left_why
    from judged as j
    where j.left_why is not null
),
defects as (
    insert into mart.defect (
        agency_id, table_name, column_name, row_key, child_id, problem, raw)
    select j.agency_id, 'case_assignment', d.column_name, j.row_key, null, d.problem, d.raw
    from judged as j
    cross join lateral (
        values
            ('begin_time', 'bad_time', j.begin_time,
                j.begin_date is null and not mart.no_date(j.begin_time)),
            ('begin_time', 'no_begin', null, j.begin_date is null and j.case_id is not null),
            ('end_time', 'bad_time', j.end_time,
                j.end_date is null and not mart.no_date(j.end_time)),
            ('case_id', 'no_case', null, j.case_id is null),
            ('worker_key', 'missing_row', j.worker_key,
                j.worker_key is not null and j.version_worker_id is null),
            ('location_id', 'missing_row', j.location_id,
                j.location_id is not null and j.known_location_id is null)
    ) as d (column_name, problem, raw, wrong)
    where j.left_why is null and j.reason is null and d.wrong
)
insert into mart.case_assignment (
    agency_id, case_id, assignment_id, begin_date, end_date, worker_id,
    region_code, region, office_code, office, unit_code, unit, supervisor, caseworker)
select
    j.agency_id, j.case_id, j.assignment_id, j.begin_date, j.end_date,
    coalesce(j.version_worker_id, j.worker_id),
    j.region_code, coalesce(j.region, 'Unassigned'),
    j.office_code, coalesce(j.office, 'Unassigned'),
    j.unit_code, coalesce(j.unit, 'Unassigned'),
    case when j.known_location_id is not null or h.no_locations
        then coalesce(w.supervisor_name, 'Unassigned') else 'Unassigned' end,
    case when j.known_location_id is not null or h.no_locations
        then coalesce(w.worker_name, j.worker_id, 'Unassigned') else 'Unassigned' end
from judged as j
left join mart.worker as w
    on w.agency_id = j.agency_id and w.worker_id = coalesce(j.version_worker_id, j.worker_id)
cross join (
    select not exists (
        select from mart.location as l where l.agency_id = $1::int) as no_locations
) as h
where j.left_why is null and j.reason is null and j.begin_date is not null and j.case_id is not null;
