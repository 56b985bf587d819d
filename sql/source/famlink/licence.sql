-- sql/source/famlink/licence.sql
-- Purpose: licences and applications for one.
-- Grain: one row per licence or application.
-- Inputs: license_fact.
-- Key: licence_id (id_license_fact); the caregiver is provider_id (id_prvd_org).
-- core: yes

select
    id_license_fact::text as licence_id,
    id_prvd_org::text as provider_id,
    id_calendar_dim_application::text as application_date,
    id_calendar_dim_issue::text as issue_date,
    id_calendar_dim_expiration::text as expiration_date,
    id_calendar_dim_closed::text as closed_date
from license_fact
