-- tests/sql/child_listing.sql
-- What Children says of each child: the people of tests/fixtures/people.md, section Child listing.
begin;
\i tests/lib/harness.sql
\i tests/fixtures/listing_people.sql

select no_plan();

select test.facts('child_listing', 7, '2024-03-01', '2024-03-31', zone => 'America/Chicago');

-- a row of Children as text: the cells asked for, in order
create function test.cells(who int, variadic names text[]) returns text
language sql as $$
    select string_agg(coalesce(to_jsonb(f) ->> n, '-'), ' | ' order by i)
    from fact.child_listing as f
    cross join unnest(names) with ordinality as c (n, i)
    where f.agency_id = 7 and f.month = '2024-03-01' and f.version = 1
        and f.list = 'children' and f.child_id = who::text
$$;

-- ---- custody, names, counties ----

select is(
    test.cells(3001, 'supervising', 'attorney', 'attorney_since', 'circuit', 'county', 'child',
        'birth_date', 'age', 'case_id', 'case_manager', 'case_supervisor', 'managed_by',
        'entered_care', 'days'),
    'Marsh, Iris | Ames, Ada | 2023-06-15 | 16 | Jackson | Ash, Abel | 2016-05-06 | 7 | 5001 | '
        || 'Kern, Lou | Supe, Max | CD | 2023-06-01 | 304',
    'Abel: who has him, who he is, how long');
select is(
    test.cells(3001, 'placement', 'placement_since', 'trial_home_visit', 'trial_home_since',
        'pre_adoptive', 'moves', 'goal', 'goal_since', 'concurrent_goal', 'tpr_status',
        'tpr_petition_filed', 'free_since', 'next_hearing', 'hearing_type', 'days_15_22',
        'status_15_22', 'on_15_22', 'tpr_due'),
    'Foster home | 2023-06-01 | No | - | No | 0 | Reunification | 2023-06-01 | Adoption | None | '
        || '- | - | - | - | 244 | Will reach | 2024-10-29 | No',
    'Abel: an ordinary life; the clock began 60 days after entry, on 31 July');
select is(test.cells(3002, 'days', 'goal', 'concurrent_goal', 'days_15_22', 'status_15_22'),
    '0 | Not yet set | Not yet set | 0 | Will reach',
    'Berta: entered on the as-of day itself');
select is(test.cells(3003, 'child'), null, 'Carl: custody begins a day after the as-of day');
select is(test.cells(3004, 'days'), '304',
    'Dina: the exit of 2 April, typed in before, has not happened');
select is(test.cells(3005, 'child'), null, 'Emil: an exit on the as-of day is not in care');
select is(test.cells(3006, 'episode_id', 'entered_care', 'attorney_since'),
    '30061 | 2024-03-20 | 2024-03-22', 'Fee: back in the month, the second episode');
select is(test.cells(3007, 'child'), null,
    'Gero: back in the month, but the old assignment does not revive');
select is(test.cells(3008, 'age', 'circuit', 'county', 'managed_by'),
    '18 | - | Unknown (29999) | Great Plains',
    'Hedi: 18 on the as-of day stays listed; a county in no circuit; a contractor by name');
select is(test.cells(3009, 'age', 'birth_date', 'circuit', 'county', 'managed_by'),
    '- | - | - | - | FCCM', 'Ilja: no birth date, no county, a contractor without a name');
select is(test.cells(3016, 'child', 'circuit', 'county'), '3016 | 18 | Cass',
    'Jane: no name, the id; Cass went to circuit 18 on the as-of day, the first day of the new');
select is(test.cells(3028, 'circuit', 'county'), '- | Unknown (29101)',
    'Kay: the county''s circuit ended on the as-of day, no other took it');

-- ---- attorneys ----

select is(test.cells(c.child, 'attorney', 'supervising'), c.expected, c.story)
from (
    values
        (3036, 'Birch, Cy | Moss, Otto', 'Kai: two in force, the later start'),
        (3037, 'Alder, Bo | Marsh, Iris', 'Lou: two of one day, the one typed in later'),
        (3038, 'Ames, Ada | Marsh, Iris', 'Mia: two of one day, one without a time: it is earlier'),
        (3039, 'Alder, Bo | Marsh, Iris', 'Ned: two of one day: the higher id, 10 over 9'),
        (3040, null, 'Olga: the assignment ended on the as-of day: not in force'),
        (3041, null, 'Pit: the assignment begins a day later'),
        (3042, 'Ames, Ada | Marsh, Iris', 'Quo: the assignment ends a day later: in force'),
        (3043, 'Z9 | Unit Manager', 'Rex: the attorney is not in the table: the id'),
        (3044, 'Urban, Eve | Unit Manager', 'Sara: nobody manages the attorney'),
        (3045, 'Xavier, Flo | Unit Manager', 'Tim: the managing attorney is not in the table'),
        (3046, 'Marsh, Iris | Marsh, Iris', 'Uma: a managing attorney''s own case'),
        (3047, 'Mead, Sol | Mead, Sol', 'Vic: one who is managed and manages has it herself'),
        (3048, 'Cole, Di | Mead, Sol', 'Wes: her attorney''s case is hers, not the next one''s')
) as c (child, expected, story);

