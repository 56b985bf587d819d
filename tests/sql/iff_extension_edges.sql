-- tests/sql/iff_extension_edges.sql
-- Leap days, due times that moved without an extension, another table's log, and how long a row
-- that left Due and overdue is told of. Children 2301 on, tests/fixtures/people.md.
begin;
\i tests/lib/harness.sql
\i tests/fixtures/iff_people.sql

select no_plan();

select test.person(2301, 'Abt, Ana', '2012-02-29'), test.iff(2301, '2023-02-28 08:00');
select test.person(2302, 'Behr, Bo', '2012-02-29'), test.iff(2302, '2023-03-01 08:00');
select test.person(2303, 'Cors, Cy', '2012-02-29'),
    test.iff(2303, '2024-02-29 08:00', seen => '2024-03-01 08:00');
select test.person(2304, 'Diez, Di'),
    test.iff(2304, no_original => true, seen => '2024-03-12 08:00');
select test.person(2305, 'Edel, Ed'), test.iff(2305, moved_to => '2024-03-16 08:00');
select test.person(2306, 'Fehr, Flo'),
    test.iff(2306, moved_to => '2024-03-16 08:00', tried => '2024-03-14 08:00');
select test.person(2307, 'Gahn, Gil'),
    test.iff(2307, '2024-03-31 08:00', moved_to => '2024-04-03 08:00');
select test.person(2308, 'Hain, Hy'), test.iff(2308, '2023-11-10 08:00', seen => '2023-12-05 08:00');
select test.person(2309, 'Ihle, Ike'), test.iff(2309, '2023-12-10 08:00', seen => '2024-01-08 08:00');
select test.person(2310, 'Jung, Jo'),
    test.iff(2310, extended_to => '2024-03-15 08:00', seen => '2024-03-14 08:00');
select test.person(2311, 'Kuhl, Kit'), test.iff(2311, '2024-02-12 08:00', seen => '2024-03-31 12:00');
select test.person(2312, 'Lorz, Lu'), test.iff(2312, '2023-03-10 08:00', seen => '2024-04-01 00:00:00', tried => '2024-04-01 00:00:00');
select test.person(2313, 'Menz, Mo'), test.iff(2313, '2024-02-12 08:00', seen => '2024-02-12 12:00');
select test.person(2314, 'Nitz, Ny'), test.iff(2314, '2024-02-12 08:00');
select test.person(2315, 'Ott, Ole'), test.iff(2315, '2023-12-12 08:00'),
    test.assigned(6315, 315, ends => '2024-01-20'),
    test.assigned(6315, 316, '2024-01-20', office => '102');
select test.person(c.id, c.name), test.iff(c.id, '2024-02-12 08:00')
from (
    values (2316, 'Petz, Pia'), (2317, 'Quad, Quin'), (2318, 'Rapp, Ria'), (2319, 'Senn, Sid')
) as c (id, name);
select test.person(2320, 'Tamm, Tom'), test.iff(2320, '2023-03-31 08:00');
select test.person(2321, 'Ude, Uli'), test.iff(2321, '2024-03-13 00:00:00', extended_to => '2024-03-15 08:00');
select test.person(2322, 'Voss, Vin'), test.iff(2322, added => '2024-03-12 18:00', extended_to => '2024-03-15 08:00');
select test.person(2323, 'Wahl, Wim'), test.iff(2323, added => '2024-03-13 00:00:00', extended_to => '2024-03-15 08:00');
select test.person(2324, 'Xu, Xia', '2006-03-13'), test.iff(2324, seen => '2024-03-12 09:00');

select test.facts('iff_extension', 7, '2023-03-01', '2023-03-31');
select test.facts('iff_extension', 7, '2023-11-01', '2023-11-30');
select test.facts('iff_extension', 7, '2023-12-01', '2023-12-31');
select test.facts('iff_extension', 7, '2024-02-01', '2024-02-29');

