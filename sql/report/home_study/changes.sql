-- sql/report/home_study/changes.sql
-- Purpose: sheet Changes of home_study: who is new on sheet Children, who is gone, and whose
-- status, caregiver's record or office changed since the last closed month. A restated month is
-- compared with its own earlier version.
-- Grain: one row per child x caregiver and field. Inputs: fact.home_study.
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
    select hs.*
    from base as b
    inner join fact.home_study as hs
        on hs.agency_id = b.agency_id and hs.month = b.month and hs.version = b.version
    where hs.list = 'children'
),
then_row as (
    select hs.*
    from base as b
    inner join fact.home_study as hs
        on hs.agency_id = b.agency_id and hs.month = b.base_month and hs.version = b.base_version
    where hs.list = 'children'
),
paired as (
    select
        coalesce(n.child_id, t.child_id) as child_id,
        coalesce(n.provider_id, t.provider_id) as provider_id,
        coalesce(n.region_code, t.region_code) as region_code,
        coalesce(n.office_code, t.office_code) as office_code,
        coalesce(n.office, t.office) as office,
        n.agency_id is null as gone,
        t.agency_id is null as is_new,
        n.status as status_is, t.status as status_was,
        n.licensing_status as licensing_is, t.licensing_status as licensing_was,
        n.placement_since as since_is, t.placement_since as since_was,
        n.office as office_is, t.office as office_was,
        n.caseworker as caseworker_is, t.caseworker as caseworker_was
    from now_row as n
    full join then_row as t
        on t.agency_id = n.agency_id
        and t.provider_id = n.provider_id
        and t.child_id = n.child_id
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
        pa.office, pa.child_id, pa.provider_id, pa.region_code, pa.office_code,
        f.n, f.field, f.was, f."is"
    from base as b
    cross join paired as pa
    cross join lateral (
        values
            (1, 'Status', pa.status_was, pa.status_is),
            (2, 'Last licensing status', pa.licensing_was, pa.licensing_is),
            (3, 'Placement since', to_char(pa.since_was, 'YYYY-MM-DD'),
                to_char(pa.since_is, 'YYYY-MM-DD')),
            (4, 'Office', pa.office_was, pa.office_is),
            (5, 'Caseworker', pa.caseworker_was, pa.caseworker_is)
    ) as f (n, field, was, "is")
    where b.base_month is not null
        and f.was is distinct from f."is"
        -- A row that came or went is told by its status alone.
        and (f.n = 1 or not (pa.is_new or pa.gone))
)
select
    mart.scope_code(
        c.scope_kind,
        case c.scope_kind when 'office' then c.office_code when 'region' then c.region_code end)
        collate "C" as _scope,
    c.change,
    c.office,
    c.child_id,
    c.provider_id as caregiver_id,
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
    mart.id_order(c.child_id) collate "C",
    mart.id_order(c.provider_id) collate "C",
    c.n
