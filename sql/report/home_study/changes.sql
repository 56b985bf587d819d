-- sql/report/home_study/changes.sql
-- Purpose: sheet Changes: who is new, gone or different on sheet Children since the last closed
-- month, and in a restated month what is different from the version before it.
-- Grain: child x caregiver x field. Key: _scope, change, child_id, caregiver_id, field.
-- Inputs: fact.home_study of both months (or versions).
-- Order: Change, key columns, Field.
--
--   New       on the sheet now, not then. Was: empty for a new placement; else why it was not
--             listed then, where it is known
--   Gone      on it then, not now. Is: what became of the child
--   Changed   on it then and now. Of region, office, unit and supervisor only the highest that
--             changed is told: the others follow from it
--   Restated  the same three between two versions of this month. In brackets after the field:
--             late entry (a row came, a later record, an end) or correction; nothing where it
--             cannot be told
-- A child who moved is told to both: the former office or region reads of the move only.

with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::int as version,          -- version of the month's facts
        $4::text as scope_kind,      -- office, region, state
        $5::text as report,
        $6::jsonb as description,
        $7::date as as_of,
        $8::date as prev_month,      -- last closed month, null: none
        $9::int as prev_version
),

-- With what this month is compared. What began before `until` was there then.
comparison as (
    select
        p.agency_id, false as restated, p.prev_month as month, p.prev_version as version,
        mart.plus_months(p.prev_month, 1) as until
    from parameter as p
    where p.prev_month is not null
    union all
    select p.agency_id, true, p.month, p.version - 1, mart.plus_months(p.month, 1)
    from parameter as p
    where p.version > 1
),

-- Children now; what is not listed is there to say what became of the child.
present as (
    select
        c.restated, c.until,
        f.agency_id, f.child_id, f.provider_id,
        f.region_code, f.region, f.office_code, f.office, f.unit, f.supervisor, f.caseworker,
        f.case_id, f.child, f.caregiver, f.relationship, f.placement_since, f.placement_begin,
        f.licensing_status, f.status_date, f.prior,
        f.list = 'children' as listed,
        case when f.list = 'children' then f.status else f.why end as standing
    from parameter as p
    inner join comparison as c
        on c.agency_id = p.agency_id
    inner join fact.home_study as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.list in ('children', 'left')
),
former as (
    select
        c.restated,
        f.agency_id, f.child_id, f.provider_id,
        f.region_code, f.region, f.office_code, f.office, f.unit, f.supervisor, f.caseworker,
        f.case_id, f.child, f.caregiver, f.relationship, f.placement_since,
        f.licensing_status, f.status_date, f.prior,
        f.status as standing
    from parameter as p
    inner join comparison as c
        on c.agency_id = p.agency_id
    inner join fact.home_study as f
        on f.agency_id = c.agency_id
        and f.month = c.month
        and f.month in (p.month, p.prev_month) -- the planner cannot see it
        and f.version = c.version
        and f.list = 'children'
),

paired as (
    select
        coalesce(n.restated, b.restated) as restated,
        case
            when b.child_id is null then 'New'
            when not coalesce(n.listed, false) then 'Gone'
            else 'Changed'
        end as change,
        -- the keys are those of now, for a child who is gone those of then
        case when n.listed then n.region_code else b.region_code end as region_code,
        case when n.listed then n.office_code else b.office_code end as office_code,
        case when n.listed then n.office else b.office end as office,
        case when n.listed then n.unit else b.unit end as unit,
        case when n.listed then n.caseworker else b.caseworker end as caseworker,
        coalesce(n.child_id, b.child_id) as child_id,
        case when n.listed then n.child else b.child end as child,
        coalesce(n.provider_id, b.provider_id) as provider_id,
        case when n.listed then n.caregiver else b.caregiver end as caregiver,
        case
            when n.placement_since >= n.until then null
            when n.licensing_status = 'Licence ended' and n.status_date >= n.until then
                'Caregiver licensed'
            when n.placement_begin >= n.until then 'Another setting'
            else 'Not listed'
        end as was_not_listed,
        b.standing as was_standing, n.standing as is_standing,
        b.placement_since as was_since, n.placement_since as is_since,
        b.licensing_status as was_licensing, n.licensing_status as is_licensing,
        b.status_date as was_status_date, n.status_date as is_status_date,
        b.prior as was_prior, n.prior as is_prior,
        b.relationship as was_relationship, n.relationship as is_relationship,
        b.region_code as was_region_code, b.region as was_region, n.region as is_region,
        b.office_code as was_office_code, b.office as was_office, n.office as is_office,
        b.unit as was_unit, n.unit as is_unit,
        b.supervisor as was_supervisor, n.supervisor as is_supervisor,
        b.caseworker as was_caseworker, n.caseworker as is_caseworker,
        b.case_id as was_case_id, n.case_id as is_case_id
    from present as n
    full join former as b
        on b.agency_id = n.agency_id
        and b.restated = n.restated
        and b.child_id = n.child_id
        and b.provider_id = n.provider_id
    where n.listed or b.child_id is not null
),

