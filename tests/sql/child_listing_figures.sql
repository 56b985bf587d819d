-- tests/sql/child_listing_figures.sql
-- The figures of Summary, workbooks, sheets, Data quality and Changes: the people of
-- tests/fixtures/people.md, section Child listing.
begin;
\i tests/lib/harness.sql
\i tests/fixtures/listing_people.sql

select no_plan();

insert into mart.defect (agency_id, table_name, column_name, row_key, child_id, problem, raw)
values
    (7, 'goal', 'effective_date', '901', '3001', 'bad_date', '2024-03-08'),
    (7, 'placement', 'begin_date', '902', '3049', 'no_begin', null),
    (7, 'placement', 'code', '903', '3078', 'unknown_code', 'ZZ9'),
    (7, 'placement', 'code', '904', '3099', 'unknown_code', 'ZZ9'),
    (7, 'case_assignment', 'worker_key', '905', null, 'missing_row', 'W9'),
    (7, 'meeting', 'meeting_date', '1', '3001', 'bad_date', 'of another source');
insert into mart.reject (agency_id, table_name, row_key, child_id, reason)
values
    (7, 'episode', '990', '3777', 'no valid begin'),
    (7, 'tpr_event', 'x', '3044', 'key is not a number'),
    (7, 'meeting', '1', null, 'of another source');
insert into mart.left_out (agency_id, table_name, row_key, child_id, reason)
values
    (7, 'episode', '991', '3001', 'in error'),
    (7, 'episode', '992', '3002', 'in error'),
    (7, 'person', '3888', '3888', 'expunged');
-- two episodes of one child, a goal without a date, a hearing held next year, a parentless child
select test.life(3180, 'Twice, Ty', '2023-06-01'),
    test.custody(3180, '2024-01-01', nth => 1), test.assigned(3180, begins => '2024-01-01', nth => 1),
    test.goal(3180, 'guardianship', null), test.hearing(3180, '2024-03-01', '2025-03-01');
select test.custody(3181), test.assigned(3181);

select test.facts('child_listing', 7, '2024-03-01', '2024-03-31', zone => 'America/Chicago');

create function test.figure(of_level text, name text, code text default '', code2 text default '')
returns text
language sql as $$
    select concat_ws(' / ', m.numerator, m.denominator)
    from fact.measure as m
    where m.agency_id = 7 and m.month = '2024-03-01' and m.version = 1
        and m.report = 'child_listing' and m.level = of_level and m.measure = name
        and m.g1_code = code and m.g2_code = code2 and m.g3_code in ('', 'M1', 'M2')
$$;

-- ---- figures, counted by hand from the stories ----

select is(
    test.figure('state', 'in_care'),
    (select count(*)::text from mart.episode as e
    where e.agency_id = 7 and e.begin_date <= '2024-03-31'
        and (e.end_date is null or e.end_date > '2024-03-31')),
    'in care: every custody episode in force');
select is(test.figure('state', 'exits'), '23', 'exits: 3005 to 3035 but Dina, Hope and Yan');
select is(test.figure('state', 'exits_assigned'), '21 / 23', 'but Dave and Finn');
select is(test.figure('state', 'exits_late'), '3', 'late: Gus, Ivo, Jule');
select is(
    test.figure('state', 'entries'),
    (select count(*)::text from mart.episode as e
    where e.agency_id = 7 and e.begin_date between '2024-03-01' and '2024-03-31'),
    'entries of the month, Tea''s of one day and Sven''s that ended before too');
select is(test.figure('state', 'timely_reunify'), '21 / 22',
    'reunified in 12 months: all but Lea; Uri''s of June 2023 to the day');
select is(test.figure('state', 'timely_reunify_assigned'), '18 / 19',
    'with an attorney: not Dave, Finn and Uri''s first episode');
select is(test.figure('state', 'timely_guardianship'), '2 / 3',
    'Nora and, on the first day of the 12 months, Zia; not Mats; Zen a day too early to count');
