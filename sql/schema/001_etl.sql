-- sql/schema/001_etl.sql
-- Purpose: the ledger: runs, steps, loads of the source, sealed files, deliveries, receipts, and
-- which version of which month stands. Every change of state is one function below; etl/ledger.c
-- and etl/outbox.c only call them.
-- Keys: agency_id leads every key. Numbers are counted up per agency under that agency's advisory
-- lock (one run at a time), so there is no sequence shared by agencies.
-- Messages hold names and counts only: never a value of the source, never a secret.
-- Errors: errcode CWnnn is the program's exit code nnn.

create schema etl;

comment on schema etl is 'the ledger of cwreports: runs, loads, files, deliveries, months';

-- Schema files that were applied here, with the digest of their text.
create table etl.migration (
    name text primary key,
    digest text not null,
    program text not null,
    applied_at timestamptz not null default now()
);

-- One row per call that works for an agency. `dead`: it ended without saying so.
create table etl.run (
    agency_id int not null,
    run_id bigint not null,
    verb text not null,
    month date,
    state text not null default 'running'
        check (state in ('running', 'done', 'failed', 'stopped', 'dead')),
    started_at timestamptz not null default now(),
    ended_at timestamptz,
    program text not null,
    sql_digest text not null,
    source_kind text not null,
    host text not null,
    pid int not null,
    exit_code int,
    error_kind text,
    message text,
    hint text,
    primary key (agency_id, run_id)
);

create table etl.step (
    agency_id int not null,
    run_id bigint not null,
    ordinal int not null,
    step text not null,
    state text not null default 'running'
        check (state in ('running', 'done', 'failed', 'stopped', 'dead')),
    started_at timestamptz not null default clock_timestamp(),
    ended_at timestamptz,
    rows bigint,
    files bigint,
    bytes bigint,
    message text,
    primary key (agency_id, run_id, ordinal),
    foreign key (agency_id, run_id) references etl.run (agency_id, run_id) on delete cascade
);

-- One row per load of the source into stage.
--   loading    nothing of it is to be seen in stage: what stood there still stands
--   switching  its tables are being committed, one transaction per connection
--   complete   stage holds exactly this load
--   failed     given up while loading
create table etl.batch (
    agency_id int not null,
    batch_id bigint not null,
    run_id bigint not null,
    state text not null default 'loading'
        check (state in ('loading', 'switching', 'complete', 'failed')),
    source_kind text not null,
    cutoff_at timestamp not null,      -- agency wall clock
    time_zone text not null,
    rows bigint,
    started_at timestamptz not null default now(),
    completed_at timestamptz,
    primary key (agency_id, batch_id)
);

-- What the last complete load found: tables that the source has not are `Not recorded`.
create table etl.source_table (
    agency_id int not null,
    table_name text not null,          -- of stage
    source_table text,                 -- the optional table its extract names, else null
    present boolean not null,
    rows bigint not null,
    batch_id bigint not null,
    primary key (agency_id, table_name)
);

-- Of which load the model (schema mart) is. Its tables are committed one by one.
--   making       they may be of two loads: only a model of all of them may be read
--   made         all are of this load
create table etl.mart (
    agency_id int not null,
    batch_id bigint not null,
    run_id bigint not null,
    state text not null check (state in ('making', 'made')),
    changed_at timestamptz not null default now(),
    primary key (agency_id)
);

-- C11. Which facts stand for a month of a report.
--   open         facts are made, nothing is published
--   preliminary  published before the month's data was complete
--   closed       published; the facts stay as they are
--   later        version 0: computed from a later extract, for trends only
create table etl.month (
    agency_id int not null,
    report text not null,
    month date not null,
    version int not null,
    state text not null check (state in ('open', 'preliminary', 'closed', 'later')),
    period_end date not null,
    as_of date not null,
    cutoff_at timestamp not null,
    preliminary boolean not null,
    source_kind text not null,
    batch_id bigint not null,
    run_id bigint not null,
    computed_at timestamptz not null default now(),
    closed_at timestamptz,
    expired_at timestamptz,            -- its facts have left the mart
    -- what it is compared with, as it stood when the facts were made: a closed month's workbooks
    -- stay as they are when another month is restated, or run for the first time
    previous_month date,
    previous_version int,
    trend_kept boolean not null default false,  -- its trend is in fact.trend
    primary key (agency_id, report, month, version)
);

