-- tests/sql/home_study.sql
-- Clock, licensing status and status of each child placed with unlicensed kin, and what that makes
-- of the caregiver: the people of tests/fixtures/people.md, section Home study.
begin;
\i tests/lib/harness.sql
\i tests/fixtures/kin_people.sql

select no_plan();

select test.facts('home_study', 7, '2024-03-01', '2024-03-31');

create table test.told (
    child_id text, provider_id text, since date, days int, status text, why text, story text);

-- Expected: placement since, days, status, why. A null status: not on the sheet.
insert into test.told values
    -- thirty days
    ('3001', '8001', '2024-03-01', 30, 'Within 30 days', 'Referral due on the as-of day.',
        'Ada: the thirtieth day is in time'),
    ('3002', '8002', '2024-02-29', 31, 'Referral overdue', 'Referral was due 03/30, 1 day ago.',
        'Ben: the thirty-first is not'),
    ('3003', '8003', '2024-03-31', 0, 'Within 30 days', 'Referral due 04/30, in 30 days.',
        'Cleo: placed on as_of'),
    ('3004', '8004', null, null, null, null, 'Dov: placed the day after as_of'),
    ('3005', '8005', '2024-01-01', 90, 'Referral overdue', 'Referral was due 01/31, 60 days ago.',
        'Edda: an end after as_of has not happened'),
    ('3006', '8006', null, null, null, null, 'Finn: ended on as_of, no longer in force'),

    -- the chain
    ('3010', '8010', '2024-01-01', 90, 'Referral overdue',
        'Referral was due 01/31, 60 days ago. The present placement began 01/10.',
        'Gia: end and begin on one day'),
    ('3011', '8011', '2024-01-01', 90, 'Referral overdue',
        'Referral was due 01/31, 60 days ago. The present placement began 01/11.',
        'Hugo: a gap of one day does not break the chain'),
    ('3012', '8012', '2024-01-12', 79, 'Referral overdue', 'Referral was due 02/11, 49 days ago.',
        'Ines: a gap of two days does'),
    ('3013', '8013', '2024-01-01', 90, 'Referral overdue',
        'Referral was due 01/31, 60 days ago. The present placement began 01/15.',
        'Jonas: an overlap'),
    ('3014', '8014', '2024-01-01', 90, 'Referral overdue',
        'Referral was due 01/31, 60 days ago. The present placement began 01/20.',
        'Kira: a foster setting with the same caregiver is part of the chain'),
    ('3015', '8015', '2024-01-01', 90, 'Referral overdue',
        'Referral was due 01/31, 60 days ago. The present placement began 03/02.',
        'Lev: a short placement inside a long one does not break it'),
    ('3016', '8016', '2024-01-20', 71, 'Referral overdue', 'Referral was due 02/19, 41 days ago.',
        'Mona: a temporary placement bridges nothing'),
    ('3017', '8017', '2024-01-01', 90, 'Referral overdue',
        'Referral was due 01/31, 60 days ago. The present placement began 01/11.',
        'Nils: a day elsewhere is a gap of one day'),
    ('3018', '8018', '2023-11-01', 151, 'Referral overdue',
        'Referral was due 12/01, 121 days ago. The present placement began 01/10.',
        'Noor: the chain goes on from one episode to the next'),
    ('3019', '8919', '2024-01-01', 90, 'Referral overdue',
        'Referral was due 01/31, 60 days ago. The present placement began 03/20. One of 2 open kin '
        || 'placements; counted here.',
        'Odo: an end after as_of has not happened: both are open, one row'),

    -- kin, and unlicensed
    ('3020', '8020', '2024-01-01', 90, 'Referral overdue', 'Referral was due 01/31, 60 days ago.',
        'Olga: setting 2'),
    ('3021', '8021', '2024-01-01', 90, 'Referral overdue', 'Referral was due 01/31, 60 days ago.',
        'Piet: another setting, service 342'),
    ('3022', '8022', null, null, null, null, 'Quin: setting 10 is licensed kin, whatever the service'),
    ('3023', '8023', null, null, null, null, 'Rosa: setting 11 is licensed kin, licence or not'),
    ('3024', '8024', '2024-01-01', 90, 'Referral overdue', 'Referral was due 01/31, 60 days ago.',
        'Sam: a setting that no map knows, service 245000'),
    ('3025', '8025', null, null, null, null, 'Tove: a foster home'),
    ('3026', '', null, null, null, null, 'Uma: no caregiver, on Data quality only'),
    ('3027', '8027', null, null, null, null, 'Vito: a temporary placement'),
    ('3028', '8028', null, null, null, null, 'Walt: a setting that no map knows is no kin'),

    -- the licence
    ('3030', '8030', null, null, null, null, 'Wanda: her licence expires on as_of: in force'),
    ('3031', '8031', '2024-01-01', 90, 'Referral overdue',
        'Referral was due 01/31, 60 days ago. No new application since.',
        'Xeno: it expired the day before'),
    ('3032', '8032', '2024-01-01', 90, 'Referral overdue',
        'Referral was due 01/31, 60 days ago. No new application since.',
        'Yara: closed on as_of'),
    ('3033', '8033', null, null, null, null, 'Zeno: closed the day after as_of: in force'),
    ('3034', '8034', null, null, null, null, 'Abel: applied and issued on as_of'),
    ('3035', '8035', '2024-01-01', 90, 'Referred', 'Applied 17 days after the placement.',
        'Bea: issued the day after as_of: still an application'),
    ('3036', '8036', '2024-01-01', 90, 'Referral overdue', 'Referral was due 01/31, 60 days ago.',
        'Cyd: applied the day after as_of'),
    ('3037', '8037', '2024-01-01', 90, 'Referral overdue',
        'Referral was due 01/31, 60 days ago. No new application since.',
        'Dag: an application closed without a licence'),
    ('3038', '8038', '2024-01-01', 90, 'Referred', 'Applied 31 days after the placement.',
        'Eli: a licence that ended long ago, and a new application'),
    ('3039', '8039', '2024-01-01', 90, 'Referral overdue',
        'Referral was due 01/31, 60 days ago. No new application since.',
        'Fay: expired, and closed after that'),

    ('3056', '8056', '2024-01-01', 90, 'Referral overdue',
        'Referral was due 01/31, 60 days ago. No new application since.',
        'Wes: an application closed on as_of'),
    ('3057', '8057', '2024-01-01', 90, 'Referred', 'Applied 90 days after the placement.',
        'Xia: applied on as_of'),
    ('3058', '8058', '2024-01-01', 90, 'Referred', 'Applied 31 days after the placement.',
        'Yoko: one closed and one begun on a day: the higher id'),

    -- the tracking list
    ('3040', '8040', '2024-01-01', 90, 'Referred', 'Referred 19 days after the placement.', 'Gus'),
    ('3041', '8041', '2024-01-01', 90, 'Referred', 'Assigned 50 days after the placement.',
        'Hal: the latest record is shown'),
    ('3042', '8042', '2024-01-01', 90, 'Approved', 'Approved 1,825 days before the placement.',
        'Ida: an approval counts however old'),
    ('3043', '8043', '2024-01-01', 90, 'Referred',
        'Referred on the day of the placement. A study was withdrawn or denied 05/03/2023.',
        'Jud: denied, then referred again'),
    ('3044', '8044', '2024-01-01', 90, 'Referral overdue',
        'Referral was due 01/31, 60 days ago. No new referral since.',
        'Kay: a withdrawal undoes the referral'),
    ('3045', '8045', '2024-01-01', 90, 'Referral overdue',
        'Referral was due 01/31, 60 days ago. No new referral since.',
        'Lou: on one day denied comes before referred'),
    ('3046', '8046', '2024-01-01', 90, 'Approved', 'Approved 4 days after the placement.',
        'Max: on one day approved comes before assigned'),
    ('3047', '8047', '2024-01-01', 90, 'Referred', 'Referred 365 days before the placement.',
        'Nan: 365 days before the clock still counts'),
    ('3048', '8048', '2024-01-01', 90, 'Referral overdue',
        'Referral was due 01/31, 60 days ago. That record is over a year older than the placement.',
        'Ola: 366 days are shown and do not count'),
    ('3049', '8049', '2024-01-01', 90, 'Referral overdue', 'Referral was due 01/31, 60 days ago.',
        'Pia: referred the day after as_of'),
    ('3050', '8050', '2024-01-01', 90, 'Referred', 'Referred 90 days after the placement.',
        'Quy: referred on as_of'),
    ('3051', '8051', '2024-01-01', 90, 'Referral overdue',
        'Referral was due 01/31, 60 days ago. What that status means is not known.',
        'Rex: a status that nobody knows is no referral'),
    ('3052', '8052', '2024-01-01', 90, 'Referral overdue',
        'Referral was due 01/31, 60 days ago. No new referral since.',
        'Sue: who is on the list is not looked up in the licence file'),
    ('3053', '8053', '2024-03-11', 20, 'Within 30 days',
        'Referral due 04/10, in 10 days. No new referral since.',
        'Ted: an old withdrawal, and ten days left'),
    ('3054', '8054', '2024-01-01', 90, 'Referral overdue',
        'Referral was due 01/31, 60 days ago. That record is over a year older than the placement.',
        'Una: an application of 366 days before'),
    ('3055', '8055', '2024-01-01', 90, 'Approved',
        'Approved 579 days before the placement. A study was withdrawn or denied 01/01/2022.',
        'Van: denied once, approved since'),

    -- two placements, siblings
    ('3060', '8060', '2024-01-01', 90, 'Referral overdue',
        'Referral was due 01/31, 60 days ago. The child is counted with caregiver 8960.',
        'Vic, first caregiver: he has a row with each'),
    ('3060', '8960', '2024-03-20', 11, 'Within 30 days',
        'Referral due 04/19, in 19 days. One of 2 open kin placements; counted here.',
        'Vic, second caregiver: and counts on the later'),
    ('3061', '8061', '2024-01-01', 90, 'Referral overdue',
        'Referral was due 01/31, 60 days ago. The present placement began 02/15. One of 2 open kin '
        || 'placements; counted here.',
        'Wil: two with one caregiver are one row'),
    ('3062', '8962', '2024-01-01', 90, 'Referral overdue',
        'Referral was due 01/31, 60 days ago. The child is counted with caregiver 8963.',
        'Ximena, first caregiver'),
    ('3062', '8963', '2024-01-01', 90, 'Referral overdue',
        'Referral was due 01/31, 60 days ago. One of 2 open kin placements; counted here.',
        'Ximena, second caregiver: of two that began on a day the higher id'),
    ('3070', '8970', '2023-06-01', 304, 'Referral overdue', 'Referral was due 07/01/2023, 274 days ago.',
        'Yan: each child has a clock'),
    ('3071', '8970', '2024-03-20', 11, 'Within 30 days', 'Referral due 04/19, in 19 days.',
        'Yul: his sister has been there longer'),
    ('3072', '8972', '2023-12-01', 121, 'Referred', 'Referred 320 days before the placement.',
        'Zed: the referral is less than a year older than his placement'),
    ('3073', '8972', '2024-02-01', 59, 'Referral overdue',
        'Referral was due 03/02, 29 days ago. That record is over a year older than the placement.',
        'Zita: and more than a year older than hers'),

    -- who is counted
    ('3080', '8080', null, null, null, null, 'Cal: extended foster care'),
    ('3081', '8081', null, null, null, null, 'Deb: another agency''s authority'),
    ('3082', '8082', null, null, null, null,
        'Eve: her episode ended on as_of, though the placement is open');

