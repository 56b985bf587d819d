-- tests/sql/child_listing_exits.sql
-- Exits of the month, whose they are, late exits, and the control totals from one closed month to
-- the next: the people of tests/fixtures/people.md, section Child listing.
begin;
\i tests/lib/harness.sql
\i tests/fixtures/listing_people.sql

select no_plan();

-- ---- the first month that is ever run ----

select test.facts('child_listing', 7, '2024-03-01', '2024-03-31', zone => 'America/Chicago');

create function test.exits(who int, variadic names text[]) returns text
language sql as $$
    select string_agg(coalesce(to_jsonb(f) ->> n, '-'), ' | ' order by i)
    from fact.child_listing as f
    cross join unnest(names) with ordinality as c (n, i)
    where f.agency_id = 7 and f.month = '2024-03-01' and f.version = 1
        and f.list in ('exits', 'late') and f.child_id = who::text
$$;

select is(
    test.exits(c.child, 'exit_reason', 'days', 'timely_exit', 'why'), c.expected, c.story)
from (
    values
        (3010, 'Reunification | 366 | Yes | On the last day in time.', 'Kurt: 12 months to the day'),
        (3011, 'Reunification | 367 | No | 1 day past the limit of 03/14/2024.',
            'Lea: a day more'),
        (3012, 'Guardianship | 548 | No | 1 day past the limit of 02/29/2024.',
            'Mats: 18 months from 31 August end on 29 February'),
        (3013, 'Guardianship | 547 | Yes | On the last day in time.', 'Nora: 18 months to the day'),
        (3014, 'Adoption | 731 | Yes | On the last day in time.', 'Ole: 24 months to the day'),
        (3015, 'Adoption | 732 | No | 1 day past the limit of 03/29/2024.', 'Pia: a day more'),
        (3017, 'MISSING | 405 | - | -', 'Quin: no reason: timely for nothing'),
        (3018, 'Relative | 102 | - | -', 'Ruth: another reason has no limit'),
        (3019, 'Reunification | -5 | Yes | In time by 370 days. Exit before entry.',
            'Sven: the exit lies before the entry'),
        (3020, 'Reunification | 0 | Yes | In time by 365 days. Attorney from the exit day.',
            'Tea: custody of one day'),
        (3024, 'Unknown (9) | 291 | - | -', 'Xia: a reason that the map does not know'),
        (3005, 'Reunification | 304 | Yes | In time by 62 days.', 'Emil: on the as-of day'),
        (3025, null, 'Yan: an exit of February, entered in February'),
        (3026, null, 'Zia: an exit of last April')
) as c (child, expected, story);

select is(test.exits(c.child, 'goal'), c.expected, c.story)
from (
    values
        (3010, 'Reunification', 'Kurt: goal at exit'),
        (3021, 'Reunification', 'Ugo: adoption became the goal on the exit day: not the day before'),
        (3022, 'Not yet set', 'Vera: 29 days in care on the day before'),
        (3023, 'MISSING', 'Walt: 30 days in care on the day before')
) as c (child, expected, story);

select is(test.exits(c.child, 'attorney'), c.expected, c.story)
from (
    values
        (3030, 'Ames, Ada', 'Anke: who had her the day before; the next began on the exit day'),
        (3031, 'Alder, Bo', 'Bill: none the day before: who began on the exit day'),
        (3032, 'Alder, Bo', 'Cleo: the last ended 30 days before'),
        (3033, null, 'Dave: 31 days before: not listed'),
        (3034, 'Alder, Bo', 'Edda: of two who ended, the later end'),
        (3035, null, 'Finn: an assignment of no days was in force on no day'),
        (3006, 'Ames, Ada', 'Fee: her first episode'),
        (3007, 'Ames, Ada', 'Gero: his first episode')
) as c (child, expected, story);
select is(test.exits(3032, 'why'), 'In time by 73 days. Last attorney, until 02/19/2024.',
    'Cleo: why says so');

