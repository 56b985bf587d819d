-- sql/source/famlink/meeting.sql
-- Purpose: meetings, one row per meeting and child, as the warehouse keeps them: all text, no keys.
-- Grain: one row per row of meeting_fact, however it is filled.
-- Inputs: meeting_fact, meeting_type_dim. Both sides of the join are typed text, so blanks are
-- trimmed; a type key that stands there twice must not double the meeting. Type keys 0 and below
-- are none.
-- Key: meeting_row_id (id_meeting_fact), if it is one.
-- core: yes

select
    m.id_meeting_fact::text as meeting_row_id,
    m.id_mtng::text as meeting_id,
    m.id_prsn_child::text as child_id,
    m.id_case::text as case_id,
    m.id_calendar_dim_mtng::text as meeting_date,
    m.id_calendar_dim_cancel::text as cancel_date,
    m.fl_meeting_completed::text as completed,
    m.id_meeting_type_dim::text as type_key,
    t.cd_type as type_code,
    t.tx_type as type_text,
    m.tx_ftdm_purpose::text as purpose
from meeting_fact as m
left join (
    select distinct on (btrim(id_meeting_type_dim::text))
        btrim(id_meeting_type_dim::text) as type_key,
        cd_type::text as cd_type,
        tx_type::text as tx_type
    from meeting_type_dim
    where btrim(id_meeting_type_dim::text) not like '-%'
        and btrim(id_meeting_type_dim::text) <> '0'
    order by btrim(id_meeting_type_dim::text), cd_type, tx_type
) as t on t.type_key = btrim(m.id_meeting_type_dim::text)
