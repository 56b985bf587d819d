-- sql/report/common/ties.sql
-- Purpose: the reconciliation block of Data quality: each check with its two numbers.
-- Grain: scope x line. Inputs: fact.tie. Key: _scope, line.
with p as (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::int as version,          -- of its facts
        $4::text as scope_kind,      -- office, region, state, attorney
        $5::text as report
)
select
    t.scope as _scope,
    t.check_name,
    t.first,
    t.second,
    case
        when t.first is not distinct from t.second then 'Ties'
        when t.explained is not null then
            'Differs by ' || to_char(abs(t.first - t.second), 'FM999,999,999,990')
            || ', explained'
        else 'Does not tie'
    end as result,
    t.first_is,
    concat_ws('; ', t.second_is,
        case when t.first is distinct from t.second then t.explained end) as second_is
from p
inner join fact.tie as t
    on t.agency_id = p.agency_id
    and t.month = p.month
    and t.version = p.version
    and t.report = p.report
    and t.scope_kind = p.scope_kind
order by t.scope collate "C", t.line