select is(test.exits(c.child, 'list', 'late_entry'), c.expected, c.story)
from (
    values
        (3050, 'late | Yes', 'Gus: an exit of February typed in in March'),
        (3051, null, 'Hope: an exit of January typed in in February'),
        (3052, 'late | Yes', 'Ivo: typed in on 1 March; without a closed month that is late'),
        (3010, 'exits | No', 'Kurt: no late entry')
) as c (child, expected, story);

create function test.quality(rule_code text, on_month date default '2024-03-01') returns text
language sql as $$
    select string_agg(
        concat_ws(' ', q.child_id, q.row_key, q.what, nullif(q.counted, 1)), ' / '
        order by mart.id_order(q.child_id) collate "C", mart.id_order(q.row_key) collate "C",
            q.what collate "C")
    from fact.quality as q
    where q.agency_id = 7 and q.month = on_month and q.version = 1
        and q.report = 'child_listing' and q.rule = rule_code
$$;

select is(test.quality('exit_uncredited'),
    '3033 30330 Exit of 03/20/2024; the last attorney ended 02/18/2024.',
    'Dave: counted; Finn never had an attorney for a day');
select is(test.quality('late_exit'),
    '3050 30500 Exit of 02/20/2024 was entered after its listing. / '
        || '3052 30520 Exit of 02/22/2024 was entered after its listing. / '
        || '3053 30530 Exit of 02/22/2024 was entered after its listing.',
    'late exits, one by one');
select is(test.quality('correction_in'), null, 'nothing was closed, nothing is corrected');

create function test.term(of_unit text, of_term text, on_month date default '2024-03-01')
returns text
language sql as $$
    select string_agg(x.child_id, ' ' order by x.child_id)
    from fact.child_listing_step as x
    where x.agency_id = 7 and x.month = on_month and x.version = 1
        and x.unit = of_unit and x.term = of_term
$$;

select is(test.term('M2', 'newly_assigned'), null,
    'Moss: Kai came in February, Anke''s new attorney began when she had left');
select is(test.term('M2', 'assigned_before'), '3036 3049', 'Moss: both from before the month');
select is(test.term('M2', 'exited'), null, 'Moss: nobody left');
select is(test.term('M1', 'unassigned'), '3040', 'Marsh: Olga''s attorney ended in the month');
select matches(test.term('M1', 'newly_assigned'), '3031', 'Bill came and went in one day');
select matches(test.term('M1', 'exited'), '3031', 'Bill came and went in one day');
select unalike(test.term('M1', 'exited'), '%3032%',
    'Cleo''s attorney had ended before the month: no step');

select is(
    (select array_agg(concat_ws(' ', m.measure, m.value) order by m.measure)
    from fact.measure as m
    where m.agency_id = 7 and m.month = '2024-03-01' and m.version = 1 and m.level = 'supervising'
        and m.g1_code = 'M2'
        and m.measure in ('carried_in', 'corrections_in', 'corrections_out', 'carried_out')),
    array['carried_in', 'carried_out 2', 'corrections_in', 'corrections_out'],
    'Moss: no carried in in the first month');
select is(
    (select t.explained from fact.tie as t
    where t.agency_id = 7 and t.scope = 'attorney-M2' and t.check_name like '%carried out'),
    'the first month that is run has no carried in; 2 were assigned before it',
    'Moss: and the line says so');
select is_empty(
    $$
    select t.scope, t.check_name, t.first, t.second
    from fact.tie as t
    where t.agency_id = 7 and t.first is distinct from t.second and t.explained is null
    $$,
    'everything ties in the first month');

-- ---- a closed month, and the next from a later extract ----

-- February as it was known then: not yet in the extract, or not yet as it is now
select test.life(3195, 'Tick, Ty', without => 'custody attorney'),
    test.custody(3195, ends => '2024-02-22', typed => '2024-03-01 02:15');
select test.life(3196, 'Undo, Una', without => 'custody'),
    test.custody(3196, ends => '2024-02-15', typed => '2024-02-16 09:00');
create temp table later_episode as
select * from mart.episode where agency_id = 7 and child_id in ('3042');
create temp table later_assignment as
select * from mart.attorney_assignment where agency_id = 7 and child_id in ('3042', '3068', '3070');

