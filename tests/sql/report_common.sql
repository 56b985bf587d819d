-- tests/sql/report_common.sql
-- The blocks that every workbook shares, on an invented state of two regions and three offices.
-- October 2026 is the month; September (closed) is what it is compared with.
begin;
\i tests/lib/harness.sql

select no_plan();

-- ---- fixture ----

select fact.open_month(m::date)
from generate_series(date '2025-10-01', date '2026-10-01', interval '1 month') as m;

create table test.words as select $json$
{
    "source_name": "FamLink", "date_format": "MM/DD/YYYY", "zone": "Pacific time",
    "timezone": "America/Los_Angeles", "contact": "Data office", "confidential": "CONFIDENTIAL.",
    "cutoff": "2026-11-01 02:15:00",
    "levels": ["state", "region", "office", "unit", "supervisor"],
    "act": "act", "act_words": "removals wait", "act_one": "removal waits",
    "part": "open", "part_words": "of them can still be in time",
    "rate": "rate", "rate_words": "were in time",
    "measures": [
        {"name": "act", "title": "To act on", "kind": "count", "better": "down", "key": true,
         "act_now": true, "of_these": false, "rollup": true, "unit": "removals",
         "what": "In care on {as_of}, due by {as_of+7}, of {month}."},
        {"name": "open", "title": "Open", "kind": "count", "better": "none", "key": true,
         "act_now": false, "of_these": true, "rollup": false, "unit": "removals", "what": "x",
         "beside": "act", "beside_unit": "removals"},
        {"name": "rate", "title": "In time", "kind": "percent", "better": "up", "key": true,
         "act_now": false, "of_these": false, "rollup": true, "unit": "removals", "what": "x"},
        {"name": "hidden", "title": "Hidden", "kind": "mean", "better": "up", "key": false,
         "of_these": false, "rollup": false, "unit": "removals", "what": "x"}
    ],
    "trends": [{"measure": "rate", "title": "In time", "kind": "percent", "low": 0, "high": 0},
               {"measure": "act", "title": "To act on", "kind": "count", "beside": "open"}],
    "bars": {"stack": ["act+open", "open"], "rows": 2, "beside": "hidden"},
    "breakdowns": [
        {"lines": [{"label": "Both", "measures": ["act", "rate"]},
                   {"label": "None", "measures": ["lacks", "open"]}]},
        {"level": "by_age", "measures": ["rate"]}],
    "quality": [{"rule": "q_two", "title": "Two at once", "cure": "End one."},
                {"rule": "q_none", "title": "Never", "cure": "-"},
                {"rule": "left_out", "title": "Left out", "cure": "-"}],
    "code_lists": [{"list": "meeting"}, {"list": "lacks"}]
}
$json$::jsonb as j;

create function test.common(
    name text, scope_kind text, preliminary boolean default false,
    prev date default date '2026-09-01', words jsonb default null)
returns void
language plpgsql as $$
declare
    body text;
begin
    select st.body into body
    from test.statement as st
    where st.path = format('sql/report/common/%s.sql', name);
    perform test.run(
        body,
        array[
            '7', '2026-10-01', '1', scope_kind, 't',
            coalesce(words, (select j from test.words))::text, '2026-10-31',
            prev::text, case when prev is not null then '2' end, preliminary::text],
        'sheet');
end
$$;

insert into fact.scope (
    agency_id, month, version, report, scope_kind, scope, code, name, title_line, parent_code)
select a, date '2026-10-01', 1, 't', k, mart.scope_code(k, c), c, n, k || ' ' || n, p
from (values
    (7, 'state', null, 'Statewide', null),
    (7, 'region', '1', 'Region 1', null),
    (7, 'region', '2', 'Region 2', null),
    (7, 'office', '101', 'Elm', '1'),
    (7, 'office', '204', 'Alder Creek', '2'),
    (7, 'office', '205', 'Birch', '2'),
    -- another agency of the same mart
    (8, 'state', null, 'Elsewhere', null)
) as s (a, k, c, n, p);

