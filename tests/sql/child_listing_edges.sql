-- tests/sql/child_listing_edges.sql
-- What happens on the as-of day itself has happened; what ends on it has ended; a parent who is not
-- on record is nobody who is free. Children 3301 on, tests/fixtures/people.md.
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

select * from finish();
rollback;