-- February was restated after Ole's case had changed hands once more; then some rows were corrected
update mart.case_assignment set end_date = '2024-02-20' where agency_id = 7 and assignment_id = 316;
select test.assigned(6315, 317, '2024-02-20', office => '201');
select test.facts('iff_extension', 7, '2024-02-01', '2024-02-29', 2);
update mart.intake_victim as v
set received_at = coalesce(c.received, v.received_at),
    added_at = c.added,
    due_original_at = case when c.child = '2319' then null else v.due_original_at end,
    completed_at = c.seen
from (
    values
        ('2315', null::timestamp, null::timestamp, '2024-03-01 08:00'::timestamp),
        ('2316', '2024-04-01 00:00:00', null, null),
        ('2317', null, '2024-04-01 00:00:00', null),
        ('2318', null, null, '2024-02-13 08:00:00'),
        ('2319', null, null, '2024-02-13 08:00:00')
) as c (child, received, added, seen)
where v.agency_id = 7 and v.child_id = c.child;
update mart.intake_victim set extended = true, due_at = '2024-04-20 08:00'
where agency_id = 7 and child_id = '2320';
select test.facts('iff_extension', 7, '2024-03-01', '2024-03-31');
select test.facts('iff_extension', 7, '2024-03-01', '2024-03-31', 2);
select test.facts('iff_extension', 7, '2024-03-01', '2024-03-31', 0);

create function test.cell(of_child int, of_list text, what text, of_month date default '2024-03-01')
returns text
language sql as $$
    select to_jsonb(f) ->> what
    from fact.iff_extension as f
    where f.agency_id = 7 and f.month = of_month and f.version = 1
        and f.list = of_list and f.child_id = of_child::text
$$;

-- ---- born on 29 February, received around it ----

select is(test.cell(2301, 'all', 'age_at_intake', '2023-03-01'), '10',
    'Ana: not yet eleven on 28 February of a common year; due on 1 March, so of March');
select is(test.cell(2302, 'all', 'age_at_intake', '2023-03-01'), '11', 'Bo: eleven on 1 March');
select is(test.cell(2303, 'all', 'age_at_intake'), '12', 'Cy: twelve on the leap day itself');
select is(test.cell(2303, 'all', 'due_at'), '2024-03-01T08:00:00',
    'Cy: received on the leap day, due on 1 March, so of March');
select is(test.cell(2303, 'all', 'status'), 'Seen on time', 'Cy: and seen at the due time');

-- ---- why ----

select is(test.cell(c.child, c.list, 'why'), c.expected, c.story)
from (
    values
        (2304, 'all', 'No original due time. In no rate.',
            'Di: seen at the very time of the intake is no contradiction'),
        (2305, 'all', '18 days past due. Due moved to 03/16 without an extension.',
            'Ed: the due that moved does not count; nobody tried'),
        (2306, 'all',
            '18 days past due. Tried 17 days ago. Due moved to 03/16 without an extension.',
            'Flo: the same, and somebody tried'),
        (2307, 'due',
            'Due in 8 hours. Not tried yet. Due moved to 04/03 without an extension.',
            'Gil: the same, not due yet')
) as c (child, list, expected, story);

-- ---- what became of it ----

select is(test.cell(2308, 'due', 'status', '2023-11-01'), 'Overdue, no attempt',
    'Hy: on the list of November');
select is(test.cell(2308, 'left', 'why'), null, 'Hy: four months ago, not told of in March');
select is(test.cell(2309, 'due', 'status', '2023-12-01'), 'Overdue, no attempt',
    'Ike: on the list of December');
select is(test.cell(2309, 'left', 'why'), 'Seen late',
    'Ike: three months ago, still told of in March');
select is(test.cell(2311, 'left', 'why'), 'Seen late',
    'Kit: on the list of February, seen on the as-of day of March');
select is(test.cell(2312, 'left', 'why'), 'Received over 12 months ago',
    'Lu: too old in March; the contact of 1 April, 00:00:00, has not happened');
select is(test.cell(2312, 'left', 'attempted_at'), null, 'Lu: nor has the attempt');
select is(test.cell(2320, 'left', 'why'), 'Due 04/20/2024 08:00',
    'Tom: received twelve months ago to the day, extended in March until late April');
