-- tests/sql/ftdm_completion_explain.sql
-- explain says of every child of tests/fixtures/people.md, section FTDM completion, what the
-- workbook says, and for what reason.
begin;
\i tests/lib/harness.sql
\i tests/fixtures/ftdm_people.sql

select no_plan();

insert into mart.left_out (agency_id, table_name, row_key, child_id, reason)
values (7, 'episode', '20990', '1099', 'in error');
select test.child(1099, 'Error, Erin');
select test.child(1098, 'Old, Orla'), test.removal(1098, '2020-01-05', '2020-03-01');

select test.facts('ftdm_completion', 7, '2024-03-01', '2024-03-31');
select test.explain_all('ftdm_completion', 7, '2024-03-01', '2024-03-31');

-- ---- every child, no exception ----

select cmp_ok((select count(distinct e.child_id) from explained as e), '>', 65::bigint,
    'every child of the story was explained');
select set_eq(
    $$select e.child_id, e.list, e.row_id, e.outcome from explained as e where e.list is not null$$,
    $$select f.child_id, f.list, f.episode_id::text, coalesce(f.status, 'On no sheet')
    from fact.ftdm_completion as f where f.agency_id = 7$$,
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
select is_empty(
    $$select e.child_id, e.section from explained as e
    where e.section like '%the first that fits'
    group by e.child_id, e.section
    having count(*) filter (where e.decides) <> 1
        or count(*) filter (where e.outcome = 'yes') <> 1 or count(*) <> 8$$,
    'of the eight statuses one fits, and it says so');
select is_empty(
    $$select f.child_id, f.meeting_row_id from fact.ftdm_completion as f
    where f.agency_id = 7 and f.meeting_row_id is not null
        and not exists (
            select 1 from explained as e
            where e.child_id = f.child_id and e.rule = 'Meeting' and e.decides
                and e.row_id = f.meeting_row_id::text)$$,
    'the meeting that gave the status is marked');

-- ---- some of them ----

select is(test.says('1001', 'Meeting'),
    '2024-02-28 | 10011 | counts for 5 Held too early', 'Ada: a day before the window');
select is(test.says('1008', 'Meeting'),
    '2024-02-05 | 10081 | does not count: over 30 days before the removal', 'Hugo');
select is(test.says('1014', 'Meeting'),
    '2024-03-08 | 10151 | does not count: recorded for another child', 'Nils: his sister''s');
select is(test.says('1017', 'Meeting'),
    '2024-03-09 | 10171 | counts for 2 Held within 3 days: the cancellation comes after the '
    || 'as-of day', 'Piet');
select is(test.says('1020', 'Meeting'),
    '2024-04-10 | 10201 | counts for 6 Scheduled, not completed: dated after the as-of day', 'Sam');
select is(test.says('1021', 'Meeting'),
    '2024-02-28 | 10211 | does not count: open, before the window', 'Tove');
select is(test.says('1033', 'Meeting'),
    '2024-03-21 | 10331 | does not count: after the end of the episode', 'Fay');
select is(test.says('1060', 'Meeting'), 'no date | 10601 | does not count: no date', 'Hew');
select is(test.says('1061', 'Meeting'),
    '2024-03-08 | 10611 | does not count: the code map has no such type', 'Ivo');
select is(test.says('1062', 'Meeting'),
    '2024-03-08 | 10621 | does not count: not an FTDM', 'Jan');
select is(test.says('1025', '3 Window open'), '2024-04-01 | yes', 'Xeno: it closes tomorrow');
select is(test.says('1024', '3 Window open'), '2024-03-31 | no: the window has closed', 'Wanda');
select is(test.says('1044', 'Meeting'),
    '2024-03-04 | 10441 | counts for 2 Held within 3 days'
    || e'\n2024-03-04 | 10441 | counts for 1 Held before removal',
    'Rex: one meeting, against each of his two episodes');
select is(test.says('1036', 'Extended foster care'),
    'Yes | 20036 | left out: extended foster care', 'Ida');
select is(test.says('1037', 'Care authority'),
    'blank | 20037 | left out: another agency''s authority', 'Jud');
select is(test.says('1042', 'Episode'),
    '2024-04-01 to open | 20042 | left out: begins after the as-of day', 'Ola: removed in April');
select is(test.says('1034', 'Episode'),
    '2024-03-07 to 2024-04-01 | 20034 | open: it ends after the as-of day', 'Gus leaves in April');
select is(test.says('1053', 'Assignment'),
    '2023-01-01 to open | 153 | in force too: the later begin is used, then the later row'
    || e'\n2024-01-01 to open | 53 | used'
    || e'\n2023-01-01 to open | 153 | in force too: the later begin is used, then the later row'
    || e'\n2024-01-01 to open | 53 | used',
    'Ari: two assignments in force on both days');
select is(test.says('1059', 'Assignment'),
    '2020-01-01 to 2024-03-31 | 59 | used'
    || e'\n2020-01-01 to 2024-03-31 | 59 | not in force: ended',
    'Gil: in force on the day of the removal, over on as_of');
select is(test.says('1055', 'Episode''s own office'),
    '20055 | used: Birch Bay' || e'\n20055 | used: Birch Bay', 'Cal: no assignment');
select is(
    (select e.looked_at from explained as e
    where e.child_id = '1098' and e.outcome = 'On no sheet'),
    'The episode ended over a quarter ago.', 'Orla: years ago');
select is(
    (select e.looked_at from explained as e
    where e.child_id = '1099' and e.outcome = 'On no sheet'),
    'No removal episode of this child counts: there is none, or it is left out as said below.',
    'Erin: her episode was in error');

-- ---- what every report says first and last ----

select test.explain('common', 7, '2024-03-01', '2024-03-31', '1099', name => 'explain_tail',
    for_report => 'ftdm_completion');
select is(
    (select row(e.rule, e.looked_at, e.row_id, e.outcome)::text from explain as e),
    '("Left out",episode,20990,"in error")', 'Erin: the row that was left out is named');
select test.explain('common', 7, '2024-03-01', '2024-03-31', '1019', name => 'explain_tail',
    for_report => 'ftdm_completion');
select is(
    (select row(e.section, e.rule, e.row_id, e.value)::text from explain as e),
    '("On Data quality",not_marked,10191,"Achterberg, Jo")', 'Rosa: what Data quality tells');
select test.explain('common', 7, '2024-03-01', '2024-03-31', '1047', name => 'explain_head',
    for_report => 'ftdm_completion');
select is(
    (select e.outcome from explain as e where e.rule = 'Person record'),
    'deleted: name and age are empty', 'Una');

-- ---- the source moves on, the month stays ----

update mart.meeting set meeting_date = '2024-03-08'
where agency_id = 7 and meeting_row_id = 10011;
select test.explain('ftdm_completion', 7, '2024-03-01', '2024-03-31', '1001');
select is(
    (select array_agg(distinct e.value || ' / ' || e.outcome) from explain as e
    where e.list is not null),
    array['by the rules: Held within 3 days / Held too early'],
    'Ada: the meeting was corrected since; the workbook says what it said');
delete from mart.episode where agency_id = 7 and child_id = '1002';
select test.explain('ftdm_completion', 7, '2024-03-01', '2024-03-31', '1002');
select is(
    (select array_agg(distinct e.value || ' / ' || e.outcome) from explain as e
    where e.list is not null),
    array['by the rules: On no sheet / Held before removal'], 'Ben: his episode is gone since');

select * from finish();
rollback;