-- Sealed files. The newest row of a path is what lies in the spool.
create table etl.artifact (
    agency_id int not null,
    artifact_id bigint not null,
    run_id bigint not null,
    report text not null,              -- '' for a month's index and manifest
    month date not null,
    version int not null,
    scope text not null,
    path text not null,
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    size bigint not null,
    rows bigint not null,
    sealed_at timestamptz not null default now(),
    expired_at timestamptz,            -- its spool copy was removed
    primary key (agency_id, artifact_id)
);
create index artifact_agency_id_path_idx on etl.artifact (agency_id, path, artifact_id desc);
create index artifact_agency_id_lower_idx on etl.artifact (agency_id, lower(path));
create index artifact_agency_id_month_idx on etl.artifact (agency_id, month, report);

-- What a sealed file is to its month. They are sent in this order: an index lists what is there,
-- and a month without a manifest is not complete.
create function etl.part(report text, scope text) returns text
language sql immutable parallel safe
return case when report <> '' then 'workbook' when scope = 'index' then 'index' else 'manifest' end;

-- The duty to put an artifact on a share. `superseded`: a newer file of the same path took over.
create table etl.delivery (
    agency_id int not null,
    delivery_id bigint not null,
    artifact_id bigint not null,
    target text not null,              -- address of the share
    path text not null,
    state text not null default 'ready'
        check (state in ('ready', 'sending', 'done', 'superseded')),
    attempts int not null default 0,
    last_run_id bigint,                -- the run that tried last
    parts_sha256 text,                 -- of the parts that it sends, on a share that rewrites
    error_kind text,                   -- why it is still to be done
    message text,
    hint text,
    created_at timestamptz not null default now(),
    claimed_at timestamptz,
    done_at timestamptz,
    primary key (agency_id, delivery_id),
    foreign key (agency_id, artifact_id) references etl.artifact (agency_id, artifact_id)
);
create index delivery_agency_id_state_idx on etl.delivery (agency_id, state, delivery_id);
create index delivery_agency_id_path_idx on etl.delivery (agency_id, target, path, delivery_id);

-- What was read back from the share and found to be the same. A delivery is done once.
create table etl.receipt (
    agency_id int not null,
    delivery_id bigint not null,
    run_id bigint not null,
    report text not null,
    month date not null,
    version int not null,
    scope text not null,
    target text not null,
    path text not null,                -- as asked for
    final_path text not null,          -- where it stands
    sha256 text not null,              -- as it was sent
    parts_sha256 text,                 -- of its parts, on a share that rewrites Office files
    size bigint not null,
    rows bigint not null,
    method text not null,
    http_status int not null,
    etag text,
    unchanged boolean not null,        -- it stood there already
    verified_at timestamptz not null default now(),
    primary key (agency_id, delivery_id)
);
create index receipt_agency_id_month_idx on etl.receipt (agency_id, month, report, scope);
create index receipt_agency_id_path_idx
    on etl.receipt (agency_id, target, final_path, delivery_id desc);

-- ---------------------------------------------------------------------------------------------
-- C1: the last month that has ended on the agency's wall clock.
create function etl.default_month(time_zone text, at_time timestamptz default now()) returns date
language sql stable parallel safe
return (date_trunc('month', at_time at time zone time_zone) - interval '1 month')::date;

-- C1, C2: what a month means for a source with this cutoff. The clock decides the default month
-- and nothing else. A month that begins after the cutoff is refused.
create function etl.period(
    asked_month date, time_zone text, cutoff timestamp, at_time timestamptz default now())
returns table (month date, period_end date, as_of date, preliminary boolean)
language plpgsql stable as $$
#variable_conflict use_column
declare
    first_day date := date_trunc('month',
        coalesce(asked_month, etl.default_month(time_zone, at_time))::timestamp)::date;
    last_day date := (first_day + interval '1 month')::date - 1;
begin
    if cutoff is null then
        raise exception using errcode = 'CW004', message = 'the source has no cutoff',
            hint = 'its cutoff table must hold one row with one time';
    end if;
    if first_day > cutoff::date then
        raise exception using errcode = 'CW004',
            message = format('month %s begins after the data cutoff %s',
                to_char(first_day, 'YYYY-MM'), to_char(cutoff, 'YYYY-MM-DD HH24:MI:SS')),
            hint = 'wait for the next load of the extract, or ask for an earlier month';
    end if;
    return query select
        first_day, last_day, least(last_day, cutoff::date),
        cutoff < (last_day + 1)::timestamp;
end
$$;

