-- sql/engine/metrics.sql
-- Purpose: what of an agency's state is told as metrics after each run.
-- Grain: one row per sample. Columns: metric, label (report, or ''), value. Inputs: schema etl.
with p as (
    select
        $1::int as agency_id,
        $2::text as time_zone,
        $3::text as target -- the share that is configured; null: none, and nothing waits for it
)

select 'waiting_files', '', count(d.delivery_id)::bigint
from p
left join etl.delivery as d on d.agency_id = p.agency_id and d.state in ('ready', 'sending')
    and p.target is not null
union all
select 'files_not_as_sent', '', coalesce(sum(n.changed + n.missing + n.unread), 0)::bigint
from p
left join etl.not_as_sent as n on n.agency_id = p.agency_id and n.target = p.target
union all
(
    select
        'source_cutoff_timestamp_seconds', '',
        extract(epoch from b.cutoff_at at time zone p.time_zone)::bigint
    from p
    inner join etl.batch as b on b.agency_id = p.agency_id and b.state = 'complete'
    order by b.batch_id desc
    limit 1
)
union all
select
    'published_month_timestamp_seconds', m.report,
    extract(epoch from max(m.month)::timestamp at time zone max(p.time_zone))::bigint
from p
inner join etl.month as m
    on m.agency_id = p.agency_id and m.version > 0 and m.state in ('preliminary', 'closed')
group by m.report
order by 1, 2
