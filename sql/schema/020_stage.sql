-- sql/schema/020_stage.sql
-- Purpose: the landing tables: one shape for every source kind, filled by sql/source/<kind>.
-- Grain: one row per row of the source. Every column but agency_id is text and holds what the
-- source said: dates as 8 digits, times as `2020-01-31 07:15:09` wall clock, keys and flags as
-- written. Nothing is judged here, so nothing can fail to load; sql/model casts and rejects.
-- Deleted and reloaded per agency with each extract; no keys on purpose.

create schema stage;

comment on schema stage is 'the source as it was extracted, all text, one shape for all kinds';

create table stage.person (
    agency_id int not null,
    child_id text, version_id text, is_current text,
    last_name text, first_name text,
    birth_date text, death_date text, sex text, race text, hispanic text,
    deleted text, expunged text
);

create table stage.location (
    agency_id int not null,
    location_id text,
    region_code text, region text, office_code text, office text, unit_code text, unit text
);

create table stage.worker (
    agency_id int not null,
    worker_key text,          -- the version facts point at
    worker_id text,           -- the person, whatever the version
    supervisor_key text,
    supervisor_id text,       -- the supervisor as a person, where the source says so
    location_id text,
    is_current text,
    last_name text, first_name text,
    email text
);

create table stage.case_assignment (
    agency_id int not null,
    assignment_id text, case_id text,
    worker_key text,
    worker_id text,           -- the worker as a person, where the source says so
    location_id text,
    begin_time text, end_time text, expunged text
);

create table stage.episode (
    agency_id int not null,
    episode_id text, child_id text, case_id text,
    begin_date text, end_date text, federal_end_date text,
    exit_code text, exit_detail text,
    care_authority text, extended text,
    location_id text, worker_key text, in_error text,
    removal_number text, county text, first_finding_date text,
    managed_by text, managed_agency text,
    entered_time text, exit_entered_time text
);

create table stage.placement (
    agency_id int not null,
    placement_id text, episode_id text, child_id text,
    begin_date text, end_date text,
    code text, code_text text, event_type text, service_code text, service_text text,
    end_reason text, end_reason_text text,
    provider_id text, relationship text, county text, licensed text, preadopt_date text,
    entered_time text
);

create table stage.meeting (
    agency_id int not null,
    meeting_row_id text, meeting_id text, child_id text, case_id text,
    meeting_date text, cancel_date text, completed text,
    type_key text,            -- what the row points at, whether or not there is such a type
    type_code text, type_text text, purpose text
);

create table stage.intake (
    agency_id int not null,
    intake_id text, access_report_id text, case_id text, received_time text,
    access_type text, decision text, attribute text, response_code text, response_text text,
    expunged text
);

create table stage.intake_victim (
    agency_id int not null,
    victim_id text, intake_id text, access_report_id text, case_id text, child_id text,
    required text, response_code text, response_text text,
    added_time text, due_original_time text, due_time text,
    extended text, extension_time text, exception text,
    attempted_time text, completed_time text, expunged text
);

create table stage.iff_extension (
    agency_id int not null,
    victim_id text, reason text, approved_time text, approver text, attempt_after_time text
);

create table stage.provider (
    agency_id int not null,
    provider_id text, version_id text, is_current text, provider_name text
);

create table stage.licence (
    agency_id int not null,
    licence_id text, provider_id text,
    application_date text, issue_date text, expiration_date text, closed_date text
);

create table stage.home_study (
    agency_id int not null,
    provider_id text, status_date text, status text
);

create table stage.goal (
    agency_id int not null,
    goal_id text, episode_id text, kind text, code text,
    effective_date text, end_date text, entered_time text
);

create table stage.parent (
    agency_id int not null,
    parent_id text, child_id text, role text, applicable text, deceased_date text
);

create table stage.tpr_event (
    agency_id int not null,
    event_id text, parent_id text, child_id text, code text, event_date text,
    filed_by text, entered_time text
);

create table stage.tpr_exception (
    agency_id int not null,
    child_id text, episode_id text, reason text, documented_date text
);

create table stage.hearing (
    agency_id int not null,
    hearing_id text, episode_id text, type_code text, scheduled_date text, held_date text
);

create table stage.attorney (
    agency_id int not null,
    attorney_id text, last_name text, first_name text, managing_attorney_id text,
    circuit text, email text
);

create table stage.attorney_assignment (
    agency_id int not null,
    assignment_id text, episode_id text, child_id text, attorney_id text,
    begin_date text, end_date text, basis text, entered_time text
);

create table stage.circuit_county (
    agency_id int not null,
    circuit text, county text, county_name text, region text, valid_from text, valid_to text
);