-- An age as people say it, of completed units: 31 hours, 3 days, 5 months, 2 years.
create function etl.age_words(hours bigint) returns text
language sql immutable parallel safe
return case
    when hours = 1 then '1 hour'
    when hours < 48 then hours || ' hours'
    when hours < 61 * 24 then hours / 24 || ' days'
    when hours < 731 * 24 then floor(hours / 24 / 30.4375) || ' months'
    else floor(hours / 24 / 365.25) || ' years'
end;

-- quality.max_source_age_hours: a source that stopped being loaded is refused. 0: any age.
create function etl.check_age(
    cutoff timestamp, time_zone text, max_hours bigint, at_time timestamptz default now())
returns void
language plpgsql stable as $$
declare
    age_hours bigint := floor(extract(epoch from at_time - (cutoff at time zone time_zone)) / 3600);
begin
    if max_hours > 0 and age_hours > max_hours then
        raise exception using errcode = 'CW004',
            message = format('the source is stale: its cutoff %s is %s%s old, %s hours are allowed',
                to_char(cutoff, 'YYYY-MM-DD HH24:MI:SS'), etl.age_words(age_hours),
                case when age_hours >= 48 then ' (' || age_hours || ' hours)' else '' end,
                max_hours),
            hint = 'ask the owner of the extract why it was not loaded '
                || '(quality.max_source_age_hours)';
    end if;
end
$$;

-- ---------------------------------------------------------------------------------------------
-- Opens a run. The caller holds the agency's advisory lock, so whatever still says "running"
-- died: it is marked, and what it was sending is to be sent again.
create function etl.run_begin(
    for_agency int, run_verb text, run_month date, run_program text, run_sql_digest text,
    run_source_kind text, run_host text, run_pid int)
returns bigint
language plpgsql as $$
declare
    new_id bigint;
begin
    update etl.step set state = 'dead', ended_at = now()
    where agency_id = for_agency and state = 'running';
    update etl.run set state = 'dead', ended_at = now()
    where agency_id = for_agency and state = 'running';
    update etl.delivery set state = 'ready'
    where agency_id = for_agency and state = 'sending';
    update etl.batch set state = 'failed'
    where agency_id = for_agency and state = 'loading';
    select coalesce(max(r.run_id), 0) + 1 into new_id
    from etl.run as r where r.agency_id = for_agency;
    insert into etl.run (
        agency_id, run_id, verb, month, program, sql_digest, source_kind, host, pid)
    values (
        for_agency, new_id, run_verb, run_month, run_program, run_sql_digest, run_source_kind,
        run_host, run_pid);
    return new_id;
end
$$;

-- The month is known once the cutoff is.
create function etl.run_month(for_agency int, for_run bigint, run_month date) returns void
language sql
begin atomic
    update etl.run set month = run_month where agency_id = for_agency and run_id = for_run;
end;

-- Closes a run: done, failed or stopped. A run that is not running stays as it is.
create function etl.run_end(
    for_agency int, for_run bigint, end_state text, end_exit_code int, end_error_kind text,
    end_message text, end_hint text)
returns void
language sql
begin atomic
    update etl.run
    set state = end_state, ended_at = clock_timestamp(), exit_code = end_exit_code,
        error_kind = end_error_kind, message = end_message, hint = end_hint
    where agency_id = for_agency and run_id = for_run and state = 'running';
end;

create function etl.step_begin(for_agency int, for_run bigint, step_name text) returns int
language sql
begin atomic
    insert into etl.step (agency_id, run_id, ordinal, step)
    select for_agency, for_run, coalesce(max(s.ordinal), 0) + 1, step_name
    from etl.step as s
    where s.agency_id = for_agency and s.run_id = for_run
    returning ordinal;
end;

create function etl.step_end(
    for_agency int, for_run bigint, for_ordinal int, end_state text, step_rows bigint,
    step_files bigint, step_bytes bigint, step_message text)
returns void
language sql
begin atomic
    update etl.step
    set state = end_state, ended_at = clock_timestamp(), rows = step_rows, files = step_files,
        bytes = step_bytes, message = step_message
    where agency_id = for_agency and run_id = for_run and ordinal = for_ordinal
        and state = 'running';
end;

-- ---------------------------------------------------------------------------------------------
-- One agency, one kind of source: a second kind would replace its rows and its code maps.
create function etl.check_kind(for_agency int, kind text) returns void
language plpgsql stable as $$
declare
    loaded text;
