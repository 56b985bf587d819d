-- tests/sql/home_study_figures.sql
-- Workbooks, figures, reconciliation and Data quality of the home-study report, from the people of
-- tests/fixtures/people.md, section Home study.
begin;
\i tests/lib/harness.sql
\i tests/fixtures/kin_people.sql

select no_plan();

-- what the extract did not give, and a row of another report beside each
insert into mart.defect (agency_id, table_name, column_name, row_key, child_id, problem, raw)
values
    (7, 'placement', 'end_date', '90001', '3001', 'bad_date', '20260231'),
    (7, 'placement', 'begin_date', '90999', '3999', 'no_begin', null),
    (7, 'licence', 'issue_date', '80311', null, 'bad_date', 'soon'),
    (7, 'home_study', 'status_date', '8040', null, 'bad_date', '2024-13-01'),
    (7, 'home_study', 'status', '8051', null, 'unknown_code', 'PENDED'),
    (7, 'placement', 'code', '90034', '3024', 'unknown_code', '77'),
    (7, 'placement', 'code', '90038', '3028', 'unknown_code', '77'),
    (7, 'episode', 'care_authority', '33081', '3081', 'unknown_code', '99'),
    (7, 'case_assignment', 'location_id', '52', null, 'missing_row', '4711'),
    (7, 'meeting', 'meeting_date', '1', '3001', 'bad_date', 'of another report');
insert into mart.reject (agency_id, table_name, row_key, child_id, reason)
values
    (7, 'placement', '95001', '3001', 'child is not the episode''s'),
    (7, 'licence', 'abc', null, 'key is not a number'),
    (7, 'intake', '8', null, 'of another report');
insert into mart.left_out (agency_id, table_name, row_key, child_id, reason)
values
    (7, 'person', '3099', '3099', 'expunged'),
    (7, 'episode', '33099', '3099', 'person expunged'),
    (7, 'placement', '95002', '3098', 'episode left out'),
    (7, 'placement', '95003', '3098', 'episode left out'),
    (7, 'intake', '1', null, 'of another report');

select test.facts('home_study', 7, '2024-03-01', '2024-03-31');

-- ---- workbooks ----

select results_eq(
    $$
    select s.scope_kind, s.scope, s.title_line, s.parent_code
    from fact.scope as s
    where s.agency_id = 7 and s.report = 'home_study'
    order by s.scope_kind, s.scope
    $$,
    $$
    values
        ('office', 'office-101', 'Office: Alder Creek (101), Region 1', '1'),
        ('office', 'office-102', 'Office: Birch Bay (102), Region 1', '1'),
        ('office', 'office-201', 'Office: Cedar Falls (201), Region 2', '2'),
        ('region', 'region-1', 'Region 1', null),
        ('region', 'region-2', 'Region 2', null),
        ('state', 'state', 'Statewide', null)
    $$,
    'a workbook for every office with a case, none for Unassigned');

-- ---- figures: counted here by hand from the stories ----

create function test.figure(of_level text, name text, in_region text default '', in_office text default '')
returns text
language sql as $$
    select concat_ws(' / ', m.numerator, m.denominator, 'is ' || round(m.value, 6))
    from fact.measure as m
    where m.agency_id = 7 and m.month = '2024-03-01' and m.version = 1
        and m.report = 'home_study' and m.level = of_level and m.measure = name
        and m.g1_code = in_region and m.g2_code = in_office and m.g3_code = '' and m.g4_code = ''
$$;

select is(test.figure('state', 'children'), '67 / is 67.000000',
    'children: 69 rows, Vic and Ximena once');
select is(test.figure('state', 'within_30'), '5 / is 5.000000',
    'within 30 days: Ada, Cleo, Ted, Vic where he counts, Yul');
select is(test.figure('state', 'children_referred'), '12 / 67 / is 12.000000',
    'referred: Bea, Eli, Xia, Yoko, Gus, Hal, Jud, Nan, Quy, Zed, Abby, Ann');
select is(test.figure('state', 'children_approved'), '3 / 67 / is 3.000000',
    'approved: Ida, Max, Van');
select is(test.figure('state', 'overdue_children'), '47 / is 47.000000', 'overdue: the rest');
select is(test.figure('state', 'children_overdue'), '47 / 67 / is 0.701493', 'of all children');
select is(test.figure('state', 'mean_days'), '4293 / 47 / is 91.340426',
    'mean days: 38 of 90 days, and 31, 79, 71, 151, 304, 59, 59, 59, 60');
