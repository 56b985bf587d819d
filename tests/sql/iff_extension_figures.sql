-- tests/sql/iff_extension_figures.sql
-- Workbooks, figures, QA sample, reconciliation and Data quality of the IFF report, from the
-- children of tests/fixtures/people.md, section IFF extension.
begin;
\i tests/lib/harness.sql
\i tests/fixtures/iff_people.sql

select no_plan();

-- what the extract did not give, and a row of another report beside each
insert into mart.defect (agency_id, table_name, column_name, row_key, child_id, problem, raw)
values
    (7, 'intake_victim', 'due_original_time', '42029', '2029', 'bad_time', 'tomorrow'),
    (7, 'intake', 'received_time', '32040', null, 'bad_time', '2024-02-30 08:00'),
    (7, 'iff_extension', 'approved_time', '42037', '2037', 'bad_time', 'yes'),
    (7, 'person', 'birth_date', '2066', '2066', 'bad_date', '20260231'),
    (7, 'case_assignment', 'begin_time', '53', null, 'no_begin', null),
    (7, 'intake', 'attribute', '32066', null, 'unknown_code', 'Night call'),
    (7, 'intake', 'attribute', '32099', null, 'unknown_code', 'Night call'),
    (7, 'intake_victim', 'response_code', '42066', '2066', 'unknown_code', '7'),
    (7, 'case_assignment', 'location_id', '52', null, 'missing_row', '4711'),
    (7, 'placement', 'begin_date', '1', '2001', 'bad_date', 'of another report');
insert into mart.reject (agency_id, table_name, row_key, child_id, reason)
values
    (7, 'intake_victim', 'abc', '2001', 'key is not a number'),
    (7, 'intake', 'x1', null, 'key is not a number'),
    (7, 'iff_extension', '99', null, 'victim missing or rejected'),
    (7, 'licence', '8', null, 'of another report');
insert into mart.left_out (agency_id, table_name, row_key, child_id, reason)
values
    (7, 'person', '2090', '2090', 'expunged'),
    (7, 'intake_victim', '42090', '2090', 'person expunged'),
    (7, 'intake', '32091', null, 'referral created in error'),
    (7, 'intake_victim', '42091', '2091', 'intake left out'),
    (7, 'intake_victim', '42092', '2091', 'intake left out'),
    (7, 'episode', '1', '2090', 'of another report');
-- Mia stands in the log without an extension
select test.log(2039, '2024-03-12 09:00');

select test.facts('iff_extension', 7, '2024-03-01', '2024-03-31');

-- ---- workbooks ----

select results_eq(
    $$
    select s.scope_kind, s.scope, s.code, s.name, s.title_line, s.parent_code
    from fact.scope as s
    where s.agency_id = 7 and s.report = 'iff_extension'
    order by s.scope_kind, s.scope
    $$,
    $$
    values
        ('office', 'office-101', '101', 'Alder Creek', 'Office: Alder Creek (101), Region 1', '1'),
        ('office', 'office-102', '102', 'Birch Bay', 'Office: Birch Bay (102), Region 1', '1'),
        ('office', 'office-201', '201', 'Cedar Falls', 'Office: Cedar Falls (201), Region 2', '2'),
        ('region', 'region-1', '1', 'Region 1', 'Region 1', null),
        ('region', 'region-2', '2', 'Region 2', 'Region 2', null),
        ('state', 'state', null, 'Statewide', 'Statewide', null)
    $$,
    'a workbook for every office with a case, none for Unassigned');

-- ---- figures: counted here by hand from the stories ----

create function test.figure(of_level text, name text, in_region text default '', in_office text default '')
returns text
language sql as $$
    select concat_ws(' / ', m.numerator, m.denominator)
    from fact.measure as m
    where m.agency_id = 7 and m.month = '2024-03-01' and m.version = 1
        and m.report = 'iff_extension' and m.level = of_level and m.measure = name
        and m.g1_code = in_region and m.g2_code = in_office and m.g3_code = '' and m.g4_code = ''
$$;

select is(test.figure('state', 'iffs'), '63', 'IFFs of the month');
select is(test.figure('state', 'is_on_time'), '26 / 63', 'seen on time');
select is(test.figure('state', 'is_extended'), '5 / 63', 'within extension: Amy, Jed, Len, Noor, Vera');
select is(test.figure('state', 'is_late'), '8 / 63',
    'late: Cai, Flo, Ike, Val, Bea, Ed, Hal, Kay');