begin
    select b.source_kind into loaded
    from etl.batch as b
    where b.agency_id = for_agency and b.state in ('switching', 'complete')
    order by b.batch_id desc
    limit 1;
    if loaded <> kind then
        raise exception using errcode = 'CW002',
            message = format('agency %s was extracted as "%s", the configuration says "%s"',
                for_agency, loaded, kind),
            hint = 'give each agency its own agency.id; nothing of agency ' || for_agency
                || ' was changed';
    end if;
end
$$;

-- quality.max_drop_pct: a load that lost a table or many of its rows is refused before it takes
-- the last one's place. Compared with the last complete load, of tables that had 200 rows or more;
-- a table that has gone or become empty is refused at any size, and so is an empty table that the
-- reports cannot do without (`-- core: yes` in its SELECT), on the first load too.
create function etl.check_drop(
    for_agency int, kind text, table_names text[], are_present boolean[], are_core boolean[],
    loaded_rows bigint[], max_drop_pct numeric)
returns void
language plpgsql stable as $$
declare
    worst record;
begin
    select
        l.table_name, l.present, l.rows, s.rows as last_rows,
        round(100.0 * (s.rows - l.rows) / nullif(s.rows, 0), 1) as drop_pct,
        count(*) over () - 1 as others
    into worst
    from unnest(table_names, are_present, are_core, loaded_rows)
        as l (table_name, present, core, rows)
    left join etl.source_table as s
        on s.agency_id = for_agency and s.table_name = l.table_name and s.present
    where l.core and l.rows = 0
        or s.rows > 0 and l.rows = 0
        or s.rows >= 200 and 100.0 * (s.rows - l.rows) > max_drop_pct * s.rows
    order by l.rows = 0 desc, drop_pct desc nulls last, l.table_name
    limit 1;
    if found then
        raise exception using errcode = 'CW004',
            message = format('table "%s" (sql/source/%s/%s.sql) %s%s%s', worst.table_name, kind,
                worst.table_name,
                case
                    when not worst.present then 'is not there any more'
                    when worst.rows = 0 then 'is empty: 0 rows'
                    else format('has %s rows', worst.rows)
                end,
                coalesce(', ' || worst.last_rows || ' in the last load'
                    || case when worst.rows > 0
                        then format(': %s %% fewer, allowed are %s %%', worst.drop_pct,
                            max_drop_pct)
                        else '' end, ''),
                case when worst.others > 0
                    then format('; and %s more tables like it', worst.others) else '' end),
            hint = 'the last load stands; ask the owner of the extract; if it is complete, run '
                || 'once with --accept-drop (quality.max_drop_pct is the limit)';
    end if;
end
$$;

create function etl.batch_begin(
    for_agency int, for_run bigint, kind text, cutoff timestamp, zone text)
returns bigint
language sql
begin atomic
    insert into etl.batch (agency_id, batch_id, run_id, source_kind, cutoff_at, time_zone)
    select for_agency, coalesce(max(b.batch_id), 0) + 1, for_run, kind, cutoff, zone
    from etl.batch as b
    where b.agency_id = for_agency
    returning batch_id;
end;

-- All tables are loaded, none is committed. From here to batch_complete stage may be mixed.
create function etl.batch_switch(for_agency int, for_batch bigint) returns void
language sql
begin atomic
    update etl.batch set state = 'switching'
    where agency_id = for_agency and batch_id = for_batch and state = 'loading';
end;

-- One table of a load. Called in the transaction of batch_complete.
create function etl.batch_table(
    for_agency int, for_batch bigint, stage_table text, optional_table text, is_present boolean,
    loaded_rows bigint)
returns void
language sql
begin atomic
    insert into etl.source_table (
        agency_id, table_name, source_table, present, rows, batch_id)
    values (for_agency, stage_table, optional_table, is_present, loaded_rows, for_batch)
    on conflict (agency_id, table_name) do update
    set source_table = excluded.source_table, present = excluded.present, rows = excluded.rows,
        batch_id = excluded.batch_id;
end;

create function etl.batch_complete(for_agency int, for_batch bigint) returns void
language sql
begin atomic
    delete from etl.source_table where agency_id = for_agency and batch_id <> for_batch;
    update etl.batch
    set state = 'complete', completed_at = clock_timestamp(),
        rows = (
            select coalesce(sum(t.rows), 0) from etl.source_table as t
            where t.agency_id = for_agency and t.batch_id = for_batch)
    where agency_id = for_agency and batch_id = for_batch and state = 'switching';
end;

