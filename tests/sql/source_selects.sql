-- tests/sql/source_selects.sql
-- The SELECTs that are run on a source (sql/source): each returns the columns of its stage table,
-- in order, all text; a FamLink-style extract without names works; codes come from dimensions.
begin;
set client_min_messages = warning;
create extension if not exists pgtap;
create schema test;

select plan(44);

create table test.line (n bigint generated always as identity, raw text);
\copy test.line (raw) from program 'grep -Hn "" sql/source/*/*.sql' with (format csv, delimiter E'\x01', quote E'\x02')
create table test.source as
select
    split_part(split_part(raw, ':', 1), '/', 3) as kind,
    replace(split_part(split_part(raw, ':', 1), '/', 4), '.sql', '') as name,
    string_agg(
        substr(raw, length(split_part(raw, ':', 1)) + length(split_part(raw, ':', 2)) + 3), e'\n'
        order by n) as body
from test.line
group by 1, 2;

-- ---- the two shapes, with the required columns only ----
create schema famlink;
set local search_path = famlink, public;
create table ref_last_dw_transfer (cutoff_date timestamp);
create table intake_fact (
    id_intake_fact int, id_access_report int, dt_access_rcvd timestamp, id_case int,
    id_intake_type_dim int, id_intake_attribute_dim int, id_response_time_exp_dim int,
    fl_expunged char(1));
create table intake_victim_fact (
    id_intake_victim_fact int, id_intake_fact int, id_access_report int, id_case int,
    id_prsn_vctm int, fl_iff_required smallint, id_response_time_exp_dim int,
    dt_victim_added timestamp, dt_due_original timestamp, dt_due timestamp,
    fl_extension smallint, dt_extension timestamp, fl_exception smallint,
    dt_iff_attempted timestamp, dt_iff_completed timestamp, fl_expunged char(1));
create table intake_type_dim (
    id_intake_type_dim int, cd_access_type int, tx_access_type text, cd_final_decision int,
    tx_final_decision text);
create table intake_attribute_dim (id_intake_attribute_dim int, tx_spvr_rsn text);
create table response_time_exp_dim (
    id_response_time_exp_dim int, cd_response_time_cat int, tx_response_time_cat text);
create table meeting_fact (
    id_meeting_fact text, id_mtng text, id_calendar_dim_mtng text, id_calendar_dim_cancel text,
    fl_meeting_completed text, id_meeting_type_dim text, tx_ftdm_purpose text,
    id_prsn_child text, id_case text);
create table meeting_type_dim (id_meeting_type_dim text, cd_type text, tx_type text);
create table removal_episode_fact (
    id_removal_episode_fact int, id_epsd int, id_prsn_child int, id_case int,
    id_calendar_dim_begin int, id_calendar_dim_end int, id_calendar_dim_afcars_end int,
    id_discharge_reason_dim int, id_placement_care_auth_dim int, id_location_dim_worker int,
    id_worker_dim_current int, fl_extended_foster_care smallint, fl_in_error smallint);
create table placement_fact (
    id_placement_fact int, id_removal_episode_fact int, id_prsn_child int,
    id_calendar_dim_begin int, id_calendar_dim_end int, id_placement_type_dim int,
    id_placement_result_dim int, id_service_type_dim int, id_prvd_org_caregiver int, tx_rel text);
create table placement_type_dim (
    id_placement_type_dim int, cd_epsd_type int, cd_plcm_setng int, tx_plcm_setng text);
create table placement_result_dim (id_placement_result_dim int, cd_end_rsn int, tx_end_rsn text);
create table service_type_dim (id_service_type_dim int, cd_srvc int, tx_srvc text);
create table discharge_reason_dim (id_discharge_reason_dim int, cd_dsch_rsn int, tx_dsch_rsn text);
create table placement_care_auth_dim (
    id_placement_care_auth_dim int, cd_placement_care_auth int, tx_placement_care_auth text);
