-- sql/model/24_meeting.sql
-- needs: child
-- Purpose: meetings about a child: held, cancelled or still to come.
-- Grain: one row per meeting and child.
-- Inputs: stage.meeting, mart.left_out, mart.code_map (meeting_type).
-- Key: (agency_id, child_id, meeting_row_id); meeting_row_id alone is unique within the agency.
-- The source keeps meetings as text: every key is trimmed and cast, and one that is no number is
-- a reject (C6); a date that is none is a defect of a row that stays (C4). A meeting that names no
-- child counts for none: its defect `no_child` is all there is. Nothing a row says can change what
-- another row means.

delete from mart.meeting where agency_id = $1::int;

with parameter as (
    select $1::int as agency_id
),
staged as (
    select
        s.agency_id,
        s.ctid as line,
        mart.whole(s.meeting_row_id) as meeting_row_id,
        mart.words(s.meeting_row_id) as row_key,
        mart.some_key(s.meeting_id) as meeting_id,
        mart.some_key(s.child_id)::text as child_id,
        mart.some_key(s.case_id)::text as case_id,
        mart.words(s.meeting_id) is not null and mart.whole(s.meeting_id) is null
            or mart.words(s.child_id) is not null and mart.whole(s.child_id) is null
            or mart.words(s.case_id) is not null and mart.whole(s.case_id) is null
            or mart.words(s.type_key) is not null and mart.whole(s.type_key) is null as bad_key,
        mart.key_date(s.meeting_date) as meeting_date,
        mart.key_date(s.cancel_date) as cancel_date,
        s.meeting_date as meeting_raw,
        s.cancel_date as cancel_raw,
        mart.is_yes(s.completed) as completed,
        mart.id_text(s.type_key) as type_key,
        mart.words(s.type_code) as type_code,
        mart.words(s.purpose) as purpose
    from stage.meeting as s
    where s.agency_id = $1::int
    offset 0
),
-- the fate of each row: `left_why` C5, `reject_why` C6, else it stays; a meeting without a date is
-- looked up in the map of the last day there is
judged as (
    select
        s.*,
        case when x.child_id is not null then 'person expunged' end as left_why,
        case
            when x.child_id is not null then null
            when s.meeting_row_id is null or s.bad_key then 'key is not a number'
        end as reject_why,
        m.grp as type_grp,
        m.code is null and coalesce(s.type_code, s.type_key) is not null as type_unknown
    from parameter as p
    inner join staged as s on s.agency_id = p.agency_id
    left join mart.left_out as x
        on x.agency_id = p.agency_id and x.table_name = 'person' and x.child_id = s.child_id
    left join mart.code_map as m
        on m.agency_id = p.agency_id
        and m.list = 'meeting_type'
        and m.code = s.type_code
        and coalesce(s.meeting_date, date '2999-12-31') >= m.valid_from
        and coalesce(s.meeting_date, date '2999-12-31') < m.valid_to
),
named as (
    select j.*, j.left_why is null and j.reject_why is null as fine
    from judged as j
),
doubled as (
    select n.agency_id, n.meeting_row_id
    from named as n
    where n.fine
    group by n.agency_id, n.meeting_row_id
    having count(*) > 1
),
copies as (
    select
        n.agency_id, n.line,
        row_number() over (
            partition by n.agency_id, n.meeting_row_id
            order by
                n.meeting_date desc nulls last, n.completed desc, n.cancel_date desc nulls last,
                mart.id_order(n.child_id) collate "C" desc nulls last, n.meeting_id desc nulls last,
                n.type_code collate "C" desc nulls last, n.purpose collate "C" desc nulls last,
                n.case_id
        ) as copy
    from named as n
    inner join doubled as d
        on d.agency_id = n.agency_id and d.meeting_row_id = n.meeting_row_id
    where n.fine
),
surplus as (
    select c.agency_id, c.line
    from copies as c
    where c.copy > 1
),
-- whatever is not simply kept, in one reading of the rows
flawed as (
    select
        n.*,
        case when n.fine and exists (
            select from surplus as c where c.agency_id = n.agency_id and c.line = n.line
        ) then 'duplicate key' else n.reject_why end as reason
    from named as n
    where not n.fine
        or exists (select from surplus as c where c.agency_id = n.agency_id and c.line = n.line)
        or n.child_id is null or n.type_unknown
        or num_nulls(n.meeting_date, n.cancel_date) > num_nulls(n.meeting_raw, n.cancel_raw)
),
rejected as (
    insert into mart.reject (agency_id, table_name, row_key, child_id, reason)
    select n.agency_id, 'meeting', n.row_key, n.child_id, n.reason
    from flawed as n
    where n.reason is not null
),
left_out as (
    insert into mart.left_out (agency_id, table_name, row_key, child_id, reason)
    select n.agency_id, 'meeting', n.row_key, n.child_id, n.left_why
    from flawed as n
    where n.left_why is not null
),
defects as (
    insert into mart.defect (
        agency_id, table_name, column_name, row_key, child_id, problem, raw)
    select
        n.agency_id, 'meeting', d.column_name, n.meeting_row_id::text, n.child_id, d.problem, d.raw
    from flawed as n
    cross join lateral (
        values
            ('child_id', 'no_child', null, n.child_id is null),
            ('meeting_date', 'bad_date', n.meeting_raw,
                n.meeting_date is null and not mart.no_date(n.meeting_raw)),
            ('cancel_date', 'bad_date', n.cancel_raw,
                n.cancel_date is null and not mart.no_date(n.cancel_raw)),
            ('type_code', 'unknown_code', coalesce(n.type_code, n.type_key), n.type_unknown)
    ) as d (column_name, problem, raw, wrong)
    where d.wrong and n.left_why is null and n.reason is null
)
insert into mart.meeting (
    agency_id, child_id, meeting_row_id, meeting_id, case_id, meeting_date, cancel_date,
    completed, type_code, type_grp, purpose)
select
    n.agency_id, n.child_id, n.meeting_row_id, n.meeting_id::text, n.case_id, n.meeting_date,
    n.cancel_date, n.completed, n.type_code, n.type_grp, n.purpose
from named as n
where n.fine
    and (
        exists (select from surplus as c where c.agency_id = n.agency_id and c.line = n.line)
    ) is not true
    and n.child_id is not null;