select is(
    (select row(f.placement_since, f.days, f.status, f.why)::text
    from fact.home_study as f
    where f.agency_id = 7 and f.month = '2024-03-01' and f.version = 1 and f.list = 'children'
        and f.child_id = t.child_id and f.provider_id = t.provider_id),
    case when t.status is not null then row(t.since, t.days, t.status, t.why)::text end,
    t.story)
from test.told as t
order by t.child_id, t.provider_id;

-- ---- what licensing has on file ----

create function test.filed(of_caregiver int) returns text
language sql as $$
    select concat_ws(' / ', f.licensing_status, f.status_date, f.prior)
    from fact.home_study as f
    where f.agency_id = 7 and f.month = '2024-03-01' and f.version = 1 and f.list = 'caregivers'
        and f.provider_id = of_caregiver::text
$$;

select is(test.filed(8001), 'None recorded / No', 'Ada''s: nothing');
select is(test.filed(8031), 'Licence ended / 2024-03-30 / No', 'Xeno''s: the day it expired');
select is(test.filed(8032), 'Licence ended / 2024-03-31 / No', 'Yara''s: the day it was closed');
select is(test.filed(8035), 'Application pending / 2024-01-18 / No', 'Bea''s: the application');
select is(test.filed(8037), 'Licence ended / 2023-12-15 / No', 'Dag''s: closed without a licence');
select is(test.filed(8038), 'Application pending / 2024-02-01 / No',
    'Eli''s: the later of a licence that ended and an application');