select is(test.figure('state', 'median_days'), '47 / is 90.000000', 'median days: the 24th of 47');
select is(test.figure('state', 'mean_days_prior'), '270 / 3 / is 90.000000',
    'of these with a refusal: Kay, Lou, Sue; not Jud, Ted and Van, who are not overdue');
select is(test.figure('state', 'caregivers'), '64 / is 64.000000',
    'caregivers: five have two children, Vic and Ximena have two caregivers');
select is(test.figure('state', 'overdue_caregivers'), '47 / is 47.000000',
    'caregivers overdue: Vic''s first and both of Ximena''s; Amy''s and Bo''s is one');
select is(test.figure('state', 'prior'), '3 / 47 / is 0.063830', 'with a refusal: Kay''s, Lou''s, Sue''s');
select is(test.figure('state', 'days_60'), '5 / 47 / is 5.000000', 'to 60 days: Ben, Zita, Bert, Amy, Bo');
select is(test.figure('state', 'days_90'), '40 / 47 / is 40.000000', '61 to 90 days');
select is(test.figure('state', 'days_180'), '1 / 47 / is 1.000000', '91 to 180 days: Noor');
select is(test.figure('state', 'days_365'), '1 / 47 / is 1.000000', '181 to 365 days: Yan');
select is(test.figure('state', 'no_office'), '2 / is 2.000000', 'Gil and his caregiver');
select is(test.figure('office', 'children', '2', '201'), '2 / is 2.000000', 'Cedar Falls: Bo and Ivo');
select is(test.figure('office', 'caregivers', '2', '201'), '2 / is 2.000000',
    'Cedar Falls: theirs; Amy is in Alder Creek, her caregiver is not');
select is(test.figure('office', 'median_days', '2', '201'), '2 / is 74.500000',
    'Cedar Falls: the mean of the middle two, 59 and 90');
select is(test.figure('region', 'children', 'Unassigned'), '1 / is 1.000000',
    'Unassigned is a region of its own');
select is(
    (select concat_ws(' / ', m.numerator, m.denominator, m.value) from fact.measure as m
    where m.agency_id = 7 and m.report = 'home_study' and m.level = 'office'
        and m.g2_code = '102' and m.measure = 'mean_days_prior'),
    '0', 'Birch Bay: a mean of nobody is empty');
select is_empty(
    $$
    select m.level, m.g1, m.g2, count(*)
    from fact.measure as m
    where m.agency_id = 7 and m.report = 'home_study' and m.level in ('state', 'region', 'office')
    group by m.level, m.g1, m.g2
    having count(*) <> 22
    $$,
    'every group that has a workbook has every measure');
select is_empty(
    $$
    select a.level, a.measure, sum(a.numerator), max(w.numerator)
    from fact.measure as a
    inner join fact.measure as w
        on w.agency_id = a.agency_id and w.month = a.month and w.version = a.version
        and w.report = a.report and w.level = 'state' and w.measure = a.measure
    where a.agency_id = 7 and a.report = 'home_study'
    group by a.level, a.measure
    having sum(a.numerator) <> max(w.numerator) or sum(a.denominator) <> max(w.denominator)
    $$,
    'every level adds up to the state, in numerator and denominator');

-- ---- who reads what ----

select test.sheet('home_study', 'children', 7, '2024-03-01', 1, 'office');

select is((select count(*) from sheet), 68::bigint, 'Children, offices: all rows but Gil''s');
select is(
    (select array_agg(s._scope || ' ' || s.child_id order by s.child_id) from sheet as s
    where s.caregiver_id = '8974'),
    array['office-101 3074', 'office-201 999'], 'Amy and Bo stand with their own offices');
select test.sheet('home_study', 'caregivers', 7, '2024-03-01', 1, 'office');
select is(
    (select array_agg(s._scope || ' ' || s.children_placed) from sheet as s
    where s.caregiver_id = '8974'),
    array['office-201 2'], 'their caregiver with the longest-placed child''s, once');

-- ---- reconciliation ----

select is(
    (select count(*) from fact.tie as t where t.agency_id = 7 and t.report = 'home_study'),
    (18 + 2 * 15 + 3 * 13)::bigint, 'lines: state 18, each region 15, each office 13');