create table provider_dim (id_provider_dim int, id_prvd_org int, is_current int);
create table license_fact (
    id_license_fact int, id_prvd_org int, id_calendar_dim_application int,
    id_calendar_dim_issue int, id_calendar_dim_expiration int, id_calendar_dim_closed int);
create table people_dim (
    id_people_dim int, id_prsn int, dt_birth timestamp, cd_gndr char(1), is_current int,
    fl_deleted char(1), fl_expunged char(1));
create table worker_dim (
    id_worker_dim int, id_prsn int, id_worker_dim_supervisor int, id_location_dim_worker int,
    is_current int);
create table primary_assignment_fact (
    id_primary_assignment_fact int, id_case int, id_worker_dim int, id_location_dim int,
    dt_begin timestamp, dt_end timestamp, fl_expunged char(1));
create table location_dim (
    id_location_dim int, cd_region int, tx_region text, cd_office int, tx_office text,
    cd_unit int, tx_unit text);
create table ext_iff_extension (
    id_intake_victim_fact int, tx_reason text, dt_approved timestamp, tx_approver text,
    dt_attempt_after timestamp);
create table ext_home_study (id_prvd_org int, dt_status date, cd_status text);

create schema faces;
set local search_path = faces, public;
create table extract_control (cutoff_at timestamptz);
create table client (
    dcn text, last_name text, first_name text, birth_date date, sex char(1), race text,
    hispanic char(1), death_date date);
create table custody_episode (
    episode_id bigint, dcn text, case_id text, removal_number smallint, custody_start date,
    custody_end date, exit_reason smallint, exit_subreason text, jurisdiction_county char(5),
    first_finding_date date, case_mgmt_type text, fccm_agency text, in_error char(1),
    entered_at timestamptz, exit_entered_at timestamptz);
create table placement (
    placement_id bigint, episode_id bigint, start_date date, end_date date, placement_code text,
    provider_dvn text, placement_county char(5), licensed char(1), preadopt_date date,
    entered_at timestamptz);
create table goal (
    goal_id bigint, episode_id bigint, goal_kind char(1), goal_code text, effective_date date,
    end_date date, entered_at timestamptz);
create table parent (
    parent_id bigint, dcn text, parent_role text, applicable char(1), deceased_date date);
create table tpr_event (
    tpr_event_id bigint, dcn text, parent_id bigint, event_code text, event_date date,
    filed_by text, entered_at timestamptz);
create table tpr_exception (dcn text, episode_id bigint, reason text, documented_date date);
create table hearing (
    hearing_id bigint, episode_id bigint, hearing_type text, scheduled_date date, held_date date);
create table worker (
    worker_id text, last_name text, first_name text, supervisor_id text, email text);
create table case_assignment (
    assignment_id bigint, case_id text, worker_id text, start_date date, end_date date);
create table attorney (
    attorney_id text, last_name text, first_name text, managing_attorney_id text,
    circuit smallint, email text);
create table attorney_assignment (
    assignment_id bigint, dcn text, episode_id bigint, attorney_id text, start_date date,
    end_date date, basis text, entered_at timestamptz);
create table circuit_county (
    circuit smallint, county_fips char(5), county_name text, region text, valid_from date,
    valid_to date);

-- Runs one source file as the program does: in the extract's schema, $1 bound as a literal.
create function test.fetch(of_kind text, of_name text, zone text default 'America/Chicago')
returns void
language plpgsql as $$
declare
    query text;
begin
    select replace(s.body, '$1', quote_literal(zone)) into query
    from test.source as s where s.kind = of_kind and s.name = of_name;
    perform set_config('search_path', of_kind || ', public', true);
    execute 'drop table if exists fetched';
    execute 'create temp table fetched as ' || query;
end
$$;
create function test.plan_of(of_kind text, of_name text) returns text[]
language plpgsql as $$
declare
    query text;
    plan json;
begin
    select s.body into query from test.source as s where s.kind = of_kind and s.name = of_name;
    perform set_config('search_path', of_kind || ', public', true);
    execute 'explain (format json) ' || query into plan;
    return (
        select array_agg(m[1]) from regexp_matches(plan::text, '"Node Type": "([^"]+)"', 'g') as m);
