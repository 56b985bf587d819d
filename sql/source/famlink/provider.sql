-- sql/source/famlink/provider.sql
-- Purpose: names of caregivers.
-- Grain: one row per version of a provider.
-- Inputs: provider_dim. The public copy has no names.
-- Key: version_id (id_provider_dim); the caregiver is provider_id (id_prvd_org).
-- core: yes

select
    provider.id_prvd_org::text as provider_id,
    provider.id_provider_dim::text as version_id,
    provider.is_current::text as is_current,
    provider.tx_provider_name::text as provider_name
from (select null::text as tx_provider_name) as absent
cross join lateral (
    select p.id_provider_dim, p.id_prvd_org, p.is_current, tx_provider_name
    from provider_dim as p
) as provider
