-- tests/sql/model_custody.sql
-- Custody episodes and all that hangs on them, from a FACES-style extract.
-- People: tests/fixtures/people.md, section Model.
begin;
\i tests/lib/harness.sql
\i tests/fixtures/model_maps.sql

select plan(48);

insert into stage.person (agency_id, child_id, last_name, first_name, birth_date, sex, race, hispanic)
values
    (9, '00100001', 'Ash', 'Noor', '20150101', 'F', 'B', 'N'),
    (9, '100001', 'Ash', 'Omar', '20150102', 'M', 'W', 'Y'),
    (9, 'X-7', null, null, null, null, null, null),
    (9, '00100001', 'Ash', 'Nora', '20150201', 'F', 'B', 'N'),
    (9, ' ', 'Nobody', 'Ned', null, null, null, null);
insert into stage.worker (
    agency_id, worker_key, worker_id, supervisor_key, supervisor_id, last_name, first_name, email)
values
    (9, 'W1', 'W1', 'W2', 'W2', 'Pine', 'Lou', 'lou.pine@agency.example'),
    (9, 'W2', 'W2', 'W9', 'W9', 'Oak', 'Sam', null);
insert into stage.case_assignment (
    agency_id, assignment_id, case_id, worker_key, worker_id, begin_time)
values
    (9, '1', 'C-1', 'W1', 'W1', '2018-01-01 00:00:00'),
    (9, '2', 'C-2', 'W2', 'W2', '2018-01-01 00:00:00'),
    (9, '3', 'C-3', 'W8', 'W8', '2018-01-01 00:00:00'),
    (9, '4', 'C-4', null, null, '2018-01-01 00:00:00');
insert into stage.episode (
    agency_id, episode_id, child_id, case_id, begin_date, end_date, exit_code, exit_detail,
    in_error, removal_number, county, first_finding_date, managed_by, managed_agency,
    entered_time, exit_entered_time)
values
    (9, '1', '00100001', 'C-1', '20180105', '20180320', '5', 'X', 'N', '2', '29095', '20180201',
        'fccm', 'Bright Futures', '2018-01-06 08:00:00', '2018-03-21 09:00:00'),
    (9, '2', '100001', 'C-2', '20180105', null, null, null, null, '1', '29189', '20180231', 'CD',
        null, '2018-01-06 08:00:00', 'later'),
    (9, '3', 'X-7', 'C-3', '20180105', null, null, null, 'Y', '1', '29189', null, 'CD', null, null,
        null),
    (9, '4', 'X-7', 'C-4', null, null, null, null, 'N', '1', '29189', null, 'CD', null, null, null),
    (9, '5', '999', 'C-4', '20180105', null, '9', null, 'N', 'one', '29189', null, 'CD', null, null,
        null),
    (9, '6', '999', null, '20180105', '20180301', '9', null, 'N', null, null, null, null, null, null,
        null),
    (9, '7', '100001', 'C-2', '20170105', '20170301', '1', null, 'N', '1', null, null, null, null,
        '2018-01-06 08:00:00', null),
    (9, '7', '100001', 'C-2', '20170105', '20170302', '1', null, 'N', '1', null, null, null, null,
        '2018-01-07 08:00:00', null);
insert into stage.placement (
    agency_id, placement_id, episode_id, begin_date, end_date, code, provider_id, licensed,
    preadopt_date, entered_time)
values
    (9, '1', '1', '20180105', null, 'N_FOSTER', '000123', 'y', '20180210', '2018-01-06 08:00:00'),
    (9, '2', '2', '20180105', null, 'CTOA', null, null, '20180230', 'today'),
    (9, '3', '3', '20180105', null, 'RHU', '1', null, null, null),
    (9, '4', '77', '20180105', null, 'RHU', '1', null, null, null),
    (9, '5', '2', '20180105', null, 'ZZ9', '1', null, null, null),
    (9, '6', '2', null, null, 'RHU', '1', null, null, null);
