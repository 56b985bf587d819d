-- sql/schema/015_due.sql
-- Purpose: what a `run` without --month has to do: catch up after missed nights, and keep the
-- worklists of the month that has not ended fresh.
-- Inputs: etl.month, etl.delivery.

-- C1, C2. The months that are due, oldest first:
--   - the last month that has ended on the agency's clock, and up to `back` months before it, as
--     long as one of the reports is not closed for it. How far back: to the first month that was
--     ever made of that report, so that an agency that begins today is not given its past;
--   - with `with_current` the month that has not ended: its workbooks are PRELIMINARY;
--   - with `for_target`, the share that is configured, each month of which files wait for a share of old,
--     closed or not: it is made for the new one; and each of which files could not be sent because
--     this machine has not got them any more: they are made again.
-- The month that has not ended is not due before the source has data of it. The others are due
-- whatever the cutoff is: a source that stands still for a month is refused, not passed over.
-- Without a cutoff (nothing was extracted yet tonight) it is not asked.
create function etl.months_due(
    for_agency int, reports text[], time_zone text, cutoff timestamp, back int,
    with_current boolean, at_time timestamptz default now(), for_target text default null)
returns table (month date)
language sql stable
begin atomic
    with clock as (
        select etl.default_month(time_zone, at_time) as ended
    ),
    report as (
        select
            r.report,
            coalesce((
                select min(m.month)
                from etl.month as m
                where m.agency_id = for_agency and m.report = r.report and m.version > 0
            ), c.ended) as since
        from clock as c
        cross join unnest(reports) as r (report)
    ),
    open as (
        select g.first_day::date as month
        from clock as c
        cross join report as r
        cross join lateral generate_series(
            greatest(r.since, c.ended - make_interval(months => back)), c.ended,
            interval '1 month') as g (first_day)
        left join lateral (
            select m.state
            from etl.month as m
            where m.agency_id = for_agency and m.report = r.report
                and m.month = g.first_day::date and m.version > 0
            order by m.version desc
            limit 1
        ) as last on true
        where last.state is distinct from 'closed'
        union
        select (c.ended + interval '1 month')::date
        from clock as c
        where with_current
        union
        select w.month
        from etl.delivery_elsewhere(for_agency, for_target) as w
        where for_target is not null and w.report = any (reports || '{""}'::text[])
        union
        select a.month
        from etl.delivery as d
        inner join etl.artifact as a
            on a.agency_id = d.agency_id and a.artifact_id = d.artifact_id
        where d.agency_id = for_agency and d.target = for_target
            and d.state in ('ready', 'sending') and d.error_kind = 'local'
            and a.report = any (reports)
    )
    select o.month
    from open as o
    cross join clock as c
    where cutoff is null or o.month <= c.ended or o.month <= cutoff::date
    order by o.month;
end;