select is(test.figure('state', 'timely_adoption'), '1 / 2', 'Ole, not Pia');
select is(
    (select round(m.value * 30.4375, 3) || ' / ' || m.denominator from fact.measure as m
    where m.agency_id = 7 and m.level = 'state' and m.measure = 'median_guardianship'),
    '547.000 / 3', 'median of 121, 547 and 548 days');
select is(
    (select round(m.value * 30.4375, 3) || ' / ' || m.denominator from fact.measure as m
    where m.agency_id = 7 and m.level = 'state' and m.measure = 'median_adoption'),
    '731.500 / 2', 'median of 731 and 732 days');
select is(
    (select m.value from fact.measure as m
    where m.agency_id = 7 and m.level = 'state' and m.measure = 'median_reunification'),
    (select (percentile_cont(0.5) within group (order by e.end_date - e.begin_date))::numeric
        / 30.4375
    from mart.episode as e
    where e.agency_id = 7 and e.exit_group = 'Reunification'
        and e.end_date between '2023-04-01' and '2024-03-31'),
    'median of an even number, by another way');
select is(
    (select m.value from fact.measure as m
    where m.agency_id = 7 and m.level = 'state' and m.measure = 'mean_months'),
    (select sum(date '2024-03-31' - e.begin_date)::numeric / count(*) / 30.4375
    from mart.episode as e
    where e.agency_id = 7 and e.begin_date <= '2024-03-31'
        and (e.end_date is null or e.end_date > '2024-03-31')),
    'mean months in care');
select is(test.figure('state', 'tpr_due'), '5', 'TPR due: Ora, Per, Ria, Tia, Wim');
select is(test.figure('state', 'visit_over_180'), '1', 'over 180 days: Aya');
select is(test.figure('state', 'no_placement'), '7',
    'no placement: Art, Bea, Cy, Eli, Fee''s and Ty''s second episodes, the child without a record');
select is(
    test.figure('state', 'actions_overdue_children'),
    (select count(distinct a.child_id)::text from fact.child_listing_action as a
    where a.agency_id = 7 and a.status = 'Overdue'),
    'children with an action overdue, each once');
select is(test.figure('state', 'tpr_overdue'), '2 / ' || (
    select count(*) from fact.child_listing_action as a
    where a.agency_id = 7 and a.status = 'Overdue'),
    'of the overdue actions: Tia and Wim');

select is(test.figure('circuit', 'in_care', '21'), '1', 'circuit 21: Yve');
select is(test.figure('circuit', 'in_care_assigned', '25'), '0 / 0',
    'circuit 25 has an attorney, no child: a row of zeros');
select is(test.figure('circuit', 'in_care_assigned', 'Other circuits'), '4 / 4',
    'other circuits: Hedi, Ilja, Jane, Kay');
select is(test.figure('attorney', 'in_care_assigned', '16', 'B1'), '1 / 1',
    'Kai stands under his own circuit with an attorney of another');
select is(test.figure('supervising', 'in_care_assigned', 'M2'), '2 / 1',
    'Moss has Kai and Yve; in her circuit is Yve');
select is(test.figure('supervising', 'in_care_assigned', 'Unit Manager'), '3',
    'the Unit Manager: Rex, Sara, Tim; of no circuit');

select is(
    (select array_agg(m.g2 || ' ' || m.value order by m.g2_code collate "C") from fact.measure as m
    where m.agency_id = 7 and m.version = 1 and m.level = 'by_circuit'
        and m.g1_code = 'attorney-M2' and m.measure = 'exits_assigned'),
    array['State 21', 'Circuit 16 21', 'Circuit 21 0', 'Circuit 25 0', 'Other circuits 0'],
    'the table of circuits stands in each workbook, circuits in order of their number');
select is(
    (select array_agg(m.g3 || ' ' || m.denominator order by m.g3_code collate "C")
    from fact.measure as m
    where m.agency_id = 7 and m.version = 1 and m.level = 'by_reason' and m.g1_code = 'state'
        and m.g2 = 'Guardianship' and m.measure = 'median_all'),
    array['State 3', 'Circuit 16 3', 'Circuit 21 0', 'Circuit 25 0', 'Other circuits 0'],
    'and so do the exits by reason');
