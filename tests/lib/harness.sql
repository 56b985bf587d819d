-- tests/lib/harness.sql
-- Purpose: lets a pgTAP test run the project's own model, fact and report files, as the program
-- does. Included first by every test of them, from the project root:
--
--     begin;
--     \i tests/lib/harness.sql
--     insert into mart.episode ...;
--     select test.facts('ftdm_completion', 7, date '2024-03-01', date '2024-03-31', 1);
--     select test.sheet('ftdm_completion', 'to_act_on', 7, date '2024-03-01', 1, 'office');
--     select is((select status from sheet where child_id = '1001'), 'None recorded', '...');
--
-- psql reads the files (the server need not be able to), so it works under psql and pg_prove.
-- A statement is prepared without parameter types, as the program prepares it: one that does not
-- name each of its parameters, or whose types PostgreSQL cannot infer, fails here too.

set client_min_messages = warning;

create extension if not exists pgtap;
create schema test;

create table test.line (n bigint generated always as identity, raw text);

-- one line per line of each file: path:number:text; the csv delimiter and quote occur in no file
\copy test.line (raw) from program 'grep -Hn "" sql/model/*.sql sql/fact/*.sql sql/report/*/*.sql' with (format csv, delimiter E'\x01', quote E'\x02')

-- The statements of the files in order; a `;` at the end of a line ends one.
create table test.statement as
with parts as (
    select
        n,
        split_part(raw, ':', 1) as path,
        substr(raw, length(split_part(raw, ':', 1)) + length(split_part(raw, ':', 2)) + 3) as line
    from test.line
),
numbered as (
    select
        n, path, line,
        count(*) filter (where line ~ ';\s*$') over (
            partition by path order by n
            rows between unbounded preceding and current row)
            - (line ~ ';\s*$')::int as step
    from parts
)
select path, step, string_agg(line, e'\n' order by n) as body
from numbered
group by path, step
having bool_or(line !~ '^\s*(--.*)?$');

-- How many parameters a statement takes; comments do not count.
create function test.parameters(body text) returns int
language sql immutable
return (
    select coalesce(max(m[1]::int), 0)
    from regexp_matches(regexp_replace(body, '--[^\n]*', '', 'g'), '\$(\d+)', 'g') as m);

-- Runs one statement with the first of `given` that it takes; with `into_table`, keeps its rows.
create function test.run(body text, given text[], into_table text default null) returns void
language plpgsql as $$
declare
    takes int := test.parameters(body);
    list text;
begin
    if takes > array_length(given, 1) then
        raise exception 'a statement takes $%, only % are given', takes, array_length(given, 1);
    end if;
    if body ~* '^(\s|--[^\n]*\n)*set ' then  -- settings cannot be prepared
        execute body;
        return;
    end if;
    execute 'prepare test_statement as ' || body;
    select coalesce('(' || string_agg(quote_nullable(v), ', ' order by i) || ')', '')
    into list
    from unnest(given[1:takes]) with ordinality as p (v, i);
    if into_table is null then
        execute 'execute test_statement' || list;
    else
        execute format('drop table if exists %I', into_table);
        execute format('create temp table %I as execute test_statement%s', into_table, list);
    end if;
    deallocate test_statement;
end
$$;

-- Makes an agency's model from what is staged: every sql/model file in order, but the gate.
create function test.model(agency int) returns void
language plpgsql as $$
declare
    s record;
begin
    for s in
        select st.path, st.body
        from test.statement as st
        where st.path ~ '^sql/model/' and st.path <> 'sql/model/99_gate.sql'
        order by st.path collate "C", st.step
    loop
        perform test.run(s.body, array[agency]::text[]);
    end loop;
    if not found then
        raise exception 'no model file';
    end if;
end
$$;

-- Computes one month of a report: every sql/fact/NN_<report>*.sql, in order. Without detail, as
-- for a month that only feeds a trend: files with a line `-- trend: no` do not run.
create function test.facts(
    report text, agency int, month date, as_of date, version int default 1,
    zone text default 'America/Los_Angeles', detail boolean default true)