select is(test.cells(3043, 'case_manager', 'case_supervisor'), 'Unassigned | Unassigned',
    'Rex: nobody is assigned to the case');
select is(test.cells(3044, 'case_manager'), 'New, Bo', 'Sara: two case managers, the later one');
select is(test.cells(3045, 'case_manager'), 'New, Bo', 'Tim: the case changed hands on that day');

-- ---- placement ----

select is(test.cells(c.child, 'placement', 'placement_since', 'moves'), c.expected, c.story)
from (
    values
        (3060, 'No placement recorded | - | 0', 'Art: the last placement ended a day before'),
        (3062, 'No placement recorded | - | 0', 'Cy: none in the two days since entry'),
        (3063, 'Foster home | 2023-06-01 | 0', 'Dot: respite is never the placement of record'),
        (3064, 'No placement recorded | - | 0', 'Eli: respite alone is none'),
        (3065, 'Group home | 2024-02-14 | 1',
            'Fay: through a shelter home on one day: it has no day of record'),
        (3066, 'Foster home | 2024-01-10 | 1', 'Gil: a row of no days was a correction'),
        (3067, 'Foster home | 2024-01-27 | 0', 'Hal: hospital and back is no move'),
        (3068, 'Foster home | 2024-01-27 | 1', 'Ida: hospital and on to another home is one'),
        (3069, 'Foster home | 2024-01-05 | 0',
            'Jim: trial home visit and back to the same home is no move, but breaks the chain'),
        (3070, 'Foster home | 2024-01-05 | 1', 'Kim: trial home visit and on to another home'),
        (3071, 'Group home | 2024-01-05 | 0',
            'Liv: run away and back to the same provider in another setting: no move'),
        (3072, 'Foster home | 2023-06-01 | 0',
            'Max: another code of the group at the same provider: no move, one chain'),
        (3073, 'Group home | 2023-11-20 | 1', 'Nia: another setting at the same provider'),
        (3074, 'Foster home | 2023-06-01 | 0', 'Oda: end 10th, begin 11th is one chain'),
        (3075, 'Foster home | 2023-12-12 | 0', 'Pam: end 10th, begin 12th is not'),
        (3076, 'Foster home | 2023-06-01 | 0', 'Qua: two unknown providers are the same'),
        (3077, 'Foster home | 2023-06-01 | 2',
            'Ron: another home lay between; the chain goes on, both changes are moves'),
        (3078, 'Unknown (ZZ9) | 2023-06-01 | 0', 'Sue: a code that the map does not know'),
        (3079, 'Foster home | 2023-06-01 | 0', 'Ted: the move is a day after the as-of day'),
        (3080, 'Group home | 2023-06-01 | 0',
            'Una: two of one day, the one typed in later is the record, the other never was')
) as c (child, expected, story);

select is(test.cells(c.child, 'pre_adoptive'), c.expected, c.story)
from (
    values
        (3081, 'Yes', 'Val: marked pre-adoptive on the as-of day'),
        (3082, 'No', 'Wyn: a day later'),
        (3083, 'No', 'Yul: the home before was')
) as c (child, expected, story);

select is(test.cells(c.child, 'trial_home_visit', 'trial_home_since'), c.expected, c.story)
from (
    values
        (3084, 'Yes | 2023-10-03', 'Zoe: at home for 180 days'),
        (3085, 'Yes, over 180 days | 2023-10-02', 'Aya: at home for 181 days')
) as c (child, expected, story);

-- ---- goals ----

select is(test.cells(c.child, 'goal', 'goal_since', 'concurrent_goal'), c.expected, c.story)
from (
    values
        (3090, 'Reunification | 2024-03-01 | MISSING', 'Bob: 30 days in care'),
        (3091, 'Reunification | 2024-03-02 | Not yet set', 'Cat: 29 days in care'),
        (3092, 'Not yet set | - | Not yet set', 'Don: no goal, 19 days in care'),
        (3093, 'MISSING | - | MISSING', 'Eva: the code for not set is no goal'),
        (3094, 'Reunification | 2023-06-01 | MISSING', 'Flo: nor is it a concurrent one'),
        (3095, 'Guardianship | 2023-12-04 | Not required',
            'Gia: the concurrent goal ended, none is required'),
        (3096, 'Guardianship | 2023-12-04 | Adoption', 'Han: none is required, one is shown'),
        (3097, 'MISSING | - | Adoption', 'Ian: the goal ended, the concurrent one stands'),
        (3098, 'MISSING | - | Adoption',
            'Joy: the latest goal ended; the one before does not come back'),
        (3099, 'Reunification | 2023-06-01 | Adoption', 'Ken: adoption from a day later'),
        (3100, 'Unknown (XX) | 2023-06-01 | Not required',
            'Lyn: a goal that the map does not know is another goal'),
        (3101, 'Guardianship | 2023-06-01 | Adoption', 'Mel: the goal ends a day later'),
        (3102, 'Adoption | 2023-06-01 | Adoption', 'Nat: two of one day, the one typed in later')
) as c (child, expected, story);

