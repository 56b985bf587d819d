-- sql/report/iff_extension/explain.sql
-- Purpose: why a child of an intake stands on the IFF report as it does, or is not on it: each
-- intake, its due time, the contact, each status in the order in which it is asked.
-- Grain: one row per rule and what it looked at, in reading order. A row with a `list` is an
-- outcome: the row of the workbook; its `value` is what the rules give from the mart as it is now.
-- Inputs: mart.intake_victim, iff_extension, case_assignment; fact.iff_extension of the month and
-- version. Columns: see sql/report/common/explain_head.sql.
with p as (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::int as version,          -- of its facts
        $4::text as child_id,
        $5::text as report,
        $6::jsonb as words,
        $7::date as as_of
),
victim as (
    select
        p.agency_id, p.month, p.version, p.as_of, (p.as_of + 1)::timestamp as after_as_of,
        v.child_id, v.victim_id, v.access_report_id, v.case_id, v.received_at, v.added_at,
        v.screened_in, v.required, v.response, v.response_hours, v.due_original_at,
        v.due_at as due_recorded_at, v.extended, v.exception,
        mart.iff_due(v.extended, v.due_original_at, v.due_at) as due_at,
        v.attempted_at as recorded_attempt, v.completed_at as recorded_contact,
        case when v.attempted_at < p.as_of + 1 then v.attempted_at end as attempted_at,
        case when v.completed_at < p.as_of + 1 then v.completed_at end as completed_at,
        (v.received_at is null or v.received_at < p.as_of + 1)
            and (v.added_at is null or v.added_at < p.as_of + 1) as is_there,
        case
            when v.received_at >= p.as_of + 1 then 'received after the as-of day'
            when v.added_at >= p.as_of + 1 then 'added after the as-of day'
            when not v.screened_in then 'the intake is not screened in'
            when not v.required then 'no contact is required'
        end as out
    from p
    inner join mart.intake_victim as v
        on v.agency_id = p.agency_id and v.child_id = p.child_id
    where p.report is not null and p.words is not null
),
judged as (
    select
        v.*, s.status_no,
        case when v.out is null then fact.iff_lists(
            s.status_no, v.due_at, v.received_at, v.month, v.as_of) else '{}' end as lists
    from victim as v
    cross join lateral (
        select mart.iff_status(
            v.exception, v.received_at, v.due_original_at, v.due_at, v.extended, v.attempted_at,
            v.completed_at, v.after_as_of) as status_no
    ) as s
),
shown as (
    select
        f.agency_id, f.victim_id, f.access_report_id, f.received_at, f.list, f.status_no, f.status,
        f.why, f.attributed_on, f.assignment_id, f.case_id, f.office, f.extended, f.policy_check,
        f.hours_added, f.hours_to_contact, f.qa_no
    from p
    inner join fact.iff_extension as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.child_id = p.child_id
),
told as (
    -- 1: is the row counted?
    select
        j.received_at as at, j.victim_id, j.access_report_id, 1 as part, r.n::bigint as n,
        'who is counted' as topic,
        r.rule, r.looked_at, r.value, j.victim_id::text as row_id, r.outcome,
        r.outcome like 'left out%' as decides, null::text as list
    from judged as j
    cross join lateral (
        values
            (1, 'Received', 'Date and time of the intake',
                coalesce(to_char(j.received_at, 'YYYY-MM-DD HH24:MI:SS'), 'none'),
                case when j.received_at >= j.after_as_of
                    then 'left out: after the as-of day' else 'counts' end),
            (2, 'Child added', 'Date and time the child was added',
                coalesce(to_char(j.added_at, 'YYYY-MM-DD HH24:MI:SS'), 'none'),
                case when j.added_at >= j.after_as_of
                    then 'left out: after the as-of day' else 'counts' end),
            (3, 'Screened in', 'Final decision of the intake',
                case when j.screened_in then 'Yes' else 'No' end,
                case when j.screened_in then 'counts' else 'left out: screened out' end),
            (4, 'Contact required', 'Mark of the child''s row',
                case when j.required then 'Yes' else 'No' end,
                case when j.required then 'counts' else 'left out: no contact is required' end)
    ) as r (n, rule, looked_at, value, outcome)

    union all

    -- 2: the due time, and the contact
    select
        j.received_at, j.victim_id, j.access_report_id, 2, r.n, 'due time and contact',
        r.rule, r.looked_at, r.value, j.victim_id::text, r.outcome, false, null
    from judged as j
    left join lateral (
        select s.hours_to_contact
        from shown as s
        where s.agency_id = j.agency_id
            and s.victim_id = j.victim_id
            and s.hours_to_contact is not null
        limit 1
    ) as h on true
    cross join lateral (
        values
            (1::bigint, 'Response', 'Response time of the child, else of the intake',
                coalesce(j.response, 'blank'),
                'due would be ' || to_char(
                    j.received_at + j.response_hours * interval '1 hour', 'YYYY-MM-DD HH24:MI:SS')),
            (2, 'Original due', 'As the source has it',
                coalesce(to_char(j.due_original_at, 'YYYY-MM-DD HH24:MI:SS'), 'none'), null),
            (3, 'Extension', 'Mark of the row; due time as it stands',
                case when j.extended then 'Yes' else 'No' end
                    || coalesce(', due '
                        || to_char(j.due_recorded_at, 'YYYY-MM-DD HH24:MI:SS'), ''),
                case
                    when j.extended and j.due_at > j.due_original_at then 'moves the due time'
                    when j.extended then 'does not move it: not later than the original'
                    when j.due_recorded_at > j.due_original_at
                        then 'the moved time does not count: no extension'
                    else 'none'
                end),
            (4, 'Due in force', 'The later of the two when extended, else the original',
                coalesce(to_char(j.due_at, 'YYYY-MM-DD HH24:MI:SS'), 'none'),
                case
                    when j.due_at is null then 'none: the day received says the month'
                    when j.due_at < j.after_as_of then 'has passed'
                    else 'after the as-of day'
                end),
            (5, 'Attempt', 'Face-to-face contact attempted',
                coalesce(to_char(j.recorded_attempt, 'YYYY-MM-DD HH24:MI:SS'), 'none'),
                case
                    when j.recorded_attempt >= j.after_as_of
                        then 'has not happened: after the as-of day'
                    when j.recorded_attempt is not null then 'never a contact'
                end),
            (6, 'Contact', 'Face-to-face contact completed',
                coalesce(to_char(j.recorded_contact, 'YYYY-MM-DD HH24:MI:SS'), 'none'),
                case
                    when j.recorded_contact >= j.after_as_of
                        then 'has not happened: after the as-of day'
                    when j.recorded_contact < j.received_at then 'before the intake: no hours'
                    when h.hours_to_contact is not null then
                        to_char(h.hours_to_contact, 'FM999,990.0') || ' hours after the intake'
                            || case
                                when h.hours_to_contact <> extract(
                                    epoch from j.completed_at - j.received_at) / 3600
                                then ', ' || to_char(extract(
                                    epoch from j.completed_at - j.received_at) / 3600,
                                    'FM999,990.0')
                                    || ' by the wall clock: the clock changed between'
                                else ''
                            end
                    when j.recorded_contact is not null then 'has happened'
                end)
    ) as r (n, rule, looked_at, value, outcome)
    where j.out is null

    union all

    -- the agency's log of extensions
    select
        j.received_at, j.victim_id, j.access_report_id, 2,
        100 + row_number() over (
            partition by j.agency_id, j.victim_id order by l.approved_at nulls first, l.n),
        'due time and contact', 'Log of extensions',
        coalesce(l.reason, 'no reason') || ', approved by ' || coalesce(l.approver, 'nobody named'),
        coalesce(to_char(l.approved_at, 'YYYY-MM-DD HH24:MI:SS'), 'no time'),
        j.victim_id || '/' || l.n,
        case
            when l.approved_at >= j.after_as_of then 'not there: approved after the as-of day'
            when not j.extended then 'not used: the row is not extended'
            when row_number() over (
                partition by j.agency_id, j.victim_id, l.approved_at >= j.after_as_of
                order by l.approved_at desc nulls last, l.n desc) = 1
                then 'used: the latest approval'
            else 'not used: a later one stands'
        end,
        false, null
    from judged as j
    inner join mart.iff_extension as l
        on l.agency_id = j.agency_id and l.victim_id = j.victim_id
    where j.out is null

    union all

    -- 3: the statuses in the order in which they are asked
    select
        j.received_at, j.victim_id, j.access_report_id, 3, s.no, 'status, the first that fits',
        s.no || ' ' || fact.iff_status_words(s.no::int), s.looked_at, s.value, null,
        case
            when s.no = j.status_no then 'yes'
            when s.no > j.status_no then 'not asked: an earlier one fits'
            else 'no'
        end,
        s.no = j.status_no, null
    from judged as j
    cross join lateral (
        values
            (1::bigint, 'An exception is recorded', case when j.exception then 'Yes' else 'No' end),
            (2, 'A time is missing, or due or contact lie before the intake',
                coalesce(nullif(concat_ws(', ',
                    case when j.received_at is null then 'no received time' end,
                    case when j.due_original_at is null then 'no original due' end,
                    case when j.due_original_at < j.received_at then 'due before received' end,
                    case when j.completed_at < j.received_at then 'seen before received' end),
                    ''), 'nothing')),
            (3, 'Seen by the original due',
                to_char(j.due_original_at, 'YYYY-MM-DD HH24:MI:SS')),
            (4, 'Extended, and seen by the due in force',
                to_char(j.due_at, 'YYYY-MM-DD HH24:MI:SS')),
            (5, 'Seen later than that', to_char(j.completed_at, 'YYYY-MM-DD HH24:MI:SS')),
            (6, 'Not seen, due in force by the end of the as-of day, an attempt',
                to_char(j.due_at, 'YYYY-MM-DD HH24:MI:SS')),
            (7, 'Not seen, due in force by the end of the as-of day',
                to_char(j.due_at, 'YYYY-MM-DD HH24:MI:SS')),
            (8, 'Not seen, due in force after the as-of day',
                to_char(j.due_at, 'YYYY-MM-DD HH24:MI:SS'))
    ) as s (no, looked_at, value)
    where j.out is null

    union all

    -- 4: the sheets
    select
        j.received_at, j.victim_id, j.access_report_id, 4, r.n, 'which sheets',
        r.rule, r.looked_at, r.value, null, r.outcome, false, null
    from judged as j
    cross join lateral (
        values
            (1::bigint, 'All IFFs', 'Due in force in the month; without one: received in it',
                to_char(coalesce(j.due_at, j.received_at), 'YYYY-MM-DD'),
                case when 'all' = any (j.lists) then 'yes'
                    when coalesce(j.due_at, j.received_at) is null then 'no: in no month'
                    else 'no: another month' end),
            (2, 'Due and overdue', 'Not seen, due in force by the end of',
                (j.as_of + 7)::text,
                case
                    when array['due', 'old'] && j.lists then 'yes'
                    when j.status_no < 6 then 'no: ' || fact.iff_status_words(j.status_no)
                    else 'no: due later'
                end),
            (3, 'Due and overdue', 'and received since',
                mart.plus_months(j.as_of, -12)::text,
                case
                    when 'due' = any (j.lists) then 'yes'
                    when 'old' = any (j.lists) then 'no: on Data quality only'
                end)
    ) as r (n, rule, looked_at, value, outcome)
    where j.out is null and r.outcome is not null

    union all

    -- 5: whose it is
    select
        j.received_at, j.victim_id, j.access_report_id, 5,
        row_number() over (
            partition by j.agency_id, j.victim_id, f.attributed_on
            order by a.begin_date, a.assignment_id),
        'office on ' || f.attributed_on,
        'Assignment', a.office || ', ' || a.caseworker,
        fact.say_interval(a.begin_date, a.end_date),
        a.assignment_id::text,
        fact.say_assignment(
            a.assignment_id = f.assignment_id, a.begin_date, a.end_date, f.attributed_on),
        a.assignment_id = f.assignment_id, null
    from judged as j
    inner join (
        select distinct s.agency_id, s.victim_id, s.attributed_on, s.assignment_id, s.case_id
        from shown as s
        where s.list in ('all', 'due')
    ) as f on f.agency_id = j.agency_id and f.victim_id = j.victim_id
    inner join mart.case_assignment as a
        on a.agency_id = f.agency_id and a.case_id = f.case_id

    union all

    select
        f.received_at, f.victim_id, f.access_report_id, 5, 1000, 'office on ' || f.attributed_on,
        'No assignment in force', 'Case ' || coalesce(f.case_id, 'none'), null, null,
        'used: Unassigned', true, null
    from (
        select distinct
            s.received_at, s.victim_id, s.access_report_id, s.attributed_on, s.case_id
        from shown as s
        where s.list in ('all', 'due') and s.assignment_id is null
    ) as f

    union all

    -- 6: the rows of the workbook
    select
        coalesce(j.received_at, f.received_at), f.victim_id, f.access_report_id, 6,
        case f.list when 'due' then 1 when 'old' then 1 when 'all' then 2 else 3 end,
        'in the workbook',
        case f.list
            when 'all' then 'Sheet All IFFs'
            when 'due' then 'Sheet Due and overdue'
            when 'old' then 'Data quality only'
            else 'On the sheet before, not now'
        end,
        f.why,
        'by the rules: ' || case
            when f.list = 'left' then coalesce(
                case when j.is_there then fact.iff_status_words(j.status_no) end,
                'No longer in the source')
            when f.list = any (j.lists) then fact.iff_status_words(j.status_no)
            else 'On no sheet'
        end,
        f.victim_id::text, coalesce(f.status, 'No longer in the source'), true, f.list
    from shown as f
    left join judged as j
        on j.agency_id = f.agency_id and j.victim_id = f.victim_id

    union all

    select
        f.received_at, f.victim_id, f.access_report_id, 6, 4, 'in the workbook',
        'Sheet Extensions',
        coalesce(f.policy_check, 'Policy check: nothing to remark'),
        to_char(f.hours_added, 'FM999,990.0') || ' hours added', f.victim_id::text,
        case when f.qa_no is not null then 'there, and in the QA sample, place ' || f.qa_no
            else 'there; not drawn for the QA sample' end,
        true, null
    from shown as f
    where f.list = 'all' and f.extended

    union all

    select
        j.received_at, j.victim_id, j.access_report_id, 6, 9, 'in the workbook', 'On no sheet',
        coalesce(
            j.out,
            case
                when j.lists <> '{}' then
                    'The source has changed since: by the rules it would be there.'
                when coalesce(j.due_at, j.received_at) is null then
                    'Neither due nor received: in no month'
                else fact.iff_status_words(j.status_no) || '; due in force in another month'
            end),
        null, j.victim_id::text, 'On no sheet', true, null
    from judged as j
    where not exists (
        select 1
        from shown as f
        where f.agency_id = j.agency_id and f.victim_id = j.victim_id)

    union all

    select
        p.month::timestamp, 0, null, 6, 1, 'in the workbook', 'On no sheet',
        'No intake names this child in the extract.', null, null, 'On no sheet', true, null
    from p
    where not exists (
            select 1
            from victim as v
            where v.agency_id = p.agency_id)
        and not exists (
            select 1
            from shown as f
            where f.agency_id = p.agency_id)
)
select
    case when t.victim_id = 0 then 'Intakes'
        else 'Intake ' || coalesce(t.access_report_id, 'without a number') || ', row '
            || t.victim_id || ': ' || t.topic end
        as section,
    t.rule, t.looked_at, t.value, t.row_id, t.outcome, coalesce(t.decides, false) as decides,
    t.list
from told as t
order by t.at nulls first, t.victim_id, t.part, t.topic collate "C", t.n, t.row_id collate "C"
