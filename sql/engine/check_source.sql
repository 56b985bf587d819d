-- sql/engine/check_source.sql
-- Purpose: may the role that reads the source do that and nothing else? Run on the source, for
-- `cwreports check`. Rights are asked of the server; that each SELECT may run is proven by the
-- extracts themselves.
-- Grain: one row per finding, good or bad. Key: what, message.
-- Inputs: the server's own catalogs. Columns: state (ok, warn, FAIL), what, message, hint.
with p as (
    select
        $1::text as schema_name,
        $2::text as time_zone
),

me as (
    select r.oid, r.rolname, r.rolsuper
    from pg_catalog.pg_roles as r
    where r.rolname = current_user
),

relation as (
    select
        c.relname,
        -- a superuser owns nothing by name and may do all: that is told once, below
        not me.rolsuper and pg_catalog.pg_has_role(me.oid, c.relowner, 'USAGE') as is_owned,
        not me.rolsuper and (
            pg_catalog.has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
            or pg_catalog.has_any_column_privilege(c.oid, 'INSERT, UPDATE')) as is_writable
    from p
    cross join me
    inner join pg_catalog.pg_namespace as n on n.nspname = p.schema_name
    inner join pg_catalog.pg_class as c on c.relnamespace = n.oid
    where c.relkind in ('r', 'p', 'v', 'm', 'f')
),

bad as (
    select
        count(*) filter (where r.is_owned) as owned,
        min(r.relname::text) filter (where r.is_owned) as first_owned,
        count(*) filter (where r.is_writable and not r.is_owned) as writable,
        min(r.relname::text) filter (where r.is_writable and not r.is_owned) as first_writable
    from relation as r
),

finding as (
    select
        1 as place, 'ok' as state, 'source server' as what,
        pg_catalog.format('PostgreSQL %s, %s%s', current_setting('server_version'),
            current_setting('server_encoding'),
            case when pg_catalog.pg_is_in_recovery() then ', a standby' else '' end) as message,
        null::text as hint

    union all
    select
        2, case when z.name is null then 'FAIL' else 'ok' end, 'source time zone',
        case
            when z.name is null
                then pg_catalog.format('the source''s server does not know zone "%s"', p.time_zone)
            else p.time_zone
        end,
        'agency.timezone must be a zone that both servers know'
    from p
    left join pg_catalog.pg_timezone_names as z on z.name = p.time_zone

    union all
    select
        3, 'FAIL', 'source rights',
        pg_catalog.format('role "%s" is a superuser: it may change the source', me.rolname),
        'name a role in source.conninfo that may only read: sql/grants/source_reader.sql makes one'
    from me
    where me.rolsuper

    union all
    select
        3, 'FAIL', 'source rights',
        pg_catalog.format('role "%s" owns %s of the source''s tables, e.g. "%s"', me.rolname,
            bad.owned, bad.first_owned),
        'name a role in source.conninfo that may only read: sql/grants/source_reader.sql makes one'
    from me
    cross join bad
    where bad.owned > 0

    union all
    select
        3, 'FAIL', 'source rights',
        pg_catalog.format('role "%s" may write to %s of the source''s tables, e.g. "%s"',
            me.rolname, bad.writable, bad.first_writable),
        'have its owner revoke insert, update, delete and truncate: '
        || 'sql/grants/source_reader.sql does'
    from me
    cross join bad
    where bad.writable > 0

    union all
    select
        3, 'FAIL', 'source rights',
        pg_catalog.format('role "%s" may create tables in schema "%s"', me.rolname, n.nspname),
        pg_catalog.format('have its owner run: revoke create on schema %I from %I, public',
            n.nspname, me.rolname)
    from p
    cross join me
    inner join pg_catalog.pg_namespace as n on n.nspname = p.schema_name
    where not me.rolsuper and pg_catalog.has_schema_privilege(n.oid, 'CREATE')

    union all
    select
        3, 'ok', 'source rights',
        pg_catalog.format('role "%s" may write to none of %s tables', me.rolname,
            (select count(*) from relation))
    , null
    from p
    cross join me
    cross join bad
    inner join pg_catalog.pg_namespace as n on n.nspname = p.schema_name
    where not me.rolsuper and bad.owned = 0 and bad.writable = 0
        and not pg_catalog.has_schema_privilege(n.oid, 'CREATE')

    union all
    select
        4, 'warn', 'source sessions',
        pg_catalog.format('sessions of role "%s" are not read-only by themselves', me.rolname),
        pg_catalog.format('have its owner run: alter role %I set default_transaction_read_only = on',
            me.rolname)
    from me
    where current_setting('default_transaction_read_only') = 'off'
        and not pg_catalog.pg_is_in_recovery()

    union all
    select
        5, 'warn', 'source transport',
        'the connection is not encrypted, and leaves this machine',
        'add sslmode=verify-full to source.conninfo, and let the server offer TLS'
    from pg_catalog.pg_stat_ssl as s
    where s.pid = pg_catalog.pg_backend_pid() and not s.ssl
        and pg_catalog.inet_client_addr() is distinct from pg_catalog.inet_server_addr()
)

select f.state, f.what, f.message, f.hint
from finding as f
order by f.place, f.message
