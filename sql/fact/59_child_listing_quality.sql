-- sql/fact/59_child_listing_quality.sql
-- trend: no
-- Purpose: what on the source's side makes the child listing wrong or incomplete, and what was
-- corrected since the last closed month.
-- Grain: one row per finding; counts without a row each stand in `counted`.
-- Inputs: fact.child_listing and its steps of the same month and version; mart.episode, child,
-- parent, goal, tpr_event, tpr_exception, hearing, attorney, attorney_assignment,
-- case_assignment, defect, reject, left_out as they are in this extract; etl.batch (cutoff).
-- No key: two findings may say the same.
--
-- Rules, those a case manager or attorney cures first
--   correction_in, correction_out  control totals: the closed list was wrong, and how
--   late_exit           exit of an earlier month, entered after that month's listing
--   exit_uncredited     exit of a child whose last attorney had ended more than 30 days before
--   no_placement        no placement of record for two days or more
--   parent_missing      neither father nor adoptive parent recorded, or neither mother nor
--   parents_none        all parents are not applicable
--   exit_no_reason      exit without a reason
--   no_date             goal, termination event or exception without its date
--   held_ahead          hearing marked held after the data cutoff
--   two_attorneys       two attorneys in force: the later one counts
--   unknown_attorney    an attorney who is not in the extract: the id is shown
--   unknown_manager     a managing attorney who is not in the extract
--   no_case_manager     nobody assigned to the case
--   two_case_managers   two case managers in force: the later one counts
--   end_before_begin    custody that ends before it begins
--   same_day            custody that began and ended on one day
--   overlap             two custody episodes of one child in force at the same time
--   county              no county, or one that stands in no circuit
--   birth               birth date missing, or after entry into care
--   no_person           no person record, or a deleted one
--   bad_date            text where a date belongs
--   missing_row         a worker whom an assignment names and the extract lacks
--   unknown_code        code without an entry in the code map
--   episode_rejected    custody episodes that cannot be read, with the reason
--   other_rejected      rows of other tables that cannot be read
--   left_out            rows in error or expunged, by table
--
-- Findings about a listed child go to the supervising attorney who has the child; what belongs to
-- nobody's list is told statewide only.

with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
)
delete from fact.quality as f
using parameter as p
where f.agency_id = p.agency_id and f.month = p.month and f.version = p.version
    and f.report = 'child_listing';

-- What was corrected, one by one.
insert into fact.quality (
    agency_id, month, version, report, rule, attorney_id, row_key, child_id, owner, what,
    counted)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
),
found as (
    select
        t.agency_id, t.month, t.version, t.term as rule,
        nullif(t.unit, 'Unit Manager') as attorney_id,
        t.episode_id::text as row_key, t.child_id,
        coalesce(a.attorney_name, t.attorney_id, 'Data office') as owner,
        t.reason as what
    from parameter as p
    inner join fact.child_listing_step as t
        on t.agency_id = p.agency_id
        and t.month = p.month
        and t.version = p.version
        and t.term in ('correction_in', 'correction_out')
    left join mart.attorney as a
        on a.agency_id = t.agency_id and a.attorney_id = t.attorney_id

    union all

    select
        f.agency_id, f.month, f.version, 'late_exit', f.supervising_id,
        f.episode_id::text, f.child_id, f.case_manager,
        'Exit of ' || to_char(f.exit_date, 'MM/DD/YYYY') || ' was entered after its listing.'
    from parameter as p
    inner join fact.child_listing as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.list = 'late'

    union all

    -- once with an attorney, but not in the 30 days before the exit
    select
        e.agency_id, p.month, p.version, 'exit_uncredited', null,
        e.episode_id::text, e.child_id, coalesce(w.caseworker, e.caseworker),
        'Exit of ' || to_char(e.end_date, 'MM/DD/YYYY') || '; the last attorney ended '
            || to_char(a.last_end, 'MM/DD/YYYY') || '.'
    from parameter as p
    inner join mart.episode as e
        on e.agency_id = p.agency_id
        and e.begin_date <= p.as_of
        and e.end_date between p.month and p.as_of
    cross join lateral (
        select max(t.end_date) as last_end
        from mart.attorney_assignment as t
        where t.agency_id = e.agency_id
            and t.episode_id = e.episode_id
            and t.child_id = e.child_id
            and t.begin_date < e.end_date
            and t.begin_date < t.end_date
    ) as a
    left join lateral (
        select ca.caseworker
        from mart.case_assignment as ca
        where ca.agency_id = e.agency_id
            and ca.case_id = e.case_id
            and ca.begin_date <= e.end_date
            and (ca.end_date is null or ca.end_date > e.end_date)
        order by ca.begin_date desc, ca.assignment_id desc
        limit 1
    ) as w on true
    where p.version > 0
        and a.last_end is not null
        and not exists (
            select 1
            from fact.child_listing_listed as l
            where l.agency_id = e.agency_id
                and l.month = p.month
                and l.version = p.version
                and l.list = 'exits'
                and l.child_id = e.child_id
                and l.episode_id = e.episode_id)
)
select
    f.agency_id, f.month, f.version, 'child_listing',
    f.rule,
    f.attorney_id, f.row_key, f.child_id, f.owner, f.what, 1
