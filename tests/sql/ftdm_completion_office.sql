-- tests/sql/ftdm_completion_office.sql
-- Whose child it is (C7), which workbooks there are, what stands in them and in which order.
begin;
\i tests/lib/harness.sql
\i tests/fixtures/ftdm_people.sql

select plan(36);

-- a short id, for the order of ids; a second unit in Alder Creek, for the order of units
select test.child(999, 'Early, Id'), test.removal(999, '2024-03-28'),
    test.assignment(4999, 4999);
update mart.case_assignment set unit_code = '9', unit = 'Adoptions'
where agency_id = 7 and case_id in ('5006', '5024', '5039');

select test.facts('ftdm_completion', 7, '2024-03-01', '2024-03-31');

-- ---- attribution ----

create function test.whose(episode bigint, of_list text) returns text
language sql as $$
    select concat_ws(' / ', f.region, f.office, f.unit, f.supervisor, f.caseworker)
    from fact.ftdm_completion as f
    where f.agency_id = 7 and f.month = '2024-03-01' and f.version = 1
        and f.episode_id = episode and f.list = of_list
$$;

select is(test.whose(20052, 'removals'),
    'Region 1 / Alder Creek / Care 1 / Lindqvist, Dale / Achterberg, Jo',
    'Zoe, Removals: who had the case on the day she was removed');
select is(test.whose(20052, 'in_care'),
    'Region 1 / Birch Bay / Night / Okafor, Miriam / Brandt, Eliza',
    'Zoe, In care: who has it on as_of');
select is(test.whose(20052, 'to_act_on'), test.whose(20052, 'in_care'),
    'Zoe, To act on: who has it on as_of');
select is(test.whose(20053, 'in_care'),
    'Region 1 / Birch Bay / Night / Okafor, Miriam / Brandt, Eliza',
    'Ari: two assignments in force: the later begin');
select is(test.whose(20054, 'in_care'),
    'Region 1 / Birch Bay / Night / Okafor, Miriam / Brandt, Eliza',
    'Bly: two of the same day: the higher id, 10 over 9');
select is(test.whose(20055, 'in_care'),
    'Region 1 / Birch Bay / Night / Okafor, Miriam / Brandt, Eliza',
    'Cal: no assignment: the episode''s own office');
select is(test.whose(20056, 'in_care'),
    'Region 1 / Birch Bay / Night / Okafor, Miriam / Brandt, Eliza',
    'Deb: no case: the episode''s own office');
select is(test.whose(20057, 'in_care'),
    'Unassigned / Unassigned / Unassigned / Unassigned / Unassigned',
    'Eve: neither case nor location');
select is(test.whose(20058, 'in_care'),
    'Region 1 / Alder Creek / Care 1 / Lindqvist, Dale / Achterberg, Jo',
    'Fox: the new assignment begins after as_of, the old one has not ended yet');
select is(test.whose(20068, 'removals'),
    'Region 1 / Birch Bay / Night / Okafor, Miriam / Brandt, Eliza',
    'Ray: the case changed hands on the day of his removal: the new one');
select is(test.whose(20059, 'in_care'),
    'Region 1 / Birch Bay / Night / Okafor, Miriam / Brandt, Eliza',
    'Gil: his assignment ended on as_of: no longer in force, the episode''s own office');
select is(f.case_id, null, 'Deb: Case ID is empty')
from fact.ftdm_completion as f
where f.episode_id = 20056 and f.list = 'in_care';

-- ---- workbooks ----

select results_eq(
    $$
    select s.scope_kind, s.scope, s.code, s.name, s.title_line, s.parent_code
    from fact.scope as s
    where s.agency_id = 7 and s.report = 'ftdm_completion'
    order by s.scope_kind, s.scope
    $$,
    $$
    values
        ('office', 'office-101', '101', 'Alder Creek', 'Office: Alder Creek (101), Region 1', '1'),
        ('office', 'office-102', '102', 'Birch Bay', 'Office: Birch Bay (102), Region 1', '1'),
        ('office', 'office-201', '201', 'Cedar Falls', 'Office: Cedar Falls (201), Region 2', '2'),
        ('region', 'region-1', '1', 'Region 1', 'Region 1', null),
        ('region', 'region-2', '2', 'Region 2', 'Region 2', null),
        ('state', 'state', null, 'Statewide', 'Statewide', null)
    $$,
    'a workbook for every office that had a case in 13 months; none for Unassigned');

-- ---- sheets ----

select test.sheet('ftdm_completion', 'removals', 7, '2024-03-01', 1, 'state');

select is(
    test.columns_of(),
    array[
        '_scope', 'region', 'office', 'unit', 'supervisor', 'caseworker', 'case_id', 'child_id',
        'child', 'age', 'removal_date', 'days_since_removal', 'window_closes', 'scheduled_for',
        'ftdm_date', 'ftdm_purpose', 'days_from_removal', 'status', 'episode_id', 'why'],
    'Removals: the binding columns in their order');
select is((select count(*) from sheet), 62::bigint, 'Removals: 62 removals in March');
select is((select count(distinct _scope) from sheet), 1::bigint, 'one statewide workbook');
select is(
    (select array_agg(distinct office collate "C") from sheet),
    array['Alder Creek', 'Birch Bay', 'Unassigned']::text[],
    'Removals, state: the unassigned child too');
select is(
    (select array_agg(s.episode_id) from sheet as s),
    (select array_agg(s.episode_id order by
        s.region collate "C", s.office collate "C", s.unit collate "C", s.removal_date,
        s.child_id::int, s.episode_id)
    from sheet as s),
    'Removals: region, office, unit, Removal date, Child ID');

