-- sql/source/famlink/case_assignment.sql
-- Purpose: who was responsible for a case, and when.
-- Grain: one row per primary assignment.
-- Inputs: primary_assignment_fact.
-- Key: assignment_id (id_primary_assignment_fact).
-- core: yes

select
    id_primary_assignment_fact::text as assignment_id,
    id_case::text as case_id,
    id_worker_dim::text as worker_key,
    null::text as worker_id,
    id_location_dim::text as location_id,
    coalesce(
        rtrim(rtrim(to_char(dt_begin, 'YYYY-MM-DD HH24:MI:SS.US'), '0'), '.'),
        dt_begin::text) as begin_time,
    coalesce(
        rtrim(rtrim(to_char(dt_end, 'YYYY-MM-DD HH24:MI:SS.US'), '0'), '.'),
        dt_end::text) as end_time,
    fl_expunged::text as expunged
from primary_assignment_fact
