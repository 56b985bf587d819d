-- sql/model/10_child.sql
-- needs: none
-- Purpose: the person behind an id, by the current version of the record.
-- Grain: one row per person the source has a record of. Children whom an episode or an intake
-- names without a record have no row here and keep theirs there.
-- Inputs: stage.person.
-- Key: (agency_id, child_id).
-- C5: a child any version of whose record is expunged is left out of every table; a deleted
-- current record hides name and age. Versions of one person: the current one, then the higher.

delete from mart.child where agency_id = $1::int;

insert into mart.left_out (agency_id, table_name, row_key, child_id, reason)
select distinct
    s.agency_id, 'person', mart.id_text(s.child_id), mart.id_text(s.child_id), 'expunged'
from stage.person as s
where s.agency_id = $1::int and mart.is_yes(s.expunged) and mart.id_text(s.child_id) is not null;

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
        s.birth_date as birth_raw,
        s.death_date as death_raw,
        mart.words(s.sex) as sex,
        mart.words(s.race) as race,
        mart.words(s.hispanic) as hispanic,
        mart.is_yes(s.deleted) as deleted
    from stage.person as s
    where s.agency_id = $1::int
    offset 0
),
-- the fate of each row; all versions of an expunged person go with the person
judged as (
    select
        s.agency_id, s.line, s.child_id, s.version_id, s.is_current, s.child_name, s.birth_date,
        s.death_date, s.sex, s.race, s.hispanic, s.deleted,
        case when s.birth_date is null and not mart.no_date(s.birth_raw)
            then s.birth_raw end as birth_bad,
        case when s.death_date is null and not mart.no_date(s.death_raw)
            then s.death_raw end as death_bad,
        coalesce(s.version_text, s.child_id) as row_key,
        x.child_id is not null as gone,
        case
            when x.child_id is not null then null
            when s.no_id then 'no id'
            when s.version_text is not null and s.version_id is null then 'key is not a number'
        end as reject_why
    from parameter as p
    inner join staged as s on s.agency_id = p.agency_id
    left join mart.left_out as x
        on x.agency_id = p.agency_id and x.table_name = 'person' and x.child_id = s.child_id
),
named as (
    select
        j.*,
        not j.gone and j.reject_why is null and j.child_id is not null as fine,
        case when j.version_id is null then j.child_id end as only_key
    from judged as j
),
doubled as (
    select n.agency_id, n.version_id, n.only_key
    from named as n
    where n.fine
    group by n.agency_id, n.version_id, n.only_key
    having count(*) > 1
),
copies as (
    select
        n.agency_id, n.line,
        row_number() over (
            partition by n.agency_id, n.version_id, n.only_key
            order by
                n.is_current desc, mart.id_order(n.child_id) collate "C" desc,
                n.birth_date desc nulls last, n.child_name collate "C" desc nulls last,
                n.deleted desc, n.death_date desc nulls last, n.sex, n.race, n.hispanic
        ) as copy
    from named as n
    inner join doubled as d
        on d.agency_id = n.agency_id
        and d.version_id is not distinct from n.version_id
        and d.only_key is not distinct from n.only_key
    where n.fine
),
surplus as (
    select c.agency_id, c.line
    from copies as c
    where c.copy > 1
),
rejected as (
    insert into mart.reject (agency_id, table_name, row_key, child_id, reason)
    select n.agency_id, 'person', n.row_key, n.child_id, n.reject_why
    from named as n
    where n.reject_why is not null
    union all
    select n.agency_id, 'person', n.row_key, n.child_id, 'duplicate key'
    from named as n
    inner join surplus as c on c.agency_id = n.agency_id and c.line = n.line
),
-- the current version, else the highest
shown as (
    select distinct on (n.agency_id, n.child_id collate "C")
        n.agency_id, n.child_id, n.child_name, n.birth_date, n.death_date, n.sex, n.race,
        n.hispanic, n.deleted
    from named as n
    where n.fine
        and (
            exists (select from surplus as c where c.agency_id = n.agency_id and c.line = n.line)
        ) is not true
    order by
        n.agency_id, n.child_id collate "C", n.is_current desc, n.version_id desc nulls last
),
-- of the persons with a date that is none anywhere in their records, the record that is shown
flawed as (
    select distinct on (n.agency_id, n.child_id collate "C")
        n.agency_id, n.child_id, n.birth_bad, n.death_bad
    from named as n
    where n.fine
        and exists (
            select from named as f
            where f.agency_id = n.agency_id and f.child_id = n.child_id
                and num_nonnulls(f.birth_bad, f.death_bad) > 0)
        and (
            exists (select from surplus as c where c.agency_id = n.agency_id and c.line = n.line)
        ) is not true
    order by
        n.agency_id, n.child_id collate "C", n.is_current desc, n.version_id desc nulls last
),
defects as (
    insert into mart.defect (
        agency_id, table_name, column_name, row_key, child_id, problem, raw)
    select f.agency_id, 'person', d.column_name, f.child_id, f.child_id, 'bad_date', d.raw
    from flawed as f
    cross join lateral (
        values ('birth_date', f.birth_bad), ('death_date', f.death_bad)
    ) as d (column_name, raw)
    where d.raw is not null
)
insert into mart.child (
    agency_id, child_id, child_name, birth_date, death_date, sex, race, hispanic, hidden)
select
    s.agency_id, s.child_id, s.child_name, s.birth_date, s.death_date, s.sex, s.race,
    s.hispanic, s.deleted
from shown as s;
