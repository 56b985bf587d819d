-- sql/model/22_placement.sql
-- needs: child, episode
-- Purpose: where a child lived, with the code map's words for it.
-- Grain: one row per placement event with a begin.
-- Inputs: stage.placement, mart.episode, mart.left_out, mart.code_map (placement_setting or
-- placement, service).
-- Key: (agency_id, child_id, placement_id); placement_id alone is unique within the agency.
-- C6: a placement without its episode, or of another child than its episode's, is a reject.
-- A placement without a begin can be in force on no day: its defect `no_begin` is all there is.

delete from mart.placement where agency_id = $1::int;

with parameter as (
    select $1::int as agency_id
),
staged as (
    select
        s.agency_id,
        s.ctid as line,
        mart.whole(s.placement_id) as placement_id,
        mart.words(s.placement_id) as row_key,
        mart.whole(s.episode_id) as episode_id,
        mart.id_text(s.child_id) as child_id,
        mart.key_date(s.begin_date) as begin_date,
        mart.key_date(s.end_date) as end_date,
        mart.key_date(s.preadopt_date) as preadopt_date,
        s.begin_date as begin_raw,
        s.end_date as end_raw,
        s.preadopt_date as preadopt_raw,
        mart.words(s.code) as code,
        mart.words(s.event_type) as event_type,
        mart.words(s.service_code) as service_code,
        mart.words(s.end_reason) as end_reason,
        mart.id_text(s.provider_id) as provider_id,
        mart.words(s.relationship) as relationship,
        mart.words(s.county) as county,
        upper(mart.words(s.licensed)) as licensed,
        mart.wall_time(s.entered_time) as entered_at,
        s.entered_time
    from stage.placement as s
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
        case
            when x.child_id is not null then 'person expunged'
            when e.episode_id is null and g.episode_id is not null then 'episode left out'
        end as left_why,
        case
            when x.child_id is not null then null
            when e.episode_id is null and g.episode_id is not null then null
            when s.placement_id is null then 'key is not a number'
            when e.episode_id is null then 'episode missing or rejected'
            when s.child_id <> e.child_id then 'child is not the episode''s'
        end as reject_why,
        case when s.code is not null
            then coalesce(m.label, 'Unknown (' || s.code || ')') end as label,
        m.grp,
        s.code is not null and m.code is null and s.begin_date is not null as code_unknown,
        v.grp as service_grp,
        s.service_code is not null and v.code is null and s.begin_date is not null
            as service_unknown
    from parameter as p
    inner join staged as s on s.agency_id = p.agency_id
    left join mart.left_out as x
        on x.agency_id = p.agency_id and x.table_name = 'person' and x.child_id = s.child_id
    left join mart.episode as e
        on e.agency_id = p.agency_id and e.episode_id = s.episode_id
    left join gone_episode as g
        on g.agency_id = p.agency_id and g.episode_id = s.episode_id
    left join mart.code_map as m
        on m.agency_id = p.agency_id
        and m.list in ('placement_setting', 'placement')
        and m.code = s.code
        and s.begin_date >= m.valid_from
        and s.begin_date < m.valid_to
    left join mart.code_map as v
        on v.agency_id = p.agency_id
        and v.list = 'service'
        and v.code = s.service_code
        and s.begin_date >= v.valid_from
        and s.begin_date < v.valid_to
),
named as (
    select j.*, j.left_why is null and j.reject_why is null as fine
    from judged as j
),
doubled as (
    select n.agency_id, n.placement_id
    from named as n
    where n.fine
    group by n.agency_id, n.placement_id
    having count(*) > 1
),
copies as (
    select
        n.agency_id, n.line,
        row_number() over (
            partition by n.agency_id, n.placement_id
            order by
                n.begin_date desc nulls last, n.entered_at desc nulls last, n.episode_id desc,
                n.end_date desc nulls last,
                mart.id_order(n.provider_id) collate "C" desc nulls last,
                n.code collate "C" desc nulls last, n.service_code collate "C" desc nulls last,
                n.event_type collate "C" desc nulls last,
                n.relationship collate "C" desc nulls last,
                n.preadopt_date desc nulls last, n.county, n.licensed, n.end_reason
        ) as copy
    from named as n
    inner join doubled as d on d.agency_id = n.agency_id and d.placement_id = n.placement_id
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
        or n.begin_date is null or n.code_unknown or n.service_unknown
        or num_nulls(n.end_date, n.preadopt_date, n.entered_at)
            > num_nulls(n.end_raw, n.preadopt_raw, n.entered_time)
),
rejected as (
    insert into mart.reject (agency_id, table_name, row_key, child_id, reason)
    select
        n.agency_id, 'placement', n.row_key, coalesce(n.child_id, n.episode_child_id), n.reason
    from flawed as n
    where n.reason is not null
),
left_out as (
    insert into mart.left_out (agency_id, table_name, row_key, child_id, reason)
    select n.agency_id, 'placement', n.row_key, n.child_id, n.left_why
    from flawed as n
    where n.left_why is not null
),
defects as (
    insert into mart.defect (
        agency_id, table_name, column_name, row_key, child_id, problem, raw)
    select
        n.agency_id, 'placement', d.column_name, n.placement_id::text, n.episode_child_id,
        d.problem, d.raw
    from flawed as n
    cross join lateral (
        values
            ('begin_date', 'bad_date', n.begin_raw,
                n.begin_date is null and not mart.no_date(n.begin_raw)),
            ('begin_date', 'no_begin', null, n.begin_date is null),
            ('end_date', 'bad_date', n.end_raw,
                n.end_date is null and not mart.no_date(n.end_raw)),
            ('preadopt_date', 'bad_date', n.preadopt_raw,
                n.preadopt_date is null and not mart.no_date(n.preadopt_raw)),
            ('entered_time', 'bad_time', n.entered_time,
                n.entered_at is null and not mart.no_date(n.entered_time)),
            ('code', 'unknown_code', n.code, n.code_unknown),
            ('service_code', 'unknown_code', n.service_code, n.service_unknown)
    ) as d (column_name, problem, raw, wrong)
    where d.wrong and n.left_why is null and n.reason is null
)
insert into mart.placement (
    agency_id, child_id, placement_id, episode_id, begin_date, end_date, code, label, grp,
    event_type, service_code, service_grp, end_reason, provider_id, relationship, county,
    licensed, preadopt_date, entered_at)
select
    n.agency_id, n.episode_child_id, n.placement_id, n.episode_id, n.begin_date, n.end_date,
    n.code, n.label, n.grp, n.event_type, n.service_code, n.service_grp, n.end_reason,
    n.provider_id, n.relationship, n.county, n.licensed, n.preadopt_date, n.entered_at
from named as n
where n.fine
    and (
        exists (select from surplus as c where c.agency_id = n.agency_id and c.line = n.line)
    ) is not true
    and n.begin_date is not null;
