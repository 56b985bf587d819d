-- tests/sql/iff_extension_changes.sql
-- Sheet Changes of the IFF report: what became of the children on Due and overdue of the closed
-- February 2024 by March, and what a restated March says of late entry and correction.
begin;
\i tests/lib/harness.sql
\i tests/fixtures/iff_people.sql

select no_plan();

-- ---- February, as it was closed ----

select test.person(2101, 'Ames, Aki'), test.iff(2101, '2024-02-20 08:00');
select test.person(2102, 'Bell, Bix'), test.iff(2102, '2024-02-29 12:00');
select test.person(2103, 'Cole, Cleo'), test.iff(2103, '2024-02-20 08:00');
select test.person(2104, 'Dorn, Dov'), test.iff(2104, '2024-02-20 08:00'),
    test.assigned(6104, 104, ends => '2024-03-15'),
    test.assigned(6104, 204, '2024-03-15', office => '102');
select test.person(2105, 'East, Edda'), test.iff(2105, '2024-02-20 08:00');
select test.person(2106, 'Falk, Finn'), test.iff(2106, '2023-03-10 08:00', tried => '2023-03-10 09:00');
select test.person(2107, 'Gale, Gina'), test.iff(2107, '2024-02-20 08:00');
select test.person(2108, 'Hart, Hugo'), test.iff(2108, '2024-02-20 08:00');
select test.person(2109, 'Ivey, Ines'), test.iff(2109, '2024-02-20 08:00');
select test.person(2110, 'Jung, Jonas'), test.iff(2110, '2024-02-20 08:00');
select test.person(2111, 'Kerr, Kira'), test.iff(2111, '2024-02-20 08:00', tried => '2024-02-21 07:00');
select test.person(2112, 'Lane, Lev'), test.iff(2112, '2024-02-20 08:00');
select test.person(2113, 'Moss, Mona'), test.iff(2113, '2024-02-20 08:00', seen => '2024-02-20 12:00');
select test.person(2114, 'Nash, Neo'), test.iff(2114, '2024-02-20 08:00', seen => '2024-02-20 12:00');
select test.assigned(4000 + i, 7000 + i)
from generate_series(2101, 2114) as i
where i not in (2104);

select test.facts('iff_extension', 7, '2024-02-01', '2024-02-29', 1);

-- what March brings, and what it corrects
update mart.intake_victim set completed_at = '2024-03-05 10:00' where child_id = '2101';
update mart.intake_victim set attempted_at = '2024-03-02 10:00:30' where child_id = '2102';
update mart.intake_victim set exception = true where child_id = '2103';
delete from mart.intake_victim where child_id = '2105';
update mart.intake_victim set extended = true, due_at = '2024-04-20 08:00' where child_id = '2107';
update mart.intake_victim set required = false where child_id = '2108';
update mart.intake_victim set screened_in = false where child_id = '2109';
update mart.intake_victim set completed_at = '2024-02-20 15:00' where child_id = '2110';
update mart.intake_victim set extended = true, due_at = '2024-02-25 08:00' where child_id = '2112';
update mart.intake_victim set completed_at = null where child_id = '2113';
select test.person(2115, 'Ochs, Odo'), test.iff(2115, '2024-02-10 08:00'), test.assigned(6115, 115);

select test.facts('iff_extension', 7, '2024-03-01', '2024-03-31', 1);

-- ---- the list to act on says what is new on it ----

select test.sheet('iff_extension', 'due_and_overdue', 7, '2024-03-01', 1, 'state', '2024-03-31', '2024-02-01', 1);
select is(
    (select string_agg(child_id || case when why like 'New since February. %' then ' new' else '' end,
        ', ' order by child_id)
    from sheet
    where child_id in ('2102', '2111', '2112', '2113', '2115') and status not in ('Pending', 'Due')),
    '2102 new, 2111, 2112, 2113 new, 2115 new',
    'Bix was still in time, the contact of Mona was taken back, Odo came late; Kira and Lev were overdue');
select test.sheet('iff_extension', 'due_and_overdue', 7, '2024-03-01');
select is((select count(*)::int from sheet where why like 'New since%'), 0,
    'without an earlier closed month nothing is called new');

select test.sheet('iff_extension', 'changes', 7, '2024-03-01', 1, 'state', '2024-03-31',
    '2024-02-01', 1);

select is(
    test.columns_of(),
    array['_scope', 'change', 'office', 'unit', 'caseworker', 'intake_id', 'child_id', 'child',
        'row_id', 'field', 'was', 'is'],
    'Change, key columns, Field, Was, Is');

