-- tests/sql/etl_due.sql - which months a run without --month takes up
begin;
create extension if not exists pgtap;
select plan(14);

prepare due (text[], timestamp, int, boolean, timestamptz) as
    select to_char(month, 'YYYY-MM') from etl.months_due(7, $1, 'America/Los_Angeles', $2, $3, $4, $5);

create function pg_temp.made(of_report text, of_month date, of_version int, its_state text)
returns void language sql as $$
    insert into etl.month (agency_id, report, month, version, state, period_end, as_of, cutoff_at,
        preliminary, source_kind, batch_id, run_id)
    values (7, of_report, of_month, of_version, its_state, of_month, of_month, of_month, false,
        'famlink', 1, 1)
$$;

-- 1 April 2020, 04:30 in Los Angeles; the load of that night
select results_eq($$execute due('{a}', '2020-04-01 03:00', 12, false, '2020-04-01 11:30+00')$$,
    $$values ('2020-03')$$, 'an agency that begins: the last month that has ended, not its past');
select results_eq($$execute due('{a}', '2020-04-01 03:00', 12, true, '2020-04-01 11:30+00')$$,
    $$values ('2020-03'), ('2020-04')$$, 'and the month that has begun, preliminary');
select results_eq($$execute due('{a}', '2020-04-01 03:00', 12, true, '2020-04-01 06:59:59+00')$$,
    $$values ('2020-02'), ('2020-03')$$,
    'in Los Angeles it is still March when UTC already writes April');
select results_eq($$execute due('{a}', '2020-03-31 23:00', 12, true, '2020-04-01 11:30+00')$$,
    $$values ('2020-03')$$, 'the load is a day late: April has no data yet and is not due');
select results_eq($$execute due('{a}', '2020-02-10 03:00', 12, true, '2020-04-01 11:30+00')$$,
    $$values ('2020-03')$$, 'a source that stands still since February: March is due, and refused');
select results_eq($$execute due('{a}', null, 12, true, '2020-04-01 11:30+00')$$,
    $$values ('2020-03'), ('2020-04')$$, 'before anything is extracted the cutoff is not asked');

select pg_temp.made('a', '2019-12-01', 1, 'closed');
select pg_temp.made('a', '2020-01-01', 1, 'preliminary');
select results_eq($$execute due('{a}', '2020-04-01 03:00', 12, true, '2020-04-01 11:30+00')$$,
    $$values ('2020-01'), ('2020-02'), ('2020-03'), ('2020-04')$$,
    'missed: January was never closed, February never made; oldest first');
select results_eq($$execute due('{a}', '2020-04-01 03:00', 1, true, '2020-04-01 11:30+00')$$,
    $$values ('2020-02'), ('2020-03'), ('2020-04')$$, 'bounded');
select results_eq($$execute due('{a}', '2020-04-01 03:00', 0, false, '2020-04-01 11:30+00')$$,
    $$values ('2020-03')$$, 'by 0: the last month alone');
select pg_temp.made('a', m, 1, 'closed') from (values (date '2020-02-01'), ('2020-03-01')) as x (m);
select pg_temp.made('a', '2020-01-01', 2, 'closed');
select is_empty($$execute due('{a}', '2020-04-01 03:00', 12, false, '2020-04-01 11:30+00')$$,
    'all is closed: nothing is due');
select results_eq($$execute due('{a}', '2020-04-01 03:00', 12, true, '2020-04-01 11:30+00')$$,
    $$values ('2020-04')$$, 'but the worklists of April');
select results_eq($$execute due('{a,b}', '2020-04-01 03:00', 12, false, '2020-04-01 11:30+00')$$,
    $$values ('2020-03')$$, 'a second report is enabled: it begins with the last month');
select pg_temp.made('a', '2020-03-01', 2, 'open');
select results_eq($$execute due('{a}', '2020-04-01 03:00', 12, false, '2020-04-01 11:30+00')$$,
    $$values ('2020-03')$$, 'a restatement that was cut off is finished');
select pg_temp.made('a', '2020-02-01', 0, 'later');
select results_eq($$execute due('{a}', '2020-04-01 03:00', 12, false, '2020-04-01 11:30+00')$$,
    $$values ('2020-03')$$, 'a trend''s version 0 does not open a closed month');

select * from finish();
rollback;
