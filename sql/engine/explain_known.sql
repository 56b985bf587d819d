-- sql/engine/explain_known.sql
-- Purpose: does the mart know this child id at all?
-- Grain: one row. Inputs: every table of mart that can name a child.
with p as (
    select
        $1::int as agency_id,
        $2::text as child_id
)
select (
    exists (
        select 1 from mart.child as t
        where t.agency_id = p.agency_id and t.child_id = p.child_id)
    or exists (
        select 1 from mart.episode as t
        where t.agency_id = p.agency_id and t.child_id = p.child_id)
    or exists (
        select 1 from mart.placement as t
        where t.agency_id = p.agency_id and t.child_id = p.child_id)
    or exists (
        select 1 from mart.meeting as t
        where t.agency_id = p.agency_id and t.child_id = p.child_id)
    or exists (
        select 1 from mart.intake_victim as t
        where t.agency_id = p.agency_id and t.child_id = p.child_id)
    or exists (
        select 1 from mart.reject as t
        where t.agency_id = p.agency_id and t.child_id = p.child_id)
    or exists (
        select 1 from mart.left_out as t
        where t.agency_id = p.agency_id and t.child_id = p.child_id)
    or exists (
        select 1 from mart.defect as t
        where t.agency_id = p.agency_id and t.child_id = p.child_id)
)::int as known
from p
