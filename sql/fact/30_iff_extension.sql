-- sql/fact/30_iff_extension.sql
-- Purpose: one status for each child of an intake who must be seen (policy 2310), what extensions
-- did to the due time, and the rows drawn for QA.
-- Grain: list, child, victim row; the lists are told with fact.iff_extension.
-- Inputs: mart.intake_victim, iff_extension, child, case_assignment, etl.source_table; for list
-- `left` the report's own facts of the three months before and of earlier versions.
-- Key: (agency_id, month, version, list, child_id, victim_id).
-- As-of view (C3): a row received or added after as_of is not there, nor is an approval after it;
-- a later contact or attempt has not happened. Flags and due times have no date of their own and
-- stand as they are. An attempt is never a contact.

with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
)
delete from fact.iff_extension as f
using parameter as p
where f.agency_id = p.agency_id and f.month = p.month and f.version = p.version;

insert into fact.iff_extension (
    agency_id, month, version, list, child_id, victim_id, as_of,
    attributed_on, assignment_id,
    region_code, region, office_code, office, unit_code, unit, supervisor, caseworker,
    intake_id, access_report_id, intake_type, received_at, added_at, response, response_hours,
    case_id, child, age_at_intake,
    due_original_at, due_recorded_at, due_at, extended, exception, attempted_at, completed_at,
    hours_to_contact, status_no, status, required, why,
    hours_added, reason, approver, approved, attempt_after, policy_check, qa_no)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version,          -- version of the month's facts
        $5::text as zone             -- agency's time zone: elapsed hours are real
),
day as not materialized (
    select
        p.agency_id, p.month, p.version, p.as_of, p.zone,
        p.version > 0 as detail,                           -- version 0 only feeds a trend
        (p.as_of + 1)::timestamp as after_as_of,           -- 00:00 of the next day
        mart.plus_months(p.month, 1)::timestamp as next_month
    from parameter as p
),

-- The as-of view of the rows that a list could want: of the month, or not seen.
victim as (
    select
        v.agency_id, v.child_id, v.victim_id, v.intake_id, v.access_report_id, v.case_id,
        v.intake_type, v.response, v.response_hours,
        v.received_at, v.added_at, v.due_original_at, v.due_at as due_recorded_at,
        due.due_at, coalesce(due.due_at, v.received_at) as counts_at,
        v.extended, v.exception,
        case when v.attempted_at < d.after_as_of then v.attempted_at end as attempted_at,
        case when v.completed_at < d.after_as_of then v.completed_at end as completed_at
    from day as d
    inner join mart.intake_victim as v
        on v.agency_id = d.agency_id
    cross join lateral (
        select mart.iff_due(v.extended, v.due_original_at, v.due_at) as due_at
    ) as due
    where v.required
        and v.screened_in
        and (v.received_at is null or v.received_at < d.after_as_of)
        and (v.added_at is null or v.added_at < d.after_as_of)
        and (
            coalesce(due.due_at, v.received_at) >= d.month
                and coalesce(due.due_at, v.received_at) < d.next_month
            or d.detail
                and (v.completed_at is null or v.completed_at >= d.after_as_of)
                and due.due_at < d.after_as_of + interval '7 days')
),
judged as (
    select
        v.*,
        mart.iff_status(
            v.exception, v.received_at, v.due_original_at, v.due_at, v.extended, v.attempted_at,
            v.completed_at, d.after_as_of) as status_no
    from day as d
    inner join victim as v
        on v.agency_id = d.agency_id
    offset 0   -- judged once per row, not once per use
),

-- The lists of the report. The office of a month's row is the one of its due (C7).
listed as (
    select
        j.*, l.list,
        case when l.list = 'all' then least(d.as_of, j.counts_at::date) else d.as_of end
            as attributed_on
    from day as d
    inner join judged as j
        on j.agency_id = d.agency_id
    cross join lateral unnest(
        fact.iff_lists(j.status_no, j.due_at, j.received_at, d.month, d.as_of)) as l (list)
    where d.detail or l.list = 'all'
),

