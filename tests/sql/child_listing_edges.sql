-- tests/sql/child_listing_edges.sql
-- What happens on the as-of day itself has happened; what ends on it has ended; a parent who is not
-- on record is nobody who is free; a row of no days was in force on no day, but bridges a gap.
-- Children 3301 on, tests/fixtures/people.md.
begin;
\i tests/lib/harness.sql
\i tests/fixtures/listing_people.sql

select no_plan();

select test.life(3301, 'Abt, Ann', without => 'hearing'),
    test.hearing(3301, '2023-03-20', '2023-03-20'), test.hearing(3301, '2024-03-31', '2024-03-31');
select test.life(3302, 'Behr, Bo', without => 'placed'),
    test.placed(3302, '2023-06-01', '2024-03-31');
select test.life(3303, 'Cors, Cy', without => 'placed'),
    test.placed(3303, '2023-06-01', '2024-02-12'),
    test.placed(3303, '2024-02-12', '2024-03-31', 'trial_home', null),
    test.placed(3303, '2024-03-31');
select test.life(3304, 'Diez, Di', without => 'parents'),
    test.parent(3304, 1, 'MOTHER'), test.event(3304, 1, 'TERM_VOLUNTARY', '2024-03-31'),
    test.parent(3304, 2, 'LEGAL_FATHER', died => '2024-03-31');
select test.life(3305, 'Edel, Ed', '2024-03-20', 'attorney', finding => '2024-03-31'),
    test.assigned(3305, begins => '2024-03-21');
select test.life(3306, 'Fehr, Flo', without => 'goal'),
    test.goal(3306, 'reunification', ends => '2024-03-31');
select test.life(3307, 'Gahn, Gil'), test.goal(3307, 'adoption', '2024-03-31');
select test.life(3308, 'Hain, Hy'), test.worker(5308, 'Last, Lea', '2023-01-01', '2024-03-31');
select test.life(3309, 'Ihle, Ike', without => 'parents'),
    test.parent(3309, 1, 'LEGAL_FATHER'), test.event(3309, 1, 'TERM_INVOLUNTARY', '2024-01-10');
select test.life(3310, 'Jung, Jo', without => 'parents'),
    test.parent(3310, 1, 'MOTHER'), test.event(3310, 1, 'TERM_INVOLUNTARY', '2024-01-10');
select test.exit(3311, 'Kuhl, Kit', '2024-03-31', '2024-03-31', without => 'attorney'),
    test.assigned(3311, begins => '2024-03-31');
select test.exit(3312, 'Lorz, Lu', '2023-06-01', '2024-03-31', without => 'attorney'),
    test.assigned(3312, ends => '2024-03-31');
select test.exit(3313, 'Menz, Mo', '2023-06-01', '2024-03-20', without => 'attorney'),
    test.assigned(3313, begins => '2024-03-20', ends => '2024-03-20');
select test.life(3314, 'Nitz, Ny', without => 'placed'),
    test.placed(3314, '2023-06-01', '2024-01-10'),
    test.placed(3314, '2024-01-11', '2024-01-11'),
    test.placed(3314, '2024-01-12');
select test.life(c.id, c.name, without => 'placed'),
    test.placed(c.id, '2023-06-01', '2024-01-10', 'institution', c.provider),
    test.placed(c.id, '2024-01-10', '2024-02-10', 'runaway', null),
    test.placed(c.id, '2024-02-10', provider => c.provider)
from (values (3341, 'Ulm, Una', null), (3342, 'Voss, Val', 'P1')) as c (id, name, provider);
select test.life(3315, 'Ott, Ole', without => 'custody attorney'),
    test.custody(3315, ends => '2024-03-31'), test.custody(3315, '2024-03-31', nth => 1),
    test.assigned(3315, begins => '2024-03-31', nth => 1);
select test.life(3316, 'Petz, Pia', '2022-06-01');
update mart.child set birth_date = '2012-02-29' where agency_id = 7 and child_id = '3316';
select test.life(3317, 'Quad, Quin', without => 'attorney'),
    test.assigned(3317, 'A1', ends => '2024-03-15'), test.assigned(3317, 'B1', '2024-03-15');
select test.life(3318, 'Rapp, Ria', without => 'attorney'),
    test.assigned(3318, 'A1', ends => '2024-03-14'), test.assigned(3318, 'B1', '2024-04-01');select test.life(3321, 'Ude, Uli', finding => '2023-07-31');
select test.life(3322, 'Voss, Vin', finding => '2023-07-30');
select test.life(3323, 'Wahl, Wim');
insert into mart.tpr_exception (agency_id, child_id, episode_id, n, reason, documented_date)
values
    (7, '3323', 33230, 1, 'SERVICES', '2024-02-10'), (7, '3323', 33230, 2, 'RELATIVE', '2024-02-10'),
    (7, '3323', 33230, 3, 'COMPELLING', '2024-01-10');
