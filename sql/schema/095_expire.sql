-- sql/schema/095_expire.sql
-- Purpose: what may leave the spool and the mart for good, and that it has left. The ledger keeps
-- its rows: runs, months, files, receipts and comparisons stay.
-- Nothing leaves that is not delivered, and nothing of which it is not known that it stands on the
-- share: every file was compared with its receipt after it was delivered (etl.recheck).

-- Copies in the spool whose file was delivered `days` ago or more. why: null, it may go; else it
-- stays: waiting (a delivery of that name is to be done), not compared, differs (changed or missing
-- on the share: the copy is the only way back). A copy that was never delivered is not listed.
create function etl.expire_spool(
    for_agency int, days bigint, at_time timestamptz default now())
returns table (path text, month date, size bigint, why text)
language sql stable
begin atomic
    with copy as (
        select distinct on (a.path) a.path, a.month, a.size, a.sha256, a.expired_at
        from etl.artifact as a
        where a.agency_id = for_agency
        order by a.path, a.artifact_id desc
    ),
    sent as (
        select distinct on (r.path) r.path, r.delivery_id, r.sha256, r.verified_at
        from etl.receipt as r
        where r.agency_id = for_agency
        order by r.path, r.delivery_id desc
    )
    select
        c.path, c.month, c.size,
        case
            when exists (
                select from etl.delivery as d
                where d.agency_id = for_agency and d.path = c.path
                    and d.state in ('ready', 'sending')) then 'waiting'
            when k.outcome in ('changed', 'missing') then 'differs'
            when k.outcome in ('same', 'rewritten') then null
            else 'not compared'
        end
    from copy as c
    inner join sent as s on s.path = c.path and s.sha256 = c.sha256
    left join etl.recheck as k
        on k.agency_id = for_agency and k.delivery_id = s.delivery_id
    where c.expired_at is null
        and s.verified_at <= at_time - make_interval(days => days::int)
    order by c.month, c.path collate "C";
end;

-- The copy under this path is gone; older files of the same path were replaced by it long ago.
create function etl.spool_expired(for_agency int, for_path text) returns void
language sql
begin atomic
    update etl.artifact set expired_at = now()
    where agency_id = for_agency and path = for_path and expired_at is null;
end;

-- Months whose facts are older than the `keep` months that end with the newest one that was made.
-- why: null, they may go; else open (never closed), compared with (the newest month is, after a
-- long pause), waiting, not compared, differs, as above.
create function etl.expire_months(for_agency int, keep bigint)
returns table (month date, why text)
language sql stable
begin atomic
    with newest as (
        select max(m.month) as month
        from etl.month as m
        where m.agency_id = for_agency and m.version > 0
    ),
    old as (
        select m.month, bool_or(m.state = 'open') as is_open
        from newest as n
        inner join etl.month as m on m.agency_id = for_agency
        where m.month <= n.month - make_interval(months => keep::int) and m.expired_at is null
        group by m.month
    )
    select
        o.month,
        case
            when o.is_open then 'open'
            when exists (
                select from newest as n
                cross join lateral (
                    select max(m.month) as month
                    from etl.month as m
                    where m.agency_id = for_agency and m.state = 'closed' and m.month < n.month
                    group by m.report
                ) as c
                where c.month = o.month) then 'compared with'
            when exists (
                select from etl.delivery as d
                inner join etl.artifact as a
                    on a.agency_id = d.agency_id and a.artifact_id = d.artifact_id
                where d.agency_id = for_agency and a.month = o.month
                    and d.state in ('ready', 'sending')) then 'waiting'
            when exists (
                select from etl.not_as_sent as n
                where n.agency_id = for_agency and n.month = o.month) then 'differs'
            when exists (
                select from etl.receipt as r
                where r.agency_id = for_agency and r.month = o.month
                    and not exists (
                        select from etl.receipt as later
                        where later.agency_id = r.agency_id and later.path = r.path
                            and later.delivery_id > r.delivery_id)
                    and not exists (
                        select from etl.recheck as c
                        where c.agency_id = r.agency_id
                            and c.delivery_id = r.delivery_id)) then 'not compared'
        end
    from old as o
    order by o.month;
end;

-- Removes an agency's facts of a month: a partition that holds nobody else's is dropped. Returns
-- how many partitions were.
create function fact.drop_month(for_agency int, old_month date) returns int
language plpgsql as $$
declare
    t record;
    shared boolean;
    dropped int := 0;
begin
    for t in
        select c.oid::regclass as part
        from pg_class as c
        inner join pg_namespace as n on n.oid = c.relnamespace
        inner join pg_inherits as i on i.inhrelid = c.oid
        inner join pg_class as up on up.oid = i.inhparent
        where n.nspname = 'fact' and c.relname = up.relname || '_' || to_char(old_month, 'YYYYMM')
        order by c.relname
    loop
        execute format('select exists (select from %s where agency_id <> $1)', t.part)
            into shared using for_agency;
        if shared then
            execute format('delete from %s where agency_id = $1', t.part) using for_agency;
        else
            execute format('drop table %s', t.part);
            dropped := dropped + 1;
        end if;
    end loop;
    return dropped;
end
$$;

-- One month, if it still may go.
create function etl.month_expired(for_agency int, old_month date, keep bigint) returns boolean
language plpgsql as $$
begin
    if not exists (
        select from etl.expire_months(for_agency, keep) as e
        where e.month = old_month and e.why is null) then
        return false;
    end if;
    perform fact.drop_month(for_agency, old_month);
    update etl.month set expired_at = now()
    where agency_id = for_agency and month = old_month;
    return true;
end
$$;

-- Refuses a month that can no longer be made as it was published: its facts, or (with_trends) those
-- of a month that its trends show or that it is compared with, have left the mart.
create function etl.month_kept(for_agency int, for_month date, with_trends boolean) returns void
language plpgsql stable as $$
declare
    gone etl.month;
begin
    select * into gone
    from etl.month as m
    where m.agency_id = for_agency and m.expired_at is not null
        and m.month <= for_month
        and m.month >= case
            when with_trends then least(
                mart.plus_months(for_month, -12), (
                    select max(c.month)
                    from etl.month as c
                    where c.agency_id = for_agency and c.report = m.report
                        and c.state = 'closed' and c.month < for_month))
            else for_month
        end
    order by m.month desc
    limit 1;
    if gone.month is null then
        return;
    end if;
    raise exception using errcode = 'CW002',
        message = case
            when gone.month = date_trunc('month', for_month)::date
            then format('month %s has expired: its facts left the mart on %s',
                to_char(gone.month, 'YYYY-MM'), to_char(gone.expired_at, 'YYYY-MM-DD'))
            else format('month %s cannot be made again as it was: it needs %s, whose facts '
                || 'left the mart on %s', to_char(for_month, 'YYYY-MM'),
                to_char(gone.month, 'YYYY-MM'), to_char(gone.expired_at, 'YYYY-MM-DD'))
        end,
        hint = 'what was published stands on the share: see `cwreports receipts` and `verify` '
            || '(retention.mart_months)';
end
$$;