select is(
    (select array_agg(m.g2 || ' ' || m.measure || ' ' || m.value order by m.g2_code, m.measure)
    from fact.measure as m
    where m.agency_id = 7 and m.version = 1 and m.level = 'action' and m.g1_code = 'attorney-M3'
        and m.value > 0),
    null, 'Mead has nothing to act on');
select is(
    (select sum(m.value) from fact.measure as m
    where m.agency_id = 7 and m.version = 1 and m.level = 'action' and m.g1_code = 'state'),
    (select count(*)::numeric from fact.child_listing_action as a where a.agency_id = 7),
    'actions by kind add up to the sheet');

-- ---- parts and whole ----

select is(
    (select count(*) from fact.child_listing as f where f.agency_id = 7 and f.list = 'children'),
    (select sum(m.value)::bigint from fact.measure as m
    where m.agency_id = 7 and m.level = 'attorney' and m.measure = 'in_care_assigned'),
    'attorney rows add up to the list');
select is_empty(
    $$
    select m.measure
    from fact.measure as m
    where m.agency_id = 7 and m.level in ('state', 'circuit')
        and m.measure in ('in_care', 'in_care_assigned', 'entries', 'exits', 'exits_assigned',
            'exits_late', 'reached', 'paused', 'will_reach', 'actions_overdue', 'actions_due')
    group by m.measure
    having sum(m.value) filter (where m.level = 'state')
        <> sum(m.value) filter (where m.level = 'circuit')
    $$,
    'circuits and Other circuits add up to the state');
select is_empty(
    $$
    select t.scope, t.check_name, t.first, t.second
    from fact.tie as t
    where t.agency_id = 7 and t.first is distinct from t.second and t.explained is null
    $$,
    'everything ties');
select is(
    (select t.explained from fact.tie as t
    where t.agency_id = 7 and t.scope = 'state' and t.check_name = 'Children: each child once'),
    '1 rows are second episodes in force at the same time', 'Ty has two episodes');

-- ---- a month that is only computed for a trend ----

select test.facts('child_listing', 7, '2024-03-01', '2024-03-31', 0, 'America/Chicago', false);

select is(
    (select array_agg(concat_ws(' ', m.level, m.g1_code, m.measure, m.value)
        order by m.level, m.g1_code, m.measure)
    from fact.measure as m
    where m.agency_id = 7 and m.version = 0),
    (select array_agg(concat_ws(' ', m.level, m.g1_code, m.measure, m.value)
        order by m.level, m.g1_code, m.measure)
    from fact.measure as m
    where m.agency_id = 7 and m.version = 1 and m.level in ('state', 'supervising')
        and m.measure in (
            select x.measure from fact.measure as x where x.agency_id = 7 and x.version = 0)),
    'version 0 has the figures of the trends, and the same');
select is(
    (select count(*) from fact.child_listing as f where f.agency_id = 7 and f.version = 0),
    0::bigint, 'and no list');

-- ---- the order of the source's rows does not matter; the same later from the same rows ----

create temp table turned as select * from mart.placement where agency_id = 7;
delete from mart.placement where agency_id = 7;
insert into mart.placement select * from turned order by placement_id desc;
create temp table turned2 as select * from mart.attorney_assignment where agency_id = 7;
delete from mart.attorney_assignment where agency_id = 7;
insert into mart.attorney_assignment select * from turned2 order by assignment_id desc;
create temp table turned3 as select * from mart.tpr_event where agency_id = 7;
delete from mart.tpr_event where agency_id = 7;
insert into mart.tpr_event select * from turned3 order by event_id desc;
select test.facts('child_listing', 7, '2024-03-01', '2024-03-31', 2, 'America/Chicago');
select is_empty(
    $$
    select to_jsonb(f) - 'version' from fact.child_listing as f where f.version = 1
    except
    select to_jsonb(f) - 'version' from fact.child_listing as f where f.version = 2
    $$,
    'Children and Exits from rows in another order');