delete from mart.episode where agency_id = 7 and child_id = '3042';              -- entered late
delete from mart.attorney_assignment where agency_id = 7 and child_id in ('3042', '3068');
update mart.attorney_assignment set attorney_id = 'B1'
where agency_id = 7 and child_id = '3070';                                      -- wrong attorney
update mart.episode set end_date = null, exit_code = null, exit_label = null, exit_group = null
where agency_id = 7 and child_id in ('3050', '3051', '3052', '3053')
    and exit_entered_at > '2024-03-01 02:15';                                   -- exit entered late
select test.life(3190, 'Error, Ed');                                            -- in error later
select test.life(3191, 'Moved, Mo', without => 'attorney'),
    test.assigned(3191, 'A1', ends => '2024-03-11'),
    test.assigned(3191, 'B1', '2024-03-12');
select test.life(3192, 'Round, Ro', without => 'attorney'),
    test.assigned(3192, 'A1', ends => '2024-03-05'),
    test.assigned(3192, 'B1', '2024-03-05', '2024-03-20'),
    test.assigned(3192, 'A2', '2024-03-20');
select test.life(3193, 'Gone, Gia', without => 'attorney'),
    test.assigned(3193, 'C1', '2024-03-05', '2024-03-19');
select test.life(3194, 'Chief, Cy', without => 'attorney'), test.assigned(3194, 'U1');

select test.facts('child_listing', 7, '2024-02-01', '2024-02-29', zone => 'America/Chicago');
insert into etl.month (
    agency_id, report, month, version, state, period_end, as_of, cutoff_at, preliminary,
    source_kind, batch_id, run_id)
values (
    7, 'child_listing', '2024-02-01', 1, 'closed', '2024-02-29', '2024-02-29',
    '2024-03-01 02:15', false, 'faces', 1, 1);

-- March's extract: what was missing came, what was wrong was cured
insert into mart.episode select * from later_episode;
update mart.episode set entered_at = '2024-03-20' where agency_id = 7 and child_id = '3042';
delete from mart.attorney_assignment where agency_id = 7 and child_id = '3070';
insert into mart.attorney_assignment select * from later_assignment;
update mart.attorney_assignment set entered_at = '2024-03-21'
where agency_id = 7 and child_id = '3068';
update mart.episode as e
set end_date = v.day::date, exit_code = 'R', exit_label = 'Reunification',
    exit_group = 'Reunification'
from (values ('3050', '2024-02-20'), ('3053', '2024-02-22')) as v (child_id, day)
where e.agency_id = 7 and e.child_id = v.child_id;
update mart.episode set exit_entered_at = '2024-03-10'                          -- typed again
where agency_id = 7 and child_id = '3196';
select test.assigned(3195);                                     -- her attorney typed in in March
delete from mart.episode where agency_id = 7 and child_id = '3190';
update mart.attorney set managing_attorney_id = 'M2' where agency_id = 7 and attorney_id = 'U1';

select test.facts('child_listing', 7, '2024-03-01', '2024-03-31', zone => 'America/Chicago');

select is(test.exits(c.child, 'list', 'late_entry'), c.expected, c.story)
from (
    values
        (3050, 'late | Yes', 'Gus: typed in after February was closed'),
        (3053, 'late | Yes', 'Jule: typed in a minute after the cutoff'),
        (3052, null, 'Ivo: typed in at the cutoff itself: February had it'),
        (3196, null, 'Una: typed again in March, but listed in February'),
        (3195, null, 'Ty: typed in at the cutoff too; that her attorney came late changes nothing')
) as c (child, expected, story);

select is(
    (select string_agg(concat_ws(' ', x.unit, x.term, x.reason), ' / ' order by x.unit, x.term)
    from fact.child_listing_step as x
    where x.agency_id = 7 and x.month = '2024-03-01' and x.version = 1
        and x.child_id = c.child::text),
    c.expected, c.story)
