-- tests/sql/model_office.sql
-- Who is responsible for a case (C7), in the five names that reports show, and the workers and
-- locations behind them. People: tests/fixtures/people.md, section Model.
begin;
\i tests/lib/harness.sql
\i tests/fixtures/model_maps.sql
\i tests/fixtures/model_famlink.sql

select plan(30);

select test.assigned('1', '5001', '701', '31', '2024-01-02 08:30:00', '2024-03-07 17:00:00');
select test.assigned('2', '5001', '711', '31', '2024-03-07 17:00:00', '9999-12-31 00:00:00');
select test.assigned('3', '5002', '702', '0', '2024-01-02 00:00:00');
select test.assigned('4', '5003', '-1', '31', '2024-01-02 00:00:00');
select test.assigned('5', '5004', '720', '32', '2024-01-02 00:00:00');
select test.assigned('6', '5005', '799', '31', '2024-01-02 00:00:00');
select test.assigned('7', '5006', '702', '39', '2024-01-02 00:00:00');
select test.assigned('8', '0', '702', '31', '2024-01-02 00:00:00');
select test.assigned('9', '-1', '702', '31', '2024-01-02 00:00:00');
select test.assigned('10', '5007', '702', '31', 'last week');
select test.assigned('11', '5007', '702', '31', null);
select test.assigned('12', '5007', '702', '31', '2024-01-02 00:00:00', 'never');
select test.assigned('13', '5008', '702', '31', '2024-01-02 00:00:00', null, ' y ');
select test.assigned('14', '5009', '702', '31', '2024-01-02 00:00:00');
select test.assigned('14', '5009', '711', '31', '2024-02-02 00:00:00');
select test.assigned('x5', '5010', '702', '31', '2024-01-02 00:00:00');
select test.removal('20001', '1001', case_id => '0');
select test.removal('20002', '1002', location => '-1');
select test.removal('20003', '1003', worker => '0');
select test.removal('20004', '1004', location => '32', worker => '720');
select test.removal('20005', '1005', worker => '701');

select test.model(8);

create function test.names(case_ text) returns text[]
language sql stable
return (
    select array[region, office, unit, supervisor, caseworker]
    from mart.case_assignment
    where agency_id = 8 and case_id = case_
    order by begin_date desc limit 1);

select is(
    (
        select array_agg(array[caseworker, begin_date::text, end_date::text] order by begin_date)
        from mart.case_assignment where agency_id = 8 and case_id = '5001'
    ),
    array[
        array['Brandt, Eliza', '2024-01-02', '2024-03-07'],
        array['Moreau, Guy', '2024-03-07', null]],
    'case 5001: times compare by their date; the open end is no end; names of today');
select is(
    (select region_code || ' ' || office_code || ' ' || unit_code from mart.case_assignment
        where agency_id = 8 and assignment_id = 1),
    '2 204 7', 'case 5001: codes beside the names');
select is(
    (select supervisor from mart.case_assignment where agency_id = 8 and assignment_id = 1),
    'Okafor, Miriam',
    'case 5001: the supervisor is whom Brandt''s current version points at, by her current name');
select is(test.names('5001'),
    array['Region 2', 'Alder Creek', 'Intake North', 'Unassigned', 'Moreau, Guy'],
    'case 5001: Moreau reports to nobody');
select is(test.names('5002'),
    array['Unassigned', 'Unassigned', 'Unassigned', 'Unassigned', 'Unassigned'],
    'case 5002: without a location all five are Unassigned, whoever works it');
select is(
    (select array[region_code, office_code, unit_code] from mart.case_assignment
        where agency_id = 8 and case_id = '5002'),
    array[null, null, null]::text[], 'case 5002: no codes either');
select is(test.names('5003'),
    array['Region 2', 'Alder Creek', 'Intake North', 'Unassigned', 'Unassigned'],
    'case 5003: without a worker the two names are Unassigned');
select is(test.names('5004'),
    array['Region 2', '205', '9', 'Unassigned', '64'],
    'case 5004: a name that is blank is its code; a worker without a name is the id');
select is(test.names('5005'),
    array['Region 2', 'Alder Creek', 'Intake North', 'Unassigned', 'Unassigned'],
    'case 5005: a worker key without a row is no worker');
select is((test.names('5006'))[1], 'Unassigned', 'case 5006: a location key without a row is none');
select is(
    (
        select array_agg(row_key || ' ' || column_name || ' ' || raw order by row_key)
        from mart.defect
        where agency_id = 8 and table_name = 'case_assignment' and problem = 'missing_row'
    ),
    array['6 worker_key 799', '7 location_id 39'], 'keys without a row are told');
