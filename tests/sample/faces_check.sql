-- tests/sample/faces_check.sql
-- Purpose: what the FACES-style sample says, straight from the definitions: each published figure
--          beside the computed one, then figures that show whether the agency is a likely one.
-- Grain:   one line per figure.
-- Inputs:  the schema of a loaded sample; reads only.
-- Use:     psql -X -q -v schema=faces -v as_of=2018-03-31 -f tests/sample/faces_check.sql
--          (both have these defaults; the published figures are those of the state size)

\if :{?schema} \else
    \set schema faces
\endif
\if :{?as_of} \else
    \set as_of 2018-03-31
\endif
set search_path = :"schema", pg_catalog;
set timezone = 'America/Chicago';
set client_min_messages = warning;

-- The month, and the twelve months that end in it.
create temp table day as
select
    date :'as_of' as as_of,
    date_trunc('month', date :'as_of')::date as month_start,
    (date_trunc('month', date :'as_of') - interval '11 months')::date as year_start;

-- Episodes that count: not in error, with a real begin; a sentinel end is no end, and nothing
-- after as_of has happened.
create temp table episode as
select
    e.episode_id,
    e.dcn,
    e.case_id,
    e.removal_number,
    e.custody_start,
    case
        when e.custody_end in ('9999-12-31', '3999-12-31') then null
        when e.custody_end > d.as_of then null
        else e.custody_end
    end as custody_end,
    e.exit_reason,
    e.jurisdiction_county,
    e.first_finding_date,
    e.case_mgmt_type,
    e.entered_at,
    e.exit_entered_at
from custody_episode as e
cross join day as d
where upper(trim(coalesce(e.in_error, ''))) not in ('1', 'Y', 'T')
    and e.custody_start between '1900-01-01' and d.as_of;

create index on episode (episode_id);
create index on episode (dcn);
analyze episode;

-- In care on as_of, with the circuit of the county on that day.
create temp table in_care as
select
    e.*,
    c.circuit,
    c.county_name,
    d.as_of - e.custody_start as days
from episode as e
cross join day as d
left join circuit_county as c
    on c.county_fips = e.jurisdiction_county
    and c.valid_from <= d.as_of
    and (c.valid_to is null or c.valid_to > d.as_of)
where e.custody_end is null or e.custody_end > d.as_of;

-- Exits of the twelve months; timely by the date that lies so many months after the start.
create temp table exits as
select
    e.*,
    e.custody_end - e.custody_start as days,
    case e.exit_reason
        when 1 then e.custody_end <= (e.custody_start + interval '12 months')::date
        when 5 then e.custody_end <= (e.custody_start + interval '18 months')::date
        when 3 then e.custody_end <= (e.custody_start + interval '24 months')::date
    end as timely
from episode as e
cross join day as d
where e.custody_end between d.year_start and d.as_of;

-- Counting days of 15 of 22: in care from the clock start on, less trial home visits and
-- runaways, in the 22 months before as_of; day sets instead of days.
create temp table clock as
with
away as (
    select
        p.episode_id,
        range_agg(daterange(p.start_date, p.end_date)) as days
    from placement as p
    where p.placement_code in ('N_TRIAL_HOME', 'CTOA', 'N_RUNAWAY', 'N_UNKNOWN')
        and (p.end_date is null or p.end_date >= p.start_date)
    group by p.episode_id
),
counting as (
    select
        e.dcn,
        datemultirange(daterange(
            greatest(
                e.custody_start,
                least(e.custody_start + 60, coalesce(e.first_finding_date, e.custody_start + 60)),
                (d.as_of - interval '22 months')::date
            ),
            greatest(
                least(coalesce(e.custody_end, d.as_of), d.as_of),
                e.custody_start,
                e.custody_start + 60,
                (d.as_of - interval '22 months')::date
            )
        )) * datemultirange(daterange(null, least(coalesce(e.custody_end, d.as_of), d.as_of)))
            - coalesce(a.days, '{}') as days
    from episode as e
    cross join day as d
    left join away as a
        on a.episode_id = e.episode_id
    where e.custody_end is null or e.custody_end > (d.as_of - interval '22 months')::date
)
select
    c.dcn,
    sum((select coalesce(sum(upper(r.days) - lower(r.days)), 0) from unnest(c.days) as r (days)))
        as days
