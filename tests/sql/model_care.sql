-- tests/sql/model_care.sql
-- People, episodes, placements and meetings from a FamLink-style extract: what is kept, left out
-- (C5), rejected (C6) or a defect (C4, C12). People: tests/fixtures/people.md, section Model.
begin;
\i tests/lib/harness.sql
\i tests/fixtures/model_maps.sql
\i tests/fixtures/model_famlink.sql

select plan(60);

-- ---- people ----
select test.person('1001', '11', 'Birch, Ada');
select test.person('1002', '12', 'Cole, Old', '20130101', '0');
select test.person('1002', '9', 'Cole, Ben', '20130202', '1');
select test.person('1003', '13', 'Dorn, Cleo', '20120303', '0');
select test.person('1003', '14', 'Dorn, Cleopatra', '20120304', '0');
select test.person('1004', '15', 'East, Dov', expunged => 'N', is_current => '1');
select test.person('1004', '16', 'East, Dov', expunged => ' yes ', is_current => '0');
select test.person('1005', '17', 'Falk, Edda', deleted => 'Y');
select test.person('1006', '18', 'Gale, Finn', deleted => 'Y', is_current => '0');
select test.person('1006', '19', 'Gale, Finn');
select test.person('1007', '20', 'Hart, Gia', '20260231');
select test.person('1008', '21', 'Ivey, ');
select test.person('1009', '22', '');
select test.person('-1', '-1', 'Failed');
select test.person(null, '23', 'Nobody, Ned');
select test.person('1010', '24', 'Jung, Hugo', '20150101');
select test.person('1010', '24', 'Jung, Hugo', '20150102');
select test.person('1011', 'x', 'Kerr, Ines');

-- ---- episodes; child 1099 has no person record ----
select test.removal('20001', '1001', '20240307', '20240401', exit_code => '36');
select test.removal('20002', '1002', '20240307', '99991231', authority => '5');
select test.removal('20003', '1003', '20240307', '20260231', authority => '77');
select test.removal('20004', '1004');
select test.removal('20005', '1005', in_error => '1');
select test.removal('20006', '1006', '0');
select test.removal('20007', '1007', 'March');
select test.removal('20008', '0');
select test.removal('20009', null);
select test.removal('abc', '1008');
select test.removal('20010', '1010', '20240301', extended => '1');
select test.removal('20010', '1010', '20240302');
select test.removal('20011', '1099', exit_code => '999', ends => '20240320');
-- in error, and again with the same id, this time in earnest
select test.removal('20012', '1009', in_error => 'T');
select test.removal('20012', '1009', '20240309');

-- ---- placements ----
select test.placed('30001', '20001', '1001');
select test.placed('30002', '20002', '1002', setting => '10', service => '342');
select test.placed('30003', '20003', '1003', setting => '99', service => '777');
select test.placed('30004', '20004', '1004');
select test.placed('30005', '20005', '1005');
select test.placed('30006', '20006', '1006');
select test.placed('30007', '29999', '1001');
select test.placed('30008', '20001', '1002');
select test.placed('30009', '20001', '0', '20240320', provider => '-1');
select test.placed('30010', '20001', '1001', '20240231');
select test.placed('30011', '20001', '1001', '20240321', '2024-03-25');
select test.placed('30012', '20001', '1001', '20240310');
select test.placed('30012', '20001', '1001', '20240311');
select test.placed('p13', '20001', '1001');
select test.placed('30014', '20001', '1001', '20240322', setting => null);
select test.placed('30015', '20012', '1009', '20240309');

-- ---- meetings: the good row of Ada, and everything a text column can hold ----
select test.met('40001', '1001', '20240308');
select test.met('40002', '1004', '20240308');
select test.met(' 40003 ', ' 1002 ', ' 20240309 ', type_code => 'FTDM  ', completed => ' yes');
select test.met('40004', '0', '20240309');
select test.met('40005', null, '20240309');
select test.met('40006', '1001', '20240310', type_code => 'XYZ');
select test.met('40007', '1001', '20240310', type_code => null, type_key => '55');
select test.met('40008', '1001', '20240310', type_code => null, type_key => '-1');
select test.met('40009', '1001', '20240311');
select test.met('40009', '1001', '20240312');
select test.met('40010', '1001', case_id => '0', meeting => null);

