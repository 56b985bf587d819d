-- sql/report/child_listing/children.sql
-- Purpose: sheet Children: children in care on as_of with an attorney in force.
-- Grain: child x episode. Key: _scope, child_id, episode_id.
-- Inputs: fact.child_listing, list children.
-- Order: supervising attorney, attorney, Child, Child ID, Entered care, Episode ID.
-- A child whose attorney answers to the Unit Manager is in the statewide workbook only.

with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::int as version,          -- version of the month's facts
        $4::text as scope_kind       -- attorney, state
),
listed as (
    select
        f.*,
        case p.scope_kind
            when 'state' then 'state'
            when 'attorney' then mart.scope_code('attorney', f.supervising_id)
        end as _scope
    from parameter as p
    inner join fact.child_listing as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.list = 'children'
)
select
    l._scope,
    l.supervising,
    l.attorney,
    l.circuit,
    l.county,
    l.child_id,
    l.child,
    l.birth_date,
    l.age,
    l.case_id,
    l.case_manager,
    l.case_supervisor,
    l.managed_by,
    l.entered_care,
    l.days,
    mart.one_decimal(mart.care_months(l.days)) as months,
    l.placement,
    l.placement_since,
    l.trial_home_visit,
    l.trial_home_since,
    l.pre_adoptive,
    l.moves,
    l.goal,
    l.goal_since,
    l.concurrent_goal,
    l.tpr_status,
    l.tpr_petition_filed,
    l.free_since,
    l.next_hearing,
    l.hearing_type,
    l.days_15_22,
    l.status_15_22,
    l.on_15_22,
    l.tpr_due,
    l.attorney_since,
    l.episode_id,
    l.why
from listed as l
where l._scope is not null
order by
    l._scope collate "C",
    l.supervising collate "C",
    l.attorney collate "C",
    l.child collate "C",
    mart.id_order(l.child_id) collate "C",
    l.entered_care,
    l.episode_id