select is_empty(
    $$
    select to_jsonb(f) - 'version' from fact.measure as f where f.version = 1
    except
    select to_jsonb(f) - 'version' from fact.measure as f where f.version = 2
    $$,
    'figures from rows in another order');

-- ---- workbooks ----

select results_eq(
    $$
    select s.scope_kind, s.scope, s.code, s.title_line
    from fact.scope as s
    where s.agency_id = 7 and s.report = 'child_listing' and s.version = 1
    order by s.scope
    $$,
    $$
    values
        ('attorney', 'attorney-M1', 'M1', 'Supervising attorney: Marsh, Iris (M1)'),
        ('attorney', 'attorney-M2', 'M2', 'Supervising attorney: Moss, Otto (M2)'),
        ('attorney', 'attorney-M3', 'M3', 'Supervising attorney: Mead, Sol (M3)'),
        ('state', 'state', null, 'Statewide')
    $$,
    'a workbook for everybody who manages an attorney, and the Unit Manager''s');

-- ---- sheets ----

select test.sheet('child_listing', 'children', 7, '2024-03-01', 1, 'state');
select is(
    test.columns_of(),
    array['_scope', 'supervising', 'attorney', 'circuit', 'county', 'child_id', 'child',
        'birth_date', 'age', 'case_id', 'case_manager', 'case_supervisor', 'managed_by',
        'entered_care', 'days', 'months', 'placement', 'placement_since', 'trial_home_visit',
        'trial_home_since', 'pre_adoptive', 'moves', 'goal', 'goal_since', 'concurrent_goal',
        'tpr_status', 'tpr_petition_filed', 'free_since', 'next_hearing', 'hearing_type',
        'days_15_22', 'status_15_22', 'on_15_22', 'tpr_due', 'attorney_since', 'episode_id',
        'why'],
    'Children: the binding columns in their order');
select is((select months from sheet where child_id = '3001'), 10.0, 'months in care, one decimal');
select is(
    (select array_agg(s.episode_id) from sheet as s),
    (select array_agg(s.episode_id order by
        s.supervising collate "C", s.attorney collate "C", s.child collate "C", s.child_id::int,
        s.entered_care, s.episode_id)
    from sheet as s),
    'Children: supervising attorney, attorney, Child, Child ID, Entered care');

select test.sheet('child_listing', 'children', 7, '2024-03-01', 1, 'attorney');
select is(
    (select array_agg(s._scope || ' ' || s.child_id order by s.child_id)
    from sheet as s where s._scope <> 'attorney-M1'),
    array['attorney-M2 3036', 'attorney-M3 3047', 'attorney-M3 3048', 'attorney-M2 3049'],
    'each child in the workbook of who supervises its attorney');
select is(
    (select count(*) from sheet as s where s.child_id in ('3043', '3044', '3045')), 0::bigint,
    'the Unit Manager''s own are in no attorney''s workbook');

select test.sheet('child_listing', 'exits', 7, '2024-03-01', 1, 'state');
select is(
    test.columns_of(),
    array['_scope', 'supervising', 'attorney', 'circuit', 'county', 'child_id', 'child',
        'case_id', 'entered_care', 'exit_date', 'exit_reason', 'days', 'months', 'goal_at_exit',
        'timely_exit', 'late_entry', 'episode_id', 'why'],
    'Exits: the binding columns in their order');
select is((select count(*) from sheet), 24::bigint, 'Exits: 21 and 3 late');

select test.sheet('child_listing', 'action_dates', 7, '2024-03-01', 1, 'state');
select is(
    test.columns_of(),
    array['_scope', 'supervising', 'attorney', 'child_id', 'child', 'action', 'due',
        'days_left', 'status', 'why'],
    'Action dates: the binding columns in their order');
select is(
    (select array_agg(s.child_id || s.action) from sheet as s),
    (select array_agg(s.child_id || s.action order by
        s.status <> 'Overdue', s.due, s.child_id::int, s.action collate "C")
    from sheet as s),
    'Action dates: Overdue first, Due, Child ID, Action');
select is((select s.child_id from sheet as s limit 1), '3146', 'first of all Tia, since 2022');

