-- sql/model/32_intake_victim.sql
-- needs: child, intake
-- Purpose: the children of an intake with everything the initial face-to-face (policy 2310) is
-- judged by.
-- Grain: one row per victim or identified child and intake.
-- Inputs: stage.intake_victim, mart.intake, mart.left_out, mart.code_map (response_time).
-- Key: (agency_id, child_id, victim_id); victim_id alone is unique within the agency.
-- Response is the victim's own response time, else the intake's (a victim code below zero says
-- "not applicable"). An intake report number or case the victim row lacks is the intake's.
-- A child id of zero or less stays as it is written: the contact is owed all the same.

delete from mart.intake_victim where agency_id = $1::int;

with parameter as (
    select $1::int as agency_id
),
staged as (
    select
        s.agency_id,
        s.ctid as line,
        mart.whole(s.victim_id) as victim_id,
        mart.words(s.victim_id) as row_key,
        mart.whole(s.intake_id) as intake_id,
        mart.id_text(s.access_report_id) as access_report_id,
        mart.id_text(s.case_id) as case_id,
        mart.words(s.child_id) as child_id,
        mart.is_yes(s.required) as required,
        case when s.response_code not like '-%' then mart.words(s.response_code) end
            as response_code,
        mart.wall_time(s.added_time) as added_at,
        mart.wall_time(s.due_original_time) as due_original_at,
        mart.wall_time(s.due_time) as due_at,
        mart.is_yes(s.extended) as extended,
        mart.wall_time(s.extension_time) as extension_at,
        mart.is_yes(s.exception) as exception,
        mart.wall_time(s.attempted_time) as attempted_at,
        mart.wall_time(s.completed_time) as completed_at,
        s.added_time, s.due_original_time, s.due_time, s.extension_time, s.attempted_time,
        s.completed_time,
        mart.is_yes(s.expunged) as expunged
    from stage.intake_victim as s
    where s.agency_id = $1::int
    offset 0
),
gone_intake as (
    select distinct x.agency_id, mart.whole(x.row_key) as intake_id
    from mart.left_out as x
    where x.agency_id = $1::int and x.table_name = 'intake'
),
-- the fate of each row: `left_why` C5, `reject_why` C6, else it stays
judged as (
    select
        s.agency_id, s.line, s.victim_id, s.row_key, s.intake_id, s.access_report_id, s.case_id,
        s.child_id, s.required, s.added_at, s.due_original_at, s.due_at, s.extended, s.extension_at,
        s.exception, s.attempted_at, s.completed_at,
        case when s.added_at is null and not mart.no_date(s.added_time)
            then s.added_time end as added_bad,
        case when s.due_original_at is null and not mart.no_date(s.due_original_time)
            then s.due_original_time end as due_original_bad,
        case when s.due_at is null and not mart.no_date(s.due_time)
            then s.due_time end as due_bad,
        case when s.extension_at is null and not mart.no_date(s.extension_time)
            then s.extension_time end as extension_bad,
        case when s.attempted_at is null and not mart.no_date(s.attempted_time)
            then s.attempted_time end as attempted_bad,
        case when s.completed_at is null and not mart.no_date(s.completed_time)
            then s.completed_time end as completed_bad,
        i.access_report_id as intake_report_id,
        i.case_id as intake_case_id,
        i.received_at,
        i.screened_in,
        i.intake_type,
        coalesce(s.response_code, i.response_code) as response,
        m.label as response_label,
        m.hours as response_hours,
        coalesce(s.response_code, i.response_code) is not null and m.code is null
            as response_unknown,
        case
            when s.expunged then 'expunged'
            when x.child_id is not null then 'person expunged'
            when i.intake_id is null and g.intake_id is not null then 'intake left out'
        end as left_why,
        case
            when s.expunged or x.child_id is not null then null
            when i.intake_id is null and g.intake_id is not null then null
            when s.victim_id is null then 'key is not a number'
            when s.child_id is null then 'no child'
            when i.intake_id is null then 'intake missing or rejected'
        end as reject_why
    from parameter as p
    inner join staged as s on s.agency_id = p.agency_id
    left join mart.left_out as x
        on x.agency_id = p.agency_id and x.table_name = 'person' and x.child_id = s.child_id
    left join mart.intake as i
        on i.agency_id = p.agency_id and i.intake_id = s.intake_id
    left join gone_intake as g
        on g.agency_id = p.agency_id and g.intake_id = s.intake_id
    left join mart.code_map as m
        on m.agency_id = p.agency_id
        and m.list = 'response_time'
        and m.code = coalesce(s.response_code, i.response_code)
        and coalesce(i.received_at, timestamp '2999-12-31') >= m.valid_from
        and coalesce(i.received_at, timestamp '2999-12-31') < m.valid_to
),
named as (
    select j.*, j.left_why is null and j.reject_why is null as fine
    from judged as j
),
doubled as (
    select n.agency_id, n.victim_id
    from named as n
    where n.fine
    group by n.agency_id, n.victim_id
    having count(*) > 1
),
copies as (
    select
        n.agency_id, n.line,
        row_number() over (
            partition by n.agency_id, n.victim_id
            order by
                n.received_at desc nulls last, n.intake_id desc,
                mart.id_order(n.child_id) collate "C" desc, n.required desc,
                n.due_at desc nulls last, n.due_original_at desc nulls last,
                n.completed_at desc nulls last, n.attempted_at desc nulls last,
                n.extended desc, n.exception desc, n.extension_at desc nulls last,
                n.added_at desc nulls last, n.response collate "C" desc nulls last, n.case_id
        ) as copy
    from named as n
    inner join doubled as d on d.agency_id = n.agency_id and d.victim_id = n.victim_id
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
        or n.response_unknown
        or num_nonnulls(
            n.added_bad, n.due_original_bad, n.due_bad, n.extension_bad, n.attempted_bad,
            n.completed_bad) > 0
),
rejected as (
    insert into mart.reject (agency_id, table_name, row_key, child_id, reason)
    select n.agency_id, 'intake_victim', n.row_key, n.child_id, n.reason
    from flawed as n
    where n.reason is not null
),
left_out as (
    insert into mart.left_out (agency_id, table_name, row_key, child_id, reason)
    select
        n.agency_id, 'intake_victim', coalesce(n.victim_id::text, n.row_key), n.child_id,
        n.left_why
    from flawed as n
    where n.left_why is not null
),
defects as (
    insert into mart.defect (
        agency_id, table_name, column_name, row_key, child_id, problem, raw)
    select
        n.agency_id, 'intake_victim', d.column_name, n.victim_id::text, n.child_id, d.problem,
        d.raw
    from flawed as n
    cross join lateral (
        values
            ('added_time', 'bad_time', n.added_bad, n.added_bad is not null),
            ('due_original_time', 'bad_time', n.due_original_bad, n.due_original_bad is not null),
            ('due_time', 'bad_time', n.due_bad, n.due_bad is not null),
            ('extension_time', 'bad_time', n.extension_bad, n.extension_bad is not null),
            ('attempted_time', 'bad_time', n.attempted_bad, n.attempted_bad is not null),
            ('completed_time', 'bad_time', n.completed_bad, n.completed_bad is not null),
            ('response_code', 'unknown_code', n.response, n.response_unknown)
    ) as d (column_name, problem, raw, wrong)
    where d.wrong and n.left_why is null and n.reason is null
)
insert into mart.intake_victim (
    agency_id, child_id, victim_id, intake_id, access_report_id, case_id, received_at,
    screened_in, required, intake_type, response_code, response, response_hours, added_at,
    due_original_at, due_at, extended, extension_at, exception, attempted_at, completed_at)
select
    n.agency_id, n.child_id, n.victim_id, n.intake_id,
    coalesce(n.access_report_id, n.intake_report_id),
    coalesce(n.case_id, n.intake_case_id),
    n.received_at, n.screened_in, n.required, n.intake_type, n.response,
    case when n.response is not null
        then coalesce(n.response_label, 'Unknown (' || n.response || ')') end,
    n.response_hours, n.added_at, n.due_original_at, n.due_at, n.extended, n.extension_at,
    n.exception, n.attempted_at, n.completed_at
from named as n
where n.fine
    and (
        exists (select from surplus as c where c.agency_id = n.agency_id and c.line = n.line)
    ) is not true;
