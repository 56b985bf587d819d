-- sql/engine/plan_months.sql
-- Purpose: what `model` would do with a month of each report, for --dry-run.
-- Grain: one row per report. Columns: report, what. Inputs: etl.month (C11, see etl.month_open).
with p as (
    select
        $1::int as agency_id,
        $2::date as month,               -- first day
        string_to_array($3::text, ',') as reports,
        $4::boolean as restate
)

select
    r.report,
    case
        when m.version is null then 'version 1, new'
        when m.state = 'closed' and not p.restate
            then format('version %s, closed: stays as it is', m.version)
        when m.state = 'closed' then format('version %s, restates version %s', m.version + 1, m.version)
        else format('version %s, computed again (%s)', m.version, m.state)
    end
from p
cross join unnest(p.reports) with ordinality as r (report, n)
left join lateral (
    select x.version, x.state
    from etl.month as x
    where x.agency_id = p.agency_id and x.report = r.report and x.month = p.month
        and x.version > 0
    order by x.version desc
    limit 1
) as m on true
order by r.n
