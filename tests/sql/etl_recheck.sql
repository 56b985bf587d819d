-- tests/sql/etl_recheck.sql - comparing again, sending again: what the ledger says about the share
begin;
create extension if not exists pgtap;
select plan(28);

select is(etl.local_time('2020-02-03 13:30:00+00', 'America/Los_Angeles'),
    '2020-02-03T05:30:00-08:00', 'a winter morning in Los Angeles');
select is(etl.local_time('2020-07-03 13:30:00+00', 'America/Los_Angeles'),
    '2020-07-03T06:30:00-07:00', 'a summer morning');
select is(etl.local_time('2020-02-03 13:30:00+00', 'Asia/Kolkata'), '2020-02-03T19:00:00+05:30',
    'half an hour, east');
select is(etl.local_time('2020-02-03 13:30:00+00', 'UTC'), '2020-02-03T13:30:00+00:00', 'UTC');
select is(etl.local_time('2020-11-01 09:30:00+00', 'America/Los_Angeles'),
    '2020-11-01T01:30:00-08:00', 'the second half past one of the night that has two');
select is(etl.local_time(null, 'UTC'), null, 'never is never');
select is(etl.part('r', 'state'), 'workbook');
select is(etl.part('', 'index'), 'index');
select is(etl.part('', ''), 'manifest');

-- ---- an agency with two months, r for workbooks, on one share ----
create function pg_temp.publish(run bigint, month date, name text, sha text, for_report text = 'r',
    for_scope text = 'state', at_name text = null, for_agency int = 7)
returns bigint language plpgsql as $$
declare
    the_id bigint;
begin
    perform etl.artifact_add(for_agency, run, for_report, month, 1, for_scope, name,
        repeat(sha, 64), 5, 1, 'https://s/');
    select max(d.delivery_id) into the_id from etl.delivery as d where d.agency_id = for_agency;
    update etl.delivery set state = 'sending', last_run_id = run
    where agency_id = for_agency and delivery_id = the_id;
    perform etl.delivery_done(for_agency, run, the_id, coalesce(at_name, name), 'move', 201, null,
        false);
    return the_id;
end
$$;
create function pg_temp.due(hours int = 720) returns text language sql as $$
    select coalesce(string_agg(to_char(month, 'YYYY-MM'), ',' order by month), '')
    from etl.recheck_due(7, 'https://s/', now() + hours * interval '1 hour')
$$;
select pg_temp.publish(1, '2019-12-01', 'dec/a', 'a');
select pg_temp.publish(1, '2019-12-01', 'dec/b', 'b', for_scope => 'region-1');
select pg_temp.publish(1, '2019-12-01', 'dec/manifest.json', 'c', '', '');
select pg_temp.publish(1, '2019-12-01', 'dec/a', 'a', for_agency => 8);
select is(pg_temp.due(), '', 'the newest month is not looked at again');
select pg_temp.publish(2, '2020-01-01', 'jan/a', 'd');
select is(pg_temp.due(), '', 'nor is the one before it while the newest is not complete');
select pg_temp.publish(2, '2020-01-01', 'jan/manifest.json', 'e', '', '');
select is(pg_temp.due(), '2019-12', 'a complete January: December is due');
select is((select string_agg(distinct to_char(month, 'YYYY-MM'), ',')
        from etl.recheck_due(8, 'https://s/', now() + interval '1 year')), null, 'another agency has no newer month');
select etl.recheck_note(7, 1, 'missing', 404, null, null);
select is(pg_temp.due(), '2019-12', 'as long as one file was not looked at');
select etl.recheck_note(7, 2, 'same', 200, repeat('b', 64), 5);
select etl.recheck_note(7, 3, 'unread', 403, null, null);
select is(pg_temp.due(), '2019-12', 'or could not be read');
select results_eq($$select month, changed, missing, unread from etl.not_as_sent where agency_id = 7$$,
    $$values (date '2019-12-01', 0::bigint, 1::bigint, 1::bigint)$$, 'what differs is known');
select etl.recheck_note(7, 3, 'changed', 200, repeat('9', 64), 6);
select is(pg_temp.due(), '', 'a difference is told once');
select results_eq($$select changed, missing, unread from etl.not_as_sent where agency_id = 7$$,
    $$values (1::bigint, 1::bigint, 0::bigint)$$, 'and stays known');
select is((select count(*) from etl.recheck where agency_id = 7), 3::bigint,
    'the newest comparison stands');

-- ---- again ----
create function pg_temp.again(reports text[] = null, scopes text[] = null, month date = '2019-12-01')
returns text language sql as $$
    select string_agg(path || ' ' || became, ',' order by path collate "C")
    from etl.deliver_again(7, 'https://s/', month, reports, scopes)
$$;
select is(pg_temp.again(month => '2019-11-01'), null, 'a month that was never delivered');
select is(pg_temp.again('{r}', '{region-1}'), 'dec/b again', 'one workbook');
select is(pg_temp.again(), 'dec/a again,dec/b waiting,dec/manifest.json again',
    'all of the month; a duty is not doubled');
select is((select string_agg(path, ',' order by delivery_id) from etl.delivery
        where agency_id = 7 and state = 'ready'), 'dec/b,dec/a,dec/manifest.json', 'three duties');
select results_eq(
    $$select path, left(sent_sha256, 1) from etl.delivery_claim(7, 3, 'https://s/', 'workbook')$$,
    $$values ('dec/b', 'b')$$, 'only what we sent may be replaced');
update etl.delivery set state = 'done' where agency_id = 7;
update etl.artifact set expired_at = now() where agency_id = 7 and path = 'dec/a';
select is(pg_temp.again('{r}'), 'dec/a gone,dec/b again', 'what left the spool cannot be sent');
update etl.delivery set state = 'done' where agency_id = 7;

-- ---- a new receipt of the same path ----
select pg_temp.publish(3, '2019-12-01', 'dec/a', 'f', at_name => 'dec/a_r2');
select is((select missing from etl.not_as_sent where agency_id = 7), 0::bigint,
    'sent again: the older comparison is of no interest');
select results_eq(
    $$select path, final_path, left(sha256, 1) from etl.published(7, 'https://s/', '2019-12-01')
        where report = 'r' order by path collate "C"$$,
    $$values ('dec/a', 'dec/a_r2', 'f'), ('dec/b', 'dec/b', 'b')$$,
    'what stands published: the newest receipt of each path');
select is(pg_temp.due(19) || '/' || pg_temp.due(20), '/2019-12',
    'it is not looked at again on the same day, but by the next night''s run');

select * from finish();
rollback;
