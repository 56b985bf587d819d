-- sql/model/97_begins.sql
-- Purpose: when each table's data begins: a month before that is nobody's report.
-- Grain: updates mart.loaded: one row per table that fact.data_begins asks for.
-- Inputs: mart.episode, mart.placement, mart.meeting, mart.intake, mart.attorney_assignment.
-- Key: (agency_id, table_name).
-- The day by which one row in a thousand lies: an extract that was cut at some year still holds
-- the episodes that were open then, and any table has a row with a mistyped year.

with parameter as (
    select $1::int as agency_id
),
day as (
    select p.agency_id, 'episode' as table_name, e.begin_date as d, count(*) as n
    from parameter as p
    inner join mart.episode as e on e.agency_id = p.agency_id
    group by p.agency_id, e.begin_date
    union all
    select p.agency_id, 'placement', e.begin_date, count(*)
    from parameter as p
    inner join mart.placement as e on e.agency_id = p.agency_id
    group by p.agency_id, e.begin_date
    union all
    select p.agency_id, 'meeting', e.meeting_date, count(*)
    from parameter as p
    inner join mart.meeting as e on e.agency_id = p.agency_id and e.meeting_date is not null
    group by p.agency_id, e.meeting_date
    union all
    select p.agency_id, 'intake', e.received_at::date, count(*)
    from parameter as p
    inner join mart.intake as e on e.agency_id = p.agency_id and e.received_at is not null
    group by p.agency_id, e.received_at::date
    union all
    select p.agency_id, 'attorney_assignment', e.begin_date, count(*)
    from parameter as p
    inner join mart.attorney_assignment as e on e.agency_id = p.agency_id
    group by p.agency_id, e.begin_date
),
reached as (
    select
        x.agency_id, x.table_name, x.d,
        sum(x.n) over (partition by x.agency_id, x.table_name order by x.d) as rows_by_then,
        sum(x.n) over (partition by x.agency_id, x.table_name) as rows_in_all
    from day as x
),
begins as (
    select r.agency_id, r.table_name, min(r.d) as begins
    from reached as r
    where 1000 * r.rows_by_then >= r.rows_in_all
    group by r.agency_id, r.table_name
)
update mart.loaded as l
set begins = b.begins
from begins as b
where l.agency_id = b.agency_id and l.table_name = b.table_name;
