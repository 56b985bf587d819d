#!/usr/bin/env bash
# One child, rule by rule: what explain says is what the workbook says, and nothing of it is logged.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

# Explains every child of the mart and compares each outcome with the rules and with the workbook.
agree() { # report, key of its rows
    {
        printf 'prepare explain as %s;\n' "$("$program" --config "$ini" sql "report/$1/explain.sql")"
        cat <<SQL
select format('execute explain (7, %L, 1, %L, %L, %L, %L)', m.month, c.child_id, m.report, '{}', m.as_of)
from etl.month as m
cross join (select child_id from mart.child union select child_id from mart.episode) as c
where m.report = '$1' and m.month = date '$month-01' and m.version = 1
\\gexec
SQL
    } | db "$mart" -F "$tab" >"$work/explained"
    is "$(awk -F "$tab" '$8 != "" && $4 != "by the rules: " $6' "$work/explained")" '' \
        "$1: for every child the rules give what the workbook says"
    is "$(awk -F "$tab" -v OFS='|' '$8 != "" { print $8, $5 }' "$work/explained" | LC_ALL=C sort)" \
        "$(db "$mart" -c "select list, $2 from fact.$1
            where month = date '$month-01' and version = 1 and list <> 'caregivers'" | LC_ALL=C sort)" \
        "$1: and every row of the workbook is explained"
}
tab=$(printf '\t')

agency famlink
set_key log.level debug
cw init
cw --month "$month" explain ftdm_completion 1
exits 2 'a month without facts'
like "$errors" "$month has no facts of ftdm_completion yet.*\`cwreports --month $month run\`" \
    'says so, and what to run'
cw --month "$month" run
exits 0 'the run works'
cw check
exits 0 'check describes the queries'

# every row of one office's list to act on, as the workbook shows it
book=$(find "$spool" -name "ftdm_completion_${month}_office-*.xlsx" | LC_ALL=C sort | head -n 1)
"$root/tests/lib/xlsxdump" "$book" --tsv --sheet 'To act on' >"$work/act.tsv"
head -n 1 "$work/act.tsv" | tr '\t' '\n' >"$work/headings"
id=$(grep -nx 'Child ID' "$work/headings" | cut -d: -f1)
status=$(grep -nx 'Status' "$work/headings" | cut -d: -f1)
wrong=
seen=0
while IFS=$'\t' read -r child told; do
    cw --month "$month" explain ftdm_completion "$child"
    seen=$((seen + 1))
    grep -q "^Sheet To act on: $told, row " <<<"$out" || wrong="$wrong $child"
done < <(tail -n +2 "$work/act.tsv" | cut -f "$id,$status" | head -n 8)
ok "$([ "$seen" -gt 0 ] && [ -z "$wrong" ] && echo true)" \
    "the $seen children of the sheet have the status that the sheet shows" "wrong:$wrong"

