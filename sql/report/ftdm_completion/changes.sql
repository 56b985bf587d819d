-- sql/report/ftdm_completion/changes.sql
-- Purpose: sheet Changes: what is new, gone or different since the last closed month, and in a
-- restated month what is different from the version before it.
-- Grain: child x episode x field. Key: _scope, change, episode_id, field.
-- Inputs: fact.ftdm_completion of both months (or versions).
-- Order: Change, key columns, Field.
--
--   New       listed now, not in care then. Was: why it was not listed then, where it was known
--   Gone      in care then, not listed now. Is: what became of the child
--   Changed   in care then and listed now. Of region, office, unit and supervisor only the highest
--             that changed is told: the others follow from it
--   Restated  the same three between two versions of this month. In brackets after the field:
--             late entry (a row came, which can only lead to an earlier status, or an empty field
--             was filled) or correction; nothing where it cannot be told
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

-- With what this month is compared. What began before `until` should have been there then.
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

-- One row per episode: in care, else a removal that has ended already, else not listed.
present as (
    select
        c.restated,
        c.until,
        f.agency_id, f.child_id, f.episode_id,
        f.region_code, f.region, f.office_code, f.office, f.unit, f.supervisor, f.caseworker,
        f.case_id, f.child, f.removal_date, f.end_date,
        f.scheduled_for, f.ftdm_date, f.ftdm_purpose, f.status_no, f.status,
        f.list <> 'not_listed' as listed,
        case
            when f.list <> 'not_listed' then f.status
            when f.end_date is not null then 'Left care ' || to_char(f.end_date, 'MM/DD/YYYY')
            else rtrim(f.why, '.')
        end as standing
    from parameter as p
    inner join comparison as c
        on c.agency_id = p.agency_id
    inner join fact.ftdm_completion as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
    where f.list in ('in_care', 'not_listed')
        or (f.list = 'removals' and f.end_date is not null)
),

-- The same of then. A removal that had come and gone within last month is no news.
former as (
    select
        c.restated,
        f.agency_id, f.child_id, f.episode_id,
        f.region_code, f.region, f.office_code, f.office, f.unit, f.supervisor, f.caseworker,
        f.case_id, f.child, f.removal_date, f.end_date,
        f.scheduled_for, f.ftdm_date, f.ftdm_purpose, f.status_no, f.status,
        l.listed,
        case
            when l.listed then f.status
            when f.end_date is not null then 'Left care ' || to_char(f.end_date, 'MM/DD/YYYY')
            else rtrim(f.why, '.')
        end as standing
    from parameter as p
    inner join comparison as c
        on c.agency_id = p.agency_id
    inner join fact.ftdm_completion as f
        on f.agency_id = c.agency_id
        and f.month = c.month
        and f.month in (p.month, p.prev_month) -- the planner cannot see it
        and f.version = c.version
    cross join lateral (
        select f.list = 'in_care' or (f.list = 'removals' and c.restated) as listed
    ) as l
    where f.list in ('in_care', 'not_listed')
        or (f.list = 'removals' and f.end_date is not null)
),

paired as (
    select
        coalesce(n.restated, b.restated) as restated,
        case
            when not coalesce(b.listed, false) then 'New'
            when not coalesce(n.listed, false) then 'Gone'
            else 'Changed'
        end as change,
        n.until, b.episode_id is not null as was_known,
        -- the keys are those of now, for a child who is gone those of then
        case when n.listed then n.region_code else b.region_code end as region_code,
        case when n.listed then n.office_code else b.office_code end as office_code,
        case when n.listed then n.office else b.office end as office,
        case when n.listed then n.unit else b.unit end as unit,
        case when n.listed then n.caseworker else b.caseworker end as caseworker,
        coalesce(n.child_id, b.child_id) as child_id,
        case when n.listed then n.child else b.child end as child,
        case when n.listed then n.removal_date else b.removal_date end as removal_date,
        coalesce(n.episode_id, b.episode_id) as episode_id,
        b.end_date as was_end_date, n.end_date as is_end_date,
        n.standing as is_standing, b.standing as was_standing,
        n.status_no as is_status_no, b.status_no as was_status_no,
        b.region_code as was_region_code, b.region as was_region, n.region as is_region,
        b.office_code as was_office_code, b.office as was_office, n.office as is_office,
        b.unit as was_unit, n.unit as is_unit,
        b.supervisor as was_supervisor, n.supervisor as is_supervisor,
        b.caseworker as was_caseworker, n.caseworker as is_caseworker,
        b.case_id as was_case_id, n.case_id as is_case_id,
        b.removal_date as was_removal_date, n.removal_date as is_removal_date,
        b.scheduled_for as was_scheduled_for, n.scheduled_for as is_scheduled_for,
        b.ftdm_date as was_ftdm_date, n.ftdm_date as is_ftdm_date,
        b.ftdm_purpose as was_ftdm_purpose, n.ftdm_purpose as is_ftdm_purpose
    from present as n
    full join former as b
        on b.agency_id = n.agency_id
        and b.restated = n.restated
        and b.child_id = n.child_id
        and b.episode_id = n.episode_id
    where n.listed or b.listed
),

