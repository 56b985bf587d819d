-- sql/fact/53_child_listing_parent.sql
-- trend: no
-- Purpose: termination of parental rights, for each parent of a child on the list and then for
-- the child.
-- Grain: child, parent; then child. Inputs: fact.child_listing_listed, mart.parent, tpr_event.
-- Keys: (agency_id, month, version, child_id, parent_id), (agency_id, month, version, child_id).
-- As-of view (C3): an event or a death after as_of has not happened.

with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
)
delete from fact.child_listing_parent as f
using parameter as p
where f.agency_id = p.agency_id and f.month = p.month and f.version = p.version;

insert into fact.child_listing_parent (
    agency_id, month, version, child_id, parent_id, role, applicable, by_events, status,
    qualifying_date, petition_date)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
),
listed as (
    select distinct l.agency_id, l.month, l.version, l.child_id, l.as_of
    from parameter as p
    inner join fact.child_listing_listed as l
        on l.agency_id = p.agency_id
        and l.month = p.month
        and l.version = p.version
        and l.list = 'children'
),
parent as (
    select
        l.agency_id, l.month, l.version, l.as_of, l.child_id,
        r.parent_id, upper(r.role) as role, r.applicable,
        case when r.deceased_date <= l.as_of then r.deceased_date end as deceased_date
    from listed as l
    inner join mart.parent as r
        on r.agency_id = l.agency_id and r.child_id = l.child_id
),
-- Parent by parent: a handful of events each.
standing as (
    select r.*, v.code, v.terminates, v.event_date, v.petition_date
    from parent as r
    left join lateral (
        -- in the order of C14; a code without a meaning is no event
        with event as (
            select
                v.code, v.event_date,
                v.code in ('TERM_VOLUNTARY', 'TERM_INVOLUNTARY') as terminates,
                v.code in ('APPEAL', 'APPEAL_ENDED') as appeals,
                row_number() over (
                    partition by v.agency_id
                    order by v.event_date, v.entered_at nulls first, v.event_id) as nth
            from mart.tpr_event as v
            where v.agency_id = r.agency_id
                and v.parent_id = r.parent_id
                and v.child_id = r.child_id
                and v.event_date <= r.as_of
                and v.code in (
                    'REFERRED', 'DECLINED', 'PETITION', 'DISMISSED', 'CONSENT',
                    'TERM_VOLUNTARY', 'TERM_INVOLUNTARY', 'APPEAL', 'APPEAL_ENDED', 'REVERSED')
        ),
        latest as (
            select
                (array_agg(e.code order by e.nth desc))[1] as code,
                max(e.nth) as nth,
                max(e.nth) filter (where not e.appeals) as before_appeal,
                max(e.nth) filter (where e.terminates) as termination
            from event as e
        ),
        -- The event that stands: the latest. An appeal that ended gives back what it was
        -- against; `led_to` is the event up to which a petition may have led there.
        stands as (
            select
                s.code, s.event_date, s.terminates,
                case
                    when s.code = 'APPEAL' then t.termination
                    when s.terminates or s.code = 'PETITION' then s.nth
                end as led_to
            from latest as t
            inner join event as s
                on s.nth = case when t.code = 'APPEAL_ENDED' then t.before_appeal else t.nth end
        )
        select
            s.code, s.event_date, s.terminates,
            -- the first petition that no dismissal and no reversal closed since
            (
                select min(e.event_date)
                from event as e
                where e.code = 'PETITION'
                    and e.nth <= s.led_to
                    and not exists (
                        select 1
                        from event as c
                        where c.code in ('DISMISSED', 'REVERSED')
                            and c.nth > e.nth
                            and c.nth < s.led_to)
            ) as petition_date
        from stands as s
    ) as v on true
),
named as (
    select
        s.agency_id, s.month, s.version, s.child_id, s.parent_id, s.role, s.applicable,
        s.deceased_date,
        case s.code
            when 'REFERRED' then 'Referred'
            when 'DECLINED' then 'Referral declined'
            when 'PETITION' then 'Petition filed'
            when 'DISMISSED' then 'Petition dismissed'
            when 'CONSENT' then 'Consent taken'
            when 'TERM_VOLUNTARY' then 'Terminated (voluntary)'
            when 'TERM_INVOLUNTARY' then 'Terminated (involuntary)'
            when 'APPEAL' then 'Appeal pending'
            when 'REVERSED' then 'Reversed'
            else 'None'
        end as by_events,
        case when s.terminates then s.event_date end as terminated_on,
        -- a death closes the petition
        case when s.deceased_date is null then s.petition_date end as petition_date
    from standing as s
)
select
    n.agency_id, n.month, n.version, n.child_id, n.parent_id, n.role, n.applicable, n.by_events,
    case when n.deceased_date is not null then 'Deceased' else n.by_events end,
    least(n.terminated_on, n.deceased_date),
    n.petition_date
from named as n;

with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
)
delete from fact.child_listing_tpr as f
using parameter as p
where f.agency_id = p.agency_id and f.month = p.month and f.version = p.version;

insert into fact.child_listing_tpr (
    agency_id, month, version, child_id, status, missing, free_since, petition_date, filed,
    none_applicable)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
),
-- Parents that are not applicable count only as recorded.
counted as (
    select
        l.agency_id, l.month, l.version, l.child_id,
        count(r.parent_id) as recorded,
        count(*) filter (where r.applicable) as applicable,
        count(*) filter (where r.applicable and r.qualifying_date is not null) as done,
        count(*) filter (where r.applicable and r.status = 'Appeal pending') as under_appeal,
        count(*) filter (
            where r.applicable and r.status in ('Petition filed', 'Consent taken')) as petitions,
        count(*) filter (where r.applicable and r.status = 'Referred') as referrals,
        count(*) filter (
            where r.applicable and r.by_events in (
                'Petition filed', 'Consent taken', 'Appeal pending', 'Terminated (voluntary)',
                'Terminated (involuntary)')) as filed,
        count(*) filter (where r.role in ('MOTHER', 'ADOPTIVE_PARENT')) as mothers,
        count(*) filter (where r.role in ('LEGAL_FATHER', 'PUTATIVE_FATHER', 'ADOPTIVE_PARENT'))
            as fathers,
        max(r.qualifying_date) filter (where r.applicable) as last_qualifying,
        min(r.petition_date) filter (where r.applicable) as petition_date
    from parameter as p
    inner join (
        select distinct l.agency_id, l.month, l.version, l.child_id
        from parameter as p
        inner join fact.child_listing_listed as l
            on l.agency_id = p.agency_id
            and l.month = p.month
            and l.version = p.version
            and l.list = 'children'
    ) as l
        on l.agency_id = p.agency_id
    left join fact.child_listing_parent as r
        on r.agency_id = l.agency_id
        and r.month = p.month
        and r.version = p.version
        and r.child_id = l.child_id
    group by l.agency_id, l.month, l.version, l.child_id
),
judged as (
    select
        c.*,
        c.applicable > 0 and c.done = c.applicable and c.mothers > 0 and c.fathers > 0 as free
    from counted as c
)
select
    j.agency_id, j.month, j.version, j.child_id,
    case
        when j.free then 'Free'
        when j.done + j.under_appeal > 0 then 'Partial'
        when j.petitions > 0 then 'Petition filed'
        when j.referrals > 0 then 'Referred'
        else 'None'
    end,
    case when j.fathers = 0 then ', father not recorded' else '' end
        || case when j.mothers = 0 then ', mother not recorded' else '' end,
    case when j.free then j.last_qualifying end,
    j.petition_date,
    j.filed > 0,
    j.recorded > 0 and j.applicable = 0
from judged as j;
