-- sql/schema/010_functions.sql
-- Purpose: the small rules that every model, fact and report query shares.
-- All are immutable (or stable only through a time zone name or a cast), read no table and run the
-- same on one PostgreSQL and on a distributed one.

create schema mart;

comment on schema mart is 'typed, keyed data of the agencies, made from stage by sql/model';

-- C4. A key or text is a date only as 8 digits that form a real day of 1900 to 2999.
-- The sentinels (0, 99991231, 39991231, empty) and everything else are no date.
-- Millions of keys pass through here, so the common case comes first and with no long pattern: 8
-- plain digits, month 1 to 12, day 1 to 30 (28 in February; the odd sums do 1 to n in one go). The
-- second case is the whole rule.
create function mart.key_date(raw text) returns date
language sql immutable parallel safe
return case
    when raw collate "C" between '19000101' and '29991231'
        and length(raw) = 8
        and raw !~ '[^0-9]'
        and (raw::int / 100 % 100 + 99) % 100 < 12
        and (raw::int % 100 + 99) % 100 < case when raw like '____02__' then 28 else 30 end
    then make_date(raw::int / 10000, raw::int / 100 % 100, raw::int % 100)
    when btrim(raw) ~ '^(19|2[0-9])[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])$'
        and substr(btrim(raw), 7, 2)::int <= case substr(btrim(raw), 5, 2)
            when '02' then case
                when substr(btrim(raw), 1, 4)::int % 4 = 0
                    and (substr(btrim(raw), 1, 4)::int % 100 <> 0
                        or substr(btrim(raw), 1, 4)::int % 400 = 0)
                then 29 else 28 end
            when '04' then 30
            when '06' then 30
            when '09' then 30
            when '11' then 30
            else 31
        end
    then make_date(
        substr(btrim(raw), 1, 4)::int,
        substr(btrim(raw), 5, 2)::int,
        substr(btrim(raw), 7, 2)::int)
end;

-- C4. Means "no date" without being a defect.
create function mart.no_date(raw text) returns boolean
language sql immutable parallel safe
return raw is null
    or btrim(raw) in ('', '0', '99991231', '39991231', '9999-12-31', '3999-12-31')
    or btrim(raw) like '9999-12-31 %'
    or btrim(raw) like '3999-12-31 %';

-- C4. A value that is neither a date nor one of the ways to say "no date": for Data quality.
create function mart.bad_date(raw text) returns boolean
language sql immutable parallel safe
return not mart.no_date(raw) and mart.key_date(raw) is null;

-- A wall-clock time as stage holds it: `2020-01-31 07:15:09`, fractions allowed. Anything else,
-- and the sentinels, are no time.
-- The first case is the form that the extracts write: the jsonpath reader refuses without an
-- error, and what it read must print as it was written. Stable, since the cast is called so; it
-- does not depend on a setting for this form.
create function mart.wall_time(raw text) returns timestamp
language sql stable parallel safe
return case
    when replace(raw, ' ', 'T') = jsonb_path_query_first(
            to_jsonb(raw), '$.datetime("yyyy-mm-dd hh24:mi:ss")', '{}', true) #>> '{}'
        and raw collate "C" between '1900' and '3'
        and length(raw) = 19
    then raw::timestamp
    when btrim(raw) ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]+)?)?$'
        and mart.key_date(replace(substr(btrim(raw), 1, 10), '-', '')) is not null
    then make_timestamp(
        substr(btrim(raw), 1, 4)::int,
        substr(btrim(raw), 6, 2)::int,
        substr(btrim(raw), 9, 2)::int,
        substr(btrim(raw), 12, 2)::int,
        substr(btrim(raw), 15, 2)::int,
        coalesce(nullif(substr(btrim(raw), 18), ''), '0')::double precision)
end;

create function mart.bad_time(raw text) returns boolean
language sql stable parallel safe
return not mart.no_date(raw) and mart.wall_time(raw) is null;

-- C5, section 2. The ways in which the sources say yes. The four common flags need no upper.
create function mart.is_yes(raw text) returns boolean
language sql immutable parallel safe
return case
    when raw is null or raw = '0' or raw = 'N' then false
    when raw = '1' or raw = 'Y' then true
    else upper(btrim(raw)) in ('1', 'Y', 'T', 'YES', 'TRUE')
end;

