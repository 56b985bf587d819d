-- sql/engine/index_month.sql
-- Purpose: the head of a month's index page.
-- Grain: one row. Inputs: etl.receipt, etl.month.
with p as (
    select
        $1::int as agency_id,
        $2::text as target,
        $3::date as month
),

standing as (
    select p.target, r.agency_id, r.report, r.month, r.size, m.as_of, m.cutoff_at, m.preliminary
    from p
    cross join lateral etl.published(p.agency_id, p.target, p.month) as r
    inner join etl.month as m
        on m.agency_id = r.agency_id and m.report = r.report and m.month = r.month
        and m.version = r.version
),

total as (
    select
        s.agency_id,
        s.target,
        s.month,
        count(*) as workbooks,
        count(distinct s.report) as reports,
        sum(s.size)::bigint as size,
        min(s.as_of) as first_as_of,
        max(s.as_of) as last_as_of,
        min(s.cutoff_at) as first_cutoff,
        max(s.cutoff_at) as last_cutoff,
        bool_or(s.preliminary) as preliminary
    from standing as s
    group by s.agency_id, s.target, s.month
),

-- The page of the newest earlier month that has one.
previous as (
    select r.month, r.final_path
    from total as t
    inner join etl.receipt as r
        on r.agency_id = t.agency_id and r.target = t.target and r.month < t.month
        and r.report = '' and r.scope = 'index'
    order by r.month desc, r.delivery_id desc
    limit 1
)

select
    to_char(t.month, 'FMMonth YYYY') as month,
    case
        when t.first_as_of = t.last_as_of then to_char(t.last_as_of, 'FMMonth FMDD, YYYY')
        else to_char(t.first_as_of, 'FMMonth FMDD') || ' to '
            || to_char(t.last_as_of, 'FMMonth FMDD, YYYY')
    end as as_of,
    case
        when t.first_cutoff = t.last_cutoff then to_char(t.last_cutoff, 'FMMonth FMDD, YYYY, HH24:MI')
        else to_char(t.first_cutoff, 'FMMonth FMDD, YYYY, HH24:MI') || ' to '
            || to_char(t.last_cutoff, 'FMMonth FMDD, YYYY, HH24:MI')
    end as cutoff,
    t.preliminary,
    to_char(t.workbooks, 'FM999,999,990') as workbooks,
    t.reports,
    etl.size_words(t.size) as size,
    to_char(v.month, 'FMMonth YYYY') as previous_month,
    '../' || v.final_path as previous_path
from total as t
left join previous as v on true
