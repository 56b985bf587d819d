-- tests/sql/ftdm_completion.sql
-- One status per removal episode: the children of tests/fixtures/people.md, section FTDM
-- completion. Expected: status, FTDM date, days from removal, scheduled for, why.
begin;
\i tests/lib/harness.sql
\i tests/fixtures/ftdm_people.sql

select plan(78);

select test.facts('ftdm_completion', 7, '2024-03-01', '2024-03-31');

create table test.told (
    episode_id bigint, status text, ftdm_date date, days int, scheduled_for date, why text,
    story text);

insert into test.told values
    -- the days around the window
    (20001, 'Held too early', '2024-02-28', -8, null, '1 day before the window opened.',
        'Ada: 8 days before is too early by one day'),
    (20002, 'Held before removal', '2024-02-29', -7, null, 'In time: the window opened 02/29.',
        'Ben: 7 days before, a leap day, is the first day of the window'),
    (20003, 'Held before removal', '2024-03-06', -1, null, 'In time: the window opened 02/29.',
        'Cleo: the day before'),
    (20004, 'Held within 3 days', '2024-03-07', 0, null, 'In time: the window opened 02/29.',
        'Dov: the removal''s own day is no longer before'),
    (20005, 'Held within 3 days', '2024-03-10', 3, null, 'In time: the window opened 02/29.',
        'Edda: 3 days after is the last day of the window'),
    (20006, 'Held late', '2024-03-11', 4, null, '1 day after the window closed.',
        'Finn: 4 days after is late by one day'),
    (20007, 'Held too early', '2024-02-06', -30, null, '23 days before the window opened.',
        'Gia: 30 days before is the earliest that is still shown'),
    (20008, 'None recorded', null, null, null, 'No FTDM found from 02/06 on.',
        'Hugo: 31 days before belongs to something else'),

    -- several meetings
    (20009, 'Held before removal', '2024-03-01', -6, null, 'In time: the window opened 02/29.',
        'Ines: of three in the window the status is that of the first, its day the earliest'),
    (20010, 'Held within 3 days', '2024-03-08', 1, null, 'In time: the window opened 02/29.',
        'Jonas: the earlier of two after the removal'),
    (20011, 'Held too early', '2024-02-24', -12, null, '5 days before the window opened.',
        'Kira: the latest of two that are too early'),
    (20012, 'Held late', '2024-03-17', 10, null, '7 days after the window closed.',
        'Lev: the earliest of two that are late'),

    -- siblings
    (20014, 'None recorded', null, null, null,
        'No FTDM found from 02/06 on. Held 03/08 for another child of the case.',
        'Nils: his sister''s row does not count for him'),
    (20015, 'Held within 3 days', '2024-03-08', 1, '2024-03-01',
        'In time: the window opened 02/29.',
        'Noor: her own row; another, never marked, is still shown as scheduled'),

    -- scheduled, cancelled
    (20016, 'Cancelled', '2024-03-09', 2, null, 'Cancelled 03/08 and not set again.',
        'Olga: cancelled the day before it'),
    (20017, 'Held within 3 days', '2024-03-09', 2, null, 'In time: the window opened 02/29.',
        'Piet: a cancellation dated after as_of has not happened'),
    (20018, 'Cancelled', '2024-03-09', 2, null, 'Cancelled 03/31 and not set again.',
        'Quin: completed and, on as_of, cancelled: it does not count'),
    (20019, 'Scheduled, not completed', '2024-03-09', 2, '2024-03-09',
        'Its day passed 22 days ago; not marked completed.',
        'Rosa: her meeting''s day has passed, nobody marked it'),
    (20020, 'Scheduled, not completed', '2024-04-10', 34, '2024-04-10',
        'Set for 31 days after the window closed.',
        'Sam: a meeting after as_of is scheduled, whatever its completed flag'),
    (20021, 'None recorded', null, null, null, 'No FTDM found from 02/06 on.',
        'Tove: set for 8 days before the removal is not of this removal'),
    (20022, 'Scheduled, not completed', '2024-02-29', -7, '2024-02-29',
        'Its day passed 31 days ago; not marked completed.',
        'Uma: set for 7 days before the removal is'),
    (20023, 'Scheduled, not completed', '2024-04-02', 26, '2024-04-02',
        'Set for 23 days after the window closed. One set for 03/09 was cancelled.',
        'Vito: one cancelled, two set: the earliest set comes before the cancelled one'),
    (20067, 'Scheduled, not completed', '2024-03-31', 24, '2024-03-31',
        'Its day is the as-of day; not marked completed.',
        'Tim: it may be held yet today'),
    (20064, 'Held late', '2024-03-13', 6, '2024-04-15',
        '3 days after the window closed. One set for 03/09 was cancelled.',
        'Liv: held late, with the next one set'),

    -- the window is open
    (20024, 'None recorded', null, null, null, 'No FTDM found from 02/27 on.',
        'Wanda: her window closed on as_of itself'),
    (20025, 'Window open', null, null, null, '1 day left to hold it. None is set.',
        'Xeno: removed a day later, he has a day left'),
    (20026, 'Held before removal', '2024-03-29', -1, null, 'In time: the window opened 03/23.',
        'Yara: held already, while the window is still open'),
    (20027, 'Window open', null, null, '2024-04-02', '2 days left to hold it.',
        'Zeno: set for the last day'),
    (20028, 'Window open', null, null, '2024-04-06',
        '2 days left to hold it. Set for 4 days after it closes. Held 03/20, too early to count.',
        'Abel: an open window comes before too early'),

    -- left care
    (20029, 'None recorded', null, null, null, 'Home again after 2 days.',
        'Bea: home again before the window closed'),
    (20030, 'None recorded', null, null, null, 'Left care after 2 days.',
        'Cyd: left care before the window closed, but not for home'),
    (20031, 'None recorded', null, null, null, 'No FTDM found from 02/06 to 03/10.',
        'Dag: home on the day on which the window closed'),
    (20032, 'Held late', '2024-03-20', 13, null,
        '10 days after the window closed. Left care 03/20.',
        'Eli: held on the last day of the episode'),
    (20033, 'None recorded', null, null, null, 'No FTDM found from 02/06 to 03/20.',
        'Fay: held a day after the episode had ended'),
    (20034, 'None recorded', null, null, null, 'No FTDM found from 02/06 on.',
        'Gus: an end after as_of has not happened'),
    (20035, 'None recorded', null, null, '2024-03-25', 'No FTDM found from 02/06 to 03/20.',
        'Hal: set for a day after the episode''s end: shown, but no status'),

    -- who is counted
    (20144, 'Held within 3 days', '2024-03-04', 3, null,
        'In time: the window opened 02/23. Left care 03/05.',
        'Rex, first removal: his one meeting is 3 days after it'),
    (20044, 'Held before removal', '2024-03-04', -4, null, 'In time: the window opened 03/01.',
        'Rex, second removal: the same meeting is 4 days before it'),
    (20046, 'None recorded', null, null, null, 'The episode ends before it begins.',
        'Ted: nothing can be held in an episode that ends before it begins'),

    -- what meeting rows may say
    (20060, 'None recorded', null, null, null, 'No FTDM found from 02/06 on.',
        'Hew: completed, but without a date'),
    (20061, 'None recorded', null, null, null, 'No FTDM found from 02/06 on.',
        'Ivo: a type that the code map does not know is no FTDM'),
    (20062, 'None recorded', null, null, null, 'No FTDM found from 02/06 on.',
        'Jan: a shared planning meeting is no FTDM');