create table test.garbage (n int, column_name text, raw text, fate text);
insert into test.garbage values
    (1, 'id', 'abc', 'key is not a number'),
    (2, 'id', null, 'key is not a number'),
    (3, 'id', '', 'key is not a number'),
    (4, 'id', '4e3', 'key is not a number'),
    (5, 'id', '40 100', 'key is not a number'),
    (6, 'id', '12345678901234567890', 'key is not a number'),
    (7, 'child', 'Ada', 'key is not a number'),
    (8, 'child', '1001.0', 'key is not a number'),
    (9, 'child', '1001;1002', 'key is not a number'),
    (10, 'child', '１００１', 'key is not a number'),
    (11, 'child', E'1001\t', 'key is not a number'),
    (12, 'case', 'n/a', 'key is not a number'),
    (13, 'case', '50,01', 'key is not a number'),
    (14, 'meeting', '#REF!', 'key is not a number'),
    (15, 'type', '?', 'key is not a number'),
    (16, 'child', ' ', 'no_child'),
    (17, 'child', '-7', 'no_child'),
    (18, 'date', '20260231', 'bad_date'),
    (19, 'date', '20241301', 'bad_date'),
    (20, 'date', '20240001', 'bad_date'),
    (21, 'date', '-1', 'bad_date'),
    (22, 'date', '2026-03-10', 'bad_date'),
    (23, 'date', '03/10/2024', 'bad_date'),
    (24, 'date', 'tomorrow', 'bad_date'),
    (25, 'date', '2024031', 'bad_date'),
    (26, 'date', '202403100', 'bad_date'),
    (27, 'date', '20240310.0', 'bad_date'),
    (28, 'date', '２０２４０３１０', 'bad_date'),
    (29, 'date', '18991231', 'bad_date'),
    (30, 'date', '30000101', 'bad_date'),
    (31, 'date', '=1+1', 'bad_date'),
    (32, 'cancel', '20240230', 'bad_date'),
    (33, 'cancel', 'Y', 'bad_date'),
    (34, 'cancel', '9999', 'bad_date'),
    (35, 'date', null, 'kept'),
    (36, 'date', '', 'kept'),
    (37, 'date', '0', 'kept'),
    (38, 'date', '99991231', 'kept'),
    (39, 'date', ' 39991231 ', 'kept'),
    (40, 'date', ' 20240310 ', 'kept'),
    (41, 'code', 'FTDM?', 'unknown_code'),
    (42, 'code', 'ftdm', 'unknown_code'),
    (43, 'code', 'Family Team Decision Making', 'unknown_code'),
    (44, 'completed', 'maybe', 'kept'),
    (45, 'completed', '-1', 'kept'),
    (46, 'completed', null, 'kept');

insert into stage.meeting (
    agency_id, meeting_row_id, meeting_id, child_id, case_id, meeting_date, cancel_date,
    completed, type_key, type_code)
select
    8,
    case when column_name = 'id' then raw else (50000 + n)::text end,
    case when column_name = 'meeting' then raw else '901' end,
    case when column_name = 'child' then raw else '1077' end,
    case when column_name = 'case' then raw else '5001' end,
    case when column_name = 'date' then raw else '20240310' end,
    case when column_name = 'cancel' then raw else '0' end,
    case when column_name = 'completed' then raw else '1' end,
    case when column_name = 'type' then raw else '1' end,
    case when column_name = 'code' then raw else 'FTDM' end
from test.garbage;

select test.model(8);

-- ---- what became of people ----
select is((select child_name from mart.child where child_id = '1001' and agency_id = 8),
    'Birch, Ada', 'Ada: Last, First');
