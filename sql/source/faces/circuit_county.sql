-- sql/source/faces/circuit_county.sql
-- Purpose: circuits and their counties, with the days from and to which they are valid.
-- Grain: one row per county and period.
-- Inputs: circuit_county.
-- Key: county (FIPS) and valid_from.
-- optional: circuit_county
-- instead: the code map county says which circuit a county belongs to

select
    circuit::text as circuit,
    county_fips::text as county,
    county_name::text as county_name,
    region::text as region,
    coalesce(to_char(valid_from, 'YYYYMMDD'), valid_from::text) as valid_from,
    coalesce(to_char(valid_to, 'YYYYMMDD'), valid_to::text) as valid_to
from circuit_county
