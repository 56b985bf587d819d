-- sql/source/faces/tpr_event.sql
-- Purpose: the steps of a termination of parental rights, parent by parent.
-- Grain: one row per event.
-- Inputs: tpr_event. $1 is the agency's time zone: the model keeps wall clock.
-- Key: event_id (tpr_event_id). parent_id is the link; a dcn that disagrees is a reject.
-- core: yes

select
    tpr_event_id::text as event_id,
    parent_id::text as parent_id,
    dcn::text as child_id,
    event_code::text as code,
    coalesce(to_char(event_date, 'YYYYMMDD'), event_date::text) as event_date,
    filed_by::text as filed_by,
    coalesce(
        rtrim(rtrim(
            to_char(entered_at at time zone $1::text, 'YYYY-MM-DD HH24:MI:SS.US'), '0'), '.'),
        entered_at::text) as entered_time
from tpr_event
