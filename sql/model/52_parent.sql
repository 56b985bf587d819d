-- sql/model/52_parent.sql
-- needs: child
-- Purpose: the parents of a child, each in a role; a child may have several putative fathers.
-- Grain: one row per child and parent.
-- Inputs: stage.parent, mart.left_out.
-- Key: (agency_id, child_id, parent_id); parent_id alone is unique within the agency.
-- A parent takes part unless the source says no: blank is yes.

delete from mart.parent where agency_id = $1::int;

with parameter as (
    select $1::int as agency_id
),
staged as (
    select
        s.agency_id,
        s.ctid as line,
        mart.whole(s.parent_id) as parent_id,
        mart.words(s.parent_id) as row_key,
        mart.id_text(s.child_id) as child_id,
        coalesce(upper(mart.words(s.role)), 'blank') as role,
        coalesce(upper(btrim(s.applicable)) not in ('N', 'NO', 'F', 'FALSE', '0'), true)
            as applicable,
        mart.key_date(s.deceased_date) as deceased_date,
        s.deceased_date as deceased_raw
    from stage.parent as s
    where s.agency_id = $1::int
    offset 0
),
-- the fate of each row: `left_why` C5, `reject_why` C6, else it stays
judged as (
    select
        s.*,
        s.role not in ('MOTHER', 'LEGAL_FATHER', 'PUTATIVE_FATHER', 'ADOPTIVE_PARENT')
            as role_unknown,
        case when x.child_id is not null then 'person expunged' end as left_why,
        case
            when x.child_id is not null then null
            when s.parent_id is null then 'key is not a number'
            when s.child_id is null then 'no child'
        end as reject_why
    from parameter as p
    inner join staged as s on s.agency_id = p.agency_id
    left join mart.left_out as x
        on x.agency_id = p.agency_id and x.table_name = 'person' and x.child_id = s.child_id
),
named as (
    select j.*, j.left_why is null and j.reject_why is null as fine
    from judged as j
),
doubled as (
    select n.agency_id, n.parent_id
    from named as n
    where n.fine
    group by n.agency_id, n.parent_id
    having count(*) > 1
),
copies as (
    select
        n.agency_id, n.line,
        row_number() over (
            partition by n.agency_id, n.parent_id
            order by
                n.deceased_date desc nulls last, mart.id_order(n.child_id) collate "C" desc,
                n.applicable desc, n.role collate "C" desc
        ) as copy
    from named as n
    inner join doubled as d on d.agency_id = n.agency_id and d.parent_id = n.parent_id
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
        or n.role_unknown
        or n.deceased_date is null and n.deceased_raw is not null
),
rejected as (
    insert into mart.reject (agency_id, table_name, row_key, child_id, reason)
    select n.agency_id, 'parent', n.row_key, n.child_id, n.reason
    from flawed as n
    where n.reason is not null
),
left_out as (
    insert into mart.left_out (agency_id, table_name, row_key, child_id, reason)
    select n.agency_id, 'parent', coalesce(n.parent_id::text, n.row_key), n.child_id, n.left_why
    from flawed as n
    where n.left_why is not null
),
defects as (
    insert into mart.defect (
        agency_id, table_name, column_name, row_key, child_id, problem, raw)
    select n.agency_id, 'parent', d.column_name, n.parent_id::text, n.child_id, d.problem, d.raw
    from flawed as n
    cross join lateral (
        values
            ('deceased_date', 'bad_date', n.deceased_raw,
                n.deceased_date is null and not mart.no_date(n.deceased_raw)),
            ('role', 'unknown_code', n.role, n.role_unknown)
    ) as d (column_name, problem, raw, wrong)
    where d.wrong and n.left_why is null and n.reason is null
)
insert into mart.parent (agency_id, child_id, parent_id, role, applicable, deceased_date)
select n.agency_id, n.child_id, n.parent_id, n.role, n.applicable, n.deceased_date
from named as n
where n.fine
    and (
        exists (select from surplus as c where c.agency_id = n.agency_id and c.line = n.line)
    ) is not true;