select is((select array[child_name, birth_date::text] from mart.child
    where child_id = '1002' and agency_id = 8),
    array['Cole, Ben', '2013-02-02'], 'Ben: the current version, though its key is lower');
select is((select child_name from mart.child where child_id = '1003' and agency_id = 8),
    'Dorn, Cleopatra', 'Cleo: no current version, so the higher');
select is((select count(*) from mart.child where child_id = '1004' and agency_id = 8),
    0::bigint, 'Dov: an old version is expunged, so he is nowhere');
select is((select array_agg(row_key || ' ' || reason) from mart.left_out
    where table_name = 'person' and agency_id = 8),
    array['1004 expunged'], 'Dov: once among what is left out, not once per version');
select is((select array[child_name, hidden::text] from mart.child
    where child_id = '1005' and agency_id = 8),
    array['Falk, Edda', 'true'], 'Edda: her record is deleted, her name is not to be shown');
select is((select hidden from mart.child where child_id = '1006' and agency_id = 8),
    false, 'Finn: only an old version is deleted');
select is((select birth_date from mart.child where child_id = '1007' and agency_id = 8),
    null::date, 'Gia: born on 31 February');
select is((select array_agg(row_key || ' ' || column_name || ' ' || problem || ' ' || raw)
    from mart.defect where table_name = 'person' and agency_id = 8),
    array['1007 birth_date bad_date 20260231'], 'Gia: and told so');
select is((select array_agg(coalesce(child_name, 'null') order by child_id collate "C")
    from mart.child where child_id in ('1008', '1009') and agency_id = 8),
    array['Ivey', 'null'], 'Ivey has no first name; 1009 has none at all');
select is((select array_agg(coalesce(row_key, '-') || ' ' || reason order by reason, row_key)
    from mart.reject where table_name = 'person' and agency_id = 8),
    array['24 duplicate key', 'x key is not a number', '23 no id'], 'person rows rejected');
select is((select birth_date from mart.child where child_id = '1010' and agency_id = 8),
    date '2015-01-02', 'Hugo: of two copies of a version the later birth stays');
select is((select count(*) from mart.child where child_id = '-1'), 0::bigint,
    'the warehouse''s member for a failed lookup is nobody');

-- ---- what became of episodes ----
select is((select array[begin_date::text, end_date::text, exit_label, exit_group] from mart.episode
    where episode_id = 20001 and agency_id = 8),
    array['2024-03-07', '2024-04-01', 'Return Home', 'Reunification'],
    'Ada: went home; an end after the month is kept, each month looks for itself');
select is((select array[end_date::text, other_agency::text, exit_label] from mart.episode
    where episode_id = 20002 and agency_id = 8),
    array[null, 'true', null], 'Ben: 99991231 is no end; the tribe has placement and care');
select is((select array[end_date::text, other_agency::text] from mart.episode
    where episode_id = 20003 and agency_id = 8),
    array[null, 'false'], 'Cleo: a bad end is no end; an unknown authority is in no listed set');
select is((select array_agg(column_name || ' ' || problem || ' ' || raw order by column_name)
    from mart.defect where table_name = 'episode' and row_key = '20003' and agency_id = 8),
    array['care_authority unknown_code 77', 'end_date bad_date 20260231'], 'Cleo: both are told');
select is((select array_agg(row_key || ' ' || reason order by row_key, reason) from mart.left_out
    where table_name = 'episode' and agency_id = 8),
    array['20004 person expunged', '20005 in error', '20012 in error'], 'episodes left out');
select is((select array_agg(coalesce(row_key, '-') || ' ' || reason order by row_key, reason)
    from mart.reject where table_name = 'episode' and agency_id = 8),
    array['20006 no valid begin', '20007 no valid begin', '20008 no child', '20009 no child',
        '20010 duplicate key', 'abc key is not a number'], 'episodes rejected, with the reason');
