-- sql/model/10_child.sql
-- Purpose: the person behind an id, by the current version of the record.
-- Grain: one row per person the source has a record of. Children whom an episode or an intake
-- names without a record have no row here and keep theirs there.
-- Inputs: stage.person.
-- Key: (agency_id, child_id).
-- C5: a child any version of whose record is expunged is left out of every table; a deleted
-- current record hides name and age. Versions of one person: the current one, then the higher.

delete from mart.child where agency_id = $1::int;

with parameter as (
    select $1::int as agency_id
),
staged as (
    select
        s.agency_id,
        s.ctid as line,
        mart.id_text(s.child_id) as child_id,
        mart.words(s.child_id) is null as no_id,
        mart.words(s.version_id) as version_text,
        mart.whole(s.version_id) as version_id,
        mart.is_yes(s.is_current) as is_current,
        mart.person_name(s.last_name, s.first_name) as child_name,
        mart.key_date(s.birth_date) as birth_date,
        mart.key_date(s.death_date) as death_date,
        case when mart.bad_date(s.birth_date) then s.birth_date end as birth_raw,
        case when mart.bad_date(s.death_date) then s.death_date end as death_raw,
        upper(mart.words(s.sex)) as sex,
        mart.words(s.race) as race,
        upper(mart.words(s.hispanic)) as hispanic,
        mart.is_yes(s.deleted) as deleted,
        mart.is_yes(s.expunged) as expunged
    from parameter as p
    inner join stage.person as s on s.agency_id = p.agency_id
),
-- a version that stands there twice; a source without versions has one per person
doubled as (
    select s.agency_id, s.child_id, s.version_id
    from staged as s
    where s.child_id is not null
    group by s.agency_id, s.child_id, s.version_id
    having count(*) > 1
),
-- the current version first; between copies of one, the row that says more
ranked as (
    select
        s.*,
        row_number() over (
            partition by s.agency_id, s.child_id
            order by
                s.is_current desc, s.version_id desc nulls last, s.birth_date desc nulls last,
                s.child_name collate "C" desc nulls last, s.deleted desc,
                s.death_date desc nulls last, s.sex, s.race, s.hispanic, s.birth_raw
        ) as place,
        bool_or(s.expunged) over (partition by s.agency_id, s.child_id) as gone
    from staged as s
    where s.child_id is not null and (s.version_id is not null or s.version_text is null)
),
copies as (
    select
        r.agency_id, r.child_id, r.version_text,
        row_number() over (
            partition by r.agency_id, r.child_id, r.version_id order by r.place
        ) as copy
    from ranked as r
    inner join doubled as d
        on d.agency_id = r.agency_id
        and d.child_id = r.child_id
        and d.version_id is not distinct from r.version_id
),
rejected as (
    insert into mart.reject (agency_id, table_name, row_key, child_id, reason)
    select
        s.agency_id, 'person', s.version_text, s.child_id,
        case when s.no_id then 'no id' else 'key is not a number' end
    from staged as s
    where s.no_id or (s.version_id is null and s.version_text is not null)
    union all
    select c.agency_id, 'person', coalesce(c.version_text, c.child_id), c.child_id, 'duplicate key'
    from copies as c
    where c.copy > 1
),
left_out as (
    insert into mart.left_out (agency_id, table_name, row_key, child_id, reason)
    select r.agency_id, 'person', r.child_id, r.child_id, 'expunged'
    from ranked as r
    where r.place = 1 and r.gone
),
defects as (
    insert into mart.defect (
        agency_id, table_name, column_name, row_key, child_id, problem, raw)
    select r.agency_id, 'person', d.column_name, r.child_id, r.child_id, 'bad_date', d.raw
    from ranked as r
    cross join lateral (
        values ('birth_date', r.birth_raw), ('death_date', r.death_raw)
    ) as d (column_name, raw)
    where r.place = 1 and not r.gone and d.raw is not null
)
insert into mart.child (
    agency_id, child_id, child_name, birth_date, death_date, sex, race, hispanic, hidden)
select
    r.agency_id, r.child_id, r.child_name, r.birth_date, r.death_date,
    r.sex, r.race, r.hispanic, r.deleted
from ranked as r
where r.place = 1 and not r.gone;
