-- sql/schema/030_mart.sql
-- Purpose: the model: typed, keyed, one shape for every agency. Made whole from stage by
-- sql/model in one transaction. What happened after as_of is still here: the as-of view (C3) is
-- taken by each fact for its own month.
-- Every table is a fact table in the sense of the scale rules: agency_id leads its key.
-- Ids of people and cases are text (a FACES client number is text); row ids are bigint.

-- C12. Code maps, loaded from conf/codemap by init and by each run (etl/codemap.c, which refuses
-- two entries of a code that are valid on one day). `grp` is the group, `hours` the response's.
create table mart.code_map (
    agency_id int not null,
    list text not null,
    code text not null,
    label text not null,
    grp text,
    hours numeric,
    valid_from date not null default '-infinity',
    valid_to date not null default 'infinity',   -- the first day no longer valid
    ordinal int not null,
    primary key (agency_id, list, code, ordinal)
);

-- C6. Rows that could not become part of the model.
create table mart.reject (
    agency_id int not null,
    table_name text not null,
    row_key text,
    child_id text,
    reason text not null,
    n int not null default 1
);
create index reject_agency_id_idx on mart.reject (agency_id, table_name);

-- C6. Rows staged per table: the base of the reject gate. And when a table's data begins (see
-- model/97_begins.sql); null: it has none, or no report asks.
create table mart.loaded (
    agency_id int not null,
    table_name text not null,
    staged bigint not null,
    begins date,
    primary key (agency_id, table_name)
);

-- C5. Rows left out of every measure, and what hung on them.
create table mart.left_out (
    agency_id int not null,
    table_name text not null,
    row_key text,
    child_id text,
    reason text not null
);
create index left_out_agency_id_idx on mart.left_out (agency_id, table_name);

-- C4, C12. Values that mean nothing: the row stays. `problem` is one of
--   bad_date, bad_time  text where a date or a time belongs (raw)
--   unknown_code        a code without an entry in the map on the row's day (raw)
--   missing_row         a key of a worker, location or attorney that has no row (raw)
--   no_begin, no_child, no_case
--                       the row lacks what the model keys it by: it can be in force on no day, or
--                       belongs to no child or case; this is all there is of it
create table mart.defect (
    agency_id int not null,
    table_name text not null,
    column_name text not null,
    row_key text,
    child_id text,
    problem text not null,
    raw text
);
create index defect_agency_id_idx on mart.defect (agency_id, table_name, row_key);

-- C5. `hidden`: a deleted person record: the row stays, Child and Age are empty. Children with
-- an expunged version are not here at all (they stand in mart.left_out).
create table mart.child (
    agency_id int not null,
    child_id text not null,
    child_name text,                 -- `Last, First`; null: show the id
    birth_date date,
    death_date date,
    sex text,
    race text,
    hispanic text,
    hidden boolean not null,
    primary key (agency_id, child_id)
);

-- Current names; worker_id is the person, whatever the version.
create table mart.worker (
    agency_id int not null,
    worker_id text not null,
    worker_name text not null,       -- never null: the id when the source has no name
    supervisor_id text,
    supervisor_name text,
    location_id text,
    email text,
    primary key (agency_id, worker_id)
);

-- Facts point at versions of a worker: which person is meant.
create table mart.worker_version (
    agency_id int not null,
    worker_key text not null,
    worker_id text not null,
    primary key (agency_id, worker_key)
);

create table mart.location (
    agency_id int not null,
    location_id text not null,
    region_code text, region text,
    office_code text, office text,
    unit_code text, unit text,
    primary key (agency_id, location_id)
);

-- C7. Who is responsible for a case, with the five names joined already, so that a fact needs
-- one lookup. Without a location row all five columns are `Unassigned` and the codes null;
-- without a worker only the two names are.
create table mart.case_assignment (
    agency_id int not null,
    case_id text not null,
    assignment_id bigint not null,
    begin_date date not null,
    end_date date,
    worker_id text,
    region_code text, region text not null,
    office_code text, office text not null,
    unit_code text, unit text not null,
    supervisor text not null,
    caseworker text not null,
    -- read backwards: the assignment in force on a day, later begin first, then higher id (C7, C14)
    primary key (agency_id, case_id, begin_date, assignment_id)
);

