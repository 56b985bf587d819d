-- sql/source/famlink/placement.sql
-- Purpose: placements with the codes of setting, event type, service and end reason.
-- Grain: one row per placement event of an episode, temporary ones too.
-- Inputs: placement_fact, placement_type_dim, service_type_dim, placement_result_dim (by version
-- key; keys 0 and below are the warehouse's members for none and for a failed lookup, so no
-- code). The caregiver is the durable id: the version on the fact may be old.
-- Key: placement_id (id_placement_fact).
-- core: yes

select
    p.id_placement_fact::text as placement_id,
    p.id_removal_episode_fact::text as episode_id,
    p.id_prsn_child::text as child_id,
    p.id_calendar_dim_begin::text as begin_date,
    p.id_calendar_dim_end::text as end_date,
    t.cd_plcm_setng::text as code,
    t.tx_plcm_setng::text as code_text,
    t.cd_epsd_type::text as event_type,
    s.cd_srvc::text as service_code,
    s.tx_srvc::text as service_text,
    r.cd_end_rsn::text as end_reason,
    r.tx_end_rsn::text as end_reason_text,
    p.id_prvd_org_caregiver::text as provider_id,
    p.tx_rel::text as relationship,
    null::text as county,
    null::text as licensed,
    null::text as preadopt_date,
    null::text as entered_time
from placement_fact as p
left join placement_type_dim as t
    on t.id_placement_type_dim = p.id_placement_type_dim and t.id_placement_type_dim > 0
left join service_type_dim as s
    on s.id_service_type_dim = p.id_service_type_dim and s.id_service_type_dim > 0
left join placement_result_dim as r
    on r.id_placement_result_dim = p.id_placement_result_dim and r.id_placement_result_dim > 0
