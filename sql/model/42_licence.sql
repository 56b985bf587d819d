-- sql/model/42_licence.sql
-- needs: none
-- Purpose: licences and applications of caregivers.
-- Grain: one row per licence or application.
-- Inputs: stage.licence.
-- Key: (agency_id, provider_id, licence_id); licence_id alone is unique within the agency.
-- A licence of a caregiver without a name counts like any other.

delete from mart.licence where agency_id = $1::int;

with parameter as (
    select $1::int as agency_id
),
staged as (
    select
        s.agency_id,
        s.ctid as line,
        mart.whole(s.licence_id) as licence_id,
        mart.words(s.licence_id) as row_key,
        mart.id_text(s.provider_id) as provider_id,
        mart.key_date(s.application_date) as application_date,
        mart.key_date(s.issue_date) as issue_date,
        mart.key_date(s.expiration_date) as expiration_date,
        mart.key_date(s.closed_date) as closed_date,
        s.application_date as application_raw,
        s.issue_date as issue_raw,
        s.expiration_date as expiration_raw,
        s.closed_date as closed_raw
    from stage.licence as s
    where s.agency_id = $1::int
    offset 0
),
doubled as (
    select s.agency_id, s.licence_id
    from staged as s
    where s.provider_id is not null
    group by s.agency_id, s.licence_id
    having count(*) > 1
),
copies as (
    select
        s.agency_id, s.line,
        row_number() over (
            partition by s.agency_id, s.licence_id
            order by
                s.issue_date desc nulls last, s.application_date desc nulls last,
                s.expiration_date desc nulls last, s.closed_date desc nulls last,
                mart.id_order(s.provider_id) collate "C" desc
        ) as copy
    from staged as s
    inner join doubled as d on d.agency_id = s.agency_id and d.licence_id = s.licence_id
    where s.provider_id is not null
),
judged as (
    select
        s.*,
        case
            when s.licence_id is null then 'key is not a number'
            when s.provider_id is null then 'no caregiver'
            when c.copy > 1 then 'duplicate key'
        end as reject_why
    from parameter as p
    inner join staged as s on s.agency_id = p.agency_id
    left join copies as c on c.agency_id = p.agency_id and c.line = s.line
),
rejected as (
    insert into mart.reject (agency_id, table_name, row_key, child_id, reason)
    select j.agency_id, 'licence', j.row_key, null, j.reject_why
    from judged as j
    where j.reject_why is not null
),
defects as (
    insert into mart.defect (
        agency_id, table_name, column_name, row_key, child_id, problem, raw)
    select j.agency_id, 'licence', d.column_name, j.licence_id::text, null, 'bad_date', d.raw
    from judged as j
    cross join lateral (
        values
            ('application_date', j.application_raw,
                j.application_date is null and not mart.no_date(j.application_raw)),
            ('issue_date', j.issue_raw, j.issue_date is null and not mart.no_date(j.issue_raw)),
            ('expiration_date', j.expiration_raw,
                j.expiration_date is null and not mart.no_date(j.expiration_raw)),
            ('closed_date', j.closed_raw,
                j.closed_date is null and not mart.no_date(j.closed_raw))
    ) as d (column_name, raw, wrong)
    where j.reject_why is null and d.wrong
)
insert into mart.licence (
    agency_id, provider_id, licence_id, application_date, issue_date, expiration_date,
    closed_date)
select
    j.agency_id, j.provider_id, j.licence_id, j.application_date, j.issue_date,
    j.expiration_date, j.closed_date
from judged as j
where j.reject_why is null;