-- office figures: n to act, of them open, in time x of y; this month and last
create table test.office as
select *
from (values
    (date '2026-10-01', 1, '1', 'Region 1', '101', 'Elm', 10, 4, 90, 100),
    (date '2026-10-01', 1, '2', 'Region 2', '204', 'Alder Creek', 7, 2, 30, 40),
    (date '2026-10-01', 1, '2', 'Region 2', '205', 'Birch', 1, 0, 5, 20),
    (date '2026-10-01', 1, 'Unassigned', 'Unassigned', 'Unassigned', 'Unassigned', 2, 0, 0, 0),
    (date '2026-09-01', 2, '1', 'Region 1', '101', 'Elm', 10, 1, 81, 90),
    (date '2026-09-01', 2, '2', 'Region 2', '204', 'Alder Creek', 9, 1, 24, 48),
    (date '2026-09-01', 2, '2', 'Region 2', '205', 'Birch', 0, 0, 5, 20)
) as o (month, version, g1c, g1, g2c, g2, act, open, done, of_all);

insert into fact.measure (
    agency_id, month, version, report, level, g1_code, g1, g2_code, g2, measure,
    numerator, denominator, value)
select
    7, o.month, o.version, 't',
    case when grouping(o.g1c) = 1 then 'state' when grouping(o.g2c) = 1 then 'region'
        else 'office' end,
    coalesce(o.g1c, ''), coalesce(o.g1, ''), coalesce(o.g2c, ''), coalesce(o.g2, ''), m.measure,
    case m.measure when 'act' then sum(o.act) when 'open' then sum(o.open)
        else sum(o.done) end,
    case when m.measure = 'rate' then sum(o.of_all) end,
    case m.measure when 'act' then sum(o.act) when 'open' then sum(o.open)
        else sum(o.done)::numeric / nullif(sum(o.of_all), 0) end
from test.office as o
cross join (values ('act'), ('open'), ('rate')) as m (measure)
group by o.month, o.version, m.measure,
    grouping sets ((), (o.g1c, o.g1), (o.g1c, o.g1, o.g2c, o.g2));

-- units of 204, and a group level of its own
insert into fact.measure (
    agency_id, month, version, report, level, g1_code, g1, g2_code, g2, g3_code, g3, measure,
    numerator, denominator, value)
values
    (7, '2026-10-01', 1, 't', 'unit', '2', 'Region 2', '204', 'Alder Creek', 'a', 'Unit A', 'act', 1, null, 1),
    (7, '2026-10-01', 1, 't', 'unit', '2', 'Region 2', '204', 'Alder Creek', 'b', 'Unit B', 'act', 3, null, 3),
    (7, '2026-10-01', 1, 't', 'unit', '2', 'Region 2', '204', 'Alder Creek', 'b', 'Unit B', 'open', 2, null, 2),
    (7, '2026-10-01', 1, 't', 'unit', '2', 'Region 2', '204', 'Alder Creek', 'c', 'Unit C', 'act', 2, null, 2),
    (7, '2026-10-01', 1, 't', 'unit', '2', 'Region 2', '204', 'Alder Creek', 'd', 'Unit D', 'act', 1, null, 1),
    (7, '2026-10-01', 1, 't', 'unit', '2', 'Region 2', '205', 'Birch', 'a', 'Unit A', 'act', 1, null, 1),
    (7, '2026-10-01', 1, 't', 'by_age', 'office-204', '', '2', '1-5', '', '', 'rate', 3, 4, 0.75),
    (7, '2026-10-01', 1, 't', 'by_age', 'office-204', '', '1', 'Under 1', '', '', 'rate', 1, 4, 0.25),
    -- another agency's figures of the same names must never be added
    (8, '2026-10-01', 1, 't', 'state', '', '', '', '', '', '', 'rate', 0, 500, 0),
    (8, '2026-10-01', 1, 't', 'state', '', '', '', '', '', '', 'act', 900, null, 900);

insert into etl.month (
    agency_id, report, month, version, state, period_end, as_of, cutoff_at, preliminary,
    source_kind, batch_id, run_id)
select 7, 't', '2026-09-01', v, 'closed', '2026-09-30', '2026-09-30', '2026-10-01 02:00', false,
    'famlink', 1, 1
from (values (1), (2)) as x (v);

-- computed later: no closed version, facts of version 0
insert into fact.measure (agency_id, month, version, report, level, measure, numerator, denominator, value)
values (7, '2026-08-01', 0, 't', 'state', 'rate', 70, 100, 0.70);

