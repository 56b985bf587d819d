-- sql/model/00_begin.sql
-- Purpose: opens the model of an agency: what an earlier extract found is forgotten, and what
-- this one staged is counted (C6: the base of the reject gate).
-- Grain: mart.loaded: one row per stage table.
-- Inputs: every stage table, analysed after the extract.
-- Key: (agency_id, table_name).
--
-- How the files of this folder are written
--   $1 is the agency; they need no month: what happened after as_of stays in the model (C3).
--   Numbers 00 to 09 run first and 90 to 98 last, alone. Each of the others makes the table of its
--   name, in a transaction of its own and beside others, as soon as the tables named in its line
--   `-- needs:` are made (without such a line: all that stand before it). It begins with deleting
--   what it makes, so that whatever was left half done is made anew.
--   Each casts every row of its stage table once and then tells its fate: left out (C5), rejected
--   with a reason (C6), or kept; values that mean nothing are defects of a row that stays (C4,
--   C12). Nothing vanishes: rows staged = rows of the model + left out + rejected + rows with a
--   defect whose name begins with `no_` (they lack what the model keys them by) + older versions
--   of persons, workers and providers + the warehouse's own members for failed lookups (keys 0
--   and below of persons, workers, locations and providers).
--   The order in which the source hands over its rows does not matter: ties are broken by what
--   the rows say.
--   `offset 0` keeps the planner from casting a value anew in each join and condition; a row that
--   is a surplus copy is asked for with exists(), and `is not true` keeps that from becoming a join
--   whose size nobody can foresee: copies are rare.
--   The tables are analysed by the engine when each is done.

delete from mart.reject where agency_id = $1::int;

delete from mart.left_out where agency_id = $1::int;

delete from mart.defect where agency_id = $1::int;

delete from mart.loaded where agency_id = $1::int;

insert into mart.loaded (agency_id, table_name, staged)
select $1::int, 'person', count(*) from stage.person where agency_id = $1::int
union all
select $1::int, 'location', count(*) from stage.location where agency_id = $1::int
union all
select $1::int, 'worker', count(*) from stage.worker where agency_id = $1::int
union all
select $1::int, 'case_assignment', count(*) from stage.case_assignment where agency_id = $1::int
union all
select $1::int, 'episode', count(*) from stage.episode where agency_id = $1::int
union all
select $1::int, 'placement', count(*) from stage.placement where agency_id = $1::int
union all
select $1::int, 'meeting', count(*) from stage.meeting where agency_id = $1::int
union all
select $1::int, 'intake', count(*) from stage.intake where agency_id = $1::int
union all
select $1::int, 'intake_victim', count(*) from stage.intake_victim where agency_id = $1::int
union all
select $1::int, 'iff_extension', count(*) from stage.iff_extension where agency_id = $1::int
union all
select $1::int, 'provider', count(*) from stage.provider where agency_id = $1::int
union all
select $1::int, 'licence', count(*) from stage.licence where agency_id = $1::int
union all
select $1::int, 'home_study', count(*) from stage.home_study where agency_id = $1::int
union all
select $1::int, 'goal', count(*) from stage.goal where agency_id = $1::int
union all
select $1::int, 'parent', count(*) from stage.parent where agency_id = $1::int
union all
select $1::int, 'tpr_event', count(*) from stage.tpr_event where agency_id = $1::int
union all
select $1::int, 'tpr_exception', count(*) from stage.tpr_exception where agency_id = $1::int
union all
select $1::int, 'hearing', count(*) from stage.hearing where agency_id = $1::int
union all
select $1::int, 'attorney', count(*) from stage.attorney where agency_id = $1::int
union all
select $1::int, 'attorney_assignment', count(*)
from stage.attorney_assignment where agency_id = $1::int
union all
select $1::int, 'circuit_county', count(*) from stage.circuit_county where agency_id = $1::int;