insert into mart.circuit_county (agency_id, county, valid_from, valid_to, circuit, county_name)
values (7, '29047', '-infinity', null, 7, 'Clay'), (7, '29047', '2024-01-01', null, 16, 'Clay');
select test.life(3324, 'Xu, Xia', without => 'custody'), test.custody(3324, county => '29047');
select test.life(3325, 'Yost, Yan'), test.worker(5325, 'Ten, Tea', '2023-06-01', id => 10),
    test.worker(5325, 'Nine, Ned', '2023-06-01', id => 9);

-- exits of January, entered at and a second after the cutoff of January as restated
select test.life(c.id, c.name, without => 'custody'),
    test.custody(c.id, ends => '2024-01-20', typed => c.typed::timestamp)
from (
    values (3319, 'Senn, Sid', '2024-02-10 02:15:00'), (3320, 'Tamm, Tea', '2024-02-10 02:15:01')
) as c (id, name, typed);

select test.facts('child_listing', 7, '2023-02-01', '2023-02-28', zone => 'America/Chicago');
select test.facts('child_listing', 7, '2024-03-01', '2024-03-31', zone => 'America/Chicago');

create function test.cells(who int, variadic names text[]) returns text
language sql as $$
    select string_agg(coalesce(to_jsonb(f) ->> n, '-'), ' | ' order by i)
    from fact.child_listing as f
    cross join unnest(names) with ordinality as c (n, i)
    where f.agency_id = 7 and f.month = '2024-03-01' and f.version = 1
        and f.list = 'children' and f.child_id = who::text
$$;

select is(
    (select count(*) from fact.child_listing_action as a
    where a.agency_id = 7 and a.child_id = '3301'
        and a.action in ('Permanency hearing', 'Hearing not held')), 0::bigint,
    'Ann: the hearing held on the as-of day was held, and the next is due in a year');
select is(test.cells(3302, 'placement'), 'No placement recorded',
    'Bo: a placement that ended on the as-of day is over');
select is(test.cells(3303, 'trial_home_visit', 'status_15_22', 'days_15_22', 'on_15_22'),
    'No | Will reach | 196 | 2024-12-16',
    'Cy: the visit ended on the as-of day; 31 July to 11 February, and 260 days from then on');
select is(test.cells(3304, 'tpr_status', 'free_since'), 'Free | 2024-03-31',
    'Di: terminated and deceased on the as-of day');
select is(test.cells(3305, 'days_15_22', 'on_15_22'), '0 | ' || (date '2024-03-31' + 456),
    'Ed: the clock began with the finding of the as-of day, 456 days later it is reached');
select is(test.cells(3306, 'goal', 'goal_since'), 'MISSING | -',
    'Flo: the goal ended on the as-of day');
select is(test.cells(3307, 'goal', 'goal_since'), 'Adoption | 2024-03-31',
    'Gil: the goal set on the as-of day');
select is(test.cells(3308, 'case_manager', 'case_supervisor'), 'Unassigned | Unassigned',
    'Hy: the case manager left the case on the as-of day');
select is(test.cells(3309, 'tpr_status', 'free_since'), 'Partial, mother not recorded | -',
    'Ike: no mother on record, so never Free');
select is(test.cells(3310, 'tpr_status', 'free_since'), 'Partial, father not recorded | -',
    'Jo: no father on record, so never Free');

create function test.exits(who int, variadic names text[]) returns text
language sql as $$
    select string_agg(coalesce(to_jsonb(f) ->> n, '-'), ' | ' order by i)
    from fact.child_listing as f
    cross join unnest(names) with ordinality as c (n, i)
    where f.agency_id = 7 and f.month = '2024-03-01' and f.version = 1
        and f.list = 'exits' and f.child_id = who::text
$$;

select is(test.exits(3311, 'attorney', 'days', 'why'),
    'Ames, Ada | 0 | In time by 365 days. Attorney from the exit day.',
    'Kit: came and left on the as-of day');
select is(
    (select concat_ws(' | ', l.credited_by, l.attorney_until) from fact.child_listing_listed as l
    where l.agency_id = 7 and l.month = '2024-03-01' and l.version = 1 and l.child_id = '3312'),
    'in_force | 2024-03-31',
    'Lu: exit and end of the assignment on the as-of day: in force the day before, and ended');
select is(test.exits(3313, 'attorney'), null,
    'Mo: an assignment of no days, though on the exit''s own, was in force on no day');
select is(test.cells(3314, 'placement_since', 'moves'), '2023-06-01 | 0',
    'Ny: two gaps of one day with a row of no days between them: one chain');
select is(test.cells(3341, 'moves'), '1',
    'Una: another kind of home after the days away, and no provider says that it is the same');
select is(test.cells(3342, 'moves'), '0', 'Val: back at the same provider, whatever the kind');
select is(test.cells(3315, 'episode_id', 'days', 'days_15_22', 'on_15_22'),
    '33151 | 0 | 244 | ' || (date '2024-03-31' + 60 + 456 - 244),
    'Ole: back on the day he left: the 244 days stay, the new clock starts in 60 days');