from counting as c
group by c.dcn;

create index on clock (dcn);
analyze clock;

-- The placement of record on as_of: the latest in force; respite never is one.
create temp table record as
select distinct on (p.episode_id)
    p.episode_id,
    p.placement_code,
    p.preadopt_date <= d.as_of as preadoptive,
    d.as_of - p.start_date as days
from placement as p
cross join day as d
where p.start_date <= d.as_of
    and (p.end_date is null or p.end_date > d.as_of)
    and p.placement_code <> 'N_RESPITE'
order by
    p.episode_id,
    p.start_date desc,
    p.entered_at desc nulls last,
    p.placement_id desc;

-- Terminations: the latest event of each parent that counts.
create temp table freedom as
with
latest as (
    select distinct on (v.parent_id)
        v.parent_id,
        v.event_code
    from tpr_event as v
    cross join day as d
    where v.event_date <= d.as_of
    order by
        v.parent_id,
        v.event_date desc,
        v.entered_at desc nulls last,
        v.tpr_event_id desc
)
select
    p.dcn,
    bool_and(
        coalesce(p.deceased_date <= d.as_of, false)
        or coalesce(l.event_code in ('TERM_VOLUNTARY', 'TERM_INVOLUNTARY', 'APPEAL_ENDED'), false)
    )
    and bool_or(p.parent_role in ('MOTHER', 'ADOPTIVE_PARENT'))
    and bool_or(p.parent_role <> 'MOTHER') as free,
    bool_or(l.event_code in ('PETITION', 'CONSENT', 'APPEAL')
        or l.event_code like 'TERM%' or l.event_code = 'APPEAL_ENDED') as filed
from parent as p
cross join day as d
left join latest as l
    on l.parent_id = p.parent_id
where coalesce(p.applicable, 'Y') <> 'N'
group by p.dcn;

create index on freedom (dcn);
analyze freedom;

create index on record (episode_id);
analyze in_care;
analyze exits;
analyze record;

\echo 'Published figures (state size)'
select
    f.figure,
    f.published,
    f.computed,
    case
        when f.published = f.computed then 'ok'
        when (select count(*) from custody_episode) between 40000 and 60000 then 'DIFFERS'
        else 'not of this size'
    end as verdict
from (
    select 1, 'in care, state', 13535, (select count(*) from in_care)
    union all
    select 2, 'in care, circuit 16', 1862, (select count(*) from in_care as c where c.circuit = 16)
    union all
    select 3, 'in care, circuit 21', 973, (select count(*) from in_care as c where c.circuit = 21)
) as f (n, figure, published, computed)
order by f.n;

\echo 'Is it a likely agency'
select
    f.figure,
    round(f.value, 1) as computed,
    f.expected
