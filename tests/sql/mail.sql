-- tests/sql/mail.sql - which mail is sent about what, and nothing twice
begin;
create extension if not exists pgtap;
select plan(19);

insert into mart.recipient_list (agency_id, digest, day) values (7, 'd', '2020-02-05');
insert into mart.recipient (agency_id, ordinal, scope, report, role, mail, valid_from, valid_to) values
    (7, 1, 'office-1', '', 'owner', 'Ann@agency.example', '-infinity', 'infinity'),
    (7, 2, 'office-1', 'a', 'copy', 'bob@agency.example', '-infinity', 'infinity'),
    (7, 3, 'office-1', '', 'copy', 'left@agency.example', '-infinity', '2020-02-05'),
    (7, 4, 'office-2', '', 'owner', '', '-infinity', 'infinity');
select etl.run_begin(7, 'run', null, 'p', 'd', 'famlink', 'h', 1);

create function pg_temp.closed(of_report text, of_month date, of_version int, its_state text, at timestamptz)
returns void language sql as $$
    insert into etl.month (agency_id, report, month, version, state, period_end, as_of, cutoff_at,
        preliminary, source_kind, batch_id, run_id, closed_at)
    values (7, of_report, of_month, of_version, its_state, of_month, of_month, of_month, false,
        'famlink', 1, 1, at);
    select etl.artifact_add(7, 1, of_report, of_month, of_version, s.scope,
        of_report || '_' || s.scope || '.xlsx', repeat(of_version::text, 64), 1, 1, null)
    from (values ('office-1'), ('office-2'), ('state')) as s (scope);
$$;

select pg_temp.closed('a', '2020-01-01', 1, 'closed', '2020-02-05 12:00+00');
select pg_temp.closed('b', '2020-01-01', 1, 'open', null);
select etl.mail_plan(7, '2020-02-05 13:00+00');
select is_empty($$select * from etl.mail$$, 'a report of the month is open: nobody is told of half a month');
update etl.month set state = 'closed', closed_at = '2020-02-05 12:00+00' where report = 'b';
select etl.mail_plan(7, '2020-02-12 12:00:01+00');
select is_empty($$select * from etl.mail$$, 'closed more than a week ago: old news');
select etl.mail_plan(7, '2020-02-05 13:00+00');
select results_eq($$select distinct scope from etl.mail$$, $$values ('office-1')$$,
    'a scope without an address is not mailed');
select bag_eq($$select address, links from etl.mail_due(7)$$,
    $$values ('Ann@agency.example', E'a|a_office-1.xlsx\nb|b_office-1.xlsx'),
        ('bob@agency.example', 'a|a_office-1.xlsx')$$,
    'the owner gets all reports, the copy what it is for, who has left nothing');
select is((select count(*) from etl.mail where mail::text like '%agency.example%'), 0::bigint,
    'the ledger holds no address');
select etl.mail_plan(7, '2020-02-05 14:00+00');
select is((select count(*) from etl.mail), 2::bigint, 'planned once');
select is((select count(distinct message_id) from etl.mail), 2::bigint, 'each has an id of its own');
select results_eq($$select message_id from etl.mail_due(7)$$, $$select message_id from etl.mail_due(7)$$,
    'the same at each try');

select etl.mail_done(7, 1, 1, 'the server is away');
select is((select state || ' ' || attempts || ' ' || message from etl.mail where mail_id = 1),
    'ready 1 the server is away', 'what failed is still to be sent, and why');
select etl.mail_done(7, 1, 1, null);
select etl.mail_done(7, 2, 1, null);
select is_empty($$select * from etl.mail_due(7)$$, 'sent is sent');
select etl.mail_plan(7, '2020-02-06 13:00+00');
select is_empty($$select * from etl.mail_due(7)$$, 'and running again sends nothing');
select pg_temp.closed('a', '2020-01-01', 2, 'closed', '2020-02-06 12:00+00');
select etl.mail_plan(7, '2020-02-06 13:00+00');
select is((select count(*) from etl.mail_due(7)), 2::bigint, 'a restatement is told again');
update mart.recipient set valid_to = '2020-02-05' where ordinal = 2;
select results_eq($$select address from etl.mail_due(7)$$, $$values ('Ann@agency.example')$$,
    'who left the list meanwhile is not mailed');

-- ---- failures ----
select is((select count(*) from etl.mail_failure(7, 'source-away', '2020-02-05 12:00+00')), 1::bigint,
    'the first night is told');
update etl.mail set state = 'sent', sent_at = '2020-02-05 12:00+00' where kind = 'failure';
select is_empty($$select * from etl.mail_failure(7, 'source-away', '2020-02-06 12:00+00')$$,
    'the second night of the same is not');
select is((select count(*) from etl.mail_failure(7, 'totals', '2020-02-06 12:00+00')), 1::bigint,
    'another failure is');
select is((select count(*) from etl.mail_failure(7, 'source-away', '2020-02-12 12:00:01+00')), 1::bigint,
    'after a week of the same it is told again');
update etl.mail set state = 'sent', sent_at = '2020-02-12 12:00+00' where kind = 'failure' and state = 'ready';
select etl.mail_over(7);
select is((select count(*) from etl.mail_failure(7, 'source-away', '2020-02-13 12:00+00')), 1::bigint,
    'a good run between: it is news again');
select is((select count(*) from etl.mail_due(7)), 1::bigint, 'a failure is not sent to the people of a scope');

select * from finish();
rollback;
