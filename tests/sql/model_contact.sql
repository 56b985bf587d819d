-- tests/sql/model_contact.sql
-- Intakes, victims, the extension log, caregivers, licences and home studies from a FamLink-style
-- extract; the reject gate (C6). People: tests/fixtures/people.md, section Model.
begin;
\i tests/lib/harness.sql
\i tests/fixtures/model_maps.sql
\i tests/fixtures/model_famlink.sql

select plan(52);

select test.person('1001', '11', 'Birch, Ada');
select test.person('1004', '15', 'East, Dov', expunged => 'Y');

-- ---- intakes ----
select test.received('60001', '2024-03-07 10:00:00.5', 'CPS-Investigation');
select test.received('60002', attribute => ' CPS-FAR ', decision => '2');
select test.received('60003', attribute => 'Risk Only', response => '2');
select test.received('60004', attribute => 'Referral created in Error');
select test.received('60005', expunged => 'Y');
select test.received('60006', attribute => 'Hearsay');
select test.received('60007', attribute => null, at => 'at noon', case_id => '-1');
select test.received('i8');
select test.received('60009', '2024-03-07 10:00:00');
select test.received('60009', '2024-03-08 10:00:00');
select test.received('60010', '9999-12-31 00:00:00');
select test.received('60011', attribute => 'REFERRAL CREATED IN ERROR ');

-- ---- victims ----
select test.victim('70001', '60001', '1001', seen => '2024-03-08 09:59:59.999');
select test.victim('70002', '60001', '1002', response => '2');
select test.victim('70003', '60003', '1003', response => '-99', report => '123', case_id => '5');
select test.victim('70004', '60004', '1001');
select test.victim('70005', '60005', '1001');
select test.victim('70006', '60001', '1001', expunged => '1');
select test.victim('70007', '60001', '1004');
select test.victim('70008', '69999', '1001');
select test.victim('70009', 'i8', '1001');
select test.victim('v10', '60001', '1001');
select test.victim('70011', '60001', '-1');
select test.victim('70012', '60001', null);
select test.victim('70013', '60001', '1001', due => '2024-03-32 10:00:00');
select test.victim('70014', '60006', '1001', response => '3');
select test.victim('70015', '60007', '1001');
select test.victim('70016', '60001', '1001', seen => null);
select test.victim('70016', '60001', '1001', seen => '2024-03-08 08:00:00');
select test.victim('70017', '60011', '1001');
select test.victim('70018', '60002', '1005', due => '0');
select test.victim('70019', '60010', '1005');

-- ---- the extension log ----
insert into stage.iff_extension values
    (8, '70001', 'Unable to locate', '2024-03-08 09:00:00', 'Okafor, Miriam', null),
    (8, '70001', null, null, null, '2024-03-09 12:00:00'),
    (8, '70006', 'of a row that is left out', null, null, null),
    (8, '70008', 'of a row that is rejected', null, null, null),
    (8, 'seven', 'of nothing', null, null, null),
    (8, '70002', '  ', 'this morning', ' ', '2024-03-09 24:00:00');

-- ---- caregivers ----
insert into stage.provider (agency_id, provider_id, version_id, is_current, provider_name) values
    (8, '801', '1', '0', 'Elm, Old'), (8, '801', '2', '1', 'Elm, Rosa'),
    (8, '802', '3', '1', null), (8, '-1', '-1', '1', 'Failed'), (8, null, '9', '1', 'Nobody'),
    (8, '803', '4', '0', 'Fir, First'), (8, '803', '10', '0', 'Fir, Last'),
    (8, '803', '10', '0', 'Fir, Last');
insert into stage.licence values
    (8, '901', '801', '20230101', '20230301', '20260301', '0'),
    (8, '902', '809', '20230101', '0', '99991231', '20230231'),
    (8, '903', '0', '20230101', '0', '0', '0'),
    (8, 'L4', '801', '20230101', '0', '0', '0'),
    (8, '905', '801', '20230101', '20230401', '0', '0'),
    (8, '905', '801', '20230101', '20230301', '0', '0');
