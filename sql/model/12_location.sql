-- sql/model/12_location.sql
-- needs: none
-- Purpose: units with their office and region; a name the source leaves blank is its code.
-- Grain: one row per location the source numbers (keys 0 and below are none, C7).
-- Inputs: stage.location.
-- Key: (agency_id, location_id).

delete from mart.location where agency_id = $1::int;

with parameter as (
    select $1::int as agency_id
),
staged as (
    select
        s.agency_id,
        mart.id_text(s.location_id) as location_id,
        mart.words(s.location_id) is null as no_id,
        mart.words(s.region_code) as region_code,
        coalesce(mart.words(s.region), mart.words(s.region_code)) as region,
        mart.words(s.office_code) as office_code,
        coalesce(mart.words(s.office), mart.words(s.office_code)) as office,
        mart.words(s.unit_code) as unit_code,
        coalesce(mart.words(s.unit), mart.words(s.unit_code)) as unit
    from parameter as p
    inner join stage.location as s on s.agency_id = p.agency_id
    offset 0
),
ranked as (
    select
        s.*,
        row_number() over (
            partition by s.agency_id, s.location_id
            order by
                s.region_code collate "C" desc nulls last,
                s.office_code collate "C" desc nulls last,
                s.unit_code collate "C" desc nulls last, s.region collate "C",
                s.office collate "C", s.unit collate "C"
        ) as copy
    from staged as s
    where s.location_id is not null
),
rejected as (
    insert into mart.reject (agency_id, table_name, row_key, child_id, reason)
    select s.agency_id, 'location', null, null, 'no id'
    from staged as s
    where s.no_id
    union all
    select r.agency_id, 'location', r.location_id, null, 'duplicate key'
    from ranked as r
    where r.copy > 1
)
insert into mart.location (
    agency_id, location_id, region_code, region, office_code, office, unit_code, unit)
select
    r.agency_id, r.location_id, r.region_code, r.region, r.office_code, r.office,
    r.unit_code, r.unit
from ranked as r
where r.copy = 1;
