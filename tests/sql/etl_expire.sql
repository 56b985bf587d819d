-- tests/sql/etl_expire.sql - what may leave the spool and the mart, and what must stay
begin;
create extension if not exists pgtap;
select plan(44);

-- ---- agency 7: copies in the spool, delivered to one share ----
create function pg_temp.seal(name text, sha text, month date default '2019-01-01') returns bigint
language sql as $$
    select etl.artifact_add(7, 1, 'r', month, 1, 'state', name, repeat(sha, 64), 5, 1, 'https://s/')
$$;
create function pg_temp.deliver(name text) returns bigint language plpgsql as $$
declare
    the_id bigint;
begin
    update etl.delivery set state = 'sending'
    where agency_id = 7 and path = name and state = 'ready'
    returning delivery_id into the_id;
    perform etl.delivery_done(7, 1, the_id, name, 'move', 201, null, false);
    return the_id;
end
$$;
create function pg_temp.spool(days int default 400, later int default 400) returns text
language sql as $$
    select string_agg(path || coalesce(': ' || why, ''), ', ' order by path collate "C")
    from etl.expire_spool(7, days, now() + later * interval '1 day')
$$;
select pg_temp.seal('a', 'a');
select is(pg_temp.spool(), null, 'a copy that was never delivered is not even listed');
select pg_temp.deliver('a');
select is(pg_temp.spool(), 'a: not compared', 'delivered: it stays until it was compared again');
select etl.recheck_note(7, 1, 'unread', 403, null, null);
select is(pg_temp.spool(), 'a: not compared', 'or could not be read');
select etl.recheck_note(7, 1, 'missing', 404, null, null);
select is(pg_temp.spool(), 'a: differs', 'the copy is the only way back');
select etl.recheck_note(7, 1, 'changed', 200, repeat('9', 64), 5);
select is(pg_temp.spool(), 'a: differs', 'also of what somebody changed');
select etl.recheck_note(7, 1, 'rewritten', 200, repeat('8', 64), 6);
select is(pg_temp.spool(), 'a', 'rewritten with our parts intact is fine');
select etl.recheck_note(7, 1, 'same', 200, repeat('a', 64), 5);
select is(pg_temp.spool(), 'a', 'the same as sent: it may go');
select is(pg_temp.spool(400, 399), null, 'not a day before its time');
select is(pg_temp.spool(401), null, 'nor when more days are wanted');
select is((select count(*) from etl.expire_spool(8, 1, now() + interval '9 years')), 0::bigint,
    'another agency has none');
select pg_temp.seal('a', 'b');
select is(pg_temp.spool(), null, 'made anew and not yet sent: the copy is the new one');
select pg_temp.deliver('a');
select is(pg_temp.spool(), 'a: not compared', 'sent: compared before it goes, like any other');
select etl.recheck_note(7, 2, 'same', 200, repeat('b', 64), 5);
select path from etl.deliver_again(7, 'https://s/', '2019-01-01', null, null);
select is(pg_temp.spool(), 'a: waiting', 'a duty of that name: it stays');
update etl.delivery set state = 'done' where agency_id = 7;
select etl.spool_expired(7, 'a');
select is(pg_temp.spool(), null, 'gone is gone');
select is((select count(*) from etl.artifact where agency_id = 7 and expired_at is null), 0::bigint,
    'with the older files of its name');
select is((select count(*) from etl.receipt where agency_id = 7), 2::bigint, 'receipts stay');
select pg_temp.seal('a', 'b');
select is((select count(*) from etl.artifact where agency_id = 7 and expired_at is null), 1::bigint,
    'made again it is a new file in the spool');
select is((select state from etl.delivery where agency_id = 7 order by delivery_id desc limit 1),
    'ready', 'to be looked at on the share');
select pg_temp.deliver('a');

-- ---- months: fourteen are kept ----
create function pg_temp.month(for_agency int, for_month date, for_state text, for_version int default 1)
returns void language sql as $$
    insert into etl.month (agency_id, report, month, version, state, period_end, as_of, cutoff_at,
        preliminary, source_kind, batch_id, run_id)
    values (for_agency, 'r', for_month, for_version, for_state,
        mart.plus_months(for_month, 1) - 1, mart.plus_months(for_month, 1) - 1,
        mart.plus_months(for_month, 1), false, 'famlink', 1, 1);
    select fact.open_month(for_month);
    insert into fact.tie (agency_id, month, version, report, scope_kind, scope, line, check_name,
        first, second, first_is, second_is)
    values (for_agency, for_month, for_version, 'r', 'state', 'state', 1, 'c', 1, 1, 'f', 's')
$$;
create function pg_temp.months() returns text language sql as $$
    select string_agg(to_char(month, 'YYYY-MM') || coalesce(': ' || why, ''), ', ' order by month)
    from etl.expire_months(7, 14)
