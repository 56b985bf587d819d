-- sql/report/iff_extension/changes.sql
-- Purpose: sheet Changes: what is new, gone or different on Due and overdue since the last closed
-- month, and in a restated month what is different from the version before it.
-- Grain: child of an intake x field. Key: _scope, change, row_id, field.
-- Inputs: fact.iff_extension of both months (or versions).
-- Order: Change, key columns, Field.
--
--   New       on Due and overdue now, not then. Was: what its status was then, where it was known
--   Gone      on it then, not now. Is: what became of the row; and the contact, if that is why
--   Changed   on it then and now. Of region, office, unit and supervisor only the highest that
--             changed is told: the others follow from it
--   Restated  the same three between two versions of this month, for All IFFs and Due and overdue.
--             In brackets after the field: late entry (a row came, or something was filled that
--             was empty) or correction; nothing where it cannot be told
-- A row that moved is told to both: the former office or region reads of the move only.

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

-- With what this month is compared. What came before `until` should have been there then.
comparison as (
    select
        p.agency_id, false as restated, p.prev_month as month, p.prev_version as version,
        mart.plus_months(p.prev_month, 1)::timestamp as until
    from parameter as p
    where p.prev_month is not null
    union all
    select
        p.agency_id, true, p.month, p.version - 1,
        mart.plus_months(p.month, 1)::timestamp
    from parameter as p
    where p.version > 1
),

-- One row per child of an intake; what is not listed is there to say what became of it.
present as (
    select distinct on (c.restated, f.agency_id, f.child_id, f.victim_id)
        c.restated, c.until,
        f.agency_id, f.child_id, f.victim_id, f.access_report_id,
        f.region_code, f.region, f.office_code, f.office, f.unit, f.supervisor, f.caseworker,
        f.case_id, f.child, f.received_at, f.added_at, f.due_original_at, f.due_at, f.extended,
        f.exception, f.attempted_at, f.completed_at, f.status_no,
        s.listed,
        case when s.listed then f.status else coalesce(f.why, f.status) end as standing
    from parameter as p
    inner join comparison as c
        on c.agency_id = p.agency_id
    inner join fact.iff_extension as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.list in ('all', 'due', 'left')
    cross join lateral (
        select f.list = 'due' or (f.list = 'all' and c.restated) as listed
    ) as s
    -- a seen row of the month that was not on the list is no news
    where s.listed or f.list = 'left'
    order by c.restated, f.agency_id, f.child_id, f.victim_id, s.listed desc, f.list
),
former as (
    select distinct on (c.restated, f.agency_id, f.child_id, f.victim_id)
        c.restated,
        f.agency_id, f.child_id, f.victim_id, f.access_report_id,
        f.region_code, f.region, f.office_code, f.office, f.unit, f.supervisor, f.caseworker,
        f.case_id, f.child, f.received_at, f.due_original_at, f.due_at, f.extended, f.exception,
        f.attempted_at, f.completed_at, f.status_no,
        s.listed,
        f.status as standing
    from parameter as p
    inner join comparison as c
        on c.agency_id = p.agency_id
    inner join fact.iff_extension as f
        on f.agency_id = c.agency_id
        and f.month = c.month
        and f.month in (p.month, p.prev_month) -- the planner cannot see it
        and f.version = c.version
        and f.list in ('all', 'due')
    cross join lateral (
        select f.list = 'due' or c.restated as listed
    ) as s
    order by c.restated, f.agency_id, f.child_id, f.victim_id, s.listed desc, f.list
),

