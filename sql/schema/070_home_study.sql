-- sql/schema/070_home_study.sql
-- Purpose: the frozen rows of the home-study report (policies 45274, 5110: a referral to licensing
-- within 30 days of a placement with unlicensed kin).
-- Grain: agency, month, version, list, caregiver, child. The lists:
--   children    children placed with unlicensed kin on as_of, one row per caregiver
--   caregivers  these caregivers, with child_id ''; office of the longest-placed child
--   left        on `children` of late and not any more, with what became of the child in `why`:
--               for Changes
-- Everything a sheet shows is here as it is shown, and beside it what the status was judged by.
-- Of a month that only feeds a trend there is list `children`, without what only a sheet would
-- show.

create table fact.home_study (
    agency_id int not null,
    month date not null,
    version int not null,
    list text not null,
    provider_id text not null,
    child_id text not null,            -- '' in list caregivers
    as_of date not null,

    -- who is responsible (C7); without an office code there is no office workbook
    attributed_by text not null,       -- assignment, episode (no assignment in force)
    assignment_id bigint,
    region_code text, region text not null,
    office_code text, office text not null,
    unit_code text, unit text not null,
    supervisor text not null,
    caseworker text not null,

    case_id text,
    child text,                        -- null: the person record is deleted
    age int,
    caregiver text,
    relationship text,                 -- null: the source left it blank
    placement_since date,              -- begin of the unbroken chain with this caregiver: the clock
    days int,                          -- as_of - placement_since

    -- the placement in force
    episode_id bigint,
    placement_id bigint,
    placement_begin date,
    setting text,
    counted boolean not null,          -- the row on which a child with two kin placements counts
    placements_open int,               -- open kin placements of the child

    -- what licensing has on file of the caregiver
    licensing_status text,
    status_date date,
    record_from text,                  -- tracking, licence; null: None recorded
    refused_on date,                   -- latest withdrawal or denial
    prior text,                        -- Yes, No, Not recorded

    children_placed int,               -- caregivers
    children_overdue int,              -- caregivers
    status_no smallint,                -- 1 Approved, 2 Referred, 3 Within 30 days, 4 Referral overdue
    status text,
    why_caregiver text,                -- of `why`, what concerns the caregiver
    why text,
    primary key (agency_id, month, version, list, provider_id, child_id),
    check (list in ('children', 'caregivers', 'left')),
    check ((status_no is null) = (list = 'left'))
) partition by range (month);

-- Is the licence in force on that day? One that expires on it still is.
create function mart.licence_in_force(
    application date, issue date, expiration date, closed date, on_day date)
returns boolean
language sql immutable parallel safe
return coalesce(
    issue <= on_day
        and (application is null or application <= on_day)
        and (closed is null or closed > on_day)
        and (expiration is null or expiration >= on_day),
    false);

-- Placed with unlicensed kin, by setting or service; a licensed setting stays one, whatever the
-- service.
create function mart.kin_unlicensed(grp text, service_grp text) returns boolean
language sql immutable parallel safe
return coalesce(
    grp = 'kin_unlicensed'
        or service_grp = 'kin_unlicensed' and grp is distinct from 'kin_licensed',
    false);

-- A record of the tracking list in words, and its weight among those of one day: a refusal (1, 2)
-- outweighs a step forward. Null: a status without a meaning.
create function mart.tracking_weight(status text) returns int
language sql immutable parallel safe
return array_position(array['DENIED', 'WITHDRAWN', 'APPROVED', 'ASSIGNED', 'REFERRED'], status);

create function mart.tracking_words(status text) returns text
language sql immutable parallel safe
return case
    when mart.tracking_weight(status) is not null then initcap(status)
    else 'Unknown (' || status || ')'
end;

-- What a licence row says of a caregiver who has no licence in force. Null: nothing by as_of.
create function mart.licence_status(
    application date, issue date, closed_date date, as_of date)
returns text
language sql immutable parallel safe
return case
    when application > as_of then null
    when issue <= as_of or closed_date <= as_of then 'Licence ended'
    when application is not null then 'Application pending'
end;

-- And since when: the application, or the earlier of expiry and close.
create function mart.licence_status_date(
    application date, issue date, expiration date, closed_date date, as_of date)
returns date
language sql immutable parallel safe
return case
    when issue <= as_of or closed_date <= as_of then least(
        case when expiration < as_of then expiration end,
        case when closed_date <= as_of then closed_date end)
    else application
end;

-- The status of a child: first that fits. A record over a year older than the clock counts only
-- when Approved.
create function mart.home_study_status(
    licensing_status text, status_date date, clock date, as_of date)
returns smallint
language sql immutable parallel safe
return case
    when licensing_status = 'Approved' then 1
    when licensing_status in ('Referred', 'Assigned', 'Application pending')
        and status_date >= clock - 365 then 2
    when as_of - clock <= 30 then 3
    else 4
end::smallint;

create function fact.home_study_status_words(status_no int) returns text
language sql immutable parallel safe
return (array['Approved', 'Referred', 'Within 30 days', 'Referral overdue'])[status_no];
