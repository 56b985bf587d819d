-- sql/model/62_attorney_assignment.sql
-- needs: episode, attorney
-- Purpose: which attorney has which episode, and when.
-- Grain: one row per assignment with a begin.
-- Inputs: stage.attorney_assignment, mart.episode, mart.left_out, mart.attorney.
-- Key: (agency_id, child_id, assignment_id); assignment_id alone is unique within the agency.
-- C6: an assignment whose dcn is not its episode's is a reject. An attorney without a row is shown
-- by id: the child stays listed. Without an attorney id there is nobody to list it for: a reject.
delete from mart.attorney_assignment where agency_id = $1::int;

with parameter as (
    select $1::int as agency_id
),
staged as (
    select
        s.agency_id,
        s.ctid as line,
        mart.whole(s.assignment_id) as assignment_id,
        mart.words(s.assignment_id) as row_key,
        mart.whole(s.episode_id) as episode_id,
        mart.id_text(s.child_id) as child_id,
        mart.id_text(s.attorney_id) as attorney_id,
        mart.key_date(s.begin_date) as begin_date,
        mart.key_date(s.end_date) as end_date,
        s.begin_date as begin_raw,
        s.end_date as end_raw,
        mart.words(s.basis) as basis,
        mart.wall_time(s.entered_time) as entered_at,
        s.entered_time
    from stage.attorney_assignment as s
    where s.agency_id = $1::int
    offset 0
),
gone_episode as (
    select distinct x.agency_id, mart.whole(x.row_key) as episode_id
    from mart.left_out as x
    where x.agency_id = $1::int and x.table_name = 'episode'
),
-- the fate of each row: `left_why` C5, `reject_why` C6, else it stays
judged as (
    select
        s.*,
        e.child_id as episode_child_id,
        a.attorney_id is null as attorney_unknown,
        case
            when e.episode_id is null and g.episode_id is not null then 'episode left out'
        end as left_why,
        case
            when e.episode_id is null and g.episode_id is not null then null
            when s.assignment_id is null then 'key is not a number'
            when e.episode_id is null then 'episode missing or rejected'
            when s.child_id <> e.child_id then 'child is not the episode''s'
            when s.attorney_id is null then 'no attorney'
        end as reject_why
    from parameter as p
    inner join staged as s on s.agency_id = p.agency_id
    left join mart.episode as e
        on e.agency_id = p.agency_id and e.episode_id = s.episode_id
    left join gone_episode as g
        on g.agency_id = p.agency_id and g.episode_id = s.episode_id
    left join mart.attorney as a
        on a.agency_id = p.agency_id and a.attorney_id = s.attorney_id
),
named as (
    select j.*, j.left_why is null and j.reject_why is null as fine
    from judged as j
),
doubled as (
    select n.agency_id, n.assignment_id
    from named as n
    where n.fine
    group by n.agency_id, n.assignment_id
    having count(*) > 1
),
copies as (
    select
        n.agency_id, n.line,
        row_number() over (
            partition by n.agency_id, n.assignment_id
            order by
                n.begin_date desc nulls last, n.entered_at desc nulls last, n.episode_id desc,
                n.end_date desc nulls last, mart.id_order(n.attorney_id) collate "C" desc,
                n.basis collate "C" desc nulls last
        ) as copy
    from named as n
    inner join doubled as d on d.agency_id = n.agency_id and d.assignment_id = n.assignment_id
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
        or n.begin_date is null or n.attorney_unknown
        or num_nulls(n.end_date, n.entered_at) > num_nulls(n.end_raw, n.entered_time)
),
rejected as (
    insert into mart.reject (agency_id, table_name, row_key, child_id, reason)
    select
        n.agency_id, 'attorney_assignment', n.row_key, coalesce(n.child_id, n.episode_child_id),
        n.reason
    from flawed as n
    where n.reason is not null
),
left_out as (
    insert into mart.left_out (agency_id, table_name, row_key, child_id, reason)
    select n.agency_id, 'attorney_assignment', n.row_key, n.child_id, n.left_why
    from flawed as n
    where n.left_why is not null
),
defects as (
    insert into mart.defect (
        agency_id, table_name, column_name, row_key, child_id, problem, raw)
    select
        n.agency_id, 'attorney_assignment', d.column_name, n.assignment_id::text,
        n.episode_child_id, d.problem, d.raw
    from flawed as n
    cross join lateral (
        values
            ('begin_date', 'bad_date', n.begin_raw,
                n.begin_date is null and not mart.no_date(n.begin_raw)),
            ('begin_date', 'no_begin', null, n.begin_date is null),
            ('end_date', 'bad_date', n.end_raw,
                n.end_date is null and not mart.no_date(n.end_raw)),
            ('entered_time', 'bad_time', n.entered_time,
                n.entered_at is null and not mart.no_date(n.entered_time)),
            ('attorney_id', 'missing_row', n.attorney_id, n.attorney_unknown)
    ) as d (column_name, problem, raw, wrong)
    where d.wrong and n.left_why is null and n.reason is null
)
insert into mart.attorney_assignment (
    agency_id, child_id, assignment_id, episode_id, attorney_id, begin_date, end_date, basis,
    entered_at)
select
    n.agency_id, n.episode_child_id, n.assignment_id, n.episode_id, n.attorney_id,
    n.begin_date, n.end_date, n.basis, n.entered_at
from named as n
where n.fine
    and (
        exists (select from surplus as c where c.agency_id = n.agency_id and c.line = n.line)
    ) is not true and n.begin_date is not null;
