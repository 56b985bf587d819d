-- sql/source/faces/tpr_exception.sql
-- Purpose: documented reasons for not filing a petition (RSMo 211.447).
-- Grain: one row per reason; an episode may have several.
-- Inputs: tpr_exception.
-- Key: none.

select
    dcn::text as child_id,
    episode_id::text as episode_id,
    reason::text as reason,
    coalesce(to_char(documented_date, 'YYYYMMDD'), documented_date::text) as documented_date
from tpr_exception
