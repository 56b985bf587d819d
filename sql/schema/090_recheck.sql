-- sql/schema/090_recheck.sql
-- Purpose: what stands on the share, compared again with the receipts: the newest comparison of
-- each published file, which months are due for one, and sending again what is missing.
-- Keys: agency_id leads every key. Nothing here, and nothing that calls it, deletes on the share.

-- The newest comparison of a receipt with what stands on the share.
--   same        the bytes that were sent
--   rewritten   every part that we wrote, on a share that rewrites Office files
--   changed     other bytes
--   missing     nothing stands there
--   unread      it could not be read, so nothing is known
create table etl.recheck (
    agency_id int not null,
    delivery_id bigint not null,       -- of the receipt
    outcome text not null
        check (outcome in ('same', 'rewritten', 'changed', 'missing', 'unread')),
    http_status int not null,          -- of the last answer; 0: none
    sha256 text,                       -- of what stands there
    size bigint,
    checked_at timestamptz not null default clock_timestamp(),
    primary key (agency_id, delivery_id),
    foreign key (agency_id, delivery_id) references etl.receipt (agency_id, delivery_id)
);

-- A time as people of the agency read it, and still unambiguous: 2020-02-03T05:30:00-08:00.
create function etl.local_time(at_time timestamptz, time_zone text) returns text
language sql stable parallel safe
return to_char(at_time at time zone time_zone, 'YYYY-MM-DD"T"HH24:MI:SS')
    || case
        when at_time at time zone time_zone < at_time at time zone 'UTC' then '-' else '+'
    end
    || to_char(
        greatest(
            at_time at time zone time_zone - at_time at time zone 'UTC',
            at_time at time zone 'UTC' - at_time at time zone time_zone), 'HH24:MI');

-- A size as people read it: 812 B, 70.9 kB, 1.2 MB.
create function etl.size_words(bytes bigint) returns text
language sql immutable parallel safe
return case
    when bytes < 1000 then bytes || ' B'
    when bytes < 999950 then to_char(round(bytes / 1e3, 1), 'FM990.0') || ' kB'
    when bytes < 999950000 then to_char(round(bytes / 1e6, 1), 'FM990.0') || ' MB'
    else to_char(round(bytes / 1e9, 1), 'FM999,990.0') || ' GB'
end;

-- What stands published of a month: for each file asked for, the newest receipt. One row per path.
create function etl.published(for_agency int, for_target text, for_month date)
returns setof etl.receipt
language sql stable parallel safe
begin atomic
    select distinct on (r.path) r.*
    from etl.receipt as r
    where r.agency_id = for_agency and r.target = for_target and r.month = for_month
    order by r.path, r.delivery_id desc;
end;

create function etl.recheck_note(
    for_agency int, for_delivery bigint, seen text, status int, seen_sha256 text, seen_size bigint)
returns void
language sql
begin atomic
    insert into etl.recheck (agency_id, delivery_id, outcome, http_status, sha256, size)
    values (for_agency, for_delivery, seen, status, seen_sha256, seen_size)
    on conflict (agency_id, delivery_id) do update
    set outcome = excluded.outcome, http_status = excluded.http_status, sha256 = excluded.sha256,
        size = excluded.size, checked_at = excluded.checked_at;
end;

-- Published months with files that are not as they were sent, by their newest comparison.
create view etl.not_as_sent as
select
    s.agency_id, s.target, s.month,
    count(*) filter (where s.outcome = 'changed') as changed,
    count(*) filter (where s.outcome = 'missing') as missing,
    count(*) filter (where s.outcome = 'unread') as unread,
    max(s.checked_at) as checked_at
from (
    select distinct on (r.agency_id, r.target, r.month, r.path)
        r.agency_id, r.target, r.month, c.outcome, c.checked_at
    from etl.receipt as r
    left join etl.recheck as c
        on c.agency_id = r.agency_id and c.delivery_id = r.delivery_id
    order by r.agency_id, r.target, r.month, r.path, r.delivery_id desc
) as s
where s.outcome in ('changed', 'missing', 'unread')
group by s.agency_id, s.target, s.month;

-- Months to be compared again: older than the newest complete one, with a file that was delivered
-- on an earlier day and never compared since (20 hours: nightly runs do not start to the second).
-- So each file is looked at once more, as a rule a month later, and a difference is told once by a
-- run, and by `status` as long as it lasts.
create function etl.recheck_due(
    for_agency int, for_target text, at_time timestamptz default now())
returns table (month date)
language sql stable
begin atomic
    with newest as (
        select max(r.month) as month
        from etl.receipt as r
        where r.agency_id = for_agency and r.target = for_target
            and etl.part(r.report, r.scope) = 'manifest'
    )
    select distinct r.month
    from newest as n
    inner join etl.receipt as r
        on r.agency_id = for_agency and r.target = for_target and r.month < n.month
    where r.verified_at <= at_time - interval '20 hours'
        and not exists (
            select from etl.receipt as later
            where later.agency_id = r.agency_id and later.target = r.target
                and later.month = r.month and later.path = r.path
                and later.delivery_id > r.delivery_id)
        and not exists (
            select from etl.recheck as c
            where c.agency_id = r.agency_id and c.delivery_id = r.delivery_id
                and c.outcome <> 'unread')
    order by 1;
end;

-- `deliver --again`: the published files of a month become duties once more; what stands on the
-- share unchanged is only looked at, what is missing is sent from the spool, what somebody changed
-- is a conflict as ever. Lists are null for all. Returns what became of each path: again, or
-- gone (no copy in the spool), or waiting (it is a duty already).
create function etl.deliver_again(
    for_agency int, for_target text, for_month date, for_reports text[], for_scopes text[])
returns table (path text, part text, became text)
language plpgsql as $$
#variable_conflict use_column
declare
    f record;
    became text;
begin
    for f in
        select r.path, etl.part(r.report, r.scope) as part, a.artifact_id, a.expired_at
        from etl.published(for_agency, for_target, for_month) as r
        inner join lateral (
            select x.artifact_id, x.expired_at
            from etl.artifact as x
            where x.agency_id = r.agency_id and x.path = r.path
            order by x.artifact_id desc
            limit 1
        ) as a on true
        where (for_reports is null or r.report = any (for_reports)
                or (r.report = '' and etl.part(r.report, r.scope) = any (for_reports)))
            and (for_scopes is null or r.scope = any (for_scopes))
        order by r.path collate "C"
    loop
        became := case
            when exists (
                select from etl.delivery as d
                where d.agency_id = for_agency and d.target = for_target and d.path = f.path
                    and d.state in ('ready', 'sending')) then 'waiting'
            when f.expired_at is not null then 'gone'
            else 'again'
        end;
        if became = 'again' then
            insert into etl.delivery (agency_id, delivery_id, artifact_id, target, path)
            select for_agency, coalesce(max(d.delivery_id), 0) + 1, f.artifact_id, for_target,
                f.path
            from etl.delivery as d
            where d.agency_id = for_agency;
        end if;
        return query select f.path, f.part, became;
    end loop;
end
$$;
