-- sql/report/child_listing/exits.sql
-- Purpose: sheet Exits: exits of the month, and those of earlier months that were entered too
-- late for their own listing.
-- Grain: child x episode. Key: _scope, child_id, episode_id.
-- Inputs: fact.child_listing, lists exits and late.
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
        and f.list in ('exits', 'late')
)
select
    l._scope,
    l.supervising,
    l.attorney,
    l.circuit,
    l.county,
    l.child_id,
    l.child,
    l.case_id,
    l.entered_care,
    l.exit_date,
    l.exit_reason,
    l.days,
    mart.one_decimal(mart.care_months(l.days)) as months,
    l.goal as goal_at_exit,
    l.timely_exit,
    l.late_entry,
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