select is(
    (select f.age from fact.child_listing as f
    where f.agency_id = 7 and f.month = '2023-02-01' and f.version = 1 and f.list = 'children'
        and f.child_id = '3316'),
    10, 'Pia: born on 29 February, not yet eleven on 28 February of a common year');
select is(test.cells(3316, 'age'), '12', 'Pia: twelve in March of the leap year');
select is(test.cells(3317, 'supervising', 'attorney', 'attorney_since'),
    'Moss, Otto | Birch, Cy | 2024-03-15',
    'Quin: the attorney changed in mid-month: the child is the new one''s, and nobody else''s');
select is(test.cells(3318, 'attorney'), null,
    'Ria: the old one left in mid-month, the new one begins on 1 April: in between nobody''s');
select is(
    (select count(*) from fact.child_listing as f
    where f.agency_id = 7 and f.month = '2024-03-01' and f.version = 1 and f.child_id = '3317'),
    1::bigint, 'Quin: once');
select is(
    (select k.clock_start || ' ' || k.by_finding from fact.child_listing_clock as k
    where k.agency_id = 7 and k.month = '2024-03-01' and k.version = 1 and k.child_id = '3321'),
    '2023-07-31 false', 'Uli: a finding on the sixtieth day is not earlier than the 60 days');
select is(
    (select k.clock_start || ' ' || k.by_finding from fact.child_listing_clock as k
    where k.agency_id = 7 and k.month = '2024-03-01' and k.version = 1 and k.child_id = '3322'),
    '2023-07-30 true', 'Vin: a finding on the day before is');
select is(
    (select k.exception || ' ' || k.exception_date from fact.child_listing_clock as k
    where k.agency_id = 7 and k.month = '2024-03-01' and k.version = 1 and k.child_id = '3323'),
    'RELATIVE 2024-02-10', 'Wim: of three exceptions the latest; of two of one day the later row');
select is(test.cells(3324, 'circuit'), '16',
    'Xia: two circuits claim the county on the as-of day: the later one');
select is(test.cells(3325, 'case_manager'), 'Ten, Tea',
    'Yan: two case managers of one day: the higher id, 10 over 9');

-- ---- which listing was the last one ----

select test.facts('child_listing', 7, '2024-02-01', '2024-02-29', zone => 'America/Chicago');
insert into etl.month (
    agency_id, report, month, version, state, period_end, as_of, cutoff_at, preliminary,
    source_kind, batch_id, run_id)
select
    c.agency, c.report, c.month::date, c.version, c.state, c.month::date, c.month::date,
    c.cutoff::timestamp, false, 'faces', 1, 1
from (
    values
        (7, 'child_listing', '2023-12-01', 1, 'closed', '2024-01-01 02:15'),
        (7, 'child_listing', '2024-01-01', 1, 'closed', '2024-02-01 02:15'),
        (7, 'child_listing', '2024-01-01', 2, 'closed', '2024-02-10 02:15'),
        (7, 'child_listing', '2024-02-01', 1, 'open', '2024-03-01 02:15'),
        (7, 'home_study', '2024-02-01', 1, 'closed', '2024-03-01 02:15'),
        (8, 'child_listing', '2024-02-01', 1, 'closed', '2024-03-01 02:15'),
        (7, 'child_listing', '2024-03-01', 1, 'closed', '2024-04-01 02:15')
) as c (agency, report, month, version, state, cutoff);
select test.facts('child_listing', 7, '2024-03-01', '2024-03-31', 2, 'America/Chicago');

create function test.late(who int, of_version int) returns text
language sql as $$
    select f.list
    from fact.child_listing as f
    where f.agency_id = 7 and f.month = '2024-03-01' and f.version = of_version
        and f.list <> 'children' and f.child_id = who::text
$$;

select is(test.late(3319, 2), null,
    'Sid: his exit was entered at the cutoff of January as restated, the last month that is closed');
select is(test.late(3320, 2), 'late',
    'Tea: hers a second later; February is not closed, and March must tell it each time it is made');
select is(test.late(3320, 1), null, 'Tea: without a closed month the end of February decides');

-- a month that is computed leaves every other month as it is
select is(
    (select string_agg(c.what, ' ' order by c.what)
    from (
        select 'listed' as what from fact.child_listing_listed as f
        where f.agency_id = 7 and f.month = '2023-02-01' and f.child_id = '3316'
        union all
        select 'home' from fact.child_listing_home as f
        where f.agency_id = 7 and f.month = '2023-02-01' and f.child_id = '3316'
        union all
        select 'goal' from fact.child_listing_goal as f
        where f.agency_id = 7 and f.month = '2023-02-01' and f.child_id = '3316'
        union all
        select 'tpr' from fact.child_listing_tpr as f
        where f.agency_id = 7 and f.month = '2023-02-01' and f.child_id = '3316'
        union all
        select 'clock' from fact.child_listing_clock as f
        where f.agency_id = 7 and f.month = '2023-02-01' and f.child_id = '3316'
    ) as c),
    'clock goal home listed tpr', 'Pia: her February stays when March is computed');

select * from finish();
rollback;