insert into fact.quality (
    agency_id, month, version, report, rule, region_code, office_code, row_key, child_id,
    owner, what, cure, counted)
values
    (7, '2026-10-01', 1, 't', 'q_two', '2', '204', 'r1', 'c1', 'Unit A', 'Two.', null, 1),
    (7, '2026-10-01', 1, 't', 'q_two', '2', '205', 'r2', 'c2', 'Unit A', 'Two.', 'Ask.', 1),
    (7, '2026-10-01', 1, 't', 'q_two', null, null, 'r3', 'c3', null, 'Two.', null, 1),
    (7, '2026-10-01', 1, 't', 'left_out', null, null, null, null, null, 'people', null, 40),
    (7, '2026-09-01', 2, 't', 'q_two', '2', '204', 'r1', 'c1', 'Unit A', 'Two.', null, 5),
    (7, '2026-09-01', 1, 't', 'q_two', '2', '204', 'r1', 'c1', 'Unit A', 'Two.', null, 99),
    (8, '2026-10-01', 1, 't', 'q_two', '2', '204', 'r1', 'c1', 'Unit A', 'Two.', null, 7);

insert into fact.tie (
    agency_id, month, version, report, scope_kind, scope, line, check_name, first, second,
    first_is, second_is, explained)
values
    (7, '2026-10-01', 1, 't', 'office', 'office-204', 1, 'a', 24, 24, 'rows', 'sum', 'unused'),
    (7, '2026-10-01', 1, 't', 'office', 'office-204', 2, 'b', 1200, 1, 'rows', 'sum', 'left out'),
    (7, '2026-10-01', 1, 't', 'office', 'office-204', 3, 'c', 1, 2, 'rows', 'sum', null),
    (7, '2026-10-01', 1, 't', 'office', 'office-204', 4, 'd', null, 2, 'rows', 'sum', null);

-- ---- words for figures ----

select is(fact.figure('count', 1862), '1,862', 'a count has a thousands separator');
select is(fact.figure('percent', 0.85549), '85.5%', 'a percent has one decimal');
select is(fact.figure('percent', 0.3305), '33.1%', 'half away from zero');
select is(fact.figure('mean', 21.44), '21.4', 'a mean has one decimal');
select is(fact.figure('percent', null), null, 'no figure, no words');

select is(fact.against('percent', 'up', 0.855, 200, 0.829, 193, false), 'Better, +2.6 pts',
    'higher is better: word first, then the difference');
select is(fact.against('percent', 'down', 0.129, 200, 0.103, 193, false), 'Worse, +2.6 pts',
    'the same difference, lower is better');
select is(fact.against('percent', 'up', 0.5, 30, 0.509, 30, false), 'Similar, -0.9 pts',
    'under one point is similar');
select is(fact.against('percent', 'up', 0.51, 30, 0.5, 30, false), 'Better, +1.0 pts',
    'one point is judged');
select is(fact.against('percent', 'up', 0.5096, 30, 0.5, 30, false), 'Better, +1.0 pts',
    'what is shown as one point is judged as one');
select is(fact.against('percent', 'up', 0.9, 29, 0.5, 300, false), 'Small base',
    '29 in the own denominator');
select is(fact.against('percent', 'up', 0.9, 300, 0.5, 29, false), 'Small base',
    '29 in the other denominator');
select is(fact.against('percent', 'up', 0.9, 30, 0.5, 30, false), 'Better, +40.0 pts',
    '30 is enough');
select is(fact.against('count', 'down', 24, null, 21, null, false), 'Worse, +3',
    'any difference of a count is judged');
select is(fact.against('count', 'down', 9, null, 1010, null, false), 'Better, -1,001',
    'thousands in a difference');
select is(fact.against('count', 'down', 9, null, 9, null, false), 'No change', 'no difference');
select is(fact.against('count', 'none', 15, null, 13, null, false), '+2',
    'no direction: the difference alone');
select is(fact.against('mean', 'down', 21.41, 100, 21.44, 100, false), 'Similar, 0.0',
    'a mean that rounds to no difference');
select is(fact.against('mean', 'down', 21.4, 100, 21.1, 100, false), 'Worse, +0.3', 'a mean');
select is(fact.against('percent', 'up', 0.855, 200, 0.829, 193, true), '+2.6 pts',
    'preliminary figures are not judged');