select is(
    row(f.status, f.ftdm_date, f.days_from_removal, f.scheduled_for, f.why)::text,
    row(t.status, t.ftdm_date, t.days, t.scheduled_for, t.why)::text,
    t.story)
from test.told as t
left join fact.ftdm_completion as f
    on f.agency_id = 7
    and f.month = '2024-03-01'
    and f.version = 1
    and f.list = 'removals'
    and f.episode_id = t.episode_id
order by t.episode_id;

-- ---- which meeting is shown ----

select is(f.meeting_row_id, 99::bigint, 'Mona: of two on a day the lowest id, as a number')
from fact.ftdm_completion as f
where f.episode_id = 20013 and f.list = 'removals';

select is(f.ftdm_purpose, 'Emergent placement', 'Mona: and its purpose')
from fact.ftdm_completion as f
where f.episode_id = 20013 and f.list = 'removals';

select is(f.ftdm_purpose, null, 'Kit: a purpose left blank stays empty')
from fact.ftdm_completion as f
where f.episode_id = 20063 and f.list = 'removals';

-- ---- what the status was judged by ----

create function test.inputs(episode bigint) returns text
language sql as $$
    select row(
        f.held_before_on, f.held_within_on, f.held_late_on, f.held_early_on, f.not_completed_on,
        f.cancelled_on, f.sibling_on)::text
    from fact.ftdm_completion as f
    where f.agency_id = 7 and f.month = '2024-03-01' and f.version = 1 and f.episode_id = episode
        and f.list = 'removals'
$$;

