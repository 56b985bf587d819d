-- tests/sql/etl_ledger.sql - the state machine of schema etl: runs, loads, months, deliveries
begin;
create extension if not exists pgtap;
select plan(119);

-- ---- periods (C1, C2) ----
select is(etl.default_month('America/Los_Angeles', '2020-02-01 07:59:59+00'), date '2019-12-01',
    'in Los Angeles it is still January: the last ended month is December');
select is(etl.default_month('America/Los_Angeles', '2020-02-01 08:00:00+00'), date '2020-01-01',
    'a second later it is February there');
select is(etl.default_month('UTC', '2020-02-01 07:59:59+00'), date '2020-01-01', 'UTC is ahead');
select results_eq(
    $$select * from etl.period('2020-01-01', 'UTC', '2020-02-01 00:00:00')$$,
    $$values (date '2020-01-01', date '2020-01-31', date '2020-01-31', false)$$,
    'a cutoff at midnight after the month: complete');
select results_eq(
    $$select * from etl.period('2020-01-01', 'UTC', '2020-01-31 23:59:59')$$,
    $$values (date '2020-01-01', date '2020-01-31', date '2020-01-31', true)$$,
    'a second before it: preliminary');
select results_eq(
    $$select * from etl.period('2020-02-17', 'UTC', '2020-02-10 12:00:00')$$,
    $$values (date '2020-02-01', date '2020-02-29', date '2020-02-10', true)$$,
    'as_of is the cutoff''s day; any day names its month; leap year');
select results_eq(
    $$select * from etl.period('2020-01-01', 'UTC', '2021-07-01 00:00:00')$$,
    $$values (date '2020-01-01', date '2020-01-31', date '2020-01-31', false)$$,
    'an earlier month is as of its own end');
select results_eq(
    $$select * from etl.period('2020-02-01', 'UTC', '2020-02-01 00:00:00')$$,
    $$values (date '2020-02-01', date '2020-02-29', date '2020-02-01', true)$$,
    'a month that begins on the cutoff''s day is not after it');
select throws_ok($$select * from etl.period('2020-03-01', 'UTC', '2020-02-29 23:00:00')$$,
    'CW004', 'month 2020-03 begins after the data cutoff 2020-02-29 23:00:00', 'refused');
select throws_ok($$select * from etl.period('2020-03-01', 'UTC', null)$$, 'CW004', null,
    'no cutoff, no month');
select results_eq(
    $$select month from etl.period(null, 'UTC', '2020-05-05', '2020-03-15 00:00+00')$$,
    $$values (date '2020-02-01')$$, 'no month asked: the clock says which');
select is(etl.age_words(hours), words, 'an age of ' || hours || ' hours')
from (values
    (0, '0 hours'), (1, '1 hour'), (2, '2 hours'), (47, '47 hours'), (48, '2 days'), (71, '2 days'),
    (72, '3 days'), (60 * 24 + 23, '60 days'), (61 * 24, '2 months'), (730 * 24 + 23, '23 months'),
    (731 * 24, '2 years'), (6 * 366 * 24, '6 years')
) as t (hours, words);
select lives_ok($$select etl.check_age('2020-01-01', 'UTC', 24, '2020-01-02 00:30+00')$$,
    '24 hours and a half are 24 hours');
select throws_ok($$select etl.check_age('2020-01-01', 'UTC', 24, '2020-01-02 01:00+00')$$,
    'CW004', null, 'an hour more is stale');
select lives_ok($$select etl.check_age('1990-01-01', 'UTC', 0, '2020-01-02 01:00+00')$$,
    '0: any age');

-- ---- runs and steps ----
select is(etl.run_begin(7, 'run', null, 'p', 'd', 'famlink', 'h', 1), 1::bigint, 'first run');
select is(etl.step_begin(7, 1, 'extract'), 1, 'first step');
select is(etl.run_begin(8, 'run', null, 'p', 'd', 'faces', 'h', 1), 1::bigint,
    'each agency counts for itself');