insert into stage.home_study values
    (8, '801', '20240102', 'approved '), (8, '801', '20240101', 'REFERRED'),
    (8, '801', '20240101', 'DENIED'), (8, '802', null, 'REFERRED'), (8, '802', '20240230', 'ASSIGNED'),
    (8, '802', '20240105', 'WAITING'), (8, '802', '20240106', null), (8, '-1', '20240101', 'DENIED');

select test.model(8);

-- ---- what became of intakes ----
select is((select array[access_report_id, case_id, received_at::text, screened_in::text, intake_type]
    from mart.intake where intake_id = 60001 and agency_id = 8),
    array['7760001', '5001', '2024-03-07 10:00:00.5', 'true', 'Investigation'], 'an intake');
select is((select array[screened_in::text, intake_type] from mart.intake
    where intake_id = 60002 and agency_id = 8),
    array['false', 'FAR'], 'screened out; the reason with blanks around it');
select is((select intake_type from mart.intake where intake_id = 60006 and agency_id = 8),
    'Unknown (Hearsay)', 'a reason without a map is not guessed');
select is((select array[received_at::text, case_id, intake_type] from mart.intake
    where intake_id = 60007 and agency_id = 8),
    array[null, null, 'Unknown (blank)'], 'no time, no case, no reason');
select is((select array_agg(row_key || ' ' || column_name || ' ' || raw order by row_key)
    from mart.defect where table_name = 'intake' and agency_id = 8),
    array['60006 attribute Hearsay', '60007 received_time at noon'], 'what of it is told');
select is((select array_agg(row_key || ' ' || reason order by row_key) from mart.left_out
    where table_name = 'intake' and agency_id = 8),
    array['60004 referral created in error', '60005 expunged', '60011 referral created in error'],
    'intakes left out');
select is((select array_agg(row_key || ' ' || reason order by row_key) from mart.reject
    where table_name = 'intake' and agency_id = 8),
    array['60009 duplicate key', 'i8 key is not a number'], 'intakes rejected');
select is((select received_at from mart.intake where intake_id = 60009 and agency_id = 8),
    timestamp '2024-03-08 10:00', 'of two rows of one key the later stays');
select is((select received_at from mart.intake where intake_id = 60010 and agency_id = 8),
    null::timestamp, 'the open end is no time, silently');

-- ---- what became of victims ----
select is((select array[access_report_id, case_id, response, response_hours::text, intake_type]
    from mart.intake_victim where victim_id = 70001 and agency_id = 8),
    array['7760001', '5001', '24 hours', '24', 'Investigation'],
    'Ada: what her row lacks is the intake''s');
select is((select completed_at from mart.intake_victim where victim_id = 70001 and agency_id = 8),
    timestamp '2024-03-08 09:59:59.999', 'Ada: seen to the millisecond');
select is((select array[response, response_hours::text] from mart.intake_victim
    where victim_id = 70002 and agency_id = 8),
    array['72 hours', '72'], '1002: the victim''s own response time goes before the intake''s');
select is((select array[response, access_report_id, case_id] from mart.intake_victim
    where victim_id = 70003 and agency_id = 8),
    array['72 hours', '123', '5'], '1003: -99 says nothing; report and case of the row itself');
select is((select array_agg(row_key || ' ' || reason order by row_key) from mart.left_out
    where table_name = 'intake_victim' and agency_id = 8),
    array['70004 intake left out', '70005 intake left out', '70006 expunged',
        '70007 person expunged', '70017 intake left out'], 'victims left out');
select is((select array_agg(row_key || ' ' || reason order by row_key) from mart.reject
    where table_name = 'intake_victim' and agency_id = 8),
    array['70008 intake missing or rejected', '70009 intake missing or rejected', '70012 no child',
        '70016 duplicate key', 'v10 key is not a number'], 'victims rejected');
select is((select child_id from mart.intake_victim where victim_id = 70011 and agency_id = 8),
    '-1', 'a victim not yet identified is owed a contact all the same');
select is((select due_at from mart.intake_victim where victim_id = 70013 and agency_id = 8),
    null::timestamp, 'a due date of 32 March is none');
select is((select array_agg(column_name || ' ' || raw order by column_name) from mart.defect
    where table_name = 'intake_victim' and row_key = '70013' and agency_id = 8),
    array['due_original_time 2024-03-32 10:00:00', 'due_time 2024-03-32 10:00:00'], 'and told');
