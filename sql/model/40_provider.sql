-- sql/model/40_provider.sql
-- needs: none
-- Purpose: names of caregivers, by the current version.
-- Grain: one row per caregiver the source numbers (keys 0 and below are none).
-- Inputs: stage.provider.
-- Key: (agency_id, provider_id).

delete from mart.provider where agency_id = $1::int;

with parameter as (
    select $1::int as agency_id
),
staged as (
    select
        s.agency_id,
        mart.id_text(s.provider_id) as provider_id,
        mart.words(s.provider_id) is null as no_id,
        mart.words(s.version_id) as version_text,
        mart.whole(s.version_id) as version_id,
        mart.is_yes(s.is_current) as is_current,
        mart.words(s.provider_name) as provider_name
    from parameter as p
    inner join stage.provider as s on s.agency_id = p.agency_id
    offset 0
),
-- a version that stands there twice; which copy is shown is settled below
copies as (
    select
        s.agency_id, s.version_text,
        row_number() over (partition by s.agency_id, s.version_id) as copy
    from staged as s
    where s.provider_id is not null and s.version_id is not null
),
rejected as (
    insert into mart.reject (agency_id, table_name, row_key, child_id, reason)
    select s.agency_id, 'provider', s.version_text, null, 'no id'
    from staged as s
    where s.no_id
    union all
    select c.agency_id, 'provider', c.version_text, null, 'duplicate key'
    from copies as c
    where c.copy > 1
)
insert into mart.provider (agency_id, provider_id, provider_name)
select distinct on (s.agency_id, s.provider_id)
    s.agency_id, s.provider_id, coalesce(s.provider_name, s.provider_id)
from staged as s
where s.provider_id is not null
order by
    s.agency_id, s.provider_id, s.is_current desc, s.version_id desc nulls last,
    s.provider_name collate "C" desc nulls last;