select is(test.cell(2313, 'left', 'why'), null,
    'Mo: on All IFFs of February, never on the list, so never off it');
select is(
    (select count(*) from fact.iff_extension as f
    where f.agency_id = 7 and f.month = '2024-03-01' and f.version = 2 and f.list = 'left'
        and f.child_id = '2313'),
    0::bigint, 'Mo: nor when March is restated');
select is(test.cell(2314, 'due', 'status'), 'Overdue, no attempt', 'Ny: still on the list');
select is(test.cell(2314, 'left', 'why'), null, 'Ny: so not off it');
select is(test.cell(2315, 'left', 'office'), 'Cedar Falls',
    'Ole: told to the office of the last list as restated, not to those before');
select is(test.cell(2316, 'left', 'why'), 'No longer in the source',
    'Pia: corrected to an intake of 1 April, 00:00:00: not there yet');
select is(test.cell(2317, 'left', 'why'), 'No longer in the source',
    'Quin: corrected to one who was added then: not there yet');
select is(test.cell(c.child, 'left', 'status') || ' ' || test.cell(c.child, 'left', 'required'),
    c.expected, c.story)
from (
    values
        (2318, 'Seen on time true', 'Ria: a contact entered late: was in time, and was required'),
        (2319, 'Invalid false', 'Sid: no original due any more: Invalid, not required')
) as c (child, expected, story);
select is(
    (select array_agg(distinct f.list) from fact.iff_extension as f
    where f.agency_id = 7 and f.month = '2024-03-01' and f.version = 0),
    array['all'], 'a month that only feeds a trend tells of nobody who left');
select is(
    (select count(*) from fact.iff_extension as f
    where f.agency_id = 7 and not f.extended and f.hours_added is not null),
    0::bigint, 'no hours are added where nothing was extended');

-- ---- before the month is over some of its rows are not due yet ----

select test.facts('iff_extension', 7, '2024-03-01', '2024-03-12', 3);

create function test.measured(what text, of_version int) returns text
language sql as $$
    select m.numerator || coalesce(' of ' || m.denominator, '')
    from fact.measure as m
    where m.agency_id = 7 and m.report = 'iff_extension' and m.month = '2024-03-01'
        and m.version = of_version and m.level = 'state' and m.measure = what
$$;
create function test.counted(of_version int, of_status text[], only_extended boolean default false)
returns bigint
language sql as $$
    select count(*)
    from fact.iff_extension as f
    where f.agency_id = 7 and f.month = '2024-03-01' and f.version = of_version
        and f.list = 'all' and f.status = any (of_status) and f.extended >= only_extended
$$;

select is(
    (select string_agg(f.status, ' ' order by f.child_id) from fact.iff_extension as f
    where f.agency_id = 7 and f.month = '2024-03-01' and f.version = 3 and f.list = 'all'
        and f.child_id in ('2014', '2035')),
    'Pending Pending', 'Nia and, extended, Ina: received on 12 March, not due on it');
select is(test.measured('is_pending', 3),
    test.counted(3, array['Pending']) || ' of ' || test.counted(3, array[
        'Exception', 'Invalid', 'Seen on time', 'Seen within extension', 'Seen late',
        'Overdue, attempted', 'Overdue, no attempt', 'Pending']),
    'both are counted as Pending, of all IFFs');
select is(split_part(test.measured('extended_pending', 3), ' ', 1),
    test.counted(3, array['Pending'], true)::text, 'Ina is counted among the extended');
select is(split_part(test.measured('on_time', 3), ' of ', 2),
    test.counted(3, array['Seen on time', 'Seen within extension', 'Seen late',
        'Overdue, attempted', 'Overdue, no attempt'])::text,
    'a rate is of those who are due: whoever is Pending is not in it');
select is(
    (select string_agg(f.child_id, ' ' order by f.child_id) from fact.iff_extension as f
    where f.agency_id = 7 and f.month = '2024-03-01' and f.version = 3 and f.list = 'all'
        and f.child_id in ('2321', '2322', '2323')),
    '2322', 'as of 12 March: Vin was added on it, Uli''s intake and Wim''s row are of 13 March 00:00:00');
