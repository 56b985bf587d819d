-- sql/source/faces/attorney_assignment.sql
-- Purpose: which attorney has which episode, and when.
-- Grain: one row per assignment.
-- Inputs: attorney_assignment. $1 is the agency's time zone: the model keeps wall clock.
-- Key: assignment_id. episode_id is the link; a dcn that disagrees is a reject.
-- core: yes

select
    assignment_id::text as assignment_id,
    episode_id::text as episode_id,
    dcn::text as child_id,
    attorney_id::text as attorney_id,
    coalesce(to_char(start_date, 'YYYYMMDD'), start_date::text) as begin_date,
    coalesce(to_char(end_date, 'YYYYMMDD'), end_date::text) as end_date,
    basis::text as basis,
    coalesce(
        rtrim(rtrim(
            to_char(entered_at at time zone $1::text, 'YYYY-MM-DD HH24:MI:SS.US'), '0'), '.'),
        entered_at::text) as entered_time
from attorney_assignment