select test.sheet('ftdm_completion', 'removals', 7, '2024-03-01', 1, 'office');

select is(
    (select array_agg(distinct _scope collate "C") from sheet),
    array['office-101', 'office-102']::text[],
    'Removals, offices: no workbook for Unassigned, no row for Cedar Falls');
select is((select count(*) from sheet), 61::bigint, 'Removals, offices: all but Eve');

select test.sheet('ftdm_completion', 'in_care', 7, '2024-03-01', 1, 'region');

select is(
    (select array_agg(distinct _scope collate "C") from sheet), array['region-1']::text[],
    'In care, regions');
select is(
    (select row(age, days_since_removal, window_closes)::text from sheet where child_id = '1050'),
    '(12,424,2023-02-04)', 'Xia: age, days since removal, window closes');

select is(
    (select array_agg(s.episode_id) from sheet as s),
    (select array_agg(s.episode_id order by
        s.region collate "C", s.office collate "C", s.unit collate "C", s.removal_date,
        s.child_id::int, s.episode_id)
    from sheet as s),
    'In care: region, office, unit, Removal date, Child ID');

select test.sheet('ftdm_completion', 'to_act_on', 7, '2024-03-01', 1, 'office');

select is(
    (select array_agg(s.child_id || ' ' || s.status) from (select * from sheet limit 6) as s),
    array[
        '1025 Window open', '1027 Window open', '1028 Window open', '1041 Window open',
        '999 None recorded', '1024 None recorded'],
    'To act on: open windows by the day they close, then the newest removal');
select is(
    (select array_agg(s.child_id) from sheet as s where s.days_since_removal = 24
        and s._scope = 'office-101' and s.child_id < '1022'),
    array['1008', '1014', '1016', '1018', '1019', '1020', '1021'],
    'To act on: removals of one day by Child ID');
select is(
    (select array_agg(s._scope || ' ' || s.child_id) from sheet as s where s.child_id = '1052'),
    array['office-102 1052'], 'Zoe: To act on is sent to Birch Bay only');
select is(
    (select count(*) from sheet as s group by s.episode_id order by 1 desc limit 1), 1::bigint,
    'To act on: each removal once');

select test.sheet('ftdm_completion', 'to_act_on', 7, '2024-03-01', 1, 'state');

select is(
    (select array_agg(s.child_id) from sheet as s where s.removal_date = '2024-03-28'),
    array['999', '1024'], 'Child ID 999 stands before 1024');

-- ---- an office that changed its region, a code that is no file name ----

update mart.case_assignment set region_code = '2', region = 'Region 2'
where agency_id = 7 and case_id = '5052' and office_code = '102';

update mart.case_assignment set office_code = 'A/1'
where agency_id = 7 and case_id = '5001';

select test.facts('ftdm_completion', 7, '2024-03-01', '2024-03-31', 3);

select is(
    (select s.scope from fact.scope as s
    where s.agency_id = 7 and s.version = 3 and s.code = 'A/1'),
    'office-A_2f1', 'a code is made a file name');
select is(
    (select s.parent_code from fact.scope as s
    where s.agency_id = 7 and s.version = 3 and s.scope = 'office-102'),
    '2', 'Birch Bay lies in its latest region');
select is(
    (select sum(m.value) from fact.measure as m
    where m.agency_id = 7 and m.version = 3 and m.report = 'ftdm_completion'
        and m.level = 'office' and m.g1_code = '2' and m.g2_code = '102'
        and m.measure = 'in_care'),
    (select count(*)::numeric from fact.ftdm_completion as f
    where f.agency_id = 7 and f.version = 3 and f.list = 'in_care' and f.office_code = '102'),
    'and stands there as a whole');
select is_empty(
    $$
    select t.scope, t.check_name, t.first, t.second
    from fact.tie as t
    where t.agency_id = 7 and t.version = 3 and t.first is distinct from t.second
        and t.explained is null
    $$,
    'all ties hold or say why not');
select isnt_empty(
    $$
    select 1 from fact.tie as t
    where t.agency_id = 7 and t.version = 3 and t.scope = 'region-1'
        and t.explained = 'offices that changed region are counted under their present one'
    $$,
    'the region that lost Birch Bay is told');

-- ---- another agency's rows are its own ----

insert into mart.episode (
    agency_id, child_id, episode_id, case_id, begin_date, extended, other_agency,
    region, office, unit, supervisor, caseworker)
values (8, '1001', 20001, '5001', '2024-03-07', false, false, 'R', 'O', 'U', 'S', 'C');

select test.facts('ftdm_completion', 8, '2024-03-01', '2024-03-31', 1);

select is(
    (select row(f.status, f.office, f.child)::text from fact.ftdm_completion as f
    where f.agency_id = 8 and f.list = 'in_care'),
    '("None recorded",O,1001)',
    'agency 8 sees neither the meetings nor the assignments nor the names of agency 7');
select is(
    (select count(*) from fact.ftdm_completion as f where f.agency_id = 7 and f.version = 1
        and f.list = 'removals'),
    62::bigint, 'and leaves the facts of agency 7 alone');

-- ---- running a month again gives the same rows ----

create table test.first_run as
select * from fact.ftdm_completion as f where f.agency_id = 7 and f.version = 3;
select test.facts('ftdm_completion', 7, '2024-03-01', '2024-03-31', 3);
select is_empty(
    $$
    (select * from test.first_run except
        select * from fact.ftdm_completion where agency_id = 7 and version = 3)
    union all
    (select * from fact.ftdm_completion where agency_id = 7 and version = 3 except
        select * from test.first_run)
    $$,
    'the same month again: the same rows');

select * from finish();
rollback;
