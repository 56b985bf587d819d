-- sql/report/common/breakdowns.sql
-- Purpose: the further tables of Summary: rows that are measures of their own, or the groups of
-- an extra level.
-- Grain: scope x table x row x column. Inputs: fact.scope, fact.measure.
-- Key: _scope, table_no, row_no, column_no.
with p as not materialized (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::int as version,          -- of its facts
        $4::text as scope_kind,      -- office, region, state, attorney
        $5::text as report,
        $6::jsonb as words           -- the description of the report
),
asked as not materialized (
    select
        p.agency_id, p.month, p.version, p.scope_kind, p.report,
        b.table_no,
        b.breakdown
    from p
    cross join lateral jsonb_array_elements(p.words -> 'breakdowns')
        with ordinality as b (breakdown, table_no)
),
scoped as not materialized (
    select a.table_no, a.breakdown, s.*
    from asked as a
    inner join fact.own_scope as s
        on s.agency_id = a.agency_id
        and s.month = a.month
        and s.version = a.version
        and s.report = a.report
        and s.scope_kind = a.scope_kind
),
by_lines as (
    select
        s.agency_id, s.scope, s.table_no, l.row_no,
        l.line ->> 'label' as label, null::text as label2, c.column_no,
        f.numerator, f.denominator, f.value
    from scoped as s
    cross join lateral jsonb_array_elements(s.breakdown -> 'lines')
        with ordinality as l (line, row_no)
    cross join lateral jsonb_array_elements_text(l.line -> 'measures')
        with ordinality as c (measure, column_no)
    left join fact.measure as f
        on f.agency_id = s.agency_id
        and f.month = s.month
        and f.version = s.version
        and f.report = s.report
        and f.level = s.own_level
        and f.g1_code = s.own_g1_code
        and f.g2_code = s.own_g2_code
        and f.g3_code = ''
        and f.g4_code = ''
        and f.measure = c.measure
    where s.breakdown ->> 'level' is null
),
by_level as (
    select
        s.agency_id, s.scope, s.table_no,
        dense_rank() over (
            partition by s.agency_id, s.scope, s.table_no
            order by f.g2_code collate "C", f.g2 collate "C",
                f.g3_code collate "C", f.g3 collate "C") as row_no,
        f.g2 as label, f.g3 as label2, c.column_no,
        f.numerator, f.denominator, f.value
    from scoped as s
    cross join lateral jsonb_array_elements_text(s.breakdown -> 'measures')
        with ordinality as c (measure, column_no)
    inner join fact.measure as f
        on f.agency_id = s.agency_id
        and f.month = s.month
        and f.version = s.version
        and f.report = s.report
        and f.level = s.breakdown ->> 'level'
        and f.g1_code = s.scope
        and f.measure = c.measure
),
both_kinds as (
    select * from by_lines
    union all
    select * from by_level
)
select
    k.scope as _scope,
    k.table_no,
    k.row_no,
    k.label,
    k.label2,
    k.column_no,
    k.numerator,
    k.denominator,
    k.value
from both_kinds as k
order by k.scope collate "C", k.table_no, k.row_no, k.column_no
