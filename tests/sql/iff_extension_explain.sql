-- tests/sql/iff_extension_explain.sql
-- explain says of every child of tests/fixtures/people.md, section IFF extension, what the
-- workbook says, and for what reason.
begin;
\i tests/lib/harness.sql
\i tests/fixtures/iff_people.sql

select no_plan();

create function test.agrees(month date, as_of date) returns setof text
language sql as $$
    select test.explain_all('iff_extension', 7, month, as_of);
    select set_eq(
        $q$select e.child_id, e.list, e.row_id, e.outcome from explained as e
        where e.list is not null$q$,
        format($q$select f.child_id, f.list, f.victim_id::text,
                coalesce(f.status, 'No longer in the source')
            from fact.iff_extension as f where f.agency_id = 7 and f.month = %L$q$, month),
        month || ': the outcomes are the rows of the workbook')
    union all
    select is_empty(
        $q$select e.child_id, e.value, e.outcome from explained as e
        where e.list is not null and e.value is distinct from 'by the rules: ' || e.outcome$q$,
        month || ': and the rules, asked of the source again, give the same')
    union all
    select is_empty(
        $q$select e.child_id, e.section from explained as e
        where e.section like '%the first that fits'
        group by e.child_id, e.section
        having count(*) filter (where e.decides) <> 1
            or count(*) filter (where e.outcome = 'yes') <> 1 or count(*) <> 8$q$,
        month || ': of the eight statuses one fits, and it says so')
    union all
    select is_empty(
        $q$select c.child_id from (select distinct e.child_id from explained as e) as c
        where not exists (
            select 1 from explained as e
            where e.child_id = c.child_id and e.decides
                and (e.list is not null or e.outcome = 'On no sheet'))$q$,
        month || ': nobody is left without an outcome')
$$;

select test.facts('iff_extension', 7, '2023-11-01', '2023-11-30');
select test.agrees('2023-11-01', '2023-11-30');
select is(test.says('2011', 'Contact'),
    '2023-11-05 20:00:00 | 42011 | 25.0 hours after the intake, 24.0 by the wall clock: the clock '
    || 'changed between', 'Kim: the night of autumn');

-- Xan stood on Due and overdue of February; Yara's row is gone since
select test.facts('iff_extension', 7, '2024-02-01', '2024-02-29');
update mart.intake_victim set required = false where agency_id = 7 and victim_id = 42024;
delete from mart.intake_victim where agency_id = 7 and victim_id = 42079;
select test.facts('iff_extension', 7, '2024-03-01', '2024-03-31');
select test.agrees('2024-03-01', '2024-03-31');
select cmp_ok((select count(distinct e.child_id) from explained as e), '>', 75::bigint,
    'every child of the story was explained');
select cmp_ok((select count(distinct e.list) from explained as e), '=', 4::bigint,
    'on each of the four lists');

-- ---- some of them ----

select is(test.says('2008', 'Contact'),
    '2024-03-10 20:00:00 | 42008 | 23.0 hours after the intake, 24.0 by the wall clock: the clock '
    || 'changed between', 'Hana: the night of spring');
select is(test.says('2003', '3 %'), '2024-03-13 08:00:00 | no', 'Cai: a second after it');
select is(test.says('2003', '5 %'), '2024-03-13 08:00:01 | yes', 'Cai: late');
select is(test.says('2013', 'Attempt'), '2024-03-13 07:00:00 | 42013 | never a contact', 'Max');
select is(test.says('2021', 'Contact'),
    '2024-04-01 00:00:00 | 42021 | has not happened: after the as-of day', 'Ulf');
select is(test.says('2020', 'Due and overdue'), '2024-04-07 | no: due later', 'Tia');
select is(test.says('2028', 'Extension'),
    'Yes, due 2024-03-13 08:00:00 | 42028 | does not move it: not later than the original', 'Bea');
select is(test.says('2031', 'Extension'),
    'No, due 2024-03-16 08:00:00 | 42031 | the moved time does not count: no extension', 'Ed');
select is(test.says('2043', '2 %'), 'no original due | yes', 'Que: no due time');
select is(test.says('2042', '2 %'), 'seen before received | yes', 'Pia');
select is(test.says('2047', 'Received'),
    '2024-04-01 00:00:00 | 42047 | left out: after the as-of day', 'Una');
select is(test.says('2049', 'Child added'),
    '2024-04-01 00:00:00 | 42049 | left out: after the as-of day', 'Wil');
select is(test.says('2050', 'Contact required'),
    'No | 42050 | left out: no contact is required', 'Xia');
select is(test.says('2051', 'Screened in'), 'No | 42051 | left out: screened out', 'Yan');
select is(test.says('2035', 'Log of extensions'),
    (select string_agg(
        to_char(l.approved_at, 'YYYY-MM-DD HH24:MI:SS') || ' | 42035/' || l.n || ' | '
        || case
            when l.approved_at >= '2024-04-01' then 'not there: approved after the as-of day'
            when l.approved_at = (
                select max(x.approved_at) from mart.iff_extension as x
                where x.agency_id = 7 and x.victim_id = 42035 and x.approved_at < '2024-04-01')
            then 'used: the latest approval'
            else 'not used: a later one stands' end, e'\n' order by l.approved_at, l.n)
    from mart.iff_extension as l where l.agency_id = 7 and l.victim_id = 42035),
    'Ina: two approvals and one of April');
select is(test.says('2056', 'Assignment'),
    '2020-01-01 to 2024-03-20 | 56 | used'
    || e'\n2024-03-20 to open | 156 | not in force: begins later'
    || e'\n2020-01-01 to 2024-03-20 | 56 | not in force: ended'
    || e'\n2024-03-20 to open | 156 | used',
    'Dan: one office on the day due, another on as_of');
select is(test.says('2052', 'No assignment in force'),
    'used: Unassigned' || e'\nused: Unassigned', 'Zoe: no case, on the day due and on as_of');
select is(test.says('2024', 'On the sheet before, not now'),
    'by the rules: Overdue, no attempt | 42024 | Overdue, no attempt',
    'Xan: his status would be the same, but no contact is required any more');
select is(test.says('2079', 'On the sheet before, not now'),
    'by the rules: No longer in the source | 42079 | No longer in the source', 'Yara: gone');
select is(test.says('2025', 'Data quality only'),
    'by the rules: Overdue, no attempt | 42025 | Overdue, no attempt', 'Yul: too long ago');
select is(
    (select e.looked_at from explained as e
    where e.child_id = '2044' and e.outcome = 'On no sheet'),
    'Neither due nor received: in no month', 'Rex');
select is(
    (select e.looked_at from explained as e
    where e.child_id = 'nobody' and e.outcome = 'On no sheet'),
    'No intake names this child in the extract.', 'a child of no intake');

select * from finish();
rollback;
