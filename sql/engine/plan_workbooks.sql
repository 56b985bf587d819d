-- sql/engine/plan_workbooks.sql
-- Purpose: which workbooks `report` would make of a month of one report, for --dry-run. Where the
-- month has no facts yet, the newest month that has some tells how many there are likely to be.
-- Grain: one row. Columns: workbooks, the month that tells, how many in all. No row: no facts were ever made.
-- Inputs: fact.scope.
with p as (
    select
        $1::int as agency_id,
        $2::date as month,               -- first day
        $3::text as report,
        string_to_array($4::text, ',') as kinds,
        string_to_array($5::text, ',') as scopes -- null: all
),

known as (
    select m.month, m.version
    from p
    inner join etl.month as m
        on m.agency_id = p.agency_id and m.report = p.report and m.version > 0
    order by m.month = p.month desc, m.month desc, m.version desc
    limit 1
),

counted as (
    select s.scope_kind, count(*) as n
    from p
    cross join known as k
    inner join fact.scope as s
        on s.agency_id = p.agency_id and s.month = k.month and s.version = k.version
        and s.report = p.report
    where s.scope_kind = any (p.kinds) and (p.scopes is null or s.scope = any (p.scopes))
        and mart.has_recipient(p.agency_id, p.report, s.scope)
    group by s.scope_kind
)

select
    coalesce((
        select string_agg(format('%s %s', c.n, c.scope_kind), ', ' order by c.n, c.scope_kind)
        from counted as c), 'no'),
    to_char(k.month, 'YYYY-MM'),
    (select coalesce(sum(c.n), 0) from counted as c)::bigint
from known as k
