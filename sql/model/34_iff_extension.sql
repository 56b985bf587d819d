-- sql/model/34_iff_extension.sql
-- needs: intake_victim
-- Purpose: the agency's own log of extensions of the initial face-to-face (optional).
-- Grain: one row per entry, numbered within the victim row by what it says.
-- Inputs: stage.iff_extension, mart.intake_victim, mart.left_out.
-- Key: (agency_id, victim_id, n).

delete from mart.iff_extension where agency_id = $1::int;

with parameter as (
    select $1::int as agency_id
),
gone_victim as (
    select distinct x.agency_id, x.row_key
    from mart.left_out as x
    where x.agency_id = $1::int and x.table_name = 'intake_victim'
),
staged as (
    select
        s.agency_id,
        mart.whole(s.victim_id) as victim_id,
        mart.words(s.victim_id) as row_key,
        mart.words(s.reason) as reason,
        mart.wall_time(s.approved_time) as approved_at,
        mart.words(s.approver) as approver,
        mart.wall_time(s.attempt_after_time) as attempt_after_at,
        s.approved_time, s.attempt_after_time
    from stage.iff_extension as s
    where s.agency_id = $1::int
    offset 0
),
judged as (
    select
        s.*,
        v.child_id,
        case when v.victim_id is null and g.row_key is not null then 'victim left out' end
            as left_why,
        case
            when v.victim_id is null and g.row_key is not null then null
            when s.victim_id is null then 'key is not a number'
            when v.victim_id is null then 'victim missing or rejected'
        end as reject_why
    from parameter as p
    inner join staged as s on s.agency_id = p.agency_id
    left join mart.intake_victim as v
        on v.agency_id = p.agency_id and v.victim_id = s.victim_id
    left join gone_victim as g
        on g.agency_id = p.agency_id and g.row_key = coalesce(s.victim_id::text, s.row_key)
),
rejected as (
    insert into mart.reject (agency_id, table_name, row_key, child_id, reason)
    select j.agency_id, 'iff_extension', j.row_key, null, j.reject_why
    from judged as j
    where j.reject_why is not null
),
left_out as (
    insert into mart.left_out (agency_id, table_name, row_key, child_id, reason)
    select j.agency_id, 'iff_extension', j.row_key, null, j.left_why
    from judged as j
    where j.left_why is not null
),
defects as (
    insert into mart.defect (
        agency_id, table_name, column_name, row_key, child_id, problem, raw)
    select
        j.agency_id, 'iff_extension', d.column_name, j.victim_id::text, j.child_id, 'bad_time',
        d.raw
    from judged as j
    cross join lateral (
        values
            ('approved_time', j.approved_time,
                j.approved_at is null and not mart.no_date(j.approved_time)),
            ('attempt_after_time', j.attempt_after_time,
                j.attempt_after_at is null and not mart.no_date(j.attempt_after_time))
    ) as d (column_name, raw, wrong)
    where j.left_why is null and j.reject_why is null and d.wrong
)
insert into mart.iff_extension (
    agency_id, victim_id, n, reason, approved_at, approver, attempt_after_at)
select
    j.agency_id, j.victim_id,
    row_number() over (
        partition by j.agency_id, j.victim_id
        order by
            j.approved_at nulls first, j.attempt_after_at nulls first,
            j.reason collate "C" nulls first, j.approver collate "C" nulls first),
    j.reason, j.approved_at, j.approver, j.attempt_after_at
from judged as j
where j.left_why is null and j.reject_why is null;