select is(fact.against('percent', 'up', 0.855, 200, null, null, false), 'n/a',
    'nothing to compare with');

-- ---- facts ----

select test.common('facts', 'office');
select is((select source_line from sheet),
    'As of 10/31/2026.  Source: FamLink, data cutoff 11/01/2026 02:15 Pacific time.  '
    || 'Final month; compared with September 2026 (closed).', 'source line');
select is((select contact_line from sheet), 'Questions: Data office.  CONFIDENTIAL.',
    'contact and confidential line');
select is((select band from sheet), null, 'a final month has no band');
select is((select prev_name from sheet), 'September', 'the year is not said');
select is((select created from sheet), 1793528100::bigint,
    '02:15 on the night the clocks go back is taken as standard time');
select is((select empty_line from sheet), 'No cases. Checked 2026-10-31.', 'empty sheet');

select test.common('facts', 'office', true, null);
select ok((select band like 'PRELIMINARY. October 2026 is not complete%' from sheet), 'band');
select ok((select source_line like '%Preliminary month; no earlier closed month%' from sheet),
    'nothing to compare with is said');

-- ---- scopes ----

select test.common('scopes', 'office');
select results_eq('select _scope from sheet',
    array['office-101', 'office-204', 'office-205'], 'every workbook, in order, own agency only');

-- ---- key figures ----

select test.common('figures', 'office');
select results_eq(
    $$select measure, value, previous, against_previous, state, against_state, counted
      from sheet where _scope = 'office-204'$$,
    $$values
        ('act', 7::numeric, 9::numeric, 'Better, -2', 20::numeric, 'n/a', 'removals'),
        ('open', 2, 1, '+1', 6, 'n/a', '7 removals'),
        ('rate', 0.75, 0.5, 'Better, +25.0 pts', 125::numeric / 160, 'Worse', '30 of 40')$$,
    'an office beside last month and the state, in the order of the description');
select results_eq($$select urgent from sheet where _scope = 'office-204'$$,
    array[true, false, false], 'what is to be acted on now and is over zero');
select is((select what from sheet where _scope = 'office-204' and measure = 'act'),
    'In care on 10/31/2026, due by 11/07/2026, of October 2026.', 'days are put into the words');
select is((select against_previous from sheet where _scope = 'office-205' and measure = 'rate'),
    'Small base', '20 cases are not judged');
select is((select against_state from sheet where _scope = 'office-101' and measure = 'rate'),
    'Better', '90 percent against 78');

select test.common('figures', 'state');
select is((select state from sheet where measure = 'rate'), null, 'no state beside the state');
select is((select against_previous from sheet where measure = 'rate'), 'Better, +8.5 pts',
    'the state against its own month');

select test.common('figures', 'office', true);
select is((select against_previous from sheet where _scope = 'office-204' and measure = 'rate'),
    '+25.0 pts', 'preliminary: difference only');

select test.common('figures', 'region', false, null);
select is((select against_previous from sheet where _scope = 'region-2' and measure = 'rate'),
    'n/a', 'the first month has nothing to compare with');
select is((select value from sheet where _scope = 'region-2' and measure = 'rate'), 35::numeric / 60,
    'a region is its own level');

-- ---- message ----

select test.common('message', 'office');
select is((select lead || rest || rate || judged from sheet where _scope = 'office-204'),
    '7 removals wait, 2 of them can still be in time (September: 9).  '
    || '75.0% were in time: better than September (50.0%), worse than the state (78.1%).',
    'message of an office');
select is((select lead || rest || rate || judged from sheet where _scope = 'office-205'),
    '1 removal waits, none of them can still be in time (September: 0).  '
    || '25.0% were in time: September 25.0%, state 78.1% (small base, not judged).',
    'one removal waits; a small base is not judged');
select test.common('message', 'state', true);
select is((select lead || rest || rate || judged from sheet),
    '20 removals wait, 6 of them can still be in time (September: 19).  '
    || '78.1% were in time: September 69.6%.', 'statewide, preliminary');

-- ---- trend, charts ----