from found as f;

-- Findings about a listed child.
insert into fact.quality (
    agency_id, month, version, report, rule, attorney_id, row_key, child_id, owner, what,
    counted)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
),
listed as (
    select f.*
    from parameter as p
    inner join fact.child_listing as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
),
found as (
    select
        l.agency_id, l.month, l.version, l.supervising_id as attorney_id, l.child_id,
        fact.owner(l.case_manager, l.case_supervisor) as owner,
        r.rule, r.row_key, r.what
    from listed as l
    inner join mart.episode as e
        on e.agency_id = l.agency_id
        and e.child_id = l.child_id
        and e.episode_id = l.episode_id
    left join mart.child as c
        on c.agency_id = l.agency_id and c.child_id = l.child_id
    left join fact.child_listing_home as h
        on h.agency_id = l.agency_id
        and h.month = l.month
        and h.version = l.version
        and h.child_id = l.child_id
        and h.episode_id = l.episode_id
        and l.list = 'children'
    left join fact.child_listing_tpr as t
        on t.agency_id = l.agency_id
        and t.month = l.month
        and t.version = l.version
        and t.child_id = l.child_id
        and l.list = 'children'
    cross join lateral (
        values
            ('no_placement', l.episode_id::text,
                case when l.list = 'children' and h.placement_id is null
                    and l.as_of - coalesce(h.last_end, l.entered_care) >= 2
                then 'No placement since '
                    || to_char(coalesce(h.last_end, l.entered_care), 'MM/DD/YYYY') || '.' end),
            ('parent_missing', l.child_id,
                case when t.missing <> '' then
                    case t.missing
                        when ', father not recorded' then 'No father'
                        when ', mother not recorded' then 'No mother'
                        else 'Neither mother nor father'
                    end || ' and no adoptive parent recorded.'
                end),
            ('parents_none', l.child_id,
                case when t.none_applicable then 'All parents are marked not applicable.' end),
            ('exit_no_reason', l.episode_id::text,
                case when l.exit_reason = 'MISSING' then
                    'Exit of ' || to_char(l.exit_date, 'MM/DD/YYYY') || ' has no reason.'
                end),
            ('no_case_manager', l.episode_id::text,
                case
                    when l.case_manager <> 'Unassigned' then null
                    when l.case_id is null then 'The episode is not linked to a case.'
                    else 'Case ' || l.case_id || ' has no case manager on '
                        || to_char(coalesce(l.exit_date, l.as_of), 'MM/DD/YYYY') || '.'
                end),
            ('same_day', l.episode_id::text,
                case when l.list <> 'children' and l.days = 0 then
                    'Began and ended ' || to_char(l.exit_date, 'MM/DD/YYYY') || '.'
                end),
            ('county', l.episode_id::text,
                case
                    when l.circuit is not null then null
                    when e.county is null then 'No county of jurisdiction.'
                    else 'County ' || left(e.county, 40) || ' stands in no circuit on '
                        || to_char(coalesce(l.exit_date, l.as_of), 'MM/DD/YYYY') || '.'
                end),
            ('birth', l.child_id,
                case
                    when c.birth_date > l.entered_care then
                        'Born ' || to_char(c.birth_date, 'MM/DD/YYYY') || ', entered care '
                            || to_char(l.entered_care, 'MM/DD/YYYY') || '.'
                    when c.birth_date is null and not c.hidden then 'No birth date.'
                end),
            ('no_person', l.child_id,
                case
                    when c.child_id is null then 'No person record.'
                    when c.hidden then 'The person record is deleted.'
                end)
    ) as r (rule, row_key, what)
    where r.what is not null

    union all

    select
        l.agency_id, l.month, l.version, l.supervising_id, l.child_id,
        fact.owner(l.case_manager),
        'overlap', l.episode_id::text,
        'Episode ' || o.episode_id || ' (' || to_char(o.begin_date, 'MM/DD/YYYY') || ' to '
            || coalesce(to_char(o.end_date, 'MM/DD/YYYY'), 'open')
            || ') is in force on the same days.'
    from listed as l
    inner join mart.episode as o
        on o.agency_id = l.agency_id
        and o.child_id = l.child_id
        and o.episode_id <> l.episode_id
        and o.begin_date <= l.as_of
        and o.begin_date < coalesce(l.exit_date, 'infinity')
        and coalesce(o.end_date, 'infinity') > l.entered_care

    union all

    select
        l.agency_id, l.month, l.version, l.supervising_id, l.child_id, l.attorney,
        'two_attorneys', l.episode_id::text,
        a.n || ' attorneys in force on ' || to_char(l.as_of, 'MM/DD/YYYY') || ': ' || a.ids || '.'
    from listed as l
    cross join lateral (
        select
            count(*) as n,
            string_agg(t.attorney_id, ', ' order by t.begin_date, t.assignment_id) as ids
        from mart.attorney_assignment as t
        where t.agency_id = l.agency_id
            and t.episode_id = l.episode_id
            and t.child_id = l.child_id
            and t.begin_date <= l.as_of
            and (t.end_date is null or t.end_date > l.as_of)
    ) as a
    where l.list = 'children' and a.n > 1

    union all

    select
        l.agency_id, l.month, l.version, l.supervising_id, l.child_id,
        fact.owner(l.case_manager),
        'two_case_managers', l.case_id,
        'Case ' || l.case_id || ' has ' || a.n || ' case managers on '
            || to_char(coalesce(l.exit_date, l.as_of), 'MM/DD/YYYY') || '.'
    from listed as l
    cross join lateral (
        select count(*) as n
        from mart.case_assignment as t
        where t.agency_id = l.agency_id
            and t.case_id = l.case_id
            and t.begin_date <= coalesce(l.exit_date, l.as_of)
            and (t.end_date is null or t.end_date > coalesce(l.exit_date, l.as_of))
    ) as a
    where a.n > 1

    union all

    select
        l.agency_id, l.month, l.version, l.supervising_id, l.child_id,
        fact.owner(l.case_manager),
        'no_date', d.row_key, d.what
    from listed as l
    cross join lateral (
        select g.goal_id::text as row_key, 'A goal has no effective date.' as what
        from mart.goal as g
        where g.agency_id = l.agency_id
            and g.episode_id = l.episode_id
            and g.child_id = l.child_id
            and g.effective_date is null
        union all
        select v.event_id::text, 'A termination event has no date.'
        from mart.tpr_event as v
        where v.agency_id = l.agency_id
            and v.child_id = l.child_id
            and v.event_date is null
        union all
        select x.episode_id::text, 'An exception to 15 of 22 has no date.'
        from mart.tpr_exception as x
        where x.agency_id = l.agency_id
            and x.child_id = l.child_id
            and x.episode_id = l.episode_id
            and x.documented_date is null
    ) as d
    where l.list = 'children'

    union all

    select
        l.agency_id, l.month, l.version, l.supervising_id, l.child_id,
        fact.owner(l.case_manager),
        'held_ahead', x.hearing_id::text,
        'Hearing marked held on ' || to_char(x.held_date, 'MM/DD/YYYY') || ' already.'
    from listed as l
    -- what the extract could know: not as_of, which of an earlier month lies long before it
    left join lateral (
        select b.cutoff_at::date as cutoff
        from etl.batch as b
        where b.agency_id = l.agency_id and b.state = 'complete'
        order by b.batch_id desc
        limit 1
    ) as k on true
    inner join mart.hearing as x
        on x.agency_id = l.agency_id
        and x.child_id = l.child_id
        and x.episode_id = l.episode_id
        and x.held_date > coalesce(k.cutoff, l.as_of)
    where l.list = 'children'
)
select
    f.agency_id, f.month, f.version, 'child_listing',
    f.rule,
    f.attorney_id, f.row_key, f.child_id, f.owner, f.what, 1
