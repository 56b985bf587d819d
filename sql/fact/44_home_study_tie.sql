-- sql/fact/44_home_study_tie.sql
-- Purpose: the reconciliation of the home-study report: rows = counts = sum of the parts = sister
-- workbooks = source. A line that does not tie and is not explained stops the run.
-- Grain: one row per scope and check.
-- Inputs: fact.home_study, fact.measure, fact.scope of the same month and version, and for the
-- state's last line mart.placement, episode, licence.
-- Key: (agency_id, month, version, report, scope_kind, scope, line).
-- trend: no
-- joins: hash
-- One side of each check is counted from the rows, the other read from the figures.

with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
)
delete from fact.tie as f
using parameter as p
where f.agency_id = p.agency_id and f.month = p.month and f.version = p.version
    and f.report = 'home_study';

insert into fact.tie (
    agency_id, month, version, report, scope_kind, scope, line, check_name,
    first, second, first_is, second_is, explained)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
),

-- Rows of the sheets by workbook; `kept` are in an office workbook too.
counted as materialized (
    select
        f.agency_id, f.region_code, f.office_code,
        o.code is not null as kept,
        o.parent_code is distinct from f.region_code and f.office_code is not null as moved,
        count(*) filter (where f.list = 'children') as rows,
        count(*) filter (where f.list = 'children' and f.counted) as children,
        count(*) filter (where f.list = 'children' and f.counted and f.status_no = 4) as overdue,
        coalesce(sum(f.days) filter (
            where f.list = 'children' and f.counted and f.status_no = 4), 0) as days,
        count(*) filter (where f.list = 'caregivers') as caregivers,
        count(*) filter (where f.list = 'caregivers' and f.status_no = 4) as c_overdue,
        coalesce(sum(f.children_placed), 0) as children_placed
    from parameter as p
    inner join fact.home_study as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.list in ('children', 'caregivers')
    left join fact.scope as o
        on o.agency_id = f.agency_id
        and o.month = f.month
        and o.version = f.version
        and o.report = 'home_study'
        and o.scope_kind = 'office'
        and o.code = f.office_code
    group by f.agency_id, f.region_code, f.office_code, o.code, o.parent_code
),
held as materialized (
    select
        c.agency_id, k.scope_kind, k.code,
        sum(c.rows) as rows,
        sum(c.children) as children,
        sum(c.overdue) as overdue,
        sum(c.days) as days,
        sum(c.caregivers) as caregivers,
        sum(c.c_overdue) as c_overdue,
        sum(c.children_placed) as children_placed,
        sum(c.rows) filter (where c.kept) as rows_kept,
        sum(c.caregivers) filter (where c.kept) as caregivers_kept,
        sum(c.rows) filter (where c.office_code is null) as rows_nobody,
        sum(c.caregivers) filter (where c.office_code is null) as caregivers_nobody,
        count(*) filter (where c.moved) as moved
    from counted as c
    cross join lateral (
        values ('state', ''), ('region', c.region_code), ('office', c.office_code)
    ) as k (scope_kind, code)
    where k.code is not null
    group by c.agency_id, k.scope_kind, k.code
),

-- The figures of Summary: the workbook's own, and the sums of the groups of the next level.
figure as materialized (
    select
        m.agency_id, m.scope_kind, m.code,
        sum(m.numerator) filter (where m.own and m.measure = 'children') as children,
        sum(m.numerator) filter (where m.own and m.measure = 'overdue_children') as overdue,
        sum(m.numerator) filter (where m.own and m.measure = 'mean_days') as days,
        sum(m.numerator) filter (where m.own and m.measure = 'caregivers') as caregivers,
        sum(m.numerator) filter (where m.own and m.measure = 'overdue_caregivers') as c_overdue,
        sum(m.numerator) filter (
            where m.own and m.measure in (
                'overdue_children', 'within_30', 'children_approved', 'children_referred'))
            as statuses,
        sum(m.numerator) filter (
            where m.own and m.measure in (
                'overdue_caregivers', 'caregivers_within', 'caregivers_approved',
                'caregivers_referred')) as c_statuses,
        sum(m.numerator) filter (
            where m.own and m.measure in (
                'days_60', 'days_90', 'days_180', 'days_365', 'days_730', 'days_more'))
            as by_days,
        sum(m.numerator) filter (where not m.own and m.measure = 'children') as children_parts,
        sum(m.numerator) filter (where not m.own and m.measure = 'overdue_children')
            as overdue_parts,
        sum(m.numerator) filter (where not m.own and m.measure = 'caregivers')
            as caregivers_parts,
        sum(m.numerator) filter (where not m.own and m.measure = 'overdue_caregivers')
            as c_overdue_parts
    from parameter as p
    inner join fact.place_figure as m
        on m.agency_id = p.agency_id
        and m.month = p.month
        and m.version = p.version
        and m.report = 'home_study'
    group by m.agency_id, m.scope_kind, m.code
),

