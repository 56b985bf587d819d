-- tests/sql/ftdm_completion_source.sql
-- From what FamLink hands over (text, however it is filled) to the report: each child was removed
-- on 7 March 2024 and has one meeting row on 8 March with one thing odd about it. One row's
-- oddity changes no other child's status. Children 2001 on, tests/fixtures/people.md.
begin;
\i tests/lib/harness.sql

select plan(89);

insert into etl.batch (agency_id, batch_id, run_id, state, source_kind, cutoff_at, time_zone)
values (7, 1, 1, 'complete', 'famlink', '2024-04-01 02:15:00', 'America/Los_Angeles');

insert into mart.code_map (agency_id, list, code, label, grp, valid_from, valid_to, ordinal)
values
    (7, 'meeting_type', 'FTDM', 'Family Team Decision Making meeting', 'FTDM',
        '-infinity', 'infinity', 1),
    (7, 'meeting_type', 'SPM', 'Shared Planning Meeting', 'OTHER', '-infinity', 'infinity', 2),
    (7, 'care_authority', '2', 'DCFS', 'agency', '-infinity', 'infinity', 1),
    (7, 'care_authority', '6', 'Tribal with IV-E', 'other_agency', '-infinity', 'infinity', 2),
    (7, 'discharge_reason', '36', 'Return Home', 'Reunification', '-infinity', 'infinity', 1);

insert into stage.location values
    (7, '101', '1', 'Region 1', '101', 'Alder Creek', '1', 'Care 1');
insert into stage.worker (agency_id, worker_key, worker_id, is_current, last_name)
values (7, '501', '51', '1', 'Achterberg, Jo');

create table test.odd (
    child text, meeting_row_id text, meeting_child text, case_id text, meeting_date text,
    cancel_date text, completed text, type_key text, type_code text, purpose text,
    status text, rule text, story text);

insert into test.odd
select
    o.child, coalesce(o.row_id, o.child || '1'), coalesce(o.meeting_child, o.child),
    coalesce(o.case_id, '3' || o.child), coalesce(o.meeting_date, '20240308'),
    coalesce(o.cancel_date, '0'), coalesce(o.completed, '1'), coalesce(o.type_key, '11'),
    coalesce(o.type_code, 'FTDM'), coalesce(o.purpose, 'Initial placement'),
    o.status, o.rule, o.story