select is(
    test.measured('extension_intake', v.version),
    (select count(distinct f.intake_id) filter (where f.extended) || ' of '
            || count(distinct f.intake_id)
    from fact.iff_extension as f
    where f.agency_id = 7 and f.month = '2024-03-01' and f.version = v.version
        and f.list = 'all' and f.required),
    v.story)
from (
    values
        (1, 'the rate by intake, read from the source, counts the intakes of All IFFs'),
        (3, 'and so it does before the month is over: Vin''s, neither Uli''s nor Wim''s')
) as v (version, story);
-- by response and age and by intake type: the same children, told apart
select is(
    (select sum(m.numerator) || ' of ' || sum(m.denominator) from fact.measure as m
    where m.agency_id = 7 and m.report = 'iff_extension' and m.month = '2024-03-01'
        and m.version = v.version and m.level = k.level and m.g1_code = 'state'
        and m.measure = k.measure),
    test.measured(k.measure, v.version),
    concat_ws(', ', k.level, k.measure, v.story, 'add up to the state'))
from (values (1, 'the whole month'), (3, 'some still Pending')) as v (version, story)
cross join (
    values
        ('response_age', 'on_time'), ('response_age', 'on_time_extended'),
        ('intake_type', 'on_time'), ('intake_type', 'on_time_extended')
) as k (level, measure);
select is(
    (select string_agg(b.g3 || ' ' || b.n, ', ' order by b.g3_code)
    from (
        select m.g3, m.g3_code, sum(m.numerator) as n
        from fact.measure as m
        where m.agency_id = 7 and m.report = 'iff_extension' and m.month = '2024-03-01'
            and m.version = 1 and m.level = 'response_age' and m.g1_code = 'state'
            and m.measure = 'required' and m.g3 in ('17', '18 and over')
        group by m.g3, m.g3_code
    ) as b),
    '17 2, 18 and over 1', 'Kit and Xia are 17 on the day received, Jan is 18');
select is(split_part(test.measured('is_pending', 1), ' ', 1), '0',
    'after the month nobody of it is Pending');

-- ---- whose log ----

update etl.source_table set present = false where agency_id = 7;
insert into etl.source_table (agency_id, table_name, source_table, present, rows, batch_id)
values
    (7, 'home_study', 'ext_home_study', true, 1, 1),
    (8, 'iff_extension', 'ext_iff_extension', true, 1, 1);
select test.facts('iff_extension', 7, '2024-03-01', '2024-03-31');

select is(test.cell(2310, 'all', 'policy_check'), 'No attempt recorded',
    'Jo: neither a tracking list of ours nor another agency''s log is a log of ours');

-- ---- how deep each figure goes ----

select results_eq(
    $$
    select d.deepest, string_agg(d.measure, ' ' order by d.measure collate "C")
    from (
        select m.measure, (array['state', 'region', 'office', 'unit', 'supervisor'])[max(
            array_position(array['state', 'region', 'office', 'unit', 'supervisor'], m.level))]
            as deepest
        from fact.measure as m
        where m.agency_id = 7 and m.report = 'iff_extension' and m.month = '2024-03-01'
            and m.version = 1 and m.level in ('state', 'region', 'office', 'unit', 'supervisor')
        group by m.measure
    ) as d
    group by d.deepest
    order by d.deepest collate "C"
    $$,
    $$
    values
        ('office', 'exceptions extended_attempted extended_exception extended_extended '
            || 'extended_invalid extended_late extended_none extended_on_time '
            || 'extended_pending extension_child_year extension_intake extension_year '
            || 'invalid is_attempted is_extended is_late is_none is_on_time is_pending '
            || 'no_office qa required'),
        ('supervisor', 'extension_child on_time on_time_extended overdue'),
        ('unit', 'due_soon extensions iffs overdue_attempted overdue_none')
    $$,
    'a supervisor is shown the figures to act on, a unit some more; the rest stays with offices');

\set report iff_extension
\i tests/lib/elsewhere.sql

select * from finish();
rollback;
