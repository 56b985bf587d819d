-- sql/source/faces/hearing.sql
-- Purpose: court hearings, scheduled and held.
-- Grain: one row per hearing of an episode.
-- Inputs: hearing.
-- Key: hearing_id. The row names its episode, not the child.
-- core: yes

select
    hearing_id::text as hearing_id,
    episode_id::text as episode_id,
    hearing_type::text as type_code,
    coalesce(to_char(scheduled_date, 'YYYYMMDD'), scheduled_date::text) as scheduled_date,
    coalesce(to_char(held_date, 'YYYYMMDD'), held_date::text) as held_date
from hearing