from found as f;

-- Attorneys who are not in the extract, with the children they have.
insert into fact.quality (
    agency_id, month, version, report, rule, attorney_id, row_key, child_id, owner, what,
    counted)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
),
found as (
    select
        f.agency_id, f.month, f.version, 'unknown_attorney' as rule,
        null::text as attorney_id, f.attorney_id as row_key, null::text as child_id,
        'Permanency Attorney Unit' as owner,
        'Attorney ' || f.attorney_id || ' is not in the extract.' as what,
        count(*) as counted
    from parameter as p
    inner join fact.child_listing as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
    left join mart.attorney as a
        on a.agency_id = f.agency_id and a.attorney_id = f.attorney_id
    where a.attorney_id is null
    group by f.agency_id, f.month, f.version, f.attorney_id

    union all

    select
        f.agency_id, f.month, f.version, 'unknown_manager', null, f.attorney_id, null,
        'Permanency Attorney Unit',
        'Managing attorney ' || a.managing_attorney_id || ' of ' || a.attorney_name
            || ' is not in the extract.',
        count(*)
    from parameter as p
    inner join fact.child_listing as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.supervising_id is null
    inner join mart.attorney as a
        on a.agency_id = f.agency_id
        and a.attorney_id = f.attorney_id
        and a.managing_attorney_id is not null
    group by f.agency_id, f.month, f.version, f.attorney_id, a.managing_attorney_id,
        a.attorney_name
)
select
    f.agency_id, f.month, f.version, 'child_listing',
    f.rule,
    f.attorney_id, f.row_key, f.child_id, f.owner, f.what, f.counted
