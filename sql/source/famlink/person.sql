-- sql/source/famlink/person.sql
-- Purpose: person records, every version of them: whether any version was expunged counts.
-- Grain: one row per version of a person.
-- Inputs: people_dim. The public copy has no names: a missing column falls through to `absent`,
-- whose columns are null and stand one level further out.
-- Key: version_id (id_people_dim); the person is child_id (id_prsn).
-- core: yes

select
    person.id_prsn::text as child_id,
    person.id_people_dim::text as version_id,
    person.is_current::text as is_current,
    person.tx_last_name::text as last_name,
    person.tx_first_name::text as first_name,
    coalesce(to_char(person.dt_birth, 'YYYYMMDD'), person.dt_birth::text) as birth_date,
    null::text as death_date,
    person.cd_gndr::text as sex,
    null::text as race,
    null::text as hispanic,
    person.fl_deleted::text as deleted,
    person.fl_expunged::text as expunged
from (select null::text as tx_last_name, null::text as tx_first_name) as absent
cross join lateral (
    select
        p.id_people_dim, p.id_prsn, p.is_current, p.dt_birth, p.cd_gndr,
        p.fl_deleted, p.fl_expunged,
        tx_last_name, tx_first_name
    from people_dim as p
) as person
