-- sql/fact/34_iff_extension_quality.sql
-- Purpose: what on the source's side makes the IFF report wrong or incomplete.
-- Grain: one row per finding; counts without a row each stand in `counted`.
-- Inputs: fact.iff_extension of the same month and version; mart.intake_victim, iff_extension,
-- child, case_assignment, defect, reject, left_out as they are in this extract.
-- No key: two findings may say the same.
-- trend: no
--
-- Rules, those a caseworker cures first
--   never_seen            not seen, received over 12 months ago: not on Due and overdue
--   no_dates              neither a due nor a received time: in no month
--   invalid               the times contradict each other, or one is missing
--   extension_unmoved     extension with no later due
--   moved_no_extension    due moved with no extension
--   both                  extension and exception both
--   extension_late        extension dated after the original due
--   log_no_extension      in the agency's log of extensions, but not extended
--   due_off               original due differs from received (or victim added) + the response's
--                         hours by over an hour
--   midnight              a time of exactly midnight: the time is not known
--   no_office             no responsible office: in the statewide workbook only
--   two_assignments       two primary assignments in force: the later one counts
--   birth                 birth date missing, or after the day received
--   no_person             no person record, or a deleted one: Child and Age are empty
--   bad_date              text where a time or date belongs
--   missing_row           a worker or location that is not in the extract
--   unknown_code          code without an entry in the code map
--   victim_rejected       rows of children of an intake that cannot be read, with the reason
--   intake_rejected       intakes that cannot be read, with the reason
--   other_rejected        rows of the log, people, workers, locations, assignments
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
    and f.report = 'iff_extension';