create function etl.batch_failed(for_agency int, for_batch bigint) returns void
language sql
begin atomic
    update etl.batch set state = 'failed'
    where agency_id = for_agency and batch_id = for_batch and state = 'loading';
end;

-- The load that stage holds; refused when there is none, or when one was cut off while switching.
create function etl.batch_current(for_agency int, kind text)
returns table (batch_id bigint, cutoff_at timestamp, time_zone text)
language plpgsql stable as $$
#variable_conflict use_column
declare
    b etl.batch;
begin
    select * into b
    from etl.batch as x
    where x.agency_id = for_agency and x.state in ('switching', 'complete')
    order by x.batch_id desc
    limit 1;
    if b.batch_id is null then
        raise exception using errcode = 'CW004',
            message = format('nothing is extracted for agency %s', for_agency),
            hint = 'run `cwreports extract` first';
    end if;
    if b.state <> 'complete' then
        raise exception using errcode = 'CW004',
            message = format('the last extract of agency %s was cut off (load %s)', for_agency,
                b.batch_id),
            hint = 'run `cwreports extract` again';
    end if;
    if b.source_kind <> kind then
        raise exception using errcode = 'CW002',
            message = format('agency %s was extracted as "%s", the configuration says "%s"',
                for_agency, b.source_kind, kind),
            hint = 'give each agency its own agency.id';
    end if;
    return query select b.batch_id, b.cutoff_at, b.time_zone;
end
$$;

-- ---------------------------------------------------------------------------------------------
-- C11. Which version of a month this run works on. A closed month stays (frozen) unless it is
-- restated, which makes the next version. An open or preliminary one is computed again.
create function etl.month_open(
    for_agency int, for_run bigint, for_batch bigint, for_report text, for_month date,
    month_end date, month_as_of date, cutoff timestamp, is_preliminary boolean, kind text,
    restate boolean)
returns table (version int, frozen boolean)
language plpgsql as $$
#variable_conflict use_column
declare
    last etl.month;
    previous etl.month;
    closed_cutoff timestamp;
    new_version int;
begin
    select * into last
    from etl.month as m
    where m.agency_id = for_agency and m.report = for_report and m.month = for_month
        and m.version > 0
    order by m.version desc
    limit 1;
    if last.state = 'closed' and not restate then
        return query select last.version, true;
        return;
    end if;
    select max(m.cutoff_at) into closed_cutoff
    from etl.month as m
    where m.agency_id = for_agency and m.report = for_report and m.month = for_month
        and m.state = 'closed';
    if closed_cutoff is not null and (is_preliminary or cutoff < closed_cutoff) then
        raise exception using errcode = 'CW004',
            message = format('%s %s was closed with the data cutoff %s, the source now ends at %s',
                for_report, to_char(for_month, 'YYYY-MM'),
                to_char(closed_cutoff, 'YYYY-MM-DD HH24:MI:SS'),
                to_char(cutoff, 'YYYY-MM-DD HH24:MI:SS')),
            hint = 'what was published stays; restate from a load that is not older';
    end if;
    new_version := case
        when last.version is null then 1
        when last.state = 'closed' then last.version + 1
        else last.version
    end;
    select * into previous
    from etl.month as m
    where m.agency_id = for_agency and m.report = for_report and m.month < for_month
        and m.state = 'closed'
    order by m.month desc, m.version desc
    limit 1;
    insert into etl.month as m (
        agency_id, report, month, version, state, period_end, as_of, cutoff_at, preliminary,
        source_kind, batch_id, run_id, previous_month, previous_version)
    values (
        for_agency, for_report, for_month, new_version, 'open', month_end, month_as_of, cutoff,
        is_preliminary, kind, for_batch, for_run, previous.month, previous.version)
    on conflict (agency_id, report, month, version) do update
    set previous_month = excluded.previous_month, previous_version = excluded.previous_version,
        trend_kept = false, as_of = excluded.as_of, cutoff_at = excluded.cutoff_at,
        preliminary = excluded.preliminary, batch_id = excluded.batch_id,
        run_id = excluded.run_id, computed_at = now(),
        state = case when m.state = 'preliminary' and excluded.preliminary
            then m.state else 'open' end;
    return query select new_version, false;
end
$$;

-- The months of the trend that ends before `for_month` whose facts have to be computed from this
-- load: not closed, not already computed from it, and in the source's time.
create function etl.months_later(
    for_agency int, for_batch bigint, for_report text, for_month date)
