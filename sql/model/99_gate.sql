-- sql/model/99_gate.sql
-- Purpose: C6: tables of 200 rows or more of which more than the allowed share was rejected. Each
-- row returned stops the run before anything is published.
-- Grain: one row per table over the limit, worst first.
-- Inputs: mart.loaded, mart.reject.
-- Key: table_name.

with parameter as (
    select
        $1::int as agency_id,
        $2::date as month,                 -- not needed
        $3::date as as_of,                 -- not needed
        $4::int as version,                -- not needed
        $5::text as time_zone,             -- not needed
        $6::numeric as max_reject_pct      -- quality.max_reject_pct
),
reason as (
    select r.agency_id, r.table_name, r.reason, sum(r.n) as rejected
    from parameter as p
    inner join mart.reject as r on r.agency_id = p.agency_id
    group by r.agency_id, r.table_name, r.reason
),
rejected as (
    select
        x.agency_id, x.table_name,
        sum(x.rejected) as rejected,
        string_agg(x.reason || ': ' || x.rejected, ', '
            order by x.rejected desc, x.reason collate "C") as reasons
    from reason as x
    group by x.agency_id, x.table_name
)
select
    l.table_name,
    l.staged,
    r.rejected,
    round(100.0 * r.rejected / l.staged, 2) as pct,
    r.reasons                            -- the message of the refused run says them
from parameter as p
inner join mart.loaded as l on l.agency_id = p.agency_id
inner join rejected as r on r.agency_id = l.agency_id and r.table_name = l.table_name
where l.staged >= 200
    and 100.0 * r.rejected > p.max_reject_pct * l.staged
order by 100.0 * r.rejected / l.staged desc, l.table_name;
