-- sql/engine/status_text.sql
-- Purpose: what `cwreports status` prints: the JSON of status.sql in words, in the order in which an
-- operator asks: is it fresh, is it running, what failed, what waits, what now; then the details.
-- Grain: one row per line, in order. Inputs: that JSON, so that the two can never disagree.
with p as (
    select
        $1::jsonb as status,
        $2::text as time_zone
),

line as (
    select
        1 as part, 0::bigint as n, 'fresh' as heading,
        case
            when (p.status #>> '{fresh,yes}')::boolean
                then format('yes: %s is published', p.status #>> '{fresh,expected_month}')
            when jsonb_array_length(p.status #> '{fresh,behind}') = 0 then 'no: the source is too old'
            else format('no: %s is not published', p.status #>> '{fresh,expected_month}')
        end as words
    from p

    union all
    select
        1, b.n, '',
        format('%s: %s', b.report ->> 'report',
            coalesce('last published ' || (b.report ->> 'published'), 'never published'))
    from p
    cross join jsonb_array_elements(p.status #> '{fresh,behind}') with ordinality as b (report, n)

    union all
    select
        2, 0, 'source',
        case
            when p.status -> 'source' = 'null' then 'never extracted'
            else format('up to %s (agency time, %s old%s), extracted %s, %s rows',
                left(replace(p.status #>> '{source,cutoff_at}', 'T', ' '), 16),
                etl.age_words((p.status #>> '{fresh,source_age_hours}')::bigint),
                case when (p.status #>> '{fresh,source_too_old}')::boolean then ': too old' else ''
                end,
                to_char((p.status #>> '{source,completed_at}')::timestamptz
                    at time zone p.time_zone, 'YYYY-MM-DD HH24:MI'),
                coalesce(p.status #>> '{source,rows}', 'unknown'))
        end
    from p

    union all
    select
        2, t.n, '', format('table %s is not there: its fields are Not recorded', t.name)
    from p
    cross join jsonb_array_elements_text(p.status -> 'missing_tables') with ordinality as t (name, n)

    union all
    select
        3, 0, 'running',
        case
            when p.status -> 'at_work' <> 'null' then format('run %s (%s%s) since %s on %s, process %s%s',
                p.status #>> '{at_work,run_id}', p.status #>> '{at_work,verb}',
                coalesce(' ' || (p.status #>> '{at_work,month}'), ''),
                to_char((p.status #>> '{at_work,started_at}')::timestamptz
                    at time zone p.time_zone, 'YYYY-MM-DD HH24:MI'),
                p.status #>> '{at_work,host}', p.status #>> '{at_work,pid}',
                coalesce(', at ' || (p.status #>> '{at_work,step}'), ''))
            when (p.status ->> 'running')::boolean then 'another call of this agency'
            else 'no'
        end
    from p

    union all
    select
        4, f.n, case when f.n = 1 then 'failed' else '' end,
        format('run %s (%s%s) %s, exit %s %s: %s', f.run ->> 'run_id', f.run ->> 'verb',
            coalesce(' ' || (f.run ->> 'month'), ''),
            to_char((f.run ->> 'started_at')::timestamptz at time zone p.time_zone,
                'YYYY-MM-DD HH24:MI'),
            coalesce(f.run ->> 'exit_code', '?'), coalesce(f.run ->> 'error_kind', f.run ->> 'state'),
            f.run ->> 'message')
    from p
    cross join jsonb_array_elements(p.status -> 'failed') with ordinality as f (run, n)

    union all
    select
        5, 0, 'waits',
        case jsonb_array_length(p.status -> 'waiting')
            when 0 then 'nothing'
            when 1 then '1 file'
            else format('%s files', jsonb_array_length(p.status -> 'waiting'))
        end
    from p

    union all
    select
        5, w.n, '',
        format('%s: %s', w.file ->> 'path', 
            -- the message names the file too
            coalesce(regexp_replace(w.file ->> 'message', '^"[^"]*":? ', ''), 'not yet tried'))
    from p
    cross join jsonb_array_elements(p.status -> 'waiting') with ordinality as w (file, n)
    where w.n <= 10

    union all
    select
        6, d.n, case when d.n = 1 then 'share' else '' end,
        format('%s: %s changed, %s missing, %s cannot be read since they were published; '
            || '`cwreports verify --month %s`', d.month ->> 'month', d.month ->> 'changed',
            d.month ->> 'missing', d.month ->> 'unread', d.month ->> 'month')
    from p
    cross join jsonb_array_elements(p.status -> 'not_as_sent') with ordinality as d (month, n)

    union all
    select 7, 0, 'now', 'nothing to do'
    from p
    where jsonb_array_length(p.status -> 'now') = 0

    union all
    select 7, a.n, case when a.n = 1 then 'now' else '' end, a.words
    from p
    cross join jsonb_array_elements_text(p.status -> 'now') with ordinality as a (words, n)

    union all
    select
        8, m.n, case when m.n = 1 then 'months' else '' end,
        format('%s %s: %s, version %s, as of %s', m.month ->> 'month', m.month ->> 'report',
            m.month ->> 'state', m.month ->> 'version', m.month ->> 'as_of')
    from p
    cross join jsonb_array_elements(p.status -> 'months') with ordinality as m (month, n)

    union all
    select
        9, r.n, case when r.n = 1 then 'runs' else '' end,
        format('%s  %s  %s %s %s%s', lpad(r.run ->> 'run_id', 5),
            to_char((r.run ->> 'started_at')::timestamptz at time zone p.time_zone,
                'YYYY-MM-DD HH24:MI'),
            rpad(r.run ->> 'verb', 8), rpad(coalesce(r.run ->> 'month', '-'), 7),
            case when r.run ->> 'state' = 'dead' then 'died' else r.run ->> 'state' end,
            case
                when r.run ->> 'error_kind' is null then ''
                else format(' (exit %s, %s)', r.run ->> 'exit_code', r.run ->> 'error_kind')
            end)
    from p
    cross join jsonb_array_elements(p.status -> 'runs') with ordinality as r (run, n)
    where r.n <= 5

    union all
    select
        10, 0, 'expired',
        format('facts up to %s, %s spool copies; receipts are kept',
            coalesce(p.status -> 'expired' ->> 'facts_up_to', 'none'),
            p.status -> 'expired' ->> 'spool_copies')
    from p
    where p.status -> 'expired' ->> 'facts_up_to' is not null
        or (p.status -> 'expired' ->> 'spool_copies')::int > 0
)

select rpad(l.heading, 10) || l.words
from line as l
order by l.part, l.n
