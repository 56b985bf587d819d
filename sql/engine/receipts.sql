-- sql/engine/receipts.sql
-- Purpose: who got which file: what was read back from the share and found to be the same.
-- Grain: one row per delivery that is done. Inputs: etl.receipt. Key: delivery.
-- Order: month, report, scope, delivery.
with parameter as (
    select
        $1::int as agency_id,
        $2::date as month,           -- null: all
        $3::text as time_zone
)
select
    to_char(r.month, 'YYYY-MM') as month,
    case when r.report = '' then 'manifest' else r.report end as report,
    r.scope,
    r.final_path as path,
    r.sha256,
    r.size,
    r.rows,
    to_char(r.verified_at at time zone p.time_zone, 'YYYY-MM-DD HH24:MI:SS') as verified,
    r.http_status,
    r.method,
    r.target,
    r.version,
    r.run_id
from parameter as p
inner join etl.receipt as r
    on r.agency_id = p.agency_id and (p.month is null or r.month = p.month)
order by r.month, r.report collate "C", r.scope collate "C", r.delivery_id