select is(test.figure('state', 'is_attempted'), '3 / 63', 'overdue, attempted: Max, Oto, Ina');
select is(test.figure('state', 'is_none'), '11 / 63',
    'overdue, no attempt: Nia, Pam, Ulf, Wes, Zoe, Ann, Bob, Cat, Dan, Fia, Walt');
select is(test.figure('state', 'is_pending'), '0 / 63', 'pending: none is due after as_of in March');
select is(test.figure('state', 'exceptions'), '3 / 63', 'exceptions: Dot, Mia, Sid');
select is(test.figure('state', 'invalid'), '7 / 63', 'invalid: Cyr, Nan, Ora, Pia, Que, Eli, Ugo');
select is(test.figure('state', 'required'), '53 / 63', 'required: all but those ten');
select is(test.figure('state', 'on_time'), '26 / 53', 'on time, of the required');
select is(test.figure('state', 'on_time_extended'), '31 / 53', 'on time or within extension');
select is(test.figure('state', 'extensions'), '14', 'extensions: 14 rows');
select is(test.figure('state', 'extended_exception'), '1 / 14', 'of these an exception: Dot');
select is(test.figure('state', 'extended_invalid'), '1 / 14', 'of these invalid: Cyr');
select is(test.figure('state', 'extension_child'), '12 / 53', 'extension rate: without those two');
select is(test.figure('state', 'extension_intake'), '12 / 52',
    'by intake: Nils and Noor are one, and it counts as extended');
select is(test.figure('state', 'extension_child_year'), '12 / 57',
    '12 months: Kim, Lea, Xan and Yara beside them; Yul and Zed were due a day too early');
select is(test.figure('state', 'extension_year'), '12 / 56', '12 months by intake');
select is(test.figure('state', 'overdue'), '16', 'not seen, past due: 14 of March, Xan and Yara');
select is(test.figure('state', 'overdue_attempted'), '3 / 16', 'of these attempted');
select is(test.figure('state', 'overdue_none'), '13 / 16', 'of these not attempted');
select is(test.figure('state', 'due_soon'), '5', 'due soon: Quy, Ray, Sol, Ted, Vic');
select is(test.figure('state', 'no_office'), '4', 'Zoe and Ann, on both sheets');
select is(test.figure('region', 'iffs', '1'), '61', 'region 1: all but Zoe and Ann');
select is(test.figure('region', 'iffs', 'Unassigned'), '2', 'Unassigned is a region of its own');
select is(test.figure('office', 'iffs', '1', '102'), '3', 'Birch Bay: Bob, Cat and Tess');
select is(test.figure('office', 'iffs', '2', '201'), '0', 'Cedar Falls: nobody was due there');
select is(test.figure('office', 'overdue', '2', '201'), '1', 'Cedar Falls: but Dan is overdue there');
select is(test.figure('office', 'extension_year', '2', '201'), '0 / 0',
    'Cedar Falls: also the rates of 12 months are there');
select is(
    (select count(*) from fact.measure as m
    where m.agency_id = 7 and m.report = 'iff_extension' and m.level = 'office'
        and m.g2_code = '201' and m.denominator = 0 and m.value is not null
        and m.measure in ('on_time', 'on_time_extended', 'extension_child', 'extension_intake',
            'extension_year', 'extension_child_year')),
    0::bigint, 'Cedar Falls: a percent of nothing is empty');
select is(
    (select m.value from fact.measure as m
    where m.agency_id = 7 and m.report = 'iff_extension' and m.level = 'state'
        and m.measure = 'extension_intake'),
    12::numeric / 52, 'the fraction is not rounded to a percent');
select is_empty(
    $$
    select m.level, m.g1, m.g2, count(*)
    from fact.measure as m
    where m.agency_id = 7 and m.report = 'iff_extension' and m.level in ('state', 'region', 'office')
    group by m.level, m.g1, m.g2
    having count(*) <> 31
    $$,
    'every group that has a workbook has every measure');
