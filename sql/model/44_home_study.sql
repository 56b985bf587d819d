-- sql/model/44_home_study.sql
-- needs: none
-- Purpose: the licensing division's tracking list of home studies (optional).
-- Grain: one row per entry with a date, numbered within the caregiver by what it says.
-- Inputs: stage.home_study.
-- Key: (agency_id, provider_id, n).

delete from mart.home_study where agency_id = $1::int;

with parameter as (
    select $1::int as agency_id
),
staged as (
    select
        s.agency_id,
        mart.id_text(s.provider_id) as provider_id,
        mart.key_date(s.status_date) as status_date,
        s.status_date as status_raw,
        coalesce(upper(mart.words(s.status)), 'blank') as status
    from parameter as p
    inner join stage.home_study as s on s.agency_id = p.agency_id
    offset 0
),
rejected as (
    insert into mart.reject (agency_id, table_name, row_key, child_id, reason)
    select s.agency_id, 'home_study', null, null, 'no caregiver'
    from staged as s
    where s.provider_id is null
),
defects as (
    insert into mart.defect (
        agency_id, table_name, column_name, row_key, child_id, problem, raw)
    select s.agency_id, 'home_study', d.column_name, s.provider_id, null, d.problem, d.raw
    from staged as s
    cross join lateral (
        values
            ('status_date', 'bad_date', s.status_raw,
                s.status_date is null and not mart.no_date(s.status_raw)),
            ('status_date', 'no_begin', null, s.status_date is null),
            ('status', 'unknown_code', s.status,
                s.status not in ('REFERRED', 'ASSIGNED', 'APPROVED', 'WITHDRAWN', 'DENIED'))
    ) as d (column_name, problem, raw, wrong)
    where s.provider_id is not null and d.wrong
)
insert into mart.home_study (agency_id, provider_id, n, status_date, status)
select
    s.agency_id, s.provider_id,
    row_number() over (
        partition by s.agency_id, s.provider_id
        order by s.status_date, s.status collate "C"),
    s.status_date, s.status
from staged as s
where s.provider_id is not null and s.status_date is not null;