select is((select array[begin_date::text, extended::text] from mart.episode
    where episode_id = 20010 and agency_id = 8),
    array['2024-03-02', 'false'], 'Hugo: of two rows of one key the later begin stays');
select is((select array[child_id, exit_label, exit_group] from mart.episode
    where episode_id = 20011 and agency_id = 8),
    array['1099', 'Unknown (999)', null], 'child 1099: kept without a record; the code is not guessed');
select is((select begin_date from mart.episode where episode_id = 20012 and agency_id = 8),
    date '2024-03-09', '1009: the row in error is out, the other of the same id stays');
select is((select array_agg(column_name || ' ' || raw) from mart.defect
    where table_name = 'episode' and problem = 'unknown_code' and row_key = '20011'
        and agency_id = 8),
    array['exit_code 999'], 'and the unknown code is told');

-- ---- what became of placements ----
select is((select array[label, grp, service_grp, provider_id] from mart.placement
    where placement_id = 30001 and agency_id = 8),
    array['Relative of specified degree, not receiving foster-care payments', 'kin_unlicensed',
        null, '801'], 'Ada: setting 15 is unlicensed kin');
select is((select array[grp, service_grp] from mart.placement
    where placement_id = 30002 and agency_id = 8),
    array['kin_licensed', 'kin_unlicensed'], 'Ben: setting 10 with service 342: each by its map');
select is((select array[label, grp, service_grp] from mart.placement
    where placement_id = 30003 and agency_id = 8),
    array['Unknown (99)', null, null], 'Cleo: codes without a map belong to no group');
select is((select array_agg(column_name || ' ' || raw order by column_name) from mart.defect
    where table_name = 'placement' and row_key = '30003' and agency_id = 8),
    array['code 99', 'service_code 777'], 'Cleo: both are told');
select is((select array_agg(row_key || ' ' || reason order by row_key) from mart.left_out
    where table_name = 'placement' and agency_id = 8),
    array['30004 person expunged', '30005 episode left out'], 'what hangs on it goes with it');
select is((select array_agg(row_key || ' ' || reason order by row_key, reason) from mart.reject
    where table_name = 'placement' and agency_id = 8),
    array['30006 episode missing or rejected', '30007 episode missing or rejected',
        '30008 child is not the episode''s', '30012 duplicate key', 'p13 key is not a number'],
    'placements rejected: of an episode that is none, of another child');
select is((select array[child_id, provider_id] from mart.placement
    where placement_id = 30009 and agency_id = 8),
    array['1001', null], 'a placement that names no child is its episode''s; caregiver -1 is none');
select is((select count(*) from mart.placement where placement_id = 30010 and agency_id = 8),
    0::bigint, 'a placement that begins on 31 February is in force on no day');
select is((select array_agg(problem || ' ' || coalesce(raw, '-') order by problem) from mart.defect
    where table_name = 'placement' and row_key = '30010' and agency_id = 8),
    array['bad_date 20240231', 'no_begin -'], 'and is told');
select is((select end_date from mart.placement where placement_id = 30011 and agency_id = 8),
    null::date, 'an end that is no key is no end');
select is((select begin_date from mart.placement where placement_id = 30012 and agency_id = 8),
    date '2024-03-11', 'of two rows of one key the later begin stays');
select is((select array[label, grp] from mart.placement
    where placement_id = 30014 and agency_id = 8),
    array[null, null]::text[], 'no setting: empty, and no defect');
select is((select count(*) from mart.placement where placement_id = 30015 and agency_id = 8),
    1::bigint, '1009: the placement belongs to the episode that stayed');

-- ---- what became of meetings ----
select is((select array[meeting_date::text, completed::text, type_grp, meeting_id, case_id]
    from mart.meeting where meeting_row_id = 40001 and agency_id = 8),
    array['2024-03-08', 'true', 'FTDM', '900', '5001'], 'Ada: her FTDM');
select is((select array_agg(row_key || ' ' || reason) from mart.left_out
    where table_name = 'meeting' and agency_id = 8),
    array['40002 person expunged'], 'Dov: his FTDM is left out');