select is_empty(
    $$
    select a.level, a.measure, sum(a.numerator), max(w.numerator)
    from fact.measure as a
    inner join fact.measure as w
        on w.agency_id = a.agency_id and w.month = a.month and w.version = a.version
        and w.report = a.report and w.level = 'state' and w.measure = a.measure
    where a.agency_id = 7 and a.report = 'iff_extension'
        and a.level in ('region', 'office', 'unit', 'supervisor')
        and a.measure not in ('extension_intake', 'extension_year')
    group by a.level, a.measure
    having sum(a.numerator) <> max(w.numerator) or sum(a.denominator) <> max(w.denominator)
    $$,
    'every level adds up to the state, in numerator and denominator');

-- response and age, intake type

create function test.split(of_level text, name text, in_scope text default 'state') returns text
language sql as $$
    select string_agg(
        concat_ws(' / ', m.g2, nullif(m.g3, ''), m.numerator, m.denominator), e'\n'
        order by m.g2_code collate "C", m.g3_code)
    from fact.measure as m
    where m.agency_id = 7 and m.report = 'iff_extension' and m.version = 1
        and m.level = of_level and m.measure = name and m.g1_code = in_scope
$$;

select is(test.split('intake_type', 'extension_child'),
    'Investigation / 11 / 48' || e'\n' || 'FAR / 1 / 2' || e'\n' || 'Risk only / 0 / 1'
    || e'\n' || 'Unknown (Night call) / 0 / 1' || e'\n' || 'Left blank / 0 / 1',
    'intake type: Noor''s first is FAR, her second Risk only; Liv and Mo come last');
select is(test.split('response_age', 'required'),
    '24 hours / Under 1 / 1' || e'\n' || '24 hours / 1-5 / 2' || e'\n' || '24 hours / 6-10 / 39' || e'\n' || '24 hours / 17 / 1'
    || e'\n' || '24 hours / 18 and over / 1' || e'\n' || '24 hours / Unknown / 3'
    || e'\n' || '72 hours / 6-10 / 2' || e'\n' || '72 hours / 11-16 / 2' || e'\n' || 'Unknown (7) / Unknown / 1'
    || e'\n' || 'Left blank / 6-10 / 1',
    'response x age: Hew 0, Abe 1, Bo 5, Cai 10, Kit 17, Jan 18; Eva 6, Flo 11, Dee 16; Gia, Isa, '
    || 'Ivo and Liv unknown');
select is(test.split('response_age', 'on_time', 'office-102'), '24 hours / 6-10 / 1 / 3',
    'an office has its own: Bob, Cat, Tess');
select is(test.split('response_age', 'on_time', 'office-201'), null, 'and none where nobody was due');

-- ---- sheets ----

select test.sheet('iff_extension', 'all_iffs', 7, '2024-03-01', 1, 'office');

select is((select count(*) from sheet), 61::bigint, 'All IFFs, offices: all but Zoe and Ann');
select is(
    (select array_agg(distinct _scope collate "C") from sheet),
    array['office-101', 'office-102']::text[], 'no workbook for Unassigned');
select is(
    test.columns_of(),
    array[
        '_scope', 'region', 'office', 'unit', 'supervisor', 'caseworker', 'intake_id',
        'intake_type', 'received', 'response', 'case_id', 'child_id', 'child', 'age_at_intake',
        'original_due', 'due', 'extended', 'exception', 'attempted', 'seen', 'hours_to_contact',
        'status', 'row_id', 'why'],
    'All IFFs: the binding columns in their order');
select is(
    (select row(s.intake_id, s.received, s.due, s.extended, s.exception, s.hours_to_contact)::text
    from sheet as s where s.row_id = 42027),
    '(52027,"2024-03-12 08:00:00","2024-03-15 08:00:00",Yes,No,36.0)',
    'Amy: the report''s number, times to the second, hours to one decimal');

select test.sheet('iff_extension', 'all_iffs', 7, '2024-03-01', 1, 'state');

select is(
    (select array_agg(s.row_id) from sheet as s),
    (select array_agg(s.row_id order by
        s.region collate "C", s.office collate "C", s.unit collate "C", s.due nulls last, s.row_id)
    from sheet as s),
    'All IFFs: region, office, unit, due in force, Row ID');
select is((select s.row_id from sheet as s where s.region = 'Region 1' and s.office = 'Alder Creek'
    order by s.due desc nulls first, s.row_id desc limit 1), 42057::bigint,
    'rows without a due come last in their unit');

-- ---- QA sample ----

