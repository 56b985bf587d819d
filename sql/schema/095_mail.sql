-- sql/schema/095_mail.sql
-- Purpose: which mail was sent about what, so that running again sends nothing twice.
-- A row holds no address (a recipient's is the list's, found again by its digest) and no name.
-- Inputs: etl.month, etl.artifact, etl.receipt, mart.recipient.

--   published  to an owner or copy of a scope: a month's workbooks are there. One for each month,
--              scope, address and set of versions: a restatement is told again.
--   failure    to the operator: one for each kind of failure, not one a night. A run that ends well
--              makes an end of it (state `over`); after a week of the same it is told again.
create table etl.mail (
    agency_id int not null,
    mail_id bigint not null,
    kind text not null check (kind in ('published', 'failure')),
    month date,
    scope text,                        -- published: the scope; failure: the kind of failure
    versions text not null,            -- published: report and version of each workbook
    address_digest text not null,      -- '' for the operator, who stands in the configuration
    message_id text not null,          -- left part; the same for each try
    state text not null default 'ready' check (state in ('ready', 'sent', 'over')),
    attempts int not null default 0,
    message text,                      -- why it is still to be sent
    run_id bigint,                     -- that sent it
    created_at timestamptz not null default now(),
    sent_at timestamptz,
    primary key (agency_id, mail_id)
);
create index mail_agency_id_kind_idx on etl.mail (agency_id, kind, month, scope);

create function etl.mail_digest(address text) returns text
language sql immutable parallel safe
return encode(sha256(convert_to(lower(address), 'UTF8')), 'hex');

-- Makes the mails of the months that were wholly closed within the last week: alerts that are
-- switched on today do not tell of last year. A scope is told to whoever owns it or gets a copy
-- on the day that recipient_settle settled, of the reports that are theirs.
create function etl.mail_plan(for_agency int, at_time timestamptz default now()) returns void
language plpgsql as $$
begin
    with latest as (
        select distinct on (m.report, m.month) m.report, m.month, m.version, m.state, m.closed_at
        from etl.month as m
        where m.agency_id = for_agency and m.version > 0
        order by m.report, m.month, m.version desc
    ),
    closed as (
        select l.month
        from latest as l
        group by l.month
        having bool_and(l.state = 'closed') and max(l.closed_at) > at_time - interval '7 days'
    ),
    wish as (
        select
            c.month, a.scope, etl.mail_digest(r.mail) as address_digest,
            string_agg(distinct a.report || ' ' || l.version, ', ' order by a.report || ' ' || l.version)
                as versions
        from closed as c
        inner join latest as l on l.month = c.month
        inner join etl.artifact as a
            on a.agency_id = for_agency and a.report = l.report and a.month = l.month
            and a.version = l.version
        inner join mart.recipient_list as d on d.agency_id = a.agency_id
        inner join mart.recipient as r
            on r.agency_id = a.agency_id and r.scope = a.scope and r.report in ('', a.report)
            and r.mail <> '' and d.day >= r.valid_from and d.day < r.valid_to
        group by c.month, a.scope, etl.mail_digest(r.mail)
    ),
    fresh as (
        select w.*, row_number() over (order by w.month, w.scope, w.address_digest) as i
        from wish as w
        where not exists (
            select from etl.mail as m
            where m.agency_id = for_agency and m.kind = 'published' and m.month = w.month
                and m.scope = w.scope and m.address_digest = w.address_digest
                and m.versions = w.versions)
    )
    insert into etl.mail (
        agency_id, mail_id, kind, month, scope, versions, address_digest, message_id)
    select
        for_agency, f.i + (
            select coalesce(max(m.mail_id), 0) from etl.mail as m where m.agency_id = for_agency),
        'published', f.month, f.scope, f.versions, f.address_digest,
        left(encode(sha256(convert_to(concat_ws('/', for_agency, 'published', f.month, f.scope,
            f.versions, f.address_digest), 'UTF8')), 'hex'), 32)
    from fresh as f;
end
$$;

-- The mails to the people of a scope that are still to be sent, with one line `report|path` for
-- each workbook where it stands now. Whoever left the list meanwhile gets none.
create function etl.mail_due(for_agency int, at_time timestamptz default now())
returns table (mail_id bigint, message_id text, address text, month date, scope text, links text)
language sql stable
begin atomic
    select
        m.mail_id, m.message_id, min(r.mail), m.month, m.scope,
        string_agg(distinct a.report || '|' || coalesce(e.final_path, a.path), chr(10)
            order by a.report || '|' || coalesce(e.final_path, a.path))
    from etl.mail as m
    inner join mart.recipient_list as d on d.agency_id = m.agency_id
    inner join mart.recipient as r
        on r.agency_id = m.agency_id and r.scope = m.scope and r.mail <> ''
        and etl.mail_digest(r.mail) = m.address_digest
        and d.day >= r.valid_from and d.day < r.valid_to
    inner join lateral (
        select distinct on (x.report) x.report, x.path, x.artifact_id
        from etl.artifact as x
        where x.agency_id = m.agency_id and x.month = m.month and x.scope = m.scope
            and x.report <> '' and r.report in ('', x.report)
        order by x.report, x.artifact_id desc
    ) as a on true
    left join lateral (
        select c.final_path
        from etl.receipt as c
        inner join etl.delivery as v
            on v.agency_id = c.agency_id and v.delivery_id = c.delivery_id
        where c.agency_id = m.agency_id and v.artifact_id = a.artifact_id
        order by c.delivery_id desc
        limit 1
    ) as e on true
    where m.agency_id = for_agency and m.kind = 'published' and m.state = 'ready'
        and m.created_at > at_time - interval '7 days'
    group by m.mail_id, m.message_id, m.month, m.scope
    order by m.mail_id;
end;

create function etl.mail_done(for_agency int, for_mail bigint, for_run bigint, why text)
returns void
language sql
begin atomic
    update etl.mail
    set state = case when why is null then 'sent' else 'ready' end,
        sent_at = case when why is null then clock_timestamp() end,
        message = why, run_id = for_run, attempts = attempts + 1
    where agency_id = for_agency and mail_id = for_mail and state = 'ready';
end;

-- The mail about a failure that is to be sent, if one is: not when the same kind was told within
-- a week and no run has ended well since.
create function etl.mail_failure(
    for_agency int, failure_kind text, at_time timestamptz default now())
returns table (mail_id bigint, message_id text)
language plpgsql as $$
#variable_conflict use_column
declare
    new_id bigint;
begin
    if exists (
        select from etl.mail as m
        where m.agency_id = for_agency and m.kind = 'failure' and m.scope = failure_kind
            and m.state = 'sent' and m.sent_at > at_time - interval '7 days')
    then
        return;
    end if;
    update etl.mail set state = 'over'
    where agency_id = for_agency and kind = 'failure' and scope = failure_kind and state <> 'over';
    select coalesce(max(m.mail_id), 0) + 1 into new_id
    from etl.mail as m where m.agency_id = for_agency;
    return query
    insert into etl.mail as m (
        agency_id, mail_id, kind, scope, versions, address_digest, message_id, created_at)
    values (
        for_agency, new_id, 'failure', failure_kind, '', '',
        left(encode(sha256(convert_to(concat_ws('/', for_agency, 'failure', failure_kind, new_id),
            'UTF8')), 'hex'), 32), at_time)
    returning m.mail_id, m.message_id;
end
$$;

-- A run ended well: the next failure is news again.
create function etl.mail_over(for_agency int) returns void
language sql
begin atomic
    update etl.mail set state = 'over'
    where agency_id = for_agency and kind = 'failure' and state <> 'over';
end;
