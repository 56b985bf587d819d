-- tests/sql/functions.sql
-- The small rules that every model, fact and report query shares (sql/schema/010_functions.sql).
begin;
set client_min_messages = warning;
create extension if not exists pgtap;

select plan(134);

-- ---- C4: dates ----

select is(mart.key_date(raw), expected, 'key_date: ' || story)
from (values
    ('20200131', date '2020-01-31', '8 digits that form a real day'),
    ('  20200131 ', '2020-01-31', 'blanks around it are trimmed'),
    ('20200229', '2020-02-29', '29 February of a leap year'),
    ('20000229', '2000-02-29', '2000 was a leap year'),
    ('19000101', '1900-01-01', 'the first day there is'),
    ('29991231', '2999-12-31', 'the last day there is'),
    ('20200331', '2020-03-31', 'the 31st'),
    ('20200930', '2020-09-30', 'the 30th'),
    ('19000229', null, '1900 was no leap year'),
    ('20210229', null, '29 February of an ordinary year'),
    ('20200230', null, '30 February'),
    ('20260231', null, '31 February'),
    ('20200431', null, '31 April'),
    ('20201301', null, 'month 13'),
    ('20200001', null, 'month 0'),
    ('20200100', null, 'day 0'),
    ('20200132', null, 'day 32'),
    ('18991231', null, 'the day before the first'),
    ('30000101', null, 'the day after the last'),
    ('0', null, 'key 0'),
    ('-1', null, 'a failed lookup'),
    ('99991231', null, 'the open end of the cubes'),
    ('39991231', null, 'the other open end'),
    ('2020-01-31', null, 'ISO text is no key'),
    ('2020131', null, '7 digits'),
    ('202001310', null, '9 digits'),
    ('2020013O', null, 'a letter for a digit'),
    ('+2020131', null, 'a sign'),
    ('2020 131', null, 'a blank inside'),
    ('２０２００１３１', null, 'digits of another script'),
    ('', null, 'empty'),
    ('yesterday', null, 'a word'),
    (null, null, 'null')
) as t (raw, expected, story);

select is(
    (
        select count(*)
        from (
            select to_char(d, 'YYYYMMDD') as raw, d::date as d
            from generate_series(timestamp '1890-01-01', '3009-12-31', interval '1 day') as d
        ) as every
        where mart.key_date(raw)
            is distinct from case when d between '1900-01-01' and '2999-12-31' then d end
    ),
    0::bigint, 'key_date: every day of eleven centuries, and none beyond');

select is(
    (
        select count(mart.key_date(y || lpad(m::text, 2, '0') || lpad(d::text, 2, '0')))
        from generate_series(2019, 2020) as y
        cross join generate_series(0, 99) as m
        cross join generate_series(0, 99) as d
    ),
    731::bigint, 'key_date: of all 8-digit texts of two years as many as there are days');

select is(
    (mart.no_date(raw), mart.bad_date(raw)), (none, bad), 'no_date, bad_date: ' || coalesce(raw, 'null'))
from (values
    (null, true, false),
    ('', true, false),
    ('   ', true, false),
    ('0', true, false),
    ('99991231', true, false),
    ('39991231', true, false),
    ('9999-12-31', true, false),
    ('3999-12-31', true, false),
    ('9999-12-31 00:00:00', true, false),
    ('20200131', false, false),
    ('20260231', false, true),
    ('-1', false, true),
    ('2026-03-10', false, true),
    ('soon', false, true)
) as t (raw, none, bad);

-- ---- times ----

select is(mart.wall_time(raw), expected, 'wall_time: ' || story)
from (values
    ('2020-01-31 07:15:09', timestamp '2020-01-31 07:15:09', 'as the extracts write it'),
    ('2020-01-31 07:15:09.25', '2020-01-31 07:15:09.25', 'a fraction'),
    (' 2020-01-31 07:15:09', '2020-01-31 07:15:09', 'trimmed'),
    ('2020-01-31T07:15:09', '2020-01-31 07:15:09', 'ISO T'),
    ('2020-01-31 07:15', '2020-01-31 07:15:00', 'without seconds'),
    ('2020-02-29 00:00:00', '2020-02-29 00:00:00', 'midnight of a leap day'),
    ('2020-01-31 23:59:59', '2020-01-31 23:59:59', 'the last second of a day'),
    ('2021-02-29 00:00:00', null, 'no such day'),
    ('2020-01-31 24:00:00', null, 'hour 24'),
    ('2020-01-31 07:60:00', null, 'minute 60'),
    ('2020-01-31 07:15:60', null, 'second 60'),
    ('2020-1-31 7:15:09', null, 'digits missing'),
    ('2020-01-31 +7:15:09', null, 'a sign for a digit'),
    ('2020-01-31  7:15:09', null, 'a blank for a digit'),
    ('20200131', null, 'a date is no time'),
    ('1899-12-31 23:59:59', null, 'before the first day'),
    ('9999-12-31 00:00:00', null, 'the open end'),
    ('20200-01-31 00:00:00', null, 'a year of five digits'),
    ('infinity', null, 'never'),
    ('noon', null, 'a word'),
    (null, null, 'null')
) as t (raw, expected, story);