select is(test.filed(8039), 'Licence ended / 2023-12-31 / No', 'Fay''s: the earlier of expiry and close');
select is(test.filed(8043), 'Referred / 2024-01-01 / Yes', 'Jud''s: denied before');
select is(
    (select f.refused_on from fact.home_study as f
    where f.version = 1 and f.list = 'caregivers' and f.provider_id = '8043'),
    date '2023-05-03', 'Jud''s: the latest of two refusals');
select is(test.filed(8056), 'Licence ended / 2024-03-31 / No', 'Wes''s: closed on as_of');
select is(test.filed(8044), 'Withdrawn / 2024-02-05 / Yes', 'Kay''s: the withdrawal itself is one');
select is(test.filed(8045), 'Denied / 2024-01-05 / Yes', 'Lou''s');
select is(test.filed(8048), 'Referred / 2022-12-31 / No', 'Ola''s: shown, though it does not count');
select is(test.filed(8049), 'None recorded / No', 'Pia''s: a record after as_of is not there');
select is(test.filed(8051), 'Unknown (PENDED) / 2024-02-01 / No',
    'Rex''s: never guessed; of two such records the later row');
select is(test.filed(8052), 'Denied / 2024-01-15 / Yes', 'Sue''s: the list, not the licence file');

-- ---- the caregivers ----

