-- tests/sql/home_study_changes.sql
-- Sheet Changes of the home-study report: what became of the children of the closed February 2024
-- by March, and what a restated March says of late entry and correction.
begin;
\i tests/lib/harness.sql
\i tests/fixtures/kin_people.sql

select no_plan();

-- ---- February, as it was closed ----

select test.kin(3101, 'Ames, Aki', '2024-02-10');
select test.kin(3102, 'Bell, Bix');
select test.kin(3103, 'Cole, Cora');
select test.kin(3104, 'Dorn, Dean'), test.assigned(7104, 104, ends => '2024-03-15'),
    test.assigned(7104, 204, '2024-03-15', office => '102');
select test.person(3105, 'East, Ewan'), test.care(3105), test.placed(3105),
    test.placed(3105, '2023-12-01', '2023-12-15');
select test.kin(3106, 'Falk, Fred');
select test.kin(3107, 'Gale, Greta');
select test.kin(3108, 'Hart, Hedy');
select test.kin(3109, 'Ivey, Ilse');
select test.kin(3110, 'Jung, Jill');
select test.kin(3111, 'Kerr, Kurt');
select test.kin(3112, 'Lane, Lars');
-- Mila's caregiver is licensed until March, Nick is with his in a foster setting until then
select test.kin(3113, 'Moss, Mila'), test.licence(8113, null, '2022-03-10', '2024-03-10');
select test.person(3114, 'Nash, Nick'), test.care(3114),
    test.placed(3114, '2024-01-01', '2024-03-05', setting => '5'), test.placed(3114, '2024-03-05');
select test.assigned(4000 + i, 8000 + i) from generate_series(3101, 3114) as i where i <> 3104;

select test.facts('home_study', 7, '2024-02-01', '2024-02-29', 1);

-- what March brings
select test.track(8102, '2024-03-05', 'REFERRED');
update mart.episode set end_date = '2024-03-31' where child_id = '3103';
update mart.placement set end_date = '2024-03-31' where child_id = '3105' and end_date is null;
delete from mart.placement where child_id = '3106';
select test.licence(8107, '2024-02-20', '2024-03-20');
update mart.episode set extended = true where child_id = '3108';
update mart.episode set other_agency = true where child_id = '3109';
update mart.placement set grp = 'kin_licensed', label = 'Licensed relative' where child_id = '3110';
update mart.placement set begin_date = '2024-01-05' where child_id = '3111';
update mart.placement set relationship = 'Aunt' where child_id = '3112';
select test.kin(3115, 'Ochs, Otto', '2024-02-01'), test.assigned(7115, 8115);

select test.facts('home_study', 7, '2024-03-01', '2024-03-31', 1);

-- ---- the list to act on says what is new on it ----

select test.sheet('home_study', 'caregivers', 7, '2024-03-01', 1, 'state', '2024-03-31', '2024-02-01', 1);
select is(
    (select string_agg(caregiver_id || case when why like 'New since February. %' then ' new' else '' end,
        ', ' order by caregiver_id)
    from sheet
    where caregiver_id in ('8101', '8104', '8112', '8113', '8114', '8115') and status not in ('Pending', 'Due')),
    '8101 new, 8104, 8112, 8113 new, 8114 new, 8115 new',
    'Aki was within 30 days, Mila licensed, Nick elsewhere, Otto not entered; the caregivers of Dean and Lars were overdue');
select test.sheet('home_study', 'caregivers', 7, '2024-03-01');
select is((select count(*)::int from sheet where why like 'New since%'), 0,
    'without an earlier closed month nothing is called new');

select test.sheet('home_study', 'changes', 7, '2024-03-01', 1, 'state', '2024-03-31',
    '2024-02-01', 1);

select is(
    test.columns_of(),
    array['_scope', 'change', 'office', 'unit', 'caseworker', 'child_id', 'child', 'caregiver_id',
        'caregiver', 'field', 'was', 'is'],
    'Change, key columns, Field, Was, Is');

create function test.said(of_child int) returns text
language sql as $$
    select coalesce(string_agg(
        concat_ws(' / ', s.change, s.office, s.field, coalesce(s.was, '-'), coalesce(s.is, '-')),
        e'\n' order by s._scope, s.change, s.field), 'nothing')
    from sheet as s
    where s.child_id = of_child::text
$$;

select is(test.said(3101),
    'Changed / Alder Creek / Status / Within 30 days / Referral overdue',
    'Aki: the 30 days are over');
select is(test.said(3102),
    'Changed / Alder Creek / Last licensing status / None recorded / Referred'
    || e'\nChanged / Alder Creek / Status / Referral overdue / Referred'
    || e'\nChanged / Alder Creek / Status date / - / 03/05/2024', 'Bix: referred at last');
select is(test.said(3103),
    'Gone / Alder Creek / Status / Referral overdue / Left care 03/31/2024', 'Cora: on as_of');
select is(test.said(3104),
    'Changed / Birch Bay / Caseworker / Achterberg, Jo / Brandt, Eliza'
    || e'\nChanged / Birch Bay / Office / Alder Creek / Birch Bay',
    'Dean: the office changed, and the unit with it');
select is(test.said(3105),
    'Gone / Alder Creek / Status / Referral overdue / Placement ended 03/31/2024', 'Ewan: on as_of, his latest placement with the caregiver');
