#!/usr/bin/env bash
# A month before the source's data begins is refused, not published as a month of zeros; a trend
# begins where the data does.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

agency famlink
cw init
exits 0 'init works'
cw --month 2001-03 run
exits 4 'a month before the data'
one_line "$errors" 'one line'
like "$errors" 'month 2001-03 of [a-z_]+ ends before the source.s data begins on 20[0-9-]+' \
    'says where the data begins'
is "$(sealed)$(published)" '' 'nothing is sealed or published'
is "$(db "$mart" -c 'select count(*) from etl.month')" 0 'no month is open'

# Meetings that are kept since September 2019 only; one of them has a mistyped year.
db "$source" -c "delete from famlink.meeting_fact
        where btrim(id_calendar_dim_mtng) ~ '^[0-9]{8}$' and btrim(id_calendar_dim_mtng) < '20190910'" \
    -c "insert into famlink.meeting_fact select m.* from famlink.meeting_fact as m
        cross join generate_series(1, 1200) as g where m.id_meeting_fact =
            (select min(id_meeting_fact) from famlink.meeting_fact
             where btrim(id_calendar_dim_mtng) = '20190910' or btrim(id_calendar_dim_mtng) > '20191001')"
db "$source" -c "update famlink.meeting_fact set id_meeting_fact = (900000 + n)::text
        from (select ctid as line, row_number() over () as n from famlink.meeting_fact) as x
        where x.line = meeting_fact.ctid" \
    -c "update famlink.meeting_fact set id_calendar_dim_mtng = '19190910'
        where id_meeting_fact = '900001'"
first=$(db "$source" -c "select min(btrim(id_calendar_dim_mtng)) from famlink.meeting_fact
    where btrim(id_calendar_dim_mtng) like '2019____'")
first=${first:0:4}-${first:4:2}
cw --month 2019-06 run --report ftdm_completion --accept-drop
exits 4 'a month before the first meeting'
like "$errors" "ftdm_completion.*begins on $first" 'and not of the mistyped year'
cw --month "$month" run
exits 0 'a month within'
is "$(db "$mart" -c "select to_char(min(month), 'YYYY-MM') from etl.month where report = 'ftdm_completion'")" \
    "$first" 'the trend begins where the data does'
is "$(db "$mart" -c "select count(*) from etl.month where report = 'home_study'")" 13 \
    'another report of the same source has its own beginning'
trend=$("$root/tests/lib/xlsxdump" "$spool/$month/ftdm_completion/ftdm_completion_${month}_state.xlsx" \
    --tsv --sheet Summary)
like "$trend" $'^2019-08-01\t*$' 'a month without data is no month of zeros'
like "$trend" $'^2019-09-01\t[0-9]' 'the next has its figures'
finish
