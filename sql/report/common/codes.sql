-- sql/report/common/codes.sql
-- Purpose: the code lists of Definitions, as the agency loaded them: groups with their labels.
-- Grain: one row per list of the description. Inputs: mart.code_map. Key: place.
with p as (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::int as version,          -- of its facts
        $4::text as scope_kind,      -- office, region, state, attorney
        $5::text as report,
        $6::jsonb as words           -- the description of the report
),
listed as (
    select p.agency_id, c.place, c.list ->> 'list' as list
    from p
    cross join lateral jsonb_array_elements(p.words -> 'code_lists')
        with ordinality as c (list, place)
),
grouped as (
    select
        l.place, m.grp,
        coalesce(m.grp || ': ', '') || string_agg(
            case when m.label = m.code then m.label
                else m.label || ' (' || m.code || ')' end,
            ', ' order by m.ordinal, m.code collate "C") as words,
        min(m.ordinal) as first_ordinal
    from listed as l
    inner join mart.code_map as m on m.agency_id = l.agency_id and m.list = l.list
    group by l.place, m.grp
)
select
    l.place,
    coalesce(string_agg(g.words, '. ' order by g.first_ordinal, g.grp collate "C"), '') as words
from listed as l
left join grouped as g on g.place = l.place
group by l.place
order by l.place
