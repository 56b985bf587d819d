-- sql/model/60_attorney.sql
-- needs: none
-- Purpose: permanency attorneys and who manages them.
-- Grain: one row per attorney.
-- Inputs: stage.attorney.
-- Key: (agency_id, attorney_id).

delete from mart.attorney where agency_id = $1::int;

with parameter as (
    select $1::int as agency_id
),
staged as (
    select
        s.agency_id,
        mart.id_text(s.attorney_id) as attorney_id,
        mart.person_name(s.last_name, s.first_name) as attorney_name,
        mart.id_text(s.managing_attorney_id) as managing_attorney_id,
        mart.whole(s.circuit) as circuit,
        mart.words(s.circuit) as circuit_raw,
        mart.words(s.email) as email
    from parameter as p
    inner join stage.attorney as s on s.agency_id = p.agency_id
    offset 0
),
judged as (
    select
        s.*,
        case
            when s.attorney_id is null then 'no id'
            when s.circuit is null and s.circuit_raw is not null
                or s.circuit not between 0 and 32767 then 'number cannot be read'
        end as reason
    from staged as s
),
ranked as (
    select
        j.*,
        row_number() over (
            partition by j.agency_id, j.attorney_id
            order by
                j.circuit desc nulls last, j.attorney_name collate "C" desc nulls last,
                mart.id_order(j.managing_attorney_id) collate "C" desc nulls last,
                j.email collate "C" desc nulls last
        ) as copy
    from judged as j
    where j.reason is null
),
rejected as (
    insert into mart.reject (agency_id, table_name, row_key, child_id, reason)
    select j.agency_id, 'attorney', j.attorney_id, null, j.reason
    from judged as j
    where j.reason is not null
    union all
    select r.agency_id, 'attorney', r.attorney_id, null, 'duplicate key'
    from ranked as r
    where r.copy > 1
)
insert into mart.attorney (
    agency_id, attorney_id, attorney_name, managing_attorney_id, circuit, email)
select
    r.agency_id, r.attorney_id, coalesce(r.attorney_name, r.attorney_id),
    r.managing_attorney_id, r.circuit, r.email
from ranked as r
where r.copy = 1;
