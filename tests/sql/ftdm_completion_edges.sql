-- tests/sql/ftdm_completion_edges.sql
-- What Why tells at the edge of the window, of the as-of day and of the case, and how long a child
-- who left care is still told of. Children 1301 on, tests/fixtures/people.md.
begin;
\i tests/lib/harness.sql
\i tests/fixtures/ftdm_people.sql

select no_plan();

-- two children of one case; the second one's meeting counts for the second only
select test.child(1301, 'Abt, Ana'), test.removal(1301);
select test.child(1302, 'Abt, Aron'), test.removal(1302, case_id => 5301),
    test.ftdm(1302, '2024-03-08', cancelled => '2024-03-31', case_id => 5301);
select test.child(1303, 'Beil, Bea'), test.removal(1303);
select test.child(1304, 'Beil, Bert'), test.removal(1304, case_id => 5303),
    test.ftdm(1304, '2024-03-10', cancelled => '2024-04-01', case_id => 5303);
select test.child(1305, 'Camp, Cai'), test.removal(1305);
select test.child(1306, 'Camp, Cleo'), test.removal(1306, case_id => 5305),
    test.ftdm(1306, '2024-02-29', case_id => 5305);
select test.child(1307, 'Dahl, Dina'), test.removal(1307);
select test.child(1308, 'Dahl, Dov'), test.removal(1308, '2024-03-12', case_id => 5307),
    test.ftdm(1308, '2024-03-11', case_id => 5307);
select test.child(1309, 'Ernst, Eve'), test.removal(1309, '2024-03-30');
select test.child(1310, 'Ernst, Eric'), test.removal(1310, '2024-03-30', case_id => 5309),
    test.ftdm(1310, '2024-03-31', case_id => 5309);
select test.child(1311, 'Falk, Fia'), test.removal(1311), test.ftdm(1311, '2024-03-07');
select test.child(1312, 'Falk, Fox'), test.removal(1312, case_id => 5311),
    test.ftdm(1312, '2024-03-07', case_id => 5311);
-- set, but not in the window, or on its last day
select test.child(1313, 'Gamm, Gus'), test.removal(1313, '2024-03-30'),
    test.ftdm(1313, '2024-03-31', completed => false);
-- ends
select test.child(1314, 'Hain, Hy'),
    test.removal(1314, ends => '2024-03-07', exit_group => 'Reunification');
select test.child(1315, 'Ihle, Ike'), test.removal(1315, '2024-03-01', '2023-11-01');
select test.child(1316, 'Jung, Jo'), test.removal(1316, '2023-10-02', '2023-11-30');
select test.child(1317, 'Jung, Jan'), test.removal(1317, '2023-10-02', '2023-12-01');
select test.child(1318, 'Kuhl, Kit'), test.removal(1318),
    test.ftdm(1318, '2024-03-20', completed => false, cancelled => '2024-03-12'),
    test.ftdm(1318, '2024-03-12', completed => false, cancelled => '2024-03-12');
select test.child(1319, 'Lorz, Lu'), test.removal(1319);
select test.child(1320, 'Lorz, Lea'), test.removal(1320, case_id => 5319),
    test.ftdm(1320, '2024-03-09', case_id => 5319), test.ftdm(1320, '2024-03-08', case_id => 5319);
select test.child(1321, 'Menz, Mo'), test.removal(1321),
    test.ftdm(1321, '2024-03-27', completed => false),
    test.ftdm(1321, '2024-03-17', completed => false);
select test.child(1322, 'Nitz, Ny'), test.removal(1322, '2024-03-30'),
    test.ftdm(1322, '2024-04-01', completed => false, cancelled => '2024-03-31');

select test.facts('ftdm_completion', 7, '2024-03-01', '2024-03-31');

select is(
    (select string_agg(distinct concat_ws(' | ', f.status, f.why), ' / ')
    from fact.ftdm_completion as f
    where f.agency_id = 7 and f.month = '2024-03-01' and f.version = 1
        and f.child_id = c.child::text),
    c.expected, c.story)
