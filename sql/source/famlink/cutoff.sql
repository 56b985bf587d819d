-- sql/source/famlink/cutoff.sql
-- Purpose: the moment up to which the warehouse copy was loaded; the run's "today".
-- Grain: one row; no row, a second row or a null is for the engine to refuse.
-- Inputs: ref_last_dw_transfer. The column is agency wall clock already: no time zone needed.
-- Key: none.

select cutoff_date::timestamp as cutoff
from ref_last_dw_transfer
