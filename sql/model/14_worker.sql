-- sql/model/14_worker.sql
-- needs: none
-- Purpose: workers by their current version, and which worker each version is.
-- Grain: mart.worker_version: one row per version; mart.worker: one row per worker.
-- Inputs: stage.worker.
-- Keys: (agency_id, worker_key); (agency_id, worker_id).
-- C7: names come from the current version, and so does the supervisor's. Facts and supervisors
-- point at versions, which may be old. Keys 0 and below are none. A source whose workers have no
-- versions may name a supervisor it has no row of: the id stands for the name (C13).

delete from mart.worker_version where agency_id = $1::int;

delete from mart.worker where agency_id = $1::int;

with parameter as (
    select $1::int as agency_id
),
staged as (
    select
        s.agency_id,
        mart.id_text(s.worker_key) as worker_key,
        mart.id_text(s.worker_id) as worker_id,
        mart.words(s.worker_key) as key_text,
        mart.words(s.worker_id) as id_text
    from parameter as p
    inner join stage.worker as s on s.agency_id = p.agency_id
    offset 0
),
rejected as (
    insert into mart.reject (agency_id, table_name, row_key, child_id, reason)
    select
        s.agency_id, 'worker', s.key_text, null, 'no id'
    from staged as s
    where s.key_text is null or s.id_text is null
    union all
    select s.agency_id, 'worker', s.worker_key, null, 'duplicate key'
    from (
        select
            s.agency_id, s.worker_key,
            row_number() over (partition by s.agency_id, s.worker_key) as copy
        from staged as s
        where s.worker_key is not null and s.worker_id is not null
    ) as s
    where s.copy > 1
)
insert into mart.worker_version (agency_id, worker_key, worker_id)
select distinct on (s.agency_id, s.worker_key) s.agency_id, s.worker_key, s.worker_id
from staged as s
where s.worker_key is not null and s.worker_id is not null
order by s.agency_id, s.worker_key, mart.id_order(s.worker_id) collate "C" desc;

with parameter as (
    select $1::int as agency_id
),
staged as (
    select
        s.agency_id,
        mart.id_text(s.worker_id) as worker_id,
        mart.id_text(s.worker_key) as worker_key,
        mart.is_yes(s.is_current) as is_current,
        mart.person_name(s.last_name, s.first_name) as worker_name,
        mart.id_text(s.supervisor_key) as supervisor_key,
        mart.id_text(s.supervisor_id) as supervisor_id,
        mart.id_text(s.location_id) as location_id,
        mart.words(s.email) as email
    from parameter as p
    inner join stage.worker as s on s.agency_id = p.agency_id
),
newest as (
    select distinct on (s.agency_id, s.worker_id)
        s.*
    from staged as s
    where s.worker_key is not null and s.worker_id is not null
    order by
        s.agency_id, s.worker_id, s.is_current desc, mart.id_order(s.worker_key) collate "C" desc,
        s.worker_name collate "C" desc nulls last, s.supervisor_key collate "C" desc nulls last,
        s.location_id collate "C" desc nulls last, s.email collate "C" desc nulls last
)
insert into mart.worker (
    agency_id, worker_id, worker_name, supervisor_id, supervisor_name, location_id, email)
select
    c.agency_id, c.worker_id,
    coalesce(c.worker_name, c.worker_id),
    coalesce(v.worker_id, c.supervisor_id),
    coalesce(b.worker_name, v.worker_id, c.supervisor_id),
    c.location_id, c.email
from newest as c
left join mart.worker_version as v
    on v.agency_id = c.agency_id and v.agency_id = $1::int and v.worker_key = c.supervisor_key
left join newest as b
    on b.agency_id = v.agency_id and b.worker_id = v.worker_id;
