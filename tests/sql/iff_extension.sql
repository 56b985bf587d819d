-- tests/sql/iff_extension.sql
-- One status per child to be seen: the children of tests/fixtures/people.md, section IFF
-- extension. Expected: lists, status, hours to contact, why; then extensions, ages, offices.
begin;
\i tests/lib/harness.sql
\i tests/fixtures/iff_people.sql

select no_plan();

select test.facts('iff_extension', 7, '2023-11-01', '2023-11-30');
select test.facts('iff_extension', 7, '2024-03-01', '2024-03-31');

create table test.told (
    victim_id bigint, lists text, status text, hours numeric, why text, story text);

insert into test.told values
    -- to the second
    (42001, 'all', 'Seen on time', 24.0, 'Seen under an hour before the due time.',
        'Abe: 23:59:59 after the intake'),
    (42002, 'all', 'Seen on time', 24.0, 'Seen at the due time.',
        'Bo: 24:00:00 is still in time'),
    (42003, 'all', 'Seen late', 24.0, 'Seen under an hour after the due time.',
        'Cai: 24:00:01 is late, whatever the rounded hours say'),
    (42004, 'all', 'Seen on time', 72.0, 'Seen under an hour before the due time.',
        'Dee: 71:59 of 72'),
    (42005, 'all', 'Seen on time', 72.0, 'Seen at the due time.', 'Eva: 72:00'),
    (42006, 'all', 'Seen late', 72.0, 'Seen under an hour after the due time.', 'Flo: 72:01'),
    (42007, 'all', 'Seen on time', 0.0, 'Seen 24 hours before the due time.',
        'Gus: seen at the very time the intake was received'),

    -- the nights on which the clock changes
    (42008, 'all', 'Seen on time', 23.0, 'Seen at the due time.',
        'Hana: the deadline is wall clock, the night of spring has 23 real hours'),
    (42009, 'all', 'Seen late', 23.0, 'Seen under an hour after the due time.',
        'Ike: a second after it, though only 23 hours have passed'),
    (42010, 'all', 'Seen on time', 1.0, 'Seen 22 hours before the due time.',
        'Jo: 02:30 was skipped that night and means 03:30: one real hour to 04:30'),
    (42011, 'all', 'Seen on time', 25.0, 'Seen at the due time.',
        'Kim: the night of autumn has 25 real hours'),
    (42012, 'all', 'Seen on time', 2.0, 'Seen 23 hours before the due time.',
        'Lea: 01:30 came twice and is standard time: two real hours since 00:30'),

    -- not seen
    (42013, 'all due', 'Overdue, attempted', null, '18 days past due. Tried 18 days ago.',
        'Max: an attempt is never a contact'),
    (42014, 'all due', 'Overdue, no attempt', null, '18 days past due.', 'Nia: nobody tried'),
    (42015, 'all due', 'Overdue, attempted', null, '15 hours past due. Tried 16 hours ago.',
        'Oto: due in the morning of as_of'),
    (42016, 'all due', 'Overdue, no attempt', null, 'Under an hour past due.',
        'Pam: due in the last second of as_of'),
    (42017, 'due', 'Pending', null, 'Due in under an hour. Tried 12 hours ago.',
        'Quy: due at midnight after as_of: of April, but on the list'),
    (42018, 'due', 'Pending', null, 'Due in 2 days. Tried 1 hour ago.',
        'Ray: due in April, tried on as_of'),
    (42019, 'due', 'Pending', null, 'Due in 6 days; extended from 03/31. Not tried yet.',
        'Sol: extended to the last second of as_of + 7: her original due of March does not count'),
    (42020, 'none', null, null, null, 'Tia: extended to a second later, she is not on the list yet'),
    (42021, 'all due', 'Overdue, no attempt', null, '18 days past due.',
        'Ulf: seen at midnight after as_of has not happened'),
    (42022, 'all', 'Seen late', 472.0, 'Seen 18 days after the due time.',
        'Val: seen in the last second of as_of has'),
    (42023, 'all due', 'Overdue, no attempt', null, '18 days past due.',
        'Wes: an attempt at midnight after as_of has not happened'),

    (42079, 'due', 'Overdue, no attempt', null, '39 days past due.',
        'Yara: of February, and her contact is at midnight after as_of'),

    -- received long ago
    (42024, 'due', 'Overdue, no attempt', null, '366 days past due.',
        'Xan: received twelve months before as_of, to the day'),
    (42025, 'old', 'Overdue, no attempt', null, '366 days past due.',
        'Yul: received a second earlier: on Data quality only'),
    (42026, 'none', null, null, null, 'Zed: as long ago, but seen'),

    -- extensions
    (42027, 'all', 'Seen within extension', 36.0, 'Seen 12 hours after the original due time.',
        'Amy: extended by 48 hours, seen after 36'),
    (42028, 'all', 'Seen late', 49.0,
        'Seen 25 hours after the due time. The extension did not move it.',
        'Bea: an extension that moved nothing'),
    (42029, 'all', 'Invalid', null, 'No original due time. In no rate.',
        'Cyr: extended without an original due: no due in force, so of the month received'),
    (42030, 'all', 'Exception', null, 'No contact is owed: in no rate.',
        'Dot: extension and exception: the exception counts'),
    (42031, 'all', 'Seen late', 72.0,
        'Seen 2 days after the due time. Due moved to 03/16 without an extension.',
        'Ed: a due that moved without an extension does not count'),
    (42032, 'all', 'Seen on time', 23.0, 'Seen 1 hour before the due time.',
        'Fay: an extension to an earlier time does not count'),
    (42033, 'all', 'Seen on time', 12.0,
        'Seen 12 hours before the due time. The extension was not needed.',
        'Gil: extended, and seen before the original due: of the month of the extended due'),
    (42034, 'all', 'Seen late', 121.0, 'Seen 2 days after the extended due time.',
        'Hal: seen after the extended due'),
    (42035, 'all due', 'Overdue, attempted', null,
        '11 days past due; extended from 03/13. Tried 17 days ago.',
        'Ina: extended and not seen'),
    (42036, 'all', 'Seen within extension', 72.0, 'Seen 2 days after the original due time.',
        'Jed: seen at the extended due'),
    (42037, 'all', 'Seen late', 72.0, 'Seen under an hour after the extended due time.',
        'Kay: seen a second after it'),
    (42038, 'all', 'Seen within extension', 48.0, 'Seen 24 hours after the original due time.',
        'Len: seen within it'),

    -- exception, invalid
    (42039, 'all', 'Exception', 1.0, 'No contact is owed: in no rate.',
        'Mia: an exception stays one when she was seen all the same'),
    (42040, 'all', 'Invalid', null, 'No received time. In no rate.',
        'Nan: without a received time there are no hours'),
    (42041, 'all', 'Invalid', null, 'Due before it was received. In no rate.',
        'Ora: due a second before the intake'),
    (42042, 'all', 'Invalid', null, 'Seen before it was received. In no rate.',
        'Pia: seen a second before the intake: no hours'),
    (42043, 'all', 'Invalid', null, 'No original due time. In no rate.',
        'Que: no due at all: of the month received'),
    (42044, 'none', null, null, null, 'Rex: neither due nor received: in no month'),
    (42045, 'all', 'Exception', null, 'No contact is owed: in no rate.',
        'Sid: an exception comes before everything that is invalid'),

    -- who is there at all
    (42046, 'due', 'Pending', null, 'Due in 23 hours. Not tried yet.',
        'Ted: received in the last second of as_of'),
    (42047, 'none', null, null, null, 'Una: received at midnight after it'),
    (42048, 'due', 'Pending', null, 'Due in 23 hours. Not tried yet.',
        'Vic: added to the intake in the last second of as_of'),
    (42049, 'none', null, null, null,
        'Wil: the intake is of March, but he was added at midnight after as_of'),
    (42050, 'none', null, null, null, 'Xia: no contact required'),
    (42051, 'none', null, null, null, 'Yan: the intake was screened out'),

    -- on the edge of the month, of the intake
    (42077, 'all', 'Seen within extension', 36.0, 'Seen 12 hours after the original due time.',
        'Vera: extended to the first second of March'),
    (42076, 'all', 'Invalid', null, 'Seen before it was received. In no rate.',
        'Ugo: due at the very time of the intake is no contradiction, seen before it is'),
    (42078, 'all due', 'Overdue, no attempt', null, '19 days past due.',
        'Walt: due at the very time of the intake'),

    -- two intakes
    (42068, 'all', 'Seen on time', 1.0, 'Seen 23 hours before the due time.',
        'Nils: seen on his sister''s intake'),
    (42069, 'all', 'Seen within extension', 25.0, 'Seen 1 hour after the original due time.',
        'Noor: each child of an intake is judged alone'),
    (42169, 'all', 'Seen on time', 25.0, 'Seen 47 hours before the due time.',
        'Noor: and each intake asks for a contact of its own');

