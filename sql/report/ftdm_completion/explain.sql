-- sql/report/ftdm_completion/explain.sql
-- Purpose: why a child stands on the FTDM completion report as it does, or is not on it: each
-- removal episode, each meeting, each status in the order in which it is asked.
-- Grain: one row per rule and what it looked at, in reading order. A row with a `list` is an
-- outcome: the row of the workbook; its `value` is what the rules give from the mart as it is now.
-- Inputs: mart.episode, meeting, case_assignment; fact.ftdm_completion of the month and version.
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
episode as (
    select
        p.agency_id, p.month, p.version, p.as_of,
        e.child_id, e.episode_id, e.case_id, e.begin_date, e.end_date as recorded_end,
        case when e.end_date <= p.as_of then e.end_date end as end_date,
        e.extended, e.other_agency, e.care_authority,
        e.office, e.office_code,
        e.begin_date > p.as_of as ahead,
        p.report is not null and p.words is not null as asked
    from p
    inner join mart.episode as e
        on e.agency_id = p.agency_id and e.child_id = p.child_id
),
-- Each meeting of the child against each episode.
met as (
    select
        e.agency_id, e.episode_id, m.meeting_row_id, m.meeting_date, m.cancel_date, m.completed,
        m.type_code, m.type_grp, m.purpose, e.begin_date, e.end_date, e.as_of,
        s.state,
        case when m.type_grp = 'FTDM' and m.meeting_date is not null
            then mart.ftdm_way(s.state, m.meeting_date, e.begin_date, e.end_date) end as way
    from episode as e
    inner join mart.meeting as m
        on m.agency_id = e.agency_id and m.child_id = e.child_id
    cross join lateral (
        select mart.ftdm_state(m.completed, m.meeting_date, m.cancel_date, e.as_of) as state
    ) as s
    where not e.ahead
),
best as (
    select
        m.agency_id, m.episode_id,
        min(m.way) as way,
        (array_agg(
            m.meeting_row_id
            order by m.way, abs(m.meeting_date - (m.begin_date - 7)), m.meeting_row_id
        ) filter (where m.way is not null))[1] as row_id
    from met as m
    group by m.agency_id, m.episode_id
),
judged as (
    select
        e.*, b.way as best_way,
        case when s.status_no not in (3, 8) then b.row_id end as meeting_row_id,
        s.status_no,
        case when not e.ahead then fact.ftdm_lists(
            not e.extended and not e.other_agency, e.begin_date, e.end_date, e.month, s.status_no)
        end as lists
    from episode as e
    left join best as b
        on b.agency_id = e.agency_id and b.episode_id = e.episode_id
    cross join lateral (
        select mart.ftdm_status(b.way, e.begin_date, e.as_of) as status_no
    ) as s
),
shown as (
    select
        f.agency_id, f.episode_id, f.list, f.removal_date, f.status, f.why, f.attributed_on,
        f.assignment_id, f.case_id, f.region, f.office, f.caseworker, f.ftdm_date
    from p
    inner join fact.ftdm_completion as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.child_id = p.child_id
),
told as (
    -- 1: is the episode counted?
    select
        j.begin_date as at, j.episode_id, 1 as part, r.n::bigint as n,
        'who is counted' as topic,
        r.rule, r.looked_at, r.value, j.episode_id::text as row_id, r.outcome,
        r.outcome like 'left out%' as decides, null::text as list
    from judged as j
    cross join lateral (
        values
            (1, 'Episode', 'Begin and end of the removal episode',
                fact.say_interval(j.begin_date, j.recorded_end),
                case
                    when j.ahead then 'left out: begins after the as-of day'
                    when j.recorded_end > j.as_of then 'open: it ends after the as-of day'
                    when j.end_date < j.begin_date then 'ends before it begins: never in care'
                    when j.end_date is not null then 'ended'
                    else 'open'
                end),
            (2, 'Extended foster care', 'Mark of the episode',
                case when j.extended then 'Yes' else 'No' end,
                case when j.ahead then null
                    when j.extended then 'left out: extended foster care' else 'counts' end),
            (3, 'Care authority', 'Who has placement and care authority',
                coalesce(j.care_authority, 'blank'),
                case when j.ahead then null
                    when j.other_agency then 'left out: another agency''s authority'
                    else 'counts' end),
            (4, 'Removals', 'Begins in the month', j.begin_date::text,
                case when j.ahead then null
                    when j.begin_date >= j.month then 'yes' else 'no: it began earlier' end),
            (5, 'In care', 'In force on the as-of day', j.as_of::text,
                case when j.ahead then null
                    when j.end_date is null then 'yes' else 'no: it ended ' || j.end_date end)
    ) as r (n, rule, looked_at, value, outcome)
    where r.outcome is not null and j.asked

    union all

    -- 2: the meetings
    select
        m.begin_date, m.episode_id, 2,
        row_number() over (
            partition by m.agency_id, m.episode_id
            order by m.meeting_date, m.meeting_row_id),
        'meetings of the child',
        'Meeting',
        case m.type_grp when 'FTDM' then 'FTDM' else 'Type ' || coalesce(m.type_code, 'blank') end
            || case when m.completed then ', completed' else ', not completed' end
            || coalesce(', cancelled ' || m.cancel_date, ''),
        coalesce(m.meeting_date::text, 'no date'),
        m.meeting_row_id::text,
        case
            when m.type_grp is null then 'does not count: the code map has no such type'
            when m.type_grp <> 'FTDM' then 'does not count: not an FTDM'
            when m.meeting_date is null then 'does not count: no date'
            when m.way is not null then
                'counts for ' || m.way || ' ' || fact.ftdm_status_words(m.way)
                    || case
                        when m.way = 6 and m.completed then ': dated after the as-of day'
                        when m.way = 6 then ': neither completed nor cancelled'
                        when m.cancel_date > m.as_of then
                            ': the cancellation comes after the as-of day'
                        else ''
                    end
            when m.state <> 'held' and m.meeting_date < m.begin_date - 7 then
                'does not count: ' || m.state || ', before the window'
            when m.meeting_date > m.end_date then
                'does not count: after the end of the episode'
            when m.meeting_date < m.begin_date - 30 then
                'does not count: over 30 days before the removal'
            else 'does not count'
        end,
        m.meeting_row_id = j.meeting_row_id, null
    from met as m
    inner join judged as j
        on j.agency_id = m.agency_id and j.episode_id = m.episode_id

    union all

    -- meetings of a sibling: they never count, but explain a question
    select
        j.begin_date, j.episode_id, 2, 1000 + row_number() over (
            partition by j.agency_id, j.episode_id order by m.meeting_date, m.meeting_row_id),
        'meetings of the child',
        'Meeting', 'FTDM, completed, for another child of case ' || j.case_id,
        m.meeting_date::text, m.meeting_row_id::text,
        'does not count: recorded for another child', false, null
    from judged as j
    inner join mart.meeting as m
        on m.agency_id = j.agency_id
        and m.case_id = j.case_id
        and m.child_id <> j.child_id
        and m.type_grp = 'FTDM'
        and m.completed
        and m.meeting_date between j.begin_date - 7 and least(j.begin_date + 3, j.as_of)
    where not j.ahead

    union all

    -- 3: the statuses in the order in which they are asked
    select
        j.begin_date, j.episode_id, 3, s.no, 'status, the first that fits',
        s.no || ' ' || fact.ftdm_status_words(s.no::int), s.looked_at, s.days,
        case when s.no = j.status_no then j.meeting_row_id::text end,
        case
            when s.no = j.status_no then 'yes'
            when s.no > j.status_no then 'not asked: an earlier one fits'
            when s.no = 3 then 'no: the window has closed'
            else 'no: no such meeting'
        end,
        s.no = j.status_no, null
    from judged as j
    cross join lateral (
        values
            (1::bigint, 'FTDM held', (j.begin_date - 7) || ' to ' || (j.begin_date - 1)),
            (2, 'FTDM held', j.begin_date || ' to ' || (j.begin_date + 3)),
            (3, 'Window closes after the as-of day', (j.begin_date + 3)::text),
            (4, 'FTDM held, up to the end of the episode', 'after ' || (j.begin_date + 3)),
            (5, 'FTDM held', (j.begin_date - 30) || ' to ' || (j.begin_date - 8)),
            (6, 'FTDM neither completed nor cancelled', 'from ' || (j.begin_date - 7)),
            (7, 'FTDM cancelled', 'from ' || (j.begin_date - 7)),
            (8, 'Nothing of that', null)
    ) as s (no, looked_at, days)
    where j.lists <> array['not_listed']

    union all

    -- 4: whose it is
    select
        j.begin_date, j.episode_id, 4,
        row_number() over (
            partition by j.agency_id, j.episode_id, f.attributed_on
            order by a.begin_date, a.assignment_id),
        'office on ' || f.attributed_on,
        'Assignment', a.office || ', ' || a.caseworker,
        fact.say_interval(a.begin_date, a.end_date),
        a.assignment_id::text,
        fact.say_assignment(
            a.assignment_id = f.assignment_id, a.begin_date, a.end_date, f.attributed_on),
        a.assignment_id = f.assignment_id, null
    from judged as j
    inner join (
        select distinct s.agency_id, s.episode_id, s.attributed_on, s.assignment_id, s.case_id
        from shown as s
        where s.list <> 'not_listed'
    ) as f on f.agency_id = j.agency_id and f.episode_id = j.episode_id
    inner join mart.case_assignment as a
        on a.agency_id = f.agency_id and a.case_id = f.case_id

    union all

    select
        f.removal_date, f.episode_id, 4, 1000, 'office on ' || f.attributed_on,
        'Episode''s own office', 'No assignment of the case is in force', null,
        f.episode_id::text, 'used: ' || f.office, true, null
    from (
        select distinct s.removal_date, s.episode_id, s.attributed_on, s.office
        from shown as s
        where s.list <> 'not_listed' and s.assignment_id is null
    ) as f

    union all

    -- 5: the rows of the workbook
    select
        f.removal_date, f.episode_id, 5,
        case f.list when 'removals' then 1 when 'in_care' then 2 else 3 end,
        'in the workbook',
        case f.list
            when 'removals' then 'Sheet Removals'
            when 'in_care' then 'Sheet In care'
            when 'to_act_on' then 'Sheet To act on'
            else 'On no sheet'
        end,
        f.why,
        'by the rules: ' || case
            when f.list = any (j.lists) and f.list <> 'not_listed' then
                fact.ftdm_status_words(j.status_no)
            else 'On no sheet'
        end,
        f.episode_id::text, coalesce(f.status, 'On no sheet'), true, f.list
    from shown as f
    left join judged as j
        on j.agency_id = f.agency_id and j.episode_id = f.episode_id

    union all

    select
        j.begin_date, j.episode_id, 5, 9, 'in the workbook', 'On no sheet',
        case
            when j.ahead then 'The episode begins after the as-of day.'
            when j.lists = array['not_listed'] then 'The episode ended over a quarter ago.'
            else 'The source has changed since: by the rules it would be there.'
        end,
        null, j.episode_id::text, 'On no sheet', true, null
    from judged as j
    where not exists (
        select 1
        from shown as f
        where f.agency_id = j.agency_id and f.episode_id = j.episode_id)

    union all

    select
        p.month, 0, 5, 1, 'in the workbook', 'On no sheet',
        'No removal episode of this child counts: there is none, or it is left out as said below.',
        null, null, 'On no sheet', true, null
    from p
    where not exists (
            select 1
            from mart.episode as e
            where e.agency_id = p.agency_id and e.child_id = p.child_id)
        and not exists (
            select 1
            from shown as f
            where f.agency_id = p.agency_id)
)
select
    case when t.episode_id = 0 then 'Removal episode'
        else 'Removal episode ' || t.episode_id || ', ' || t.at end || ': ' || t.topic
        as section,
    t.rule, t.looked_at, t.value, t.row_id, t.outcome, coalesce(t.decides, false) as decides,
    t.list
from told as t
order by t.at, t.episode_id, t.part, t.topic collate "C", t.n, t.row_id collate "C"