insert into stage.goal values
    (9, '1', '1', 'P', 'G_REUNIFY', '20180110', null, '2018-01-11 08:00:00'),
    (9, '2', '1', 'c', 'G_NOTSET', '20180110', '20180230', null),
    (9, '3', '2', 'P', 'G_XX', null, null, null),
    (9, '4', '2', 'Q', 'G_ADOPT', '20180110', null, null),
    (9, '5', '3', 'P', 'G_ADOPT', '20180110', null, null),
    (9, '6', '88', 'P', 'G_ADOPT', '20180110', null, null),
    (9, '7', '2', 'P', 'G_ADOPT', '20180110', null, '2018-01-11 08:00:00'),
    (9, '7', '2', 'P', 'G_GUARD', '20180110', null, '2018-01-12 08:00:00'),
    (9, '8', '2', 'P', null, '20180110', null, null);
insert into stage.parent values
    (9, '1', '00100001', 'mother', null, '20180301'),
    (9, '2', '00100001', 'PUTATIVE_FATHER', 'N', null),
    (9, '3', '00100001', 'PUTATIVE_FATHER', 'Y', '20180230'),
    (9, '4', '100001', 'UNCLE', ' ', null),
    (9, '5', null, 'MOTHER', 'Y', null),
    (9, 'p6', '100001', 'MOTHER', 'Y', null);
insert into stage.tpr_event values
    (9, '1', '1', '00100001', 'petition', '20180210', 'JO', '2018-02-11 08:00:00'),
    (9, '2', '1', '100001', 'PETITION', '20180210', 'JO', null),
    (9, '3', '66', '100001', 'PETITION', '20180210', 'JO', null),
    (9, '4', '3', null, 'FILED', '20180299', null, null),
    (9, '5', '3', ' 00100001 ', null, null, null, null);
insert into stage.tpr_exception values
    (9, '00100001', '1', 'relative', '20180301'), (9, '00100001', '1', 'COMPELLING', null),
    (9, '100001', '1', 'SERVICES', null), (9, 'X-7', '3', 'SERVICES', null),
    (9, '100001', '88', 'SERVICES', null), (9, null, '2', 'OTHER', 'soon');
insert into stage.hearing values
    (9, '1', '1', 'PERMANENCY', '20180301', '20180302'), (9, '2', '2', 'TEA', '20180301', null),
    (9, '3', '3', 'REVIEW', '20180301', null), (9, '4', '88', 'REVIEW', '20180301', null),
    (9, '5', '2', null, '20180399', '1 March');
insert into stage.attorney values
    (9, 'A1', 'Reed', 'Jo', 'A2', '16', null), (9, 'A2', null, null, null, null, null),
    (9, 'A3', 'Rush', 'Al', '0', 'XVI', null), (9, null, 'Nobody', 'Ned', null, null, null);
insert into stage.attorney_assignment values
    (9, '1', '1', '00100001', 'A1', '20180110', null, 'circuit', '2018-01-11 08:00:00'),
    (9, '2', '2', '00100001', 'A1', '20180110', null, null, null),
    (9, '3', '2', '100001', 'A9', '20180110', null, null, null),
    (9, '4', '2', null, 'A1', null, null, null, null),
    (9, '5', '3', 'X-7', 'A1', '20180110', null, null, null),
    (9, '6', '2', '100001', null, '20180110', null, null, null);
insert into stage.circuit_county values
    (9, '16', '29095', 'Jackson', 'KC', null, null),
    (9, '23', '29099', 'Jefferson', 'NE', null, '20190901'),
    (9, '23', '29099', 'Jefferson', 'SE', '20190901', null),
    (9, '24', '29099', 'Jefferson', 'SE', '20190901', null),
    (9, 'X', '29001', 'Adair', 'NE', null, null), (9, '5', null, 'Nowhere', null, null, null);

select test.model(9);

select is((select array_agg(child_id || ' ' || coalesce(child_name, '-') order by child_id collate "C")
    from mart.child where agency_id = 9),
    array['00100001 Ash, Nora', '100001 Ash, Omar', 'X-7 -'],
    'client numbers are text: 00100001 is not 100001; of two rows of one number the later birth');
select is((select array_agg(coalesce(row_key, '-') || ' ' || reason order by reason) from mart.reject
    where agency_id = 9 and table_name = 'person'),
    array['00100001 duplicate key', '- no id'], 'clients rejected');

select is((select array[caseworker, supervisor] from mart.case_assignment
    where agency_id = 9 and case_id = 'C-1'),
    array['Pine, Lou', 'Oak, Sam'], 'C-1: without locations the names stand all the same');