end
$$;
create function test.shape(of_kind text, of_name text) returns text[]
language plpgsql as $$
begin
    perform test.fetch(of_kind, of_name);
    return (
        select array_agg(a.attname || ' ' || format_type(a.atttypid, null) order by a.attnum)
        from pg_attribute as a
        where a.attrelid = 'fetched'::regclass and a.attnum > 0);
end
$$;

select is(
    test.shape(s.kind, s.name),
    (
        select array_agg(a.attname || ' text' order by a.attnum)
        from pg_attribute as a
        where a.attrelid = ('stage.' || s.name)::regclass and a.attnum > 0
            and a.attname <> 'agency_id'
    ),
    s.kind || '/' || s.name || ' returns the columns of stage.' || s.name || ', all text')
from test.source as s
where s.name <> 'cutoff'
order by s.kind, s.name;

select is(test.shape('famlink', 'cutoff'), array['cutoff timestamp without time zone'],
    'famlink/cutoff is a wall clock');
select is(test.shape('faces', 'cutoff'), array['cutoff timestamp without time zone'],
    'faces/cutoff is one too');
select is(
    (select array_agg(kind || '/' || name order by kind, name) from test.source
        where body ~ e'\n-- optional: '),
    array['faces/circuit_county', 'famlink/home_study', 'famlink/iff_extension'],
    'side files may be missing, and the counties, for which there is a map');

-- ---- FamLink: values as they are ----
set local search_path = famlink, public;
insert into people_dim values (11, 1001, '2014-05-06 00:00', 'F', 1, 'N', 'N');
insert into worker_dim values (702, 61, 713, 31, 1);
insert into provider_dim values (5, 801, 1);
select test.fetch('famlink', 'person');
select is((select array[child_id, version_id, birth_date, last_name] from fetched),
    array['1001', '11', '20140506', null], 'the public copy has no names');
alter table people_dim add column tx_first_name text, add column tx_last_name text;
update people_dim set tx_first_name = 'Ada', tx_last_name = 'Birch';
select test.fetch('famlink', 'person');
select is((select array[last_name, first_name] from fetched), array['Birch', 'Ada'],
    'an agency''s own copy has them');
select is(test.plan_of('famlink', 'person'), array['Seq Scan'],
    'and the fallback costs nothing: the plan is one scan');
set local search_path = famlink, public;
alter table worker_dim add column tx_worker_name text default 'Brandt, Eliza';
select test.fetch('famlink', 'worker');
select is((select array[worker_key, worker_id, supervisor_key, last_name] from fetched),
    array['702', '61', '713', 'Brandt, Eliza'], 'a worker''s name is one text');
alter table provider_dim add column tx_provider_name text default 'Elm, Rosa';
select test.fetch('famlink', 'provider');
select is((select array[provider_id, provider_name] from fetched), array['801', 'Elm, Rosa'],
    'a caregiver''s name');

set local search_path = famlink, public;
insert into discharge_reason_dim values (-1, -99, 'Failed'), (36, 36, 'Return Home');
insert into placement_care_auth_dim values (2, 2, 'DCFS');
insert into removal_episode_fact values
    (1, 1, 1001, 5001, 20240307, 0, 0, -1, 2, 31, 702, 0, 0),
    (2, 2, 1002, 5002, 20240307, 20240401, 20240402, 36, 99, 31, 702, 1, 1);
select test.fetch('famlink', 'episode');
select is((select array_agg(array[episode_id, end_date, exit_code, care_authority, in_error]
        order by episode_id) from fetched),
    array[array['1', '0', null, '2', '0'], array['2', '20240401', '36', null, '1']],
    'a failed lookup gives no code; a key without a row loses no episode; errors come along');