-- One row per field that differs. What follows from another field is not told (the purpose of
-- another meeting), nor what is set where the window has closed: there it is the FTDM date.
told as (
    select
        p.restated, p.change, p.region_code, p.office_code, p.office, p.unit, p.caseworker,
        p.child_id, p.child, p.removal_date, p.episode_id, p.was_region_code, p.was_office_code,
        f.field, f.was, f.is_now, f.cause
    from paired as p
    cross join lateral (
        select
            case when p.is_status_no < p.was_status_no then 'late entry' else 'correction' end
                as status_cause,
            p.is_status_no = p.was_status_no as same_status,
            p.is_ftdm_date is not distinct from p.was_ftdm_date as same_meeting,
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
                coalesce(
                    p.was_standing,
                    case when p.removal_date < p.until then 'Not entered yet' end),
                p.is_standing,
                case when p.was_known then 'correction' else 'late entry' end,
                true),
            ('Gone', 'Status',
                p.was_standing,
                coalesce(p.is_standing, 'No longer in the source'),
                case when p.is_end_date is not null then 'late entry' else 'correction' end,
                true),
            ('Changed', 'Status', p.was_standing, p.is_standing, d.status_cause, true),
            ('Changed', 'FTDM date',
                to_char(p.was_ftdm_date, 'MM/DD/YYYY'), to_char(p.is_ftdm_date, 'MM/DD/YYYY'),
                case
                    when p.was_ftdm_date is null then 'late entry'
                    when d.same_status then 'correction'
                    else d.status_cause
                end,
                true),
            ('Changed', 'FTDM purpose', p.was_ftdm_purpose, p.is_ftdm_purpose,
                case when p.was_ftdm_purpose is null then 'late entry' else 'correction' end,
                d.same_meeting),
            ('Changed', 'Scheduled for',
                to_char(p.was_scheduled_for, 'MM/DD/YYYY'),
                to_char(p.is_scheduled_for, 'MM/DD/YYYY'),
                case
                    when p.was_scheduled_for is null and d.same_status then 'late entry'
                    when d.same_status then 'correction'
                    else d.status_cause
                end,
                p.is_status_no = 3),
            ('Changed', 'Removal date',
                to_char(p.was_removal_date, 'MM/DD/YYYY'),
                to_char(p.is_removal_date, 'MM/DD/YYYY'),
                'correction',
                true),
            ('Changed', 'Left care',
                to_char(p.was_end_date, 'MM/DD/YYYY'), to_char(p.is_end_date, 'MM/DD/YYYY'),
                case when p.was_end_date is null then 'late entry' else 'correction' end,
                true),
            ('Changed', 'Case ID', p.was_case_id, p.is_case_id,
                case when p.was_case_id is null then 'late entry' else 'correction' end,
                true),
            ('Changed', 'Caseworker', p.was_caseworker, p.is_caseworker, null, true),
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
                null,
                d.moved is not null)
    ) as f (change, field, was, is_now, cause, is_told)
    where f.change = p.change
        and f.is_told
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
        a.office, a.unit, a.caseworker, a.child_id, a.child, a.removal_date, a.episode_id,
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
    s.removal_date,
    s.episode_id,
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
    s.removal_date,
    s.episode_id,
    s.field collate "C"
