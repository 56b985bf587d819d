-- sql/schema/046_place.sql
-- Purpose: which regions and offices have a workbook: one rule for every report that is made by
-- office, region and state. Its statement of sql/fact copies the rows into fact.scope.

-- The state, every region and every office that was responsible for a case or an episode on any
-- day of the 13 months that the trends show; one that closed longer ago gets no empty workbook.
-- Where an office or region bears two names, or an office two regions, the latest is taken.
-- Reads mart.case_assignment and mart.episode, once for a month: not to be called per row.
create function fact.place_scope(for_agency int, for_month date, for_as_of date)
returns table (
    scope_kind text, scope text, code text, name text, title_line text, parent_code text)
language sql stable parallel safe as $$
    with responsible as (
        select
            r.agency_id, r.region_code, r.region, r.office_code, r.office,
            max(r.begin_date) as latest
        from (
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
        where r.agency_id = for_agency
            and r.begin_date <= for_as_of
            and (r.end_date is null or r.end_date > mart.plus_months(for_month, -12))
        group by r.agency_id, r.region_code, r.region, r.office_code, r.office
    ),
    ranked as (
        select
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
        'state', mart.scope_code('state', null), null::text, 'Statewide', 'Statewide', null::text

    union all

    select
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
        'office', mart.scope_code('office', r.office_code), r.office_code, r.office,
        'Office: ' || r.office || ' (' || r.office_code || '), ' || r.region,
        r.region_code
    from ranked as r
    where r.office_code is not null and r.nth_of_office = 1
$$;
