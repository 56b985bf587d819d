-- sql/fact/30_iff_extension.sql
-- Purpose: whether each child of an intake was seen in time, and what extensions did.
-- Grain: list x victim row. Key: (agency_id, month, version, list, child_id, victim_id).
-- Inputs: mart.intake_victim, iff_extension, child, case_assignment.
-- As-of view (C3): received or added after as_of: not there; seen, attempted or approved after
-- as_of: not yet. Extension, exception and due carry no date of their own and stand as they are.
-- An attempt is never a contact.

delete from fact.iff_extension
where agency_id = $1::int and month = $2::date and version = $4::int and $3::date is not null;

insert into fact.iff_extension (
    agency_id, month, version, list, child_id, victim_id,
    region_code, region, office_code, office, unit_code, unit, supervisor, caseworker,
    intake_id, access_report_id, intake_type, received_at, response, case_id, child, age_at_intake,
    due_original_at, due_at, extended, exception, required, attempted_at, completed_at,
    hours_to_contact, status_no, status, why,
    hours_added, reason, approver, approved, attempt_after, policy_check)
with p as (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version,          -- version of the month's facts
        $5::text as zone             -- agency's time zone: elapsed hours are real
),
day as (
    select
        p.*,
        (p.as_of + 1)::timestamp as after_as_of,           -- 00:00 of the next day
        (p.month + interval '1 month')::date as next_month,
        (p.as_of - interval '12 months')::date as oldest_open
    from p
),
-- The as-of view of the rows that a list could want.
seen as (
    select
        v.agency_id, v.child_id, v.victim_id, v.intake_id, v.access_report_id, v.case_id,
        v.intake_type, v.response, v.received_at, v.due_original_at,
        mart.iff_due(v.extended, v.due_original_at, v.due_at) as due_at,
        v.extended, v.exception,
        case when v.attempted_at < d.after_as_of then v.attempted_at end as attempted_at,
        case when v.completed_at < d.after_as_of then v.completed_at end as completed_at,
        d.after_as_of
    from day as d
    inner join mart.intake_victim as v on v.agency_id = d.agency_id
    where v.required
        and v.screened_in
        and (v.received_at is null or v.received_at < d.after_as_of)
        and (v.added_at is null or v.added_at < d.after_as_of)
        and (
            (coalesce(mart.iff_due(v.extended, v.due_original_at, v.due_at), v.received_at)
                >= d.month
                and coalesce(mart.iff_due(v.extended, v.due_original_at, v.due_at), v.received_at)
                < d.next_month)
            or (v.completed_at >= d.month and v.completed_at < d.after_as_of)
            or ((v.completed_at is null or v.completed_at >= d.after_as_of)
                and v.received_at >= d.oldest_open))
),
judged as (
    select
        s.*,
        mart.iff_status(
            s.exception, s.received_at, s.due_original_at, s.due_at, s.extended, s.attempted_at,
            s.completed_at, s.after_as_of) as status_no,
        coalesce(s.due_at, s.received_at)::date as counts_on
    from seen as s
    offset 0   -- judged once per row, not once per use
),
listed as (
    select
        l.list, j.*,
        case when l.list in ('due', 'left') then d.as_of else least(d.as_of, j.counts_on) end
            as attributed_on
    from judged as j
    cross join day as d
    cross join lateral (
        values
            ('all', j.counts_on >= d.month and j.counts_on < d.next_month),
            ('due', j.status_no in (6, 7, 8) and j.due_at < d.after_as_of + interval '7 days'
                and j.received_at::date >= d.oldest_open),
            ('left', j.status_no in (3, 4, 5) and j.completed_at >= d.month
                and j.counts_on < d.next_month)
    ) as l (list, wanted)
    where l.wanted
),
logged as (
    select
        coalesce(bool_or(t.present), false) as kept
    from p
    left join etl.source_table as t
        on t.agency_id = p.agency_id and t.table_name = 'iff_extension'
),
full_row as (
    select
        l.*,
        a.region_code, coalesce(a.region, 'Unassigned') as region,
        a.office_code, coalesce(a.office, 'Unassigned') as office,
        a.unit_code, coalesce(a.unit, 'Unassigned') as unit,
        coalesce(a.supervisor, 'Unassigned') as supervisor,
        coalesce(a.caseworker, 'Unassigned') as caseworker,
        c.child_name, c.birth_date, coalesce(c.hidden, false) as hidden,
        k.kept,
        x.reason, x.approver, x.approved_at, x.attempt_after_at,
        (array[
            'Exception', 'Invalid', 'Seen on time', 'Seen within extension', 'Seen late',
            'Overdue, attempted', 'Overdue, no attempt', 'Pending'])[l.status_no] as status
    from listed as l
    cross join logged as k
    cross join day as d
    left join mart.child as c
        on c.agency_id = l.agency_id and c.child_id = l.child_id and l.list in ('all', 'due')
    left join lateral (
        select ca.*
        from mart.case_assignment as ca
        where ca.agency_id = l.agency_id
            and ca.case_id = l.case_id
            and ca.begin_date <= l.attributed_on
            and (ca.end_date is null or ca.end_date > l.attributed_on)
        order by ca.begin_date desc, ca.assignment_id desc
        limit 1
    ) as a on true
    -- The log row with the latest approval up to as_of; one never approved comes last.
    left join lateral (
        select e.*
        from mart.iff_extension as e
        where e.agency_id = l.agency_id
            and e.victim_id = l.victim_id
            and (e.approved_at is null or e.approved_at < d.after_as_of)
        order by e.approved_at desc nulls last, e.n
        limit 1
    ) as x on l.extended and l.list in ('all', 'due')
)
select
    d.agency_id, d.month, d.version, f.list, f.child_id, f.victim_id,
    f.region_code, f.region, f.office_code, f.office, f.unit_code, f.unit,
    f.supervisor, f.caseworker,
    f.intake_id, f.access_report_id, f.intake_type, f.received_at, f.response, f.case_id,
    case when not f.hidden and f.list in ('all', 'due')
        then coalesce(f.child_name, f.child_id) end,
    case when not f.hidden then mart.age_on(f.birth_date, f.received_at::date) end,
    f.due_original_at, f.due_at, f.extended, f.exception, f.status_no > 2,
    f.attempted_at, f.completed_at,
    case when f.completed_at >= f.received_at and f.list in ('all', 'due')
        then mart.real_hours(f.received_at, f.completed_at, d.zone) end,
    f.status_no, f.status,
    case when f.list in ('all', 'due') then
        case f.status_no
            when 1 then 'Exception recorded; no contact was required.'
            when 2 then case
                when f.received_at is null then 'No received time.'
                when f.due_original_at is null then 'No original due time.'
                when f.due_original_at < f.received_at then 'Due before it was received.'
                else 'Seen before it was received.'
            end
            when 3 then 'Seen ' || w.ahead || ' before the due time.'
            when 4 then 'Seen after the original due time, within the extension.'
            when 5 then 'Seen ' || w.behind || ' after the due time.'
            when 8 then 'Due in ' || w.left_over || '.'
            else w.past || ' past due' || case
                when f.extended and f.due_at > f.due_original_at
                    then '; extended from ' || to_char(f.due_original_at, 'MM/DD')
                else ''
            end || '.'
        end || case
            when f.status_no in (6, 7, 8) and f.attempted_at is not null
                then ' Attempt ' || to_char(f.attempted_at, 'MM/DD HH24:MI') || '.'
            when f.status_no = 8 then ' No attempt recorded.'
            else ''
        end
    end,
    case when f.extended and f.due_original_at is not null and f.list = 'all'
        then mart.real_hours(f.due_original_at, f.due_at, d.zone) end,
    case when f.extended then coalesce(f.reason, 'Not recorded') end,
    case when f.extended then coalesce(f.approver, 'Not recorded') end,
    case when f.extended
        then coalesce(to_char(f.approved_at, 'YYYY-MM-DD HH24:MI:SS'), 'Not recorded') end,
    case when f.extended
        then coalesce(to_char(f.attempt_after_at, 'YYYY-MM-DD HH24:MI:SS'), 'Not recorded') end,
    case when f.extended and f.list = 'all' then nullif(concat_ws('; ',
        case when f.kept and f.approved_at > f.due_original_at
            then 'Approved after the original due time' end,
        case when f.kept and f.reason is null then 'No reason recorded' end,
        case when f.attempted_at is null and (f.attempt_after_at is null
                or f.attempt_after_at >= d.after_as_of)
            then 'No attempt recorded' end,
        case when f.due_original_at is null or f.due_at <= f.due_original_at
            then 'Due date not moved' end,
        case when f.completed_at is null then 'Not yet seen' end), '') end
