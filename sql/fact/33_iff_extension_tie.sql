-- sql/fact/33_iff_extension_tie.sql
-- Purpose: the reconciliation of iff_extension: what the sheets hold against what Summary counts,
-- the statuses against all rows, the parts against the whole.
-- Grain: one row per workbook and line. Inputs: fact.iff_extension, fact.measure, fact.scope.
-- trend: no

delete from fact.tie
where agency_id = $1::int and month = $2::date and version = $4::int and $3::date is not null
    and report = 'iff_extension';

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
    select s.agency_id, s.scope_kind, s.scope, s.code
    from p
    inner join fact.scope as s
        on s.agency_id = p.agency_id and s.month = p.month and s.version = p.version
    where s.report = 'iff_extension' and p.as_of is not null
),
-- What the sheets of each workbook hold.
held as (
    select
        pl.scope_kind, pl.scope,
        count(i.list) filter (where i.list = 'all') as all_rows,
        count(i.list) filter (where i.list = 'all' and i.extended) as extensions,
        count(i.list) filter (where i.list = 'all' and i.extended and not i.required)
            as extensions_not_required,
        count(i.list) filter (where i.list = 'due') as due_rows
    from p
    cross join place as pl
    left join fact.iff_extension as i
        on i.agency_id = p.agency_id and i.month = p.month and i.version = p.version
        and i.list in ('all', 'due')
        and (pl.scope_kind = 'state'
            or (pl.scope_kind = 'region' and i.region_code = pl.code)
            or (pl.scope_kind = 'office' and i.office_code = pl.code))
    group by pl.scope_kind, pl.scope
),
-- What Summary says, and what the groups of the next level add up to.
figure as (
    select
        pl.scope_kind, pl.scope,
        sum(m.value) filter (where o.own and m.measure = 'iffs') as iffs,
        coalesce(sum(m.value) filter (where o.part and m.measure = 'iffs'), 0) as iffs_parts,
        sum(m.value) filter (
            where o.own and m.measure in (
                'exceptions', 'invalid', 'is_on_time', 'is_extended', 'is_late', 'is_attempted',
                'is_none', 'is_pending')) as by_status,
        sum(m.value) filter (where o.own and m.measure = 'extensions') as extensions,
        sum(m.numerator) filter (where o.own and m.measure = 'extension_child')
            as extensions_required,
        sum(m.value) filter (where o.own and m.measure in ('overdue', 'due_soon')) as due
    from p
    cross join place as pl
    inner join fact.measure as m
        on m.agency_id = p.agency_id and m.month = p.month and m.version = p.version
        and m.report = 'iff_extension'
        and (pl.scope_kind = 'state'
            or (pl.scope_kind = 'region' and m.g1_code = pl.code)
            or (pl.scope_kind = 'office' and m.g2_code = pl.code))
    cross join lateral (
        select
            m.level = pl.scope_kind as own,
            m.level = case pl.scope_kind
                when 'state' then 'region' when 'region' then 'office' else 'unit' end as part
    ) as o
    where m.level in ('state', 'region', 'office', 'unit')
    group by pl.scope_kind, pl.scope
)
select
    p.agency_id, p.month, p.version, 'iff_extension', h.scope_kind, h.scope, line.n,
    line.check_name, line.first, line.second, line.first_is, line.second_is, line.explained
from p
cross join held as h
inner join figure as f on f.scope_kind = h.scope_kind and f.scope = h.scope
cross join lateral (
    values
        (1, 'IFFs: sheet and Summary', h.all_rows::numeric, f.iffs,
            'Rows of sheet All IFFs', 'IFFs of the month on Summary', null::text),
        (2, 'IFFs by status', f.by_status, f.iffs,
            'Sum of the eight statuses', 'IFFs of the month on Summary', null),
        (3, 'IFFs: parts and whole', f.iffs_parts, f.iffs,
            case h.scope_kind when 'state' then 'Sum of regions' when 'region'
                then 'Sum of offices' else 'Sum of units' end,
            'IFFs of the month on Summary', null),
        (4, 'Extensions: sheet and Summary', h.extensions, f.extensions,
            'Rows of sheet Extensions', 'Extensions on Summary', null),
        (5, 'Extensions: sheet and rate', h.extensions, f.extensions_required,
            'Rows of sheet Extensions', 'Numerator of Extension rate, by child',
            case when h.extensions_not_required > 0
                then h.extensions_not_required || ' are exceptions or invalid rows' end),
        (6, 'Not seen: sheet and Summary', h.due_rows, f.due,
            'Rows of sheet Due and overdue', 'Past due + due in the next 7 days on Summary', null)
) as line (n, check_name, first, second, first_is, second_is, explained);
