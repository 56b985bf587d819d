-- tests/sql/ftdm_completion_changes.sql
-- Sheet Changes: what the children of tests/fixtures/people.md did between the closed February
-- and March 2024, and what a restated March says of late entry and correction.
begin;
\i tests/lib/harness.sql
\i tests/fixtures/ftdm_people.sql

select plan(37);

-- ---- February, as it was closed: what was typed in since is taken away ----

select test.child(1070, 'Lowry, Lin'), test.removal(1070, '2024-01-10'),
    test.assignment(5070, 70);
select test.child(1071, 'Ingram, Ian'), test.removal(1071, '2024-01-10', extended => true),
    test.assignment(5071, 71);
select test.child(1072, 'Ogden, Oz'), test.removal(1072, '2024-01-10'),
    test.assignment(5072, 72, ends => '2024-03-15'),
    test.assignment(5072, 172, '2024-03-15', office => '102');
select test.child(1073, 'Ulrich, Ute'), test.removal(1073, '2024-01-10', office => '102');
select test.child(1074, 'Short, Sid'), test.removal(1074, '2024-02-05', '2024-02-12'),
    test.assignment(5074, 74);
select test.child(1075, 'Held, Hans'), test.removal(1075, '2024-02-28'),
    test.assignment(5075, 75), test.ftdm(1075, '2024-03-02');

select test.child(1078, 'Tardy, Theo'), test.removal(1078, '2024-01-10'),
    test.assignment(5078, 78);

select test.child(1079, 'Ulm, Uli'), test.removal(1079, '2024-01-10'),
    test.assignment(5079, 79, ends => '2024-03-15'),
    test.assignment(5079, 179, '2024-03-15', office => '201');

select test.facts('ftdm_completion', 7, '2024-02-01', '2024-02-29', 1);

-- Ute's removal was entered in error: it is gone from the source
delete from mart.episode where agency_id = 7 and child_id = '1073';
-- Ian is no longer in extended foster care, Lin's removal was in fact on 12 January
update mart.episode set extended = false where agency_id = 7 and child_id = '1071';
update mart.episode set begin_date = '2024-01-12' where agency_id = 7 and child_id = '1070';
-- Theo left on 20 February already; it was entered in March
update mart.episode set end_date = '2024-02-20' where agency_id = 7 and child_id = '1078';
-- somebody enters, in March, a removal of January
select test.child(1076, 'Late, Leo'), test.removal(1076, '2024-01-20'), test.assignment(5076, 76);

select test.facts('ftdm_completion', 7, '2024-03-01', '2024-03-31', 1);

-- ---- the list to act on says what is new on it ----

select test.sheet('ftdm_completion', 'to_act_on', 7, '2024-03-01', 1, 'state', '2024-03-31', '2024-02-01', 1);
select is(
    (select string_agg(child_id || case when why like 'New since February. %' then ' new' else '' end,
        ', ' order by child_id)
    from sheet
    where child_id in ('1070', '1072', '1076', '1079') and status not in ('Pending', 'Due')),
    '1070, 1072, 1076 new, 1079',
    'Leo was entered in March; Lin, Oz and Uli were on the list');
select test.sheet('ftdm_completion', 'to_act_on', 7, '2024-03-01');
select is((select count(*)::int from sheet where why like 'New since%'), 0,
    'without an earlier closed month nothing is called new');

select test.sheet('ftdm_completion', 'changes', 7, '2024-03-01', 1, 'state', '2024-03-31',
    '2024-02-01', 1);

select is(
    test.columns_of(),
    array['_scope', 'change', 'office', 'unit', 'caseworker', 'child_id', 'child', 'removal_date',
        'episode_id', 'field', 'was', 'is'],
    'Change, key columns, Field, Was, Is');

create function test.said(of_child int) returns text
language sql as $$
    select coalesce(string_agg(
        concat_ws(' / ', s.change, s.office, s.field, coalesce(s.was, '-'), coalesce(s.is, '-')),
        e'\n' order by s._scope, s.change, s.field), 'nothing')
    from sheet as s
    where s.child_id = of_child::text