select is(test.inputs(20009), '(2024-03-01,2024-03-08,,,,,)', 'Ines: before and within');
select is(test.inputs(20011), '(,,,2024-02-24,,,)', 'Kira: too early, the latest');
select is(test.inputs(20064), '(,,2024-03-13,,2024-04-15,2024-03-09,)',
    'Liv: late, set again, cancelled');
select is(test.inputs(20014), '(,,,,,,2024-03-08)',
    'Nils: his sister''s completed meeting, not the one never marked');
select is(test.inputs(20015), '(,2024-03-08,,,2024-03-01,,)',
    'Noor: she is not her own sibling');

-- ---- in which lists a child stands ----

create function test.lists(episode bigint) returns text
language sql as $$
    select coalesce(string_agg(f.list, ' ' order by f.list), 'none')
    from fact.ftdm_completion as f
    where f.agency_id = 7 and f.month = '2024-03-01' and f.version = 1 and f.episode_id = episode
$$;

create function test.why_not(episode bigint) returns text
language sql as $$
    select f.why
    from fact.ftdm_completion as f
    where f.agency_id = 7 and f.month = '2024-03-01' and f.version = 1 and f.episode_id = episode
        and f.list = 'not_listed'
$$;

select is(test.lists(20002), 'in_care removals', 'Ben: removed this month, in care, nothing to do');
select is(test.lists(20001), 'in_care removals', 'Ada: too early cannot be acted on any more');
select is(test.lists(20006), 'in_care removals', 'Finn: late neither');
select is(test.lists(20008), 'in_care removals to_act_on', 'Hugo: none recorded');
select is(test.lists(20016), 'in_care removals to_act_on', 'Olga: cancelled');
select is(test.lists(20019), 'in_care removals to_act_on', 'Rosa: scheduled, not completed');
select is(test.lists(20025), 'in_care removals to_act_on', 'Xeno: window open');
select is(test.lists(20029), 'removals to_act_on', 'Bea: home again, still without an FTDM');
select is(test.lists(20032), 'removals', 'Eli: left care this month');
select is(test.lists(20034), 'in_care removals to_act_on', 'Gus: leaves the day after as_of');
select is(test.lists(20036), 'not_listed', 'Ida: extended foster care');
select is(test.why_not(20036), 'Extended foster care.', 'Ida: and why');
select is(test.lists(20037), 'not_listed', 'Jud: another agency''s authority');
select is(test.why_not(20037), 'Another agency has placement and care authority.', 'Jud: and why');
select is(test.lists(20039), 'in_care to_act_on', 'Lou: removed on the last day of February');
select is(test.lists(20040), 'in_care removals to_act_on', 'Max: removed on the first of March');
select is(test.lists(20041), 'in_care removals to_act_on', 'Nan: removed on as_of');
select is(test.lists(20042), 'none', 'Ola: removed the day after as_of');
select is(test.lists(20043), 'not_listed', 'Pia: left on as_of, so not in care on it');
select is(test.why_not(20043), 'Left care 03/31.', 'Pia: and why');
select is(test.lists(20045), 'in_care removals to_act_on',
    'Sue: in care until the state ends it, whatever the federal end');
select is(test.lists(20046), 'removals to_act_on', 'Ted: ends before it begins: never in care');

-- ---- the person ----

create function test.shown(episode bigint) returns text
language sql as $$
    select row(f.child, f.age)::text
    from fact.ftdm_completion as f
    where f.agency_id = 7 and f.month = '2024-03-01' and f.version = 1 and f.episode_id = episode
        and f.list = 'in_care'
$$;

select is(test.shown(20047), '(,)', 'Una: her record is deleted: neither name nor age');
select is(test.shown(20048), '(1048,9)', 'Van: no name: the id');
select is(test.shown(20049), '(1049,)', 'Wil: no person record: the id, and no age');
select is(test.shown(20050), '("Xu, Xia",12)', 'Xia: born on 29 February, twelve in March');

select test.facts('ftdm_completion', 7, '2023-02-01', '2023-02-28', 1);

select is(f.age, 10, 'Xia: not yet eleven on 28 February of a common year')
from fact.ftdm_completion as f
where f.agency_id = 7 and f.month = '2023-02-01' and f.list = 'in_care' and f.episode_id = 20050;

-- ---- words ----

select is_empty(
    $$
    select f.episode_id, s.fact
    from fact.ftdm_completion as f
    cross join lateral regexp_split_to_table(f.why, '(?<=\.) ') as s (fact)
    where length(s.fact) > 60 or s.fact !~ '\.$'
    $$,
    'every fact of Why has at most 60 characters and a full stop');

select * from finish();
rollback;