select is((select array[response, response_hours::text] from mart.intake_victim
    where victim_id = 70014 and agency_id = 8),
    array['Unknown (3)', null], 'a response code without a map');
select is((select array_agg(row_key || ' ' || raw) from mart.defect
    where table_name = 'intake_victim' and problem = 'unknown_code' and agency_id = 8),
    array['70014 3'], 'is told once');
select is((select array[received_at::text, response] from mart.intake_victim
    where victim_id = 70015 and agency_id = 8),
    array[null, '24 hours'], 'a code of an intake without a time is looked up in the latest map');
select is((select completed_at from mart.intake_victim where victim_id = 70016 and agency_id = 8),
    timestamp '2024-03-08 08:00', 'of two rows that agree else the one that was seen stays');
select is((select array[screened_in::text, due_at::text] from mart.intake_victim
    where victim_id = 70018 and agency_id = 8),
    array['false', null], 'screened out; 0 is no time, silently');
select is(
    (select count(*) from mart.intake_victim where agency_id = 8)
    + (select count(*) from mart.reject where agency_id = 8 and table_name = 'intake_victim')
    + (select count(*) from mart.left_out where agency_id = 8 and table_name = 'intake_victim'),
    (select staged from mart.loaded where agency_id = 8 and table_name = 'intake_victim'),
    'victims: nothing vanishes');
select is(
    (select count(*) from mart.intake where agency_id = 8)
    + (select count(*) from mart.reject where agency_id = 8 and table_name = 'intake')
    + (select count(*) from mart.left_out where agency_id = 8 and table_name = 'intake'),
    (select staged from mart.loaded where agency_id = 8 and table_name = 'intake'),
    'intakes: nothing vanishes');

-- ---- what became of the log ----
select is((select array_agg(array[n::text, reason, approved_at::text, attempt_after_at::text] order by n)
    from mart.iff_extension where victim_id = 70001 and agency_id = 8),
    array[
        array['1', null, null, '2024-03-09 12:00:00'],
        array['2', 'Unable to locate', '2024-03-08 09:00:00', null]],
    'two entries of a row: the one without an approval first, so that the latest is last');
select is((select array_agg(row_key || ' ' || reason order by row_key) from mart.reject
    where table_name = 'iff_extension' and agency_id = 8),
    array['70008 victim missing or rejected', 'seven key is not a number'], 'entries rejected');
select is((select array_agg(row_key || ' ' || reason) from mart.left_out
    where table_name = 'iff_extension' and agency_id = 8),
    array['70006 victim left out'], 'entries left out');
select is((select array[reason, approver, approved_at::text] from mart.iff_extension
    where victim_id = 70002 and agency_id = 8),
    array[null, null, null]::text[], 'blank fields and a time that is none');
select is((select array_agg(column_name || ' ' || raw order by column_name) from mart.defect
    where table_name = 'iff_extension' and agency_id = 8),
    array['approved_time this morning', 'attempt_after_time 2024-03-09 24:00:00'], 'are told');

-- ---- what became of caregivers ----
select is((select array_agg(provider_id || ' ' || provider_name order by provider_id)
    from mart.provider where agency_id = 8),
    array['801 Elm, Rosa', '802 802', '803 Fir, Last'],
    'the current version''s name, the id without one, the higher version without a current one');
select is((select array_agg(row_key || ' ' || reason order by row_key) from mart.reject
    where table_name = 'provider' and agency_id = 8),
    array['10 duplicate key', '9 no id'], 'a version twice, a provider without an id');
select is((select array_agg(licence_id::text || ' ' || provider_id order by licence_id)
    from mart.licence where agency_id = 8),
    array['901 801', '902 809', '905 801'], 'licences; 809 needs no provider row');
select is((select array[issue_date, expiration_date, closed_date] from mart.licence
    where licence_id = 902 and agency_id = 8),
    array[null, null, null]::date[], 'no issue, no expiry, closed on no real day');
select is((select array_agg(row_key || ' ' || column_name || ' ' || raw) from mart.defect
    where table_name = 'licence' and agency_id = 8),
    array['902 closed_date 20230231'], 'the last is told');