select is_empty(
    $$
    select t.scope, t.check_name, t.first, t.second
    from fact.tie as t
    where t.agency_id = 7 and t.first is distinct from t.second and t.explained is null
    $$,
    'every line ties or says why not');
select results_eq(
    $$
    select t.line, t.first, t.second, t.explained
    from fact.tie as t
    where t.agency_id = 7 and t.scope = 'state' and t.first is distinct from t.second
    order by t.line
    $$,
    $$
    values
        (2, 69::numeric, 67::numeric, '2 are a child''s other open kin placement'),
        (14, 69, 68, '1 have no responsible office'),
        (15, 64, 63, '1 have no responsible office'),
        (18, 72, 69, '3 have a caregiver with a licence in force')
    $$,
    'what differs: Vic and Ximena; Gil; Wanda, Zeno and Abel');

create function test.untied() returns int[]
language plpgsql as $$
declare
    s record;
begin
    for s in
        select st.body from test.statement as st
        where st.path = 'sql/fact/44_home_study_tie.sql' order by st.step
    loop
        perform test.run(s.body, array['7', '2024-03-01', '2024-03-31', '1']);
    end loop;
    return (select array_agg(t.line order by t.line) from fact.tie as t
        where t.agency_id = 7 and t.scope = 'state' and t.explained is null
            and t.first is distinct from t.second);
end
$$;

update fact.measure set numerator = numerator - 1
where agency_id = 7 and report = 'home_study' and measure = 'children' and level = 'state';
select is(test.untied(), array[1, 2, 6, 10, 17],
    'one child less on Summary: sheet, statuses, parts and the children themselves say so');
update fact.measure set numerator = numerator + 1
where agency_id = 7 and report = 'home_study' and measure = 'children' and level = 'state';
delete from fact.home_study where agency_id = 7 and list = 'children' and child_id = '3070';
select is(test.untied(), array[1, 2, 4, 9, 16, 17, 18],
    'Yan less on the sheet: counts, days, the caregiver''s children and the source say so');

-- ---- Data quality ----

create function test.found(of_rule text) returns text
language sql as $$
    select string_agg(
        concat_ws(' / ', q.office_code, q.row_key, q.child_id, q.owner, q.what,
            case when q.counted > 1 then q.counted end),
        e'\n' order by q.region_code collate "C", q.office_code collate "C",
            mart.id_order(q.child_id) collate "C", mart.id_order(q.row_key) collate "C",
            q.attorney_id collate "C", q.what collate "C")
    from fact.quality as q
    where q.agency_id = 7 and q.month = '2024-03-01' and q.version = 1
        and q.report = 'home_study' and q.rule = of_rule
$$;

create function test.row_of(of_child int, nth int default 1) returns text
language sql as $$
    select (array_agg(pl.placement_id order by pl.placement_id))[nth]::text
    from mart.placement as pl
    where pl.agency_id = 7 and pl.child_id = of_child::text
$$;

select is(test.found('two_kin_placements'),
    '101 / ' || test.row_of(3019, 2) || ' / 3019 / Achterberg, Jo / 2 open kin placements; this '
    || 'one with caregiver 8919 began 03/20/2024.'
    || e'\n101 / ' || test.row_of(3060) || ' / 3060 / Achterberg, Jo / 2 open kin placements; this '
    || 'one with caregiver 8060 began 01/01/2024.'
    || e'\n101 / ' || test.row_of(3060, 2) || ' / 3060 / Achterberg, Jo / 2 open kin placements; '
    || 'this one with caregiver 8960 began 03/20/2024.'
    || e'\n101 / ' || test.row_of(3061, 2) || ' / 3061 / Achterberg, Jo / 2 open kin placements; '
    || 'this one with caregiver 8061 began 02/15/2024.'
    || e'\n101 / ' || test.row_of(3062) || ' / 3062 / Achterberg, Jo / 2 open kin placements; '
    || 'this one with caregiver 8962 began 01/01/2024.'
    || e'\n101 / ' || test.row_of(3062, 2) || ' / 3062 / Achterberg, Jo / 2 open kin placements; '
    || 'this one with caregiver 8963 began 01/01/2024.'
    || e'\n101 / ' || test.row_of(3063, 2) || ' / 3063 / Achterberg, Jo / 2 open kin placements; '
    || 'this one with caregiver 8063 began 01/01/2024.',
    'Odo, Vic twice, Wil, Ximena twice, Yves');