create function test.row_of(of_victim bigint, of_month date) returns text
language sql as $$
    select coalesce(
        (select row(
            string_agg(f.list, ' ' order by f.list), min(f.status),
            min(mart.one_decimal(f.hours_to_contact)), min(f.why))::text
        from fact.iff_extension as f
        where f.agency_id = 7 and f.month = of_month and f.version = 1
            and f.victim_id = of_victim
        having count(*) > 0),
        row('none', null::text, null::numeric, null::text)::text)
$$;

select is(
    test.row_of(t.victim_id,
        case when t.victim_id in (42011, 42012) then date '2023-11-01' else '2024-03-01' end),
    row(t.lists, t.status, t.hours, t.why)::text,
    t.story)
from test.told as t
order by t.victim_id;

-- ---- Extensions ----

select test.sheet('iff_extension', 'extensions', 7, '2024-03-01');

create table test.extension (
    row_id bigint, hours numeric, reason text, approver text, approved text, tried text,
    policy_check text, story text);

insert into test.extension values
    (42027, 48.0, 'Child could not be located', 'Lindqvist, Dale', '2024-03-13 07:30:00',
        '2024-03-13 12:00:00', null, 'Amy: nothing to remark; of two rows of one approval the later'),
    (42028, 0.0, 'Not recorded', 'Not recorded', '2024-03-13 08:00:01', '2024-03-13 09:00:00',
        'Approved after the original due time; No reason recorded; Due date not moved',
        'Bea: approved a second after the original due; the log''s blanks are not recorded'),
    (42029, null, 'Not recorded', 'Not recorded', 'Not recorded', 'Not recorded',
        'No reason recorded; No attempt recorded; Due date not moved; Not yet seen',
        'Cyr: without an original due nothing was added, and nothing can be late'),
    (42030, 24.0, 'Not recorded', 'Not recorded', 'Not recorded', 'Not recorded',
        'No reason recorded; No attempt recorded; Not yet seen',
        'Dot: an exception is listed too'),
    (42032, 0.0, 'Not recorded', 'Not recorded', 'Not recorded', 'Not recorded',
        'No reason recorded; No attempt recorded; Due date not moved',
        'Fay: moved to an earlier time is not moved'),
    (42033, 48.0, 'Child could not be located', 'Lindqvist, Dale', '2024-03-13 08:00:00',
        '2024-03-12 19:00:00', null,
        'Gil: approved at the original due is in time; the log''s attempt is one'),
    (42034, 48.0, 'Not recorded', 'Not recorded', 'Not recorded', 'Not recorded',
        'No reason recorded', 'Hal: not in the log; his own attempt is one'),
    (42035, 168.0, 'Family moved', 'Lindqvist, Dale', '2024-03-13 06:00:00', 'Not recorded',
        'Not yet seen', 'Ina: the latest of two approvals; the one after as_of is not there'),
    (42036, 48.0, 'Not recorded', 'Not recorded', 'Not recorded', 'Not recorded',
        'No reason recorded; No attempt recorded',
        'Jed: his only approval is after as_of'),
    (42037, 48.0, 'Approval time left blank', 'Lindqvist, Dale', 'Not recorded',
        '2024-03-14 08:00:00', null, 'Kay: a log row without a time of approval is there'),
    (42038, 48.0, 'Approved early', 'Lindqvist, Dale', '2024-03-12 09:00:00', 'Not recorded',
        'No attempt recorded',
        'Len: it comes after one that has it; an attempt after as_of has not happened'),
    (42058, 0.5, 'Not recorded', 'Not recorded', 'Not recorded', 'Not recorded',
        'No reason recorded; No attempt recorded; Not yet seen', 'Fia: half an hour'),
    (42077, 24.0, 'Not recorded', 'Not recorded', 'Not recorded', 'Not recorded',
        'No reason recorded; No attempt recorded', 'Vera'),
    (42069, 12.0, 'Not recorded', 'Not recorded', 'Not recorded', 'Not recorded',
        'No reason recorded; No attempt recorded', 'Noor: her first intake');

