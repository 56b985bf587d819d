-- tests/sql/etl_share.sql - what is known about a share: its mark, measurements that expire
begin;
create extension if not exists pgtap;
select plan(33);

create function pg_temp.measured(server text default 'lighttpd') returns void
language sql as $$
    select etl.share_measured(7, 'https://s/', server, true, true, false, true, false, true, false,
        true, false, 246)
$$;

select is(length(etl.share_mark(7, 'https://s/')), 12, 'a mark is made when it is asked for');
select is(etl.share_mark(7, 'https://s/'), etl.share_mark(7, 'https://s/'), 'once');
select isnt(etl.share_mark(7, 'https://s/'), etl.share_mark(7, 'https://t/'), 'each share its own');
select isnt(etl.share_mark(7, 'https://s/'), etl.share_mark(8, 'https://s/'), 'each agency its own');
select is((select count(*) from etl.share_known(7, 'https://s/')), 0::bigint,
    'a mark is no measurement');

select pg_temp.measured();
select results_eq(
    $$select server, create_only, move_atomic, put_atomic, if_match, if_none_match, locks, expect,
        rewrites, case_sensitive, name_max from etl.share_known(7, 'https://s/')$$,
    $$values ('lighttpd', true, true, false, true, false, true, false, true, false, 246)$$,
    'what was measured');
select is((select count(*) from etl.share_known(7, 'https://t/')), 0::bigint, 'of this share only');
select is((select count(*) from etl.share_known(7, 'https://s/', now() + interval '29 days')),
    1::bigint, 'for a month');
select is((select count(*) from etl.share_known(7, 'https://s/', now() + interval '31 days')),
    0::bigint, 'not longer');
select pg_temp.measured('Apache');
select results_eq($$select server from etl.share_known(7, 'https://s/')$$, $$values ('Apache')$$,
    'the last measurement counts');
select is(etl.share_mark(7, 'https://s/'), (select mark from etl.share_known(7, 'https://s/')),
    'the mark stays');

-- ---- does anything that waits replace what was published? ----
select etl.run_begin(7, 'run', null, 'p', 'd', 'famlink', 'h', 1);
create function pg_temp.add(sha text) returns bigint
language sql as $$
    select etl.artifact_add(7, 1, 'r', '2020-01-01', 1, 'state', 'a', repeat(sha, 64), 5, 1, 'https://s/')
$$;
select pg_temp.add('a');
select is(etl.share_replaces(7, 'https://s/'), false, 'a first file replaces nothing');
select etl.delivery_claim(7, 1, 'https://s/', 'workbook');
select etl.delivery_done(7, 1, 1, 'a', 'move', 201, null, false);
select is(etl.share_replaces(7, 'https://s/'), false, 'nor does one that is there');
select pg_temp.add('b');
select is(etl.share_replaces(7, 'https://s/'), true, 'a newer one does');
select is(etl.share_replaces(7, 'https://t/'), false, 'on that share');

select etl.artifact_add(7, 1, 'r', '2020-01-01', 1, 'state', 'b', repeat('1', 64), 5, 1, 'https://u/');
select * from etl.delivery_claim(7, 1, 'https://u/', 'workbook');
select etl.artifact_add(7, 1, 'r', '2020-01-01', 1, 'state', 'b', repeat('2', 64), 5, 1, 'https://u/');
select is(etl.share_replaces(7, 'https://u/'), true, 'or one that was tried and may stand there');
select etl.artifact_add(7, 1, 'r', '2020-01-01', 1, 'state', 'c', repeat('1', 64), 5, 1, 'https://v/');
select etl.artifact_add(7, 1, 'r', '2020-01-01', 1, 'state', 'c', repeat('2', 64), 5, 1, 'https://v/');
select is(etl.share_replaces(7, 'https://v/'), false, 'not one that was never sent');

-- ---- a share that is configured no more ----
create function pg_temp.seal(of_report text, path text, sha text, target text) returns bigint
language sql as $$
    select etl.artifact_add(9, 1, of_report, '2020-01-01', 1, 'state', path, repeat(sha, 64), 5, 1, target)