-- ---- termination of parental rights ----

select is(test.cells(c.child, 'tpr_status', 'tpr_petition_filed', 'free_since'), c.expected, c.story)
from (
    values
        (3110, 'Free | 2023-08-15 | 2024-01-09',
            'Ona: both terminated; the first petition, the last termination'),
        (3111, 'Partial | - | -', 'Pat: a second putative father has no event'),
        (3112, 'Free | - | 2024-01-09', 'Ray: he is not applicable'),
        (3113, 'Partial | 2023-09-01 | -', 'Sky: under appeal; its petition led to it'),
        (3114, 'Free | 2023-09-01 | 2023-12-05',
            'Tom: the appeal ended and gave back the termination with its date'),
        (3115, 'Partial | 2023-09-01 | -',
            'Ulf: the father''s was reversed, which closed his petition'),
        (3116, 'Free | - | 2023-11-14', 'Van: the mother died, the father was terminated later'),
        (3117, 'Free | - | 2023-10-10',
            'Wil: terminated before she died: the earlier day; he died before'),
        (3118, 'Partial | - | -', 'Xan: her death closed the petition'),
        (3119, 'Partial | - | -', 'Zac: a death after the as-of day has not happened'),
        (3120, 'Partial, father not recorded | - | -', 'Ali: no father row: never Free'),
        (3121, 'None, father not recorded, mother not recorded | - | -', 'Ben: no parent at all'),
        (3122, 'Free | - | 2023-10-12', 'Cem: two adoptive parents, no suffix'),
        (3123, 'None | - | -', 'Dan: nobody is applicable, whatever the events'),
        (3124, 'None | - | -', 'Eda: dismissed'),
        (3125, 'None | - | -', 'Fio: declined'),
        (3126, 'Referred | - | -', 'Gro: referred'),
        (3127, 'Petition filed | - | -', 'Hei: consent taken, no petition'),
        (3128, 'Petition filed | 2024-01-11 | -',
            'Ib: dismissed and filed on one day, filed typed in later'),
        (3129, 'Petition filed | 2023-09-05 | -', 'Jo: an amended petition: the first counts'),
        (3130, 'Petition filed | 2023-12-05 | -', 'Kit: the first was dismissed'),
        (3131, 'Petition filed | 2023-09-25 | -', 'Lex: terminated a day later'),
        (3132, 'Free | - | 2023-10-10', 'Moe: the recorded father is not applicable'),
        (3133, 'Petition filed | 2023-12-01 | -',
            'Noa: the reversal closed the first petition with its termination')
) as c (child, expected, story);

select is(
    (select string_agg(r.status, ', ' order by r.parent_id)
    from fact.child_listing_parent as r
    where r.child_id in ('3110', '3113', '3115', '3118', '3124', '3125', '3127')),
    'Terminated (voluntary), Terminated (involuntary), Appeal pending, Terminated (voluntary), '
        || 'Terminated (involuntary), Reversed, Deceased, None, Petition dismissed, None, '
        || 'Referral declined, None, Consent taken, None',
    'each parent has a status in words');

-- ---- 15 of 22 ----

select is(
    test.cells(c.child, 'days_15_22', 'status_15_22', 'on_15_22', 'tpr_due'), c.expected, c.story)
from (
    values
        (3140, '455 | Will reach | 2024-04-01 | No', 'Nic: the finding 455 days ago'),
        (3141, '456 | Reached | 2024-03-31 | Yes', 'Ora: 456 days ago, reached on the day'),
        (3142, '456 | Reached | 2024-03-31 | Yes', 'Per: no finding: 60 days after entry'),
        (3143, '424 | Will reach | 2024-05-02 | No',
            'Qi: a finding before this custody: the clock starts with custody'),
        (3144, '456 | Reached | 2024-03-31 | Yes', 'Ria: a finding later than 60 days'),
        (3145, '363 | Paused | - | No', 'Sid: on trial home visit, not reached: no date'),
        (3146, '622 | Reached | 2022-10-30 | Yes', 'Tia: on trial home visit, reached before'),
        (3147, '454 | Will reach | 2024-04-02 | No', 'Uri: 305 days in one episode, 149 in the next'),
        (3148, '609 | Reached | 2023-10-30 | No', 'Vin: an exception documented on the as-of day'),
        (3149, '609 | Reached | 2023-10-30 | Yes', 'Wim: one documented a day later'),
        (3150, '609 | Reached | 2023-10-30 | No',
            'Yim: the mother is dead; her petition still counts as filed'),
        (3151, '436 | Will reach | 2024-04-20 | No',
            'Zed: a runaway row that never was the record stops the clock for 20 days'),
        (3152, '609 | Reached | 2023-10-30 | No', 'Ano: both parents are dead: Free')
) as c (child, expected, story);