from found as f;

-- Custody that ends before it begins; a listed child brings the supervising attorney and the case
-- manager.
insert into fact.quality (
    agency_id, month, version, report, rule, attorney_id, row_key, child_id, owner, what,
    counted)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
)
select
    p.agency_id, p.month, p.version, 'child_listing', 'end_before_begin',
    l.supervising_id, e.episode_id::text, e.child_id, coalesce(l.owner, 'Data office'),
    'Begins ' || to_char(e.begin_date, 'MM/DD/YYYY') || ', ends '
        || to_char(e.end_date, 'MM/DD/YYYY') || '.',
    1
from parameter as p
inner join mart.episode as e
    on e.agency_id = p.agency_id
    and e.begin_date <= p.as_of
    and e.end_date < e.begin_date
left join lateral (
    select
        f.supervising_id, nullif(fact.owner(f.case_manager), 'Data office') as owner
    from fact.child_listing as f
    where f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.child_id = e.child_id
    order by f.list, f.entered_care desc, f.episode_id desc
    limit 1
) as l on true;

-- What the model could not use: values and rows, each with its id, and codes, missing rows and
-- what was left out, each once for all its rows. A listed child brings
-- the supervising attorney and the case manager.
insert into fact.quality (
    agency_id, month, version, report, rule, attorney_id, row_key, child_id, owner, what,
    counted)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
)
select
    p.agency_id, p.month, p.version, 'child_listing',
    t.rule,
    l.supervising_id, s.row_key, s.child_id, coalesce(l.owner, s.owner),
    t.words || s.what, s.counted
from parameter as p
inner join fact.source_finding as s
    on s.agency_id = p.agency_id