$$;
create function pg_temp.month(of_report text) returns void language sql as $$
    insert into etl.month (agency_id, report, month, version, state, period_end, as_of, cutoff_at,
        preliminary, source_kind, batch_id, run_id)
    values (9, of_report, '2020-01-01', 1, 'open', '2020-01-31', '2020-01-31', '2020-02-01', false,
        'famlink', 1, 1)
$$;
create function pg_temp.due(target text) returns text language sql as $$
    select string_agg(to_char(month, 'YYYY-MM'), ' ' order by month)
    from etl.months_due(9, '{r}', 'UTC', null, 0, false, '2020-06-10', target)
$$;
select etl.run_begin(9, 'run', null, 'p', 'd', 'famlink', 'h', 1);
select pg_temp.month('r'), pg_temp.month('q');
select pg_temp.seal('r', 'r/a', 'a', 'https://old/'), pg_temp.seal('r', 'r/gone', 'b', 'https://old/'),
    pg_temp.seal('q', 'q/a', 'c', 'https://old/'), pg_temp.seal('', 'index', 'd', 'https://old/');
select results_eq(
    $$select report, target, files from etl.delivery_elsewhere(9, 'https://new/') order by report$$,
    $$values ('', 'https://old/', 1::bigint), ('q', 'https://old/', 1), ('r', 'https://old/', 2)$$,
    'what waits for a share of old, by report');
select is_empty($$select * from etl.delivery_elsewhere(9, 'https://old/')$$, 'for the same share: none');
select is((select sum(files) from etl.delivery_elsewhere(9, null)), 4::numeric,
    'where no share is configured: all');
select is(pg_temp.due('https://old/'), '2020-05', 'the month that has ended is due');
select is(pg_temp.due('https://new/'), '2020-01 2020-05', 'and one whose files wait elsewhere');
select is(pg_temp.due(null), '2020-05', 'not where there is no share to send it to');

-- r is made for the new share; the workbook of a scope is made no more; report q is not made here
select pg_temp.seal('r', 'r/a', 'a', 'https://new/');
select is(etl.delivery_moved(9, 'https://new/', '2020-01-01', '{r}'), 2::bigint,
    'its other workbook, and the page of the month, no longer wait there');
select is(etl.month_published(9, 'https://new/'), 0::bigint, 'the new share has to get it first');
select etl.run_begin(9, 'run', null, 'p', 'd', 'famlink', 'h', 1);
select etl.delivery_claim(9, 2, 'https://new/', 'workbook');
select etl.delivery_done(9, 2, (select delivery_id from etl.delivery where agency_id = 9 and target = 'https://new/'),
    'r/a', 'move', 201, null, false);
select is(etl.month_published(9, 'https://new/'), 1::bigint, 'then the month of r is closed');
select results_eq($$select report, state from etl.month where agency_id = 9 order by report$$,
    $$values ('q', 'open'), ('r', 'closed')$$, 'that of q, which waits for the share of old, is not');
select is(pg_temp.due('https://new/'), '2020-05', 'nor is it due: q is not made here');
select is(etl.month_published(9, null), 1::bigint, 'without a share it lies in the spool, where it belongs');

-- ---- a copy that is lost on this machine ----
select pg_temp.seal('r', 'r/new', 'e', 'https://new/'), pg_temp.seal('', 'page', 'f', 'https://new/');
select is(pg_temp.due('https://new/'), '2020-05', 'a file that waits has nothing to be made again');
update etl.delivery set error_kind = 'local' where agency_id = 9 and path in ('r/new', 'page');
select is(pg_temp.due('https://new/'), '2020-01 2020-05', 'one whose copy is lost has: its month is due');
select is(etl.delivery_moved(9, 'https://new/', '2020-01-01', '{r}'), 1::bigint,
    'the month is made again, without that workbook: it is waited for no more');
select results_eq($$select path from etl.delivery where agency_id = 9 and state = 'ready' and target = 'https://new/'$$,
    $$values ('page')$$, 'a page is written again when all else is sent');

select * from finish();
rollback;
