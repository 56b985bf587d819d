-- sql/schema/005_share.sql
-- Purpose: what is known about each share: our mark on it, and what `check` measured.
-- Grain: one row per agency and address. Key: agency_id, target.
-- A measurement counts for 30 days, and only while the server calls itself the same.

create table etl.share (
    agency_id int not null,
    target text not null,              -- address of the share
    -- part of the names of our files in the staging collection; nobody else's begin so
    mark text not null default left(replace(gen_random_uuid()::text, '-', ''), 12),
    measured_at timestamptz,           -- null: never
    server text,
    create_only boolean,               -- MOVE with Overwrite: F leaves what stands there
    move_atomic boolean,               -- readers see the old file or the new one
    put_atomic boolean,
    if_match boolean,
    if_none_match boolean,
    locks boolean,
    expect boolean,
    rewrites boolean,
    case_sensitive boolean,
    name_max int,
    primary key (agency_id, target)
);

-- Our mark on this share, made when it is first asked for.
create function etl.share_mark(for_agency int, for_target text) returns text
language sql
begin atomic
    insert into etl.share (agency_id, target)
    values (for_agency, for_target)
    on conflict (agency_id, target) do nothing;
    select s.mark
    from etl.share as s
    where s.agency_id = for_agency and s.target = for_target;
end;

create function etl.share_measured(
    for_agency int, for_target text, by_server text, is_create_only boolean,
    is_move_atomic boolean, is_put_atomic boolean, has_if_match boolean,
    has_if_none_match boolean, has_locks boolean, has_expect boolean, does_rewrite boolean,
    is_case_sensitive boolean, longest_name int)
returns void
language sql
begin atomic
    select etl.share_mark(for_agency, for_target);
    update etl.share
    set measured_at = clock_timestamp(), server = by_server, create_only = is_create_only,
        move_atomic = is_move_atomic, put_atomic = is_put_atomic, if_match = has_if_match,
        if_none_match = has_if_none_match, locks = has_locks, expect = has_expect,
        rewrites = does_rewrite, case_sensitive = is_case_sensitive, name_max = longest_name
    where agency_id = for_agency and target = for_target;
end;

-- The measurement that counts, if there is one.
create function etl.share_known(
    for_agency int, for_target text, at_time timestamptz default clock_timestamp())
returns setof etl.share
language sql stable
begin atomic
    select s.*
    from etl.share as s
    where s.agency_id = for_agency and s.target = for_target
        and s.measured_at > at_time - interval '30 days';
end;

-- Does anything that waits take the place of a file that we published, or may have? Only then it
-- matters how the share replaces one.
create function etl.share_replaces(for_agency int, for_target text) returns boolean
language sql stable
begin atomic
    select exists (
        select
        from etl.delivery as d
        inner join etl.artifact as a
            on a.agency_id = d.agency_id and a.artifact_id = d.artifact_id
        where d.agency_id = for_agency and d.target = for_target and d.state = 'ready'
            and exists (
                select from etl.receipt as r
                where r.agency_id = d.agency_id and r.target = d.target
                    and r.final_path = d.path and r.sha256 <> a.sha256
                union all
                select from etl.delivery_tried(d.agency_id, d.target, d.path) as t
                where t.sha256 <> a.sha256));
end;

-- What waits for a share that is configured no more (a null target: for any): by month and address.
create function etl.delivery_elsewhere(for_agency int, for_target text)
returns table (month date, report text, target text, files bigint)
language sql stable
begin atomic
    select a.month, a.report, d.target, count(*)
    from etl.delivery as d
    inner join etl.artifact as a
        on a.agency_id = d.agency_id and a.artifact_id = d.artifact_id
    where d.agency_id = for_agency and d.state in ('ready', 'sending')
        and d.target is distinct from for_target
    group by a.month, a.report, d.target;
end;

-- A month's workbooks of these reports are made for this share, each with a duty of its own: duties for
-- a share of old are void, and the pages of the month there, and those whose copy is lost here. So no
-- workbook that is made no more (a scope that has gone, that nobody owns) is waited for.
create function etl.delivery_moved(
    for_agency int, for_target text, for_month date, for_reports text[])
returns bigint
language sql
begin atomic
    with void as (
        update etl.delivery as d set state = 'superseded'
        from etl.artifact as a
        where d.agency_id = for_agency and d.state in ('ready', 'sending')
            and a.agency_id = d.agency_id and a.artifact_id = d.artifact_id
            and a.month = for_month
            and (d.target <> for_target and (a.report = '' or a.report = any (for_reports))
                or d.error_kind = 'local' and a.report = any (for_reports))
        returning d.delivery_id
    )
    select count(*) from void;
end;