create function test.kept(of_caregiver int) returns text
language sql as $$
    select concat_ws(' / ', f.office, f.relationship, f.children_placed, f.children_overdue,
        f.placement_since, f.days, f.status, f.why)
    from fact.home_study as f
    where f.agency_id = 7 and f.month = '2024-03-01' and f.version = 1 and f.list = 'caregivers'
        and f.provider_id = of_caregiver::text
$$;

select is(test.kept(8970),
    'Alder Creek / Grandparent / 2 / 1 / 2023-06-01 / 304 / Referral overdue / '
    || '1 of 2 children past the 30 days. Referral was due 07/01/2023, 274 days ago.',
    'Yan and Yul''s: overdue for one of them');
select is(test.kept(8972),
    'Alder Creek / Grandparent / 2 / 1 / 2023-12-01 / 121 / Referral overdue / '
    || '1 of 2 children past the 30 days. Referral was due 03/02, 29 days ago. That record is over '
    || 'a year older than the placement.',
    'Zed and Zita''s: overdue for the one who came later; the days are the longest-placed child''s');
select is(test.kept(8976),
    'Alder Creek / Grandparent / 2 / 0 / 2024-01-01 / 90 / Referred / '
    || 'Referred 14 days after the placement.',
    'Abby and Ann''s: the longest-placed child''s status');
select is(test.kept(8978),
    'Alder Creek / Grandparent / 2 / 2 / 2024-01-01 / 90 / Referral overdue / '
    || '2 of 2 children past the 30 days. Referral was due 01/31, 60 days ago.',
    'Bert and Carl''s: told by the one who waits longest');
select is(test.kept(8063),
    'Alder Creek / Uncle / 1 / 1 / 2024-01-01 / 90 / Referral overdue / '
    || 'Referral was due 01/31, 60 days ago.',
    'Yves''s: relationship of the placement with the higher id');
select is(test.kept(8974),
    'Cedar Falls / Grandparent / 2 / 2 / 2024-02-01 / 59 / Referral overdue / '
    || '2 of 2 children past the 30 days. Referral was due 03/02, 29 days ago.',
    'Amy and Bo''s: placed on one day: the office of child 999, which is lower than 3074');
select is(test.kept(8960),
    'Alder Creek / Grandparent / 1 / 0 / 2024-03-20 / 11 / Within 30 days / '
    || 'Referral due 04/19, in 19 days.',
    'Vic''s second: the child''s two placements are no matter of the caregiver');
select is(test.kept(8061),
    'Alder Creek / Grandparent / 1 / 1 / 2024-01-01 / 90 / Referral overdue / '
    || 'Referral was due 01/31, 60 days ago. The present placement began 02/15.',
    'Wil''s: one child; relationship of the later placement');
select is(
    (select array_agg(distinct f.caregiver collate "C") from fact.home_study as f
    where f.version = 1 and f.provider_id in ('8001', '8002', '8003')),
    array['8003', 'Ames, Agatha', 'Bell, Barbara']::text[],
    'names of caregivers; without one the id');

-- ---- whose child it is ----

create function test.whose(of_child int) returns text
language sql as $$
    select concat_ws(' / ', f.region, f.office, f.unit, f.supervisor, f.caseworker)
    from fact.home_study as f
    where f.agency_id = 7 and f.month = '2024-03-01' and f.version = 1 and f.list = 'children'
        and f.child_id = of_child::text
$$;

select is(test.whose(3001), 'Region 1 / Alder Creek / Care 1 / Lindqvist, Dale / Achterberg, Jo',
    'Ada: the primary assignment of the case');
select is(test.whose(3083), 'Region 1 / Birch Bay / Night / Okafor, Miriam / Brandt, Eliza',
    'Fox: no assignment: the episode''s own office');
select is(test.whose(3084), 'Unassigned / Unassigned / Unassigned / Unassigned / Unassigned',
    'Gil: neither case nor location');
