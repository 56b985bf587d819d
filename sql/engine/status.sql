-- sql/engine/status.sql
-- Purpose: what `cwreports status --json` prints, and of which status_text.sql makes the text: is it
-- fresh, is it running, what failed, what waits, what now. The form is frozen and described in
-- conf/status.schema.json: members may be added.
-- Grain: one row, one JSON object. Inputs: schema etl, the lock of the agency.
with parameter as (
    select
        $1::int as agency_id,
        $2::text as time_zone,
        string_to_array($3::text, ',') as reports, -- that the configuration asks for
        $4::bigint as max_age_hours,               -- quality.max_source_age_hours; 0: any
        $5::text as target                         -- the share that is configured; null: none
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

-- A run that says "running" while nobody holds the lock died.
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
    limit 20
),

-- Months that somebody may miss, as text: from the first that was ever made to the one that has not
-- ended. Another was typed wrong.
missed as (
    select
        to_char(least(min(m.month), etl.default_month(p.time_zone)), 'YYYY-MM') as first_month,
        to_char(etl.default_month(p.time_zone) + interval '1 month', 'YYYY-MM') as last_month
    from parameter as p
    left join etl.month as m on m.agency_id = p.agency_id and m.version > 0
    group by p.time_zone
),

-- What failed and was not made good by a later run of the same month, or, where it failed before its
-- month was known or for a month that nobody misses, by a later `run` or the same verb, or, where a
-- delivery failed, by a later delivery; nor is its month closed since. A command line that was wrong is
-- no failure of a month.
failed as (
    select
        r.run_id, r.verb, r.month, r.state, r.started_at, r.ended_at, r.exit_code, r.error_kind,
        coalesce(r.message, 'it ended without saying why: killed, or the machine went down')
            as message,
        coalesce(r.hint, 'run again: what was cut off is resumed') as hint
    from parameter as p
    cross join missed as d
    cross join recent as r
    where r.state in ('failed', 'stopped', 'dead') and r.error_kind is distinct from 'usage'
        and (
            select bool_and(coalesce(m.closed_at > r.started_at, false))
            from (
                select distinct on (x.report) x.closed_at
                from etl.month as x
                where x.agency_id = p.agency_id and x.version > 0
                    and to_char(x.month, 'YYYY-MM') = r.month
                order by x.report, x.version desc
            ) as m
        ) is not true
        and not exists (
            select from recent as later
            where later.run_id > r.run_id and later.state = 'done'
                and (later.month = r.month
                    or ((r.month is null or r.month < d.first_month or r.month > d.last_month)
                        and later.verb in ('run', r.verb))
                    or (r.error_kind in ('share-away', 'target-locked', 'conflict', 'verify')
                        and exists (
                            select from etl.step as s
                            where s.agency_id = p.agency_id and s.run_id = later.run_id
                                and s.step = 'deliver'))))
    order by r.run_id desc
),

step as (
    select s.step, s.state, s.started_at, s.ended_at, s.rows, s.files, s.bytes, s.message
    from parameter as p
    inner join etl.step as s on s.agency_id = p.agency_id
    where s.run_id = (select max(r.run_id) from recent as r)
    order by s.ordinal
),

at_work as (
    select
        r.run_id, r.verb, r.month, r.started_at, r.host, r.pid,
        (select s.step from step as s where s.state = 'running' limit 1) as step
    from recent as r
    where r.state = 'running'
    order by r.run_id desc
    limit 1
),

waiting as (
    select
        d.path, d.attempts, d.error_kind, d.message, d.hint, d.created_at, d.target,
        d.target is distinct from p.target as elsewhere, to_char(a.month, 'YYYY-MM') as month
    from parameter as p
    inner join etl.delivery as d on d.agency_id = p.agency_id
    inner join etl.artifact as a
        on a.agency_id = d.agency_id and a.artifact_id = d.artifact_id
    where d.state in ('ready', 'sending')
    order by d.delivery_id
),

differing as (
    select
        to_char(n.month, 'YYYY-MM') as month, n.target, n.changed, n.missing, n.unread,
        n.checked_at
    from parameter as p
    inner join etl.not_as_sent as n on n.agency_id = p.agency_id and n.target = p.target
    order by n.month, n.target
),

loaded as (
    select
        b.batch_id, b.state, b.source_kind, b.cutoff_at, b.completed_at, b.rows,
        floor(extract(epoch from now() - (b.cutoff_at at time zone p.time_zone)) / 3600)::bigint
            as age_hours
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
),

expected as (
    select etl.default_month(p.time_zone) as month
    from parameter as p
),

