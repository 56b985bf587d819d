-- sql/source/famlink/iff_extension.sql
-- Purpose: the agency's own log of extensions of the initial face-to-face: reason and approval.
-- Grain: one row per entry of the log; several may concern one victim row.
-- Inputs: ext_iff_extension, a side file beside the warehouse.
-- Key: none; victim_id (id_intake_victim_fact) says what an entry is about.
-- optional: ext_iff_extension

select
    id_intake_victim_fact::text as victim_id,
    tx_reason::text as reason,
    coalesce(
        rtrim(rtrim(to_char(dt_approved, 'YYYY-MM-DD HH24:MI:SS.US'), '0'), '.'),
        dt_approved::text) as approved_time,
    tx_approver::text as approver,
    coalesce(
        rtrim(rtrim(to_char(dt_attempt_after, 'YYYY-MM-DD HH24:MI:SS.US'), '0'), '.'),
        dt_attempt_after::text) as attempt_after_time
from ext_iff_extension