select is(test.whose(3085), 'Region 1 / Birch Bay / Night / Okafor, Miriam / Brandt, Eliza',
    'Hew: two assignments of one day: the higher id, 10 over 9');
select is(test.whose(3086), 'Region 2 / Cedar Falls / Care 2 / Castellanos, Ruben / Pike, Daniela',
    'Ivo: the one that begins on as_of, not the one that ends on it');
select is(test.whose(3087), 'Region 1 / Birch Bay / Night / Okafor, Miriam / Brandt, Eliza',
    'Jana: an assignment that ends on as_of is over: the episode''s own office');

-- ---- who the child is ----

create function test.shown(of_child int) returns text
language sql as $$
    select row(f.child, f.age)::text
    from fact.home_study as f
    where f.agency_id = 7 and f.month = '2024-03-01' and f.version = 1 and f.list = 'children'
        and f.child_id = of_child::text
$$;

select is(test.shown(3090), '(,)', 'Jan: her record is deleted: neither name nor age');
select is(test.shown(3091), '(3091,9)', 'Kai: no name: the id');
select is(test.shown(3092), '(3092,)', 'Lia: no person record: the id, and no age');
select is(test.shown(3093), '("Kitt, Kit",0)', 'Kit: a baby');

-- ---- words ----

select is_empty(
    $$
    select f.child_id, s.fact
    from fact.home_study as f
    cross join lateral regexp_split_to_table(f.why, '(?<=\.) ') as s (fact)
    where length(s.fact) > 60 or s.fact !~ '\.$'
    $$,
    'every fact of Why has at most 60 characters and a full stop');

-- ---- an agency without a tracking list ----

delete from mart.home_study where agency_id = 7;
update etl.source_table set present = false where agency_id = 7;
select test.facts('home_study', 7, '2024-03-01', '2024-03-31', 2);

select is(
    (select array_agg(distinct f.prior) from fact.home_study as f where f.version = 2),
    array['Not recorded'], 'Prior withdrawal or denial: Not recorded, never No');
select is(
    (select concat_ws(' / ', f.licensing_status, f.status_date, f.status) from fact.home_study as f
    where f.version = 2 and f.list = 'children' and f.child_id = '3052'),
    'Application pending / 2024-02-15 / Referred', 'Sue: now the licence file speaks');
select is(
    (select row(m.numerator, m.denominator, m.value)::text from fact.measure as m
    where m.agency_id = 7 and m.report = 'home_study' and m.version = 2 and m.level = 'state'
        and m.measure = 'prior'),
    '(0,0,)', 'and the share of them is empty');

-- ---- sheets ----

select test.sheet('home_study', 'caregivers', 7, '2024-03-01');

select is(
    test.columns_of(),
    array[
        '_scope', 'region', 'office', 'unit', 'supervisor', 'caseworker', 'caregiver_id',
        'caregiver', 'relationship', 'children_placed', 'earliest_placement', 'days',
        'last_licensing_status', 'status_date', 'prior_withdrawal_or_denial', 'status', 'why'],
    'Caregivers: the binding columns in their order');
select is(
    (select array_agg(s.caregiver_id) from sheet as s),
    (select array_agg(s.caregiver_id order by
        s.status <> 'Referral overdue', s.days desc, s.caregiver_id::int)
    from sheet as s),
    'Caregivers: overdue first, Days longest first, id as a number');
select is((select array_agg(s.caregiver_id) from (select * from sheet limit 3) as s),
    array['8970', '8018', '8972'], 'Caregivers: 304, 151, 121 days');

select test.sheet('home_study', 'children', 7, '2024-03-01');

select is(
    test.columns_of(),
    array[
        '_scope', 'region', 'office', 'unit', 'supervisor', 'caseworker', 'case_id', 'child_id',
        'child', 'age', 'caregiver_id', 'caregiver', 'relationship', 'placement_since', 'days',
        'last_licensing_status', 'status_date', 'prior_withdrawal_or_denial', 'status', 'why'],
    'Children: the binding columns in their order');
select is(
    (select array_agg(s.child_id || ' ' || s.caregiver_id) from sheet as s),
    (select array_agg(s.child_id || ' ' || s.caregiver_id order by
        s.status <> 'Referral overdue', s.days desc, s.child_id::int, s.caregiver_id::int)
    from sheet as s),
    'Children: overdue first, Days longest first, Child ID as a number');
select is(
    (select array_agg(s.child_id) from sheet as s where s.days = 59),
    array['999', '3073', '3074', '3077'],
    'Children: 999 stands before 3073; Ann, who is not overdue, comes later');

select * from finish();
rollback;
