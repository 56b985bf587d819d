-- sql/fact/43_home_study_tie.sql
-- Purpose: the reconciliation of home_study: what the sheets hold against what Summary counts,
-- the statuses against the population, the offices against the level above.
-- Grain: one row per workbook and line. Inputs: fact.home_study, fact.measure, fact.scope.
-- trend: no

delete from fact.tie
where agency_id = $1::int and month = $2::date and version = $4::int and $3::date is not null
    and report = 'home_study';

insert into fact.tie (
    agency_id, month, version, report, scope_kind, scope, line, check_name, first, second,
    first_is, second_is, explained)
with p as (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
),
place as (
    select s.agency_id, s.scope_kind, s.scope, s.code, s.parent_code
    from p
    inner join fact.scope as s
        on s.agency_id = p.agency_id and s.month = p.month and s.version = p.version
    where s.report = 'home_study' and p.as_of is not null
),
-- What the sheets of each workbook hold.
held as (
    select
        pl.scope_kind, pl.scope,
        count(hs.list) filter (where hs.list = 'children') as child_rows,
        count(hs.list) filter (where hs.list = 'children' and hs.counted) as children,
        count(hs.list) filter (where hs.list = 'children' and hs.counted and hs.status_no = 4)
            as overdue,
        count(hs.list) filter (where hs.list = 'caregivers') as caregivers,
        count(hs.list) filter (where hs.list = 'caregivers' and hs.status_no = 4)
            as caregivers_overdue
    from p
    cross join place as pl
    left join fact.home_study as hs
        on hs.agency_id = p.agency_id and hs.month = p.month and hs.version = p.version
        and (pl.scope_kind = 'state'
            or (pl.scope_kind = 'region' and hs.region_code = pl.code)
            or (pl.scope_kind = 'office' and hs.office_code = pl.code))
    group by pl.scope_kind, pl.scope
),
-- What Summary says, and what the groups of the next level add up to.
said as (
    select
        pl.scope_kind, pl.scope, m.measure,
        sum(m.value) filter (where m.level = pl.scope_kind) as own,
        coalesce(sum(m.value) filter (
            where m.level = case pl.scope_kind
                when 'state' then 'region' when 'region' then 'office' else 'unit' end), 0) as parts
    from p
    cross join place as pl
    inner join fact.measure as m
        on m.agency_id = p.agency_id and m.month = p.month and m.version = p.version
        and (pl.scope_kind = 'state'
            or (pl.scope_kind = 'region' and m.g1_code = pl.code)
            or (pl.scope_kind = 'office' and m.g2_code = pl.code))
    where m.report = 'home_study'
        and m.measure in (
            'children', 'overdue_children', 'within_30', 'children_approved', 'children_referred',
            'caregivers', 'overdue_caregivers')
    group by pl.scope_kind, pl.scope, m.measure
),
figure as (
    select
        s.scope_kind, s.scope,
        max(s.own) filter (where s.measure = 'children') as children,
        max(s.parts) filter (where s.measure = 'children') as children_parts,
        max(s.own) filter (where s.measure = 'overdue_children') as overdue,
        max(s.own) filter (where s.measure = 'within_30') as within_30,
        max(s.own) filter (where s.measure = 'children_approved') as approved,
        max(s.own) filter (where s.measure = 'children_referred') as referred,
        max(s.own) filter (where s.measure = 'caregivers') as caregivers,
        max(s.parts) filter (where s.measure = 'caregivers') as caregivers_parts,
        max(s.own) filter (where s.measure = 'overdue_caregivers') as caregivers_overdue
    from said as s
    group by s.scope_kind, s.scope
)
select
    p.agency_id, p.month, p.version, 'home_study', h.scope_kind, h.scope, line.n,
    line.check_name, line.first, line.second, line.first_is, line.second_is, line.explained
from p
cross join held as h
inner join figure as f on f.scope_kind = h.scope_kind and f.scope = h.scope
cross join lateral (
    values
        (1, 'Children: sheet and Summary', h.child_rows::numeric, f.children,
            'Rows of sheet Children', 'Children on Summary',
            case when h.child_rows > h.children
                then (h.child_rows - h.children) || ' rows are a child''s second open kin placement'
            end),
        (2, 'Children by status', f.overdue + f.within_30 + f.referred + f.approved, f.children,
            'Referral overdue + Within 30 days + Referred + Approved', 'Children on Summary', null),
        (3, 'Children overdue: sheet and Summary', h.overdue, f.overdue,
            'Children overdue on sheet Children, each once', 'Children overdue on Summary', null),
        (4, 'Children: parts and whole', f.children_parts, f.children,
            case h.scope_kind when 'state' then 'Sum of regions' when 'region'
                then 'Sum of offices' else 'Sum of units' end,
            'Children on Summary', null),
        (5, 'Caregivers: sheet and Summary', h.caregivers, f.caregivers,
            'Rows of sheet Caregivers', 'Caregivers on Summary', null),
        (6, 'Caregivers overdue: sheet and Summary', h.caregivers_overdue, f.caregivers_overdue,
            'Rows Referral overdue of sheet Caregivers', 'Caregivers overdue on Summary', null),
        (7, 'Caregivers: parts and whole', f.caregivers_parts, f.caregivers,
            case h.scope_kind when 'state' then 'Sum of regions' when 'region'
                then 'Sum of offices' else 'Sum of units' end,
            'Caregivers on Summary', null)
) as line (n, check_name, first, second, first_is, second_is, explained);