$$;

select is(test.said(1001), 'New / Alder Creek / Status / - / Held too early',
    'Ada: removed in March');
select is(test.said(1029), 'New / Alder Creek / Status / - / None recorded',
    'Bea: came and went within March');
select is(test.said(1043), 'Gone / Alder Creek / Status / None recorded / Left care 03/31/2024',
    'Pia: left care');
select is(test.said(1078), 'Gone / Alder Creek / Status / None recorded / Left care 02/20/2024',
    'Theo: left care in February, which nobody knew then');
select is(test.said(1073),
    'Gone / Birch Bay / Status / None recorded / No longer in the source',
    'Ute: the row is gone');
select is(test.said(1071),
    'New / Alder Creek / Status / Extended foster care / None recorded',
    'Ian: not counted then, counted now');
select is(test.said(1036), 'nothing', 'Ida: counts neither then nor now');
select is(test.said(1076), 'New / Alder Creek / Status / Not entered yet / None recorded',
    'Leo: should have been there then');
select is(test.said(1074), 'nothing', 'Sid: came and went within February');
select is(test.said(1072),
    e'Changed / Birch Bay / Caseworker / Achterberg, Jo / Brandt, Eliza'
    || e'\nChanged / Birch Bay / Office / Alder Creek / Birch Bay',
    'Oz: moved to Birch Bay; unit and supervisor follow from it');
select is(test.said(1075),
    e'Changed / Alder Creek / FTDM date / - / 03/02/2024'
    || e'\nChanged / Alder Creek / Status / Window open / Held within 3 days',
    'Hans: his window was open, then it was held; purpose and schedule follow from it');
select is(test.said(1070),
    'Changed / Alder Creek / Removal date / 01/10/2024 / 01/12/2024',
    'Lin: another removal date');
select is(test.said(1050), 'nothing', 'Xia: nothing changed, days since removal are no change');
select is((select count(*) from sheet as s where s.change = 'Restated'), 0::bigint,
    'a first version restates nothing');

select is(
    (select array_agg(s.episode_id || s.field) from sheet as s),
    (select array_agg(s.episode_id || s.field order by
        s.change collate "C", s.office collate "C", s.unit collate "C",
        s.caseworker collate "C", s.child_id::int, s.removal_date, s.episode_id,
        s.field collate "C")
    from sheet as s),
    'Change, key, Field');

-- ---- by office: a move is told to both ----

select test.sheet('ftdm_completion', 'changes', 7, '2024-03-01', 1, 'office', '2024-03-31',
    '2024-02-01', 1);

select results_eq(
    $$
    select s._scope, s.field
    from sheet as s
    where s.child_id = '1072'
    order by 1, 2
    $$,
    $$
    values
        ('office-101', 'Office'),
        ('office-102', 'Caseworker'),
        ('office-102', 'Office')
    $$,
    'Oz: Alder Creek reads of the move only');
select is(
    (select array_agg(s._scope || ' ' || s.field order by s._scope, s.field)
    from sheet as s where s.child_id = '1079'),
    array['office-101 Region', 'office-201 Caseworker', 'office-201 Region'],
    'Uli: to another region, and so to another office');
select is(
    (select array_agg(s._scope) from sheet as s where s.child_id = '1073'),
    array['office-102'], 'Ute: told to the office that had her');

select test.sheet('ftdm_completion', 'changes', 7, '2024-03-01', 1, 'region', '2024-03-31',
    '2024-02-01', 1);
select is(
    (select array_agg(s._scope || ' ' || s.field order by s.field)
    from sheet as s where s.child_id = '1072'),
    array['region-1 Caseworker', 'region-1 Office'], 'Oz: within one region, once');

select is(
    (select array_agg(s._scope || ' ' || s.field order by s._scope, s.field)
    from sheet as s where s.child_id = '1079'),
    array['region-1 Region', 'region-2 Caseworker', 'region-2 Region'],
    'Uli: to another region: told to both, the former reads of the move only');

-- ---- without a closed month there is nothing to compare with ----

