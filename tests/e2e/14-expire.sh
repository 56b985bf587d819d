#!/usr/bin/env bash
# Spool copies and facts past their retention go; what is not delivered, or not known to stand on
# the share, stays; an expired month says so.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

agency famlink
set_key report.enabled ftdm_completion
set_key report.scopes state
set_key retention.spool_days 30
set_key retention.mart_months 14
cw init
exits 0 'init works'
cw expire
exits 0 'nothing to expire'
is "$out$errors" '' 'and nothing to say'
cw --month 2018-11 run
exits 0 'an old month is published'
cw --month 2019-02 run
exits 0 'another that is kept'
cw --month 2019-12 run
exits 0 'and a newer one'
later() { db "$mart" -c "update etl.receipt set verified_at = verified_at - interval '$1 days'"; }
copies=$(sealed | grep -c .)
is "$copies" 9 'each with workbook, index and manifest in the spool'

later 29
cw expire --dry-run
exits 0 'on the 29th day'
like "$out" '^would remove 0 spool copies \(0 B\)' 'no copy is past its retention'
unlike "$out" 'copy|2018-11' 'nor is a published month'
later 1
cw expire --dry-run
is "$(grep -c '^keep .*: it was not compared with the share since it was delivered' <<<"$out")" 9 \
    'on the 30th day: not before it was compared'
cw expire
exits 0 'expire takes no copy'
is "$(sealed | grep -c .)" 9 'so far'

# the next month's run compares the months before it
cw --month 2020-01 run
exits 0 'a third month'
cw expire --dry-run
before=$(sealed)
is "$(grep -c '^remove  copy   2018-11/' <<<"$out")/$(grep -c '^remove  copy   2019-12/' <<<"$out")/$(grep -c 2020-01 <<<"$out")" \
    3/3/0 'the older months may go, the new one is not of interest yet'
like "$out" '^remove  facts  2018-11$' 'the facts of the oldest'
like "$(tail -n 1 <<<"$out")" '^would remove 9 spool copies \([0-9.]+ kB\) and the facts of [0-9]+ months; 0 stay' 'in sum'
is "$(sealed)" "$before" 'a dry run removes nothing'

# a file goes missing on the share before the copy goes
rm "$CW_E2E/share/files/${folder}2019-12/ftdm_completion/ftdm_completion_2019-12_state.xlsx"
cw --month 2019-12 verify
exits 8 'a file is missing'
rm "$spool/2019-02/index.html" # as if killed between the file and its row
cw expire
exits 0 'expire works'
is "$errors" '' 'and is silent'
is "$(sealed | grep -v 2020-01)" './2019-12/ftdm_completion/ftdm_completion_2019-12_state.xlsx' \
    'its copy stays, the others are gone'
is "$(find "$spool" -type d -name 2018-11 | grep -c .)" 0 'empty folders too'
is "$(db "$mart" -c "select count(*) from etl.receipt")" 12 'receipts stay'
is "$(published | grep -c .)" 11 'nothing is deleted on the share'
cw --month 2019-12 deliver --again --report ftdm_completion
exits 0 'the copy is what brings it back'
cw --month 2019-12 verify
exits 0 'all is there'
cw --month 2019-12 deliver --again
exits 0 'index and manifest, whose copies are gone, are made again'
unchanged() { db "$mart" -c "select count(*), bool_and(unchanged) from etl.receipt
    where run_id = (select max(run_id) from etl.run)"; }
is "$(unchanged)" '3|t' 'all three are found to stand there, unchanged'
cw --month 2019-12 verify
later 30
cw expire
is "$(sealed | grep -c 2019-12)" 0 'with everything compared all copies go'
cw --month 2019-12 deliver --again
exits 9 'what left the spool cannot be sent'
like "$errors" 'have left the spool.*report. makes them again' 'and says how it can be made'
is "$(db "$mart" -c "select count(*) from etl.delivery where state <> 'done'")" 0 'nothing is half queued'
cw --month 2019-12 report
exits 0 'it is made again'
cw deliver
exits 0 'and found to stand there'
is "$(unchanged)" '3|t' 'unchanged'
cw --month 2019-02 deliver --again
exits 9 'a month that needs an expired one'
like "$errors" 'nor can they be made again: month 2019-02 .* needs 2018-11' 'says that there is no way back'

# the mart
is "$(db "$mart" -c "select count(*) from fact.scope where month = '2018-11-01'")" 0 'the old facts are gone'
is "$(db "$mart" -c "select to_regclass('fact.measure_201811') is null")" t 'with their partition'
is "$(db "$mart" -c "select count(*) from fact.scope where month = '2019-12-01' and scope = 'state'")" 1 'newer ones stand'
for verb in 'run' 'model' 'report' 'run --restate' 'explain ftdm_completion 1'; do
    # shellcheck disable=SC2086 # words
    cw --month 2018-11 $verb
    exits 2 "$verb of an expired month"
    like "$errors" 'month 2018-11 has expired: its facts left the mart on' 'says so'
done
cw --month 2019-10 run
exits 2 'a month whose trends begin there'
like "$errors" 'cannot be made again as it was: it needs 2018-11' 'says why'
cw --month 2018-11 verify
exits 0 'what was published can still be compared'
cw --month 2018-11 receipts
like "$out" 'ftdm_completion_2018-11_state\.xlsx' 'and has its receipts'
cw status
like "$out" '^expired +facts up to 2018-11, [0-9]+ spool copies; receipts are kept' 'status tells'
cw status --json
is "$(/usr/bin/python3 -c "import json, sys; print(json.loads(sys.stdin.read())['expired']['facts_up_to'])" <<<"$out")" 2018-11 'as JSON too'
cw --month 2020-01 run
exits 0 'the newest month is as it was'
is "$(db "$mart" -c "select state from etl.run where verb = 'expire' order by run_id desc limit 1")" 'done' 'the ledger knows'

# without a share the spool holds the only copy
set_key share.kind none
cw --month 2020-01 run
exits 0 'a month without a share'
db "$mart" -c "update etl.artifact set sealed_at = sealed_at - interval '9 years'"
before=$(sealed)
cw expire
exits 0 'expire works'
is "$(sealed)" "$before" 'and keeps what was never delivered'
unlike "$(cat "$work/famlink.log")" 'Canary' 'the log names nobody'
finish
