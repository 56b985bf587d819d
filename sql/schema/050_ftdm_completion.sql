-- sql/schema/050_ftdm_completion.sql
-- Purpose: the frozen rows of the FTDM completion report (policy 1720: a Family Team Decision
-- Making meeting within 7 days before the removal and up to 3 days after it).
-- Grain: agency, month, version, list, child, episode. The lists:
--   removals     episodes that begin in the month (flow); office on the removal date
--   in_care      episodes in force on as_of (stock); office on as_of
--   to_act_on    every episode of the two that still wants an FTDM, once; office on as_of
--   not_listed   episodes that left care of late or do not count, with the reason in `why`: on no
--                sheet, but Changes, the reconciliation and `explain` say from here what became
--                of a child
-- The status of an episode is the same in every list; only the office may differ (C7).
-- Everything a sheet shows is here as it is shown, and beside it what the status was judged by.

create table fact.ftdm_completion (
    agency_id int not null,
    month date not null,
    version int not null,
    list text not null,
    child_id text not null,
    episode_id bigint not null,
    as_of date not null,

    -- who is responsible (C7); without an office code there is no office workbook
    attributed_on date not null,
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
    removal_date date not null,
    end_date date,                     -- as of as_of: a later end has not happened
    days_since_removal int not null,
    window_opens date not null,        -- removal - 7
    window_closes date not null,       -- removal + 3

    -- what the child's FTDM rows say, one date for each way in which they can matter
    held_before_on date,               -- status 1: earliest completed in [r-7, r-1]
    held_within_on date,               -- status 2: earliest completed in [r, r+3]
    held_late_on date,                 -- status 4: earliest completed after r+3, in the episode
    held_early_on date,                -- status 5: latest completed in [r-30, r-8]
    not_completed_on date,             -- status 6: earliest neither completed nor cancelled
    cancelled_on date,                 -- status 7: earliest cancelled (the meeting's own date)
    sibling_on date,                   -- completed in the window for another child of the case

    scheduled_for date,
    meeting_row_id bigint,             -- the meeting that gave the status
    ftdm_date date,
    ftdm_purpose text,
    days_from_removal int,

    status_no smallint,                -- null: not_listed
    status text,
    why text not null,
    primary key (agency_id, month, version, list, child_id, episode_id),
    check (list in ('removals', 'in_care', 'to_act_on', 'not_listed')),
    check ((status_no is null) = (list = 'not_listed'))
) partition by range (month);

-- How `why` says a date and a number of days, in every report. The year is left out where nobody
-- would ask for it.
create function fact.say_date(d date, as_of date) returns text
language sql stable parallel safe
return to_char(d, case when abs(as_of - d) < 183 then 'MM/DD' else 'MM/DD/YYYY' end);

create function fact.say_days(n int) returns text
language sql stable parallel safe
return to_char(n, 'FM999,999,990') || case when n = 1 then ' day' else ' days' end;

-- What a meeting is on as_of. One that is dated later is to be held, whatever its flag.
create function mart.ftdm_state(
    completed boolean, meeting_date date, cancel_date date, as_of date)
returns text
language sql immutable parallel safe
return case
    when cancel_date <= as_of then 'cancelled'
    when completed and meeting_date <= as_of then 'held'
    else 'open'
end;

-- The number of the status that an FTDM of the child could give; null: none.
create function mart.ftdm_way(state text, meeting_date date, removal date, ended date)
returns int
language sql immutable parallel safe
return case
    when state = 'held' then case
        when meeting_date between removal - 7 and removal - 1 then 1
        when meeting_date between removal and removal + 3 then 2
        when meeting_date > removal + 3 and meeting_date <= coalesce(ended, meeting_date) then 4
        when meeting_date between removal - 30 and removal - 8 then 5
    end
    when meeting_date >= removal - 7 and meeting_date <= coalesce(ended, meeting_date)
        then case state when 'open' then 6 when 'cancelled' then 7 end
end;

-- The status: first that fits. An open window comes before everything but a meeting held in it.
create function mart.ftdm_status(best_way int, removal date, as_of date) returns smallint
language sql immutable parallel safe
return case
    when best_way in (1, 2) then best_way
    when removal + 3 > as_of then 3
    else coalesce(best_way, 8)
end::smallint;

create function fact.ftdm_status_words(status_no int) returns text
language sql immutable parallel safe
return (array[
    'Held before removal', 'Held within 3 days', 'Window open', 'Held late', 'Held too early',
    'Scheduled, not completed', 'Cancelled', 'None recorded'])[status_no];

-- The lists on which an episode stands; `counts`: neither extended foster care nor in another
-- agency's authority; `ended` as of as_of.
create function fact.ftdm_lists(
    counts boolean, removal date, ended date, month date, status_no int)
returns text[]
language sql immutable parallel safe
return case
    when counts and (removal >= month or ended is null) then array_remove(array[
        case when removal >= month then 'removals' end,
        case when ended is null then 'in_care' end,
        case when status_no in (3, 6, 7, 8) then 'to_act_on' end], null)
    else array['not_listed']
end;
