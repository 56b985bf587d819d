-- sql/fact/32_iff_extension_quality.sql
-- Purpose: what on the source's side makes the IFF report wrong or incomplete.
-- Grain: one row per finding; counts without a row each stand in `counted`.
-- Inputs: fact.iff_extension of the same month and version; mart.intake_victim, defect, reject,
-- left_out as they are in this extract.
--
-- Rules
--   never_seen           not seen and received over 12 months ago: not on Due and overdue
--   no_dates             neither a due nor a received time: in no month
--   extension_unmoved    extension, but no later due
--   moved_no_extension   due moved later, but no extension
--   both                 extension and exception both
--   extension_late       extension recorded after the original due time
--   due_off              original due differs from received (or victim added) + the response's
--                        hours by over an hour
--   midnight             a time of exactly midnight: the time is not known
--   invalid              rows of the month that cannot be judged
--   no_office            no responsible office: in the statewide workbook only
--   unknown_code, bad_date, rejected, left_out   as in every report
-- trend: no

delete from fact.quality
where agency_id = $1::int and month = $2::date and version = $4::int and $3::date is not null
    and report = 'iff_extension';

insert into fact.quality (
    agency_id, month, version, report, rule, n, region_code, office_code, attorney_id,
    row_key, child_id, owner, what, cure, counted)
with p as (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
),
of_month as (
    select
        i.*,
        v.due_at as dt_due, v.extension_at, v.added_at, v.response_hours
    from p
    inner join fact.iff_extension as i
        on i.agency_id = p.agency_id and i.month = p.month and i.version = p.version
    inner join mart.intake_victim as v
        on v.agency_id = i.agency_id and v.child_id = i.child_id and v.victim_id = i.victim_id
    where i.list = 'all'
),
finding (rule, region_code, office_code, row_key, child_id, owner, what, counted) as (
    select
        f.rule, m.region_code, m.office_code, m.victim_id::text, m.child_id, m.caseworker,
        f.what, 1
    from of_month as m
    cross join lateral (
        values
            ('extension_unmoved',
                m.extended and (m.due_original_at is null or m.dt_due is null
                    or m.dt_due <= m.due_original_at),
                'Extension recorded; the due time did not move.'),
            ('moved_no_extension',
                not m.extended and m.dt_due > m.due_original_at,
                'Due moved to ' || to_char(m.dt_due, 'MM/DD/YYYY HH24:MI')
                    || ' without an extension.'),
            ('both', m.extended and m.exception, 'Extension and exception are both recorded.'),
            ('extension_late',
                m.extended and m.extension_at > m.due_original_at,
                'Extension dated ' || to_char(m.extension_at, 'MM/DD/YYYY HH24:MI') || '.'),
            ('due_off',
                abs(extract(epoch from m.due_original_at
                    - (greatest(m.received_at, m.added_at)
                        + make_interval(hours => m.response_hours::int)))) > 3600,
                'Expected ' || to_char(greatest(m.received_at, m.added_at)
                    + make_interval(hours => m.response_hours::int), 'MM/DD/YYYY HH24:MI')
                    || ' by the response time.'),
            ('midnight',
                m.received_at = m.received_at::date or m.completed_at = m.completed_at::date
                    or m.attempted_at = m.attempted_at::date,
                'Received, attempted or seen at exactly 00:00:00.'),
            ('invalid', m.status_no = 2, m.why)
    ) as f (rule, found, what)
    where f.found
    union all
    select
        'no_office', null, null, m.victim_id::text, m.child_id, 'Data office',
        'The case has no primary assignment on the day.', 1
    from of_month as m
    where m.office_code is null
    union all
    select
        'never_seen', null, null, v.victim_id::text, v.child_id, 'Data office',
        'Received ' || to_char(v.received_at, 'MM/DD/YYYY') || ', never seen.', 1
    from p
    inner join mart.intake_victim as v on v.agency_id = p.agency_id
    where v.required
        and v.screened_in
        and not v.exception
        and v.received_at::date < (p.as_of - interval '12 months')::date
        and v.due_original_at >= v.received_at
        and (v.completed_at is null or v.completed_at >= p.as_of + 1)
    union all
    select
        'no_dates', null, null, v.victim_id::text, v.child_id, 'Data office',
        'Neither a due nor a received time.', 1
    from p
    inner join mart.intake_victim as v on v.agency_id = p.agency_id
    where v.required
        and v.screened_in
        and v.received_at is null
        and v.due_original_at is null
    union all
    -- One code may stand in any number of rows: counted, not listed one by one.
    select
        'unknown_code', null, null, d.table_name || ' ' || d.column_name || ' ' || d.raw, null,
        'Data office', d.column_name || ' ' || d.raw || ' has no entry in the map.',
        count(*)::int
    from p
    inner join mart.defect as d on d.agency_id = p.agency_id
    where d.problem = 'unknown_code'
        and (d.table_name in ('intake', 'intake_victim', 'iff_extension'))
    group by d.table_name, d.column_name, d.raw
    union all
    select
        'bad_date', null, null, d.table_name || ' ' || d.row_key, d.child_id, 'Data office',
        d.column_name || ' holds no real time.', 1
    from p
    inner join mart.defect as d on d.agency_id = p.agency_id
    where d.problem <> 'unknown_code'
        and (d.table_name in ('intake', 'intake_victim', 'iff_extension'))
    union all
    select
        'rejected', null, null, r.table_name, null, 'Data office',
        r.reason || ' (' || r.table_name || ').', sum(r.n)::int
    from p
    inner join mart.reject as r on r.agency_id = p.agency_id
    where r.table_name in (
        'intake', 'intake_victim', 'iff_extension', 'case_assignment', 'worker', 'location',
        'person')
    group by r.table_name, r.reason
    union all
    select
        'left_out', null, null, l.table_name, null, 'None needed',
        l.reason || ' (' || l.table_name || ').', count(*)::int
    from p
    inner join mart.left_out as l on l.agency_id = p.agency_id
    where l.table_name in ('intake', 'intake_victim', 'person', 'case_assignment')
    group by l.table_name, l.reason
)
select
    p.agency_id, p.month, p.version, 'iff_extension', f.rule,
    row_number() over (
        partition by p.agency_id, f.rule
        order by f.office_code collate "C" nulls last, mart.id_order(f.row_key) collate "C",
            f.child_id collate "C", f.what collate "C"),
    f.region_code, f.office_code, null, f.row_key, f.child_id, f.owner, f.what, null, f.counted
from p
cross join finding as f;