returns void
language plpgsql as $$
declare
    s record;
begin
    perform fact.open_month(month);
    for s in
        select st.path, st.body
        from test.statement as st
        where st.path ~ ('^sql/fact/[0-9]+_' || report || '(_[a-z_]+)?\.sql$')
            and (detail or not exists (
                select 1 from test.line as l where l.raw ~ ('^' || st.path || ':\d+:-- trend: no$')))
        order by st.path collate "C", st.step
    loop
        perform test.run(s.body, array[agency, month, as_of, version, zone]::text[]);
    end loop;
    if not found then
        raise exception 'no fact file of %', report;
    end if;
end
$$;

-- Runs sql/report/<report>/<name>.sql; its rows, in order, are temp table `sheet`.
create function test.sheet(
    report text, name text, agency int, month date, version int default 1,
    scope_kind text default 'state', as_of date default null,
    prev_month date default null, prev_version int default null,
    preliminary boolean default false, description jsonb default '{}')
returns void
language plpgsql as $$
declare
    sheet_body text;
begin
    select string_agg(st.body, e'\n' order by st.step) into sheet_body
    from test.statement as st
    where st.path = format('sql/report/%s/%s.sql', report, name);
    if sheet_body is null then
        raise exception 'no sheet % of %', name, report;
    end if;
    perform test.run(
        sheet_body,
        array[
            agency::text, month::text, version::text, scope_kind, report, description::text,
            as_of::text, prev_month::text, prev_version::text, preliminary::text],
        'sheet');
end
$$;

-- Column names of a sheet, to compare with the binding headings.
create function test.columns_of(name text default 'sheet') returns text[]
language sql stable
return (
    select array_agg(a.attname::text order by a.attnum)
    from pg_attribute as a
    where a.attrelid = to_regclass(name) and a.attnum > 0 and not a.attisdropped);

-- Runs sql/report/<report>/<name>.sql for one child; its rows, in order, are temp table `explain`.
create function test.explain(
    report text, agency int, month date, as_of date, child text, version int default 1,
    name text default 'explain', for_report text default null)
returns void
language plpgsql as $$
declare
    body text;
begin
    select string_agg(st.body, e'\n' order by st.step) into body
    from test.statement as st
    where st.path = format('sql/report/%s/%s.sql', report, name);
    if body is null then
        raise exception 'no % of %', name, report;
    end if;
    perform test.run(
        body,
        array[
            agency::text, month::text, version::text, child, coalesce(for_report, report), '{}',
            as_of::text,
            null, null, 'false'],
        'explain');
end
$$;

-- The same for every child of the agency that the mart names, and for one whom nobody knows; all
-- rows are temp table `explained`, with the child.
create temp table explained (
    child_id text, section text, rule text, looked_at text, value text, row_id text,
    outcome text, decides boolean, list text, n bigint);

create function test.explain_all(
    report text, agency int, month date, as_of date, version int default 1)
returns void
language plpgsql as $$
declare
    id text;
begin
    truncate explained;
    for id in
        select c.child_id from mart.child as c where c.agency_id = agency
        union select e.child_id from mart.episode as e where e.agency_id = agency
        union select v.child_id from mart.intake_victim as v where v.agency_id = agency
        union select 'nobody'
    loop
        perform test.explain(report, agency, month, as_of, id, version);
        insert into explained select id, e.*, row_number() over () from explain as e;
    end loop;
end
$$;

-- What explain says of one child: `rule: outcome` of the rows asked for, in order.
create function test.says(of_child text, of_rule text) returns text
language sql stable as $$
    select string_agg(concat_ws(' | ', e.value, e.row_id, e.outcome), e'\n' order by e.n)
    from explained as e
    where e.child_id = of_child and e.rule like of_rule
$$;
