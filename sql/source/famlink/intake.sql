-- sql/source/famlink/intake.sql
-- Purpose: intakes with screening decision, supervisor's reason and expected response time.
-- Grain: one row per intake; expunged ones too.
-- Inputs: intake_fact, intake_type_dim, intake_attribute_dim, response_time_exp_dim (by version
-- key; keys 0 and below are the warehouse's members for none and for a failed lookup, so no
-- code).
-- Key: intake_id (id_intake_fact).
-- core: yes

select
    i.id_intake_fact::text as intake_id,
    i.id_access_report::text as access_report_id,
    i.id_case::text as case_id,
    coalesce(
        rtrim(rtrim(to_char(i.dt_access_rcvd, 'YYYY-MM-DD HH24:MI:SS.US'), '0'), '.'),
        i.dt_access_rcvd::text) as received_time,
    t.cd_access_type::text as access_type,
    t.cd_final_decision::text as decision,
    a.tx_spvr_rsn::text as attribute,
    r.cd_response_time_cat::text as response_code,
    r.tx_response_time_cat::text as response_text,
    i.fl_expunged::text as expunged
from intake_fact as i
left join intake_type_dim as t
    on t.id_intake_type_dim = i.id_intake_type_dim and t.id_intake_type_dim > 0
left join intake_attribute_dim as a
    on a.id_intake_attribute_dim = i.id_intake_attribute_dim and a.id_intake_attribute_dim > 0
left join response_time_exp_dim as r
    on r.id_response_time_exp_dim = i.id_response_time_exp_dim and r.id_response_time_exp_dim > 0