from (
    values
        ('2001', null, null, null, null, null, null, null, null, null,
            'Held within 3 days', null, 'nothing odd'),
        -- keys
        ('2002', ' 20021 ', ' 2002', '32002 ', ' 20240308 ', ' 0 ', ' 1 ', '11', ' FTDM ', null,
            'Held within 3 days', null, 'blanks around everything'),
        ('2003', 'abc', null, null, null, null, null, null, null, null,
            'None recorded', 'meeting_rejected', 'row key of letters'),
        ('2004', '', null, null, null, null, null, null, null, null,
            'None recorded', 'meeting_rejected', 'row key blank'),
        ('2005', null, 'twelve', null, null, null, null, null, null, null,
            'None recorded', 'meeting_rejected', 'child of letters'),
        ('2006', null, '', null, null, null, null, null, null, null,
            'None recorded', 'meeting_no_child', 'child blank'),
        ('2007', null, '0', null, null, null, null, null, null, null,
            'None recorded', 'meeting_no_child', 'child 0'),
        ('2008', null, '-1', null, null, null, null, null, null, null,
            'None recorded', 'meeting_no_child', 'child -1'),
        ('2009', null, '2009.0', null, null, null, null, null, null, null,
            'None recorded', 'meeting_rejected', 'child with a fraction'),
        ('2010', null, null, '0', null, null, null, null, null, null,
            'Held within 3 days', null, 'case 0: the child is what counts'),
        ('2011', null, null, 'x', null, null, null, null, null, null,
            'None recorded', 'meeting_rejected', 'case of letters'),
        -- dates
        ('2012', null, null, null, '', null, null, null, null, null,
            'None recorded', 'completed_no_date', 'date blank'),
        ('2013', null, null, null, '0', null, null, null, null, null,
            'None recorded', 'completed_no_date', 'date 0'),
        ('2014', null, null, null, '99991231', null, null, null, null, null,
            'None recorded', 'completed_no_date', 'date 99991231'),
        ('2015', null, null, null, '2024-03-08', null, null, null, null, null,
            'None recorded', 'bad_date', 'date with hyphens'),
        ('2016', null, null, null, '03/08/2024', null, null, null, null, null,
            'None recorded', 'bad_date', 'date with slashes'),
        ('2017', null, null, null, '20240230', null, null, null, null, null,
            'None recorded', 'bad_date', '30 February'),
        ('2018', null, null, null, '20240308.0', null, null, null, null, null,
            'None recorded', 'bad_date', 'date with a fraction'),
        ('2019', null, null, null, '202403', null, null, null, null, null,
            'None recorded', 'bad_date', 'a month'),
        ('2020', null, null, null, 'cancelled', null, null, null, null, null,
            'None recorded', 'bad_date', 'a word'),
        ('2021', null, null, null, '18991231', null, null, null, null, null,
            'None recorded', 'bad_date', 'before 1900'),
        ('2022', null, null, null, null, '', null, null, null, null,
            'Held within 3 days', null, 'cancelled blank'),
        ('2023', null, null, null, null, '39991231', null, null, null, null,
            'Held within 3 days', null, 'cancelled 39991231'),
        ('2024', null, null, null, null, 'yes', null, null, null, null,
            'Held within 3 days', 'bad_date', 'cancelled "yes" is no date: not cancelled'),
        ('2025', null, null, null, null, '20240307', null, null, null, null,
            'Cancelled', 'completed_cancelled', 'cancelled the day before'),
        -- the completed flag
        ('2026', null, null, null, null, null, ' y ', null, null, null,
            'Held within 3 days', null, 'completed y'),
        ('2027', null, null, null, null, null, 'Yes', null, null, null,
            'Held within 3 days', null, 'completed Yes'),
        ('2028', null, null, null, null, null, 'TRUE', null, null, null,
            'Held within 3 days', null, 'completed TRUE'),
        ('2029', null, null, null, null, null, 't', null, null, null,
            'Held within 3 days', null, 'completed t'),
        ('2030', null, null, null, null, null, '0', null, null, null,
            'Scheduled, not completed', 'not_marked', 'completed 0'),
        ('2031', null, null, null, null, null, '', null, null, null,
            'Scheduled, not completed', 'not_marked', 'completed blank'),
        ('2032', null, null, null, null, null, 'completed', null, null, null,
            'Scheduled, not completed', 'not_marked', 'completed "completed" is none of the five'),
        ('2033', null, null, null, null, null, '1.0', null, null, null,
            'Scheduled, not completed', 'not_marked', 'completed 1.0 neither'),
        -- the type
        ('2034', null, null, null, null, null, null, null, 'SPM', null,
            'None recorded', null, 'another meeting'),
        ('2035', null, null, null, null, null, null, null, 'ftdm', null,
            'None recorded', 'unknown_code', 'codes are told apart by case'),
        ('2036', null, null, null, null, null, null, null, 'F77', null,
            'None recorded', 'unknown_code', 'a code without an entry'),
        ('2037', null, null, null, null, null, null, '999', '', null,
            'None recorded', 'unknown_code', 'a type that is not there'),
        -- the purpose
        ('2038', null, null, null, null, null, null, null, null, '  ',
            'Held within 3 days', 'no_purpose', 'purpose blank')
) as o (
    child, row_id, meeting_child, case_id, meeting_date, cancel_date, completed, type_key,
    type_code, purpose, status, rule, story);

insert into stage.person (agency_id, child_id, version_id, is_current, last_name, birth_date)
select 7, o.child, o.child, '1', 'Odd ' || o.child, '20140506'
from test.odd as o;

insert into stage.episode (
    agency_id, episode_id, child_id, case_id, begin_date, end_date, federal_end_date,
    care_authority, extended, location_id, worker_key, in_error)
select 7, '4' || o.child, o.child, '3' || o.child, '20240307', '0', '0', '2', '0', '101', '501', '0'
from test.odd as o;

insert into stage.case_assignment (
    agency_id, assignment_id, case_id, worker_key, location_id, begin_time, end_time, expunged)