select is((select array[caseworker, supervisor] from mart.case_assignment
    where agency_id = 9 and case_id = 'C-2'),
    array['Oak, Sam', 'W9'], 'C-2: a supervisor without a row is the id');
select is((select array[caseworker, supervisor] from mart.case_assignment
    where agency_id = 9 and case_id = 'C-3'),
    array['W8', 'Unassigned'], 'C-3: a worker without a row is the id');
select is((select array[caseworker, supervisor] from mart.case_assignment
    where agency_id = 9 and case_id = 'C-4'),
    array['Unassigned', 'Unassigned'], 'C-4: nobody');
select is((select array_agg(row_key || ' ' || raw) from mart.defect
    where agency_id = 9 and table_name = 'case_assignment'),
    array['3 W8'], 'the worker without a row is told');

select is((select array[exit_label, exit_group, exit_detail, managed_by, managed_agency, county,
        removal_number::text, entered_at::text, exit_entered_at::text, first_finding_date::text]
    from mart.episode where agency_id = 9 and episode_id = 1),
    array['Guardianship', 'Guardianship', 'X', 'FCCM', 'Bright Futures', '29095', '2',
        '2018-01-06 08:00:00', '2018-03-21 09:00:00', '2018-02-01'], 'Noor''s episode');
select is((select array[first_finding_date::text, exit_entered_at::text, exit_label]
    from mart.episode where agency_id = 9 and episode_id = 2),
    array[null, null, null]::text[], 'Omar''s: a finding on 31 February is no date');
select is((select array_agg(column_name || ' ' || problem || ' ' || raw order by column_name)
    from mart.defect where agency_id = 9 and table_name = 'episode' and row_key = '2'),
    array['exit_entered_time bad_time later', 'first_finding_date bad_date 20180231'], 'and told');
select is((select array_agg(row_key || ' ' || reason order by row_key) from mart.reject
    where agency_id = 9 and table_name = 'episode'),
    array['4 no valid begin', '5 number cannot be read', '7 duplicate key'], 'episodes rejected');
select is((select array_agg(row_key || ' ' || reason) from mart.left_out
    where agency_id = 9 and table_name = 'episode'), array['3 in error'], 'episodes left out');
select is((select array[child_id, case_id, exit_label, exit_group] from mart.episode
    where agency_id = 9 and episode_id = 6),
    array['999', null, 'Unknown (9)', null], 'no client row, no case, no such reason: kept');
select is((select end_date from mart.episode where agency_id = 9 and episode_id = 7),
    date '2017-03-02', 'of two rows that begin alike the one entered later stays');

select is((select array[child_id, label, grp, provider_id, licensed, preadopt_date::text,
        entered_at::text] from mart.placement where agency_id = 9 and placement_id = 1),
    array['00100001', 'Licensed non-relative foster home', 'family', '000123', 'Y', '2018-02-10',
        '2018-01-06 08:00:00'], 'Noor''s placement: the child is the episode''s');
select is((select array[grp, provider_id, preadopt_date::text, entered_at::text] from mart.placement
    where agency_id = 9 and placement_id = 2),
    array['trial_home', null, null, null], 'Omar''s: with a parent, no provider');
select is((select array_agg(row_key || ' ' || column_name || ' ' || problem
        order by row_key, column_name, problem)
    from mart.defect where agency_id = 9 and table_name = 'placement'),
    array['2 entered_time bad_time', '2 preadopt_date bad_date', '5 code unknown_code',
        '6 begin_date no_begin'], 'what is told of placements');
select is((select array_agg(row_key || ' ' || reason) from mart.left_out
    where agency_id = 9 and table_name = 'placement'), array['3 episode left out'],
    'placements left out');
select is((select array_agg(row_key || ' ' || reason) from mart.reject
    where agency_id = 9 and table_name = 'placement'), array['4 episode missing or rejected'],
    'placements rejected');

select is((select array[child_id, kind, label, grp, effective_date::text, entered_at::text]
    from mart.goal where agency_id = 9 and goal_id = 1),
    array['00100001', 'P', 'Reunification', 'reunification', '2018-01-10', '2018-01-11 08:00:00'],
    'a goal');
select is((select array[kind, grp, end_date::text] from mart.goal where agency_id = 9 and goal_id = 2),
    array['C', 'none', null], 'G_NOTSET is no goal; an end on 30 February is none');