$$;
select pg_temp.month(7, '2018-12-01', 'later', 0);
select pg_temp.month(7, '2019-01-01', 'closed');
select pg_temp.month(7, '2019-01-01', 'closed', 2);
select pg_temp.month(7, '2019-02-01', 'open');
select pg_temp.month(7, '2020-02-01', 'closed');
select pg_temp.month(8, '2019-01-01', 'closed');
select is(pg_temp.months(), '2018-12', 'January 2019 is the fourteenth before February 2020 ends');
select pg_temp.month(7, '2020-03-01', 'open');
select is(pg_temp.months(), '2018-12, 2019-01: not compared',
    'a month later it is one too many; its file is still to be compared');
select etl.recheck_note(7, (select max(delivery_id) from etl.receipt where agency_id = 7), 'missing',
    404, null, null);
select is(pg_temp.months(), '2018-12, 2019-01: differs', 'missing on the share: the facts stay');
select etl.recheck_note(7, (select max(delivery_id) from etl.receipt where agency_id = 7), 'same',
    200, repeat('b', 64), 5);
select pg_temp.seal('x', 'c');
select is(pg_temp.months(), '2018-12, 2019-01: waiting', 'nor while a file of it waits');
select pg_temp.deliver('x');
select etl.recheck_note(7, (select max(delivery_id) from etl.receipt where agency_id = 7), 'same',
    200, repeat('c', 64), 5);
select is(pg_temp.months(), '2018-12, 2019-01', 'delivered, compared: it may go');
select pg_temp.month(7, '2020-04-01', 'open');
select is(pg_temp.months(), '2018-12, 2019-01, 2019-02: open', 'a month that was never published stays');
select lives_ok($$select etl.month_kept(7, '2019-01-01', true)$$, 'as long as it is there it can be made');

select is(etl.month_expired(7, '2019-02-01', 14), false, 'what must stay is not removed');
select is((select count(*) from fact.tie where agency_id = 7 and month = '2019-02-01'), 1::bigint,
    'not a row');
select is(etl.month_expired(7, '2018-12-01', 14), true, 'a month of trend figures goes');
select is(to_regclass('fact.tie_201812'), null, 'with its partitions');
select etl.month_later(7, 1, 2, 'r', '2018-12-01', '2018-12-31', '2020-05-01', 'famlink');
select is((select count(*) from etl.month where agency_id = 7 and expired_at is not null), 0::bigint,
    'and can be computed again');
update etl.month set expired_at = now() where agency_id = 7 and version = 0;
select is(etl.month_expired(7, '2019-01-01', 14), true, 'a published month goes');
select is((select string_agg(agency_id::text, ',') from fact.tie where month = '2019-01-01'), '8',
    'another agency''s facts of that month stay');
select is((select count(*) from etl.month where agency_id = 7 and month = '2019-01-01'
        and expired_at is not null), 2::bigint, 'the ledger knows what it was');
select is(pg_temp.months(), '2019-02: open', 'it is not asked for again');
select throws_ok($$select etl.month_kept(7, '2019-01-01', false)$$, 'CW002',
    'month 2019-01 has expired: its facts left the mart on ' || to_char(now(), 'YYYY-MM-DD'),
    'asked for, it says so');
select throws_ok($$select etl.month_kept(7, '2020-01-01', true)$$, 'CW002',
    'month 2020-01 cannot be made again as it was: it needs 2019-01, whose facts left the '
        || 'mart on ' || to_char(now(), 'YYYY-MM-DD'), 'so does one whose trends begin there');
select lives_ok($$select etl.month_kept(7, '2020-01-01', false)$$, 'which can still be explained');
select throws_ok($$select etl.month_kept(7, '2020-02-01', true)$$, 'CW002', null,
    'and one that was compared with it');
select lives_ok($$select etl.month_kept(7, '2020-04-01', true)$$, 'later ones have all they need');


-- ---- after a pause of years the newest month is compared with an old one ----
select pg_temp.month(9, '2015-05-01', 'closed');
select pg_temp.month(9, '2015-06-01', 'closed');
select pg_temp.month(9, '2020-03-01', 'open');
select results_eq($$select month, why from etl.expire_months(9, 14)$$,
    $$values (date '2015-05-01', null), (date '2015-06-01', 'compared with')$$,
    'which stays until there is a closer one');
select etl.month_expired(9, '2015-05-01', 14);
select lives_ok($$select etl.month_kept(9, '2020-03-01', true)$$, 'so the newest can be made');
select throws_ok($$select etl.month_kept(9, '2015-06-01', true)$$, 'CW002', null,
    'the old one cannot');
select pg_temp.month(9, '2020-02-01', 'closed');
select is((select string_agg(to_char(month, 'YYYY-MM') || coalesce(why, ''), ',')
        from etl.expire_months(9, 14)), '2015-06', 'now it may go');
select etl.month_expired(9, '2015-06-01', 14);
select throws_ok($$select etl.month_kept(9, '2020-02-01', true)$$, 'CW002', null,
    'and what was compared with it is not made again with nothing beside it');

select * from finish();
rollback;
