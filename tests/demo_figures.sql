-- tests/demo_figures.sql
-- Purpose: the totals that the two improvement plans published, beside what the reports computed.
-- Prints label | computed | published | verdict. Reads only what the workbooks are drawn from.
with figure (n, agency_id, month, report, level, code, measure, part, label, published) as (
    values
        (1, 1, date '2020-01-01', 'ftdm_completion', 'state', '', 'in_care_completion', 'percent',
            'FTDM, in care: completion', '33%'),
        (2, 1, date '2020-01-01', 'ftdm_completion', 'state', '', 'in_care_completion', 'base',
            'FTDM, in care: of', '9,697'),
        (3, 1, date '2020-01-01', 'home_study', 'state', '', 'children_overdue', 'top',
            'Home study: children past 30 days, no referral', '783'),
        (4, 1, date '2020-01-01', 'home_study', 'state', '', 'children_overdue', 'base',
            'Home study: of children with unlicensed kin', '3,760'),
        (5, 1, date '2020-01-01', 'home_study', 'state', '', 'children_overdue', 'percent',
            'Home study: share', '21%'),
        (6, 1, date '2020-01-01', 'home_study', 'state', '', 'overdue_caregivers', 'value',
            'Home study: caregivers', '563'),
        (7, 1, date '2020-01-01', 'home_study', 'state', '', 'prior', 'top',
            'Home study: of these, once withdrawn or denied', '96'),
        (8, 1, date '2020-01-01', 'home_study', 'state', '', 'prior', 'percent',
            'Home study: share', '17%'),
        (9, 1, date '2020-01-01', 'home_study', 'state', '', 'mean_days', 'value',
            'Home study: mean days, children', '396'),
        (10, 1, date '2020-01-01', 'home_study', 'state', '', 'mean_days_prior', 'value',
            'Home study: mean days, caregiver once refused', '820'),
        (11, 1, date '2019-12-01', 'iff_extension', 'region', '2', 'extension_year', 'percent1',
            'IFF: extension rate by intake, Region 2, 2019', '12.8%'),
        (12, 2, date '2018-03-01', 'child_listing', 'state', '', 'in_care', 'value',
            'Missouri: children in care', '13,535'),
        (13, 2, date '2018-03-01', 'child_listing', 'circuit', '16', 'in_care', 'value',
            'Missouri: circuit 16', '1,862'),
        (14, 2, date '2018-03-01', 'child_listing', 'circuit', '21', 'in_care', 'value',
            'Missouri: circuit 21', '973')
),
latest as (
    select m.agency_id, m.month, m.report, max(m.version) as version
    from fact.measure as m
    group by m.agency_id, m.month, m.report
),
printed as (
    select
        f.n, f.label, f.published,
        case f.part
            when 'percent' then round(100 * m.value) || '%'
            when 'percent1' then to_char(round(100 * m.value, 1), 'FM990.0') || '%'
            when 'top' then to_char(m.numerator, 'FM999,999')
            when 'base' then to_char(m.denominator, 'FM999,999')
            else to_char(round(m.value), 'FM999,999')
        end as computed
    from figure as f
    left join latest as l
        on l.agency_id = f.agency_id and l.month = f.month and l.report = f.report
    left join fact.measure as m
        on m.agency_id = l.agency_id and m.month = l.month and m.report = l.report
        and m.version = l.version and m.level = f.level and m.g1_code = f.code
        and m.measure = f.measure
)
select
    p.label, coalesce(p.computed, 'missing'), p.published,
    case
        when :'size' <> 'state' then '(small sample)'
        when p.computed = p.published then 'same'
        else 'DIFFERS'
    end
from printed as p
order by p.n;