-- The newest month of each report that readers have.
published as (
    select
        w.report,
        max(m.month) filter (where m.state in ('preliminary', 'closed')) as month
    from parameter as p
    cross join unnest(p.reports) as w (report)
    left join etl.month as m
        on m.agency_id = p.agency_id and m.report = w.report and m.version > 0
    group by w.report
),

behind as (
    select b.report, to_char(b.month, 'YYYY-MM') as published
    from published as b
    cross join expected as e
    where b.month is null or b.month < e.month
    order by b.report
),

age as (
    select
        (select l.age_hours from loaded as l) as hours,
        p.max_age_hours > 0
            and coalesce((select l.age_hours > p.max_age_hours from loaded as l), false) as too_old
    from parameter as p
),

advice as (
    select 1 as place, 0::bigint as n,
        format('wait: run %s (%s) is at work since %s%s', w.run_id, w.verb,
            to_char(w.started_at at time zone p.time_zone, 'YYYY-MM-DD HH24:MI'),
            case when w.step is null then '' else ', at ' || w.step end) as words
    from parameter as p
    cross join at_work as w

    union all
    select 1, 1, 'wait: another call of this agency is at work'
    from held as h
    where h.is_held and not exists (select from at_work)

    union all
    select 2, -max(f.run_id), f.hint
    from failed as f
    cross join held as h
    where not h.is_held
    group by f.hint

    union all
    select 3, min(x.n), x.hint
    from (
        select
            row_number() over () as n,
            coalesce(w.hint, '`cwreports deliver` sends what waits') as hint
        from waiting as w
        where not w.elsewhere
    ) as x
    cross join held as h
    where not h.is_held
    group by x.hint

    -- `deliver` sends to the share that is configured, never to one of old
    union all
    select 3, 0,
        format(
            case count(*)
                when 1 then '%s file of %s waits for "%s", which is not the share configured now: '
                else '%s files of %s wait for "%s", which is not the share configured now: '
            end, count(*), w.month, w.target)
        || case
            when p.target is null then 'share.kind is none'
            else format('`cwreports run --month %s` sends the month to the new one', w.month)
        end
    from parameter as p
    cross join waiting as w
    cross join held as h
    where w.elsewhere and not h.is_held
    group by w.month, w.target, p.target

    union all
    select 4, 0, format('`cwreports verify --month %s` tells which files are not as they were sent',
        d.month)
    from differing as d

    union all
    select 5, 0, 'the source is too old: ask its owner why it was not loaded '
        || '(quality.max_source_age_hours)'
    from age as a
    where a.too_old

    union all
    select 6, 0, '`cwreports run` makes what is due' || coalesce((
        select format('; but the last extract was only up to %s, and without a later load of the '
            || 'source %s is refused', to_char(l.cutoff_at, 'YYYY-MM-DD HH24:MI'),
            to_char(e.month, 'YYYY-MM'))
        from loaded as l
        cross join expected as e
        where l.cutoff_at::date < e.month), '')
    from held as h
    where not h.is_held and exists (select from behind) and not exists (select from failed)
        and not exists (select from waiting)
),

told as (
    select min(a.place) as place, min(a.n) as n, a.words
    from advice as a
    group by a.words
)

select json_build_object(
    'form', 'cwreports-status-1',
    'agency_id', (select p.agency_id from parameter as p),
    'at', now(),
    'fresh', json_build_object(
        'yes', not exists (select from behind) and not (select a.too_old from age as a),
        'expected_month', (select to_char(e.month, 'YYYY-MM') from expected as e),
        'behind', (select coalesce(json_agg(row_to_json(b)), '[]'::json) from behind as b),
        'source_age_hours', (select a.hours from age as a),
        'source_too_old', (select a.too_old from age as a)),
    'running', (select h.is_held from held as h),
    'at_work', (select row_to_json(w) from at_work as w),
    'failed', (select coalesce(json_agg(row_to_json(f)), '[]'::json) from failed as f),
    'waiting', (select coalesce(json_agg(row_to_json(w)), '[]'::json) from waiting as w),
    'not_as_sent', (select coalesce(json_agg(row_to_json(n)), '[]'::json) from differing as n),
    'now', (
        select coalesce(json_agg(t.words order by t.place, t.n, t.words), '[]'::json)
        from told as t),
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
    'expired', json_build_object(
        'facts_up_to', (
            select to_char(max(m.month), 'YYYY-MM') from etl.month as m
            where m.agency_id = (select p.agency_id from parameter as p)
                and m.expired_at is not null),
        'spool_copies', (
            select count(distinct a.path) from etl.artifact as a
            where a.agency_id = (select p.agency_id from parameter as p)
                and a.expired_at is not null)),
    'steps', (select coalesce(json_agg(row_to_json(s)), '[]'::json) from step as s),
    'runs', (select coalesce(json_agg(row_to_json(r)), '[]'::json) from recent as r))