returns table (month date, period_end date)
language sql stable
begin atomic
    select
        g.first_day::date,
        (g.first_day + interval '1 month')::date - 1
    from generate_series(
        for_month - interval '12 months', for_month - interval '1 month', interval '1 month')
        as g (first_day)
    where not exists (
        select from etl.month as m
        where m.agency_id = for_agency and m.report = for_report
            and m.month = g.first_day::date
            and (m.state = 'closed' or (m.state = 'later' and m.batch_id = for_batch))
    )
    order by 1;
end;

-- ---------------------------------------------------------------------------------------------
-- Before the first table of the model is touched; its own transaction.
create function etl.mart_making(for_agency int, for_batch bigint, for_run bigint) returns void
language sql
begin atomic
    insert into etl.mart (agency_id, batch_id, run_id, state)
    values (for_agency, for_batch, for_run, 'making')
    on conflict (agency_id) do update
    set batch_id = excluded.batch_id, run_id = excluded.run_id, state = excluded.state,
        changed_at = excluded.changed_at;
end;

-- After the last one.
create function etl.mart_made(for_agency int, for_batch bigint) returns void
language sql
begin atomic
    update etl.mart set state = 'made', changed_at = now()
    where agency_id = for_agency and batch_id = for_batch;
end;

-- For whoever reads the model outside of the step that makes it.
create function etl.check_mart(for_agency int) returns void
language plpgsql stable as $$
declare
    the_run bigint;
begin
    select m.run_id into the_run
    from etl.mart as m
    where m.agency_id = for_agency and m.state = 'making';
    if the_run is not null then
        raise exception using errcode = 'CW010',
            message = format('the model is half made: run %s is at work on it, or was stopped',
                the_run),
            hint = 'wait until that run has ended; when none is at work (`cwreports status`), '
                '`cwreports model` makes it whole';
    end if;
end
$$;

-- Version 0 of such a month: written in the transaction that makes its facts.
create function etl.month_later(
    for_agency int, for_run bigint, for_batch bigint, for_report text, for_month date,
    month_end date, cutoff timestamp, kind text)
returns void
language sql
begin atomic
    insert into etl.month (
        agency_id, report, month, version, state, period_end, as_of, cutoff_at, preliminary,
        source_kind, batch_id, run_id)
    values (
        for_agency, for_report, for_month, 0, 'later', month_end, month_end, cutoff, false, kind,
        for_batch, for_run)
    on conflict (agency_id, report, month, version) do update
    set cutoff_at = excluded.cutoff_at, batch_id = excluded.batch_id, run_id = excluded.run_id,
        computed_at = now(), expired_at = null;
end;

-- The version that stands for a month, with the closed month to compare it with (null: none).
create function etl.month_current(for_agency int, for_report text, for_month date)
returns table (
    version int, state text, period_end date, as_of date, cutoff_at timestamp,
    preliminary boolean, previous_month date, previous_version int)
language sql stable
begin atomic
    select
        m.version, m.state, m.period_end, m.as_of, m.cutoff_at, m.preliminary,
        m.previous_month, m.previous_version
    from etl.month as m
    where m.agency_id = for_agency and m.report = for_report and m.month = for_month
        and m.version > 0
    order by m.version desc
    limit 1;
end;

-- Months of which every file is where it belongs (on the share, manifest included; in the spool
-- where there is no share, a null target) are published, and closed unless they are preliminary. What
-- still waits for a share of old holds back its own report alone. Returns how many months of reports
-- were closed.
create function etl.month_published(for_agency int, for_target text) returns bigint
language sql
begin atomic
    with published as (
        update etl.month as m
        set state = case when m.preliminary then 'preliminary' else 'closed' end,
            closed_at = case when m.preliminary then null else now() end
        where m.agency_id = for_agency and m.state in ('open', 'preliminary')
            and exists (
                select from etl.artifact as a
                where a.agency_id = m.agency_id and a.report = m.report and a.month = m.month
                    and a.version = m.version)
            and not exists (
                select from etl.delivery as d
                inner join etl.artifact as a
                    on a.agency_id = d.agency_id and a.artifact_id = d.artifact_id
                where d.agency_id = m.agency_id and a.month = m.month
                    and d.state in ('ready', 'sending') and for_target is not null
                    and (d.target = for_target or a.report in (m.report, '')))
        returning m.report, m.preliminary
    )
    select count(*) from published where not preliminary;
end;

