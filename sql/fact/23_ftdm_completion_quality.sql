-- sql/fact/23_ftdm_completion_quality.sql
-- trend: no
-- Purpose: what on the source's side makes the FTDM completion report wrong or incomplete.
-- Grain: one row per finding; counts without a row each stand in `counted`.
-- Inputs: fact.ftdm_completion of the same month and version; mart.meeting, episode, child,
-- case_assignment, defect, reject, left_out as they are in this extract.
-- No key: two findings may say the same.
--
-- Rules, those a caseworker cures first
--   not_marked            FTDM whose day has passed, neither completed nor cancelled
--   sibling_only          no FTDM of the child, but a completed one of the case in the window
--   completed_no_date     FTDM marked completed without a date
--   completed_ahead       FTDM marked completed, dated after the data cutoff
--   completed_cancelled   FTDM both completed and cancelled
--   meeting_no_child      meeting that names no child
--   no_purpose            FTDM of the last 12 months that counted, without a purpose
--   no_office             no responsible office: in the statewide workbook only
--   no_assignment         no primary assignment in force: office taken from the episode
--   two_assignments       two primary assignments in force: the later one counts
--   end_before_begin      episode that ends before it begins
--   overlap               two episodes of one child in force at the same time
--   federal_end           in care by the state end, discharged by the federal (AFCARS) end
--   adult                 18 or over, in care, not in extended foster care
--   birth                 birth date missing, or after the removal
--   no_person             no person record, or a deleted one: Child and Age are empty
--   bad_date              text where a date belongs
--   missing_row           a worker or location that is not in the extract
--   unknown_code          code without an entry in the code map
--   meeting_rejected      meeting rows that cannot be read, with the reason
--   episode_rejected      episodes that cannot be read, with the reason
--   other_rejected        rows of people, workers, locations, assignments that cannot be read
--   left_out              rows in error or expunged, by table
--
-- Findings about a child on the sheets go to the office that has the child; what belongs to
-- nobody on them is told statewide only. The owner is the caseworker, else the supervisor, else
-- the data office.

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
    and f.report = 'ftdm_completion';

-- Findings about an episode.
insert into fact.quality (
    agency_id, month, version, report, rule, region_code, office_code, row_key,
    child_id, owner, what, counted)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
),
-- The episodes of the sheets, once each: in care, and removals that have ended already.
listed as (
    select f.*
    from parameter as p
    inner join fact.ftdm_completion as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
    where f.list = 'in_care' or (f.list = 'removals' and f.end_date is not null)
),
found as (
    select
        l.agency_id, l.month, l.version, l.region_code, l.office_code, l.child_id,
        fact.owner(l.caseworker, l.supervisor) as owner,
        r.rule, r.row_key, r.what
    from listed as l
    inner join mart.episode as e
        on e.agency_id = l.agency_id
        and e.child_id = l.child_id
        and e.episode_id = l.episode_id
    left join mart.child as c
        on c.agency_id = l.agency_id and c.child_id = l.child_id
    cross join lateral (
        values
            ('sibling_only', l.episode_id::text,
                case when l.status_no in (3, 6, 7, 8) then
                    'Completed FTDM of ' || to_char(l.sibling_on, 'MM/DD/YYYY')
                        || ' for another child of case ' || l.case_id || ' only.'
                end),
            ('no_purpose', l.meeting_row_id::text,
                case when l.status_no in (1, 2, 4, 5) and l.ftdm_purpose is null
                    and l.ftdm_date > mart.plus_months(l.as_of, -12)
                then
                    'FTDM of ' || to_char(l.ftdm_date, 'MM/DD/YYYY') || ' has no purpose.'
                end),
            ('no_office', l.episode_id::text,
                case
                    when l.office_code is not null then null
                    when l.attributed_by = 'assignment' then
                        'The assignment of case ' || l.case_id || ' names no known office.'
                    else 'Neither an assignment nor the episode names a known office.'
                end),
            ('no_assignment', l.episode_id::text,
                case
                    when l.attributed_by = 'assignment' then null
                    when l.case_id is null then 'The episode is not linked to a case.'
                    else 'Case ' || l.case_id || ' has no primary assignment in force on '
                        || to_char(l.attributed_on, 'MM/DD/YYYY') || '.'
                end),
            ('federal_end', l.episode_id::text,
                case when l.list = 'in_care' and e.federal_end_date <= l.as_of then
                    'Federal (AFCARS) end ' || to_char(e.federal_end_date, 'MM/DD/YYYY')
                        || ', no end of the state.'
                end),
            ('adult', l.episode_id::text,
                case when l.list = 'in_care' and l.age >= 18 then
                    'In care at age ' || l.age || '.'
                end),
            ('birth', l.child_id,
                case
                    when c.birth_date > l.removal_date then
                        'Born ' || to_char(c.birth_date, 'MM/DD/YYYY') || ', removed '
                            || to_char(l.removal_date, 'MM/DD/YYYY') || '.'
                    when c.birth_date is null and not c.hidden then 'No birth date.'
                end),
            ('no_person', l.child_id,
                case
                    when c.child_id is null then 'No person record.'
                    when c.hidden then 'The person record is deleted.'
                end)
    ) as r (rule, row_key, what)
    where r.what is not null
)
select
    f.agency_id, f.month, f.version, 'ftdm_completion',
    f.rule,
    f.region_code, f.office_code, f.row_key, f.child_id, f.owner, f.what, 1
