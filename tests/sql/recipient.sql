-- tests/sql/recipient.sql - who may have which workbook, by effective date
begin;
create extension if not exists pgtap;
select plan(17);

select ok(mart.has_recipient(7, 'home_study', 'office-1'), 'no list: every workbook is made');
select lives_ok($$select mart.recipient_settle(7, '', 'UTC')$$, 'and none is expected');
select throws_ok($$select mart.recipient_settle(7, 'abc', 'UTC')$$, 'CW002',
    'the recipients in the mart are not those of recipient.file', 'a file that was never loaded');

insert into mart.recipient_list (agency_id, digest) values (7, 'abc');
insert into mart.recipient (agency_id, ordinal, scope, report, role, mail, valid_from, valid_to) values
    (7, 1, 'office-1', '', 'owner', '', '2020-01-01', '2020-07-01'),
    (7, 2, 'office-2', 'home_study', 'owner', '', '-infinity', 'infinity'),
    (7, 3, 'office-3', '', 'copy', 'a@agency.example', '-infinity', 'infinity');

select ok(not mart.has_recipient(7, 'home_study', 'office-2'), 'a list whose day is not settled: nobody');
select throws_ok($$select mart.recipient_settle(7, '', 'UTC')$$, 'CW002', null,
    'a list that the configuration no longer names');
select throws_ok($$select mart.recipient_settle(7, 'abd', 'UTC')$$, 'CW002', null,
    'a file that was changed since');
select lives_ok($$select mart.recipient_settle(7, 'abc', 'America/Los_Angeles', '2020-07-01 06:59+00')$$);
select is((select day from mart.recipient_list where agency_id = 7), date '2020-06-30',
    'the day is the agency''s');
select ok(mart.has_recipient(7, 'home_study', 'office-1'), 'on the last day of an owner');
select lives_ok($$select mart.recipient_settle(7, 'abc', 'America/Los_Angeles', '2020-07-01 07:00+00')$$);
select ok(not mart.has_recipient(7, 'home_study', 'office-1'), 'the day after');
select ok(mart.has_recipient(7, 'home_study', 'office-2'), 'the owner of one report');
select ok(not mart.has_recipient(7, 'iff_extension', 'office-2'), 'owns no other');
select ok(not mart.has_recipient(7, 'home_study', 'office-3'), 'who gets a copy owns nothing');
select ok(mart.has_recipient(7, 'home_study', 'state'), 'the statewide workbook is always made');
select ok(mart.has_recipient(8, 'home_study', 'office-9'), 'another agency''s list is not this one''s');

-- a workbook that waits for somebody who has left
select etl.run_begin(7, 'run', null, 'p', 'd', 'famlink', 'h', 1);
select etl.artifact_add(7, 1, 'home_study', '2020-06-01', 1, s.scope, s.scope || '.xlsx',
    repeat('a', 64), 1, 1, 'https://share/')
from (values ('office-1'), ('office-2'), ('state')) as s (scope);
select mart.recipient_settle(7, 'abc', 'UTC', '2020-08-01 00:00+00');
select results_eq($$select path, state from etl.delivery where agency_id = 7 order by delivery_id$$,
    $$values ('office-1.xlsx', 'superseded'), ('office-2.xlsx', 'ready'), ('state.xlsx', 'ready')$$,
    'is not sent any more');

select * from finish();
rollback;
