-- sql/engine/elsewhere.sql
-- Purpose: what `deliver` leaves alone: files that wait for a share that is configured no more.
-- Grain: one row per month and address. Columns: month, address, files. Inputs: the outbox.
select
    to_char(w.month, 'YYYY-MM') as month,
    w.target,
    sum(w.files)::bigint as files
from etl.delivery_elsewhere($1::int, $2::text) as w
group by w.month, w.target
order by w.month, w.target
