-- sql/model/54_tpr_event.sql
-- needs: child, parent
-- Purpose: the steps of a termination of parental rights, parent by parent.
-- Grain: one row per event.
-- Inputs: stage.tpr_event, mart.parent, mart.left_out.
-- Key: (agency_id, child_id, event_id); event_id alone is unique within the agency.
-- C6: an event without its parent, or whose dcn is not the parent's child's, is a reject.

delete from mart.tpr_event where agency_id = $1::int;

with parameter as (
    select $1::int as agency_id
),
staged as (
    select
        s.agency_id,
        s.ctid as line,
        mart.whole(s.event_id) as event_id,
        mart.words(s.event_id) as row_key,
        mart.whole(s.parent_id) as parent_id,
        mart.id_text(s.child_id) as child_id,
        coalesce(upper(mart.words(s.code)), 'blank') as code,
        mart.key_date(s.event_date) as event_date,
        s.event_date as event_raw,
        mart.words(s.filed_by) as filed_by,
        mart.wall_time(s.entered_time) as entered_at,
        s.entered_time
    from stage.tpr_event as s
    where s.agency_id = $1::int
    offset 0
),
gone_parent as (
    select distinct x.agency_id, mart.whole(x.row_key) as parent_id
    from mart.left_out as x
    where x.agency_id = $1::int and x.table_name = 'parent'
),
-- the fate of each row: `left_why` C5, `reject_why` C6, else it stays
judged as (
    select
        s.*,
        r.child_id as parent_child_id,
        s.code not in (
            'REFERRED', 'DECLINED', 'PETITION', 'DISMISSED', 'CONSENT', 'TERM_VOLUNTARY',
            'TERM_INVOLUNTARY', 'APPEAL', 'APPEAL_ENDED', 'REVERSED') as code_unknown,
        case
            when x.child_id is not null then 'person expunged'
            when r.parent_id is null and g.parent_id is not null then 'parent left out'
        end as left_why,
        case
            when x.child_id is not null then null
            when r.parent_id is null and g.parent_id is not null then null
            when s.event_id is null then 'key is not a number'
            when r.parent_id is null then 'parent missing or rejected'
            when s.child_id <> r.child_id then 'child is not the parent''s'
        end as reject_why
    from parameter as p
    inner join staged as s on s.agency_id = p.agency_id
    left join mart.left_out as x
        on x.agency_id = p.agency_id and x.table_name = 'person' and x.child_id = s.child_id
    left join mart.parent as r
        on r.agency_id = p.agency_id and r.parent_id = s.parent_id
    left join gone_parent as g
        on g.agency_id = p.agency_id and g.parent_id = s.parent_id
),
named as (
    select j.*, j.left_why is null and j.reject_why is null as fine
    from judged as j
),
doubled as (
    select n.agency_id, n.event_id
    from named as n
    where n.fine
    group by n.agency_id, n.event_id
    having count(*) > 1
),
copies as (
    select
        n.agency_id, n.line,
        row_number() over (
            partition by n.agency_id, n.event_id
            order by
                n.event_date desc nulls last, n.entered_at desc nulls last, n.parent_id desc,
                n.code collate "C" desc, n.filed_by collate "C" desc nulls last
        ) as copy
    from named as n
    inner join doubled as d on d.agency_id = n.agency_id and d.event_id = n.event_id
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
        or n.code_unknown
        or num_nulls(n.event_date, n.entered_at) > num_nulls(n.event_raw, n.entered_time)
),
rejected as (
    insert into mart.reject (agency_id, table_name, row_key, child_id, reason)
    select
        n.agency_id, 'tpr_event', n.row_key, coalesce(n.child_id, n.parent_child_id), n.reason
    from flawed as n
    where n.reason is not null
),
left_out as (
    insert into mart.left_out (agency_id, table_name, row_key, child_id, reason)
    select n.agency_id, 'tpr_event', n.row_key, n.child_id, n.left_why
    from flawed as n
    where n.left_why is not null
),
defects as (
    insert into mart.defect (
        agency_id, table_name, column_name, row_key, child_id, problem, raw)
    select
        n.agency_id, 'tpr_event', d.column_name, n.event_id::text, n.parent_child_id, d.problem,
        d.raw
    from flawed as n
    cross join lateral (
        values
            ('event_date', 'bad_date', n.event_raw,
                n.event_date is null and not mart.no_date(n.event_raw)),
            ('entered_time', 'bad_time', n.entered_time,
                n.entered_at is null and not mart.no_date(n.entered_time)),
            ('code', 'unknown_code', n.code, n.code_unknown)
    ) as d (column_name, problem, raw, wrong)
    where d.wrong and n.left_why is null and n.reason is null
)
insert into mart.tpr_event (
    agency_id, child_id, event_id, parent_id, code, event_date, filed_by, entered_at)
select
    n.agency_id, n.parent_child_id, n.event_id, n.parent_id, n.code, n.event_date, n.filed_by,
    n.entered_at
from named as n
where n.fine
    and (
        exists (select from surplus as c where c.agency_id = n.agency_id and c.line = n.line)
    ) is not true;