from found as f;

-- Findings about an FTDM of a child on the sheets.
insert into fact.quality (
    agency_id, month, version, report, rule, region_code, office_code, row_key,
    child_id, owner, what, counted)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
),
-- The episodes of the sheets, once each: in care, and removals that have ended already.
listed as (
    select f.*
    from parameter as p
    inner join fact.ftdm_completion as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
    where f.list = 'in_care' or (f.list = 'removals' and f.end_date is not null)
),
found as (
    -- a meeting without a date could belong to either of two episodes: it is told once
    select distinct on (l.agency_id, r.rule, m.meeting_row_id)
        l.agency_id, l.month, l.version, l.region_code, l.office_code, l.child_id,
        fact.owner(l.caseworker, l.supervisor) as owner,
        r.rule, m.meeting_row_id::text as row_key, r.what
    from listed as l
    inner join mart.meeting as m
        on m.agency_id = l.agency_id
        and m.child_id = l.child_id
        and m.type_grp = 'FTDM'
        and (m.meeting_date is null
            or m.meeting_date between l.window_opens
                and coalesce(l.end_date, m.meeting_date))
    -- what the extract could know: not as_of, which of an earlier month lies long before it
    left join lateral (
        select b.cutoff_at::date as cutoff
        from etl.batch as b
        where b.agency_id = l.agency_id and b.state = 'complete'
        order by b.batch_id desc
        limit 1
    ) as c on true
    cross join lateral (
        select
            m.cancel_date <= l.as_of as cancelled,
            'FTDM of ' || to_char(m.meeting_date, 'MM/DD/YYYY') as named
    ) as f
    cross join lateral (
        values
            ('not_marked', case
                when l.status_no in (3, 4, 5, 6)
                    and m.meeting_date < l.as_of
                    and not m.completed
                    and f.cancelled is not true
                then f.named || ' is neither completed nor cancelled.'
            end),
            ('completed_no_date', case
                when m.meeting_date is null and m.completed and f.cancelled is not true
                then 'A completed FTDM has no date.'
            end),
            ('completed_ahead', case
                when m.completed and m.meeting_date > coalesce(c.cutoff, l.as_of)
                then f.named || ' is marked completed already.'
            end),
            ('completed_cancelled', case
                when m.completed and f.cancelled
                then coalesce(f.named, 'FTDM without a date') || ' is completed and, on '
                    || to_char(m.cancel_date, 'MM/DD/YYYY') || ', cancelled.'
            end)
    ) as r (rule, what)
    where r.what is not null
    order by l.agency_id, r.rule, m.meeting_row_id, l.removal_date desc, l.episode_id desc
)
select
    f.agency_id, f.month, f.version, 'ftdm_completion',
    f.rule,
    f.region_code, f.office_code, f.row_key, f.child_id, f.owner, f.what, 1
