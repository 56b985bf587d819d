-- tests/sql/child_listing_explain.sql
-- explain says of every child of tests/fixtures/people.md, section Child listing, what the
-- workbook says, and for what reason.
begin;
\i tests/lib/harness.sql
\i tests/fixtures/listing_people.sql

select no_plan();

select test.facts('child_listing', 7, '2024-03-01', '2024-03-31', zone => 'America/Chicago');
select test.explain_all('child_listing', 7, '2024-03-01', '2024-03-31');

-- ---- every child, no exception ----

select cmp_ok((select count(distinct e.child_id) from explained as e), '>', 130::bigint,
    'every child of the story was explained');
select set_eq(
    $$select e.child_id, e.list, e.row_id from explained as e where e.list is not null$$,
    $$select f.child_id, f.list, f.episode_id::text from fact.child_listing as f
    where f.agency_id = 7$$,
    'the outcomes are the rows of the workbook');
select is_empty(
    $$select e.child_id, e.value, e.outcome from explained as e
    where e.list is not null and e.value is distinct from 'by the rules: ' || e.outcome$$,
    'and the rules, asked of the source again, give the same');
select is_empty(
    $$select c.child_id from (select distinct e.child_id from explained as e) as c
    where not exists (
        select 1 from explained as e
        where e.child_id = c.child_id and e.decides
            and (e.list is not null or e.outcome = 'On no sheet'))$$,
    'nobody is left without an outcome');
select set_eq(
    $$select e.child_id, e.row_id from explained as e
    where e.rule = 'Attorney assignment' and e.decides and e.row_id is not null
        and exists (select 1 from explained as x where x.child_id = e.child_id
            and x.list in ('children', 'exits')
            and e.section = 'Episode ' || x.row_id || ': attorney')$$,
    $$select l.child_id, l.assignment_id::text from fact.child_listing_listed as l
    where l.agency_id = 7 and l.list <> 'late'$$,
    'the attorney''s assignment that is marked is the one in the workbook');
select set_eq(
    $$select e.child_id, e.row_id from explained as e where e.rule = 'Placement' and e.decides$$,
    $$select h.child_id, h.placement_id::text from fact.child_listing_home as h
    where h.agency_id = 7 and h.placement_id is not null$$,
    'the placement of record');
select set_eq(
    $$select e.child_id, left(e.value, 10) from explained as e
    where e.rule = 'Placement' and e.outcome like '%the unbroken chain begins here'$$,
    $$select f.child_id, f.placement_since::text from fact.child_listing as f
    where f.agency_id = 7 and f.list = 'children' and f.placement_since is not null$$,
    'and where its chain begins');
select set_eq(
    $$select e.child_id, e.looked_at from explained as e
    where e.rule = 'Case manager' and e.outcome = 'used'$$,
    $$select f.child_id, f.case_manager from fact.child_listing as f
    where f.agency_id = 7 and f.case_manager <> 'Unassigned'$$,
    'the case manager');
select set_eq(
    $$select e.child_id, split_part(e.section, ' ', 2),
        count(*) filter (where e.outcome like '%; a move: %') from explained as e
    where e.section like '%: placements' group by 1, 2$$,
    $$select h.child_id, h.episode_id::text || ':', h.moves from fact.child_listing_home as h
    where h.agency_id = 7$$,
    'the moves, one by one, are as many as the workbook says');
select set_eq(
    $$select e.child_id, e.row_id from explained as e
    where e.rule in ('Primary goal', 'Concurrent goal') and e.decides$$,
    $$select g.child_id, i.id::text from fact.child_listing_goal as g
    cross join lateral (values (g.goal_id), (g.concurrent_id)) as i (id)
    where g.agency_id = 7 and i.id is not null$$,
    'the goals that are marked');
select set_eq(
    $$select e.child_id, sum(substring(e.outcome from '^[0-9,]+')::int)::int from explained as e
    where e.rule = 'Days that count' group by 1$$,
    $$select distinct k.child_id, k.days from fact.child_listing_clock as k
    where k.agency_id = 7
        and exists (select 1 from explained as e
            where e.child_id = k.child_id and e.rule = 'Days that count')$$,
    'the spans of days add up to the days of the workbook');