select is((select array[child_id, meeting_date::text, completed::text, type_grp] from mart.meeting
    where meeting_row_id = 40003 and agency_id = 8),
    array['1002', '2024-03-09', 'true', 'FTDM'], 'Ben: blanks around everything');
select is((select array_agg(row_key order by row_key) from mart.defect
    where table_name = 'meeting' and problem = 'no_child' and row_key < '5' and agency_id = 8),
    array['40004', '40005'], 'a meeting on the case with no child counts for none');
select is((select array[type_code, type_grp] from mart.meeting
    where meeting_row_id = 40006 and agency_id = 8),
    array['XYZ', null], 'an unknown type is no FTDM');
select is((select array_agg(row_key || ' ' || raw order by row_key) from mart.defect
    where table_name = 'meeting' and problem = 'unknown_code' and row_key < '5' and agency_id = 8),
    array['40006 XYZ', '40007 55'], 'told by its code, or by the key that leads nowhere');
select is((select count(*) from mart.meeting where meeting_row_id = 40008 and agency_id = 8),
    1::bigint, 'type -1 is none: blank, not unknown');
select is((select meeting_date from mart.meeting where meeting_row_id = 40009 and agency_id = 8),
    date '2024-03-12', 'of two rows of one key the later date stays');
select is((select array[case_id, meeting_id] from mart.meeting
    where meeting_row_id = 40010 and agency_id = 8),
    array[null, null]::text[], 'case 0 is no case');

create temp table fate as
select
    g.n, g.column_name, g.raw, g.fate as expected,
    coalesce(
        (
            select d.problem from mart.defect as d
            where d.agency_id = 8 and d.table_name = 'meeting' and d.row_key = (50000 + g.n)::text
        ),
        case when exists (
            select from mart.meeting as m where m.agency_id = 8 and m.meeting_row_id = 50000 + g.n
        ) then 'kept' end,
        (
            select r.reason from mart.reject as r
            where r.agency_id = 8 and r.table_name = 'meeting' and r.row_key = (50000 + g.n)::text
        )
    ) as found
from test.garbage as g
where g.column_name <> 'id';

select is(
    (
        select array_agg(column_name || ' ' || coalesce(quote_literal(raw), 'null')
            || ': ' || coalesce(found, 'vanished') order by n)
        from fate where found is distinct from expected
    ),
    null, 'each malformed value of a meeting ends where it should');
select is(
    (
        select array_agg(row_key order by row_key collate "C") from mart.reject
        where agency_id = 8 and table_name = 'meeting' and reason = 'key is not a number'
            and (row_key is null or row_key !~ '^500\d\d$')
    ),
    array['12345678901234567890', '40 100', '4e3', 'abc', null, null],
    'a row key that is none is a reject, and says what it was');
select is(
    (select count(*) from fate where expected = 'bad_date'), 17::bigint, 'seventeen ways to write no date');
select is(
    (
        select count(*) from mart.meeting
        where agency_id = 8 and meeting_row_id between 50018 and 50034
            and (meeting_date is null) = (meeting_row_id < 50032) and cancel_date is null
    ),
    17::bigint, 'dates never reject: the rows stay, without the date');
select is(
    (
        select array_agg(raw order by n) from fate
        where found = 'kept' and column_name = 'date'
            and n not in (
                select meeting_row_id - 50000 from mart.meeting
                where agency_id = 8 and meeting_row_id > 50000 and meeting_date is null)
    ),
    array[' 20240310 '], 'of the silent ones only the real day is a date');
select is(
    (
        select count(*) from mart.meeting
        where agency_id = 8 and meeting_row_id between 50044 and 50046 and completed
    ),
    0::bigint, 'a flag that says neither is no');
select is(
    (
        select array_agg(child_id || ' ' || n order by child_id collate "C")
        from (
            select child_id, count(*) as n from mart.meeting
            where agency_id = 8 and child_id in ('1001', '1002') group by child_id
        ) as c
    ),
    array['1001 6', '1002 1'], 'no other child''s row has changed');
