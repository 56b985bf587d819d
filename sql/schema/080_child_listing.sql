-- sql/schema/080_child_listing.sql
-- Purpose: the frozen rows of the child listing for permanency attorneys, and what they were
-- judged by: one small table for each step, so that any cell can be followed back to its dates.
-- Grain: agency, month, version and the key that each table names. Lists:
--   children   custody episodes in care on as_of with an attorney in force on it
--   exits      episodes that ended in the month, credited to an attorney
--   late       exits of an earlier month that were entered after that month's listing: shown
--              once on sheet Exits, never counted among the exits of a month
-- Version 0, computed for trends only, has rows in fact.measure and none here.

-- ---- who is listed, and whose child it is ----

create table fact.child_listing_listed (
    agency_id int not null,
    month date not null,
    version int not null,
    list text not null check (list in ('children', 'exits', 'late')),
    child_id text not null,
    episode_id bigint not null,
    as_of date not null,
    day date not null,                 -- what counts on: as_of, or the exit date
    begin_date date not null,
    end_date date,                     -- the exit; null: in care
    case_id text,
    attorney_id text not null,
    assignment_id bigint not null,
    attorney_since date not null,
    attorney_until date,               -- as of as_of
    credited_by text not null check (credited_by in ('in_force', 'exit_day', 'ended_before')),
    supervising_id text,               -- null: the Unit Manager
    primary key (agency_id, month, version, list, child_id, episode_id)
) partition by range (month);

-- ---- where the child lives: children only ----

create table fact.child_listing_home (
    agency_id int not null,
    month date not null,
    version int not null,
    child_id text not null,
    episode_id bigint not null,
    placement_id bigint,               -- the placement of record; null: none
    placement text,
    grp text,
    provider_id text,
    since date,
    preadopt_date date,
    last_end date,                     -- no placement of record: end of the last one
    moves int not null,
    away text,                         -- trial_home, runaway: a row of it is in force (any row)
    primary key (agency_id, month, version, child_id, episode_id)
) partition by range (month);

-- ---- goals: on as_of, for exits on the day before ----

create table fact.child_listing_goal (
    agency_id int not null,
    month date not null,
    version int not null,
    list text not null,
    child_id text not null,
    episode_id bigint not null,
    goal_id bigint,
    goal text not null,                -- the label, Not yet set, MISSING
    goal_group text not null,          -- the map's group; none: no goal
    goal_since date,
    concurrent_id bigint,
    concurrent text not null,          -- the label, Not yet set, MISSING, Not required
    primary key (agency_id, month, version, list, child_id, episode_id)
) partition by range (month);

-- ---- termination of parental rights ----

-- One row per parent of a child on the list. `by_events` is what the events alone say.
create table fact.child_listing_parent (
    agency_id int not null,
    month date not null,
    version int not null,
    child_id text not null,
    parent_id bigint not null,
    role text not null,
    applicable boolean not null,
    by_events text not null,
    status text not null,              -- the same, or Deceased
    qualifying_date date,              -- termination in force or death, the earlier
    petition_date date,                -- still open, or led to a termination
    primary key (agency_id, month, version, child_id, parent_id)
) partition by range (month);

create table fact.child_listing_tpr (
    agency_id int not null,
    month date not null,
    version int not null,
    child_id text not null,
    status text not null,              -- Free, Partial, Petition filed, Referred, None
    missing text not null,             -- `, father not recorded`, ...
    free_since date,
    petition_date date,
    filed boolean not null,            -- open petition, consent, appeal or termination by events
    none_applicable boolean not null,  -- parents are recorded, all of them not applicable
    primary key (agency_id, month, version, child_id)
) partition by range (month);

-- ---- 15 of 22 ----

create table fact.child_listing_clock (
    agency_id int not null,
    month date not null,
    version int not null,
    child_id text not null,
    episode_id bigint not null,
    clock_start date not null,         -- of this episode
    by_finding boolean not null,       -- from the finding; else 60 days after entry
    days int not null,                 -- counted in the 22 months before as_of
    status text not null check (status in ('Reached', 'Paused', 'Will reach')),
    on_date date,
    exception text,                    -- reason and date of an exception documented by as_of
    exception_date date,
    due boolean not null,              -- TPR due: Yes
    would_be_due boolean not null,     -- on the day it is reached, if nothing changes
    primary key (agency_id, month, version, child_id, episode_id)
) partition by range (month);

-- ---- as the sheets show it ----

