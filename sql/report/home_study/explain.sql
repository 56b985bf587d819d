-- sql/report/home_study/explain.sql
-- Purpose: why a child stands on the home-study report as it does, or is not on it: each placement,
-- the caregiver's licences and tracking records, the clock, each status in the order in which it is
-- asked.
-- Grain: one row per rule and what it looked at, in reading order. A row with a `list` is an
-- outcome: the row of the workbook; its `value` is what the rules give from the mart as it is now.
-- Inputs: mart.placement, episode, licence, home_study, case_assignment, etl.source_table;
-- fact.home_study of the month and version.
-- Columns: see sql/report/common/explain_head.sql.
with p as (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::int as version,          -- of its facts
        $4::text as child_id,
        $5::text as report,
        $6::jsonb as words,
        $7::date as as_of
),
placed as (
    select
        p.agency_id, p.as_of, t.child_id, t.placement_id, t.episode_id, t.provider_id,
        t.begin_date, t.end_date, t.code, t.label, t.grp, t.service_code, t.service_grp,
        t.event_type = '1' as is_true,
        t.begin_date <= p.as_of as has_begun,
        t.begin_date <= p.as_of and (t.end_date is null or t.end_date > p.as_of) as in_force,
        mart.kin_unlicensed(t.grp, t.service_grp) as kin,
        e.episode_id is not null
            and e.begin_date <= p.as_of and (e.end_date is null or e.end_date > p.as_of)
            as in_care,
        coalesce(e.extended, false) as extended,
        coalesce(e.other_agency, false) as other_agency,
        l.licence_id
    from p
    inner join mart.placement as t
        on t.agency_id = p.agency_id and t.child_id = p.child_id
    left join mart.episode as e
        on e.agency_id = t.agency_id
        and e.child_id = t.child_id
        and e.episode_id = t.episode_id
    left join lateral (
        select li.licence_id
        from mart.licence as li
        where li.agency_id = t.agency_id
            and li.provider_id = t.provider_id
            and mart.licence_in_force(
                li.application_date, li.issue_date, li.expiration_date, li.closed_date, p.as_of)
        order by li.licence_id
        limit 1
    ) as l on true
    where p.report is not null and p.words is not null
),
judged as (
    select
        d.*,
        case
            when not d.has_begun then 'left out: begins after the as-of day'
            when not d.is_true then 'left out: not a true placement'
            when not d.in_force then 'left out: ended'
            when not d.kin and d.grp = 'kin_licensed' then 'left out: a setting of licensed kin'
            when not d.kin and d.grp is null then 'left out: no setting that the code map knows'
            when not d.kin then 'left out: not with kin'
            when d.provider_id is null then 'left out: names no caregiver'
            when not d.in_care then 'left out: the episode is not in force'
            when d.extended then 'left out: extended foster care'
            when d.other_agency then 'left out: another agency''s authority'
            when d.licence_id is not null then 'left out: the caregiver is licensed'
        end as out
    from placed as d
),
-- Caregivers with an open kin placement of the child.
caregiver as (
    select
        j.agency_id, j.as_of, j.child_id, j.provider_id,
        bool_or(j.out is null) as listed,
        min(j.begin_date) as since
    from judged as j
    where j.is_true and j.in_force and j.kin and j.provider_id is not null
    group by j.agency_id, j.as_of, j.child_id, j.provider_id
),
-- The true placements with each: does a row go on or begin a new chain?
linked as (
    select
        c.agency_id, c.provider_id, d.placement_id, d.label, d.begin_date, d.end_date,
        d.begin_date - max(case when d.end_date <= d.as_of then d.end_date else d.as_of end) over (
            partition by c.agency_id, c.provider_id
            order by d.begin_date, d.placement_id
            rows between unbounded preceding and 1 preceding) as gap
    from caregiver as c
    inner join placed as d
        on d.agency_id = c.agency_id and d.provider_id = c.provider_id
    where d.is_true and d.has_begun
),
clock as (
    select l.agency_id, l.provider_id, max(l.begin_date) as since
    from linked as l
    where l.gap is null or l.gap > 1
    group by l.agency_id, l.provider_id
),
record as (
    select
        c.agency_id, c.provider_id, h.n, h.status_date, h.status, c.as_of,
        mart.tracking_words(h.status) as words,
        mart.tracking_weight(h.status) <= 2 as refused,
        row_number() over (
            partition by c.agency_id, c.provider_id, h.status_date <= c.as_of
            order by h.status_date desc, mart.tracking_weight(h.status) nulls last, h.n desc) as nth
    from caregiver as c
    inner join mart.home_study as h
        on h.agency_id = c.agency_id and h.provider_id = c.provider_id
),
tracked as (
    select r.agency_id, r.provider_id, r.words, r.status_date
    from record as r
    where r.status_date <= r.as_of and r.nth = 1
),
licence as (
    select
        c.agency_id, c.provider_id, li.licence_id, li.application_date, li.issue_date,
        li.expiration_date, li.closed_date,
        mart.licence_in_force(
            li.application_date, li.issue_date, li.expiration_date, li.closed_date, c.as_of)
            as in_force,
        s.words, s.status_date,
        row_number() over (
            partition by c.agency_id, c.provider_id, s.words is null
            order by s.status_date desc nulls last, li.licence_id desc) as nth
    from caregiver as c
    inner join mart.licence as li
        on li.agency_id = c.agency_id and li.provider_id = c.provider_id
    cross join lateral (
        select
            mart.licence_status(li.application_date, li.issue_date, li.closed_date, c.as_of)
                as words,
            mart.licence_status_date(
                li.application_date, li.issue_date, li.expiration_date, li.closed_date, c.as_of)
                as status_date
    ) as s
),
-- What the rules give for child and caregiver.
ruled as (
    select
        c.agency_id, c.as_of, c.provider_id, c.listed, k.since,
        coalesce(t.words, l.words, 'None recorded') as words,
        case when t.provider_id is not null then t.status_date else l.status_date end
            as status_date,
        t.provider_id is not null as by_tracking
    from caregiver as c
    inner join clock as k
        on k.agency_id = c.agency_id and k.provider_id = c.provider_id
    left join tracked as t
        on t.agency_id = c.agency_id and t.provider_id = c.provider_id
    left join licence as l
        on l.agency_id = c.agency_id
        and l.provider_id = c.provider_id
        and l.words is not null
        and l.nth = 1
),
status as (
    select
        r.*,
        mart.home_study_status(r.words, r.status_date, r.since, r.as_of) as status_no
    from ruled as r
),
shown as (
    select
        f.agency_id, f.provider_id, f.list, f.status, f.why, f.as_of, f.assignment_id, f.case_id,
        f.office, f.counted, f.placements_open, f.prior, f.refused_on
    from p
    inner join fact.home_study as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.child_id = p.child_id
),
told as (
    -- 1: the placements
    select
        '' as provider_id, 1 as part,
        row_number() over (
            partition by j.agency_id order by j.begin_date, j.placement_id) as n,
        'Placements of the child' as section,
        'Placement' as rule,
        concat_ws(', ',
            coalesce(j.label, 'blank setting'),
            'service ' || j.service_code,
            coalesce('caregiver ' || j.provider_id, 'no caregiver'),
            'episode ' || j.episode_id) as looked_at,
        fact.say_interval(j.begin_date, j.end_date) as value,
        j.placement_id::text as row_id,
        coalesce(j.out, 'in force with unlicensed kin') as outcome,
        j.out is null as decides, null::text as list
    from judged as j

    union all

    -- 2: the caregiver's licences
    select
        l.provider_id, 2,
        row_number() over (
            partition by l.agency_id, l.provider_id
            order by coalesce(l.application_date, l.issue_date), l.licence_id),
        'Caregiver ' || l.provider_id || ': licence file',
        'Licence',
        concat_ws(', ',
            'applied ' || l.application_date, 'issued ' || l.issue_date,
            'expires ' || l.expiration_date, 'closed ' || l.closed_date),
        l.status_date::text, l.licence_id::text,
        case
            when l.in_force then 'in force: licensed kin are not in this report'
            when l.words is null then 'not there: nothing of it by the as-of day'
            when l.nth > 1 then l.words || ': a later one stands'
            when exists (
                select 1
                from tracked as t
                where t.agency_id = l.agency_id and t.provider_id = l.provider_id)
                then l.words || ': not used, the tracking list comes first'
            else 'used: ' || l.words
        end,
        l.in_force
            or l.words is not null and l.nth = 1 and not exists (
                select 1
                from tracked as t
                where t.agency_id = l.agency_id and t.provider_id = l.provider_id),
        null
    from licence as l

    union all

    select
        c.provider_id, 2, 1000, 'Caregiver ' || c.provider_id || ': licence file',
        'Licence', 'Licence in force on the as-of day', null, null, 'none on file', false, null
    from caregiver as c
    where not exists (
        select 1
        from licence as l
        where l.agency_id = c.agency_id and l.provider_id = c.provider_id)

    union all

    -- 3: the tracking list
    select
        r.provider_id, 3,
        row_number() over (
            partition by r.agency_id, r.provider_id order by r.status_date, r.n),
        'Caregiver ' || r.provider_id || ': tracking list',
        'Record', r.status, r.status_date::text, r.provider_id || '/' || r.n,
        case
            when r.status_date > r.as_of then 'not there: after the as-of day'
            when r.nth = 1 then 'used: ' || r.words
            else 'not used: a later one stands, or one that weighs more'
        end || case when r.refused and r.status_date <= r.as_of
            then '; a withdrawal or denial' else '' end,
        r.status_date <= r.as_of and r.nth = 1, null
    from record as r

    union all

    select
        c.provider_id, 3, 1000, 'Caregiver ' || c.provider_id || ': tracking list',
        'Record', 'Records of this caregiver', null, null,
        case when k.kept then 'none' else 'Not recorded: the agency keeps no list' end, false, null
    from caregiver as c
    cross join (
        select coalesce(bool_or(t.present), false) as kept
        from p
        left join etl.source_table as t
            on t.agency_id = p.agency_id and t.table_name = 'home_study'
    ) as k
    where not exists (
        select 1
        from record as r
        where r.agency_id = c.agency_id and r.provider_id = c.provider_id)

    union all

    select
        f.provider_id, 3, 1001, 'Caregiver ' || f.provider_id || ': tracking list',
        'Prior withdrawal or denial', 'Any record by the as-of day', f.refused_on::text, null,
        f.prior, false, null
    from shown as f
    where f.list = 'children'

    union all

    -- 4: the clock
    select
        l.provider_id, 4,
        row_number() over (
            partition by l.agency_id, l.provider_id order by l.begin_date, l.placement_id),
        'Caregiver ' || l.provider_id || ': placement since',
        'True placement with the caregiver', coalesce(l.label, 'blank setting'),
        fact.say_interval(l.begin_date, l.end_date), l.placement_id::text,
        case
            when l.gap is null then 'begins the chain'
            when l.gap > 1 then 'begins a new chain: a gap of ' || fact.say_days(l.gap)
            when l.gap = 1 then 'goes on: a gap of 1 day'
            else 'goes on: no gap'
        end,
        l.begin_date = k.since and (l.gap is null or l.gap > 1), null
    from linked as l
    inner join clock as k
        on k.agency_id = l.agency_id and k.provider_id = l.provider_id

    union all

    select
        s.provider_id, 4, 1000 + r.n, 'Caregiver ' || s.provider_id || ': placement since',
        r.rule, r.looked_at, r.value, null, r.outcome, false, null
    from status as s
    cross join lateral (
        values
            (1, 'Placement since', 'Begin of the chain', s.since::text,
                fact.say_days(s.as_of - s.since) || ' by the as-of day'),
            (2, 'Referral due', 'Placement since + 30 days', (s.since + 30)::text,
                case when s.as_of - s.since <= 30 then 'not yet passed' else 'passed' end)
    ) as r (n, rule, looked_at, value, outcome)

    union all

    -- 5: the statuses in the order in which they are asked
    select
        s.provider_id, 5, r.no, 'Caregiver ' || s.provider_id || ': status, the first that fits',
        r.no || ' ' || fact.home_study_status_words(r.no::int), r.looked_at, r.value, null,
        case
            when r.no = s.status_no then 'yes'
            when r.no > s.status_no then 'not asked: an earlier one fits'
            when r.no = 2 and s.words in ('Referred', 'Assigned', 'Application pending')
                then 'no: dated before ' || (s.since - 365) || ', over a year before the placement'
            else 'no'
        end,
        r.no = s.status_no, null
    from status as s
    cross join lateral (
        values
            (1::bigint, 'Licensing status Approved, however old', s.words),
            (2, 'Referred, Assigned or Application pending, since ' || (s.since - 365),
                concat_ws(' ', s.words, s.status_date)),
            (3, 'Placed 30 days or less', fact.say_days(s.as_of - s.since)),
            (4, 'Placed longer than that', fact.say_days(s.as_of - s.since))
    ) as r (no, looked_at, value)
    where s.listed

    union all

    -- 6: whose it is
    select
        f.provider_id, 6, row_number() over (
            partition by f.agency_id, f.provider_id order by a.begin_date, a.assignment_id),
        'Caregiver ' || f.provider_id || ': office on ' || f.as_of,
        'Assignment', a.office || ', ' || a.caseworker,
        fact.say_interval(a.begin_date, a.end_date), a.assignment_id::text,
        fact.say_assignment(
            a.assignment_id = f.assignment_id, a.begin_date, a.end_date, f.as_of),
        a.assignment_id = f.assignment_id, null
    from shown as f
    inner join mart.case_assignment as a
        on a.agency_id = f.agency_id and a.case_id = f.case_id
    where f.list = 'children'

    union all

    select
        f.provider_id, 6, 1000, 'Caregiver ' || f.provider_id || ': office on ' || f.as_of,
        'Episode''s own office', 'No assignment of the case is in force', null, null,
        'used: ' || f.office, true, null
    from shown as f
    where f.list = 'children' and f.assignment_id is null

    union all

    -- 7: the rows of the workbook
    select
        f.provider_id, 7, 1, 'Caregiver ' || f.provider_id || ': in the workbook',
        case f.list when 'children' then 'Sheet Children' else 'On the sheet before, not now' end,
        f.why,
        'by the rules: ' || coalesce(
            case when s.listed then fact.home_study_status_words(s.status_no) end, 'On no sheet'),
        f.provider_id, coalesce(f.status, 'On no sheet'), true, f.list
    from shown as f
    left join status as s
        on s.agency_id = f.agency_id and s.provider_id = f.provider_id

    union all

    select
        f.provider_id, 7, 2, 'Caregiver ' || f.provider_id || ': in the workbook',
        'Two kin placements', 'Open kin placements of the child', f.placements_open::text, null,
        case when f.counted then 'the child is counted with this caregiver: the later begin'
            else 'the child is counted with the other caregiver' end,
        false, null
    from shown as f
    where f.list = 'children' and f.placements_open > 1

    union all

    select
        f.provider_id, 7, 3, 'Caregiver ' || f.provider_id || ': in the workbook',
        'Sheet Caregivers', g.why, g.children_overdue || ' of ' || g.children_placed || ' overdue',
        f.provider_id, g.status, true, null
    from shown as f
    inner join p on p.agency_id = f.agency_id
    inner join fact.home_study as g
        on g.agency_id = p.agency_id
        and g.month = p.month
        and g.version = p.version
        and g.list = 'caregivers'
        and g.provider_id = f.provider_id
    where f.list = 'children'

    union all

    select
        '~', 8, 1, 'In the workbook', 'On no sheet',
        case
            when not exists (select 1 from judged as j where j.agency_id = p.agency_id)
                then 'No placement of this child counts: there is none, or it is left out '
                    || 'as said below.'
            when exists (
                    select 1 from judged as j where j.agency_id = p.agency_id and j.out is null)
                then 'The source has changed since: by the rules the child would be there.'
            else 'No placement with unlicensed kin counts on the as-of day; each says why above.'
        end,
        null, null, 'On no sheet', true, null
    from p
    where not exists (
        select 1
        from shown as f
        where f.agency_id = p.agency_id and f.list = 'children')
)
select
    t.section, t.rule, t.looked_at, t.value, t.row_id, t.outcome,
    coalesce(t.decides, false) as decides, t.list
from told as t
order by t.part <> 1, mart.id_order(t.provider_id) collate "C", t.part, t.n, t.row_id collate "C"
