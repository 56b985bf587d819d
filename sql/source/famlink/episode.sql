-- sql/source/famlink/episode.sql
-- Purpose: removal episodes with the code of their discharge and of who holds placement and care.
-- Grain: one row per removal episode; also those in error, which are counted later.
-- Inputs: removal_episode_fact, discharge_reason_dim, placement_care_auth_dim (by version key;
-- keys 0 and below are the warehouse's members for none and for a failed lookup, so no code).
-- Key: episode_id (id_removal_episode_fact).
-- core: yes

select
    e.id_removal_episode_fact::text as episode_id,
    e.id_prsn_child::text as child_id,
    e.id_case::text as case_id,
    e.id_calendar_dim_begin::text as begin_date,
    e.id_calendar_dim_end::text as end_date,
    e.id_calendar_dim_afcars_end::text as federal_end_date,
    d.cd_dsch_rsn::text as exit_code,
    d.tx_dsch_rsn::text as exit_detail,
    a.cd_placement_care_auth::text as care_authority,
    e.fl_extended_foster_care::text as extended,
    e.id_location_dim_worker::text as location_id,
    e.id_worker_dim_current::text as worker_key,
    e.fl_in_error::text as in_error,
    null::text as removal_number,
    null::text as county,
    null::text as first_finding_date,
    null::text as managed_by,
    null::text as managed_agency,
    null::text as entered_time,
    null::text as exit_entered_time
from removal_episode_fact as e
left join discharge_reason_dim as d
    on d.id_discharge_reason_dim = e.id_discharge_reason_dim
    and d.id_discharge_reason_dim > 0
left join placement_care_auth_dim as a
    on a.id_placement_care_auth_dim = e.id_placement_care_auth_dim
    and a.id_placement_care_auth_dim > 0
