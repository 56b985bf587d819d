-- sql/engine/status.sql
-- Purpose: what `cwreports status --json` prints: the form is frozen, new members may be added.
-- Grain: one row, one JSON object. Inputs: schema etl, the lock of the agency.
with parameter as (
    select $1::int as agency_id
),

held as (
    select exists (
        select from pg_catalog.pg_locks as l
        inner join pg_catalog.pg_database as d on d.oid = l.database
        where l.locktype = 'advisory' and l.granted and d.datname = current_database()
            and l.classid = 1129796165 and l.objid = p.agency_id::oid and l.objsubid = 2
    ) as is_held
    from parameter as p
),

recent as (
    select
        r.run_id, r.verb, to_char(r.month, 'YYYY-MM') as month,
        case when r.state = 'running' and not h.is_held then 'dead' else r.state end as state,
        r.started_at, r.ended_at, r.exit_code, r.error_kind, r.message, r.hint, r.program, r.host,
        r.pid
    from parameter as p
    cross join held as h
    inner join etl.run as r on r.agency_id = p.agency_id
    order by r.run_id desc
    limit 10
),

step as (
    select s.step, s.state, s.started_at, s.ended_at, s.rows, s.files, s.bytes, s.message
    from parameter as p
    inner join etl.step as s on s.agency_id = p.agency_id
    where s.run_id = (select max(r.run_id) from recent as r)
    order by s.ordinal
),

waiting as (
    select
        d.path, d.attempts, d.error_kind, d.message, d.hint, d.created_at
    from parameter as p
    inner join etl.delivery as d on d.agency_id = p.agency_id
    where d.state in ('ready', 'sending')
    order by d.delivery_id
),

differing as (
    select
        to_char(n.month, 'YYYY-MM') as month, n.target, n.changed, n.missing, n.unread,
        n.checked_at
    from parameter as p
    inner join etl.not_as_sent as n on n.agency_id = p.agency_id
    order by n.month, n.target
),

loaded as (
    select b.batch_id, b.state, b.source_kind, b.cutoff_at, b.completed_at, b.rows
    from parameter as p
    inner join etl.batch as b on b.agency_id = p.agency_id
    where b.state in ('switching', 'complete')
    order by b.batch_id desc
    limit 1
),

month as (
    select distinct on (m.report)
        m.report, to_char(m.month, 'YYYY-MM') as month, m.version, m.state, m.as_of, m.preliminary
    from parameter as p
    inner join etl.month as m on m.agency_id = p.agency_id
    where m.version > 0
    order by m.report, m.month desc, m.version desc
)

select json_build_object(
    'form', 'cwreports-status-1',
    'agency_id', (select p.agency_id from parameter as p),
    'running', (select h.is_held from held as h),
    'last_done', (
        select json_build_object('run_id', max(r.run_id), 'at', max(r.ended_at))
        from etl.run as r
        where r.agency_id = (select p.agency_id from parameter as p)
            and r.verb = 'run' and r.state = 'done'),
    'source', (select row_to_json(l) from loaded as l),
    'missing_tables', (
        select coalesce(json_agg(t.source_table order by t.source_table), '[]'::json)
        from etl.source_table as t
        where t.agency_id = (select p.agency_id from parameter as p)
            and t.source_table is not null and not t.present),
    'months', (select coalesce(json_agg(row_to_json(m)), '[]'::json) from month as m),
    'waiting', (select coalesce(json_agg(row_to_json(w)), '[]'::json) from waiting as w),
    'not_as_sent', (select coalesce(json_agg(row_to_json(n)), '[]'::json) from differing as n),
    'steps', (select coalesce(json_agg(row_to_json(s)), '[]'::json) from step as s),
    'runs', (select coalesce(json_agg(row_to_json(r)), '[]'::json) from recent as r))