select is(test.found('no_caregiver'),
    '101 / ' || test.row_of(3026) || ' / 3026 / Achterberg, Jo / Placement with kin since '
    || '01/01/2024 names no caregiver.', 'Uma');
select is(test.found('licensed_setting'),
    '101 / ' || test.row_of(3022) || ' / 3022 / Achterberg, Jo / Caregiver 8022 has no licence in '
    || 'force; the setting is that of licensed kin.'
    || e'\n101 / ' || test.row_of(3023) || ' / 3023 / Achterberg, Jo / Caregiver 8023 has no '
    || 'licence in force; the setting is that of licensed kin.', 'Quin and Rosa');
select is(test.found('no_relationship'),
    '101 / ' || test.row_of(3093) || ' / 3093 / Achterberg, Jo / Relationship to caregiver 8093 is '
    || 'blank.', 'Kit');
select is(test.found('no_office'),
    '33084 / 3084 / Data office / Neither an assignment nor the episode names a known office.',
    'Gil: statewide only');
select is(test.found('no_assignment'),
    '102 / 33083 / 3083 / Brandt, Eliza / Case 7083 has no primary assignment in force on '
    || '03/31/2024.'
    || e'\n102 / 33087 / 3087 / Brandt, Eliza / Case 7087 has no primary assignment in force on '
    || '03/31/2024.'
    || e'\n33084 / 3084 / Data office / The episode is not linked to a case.', 'Fox, Jana, Gil');
select is(test.found('two_assignments'),
    '102 / 7085 / Brandt, Eliza / Case 7085 has 2 primary assignments in force on 03/31/2024.',
    'Hew; not Ivo, whose two follow each other');
select is(test.found('birth'),
    '101 / 3093 / 3093 / Achterberg, Jo / Born 01/02/2024, placed 01/01/2024.'
    || e'\n101 / 3094 / 3094 / Achterberg, Jo / No birth date.', 'Kit and Liv');
select is(test.found('no_person'),
    '101 / 3090 / 3090 / Achterberg, Jo / The person record is deleted.'
    || e'\n101 / 3092 / 3092 / Achterberg, Jo / No person record.', 'Jan and Lia');
select is(test.found('stale_record'),
    '101 / 8048 / 3048 / Achterberg, Jo / Referred 12/31/2022, over a year before the placement of '
    || '01/01/2024.'
    || e'\n101 / 8054 / 3054 / Achterberg, Jo / Application pending 12/31/2022, over a year before '
    || 'the placement of 01/01/2024.'
    || e'\n101 / 8972 / 3073 / Achterberg, Jo / Referred 01/15/2023, over a year before the '
    || 'placement of 02/01/2024.', 'Ola, Una, Zita; not Nan by a day, nor Zed');
select is(test.found('unknown_status'),
    '101 / 8051 / Achterberg, Jo / Status "PENDED" of the tracking list has no meaning here.',
    'Rex''s caregiver');
select is(test.found('bad_date'),
    '101 / 90001 / 3001 / Achterberg, Jo / Placement, end date: "20260231" is not a date.'
    || e'\n101 / 8040 / Achterberg, Jo / Tracking list, status date: "2024-13-01" is not a date.'
    || e'\n90999 / 3999 / Data office / Placement without a begin: it is never in force.'
    || e'\n80311 / Data office / Licence, issue date: "soon" is not a date.',
    'with the office that has the child or the caregiver');
select is(test.found('unknown_code'),
    '77 / Data office / Placement setting 77 is not in the code map. / 2'
    || e'\n99 / Data office / Care authority 99 is not in the code map.',
    'one row per code, with the rows it stands for');
select is(test.found('missing_row'),
    '4711 / Data office / Location of an assignment 4711 is not in the extract.',
    'one row per key');
select is(test.found('placement_rejected'),
    '101 / 95001 / 3001 / Achterberg, Jo / Placement: child is not the episode''s.', 'a placement');
select is(test.found('other_rejected'), 'abc / Data office / Licence: key is not a number.',
    'a licence; an intake is not of this report');
select is(test.found('left_out'),
    'None needed / Persons: expunged.'
    || e'\nNone needed / Placements: episode left out. / 2'
    || e'\nNone needed / Removal episodes: person expunged.',
    'left out, by table; an expunged child is not named');
