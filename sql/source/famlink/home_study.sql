-- sql/source/famlink/home_study.sql
-- Purpose: the licensing division's tracking list of home studies of kin.
-- Grain: one row per entry of the list; an entry is a caregiver's status from a day on.
-- Inputs: ext_home_study, a side file beside the warehouse.
-- Key: none; the caregiver is provider_id (id_prvd_org).
-- optional: ext_home_study

select
    id_prvd_org::text as provider_id,
    coalesce(to_char(dt_status, 'YYYYMMDD'), dt_status::text) as status_date,
    cd_status::text as status
from ext_home_study
