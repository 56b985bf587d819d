-- sql/engine/plan_waiting.sql
-- Purpose: which files `deliver` would send, oldest first, for --dry-run.
-- Grain: one row per file. Columns: path, size in bytes. Inputs: the outbox.
select d.path, a.size
from etl.delivery as d
inner join etl.artifact as a
    on a.agency_id = d.agency_id and a.artifact_id = d.artifact_id
where d.agency_id = $1::int and d.target = $2 and d.state in ('ready', 'sending')
order by d.delivery_id