select is((select issue_date from mart.licence where licence_id = 905 and agency_id = 8),
    date '2023-04-01', 'of two rows of one key the later issue stays');
select is((select array_agg(row_key || ' ' || reason order by row_key) from mart.reject
    where table_name = 'licence' and agency_id = 8),
    array['903 no caregiver', '905 duplicate key', 'L4 key is not a number'], 'licences rejected');
select is((select array_agg(status_date || ' ' || status order by n) from mart.home_study
    where provider_id = '801' and agency_id = 8),
    array['2024-01-01 DENIED', '2024-01-01 REFERRED', '2024-01-02 APPROVED'],
    'the tracking list, in order');
select is((select array_agg(status_date || ' ' || status order by n) from mart.home_study
    where provider_id = '802' and agency_id = 8),
    array['2024-01-05 WAITING', '2024-01-06 blank'], 'an entry without a day is not in it');
select is((select array_agg(problem || ' ' || coalesce(raw, '-') order by problem, raw)
    from mart.defect where table_name = 'home_study' and agency_id = 8),
    array['bad_date 20240230', 'no_begin -', 'no_begin -', 'unknown_code WAITING',
        'unknown_code blank'], 'what is told of the tracking list');
select is((select array_agg(reason) from mart.reject
    where table_name = 'home_study' and agency_id = 8),
    array['no caregiver'], 'entry of caregiver -1');

-- ---- the gate: 1 % of a table of 200 rows or more ----
create function test.gate(pct text, agency int default 8) returns text[]
language plpgsql as $$
begin
    perform test.run(
        (select body from test.statement where path = 'sql/model/99_gate.sql'),
        array[agency::text, '2024-03-01', '2024-03-31', '1', 'America/Los_Angeles', pct], 'gate');
    return (select array_agg(g::text order by g.table_name) from gate as g);
end
$$;

select is(test.gate('1'), null, 'small tables never stop a run, however many rows are rejected');

delete from stage.meeting where agency_id = 8;
select test.met((41000 + n)::text, '1001') from generate_series(1, 198) as n;
select test.met('m' || n, '1001') from generate_series(1, 2) as n;
select test.model(8);
select is((select array[staged, (select count(*) from mart.reject as r
        where r.agency_id = 8 and r.table_name = 'meeting')]
    from mart.loaded where agency_id = 8 and table_name = 'meeting'),
    array[200, 2]::bigint[], '2 of 200 meetings are rejected');
select is(test.gate('1'), null, '1 % is not more than 1 %');
select is(test.gate('0.99'), array['(meeting,200,2,1.00,"key is not a number: 2")'],
    'it is more than 0.99 %, and the run is told why');
select test.met('m3', '1001');
select test.met('41001', '1001');
select test.model(8);
select is(test.gate('1'), array['(meeting,202,4,1.98,"key is not a number: 3, duplicate key: 1")'],
    '4 of 202: the gate names table, rows, rejects, share and reasons');
delete from stage.meeting where agency_id = 8 and meeting_row_id in ('41198', '41197', '41196');
select test.model(8);
select is(test.gate('1'), null, '4 of 199: below 200 rows there is no gate');
select is(test.gate('1', 7), null, 'another agency has its own gate');
select ok(test.gate('0') is null, 'and 199 rows pass even a limit of nothing');

-- ---- nothing staged ----
delete from stage.meeting where agency_id = 8;
delete from stage.iff_extension where agency_id = 8;
delete from stage.home_study where agency_id = 8;
select test.model(8);
select is(
    (select count(*) from mart.meeting where agency_id = 8)
    + (select count(*) from mart.iff_extension where agency_id = 8)
    + (select count(*) from mart.home_study where agency_id = 8),
    0::bigint, 'tables that are empty or missing empty the model');
select is((select staged from mart.loaded where agency_id = 8 and table_name = 'meeting'),
    0::bigint, 'and are counted as nothing');
select is((select count(*) from mart.defect
    where agency_id = 8 and table_name in ('meeting', 'home_study', 'iff_extension')),
    0::bigint, 'what an earlier extract found is forgotten');

select * from finish();
rollback;
