-- sql/report/child_listing/changes.sql
-- Purpose: sheet Changes: who is new on Children, who is gone and what became of the child, and
-- what is different since the last closed month; in a restated month what is different from the
-- version before it.
-- Grain: child x episode x field. Key: _scope, change, episode_id, field.
-- Inputs: fact.child_listing of both months (or versions), fact.child_listing_step of this one.
-- Order: Change, key columns, Field.
--
--   New       listed now, not then
--   Gone      listed then, not now. Is: how the child left the list
--   Changed   listed both times. A next hearing counts only where the former date is still to
--             come: one that has passed is no change
--   Restated  the same three between two versions of this month. In brackets after the field:
--             late entry (an empty field was filled, or a row came) or correction
-- A child who moved to another supervising attorney is told to both: the former reads of the
-- move only.

with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::int as version,          -- version of the month's facts
        $4::text as scope_kind,      -- attorney, state
        $5::text as report,
        $6::jsonb as description,
        $7::date as as_of,
        $8::date as prev_month,      -- last closed month, null: none
        $9::int as prev_version
),

-- With what this month is compared.
comparison as (
    select p.agency_id, false as restated, p.prev_month as month, p.prev_version as version
    from parameter as p
    where p.prev_month is not null
    union all
    select p.agency_id, true, p.month, p.version - 1
    from parameter as p
    where p.version > 1
),
present as (
    select c.restated, f.*
    from parameter as p
    inner join comparison as c
        on c.agency_id = p.agency_id
    inner join fact.child_listing as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.list = 'children'
),
former as (
    select c.restated, f.*
    from parameter as p
    inner join comparison as c
        on c.agency_id = p.agency_id
    inner join fact.child_listing as f
        on f.agency_id = c.agency_id
        and f.month = c.month
        and f.month in (p.month, p.prev_month) -- the planner cannot see it
        and f.version = c.version
        and f.list = 'children'
),
exit as (
    select
        f.agency_id, f.child_id, f.episode_id,
        'Exit ' || to_char(f.exit_date, 'MM/DD/YYYY') || ', ' || f.exit_reason
            || case f.list when 'late' then ' (entered late)' else '' end as words
    from parameter as p
    inner join fact.child_listing as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.list in ('exits', 'late')
),
-- How the control totals tell the way onto the list and off it, since the last closed month.
step as (
    select
        t.agency_id, t.child_id, t.episode_id,
        max(rtrim(t.reason, '.')) filter (where t.term in ('unassigned', 'correction_out'))
            as went,
        max(rtrim(t.reason, '.')) filter (where t.term = 'correction_in') as came
    from parameter as p
    inner join fact.child_listing_step as t
        on t.agency_id = p.agency_id
        and t.month = p.month
        and t.version = p.version
    group by t.agency_id, t.child_id, t.episode_id
),
paired as (
    select
        coalesce(n.restated, b.restated) as restated,
        case
            when b.episode_id is null then 'New'
            when n.episode_id is null then 'Gone'
            else 'Changed'
        end as change,
        coalesce(n.child_id, b.child_id) as child_id,
        coalesce(n.episode_id, b.episode_id) as episode_id,
        -- the keys are those of now, for a child who is gone those of then
        case when n.episode_id is null then b.supervising_id else n.supervising_id end
            as supervising_id,
        b.supervising_id as was_supervising_id,
        coalesce(n.attorney, b.attorney) as attorney,
        case when n.episode_id is null then b.child else n.child end as child,
        coalesce(n.entered_care, b.entered_care) as entered_care,
        coalesce(x.words, t.went, 'No longer listed') as gone_to,
        coalesce(t.came, 'Attorney since ' || to_char(n.attorney_since, 'MM/DD/YYYY')) as came_by,
        b.supervising as was_supervising, n.supervising as is_supervising,
        b.attorney as was_attorney, n.attorney as is_attorney,
        b.circuit as was_circuit, n.circuit as is_circuit,
        b.county as was_county, n.county as is_county,
        b.case_id as was_case_id, n.case_id as is_case_id,
        b.case_manager as was_case_manager, n.case_manager as is_case_manager,
        b.entered_care as was_entered_care, n.entered_care as is_entered_care,
        b.placement || coalesce(', ' || to_char(b.placement_since, 'MM/DD/YYYY'), '')
            as was_placement,
        n.placement || coalesce(', ' || to_char(n.placement_since, 'MM/DD/YYYY'), '')
            as is_placement,
        b.trial_home_visit as was_trial_home, n.trial_home_visit as is_trial_home,
        b.pre_adoptive as was_pre_adoptive, n.pre_adoptive as is_pre_adoptive,
        b.goal as was_goal, n.goal as is_goal,
        b.concurrent_goal as was_concurrent, n.concurrent_goal as is_concurrent,
        b.tpr_status as was_tpr, n.tpr_status as is_tpr,
        b.tpr_petition_filed as was_petition, n.tpr_petition_filed as is_petition,
        b.free_since as was_free, n.free_since as is_free,
        b.status_15_22 as was_status_15_22, n.status_15_22 as is_status_15_22,
        b.tpr_due as was_tpr_due, n.tpr_due as is_tpr_due,
        b.next_hearing as was_hearing, n.next_hearing as is_hearing, n.as_of
    from present as n
    full join former as b
        on b.agency_id = n.agency_id
        and b.restated = n.restated
        and b.child_id = n.child_id
        and b.episode_id = n.episode_id
    left join exit as x
        on x.agency_id = b.agency_id
        and x.child_id = b.child_id
        and x.episode_id = b.episode_id
    left join step as t
        on t.agency_id = coalesce(n.agency_id, b.agency_id)
        and t.child_id = coalesce(n.child_id, b.child_id)
        and t.episode_id = coalesce(n.episode_id, b.episode_id)
        and not coalesce(n.restated, b.restated)
),

