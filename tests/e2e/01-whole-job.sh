#!/usr/bin/env bash
# The whole job for a FamLink-style agency: from the source to verified workbooks on the share.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

agency famlink
cw init
exits 0 'init makes the schema'
cw init
exits 0 'init may be repeated'

cw check
exits 0 'check finds nothing wrong'
like "$(tail -n 1 <<<"$out")" 'ready' 'check ends with a verdict'
is "$(published)" '' 'check leaves nothing on the share'

cw --month "$month" run
exits 0 'the run works'
is "$out$errors" '' 'cron hears nothing'

files=$(published | grep -c '\.xlsx$')
offices=$(db "$mart" -c 'select count(distinct office_code) from mart.location where agency_id = 7')
regions=$(db "$mart" -c 'select count(distinct region_code) from mart.location where agency_id = 7')
is "$files" $((3 * (offices + regions + 1))) 'each report has a workbook per office, region and state'
is "$(digests "$CW_E2E/share/files/$folder")" "$(digests "$spool")" 'the share holds the sealed bytes'
is "$(db "$mart" -c "select count(*) from etl.receipt where report <> ''")" "$files" \
    'each has a receipt'
is "$(find "$spool" -type f ! -perm 600 -o -type d ! -perm 700 | grep -c .)" 0 \
    'the spool is private'
unlike "$(published)" 'part|staging|tmp' 'nothing is left in staging'

manifest=$CW_E2E/share/files/$folder$month/manifest.json
is "$(/usr/bin/python3 -c "import json, sys
m = json.load(open(sys.argv[1]))
print(len(m['files']))" "$manifest")" "$files" 'the manifest lists every workbook'
is "$(find "$CW_E2E/share/files/$folder" -name '*.xlsx' -newer "$manifest" | grep -c .)" 0 \
    'the manifest came last'

found=$(lint_books "$spool") || true
is "$found" '' 'every workbook passes the independent reader'

before=$(digests "$spool")
artifacts=$(db "$mart" -c 'select count(*) from etl.artifact')
cw --month "$month" run
exits 0 'running again works'
is "$out$errors" '' 'and is silent'
is "$(digests "$spool")" "$before" 'the same month gives the same bytes'
is "$(db "$mart" -c 'select count(*) from etl.artifact')" "$artifacts" 'nothing new is sealed'
is "$(db "$mart" -c "select string_agg(distinct state, ',') from etl.month where version > 0")" closed \
    'the month is closed'

cw status
exits 0 'status works'
unlike "$out" '[Ff]ailed' 'status tells of no failure'
cw receipts
exits 0 'receipts works'
like "$out" 'ftdm_completion_2020-01_state\.xlsx' 'receipts names the workbook'
finish
