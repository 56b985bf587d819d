-- tests/lib/elsewhere.sql - nobody else's workbooks: two tests of a report by office (:report), agency 7,
-- March 2024; `\set report x` first.

-- an office that has a workbook in another month, version, report or agency only
select fact.open_month('2024-02-01');
insert into fact.scope (
    agency_id, month, version, report, scope_kind, scope, code, name, title_line, parent_code)
values
    (7, '2024-02-01', 1, :'report', 'office', 'office-999', '999', 'Elsewhere', 'x', '9'),
    (7, '2024-03-01', 9, :'report', 'office', 'office-999', '999', 'Elsewhere', 'x', '9'),
    (7, '2024-03-01', 1, 'another', 'office', 'office-999', '999', 'Elsewhere', 'x', '9'),
    (8, '2024-03-01', 1, :'report', 'office', 'office-999', '999', 'Elsewhere', 'x', '9');
insert into fact.measure (agency_id, month, version, report, level, measure, numerator)
select s.agency_id, s.month, s.version, s.report, 'state', 'kept', 1
from fact.scope as s
where s.code = '999';
select test.facts(:'report', 7, '2024-03-01', '2024-03-31');

select is(
    (select count(*) from fact.measure as m where '999' in (m.g1_code, m.g2_code)), 0::bigint,
    'an office that has its workbook elsewhere has no figure here');
select is(
    (select count(*) from fact.scope as s where s.code = '999') || ' '
        || (select count(*) from fact.measure as m where m.measure = 'kept'),
    '4 4', 'and computing the month left everything else as it was');