insert into mart.case_assignment (
    agency_id, case_id, assignment_id, begin_date, region_code, region, office_code, office,
    unit_code, unit, supervisor, caseworker)
select 8, n || 'of' || o, n * 10 + o, '2020-01-01', n::text, 'Region ' || n, n || '-' || o,
    'Office ' || n || '-' || o, '1', 'CPS', 'Okafor, Miriam', 'Brandt, Eliza'
from (values (3), (5), (49), (50), (51)) as r (n)
cross join (values (1), (2)) as o (o);
create function test.drawn(descending boolean) returns void
language sql as $$
    delete from mart.intake_victim where agency_id = 8;
    insert into mart.intake_victim (
        agency_id, child_id, victim_id, intake_id, case_id, received_at, screened_in, required,
        intake_type, due_original_at, due_at, extended, exception)
    select 8, i::text, r.n * 1000 + i, r.n * 1000 + i, r.n || 'of' || (1 + i % 2),
        '2024-03-12 08:00', true, true, 'FAR', '2024-03-13 08:00', '2024-03-15 08:00', true, i = 1
    from (values (3), (5), (49), (50), (51)) as r (n)
    cross join lateral generate_series(1, r.n) as i
    order by r.n * case when descending then -1 else 1 end, i * case when descending then -1 else 1 end;
$$;
select test.drawn(false);
select test.facts('iff_extension', 8, '2024-03-01', '2024-03-31');
select test.sheet('iff_extension', 'qa_sample', 8, '2024-03-01', 1, 'state');

select is(
    test.columns_of(),
    array[
        '_scope', 'region', 'office', 'unit', 'intake_id', 'child_id', 'original_due', 'due',
        'reason', 'status', 'row_id', 'reason_valid_per_policy', 'supervisor_consulted',
        'efforts_documented', 'child_safety_addressed', 'comment'],
    'QA sample: the binding columns, the review''s last');
select results_eq(
    'select s.region, count(*) from sheet as s group by s.region order by s.region collate "C"',
    $$values ('Region 3', 3::bigint), ('Region 49', 5), ('Region 5', 5), ('Region 50', 5), ('Region 51', 6)$$,
    '3 of 3, 5 of 5, 5 of 49, 5 of 50, 6 of 51');
select is(
    (select array_agg(s.row_id order by s.row_id) from sheet as s where s.region = 'Region 51'),
    (select array_agg(d.id order by d.id) from (
        select (51000 + i)::bigint as id from generate_series(1, 51) as i
        order by md5('2024-03/' || (51000 + i)) collate "C" limit 6) as d),
    'drawn by the digest of month and row, so that anybody can repeat it');
select is(
    (select array_agg(s.row_id) from sheet as s),
    (select array_agg(s.row_id order by
        s.region collate "C", s.office collate "C", s.unit collate "C", s.due, s.row_id)
    from sheet as s),
    'QA sample: region, office, unit, due in force, Row ID');

create temp table drawn_first as select s.row_id from sheet as s;
select test.sheet('iff_extension', 'qa_sample', 8, '2024-03-01', 1, 'office');
select set_eq('select row_id from sheet', 'select row_id from drawn_first',
    'the office workbooks hold the rows of their region''s sample, not samples of their own');
select test.drawn(true);
select test.facts('iff_extension', 8, '2024-03-01', '2024-03-31', 2);
select test.sheet('iff_extension', 'qa_sample', 8, '2024-03-01', 2, 'state');
select results_eq('select row_id from drawn_first', 'select row_id from sheet',
    'the order in which the source holds its rows does not matter');
select test.facts('iff_extension', 7, '2024-03-01', '2024-03-31', 4);
select is(
    (select array_agg(f.victim_id order by f.qa_no) from fact.iff_extension as f
    where f.agency_id = 7 and f.version = 4 and f.qa_no is not null),
    (select array_agg(d.victim_id order by d.place) from (
        select f.victim_id, row_number() over (order by md5('2024-03/' || f.victim_id) collate "C") as place
        from fact.iff_extension as f
        where f.agency_id = 7 and f.version = 4 and f.list = 'all' and f.extended
        order by 2 limit 5) as d),
    'Region 1: 5 of 14, exceptions and invalid rows among them');
delete from fact.iff_extension where agency_id = 7 and version = 4;

-- ---- reconciliation ----