select is(etl.run_begin(7, 'run', null, 'p', 'd', 'famlink', 'h', 2), 2::bigint, 'second run');
select results_eq($$select run_id, state from etl.run where agency_id = 7 order by 1$$,
    $$values (1::bigint, 'dead'), (2, 'running')$$, 'the first never ended: it is dead');
select is((select state from etl.step where agency_id = 7 and run_id = 1), 'dead',
    'and so is its step');
select is((select state from etl.run where agency_id = 8), 'running',
    'another agency''s run is not touched');
select lives_ok($$select etl.run_end(7, 2, 'failed', 4, 'source-data', 'm', 'h')$$);
select lives_ok($$select etl.run_end(7, 2, 'done', 0, null, null, null)$$);
select is((select state || exit_code from etl.run where agency_id = 7 and run_id = 2), 'failed4',
    'a run ends once');
select etl.run_begin(7, 'run', null, 'p', 'd', 'famlink', 'h', 3);

-- ---- loads ----
select throws_ok($$select * from etl.batch_current(7, 'famlink')$$, 'CW004', null,
    'nothing was extracted');
select is(etl.batch_begin(7, 3, 'famlink', '2020-02-01', 'UTC'), 1::bigint, 'a load begins');
select throws_ok($$select * from etl.batch_current(7, 'famlink')$$, 'CW004',
    'nothing is extracted for agency 7', 'a load that is being made is not readable');
select etl.batch_switch(7, 1);
select throws_ok($$select * from etl.batch_current(7, 'famlink')$$, 'CW004',
    'the last extract of agency 7 was cut off (load 1)', 'nor one that was cut off');
select etl.batch_table(7, 1, 'person', null, true, 10);
select etl.batch_table(7, 1, 'home_study', 'ext_home_study', false, 0);
select etl.batch_complete(7, 1);
select results_eq($$select * from etl.batch_current(7, 'famlink')$$,
    $$values (1::bigint, timestamp '2020-02-01', 'UTC')$$, 'a complete load is');
select throws_ok($$select * from etl.batch_current(7, 'faces')$$, 'CW002', null,
    'but not as another kind of source');
select is(etl.batch_begin(7, 3, 'famlink', '2020-02-02', 'UTC'), 2::bigint, 'a second load');
select etl.batch_failed(7, 2);
select is((select batch_id from etl.batch_current(7, 'famlink')), 1::bigint,
    'a load given up before the switch leaves the one before it');
select results_eq(
    $$select table_name, present, rows from etl.source_table where agency_id = 7 order by 1$$,
    $$values ('home_study', false, 0::bigint), ('person', true, 10)$$, 'what it found');

-- ---- the model of a load ----
select lives_ok($$select etl.check_mart(7)$$, 'no model yet: there is nothing half made');
select etl.mart_making(7, 1, 3);
select throws_ok($$select etl.check_mart(7)$$, 'CW010',
    'the model is half made: run 3 is at work on it, or was stopped',
    'while its tables are committed one by one nobody may read it');
select lives_ok($$select etl.check_mart(8)$$, 'another agency''s model is not concerned');
select etl.mart_made(7, 2);
select throws_ok($$select etl.check_mart(7)$$, 'CW010', null, 'another load''s end does not end it');
select etl.mart_made(7, 1);
select lives_ok($$select etl.check_mart(7)$$, 'when all tables are made it is whole');
select etl.mart_making(7, 2, 4);
select throws_ok($$select etl.check_mart(7)$$, 'CW010',
    'the model is half made: run 4 is at work on it, or was stopped', 'until it is made again');
select results_eq($$select batch_id, run_id, state from etl.mart where agency_id = 7$$,
    $$values (2::bigint, 4::bigint, 'making')$$, 'an agency has one model');

-- ---- a load that lost rows; an agency of another kind ----
create function pg_temp.drop_of(rows bigint[], pct numeric default 20,
    present boolean[] default '{t,t,t}') returns void language sql as $$
    select etl.check_drop(9, 'famlink', '{big,small,side}', present, '{t,t,f}', rows, pct)