-- ---- hearings ----

select is(test.cells(3164, 'next_hearing', 'hearing_type'), '2024-04-23 | Review',
    'Fia: the earliest hearing after the as-of day, whatever its type');
select is(test.cells(3169, 'next_hearing', 'hearing_type'), '2024-05-07 | Permanency',
    'Kat: of two on one day the one with the higher id');
select is(test.cells(3167, 'next_hearing'), '-', 'Ira: one on the as-of day is not the next');

-- ---- why ----

select is(test.cells(c.child, 'why'), c.expected, c.story)
from (
    values
        (3001, 'Clock by 60 days in care, from 07/31/2023.', 'Abel: nothing but the clock'),
        (3061, 'No placement for 2 days. Clock by 60 days in care, from 07/31/2023.', 'Bea'),
        (3093, 'No goal after 30 days. No concurrent goal after 30 days. '
            || 'Clock by 60 days in care, from 07/31/2023.', 'Eva'),
        (3141, 'TPR due: nothing filed, no exception. Clock by the finding, from 12/31/2022.',
            'Ora'),
        (3145, 'At home for 83 days. Clock paused: trial home visit. '
            || 'Clock by the finding, from 01/10/2023.', 'Sid'),
        (3148, 'Exception of 03/31: relative. Clock by 60 days in care, from 07/31/2022.', 'Vin')
) as c (child, expected, story);

-- ---- what falls due ----

create function test.actions(who int) returns text
language sql as $$
    select string_agg(
        concat_ws(' ', a.action, to_char(a.due, 'MM/DD/YYYY'), a.days_left, a.status),
        '; ' order by a.due, a.action)
    from fact.child_listing_action as a
    where a.agency_id = 7 and a.month = '2024-03-01' and a.version = 1
        and a.child_id = who::text
$$;

select is(test.actions(c.child), c.expected, c.story)
from (
    values
        (3001, null, 'Abel: nothing within 60 days'),
        (3160, 'Petition for adoption goal 03/31/2024 0 Due', 'Bix: adoption for 60 days'),
        (3161, 'Petition for adoption goal 03/30/2024 -1 Overdue',
            'Cap: for 61 days; an exception does not matter'),
        (3162, null, 'Deb: a petition against the father is filed'),
        (3163, 'Permanency hearing 03/31/2024 0 Due', 'Ems: held a year ago, scheduled a day before'),
        (3164, 'Permanency hearing 03/30/2024 -1 Overdue', 'Fia: a review since does not count'),
        (3165, 'Permanency hearing 05/30/2024 60 Due', 'Gay: none held since entry; the 60th day'),
        (3166, null, 'Hob: the 61st day'),
        (3167, 'Hearing not held 03/31/2024 0 Due', 'Ira: scheduled for the as-of day'),
        (3168, 'Hearing not held 03/30/2024 -1 Overdue', 'Jed: held only after the as-of day'),
        (3169, 'Hearing not held 03/31/2024 0 Due', 'Kat: one held, the next not'),
        (3084, 'Trial home visit over 180 days 03/31/2024 0 Due', 'Zoe: at home for 180 days'),
        (3085, 'Trial home visit over 180 days 03/30/2024 -1 Overdue', 'Aya: for 181'),
        (3090, 'Concurrent goal missing 03/31/2024 0 Due', 'Bob: 30 days in care'),
        (3091, 'Concurrent goal missing 04/01/2024 1 Due', 'Cat: 29 days in care'),
        (3095, null, 'Gia: no concurrent goal is required'),
        (3140, 'TPR due (15 of 22) 04/01/2024 1 Due', 'Nic: will be reached tomorrow'),
        (3141, 'TPR due (15 of 22) 03/31/2024 0 Due', 'Ora: reached today'),
        (3145, null, 'Sid: paused, no date'),
        (3148, null, 'Vin: an exception'),
        (3149, 'TPR due (15 of 22) 10/30/2023 -153 Overdue', 'Wim: reached in October'),
        (3151, 'TPR due (15 of 22) 04/20/2024 20 Due', 'Zed: will be reached in 20 days')
) as c (child, expected, story);

select * from finish();
rollback;
