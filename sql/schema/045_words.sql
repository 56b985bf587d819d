-- sql/schema/045_words.sql
-- Purpose: how a figure is written in words and how two figures compare: one rule for every
-- report, level and workbook. Immutable, reads no table; the view only renames.

-- A figure as a reader sees it: 1,862 / 85.5% / 21.4.
create function fact.figure(kind text, value numeric) returns text
language sql immutable parallel safe
return case kind
    when 'count' then to_char(round(value), 'FM999,999,999,990')
    when 'percent' then to_char(round(value * 100, 1), 'FM999,990.0') || '%'
    else to_char(round(value, 1), 'FM999,999,990.0')
end;

-- The difference as it is shown: +3 / -0.3 pts / +0.3. Null when either figure is.
create function fact.difference(kind text, value numeric, other numeric) returns text
language sql immutable parallel safe
return case
    when value = other then 'No change'
    when kind = 'count' then to_char(round(value - other), 'FMSG999,999,999,990')
    -- a zero has no sign
    when kind = 'percent' then case when round((value - other) * 100, 1) = 0 then '0.0'
        else to_char(round((value - other) * 100, 1), 'FMSG999,990.0') end || ' pts'
    when round(value - other, 1) = 0 then '0.0'
    else to_char(round(value - other, 1), 'FMSG999,999,990.0')
end;

-- Better, Worse, Similar or Small base; null where no judgement is due: a figure is missing, no
-- direction is better, or a count did not change. Judged by the difference as it is shown, so
-- that word and number never contradict each other: percents under 1.0 point and means that
-- round to no difference are Similar. A base under 30 is too small to judge.
create function fact.judgement(
    kind text, better text, value numeric, base numeric, other numeric, other_base numeric)
returns text
language sql immutable parallel safe
return case
    when value is null or other is null or better not in ('up', 'down') then null
    when kind <> 'count' and least(coalesce(base, 0), coalesce(other_base, 0)) < 30
    then 'Small base'
    when kind = 'count' and value = other then null
    when kind = 'percent' and abs(round((value - other) * 100, 1)) < 1 then 'Similar'
    when kind not in ('count', 'percent') and round(value - other, 1) = 0 then 'Similar'
    when (value > other) = (better = 'up') then 'Better'
    else 'Worse'
end;

-- `Better, +2.6 pts`. A preliminary figure is not judged: the difference only.
create function fact.against(
    kind text, better text, value numeric, base numeric, other numeric, other_base numeric,
    preliminary boolean)
returns text
language sql immutable parallel safe
return case
    when value is null or other is null then 'n/a'
    when preliminary then fact.difference(kind, value, other)
    when fact.judgement(kind, better, value, base, other, other_base) = 'Small base'
    then 'Small base'
    else concat_ws(
        ', ', fact.judgement(kind, better, value, base, other, other_base),
        fact.difference(kind, value, other))
end;

-- Which rows of fact.measure are a workbook's own figures.
create view fact.own_scope as
select
    s.agency_id, s.month, s.version, s.report, s.scope_kind, s.scope,
    s.code, s.name, s.title_line, s.parent_code,
    case s.scope_kind when 'attorney' then 'supervising' else s.scope_kind end as own_level,
    case s.scope_kind
        when 'state' then ''
        when 'office' then coalesce(s.parent_code, 'Unassigned')
        else s.code
    end as own_g1_code,
    case s.scope_kind when 'office' then s.code else '' end as own_g2_code
from fact.scope as s;

-- How explain says an interval: 2024-03-07 to open.
create function fact.say_interval(begins date, ends date) returns text
language sql stable parallel safe
return coalesce(begins::text, 'no date') || ' to ' || coalesce(ends::text, 'open');

-- And what an assignment of a case is on a day.
create function fact.say_assignment(used boolean, begins date, ends date, on_day date) returns text
language sql stable parallel safe
return case
    when used then 'used'
    when begins > on_day then 'not in force: begins later'
    when ends <= on_day then 'not in force: ended'
    else 'in force too: the later begin is used, then the later row'
end;