select is(
    (select staged from mart.loaded where agency_id = 8 and table_name = 'meeting'),
    57::bigint, 'meetings staged');
select is(
    (select count(*) from mart.meeting where agency_id = 8)
    + (select count(*) from mart.reject where agency_id = 8 and table_name = 'meeting')
    + (select count(*) from mart.left_out where agency_id = 8 and table_name = 'meeting')
    + (
        select count(*) from mart.defect
        where agency_id = 8 and table_name = 'meeting' and problem like 'no\_%'
    ),
    57::bigint, 'meetings: nothing vanishes');
select is(
    (select count(*) from mart.placement where agency_id = 8)
    + (select count(*) from mart.reject where agency_id = 8 and table_name = 'placement')
    + (select count(*) from mart.left_out where agency_id = 8 and table_name = 'placement')
    + (
        select count(*) from mart.defect
        where agency_id = 8 and table_name = 'placement' and problem like 'no\_%'
    ),
    (select staged from mart.loaded where agency_id = 8 and table_name = 'placement'),
    'placements: nothing vanishes');
select is(
    (select count(*) from mart.episode where agency_id = 8)
    + (select count(*) from mart.reject where agency_id = 8 and table_name = 'episode')
    + (select count(*) from mart.left_out where agency_id = 8 and table_name = 'episode'),
    (select staged from mart.loaded where agency_id = 8 and table_name = 'episode'),
    'episodes: nothing vanishes');

-- ---- again, in another order, beside another agency ----
create temp table before as
select 'meeting' as t, m::text as row from mart.meeting as m where m.agency_id = 8
union all select 'episode', e::text from mart.episode as e where e.agency_id = 8
union all select 'placement', p::text from mart.placement as p where p.agency_id = 8
union all select 'child', c::text from mart.child as c where c.agency_id = 8
union all select 'reject', r::text from mart.reject as r where r.agency_id = 8
union all select 'left_out', l::text from mart.left_out as l where l.agency_id = 8
union all select 'defect', d::text from mart.defect as d where d.agency_id = 8;
create temp table turned as select s.* from stage.meeting as s order by s.ctid desc;
delete from stage.meeting;
insert into stage.meeting select * from turned;
drop table turned;
create temp table turned as select s.* from stage.episode as s order by s.ctid desc;
delete from stage.episode;
insert into stage.episode select * from turned;
drop table turned;
create temp table turned as select s.* from stage.placement as s order by s.ctid desc;
delete from stage.placement;
insert into stage.placement select * from turned;
drop table turned;
create temp table turned as select s.* from stage.person as s order by s.ctid desc;
delete from stage.person;
insert into stage.person select * from turned;
select test.person('1001', '11', 'Other, Agency', agency => 7);
select test.model(7);
select test.model(8);
create temp table after as
select 'meeting' as t, m::text as row from mart.meeting as m where m.agency_id = 8
union all select 'episode', e::text from mart.episode as e where e.agency_id = 8
union all select 'placement', p::text from mart.placement as p where p.agency_id = 8
union all select 'child', c::text from mart.child as c where c.agency_id = 8
union all select 'reject', r::text from mart.reject as r where r.agency_id = 8
union all select 'left_out', l::text from mart.left_out as l where l.agency_id = 8
union all select 'defect', d::text from mart.defect as d where d.agency_id = 8;
select bag_eq('select * from after', 'select * from before',
    'the order of the source''s rows changes nothing, nor does doing it again');
select is((select child_name from mart.child where agency_id = 7 and child_id = '1001'),
    'Other, Agency', 'another agency''s child of the same id');
select is((select child_name from mart.child where agency_id = 8 and child_id = '1001'),
    'Birch, Ada', 'is another child');
select is((select count(*) from mart.episode where agency_id = 7), 0::bigint,
    'and has no share in this one''s episodes');

select * from finish();
rollback;