-- ---- Data quality ----

create function test.quality(rule_code text) returns text
language sql as $$
    select string_agg(
        concat_ws(' ', q.attorney_id, q.child_id, q.row_key, q.what, nullif(q.counted, 1)),
        ' / ' order by q.region_code collate "C", q.office_code collate "C",
            mart.id_order(q.child_id) collate "C", mart.id_order(q.row_key) collate "C",
            q.attorney_id collate "C", q.what collate "C")
    from fact.quality as q
    where q.agency_id = 7 and q.month = '2024-03-01' and q.version = 1
        and q.report = 'child_listing' and q.rule = rule_code
$$;

select is(test.quality(c.rule_code), c.expected, c.rule_code)
from (
    values
        ('parents_none', 'M1 3123 3123 All parents are marked not applicable.'),
        ('exit_no_reason', 'M1 3017 30170 Exit of 03/12/2024 has no reason.'),
        ('unknown_attorney', 'Z9 Attorney Z9 is not in the extract.'),
        ('unknown_manager', 'X1 Managing attorney M9 of Xavier, Flo is not in the extract.'),
        ('no_case_manager',
            '3043 30430 Case 5043 has no case manager on 03/31/2024.'),
        ('two_case_managers', '3044 5044 Case 5044 has 2 case managers on 03/31/2024.'),
        ('end_before_begin', 'M1 3019 30190 Begins 03/10/2024, ends 03/05/2024.'),
        ('same_day', 'M1 3020 30200 Began and ended 03/09/2024.'),
        ('overlap', 'M1 3180 31800 Episode 31801 (01/01/2024 to open) is in force on the same days. / '
            || 'M1 3180 31801 Episode 31800 (06/01/2023 to open) is in force on the same days.'),
        ('county', 'M1 3008 30080 County 29999 stands in no circuit on 03/31/2024. / '
            || 'M1 3009 30090 No county of jurisdiction. / '
            || 'M1 3028 30280 County 29101 stands in no circuit on 03/31/2024.'),
        ('no_person', 'M1 3181 3181 No person record.'),
        ('bad_date', 'M1 3001 901 Goal, effective date: "2024-03-08" is not a date. / '
            || 'M2 3049 902 Placement without a begin: it is never in force.'),
        ('missing_row', 'W9 Worker of a case W9 is not in the extract.'),
        ('unknown_code', 'ZZ9 Placement code ZZ9 is not in the code map. 2'),
        ('episode_rejected', '3777 990 Custody episode: no valid begin.'),
        ('other_rejected', '3044 x Termination event: key is not a number.'),
        ('left_out', 'Custody episodes: in error. 2 / Persons: expunged.')
) as c (rule_code, expected);

select is(test.quality('no_placement'),
    'M1 3006 30061 No placement since 03/20/2024. / M1 3061 30610 No placement since 03/29/2024. / '
        || 'M1 3064 30640 No placement since 03/28/2024. / '
        || 'M1 3180 31801 No placement since 01/01/2024. / '
        || 'M1 3181 31810 No placement since 06/01/2023.',
    'no placement for two days or more: not Art, whose last ended a day before, nor Cy');
select matches(test.quality('no_date'), '^M1 3180 \d+ A goal has no effective date.', 'no_date');
select matches(test.quality('held_ahead'),
    '^M1 3168 \d+ Hearing marked held on 04/02/2024 already. / '
        || 'M1 3180 \d+ Hearing marked held on 03/01/2025 already.$',
    'held ahead: after the cutoff');
select is(
    (select array_agg(q.child_id order by q.child_id) from fact.quality as q
    where q.agency_id = 7 and q.version = 1 and q.rule = 'two_attorneys'),
    array['3036', '3037', '3038', '3039'], 'two attorneys in force: Kai, Lou, Mia, Ned');
select is(
    (select array_agg(q.child_id || ' ' || q.what order by q.child_id, q.what) from fact.quality as q
    where q.agency_id = 7 and q.version = 1 and q.rule = 'parent_missing'),
    array['3120 No father and no adoptive parent recorded.',
        '3121 Neither mother nor father and no adoptive parent recorded.',
        '3181 Neither mother nor father and no adoptive parent recorded.'],
    'parent missing: Ali, Ben, and the child without a record');
