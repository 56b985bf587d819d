-- sql/model/58_hearing.sql
-- needs: episode
-- Purpose: court hearings of an episode, scheduled and held.
-- Grain: one row per hearing.
-- Inputs: stage.hearing, mart.episode, mart.left_out, mart.code_map (hearing_type).
-- Key: (agency_id, child_id, hearing_id); hearing_id alone is unique within the agency.
-- A hearing type is looked up on the day it is scheduled for, else held on.
delete from mart.hearing where agency_id = $1::int;

with parameter as (
    select $1::int as agency_id
),
staged as (
    select
        s.agency_id,
        s.ctid as line,
        mart.whole(s.hearing_id) as hearing_id,
        mart.words(s.hearing_id) as row_key,
        mart.whole(s.episode_id) as episode_id,
        mart.words(s.type_code) as type_code,
        mart.key_date(s.scheduled_date) as scheduled_date,
        mart.key_date(s.held_date) as held_date,
        s.scheduled_date as scheduled_raw,
        s.held_date as held_raw
    from stage.hearing as s
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
        s.agency_id, s.line, s.hearing_id, s.row_key, s.episode_id, s.type_code,
        s.scheduled_date, s.held_date,
        case when s.scheduled_date is null and not mart.no_date(s.scheduled_raw)
            then s.scheduled_raw end as scheduled_bad,
        case when s.held_date is null and not mart.no_date(s.held_raw)
            then s.held_raw end as held_bad,
        e.child_id as episode_child_id,
        case when s.type_code is not null
            then coalesce(m.label, 'Unknown (' || s.type_code || ')') end as label,
        m.grp,
        s.type_code is not null and m.code is null as code_unknown,
        case
            when e.episode_id is null and g.episode_id is not null then 'episode left out'
        end as left_why,
        case
            when e.episode_id is null and g.episode_id is not null then null
            when s.hearing_id is null then 'key is not a number'
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
        and m.list = 'hearing_type'
        and m.code = s.type_code
        and coalesce(s.scheduled_date, s.held_date, date '2999-12-31') >= m.valid_from
        and coalesce(s.scheduled_date, s.held_date, date '2999-12-31') < m.valid_to
),
named as (
    select j.*, j.left_why is null and j.reject_why is null as fine
    from judged as j
),
doubled as (
    select n.agency_id, n.hearing_id
    from named as n
    where n.fine
    group by n.agency_id, n.hearing_id
    having count(*) > 1
),
copies as (
    select
        n.agency_id, n.line,
        row_number() over (
            partition by n.agency_id, n.hearing_id
            order by
                n.scheduled_date desc nulls last, n.held_date desc nulls last, n.episode_id desc,
                n.type_code collate "C" desc nulls last
        ) as copy
    from named as n
    inner join doubled as d on d.agency_id = n.agency_id and d.hearing_id = n.hearing_id
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
        or num_nonnulls(n.scheduled_bad, n.held_bad) > 0
),
rejected as (
    insert into mart.reject (agency_id, table_name, row_key, child_id, reason)
    select n.agency_id, 'hearing', n.row_key, n.episode_child_id, n.reason
    from flawed as n
    where n.reason is not null
),
left_out as (
    insert into mart.left_out (agency_id, table_name, row_key, child_id, reason)
    select n.agency_id, 'hearing', n.row_key, null, n.left_why
    from flawed as n
    where n.left_why is not null
),
defects as (
    insert into mart.defect (
        agency_id, table_name, column_name, row_key, child_id, problem, raw)
    select
        n.agency_id, 'hearing', d.column_name, n.hearing_id::text, n.episode_child_id,
        d.problem, d.raw
    from flawed as n
    cross join lateral (
        values
            ('scheduled_date', 'bad_date', n.scheduled_bad, n.scheduled_bad is not null),
            ('held_date', 'bad_date', n.held_bad, n.held_bad is not null),
            ('type_code', 'unknown_code', n.type_code, n.code_unknown)
    ) as d (column_name, problem, raw, wrong)
    where d.wrong and n.left_why is null and n.reason is null
)
insert into mart.hearing (
    agency_id, child_id, hearing_id, episode_id, type_code, label, grp, scheduled_date, held_date)
select
    n.agency_id, n.episode_child_id, n.hearing_id, n.episode_id, n.type_code, n.label, n.grp,
    n.scheduled_date, n.held_date
from named as n
where n.fine
    and (
        exists (select from surplus as c where c.agency_id = n.agency_id and c.line = n.line)
    ) is not true;
