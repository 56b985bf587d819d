-- sql/source/faces/worker.sql
-- Purpose: case managers. The source has no versions: key and person are one.
-- Grain: one row per worker.
-- Inputs: worker.
-- Key: worker_id.
-- core: yes

select
    worker_id::text as worker_key,
    worker_id::text as worker_id,
    supervisor_id::text as supervisor_key,
    supervisor_id::text as supervisor_id,
    null::text as location_id,
    null::text as is_current,
    last_name::text as last_name,
    first_name::text as first_name,
    email::text as email
from worker