from (
    values
        (1301, 'None recorded | No FTDM found from 02/06 on.',
            'Ana: her brother''s was cancelled on the as-of day: nobody''s was held'),
        (1302, 'Cancelled | Cancelled 03/31 and not set again.', 'Aron: his own, cancelled that day'),
        (1303, 'None recorded | No FTDM found from 02/06 on. '
            || 'Held 03/10 for another child of the case.',
            'Bea: her brother''s was cancelled a day later; it was held on the last day of her window'),
        (1305, 'None recorded | No FTDM found from 02/06 on. '
            || 'Held 02/29 for another child of the case.',
            'Cai: his sister''s was held on the first day of his window'),
        (1307, 'None recorded | No FTDM found from 02/06 on.',
            'Dina: her brother''s was held a day after her window closed'),
        (1309, 'Window open | 2 days left to hold it. None is set. '
            || 'Held 03/31 for another child of the case.',
            'Eve: her window is open, and her brother''s was held on the as-of day'),
        (1310, 'Held within 3 days | In time: the window opened 03/23.',
            'Eric: held after the removal, while his window is still open'),
        (1311, 'Held within 3 days | In time: the window opened 02/29.',
            'Fia: held in time; her brother''s is no news then'),
        (1313, 'Window open | 2 days left to hold it. The one set is not marked completed.',
            'Gus: set for the as-of day itself'),
        (1314, 'None recorded | Home again after 0 days.', 'Hy: removed and home again on one day'),
        (1315, 'None recorded | The episode ends before it begins.',
            'Ike: removed on the first of the month; the end, typed with the wrong year, lies before'),
        (1316, null, 'Jo: left care 92 days before the month: not told of any more'),
        (1318, 'Cancelled | Cancelled 03/12 and not set again.', 'Kit: two of them cancelled'),
        (1319, 'None recorded | No FTDM found from 02/06 on. '
            || 'Held 03/08 for another child of the case.',
            'Lu: of two that his sister had, the earlier'),
        (1322, 'Window open | 2 days left to hold it. None is set. One set for 04/01 was cancelled.',
            'Ny: the one that was set within the open window was cancelled'),
        (1317, 'Left care 12/01.', 'Jan: left care a day later: still told of, on no sheet')
) as c (child, expected, story);

select is(
    (select string_agg(f.list, ' ' order by f.list) from fact.ftdm_completion as f
    where f.agency_id = 7 and f.version = 1 and f.child_id = '1315'),
    'removals to_act_on', 'Ike: on Removals, never in care');

-- of several that give one status, the day that is kept is the earliest
select is(
    (select concat_ws(' ', f.held_within_on, f.held_late_on, f.not_completed_on, f.cancelled_on)
    from fact.ftdm_completion as f
    where f.agency_id = 7 and f.version = 1 and f.list = 'removals' and f.child_id = c.child::text),
    c.expected, c.story)
from (
    values
        (1010, '2024-03-08', 'Jonas: held 1 and 3 days after'),
        (1012, '2024-03-17', 'Lev: held late, 10 and 20 days after'),
        (1321, '2024-03-17', 'Mo: set for 10 and for 20 days after'),
        (1318, '2024-03-12', 'Kit: cancelled, 5 and 13 days after')
) as c (child, expected, story);

-- a date without its year is at most half a year away
select is(
    array[
        fact.say_date('2023-10-01', '2024-03-31'), fact.say_date('2023-09-30', '2024-03-31'),
        fact.say_date('2024-09-29', '2024-03-31'), fact.say_date('2024-09-30', '2024-03-31')],
    array['10/01', '09/30/2023', '09/29', '09/30/2024'],
    '182 days before and after as_of without the year, 183 with it');

-- ---- how deep each figure goes ----

select results_eq(
    $$
    select d.deepest, string_agg(d.measure, ' ' order by d.measure collate "C")
    from (
        select m.measure, (array['state', 'region', 'office', 'unit', 'supervisor'])[max(
            array_position(array['state', 'region', 'office', 'unit', 'supervisor'], m.level))]
            as deepest
        from fact.measure as m
        where m.agency_id = 7 and m.report = 'ftdm_completion' and m.month = '2024-03-01'
            and m.version = 1 and m.level in ('state', 'region', 'office', 'unit', 'supervisor')
        group by m.measure
    ) as d
    group by d.deepest
    order by d.deepest collate "C"
    $$,
    $$
    values
        ('office', 'in_care_before in_care_cancelled in_care_early in_care_late in_care_none '
            || 'in_care_open in_care_scheduled in_care_within no_office removals_before '
            || 'removals_cancelled removals_early removals_late removals_none '
            || 'removals_open removals_scheduled removals_within'),
        ('supervisor', 'in_care in_care_completion removals removals_completion to_act_on'),
        ('unit', 'act_cancelled act_none act_open act_scheduled')
    $$,
    'a supervisor is shown the figures to act on, a unit some more; the rest stays with offices');

\set report ftdm_completion
\i tests/lib/elsewhere.sql

select * from finish();
rollback;
