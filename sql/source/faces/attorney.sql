-- sql/source/faces/attorney.sql
-- Purpose: permanency attorneys and who manages them.
-- Grain: one row per attorney.
-- Inputs: attorney.
-- Key: attorney_id.
-- core: yes

select
    attorney_id::text as attorney_id,
    last_name::text as last_name,
    first_name::text as first_name,
    managing_attorney_id::text as managing_attorney_id,
    circuit::text as circuit,
    email::text as email
from attorney