inner join (
    values
        ('bad_date', 'person', 'Person', 'bad_date'),
        ('bad_date', 'episode', 'Custody episode', 'bad_date'),
        ('bad_date', 'placement', 'Placement', 'bad_date'),
        ('bad_date', 'goal', 'Goal', 'bad_date'),
        ('bad_date', 'parent', 'Parent', 'bad_date'),
        ('bad_date', 'tpr_event', 'Termination event', 'bad_date'),
        ('bad_date', 'tpr_exception', 'Exception to 15 of 22', 'bad_date'),
        ('bad_date', 'hearing', 'Hearing', 'bad_date'),
        ('bad_date', 'case_assignment', 'Case assignment', 'bad_date'),
        ('bad_date', 'attorney_assignment', 'Attorney assignment', 'bad_date'),
        ('bad_date', 'circuit_county', 'Circuit and county', 'bad_date'),
        ('no_begin', 'placement', 'Placement without a begin', 'bad_date'),
        ('no_begin', 'case_assignment', 'Case assignment without a begin', 'bad_date'),
        ('no_begin', 'attorney_assignment', 'Attorney assignment without a begin', 'bad_date'),
        ('rejected', 'person', 'Person', 'other_rejected'),
        ('rejected', 'episode', 'Custody episode', 'episode_rejected'),
        ('rejected', 'placement', 'Placement', 'other_rejected'),
        ('rejected', 'goal', 'Goal', 'other_rejected'),
        ('rejected', 'parent', 'Parent', 'other_rejected'),
        ('rejected', 'tpr_event', 'Termination event', 'other_rejected'),
        ('rejected', 'tpr_exception', 'Exception to 15 of 22', 'other_rejected'),
        ('rejected', 'hearing', 'Hearing', 'other_rejected'),
        ('rejected', 'worker', 'Worker', 'other_rejected'),
        ('rejected', 'case_assignment', 'Case assignment', 'other_rejected'),
        ('rejected', 'attorney', 'Attorney', 'other_rejected'),
        ('rejected', 'attorney_assignment', 'Attorney assignment', 'other_rejected'),
        ('rejected', 'circuit_county', 'Circuit and county', 'other_rejected'),
        ('unknown_code', 'placement.code', 'Placement code', 'unknown_code'),
        ('unknown_code', 'goal.code', 'Goal', 'unknown_code'),
        ('unknown_code', 'goal.kind', 'Kind of goal', 'unknown_code'),
        ('unknown_code', 'parent.role', 'Role of a parent', 'unknown_code'),
        ('unknown_code', 'tpr_event.code', 'Termination event', 'unknown_code'),
        ('unknown_code', 'tpr_exception.reason', 'Reason of an exception', 'unknown_code'),
        ('unknown_code', 'hearing.type_code', 'Hearing type', 'unknown_code'),
        ('unknown_code', 'episode.exit_code', 'Exit reason', 'unknown_code'),
        ('missing_row', 'case_assignment.worker_key', 'Worker of a case', 'missing_row'),
        ('left_out', 'person', 'Persons', 'left_out'),
        ('left_out', 'episode', 'Custody episodes', 'left_out'),
        ('left_out', 'placement', 'Placements', 'left_out'),
        ('left_out', 'goal', 'Goals', 'left_out'),
        ('left_out', 'parent', 'Parents', 'left_out'),
        ('left_out', 'tpr_event', 'Termination events', 'left_out'),
        ('left_out', 'tpr_exception', 'Exceptions to 15 of 22', 'left_out'),
        ('left_out', 'hearing', 'Hearings', 'left_out'),
        ('left_out', 'case_assignment', 'Case assignments', 'left_out'),
        ('left_out', 'attorney_assignment', 'Attorney assignments', 'left_out')
) as t (problem, about, words, rule)
    on t.problem = s.problem and t.about = s.about
left join lateral (
    select
        f.supervising_id, nullif(fact.owner(f.case_manager), 'Data office') as owner
    from fact.child_listing as f
    where f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.child_id = s.child_id
    order by f.list, f.entered_care desc, f.episode_id desc
    limit 1
) as l on true;
