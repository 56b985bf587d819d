-- sql/source/famlink/worker.sql
-- Purpose: workers, every version: facts point at versions, names come from the current one.
-- Grain: one row per version of a worker.
-- Inputs: worker_dim. The public copy has no names; where they are, a name is one text.
-- Key: worker_key (id_worker_dim); the person is worker_id (id_prsn).
-- core: yes

select
    worker.id_worker_dim::text as worker_key,
    worker.id_prsn::text as worker_id,
    worker.id_worker_dim_supervisor::text as supervisor_key,
    null::text as supervisor_id,
    worker.id_location_dim_worker::text as location_id,
    worker.is_current::text as is_current,
    worker.tx_worker_name::text as last_name,
    null::text as first_name,
    null::text as email
from (select null::text as tx_worker_name) as absent
cross join lateral (
    select
        w.id_worker_dim, w.id_prsn, w.id_worker_dim_supervisor, w.id_location_dim_worker,
        w.is_current,
        tx_worker_name
    from worker_dim as w
) as worker
