-- sql/engine/reject_gate.sql
-- Purpose: C6: tables of 200 staged rows or more of which more than the allowed share was
-- rejected. A row here stops the run before anything is published.
-- Grain: one row per such table, the worst first. Inputs: mart.reject, mart.loaded.
-- Key: table_name.
with parameter as (
    select
        $1::int as agency_id,
        $2::numeric as max_reject_pct
),

reason as (
    select r.table_name, r.reason, sum(r.n) as n
    from parameter as p
    inner join mart.reject as r on r.agency_id = p.agency_id
    group by r.table_name, r.reason
),

rejected as (
    select
        x.table_name,
        sum(x.n) as n,
        string_agg(x.reason || ': ' || x.n, ', ' order by x.n desc, x.reason collate "C") as reasons
    from reason as x
    group by x.table_name
)

select
    l.table_name,
    r.n,
    l.staged,
    round(100.0 * r.n / l.staged, 1) as pct,
    r.reasons
from parameter as p
inner join mart.loaded as l on l.agency_id = p.agency_id
inner join rejected as r on r.table_name = l.table_name
where l.staged >= 200 and 100.0 * r.n > p.max_reject_pct * l.staged
order by 100.0 * r.n / l.staged desc, l.table_name