select test.sheet('ftdm_completion', 'changes', 7, '2024-03-01', 1, 'state', '2024-03-31');
select is((select count(*) from sheet), 0::bigint, 'no closed month before: no changes');

-- ---- March restated ----

-- typed in after March was closed: Hugo's meeting, Wanda's cancellation, Max's exit, a removal,
-- the day set for Xeno
select test.ftdm(1025, '2024-04-01', completed => false);
select test.ftdm(1008, '2024-03-08');
select test.ftdm(1024, '2024-03-30', completed => false, cancelled => '2024-03-31');
update mart.episode set end_date = '2024-03-20' where agency_id = 7 and child_id = '1040';
select test.child(1077, 'Anew, Ann'), test.removal(1077), test.assignment(5077, 77);
-- corrected: Cleo's meeting was not held, Dov's purpose, Edda's day, Lou is in extended care,
-- Pia did not leave; and Nan has another caseworker
update mart.meeting set completed = false where agency_id = 7 and child_id = '1003';
update mart.meeting set purpose = 'Placement move' where agency_id = 7 and child_id = '1004';
update mart.meeting set meeting_date = '2024-03-09' where agency_id = 7 and child_id = '1005';
update mart.episode set extended = true where agency_id = 7 and child_id = '1039';
update mart.episode set end_date = null where agency_id = 7 and child_id = '1043';
update mart.case_assignment set caseworker = 'Nunez, Carlo'
where agency_id = 7 and case_id = '5041';

select test.facts('ftdm_completion', 7, '2024-03-01', '2024-03-31', 2);
select test.sheet('ftdm_completion', 'changes', 7, '2024-03-01', 2, 'state', '2024-03-31',
    '2024-02-01', 1);
delete from sheet where change <> 'Restated';

select is(test.said(1008),
    e'Restated / Alder Creek / FTDM date (late entry) / - / 03/08/2024'
    || e'\nRestated / Alder Creek / Status (late entry) / None recorded / Held within 3 days',
    'Hugo: the meeting was entered late');
select is(test.said(1024),
    e'Restated / Alder Creek / FTDM date (late entry) / - / 03/30/2024'
    || e'\nRestated / Alder Creek / Status (late entry) / None recorded / Cancelled',
    'Wanda: the cancelled meeting was entered late');
select is(test.said(1040), 'Restated / Alder Creek / Left care (late entry) / - / 03/20/2024',
    'Max: his exit was entered late; he stays on Removals with his status');
select is(test.said(1025),
    'Restated / Alder Creek / Scheduled for (late entry) / - / 04/01/2024',
    'Xeno: the day set for him was entered late');
select is(test.said(1077),
    'Restated / Alder Creek / Status (late entry) / Not entered yet / None recorded',
    'Ann: her removal was entered late');
select is(test.said(1003),
    'Restated / Alder Creek / Status (correction) / Held before removal / '
    || 'Scheduled, not completed',
    'Cleo: the mark was taken back');
select is(test.said(1004),
    'Restated / Alder Creek / FTDM purpose (correction) / Initial placement / Placement move',
    'Dov: another purpose');
select is(test.said(1005),
    'Restated / Alder Creek / FTDM date (correction) / 03/10/2024 / 03/09/2024',
    'Edda: another day, the same status');
select is(test.said(1039),
    'Restated / Alder Creek / Status (correction) / None recorded / Extended foster care',
    'Lou: does not count after all');
select is(test.said(1043),
    'Restated / Alder Creek / Status (correction) / Left care 03/31/2024 / None recorded',
    'Pia: did not leave after all');
select is(test.said(1041),
    'Restated / Alder Creek / Caseworker / Achterberg, Jo / Nunez, Carlo',
    'Nan: another caseworker; which of the two it is cannot be told');
select is((select count(distinct s.child_id) from sheet as s), 11::bigint, 'and nobody else');

select is(
    (select f.status from fact.ftdm_completion as f
    where f.agency_id = 7 and f.month = '2024-03-01' and f.version = 1
        and f.list = 'removals' and f.episode_id = 20008),
    'None recorded', 'the first version stays as it was');

select * from finish();
rollback;