select is(
    (select row(s.hours_added, s.reason, s.approver, s.approved, s.attempt_after_approval,
        s.policy_check)::text
    from sheet as s
    where s.row_id = t.row_id),
    row(t.hours, t.reason, t.approver, t.approved, t.tried, t.policy_check)::text,
    t.story)
from test.extension as t
order by t.row_id;

select is(
    (select array_agg(s.row_id order by s.row_id) from sheet as s),
    (select array_agg(t.row_id order by t.row_id) from test.extension as t),
    'Extensions: every extended row of the month, and no other; not Sol, whose due is of April');

select is(
    test.columns_of(),
    array[
        '_scope', 'region', 'office', 'unit', 'supervisor', 'caseworker', 'intake_id',
        'intake_type', 'received', 'response', 'case_id', 'child_id', 'child', 'age_at_intake',
        'original_due', 'due', 'hours_added', 'reason', 'approver', 'approved',
        'attempt_after_approval', 'seen', 'status', 'policy_check', 'row_id', 'why'],
    'Extensions: the binding columns in their order');

-- an agency without a log: the two checks that need one are silent, the fields say so

update etl.source_table set present = false where agency_id = 7;
select test.facts('iff_extension', 7, '2024-03-01', '2024-03-31', 2);

select is(
    (select f.policy_check from fact.iff_extension as f
    where f.version = 2 and f.list = 'all' and f.victim_id = 42028),
    'Due date not moved', 'Bea, no log: neither the approval nor the reason is asked for');
