-- sql/engine/manifest_months.sql
-- Purpose: months whose manifest is to be written: all is delivered, and something was sealed
-- after the manifest was (or there is none), or the copy of index or manifest is lost.
-- Grain: one row per month, oldest first. Inputs: etl.artifact, etl.delivery. Key: month.
with parameter as (
    select
        $1::int as agency_id,
        $2::text as target
),

delivered as (
    select
        a.month,
        max(a.artifact_id) filter (where a.report <> '') as newest,
        coalesce(max(a.artifact_id) filter (where a.report = ''), 0) as manifest,
        bool_or(a.report <> '' and d.state in ('ready', 'sending')) as is_waiting,
        bool_or(a.report = '' and d.state in ('ready', 'sending') and d.error_kind = 'local')
            as is_lost
    from parameter as p
    inner join etl.delivery as d on d.agency_id = p.agency_id and d.target = p.target
    inner join etl.artifact as a
        on a.agency_id = d.agency_id and a.artifact_id = d.artifact_id
    group by a.month
)

select d.month
from delivered as d
where (d.newest > d.manifest or d.is_lost) and not d.is_waiting
order by d.month