select is(
    (select array_agg(q.child_id || ' ' || q.what order by q.child_id, q.what) from fact.quality as q
    where q.agency_id = 7 and q.version = 1 and q.rule = 'birth'),
    array['3009 No birth date.'], 'birth: Ilja');

-- ---- Changes ----

select test.facts('child_listing', 7, '2024-02-01', '2024-02-29', 1, 'America/Chicago');
update fact.child_listing as f set placement = 'Group home', goal = 'Guardianship'
where f.agency_id = 7 and f.month = '2024-02-01' and f.child_id = '3001' and f.list = 'children';
update fact.child_listing as f
set next_hearing = case f.child_id when '3164' then date '2024-03-20' else date '2024-04-10' end,
    supervising_id = case f.child_id when '3049' then 'M1' else f.supervising_id end,
    supervising = case f.child_id when '3049' then 'Marsh, Iris' else f.supervising end
where f.agency_id = 7 and f.month = '2024-02-01' and f.child_id in ('3164', '3049')
    and f.list = 'children';
insert into etl.month (
    agency_id, report, month, version, state, period_end, as_of, cutoff_at, preliminary,
    source_kind, batch_id, run_id)
values (
    7, 'child_listing', '2024-02-01', 1, 'closed', '2024-02-29', '2024-02-29',
    '2024-03-01 02:15', false, 'faces', 1, 1);
select test.facts('child_listing', 7, '2024-03-01', '2024-03-31', zone => 'America/Chicago');

-- Action dates says what is newly overdue
select test.sheet('child_listing', 'action_dates', 7, '2024-03-01', 1, 'state', '2024-03-31',
    '2024-02-01', 1);
select is(
    (select string_agg(child_id || case when why like 'New since February. %' then ' new' else '' end,
        ', ' order by child_id)
    from sheet
    where child_id in ('3085', '3093', '3161') and status not in ('Pending', 'Due')),
    '3085 new, 3093, 3161 new',
    'Aya and Cap are overdue since 30 March, Eva was before');

select test.sheet('child_listing', 'changes', 7, '2024-03-01', 1, 'state', '2024-03-31',
    '2024-02-01', 1);

create function test.changes(who int) returns text
language sql as $$
    select string_agg(
        concat_ws(' ', s.change, s.field, coalesce(s.was, '-'), '->', coalesce(s."is", '-')),
        ' / ' order by s.field collate "C")
    from sheet as s
    where s.child_id = who::text
$$;

select is(test.columns_of(),
    array['_scope', 'change', 'attorney', 'child_id', 'child', 'entered_care', 'episode_id',
        'field', 'was', 'is'],
    'Changes: the columns in their order');
select is(test.changes(c.child), c.expected, c.story)
from (
    values
        (3001, 'Changed Permanency goal Guardianship -> Reunification / '
            || 'Changed Placement Group home, 06/01/2023 -> Foster home, 06/01/2023',
            'Abel: both fields that differ'),
        (3002, 'New Listed - -> Attorney since 03/31/2024', 'Berta: new'),
        (3010, 'Gone Listed In care, assigned -> Exit 03/15/2024, Reunification', 'Kurt: gone'),
        (3040, 'Gone Listed In care, assigned -> No attorney any more', 'Olga: gone'),
        (3033, null, 'Dave: not on either list'),
        (3141, 'Changed 15 of 22 Will reach -> Reached / Changed TPR due No -> Yes',
            'Ora: reached in the month'),
        (3164, null, 'Fia: a hearing that has passed is no change'),
        (3049, 'Changed Next hearing 04/10/2024 -> - / '
            || 'Changed Supervising attorney Marsh, Iris -> Moss, Otto',
            'Yve: moved; a hearing that was set is gone')
) as c (child, expected, story);

select test.sheet('child_listing', 'changes', 7, '2024-03-01', 1, 'attorney', '2024-03-31',
    '2024-02-01', 1);
