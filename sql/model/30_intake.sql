-- sql/model/30_intake.sql
-- needs: none
-- Purpose: intakes, for the children that hang on them.
-- Grain: one row per intake.
-- Inputs: stage.intake, mart.code_map (intake_type).
-- Key: (agency_id, intake_id).
-- C5: expunged intakes and those whose reason says that they were created in error are left out.

delete from mart.intake where agency_id = $1::int;

with parameter as (
    select $1::int as agency_id
),
staged as (
    select
        s.agency_id,
        s.ctid as line,
        mart.whole(s.intake_id) as intake_id,
        mart.words(s.intake_id) as row_key,
        mart.id_text(s.access_report_id) as access_report_id,
        mart.id_text(s.case_id) as case_id,
        mart.wall_time(s.received_time) as received_at,
        s.received_time,
        mart.whole(s.decision) is not distinct from 1 as screened_in,
        mart.words(s.attribute) as attribute,
        mart.words(s.response_code) as response_code,
        mart.is_yes(s.expunged) as expunged,
        lower(btrim(s.attribute)) is not distinct from 'referral created in error' as in_error
    from stage.intake as s
    where s.agency_id = $1::int
    offset 0
),
-- the fate of each row: `left_why` C5, `reject_why` C6, else it stays
judged as (
    select
        s.*,
        case
            when s.expunged then 'expunged'
            when s.in_error then 'referral created in error'
        end as left_why,
        case
            when s.expunged or s.in_error then null
            when s.intake_id is null then 'key is not a number'
        end as reject_why,
        m.grp as intake_type,
        s.attribute is not null and m.code is null as type_unknown
    from parameter as p
    inner join staged as s on s.agency_id = p.agency_id
    left join mart.code_map as m
        on m.agency_id = p.agency_id
        and m.list = 'intake_type'
        and m.code = s.attribute
        and coalesce(s.received_at, timestamp '2999-12-31') >= m.valid_from
        and coalesce(s.received_at, timestamp '2999-12-31') < m.valid_to
),
named as (
    select j.*, j.left_why is null and j.reject_why is null as fine
    from judged as j
),
doubled as (
    select n.agency_id, n.intake_id
    from named as n
    where n.fine
    group by n.agency_id, n.intake_id
    having count(*) > 1
),
copies as (
    select
        n.agency_id, n.line,
        row_number() over (
            partition by n.agency_id, n.intake_id
            order by
                n.received_at desc nulls last,
                mart.id_order(n.access_report_id) collate "C" desc nulls last,
                n.screened_in desc, mart.id_order(n.case_id) collate "C" desc nulls last,
                n.attribute collate "C" desc nulls last, n.response_code
        ) as copy
    from named as n
    inner join doubled as d on d.agency_id = n.agency_id and d.intake_id = n.intake_id
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
        or n.received_at is null or n.type_unknown
),
rejected as (
    insert into mart.reject (agency_id, table_name, row_key, child_id, reason)
    select n.agency_id, 'intake', n.row_key, null, n.reason
    from flawed as n
    where n.reason is not null
),
left_out as (
    insert into mart.left_out (agency_id, table_name, row_key, child_id, reason)
    select n.agency_id, 'intake', coalesce(n.intake_id::text, n.row_key), null, n.left_why
    from flawed as n
    where n.left_why is not null
),
defects as (
    insert into mart.defect (
        agency_id, table_name, column_name, row_key, child_id, problem, raw)
    select n.agency_id, 'intake', d.column_name, n.intake_id::text, null, d.problem, d.raw
    from flawed as n
    cross join lateral (
        values
            ('received_time', 'bad_time', n.received_time,
                n.received_at is null and not mart.no_date(n.received_time)),
            ('attribute', 'unknown_code', n.attribute, n.type_unknown)
    ) as d (column_name, problem, raw, wrong)
    where d.wrong and n.left_why is null and n.reason is null
)
insert into mart.intake (
    agency_id, intake_id, access_report_id, case_id, received_at, screened_in, intake_type,
    response_code)
select
    n.agency_id, n.intake_id, n.access_report_id, n.case_id, n.received_at, n.screened_in,
    coalesce(n.intake_type, 'Unknown (' || coalesce(n.attribute, 'blank') || ')'),
    n.response_code
from named as n
where n.fine
    and (
        exists (select from surplus as c where c.agency_id = n.agency_id and c.line = n.line)
    ) is not true;
