-- sql/engine/manifest.sql
-- Purpose: what stands on the share for a month: the lines of its manifest.
-- Grain: one row per published file. Inputs: etl.receipt, etl.month. Key: path.
-- Nothing of it depends on when or by which run it was sent: the same files, the same manifest.
with parameter as (
    select
        $1::int as agency_id,
        $2::text as target,
        $3::date as month
),

latest as (
    select distinct on (r.path)
        r.path, r.final_path, r.report, r.scope, r.version, r.sha256, r.size, r.rows,
        r.agency_id, r.month
    from parameter as p
    inner join etl.receipt as r
        on r.agency_id = p.agency_id and r.month = p.month and r.target = p.target
    where r.report <> ''
    order by r.path, r.delivery_id desc
)

select
    l.final_path,
    l.report,
    l.scope,
    l.version,
    l.sha256,
    l.size,
    l.rows,
    m.as_of,
    to_char(m.cutoff_at, 'YYYY-MM-DD HH24:MI:SS') as cutoff,
    m.preliminary
from latest as l
inner join etl.month as m
    on m.agency_id = l.agency_id and m.report = l.report and m.month = l.month
    and m.version = l.version
order by l.final_path collate "C"
