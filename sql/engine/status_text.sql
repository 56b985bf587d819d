-- sql/engine/status_text.sql
-- Purpose: what `cwreports status` prints: is it fresh, is it running, what failed, what now.
-- Grain: one row per line, in order. Inputs: schema etl, the lock of the agency.
with parameter as (
    select
        $1::int as agency_id,
        $2::text as time_zone
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

run as (
    select
        r.*,
        p.time_zone,
        r.state = 'running' and h.is_held as is_running,
        to_char(r.started_at at time zone p.time_zone, 'YYYY-MM-DD HH24:MI') as began
    from parameter as p
    cross join held as h
    inner join etl.run as r on r.agency_id = p.agency_id
    order by r.run_id desc
    limit 5
),

waiting as (
    select d.delivery_id, d.path, d.attempts, d.error_kind, d.message, d.hint
    from parameter as p
    inner join etl.delivery as d on d.agency_id = p.agency_id
    where d.state in ('ready', 'sending')
),

line as (
    select
        1 as part, 0::bigint as n,
        coalesce((
            select format('source    loaded up to %s (agency time), extracted %s, %s rows',
                to_char(b.cutoff_at, 'YYYY-MM-DD HH24:MI'),
                to_char(b.completed_at at time zone p.time_zone, 'YYYY-MM-DD HH24:MI'),
                coalesce(b.rows::text, 'unknown'))
            from etl.batch as b
            where b.agency_id = p.agency_id and b.state in ('switching', 'complete')
            order by b.batch_id desc
            limit 1), 'source    never extracted') as words
    from parameter as p

    union all
    select 2, 0, case when h.is_held then 'running   yes' else 'running   no' end
    from held as h

    union all
    select
        3, row_number() over (order by m.report),
        format('month     %s of %s: %s, version %s, as of %s', to_char(m.month, 'YYYY-MM'),
            m.report, m.state, m.version, m.as_of)
    from (
        select distinct on (x.report) x.*
        from parameter as p
        inner join etl.month as x on x.agency_id = p.agency_id
        where x.version > 0
        order by x.report, x.month desc, x.version desc
    ) as m

    union all
    select
        4, -r.run_id,
        format('run %s %s  %s %s%s%s', rpad(r.run_id::text, 5), r.began, rpad(r.verb, 8),
            case
                when r.is_running then 'running'
                when r.state = 'running' then 'died'
                else r.state
            end,
            case when r.month is null then '' else ' ' || to_char(r.month, 'YYYY-MM') end,
            case
                when r.message is null then ''
                else format(': %s (exit %s)', r.message, r.exit_code)
            end)
    from run as r

    union all
    select
        5, 0,
        case
            when count(*) = 0 then 'outbox    empty'
            else format('outbox    %s files wait', count(*))
        end
    from waiting as w

    union all
    select
        6, w.delivery_id,
        case -- most messages name the file themselves
            when position(w.path in w.message) > 0 then format('  %s', w.message)
            else format('  %s: %s', w.path, coalesce(w.message, 'not yet tried'))
        end
    from (
        select x.*, row_number() over (order by x.delivery_id) as i from waiting as x
    ) as w
    where w.i <= 10

    union all
    select
        7, row_number() over (order by n.month, n.target),
        format('share     %s: %s changed, %s missing, %s cannot be read since they were published; '
            || '`cwreports verify --month %s`', to_char(n.month, 'YYYY-MM'), n.changed, n.missing,
            n.unread, to_char(n.month, 'YYYY-MM'))
    from parameter as p
    inner join etl.not_as_sent as n on n.agency_id = p.agency_id

    union all
    select
        8, 0,
        case
            when h.is_held then 'now       nothing: a run is at work'
            when last.state is null then 'now       cwreports run'
            when last.state in ('failed', 'stopped', 'running', 'dead')
                then 'now       ' || coalesce(last.hint, 'run again: what was killed is resumed')
            when exists (select from waiting) then 'now       cwreports deliver'
            else 'now       nothing'
        end
    from held as h
    left join (
        select r.state, r.hint from run as r order by r.run_id desc limit 1
    ) as last on true
)

select l.words
from line as l
order by l.part, l.n