-- A whole number, or null when it cannot be cast. Plain digits first: that is nearly every key.
create function mart.whole(raw text) returns bigint
language sql immutable parallel safe
return case
    when length(raw) between 1 and 18 and raw !~ '[^0-9]' then raw::bigint
    when btrim(raw) ~ '^[+-]?[0-9]{1,18}$' then btrim(raw)::bigint
end;

-- C7. Keys that are zero or less are none.
create function mart.some_key(raw text) returns bigint
language sql immutable parallel safe
return case when mart.whole(raw) > 0 then mart.whole(raw) end;

-- C7. An id as text (a FACES client number keeps its zeros); blank, zero and negative are none.
-- What begins with a digit from 1 or a letter is the common case.
create function mart.id_text(raw text) returns text
language sql immutable parallel safe
return case
    when raw collate "C" >= '1' then btrim(raw)
    when ltrim(btrim(raw), '0') = '' then null
    when btrim(raw) like '-%' and mart.whole(raw) is not null then null
    else btrim(raw)
end;

-- Blank text is no text.
create function mart.words(raw text) returns text
language sql immutable parallel safe
return nullif(btrim(raw), '');

-- C13. Persons are `Last, First`; a missing part is left out; no name at all: null.
create function mart.person_name(last_name text, first_name text) returns text
language sql immutable parallel safe
return coalesce(
    nullif(btrim(last_name), '') || ', ' || nullif(btrim(first_name), ''),
    nullif(btrim(last_name), ''),
    nullif(btrim(first_name), ''));

-- C9. Completed years; none before birth.
create function mart.age_on(birth date, on_day date) returns int
language sql immutable parallel safe
return case
    when birth <= on_day then extract(year from age(on_day, birth))::int
        -- age() lets 29 February complete on 28 February; the rule says 1 March.
        - case
            when extract(month from birth) = 2 and extract(day from birth) = 29
                and extract(month from on_day) = 2 and extract(day from on_day) = 28
                and extract(day from on_day + 1) = 1
                and age(on_day, birth) = make_interval(years => extract(year from on_day)::int
                    - extract(year from birth)::int)
            then 1 else 0
        end
end;

-- C9. `+ N months` clamps to the month's end (PostgreSQL's own rule).
create function mart.plus_months(d date, n int) returns date
language sql immutable parallel safe
return (d + make_interval(months => n))::date;

-- C9. Months in care: days / 30.4375, unrounded.
create function mart.care_months(days int) returns numeric
language sql immutable parallel safe
return days / 30.4375;

-- C9. One decimal, half away from zero (numeric round does that).
create function mart.one_decimal(x numeric) returns numeric
language sql immutable parallel safe
return round(x, 1);

-- C10. Elapsed real hours between two wall-clock times of a zone. A time told twice is standard
-- time and a skipped time moves on an hour: both are what `at time zone` does.
create function mart.real_hours(from_wall timestamp, to_wall timestamp, zone text) returns numeric
language sql stable parallel safe
return extract(epoch from (to_wall at time zone zone) - (from_wall at time zone zone)) / 3600;

-- Scope codes: state, region-<cd>, office-<cd>, attorney-<id>; other characters than
-- [A-Za-z0-9_-] become _xx (hex of each UTF-8 byte).
create function mart.scope_code(kind text, code text) returns text
language sql immutable parallel safe
return case
    when kind = 'state' then 'state'
    when code ~ '^[A-Za-z0-9_-]*$' then kind || '-' || code
    else kind || '-' || (
        select string_agg(
            case
                when get_byte(b.bytes, i) between 48 and 57
                    or get_byte(b.bytes, i) between 65 and 90
                    or get_byte(b.bytes, i) between 97 and 122
                    or get_byte(b.bytes, i) in (45, 95)
                then chr(get_byte(b.bytes, i))
                else '_' || lpad(to_hex(get_byte(b.bytes, i)), 2, '0')
            end, '' order by i)
        from (select convert_to(code, 'UTF8') as bytes) as b
        cross join lateral generate_series(0, length(b.bytes) - 1) as i)
end;

-- Ids as numbers when all digits, else by code point: a sort key for text ids.
create function mart.id_order(id text) returns text
language sql immutable parallel safe
return case
    when id ~ '^[0-9]{1,40}$' then lpad(ltrim(id, '0'), 40, '0') || id
    else '~' || id
end;