select is(
    (select f.policy_check from fact.iff_extension as f
    where f.version = 2 and f.list = 'all' and f.victim_id = 42029),
    'No attempt recorded; Due date not moved; Not yet seen', 'Cyr, no log: the rest stays');

update etl.source_table set present = true where agency_id = 7;

-- ---- who the child is ----

create function test.shown(of_victim bigint) returns text
language sql as $$
    select row(f.child_id, f.child, f.age_at_intake)::text
    from fact.iff_extension as f
    where f.agency_id = 7 and f.month = '2024-03-01' and f.version = 1 and f.list = 'all'
        and f.victim_id = of_victim
$$;

select is(test.shown(42059), '(2059,,)', 'Gia: her record is deleted: neither name nor age');
select is(test.shown(42060), '(2060,2060,9)', 'Han: no name: the id');
select is(test.shown(42061), '(2061,2061,)', 'Isa: no person record: the id, and no age');
select is(test.shown(42062), '(2062,"Howe, Hew",0)', 'Hew: born on the day received');
select is(test.shown(42063), '(2063,"Ives, Ivo",)', 'Ivo: born the day after: no age');
select is(test.shown(42064), '(2064,"Jansen, Jan",18)', 'Jan: 18 on the day received');
select is(test.shown(42065), '(2065,"Kitt, Kit",17)', 'Kit: 18 the day after');
select is(
    (select row(f.intake_type, f.response)::text from fact.iff_extension as f
    where f.version = 1 and f.list = 'all' and f.victim_id = 42066),
    '("Unknown (Night call)","Unknown (7)")', 'Liv: codes that no map knows');
select is(
    (select row(f.intake_type, f.response)::text from fact.iff_extension as f
    where f.version = 1 and f.list = 'all' and f.victim_id = 42067),
    '(,)', 'Mo: what the source left blank is empty');

-- ---- whose child it is ----

create function test.whose(of_victim bigint, of_list text) returns text
language sql as $$
    select concat_ws(' / ', f.attributed_on, f.region, f.office, f.unit, f.supervisor, f.caseworker)
    from fact.iff_extension as f
    where f.agency_id = 7 and f.month = '2024-03-01' and f.version = 1
        and f.victim_id = of_victim and f.list = of_list
$$;

select is(test.whose(42052, 'all'),
    '2024-03-13 / Unassigned / Unassigned / Unassigned / Unassigned / Unassigned',
    'Zoe: no case, and an intake has no other office');
select is(test.whose(42053, 'all'),
    '2024-03-13 / Unassigned / Unassigned / Unassigned / Unassigned / Unassigned',
    'Ann: her assignment ended on the day she was due: no longer in force');
select is(test.whose(42054, 'all'),
    '2024-03-13 / Region 1 / Birch Bay / FAR / Okafor, Miriam / Brandt, Eliza',
    'Bob: two assignments in force: the later begin');