select test.common('trend', 'state');
select is((select count(*) from sheet), 13::bigint, '13 months');
select results_eq(
    $$select month, later, one, one_base, one_state, two, two_base from sheet
      where month >= date '2026-07-01'$$,
    $$values
        (date '2026-07-01', false, null::numeric, null::numeric, null::numeric, null::numeric, null::numeric),
        (date '2026-08-01', true, 0.70, 100, null, null, null),
        (date '2026-09-01', false, 110::numeric / 158, 158, null, 19, 2),
        (date '2026-10-01', false, 125::numeric / 160, 160, null, 20, 6)$$,
    'the last closed version, the month itself, what was computed later');
select test.common('trend', 'office');
select results_eq(
    $$select one, one_state from sheet where _scope = 'office-204' and month = '2026-10-01'$$,
    $$values (0.75::numeric, 125::numeric / 160)$$, 'own beside the state');

select test.common('charts', 'office');
select results_eq(
    $$select n, title, low, high, step, own from sheet where _scope = 'office-204'$$,
    $$values
        (1::bigint, 'In time: 75.0% (state 78.1%)', 0.5::numeric, 0.9::numeric, 0.1::numeric, 'This office'),
        (2, 'To act on: 7', 6, 10, 1, 'This office')$$,
    'title with the value; the axis holds own and state and has four or five steps');
select ok((select alt like '%Lowest 50.0% in Sep 2026, highest 75.0% in Oct 2026, last 75.0%, state 78.1%.%'
    from sheet where _scope = 'office-204' and n = 1), 'alt text says the points');
select ok(not exists (
    select from sheet
    where (high - low) / step not between 4 and 5 or low < 0 or mod(low, step) <> 0),
    'every axis');
select test.common('charts', 'office', words := jsonb_set(
    (select j from test.words), '{trends,0}',
    '{"measure": "rate", "title": "x", "kind": "percent", "low": 0, "high": 100, "step": 25}'));
select results_eq($$select low, high, step from sheet where _scope = 'office-204' and n = 1$$,
    $$values (0::numeric, 1::numeric, 0.25::numeric)$$, 'the axis of the description');

-- ---- bars ----

select test.common('bars', 'office');
select results_eq(
    $$select place, label, one, two, total, total_words from sheet where _scope = 'office-204'$$,
    $$values
        (1::bigint, 'Unit B', 5::numeric, 2::numeric, 5::numeric, '9'),
        (2, 'Unit C', 2, 0, 2, '9'),
        (3, 'All others', 2, 0, 2, '9')$$,
    'longest first, a bar of two measures, the rest together');
select results_eq($$select label from sheet where _scope = 'office-205'$$, array['Unit A'],
    'units of the own office only');
select test.common('bars', 'region');
select results_eq($$select label, total from sheet where _scope = 'region-2'$$,
    $$values ('Alder Creek', 9::numeric), ('Birch', 1)$$, 'the offices of a region');
select test.common('bars', 'state');
select results_eq($$select label, total from sheet$$,
    $$values ('Region 1', 14::numeric), ('Region 2', 10), ('All others', 2)$$,
    'the regions of the state');

-- ---- roll-up ----

select test.common('rollup', 'office');
select results_eq(
    $$select level, g1, g2, g3, measure, numerator, denominator, small_base, previous
      from sheet where _scope = 'office-204'$$,
    $$values
        ('state', '', '', '', 'act', 20::numeric, null::numeric, null, 19::numeric),
        ('state', '', '', '', 'rate', 125, 160, null, 110::numeric / 158),
        ('region', 'Region 2', '', '', 'act', 8, null, null, 9),
        ('region', 'Region 2', '', '', 'rate', 35, 60, null, 29::numeric / 68),
        ('office', 'Region 2', 'Alder Creek', '', 'act', 7, null, null, 9),
        ('office', 'Region 2', 'Alder Creek', '', 'rate', 30, 40, null, 0.5),
        ('unit', 'Region 2', 'Alder Creek', 'Unit A', 'act', 1, null, null, null),
        ('unit', 'Region 2', 'Alder Creek', 'Unit B', 'act', 3, null, null, null),
        ('unit', 'Region 2', 'Alder Creek', 'Unit C', 'act', 2, null, null, null),
        ('unit', 'Region 2', 'Alder Creek', 'Unit D', 'act', 1, null, null, null)$$,
    'the levels above, the office, its units; no sister office');