-- One row per field that differs.
told as (
    select
        p.restated, p.change, p.supervising_id, p.was_supervising_id, p.attorney, p.child_id,
        p.child, p.entered_care, p.episode_id,
        f.field, f.was, f.is_now,
        case when f.was is null then 'late entry' else 'correction' end as cause
    from paired as p
    cross join lateral (
        values
            ('New', 'Listed', null, p.came_by),
            ('Gone', 'Listed', 'In care, assigned', p.gone_to),
            ('Changed', 'Supervising attorney', p.was_supervising, p.is_supervising),
            ('Changed', 'Attorney', p.was_attorney, p.is_attorney),
            ('Changed', 'Circuit', p.was_circuit::text, p.is_circuit::text),
            ('Changed', 'County', p.was_county, p.is_county),
            ('Changed', 'Case ID', p.was_case_id, p.is_case_id),
            ('Changed', 'Case manager', p.was_case_manager, p.is_case_manager),
            ('Changed', 'Entered care',
                to_char(p.was_entered_care, 'MM/DD/YYYY'),
                to_char(p.is_entered_care, 'MM/DD/YYYY')),
            ('Changed', 'Placement', p.was_placement, p.is_placement),
            ('Changed', 'Trial home visit', p.was_trial_home, p.is_trial_home),
            ('Changed', 'Pre-adoptive', p.was_pre_adoptive, p.is_pre_adoptive),
            ('Changed', 'Permanency goal', p.was_goal, p.is_goal),
            ('Changed', 'Concurrent goal', p.was_concurrent, p.is_concurrent),
            ('Changed', 'TPR status', p.was_tpr, p.is_tpr),
            ('Changed', 'TPR petition filed',
                to_char(p.was_petition, 'MM/DD/YYYY'), to_char(p.is_petition, 'MM/DD/YYYY')),
            ('Changed', 'Free since',
                to_char(p.was_free, 'MM/DD/YYYY'), to_char(p.is_free, 'MM/DD/YYYY')),
            ('Changed', '15 of 22', p.was_status_15_22, p.is_status_15_22),
            ('Changed', 'TPR due', p.was_tpr_due, p.is_tpr_due),
            ('Changed', 'Next hearing',
                case when p.was_hearing > p.as_of then to_char(p.was_hearing, 'MM/DD/YYYY') end,
                case when p.was_hearing > p.as_of then to_char(p.is_hearing, 'MM/DD/YYYY') end)
    ) as f (change, field, was, is_now)
    where f.change = p.change
        and f.was is distinct from f.is_now
),

-- To whom: the workbook of now, and of a move also that of then.
addressed as (
    select t.*, a._scope
    from parameter as p
    cross join told as t
    cross join lateral (
        select 'state' as _scope
        where p.scope_kind = 'state'
        union
        select mart.scope_code('attorney', s.code)
        from (
            values
                (t.supervising_id),
                (case when t.field = 'Supervising attorney' then t.was_supervising_id end)
        ) as s (code)
        where p.scope_kind = 'attorney' and s.code is not null
    ) as a
),
shown as (
    select
        a._scope,
        case when a.restated then 'Restated' else a.change end as change,
        a.attorney, a.child_id, a.child, a.entered_care, a.episode_id,
        a.field || case when a.restated then ' (' || a.cause || ')' else '' end as field,
        a.was,
        a.is_now
    from addressed as a
)
select
    s._scope,
    s.change,
    s.attorney,
    s.child_id,
    s.child,
    s.entered_care,
    s.episode_id,
    s.field,
    s.was,
    s.is_now as "is"
from shown as s
order by
    s._scope collate "C",
    s.change collate "C",
    s.attorney collate "C",
    mart.id_order(s.child_id) collate "C",
    s.entered_care,
    s.episode_id,
    s.field collate "C"
