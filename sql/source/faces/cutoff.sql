-- sql/source/faces/cutoff.sql
-- Purpose: the moment up to which the extract was made; the run's "today".
-- Grain: one row; no row, a second row or a null is for the engine to refuse.
-- Inputs: extract_control. $1 is the agency's time zone: the model keeps wall clock.
-- Key: none.

select cutoff_at at time zone $1::text as cutoff
from extract_control
