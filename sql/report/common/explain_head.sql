-- sql/report/common/explain_head.sql
-- Purpose: what every explanation of a child begins with: the month, its facts, the person.
-- Grain: one row per rule and what it looked at, in reading order. Any report's explain.sql takes
-- the same parameters and returns the same columns:
--   section    heading; rows of one section stand together
--   rule       what is asked
--   looked_at  what was looked at for it
--   value      what is there: a date, a flag, a count; dates as 2024-03-31
--   row_id     the source row's id
--   outcome    what follows from it
--   decides    the row decided
--   list       an outcome: the list of the report's facts on which this row of the workbook
--              stands; `outcome` is its status, `value` what the rules give from the mart as it is
--              now; null elsewhere
-- Inputs: etl.month, etl.batch, mart.child, mart.left_out.
with p as (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::int as version,          -- of its facts
        $4::text as child_id,
        $5::text as report
),
facts as (
    select
        m.agency_id, m.month, m.period_end, m.version, m.state, m.as_of, m.cutoff_at,
        m.preliminary, m.batch_id,
        b.batch_id as latest_id, b.cutoff_at as latest_cutoff
    from p
    inner join etl.month as m
        on m.agency_id = p.agency_id
        and m.report = p.report
        and m.month = p.month
        and m.version = p.version
    left join lateral (
        select c.batch_id, c.cutoff_at
        from etl.batch as c
        where c.agency_id = m.agency_id and c.state = 'complete'
        order by c.batch_id desc
        limit 1
    ) as b on true
),
person as (
    select
        p.agency_id, c.child_id, c.birth_date, c.hidden,
        exists (
            select 1
            from mart.left_out as o
            where o.agency_id = p.agency_id
                and o.table_name = 'person'
                and o.child_id = p.child_id) as expunged
    from p
    left join mart.child as c
        on c.agency_id = p.agency_id and c.child_id = p.child_id
)
select
    r.section, r.rule, r.looked_at, r.value, null::text as row_id, r.outcome, false as decides,
    null::text as list
from (
    select 1 as part, l.n, 'The month' as section, l.rule, l.looked_at, l.value, l.outcome
    from facts as f
    cross join lateral (
        values
            (1, 'Month', 'First and last day', f.month || ' to ' || f.period_end,
                case when f.preliminary then 'preliminary: the extract ends before the month does'
                    else 'complete' end),
            (2, 'As of', 'Nothing after this day has happened', f.as_of::text, null),
            (3, 'Facts', 'Version and state', f.version || ', ' || f.state,
                case f.state when 'closed' then 'published; they stay as they are'
                    else 'computed again by the next run' end),
            (4, 'Extract', 'Data cutoff of these facts',
                to_char(f.cutoff_at, 'YYYY-MM-DD HH24:MI'),
                case
                    when f.latest_id = f.batch_id then 'source rows below are those of the facts'
                    else 'a later extract was loaded, cutoff '
                        || to_char(f.latest_cutoff, 'YYYY-MM-DD HH24:MI')
                        || ': source rows below may have changed since'
                end)
    ) as l (n, rule, looked_at, value, outcome)

    union all

    select
        2, 1, 'The child', 'Person record', 'Birth date', coalesce(c.birth_date::text, 'none'),
        case
            when c.expunged then 'expunged: the child is left out of every sheet'
            when c.child_id is null then 'none: the id is shown, no age'
            when c.hidden then 'deleted: name and age are empty'
            when c.birth_date is null then 'present, no age'
            else 'present'
        end
    from person as c
) as r
order by r.part, r.n