select is(test.whose(42055, 'all'),
    '2024-03-13 / Region 1 / Birch Bay / FAR / Okafor, Miriam / Brandt, Eliza',
    'Cat: two of the same day: the higher id, 10 over 9');
select is(test.whose(42056, 'all'),
    '2024-03-13 / Region 1 / Alder Creek / CPS 1 / Lindqvist, Dale / Achterberg, Jo',
    'Dan, All IFFs: who had the case on the day he was due');
select is(test.whose(42056, 'due'),
    '2024-03-31 / Region 2 / Cedar Falls / CPS 2 / Castellanos, Ruben / Pike, Daniela',
    'Dan, Due and overdue: who has it on as_of');
select is(test.whose(42057, 'all'),
    '2024-03-20 / Region 1 / Alder Creek / CPS 1 / Lindqvist, Dale / Achterberg, Jo',
    'Eli: without a due the day received decides');
select is(test.whose(42058, 'due'),
    '2024-03-31 / Region 1 / Alder Creek / CPS 1 / Lindqvist, Dale / Achterberg, Jo',
    'Fia: the next assignment begins after as_of');

select is(test.whose(42075, 'all'),
    '2024-03-13 / Region 1 / Birch Bay / FAR / Okafor, Miriam / Brandt, Eliza',
    'Tess: an assignment that begins on the day due is in force');

-- before the month is over: a due later than as_of is attributed on as_of

select test.facts('iff_extension', 7, '2024-03-01', '2024-03-12', 3);

select is(
    (select concat_ws(' / ', f.attributed_on, f.office, f.status, f.why) from fact.iff_extension as f
    where f.version = 3 and f.list = 'all' and f.victim_id = 42053),
    '2024-03-12 / Alder Creek / Pending / Due in 8 hours. Not tried yet.',
    'Ann on the day before: still assigned, still pending, of the month already');
select is(
    (select f.status from fact.iff_extension as f
    where f.version = 3 and f.list = 'all' and f.victim_id = 42001),
    'Pending', 'Abe on the day before: his contact is of the next day');
select is(
    (select count(*) from fact.iff_extension as f
    where f.version = 3 and f.received_at > '2024-03-13'),
    0::bigint, 'what was received after as_of is not there');

-- ---- sheets ----

select test.sheet('iff_extension', 'due_and_overdue', 7, '2024-03-01');

select is(
    test.columns_of(),
    array[
        '_scope', 'region', 'office', 'unit', 'supervisor', 'caseworker', 'intake_id',
        'intake_type', 'received', 'response', 'case_id', 'child_id', 'child', 'age_at_intake',
        'original_due', 'due', 'extended', 'exception', 'attempted', 'seen', 'hours_to_contact',
        'status', 'row_id', 'why'],
    'Due and overdue: the binding columns in their order');
select is(
    (select array_agg(s.child_id) from sheet as s),
    array[
        '2024', '2079', '2078', '2013', '2014', '2021', '2023', '2052', '2053', '2054', '2055', '2056', '2035',
        '2015', '2058', '2016', '2017', '2046', '2048', '2018', '2019'],
    'Due and overdue: longest overdue first, by Child ID within a time; then the next due');

-- ---- words ----

select is_empty(
    $$
    select f.victim_id, s.fact
    from fact.iff_extension as f
    cross join lateral regexp_split_to_table(f.why, '(?<=\.) ') as s (fact)
    where f.list <> 'left' and (length(s.fact) > 60 or s.fact !~ '\.$')
    $$,
    'every fact of Why has at most 60 characters and a full stop');
select results_eq(
    $$
    select fact.say_span(timestamp '2024-03-01 00:00', timestamp '2024-03-01 00:00' + s.span)
    from (
        values
            (1, interval '59 minutes 59 seconds'), (2, interval '1 hour'),
            (3, interval '1 hour 59 minutes 59 seconds'), (4, interval '2 hours'),
            (5, interval '47 hours 59 minutes 59 seconds'), (6, interval '48 hours'),
            (7, interval '1000 days')
    ) as s (n, span)
    order by s.n
    $$,
    $$values ('under an hour'), ('1 hour'), ('1 hour'), ('2 hours'), ('47 hours'), ('2 days'), ('1,000 days')$$,
    'a span in words: hours under two days, else whole days');

select * from finish();
rollback;
