-- sql/report/common/explain_tail.sql
-- Purpose: what every explanation of a child ends with: rows and values that the model could not
-- use or left out, and the findings of Data quality.
-- Grain and columns: see sql/report/common/explain_head.sql.
-- Inputs: mart.reject, left_out, defect; fact.quality of the month and version.
with p as (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::int as version,          -- of its facts
        $4::text as child_id,
        $5::text as report,
        $6::jsonb as words           -- the description of the report
),
rule as (
    select q.rule ->> 'rule' as rule, q.rule ->> 'title' as title, q.rule ->> 'cure' as cure
    from p
    cross join lateral jsonb_array_elements(p.words -> 'quality') as q (rule)
)
select
    t.section, t.rule, t.looked_at, t.value, t.row_id, t.outcome, false as decides,
    null::text as list
from (
    select
        1 as part, 'Rows of the child that are not used' as section, 'Rejected' as rule,
        replace(r.table_name, '_', ' ') as looked_at, null::text as value, r.row_key as row_id,
        r.reason as outcome
    from p
    inner join mart.reject as r
        on r.agency_id = p.agency_id and r.child_id = p.child_id

    union all

    select
        1, 'Rows of the child that are not used', 'Left out', replace(o.table_name, '_', ' '),
        null, o.row_key, o.reason
    from p
    inner join mart.left_out as o
        on o.agency_id = p.agency_id and o.child_id = p.child_id

    union all

    select
        1, 'Rows of the child that are not used', 'Value',
        replace(d.table_name || ': ' || d.column_name, '_', ' '), left(d.raw, 40), d.row_key,
        case d.problem
            when 'bad_date' then 'not a date: taken as none'
            when 'bad_time' then 'not a time: taken as none'
            when 'unknown_code' then 'not in the code map: belongs to no group'
            when 'missing_row' then 'names a row that is not in the extract'
            when 'no_begin' then 'no begin: in force on no day'
            when 'no_case' then 'belongs to no case'
            else replace(d.problem, '_', ' ')
        end
    from p
    inner join mart.defect as d
        on d.agency_id = p.agency_id and d.child_id = p.child_id

    union all

    select
        2, 'On Data quality', coalesce(u.title, q.rule), q.what, q.owner, q.row_key,
        coalesce(q.cure, u.cure)
    from p
    inner join fact.quality as q
        on q.agency_id = p.agency_id
        and q.month = p.month
        and q.version = p.version
        and q.report = p.report
        and q.child_id = p.child_id
    left join rule as u on u.rule = q.rule
) as t
order by
    t.part, t.rule collate "C", t.looked_at collate "C", mart.id_order(t.row_id) collate "C",
    t.value collate "C", t.outcome collate "C"