paired as (
    select
        coalesce(n.restated, b.restated) as restated,
        case
            when not coalesce(b.listed, false) then 'New'
            when not coalesce(n.listed, false) then 'Gone'
            else 'Changed'
        end as change,
        -- the keys are those of now, for a row that is gone those of then
        case when n.listed then n.region_code else b.region_code end as region_code,
        case when n.listed then n.office_code else b.office_code end as office_code,
        case when n.listed then n.office else b.office end as office,
        case when n.listed then n.unit else b.unit end as unit,
        case when n.listed then n.caseworker else b.caseworker end as caseworker,
        case when n.listed then n.access_report_id else b.access_report_id end as intake_id,
        coalesce(n.child_id, b.child_id) as child_id,
        case when n.listed then n.child else b.child end as child,
        coalesce(n.victim_id, b.victim_id) as victim_id,
        b.standing as was_standing, n.standing as is_standing,
        -- it should have been on the list of then
        b.victim_id is null
            and greatest(n.received_at, n.added_at) < n.until
            and n.due_at < n.until + interval '7 days' as was_missing,
        b.due_original_at as was_due_original_at, n.due_original_at as is_due_original_at,
        b.due_at as was_due_at, n.due_at as is_due_at,
        b.extended as was_extended, n.extended as is_extended,
        b.exception as was_exception, n.exception as is_exception,
        b.received_at as was_received_at, n.received_at as is_received_at,
        b.attempted_at as was_attempted_at, n.attempted_at as is_attempted_at,
        b.completed_at as was_completed_at, n.completed_at as is_completed_at,
        b.status_no as was_status_no, n.status_no as is_status_no,
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
        and b.victim_id = n.victim_id
    where n.listed or b.listed
),

-- One row per field that differs.
told as (
    select
        p.restated, p.change, p.region_code, p.office_code, p.office, p.unit, p.caseworker,
        p.intake_id, p.child_id, p.child, p.victim_id, p.was_region_code, p.was_office_code,
        f.field, f.was, f.is_now, f.cause
    from paired as p
    cross join lateral (
        select
            -- the status follows from a contact, an attempt or a flag that was not there then
            case
                when (p.was_completed_at is null and p.is_completed_at is not null)
                    or (p.was_attempted_at is null and p.is_attempted_at is not null
                        and p.is_status_no = 6)
                    or (p.is_exception and not p.was_exception)
                    or (p.is_extended and not p.was_extended)
                then 'late entry'
                else 'correction'
            end as status_cause,
            case
                when p.was_region <> p.is_region then 'Region'
                when p.was_office <> p.is_office then 'Office'
                when p.was_unit <> p.is_unit then 'Unit'
                when p.was_supervisor <> p.is_supervisor then 'Supervisor'
            end as moved
    ) as d
    cross join lateral (
        values
            ('New', 'Status',
                coalesce(p.was_standing, case when p.was_missing then 'Not entered yet' end),
                p.is_standing, 'late entry'),
            ('Gone', 'Status', p.was_standing, coalesce(p.is_standing, 'Not on the list'),
                d.status_cause),
            ('Gone', 'Seen', null,
                case when p.was_completed_at is null then fact.say_time(p.is_completed_at) end,
                'late entry'),
            ('Changed', 'Status', p.was_standing, p.is_standing, d.status_cause),
            ('Changed', 'Original due', fact.say_time(p.was_due_original_at),
                fact.say_time(p.is_due_original_at),
                case when p.was_due_original_at is null then 'late entry' else 'correction' end),
            ('Changed', 'Due', fact.say_time(p.was_due_at), fact.say_time(p.is_due_at),
                case
                    when p.was_due_at is null or (p.is_extended and not p.was_extended)
                    then 'late entry' else 'correction'
                end),
            ('Changed', 'Extended', case when p.was_extended then 'Yes' else 'No' end,
                case when p.is_extended then 'Yes' else 'No' end,
                case when p.is_extended then 'late entry' else 'correction' end),
            ('Changed', 'Exception', case when p.was_exception then 'Yes' else 'No' end,
                case when p.is_exception then 'Yes' else 'No' end,
                case when p.is_exception then 'late entry' else 'correction' end),
            ('Changed', 'Received', fact.say_time(p.was_received_at),
                fact.say_time(p.is_received_at),
                case when p.was_received_at is null then 'late entry' else 'correction' end),
            ('Changed', 'Attempted', fact.say_time(p.was_attempted_at),
                fact.say_time(p.is_attempted_at),
                case when p.was_attempted_at is null then 'late entry' else 'correction' end),
            ('Changed', 'Seen', fact.say_time(p.was_completed_at),
                fact.say_time(p.is_completed_at),
                case when p.was_completed_at is null then 'late entry' else 'correction' end),
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
        a.office, a.unit, a.caseworker, a.intake_id, a.child_id, a.child, a.victim_id,
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
    s.intake_id,
    s.child_id,
    s.child,
    s.victim_id as row_id,
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
    mart.id_order(s.intake_id) collate "C",
    mart.id_order(s.child_id) collate "C",
    s.victim_id,
    s.field collate "C"