-- What the source holds on as_of, counted without the rows of the report: children with kin of an
-- unlicensed setting, and those of them whose caregiver has a licence.
source as materialized (
    select
        x.agency_id,
        count(*) as n,
        count(*) filter (where x.licensed) as licensed
    from (
        select distinct
            pl.agency_id, pl.child_id, pl.provider_id,
            exists (
                select 1
                from mart.licence as li
                where li.agency_id = pl.agency_id
                    and li.provider_id = pl.provider_id
                    and coalesce(li.application_date, li.issue_date) <= p.as_of
                    and li.issue_date <= p.as_of
                    and coalesce(li.closed_date, 'infinity') > p.as_of
                    and coalesce(li.expiration_date, 'infinity') >= p.as_of) as licensed
        from parameter as p
        inner join mart.placement as pl
            on pl.agency_id = p.agency_id
            and p.as_of >= pl.begin_date
            and p.as_of < coalesce(pl.end_date, 'infinity')
            and pl.event_type = '1'
            and pl.provider_id is not null
            and 'kin_unlicensed' in (pl.grp, pl.service_grp)
            and coalesce(pl.grp, '') <> 'kin_licensed'
        inner join mart.episode as e
            on e.agency_id = pl.agency_id
            and e.child_id = pl.child_id
            and e.episode_id = pl.episode_id
            and p.as_of >= e.begin_date
            and p.as_of < coalesce(e.end_date, 'infinity')
            and not (e.extended or e.other_agency)
    ) as x
    group by x.agency_id
),
-- each child once, whatever the rows
child as materialized (
    select p.agency_id, count(distinct f.child_id) as n
    from parameter as p
    inner join fact.home_study as f
        on f.agency_id = p.agency_id
        and f.month = p.month
        and f.version = p.version
        and f.list = 'children'
    group by p.agency_id
),
scope as (
    select
        s.agency_id, s.month, s.version, s.scope_kind, s.scope,
        fact.say_parts(s.scope_kind) as parts,
        coalesce(h.rows, 0) as rows, coalesce(h.children, 0) as children,
        coalesce(h.overdue, 0) as overdue, coalesce(h.days, 0) as days,
        coalesce(h.caregivers, 0) as caregivers, coalesce(h.c_overdue, 0) as c_overdue,
        coalesce(h.children_placed, 0) as children_placed,
        coalesce(h.rows_kept, 0) as rows_kept,
        coalesce(h.caregivers_kept, 0) as caregivers_kept,
        h.rows_nobody, h.caregivers_nobody,
        fact.say_moved(s.scope_kind, m.moved) as moved,
        f.children as f_children, f.overdue as f_overdue, coalesce(f.days, 0) as f_days,
        f.caregivers as f_caregivers, f.c_overdue as f_c_overdue,
        f.statuses, f.c_statuses, f.by_days,
        coalesce(f.children_parts, 0) as children_parts,
        coalesce(f.overdue_parts, 0) as overdue_parts,
        coalesce(f.caregivers_parts, 0) as caregivers_parts,
        coalesce(f.c_overdue_parts, 0) as c_overdue_parts,
        coalesce(o.n, 0) as in_source, coalesce(o.licensed, 0) as licensed,
        coalesce(c.n, 0) as once
    from parameter as p
    inner join fact.scope as s
        on s.agency_id = p.agency_id
        and s.month = p.month
        and s.version = p.version
        and s.report = 'home_study'
    left join held as h
        on h.agency_id = s.agency_id
        and h.scope_kind = s.scope_kind
        and h.code = coalesce(s.code, '')
    left join held as m
        on m.agency_id = s.agency_id and m.scope_kind = 'state'
    left join figure as f
        on f.agency_id = s.agency_id
        and f.scope_kind = s.scope_kind
        and f.code = coalesce(s.code, '')
    left join source as o
        on o.agency_id = s.agency_id and s.scope_kind = 'state'
    left join child as c
        on c.agency_id = s.agency_id and s.scope_kind = 'state'
)
select
    s.agency_id, s.month, s.version, 'home_study', s.scope_kind, s.scope,
    l.line, l.check_name, l.first, l.second, l.first_is, l.second_is, l.explained