from full_row as f
cross join day as d
-- Time spans in words: hours under two days, else days.
cross join lateral (
    select
        mart.span_words(f.completed_at, f.due_original_at) as ahead,
        mart.span_words(f.due_at, f.completed_at) as behind,
        mart.span_words(f.due_at, d.after_as_of::timestamp) as past,
        mart.span_words(d.after_as_of::timestamp, f.due_at) as left_over
) as w;

-- The QA sample: per region one in ten of its extensions, at least five, drawn by digest so that
-- nobody can choose and everybody can repeat it.
update fact.iff_extension as t
set qa_no = drawn.place
from (
    with p as (
        select
            $1::int as agency_id,
            $2::date as month,       -- first day of the month
            $3::date as as_of,
            $4::int as version       -- version of the month's facts
    )
    select
        i.agency_id, i.month, i.version, i.list, i.child_id, i.victim_id,
        row_number() over (
            partition by i.agency_id, i.region_code, i.region
            order by md5(to_char(i.month, 'YYYY-MM') || '/' || i.victim_id::text) collate "C",
                i.victim_id) as place,
        count(*) over (partition by i.agency_id, i.region_code, i.region) as extensions
    from p
    inner join fact.iff_extension as i
        on i.agency_id = p.agency_id and i.month = p.month and i.version = p.version
    where i.list = 'all' and i.extended
) as drawn
where t.agency_id = drawn.agency_id
    and t.month = drawn.month
    and t.version = drawn.version
    and t.list = drawn.list
    and t.child_id = drawn.child_id
    and t.victim_id = drawn.victim_id
    and drawn.place <= greatest(5, ceil(drawn.extensions / 10.0));