-- Findings about a row of the month, or one not seen yet.
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
-- each row once: as one of the month, else as one not seen
listed as (
    select distinct on (f.agency_id, f.child_id, f.victim_id) f.*
    from parameter as p
    inner join fact.iff_extension as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
    where f.list in ('all', 'due', 'old')
    order by f.agency_id, f.child_id, f.victim_id, f.list
),
expected as (
    select
        l.*,
        fact.owner(l.caseworker, l.supervisor) as owner,
        case when v.extension_at < l.as_of + 1 then v.extension_at end as extension_at,
        -- the clock of a child who was added later may start with that
        l.received_at + l.response_hours * interval '1 hour' as due_by_received,
        l.added_at + l.response_hours * interval '1 hour' as due_by_added,
        interval '1 hour' as leeway,
        c.child_id is null as no_person,
        c.hidden, c.birth_date,
        exists (
            select 1
            from mart.iff_extension as e
            where e.agency_id = l.agency_id
                and e.victim_id = l.victim_id
                and (e.approved_at is null or e.approved_at < l.as_of + 1)) as in_log
    from listed as l
    inner join mart.intake_victim as v
        on v.agency_id = l.agency_id
        and v.child_id = l.child_id
        and v.victim_id = l.victim_id
    left join mart.child as c
        on c.agency_id = l.agency_id and c.child_id = l.child_id
),
found as (
    select
        x.agency_id, x.month, x.version, x.region_code, x.office_code, x.child_id, x.owner,
        r.rule, x.victim_id::text as row_key, r.what
    from expected as x
    cross join lateral (
        values
            ('never_seen', case when x.list = 'old' then
                'Received ' || fact.say_time(x.received_at) || ', no contact recorded.' end),
            ('invalid', case when x.status_no = 2 then
                regexp_replace(x.why, ' In no rate\.$', '') end),
            ('extension_unmoved', case
                when not x.extended then null
                when x.due_original_at is null then 'Extended; no original due time.'
                when x.due_recorded_at is null then 'Extended; no due time recorded.'
                when x.due_recorded_at = x.due_original_at then
                    'Extended; due ' || fact.say_time(x.due_recorded_at)
                        || ' equals the original due.'
                when x.due_recorded_at < x.due_original_at then
                    'Extended; due ' || fact.say_time(x.due_recorded_at)
                        || ' is before the original due.'
            end),
            ('moved_no_extension', case
                when not x.extended and x.due_recorded_at > x.due_original_at then
                    'Due moved from ' || fact.say_time(x.due_original_at) || ' to '
                        || fact.say_time(x.due_recorded_at) || ', not extended.'
            end),
            ('both', case when x.extended and x.exception then
                'An extension and an exception are recorded.' end),
            ('extension_late', case
                when x.extended and x.extension_at > x.due_original_at then
                    'Extension dated ' || fact.say_time(x.extension_at) || ', original due '
                        || fact.say_time(x.due_original_at) || '.'
            end),
            ('log_no_extension', case when x.in_log and not x.extended then
                'The log has an extension, the intake has none.' end),
            ('due_off', case
                when (x.due_original_at > x.due_by_received + x.leeway
                        or x.due_original_at < x.due_by_received - x.leeway)
                    and (x.due_by_added is null
                        or x.due_original_at > x.due_by_added + x.leeway
                        or x.due_original_at < x.due_by_added - x.leeway)
                then 'Received ' || fact.say_time(x.received_at)
                    || coalesce(', added ' || fact.say_time(nullif(x.added_at, x.received_at)), '')
                    || ', ' || x.response || '; original due '
                    || fact.say_time(x.due_original_at) || '.'
            end),
            -- a due that follows from another midnight is not told again
            ('midnight', 'At 00:00: ' || nullif(concat_ws(', ',
                case when x.received_at = x.received_at::date then
                    'received ' || to_char(x.received_at, 'MM/DD/YYYY') end,
                case when x.due_original_at = x.due_original_at::date
                    and x.received_at <> x.received_at::date
                    and x.added_at is distinct from x.added_at::date then
                    'original due ' || to_char(x.due_original_at, 'MM/DD/YYYY') end,
                case when x.due_at = x.due_at::date
                    and x.due_original_at <> x.due_original_at::date then
                    'due ' || to_char(x.due_at, 'MM/DD/YYYY') end,
                case when x.attempted_at = x.attempted_at::date then
                    'attempted ' || to_char(x.attempted_at, 'MM/DD/YYYY') end,
                case when x.completed_at = x.completed_at::date then
                    'seen ' || to_char(x.completed_at, 'MM/DD/YYYY') end), '') || '.'),
            ('no_office', case
                when x.office_code is not null or x.list = 'old' then null
                when x.case_id is null then 'The intake is not linked to a case.'
                when x.assignment_id is null then
                    'Case ' || x.case_id || ' has no primary assignment in force on '
                        || to_char(x.attributed_on, 'MM/DD/YYYY') || '.'
                else 'The assignment of case ' || x.case_id || ' names no known office.'
            end),
            ('birth', case
                when x.birth_date > x.received_at::date then
                    'Born ' || to_char(x.birth_date, 'MM/DD/YYYY') || ', intake received '
                        || to_char(x.received_at, 'MM/DD/YYYY') || '.'
                when x.birth_date is null and not x.hidden then 'No birth date.'
            end),
            ('no_person', case
                when x.no_person then 'No person record.'
                when x.hidden then 'The person record is deleted.'
            end)
    ) as r (rule, what)
    where r.what is not null
)
select
    f.agency_id, f.month, f.version, 'iff_extension',
    f.rule,
    f.region_code, f.office_code, f.row_key, f.child_id, f.owner, f.what, 1
from found as f;

