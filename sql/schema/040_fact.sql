-- sql/schema/040_fact.sql
-- Purpose: the frozen facts of a month, from which workbooks are drawn: what every report has in
-- common. Each report adds its own detail table (05x_<report>.sql).
-- Grain: agency, month, version. Version 0 is open: preliminary, or computed later for a trend;
-- versions from 1 on are what was closed, and stay.
-- Partitioned by month, so that a month expires by dropping a partition.

create schema fact;

comment on schema fact is 'one frozen set of facts per report, month and version';

-- Every workbook to make, also those without a row.
create table fact.scope (
    agency_id int not null,
    month date not null,
    version int not null,
    report text not null,
    scope_kind text not null,        -- office, region, state, attorney
    scope text not null,             -- scope code: office-204
    code text,                       -- the code itself: 204
    name text not null,              -- Alder Creek
    title_line text not null,        -- Office: Alder Creek (204), Region 2
    parent_code text,                -- office: the region's code
    primary key (agency_id, month, version, report, scope_kind, scope)
) partition by range (month);

-- One figure of one group. For percents numerator and denominator are its counts; value is the
-- unrounded result. Groups: region, office, unit, supervisor (listing: circuit, attorney).
-- A group that has no code has its name as code (`Unassigned`).
create table fact.measure (
    agency_id int not null,
    month date not null,
    version int not null,
    report text not null,
    level text not null,             -- state, region, office, unit, supervisor, ...
    g1_code text not null default '', g1 text not null default '',
    g2_code text not null default '', g2 text not null default '',
    g3_code text not null default '', g3 text not null default '',
    g4_code text not null default '', g4 text not null default '',
    measure text not null,
    numerator numeric,
    denominator numeric,
    value numeric,
    primary key (
        agency_id, month, version, report, level,
        g1_code, g2_code, g3_code, g4_code, g3, g4, measure)
) partition by range (month);

-- C11. The trend of a month as it stood when its facts were made: the figures of the 12 months
-- before it, for the groups that have a workbook. `later`: computed later, not closed.
create table fact.trend (
    agency_id int not null,
    month date not null,
    version int not null,
    report text not null,
    trend_month date not null,
    later boolean not null,
    level text not null,
    g1_code text not null,
    g2_code text not null,
    measure text not null,
    denominator numeric,
    value numeric,
    primary key (
        agency_id, month, version, report, trend_month, level, g1_code, g2_code, measure)
) partition by range (month);

-- One row of Data quality. Scope columns null: statewide only. No key: two findings may say the
-- same; sql/report/common/quality.sql puts them in order.
create table fact.quality (
    agency_id int not null,
    month date not null,
    version int not null,
    report text not null,
    rule text not null,              -- code of the rule in the report's description
    region_code text,
    office_code text,
    attorney_id text,
    row_key text,
    child_id text,
    owner text,                      -- who can cure it
    what text,                       -- what is wrong
    cure text,                       -- null: the rule's
    counted int not null default 1   -- rows it stands for (counts without a row each)
) partition by range (month);
create index quality_agency_id_idx on fact.quality (agency_id, month, version, report, rule);

-- Who can cure a finding: the caseworker, else the supervisor, else the data office.
create function fact.owner(caseworker text, supervisor text default null) returns text
language sql immutable parallel safe
return coalesce(
    nullif(caseworker, 'Unassigned'), nullif(supervisor, 'Unassigned'), 'Data office');

-- What the model could not use, as Data quality tells it; a report joins the tables and columns
-- that it reads (`about`: meeting, or meeting.type_code) with its words for them, which go before
-- `what`, and with its rule. `problem` is one of
--   bad_date, no_begin, no_child, rejected   one row per value or row, with its id
--   unknown_code, missing_row, left_out      what is cured once for all its rows: one finding with
--                                            the rows it stands for; an expunged child is not named
create view fact.source_finding as
select
    d.agency_id,
    d.table_name as about,
    case d.problem when 'bad_time' then 'bad_date' else d.problem end as problem,
    d.row_key, d.child_id,
    'Data office' as owner,
    case d.problem
        when 'no_begin' then ': it is never in force.'
        when 'no_child' then ' names no child.'
        else ', ' || replace(d.column_name, '_', ' ') || ': "' || left(d.raw, 40)
            || '" is not a ' || case d.problem when 'bad_time' then 'time.' else 'date.' end
    end as what,
    1 as counted
