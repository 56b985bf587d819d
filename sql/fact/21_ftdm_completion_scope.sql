-- sql/fact/21_ftdm_completion_scope.sql
-- Purpose: the workbooks of the FTDM completion report, also those without a row: the state,
-- every region and every office.
-- Grain: one row per scope. Inputs: fact.place_scope (mart.case_assignment, mart.episode).
-- Key: (agency_id, month, version, report, scope_kind, scope).

with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
)
delete from fact.scope as s
using parameter as p
where s.agency_id = p.agency_id and s.month = p.month and s.version = p.version
    and s.report = 'ftdm_completion';

insert into fact.scope (
    agency_id, month, version, report, scope_kind, scope, code, name, title_line, parent_code)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
)
select
    p.agency_id, p.month, p.version, 'ftdm_completion',
    s.scope_kind, s.scope, s.code, s.name, s.title_line, s.parent_code
from parameter as p
cross join lateral fact.place_scope(p.agency_id, p.month, p.as_of) as s;