-- Rows that no month can hold, and cases with two primary assignments in force on the day that
-- decides whose row it is.
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
of_case as (
    select distinct on (f.agency_id, f.case_id, f.attributed_on)
        f.agency_id, f.month, f.version, f.case_id, f.attributed_on, f.region_code, f.office_code,
        f.caseworker, f.supervisor
    from parameter as p
    inner join fact.iff_extension as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
    where f.list in ('all', 'due') and f.assignment_id is not null
    order by f.agency_id, f.case_id, f.attributed_on, f.list, f.child_id, f.victim_id
),
found as (
    select
        p.agency_id, p.month, p.version, a.region_code, a.office_code, v.child_id,
        a.caseworker, a.supervisor,
        'no_dates' as rule,
        v.victim_id::text as row_key,
        'Neither a due nor a received time.' as what
    from parameter as p
    inner join mart.intake_victim as v
        on v.agency_id = p.agency_id
    left join lateral (
        select ca.region_code, ca.office_code, ca.caseworker, ca.supervisor
        from mart.case_assignment as ca
        where ca.agency_id = v.agency_id
            and ca.case_id = v.case_id
            and ca.begin_date <= p.as_of
            and (ca.end_date is null or ca.end_date > p.as_of)
        order by ca.begin_date desc, ca.assignment_id desc
        limit 1
    ) as a on true
    where v.required
        and v.screened_in
        and v.received_at is null
        and v.due_original_at is null
        and (v.added_at is null or v.added_at < p.as_of + 1)

    union all

    select
        c.agency_id, c.month, c.version, c.region_code, c.office_code, null,
        c.caseworker, c.supervisor,
        'two_assignments',
        c.case_id,
        'Case ' || c.case_id || ' has ' || a.n || ' primary assignments in force on '
            || to_char(c.attributed_on, 'MM/DD/YYYY') || '.'
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
    f.agency_id, f.month, f.version, 'iff_extension',
    f.rule,
    f.region_code, f.office_code, f.row_key, f.child_id,
    fact.owner(f.caseworker, f.supervisor),
    f.what, 1
from found as f;

-- What the model could not use: values and rows, each with its id, and codes, missing rows and
-- what was left out, each once for all its rows. A row on the sheets
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
),
finding as materialized (
    select
        p.agency_id, p.month, p.version, t.rule, t.words, s.row_key, s.child_id, s.owner, s.what,
        s.counted,
        case s.about
            when 'intake_victim' then 'victim'
            when 'iff_extension' then 'victim'
            when 'intake' then 'intake'
            when 'person' then 'child'
        end as kind,
        case s.about when 'person' then s.child_id else s.row_key end as key
    from parameter as p
    inner join fact.source_finding as s
        on s.agency_id = p.agency_id
    inner join (
        values
            ('bad_date', 'intake', 'Intake', 'bad_date'),
            ('bad_date', 'intake_victim', 'Child of an intake', 'bad_date'),
            ('bad_date', 'iff_extension', 'Log of extensions', 'bad_date'),
            ('bad_date', 'person', 'Person', 'bad_date'),
            ('bad_date', 'case_assignment', 'Assignment', 'bad_date'),
            ('no_begin', 'case_assignment', 'The assignment has no begin', 'bad_date'),
            ('rejected', 'intake_victim', 'Child of an intake', 'victim_rejected'),
            ('rejected', 'intake', 'Intake', 'intake_rejected'),
            ('rejected', 'iff_extension', 'Log of extensions', 'other_rejected'),
            ('rejected', 'person', 'Person', 'other_rejected'),
            ('rejected', 'worker', 'Worker', 'other_rejected'),
            ('rejected', 'location', 'Location', 'other_rejected'),
            ('rejected', 'case_assignment', 'Assignment', 'other_rejected'),
            ('unknown_code', 'intake.attribute', 'Intake type', 'unknown_code'),
            ('unknown_code', 'intake_victim.response_code', 'Response time', 'unknown_code'),
            ('missing_row', 'case_assignment.worker_key', 'Worker of an assignment', 'missing_row'),
            ('missing_row', 'case_assignment.location_id', 'Location of an assignment', 'missing_row'),
            ('left_out', 'person', 'Persons', 'left_out'),
            ('left_out', 'intake', 'Intakes', 'left_out'),
            ('left_out', 'intake_victim', 'Children of intakes', 'left_out'),
            ('left_out', 'iff_extension', 'Log of extensions', 'left_out'),
            ('left_out', 'case_assignment', 'Assignments', 'left_out')
    ) as t (problem, about, words, rule)
        on t.problem = s.problem and t.about = s.about
),
-- whose row it is, by the row's own id or the intake's, else by the child's
listed as (
    select
        f.agency_id, k.kind, k.key,
        (array_agg(f.region_code order by f.attributed_on desc, f.victim_id desc))[1]
            as region_code,
        (array_agg(f.office_code order by f.attributed_on desc, f.victim_id desc))[1]
            as office_code,
        (array_agg(
            coalesce(nullif(f.caseworker, 'Unassigned'), nullif(f.supervisor, 'Unassigned'))
            order by f.attributed_on desc, f.victim_id desc))[1] as owner
    from parameter as p
    inner join fact.iff_extension as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.list in ('all', 'due')
    cross join lateral (
        values
            ('victim', f.victim_id::text), ('intake', f.intake_id::text), ('child', f.child_id)
    ) as k (kind, key)
    where (k.kind, k.key) in (select n.kind, n.key from finding as n)
    group by f.agency_id, k.kind, k.key
)
select
    n.agency_id, n.month, n.version, 'iff_extension',
    n.rule,
    l.region_code, l.office_code, n.row_key, n.child_id, coalesce(l.owner, n.owner),
    n.words || n.what, n.counted
from finding as n
left join listed as l
    on l.agency_id = n.agency_id and l.kind = n.kind and l.key = n.key;