from (
    values
        (3050, 'M1 correction_out Exit of 02/20/2024 entered late.', 'Gus: off the closed list'),
        (3042, 'M1 correction_in Entry of 06/01/2023 entered late.', 'Quo: entered late'),
        (3068, 'M1 correction_in Assignment of 06/15/2023 entered late (back-dated).',
            'Ida: a back-dated assignment'),
        (3070, 'M1 correction_in The assignment was corrected: another attorney had the child. / '
            || 'M2 correction_out The assignment was corrected: another attorney had the child.',
            'Kim: the wrong attorney, in another''s list'),
        (3190, 'M1 correction_out The row is in error or no longer in the source.', 'Ed: in error'),
        (3191, 'M1 unassigned Moved to another supervising attorney. / '
            || 'M2 newly_assigned Moved from another supervising attorney.',
            'Mo: from Marsh to Moss, with a day between'),
        (3192, 'M2 newly_assigned Moved from another supervising attorney. / '
            || 'M2 unassigned Moved to another supervising attorney.',
            'Ro: there and back: Moss counts him in and out, Marsh keeps him'),
        (3193, 'M3 newly_assigned Came and went since the last listing. / '
            || 'M3 unassigned No attorney any more.', 'Gia: came and went'),
        (3194, 'M2 newly_assigned Moved from another supervising attorney. / '
            || 'Unit Manager unassigned Moved to another supervising attorney.',
            'Cy: the attorney got a managing attorney; the child moved with her'),
        (3010, 'M1 exited Exit 03/15/2024.', 'Kurt: exited'),
        (3002, 'M1 newly_assigned Attorney since 03/31/2024.', 'Berta: new'),
        (3001, null, 'Abel: carried, no step')
) as c (child, expected, story);

select is(
    (select array_agg(q.rule || ' ' || q.child_id || ' ' || coalesce(q.attorney_id, '-')
        order by q.rule, q.child_id)
    from fact.quality as q
    where q.agency_id = 7 and q.month = '2024-03-01' and q.version = 1
        and q.rule like 'correction%'),
    array['correction_in 3042 M1', 'correction_in 3068 M1', 'correction_in 3070 M1',
        'correction_out 3050 M1', 'correction_out 3053 M1', 'correction_out 3070 M2',
        'correction_out 3190 M1'],
    'corrections stand on Data quality one by one, for whose list they touch');

select is(
    (select array_agg(t.first || ' = ' || t.second order by t.line)
    from fact.tie as t
    where t.agency_id = 7 and t.month = '2024-03-01' and t.scope = 'attorney-M2' and t.line > 99),
    array['3 = 3', '0 = 0', '1 = 1', '4 = 4', '0 = 0', '1 = 1', '5 = 5', '5 = 5'],
    'Moss: 3 carried in + 0 - 1 corrected out + 4 new - 0 exited - 1 unassigned = 5');
select is_empty(
    $$
    select t.month, t.scope, t.check_name, t.first, t.second
    from fact.tie as t
    where t.agency_id = 7 and t.first is distinct from t.second and t.explained is null
    $$,
    'everything ties from month to month');

-- a child who is lost between the lists does not tie
delete from fact.child_listing_step
where agency_id = 7 and month = '2024-03-01' and child_id = '3191' and unit = 'M2';
select test.run(s.body, array['7', '2024-03-01', '2024-03-31', '1', '', 'true'])
from test.statement as s
where s.path = 'sql/fact/58_child_listing_measure.sql'
order by s.step;
select test.run(s.body, array['7', '2024-03-01', '2024-03-31', '1', '', 'true'])
from test.statement as s
where s.path = 'sql/fact/59_child_listing_tie.sql'
order by s.step;
select is(
    (select array_agg(t.scope || ' ' || t.check_name order by t.scope)
    from fact.tie as t
    where t.agency_id = 7 and t.month = '2024-03-01' and t.first is distinct from t.second
        and t.explained is null and t.scope <> 'state'),
    array['attorney-M2 Control totals, Moss, Otto: carried out'],
    'a child in no term stops the run');

select * from finish();
rollback;