select 7, '5' || o.child, '3' || o.child, '501', '101', '2024-01-01 08:00:00', null, 'N'
from test.odd as o;

insert into stage.meeting (
    agency_id, meeting_row_id, meeting_id, child_id, case_id, meeting_date, cancel_date,
    completed, type_key, type_code, purpose)
select
    7, o.meeting_row_id, '1', o.meeting_child, o.case_id, o.meeting_date, o.cancel_date,
    o.completed, o.type_key, o.type_code, o.purpose
from test.odd as o;

-- ---- episodes with one thing odd about each ----

create table test.odd_episode (
    child text, episode_id text, begin_date text, end_date text, care_authority text,
    extended text, in_error text, lists text, rule text, story text);

insert into test.odd_episode
select
    e.child, coalesce(e.episode_id, '4' || e.child), coalesce(e.begin_date, '20240307'),
    coalesce(e.end_date, '0'), coalesce(e.care_authority, '2'), coalesce(e.extended, '0'),
    coalesce(e.in_error, '0'), e.lists, e.rule, e.story
from (
    values
        ('2101', null, null, null, null, null, '1', 'none', 'left_out', 'in error'),
        ('2102', null, null, null, null, null, ' yes ', 'none', 'left_out', 'in error, in words'),
        ('2103', null, null, null, null, null, null, 'none', 'left_out',
            'an older version of the person is expunged'),
        ('2104', null, '', null, null, null, null, 'none', 'episode_rejected', 'no begin'),
        ('2105', null, '20240231', null, null, null, null, 'none', 'episode_rejected',
            'begins on 31 February'),
        ('2106', null, '99991231', null, null, null, null, 'none', 'episode_rejected',
            'begins never'),
        ('2107', null, null, 'soon', null, null, null, 'in_care removals to_act_on', 'bad_date',
            'ends "soon": no end'),
        ('2108', null, null, '99991231', null, null, null, 'in_care removals to_act_on', null,
            'ends 99991231: open'),
        ('2109', null, null, '20240320', null, null, null, 'removals to_act_on', null, 'ended'),
        ('2110', null, null, null, '99', null, null, 'in_care removals to_act_on', 'unknown_code',
            'an authority without an entry: not known to be another agency'),
        ('2111', null, null, null, ' 6 ', null, null, 'not_listed', null, 'tribal authority'),
        ('2112', null, null, null, null, 'Y', null, 'not_listed', null, 'extended foster care'),
        ('2113', 'x', null, null, null, null, null, 'none', 'episode_rejected', 'key of letters'),
        ('2114', null, null, null, null, null, null, 'in_care removals to_act_on', 'no_person',
            'no person record')
) as e (
    child, episode_id, begin_date, end_date, care_authority, extended, in_error, lists, rule,
    story);

insert into stage.person (
    agency_id, child_id, version_id, is_current, last_name, birth_date, expunged)
select 7, e.child, e.child, '1', 'Odd ' || e.child, '20140506', 'N'
from test.odd_episode as e
where e.child <> '2114'
union all
select 7, '2103', '92103', '0', 'Odd 2103', '20140506', 'Y';

insert into stage.episode (
    agency_id, episode_id, child_id, case_id, begin_date, end_date, federal_end_date,
    care_authority, extended, location_id, worker_key, in_error)
select
    7, e.episode_id, e.child, '3' || e.child, e.begin_date, e.end_date, '0',
    e.care_authority, e.extended, '101', '501', e.in_error
from test.odd_episode as e;

insert into stage.case_assignment (
    agency_id, assignment_id, case_id, worker_key, location_id, begin_time, end_time, expunged)
select 7, '5' || e.child, '3' || e.child, '501', '101', '2024-01-01 08:00:00', null, 'N'
from test.odd_episode as e;

select test.model(7);
select test.facts('ftdm_completion', 7, '2024-03-01', '2024-03-31');

select is(f.status, o.status, o.child || ': ' || o.story)
from test.odd as o
left join fact.ftdm_completion as f
    on f.agency_id = 7 and f.month = '2024-03-01' and f.list = 'removals'
    and f.child_id = o.child
order by o.child;

-- every oddity that cost a child its meeting is told, with its row

