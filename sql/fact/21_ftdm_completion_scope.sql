-- sql/fact/21_ftdm_completion_scope.sql
-- Purpose: the workbooks of the FTDM completion report, also those without a row: the state,
-- every region and every office.
-- Grain: one row per scope. An office is one that was responsible for a case or an episode on any
-- day of the 13 months that the trends show; one that closed longer ago gets no empty workbook.
-- Inputs: mart.case_assignment, mart.episode.
-- Key: (agency_id, month, version, report, scope_kind, scope).
-- Where an office or region bears two names, or an office two regions, the latest is taken.

with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
)
delete from fact.scope as s
using parameter as p
where s.agency_id = p.agency_id and s.month = p.month and s.version = p.version
    and s.report = 'ftdm_completion';

insert into fact.scope (
    agency_id, month, version, report, scope_kind, scope, code, name, title_line, parent_code)
with parameter as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
),
responsible as (
    select
        p.agency_id, p.month, p.version,
        r.region_code, r.region, r.office_code, r.office, max(r.begin_date) as latest
    from parameter as p
    inner join (
        select
            a.agency_id, a.begin_date, a.end_date,
            a.region_code, a.region, a.office_code, a.office
        from mart.case_assignment as a
        union all
        select
            e.agency_id, e.begin_date, e.end_date,
            e.region_code, e.region, e.office_code, e.office
        from mart.episode as e
    ) as r
        on r.agency_id = p.agency_id
        and r.begin_date <= p.as_of
        and (r.end_date is null or r.end_date > mart.plus_months(p.month, -12))
    group by
        p.agency_id, p.month, p.version, r.region_code, r.region, r.office_code, r.office
),
ranked as (
    select
        r.agency_id, r.month, r.version,
        r.region_code, r.region, r.office_code, r.office,
        row_number() over (
            partition by r.agency_id, r.region_code
            order by r.latest desc, r.region collate "C", r.office_code collate "C",
                r.office collate "C") as nth_of_region,
        row_number() over (
            partition by r.agency_id, r.office_code
            order by r.latest desc, r.office collate "C", r.region_code collate "C",
                r.region collate "C") as nth_of_office
    from responsible as r
)

select
    p.agency_id, p.month, p.version, 'ftdm_completion',
    'state', mart.scope_code('state', null), null, 'Statewide', 'Statewide', null
from parameter as p

union all

select
    r.agency_id, r.month, r.version, 'ftdm_completion',
    'region', mart.scope_code('region', r.region_code), r.region_code, r.region,
    case
        when r.region = 'Region ' || r.region_code then r.region
        else 'Region: ' || r.region || ' (' || r.region_code || ')'
    end,
    null
from ranked as r
where r.region_code is not null and r.nth_of_region = 1

union all

select
    r.agency_id, r.month, r.version, 'ftdm_completion',
    'office', mart.scope_code('office', r.office_code), r.office_code, r.office,
    'Office: ' || r.office || ' (' || r.office_code || '), ' || r.region,
    r.region_code
from ranked as r
where r.office_code is not null and r.nth_of_office = 1;
