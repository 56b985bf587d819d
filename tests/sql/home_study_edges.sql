-- tests/sql/home_study_edges.sql
-- Leap days and month ends, and what is told of a child who is not on the sheet any more. Children
-- 3301 on, tests/fixtures/people.md.
begin;
\i tests/lib/harness.sql
\i tests/fixtures/kin_people.sql

select no_plan();

select test.person(3301, 'Abt, Ana', '2012-02-29'), test.care(3301, '2023-01-02'),
    test.placed(3301, '2023-01-02');
select test.kin(3302, 'Behr, Bo', '2024-01-30');
select test.kin(3303, 'Cors, Cy', '2024-01-29');

-- on the sheet of November only, of December only
select test.person(3304, 'Diez, Di'), test.care(3304, '2023-11-15'),
    test.placed(3304, '2023-11-15', '2023-12-20');
select test.person(3305, 'Edel, Ed'), test.care(3305, '2023-12-15'),
    test.placed(3305, '2023-12-15', '2024-01-10'),
    test.placed(3305, '2024-01-10', null, 8905, '5');
-- on the sheet of February
select test.person(3306, 'Fehr, Flo'), test.care(3306, '2023-12-01', '2024-03-20'),
    test.placed(3306, '2023-12-01', '2024-03-20'),
    test.assigned(7306, 306, ends => '2024-01-20'),
    test.assigned(7306, 307, '2024-01-20', office => '102');
select test.person(3307, 'Gahn, Gil'), test.care(3307),
    test.placed(3307, ends => '2024-03-31'), test.placed(3307, '2024-03-31', setting => '10');
select test.person(3308, 'Hain, Hy'), test.care(3308),
    test.placed(3308, ends => '2024-03-20'),
    test.placed(3308, '2024-03-20', '2024-03-25'),
    test.placed(3308, '2024-03-20', setting => '10');
select test.person(3309, 'Ihle, Ike'), test.care(3309, '2021-05-01', '2022-06-01', episode => 33409),
    test.care(3309), test.placed(3309, ends => '2024-03-20');
select test.kin(3310, 'Jung, Jo'), test.licence(8310, null, '2024-03-05'),
    test.licence(8310, null, '2024-03-20');
select test.person(3311, 'Kuhl, Kit'), test.care(3311, ends => '2024-03-31'),
    test.placed(3311, ends => '2024-03-31');
select test.person(3312, 'Lorz, Lu'), test.care(3312), test.placed(3312, ends => '2024-03-31');
select test.kin(3313, 'Menz, Mo'), test.licence(8313, null, '2024-03-31', '2023-03-31');
-- overdue on the last and on the first day of each band of days
select test.kin(3320 + c.n, c.name, date '2024-03-31' - c.days)
from (
    values
        (1, 'Nitz, Ny', 60), (2, 'Ott, Ole', 61), (3, 'Petz, Pia', 90), (4, 'Quad, Quin', 91),
        (5, 'Rapp, Ria', 180), (6, 'Senn, Sid', 181), (7, 'Tamm, Tea', 365),
        (8, 'Ude, Uli', 366), (9, 'Voss, Vin', 730), (10, 'Wahl, Wim', 731)
) as c (n, name, days);

select test.facts('home_study', 7, '2023-02-01', '2023-02-28');
select test.facts('home_study', 7, '2023-11-01', '2023-11-30');
select test.facts('home_study', 7, '2023-12-01', '2023-12-31');
select test.facts('home_study', 7, '2024-02-01', '2024-02-29');

create function test.cell(of_child int, of_list text, what text, of_month date default '2024-03-01')
returns text
language sql as $$
    select to_jsonb(f) ->> what
    from fact.home_study as f
    where f.agency_id = 7 and f.month = of_month and f.version = 1
        and f.list = of_list and f.child_id = of_child::text
$$;

-- ---- 29 February ----

select is(test.cell(3301, 'children', 'age', '2023-02-01'), '10',
    'Ana: born on 29 February, not yet eleven on 28 February of a common year');
select is(test.cell(3302, 'children', 'why', '2024-02-01'), 'Referral due on the as-of day.',
    'Bo: placed on 30 January; the thirtieth day is the leap day');
select is(test.cell(3302, 'children', 'status', '2024-02-01'), 'Within 30 days', 'Bo: in time');
select is(test.cell(3303, 'children', 'why', '2024-02-01'), 'Referral was due 02/28, 1 day ago.',
    'Cy: placed on 29 January; the thirtieth day was the day before');
select is(test.cell(3303, 'children', 'status', '2024-02-01'), 'Referral overdue', 'Cy: overdue');

-- ---- what became of whom ----

-- February was restated after Flo's case had changed hands once more
update mart.case_assignment set end_date = '2024-02-20' where agency_id = 7 and assignment_id = 307;
select test.assigned(7306, 308, '2024-02-20', office => '201');
select test.facts('home_study', 7, '2024-02-01', '2024-02-29', 2);