$$;
select throws_ok($$select pg_temp.drop_of('{200,0,0}')$$, 'CW004',
    'table "small" (sql/source/famlink/small.sql) is empty: 0 rows',
    'the very first load: a core table without a row');
select lives_ok($$select pg_temp.drop_of('{1,1,0}')$$, 'a table that may be empty may be empty');
insert into etl.source_table (agency_id, table_name, present, rows, batch_id)
values (9, 'big', true, 200, 1), (9, 'small', true, 199, 1), (9, 'side', true, 5, 1),
    (9, 'never', false, 0, 1);
select lives_ok($$select pg_temp.drop_of('{160,1,5}')$$,
    'exactly the allowed share of 200 rows; of fewer, any share');
select throws_ok($$select pg_temp.drop_of('{159,199,5}')$$, 'CW004',
    'table "big" (sql/source/famlink/big.sql) has 159 rows, 200 in the last load: 20.5 % fewer, '
        || 'allowed are 20 %', 'one row less');
select throws_ok($$select pg_temp.drop_of('{120,199,0}')$$, 'CW004',
    'table "side" (sql/source/famlink/side.sql) is empty: 0 rows, 5 in the last load; and 1 more '
        || 'tables like it', 'empty comes first, whatever its size');
select throws_ok($$select pg_temp.drop_of('{200,199,0}', 20, '{t,t,f}')$$, 'CW004',
    'table "side" (sql/source/famlink/side.sql) is not there any more, 5 in the last load',
    'a side file that was there');
select lives_ok($$select pg_temp.drop_of('{1,1,1}', 100)$$, '100: any share, but not none');
select lives_ok($$select pg_temp.drop_of('{900,900,900}')$$, 'more is never wrong');
select lives_ok($$select etl.check_kind(7, 'famlink')$$, 'the kind that was loaded');
select throws_ok($$select etl.check_kind(7, 'faces')$$, 'CW002',
    'agency 7 was extracted as "famlink", the configuration says "faces"', 'and no other');
select lives_ok($$select etl.check_kind(10, 'faces')$$, 'an agency without a load may be any');

-- ---- months (C11) ----
create function pg_temp.open_month(restate boolean, batch bigint default 1, prelim boolean default false)
returns table (version int, frozen boolean) language sql as $$
    select * from etl.month_open(7, 3, batch, 'r', '2020-01-01', '2020-01-31', '2020-01-31',
        '2020-02-01', prelim, 'famlink', restate)
$$;
select results_eq($$select * from pg_temp.open_month(false)$$, $$values (1, false)$$,
    'a new month is version 1');
select results_eq($$select * from pg_temp.open_month(true)$$, $$values (1, false)$$,
    'an open month is computed again, restated or not');
select is(etl.month_published(7, 'https://s/'), 0::bigint, 'without a file nothing is published');
select is((select count(*) from etl.months_later(7, 1, 'r', '2020-01-01')), 12::bigint,
    'twelve months of the trend are to be computed');
select etl.month_later(7, 3, 1, 'r', '2019-12-01', '2019-12-31', '2020-02-01', 'famlink');
select is((select max(month) from etl.months_later(7, 1, 'r', '2020-01-01')), date '2019-11-01',
    'not what this load already gave');
select is((select max(month) from etl.months_later(7, 2, 'r', '2020-01-01')), date '2019-12-01',
    'a newer load gives it again');
select is((select count(*) from etl.month_current(7, 'r', '2019-12-01')), 0::bigint,
    'a month of a trend is nobody''s report');

-- ---- files and deliveries ----
create function pg_temp.add(path text, sha text, target text default 'https://s/') returns bigint
language sql as $$
    select etl.artifact_add(7, 3, 'r', '2020-01-01', 1, 'state', path, repeat(sha, 64), 5, 1, target)
$$;
create function pg_temp.claim(run bigint, part text default 'workbook') returns text
language sql as $$
    select path || ' ' || left(sha256, 1) || ' ' || coalesce(left(sent_sha256, 1), '-')
    from etl.delivery_claim(7, run, 'https://s/', part)