from mart.defect as d
where d.problem in ('bad_date', 'bad_time', 'no_begin', 'no_child')

union all

select
    r.agency_id, r.table_name, 'rejected', r.row_key, r.child_id, 'Data office',
    ': ' || r.reason || '.',
    r.n
from mart.reject as r

union all

select
    d.agency_id, d.table_name || '.' || d.column_name, d.problem, left(d.raw, 40), null,
    'Data office',
    ' ' || left(d.raw, 40) || case d.problem
        when 'unknown_code' then ' is not in the code map.'
        else ' is not in the extract.'
    end,
    count(*)::int
from mart.defect as d
where d.problem in ('unknown_code', 'missing_row')
group by d.agency_id, d.table_name, d.column_name, d.problem, left(d.raw, 40)

union all

select
    o.agency_id, o.table_name, 'left_out', null, null, 'None needed',
    ': ' || o.reason || '.',
    count(*)::int
from mart.left_out as o
group by o.agency_id, o.table_name, o.reason;

-- The first day on which the source can say what a report asks: all the tables that it lives on
-- have begun. Null: nothing is known of the report or of its tables.
create function fact.data_begins(for_agency int, for_report text) returns date
language sql stable
begin atomic
    select max(l.begins)
    from mart.loaded as l
    inner join (
        values
            ('child_listing', 'episode'),
            ('child_listing', 'attorney_assignment'),
            ('ftdm_completion', 'episode'),
            ('ftdm_completion', 'meeting'),
            ('home_study', 'episode'),
            ('home_study', 'placement'),
            ('iff_extension', 'intake')
    ) as t (report, table_name) on t.table_name = l.table_name
    where l.agency_id = for_agency and t.report = for_report;
end;

-- A month that ended before that: every figure of it would be 0, and be believed.
create function fact.check_begins(for_agency int, for_report text, for_month date) returns void
language plpgsql stable as $$
declare
    begins date := fact.data_begins(for_agency, for_report);
begin
    if begins >= for_month + interval '1 month' then
        raise exception using errcode = 'CW004',
            message = format('month %s of %s ends before the source''s data begins on %s',
                to_char(for_month, 'YYYY-MM'), for_report, to_char(begins, 'YYYY-MM-DD')),
            hint = 'ask for a later month, or with --report for a report whose data began earlier';
    end if;
end
$$;

-- One line of the reconciliation block.
create table fact.tie (
    agency_id int not null,
    month date not null,
    version int not null,
    report text not null,
    scope_kind text not null,
    scope text not null,
    line int not null,
    check_name text not null,
    first numeric,
    second numeric,
    first_is text not null,
    second_is text not null,
    explained text,                  -- why a difference is no mistake; null: it must tie
    primary key (agency_id, month, version, report, scope_kind, scope, line)
) partition by range (month);

-- The figures of Summary as the reconciliation of a report by office, region and state reads them:
-- of each workbook its own (`own`) and those of the next level below, its parts.
create view fact.place_figure as
select
    m.agency_id, m.month, m.version, m.report, k.scope_kind, k.code, k.own,
    m.measure, m.numerator, m.denominator
from fact.measure as m
cross join lateral (
    values
        ('state', '', m.level = 'state', m.level = 'region'),
        ('region', m.g1_code, m.level = 'region', m.level = 'office'),
        ('office', m.g2_code, m.level = 'office', m.level = 'unit')
) as k (scope_kind, code, own, part)
where m.level in ('state', 'region', 'office', 'unit') and (k.own or k.part);

-- What the lines of such a reconciliation say in the same words: what the parts are; why parts and
-- rows of a region may differ; why a workbook has more rows than those of its offices.
create function fact.say_parts(scope_kind text) returns text
language sql immutable parallel safe
return case scope_kind
    when 'state' then 'Sum of the regions'
    when 'region' then 'Sum of the offices'
    else 'Sum of the units'
end;

-- Regions are what the locations say; an office stands under its present one.
create function fact.say_moved(scope_kind text, moved numeric) returns text
language sql immutable parallel safe
return case when scope_kind = 'region' and moved > 0 then
    'offices that changed region are counted under their present one'
end;

