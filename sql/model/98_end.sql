-- sql/model/98_end.sql
-- Purpose: gives the rest of the transaction its own settings back (see 00_begin.sql).
-- Grain, inputs, key: none.

set local jit = default;

set local work_mem = default;

set local enable_nestloop = default;

set local enable_mergejoin = default;