$$;
select is(pg_temp.add('a', 'a'), 1::bigint, 'a file is sealed');
select is(pg_temp.add('a', 'a'), 1::bigint, 'the same bytes are the same file');
select throws_ok($$select pg_temp.add('A', 'a')$$, 'CW002',
    'a and A differ only in upper and lower case', 'which many shares take for one');
select is(pg_temp.add('b', 'b'), 2::bigint, 'another');
select is((select count(*) from etl.delivery where agency_id = 7 and state = 'ready'), 2::bigint,
    'two duties');
select is(pg_temp.add('b', 'c'), 3::bigint, 'b was made anew before it was sent');
select results_eq(
    $$select delivery_id, state from etl.delivery where agency_id = 7 order by 1$$,
    $$values (1::bigint, 'ready'), (2, 'superseded'), (3, 'ready')$$, 'the older duty is void');
select is(etl.artifact_add(7, 3, '', '2020-01-01', 0, '', 'm', repeat('d', 64), 5, 1, 'https://s/'),
    4::bigint, 'a manifest');
select is(pg_temp.claim(3), 'a a -', 'oldest first, nothing of ours stands there');
select is(pg_temp.claim(3, 'manifest'), null, 'a manifest waits for the workbooks of its month');
select is(pg_temp.claim(3), 'b c -', 'then the next');
select is(pg_temp.claim(3, 'manifest'), null, 'also while they are being sent');
select is(pg_temp.claim(3), null, 'each once per run');
select is(etl.month_published(7, 'https://s/'), 0::bigint, 'not while files are under way');
select etl.delivery_done(7, 3, 1, 'a', 'move', 201, null, false);
select etl.delivery_failed(7, 3, 'locked', 'm', null);
select is(pg_temp.claim(3), null, 'a failure waits for the next run');
select etl.run_end(7, 3, 'done', 0, null, null, null);
select etl.run_begin(7, 'deliver', null, 'p', 'd', 'famlink', 'h', 4);
select is(pg_temp.claim(4), 'b c -', 'which tries it');
select etl.run_begin(7, 'deliver', null, 'p', 'd', 'famlink', 'h', 5);
select is(pg_temp.claim(5), 'b c -', 'killed while sending: the next run sends again');
select etl.delivery_done(7, 5, 3, 'b', 'move', 201, 'tag', false);
select is((select count(*) from etl.receipt where agency_id = 7), 2::bigint, 'one receipt each');
select is(etl.month_published(7, 'https://s/'), 0::bigint, 'a month without its manifest is not published');
-- the states that a delivery cannot leave, or not so
select throws_ok($$select etl.delivery_done(7, 5, 3, 'b', 'move', 201, 'tag', false)$$, 'CW001',
    'delivery 3 of agency 7 is done: it cannot become done', 'done once');
select throws_ok($$select etl.delivery_failed(7, 3, 'locked', 'm', null)$$, 'CW001',
    'delivery 3 of agency 7 is done: it cannot become ready', 'what is done stays done');
select throws_ok($$select etl.delivery_done(7, 5, 2, 'b', 'move', 201, null, false)$$, 'CW001',
    'delivery 2 of agency 7 is superseded: it cannot become done', 'a void duty has no receipt');
select throws_ok($$select etl.delivery_done(7, 5, 4, 'm', 'move', 201, null, false)$$, 'CW001',
    'delivery 4 of agency 7 is ready: it cannot become done', 'nor one that nobody claimed');
select throws_ok($$select etl.delivery_failed(7, 4, 'locked', 'm', null)$$, 'CW001', null,
    'which cannot fail either');
select throws_ok($$select etl.delivery_done(7, 5, 99, 'm', 'move', 201, null, false)$$, 'CW001',
    'delivery 99 of agency 7 is unknown: it cannot become done', 'nor one that is not there');