select is(
    (
        select array_agg(row_key order by row_key) from mart.defect
        where agency_id = 8 and table_name = 'case_assignment' and problem = 'no_case'
    ),
    array['8', '9'], 'an assignment of case 0 or -1 is told and belongs to no case');
select is(
    (select count(*) from mart.case_assignment where agency_id = 8 and assignment_id in (8, 9)),
    0::bigint, 'an assignment of no case is not in the model');
select is(
    (
        select array_agg(row_key || ' ' || problem || ' ' || coalesce(raw, '-')
            order by row_key, problem)
        from mart.defect
        where agency_id = 8 and table_name = 'case_assignment' and column_name = 'begin_time'
    ),
    array['10 bad_time last week', '10 no_begin -', '11 no_begin -'],
    'an assignment without a begin is in force on no day: it is told');
select is(
    (select end_date from mart.case_assignment where agency_id = 8 and assignment_id = 12),
    null::date, 'an end that is no time leaves the assignment open');
select is(
    (
        select raw from mart.defect
        where agency_id = 8 and table_name = 'case_assignment' and column_name = 'end_time'
    ),
    'never', 'and is told');
select is(
    (select array_agg(row_key || ' ' || reason) from mart.left_out
        where agency_id = 8 and table_name = 'case_assignment'),
    array['13 expunged'], 'an expunged assignment is left out, however the flag is written');
select is(
    (select caseworker from mart.case_assignment where agency_id = 8 and assignment_id = 14),
    'Moreau, Guy', 'of two rows of one key the later begin stays');
select is(
    (
        select array_agg(row_key || ' ' || reason order by row_key) from mart.reject
        where agency_id = 8 and table_name = 'case_assignment'
    ),
    array['14 duplicate key', 'x5 key is not a number'], 'what is rejected, and why');
select is(
    (select staged from mart.loaded where agency_id = 8 and table_name = 'case_assignment'),
    16::bigint, 'rows staged are counted');
select is(
    (
        select count(*) from mart.case_assignment where agency_id = 8
    ) + (
        select count(*) from mart.reject where agency_id = 8 and table_name = 'case_assignment'
    ) + (
        select count(*) from mart.left_out where agency_id = 8 and table_name = 'case_assignment'
    ) + (
        select count(*) from mart.defect
        where agency_id = 8 and table_name = 'case_assignment' and problem like 'no\_%'
    ),
    16::bigint, 'nothing vanishes: kept + rejected + left out + without a key = staged');

select is(
    (select array[region, office, unit, supervisor, caseworker] from mart.episode
        where agency_id = 8 and episode_id = 20001),
    array['Region 2', 'Alder Creek', 'Intake North', 'Okafor, Miriam', 'Brandt, Eliza'],
    'an episode has its own office to fall back to');
select is(
    (select case_id from mart.episode where agency_id = 8 and episode_id = 20001),
    null, 'case 0 is no case');
select is(
    (select array[region, office, unit, supervisor, caseworker] from mart.episode
        where agency_id = 8 and episode_id = 20002),
    array['Unassigned', 'Unassigned', 'Unassigned', 'Unassigned', 'Unassigned'],
    'location -1 is none, though the warehouse has a row for it');
select is(
    (select array[office, supervisor, caseworker] from mart.episode
        where agency_id = 8 and episode_id = 20003),
    array['Alder Creek', 'Unassigned', 'Unassigned'], 'worker 0 is none');
select is(
    (select array[office, supervisor, caseworker] from mart.episode
        where agency_id = 8 and episode_id = 20004),
    array['205', 'Unassigned', '64'], 'a worker without name or supervisor');
select is(
    (select caseworker from mart.episode where agency_id = 8 and episode_id = 20005),
    'Brandt, Eliza', 'an old version stands for the person of today');

select is(
    (select array_agg(worker_id || ' ' || worker_name order by worker_id) from mart.worker
        where agency_id = 8),
    array['61 Brandt, Eliza', '62 Moreau, Guy', '63 Okafor, Miriam', '64 64'],
    'one row per worker; -1 is none');
select is(
    (select supervisor_id || ' ' || supervisor_name from mart.worker
        where agency_id = 8 and worker_id = '61'),
    '63 Okafor, Miriam', 'the supervisor as a person');
select is(
    (select array_agg(location_id order by location_id) from mart.location where agency_id = 8),
    array['31', '32'], 'location -1 is none');

select * from finish();
rollback;