-- Removal episodes (FamLink) and custody episodes (FACES). The office columns are those of the
-- episode itself: what C7 falls back to when no assignment is in force. `exit_group`: FamLink
-- Reunification, Adoption, Guardianship, Age of majority/emancipation, Other, Still in care; FACES
-- Reunification, Relative, Adoption, Emancipation, Guardianship, Runaway, Death, Transfer.
create table mart.episode (
    agency_id int not null,
    child_id text not null,
    episode_id bigint not null,
    case_id text,                    -- null: not linked to a case
    begin_date date not null,
    end_date date,
    federal_end_date date,
    exit_code text, exit_label text, exit_group text, exit_detail text,
    care_authority text, other_agency boolean not null,
    extended boolean not null,
    region_code text, region text not null,
    office_code text, office text not null,
    unit_code text, unit text not null,
    supervisor text not null,
    caseworker text not null,
    removal_number int,
    county text,
    first_finding_date date,
    managed_by text,                 -- CD, FCCM
    managed_agency text,
    entered_at timestamp,
    exit_entered_at timestamp,
    primary key (agency_id, child_id, episode_id)
);
create index episode_id_idx on mart.episode (agency_id, episode_id);
create index episode_dates_idx on mart.episode (agency_id, begin_date, end_date);

create table mart.placement (
    agency_id int not null,
    child_id text not null,
    placement_id bigint not null,
    episode_id bigint not null,
    begin_date date not null,
    end_date date,
    code text,                       -- setting (FamLink) or placement code (FACES)
    label text,                      -- the map's label, `Unknown (code)`, or null when blank
    grp text,                        -- the map's group; null: unmapped, belongs to no listed set
    event_type text,                 -- FamLink cd_epsd_type: 1 true placement, 5 temporary
    service_code text,
    service_grp text,
    end_reason text,
    provider_id text,
    relationship text,
    county text,
    licensed text,
    preadopt_date date,
    entered_at timestamp,
    primary key (agency_id, child_id, placement_id)
);
create index placement_episode_idx
    on mart.placement (agency_id, episode_id, begin_date desc, placement_id desc);
create index placement_provider_idx on mart.placement (agency_id, provider_id);

-- Meetings with a child; without a date (or with one that is none) meeting_date is null.
-- `type_grp`: the code map's group (FTDM, OTHER); null: unmapped.
create table mart.meeting (
    agency_id int not null,
    child_id text not null,
    meeting_row_id bigint not null,
    meeting_id text,
    case_id text,
    meeting_date date,
    cancel_date date,
    completed boolean not null,
    type_code text,
    type_grp text,
    purpose text,
    primary key (agency_id, child_id, meeting_row_id)
);
create index meeting_date_idx on mart.meeting (agency_id, child_id, type_grp, meeting_date desc);
create index meeting_case_idx on mart.meeting (agency_id, case_id, meeting_date);

-- Intakes that are neither left out nor rejected; victims have their own copy of what they need.
create table mart.intake (
    agency_id int not null,
    intake_id bigint not null,
    access_report_id text,
    case_id text,                    -- null: not linked to a case
    received_at timestamp,
    screened_in boolean not null,
    intake_type text not null,       -- the map's group, or `Unknown (code)`
    response_code text,
    primary key (agency_id, intake_id)
);

-- One row per victim and intake, with what child-level measures need of the intake.
create table mart.intake_victim (
    agency_id int not null,
    child_id text not null,
    victim_id bigint not null,
    intake_id bigint not null,
    access_report_id text,
    case_id text,                    -- null: not linked to a case
    received_at timestamp,
    screened_in boolean not null,
    required boolean not null,
    intake_type text not null,       -- the map's group, or `Unknown (code)`
    response_code text,
    response text,                   -- the map's label, or `Unknown (code)`; null when blank
    response_hours numeric,
    added_at timestamp,
    due_original_at timestamp,
    due_at timestamp,
    extended boolean not null,
    extension_at timestamp,
    exception boolean not null,
    attempted_at timestamp,
    completed_at timestamp,
    primary key (agency_id, child_id, victim_id)
);
create index intake_victim_received_idx on mart.intake_victim (agency_id, received_at);

-- The agency's own extension log (optional: etl.source_table says whether it was there).
create table mart.iff_extension (
    agency_id int not null,
    victim_id bigint not null,
    n int not null,                  -- row_number within the victim row
    reason text,
    approved_at timestamp,
    approver text,
    attempt_after_at timestamp,
    primary key (agency_id, victim_id, n)
);

