-- sql/source/faces/goal.sql
-- Purpose: permanency goals, primary and concurrent.
-- Grain: one row per goal of an episode.
-- Inputs: goal. $1 is the agency's time zone: the model keeps wall clock.
-- Key: goal_id. The row names its episode, not the child.
-- core: yes

select
    goal_id::text as goal_id,
    episode_id::text as episode_id,
    goal_kind::text as kind,
    goal_code::text as code,
    coalesce(to_char(effective_date, 'YYYYMMDD'), effective_date::text) as effective_date,
    coalesce(to_char(end_date, 'YYYYMMDD'), end_date::text) as end_date,
    coalesce(
        rtrim(rtrim(
            to_char(entered_at at time zone $1::text, 'YYYY-MM-DD HH24:MI:SS.US'), '0'), '.'),
        entered_at::text) as entered_time
from goal
