-- sql/source/faces/person.sql
-- Purpose: the children. The source has one row per client and no marks for deleted or expunged.
-- Grain: one row per client.
-- Inputs: client.
-- Key: child_id (dcn, kept as it is written: it may begin with zeros).
-- core: yes

select
    dcn::text as child_id,
    null::text as version_id,
    null::text as is_current,
    last_name::text as last_name,
    first_name::text as first_name,
    coalesce(to_char(birth_date, 'YYYYMMDD'), birth_date::text) as birth_date,
    coalesce(to_char(death_date, 'YYYYMMDD'), death_date::text) as death_date,
    sex::text as sex,
    race::text as race,
    hispanic::text as hispanic,
    null::text as deleted,
    null::text as expunged
from client