create table mart.provider (
    agency_id int not null,
    provider_id text not null,
    provider_name text not null,     -- the id when the source has no name
    primary key (agency_id, provider_id)
);

create table mart.licence (
    agency_id int not null,
    provider_id text not null,
    licence_id bigint not null,
    application_date date,
    issue_date date,
    expiration_date date,
    closed_date date,
    primary key (agency_id, provider_id, licence_id)
);

-- The licensing division's tracking list (optional).
create table mart.home_study (
    agency_id int not null,
    provider_id text not null,
    n int not null,
    status_date date not null,
    status text not null,            -- REFERRED, ASSIGNED, APPROVED, WITHDRAWN, DENIED, other
    primary key (agency_id, provider_id, n)
);

create table mart.goal (
    agency_id int not null,
    child_id text not null,
    goal_id bigint not null,
    episode_id bigint not null,
    kind text not null,              -- P primary, C concurrent
    code text,
    label text,                      -- the map's label, `Unknown (code)`, or null when blank
    grp text,                        -- the map's group; none: no goal (G_NOTSET); null: unmapped
    effective_date date,
    end_date date,
    entered_at timestamp,
    primary key (agency_id, child_id, goal_id)
);
create index goal_episode_idx on mart.goal (agency_id, episode_id, kind, effective_date desc);

create table mart.parent (
    agency_id int not null,
    child_id text not null,
    parent_id bigint not null,
    role text not null,
    applicable boolean not null,
    deceased_date date,
    primary key (agency_id, child_id, parent_id)
);

create table mart.tpr_event (
    agency_id int not null,
    child_id text not null,
    event_id bigint not null,
    parent_id bigint not null,
    code text not null,
    event_date date,
    filed_by text,
    entered_at timestamp,
    primary key (agency_id, child_id, event_id)
);
create index tpr_event_parent_idx on mart.tpr_event (agency_id, parent_id, event_date desc);

create table mart.tpr_exception (
    agency_id int not null,
    child_id text not null,
    episode_id bigint not null,
    n int not null,
    reason text,
    documented_date date,
    primary key (agency_id, child_id, episode_id, n)
);

create table mart.hearing (
    agency_id int not null,
    child_id text not null,
    hearing_id bigint not null,
    episode_id bigint not null,
    type_code text,
    label text,
    grp text,
    scheduled_date date,
    held_date date,
    primary key (agency_id, child_id, hearing_id)
);
create index hearing_episode_idx on mart.hearing (agency_id, episode_id);

create table mart.attorney (
    agency_id int not null,
    attorney_id text not null,
    attorney_name text not null,
    managing_attorney_id text,
    circuit int,
    email text,
    primary key (agency_id, attorney_id)
);

create table mart.attorney_assignment (
    agency_id int not null,
    child_id text not null,
    assignment_id bigint not null,
    episode_id bigint not null,
    attorney_id text not null,
    begin_date date not null,
    end_date date,
    basis text,
    entered_at timestamp,
    primary key (agency_id, child_id, assignment_id)
);
create index attorney_assignment_episode_idx
    on mart.attorney_assignment (agency_id, episode_id, begin_date desc);

create table mart.circuit_county (
    agency_id int not null,
    county text not null,
    valid_from date not null,        -- -infinity when the source leaves it blank
    valid_to date,
    circuit int not null,
    county_name text,
    region text,
    primary key (agency_id, county, valid_from)
);

-- Which circuit a county is of on each day: the row in force that began last. Spans of a county do
-- not overlap, so that a day finds one row (begin <= day and (end is null or end > day)) and many
-- days can be joined at once.
create view mart.circuit_span as
select
    b.agency_id, b.county, b.from_day, b.to_day, c.circuit,
    coalesce(c.county_name, b.county) as county_name
from (
    select
        d.agency_id, d.county, d.day as from_day,
        lead(d.day) over (partition by d.agency_id, d.county order by d.day) as to_day
    from (
        select c.agency_id, c.county, c.valid_from as day
        from mart.circuit_county as c
        union
        select c.agency_id, c.county, c.valid_to
        from mart.circuit_county as c
        where c.valid_to is not null
    ) as d
) as b
cross join lateral (
    select c.circuit, c.county_name
    from mart.circuit_county as c
    where c.agency_id = b.agency_id
        and c.county = b.county
        and c.valid_from <= b.from_day
        and (c.valid_to is null or c.valid_to > b.from_day)
    order by c.valid_from desc
    limit 1
) as c;