select is(
    (select count(distinct q.rule) from fact.quality as q
    where q.agency_id = 7 and q.report = 'home_study'),
    17::bigint, 'every rule has been shown to find something');

-- ---- a month that only feeds a trend ----

select test.facts('home_study', 7, '2024-03-01', '2024-03-31', 0, detail => false);

select results_eq(
    $$
    select m.level, m.g1_code, m.g2_code, m.measure, m.numerator, m.denominator, m.value
    from fact.measure as m
    where m.agency_id = 7 and m.report = 'home_study' and m.version = 0
        and not (m.measure = 'children' and m.level = 'state')
    order by m.level, m.g1_code, m.g2_code, m.measure
    $$,
    $$
    select m.level, m.g1_code, m.g2_code, m.measure, m.numerator, m.denominator, m.value
    from fact.measure as m
    where m.agency_id = 7 and m.report = 'home_study' and m.version = 1
        and m.level in ('state', 'region', 'office')
        and not (m.measure = 'children' and m.level = 'state')
        and m.measure in (
            'overdue_children', 'within_30', 'children_overdue', 'mean_days', 'median_days',
            'mean_days_prior', 'children', 'children_approved', 'children_referred')
    order by m.level, m.g1_code, m.g2_code, m.measure
    $$,
    'a trend''s month: the same figures of children for every workbook, and no others');
select is(
    (select array_agg(distinct f.list) from fact.home_study as f
    where f.agency_id = 7 and f.version = 0),
    array['children'], 'a trend''s month: list children');
select is(
    (select count(*) from fact.home_study as f
    where f.agency_id = 7 and f.version = 0 and num_nonnulls(f.child, f.why) > 0),
    0::bigint, 'a trend''s month: no name, no words');

-- ---- an office that changed its region ----

update mart.case_assignment set region_code = '2', region = 'Region 2', begin_date = '2024-02-01'
where agency_id = 7 and case_id = '7085' and office_code = '102';
select test.facts('home_study', 7, '2024-03-01', '2024-03-31', 3);

select is(
    (select s.parent_code from fact.scope as s
    where s.agency_id = 7 and s.version = 3 and s.report = 'home_study' and s.scope = 'office-102'),
    '2', 'Birch Bay lies in its latest region');
select is(
    (select m.numerator from fact.measure as m
    where m.agency_id = 7 and m.version = 3 and m.report = 'home_study' and m.level = 'office'
        and m.g1_code = '2' and m.g2_code = '102' and m.measure = 'children'),
    3::numeric, 'and stands there as a whole: Hew, and two whose episode still says Region 1');
select is_empty(
    $$
    select t.scope, t.check_name, t.first, t.second, t.explained
    from fact.tie as t
    where t.agency_id = 7 and t.version = 3 and t.first is distinct from t.second
        and t.explained is null
    $$,
    'all ties hold or say why not');

-- ---- another agency's rows are its own ----

insert into mart.episode (
    agency_id, child_id, episode_id, case_id, begin_date, extended, other_agency,
    region, office, unit, supervisor, caseworker)
values (8, '3040', 33040, '7040', '2024-01-01', false, false, 'R', 'O', 'U', 'S', 'C');
insert into mart.placement (
    agency_id, child_id, placement_id, episode_id, begin_date, code, grp, event_type, provider_id)
values (8, '3040', 1, 33040, '2024-01-01', '15', 'kin_unlicensed', '1', '8040');
select test.facts('home_study', 8, '2024-03-01', '2024-03-31', 1);

select is(
    (select row(f.child, f.office, f.licensing_status, f.prior, f.status)::text
    from fact.home_study as f where f.agency_id = 8 and f.list = 'children'),
    '(3040,O,"None recorded","Not recorded","Referral overdue")',
    'agency 8 sees neither names nor assignments nor the tracking list of agency 7');

-- ---- running a month again gives the same rows ----

create table test.first_run as
select * from fact.home_study as f where f.agency_id = 7 and f.version = 3;
select test.facts('home_study', 7, '2024-03-01', '2024-03-31', 3);
select is_empty(
    $$
    (select * from test.first_run except
        select * from fact.home_study where agency_id = 7 and version = 3)
    union all
    (select * from fact.home_study where agency_id = 7 and version = 3 except
        select * from test.first_run)
    $$,
    'the same month again: the same rows');

select * from finish();
rollback;