-- ---------------------------------------------------------------------------------------------
-- A sealed file. The same bytes under the same path are the same artifact; a new one takes over
-- the duties of older ones that were not yet sent. No target: it stays in the spool.
create function etl.artifact_add(
    for_agency int, for_run bigint, for_report text, for_month date, for_version int,
    for_scope text, for_path text, for_sha256 text, for_size bigint, for_rows bigint,
    for_target text)
returns bigint
language plpgsql as $$
declare
    last etl.artifact;
    the_id bigint;
    other text;
begin
    select a.path into other
    from etl.artifact as a
    where a.agency_id = for_agency and lower(a.path) = lower(for_path) and a.path <> for_path
    limit 1;
    if other is not null then
        raise exception using errcode = 'CW002',
            message = format('%s and %s differ only in upper and lower case', other, for_path),
            hint = 'many shares take them for one file: rename one of the two in the source';
    end if;
    select * into last
    from etl.artifact as a
    where a.agency_id = for_agency and a.path = for_path
    order by a.artifact_id desc
    limit 1;
    if last.sha256 = for_sha256 and last.version = for_version and last.expired_at is null then
        the_id := last.artifact_id;
    else
        select coalesce(max(a.artifact_id), 0) + 1 into the_id
        from etl.artifact as a where a.agency_id = for_agency;
        insert into etl.artifact (
            agency_id, artifact_id, run_id, report, month, version, scope, path, sha256, size,
            rows)
        values (
            for_agency, the_id, for_run, for_report, for_month, for_version, for_scope, for_path,
            for_sha256, for_size, for_rows);
    end if;
    if for_target is null then
        return the_id;
    end if;
    update etl.delivery set state = 'superseded'
    where agency_id = for_agency and path = for_path and state in ('ready', 'sending')
        and (artifact_id <> the_id or target <> for_target);
    if exists (
        select from etl.delivery
        where agency_id = for_agency and target = for_target and path = for_path
            and artifact_id = the_id and state in ('ready', 'sending', 'done')
            and delivery_id = (
                select max(d.delivery_id) from etl.delivery as d
                where d.agency_id = for_agency and d.target = for_target and d.path = for_path))
    then
        return the_id;
    end if;
    insert into etl.delivery (agency_id, delivery_id, artifact_id, target, path)
    select for_agency, coalesce(max(d.delivery_id), 0) + 1, the_id, for_target, for_path
    from etl.delivery as d
    where d.agency_id = for_agency;
    return the_id;
end
$$;

-- Files that were tried under a name and never read back there, before a newer one took over.
create function etl.delivery_tried(for_agency int, for_target text, for_path text)
returns table (delivery_id bigint, sha256 text, parts_sha256 text)
language sql stable
begin atomic
    select d.delivery_id, a.sha256, d.parts_sha256
    from etl.delivery as d
    inner join etl.artifact as a
        on a.agency_id = d.agency_id and a.artifact_id = d.artifact_id
    where d.agency_id = for_agency and d.target = for_target and d.path = for_path
        and d.state = 'superseded' and d.attempts > 0;
end;

-- The oldest duty of one part that this run has not tried, marked as being sent. An index waits for
-- the workbooks of its month, a manifest for all else. With what may be replaced at its name: what we
-- last read back there, and what was tried since, which may stand there because a run was killed
-- or the share fell silent before it was read back (digests, a blank between). Files of months that the
-- same call still makes are left to it: their copies may be lost, or of yesterday.
create function etl.delivery_claim(
    for_agency int, for_run bigint, for_target text, for_part text, later_months date[] default null)
returns table (
    delivery_id bigint, attempts int, report text, month date, version int, scope text,
    path text, sha256 text, size bigint, rows bigint, sent_sha256 text, sent_parts text)
language plpgsql as $$
#variable_conflict use_column
declare
    chosen bigint;
