-- sql/engine/check_mart.sql
-- Purpose: may the role that owns the mart work there, and nobody else look? For `cwreports check`.
-- Grain: one row per finding, good or bad. Key: what, message.
-- Inputs: the server's own catalogs. Columns: state (ok, warn, FAIL), what, message, hint.
with p as (
    select $1::text as time_zone
),

me as (
    select r.oid, r.rolname, r.rolsuper
    from pg_catalog.pg_roles as r
    where r.rolname = current_user
),

space as (
    select n.oid, n.nspname
    from pg_catalog.pg_namespace as n
    where n.nspname in ('stage', 'mart', 'fact', 'etl')
),

relation as (
    select
        s.nspname || '.' || c.relname as name,
        pg_catalog.pg_has_role(me.oid, c.relowner, 'USAGE') as is_owned,
        s.nspname <> 'etl' and pg_catalog.has_table_privilege('public', c.oid, 'SELECT')
            as is_open
    from me
    cross join space as s
    inner join pg_catalog.pg_class as c on c.relnamespace = s.oid
    where c.relkind in ('r', 'p')
),

bad as (
    select
        count(*) filter (where not r.is_owned) as foreign_tables,
        min(r.name) filter (where not r.is_owned) as first_foreign,
        count(*) filter (where r.is_open) as open_tables,
        min(r.name) filter (where r.is_open) as first_open
    from relation as r
),

finding as (
    select
        1 as place,
        case when current_setting('server_version_num')::int < 150000 then 'FAIL' else 'ok' end
            as state,
        'mart server' as what,
        pg_catalog.format('PostgreSQL %s, %s', current_setting('server_version'),
            current_setting('server_encoding')) as message,
        'the mart needs PostgreSQL 15 or later' as hint

    union all
    select
        1, 'FAIL', 'mart server',
        pg_catalog.format('the database is encoded in %s', current_setting('server_encoding')),
        'make it with: create database ... encoding ''UTF8'' template template0'
    where current_setting('server_encoding') <> 'UTF8'

    union all
    select
        2, case when z.name is null then 'FAIL' else 'ok' end, 'mart time zone',
        case
            when z.name is null
                then pg_catalog.format('the mart''s server does not know zone "%s"', p.time_zone)
            else p.time_zone
        end,
        'agency.timezone must be a zone that both servers know'
    from p
    left join pg_catalog.pg_timezone_names as z on z.name = p.time_zone

    union all
    select
        3, 'FAIL', 'mart rights',
        pg_catalog.format('role "%s" may not create schemas in database "%s"', me.rolname,
            current_database()),
        'have a superuser run sql/grants/mart_owner.sql: it gives the role the database'
    from me
    where (select count(*) from space) < 4
        and not pg_catalog.has_database_privilege(current_database(), 'CREATE')

    union all
    select
        3, 'FAIL', 'mart rights',
        pg_catalog.format('role "%s" may not use schema "%s" and create tables in it', me.rolname,
            s.nspname),
        'have its owner run: grant usage, create on schema ' || s.nspname || ' to the role'
    from me
    cross join space as s
    where not pg_catalog.has_schema_privilege(s.oid, 'USAGE')
        or not pg_catalog.has_schema_privilege(s.oid, 'CREATE')

    union all
    select
        3, 'FAIL', 'mart rights',
        pg_catalog.format('role "%s" does not own %s of the mart''s tables, e.g. %s', me.rolname,
            bad.foreign_tables, bad.first_foreign),
        'name the role in mart.conninfo that ran init, or have a superuser run: '
        || 'reassign owned by the other role to this one'
    from me
    cross join bad
    where bad.foreign_tables > 0

    union all
    select
        3, 'warn', 'mart rights',
        pg_catalog.format('role "%s" is a superuser: it may do more than its work', me.rolname),
        'a role that owns the mart''s database is enough: sql/grants/mart_owner.sql makes one'
    from me
    where me.rolsuper

    union all
    select
        3, 'ok', 'mart rights',
        pg_catalog.format('role "%s" owns all %s tables', me.rolname,
            (select count(*) from relation)), null
    from me
    cross join bad
    where not me.rolsuper and bad.foreign_tables = 0

    union all
    select
        4, 'warn', 'mart privacy',
        pg_catalog.format('everybody may read %s of the mart''s tables, e.g. %s', bad.open_tables,
            bad.first_open),
        'children''s data is in them: revoke select from public'
    from bad
    where bad.open_tables > 0

    union all
    select
        4, 'warn', 'mart privacy',
        pg_catalog.format('everybody who may log in can connect to database "%s"',
            current_database()),
        pg_catalog.format('have its owner run: revoke all on database %I from public',
            current_database())
    where pg_catalog.has_database_privilege('public', current_database(), 'CONNECT')

    union all
    select
        5, 'warn', 'mart transport',
        'the connection is not encrypted, and leaves this machine',
        'add sslmode=verify-full to mart.conninfo, and let the server offer TLS'
    from pg_catalog.pg_stat_ssl as s
    where s.pid = pg_catalog.pg_backend_pid() and not s.ssl
        and pg_catalog.inet_client_addr() is distinct from pg_catalog.inet_server_addr()
)

select f.state, f.what, f.message, f.hint
from finding as f
order by f.place, f.message