child=$(db "$mart" -c "select child_id from fact.ftdm_completion
    where list = 'to_act_on' and status = 'None recorded' order by child_id limit 1")
COLUMNS=80 cw --month "$month" explain ftdm_completion "$child"
exits 0 'a child without a meeting'
like "$out" '^\* 8 None recorded ' 'the status that fits is marked'
is "$(awk 'length($0) > 80' <<<"$out")" '' 'no line is wider than the screen'
first=$out
code=0
COLUMNS=80 "$program" --config "$ini" --month "$month" explain ftdm_completion - \
    <<<"$child" >"$work/out" 2>"$work/err" || code=$?
is "$code $(cat "$work/out")" "0 $first" 'the id on standard input'

cw --month "$month" explain ftdm_completion "$child" --json
exits 0 'as JSON'
is "$(/usr/bin/python3 -c '
import json, sys
told = json.load(sys.stdin)
rows = told["rows"]
assert told["explain"] == 1 and told["closed"] is True and told["child_id"] == sys.argv[1]
assert all(set(r) == {"section", "rule", "looked_at", "value", "row_id", "outcome", "decides", "list"}
           for r in rows)
print(told["report"], told["month"], sorted({r["outcome"] for r in rows if r["list"]}))
' "$child" <<<"$out")" "ftdm_completion $month ['None recorded']" 'its members are what they were'

db "$mart" -c "insert into mart.defect
    (agency_id, table_name, column_name, row_key, child_id, problem, raw)
    values (7, 'meeting', 'meeting_date', '1', '$child', 'bad_date', e'\\x1b[2Jgone')"
cw --month "$month" explain ftdm_completion "$child"
like "$out" ' \?\[2Jgone ' 'text of the source does not steer the terminal'

cw --month "$month" explain ftdm_completion 4711008
exits 2 'an id that nobody has'
like "$errors" 'nobody has this id.*leading zeros' 'says so'
one_line "$errors" 'in one line'
cw --month "$month" explain ftdm_complete "$child"
exits 2 'a report that is none'
like "$errors" 'did you mean "ftdm_completion"' 'the nearest is named'
cw --month "$month" explain child_listing "$child"
exits 2 'a report of another source'
cw explain ftdm_completion
exits 2 'a word is missing'

# the other reports answer too, with the row of the workbook
while IFS='|' read -r report sheet id told; do
    cw --month "$month" explain "$report" "$id"
    like "$out" "^$sheet: $told, row " "$report: $told"
done < <(db "$mart" -c "
    select distinct on (status) 'iff_extension', 'Sheet All IFFs', child_id, status
    from fact.iff_extension
    where list = 'all' and month = date '$month-01' and version = 1 order by status, child_id" -c "
    select distinct on (status) 'home_study', 'Sheet Children', child_id, status
    from fact.home_study
    where list = 'children' and month = date '$month-01' and version = 1 order by status, child_id")
agree ftdm_completion episode_id
agree iff_extension victim_id
agree home_study provider_id
gone=$(db "$mart" -c "select child_id from mart.left_out
    where table_name = 'person' order by child_id limit 1")
cw --month "$month" explain home_study "$gone"
exits 0 'a child who is left out'
like "$out" 'expunged' 'and why'

is "$(grep -Ec "4711008|$child" "$work/famlink.log" || true)" 0 'no id in the log'

# a month later: the closed month is explained as it was published, beside what the source says now
removal=$(db "$mart" -c "select to_char(removal_date, 'YYYYMMDD') from fact.ftdm_completion
    where list = 'to_act_on' and month = date '$month-01' and child_id = '$child'")
held=$(db "$mart" -c "select min(meeting_row_id) from fact.ftdm_completion
    where status = 'Held within 3 days' and month = date '$month-01'")
db "$source" -c "update famlink.ref_last_dw_transfer set cutoff_date = '2020-03-01 02:15'" \
    -c "insert into famlink.meeting_fact
        select (jsonb_populate_record(m, jsonb_build_object(
            'id_meeting_fact', '1', 'id_prsn_child', '$child',
            'id_calendar_dim_mtng', '$removal'))).*
        from famlink.meeting_fact as m where m.id_meeting_fact = '$held'"
cw --month 2020-02 run
exits 0 'the next month'
cw --month "$month" explain ftdm_completion "$child"
like "$out" 'a later extract was' 'the reader is told that the source rows are newer'
like "$out" '^Sheet To act on: None recorded, row ' 'the published month stays'
like "$out" '^\* 2 Held within 3 days ' 'and beside it the meeting that was entered since'

agency faces
cw init
cw --month "$month" run
exits 0 'the listing is made'
while IFS='|' read -r sheet id; do
    cw --month "$month" explain child_listing "$id"
    like "$out" "^$sheet: Listed, row " "child_listing: $sheet"
done < <(db "$mart" -c "
    select distinct on (list) case list when 'children' then 'Sheet Children'
        else 'Sheet Exits' end, child_id
    from fact.child_listing where list in ('children', 'exits') order by list, child_id")
agree child_listing episode_id
finish
