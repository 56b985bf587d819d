-- sql/report/common/facts.sql
-- Purpose: the lines of text that all workbooks of a report and month share.
-- Grain: one row. Inputs: none but the parameters. Key: none.
with p as (
    select
        $1::int as agency_id,
        $2::date as month,           -- first day of the month
        $3::int as version,          -- of its facts
        $4::text as scope_kind,      -- office, region, state, attorney
        $5::text as report,
        $6::jsonb as words,          -- the description of the report
        $7::date as as_of,
        $8::date as prev_month,      -- last closed month before it, or null
        $9::int as prev_version,
        $10::boolean as preliminary
),
said as (
    select
        p.*,
        to_char(p.month, 'FMMonth YYYY') as month_words,
        to_char(p.as_of, p.words ->> 'date_format') as as_of_words,
        to_char(p.prev_month, 'FMMonth YYYY') as prev_words,
        (p.words ->> 'cutoff')::timestamp as cutoff
    from p
)
select
    s.month_words,
    s.as_of_words,
    s.prev_words,
    -- the year is said only where it could be mistaken
    case when s.prev_month > s.month - interval '12 months'
        then to_char(s.prev_month, 'FMMonth') else s.prev_words end as prev_name,
    to_char(s.prev_month, 'Mon YYYY') as prev_short,
    'As of ' || s.as_of_words || '.  Source: ' || (s.words ->> 'source_name')
    || ', data cutoff ' || to_char(s.cutoff, (s.words ->> 'date_format') || ' HH24:MI') || ' '
    || (s.words ->> 'zone') || '.  '
    || case
        when s.preliminary then 'Preliminary month'
        else 'Final month'
    end
    || case
        when s.prev_month is null then '; no earlier closed month to compare with.'
        else '; compared with ' || s.prev_words || ' (closed).'
    end as source_line,
    concat_ws('  ', 'Questions: ' || nullif(s.words ->> 'contact', '') || '.',
        s.words ->> 'confidential') as contact_line,
    case when s.preliminary then
        'PRELIMINARY. ' || s.month_words || ' is not complete: the data end at '
        || to_char(s.cutoff, (s.words ->> 'date_format') || ' HH24:MI') || ' '
        || (s.words ->> 'zone') || '. Figures will change; differences are not judged.'
    end as band,
    'No cases. Checked ' || to_char(s.as_of, 'YYYY-MM-DD') || '.' as empty_line,
    case
        when s.prev_month is null then 'No earlier closed month to compare with. Checked '
        else 'No changes since ' || s.prev_words || '. Checked '
    end || to_char(s.as_of, 'YYYY-MM-DD') || '.' as unchanged_line,
    -- the cutoff as an instant: the created property of every file
    floor(extract(epoch from s.cutoff at time zone (s.words ->> 'timezone')))::bigint as created
from said as s