select is(
    (select count(*) from fact.tie as t
    where t.agency_id = 7 and t.report = 'iff_extension' and t.version = 1),
    (20 + 2 * 18 + 3 * 14)::bigint, 'lines: state 20, each region 18, each office 14');
select is_empty(
    $$
    select t.agency_id, t.scope, t.check_name, t.first, t.second
    from fact.tie as t
    where t.report = 'iff_extension' and t.first is distinct from t.second
        and t.explained is null
    $$,
    'every line ties or says why not');
select results_eq(
    $$
    select t.line, t.first, t.second, t.explained
    from fact.tie as t
    where t.agency_id = 7 and t.version = 1 and t.scope = 'state' and t.first is distinct from t.second
    order by t.line
    $$,
    $$
    values
        (9, 14::numeric, 12::numeric, '2 are Exception or Invalid'),
        (15, 21, 19, '2 have no responsible office'),
        (16, 63, 61, '2 have no responsible office')
    $$,
    'what differs: Cyr and Dot are no part of the rate; Zoe and Ann have no workbook');

create function test.untied() returns int[]
language plpgsql as $$
declare
    s record;
begin
    for s in
        select st.body from test.statement as st
        where st.path = 'sql/fact/35_iff_extension_tie.sql' order by st.step
    loop
        perform test.run(s.body, array['7', '2024-03-01', '2024-03-31', '1']);
    end loop;
    return (select array_agg(t.line order by t.line) from fact.tie as t
        where t.agency_id = 7 and t.version = 1 and t.scope = 'state' and t.explained is null
            and t.first is distinct from t.second);
end
$$;

update fact.measure set numerator = numerator - 1
where agency_id = 7 and version = 1 and report = 'iff_extension' and measure = 'iffs'
    and level = 'state';
select is(test.untied(), array[3, 5, 13],
    'one row less on Summary: sheet, statuses and parts all say so');
update fact.measure set numerator = numerator + 1
where agency_id = 7 and version = 1 and report = 'iff_extension' and measure = 'iffs'
    and level = 'state';
delete from fact.iff_extension
where agency_id = 7 and version = 1 and list = 'all' and victim_id = 42069;
select is(test.untied(), array[3, 4, 7, 8, 9, 11, 19, 20],
    'Noor less on the sheets: counts, rates and the source say so; her intake has Nils still');

-- ---- Data quality ----

create function test.found(of_rule text) returns text
language sql as $$
    select string_agg(
        concat_ws(' / ', q.office_code, q.row_key, q.child_id, q.owner, q.what,
            case when q.counted > 1 then q.counted end),
        e'\n' order by q.region_code collate "C", q.office_code collate "C",
            mart.id_order(q.child_id) collate "C", mart.id_order(q.row_key) collate "C",
            q.attorney_id collate "C", q.what collate "C")
    from fact.quality as q
    where q.agency_id = 7 and q.month = '2024-03-01' and q.version = 1
        and q.report = 'iff_extension' and q.rule = of_rule
$$;

select is(test.found('never_seen'),
    '101 / 42025 / 2025 / Achterberg, Jo / Received 03/30/2023 23:59:59, no contact recorded.',
    'Yul: too old for the list; not Xan, who is on it, nor Zed, who was seen');
select is(test.found('no_dates'),
    '101 / 42044 / 2044 / Achterberg, Jo / Neither a due nor a received time.', 'Rex');
select is(test.found('invalid'),
    '101 / 42029 / 2029 / Achterberg, Jo / No original due time.'
    || e'\n101 / 42040 / 2040 / Achterberg, Jo / No received time.'
    || e'\n101 / 42041 / 2041 / Achterberg, Jo / Due before it was received.'
    || e'\n101 / 42042 / 2042 / Achterberg, Jo / Seen before it was received.'
    || e'\n101 / 42043 / 2043 / Achterberg, Jo / No original due time.'
    || e'\n101 / 42057 / 2057 / Achterberg, Jo / No original due time.'
    || e'\n101 / 42076 / 2076 / Achterberg, Jo / Seen before it was received.',
    'Cyr, Nan, Ora, Pia, Que, Eli, Ugo; not Sid, whose exception comes first');