select throws_ok($$select etl.delivery_done(8, 5, 4, 'm', 'move', 201, null, false)$$, 'CW001',
    null, 'nor another agency''s');
select throws_ok($$update etl.delivery set state = 'lost' where agency_id = 7$$, '23514', null,
    'there are no other states');
select is(etl.artifact_add(7, 5, '', '2020-01-01', 0, 'index', 'i', repeat('f', 64), 5, 1,
    'https://s/'), 5::bigint, 'an index is sealed');
select is(pg_temp.claim(5, 'manifest'), null, 'a manifest waits for the index of its month');
select is(pg_temp.claim(5, 'index'), 'i f -', 'the index');
select etl.delivery_done(7, 5, 5, 'i', 'move', 201, null, false);
select is(pg_temp.claim(5, 'manifest'), 'm d -', 'the manifest');
select etl.delivery_done(7, 5, 4, 'm', 'move', 201, null, false);
select is(etl.month_published(7, 'https://s/'), 1::bigint, 'now the month is closed');
select is((select state from etl.month where agency_id = 7 and version = 1), 'closed');
select results_eq($$select * from pg_temp.open_month(false)$$, $$values (1, true)$$,
    'a closed month stays');
select results_eq($$select * from pg_temp.open_month(true)$$, $$values (2, false)$$,
    'unless it is restated');
select throws_ok(
    $$select etl.month_open(7, 5, 1, 'r', '2020-01-01', '2020-01-31', '2020-01-15', '2020-01-16',
        true, 'famlink', true)$$,
    'CW004',
    'r 2020-01 was closed with the data cutoff 2020-02-01 00:00:00, the source now ends at '
        || '2020-01-16 00:00:00',
    'a source that went back restates nothing');
select is(pg_temp.add('a', 'e'), 6::bigint, 'its new file');
select is(pg_temp.claim(5), 'a e a', 'may replace what we sent, and only that');
-- killed, or the share fell silent, between the rename and the read-back; then the file is made anew
select etl.run_begin(7, 'run', null, 'p', 'd', 'famlink', 'h', 6);
select is(pg_temp.add('a', '7'), 7::bigint, 'a is made anew before anybody knows what came of it');
select is(pg_temp.claim(6), 'a 7 a', 'it is tried');
select etl.delivery_sends(7, (select max(delivery_id) from etl.delivery where agency_id = 7), 'parts of 7');
select is(pg_temp.add('a', '8'), 8::bigint, 'and anew, before the next run tries');
select is(pg_temp.add('a', '9'), 9::bigint, 'and anew, before this was tried');
select results_eq(
    $$select array(select left(x, 1) from unnest(string_to_array(c.sent_sha256, ' ')) as x)
                || array[c.sent_parts]
        from etl.delivery_claim(7, 7, 'https://s/', 'workbook') as c$$,
    $$values (array['a', '7', 'e', 'parts of 7'])$$,
    'what was tried since the receipt may stand there, on a share that rewrites by its parts');
select etl.delivery_done(7, 7, (select max(delivery_id) from etl.delivery where agency_id = 7),
    'a', 'move', 201, null, false);
select is(pg_temp.add('a', '6'), 10::bigint, 'anew');
select is(pg_temp.claim(7), 'a 6 9', 'what was read back is all that may stand');
select is((select count(*) from etl.delivery_tried(8, 'https://s/', 'a')),
    0::bigint, 'another agency''s tries are not ours');
select is((select count(*) from etl.delivery_tried(7, 'https://t/', 'a')),
    0::bigint, 'nor another share''s');
select is((select previous_version from etl.month_current(7, 'r', '2020-01-01')), null,
    'the month before it was never closed');
select etl.month_open(7, 5, 1, 'r', '2020-02-01', '2020-02-29', '2020-02-20', '2020-02-20', true,
    'famlink', false);
select results_eq(
    $$select previous_month, previous_version from etl.month_current(7, 'r', '2020-02-01')$$,
    $$values (date '2020-01-01', 1)$$, 'the next month is compared with the closed one');

select * from finish();
rollback;