select is((select small_base from sheet where _scope = 'office-205' and level = 'office'
    and measure = 'rate'), 'n < 30', 'small base is said');
select test.common('rollup', 'region');
select results_eq(
    $$select level || g2 || g3 from sheet where _scope = 'region-2' and measure = 'act'$$,
    array['state', 'region', 'officeAlder Creek', 'unitAlder CreekUnit A',
        'unitAlder CreekUnit B', 'unitAlder CreekUnit C', 'unitAlder CreekUnit D',
        'officeBirch', 'unitBirchUnit A'], 'a region with all below it');
select test.common('rollup', 'state');
select is((select sum(numerator) from sheet where level = 'office' and measure = 'act'),
    (select numerator from sheet where level = 'state' and measure = 'act'),
    'offices, Unassigned among them, add up to the state');

-- ---- breakdowns ----

select test.common('breakdowns', 'office');
select results_eq(
    $$select table_no, row_no, label, column_no, numerator, denominator, value from sheet
      where _scope = 'office-204'$$,
    $$values
        (1::bigint, 1::bigint, 'Both', 1::bigint, 7::numeric, null::numeric, 7::numeric),
        (1, 1, 'Both', 2, 30, 40, 0.75),
        (1, 2, 'None', 1, null, null, null),
        (1, 2, 'None', 2, 2, null, 2),
        (2, 1, 'Under 1', 1, 1, 4, 0.25),
        (2, 2, '1-5', 1, 3, 4, 0.75)$$,
    'rows of measures; groups of a level in the order of their codes');

-- ---- notes ----

select test.common('notes', 'state');
select results_eq($$select line from sheet where place > 1$$,
    array['Without a recipient, in this workbook only: To act on 2.',
        'Left out of every figure as in error or expunged: 40 source rows (Data quality).'],
    'what has no workbook of its own is counted statewide');
select test.common('notes', 'office');
select is((select count(*) from sheet), 3::bigint, 'an office has the first note only');

-- ---- data quality ----

select test.common('rules', 'office');
select results_eq(
    $$select rule, rows_now, rows_before from sheet where _scope = 'office-204'$$,
    $$values ('q_two', 1::bigint, 5::bigint), ('q_none', 0, 0), ('left_out', 0, 0)$$,
    'every rule, also with nothing found; last month as closed');
select test.common('rules', 'state');
select results_eq($$select rule, rows_now from sheet$$,
    $$values ('q_two', 3::bigint), ('q_none', 0), ('left_out', 40)$$,
    'the state sees what has no office');
select test.common('rules', 'state', words := jsonb_set(
    (select j from test.words), '{quality}', '[]'));
select results_eq($$select rule from sheet$$, array['left_out', 'q_two'],
    'a rule that the description lacks is not swallowed');
select test.common('rules', 'office', false, null);
select is((select rows_before from sheet where _scope = 'office-204' and rule = 'q_two'), null,
    'no last month');

select test.common('quality', 'office');
select results_eq($$select _scope, title, row_key, cure from sheet$$,
    $$values ('office-204', 'Two at once', 'r1', 'End one.'),
             ('office-205', 'Two at once', 'r2', 'Ask.')$$,
    'rows of the office with their cure');
select test.common('quality', 'state');
select results_eq($$select row_key from sheet$$, array['r1', 'r2', 'r3', null],
    'statewide all rows, in the order of the rules');

select test.common('ties', 'office');
select results_eq($$select check_name, result, second_is from sheet$$,
    $$values ('a', 'Ties', 'sum'), ('b', 'Differs by 1,199, explained', 'sum; left out'),
             ('c', 'Does not tie', 'sum'), ('d', 'Does not tie', 'sum')$$, 'reconciliation');

-- ---- workbooks of supervising attorneys ----

insert into fact.scope (
    agency_id, month, version, report, scope_kind, scope, code, name, title_line)
values
    (7, '2026-10-01', 1, 't', 'attorney', 'attorney-MA04', 'MA04', 'Renner, Paula', 'Renner'),
    (7, '2026-10-01', 1, 't', 'attorney', 'attorney-_c3_96', 'Ö', 'Öhm, Ada', 'Öhm');

select is(mart.scope_code('attorney', 'Ö'), 'attorney-_c3_96', 'other letters become hex');

