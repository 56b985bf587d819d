-- sql/report/common/scopes.sql
-- Purpose: every workbook of a report, month and scope kind, also those without a row, and whether
-- it is made: not when nobody may have it.
-- Grain: one row per scope code. Inputs: fact.scope, mart.has_recipient. Key: _scope.
with p as (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::int as version,          -- of its facts
        $4::text as scope_kind,      -- office, region, state, attorney
        $5::text as report
)
select
    s.scope as _scope,
    s.title_line,
    mart.has_recipient(s.agency_id, s.report, s.scope)::int as is_made
from p
inner join fact.scope as s
    on s.agency_id = p.agency_id
    and s.month = p.month
    and s.version = p.version
    and s.report = p.report
    and s.scope_kind = p.scope_kind
order by s.scope collate "C"