select is(test.found('extension_unmoved'),
    '101 / 42028 / 2028 / Achterberg, Jo / Extended; due 03/13/2024 08:00 equals the original due.'
    || e'\n101 / 42029 / 2029 / Achterberg, Jo / Extended; no original due time.'
    || e'\n101 / 42032 / 2032 / Achterberg, Jo / Extended; due 03/13/2024 06:00 is before the '
    || 'original due.', 'Bea, Cyr, Fay');
select is(test.found('moved_no_extension'),
    '101 / 42031 / 2031 / Achterberg, Jo / Due moved from 03/13/2024 08:00 to 03/16/2024 08:00, '
    || 'not extended.', 'Ed');
select is(test.found('both'),
    '101 / 42030 / 2030 / Achterberg, Jo / An extension and an exception are recorded.', 'Dot');
select is(test.found('extension_late'),
    '101 / 42034 / 2034 / Achterberg, Jo / Extension dated 03/13/2024 09:00, original due '
    || '03/13/2024 08:00.', 'Hal; not Amy, whose extension was an hour early');
select is(test.found('log_no_extension'),
    '101 / 42039 / 2039 / Achterberg, Jo / The log has an extension, the intake has none.', 'Mia');
select is(test.found('due_off'),
    '101 / 42041 / 2041 / Achterberg, Jo / Received 03/12/2024 08:00, 24 hours; original due '
    || '03/12/2024 07:59:59.'
    || e'\n101 / 42073 / 2073 / Achterberg, Jo / Received 03/12/2024 08:00, 24 hours; original '
    || 'due 03/13/2024 09:00:01.'
    || e'\n101 / 42076 / 2076 / Achterberg, Jo / Received 03/12/2024 08:00, 24 hours; original '
    || 'due 03/12/2024 08:00.'
    || e'\n101 / 42078 / 2078 / Achterberg, Jo / Received 03/12/2024 08:00, 24 hours; original '
    || 'due 03/12/2024 08:00.',
    'Ora, Ugo, Walt, and Rosa by an hour and a second; not Quin by an hour, nor Sam, added 12 hours later');
select is(test.found('midnight'),
    '101 / 42017 / 2017 / Achterberg, Jo / At 00:00: received 03/29/2024.'
    || e'\n101 / 42024 / 2024 / Achterberg, Jo / At 00:00: received 03/31/2023.'
    || e'\n101 / 42070 / 2070 / Achterberg, Jo / At 00:00: received 03/12/2024.'
    || e'\n101 / 42071 / 2071 / Achterberg, Jo / At 00:00: seen 03/13/2024.'
    || e'\n101 / 42077 / 2077 / Achterberg, Jo / At 00:00: received 02/28/2024.',
    'Quy, Xan, Olga, Piet, Vera: the due that follows from a midnight is not told again');
select is(test.found('no_office'),
    '42052 / 2052 / Data office / The intake is not linked to a case.'
    || e'\n42053 / 2053 / Data office / Case 6053 has no primary assignment in force on '
    || '03/13/2024.', 'Zoe and Ann: statewide only');
select is(test.found('two_assignments'),
    '102 / 6054 / Brandt, Eliza / Case 6054 has 2 primary assignments in force on 03/13/2024.'
    || e'\n102 / 6054 / Brandt, Eliza / Case 6054 has 2 primary assignments in force on 03/31/2024.'
    || e'\n102 / 6055 / Brandt, Eliza / Case 6055 has 2 primary assignments in force on 03/13/2024.'
    || e'\n102 / 6055 / Brandt, Eliza / Case 6055 has 2 primary assignments in force on 03/31/2024.',
    'Bob and Cat, on the day due and on as_of; not Dan, whose two follow each other');
select is(test.found('birth'),
    '101 / 42063 / 2063 / Achterberg, Jo / Born 03/13/2024, intake received 03/12/2024.'
    || e'\n101 / 42066 / 2066 / Achterberg, Jo / No birth date.', 'Ivo and Liv');
select is(test.found('no_person'),
    '101 / 42059 / 2059 / Achterberg, Jo / The person record is deleted.'
    || e'\n101 / 42061 / 2061 / Achterberg, Jo / No person record.', 'Gia and Isa');
