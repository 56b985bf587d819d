-- tests/sql/child_listing_clock.sql
-- The 15 of 22 clock by itself: dates only. And that the quick way to a day finds what looking at
-- every day finds.
begin;
\i tests/lib/harness.sql

select plan(23);

-- ---- the window ----

select is(fact.counted_days('{[2023-01-01,)}', '2023-01-01'), 0, 'the day itself does not count');
select is(fact.counted_days('{[2023-01-01,)}', '2023-01-02'), 1, 'the day before does');
select is(fact.counted_days('{[2020-01-01,)}', '2024-03-31'), 670,
    '22 months before 31 March 2024 is 31 May 2022: 670 days');
select is(fact.counted_days('{[2020-01-01,)}', '2024-02-29'), 671,
    '22 months before 29 February 2024 is 29 April 2022');
select is(fact.counted_days('{[2020-01-01,)}', '2024-03-01'), 670,
    'a day later it is 1 May: two days fall out, one comes in');
select is(fact.counted_days('{[2020-01-01,)}', '2023-12-31'), 671,
    '22 months before 31 December 2023 is 28 February 2022');
select is(fact.counted_days('{[2020-01-01,)}', '2023-12-28'), 668,
    'and so it is before 28 December: for three days nothing falls out');
select is(fact.counted_days('{[2022-05-30,2022-06-02)}', '2024-03-31'), 2,
    'a span that reaches into the window counts from its first day on');
select is(fact.counted_days('{[2023-01-01,2023-01-11),[2023-02-01,2023-02-11)}', '2024-03-31'), 20,
    'two spans');
select is(fact.counted_days('{}', '2024-03-31'), 0, 'no days');

-- ---- reached ----

select is(fact.reached_since('{[2023-01-01,)}', '2024-03-31'), null, '455 days: not reached');
select is(fact.reached_since('{[2022-12-31,)}', '2024-03-31'), '2024-03-31'::date,
    '456 days: on the day');
select is(fact.reached_since('{[2010-01-01,)}', '2024-03-31'), '2011-04-02'::date,
    'in care for fourteen years: 456 days after the clock began');
select is(fact.reached_since('{[2020-01-01,2021-06-01),[2023-01-01,)}', '2024-06-01'),
    '2024-04-01'::date,
    'reached once before and fallen below: the present run');
select is(fact.reached_since('{[2020-01-01,2021-10-01)}', '2022-02-01'), '2021-04-01'::date,
    'the days stopped, the window still holds 456');
select is(fact.reached_since('{[2020-01-01,2021-10-01)}', '2022-08-01'), null,
    'and no longer half a year later');

-- ---- to be reached ----

select is(fact.reaches_on('{[2023-01-01,)}', '2024-03-31'), '2024-04-01'::date, 'tomorrow');
select is(fact.reaches_on('{[2024-02-29,)}', '2024-03-31'), '2025-05-30'::date,
    'from a leap day: 456 days later');
select is(fact.reaches_on('{[2022-06-01,2022-07-01),[2024-01-01,)}', '2024-03-31'),
    '2025-04-01'::date, 'old days fall out of the window before it is reached');
select is(fact.reaches_on('{[2023-01-01,2023-06-01)}', '2024-03-31'), null,
    'never: the days stopped');

-- ---- every day against the quick way ----

-- 40 children with up to six spans each, made from their number; a child still in care has an
-- open one
create temp table child as
select
    n,
    (
        select range_agg(daterange(
            s.begins, case when s.k = 6 and n % 3 > 0 then null else s.begins + s.long end))
        from (
            select
                k,
                date '2014-01-01' + k * 560 + get_byte(decode(md5(n || '-' || k), 'hex'), 0)
                    as begins,
                30 + get_byte(decode(md5(n || '-' || k), 'hex'), 1) * 2 as long
            from generate_series(1, 6) as k
            where get_byte(decode(md5(n || '-' || k), 'hex'), 2) > 60
        ) as s
    ) as days
from generate_series(1, 40) as n;

create temp table looked as
select c.n, c.days, d.day::date as day, fact.counted_days(c.days, d.day::date) as counted
from child as c
cross join generate_series(date '2016-01-01', date '2026-12-31', interval '1 day') as d (day)
where c.days is not null;

create index on looked (n, day);
analyze looked;

-- asked on 20 days of each child's life
create temp table asked as
select
    a.n, a.days, a.day,
    (
        select max(l.day) + 1 from looked as l
        where l.n = a.n and l.day < a.day and l.counted < 456
    ) as slow_since,
    (
        select min(l.day) from looked as l
        where l.n = a.n and l.day >= a.day and l.counted >= 456 and l.day <= a.day + 700
    ) as slow_on,
    a.counted
from looked as a
where a.day = date '2018-01-01' + (a.n % 7) + 100 * ((a.day - date '2018-01-01') / 100)
    and a.day between '2018-01-01' and '2023-06-30';

select is_empty(
    $$
    select a.n, a.day, a.slow_since, fact.reached_since(a.days, a.day)
    from asked as a
    where case when a.counted >= 456 then a.slow_since end
        is distinct from fact.reached_since(a.days, a.day)
    $$,
    'reached since: the quick way finds the day that looking at every day finds');
select is_empty(
    $$
    select a.n, a.day, a.slow_on, fact.reaches_on(a.days, a.day)
    from asked as a
    where a.slow_on is not null
        and a.slow_on is distinct from fact.reaches_on(a.days, a.day)
    $$,
    'reached on: the same');
select cmp_ok(
    (select count(*) from asked as a where a.counted >= 456), '>', 50::bigint,
    'and there was something to find');

select * from finish();
rollback;
