-- sql/report/iff_extension/changes.sql
-- Purpose: sheet Changes of iff_extension: which rows of Due and overdue are new, gone or changed
-- since the last closed month, and what of All IFFs was restated. A restated month is
-- compared with its own earlier version.
-- Grain: one row per list, victim row and field. Inputs: fact.iff_extension.
with p as (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::int as version,          -- version of the month's facts
        $4::text as scope_kind,      -- office, region, state
        $5::text as report,
        $6::jsonb as description,
        $7::date as as_of,
        $8::date as prev_month,      -- last closed month; null: none
        $9::int as prev_version
),
base as (
    select
        p.*,
        p.version > 1 as restated,
        case when p.version > 1 then p.month else p.prev_month end as base_month,
        case when p.version > 1 then p.version - 1 else p.prev_version end as base_version
    from p
),
now_row as (
    select i.*
    from base as b
    inner join fact.iff_extension as i
        on i.agency_id = b.agency_id and i.month = b.month and i.version = b.version
    where i.list = 'due' or (i.list = 'all' and b.restated)
),
then_row as (
    select i.*
    from base as b
    inner join fact.iff_extension as i
        on i.agency_id = b.agency_id and i.month = b.base_month and i.version = b.base_version
    where i.list = 'due' or (i.list = 'all' and b.restated)
),
-- A child who left the list because of a contact: what the contact made of the row.
now_seen as (
    select i.agency_id, i.child_id, i.victim_id, i.status
    from base as b
    inner join fact.iff_extension as i
        on i.agency_id = b.agency_id and i.month = b.month and i.version = b.version
    where i.list = 'left'
),
paired as (
    select
        coalesce(n.list, t.list) as list,
        coalesce(n.child_id, t.child_id) as child_id,
        coalesce(n.victim_id, t.victim_id) as victim_id,
        coalesce(n.access_report_id, t.access_report_id) as intake_id,
        coalesce(n.region_code, t.region_code) as region_code,
        coalesce(n.office_code, t.office_code) as office_code,
        coalesce(n.office, t.office) as office,
        n.agency_id is null as gone,
        t.agency_id is null as is_new,
        coalesce(n.status, w.status, 'Not on the list') as status_is, t.status as status_was,
        to_char(n.due_at, 'YYYY-MM-DD HH24:MI:SS') as due_is,
        to_char(t.due_at, 'YYYY-MM-DD HH24:MI:SS') as due_was,
        to_char(n.completed_at, 'YYYY-MM-DD HH24:MI:SS') as seen_is,
        to_char(t.completed_at, 'YYYY-MM-DD HH24:MI:SS') as seen_was,
        n.office as office_is, t.office as office_was,
        n.caseworker as caseworker_is, t.caseworker as caseworker_was
    from now_row as n
    full join then_row as t
        on t.agency_id = n.agency_id
        and t.list = n.list
        and t.child_id = n.child_id
        and t.victim_id = n.victim_id
    left join now_seen as w
        on w.agency_id = t.agency_id and w.child_id = t.child_id and w.victim_id = t.victim_id
),
change as (
    select
        b.scope_kind,
        case
            when b.restated then 'Restated'
            when pa.is_new then 'New'
            when pa.gone then 'Gone'
            else 'Changed'
        end as change,
        pa.office, pa.intake_id, pa.child_id, pa.victim_id, pa.region_code, pa.office_code,
        f.n, f.field, f.was, f."is"
    from base as b
    cross join paired as pa
    cross join lateral (
        values
            (1, 'Status', pa.status_was, pa.status_is),
            (2, 'Due', pa.due_was, pa.due_is),
            (3, 'Seen', pa.seen_was, pa.seen_is),
            (4, 'Office', pa.office_was, pa.office_is),
            (5, 'Caseworker', pa.caseworker_was, pa.caseworker_is)
    ) as f (n, field, was, "is")
    where b.base_month is not null
        and f.was is distinct from f."is"
        -- A row that came or went is told by its status alone; a restated list of the due only
        -- repeats what All IFFs says.
        and (f.n = 1 or not (pa.is_new or pa.gone))
        and (pa.list = 'all') = b.restated
)
select
    mart.scope_code(
        c.scope_kind,
        case c.scope_kind when 'office' then c.office_code when 'region' then c.region_code end)
        collate "C" as _scope,
    c.change,
    c.office,
    c.intake_id,
    c.child_id,
    c.victim_id as row_id,
    c.field,
    c.was,
    c."is"
from change as c
where c.scope_kind = 'state'
    or (c.scope_kind = 'office' and c.office_code is not null)
    or (c.scope_kind = 'region' and c.region_code is not null)
order by
    _scope,
    c.change collate "C",
    c.office collate "C" nulls last,
    c.victim_id,
    c.n
