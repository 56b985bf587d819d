-- sql/source/famlink/intake_victim.sql
-- Purpose: the children of an intake with everything the initial face-to-face is judged by.
-- Grain: one row per victim or identified child and intake; expunged ones too.
-- Inputs: intake_victim_fact, response_time_exp_dim (by version key; keys 0 and below are
-- none).
-- Key: victim_id (id_intake_victim_fact).
-- core: yes

select
    v.id_intake_victim_fact::text as victim_id,
    v.id_intake_fact::text as intake_id,
    v.id_access_report::text as access_report_id,
    v.id_case::text as case_id,
    v.id_prsn_vctm::text as child_id,
    v.fl_iff_required::text as required,
    r.cd_response_time_cat::text as response_code,
    r.tx_response_time_cat::text as response_text,
    coalesce(
        rtrim(rtrim(to_char(v.dt_victim_added, 'YYYY-MM-DD HH24:MI:SS.US'), '0'), '.'),
        v.dt_victim_added::text) as added_time,
    coalesce(
        rtrim(rtrim(to_char(v.dt_due_original, 'YYYY-MM-DD HH24:MI:SS.US'), '0'), '.'),
        v.dt_due_original::text) as due_original_time,
    coalesce(
        rtrim(rtrim(to_char(v.dt_due, 'YYYY-MM-DD HH24:MI:SS.US'), '0'), '.'),
        v.dt_due::text) as due_time,
    v.fl_extension::text as extended,
    coalesce(
        rtrim(rtrim(to_char(v.dt_extension, 'YYYY-MM-DD HH24:MI:SS.US'), '0'), '.'),
        v.dt_extension::text) as extension_time,
    v.fl_exception::text as exception,
    coalesce(
        rtrim(rtrim(to_char(v.dt_iff_attempted, 'YYYY-MM-DD HH24:MI:SS.US'), '0'), '.'),
        v.dt_iff_attempted::text) as attempted_time,
    coalesce(
        rtrim(rtrim(to_char(v.dt_iff_completed, 'YYYY-MM-DD HH24:MI:SS.US'), '0'), '.'),
        v.dt_iff_completed::text) as completed_time,
    v.fl_expunged::text as expunged
from intake_victim_fact as v
left join response_time_exp_dim as r
    on r.id_response_time_exp_dim = v.id_response_time_exp_dim and r.id_response_time_exp_dim > 0
