-- tests/demo_made.sql
-- Purpose: one line on what a run of the demonstration made. Variables: id (agency), m (YYYY-MM).
select format(
    '%s reports, %s workbooks, %s rows, %s MB, %s verified on the share',
    count(distinct a.report), count(*), to_char(sum(a.rows), 'FM999,999,999'),
    to_char(sum(a.size) / 1048576.0, 'FM999,990.0'),
    count(*) filter (where exists (
        select from etl.receipt as r
        where r.agency_id = a.agency_id and r.path = a.path and r.sha256 = a.sha256)))
from (
    select distinct on (x.path) x.*
    from etl.artifact as x
    where x.agency_id = :id and x.month = (:'m' || '-01')::date and x.report <> ''
    order by x.path, x.artifact_id desc
) as a;