from found as f;

-- Two episodes of one child, one of them on the sheets, in force at the same time.
insert into fact.quality (
    agency_id, month, version, report, rule, region_code, office_code, row_key,
    child_id, owner, what, counted)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
),
-- The episodes of the sheets, once each: in care, and removals that have ended already.
listed as (
    select f.*
    from parameter as p
    inner join fact.ftdm_completion as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
    where f.list = 'in_care' or (f.list = 'removals' and f.end_date is not null)
),
found as (
    select
        l.agency_id, l.month, l.version, l.region_code, l.office_code, l.child_id,
        fact.owner(l.caseworker, l.supervisor) as owner,
        'overlap' as rule,
        l.episode_id::text as row_key,
        'Episode ' || o.episode_id || ' (' || to_char(o.begin_date, 'MM/DD/YYYY') || ' to '
            || coalesce(to_char(o.end_date, 'MM/DD/YYYY'), 'open')
            || ') is in force on the same days.' as what
    from listed as l
    inner join mart.episode as o
        on o.agency_id = l.agency_id
        and o.child_id = l.child_id
        and o.episode_id <> l.episode_id
        and o.begin_date <= l.as_of
        and o.begin_date < coalesce(l.end_date, 'infinity')
        and coalesce(o.end_date, 'infinity') > l.removal_date
)
select
    f.agency_id, f.month, f.version, 'ftdm_completion',
    f.rule,
    f.region_code, f.office_code, f.row_key, f.child_id, f.owner, f.what, 1
from found as f;

-- Episodes that end before they begin, whatever the month: they are on Removals at most.
insert into fact.quality (
    agency_id, month, version, report, rule, region_code, office_code, row_key,
    child_id, owner, what, counted)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
),
found as (
    select
        p.agency_id, p.month, p.version,
        coalesce(l.region_code, e.region_code) as region_code,
        coalesce(l.office_code, e.office_code) as office_code,
        e.child_id,
        coalesce(
            nullif(l.caseworker, 'Unassigned'), nullif(l.supervisor, 'Unassigned'),
            nullif(e.caseworker, 'Unassigned'), nullif(e.supervisor, 'Unassigned'), 'Data office'
        ) as owner,
        'end_before_begin' as rule,
        e.episode_id::text as row_key,
        'Begins ' || to_char(e.begin_date, 'MM/DD/YYYY') || ', ends '
            || to_char(e.end_date, 'MM/DD/YYYY') || '.' as what
    from parameter as p
    inner join mart.episode as e
        on e.agency_id = p.agency_id
        and e.begin_date <= p.as_of
        and e.end_date < e.begin_date
    left join fact.ftdm_completion as l
        on l.agency_id = p.agency_id
        and l.month = p.month
        and l.version = p.version
        and l.list = 'removals'
        and l.child_id = e.child_id
        and l.episode_id = e.episode_id
)
select
    f.agency_id, f.month, f.version, 'ftdm_completion',
    f.rule,
    f.region_code, f.office_code, f.row_key, f.child_id, f.owner, f.what, 1
from found as f;