create function test.said(of_child int) returns text
language sql as $$
    select coalesce(string_agg(
        concat_ws(' / ', s.change, s.office, s.field, coalesce(s.was, '-'), coalesce(s.is, '-')),
        e'\n' order by s._scope, s.change, s.field), 'nothing')
    from sheet as s
    where s.child_id = of_child::text
$$;

select is(test.said(2101),
    'Gone / Alder Creek / Seen / - / 03/05/2024 10:00'
    || e'\nGone / Alder Creek / Status / Overdue, no attempt / Seen late', 'Aki: seen in March');
select is(test.said(2110),
    'Gone / Alder Creek / Seen / - / 02/20/2024 15:00'
    || e'\nGone / Alder Creek / Status / Overdue, no attempt / Seen on time',
    'Jonas: had been seen in February; it was entered since');
select is(test.said(2102),
    'Changed / Alder Creek / Attempted / - / 03/02/2024 10:00:30'
    || e'\nChanged / Alder Creek / Status / Pending / Overdue, attempted',
    'Bix: was due the day after February, tried since');
select is(test.said(2103), 'Gone / Alder Creek / Status / Overdue, no attempt / Exception', 'Cleo');
select is(test.said(2104),
    'Changed / Birch Bay / Caseworker / Achterberg, Jo / Brandt, Eliza'
    || e'\nChanged / Birch Bay / Office / Alder Creek / Birch Bay',
    'Dov: the office changed, and the unit with it');
select is(test.said(2105),
    'Gone / Alder Creek / Status / Overdue, no attempt / No longer in the source', 'Edda');
select is(test.said(2106),
    'Gone / Alder Creek / Status / Overdue, attempted / Received over 12 months ago', 'Finn');
select is(test.said(2107),
    'Gone / Alder Creek / Status / Overdue, no attempt / Due 04/20/2024 08:00', 'Gina');
select is(test.said(2108),
    'Gone / Alder Creek / Status / Overdue, no attempt / Contact no longer required', 'Hugo');
select is(test.said(2109),
    'Gone / Alder Creek / Status / Overdue, no attempt / Intake no longer screened in', 'Ines');
select is(test.said(2111), 'nothing', 'Kira: overdue then and now');
select is(test.said(2112),
    'Changed / Alder Creek / Due / 02/21/2024 08:00 / 02/25/2024 08:00'
    || e'\nChanged / Alder Creek / Extended / No / Yes',
    'Lev: an extension entered since, and overdue all the same');
select is(test.said(2113), 'New / Alder Creek / Status / Seen on time / Overdue, no attempt',
    'Mona: her contact was taken back');
select is(test.said(2114), 'nothing', 'Neo: seen in February, never on the list');
select is(test.said(2115), 'New / Alder Creek / Status / Not entered yet / Overdue, no attempt',
    'Odo: of February, entered in March');
select is(test.said(2013), 'New / Alder Creek / Status / - / Overdue, attempted',
    'Max: received in March');
select is(test.said(2001), 'nothing', 'Abe: came and was seen within March');
select is(
    (select array_agg(row(s.change, s.office, s.unit, s.caseworker, s.intake_id, s.child_id, s.row_id, s.field)::text)
    from sheet as s),
    (select array_agg(row(s.change, s.office, s.unit, s.caseworker, s.intake_id, s.child_id, s.row_id, s.field)::text
        order by s.change collate "C", s.office collate "C", s.unit collate "C",
            s.caseworker collate "C", s.intake_id::int, s.child_id::int, s.row_id, s.field collate "C")
    from sheet as s),
    'order: Change, key columns, Field');

-- who reads it

select test.sheet('iff_extension', 'changes', 7, '2024-03-01', 1, 'office', '2024-03-31',
    '2024-02-01', 1);

select results_eq(
    $$select s._scope, s.field from sheet as s where s.child_id = '2104' order by 1, 2$$,
    $$
    values ('office-101', 'Office'), ('office-102', 'Caseworker'), ('office-102', 'Office')
    $$,
    'Dov: the office that had him reads of the move only');
select is((select count(*) from sheet as s where s.child_id = '2052'), 0::bigint,
    'Zoe has no office and stands in no office workbook');

-- what was computed for a trend only is no month to have stood on the list of

select test.facts('iff_extension', 7, '2024-01-01', '2024-01-31', 1);
update fact.iff_extension set version = 0 where agency_id = 7 and month = '2024-01-01';
select ok(
    (select count(*) from fact.iff_extension as f
    where f.agency_id = 7 and f.month = '2024-01-01' and f.version = 0 and f.list = 'due'
        and f.child_id = '2106') = 1, 'Finn was on the list of January, had it been published');