create table fact.child_listing (
    agency_id int not null,
    month date not null,
    version int not null,
    list text not null check (list in ('children', 'exits', 'late')),
    child_id text not null,
    episode_id bigint not null,
    as_of date not null,

    supervising_id text,               -- null: the Unit Manager, no workbook of its own
    supervising text not null,
    attorney_id text not null,
    attorney text not null,
    attorney_since date not null,
    circuit int,
    county text,
    child text,                        -- null: the person record is deleted
    birth_date date,
    age int,
    case_id text,
    case_manager text not null,
    case_supervisor text not null,
    managed_by text,
    entered_care date not null,
    days int not null,

    -- children
    placement text,
    placement_since date,
    trial_home_visit text,
    trial_home_since date,
    pre_adoptive text,
    moves int,
    goal text,
    goal_since date,
    concurrent_goal text,
    tpr_status text,
    tpr_petition_filed date,
    free_since date,
    next_hearing date,
    hearing_type text,
    days_15_22 int,
    status_15_22 text,
    on_15_22 date,
    tpr_due text,

    -- exits and late
    exit_date date,
    exit_group text,                   -- the map's group of the reason
    exit_reason text,
    timely_by date,                    -- last day on which this exit is in time
    timely_exit text,
    late_entry text,

    why text,
    primary key (agency_id, month, version, list, child_id, episode_id)
) partition by range (month);

-- What falls due in the next 60 days or is overdue, for children on the list.
create table fact.child_listing_action (
    agency_id int not null,
    month date not null,
    version int not null,
    child_id text not null,
    episode_id bigint not null,
    action_no smallint not null,
    row_id bigint not null,            -- the hearing not held; 0 elsewhere
    action text not null,
    due date not null,
    days_left int not null,
    status text not null check (status in ('Overdue', 'Due')),
    why text not null,
    primary key (agency_id, month, version, child_id, episode_id, action_no, row_id)
) partition by range (month);

-- How each list came from the last closed one, by supervising attorney: carried in + corrections
-- in - corrections out + newly assigned - exited - unassigned = carried out. Carried in and out are
-- the lists themselves; every step between them is a row here. A child who moves from one
-- supervising attorney to another is unassigned for the one and newly assigned for the other.
create table fact.child_listing_step (
    agency_id int not null,
    month date not null,
    version int not null,
    unit text not null,                -- supervising attorney's id, or Unit Manager
    term text not null check (term in (
        'assigned_before',             -- only in the first month, which has no carried in
        'correction_in', 'correction_out', 'newly_assigned', 'exited', 'unassigned')),
    child_id text not null,
    episode_id bigint not null,
    attorney_id text,
    reason text not null,
    primary key (agency_id, month, version, unit, term, child_id, episode_id)
) partition by range (month);

-- ---- whose attorney ----

-- Who supervises an attorney: the managing attorney; one who manages anybody holds the own cases
-- in the own workbook; null: the Unit Manager. Renames and joins two rows of one table.
create view fact.child_listing_unit as
select
    a.agency_id, a.attorney_id, a.attorney_name, a.circuit,
    case
        when exists (
            select 1
            from mart.attorney as x
            where x.agency_id = a.agency_id and x.managing_attorney_id = a.attorney_id)
        then a.attorney_id
        else m.attorney_id
    end as supervising_id
from mart.attorney as a
left join mart.attorney as m
    on m.agency_id = a.agency_id and m.attorney_id = a.managing_attorney_id;

-- Last day on which an exit is in time, by the map's group of its reason: reunification 12 months
-- after entry, guardianship 18, adoption 24; no other reason has a limit.
create function fact.timely_by(exit_group text, entered date) returns date
language sql immutable parallel safe
return case exit_group
    when 'Reunification' then mart.plus_months(entered, 12)
    when 'Guardianship' then mart.plus_months(entered, 18)
    when 'Adoption' then mart.plus_months(entered, 24)
end;

-- ---- the 15 of 22 clock: dates only, no table is read ----

-- Days that count in the 22 months before d: d - 22 months is the first of them, d is not one.
create function fact.counted_days(days datemultirange, d date) returns int
language sql immutable parallel safe
return (
    select coalesce(sum(upper(r.span) - lower(r.span)), 0)::int
    from unnest(days * datemultirange(daterange(mart.plus_months(d, -22), d))) as r (span));

-- 15 months of 22: 456 days.
create function fact.days_15_of_22() returns int
language sql immutable parallel safe
return 456;

-- First day of the unbroken run of days with 456 or more that ends on d; null: d is not one.
-- From one day to the next the count rises by one at most (it may fall by more at the end of a
-- month), so a day with 456 + n has at least 456 on the n days before it: those are passed over.
create function fact.reached_since(days datemultirange, d date) returns date
language plpgsql immutable parallel safe as $$
declare
    at date := d;
    spare int := fact.counted_days(days, d) - fact.days_15_of_22();
    since date;
begin
    while spare >= 0 loop
        since := at - spare;
        at := since - 1;
        spare := fact.counted_days(days, at) - fact.days_15_of_22();
    end loop;
    return since;
end
$$;

-- First day from d on with 456 or more. A day with 456 - n can have it n days later, not before.
-- Null: not in three years, for days that stopped.
create function fact.reaches_on(days datemultirange, d date) returns date
language plpgsql immutable parallel safe as $$
declare
    at date := d;
    want int := fact.days_15_of_22() - fact.counted_days(days, d);
begin
    while want > 0 loop
        at := at + want;
        if at > d + 1100 then
            return null;
        end if;
        want := fact.days_15_of_22() - fact.counted_days(days, at);
    end loop;
    return at;
end
$$;
