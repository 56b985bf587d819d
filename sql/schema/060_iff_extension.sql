-- sql/schema/060_iff_extension.sql
-- Purpose: the frozen rows of the IFF report (policy 2310: each victim or identified child of an
-- intake is seen in person within 24 or 72 hours of the time it was received).
-- Grain: agency, month, version, list, child, victim row. The lists:
--   all   due in force (without one: received) in the month; office on the earlier of as_of and
--         that day. Extensions and the QA sample are rows of it
--   due   not seen, due in force by the end of as_of + 7 days, received in the 12 months before
--         as_of; office on as_of
--   old   the same, received longer ago: on Data quality only
--   left  on `due` of late and not any more, with what became of the row in `why`: for Changes
-- Everything a sheet shows is here as it is shown, and beside it what the status was judged by.
-- Of a month that only feeds a trend there is list `all`, without what only a sheet would show.

create table fact.iff_extension (
    agency_id int not null,
    month date not null,
    version int not null,
    list text not null,
    child_id text not null,
    victim_id bigint not null,
    as_of date not null,

    -- who is responsible (C7); without an office code there is no office workbook
    attributed_on date not null,
    assignment_id bigint,              -- null: none in force
    region_code text, region text not null,
    office_code text, office text not null,
    unit_code text, unit text not null,
    supervisor text not null,
    caseworker text not null,

    intake_id bigint not null,
    access_report_id text,
    intake_type text,                  -- null: the source left it blank
    received_at timestamp,
    added_at timestamp,                -- victim added
    response text,
    response_hours numeric,
    case_id text,
    child text,                        -- null: the person record is deleted
    age_at_intake int,

    due_original_at timestamp,
    due_recorded_at timestamp,         -- as the source has it, whether or not it counts
    due_at timestamp,                  -- the due in force
    extended boolean not null,
    exception boolean not null,
    attempted_at timestamp,            -- as of as_of: a later one has not happened
    completed_at timestamp,            -- the same
    hours_to_contact numeric,

    status_no smallint,                -- null: a row of `left` that is not in the source any more
    status text,
    required boolean not null,         -- neither Exception nor Invalid
    why text,

    -- extensions, in list `all`
    hours_added numeric,
    reason text,
    approver text,
    approved text,                     -- a time, or `Not recorded`
    attempt_after text,                -- the same
    policy_check text,
    qa_no int,                         -- place in the region's QA sample; null: not drawn
    primary key (agency_id, month, version, list, child_id, victim_id),
    check (list in ('all', 'due', 'old', 'left'))
) partition by range (month);

-- How `why` says a span of wall-clock time: hours under two days, else whole days.
create function fact.say_span(from_wall timestamp, to_wall timestamp) returns text
language sql stable parallel safe
return case
    when to_wall - from_wall < interval '1 hour' then 'under an hour'
    when to_wall - from_wall < interval '2 hours' then '1 hour'
    when to_wall - from_wall < interval '2 days'
        then floor(extract(epoch from to_wall - from_wall) / 3600)::int || ' hours'
    else fact.say_days(floor(extract(epoch from to_wall - from_wall) / 86400)::int)
end;

-- A time in a sentence or on Changes. Seconds are said where there are any.
create function fact.say_time(t timestamp) returns text
language sql stable parallel safe
return to_char(t, case
    when date_trunc('minute', t) = t then 'MM/DD/YYYY HH24:MI' else 'MM/DD/YYYY HH24:MI:SS' end);

-- The due time in force: an extension counts only when it is later.
create function mart.iff_due(extended boolean, due_original timestamp, due timestamp)
returns timestamp
language sql immutable parallel safe
return case when extended and due > due_original then due else due_original end;

-- The status of a row: the first that fits.
--   1 Exception                5 Seen late
--   2 Invalid                  6 Overdue, attempted
--   3 Seen on time             7 Overdue, no attempt
--   4 Seen within extension    8 Pending
-- Attempted and completed are those of the as-of view, `due` is the due in force, `after_as_of`
-- is 00:00 of the day after as_of.
create function mart.iff_status(
    exception boolean, received timestamp, due_original timestamp, due timestamp,
    extended boolean, attempted timestamp, completed timestamp, after_as_of timestamp)
returns smallint
language sql immutable parallel safe
return case
    when exception then 1
    when received is null or due_original is null or due_original < received
        or completed < received then 2
    when completed <= due_original then 3
    when completed <= due and extended then 4
    when completed is not null then 5
    when due < after_as_of and attempted is not null then 6
    when due < after_as_of then 7
    else 8
end::smallint;

create function fact.iff_status_words(status_no int) returns text
language sql immutable parallel safe
return (array[
    'Exception', 'Invalid', 'Seen on time', 'Seen within extension', 'Seen late',
    'Overdue, attempted', 'Overdue, no attempt', 'Pending'])[status_no];

-- The lists on which a row that counts stands. `due` is the due in force; without one the time
-- received says the month.
create function fact.iff_lists(
    status_no int, due timestamp, received timestamp, month date, as_of date)
returns text[]
language sql immutable parallel safe
return array_remove(array[
    case when coalesce(due, received) >= month
        and coalesce(due, received) < mart.plus_months(month, 1) then 'all' end,
    case when status_no in (6, 7, 8) and due < as_of + 8 then
        case when received::date >= mart.plus_months(as_of, -12) then 'due' else 'old' end
    end], null);
