-- sql/model/56_tpr_exception.sql
-- needs: episode
-- Purpose: documented reasons for not filing a petition (RSMo 211.447).
-- Grain: one row per reason, numbered within the episode by what it says.
-- Inputs: stage.tpr_exception, mart.episode, mart.left_out.
-- Key: (agency_id, child_id, episode_id, n).
-- C6: a reason without its episode, or whose dcn is not the episode's, is a reject.

delete from mart.tpr_exception where agency_id = $1::int;

with parameter as (
    select $1::int as agency_id
),
staged as (
    select
        s.agency_id,
        mart.whole(s.episode_id) as episode_id,
        mart.words(s.episode_id) as row_key,
        mart.id_text(s.child_id) as child_id,
        upper(mart.words(s.reason)) as reason,
        mart.key_date(s.documented_date) as documented_date,
        s.documented_date as documented_raw
    from stage.tpr_exception as s
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
        case when e.episode_id is null and g.episode_id is not null then 'episode left out' end
            as left_why,
        case
            when e.episode_id is null and g.episode_id is not null then null
            when s.episode_id is null then 'key is not a number'
            when e.episode_id is null then 'episode missing or rejected'
            when s.child_id <> e.child_id then 'child is not the episode''s'
        end as reject_why
    from parameter as p
    inner join staged as s on s.agency_id = p.agency_id
    left join mart.episode as e
        on e.agency_id = p.agency_id and e.episode_id = s.episode_id
    left join gone_episode as g
        on g.agency_id = p.agency_id and g.episode_id = s.episode_id
),
rejected as (
    insert into mart.reject (agency_id, table_name, row_key, child_id, reason)
    select j.agency_id, 'tpr_exception', j.row_key, j.child_id, j.reject_why
    from judged as j
    where j.reject_why is not null
),
left_out as (
    insert into mart.left_out (agency_id, table_name, row_key, child_id, reason)
    select j.agency_id, 'tpr_exception', j.row_key, j.child_id, j.left_why
    from judged as j
    where j.left_why is not null
),
defects as (
    insert into mart.defect (
        agency_id, table_name, column_name, row_key, child_id, problem, raw)
    select
        j.agency_id, 'tpr_exception', d.column_name, j.row_key, j.episode_child_id, d.problem,
        d.raw
    from judged as j
    cross join lateral (
        values
            ('documented_date', 'bad_date', j.documented_raw,
                j.documented_date is null and not mart.no_date(j.documented_raw)),
            ('reason', 'unknown_code', j.reason,
                j.reason not in ('RELATIVE', 'COMPELLING', 'SERVICES'))
    ) as d (column_name, problem, raw, wrong)
    where j.left_why is null and j.reject_why is null and d.wrong
)
insert into mart.tpr_exception (agency_id, child_id, episode_id, n, reason, documented_date)
select
    j.agency_id, j.episode_child_id, j.episode_id,
    row_number() over (
        partition by j.agency_id, j.episode_child_id, j.episode_id
        order by j.documented_date nulls first, j.reason collate "C" nulls first),
    j.reason, j.documented_date
from judged as j
where j.left_why is null and j.reject_why is null;
