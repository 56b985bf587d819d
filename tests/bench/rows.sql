-- tests/bench/rows.sql - the listing that the row benchmarks write: 20 typed columns
-- Made from the row's number alone, so every run has the same rows. psql variables: rows (how
-- many), name (table). Looks like a list of intakes: places and workers that repeat, ids, names
-- and reasons that do not, dates, date-times, numbers, empty cells.
set client_min_messages = warning;
drop table if exists :name;
create table :name (
    row_no int not null,
    region text, office text, unit text, supervisor text, caseworker text,
    intake_id text, intake_type text, received timestamp, response text,
    case_id text, child_id text, child text, age int, due timestamp,
    extended text, seen timestamp, hours numeric(8, 1), days int, filed date, why text
);
insert into :name
select
    i,
    'Region ' || 1 + i / 7 % 6,
    'Office of ' || (array['Alder', 'Birch', 'Cedar', 'Dogwood', 'Elm', 'Fir', 'Hazel'])[1 + i / 7 % 7]
        || ' ' || (array['Creek', 'Falls', 'Grove', 'Hill', 'Landing', 'Prairie', 'Ridge', 'Valley'])[1 + i / 49 % 8],
    'Unit ' || 100 + h % 240,
    'Supervisor ' || chr(65 + (h / 11 % 26)::int) || ' ' || 1000 + h / 11 % 390,
    'Worker ' || chr(65 + (h / 3 % 26)::int) || ' ' || 10000 + h / 3 % 2496,
    (40000000 + i)::text,
    (array['CPS Risk Only', 'CPS Investigation', 'CPS FAR', 'DLR Investigation', 'CFWS'])[1 + h / 17 % 5],
    timestamp '2018-01-01' + (h % 63072000) * interval '1 second',
    case when h % 3 = 0 then '24 hours' else '72 hours' end,
    (2000000 + h % 400000)::text,
    lpad((h / 5 % 9000000)::text, 8, '0'),
    (array['Ada', 'Ben', 'Cleo', 'Dov', 'Enid', 'Finn', 'Gus', 'Hana', 'Ivo', 'June'])[1 + h / 19 % 10]
        || ' ' || chr(65 + (h / 23 % 26)::int) || substr(md5(i::text), 1, 6),
    (h / 29 % 18)::int,
    timestamp '2018-01-04' + (h % 63072000) * interval '1 second',
    case when h % 20 = 0 then 'Yes' else 'No' end,
    case when h % 10 > 0 then timestamp '2018-01-02' + (h % 63072000) * interval '1 second' end,
    (h % 9000) / 10.0,
    case when h % 4 > 0 then (h / 31 % 700)::int end,
    case when h % 7 > 0 then date '2018-01-01' + (h / 37 % 900)::int end,
    case h % 4
        when 0 then 'Seen in time.'
        when 1 then 'Not seen: due ' || to_char(timestamp '2018-01-04' + (h % 63072000) * interval '1 second', 'MM/DD HH24:MI') || '.'
        when 2 then 'Extended & seen ' || h % 90 || ' hours after the original due.'
        else 'Not recorded'
    end
from generate_series(1, :rows) as i,
    lateral (select (i * 2654435761) % 4294967296 as h) as x;
create unique index on :name (row_no);
create index on :name (office, row_no);
vacuum analyze :name;