set local search_path = famlink, public;
insert into meeting_type_dim values ('1', 'FTDM', 'x'), (' 1', 'FTDM', 'y'), ('-1', 'Failed', 'z');
insert into meeting_fact (id_meeting_fact, id_meeting_type_dim, id_calendar_dim_mtng)
values ('1', ' 1 ', '20240308'), ('2', '-1', 'soon'), ('3', null, null), ('4', '77', '');
select test.fetch('famlink', 'meeting');
select is((select array_agg(array[meeting_row_id, type_key, type_code, meeting_date]
        order by meeting_row_id) from fetched),
    array[array['1', ' 1 ', 'FTDM', '20240308'], array['2', '-1', null, 'soon'],
        array['3', null, null, null], array['4', '77', null, '']],
    'meetings: text joined over blanks, not doubled, not lost, not judged');

set local search_path = famlink, public;
insert into response_time_exp_dim values (1, 1, '24'), (0, -99, 'none');
insert into intake_fact values (1, 77, '2024-03-08 23:59:59.25', 0, 1, 1, 0, 'N');
insert into intake_victim_fact (id_intake_victim_fact, id_response_time_exp_dim, dt_due, dt_iff_completed)
values (1, 1, '2024-03-10 10:00:00', 'infinity');
select test.fetch('famlink', 'intake');
select is((select array[received_time, response_code] from fetched),
    array['2024-03-08 23:59:59.25', null], 'a time keeps its fraction; key 0 gives no code');
select test.fetch('famlink', 'intake_victim');
select is((select array[due_time, response_code, added_time] from fetched),
    array['2024-03-10 10:00:00', '1', null], 'a whole second has none; null stays null');
set local search_path = famlink, public;
insert into ext_home_study values (801, '2024-01-02', 'APPROVED');
select test.fetch('famlink', 'home_study');
select is((select status_date from fetched), '20240102', 'a date is 8 digits');

-- ---- FACES: the agency's clock, whatever the session's ----
set local search_path = faces, public;
insert into extract_control values ('2018-04-01 07:10:00+00');
insert into goal values (1, 1, 'P', 'G_ADOPT', '2018-01-10', null, '2018-03-11 07:30:00.5+00');
insert into client values ('00100001', 'Ash', 'Noor', '2015-01-01', 'F', 'B', 'N', null);
insert into case_assignment values (1, 'C-1', 'W1', '2018-01-01', null);
set local timezone = 'Asia/Tokyo';
set local datestyle = 'German';
select test.fetch('faces', 'cutoff');
select is((select cutoff from fetched), timestamp '2018-04-01 02:10:00', 'cutoff in Chicago, in summer');
select test.fetch('faces', 'goal');
select is((select array[effective_date, entered_time] from fetched),
    array['20180110', '2018-03-11 01:30:00.5'], 'entered before the clocks went on');
-- the two nights on which the clock changes, from one second to the next and an hour apart
set local search_path = faces, public;
delete from goal;
insert into goal values
    (1, 1, 'P', 'G_ADOPT', '2024-03-10', null, '2024-03-10 07:59:59+00'),
    (2, 1, 'P', 'G_ADOPT', '2024-03-10', null, '2024-03-10 08:00:00+00'),
    (3, 1, 'P', 'G_ADOPT', '2024-11-03', null, '2024-11-03 06:30:00+00'),
    (4, 1, 'P', 'G_ADOPT', '2024-11-03', null, '2024-11-03 07:30:00+00');
select test.fetch('faces', 'goal');
select is(
    (select array_agg(entered_time order by goal_id) from fetched),
    array['2024-03-10 01:59:59', '2024-03-10 03:00:00', '2024-11-03 01:30:00',
        '2024-11-03 01:30:00'],
    'entered in the night of spring and in that of autumn, in which 01:30 comes twice');
select test.fetch('faces', 'person');
select is((select array[child_id, birth_date] from fetched), array['00100001', '20150101'],
    'a client number keeps its zeros');
select test.fetch('faces', 'case_assignment');
select is((select array[worker_key, worker_id, begin_time, end_time] from fetched),
    array['W1', 'W1', '2018-01-01 00:00:00', null], 'a day as a time');

select * from finish();
rollback;