from (
    select 1, 'custody episodes in the extract', (select count(*) from custody_episode), 'about 46000'
    union all
    select 2, 'children in the extract', (select count(*) from client), ''
    union all
    select 3, 'in care twelve months before', (
        select count(*)
        from episode as e
        cross join day as d
        where e.custody_start < d.year_start
            and (e.custody_end is null or e.custody_end >= d.year_start)
    ), 'flat since 2016, about 13500'
    union all
    select 4, 'in care 24 months before', (
        select count(*)
        from episode as e
        cross join day as d
        where e.custody_start < d.year_start - 365
            and (e.custody_end is null or e.custody_end >= d.year_start - 365)
    ), 'about 13500'
    union all
    select 5, 'entries, twelve months', (
        select count(*) from episode as e cross join day as d where e.custody_start >= d.year_start
    ), '6600 to 7200'
    union all
    select 6, 'exits, twelve months', (select count(*) from exits), '6600 to 7200'
    union all
    select 7, 'entries in the month', (
        select count(*) from episode as e cross join day as d where e.custody_start >= d.month_start
    ), ''
    union all
    select 8, 'exits in the month', (
        select count(*) from exits as x cross join day as d where x.custody_end >= d.month_start
    ), ''
    union all
    select 9, 'exits before the month, typed in during it', (
        select count(*)
        from exits as x
        cross join day as d
        where x.custody_end < d.month_start
            and x.exit_entered_at > d.month_start + interval '2 hours 10 minutes'
    ), 'up to about 100'
    union all
    select 10, 'mean months in care of those in care', (
        select avg(c.days) / 30.4375 from in_care as c
    ), '21.9'
    union all
    select 11, 'mean months in care of exits', (
        select avg(x.days) / 30.4375 from exits as x
    ), '22 to 24'
    union all
    select 12, 'entries of two years ago home for good within 12 months, %', (
        select 100.0 * avg(coalesce(
            e.custody_end < e.custody_start + interval '12 months'
            and e.exit_reason in (1, 2, 3, 5), false
        )::int)
        from episode as e
        cross join day as d
        where e.custody_start between d.year_start - 366 and d.year_start - 1
            and (e.custody_end is null or e.custody_end - e.custody_start >= 8)
    ), '27 to 30'
    union all
    select 13, 'exits of two years ago back within 12 months, %', (
        select 100.0 * avg(exists (
            select 1
            from episode as n
            where n.dcn = e.dcn
                and n.custody_start >= e.custody_end
                and n.custody_start < e.custody_end + interval '12 months'
                and n.episode_id <> e.episode_id
        )::int)
        from episode as e
        cross join day as d
        where e.custody_end between d.year_start - 366 and d.year_start - 1
            and e.exit_reason in (1, 2, 5)
    ), 'about 4'
    union all
    select 14, 'episodes of more than one removal, %', (
        select 100.0 * avg((e.removal_number > 1)::int) from episode as e
    ), '8 to 20'
    union all
    select 15, 'longest stay, years', (select max(c.days) / 365.25 from in_care as c), 'many'
    union all
    select 16, 'aged 18 or over, % of those in care', (
        select 100.0 * avg((p.birth_date <= d.as_of - interval '18 years')::int)
        from in_care as c
        cross join day as d
        inner join client as p
            on p.dcn = c.dcn
    ), '4 to 8'
    union all
    select 17, 'with contractors, % of those in care', (
        select 100.0 * avg((c.case_mgmt_type = 'FCCM')::int) from in_care as c
    ), '15 to 30'
    union all
    select 18, 'free for adoption, % of those in care', (
        select 100.0 * avg(coalesce(f.free, false)::int)
        from in_care as c
        left join freedom as f
            on f.dcn = c.dcn
    ), 'about 12'
    union all
    select 19, '15 of 22 reached, % of those in care', (
        select 100.0 * avg((coalesce(k.days, 0) >= 456)::int)
        from in_care as c
        left join clock as k
            on k.dcn = c.dcn
    ), '30 to 50'
    union all
    select 20, 'reached, nothing filed, no exception, % of those in care', (
        select 100.0 * avg((
            k.days >= 456
            and not coalesce(f.free, false)
            and not coalesce(f.filed, false)
            and not exists (
                select 1
                from tpr_exception as t
                cross join day as d
                where t.episode_id = c.episode_id
                    and t.documented_date <= d.as_of
            )
        )::int)
        from in_care as c
        left join clock as k
            on k.dcn = c.dcn
        left join freedom as f
            on f.dcn = c.dcn
    ), '5 to 15'
    union all
    select 21, 'no placement of record, % of those in care', (
        select 100.0 * avg((not exists (
            select 1 from record as r where r.episode_id = c.episode_id
        ))::int)
        from in_care as c
    ), 'under 1'
    union all
    select 22, 'changes of home per 1,000 days in care, entries of the year', (
        with
        home as (
            select
                p.episode_id,
                p.provider_dvn is distinct from lag(p.provider_dvn) over w as changed,
                row_number() over w as n
            from placement as p
            where p.placement_code not in (
                'N_RESPITE', 'N_TRIAL_HOME', 'CTOA', 'N_RUNAWAY', 'N_UNKNOWN',
                'N_PSYCH_HOSP', 'N_MED_HOSP'
            )
            and (p.end_date is null or p.end_date > p.start_date)
            window w as (partition by p.episode_id order by p.start_date, p.placement_id)
        ),
        moves as (
            select
                h.episode_id,
                count(*) filter (where h.changed and h.n > 1) as n
            from home as h
            group by h.episode_id
        )
        select 1000.0 * sum(m.n) / sum(coalesce(e.custody_end, d.as_of) - e.custody_start)
        from episode as e
        cross join day as d
        left join moves as m
            on m.episode_id = e.episode_id
        where e.custody_start >= d.year_start
    ), '5.5 to 6.8'
) as f (n, figure, value, expected)
order by f.n;