-- One row per field that differs.
told as (
    select
        p.restated, p.change, p.region_code, p.office_code, p.office, p.unit, p.caseworker,
        p.child_id, p.child, p.provider_id, p.caregiver, p.was_region_code, p.was_office_code,
        f.field, f.was, f.is_now, f.cause
    from paired as p
    cross join lateral (
        select
            -- a later record came; a record that is gone or changed was corrected
            case
                when p.is_status_date > coalesce(p.was_status_date, '-infinity') then 'late entry'
                else 'correction'
            end as record_cause,
            case
                when p.is_standing like 'Left care%' or p.is_standing like 'Placement ended%'
                    or p.is_standing like 'Caregiver licensed%'
                then 'late entry'
                else 'correction'
            end as end_cause,
            case
                when p.was_region <> p.is_region then 'Region'
                when p.was_office <> p.is_office then 'Office'
                when p.was_unit <> p.is_unit then 'Unit'
                when p.was_supervisor <> p.is_supervisor then 'Supervisor'
            end as moved
    ) as d
    cross join lateral (
        values
            ('New', 'Status', p.was_not_listed, p.is_standing, 'late entry'),
            ('Gone', 'Status', p.was_standing, coalesce(p.is_standing, 'Not on the sheet'),
                d.end_cause),
            ('Changed', 'Status', p.was_standing, p.is_standing, d.record_cause),
            ('Changed', 'Last licensing status', p.was_licensing, p.is_licensing, d.record_cause),
            ('Changed', 'Status date',
                to_char(p.was_status_date, 'MM/DD/YYYY'),
                to_char(p.is_status_date, 'MM/DD/YYYY'), d.record_cause),
            ('Changed', 'Prior withdrawal or denial', p.was_prior, p.is_prior,
                case when p.is_prior = 'Yes' then 'late entry' else 'correction' end),
            ('Changed', 'Placement since',
                to_char(p.was_since, 'MM/DD/YYYY'), to_char(p.is_since, 'MM/DD/YYYY'),
                'correction'),
            ('Changed', 'Relationship', p.was_relationship, p.is_relationship,
                case when p.was_relationship is null then 'late entry' else 'correction' end),
            ('Changed', 'Case ID', p.was_case_id, p.is_case_id,
                case when p.was_case_id is null then 'late entry' else 'correction' end),
            ('Changed', 'Caseworker', p.was_caseworker, p.is_caseworker, null),
            ('Changed', d.moved,
                case d.moved
                    when 'Region' then p.was_region
                    when 'Office' then p.was_office
                    when 'Unit' then p.was_unit
                    else p.was_supervisor
                end,
                case d.moved
                    when 'Region' then p.is_region
                    when 'Office' then p.is_office
                    when 'Unit' then p.is_unit
                    else p.is_supervisor
                end,
                null)
    ) as f (change, field, was, is_now, cause)
    where f.change = p.change
        and f.was is distinct from f.is_now
),

-- To whom: the scope of now, and of a move also the scope of then.
addressed as (
    select t.*, a._scope
    from parameter as p
    cross join told as t
    cross join lateral (
        select 'state' as _scope
        where p.scope_kind = 'state'
        union
        select mart.scope_code('region', r.code)
        from (
            values
                (t.region_code),
                (case when t.field = 'Region' then t.was_region_code end)
        ) as r (code)
        where p.scope_kind = 'region' and r.code is not null
        union
        select mart.scope_code('office', o.code)
        from (
            values
                (t.office_code),
                (case when t.field in ('Region', 'Office') then t.was_office_code end)
        ) as o (code)
        where p.scope_kind = 'office' and o.code is not null
    ) as a
),
shown as (
    select
        a._scope,
        case when a.restated then 'Restated' else a.change end as change,
        a.office, a.unit, a.caseworker, a.child_id, a.child, a.provider_id, a.caregiver,
        a.field || case when a.restated then coalesce(' (' || a.cause || ')', '') else '' end
            as field,
        a.was,
        a.is_now
    from addressed as a
)
select
    s._scope,
    s.change,
    s.office,
    s.unit,
    s.caseworker,
    s.child_id,
    s.child,
    s.provider_id as caregiver_id,
    s.caregiver,
    s.field,
    s.was,
    s.is_now as "is"
from shown as s
order by
    s._scope collate "C",
    s.change collate "C",
    s.office collate "C",
    s.unit collate "C",
    s.caseworker collate "C",
    mart.id_order(s.child_id) collate "C",
    s.child collate "C",
    mart.id_order(s.provider_id) collate "C",
    s.field collate "C"
