-- sql/fact/57_child_listing_scope.sql
-- trend: no
-- Purpose: the workbooks of the child listing, also those without a row: the state's, which is the
-- Unit Manager's, and one for each supervising attorney.
-- Grain: one row per scope. Inputs: fact.child_listing_unit.
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
    and s.report = 'child_listing';

insert into fact.scope (
    agency_id, month, version, report, scope_kind, scope, code, name, title_line, parent_code)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts; 0: a trend's, no workbook
)
select
    p.agency_id, p.month, p.version, 'child_listing',
    'state', mart.scope_code('state', null), null, 'Statewide', 'Statewide', null
from parameter as p
where p.version > 0

union all

select
    p.agency_id, p.month, p.version, 'child_listing',
    'attorney', mart.scope_code('attorney', u.attorney_id), u.attorney_id, u.attorney_name,
    'Supervising attorney: ' || u.attorney_name
        || case when u.attorney_name <> u.attorney_id then ' (' || u.attorney_id || ')' else '' end,
    null
from parameter as p
inner join fact.child_listing_unit as u
    on u.agency_id = p.agency_id
    and u.supervising_id = u.attorney_id
where p.version > 0;
