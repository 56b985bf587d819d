-- sql/source/faces/case_assignment.sql
-- Purpose: who managed a case, and when. The source has no locations.
-- Grain: one row per assignment.
-- Inputs: case_assignment.
-- Key: assignment_id.
-- core: yes

select
    assignment_id::text as assignment_id,
    case_id::text as case_id,
    worker_id::text as worker_key,
    worker_id::text as worker_id,
    null::text as location_id,
    coalesce(to_char(start_date, 'YYYY-MM-DD HH24:MI:SS'), start_date::text) as begin_time,
    coalesce(to_char(end_date, 'YYYY-MM-DD HH24:MI:SS'), end_date::text) as end_time,
    null::text as expunged
from case_assignment
