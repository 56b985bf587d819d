-- tests/sql/home_study_explain.sql
-- explain says of every child of tests/fixtures/people.md, section Home study, what the workbook
-- says, and for what reason.
begin;
\i tests/lib/harness.sql
\i tests/fixtures/kin_people.sql

select no_plan();

-- Finn's sister stood on the sheet of February and left care since
select test.kin(3201, 'Falk, Freya');
select test.facts('home_study', 7, '2024-02-01', '2024-02-29');
update mart.placement set end_date = '2024-03-15' where agency_id = 7 and child_id = '3201';
select test.facts('home_study', 7, '2024-03-01', '2024-03-31');
select test.explain_all('home_study', 7, '2024-03-01', '2024-03-31');

-- ---- every child, no exception ----

select cmp_ok((select count(distinct e.child_id) from explained as e), '>', 80::bigint,
    'every child of the story was explained');
select set_eq(
    $$select e.child_id, e.list, e.row_id, e.outcome from explained as e where e.list is not null$$,
    $$select f.child_id, f.list, f.provider_id, coalesce(f.status, 'On no sheet')
    from fact.home_study as f
    where f.agency_id = 7 and f.month = '2024-03-01' and f.list <> 'caregivers'$$,
    'the outcomes are the rows of the workbook');
select is_empty(
    $$select e.child_id, e.value, e.outcome from explained as e
    where e.list is not null and e.value is distinct from 'by the rules: ' || e.outcome$$,
    'and the rules, asked of the source again, give the same');
select set_eq(
    $$select e.child_id, e.value from explained as e where e.rule = 'Placement since'
        and exists (
            select 1 from explained as x
            where x.child_id = e.child_id and x.list = 'children'
                and e.section = 'Caregiver ' || x.row_id || ': placement since')$$,
    $$select f.child_id, f.placement_since::text from fact.home_study as f
    where f.agency_id = 7 and f.month = '2024-03-01' and f.list = 'children'$$,
    'the clock is the workbook''s');
select set_eq(
    $$select e.child_id, e.outcome from explained as e
    where e.rule = 'Prior withdrawal or denial'$$,
    $$select f.child_id, f.prior from fact.home_study as f
    where f.agency_id = 7 and f.month = '2024-03-01' and f.list = 'children'$$,
    'a prior withdrawal or denial');
select set_eq(
    $$select e.child_id, e.row_id from explained as e where e.rule = 'Placement' and e.decides$$,
    $$select distinct t.child_id, t.placement_id::text
    from fact.home_study as f
    inner join mart.placement as t
        on t.agency_id = 7 and t.child_id = f.child_id and t.provider_id = f.provider_id
        and t.event_type = '1' and mart.kin_unlicensed(t.grp, t.service_grp)
        and t.begin_date <= '2024-03-31' and (t.end_date is null or t.end_date > '2024-03-31')
    where f.agency_id = 7 and f.month = '2024-03-01' and f.list = 'children'$$,
    'the placements that bring a child onto the sheet are marked, no others');
select is_empty(
    $$select e.child_id, e.section from explained as e
    where e.section like '%the first that fits'
    group by e.child_id, e.section
    having count(*) filter (where e.decides) <> 1
        or count(*) filter (where e.outcome = 'yes') <> 1 or count(*) <> 4$$,
    'of the four statuses one fits, and it says so');
select is_empty(
    $$select c.child_id from (select distinct e.child_id from explained as e) as c
    where not exists (
        select 1 from explained as e
        where e.child_id = c.child_id and e.decides
            and (e.list is not null or e.outcome = 'On no sheet'))$$,
    'nobody is left without an outcome');

-- ---- some of them ----

create function test.why_out(of_child text) returns text
language sql stable as $$
    select string_agg(e.outcome, ' / ' order by e.n)
    from explained as e where e.child_id = of_child and e.rule = 'Placement'
$$;

select is(test.why_out(c.child), c.expected, c.story)
from (
    values
        ('3004', 'left out: begins after the as-of day', 'Dov'),
        ('3006', 'left out: ended', 'Finn'),
        ('3022', 'left out: a setting of licensed kin', 'Quin'),
        ('3025', 'left out: not with kin', 'Tove'),
        ('3026', 'left out: names no caregiver', 'Uma'),
        ('3027', 'left out: not a true placement', 'Vito'),
        ('3028', 'left out: no setting that the code map knows', 'Walt'),
        ('3030', 'left out: the caregiver is licensed', 'Wanda'),
        ('3080', 'left out: extended foster care', 'Cal'),
        ('3081', 'left out: another agency''s authority', 'Deb'),
        ('3082', 'left out: the episode is not in force', 'Eve'),
        ('3020', 'in force with unlicensed kin', 'Olga')
) as c (child, expected, story);

create function test.chain(of_child text) returns text
language sql stable as $$
    select string_agg(e.value || ' ' || e.outcome || case when e.decides then ' *' else '' end,
        e'\n' order by e.n)
    from explained as e
    where e.child_id = of_child and e.rule = 'True placement with the caregiver'
$$;

select is(test.chain('3011'),
    '2024-01-01 to 2024-01-10 begins the chain *'
    || e'\n2024-01-11 to open goes on: a gap of 1 day', 'Hugo');
select is(test.chain('3012'),
    '2024-01-01 to 2024-01-10 begins the chain'
    || e'\n2024-01-12 to open begins a new chain: a gap of 2 days *', 'Ines');
select is(test.says('3001', '3 %'), '30 days | yes', 'Ada: the thirtieth day');
select is(test.says('3002', '4 %'), '31 days | yes', 'Ben: the thirty-first');
select is(test.says('3048', '2 %'),
    'Referred 2022-12-31 | no: dated before 2023-01-01, over a year before the placement', 'Ola');
select matches(test.says('3045', 'Record'), 'not used.*\n.*used: Denied; a withdrawal or denial$',
    'Lou: of one day, the denial');
select matches(test.says('3052', 'Licence'),
    'Application pending: not used, the tracking list comes first$', 'Sue');
select matches(test.says('3030', 'Licence'), 'in force: licensed kin are not in this report$',
    'Wanda: the licence expires on as_of');
select matches(test.says('3049', 'Record'), 'not there: after the as-of day$', 'Pia');
select matches(test.says('3060', 'Two kin placements'),
    'counted with the other caregiver\n.*counted with this caregiver|'
    || 'counted with this caregiver: the later begin\n.*counted with the other caregiver',
    'Vic: two caregivers');
select is(test.says('3201', 'On the sheet before, not now'),
    'by the rules: On no sheet | 8201 | On no sheet', 'Freya: her placement ended');
select is(
    (select e.looked_at from explained as e
    where e.child_id = 'nobody' and e.outcome = 'On no sheet'),
    'No placement of this child counts: there is none, or it is left out as said below.', 'nobody');

select * from finish();
rollback;