begin
    select d.delivery_id into chosen
    from etl.delivery as d
    inner join etl.artifact as a
        on a.agency_id = d.agency_id and a.artifact_id = d.artifact_id
    where d.agency_id = for_agency and d.target = for_target and d.state = 'ready'
        and d.last_run_id is distinct from for_run and etl.part(a.report, a.scope) = for_part
        and (a.month = any (later_months)) is not true
        and not exists (
            select from etl.delivery as before
            inner join etl.artifact as b
                on b.agency_id = before.agency_id and b.artifact_id = before.artifact_id
            where for_part <> 'workbook'
                and before.agency_id = d.agency_id and before.target = d.target
                and before.state in ('ready', 'sending') and b.month = a.month
                and (b.report <> '' or etl.part(b.report, b.scope) < for_part))
    order by d.delivery_id
    limit 1
    for update of d skip locked;
    if chosen is null then
        return;
    end if;
    update etl.delivery as d
    set state = 'sending', claimed_at = clock_timestamp(), last_run_id = for_run,
        attempts = d.attempts + 1
    where d.agency_id = for_agency and d.delivery_id = chosen;
    return query
    select
        d.delivery_id, d.attempts - 1, a.report, a.month, a.version, a.scope, a.path, a.sha256,
        a.size, a.rows, nullif(concat_ws(' ', sent.sha256, tried.sha256), ''),
        nullif(concat_ws(' ', sent.parts_sha256, tried.parts_sha256), '')
    from etl.delivery as d
    inner join etl.artifact as a
        on a.agency_id = d.agency_id and a.artifact_id = d.artifact_id
    left join lateral (
        select r.delivery_id, r.sha256, r.parts_sha256
        from etl.receipt as r
        where r.agency_id = for_agency and r.target = for_target and r.final_path = a.path
        order by r.delivery_id desc
        limit 1
    ) as sent on true
    left join lateral (
        select
            string_agg(t.sha256, ' ' order by t.delivery_id desc) as sha256,
            string_agg(t.parts_sha256, ' ' order by t.delivery_id desc) as parts_sha256
        from (
            select x.delivery_id, x.sha256, x.parts_sha256
            from etl.delivery_tried(for_agency, for_target, a.path) as x
            where x.delivery_id > coalesce(sent.delivery_id, 0)
            order by x.delivery_id desc
            limit 30
        ) as t
    ) as tried on true
    where d.agency_id = for_agency and d.delivery_id = chosen;
end
$$;

-- A delivery goes ready -> sending -> done, or back to ready; a newer file of its path makes it
-- superseded. Anything else is a defect of the program and is refused.
create function etl.delivery_leave(for_agency int, for_delivery bigint, next_state text) returns void
language plpgsql as $$
declare
    found_state text;
begin
    select d.state into found_state
    from etl.delivery as d
    where d.agency_id = for_agency and d.delivery_id = for_delivery
    for update;
    if found_state is distinct from 'sending' then
        raise exception using errcode = 'CW001',
            message = format('delivery %s of agency %s is %s: it cannot become %s', for_delivery,
                for_agency, coalesce(found_state, 'unknown'), next_state);
    end if;
    update etl.delivery
    set state = next_state
    where agency_id = for_agency and delivery_id = for_delivery;
end
$$;

-- A share that rewrites Office files will hold other bytes than were sent: what it may hold is known by
-- its parts alone, and noted before anything is sent. Whoever is killed then has left a file of ours.
create function etl.delivery_sends(for_agency int, for_delivery bigint, parts text) returns void
language sql
begin atomic
    update etl.delivery set parts_sha256 = parts
    where agency_id = for_agency and delivery_id = for_delivery and state = 'sending';
end;

-- It stands on the share and was read back: done, with its receipt.
create function etl.delivery_done(
    for_agency int, for_run bigint, for_delivery bigint, at_path text, by_method text,
    status int, tag text, was_unchanged boolean, parts text default null)
returns void
language sql
begin atomic
    select etl.delivery_leave(for_agency, for_delivery, 'done');
    insert into etl.receipt (
        agency_id, delivery_id, run_id, report, month, version, scope, target, path,
        final_path, sha256, parts_sha256, size, rows, method, http_status, etag, unchanged)
    select
        a.agency_id, d.delivery_id, for_run, a.report, a.month, a.version, a.scope, d.target,
        d.path, at_path, a.sha256, parts, a.size, a.rows, by_method, status, tag, was_unchanged
    from etl.delivery as d
    inner join etl.artifact as a
        on a.agency_id = d.agency_id and a.artifact_id = d.artifact_id
    where d.agency_id = for_agency and d.delivery_id = for_delivery;
    update etl.delivery
    set done_at = clock_timestamp(), error_kind = null, message = null, hint = null
    where agency_id = for_agency and delivery_id = for_delivery;
end;

-- It is still to be done, and why. The next run tries again, oldest first.
create function etl.delivery_failed(
    for_agency int, for_delivery bigint, why_kind text, why_message text, why_hint text)
returns void
language sql
begin atomic
    select etl.delivery_leave(for_agency, for_delivery, 'ready');
    update etl.delivery
    set error_kind = why_kind, message = why_message, hint = why_hint
    where agency_id = for_agency and delivery_id = for_delivery;
end;