-- Cases on the sheets with two primary assignments in force: one row per case and day.
insert into fact.quality (
    agency_id, month, version, report, rule, region_code, office_code, row_key,
    child_id, owner, what, counted)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
),
-- The episodes of the sheets, once each: in care, and removals that have ended already.
listed as (
    select f.*
    from parameter as p
    inner join fact.ftdm_completion as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
    where f.list = 'in_care' or (f.list = 'removals' and f.end_date is not null)
),
of_case as (
    select distinct on (l.agency_id, l.case_id, l.attributed_on) l.*
    from listed as l
    where l.attributed_by = 'assignment'
    order by l.agency_id, l.case_id, l.attributed_on, l.child_id, l.episode_id
),
found as (
    select
        c.agency_id, c.month, c.version, c.region_code, c.office_code,
        null::text as child_id,
        fact.owner(c.caseworker, c.supervisor) as owner,
        'two_assignments' as rule,
        c.case_id as row_key,
        'Case ' || c.case_id || ' has ' || a.n || ' primary assignments in force on '
            || to_char(c.attributed_on, 'MM/DD/YYYY') || '.' as what
    from of_case as c
    cross join lateral (
        select count(*) as n
        from mart.case_assignment as a
        where a.agency_id = c.agency_id
            and a.case_id = c.case_id
            and a.begin_date <= c.attributed_on
            and (a.end_date is null or a.end_date > c.attributed_on)
    ) as a
    where a.n > 1
)
select
    f.agency_id, f.month, f.version, 'ftdm_completion',
    f.rule,
    f.region_code, f.office_code, f.row_key, f.child_id, f.owner, f.what, 1
from found as f;

-- What the model could not use: values and rows, each with its id, and codes, missing rows and
-- what was left out, each once for all its rows. A child on the sheets
-- brings its office and caseworker.
insert into fact.quality (
    agency_id, month, version, report, rule, region_code, office_code, row_key,
    child_id, owner, what, counted)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
)
select
    p.agency_id, p.month, p.version, 'ftdm_completion',
    t.rule,
    l.region_code, l.office_code, s.row_key, s.child_id, coalesce(l.owner, s.owner),
    t.words || s.what, s.counted
from parameter as p
inner join fact.source_finding as s
    on s.agency_id = p.agency_id
inner join (
    values
        ('bad_date', 'meeting', 'Meeting', 'bad_date'),
        ('bad_date', 'episode', 'Removal episode', 'bad_date'),
        ('bad_date', 'person', 'Person', 'bad_date'),
        ('bad_date', 'case_assignment', 'Assignment', 'bad_date'),
        ('no_begin', 'case_assignment', 'The assignment has no begin', 'bad_date'),
        ('no_child', 'meeting', 'The meeting', 'meeting_no_child'),
        ('rejected', 'meeting', 'Meeting', 'meeting_rejected'),
        ('rejected', 'episode', 'Removal episode', 'episode_rejected'),
        ('rejected', 'person', 'Person', 'other_rejected'),
        ('rejected', 'worker', 'Worker', 'other_rejected'),
        ('rejected', 'location', 'Location', 'other_rejected'),
        ('rejected', 'case_assignment', 'Assignment', 'other_rejected'),
        ('unknown_code', 'meeting.type_code', 'Meeting type', 'unknown_code'),
        ('unknown_code', 'episode.care_authority', 'Care authority', 'unknown_code'),
        ('unknown_code', 'episode.exit_code', 'Discharge reason', 'unknown_code'),
        ('missing_row', 'case_assignment.worker_key', 'Worker of an assignment', 'missing_row'),
        ('missing_row', 'case_assignment.location_id', 'Location of an assignment', 'missing_row'),
        ('left_out', 'person', 'Persons', 'left_out'),
        ('left_out', 'episode', 'Removal episodes', 'left_out'),
        ('left_out', 'meeting', 'Meetings', 'left_out'),
        ('left_out', 'case_assignment', 'Assignments', 'left_out')
) as t (problem, about, words, rule)
    on t.problem = s.problem and t.about = s.about
left join lateral (
    select
        f.region_code, f.office_code,
        nullif(fact.owner(f.caseworker, f.supervisor), 'Data office') as owner
    from fact.ftdm_completion as f
    where f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.list in ('in_care', 'removals')
        and f.child_id = s.child_id
    order by f.attributed_on desc, f.removal_date desc, f.episode_id desc
    limit 1
) as l on true;
