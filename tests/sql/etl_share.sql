-- tests/sql/etl_share.sql - what is known about a share: its mark, measurements that expire
begin;
create extension if not exists pgtap;
select plan(17);

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

select * from finish();
rollback;