-- Does the agency keep a log of extensions?
log as (
    select coalesce(bool_or(t.present), false) as kept
    from parameter as p
    left join etl.source_table as t
        on t.agency_id = p.agency_id and t.table_name = 'iff_extension'
),

-- C7, C14: the primary assignment of the case in force on that day; an intake has no other office.
attributed as (
    select
        l.*,
        a.assignment_id, a.region_code, a.office_code, a.unit_code,
        coalesce(a.region, 'Unassigned') as region,
        coalesce(a.office, 'Unassigned') as office,
        coalesce(a.unit, 'Unassigned') as unit,
        coalesce(a.supervisor, 'Unassigned') as supervisor,
        coalesce(a.caseworker, 'Unassigned') as caseworker
    from listed as l
    left join lateral (
        select
            ca.assignment_id, ca.region_code, ca.region, ca.office_code, ca.office,
            ca.unit_code, ca.unit, ca.supervisor, ca.caseworker
        from mart.case_assignment as ca
        where ca.agency_id = l.agency_id
            and ca.case_id = l.case_id
            and ca.begin_date <= l.attributed_on
            and (ca.end_date is null or ca.end_date > l.attributed_on)
        order by ca.begin_date desc, ca.assignment_id desc
        limit 1
    ) as a on true
),

named as (
    select
        a.*,
        d.month, d.version, d.as_of, d.zone, d.after_as_of, d.detail,
        -- deleted record: no name, no age; no record or no name: the id
        case when d.detail and c.hidden is not true then coalesce(c.child_name, a.child_id) end
            as child,
        case when c.hidden is not true then mart.age_on(c.birth_date, a.received_at::date) end
            as age_at_intake,
        d.detail and a.extended and a.list = 'all' as on_extensions,
        x.reason, x.approver, x.approved_at,
        case when x.attempt_after_at < d.after_as_of then x.attempt_after_at end
            as attempt_after_at,
        g.kept as log_kept,
        a.due_at > a.due_original_at as moved
    from day as d
    inner join attributed as a
        on a.agency_id = d.agency_id
    cross join log as g
    left join mart.child as c
        on d.detail and c.agency_id = a.agency_id and c.child_id = a.child_id
    -- The log row with the latest approval up to as_of; one without a time of approval comes last.
    left join lateral (
        select e.reason, e.approver, e.approved_at, e.attempt_after_at
        from mart.iff_extension as e
        where e.agency_id = a.agency_id
            and e.victim_id = a.victim_id
            and (e.approved_at is null or e.approved_at < d.after_as_of)
        order by e.approved_at desc nulls last, e.n desc
        limit 1
    ) as x on d.detail and a.extended and a.list = 'all'
),

