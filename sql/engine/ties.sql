-- sql/engine/ties.sql
-- Purpose: the reconciliation lines of a report's month that do not tie and say no reason.
-- Grain: one row per line, statewide first. Key: scope, line.
-- Inputs: fact.tie. A line with one number missing does not tie either.
with p as (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::int as version,          -- version of the month's facts
        $4::text as report
)
select
    t.scope,
    t.check_name,
    coalesce(t.first::text, 'nothing'),
    t.first_is,
    coalesce(t.second::text, 'nothing'),
    t.second_is,
    count(*) over () - 1             -- how many more there are
from p
inner join fact.tie as t
    on t.agency_id = p.agency_id
    and t.month = p.month
    and t.version = p.version
    and t.report = p.report
where t.first is distinct from t.second
    and t.explained is null
order by t.scope_kind <> 'state', t.scope collate "C", t.line
limit 1