select is(
    (select array_agg(s._scope || ' ' || s.field order by s._scope, s.field) from sheet as s
    where s.child_id = '3049'),
    array['attorney-M1 Supervising attorney', 'attorney-M2 Next hearing',
        'attorney-M2 Supervising attorney'],
    'Yve: the former supervising attorney reads of the move only');

-- a restated month: what differs from its own earlier version, and why
update fact.child_listing as f set moves = 7, free_since = null, goal = 'MISSING'
where f.agency_id = 7 and f.month = '2024-03-01' and f.version = 1 and f.child_id = '3110';
delete from fact.child_listing as f
where f.agency_id = 7 and f.month = '2024-03-01' and f.version = 1 and f.child_id = '3096';
select test.sheet('child_listing', 'changes', 7, '2024-03-01', 2, 'state', '2024-03-31');
select is(test.changes(3110),
    'Restated Free since (late entry) - -> 01/09/2024 / '
        || 'Restated Permanency goal (correction) MISSING -> Reunification',
    'Ona: restated');
select is(test.changes(3096), 'Restated Listed (late entry) - -> Attorney since 06/15/2023',
    'Han: came late');

-- ---- areas that lie partly in each other: the sums of their circuits ----

insert into mart.attorney (agency_id, attorney_id, attorney_name, managing_attorney_id, circuit)
values (7, 'A9', 'Able, Zed', 'M3', 21); -- Mead's attorneys: circuits 16 and 21
select test.facts('child_listing', 7, '2024-03-01', '2024-03-31', 4, 'America/Chicago');

create function test.area(attorney text) returns int[]
language sql as $$
    select case attorney when 'M1' then '{16}' when 'M2' then '{21}' else '{16,21}' end::int[]
$$;

select results_eq(
    $$
    select m.g1_code, m.measure, m.numerator, m.denominator
    from fact.measure as m
    where m.agency_id = 7 and m.month = '2024-03-01' and m.version = 4
        and m.report = 'child_listing' and m.level = 'supervising'
        and m.g1_code in ('M1', 'M2', 'M3')
        and m.measure in ('in_care', 'entries', 'exits', 'timely_reunify')
    order by m.g1_code, m.measure
    $$,
    $$
    select a.attorney, m.measure, sum(m.numerator), sum(m.denominator)
    from unnest(array['M1', 'M2', 'M3']) as a (attorney)
    inner join fact.measure as m on m.g1_code = any (test.area(a.attorney)::text[])
    where m.agency_id = 7 and m.month = '2024-03-01' and m.version = 4
        and m.report = 'child_listing' and m.level = 'circuit'
        and m.measure in ('in_care', 'entries', 'exits', 'timely_reunify')
    group by a.attorney, m.measure
    order by a.attorney, m.measure
    $$,
    'Marsh has circuit 16, Moss 21, Mead both');
select results_eq(
    $$
    select m.g1_code, round(m.value * 30.4375, 3), m.denominator
    from fact.measure as m
    where m.agency_id = 7 and m.month = '2024-03-01' and m.version = 4
        and m.report = 'child_listing' and m.level = 'supervising'
        and m.g1_code in ('M1', 'M2', 'M3') and m.measure = 'median_all'
    order by m.g1_code
    $$,
    $$
    select
        a.attorney,
        round((percentile_cont(0.5) within group (order by e.end_date - e.begin_date))::numeric, 3),
        count(e.child_id)::numeric
    from unnest(array['M1', 'M2', 'M3']) as a (attorney)
    left join (
        mart.episode as e
        inner join mart.circuit_span as c
            on c.agency_id = e.agency_id and c.county = e.county and c.from_day <= e.end_date
            and (c.to_day is null or c.to_day > e.end_date)
    ) on e.agency_id = 7 and c.circuit = any (test.area(a.attorney))
        and e.end_date between '2023-04-01' and '2024-03-31'
    group by a.attorney
    order by a.attorney
    $$,
    'and their medians, by another way');

select * from finish();
rollback;
