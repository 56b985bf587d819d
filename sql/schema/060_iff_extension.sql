-- sql/schema/060_iff_extension.sql
-- Purpose: the frozen rows of the IFF report (policy 2310: each victim or identified child seen in
-- person within 24 or 72 hours of the intake).
-- Grain: agency, month, version, list, victim row. The lists:
--   all   rows whose due in force (without one: the day received) falls in the month; office on
--         the earlier of as_of and that day. Extensions and the QA sample are rows of it
--   due   not seen, due by the end of as_of + 7 days; office on as_of
--   left  seen in the month: what became of a row that was due before; thin, for Changes
-- Everything a sheet shows is here as it is shown, and beside it what the status was judged by.

create table fact.iff_extension (
    agency_id int not null,
    month date not null,
    version int not null,
    list text not null,
    child_id text not null,
    victim_id bigint not null,
    region_code text, region text not null,
    office_code text, office text not null,
    unit_code text, unit text not null,
    supervisor text not null,
    caseworker text not null,
    intake_id bigint not null,
    access_report_id text,
    intake_type text,
    received_at timestamp,
    response text,
    case_id text,
    child text,                      -- null: the person record is deleted
    age_at_intake int,
    due_original_at timestamp,
    due_at timestamp,                -- the due in force
    extended boolean not null,
    exception boolean not null,
    required boolean not null,       -- neither Exception nor Invalid
    attempted_at timestamp,
    completed_at timestamp,
    hours_to_contact numeric,
    status_no smallint not null,
    status text not null,
    why text,
    -- extensions
    hours_added numeric,
    reason text,
    approver text,
    approved text,                   -- a time, or `Not recorded`
    attempt_after text,
    policy_check text,
    qa_no int,                       -- place in the region's QA sample; null: not drawn
    primary key (agency_id, month, version, list, child_id, victim_id),
    check (list in ('all', 'due', 'left'))
) partition by range (month);

-- A span of wall-clock time in words, for Why: hours under two days, else days; at least one.
create function mart.span_words(from_wall timestamp, to_wall timestamp) returns text
language sql immutable parallel safe
return case
    when to_wall - from_wall < interval '1 hour' then 'under an hour'
    when to_wall - from_wall < interval '2 hours' then '1 hour'
    when to_wall - from_wall < interval '2 days'
        then floor(extract(epoch from to_wall - from_wall) / 3600)::int || ' hours'
    else floor(extract(epoch from to_wall - from_wall) / 86400)::int || ' days'
end;

-- Section "status" of the report's definitions: the first that fits.
--   1 Exception           5 Seen late
--   2 Invalid             6 Overdue, attempted
--   3 Seen on time        7 Overdue, no attempt
--   4 Seen within extension   8 Pending
-- Attempted and completed are those of the as-of view; `after_as_of` is 00:00 of the next day.
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

-- The due time in force: an extension counts only when it is later.
create function mart.iff_due(extended boolean, due_original timestamp, due timestamp)
returns timestamp
language sql immutable parallel safe
return case when extended and due > due_original then due else due_original end;