create function fact.say_nobody(all_rows numeric, kept numeric, nobody numeric) returns text
language sql immutable parallel safe
return case when all_rows - kept = nobody then nobody || ' have no responsible office' end;

-- Makes the partitions of a month in every partitioned fact table. Safe to repeat.
create function fact.open_month(open_month date) returns void
language plpgsql as $$
declare
    t record;
    part text;
begin
    for t in
        select c.relname
        from pg_class as c
        inner join pg_namespace as n on n.oid = c.relnamespace
        where n.nspname = 'fact' and c.relkind = 'p'
        order by c.relname
    loop
        part := t.relname || '_' || to_char(open_month, 'YYYYMM');
        if to_regclass('fact.' || quote_ident(part)) is null then
            execute format(
                'create table fact.%I partition of fact.%I for values from (%L) to (%L)',
                part, t.relname, open_month, (open_month + interval '1 month')::date);
        end if;
    end loop;
end
$$;

-- C11. The version of each of the 13 months that ends with `last_month`, as trends show them: the
-- month itself as asked, a closed month's last closed version, else what was computed later.
-- Reads etl.month only.
create function fact.trend_month(
    for_agency int, for_report text, last_month date, last_version int)
returns table (month date, version int, later boolean)
language sql stable as $$
    select
        m.month::date,
        case when m.month::date = last_month then last_version else coalesce(c.version, 0) end,
        m.month::date <> last_month and c.version is null
    from generate_series(
        last_month - interval '12 months', last_month::timestamp, interval '1 month') as m (month)
    left join (
        select e.month, max(e.version) as version
        from etl.month as e
        where e.agency_id = for_agency and e.report = for_report and e.state = 'closed'
        group by e.month
    ) as c on c.month = m.month::date
$$;

-- The figures of a trend: of the month itself its own, of the 12 before it what was kept with it,
-- else what stands now.
create function fact.trend_figure(
    for_agency int, for_report text, last_month date, last_version int)
returns table (
    month date, later boolean, level text, g1_code text, g2_code text, measure text,
    denominator numeric, value numeric)
language sql stable as $$
    select
        t.month, t.later, f.level, f.g1_code, f.g2_code, f.measure, f.denominator, f.value
    from fact.trend_month(for_agency, for_report, last_month, last_version) as t
    inner join fact.measure as f
        on f.agency_id = for_agency
        and f.month = t.month
        and f.month between last_month - 366 and last_month -- the planner cannot see it
        and f.version = t.version
        and f.report = for_report
        and f.level in ('state', 'region', 'office', 'supervising')
        and f.g3_code = ''
        and f.g4_code = ''
    where t.month = last_month
        or not exists (
            select from etl.month as e
            where e.agency_id = for_agency and e.report = for_report and e.month = last_month
                and e.version = last_version and e.trend_kept)

    union all

    select
        k.trend_month, k.later, k.level, k.g1_code, k.g2_code, k.measure, k.denominator, k.value
    from fact.trend as k
    where k.agency_id = for_agency and k.month = last_month and k.version = last_version
        and k.report = for_report
$$;

-- Keeps the trend of a month whose facts were just made. What a month computed for a trend has is
-- what trends can show; where there is none, every figure is kept.
create function fact.keep_trend(for_agency int, for_report text, for_month date, for_version int)
returns void
language plpgsql as $$
begin
    delete from fact.trend as k
    where k.agency_id = for_agency and k.report = for_report and k.month = for_month
        and k.version = for_version;
    update etl.month as e set trend_kept = false
    where e.agency_id = for_agency and e.report = for_report and e.month = for_month
        and e.version = for_version;
    insert into fact.trend (
        agency_id, month, version, report, trend_month, later, level, g1_code, g2_code, measure,
        denominator, value)
    with figure as materialized (
        select t.* from fact.trend_figure(for_agency, for_report, for_month, for_version) as t
        where t.month < for_month
    ),
    shown as (
        select distinct f.measure from figure as f where f.later
    )
    select
        for_agency, for_month, for_version, for_report, f.month, f.later, f.level, f.g1_code,
        f.g2_code, f.measure, f.denominator, f.value
    from figure as f
    where f.measure in (select s.measure from shown as s) or not exists (select from shown);
    update etl.month as e set trend_kept = true
    where e.agency_id = for_agency and e.report = for_report and e.month = for_month
        and e.version = for_version;
end
$$;
