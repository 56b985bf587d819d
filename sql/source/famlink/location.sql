-- sql/source/famlink/location.sql
-- Purpose: units with their office and region, by name and code.
-- Grain: one row per location row of the warehouse.
-- Inputs: location_dim.
-- Key: location_id (id_location_dim).
-- core: yes

select
    id_location_dim::text as location_id,
    cd_region::text as region_code,
    tx_region::text as region,
    cd_office::text as office_code,
    tx_office::text as office,
    cd_unit::text as unit_code,
    tx_unit::text as unit
from location_dim