select is(
    (select count(*) from fact.quality as q
    where q.agency_id = 7 and q.report = 'ftdm_completion' and q.rule = o.rule
        and (btrim(q.row_key) = btrim(o.meeting_row_id)
            or q.rule = 'unknown_code'
                and q.row_key = coalesce(nullif(o.type_code, ''), o.type_key)
            or q.rule = 'meeting_rejected'
                and q.row_key is not distinct from nullif(o.meeting_row_id, ''))),
    1::bigint, o.child || ': ' || o.rule)
from test.odd as o
where o.rule is not null
order by o.child;

select is(
    (select coalesce(string_agg(f.list, ' ' order by f.list), 'none')
    from fact.ftdm_completion as f
    where f.agency_id = 7 and f.month = '2024-03-01' and f.version = 1 and f.child_id = e.child),
    e.lists, e.child || ': ' || e.story)
from test.odd_episode as e
order by e.child;

select is(
    (select sum(q.counted) from fact.quality as q
    where q.agency_id = 7 and q.version = 1 and q.report = 'ftdm_completion'
        and q.rule = 'left_out'),
    4::bigint, 'left out: two in error, one expunged person and her episode');
select is(
    (select sum(q.counted) from fact.quality as q
    where q.agency_id = 7 and q.version = 1 and q.report = 'ftdm_completion'
        and q.rule = 'episode_rejected'),
    4::bigint, 'rejected: three without a begin, one without a key');
select is(
    (select array_agg(q.row_key) from fact.quality as q
    where q.agency_id = 7 and q.version = 1 and q.report = 'ftdm_completion'
        and q.rule = 'bad_date' and q.child_id = '2107'),
    array['42107'], '2107: its end is told');
select is(
    (select array_agg(q.child_id) from fact.quality as q
    where q.agency_id = 7 and q.version = 1 and q.report = 'ftdm_completion'
        and q.rule = 'no_person'),
    array['2114'], '2114: its missing person record is told');
select is_empty(
    $$
    select 1
    from fact.quality as q
    where q.agency_id = 7 and (q.child_id = '2103' or q.row_key like '%2103')
    $$,
    'the expunged child is named nowhere');
select is_empty(
    $$
    select t.scope, t.check_name, t.first, t.second
    from fact.tie as t
    where t.agency_id = 7 and t.first is distinct from t.second and t.explained is null
    $$,
    'all ties hold');

-- ---- the order of the source's rows does not matter ----

create table test.shuffled as select * from stage.meeting order by md5(meeting_row_id || child_id);
delete from stage.meeting;
insert into stage.meeting select * from test.shuffled;
create table test.shuffled_episode as select * from stage.episode order by md5(episode_id);
delete from stage.episode;
insert into stage.episode select * from test.shuffled_episode;

select test.model(7);
select test.facts('ftdm_completion', 7, '2024-03-01', '2024-03-31', 2);

select is_empty(
    $$
    select f.list, f.child_id, f.status, f.office, f.why, f.ftdm_date, f.meeting_row_id
    from fact.ftdm_completion as f where f.agency_id = 7 and f.version = 1
    except
    select f.list, f.child_id, f.status, f.office, f.why, f.ftdm_date, f.meeting_row_id
    from fact.ftdm_completion as f where f.agency_id = 7 and f.version = 2
    $$,
    'the same rows in another order: the same report');
select is(
    (select count(*) from fact.quality as q where q.agency_id = 7 and q.version = 1),
    (select count(*) from fact.quality as q where q.agency_id = 7 and q.version = 2),
    'and the same Data quality');

-- ---- a month computed later is the month computed then, where the source did not change ----

select test.facts('ftdm_completion', 7, '2024-04-01', '2024-04-30', 3);
select test.facts('ftdm_completion', 7, '2024-03-01', '2024-03-31', 3);

select is_empty(
    $$
    select f.list, f.child_id, f.episode_id, f.status, f.office, f.why, f.age
    from fact.ftdm_completion as f where f.agency_id = 7 and f.version = 2
        and f.month = '2024-03-01'
    except
    select f.list, f.child_id, f.episode_id, f.status, f.office, f.why, f.age
    from fact.ftdm_completion as f where f.agency_id = 7 and f.version = 3
        and f.month = '2024-03-01'
    $$,
    'March computed after April is the same March');

select * from finish();
rollback;