select ok(mart.bad_time('noon'), 'bad_time: a word');
select ok(not mart.bad_time('9999-12-31 00:00:00'), 'bad_time: not the open end');
select ok(not mart.bad_time(null), 'bad_time: not null');

select is(
    (
        select count(*)
        from generate_series(
            timestamp '2019-12-30', '2021-03-02', interval '1 hour 7 minutes 11 seconds') as t
        where mart.wall_time(to_char(t, 'YYYY-MM-DD HH24:MI:SS')) is distinct from t
    ),
    0::bigint, 'wall_time: reads what to_char writes');

-- ---- flags, keys, words ----

select is(mart.is_yes(raw), expected, 'is_yes: ' || coalesce(quote_literal(raw), 'null'))
from (values
    ('1', true), ('Y', true), ('y', true), (' T ', true), ('Yes', true), ('tRuE', true),
    ('0', false), ('N', false), ('', false), ('2', false), ('X', false), ('yess', false),
    (null, false)
) as t (raw, expected);

select is(mart.whole(raw), expected, 'whole: ' || coalesce(quote_literal(raw), 'null'))
from (values
    ('12', 12::bigint), (' 12 ', 12), ('-1', -1), ('+7', 7), ('007', 7), ('0', 0),
    ('999999999999999999', 999999999999999999), ('1000000000000000000', null),
    ('12.0', null), ('1e3', null), ('x', null), ('', null), (null, null)
) as t (raw, expected);

select is(
    array[mart.some_key('5'), mart.some_key('0'), mart.some_key('-1'), mart.some_key('x')],
    array[5, null, null, null]::bigint[], 'some_key: zero and less are none');

select is(mart.id_text(raw), expected, 'id_text: ' || coalesce(quote_literal(raw), 'null'))
from (values
    ('12', '12'), (' 12 ', '12'), ('00123456', '00123456'), ('W-7', 'W-7'), ('-x', '-x'),
    ('0', null), ('000', null), ('-1', null), ('  ', null), (null, null)
) as t (raw, expected);

select is(
    array[mart.words(' a b '), mart.words('   '), mart.words(null)],
    array['a b', null, null], 'words: blank text is no text');

select is(
    array[
        mart.person_name('Birch', 'Ada'), mart.person_name('Birch', ' '),
        mart.person_name(null, 'Ada'), mart.person_name('', null)],
    array['Birch, Ada', 'Birch', 'Ada', null], 'person_name: a missing part is left out');

-- ---- C9: ages, months, rounding ----

select is(mart.age_on(birth, on_day), expected, 'age_on: ' || story)
from (values
    (date '2010-05-06', date '2020-05-05', 9, 'the day before the birthday'),
    ('2010-05-06', '2020-05-06', 10, 'the birthday'),
    ('2012-02-29', '2019-02-28', 6, 'born on 29 February: not yet on the 28th'),
    ('2012-02-29', '2019-03-01', 7, 'born on 29 February: on 1 March'),
    ('2012-02-29', '2020-02-28', 7, 'in a leap year not on the 28th'),
    ('2012-02-29', '2020-02-29', 8, 'in a leap year on the day itself'),
    ('2020-01-31', '2020-01-31', 0, 'the day of birth'),
    ('2020-01-31', '2020-01-30', null, 'none before birth'),
    (null, '2020-01-30', null, 'no birth date')
) as t (birth, on_day, expected, story);

select is(mart.plus_months('2020-01-31', 1), date '2020-02-29', 'plus_months clamps');
select is(mart.plus_months('2019-11-30', 3), date '2020-02-29', 'plus_months clamps into a leap year');
select is(mart.care_months(487), 16.0::numeric, 'care_months: 487 / 30.4375');
select is(
    array[mart.one_decimal(0.25), mart.one_decimal(-0.25), mart.one_decimal(2.449999)],
    array[0.3, -0.3, 2.4]::numeric[], 'one_decimal: half away from zero');

-- ---- C10: real hours ----

select is(mart.real_hours(a, b, 'America/Los_Angeles')::numeric(10, 4), expected, 'real_hours: ' || story)
from (values
    (timestamp '2020-01-10 08:00', timestamp '2020-01-11 08:00', 24.0, 'an ordinary day'),
    ('2020-03-07 12:00', '2020-03-08 12:00', 23.0, 'the night that lacks an hour'),
    ('2020-10-31 12:00', '2020-11-01 12:00', 25.0, 'the night that has one more'),
    ('2020-03-08 02:30', '2020-03-08 03:30', 0.0, 'a skipped time moves on an hour'),
    ('2020-11-01 00:30', '2020-11-01 01:30', 2.0, 'a time told twice is standard time'),
    ('2020-01-10 08:00', '2020-01-10 07:00', -1.0, 'backwards')
) as t (a, b, expected, story);

-- ---- scopes and sorting ----

select is(
    array[
        mart.scope_code('state', null), mart.scope_code('office', '204'),
        mart.scope_code('attorney', 'A/7 é')],
    array['state', 'office-204', 'attorney-A_2f7_20_c3_a9'], 'scope_code: other characters in hex');

select is(
    array(
        select id from unnest(array['b', '10', '9', '009', 'A', '1']) as id
        order by mart.id_order(id) collate "C"),
    array['1', '009', '9', '10', 'A', 'b'], 'id_order: numbers as numbers, then words');

select * from finish();
rollback;