-- Why: the fact that weighs most first, and nothing that stands in another cell.
worded as (
    select
        n.*,
        nullif(concat_ws(' ', w.outcome, w.extension, w.tried, w.unrecorded), '') as why
    from named as n
    left join lateral (
        select
            case n.status_no
                when 1 then 'No contact is owed: in no rate.'
                when 2 then concat_ws(' ',
                    case when n.received_at is null then 'No received time.' end,
                    case when n.due_original_at is null then 'No original due time.' end,
                    case when n.due_original_at < n.received_at then
                        'Due before it was received.' end,
                    case when n.completed_at < n.received_at then
                        'Seen before it was received.' end,
                    'In no rate.')
                when 3 then case
                    when n.completed_at = n.due_original_at then 'Seen at the due time.'
                    else 'Seen ' || fact.say_span(n.completed_at, n.due_original_at)
                        || ' before the due time.'
                end
                when 4 then
                    'Seen ' || fact.say_span(n.due_original_at, n.completed_at)
                        || ' after the original due time.'
                when 5 then
                    'Seen ' || fact.say_span(n.due_at, n.completed_at) || ' after the '
                        || case when n.moved then 'extended ' else '' end || 'due time.'
                when 8 then 'Due in ' || fact.say_span(n.after_as_of, n.due_at)
                else
                    overlay(span.past placing upper(left(span.past, 1)) from 1 for 1)
                        || ' past due'
            end || case
                when n.status_no not in (6, 7, 8) then ''
                when n.moved then
                    '; extended from ' || fact.say_date(n.due_original_at::date, n.as_of) || '.'
                else '.'
            end as outcome,
            case
                when n.status_no = 3 and n.moved then 'The extension was not needed.'
                when n.status_no = 5 and n.extended and not n.moved then
                    'The extension did not move it.'
            end as extension,
            case
                when n.status_no in (6, 8) and n.attempted_at is not null then
                    'Tried ' || fact.say_span(n.attempted_at, n.after_as_of) || ' ago.'
                when n.status_no = 8 then 'Not tried yet.'
            end as tried,
            -- the source shows another due time than the one that counts
            case
                when n.status_no in (5, 6, 7, 8)
                    and not n.extended
                    and n.due_recorded_at > n.due_original_at
                then 'Due moved to ' || fact.say_date(n.due_recorded_at::date, n.as_of)
                    || ' without an extension.'
            end as unrecorded
        from (
            select case when n.status_no in (6, 7) then fact.say_span(n.due_at, n.after_as_of) end
                as past
        ) as span
    ) as w on n.detail
),

-- QA: each extension's place in the order of its region, which nobody chooses and all can repeat.
placed as (
    select
        w.*,
        row_number() over (
            partition by w.agency_id, w.on_extensions, coalesce(w.region_code, w.region)
            order by
                case when w.on_extensions then
                    md5(to_char(w.month, 'YYYY-MM') || '/' || w.victim_id)
                end collate "C",
                w.victim_id) as place,
        count(*) over (
            partition by w.agency_id, w.on_extensions, coalesce(w.region_code, w.region))
            as extensions
    from worded as w
)

select
    w.agency_id, w.month, w.version, w.list, w.child_id, w.victim_id, w.as_of,
    w.attributed_on, w.assignment_id,
    w.region_code, w.region, w.office_code, w.office, w.unit_code, w.unit,
    w.supervisor, w.caseworker,
    w.intake_id, w.access_report_id, nullif(w.intake_type, 'Unknown (blank)'),
    w.received_at, w.added_at, w.response, w.response_hours,
    w.case_id, w.child, w.age_at_intake,
    w.due_original_at, w.due_recorded_at, w.due_at, w.extended, w.exception,
    w.attempted_at, w.completed_at,
    case when w.completed_at >= w.received_at
        then mart.real_hours(w.received_at, w.completed_at, w.zone) end,
    w.status_no, fact.iff_status_words(w.status_no), w.status_no > 2,
    w.why,
    case when w.on_extensions and w.due_original_at is not null
        then mart.real_hours(w.due_original_at, w.due_at, w.zone) end,
    case when w.on_extensions then coalesce(w.reason, 'Not recorded') end,
    case when w.on_extensions then coalesce(w.approver, 'Not recorded') end,
    case when w.on_extensions
        then coalesce(to_char(w.approved_at, 'YYYY-MM-DD HH24:MI:SS'), 'Not recorded') end,
    case when w.on_extensions
        then coalesce(to_char(w.attempt_after_at, 'YYYY-MM-DD HH24:MI:SS'), 'Not recorded') end,
    case when w.on_extensions then nullif(concat_ws('; ',
        case when w.log_kept and w.approved_at > w.due_original_at
            then 'Approved after the original due time' end,
        case when w.log_kept and w.reason is null then 'No reason recorded' end,
        case when w.attempted_at is null and w.attempt_after_at is null
            then 'No attempt recorded' end,
        case when w.moved is not true then 'Due date not moved' end,
        case when w.completed_at is null then 'Not yet seen' end), '') end,
    case when w.on_extensions and w.place <= greatest(5, ceil(w.extensions / 10.0))
        then w.place end