delete from fact.iff_extension where agency_id = 7 and month = '2024-02-01';
select test.facts('iff_extension', 7, '2024-03-01', '2024-03-31', 1);
select is(
    (select count(*) from fact.iff_extension as f
    where f.agency_id = 7 and f.month = '2024-03-01' and f.list = 'left'),
    0::bigint, 'nobody left a list that nobody saw');

-- nothing to compare with

select test.sheet('iff_extension', 'changes', 7, '2024-03-01', 1, 'state', '2024-03-31');
select is((select count(*) from sheet), 0::bigint, 'no closed month, no changes');

-- ---- March restated ----

update mart.intake_victim set completed_at = '2024-03-13 07:00' where child_id = '2014';
update mart.intake_victim set completed_at = '2024-03-13 07:00' where child_id = '2003';
update mart.intake_victim set attempted_at = '2024-03-13 07:00' where child_id = '2021';
update mart.intake_victim set exception = true where child_id = '2023';
update mart.intake_victim set extended = true, due_at = '2024-03-20 08:00' where child_id = '2006';
update mart.intake_victim set due_original_at = '2024-03-13 07:00' where child_id = '2001';
update mart.intake_victim set completed_at = null where child_id = '2002';
delete from mart.intake_victim where child_id = '2004';
select test.person(2116, 'Penn, Pip'), test.iff(2116, seen => '2024-03-12 09:00'),
    test.assigned(6116, 116);

select test.facts('iff_extension', 7, '2024-03-01', '2024-03-31', 2);
select test.sheet('iff_extension', 'changes', 7, '2024-03-01', 2, 'state', '2024-03-31');

select is(test.said(2014),
    'Restated / Alder Creek / Seen (late entry) / - / 03/13/2024 07:00'
    || e'\nRestated / Alder Creek / Status (late entry) / Overdue, no attempt / Seen on time',
    'Nia: her contact was entered late');
select is(test.said(2003),
    'Restated / Alder Creek / Seen (correction) / 03/13/2024 08:00:01 / 03/13/2024 07:00'
    || e'\nRestated / Alder Creek / Status (correction) / Seen late / Seen on time',
    'Cai: the time of the contact was corrected');
select is(test.said(2021),
    'Restated / Alder Creek / Attempted (late entry) / - / 03/13/2024 07:00'
    || e'\nRestated / Alder Creek / Status (late entry) / Overdue, no attempt / Overdue, attempted',
    'Ulf: an attempt entered late');
select is(test.said(2023),
    'Restated / Alder Creek / Exception (late entry) / No / Yes'
    || e'\nRestated / Alder Creek / Status (late entry) / Overdue, no attempt / Exception', 'Wes');
select is(test.said(2006),
    'Restated / Alder Creek / Due (late entry) / 03/15/2024 08:00 / 03/20/2024 08:00'
    || e'\nRestated / Alder Creek / Extended (late entry) / No / Yes'
    || e'\nRestated / Alder Creek / Status (late entry) / Seen late / Seen within extension', 'Flo');
select is(test.said(2001),
    'Restated / Alder Creek / Due (correction) / 03/13/2024 08:00 / 03/13/2024 07:00'
    || e'\nRestated / Alder Creek / Original due (correction) / 03/13/2024 08:00 / 03/13/2024 07:00'
    || e'\nRestated / Alder Creek / Status (correction) / Seen on time / Seen late', 'Abe');
select is(test.said(2002),
    'Restated / Alder Creek / Seen (correction) / 03/13/2024 08:00 / -'
    || e'\nRestated / Alder Creek / Status (correction) / Seen on time / Overdue, no attempt',
    'Bo: a contact that was none is taken back');
select is(test.said(2004),
    'Restated / Alder Creek / Status (correction) / Seen on time / No longer in the source', 'Dee');
select is(test.said(2116),
    'Restated / Alder Creek / Status (late entry) / Not entered yet / Seen on time',
    'Pip: a row that came late');
select is(test.said(2013), 'nothing', 'Max: as he was');

-- the closed version is as it was

select is(
    (select string_agg(f.status, ' ' order by f.version) from fact.iff_extension as f
    where f.agency_id = 7 and f.month = '2024-03-01' and f.list = 'all' and f.victim_id = 42014),
    'Overdue, no attempt Seen on time', 'Nia: version 1 stays beside version 2');

select * from finish();
rollback;