select test.facts('home_study', 7, '2024-03-01', '2024-03-31');
select test.facts('home_study', 7, '2024-03-01', '2024-03-31', 0);

select is(test.cell(3301, 'children', 'age'), '12', 'Ana: twelve in March of the leap year');
select is(
    test.cell(3313, 'children', 'licensing_status') || ' '
        || test.cell(3313, 'children', 'status_date'), 'Licence ended 2023-03-31',
    'Mo: issued on the as-of day, to expire, by a wrong year, a year before: not in force');

select is(test.cell(c.child, 'left', 'why'), c.expected, c.story)
from (
    values
        (3304, null, 'Di: last on the sheet of November: four months ago, not told of'),
        (3305, 'Placement ended 01/10/2024',
            'Ed: last on that of December, still told of; lives with somebody else now'),
        (3306, 'Left care 03/20/2024', 'Flo: left care, which ended the placement too'),
        (3307, 'Setting is now: Setting 10',
            'Gil: the same caregiver, in a licensed setting from the as-of day on'),
        (3308, 'Setting is now: Setting 10', 'Hy: of two placements of one day the higher id'),
        (3309, 'Placement ended 03/20/2024',
            'Ike: was in care once before; it is this episode that counts'),
        (3310, 'Caregiver licensed since 03/05/2024',
            'Jo: of two licences in force the one that came first'),
        (3311, 'Left care 03/31/2024', 'Kit: left care on the as-of day'),
        (3312, 'Placement ended 03/31/2024', 'Lu: the placement ended on the as-of day')
) as c (child, expected, story);
select is(test.cell(3306, 'left', 'office'), 'Cedar Falls',
    'Flo: told to the office of the last sheet as restated, not to those before');
select is(
    (select array_agg(distinct f.list) from fact.home_study as f
    where f.agency_id = 7 and f.month = '2024-03-01' and f.version = 0),
    array['children'], 'a month that only feeds a trend tells of nobody who left');

-- ---- how long the overdue have waited ----

-- each band, and in it those of 3321 to 3330 who stand on its first or last day
select is(
    (select m.numerator from fact.measure as m
    where m.agency_id = 7 and m.report = 'home_study' and m.month = '2024-03-01' and m.version = 1
        and m.level = 'state' and m.measure = b.measure)
        || ' ' || (select string_agg(f.child_id, ' ' order by f.child_id) from fact.home_study as f
        where f.agency_id = 7 and f.month = '2024-03-01' and f.version = 1
            and f.list = 'children' and f.child_id between '3321' and '3330'
            and f.days between b.low and b.high),
    (select count(*) from fact.home_study as f
    where f.agency_id = 7 and f.month = '2024-03-01' and f.version = 1 and f.list = 'children'
        and f.counted and f.status = 'Referral overdue' and f.days between b.low and b.high)
        || ' ' || b.edges,
    b.measure || ': ' || b.story)
from (
    values
        ('days_60', 31, 60, '3321', 'Ny, 60 days'),
        ('days_90', 61, 90, '3322 3323', 'Ole, 61, and Pia, 90'),
        ('days_180', 91, 180, '3324 3325', 'Quin, 91, and Ria, 180'),
        ('days_365', 181, 365, '3326 3327', 'Sid, 181, and Tea, 365'),
        ('days_730', 366, 730, '3328 3329', 'Uli, 366, and Vin, 730'),
        ('days_more', 731, 9999, '3330', 'Wim, 731')
) as b (measure, low, high, edges, story);

-- ---- how deep each figure goes ----

select results_eq(
    $$
    select d.deepest, string_agg(d.measure, ' ' order by d.measure collate "C")
    from (
        select m.measure, (array['state', 'region', 'office', 'unit', 'supervisor'])[max(
            array_position(array['state', 'region', 'office', 'unit', 'supervisor'], m.level))]
            as deepest
        from fact.measure as m
        where m.agency_id = 7 and m.report = 'home_study' and m.month = '2024-03-01'
            and m.version = 1 and m.level in ('state', 'region', 'office', 'unit', 'supervisor')
        group by m.measure
    ) as d
    group by d.deepest
    order by d.deepest collate "C"
    $$,
    $$
    values
        ('office', 'caregivers_approved caregivers_referred caregivers_within '
            || 'children_approved children_referred days_180 days_365 days_60 days_730 '
            || 'days_90 days_more mean_days_prior median_days no_office'),
        ('supervisor', 'children_overdue mean_days overdue_caregivers overdue_children prior'),
        ('unit', 'caregivers children within_30')
    $$,
    'a supervisor is shown the figures to act on, a unit some more; the rest stays with offices');

\set report home_study
\i tests/lib/elsewhere.sql

select * from finish();
rollback;
