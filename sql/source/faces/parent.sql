-- sql/source/faces/parent.sql
-- Purpose: the parents of a child, each in a role; any number of putative fathers.
-- Grain: one row per child and parent.
-- Inputs: parent.
-- Key: parent_id.
-- core: yes

select
    parent_id::text as parent_id,
    dcn::text as child_id,
    parent_role::text as role,
    applicable::text as applicable,
    coalesce(to_char(deceased_date, 'YYYYMMDD'), deceased_date::text) as deceased_date
from parent
