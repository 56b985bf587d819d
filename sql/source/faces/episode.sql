-- sql/source/faces/episode.sql
-- Purpose: custody episodes; also those in error, which are counted later.
-- Grain: one row per episode.
-- Inputs: custody_episode. $1 is the agency's time zone: the model keeps wall clock.
-- Key: episode_id.
-- core: yes

select
    episode_id::text as episode_id,
    dcn::text as child_id,
    case_id::text as case_id,
    coalesce(to_char(custody_start, 'YYYYMMDD'), custody_start::text) as begin_date,
    coalesce(to_char(custody_end, 'YYYYMMDD'), custody_end::text) as end_date,
    null::text as federal_end_date,
    exit_reason::text as exit_code,
    exit_subreason::text as exit_detail,
    null::text as care_authority,
    null::text as extended,
    null::text as location_id,
    null::text as worker_key,
    in_error::text as in_error,
    removal_number::text as removal_number,
    jurisdiction_county::text as county,
    coalesce(to_char(first_finding_date, 'YYYYMMDD'), first_finding_date::text)
        as first_finding_date,
    case_mgmt_type::text as managed_by,
    fccm_agency::text as managed_agency,
    coalesce(
        rtrim(rtrim(
            to_char(entered_at at time zone $1::text, 'YYYY-MM-DD HH24:MI:SS.US'), '0'), '.'),
        entered_at::text) as entered_time,
    coalesce(
        rtrim(rtrim(
            to_char(exit_entered_at at time zone $1::text, 'YYYY-MM-DD HH24:MI:SS.US'), '0'), '.'),
        exit_entered_at::text) as exit_entered_time
from custody_episode
