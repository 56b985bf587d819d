-- sql/model/30_intake.sql
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
        mart.is_yes(s.expunged) as expunged
    from parameter as p
    inner join stage.intake as s on s.agency_id = p.agency_id
),
judged as (
    select
        s.*,
        case
            when s.expunged then 'expunged'
            when lower(s.attribute) = 'referral created in error' then 'referral created in error'
        end as left_why
    from staged as s
),
doubled as (
    select j.agency_id, j.intake_id
    from judged as j
    where j.left_why is null
    group by j.agency_id, j.intake_id
    having count(*) > 1
),
copies as (
    select
        j.agency_id, j.line,
        row_number() over (
            partition by j.agency_id, j.intake_id
            order by
                j.received_at desc nulls last,
                mart.id_order(j.access_report_id) collate "C" desc nulls last,
                j.screened_in desc, mart.id_order(j.case_id) collate "C" desc nulls last,
                j.attribute collate "C" desc nulls last, j.response_code
        ) as copy
    from judged as j
    inner join doubled as d on d.agency_id = j.agency_id and d.intake_id = j.intake_id
    where j.left_why is null
),
named as (
    select
        j.*,
        case
            when j.left_why is not null then null
            when j.intake_id is null then 'key is not a number'
            when c.copy > 1 then 'duplicate key'
        end as reject_why,
        m.grp as intake_type,
        j.attribute is not null and m.code is null as type_unknown
    from judged as j
    left join copies as c on c.agency_id = j.agency_id and c.line = j.line
    left join mart.code_map as m
        on m.agency_id = j.agency_id
        and m.list = 'intake_type'
        and m.code = j.attribute
        and coalesce(j.received_at, timestamp '2999-12-31') >= m.valid_from
        and coalesce(j.received_at, timestamp '2999-12-31') < m.valid_to
),
rejected as (
    insert into mart.reject (agency_id, table_name, row_key, child_id, reason)
    select n.agency_id, 'intake', n.row_key, null, n.reject_why
    from named as n
    where n.reject_why is not null
),
left_out as (
    insert into mart.left_out (agency_id, table_name, row_key, child_id, reason)
    select n.agency_id, 'intake', coalesce(n.intake_id::text, n.row_key), null, n.left_why
    from named as n
    where n.left_why is not null
),
defects as (
    insert into mart.defect (
        agency_id, table_name, column_name, row_key, child_id, problem, raw)
    select n.agency_id, 'intake', d.column_name, n.intake_id::text, null, d.problem, d.raw
    from named as n
    cross join lateral (
        values
            ('received_time', 'bad_time', n.received_time,
                n.received_at is null and not mart.no_date(n.received_time)),
            ('attribute', 'unknown_code', n.attribute, n.type_unknown)
    ) as d (column_name, problem, raw, wrong)
    where n.left_why is null and n.reject_why is null and d.wrong
)
insert into mart.intake (
    agency_id, intake_id, access_report_id, case_id, received_at, screened_in, intake_type,
    response_code)
select
    n.agency_id, n.intake_id, n.access_report_id, n.case_id, n.received_at, n.screened_in,
    coalesce(n.intake_type, 'Unknown (' || coalesce(n.attribute, 'blank') || ')'),
    n.response_code
from named as n
where n.left_why is null and n.reject_why is null;