select is((select array[label, grp] from mart.goal where agency_id = 9 and goal_id = 3),
    array['Unknown (G_XX)', null], 'a goal without a map');
select is((select label from mart.goal where agency_id = 9 and goal_id = 7), 'Guardianship',
    'of two rows of one key the one entered later stays');
select is((select array[label, grp] from mart.goal where agency_id = 9 and goal_id = 8),
    array[null, null]::text[], 'a goal without a code is blank');
select is((select array_agg(row_key || ' ' || column_name || ' ' || raw order by row_key)
    from mart.defect where agency_id = 9 and table_name = 'goal'),
    array['2 end_date 20180230', '3 code G_XX', '4 kind Q'], 'what is told of goals');
select is((select array_agg(row_key || ' ' || reason order by row_key) from (
        select row_key, reason from mart.reject where agency_id = 9 and table_name = 'goal'
        union all
        select row_key, reason from mart.left_out where agency_id = 9 and table_name = 'goal') as x),
    array['5 episode left out', '6 episode missing or rejected', '7 duplicate key'],
    'goals left out and rejected');

select is((select array_agg(role || ' ' || applicable order by parent_id) from mart.parent
    where agency_id = 9),
    array['MOTHER true', 'PUTATIVE_FATHER false', 'PUTATIVE_FATHER true', 'UNCLE true'],
    'parents: two putative fathers; only N is not applicable');
select is((select array_agg(deceased_date order by parent_id) from mart.parent
    where agency_id = 9 and child_id = '00100001'),
    array['2018-03-01', null, null]::date[], 'the mother has died; a death on 30 February is none');
select is((select array_agg(row_key || ' ' || column_name || ' ' || raw order by row_key)
    from mart.defect where agency_id = 9 and table_name = 'parent'),
    array['3 deceased_date 20180230', '4 role UNCLE'], 'what is told of parents');
select is((select array_agg(row_key || ' ' || reason order by row_key) from mart.reject
    where agency_id = 9 and table_name = 'parent'),
    array['5 no child', 'p6 key is not a number'], 'parents rejected');

select is((select array[child_id, code, event_date::text, filed_by] from mart.tpr_event
    where agency_id = 9 and event_id = 1),
    array['00100001', 'PETITION', '2018-02-10', 'JO'], 'a petition');
select is((select array_agg(row_key || ' ' || reason order by row_key) from mart.reject
    where agency_id = 9 and table_name = 'tpr_event'),
    array['2 child is not the parent''s', '3 parent missing or rejected'], 'events rejected');
select is((select array_agg(code || ' ' || child_id || coalesce(event_date::text, '') order by event_id)
    from mart.tpr_event where agency_id = 9 and event_id in (4, 5)),
    array['FILED 00100001', 'blank 00100001'], 'an unknown and a blank event stay');
select is((select array_agg(row_key || ' ' || column_name || ' ' || raw order by row_key, column_name)
    from mart.defect where agency_id = 9 and table_name = 'tpr_event'),
    array['4 code FILED', '4 event_date 20180299', '5 code blank'], 'and are told');

select is((select array_agg(n || ' ' || reason || ' ' || coalesce(documented_date::text, '-') order by n)
    from mart.tpr_exception where agency_id = 9 and episode_id = 1),
    array['1 COMPELLING -', '2 RELATIVE 2018-03-01'], 'two exceptions of an episode');
select is((select array_agg(row_key || ' ' || reason order by row_key) from mart.reject
    where agency_id = 9 and table_name = 'tpr_exception'),
    array['1 child is not the episode''s', '88 episode missing or rejected'], 'exceptions rejected');
select is((select array_agg(column_name || ' ' || raw order by column_name) from mart.defect
    where agency_id = 9 and table_name = 'tpr_exception'),
    array['documented_date soon', 'reason OTHER'], 'what is told of exceptions');

select is((select array_agg(hearing_id || ' ' || coalesce(label, '-') || ' ' || coalesce(grp, '-')
        order by hearing_id) from mart.hearing where agency_id = 9),
    array['1 Permanency hearing permanency', '2 Unknown (TEA) -', '5 - -'], 'hearings');
