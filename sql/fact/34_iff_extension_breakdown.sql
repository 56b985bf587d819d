-- sql/fact/34_iff_extension_breakdown.sql
-- Purpose: the figures of iff_extension by response and age at intake, and by intake type.
-- Grain: one row per workbook (g1_code is its scope code), level, group and measure. Levels:
-- response_age (g2 response, g3 age), intake_type (g2). Trends do not show them.
-- Inputs: fact.iff_extension of the same month and version.
-- Key: (agency_id, month, version, report, level, groups, measure).
-- trend: no

delete from fact.measure
where agency_id = $1::int and month = $2::date and version = $4::int and $3::date is not null
    and report = 'iff_extension' and level in ('response_age', 'intake_type');

insert into fact.measure (
    agency_id, month, version, report, level,
    g1_code, g1, g2_code, g2, g3_code, g3, g4_code, g4,
    measure, numerator, denominator, value)
with p as (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::date as as_of,           -- nothing after this day has happened
        $4::int as version           -- version of the month's facts
),
banded as (
    select
        i.agency_id, i.status_no, i.required, i.extended,
        i.region_code, i.office_code,
        coalesce(i.response, 'Not given') as response,
        coalesce(i.intake_type, 'Not given') as intake_type,
        case
            when i.age_at_intake is null then 7
            when i.age_at_intake < 1 then 1
            when i.age_at_intake <= 5 then 2
            when i.age_at_intake <= 10 then 3
            when i.age_at_intake <= 16 then 4
            when i.age_at_intake = 17 then 5
            else 6
        end as band
    from p
    inner join fact.iff_extension as i
        on i.agency_id = p.agency_id and i.month = p.month and i.version = p.version
    where i.list = 'all' and p.as_of is not null
),
split as (
    select
        s.scope,
        x.level, x.g2_code, x.g2, x.g3_code, x.g3,
        count(*) filter (where b.required) as required,
        count(*) filter (where b.required and b.status_no <> 8) as due,
        count(*) filter (where b.status_no = 3) as on_time,
        count(*) filter (where b.status_no in (3, 4)) as on_time_extended,
        count(*) filter (where b.required and b.extended) as extended
    from banded as b
    cross join lateral (
        values
            ('state', ''),
            ('region', b.region_code),
            ('office', b.office_code)
    ) as place (kind, code)
    cross join lateral (
        select mart.scope_code(place.kind, place.code) as scope
    ) as s
    cross join lateral (
        values
            ('response_age', b.response, b.response, b.band::text,
                (array['Under 1', '1-5', '6-10', '11-16', '17', '18 and over', 'Unknown'])[b.band]),
            ('intake_type', coalesce(array_position(
                array['Investigation', 'FAR', 'Risk only', 'Other'], b.intake_type), 5)::text
                    || b.intake_type, b.intake_type, '', '')
    ) as x (level, g2_code, g2, g3_code, g3)
    where place.code is not null
    group by s.scope, x.level, x.g2_code, x.g2, x.g3_code, x.g3
)
select
    p.agency_id, p.month, p.version, 'iff_extension', s.level,
    s.scope, s.scope, s.g2_code, s.g2, s.g3_code, s.g3, '', '',
    m.measure, m.numerator, m.denominator,
    case
        when m.denominator is null then m.numerator
        when m.denominator > 0 then m.numerator / m.denominator
    end
from p
cross join split as s
cross join lateral (
    values
        ('required', s.required::numeric, null::numeric),
        ('on_time', s.on_time, s.due),
        ('on_time_extended', s.on_time_extended, s.due),
        ('extension_child', s.extended, s.required)
) as m (measure, numerator, denominator);
