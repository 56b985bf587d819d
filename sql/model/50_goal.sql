-- sql/model/50_goal.sql
-- needs: episode
-- Purpose: permanency goals of an episode, primary (P) and concurrent (C).
-- Grain: one row per goal.
-- Inputs: stage.goal, mart.episode, mart.left_out, mart.code_map (goal).
-- Key: (agency_id, child_id, goal_id); goal_id alone is unique within the agency.
-- A goal is looked up on its effective date. Group none is no goal, in words the source chose.
delete from mart.goal where agency_id = $1::int;

with parameter as (
    select $1::int as agency_id
),
staged as (
    select
        s.agency_id,
        s.ctid as line,
        mart.whole(s.goal_id) as goal_id,
        mart.words(s.goal_id) as row_key,
        mart.whole(s.episode_id) as episode_id,
        coalesce(upper(mart.words(s.kind)), 'blank') as kind,
        mart.words(s.code) as code,
        mart.key_date(s.effective_date) as effective_date,
        mart.key_date(s.end_date) as end_date,
        s.effective_date as effective_raw,
        s.end_date as end_raw,
        mart.wall_time(s.entered_time) as entered_at,
        s.entered_time
    from stage.goal as s
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
        case when s.code is not null
            then coalesce(m.label, 'Unknown (' || s.code || ')') end as label,
        m.grp,
        s.code is not null and m.code is null as code_unknown,
        case
            when e.episode_id is null and g.episode_id is not null then 'episode left out'
        end as left_why,
        case
            when e.episode_id is null and g.episode_id is not null then null
            when s.goal_id is null then 'key is not a number'
            when e.episode_id is null then 'episode missing or rejected'
        end as reject_why
    from parameter as p
    inner join staged as s on s.agency_id = p.agency_id
    left join mart.episode as e
        on e.agency_id = p.agency_id and e.episode_id = s.episode_id
    left join gone_episode as g
        on g.agency_id = p.agency_id and g.episode_id = s.episode_id
    left join mart.code_map as m
        on m.agency_id = p.agency_id
        and m.list = 'goal'
        and m.code = s.code
        and coalesce(s.effective_date, date '2999-12-31') >= m.valid_from
        and coalesce(s.effective_date, date '2999-12-31') < m.valid_to
),
named as (
    select j.*, j.left_why is null and j.reject_why is null as fine
    from judged as j
),
doubled as (
    select n.agency_id, n.goal_id
    from named as n
    where n.fine
    group by n.agency_id, n.goal_id
    having count(*) > 1
),
copies as (
    select
        n.agency_id, n.line,
        row_number() over (
            partition by n.agency_id, n.goal_id
            order by
                n.effective_date desc nulls last, n.entered_at desc nulls last, n.episode_id desc,
                n.end_date desc nulls last, n.kind collate "C" desc,
                n.code collate "C" desc nulls last
        ) as copy
    from named as n
    inner join doubled as d on d.agency_id = n.agency_id and d.goal_id = n.goal_id
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
        or n.code_unknown or n.kind not in ('P', 'C')
        or num_nulls(n.effective_date, n.end_date, n.entered_at)
        > num_nulls(n.effective_raw, n.end_raw, n.entered_time)
),
rejected as (
    insert into mart.reject (agency_id, table_name, row_key, child_id, reason)
    select n.agency_id, 'goal', n.row_key, n.episode_child_id, n.reason
    from flawed as n
    where n.reason is not null
),
left_out as (
    insert into mart.left_out (agency_id, table_name, row_key, child_id, reason)
    select n.agency_id, 'goal', n.row_key, null, n.left_why
    from flawed as n
    where n.left_why is not null
),
defects as (
    insert into mart.defect (
        agency_id, table_name, column_name, row_key, child_id, problem, raw)
    select
        n.agency_id, 'goal', d.column_name, n.goal_id::text, n.episode_child_id,
        d.problem, d.raw
    from flawed as n
    cross join lateral (
        values
            ('effective_date', 'bad_date', n.effective_raw,
                n.effective_date is null and not mart.no_date(n.effective_raw)),
            ('end_date', 'bad_date', n.end_raw,
                n.end_date is null and not mart.no_date(n.end_raw)),
            ('entered_time', 'bad_time', n.entered_time,
                n.entered_at is null and not mart.no_date(n.entered_time)),
            ('kind', 'unknown_code', n.kind, n.kind not in ('P', 'C')),
            ('code', 'unknown_code', n.code, n.code_unknown)
    ) as d (column_name, problem, raw, wrong)
    where d.wrong and n.left_why is null and n.reason is null
)
insert into mart.goal (
    agency_id, child_id, goal_id, episode_id, kind, code, label, grp, effective_date, end_date,
    entered_at)
select
    n.agency_id, n.episode_child_id, n.goal_id, n.episode_id, n.kind, n.code, n.label, n.grp,
    n.effective_date, n.end_date, n.entered_at
from named as n
where n.fine
    and (
        exists (select from surplus as c where c.agency_id = n.agency_id and c.line = n.line)
    ) is not true;