select is((select array_agg(row_key || ' ' || column_name || ' ' || raw order by row_key, column_name)
    from mart.defect where agency_id = 9 and table_name = 'hearing'),
    array['2 type_code TEA', '5 held_date 1 March', '5 scheduled_date 20180399'],
    'what is told of hearings');

select is((select array_agg(attorney_id || ' ' || attorney_name || ' ' || coalesce(circuit::text, '-')
        || ' ' || coalesce(managing_attorney_id, '-') order by attorney_id)
    from mart.attorney where agency_id = 9),
    array['A1 Reed, Jo 16 A2', 'A2 A2 - -'], 'attorneys; one without a name is the id');
select is((select array_agg(coalesce(row_key, '-') || ' ' || reason order by reason) from mart.reject
    where agency_id = 9 and table_name = 'attorney'),
    array['- no id', 'A3 number cannot be read'], 'attorneys rejected: circuit XVI');
select is((select array_agg(assignment_id || ' ' || attorney_id order by assignment_id)
    from mart.attorney_assignment where agency_id = 9),
    array['1 A1', '3 A9'], 'assignments; an attorney without a row keeps the child listed');
select is((select array_agg(row_key || ' ' || reason order by row_key) from (
        select row_key, reason from mart.reject
        where agency_id = 9 and table_name = 'attorney_assignment'
        union all
        select row_key, reason from mart.left_out
        where agency_id = 9 and table_name = 'attorney_assignment') as x),
    array['2 child is not the episode''s', '5 episode left out', '6 no attorney'],
    'assignments rejected and left out: the dcn contradicts its episode''s');
select is((select array_agg(row_key || ' ' || problem order by row_key) from mart.defect
    where agency_id = 9 and table_name = 'attorney_assignment'),
    array['3 missing_row', '4 no_begin'], 'what is told of assignments');

select is((select array_agg(county || ' ' || circuit || ' ' || valid_from || ' '
        || coalesce(valid_to::text, '-') order by county, valid_from)
    from mart.circuit_county where agency_id = 9),
    array['29095 16 -infinity -', '29099 23 -infinity 2019-09-01', '29099 24 2019-09-01 -'],
    'a blank first day is the beginning of time');
select is((select array_agg(coalesce(row_key, '-') || ' ' || reason order by reason, row_key)
    from mart.reject where agency_id = 9 and table_name = 'circuit_county'),
    array['29099 duplicate key', '- no id', '29001 number cannot be read'], 'counties rejected');

-- a county that another circuit had for a while, and a row that is never valid
insert into mart.circuit_county (agency_id, county, valid_from, valid_to, circuit, county_name)
values
    (9, '29777', '-infinity', '2012-01-01', 7, null),
    (9, '29777', '2010-01-01', null, 8, 'Sample'),
    (9, '29777', '2015-01-01', '2016-01-01', 9, 'Sample'),
    (9, '29777', '2017-01-01', '2017-01-01', 10, 'Sample');
select results_eq(
    $$select from_day, to_day, circuit, county_name from mart.circuit_span
        where agency_id = 9 and county = '29777' order by from_day$$,
    $$values
        (date '-infinity', date '2010-01-01', 7, '29777'), (date '2010-01-01', date '2012-01-01', 8, 'Sample'),
        (date '2012-01-01', date '2015-01-01', 8, 'Sample'),
        (date '2015-01-01', date '2016-01-01', 9, 'Sample'),
        (date '2016-01-01', date '2017-01-01', 8, 'Sample'), (date '2017-01-01', null, 8, 'Sample')$$,
    'on each day the row in force that began last');
select is_empty(
    $$select d::date, c.county, c.circuit
        from generate_series(date '2009-12-30', date '2020-01-02', interval '1 day') as d
        cross join lateral (
            select distinct on (c.county) c.county, c.circuit
            from mart.circuit_county as c
            where c.agency_id = 9 and c.valid_from <= d and (c.valid_to is null or c.valid_to > d)
            order by c.county, c.valid_from desc) as c
        except
        select d::date, s.county, s.circuit
        from generate_series(date '2009-12-30', date '2020-01-02', interval '1 day') as d
        inner join mart.circuit_span as s
            on s.agency_id = 9 and s.from_day <= d and (s.to_day is null or s.to_day > d)$$,
    'the rule itself, asked on every day of ten years, says the same');

select * from finish();
rollback;
