-- sql/model/64_circuit_county.sql
-- needs: none
-- Purpose: circuits and their counties, with the days they are valid.
-- Grain: one row per county and first day of validity.
-- Inputs: stage.circuit_county; where the source has none, mart.code_map (county).
-- Key: (agency_id, county, valid_from). A blank first day is the beginning of time.

delete from mart.circuit_county where agency_id = $1::int;

with parameter as (
    select $1::int as agency_id
),
staged as (
    select
        s.agency_id,
        mart.whole(s.circuit) as circuit,
        mart.words(s.county) as county,
        mart.words(s.county_name) as county_name,
        mart.words(s.region) as region,
        mart.key_date(s.valid_from) as valid_from,
        mart.key_date(s.valid_to) as valid_to,
        s.valid_from as from_raw,
        s.valid_to as to_raw
    from parameter as p
    inner join stage.circuit_county as s on s.agency_id = p.agency_id
    union all
    -- the source has none: the agency's map of the counties
    select
        m.agency_id, mart.whole(m.grp), m.code, m.label, null,
        nullif(m.valid_from, '-infinity'), nullif(m.valid_to, 'infinity'), null, null
    from parameter as p
    inner join mart.code_map as m on m.agency_id = p.agency_id and m.list = 'county'
    where not exists (select from stage.circuit_county as s where s.agency_id = p.agency_id)
    offset 0
),
judged as (
    select
        s.*,
        case
            when s.county is null then 'no id'
            when s.circuit is null or s.circuit not between 0 and 32767
                then 'number cannot be read'
        end as reason
    from staged as s
),
ranked as (
    select
        j.*,
        row_number() over (
            partition by j.agency_id, j.county, j.valid_from
            order by
                j.valid_to desc nulls first, j.circuit desc,
                j.county_name collate "C" desc nulls last, j.region collate "C" desc nulls last
        ) as copy
    from judged as j
    where j.reason is null
),
rejected as (
    insert into mart.reject (agency_id, table_name, row_key, child_id, reason)
    select j.agency_id, 'circuit_county', j.county, null, j.reason
    from judged as j
    where j.reason is not null
    union all
    select r.agency_id, 'circuit_county', r.county, null, 'duplicate key'
    from ranked as r
    where r.copy > 1
),
defects as (
    insert into mart.defect (
        agency_id, table_name, column_name, row_key, child_id, problem, raw)
    select r.agency_id, 'circuit_county', d.column_name, r.county, null, 'bad_date', d.raw
    from ranked as r
    cross join lateral (
        values
            ('valid_from', r.from_raw, r.valid_from is null and not mart.no_date(r.from_raw)),
            ('valid_to', r.to_raw, r.valid_to is null and not mart.no_date(r.to_raw))
    ) as d (column_name, raw, wrong)
    where r.copy = 1 and d.wrong
)
insert into mart.circuit_county (
    agency_id, county, valid_from, valid_to, circuit, county_name, region)
select
    r.agency_id, r.county, coalesce(r.valid_from, '-infinity'), r.valid_to, r.circuit,
    r.county_name, r.region
from ranked as r
where r.copy = 1;
