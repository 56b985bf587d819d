-- sql/source/faces/placement.sql
-- Purpose: where a child lived. Respite lies over another row.
-- Grain: one row per placement of an episode.
-- Inputs: placement. $1 is the agency's time zone: the model keeps wall clock.
-- Key: placement_id. The row names its episode, not the child.
-- core: yes

select
    placement_id::text as placement_id,
    episode_id::text as episode_id,
    null::text as child_id,
    coalesce(to_char(start_date, 'YYYYMMDD'), start_date::text) as begin_date,
    coalesce(to_char(end_date, 'YYYYMMDD'), end_date::text) as end_date,
    placement_code::text as code,
    null::text as code_text,
    null::text as event_type,
    null::text as service_code,
    null::text as service_text,
    null::text as end_reason,
    null::text as end_reason_text,
    provider_dvn::text as provider_id,
    null::text as relationship,
    placement_county::text as county,
    licensed::text as licensed,
    coalesce(to_char(preadopt_date, 'YYYYMMDD'), preadopt_date::text) as preadopt_date,
    coalesce(
        rtrim(rtrim(
            to_char(entered_at at time zone $1::text, 'YYYY-MM-DD HH24:MI:SS.US'), '0'), '.'),
        entered_at::text) as entered_time
from placement
