-- sql/schema/070_home_study.sql
-- Purpose: the facts of home_study: kin placements without a licence and their referral to the
-- licensing division.
-- Grain: list `children`: one row per child and caregiver; list `caregivers`: one per caregiver,
-- with child_id '' . Both hold what the sheets show and what led to it.

create table fact.home_study (
    agency_id int not null,
    month date not null,
    version int not null,
    list text not null,              -- children, caregivers
    provider_id text not null,
    child_id text not null,          -- '' in list caregivers
    region_code text, region text not null,
    office_code text, office text not null,
    unit_code text, unit text not null,
    supervisor text not null,
    caseworker text not null,
    case_id text,
    child text,
    age int,
    caregiver text not null,
    relationship text,
    placement_since date not null,   -- begin of the unbroken chain with this caregiver
    days int not null,
    placement_begin date,            -- begin of the placement in force (children)
    placement_id bigint,
    children_placed int,             -- caregivers
    children_overdue int,            -- caregivers
    licensing_status text not null,
    status_date date,
    prior text not null,             -- Yes, No, Not recorded
    status_no int not null,          -- 1 Approved, 2 Referred, 3 Within 30 days, 4 Referral overdue
    status text not null,
    counted boolean not null,        -- the row on which a child with two kin placements counts
    placements_open int,             -- open kin placements of the child
    why text not null,
    primary key (agency_id, month, version, list, provider_id, child_id)
) partition by range (month);
