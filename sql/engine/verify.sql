-- sql/engine/verify.sql
-- Purpose: what must stand on the share of a month: the newest receipt of each file.
-- Grain: one row per published file. Inputs: etl.receipt. Key: path.
-- Order: report, scope; the index and the manifest of the month last.
with parameter as (
    select
        $1::int as agency_id,
        $2::text as target,
        $3::date as month
)

select
    r.delivery_id,
    case when r.report = '' then etl.part(r.report, r.scope) else r.report end as report,
    r.scope,
    r.final_path,
    r.sha256,
    r.size,
    r.parts_sha256
from parameter as p
cross join lateral etl.published(p.agency_id, p.target, p.month) as r
order by r.report = '', r.report collate "C", r.scope collate "C", r.path collate "C"