select is(test.said(3106),
    'Gone / Alder Creek / Status / Referral overdue / No longer in the source', 'Fred');
select is(test.said(3107),
    'Gone / Alder Creek / Status / Referral overdue / Caregiver licensed since 03/20/2024',
    'Greta');
select is(test.said(3108),
    'Gone / Alder Creek / Status / Referral overdue / Extended foster care', 'Hedy');
select is(test.said(3109),
    'Gone / Alder Creek / Status / Referral overdue / '
    || 'Another agency has placement and care authority', 'Ilse');
select is(test.said(3110),
    'Gone / Alder Creek / Status / Referral overdue / Setting is now: Licensed relative', 'Jill');
select is(test.said(3111),
    'Changed / Alder Creek / Placement since / 01/01/2024 / 01/05/2024', 'Kurt');
select is(test.said(3112),
    'Changed / Alder Creek / Relationship / Grandparent / Aunt', 'Lars');
select is(test.said(3113),
    'New / Alder Creek / Status / Caregiver licensed / Referral overdue', 'Mila: it expired');
select is(test.said(3114),
    'New / Alder Creek / Status / Another setting / Referral overdue', 'Nick');
select is(test.said(3115),
    'New / Alder Creek / Status / Not listed / Referral overdue',
    'Otto: he was placed in February, entered in March');
select is(test.said(3003), 'New / Alder Creek / Status / - / Within 30 days',
    'Cleo: placed in March');
select is(test.said(3005), 'nothing', 'Edda: as she was');
select is(
    (select array_agg(row(s.change, s.office, s.unit, s.caseworker, s.child_id, s.caregiver_id, s.field)::text)
    from sheet as s),
    (select array_agg(row(s.change, s.office, s.unit, s.caseworker, s.child_id, s.caregiver_id, s.field)::text
        order by s.change collate "C", s.office collate "C", s.unit collate "C",
            s.caseworker collate "C", s.child_id::int, s.caregiver_id::int, s.field collate "C")
    from sheet as s),
    'order: Change, key columns, Field');

-- who reads it

select test.sheet('home_study', 'changes', 7, '2024-03-01', 1, 'office', '2024-03-31',
    '2024-02-01', 1);
select results_eq(
    $$select s._scope, s.field from sheet as s where s.child_id = '3104' order by 1, 2$$,
    $$values ('office-101', 'Office'), ('office-102', 'Caseworker'), ('office-102', 'Office')$$,
    'Dean: the office that had him reads of the move only');

-- what was computed for a trend only is no month to have stood on the sheet of

select test.kin(3117, 'Quade, Quentin', '2023-12-01'), test.assigned(7117, 8117);
select test.facts('home_study', 7, '2023-12-01', '2023-12-31', 0, detail => false);
update mart.placement set end_date = '2024-01-05' where child_id = '3117';
select test.facts('home_study', 7, '2024-03-01', '2024-03-31', 1);
select is(
    (select count(*) from fact.home_study as f
    where f.month = '2024-03-01' and f.list = 'left' and f.child_id = '3117'),
    0::bigint, 'Quentin: only a trend knew him');

-- nothing to compare with

select test.sheet('home_study', 'changes', 7, '2024-03-01', 1, 'state', '2024-03-31');
select is((select count(*) from sheet), 0::bigint, 'no closed month, no changes');

-- ---- March restated ----

select test.track(8101, '2024-03-25', 'REFERRED');
delete from mart.home_study where provider_id = '8040';
update mart.episode set end_date = '2024-03-28' where child_id = '3001';
update mart.placement set begin_date = '2024-03-05' where child_id = '3002';
select test.kin(3116, 'Penn, Pearl', '2024-03-10'), test.assigned(7116, 8116);

select test.facts('home_study', 7, '2024-03-01', '2024-03-31', 2);
select test.sheet('home_study', 'changes', 7, '2024-03-01', 2, 'state', '2024-03-31');

select is(test.said(3101),
    'Restated / Alder Creek / Last licensing status (late entry) / None recorded / Referred'
    || e'\nRestated / Alder Creek / Status (late entry) / Referral overdue / Referred'
    || e'\nRestated / Alder Creek / Status date (late entry) / - / 03/25/2024',
    'Aki: the referral of March was entered late');
select is(test.said(3040),
    'Restated / Alder Creek / Last licensing status (correction) / Referred / None recorded'
    || e'\nRestated / Alder Creek / Status (correction) / Referred / Referral overdue'
    || e'\nRestated / Alder Creek / Status date (correction) / 01/20/2024 / -',
    'Gus: his referral was none');
select is(test.said(3001),
    'Restated / Alder Creek / Status (late entry) / Within 30 days / Left care 03/28/2024',
    'Ada: her end was entered late');
select is(test.said(3002),
    'Restated / Alder Creek / Placement since (correction) / 02/29/2024 / 03/05/2024'
    || e'\nRestated / Alder Creek / Status (correction) / Referral overdue / Within 30 days', 'Ben');
select is(test.said(3116),
    'Restated / Alder Creek / Status (late entry) / Not listed / Within 30 days',
    'Pearl: a row that came late');
select is(test.said(3005), 'nothing', 'Edda: as she was');

select * from finish();
rollback;
