-- sql/engine/receipts.sql
-- Purpose: who got which file: what was read back from the share and found to be the same.
-- Grain: one row per delivery that is done. Inputs: etl.receipt, etl.recheck. Key: delivery.
-- Order: month, report, scope, delivery; a month's index and manifest last.
-- The columns are those of `receipts --json`, whose form is frozen: new ones may be added.
with parameter as (
    select
        $1::int as agency_id,
        $2::date as month,           -- null: all
        $3::text as time_zone
)
select
    to_char(r.month, 'YYYY-MM') as month,
    case when r.report = '' then etl.part(r.report, r.scope) else r.report end as report,
    r.scope,
    r.version,
    r.path as asked_path,
    r.final_path as path,
    r.sha256,
    r.size,
    r.rows,
    etl.local_time(r.verified_at, p.time_zone) as delivered_at,
    r.http_status,
    r.method,
    r.unchanged,
    r.target,
    r.run_id,
    c.outcome as found,
    etl.local_time(c.checked_at, p.time_zone) as checked_at
from parameter as p
inner join etl.receipt as r
    on r.agency_id = p.agency_id and (p.month is null or r.month = p.month)
left join etl.recheck as c on c.agency_id = r.agency_id and c.delivery_id = r.delivery_id
order by r.month, r.report = '', r.report collate "C", r.scope collate "C", r.delivery_id