from scope as s
cross join lateral (
    values
        (1, 'Children: sheet and Summary', s.children, s.f_children,
            'Children on the sheet, each once', 'Children with unlicensed kin, on Summary',
            null, true),
        (2, 'Children: rows of the sheet', s.rows, s.f_children,
            'Rows of sheet Children', 'Children with unlicensed kin, on Summary',
            case when s.f_children = s.children then
                s.rows - s.children || ' are a child''s other open kin placement'
            end,
            true),
        (3, 'Caregivers: sheet and Summary', s.caregivers, s.f_caregivers,
            'Rows of sheet Caregivers', 'Unlicensed kin caregivers, on Summary', null, true),
        (4, 'Children overdue: sheet and Summary', s.overdue, s.f_overdue,
            'Children Referral overdue on the sheet, each once',
            'Children, referral overdue, on Summary', null, true),
        (5, 'Caregivers overdue: sheet and Summary', s.c_overdue, s.f_c_overdue,
            'Rows Referral overdue of the sheet', 'Caregivers, referral overdue, on Summary',
            null, true),
        (6, 'Children: statuses', s.statuses, s.f_children,
            'Sum of the four statuses', 'Children with unlicensed kin, on Summary', null, true),
        (7, 'Caregivers: statuses', s.c_statuses, s.f_caregivers,
            'Sum of the four statuses', 'Unlicensed kin caregivers, on Summary', null, true),
        (8, 'Children overdue: by days', s.by_days, s.f_overdue,
            'Sum of the six spans', 'Children, referral overdue, on Summary', null, true),
        (9, 'Children overdue: days', s.days, s.f_days,
            'Sum of Days of these rows', 'Days behind the mean on Summary', null, true),
        (10, 'Children: parts and whole', s.children_parts, s.f_children,
            s.parts, 'Children with unlicensed kin, on Summary', s.moved, true),
        (11, 'Children overdue: parts and whole', s.overdue_parts, s.f_overdue,
            s.parts, 'Children, referral overdue, on Summary', s.moved, true),
        (12, 'Caregivers: parts and whole', s.caregivers_parts, s.f_caregivers,
            s.parts, 'Unlicensed kin caregivers, on Summary', s.moved, true),
        (13, 'Caregivers overdue: parts and whole', s.c_overdue_parts, s.f_c_overdue,
            s.parts, 'Caregivers, referral overdue, on Summary', s.moved, true),
        (14, 'Children: office workbooks', s.rows, s.rows_kept,
            'Rows of sheet Children', 'Rows of it in the office workbooks',
            fact.say_nobody(s.rows, s.rows_kept, s.rows_nobody),
            s.scope_kind <> 'office'),
        (15, 'Caregivers: office workbooks', s.caregivers, s.caregivers_kept,
            'Rows of sheet Caregivers', 'Rows of it in the office workbooks',
            fact.say_nobody(s.caregivers, s.caregivers_kept, s.caregivers_nobody),
            s.scope_kind <> 'office'),
        (16, 'Children placed', s.children_placed, s.rows,
            'Sum of Children placed on sheet Caregivers', 'Rows of sheet Children', null,
            s.scope_kind = 'state'),
        (17, 'Each child once', s.once, s.f_children,
            'Different children on sheet Children', 'Children with unlicensed kin, on Summary',
            null, s.scope_kind = 'state'),
        (18, 'Children: source and sheet', s.in_source, s.rows,
            'Children with kin of an unlicensed setting, by caregiver', 'Rows of sheet Children',
            case when s.in_source - s.rows = s.licensed then
                s.licensed || ' have a caregiver with a licence in force'
            end,
            s.scope_kind = 'state')
) as l (line, check_name, first, second, first_is, second_is, explained, belongs)
where l.belongs;