-- own figures stand at level supervising; Ö has children in a circuit of her own and in 16
insert into fact.measure (
    agency_id, month, version, report, level, g1_code, g1, g2_code, g2, g3_code, g3, measure,
    numerator, denominator, value)
values
    (7, '2026-10-01', 1, 't', 'supervising', 'MA04', 'Renner, Paula', '', '', '', '', 'act', 5, 16, 5),
    (7, '2026-10-01', 1, 't', 'supervising', 'MA04', 'Renner, Paula', '', '', '', '', 'rate', 30, 60, 0.5),
    (7, '2026-10-01', 1, 't', 'supervising', 'none', 'Nobody', '', '', '', '', 'act', 9, null, 9),
    (7, '2026-10-01', 1, 't', 'circuit', '16', '16', '', '', '', '', 'act', 7, null, 7),
    (7, '2026-10-01', 1, 't', 'circuit', '21', '21', '', '', '', '', 'act', 2, null, 2),
    (7, '2026-10-01', 1, 't', 'attorney', '16', '16', 'A1', 'Dubois, Emeric', 'MA04', 'Renner, Paula', 'act', 5, null, 5),
    (7, '2026-10-01', 1, 't', 'attorney', '16', '16', 'A2', 'Ferreira, Luz', 'Ö', 'Öhm, Ada', 'act', 2, null, 2),
    (7, '2026-10-01', 1, 't', 'attorney', '21', '21', 'A2', 'Ferreira, Luz', 'Ö', 'Öhm, Ada', 'act', 1, null, 1);

create table test.listing as
select j || '{"levels": ["state", "circuit", "attorney"]}' as j from test.words;

select test.common('figures', 'attorney', words := (select j from test.listing));
select results_eq(
    $$select measure, value, counted, against_state from sheet where _scope = 'attorney-MA04'$$,
    $$values ('act', 5::numeric, 'of 16', 'n/a'), ('open', null, '5 removals', 'n/a'),
             ('rate', 0.5, '30 of 60', 'Worse')$$,
    'the own figures of a supervising attorney');
select test.common('rollup', 'attorney', words := (select j from test.listing));
select results_eq(
    $$select level || ' ' || g1 || ' ' || g2 from sheet
      where _scope = 'attorney-_c3_96' and measure = 'act'$$,
    array['state  ', 'circuit 16 ', 'attorney 16 Ferreira, Luz', 'circuit 21 ',
        'attorney 21 Ferreira, Luz'],
    'the state, the circuits of the own attorneys, the own attorneys under them');
select results_eq(
    $$select level || ' ' || g1 || ' ' || g2 from sheet
      where _scope = 'attorney-MA04' and measure = 'act'$$,
    array['state  ', 'circuit 16 ', 'attorney 16 Dubois, Emeric'], 'nobody else''s');
select test.common('bars', 'attorney', words := (select j from test.listing));
select results_eq($$select label, total from sheet where _scope = 'attorney-_c3_96'$$,
    $$values ('Ferreira, Luz', 2::numeric), ('Ferreira, Luz', 1)$$, 'bars by attorney and circuit');
select test.common('charts', 'attorney', words := (select j from test.listing));
select is((select title from sheet where _scope = 'attorney-MA04' and n = 1),
    'In time: 50.0% (state 78.1%)', 'charts of an attorney');
select is((select title from sheet where _scope = 'attorney-_c3_96' and n = 1),
    'In time (state 78.1%)', 'no figure, no value in the title');
select test.common('notes', 'state', words := (select j from test.listing));
select is((select line from sheet where place = 2),
    'Without a recipient, in this workbook only: To act on 11.',
    'what has no supervising attorney is counted statewide');

-- ---- code lists ----

insert into mart.code_map (agency_id, list, code, label, grp, ordinal)
values (7, 'meeting', 'FTDM', 'FTDM', 'FTDM', 1), (7, 'meeting', 'CHET', 'CHET staffing', 'OTHER', 2),
       (7, 'meeting', '9', 'Unsorted', null, 3), (8, 'meeting', 'X', 'X', 'FTDM', 1);
select test.common('codes', 'state');
select results_eq($$select words from sheet$$,
    array['FTDM: FTDM. OTHER: CHET staffing (CHET). Unsorted (9)', ''],
    'groups with labels and codes; an empty list is empty');

select * from finish();
rollback;