select is_empty(
    $$select k.child_id from fact.child_listing_clock as k
    where k.agency_id = 7 and k.days > 0
        and not exists (select 1 from explained as e
            where e.child_id = k.child_id and e.rule = 'Days that count')$$,
    'for each child with days');
select set_eq(
    $$select e.child_id, e.rule, e.value, split_part(e.outcome, ',', 1) from explained as e
    where e.section like '%: action dates'$$,
    $$select a.child_id, a.action, a.due::text, a.status from fact.child_listing_action as a
    where a.agency_id = 7$$,
    'the action dates');
select set_eq(
    $$select e.child_id, e.outcome from explained as e where e.rule = 'TPR due'
        and e.section = '15 of 22'$$,
    $$select f.child_id, f.tpr_due from fact.child_listing as f
    where f.agency_id = 7 and f.list = 'children'$$,
    'whether a petition is due');

-- ---- some of them ----

select is(test.says('3003', 'Custody'),
    '2024-04-01 to open | 30030 | no: begins after the as-of day', 'Carl: a day later');
select is(test.says('3004', 'Custody'),
    '2023-06-01 to 2024-04-02 | 30040 | open: it ends after the as-of day', 'Dina');
select matches(test.says('3036', 'Attorney assignment'),
    'in force too: the later begin, entry, row is used\n.*used: in force on the as-of day$', 'Kai');
select matches(test.says('3040', 'Attorney assignment'), 'not in force: ended\n.*no: none in force',
    'Olga: it ended on the as-of day');
select matches(test.says('3041', 'Attorney assignment'), 'not in force: begins later', 'Pit');
select matches(test.says('3032', 'Attorney assignment'),
    'used: the last one, ended within 30 days before the exit', 'Cleo');
select matches(test.says('3033', 'Attorney assignment'),
    'not used: neither in force at the exit nor in the 30 days before', 'Dave: 31 days');
select matches(test.says('3063', 'Placement'), 'respite: never the placement of record', 'Dot');
select matches(test.says('3067', 'Placement'),
    'was the record; away from home: no move\n.*placement of record; no move: the same provider; the '
        || 'unbroken chain begins here$',
    'Hal: hospital and back');
select matches(test.says('3068', 'Placement'),
    'placement of record; a move: another provider; the unbroken chain begins here$',
    'Ida: hospital and on');
select matches(test.says('3071', 'Placement'),
    'placement of record; back at the same provider: no move; ', 'Liv');
select matches(test.says('3098', 'Primary goal'),
    'not used: a later one stands\n.*no goal: it ended',
    'Joy: the latest ended, the one before does not come back');
select matches(test.says('3099', 'Primary goal'), 'not there: effective later', 'Ken');
select is(test.says('3140', 'Days counted'), '455 | not reached: 456 are needed', 'Nic');
select is(test.says('3141', 'Days counted'), '456 | reached: 456 are needed', 'Ora');
select is(test.says('3148', 'Exception'), '2024-03-31 | RELATIVE', 'Vin');
select is(test.says('3111', 'TPR status'), 'mother and father recorded | Partial', 'Pat');
select is(test.says('3120', 'TPR status'), 'father not recorded | Partial, father not recorded',
    'Ali');
select matches(test.says('3169', 'Hearing'),
    'held.*\n.*not held.*\n.*the next hearing.*\n.*the same day', 'Kat');
select is(test.says('3151', 'Days that do not count'),
    '2022-12-20 to 2023-01-20 | 5 | stops the clock', 'Zed: the runaway row, though never the record');
select matches(test.says('3161', 'Petition for adoption goal'), 'Overdue, 1 day ago', 'Cap');
select is(test.says('3012', 'Timely exit'), '2024-02-29 | No', 'Mats');
select is(test.says('3050', 'Late entry'), '2024-02-20 | Yes: never counted among the exits',
    'Gus');
select is(test.says('3001', 'Sheet Exits'), null, 'Abel: in care, no exit to ask about');
select is(
    (select e.looked_at from explained as e
    where e.child_id = '3026' and e.outcome = 'On no sheet'),
    'The exit lies in an earlier month.', 'Zia');
select is(
    (select e.looked_at from explained as e
    where e.child_id = 'nobody' and e.outcome = 'On no sheet'),
    'No custody episode of this child counts: there is none, or it is left out as said below.',
    'nobody');

select * from finish();
rollback;