from placed as w;

-- What became of the rows that stood on Due and overdue of late, or on All IFFs in an earlier
-- version of the month.
insert into fact.iff_extension (
    agency_id, month, version, list, child_id, victim_id, as_of,
    attributed_on, region_code, region, office_code, office, unit_code, unit, supervisor,
    caseworker, intake_id, access_report_id, case_id, child,
    due_original_at, due_recorded_at, due_at, extended, exception, attempted_at, completed_at,
    status_no, status, required, why)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts; 0: a trend's
),
former as (
    select distinct on (f.agency_id, f.child_id, f.victim_id)
        f.agency_id, f.child_id, f.victim_id,
        f.attributed_on, f.region_code, f.region, f.office_code, f.office, f.unit_code, f.unit,
        f.supervisor, f.caseworker, f.intake_id, f.access_report_id, f.case_id, f.child,
        p.month, p.version, p.as_of, (p.as_of + 1)::timestamp as after_as_of
    from parameter as p
    inner join fact.iff_extension as f
        on f.agency_id = p.agency_id
        and f.month >= mart.plus_months(p.month, -3)
        and f.month <= p.month
        and f.version > 0
        and (f.list = 'due' and (f.month < p.month or f.version < p.version)
            or f.list = 'all' and f.month = p.month and f.version < p.version)
    where p.version > 0
        and not exists (
            select 1
            from fact.iff_extension as now_row
            where now_row.agency_id = p.agency_id
                and now_row.month = p.month
                and now_row.version = p.version
                and now_row.list = f.list
                and now_row.child_id = f.child_id
                and now_row.victim_id = f.victim_id)
    order by f.agency_id, f.child_id, f.victim_id, f.month desc, f.version desc, f.list
),
present as (
    select
        f.*,
        v.victim_id is not null as is_there,
        v.required as is_required, v.screened_in, v.received_at,
        v.due_original_at, v.due_at as due_recorded_at,
        mart.iff_due(v.extended, v.due_original_at, v.due_at) as due_at,
        coalesce(v.extended, false) as extended,
        coalesce(v.exception, false) as exception,
        case when v.attempted_at < f.after_as_of then v.attempted_at end as attempted_at,
        case when v.completed_at < f.after_as_of then v.completed_at end as completed_at
    from former as f
    left join mart.intake_victim as v
        on v.agency_id = f.agency_id
        and v.child_id = f.child_id
        and v.victim_id = f.victim_id
        and (v.received_at is null or v.received_at < f.after_as_of)
        and (v.added_at is null or v.added_at < f.after_as_of)
),
judged as (
    select
        f.*,
        case when f.is_there then mart.iff_status(
            f.exception, f.received_at, f.due_original_at, f.due_at, f.extended, f.attempted_at,
            f.completed_at, f.after_as_of) end as status_no
    from present as f
)
select
    j.agency_id, j.month, j.version, 'left', j.child_id, j.victim_id, j.as_of,
    j.attributed_on, j.region_code, j.region, j.office_code, j.office, j.unit_code, j.unit,
    j.supervisor, j.caseworker, j.intake_id, j.access_report_id, j.case_id, j.child,
    j.due_original_at, j.due_recorded_at, j.due_at, j.extended, j.exception,
    j.attempted_at, j.completed_at,
    j.status_no, fact.iff_status_words(j.status_no), coalesce(j.status_no > 2, false),
    case
        when not j.is_there then 'No longer in the source'
        when not j.is_required then 'Contact no longer required'
        when not j.screened_in then 'Intake no longer screened in'
        when j.status_no < 6 then fact.iff_status_words(j.status_no)
        when j.received_at::date < mart.plus_months(j.as_of, -12)
            then 'Received over 12 months ago'
        else 'Due ' || fact.say_time(j.due_at)
    end
from judged as j;