select is(test.found('bad_date'),
    '101 / 42029 / 2029 / Achterberg, Jo / Child of an intake, due original time: "tomorrow" is '
    || 'not a time.'
    || e'\n101 / 42037 / 2037 / Achterberg, Jo / Log of extensions, approved time: "yes" is not a '
    || 'time.'
    || e'\n101 / 2066 / 2066 / Achterberg, Jo / Person, birth date: "20260231" is not a date.'
    || e'\n101 / 32040 / Achterberg, Jo / Intake, received time: "2024-02-30 08:00" is not a time.'
    || e'\n53 / Data office / The assignment has no begin: it is never in force.',
    'Cyr, Kay, Liv, Nan: with the office that has the child');
select is(test.found('unknown_code'),
    '7 / Data office / Response time 7 is not in the code map.'
    || e'\nNight call / Data office / Intake type Night call is not in the code map. / 2',
    'one row per code, with the rows it stands for');
select is(test.found('missing_row'),
    '4711 / Data office / Location of an assignment 4711 is not in the extract.',
    'one row per key');
select is(test.found('victim_rejected'),
    'abc / 2001 / Data office / Child of an intake: key is not a number.', 'a child''s row');
select is(test.found('intake_rejected'), 'x1 / Data office / Intake: key is not a number.',
    'an intake');
select is(test.found('other_rejected'),
    '99 / Data office / Log of extensions: victim missing or rejected.',
    'a log row; a licence is not of this report');
select is(test.found('left_out'),
    'None needed / Children of intakes: intake left out. / 2'
    || e'\nNone needed / Children of intakes: person expunged.'
    || e'\nNone needed / Intakes: referral created in error.'
    || e'\nNone needed / Persons: expunged.',
    'left out, by table, with what hangs on it; an expunged child is not named');
select is(
    (select count(distinct q.rule) from fact.quality as q
    where q.agency_id = 7 and q.report = 'iff_extension'),
    21::bigint, 'every rule has been shown to find something');

-- ---- a month that only feeds a trend ----

select test.facts('iff_extension', 7, '2024-03-01', '2024-03-31', 0, detail => false);

select results_eq(
    $$
    select m.level, m.g1_code, m.g2_code, m.measure, m.numerator, m.denominator
    from fact.measure as m
    where m.agency_id = 7 and m.report = 'iff_extension' and m.version = 0
    order by m.level, m.g1_code, m.g2_code, m.measure
    $$,
    $$
    select m.level, m.g1_code, m.g2_code, m.measure, m.numerator, m.denominator
    from fact.measure as m
    where m.agency_id = 7 and m.report = 'iff_extension' and m.version = 1
        and m.level in ('state', 'region', 'office')
        and m.measure in (
            'on_time', 'on_time_extended', 'extension_child', 'iffs', 'required', 'exceptions',
            'invalid', 'extensions')
    order by m.level, m.g1_code, m.g2_code, m.measure
    $$,
    'a trend''s month: the same figures of All IFFs for every workbook, and no others');
select is(
    (select array_agg(distinct f.list) from fact.iff_extension as f
    where f.agency_id = 7 and f.version = 0),
    array['all'], 'a trend''s month: list all');
select is(
    (select count(*) from fact.iff_extension as f
    where f.agency_id = 7 and f.version = 0
        and num_nonnulls(f.child, f.why, f.policy_check, f.reason, f.qa_no) > 0),
    0::bigint, 'a trend''s month: no name, no words');

-- ---- another agency's rows are its own ----

select is(
    (select count(*) from fact.iff_extension as f where f.agency_id = 8 and f.version = 1
        and f.region = 'Unassigned'),
    0::bigint, 'agency 8 has its own assignments');
select is(
    (select array_agg(distinct f.reason) from fact.iff_extension as f
    where f.agency_id = 8 and f.list = 'all'),
    array['Not recorded'], 'and not the log of agency 7');

-- ---- running a month again gives the same rows ----

select test.facts('iff_extension', 7, '2024-03-01', '2024-03-31', 3);
create table test.first_run as
select * from fact.iff_extension as f where f.agency_id = 7 and f.version = 3;
select test.facts('iff_extension', 7, '2024-03-01', '2024-03-31', 3);
select is_empty(
    $$
    (select * from test.first_run except
        select * from fact.iff_extension where agency_id = 7 and version = 3)
    union all
    (select * from fact.iff_extension where agency_id = 7 and version = 3 except
        select * from test.first_run)
    $$,
    'the same month again: the same rows');

select * from finish();
rollback;