\echo 'Exits of twelve months by reason'
select
    case x.exit_reason
        when 1 then 'Reunification'
        when 2 then 'Living with other relative'
        when 3 then 'Adoption'
        when 4 then 'Emancipation'
        when 5 then 'Guardianship'
        when 6 then 'Runaway'
        when 7 then 'Death'
        when 8 then 'Transfer to another agency'
        else 'MISSING'
    end as reason,
    count(*) as exits,
    round(100.0 * count(*) / sum(count(*)) over (), 1) as percent,
    round((avg(x.days) / 30.4375)::numeric, 1) as mean_months,
    round(((percentile_cont(0.5) within group (order by x.days)) / 30.4375)::numeric, 1)
        as median_months,
    round(100.0 * avg(x.timely::int), 1) as timely_percent
from exits as x
group by x.exit_reason
order by count(*) desc;

\echo 'Placement of record on as_of'
select
    coalesce(r.placement_code, 'none') as placement,
    count(*) as children,
    round(100.0 * count(*) / sum(count(*)) over (), 1) as percent,
    count(*) filter (where r.preadoptive) as pre_adoptive,
    count(*) filter (where r.days > 180) as over_180_days
from in_care as c
left join record as r
    on r.episode_id = c.episode_id
group by r.placement_code
order by count(*) desc;

\echo 'Circuits: in care, mean months in care, with an attorney'
select
    coalesce(c.circuit::text, 'no row') as circuit,
    count(*) as in_care,
    round(avg(c.days) / 30.4375, 1) as mean_months,
    count(*) filter (where exists (
        select 1
        from attorney_assignment as a
        cross join day as d
        where a.episode_id = c.episode_id
            and a.start_date <= d.as_of
            and (a.end_date is null or a.end_date > d.as_of)
    )) as with_attorney,
    string_agg(distinct c.county_name, ', ') as counties
from in_care as c
group by c.circuit
order by count(*) desc;

\echo 'Thirteen months: entries, exits, in care at the end'
select
    m.month_start::date as month,
    (
        select count(*)
        from episode as e
        where e.custody_start >= m.month_start
            and e.custody_start < m.month_start + interval '1 month'
    ) as entries,
    (
        select count(*)
        from episode as e
        where e.custody_end >= m.month_start
            and e.custody_end < m.month_start + interval '1 month'
    ) as exits,
    (
        select count(*)
        from episode as e
        where e.custody_start < m.month_start + interval '1 month'
            and (e.custody_end is null or e.custody_end >= m.month_start + interval '1 month')
    ) as in_care
from day as d
cross join generate_series(
    d.year_start - interval '1 month', d.month_start, interval '1 month'
) as m (month_start)
order by m.month_start;
