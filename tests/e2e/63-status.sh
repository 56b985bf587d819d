#!/usr/bin/env bash
# status answers in order: is it fresh, is it running, what failed, what waits, what now. Its advice
# is that of what happened, never a mere "run again"; the JSON says the same and keeps its form.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

agency famlink
set_key report.enabled home_study
set_key report.scopes 'state, region'
cw init
exits 0 'init works'

answers() { # label: text in $out, JSON in $json; both answer, the JSON has its form
    cw status --json
    json=$out
    exits 0 "$1: status --json works"
    is "$(/usr/bin/python3 "$root/tests/lib/json_schema.py" "$root/conf/status.schema.json" "$work/out")" '' \
        "$1: its form is that of conf/status.schema.json"
    cw status
    exits 0 "$1: status works"
    is "$(grep -oE '^(fresh|source|running|failed|waits|share|now|months|runs) ' <<<"$out" | tr -d '\n')" \
        "$2" "$1: the answers stand in order"
}
field() { /usr/bin/python3 -c "import json,sys; d=json.load(sys.stdin); print(eval('d'+sys.argv[1]))" "$1" <<<"$json"; }

answers 'before the first run' 'fresh source running waits now '
like "$out" '^fresh +no: [0-9]{4}-[0-9]{2} is not published' 'nothing is published'
like "$out" '^ +home_study: never published' 'of no report'
like "$out" '^source +never extracted' 'nothing is extracted'
like "$out" '^now +.cwreports run. makes what is due' 'it says what to do'

cw --month "$month" run
exits 0 'a run works'
answers 'after a good run' 'fresh source running waits now months runs '
like "$out" '^ +home_study: last published 2020-01' 'the month that was published last'
like "$out" '^source +up to 2020-02-01 02:15 \(agency time, [0-9]+ years old\)' 'how far the source goes'
like "$out" '^waits +nothing' 'nothing waits'
like "$out" '^months +2020-01 home_study: closed, version 1, as of 2020-01-31' 'the months'
is "$(field "['failed']")" '[]' 'nothing failed'

# a day in February 2020: what readers expect is published
is "$(field "['fresh']['source_age_hours'] > 50000")" True 'the JSON keeps the hours'
cw_at '@2020-02-10 12:00:00' status
exits 0 'the machine may have any clock'
set_key quality.max_source_age_hours 30
answers 'an old source' 'fresh source running waits now months runs '
like "$out" '^source .*years old: too old' 'is too old'
like "$out" '^now +the source is too old: ask its owner' 'somebody must be asked'
set_key quality.max_source_age_hours 0

# ---- failures, each with its own advice ----

db "$source" -c 'alter table famlink.license_fact rename to license_old'
cw --month 2019-12 run
exits 4 'a table is gone'
db "$source" -c 'alter table famlink.license_old rename to license_fact'
answers 'a failure' 'fresh source running failed waits now months runs '
like "$out" '^failed +run [0-9]+ \(run 2019-12\) .*exit 4 source-data: extract: .*license_fact' 'what failed, and why'
like "$out" "^now +the source's tables have changed" 'and what to do about it'
unlike "$out" '^now +run again' 'which is not to run again'
cw --month 2019-12 run
exits 0 'mended, it runs'
answers 'after that' 'fresh source running waits now months runs '

echo 'theirs' >"$CW_E2E/share/files/$folder$month/home_study/home_study_${month}_state.xlsx"
db "$mart" -c "update etl.artifact set sha256 = repeat('0', 64) where path like '%2020-01_state.xlsx'" \
    -c "update etl.receipt set sha256 = repeat('0', 64) where path like '%2020-01_state.xlsx'"
cw --month "$month" run
exits 7 'somebody changed a published file'
answers 'a conflict' 'fresh source running failed waits now months runs '
like "$out" '^waits +[12] files?' 'the file waits'
like "$out" '^ +2020-01/home_study/home_study_2020-01_state.xlsx: ' 'by its name'
like "$out" '^now +save the' 'the advice is to save their file'
unlike "$out" '^now .*run again' 'not to run again'
is "$(field "['waiting'][0]['error_kind']")" conflict 'the JSON names the kind'
rm "$CW_E2E/share/files/$folder$month/home_study/home_study_${month}_state.xlsx"
cw deliver
exits 0 'out of the way, it is sent'
answers 'after that' 'fresh source running waits now months runs '
unlike "$out" '^failed' 'a later delivery makes it good'

set_key spool.dir /proc/nowhere
cw --month 2019-11 run
exits 9 'a spool that cannot be written'
answers 'a local failure' 'fresh source running failed waits now months runs '
like "$out" '^now +free the disk or correct the rights named' 'the advice is about disk and rights'
set_key spool.dir "$spool"

# ---- calls that were typed wrong are nobody's missing month ----

cw --month 2019-11 run
exits 0 'another month is made'
cw --month 2030-01 run
exits 4 'a month that is not there yet'
answers 'a month typed wrong' 'fresh source running failed waits now months runs '
like "$out" '^failed +run [0-9]+ \(run 2030-01\)' 'is told'
cw --month 1950-01 run
exits 4 'a month before the data begins'
cw --month "$month" run --scope region-nosuch
exits 2 'a workbook that is not there'
answers 'a call typed wrong' 'fresh source running failed waits now months runs '
unlike "$out" 'run [0-9]+ \(run 2020-01\) .*exit 2' 'is no failure of the month'
like "$out" '^ +[0-9]+ .* run +2020-01 failed \(exit 2, usage\)|^runs .* run +2020-01 failed \(exit 2, usage\)' \
    'it stands in the list of runs'
cw --month "$month" run
exits 0 'then a run that works'
answers 'after that' 'fresh source running waits now months runs '
set_key spool.dir /proc/nowhere
cw --month 2019-11 run --restate
exits 9 'a month that was made, of which a restatement fails'
set_key spool.dir "$spool"
cw --month "$month" run
answers 'a month that was made' 'fresh source running failed waits now months runs '
like "$out" '^failed +run [0-9]+ \(run 2019-11\)' 'is not made good by another'
cw --month 2019-11 run
exits 0 'but by itself'

# ---- a month that the source does not reach; a share that is configured no more ----

cw run
exits 4 'the last month that has ended is not in the source'
like "$errors" 'begins after the data cutoff' 'which is said'
cw deliver
exits 0 'nothing waits'
cw --month "$month" run
exits 0 'nor does another month'
answers 'what they do not make good' 'fresh source running failed waits now months runs '
like "$out" '^failed +run [0-9]+ \(run 20[0-9-]+\) .*begins after the data cutoff' 'the night still failed, with its month'
like "$out" '^now +wait for the next load of the extract' 'and what to do'
db "$mart" -c "update etl.run set state = 'done', exit_code = 0, error_kind = null, message = null, hint = null"
answers 'without a failure' 'fresh source running waits now months runs '
like "$out" '^now +.cwreports run. makes what is due; but the last extract was only up to 2020-02-01 02:15, .* is refused' \
    'run alone would not help'

url=$(sed -n 's/^url = //p' "$ini")
set_key share.url https://127.0.0.1:1/old/
set_key share.retries 0
cw --month 2019-10 run
exits 5 'a share that is away'
set_key share.url "$url"
cw deliver
exits 0 'deliver has nothing for the new one'
answers 'files for the old share' 'fresh source running waits now months runs '
like "$out" '^now +([0-9]+ files of 2019-10 wait|1 file of 2019-10 waits) for "https://127.0.0.1:1/old/", which is not the share configured now: .cwreports run --month 2019-10. sends' \
    'status does not promise that deliver sends them'
unlike "$out" '.cwreports deliver. sends' 'in no other line either'
is "$(field "['waiting'][0]['elsewhere']")" True 'the JSON says so'
cw --month 2019-10 run
exits 0 'what it advises'
answers 'after that' 'fresh source running waits now months runs '
like "$out" '^waits +nothing' 'is what helps'

# ---- killed; at work ----

db "$mart" -c "select etl.run_begin(7, 'run', '2019-09-01', 'x', 'x', 'famlink', 'otherhost', 1)"
answers 'a run that was killed' 'fresh source running failed waits now months runs '
like "$out" '^running +no' 'it is not running'
like "$out" '^failed +run [0-9]+ \(run 2019-09\) .*dead: it ended without saying why' 'it died'
like "$out" '^now +run again: what was cut off is resumed' 'running again resumes it'
coproc holder { db "$mart"; }
# shellcheck disable=SC2154 # coproc sets them
echo 'select pg_advisory_lock(1129796165, 7), 1;' >&"${holder[1]}"
read -r _ <&"${holder[0]}"
answers 'a run at work' 'fresh source running waits now months runs '
like "$out" '^running +run [0-9]+ \(run 2019-09\) since .* on otherhost, process 1' 'who works since when'
like "$out" '^now +wait: run [0-9]+ \(run\) is at work' 'wait for it'
cw --month "$month" run
exits 10 'another run is refused'
like "$errors" 'otherhost.*hint: wait for it' 'and says who is at work'
eval "exec ${holder[1]}>&-"

# ---- a log that cannot be written stops no verb that only reads ----

log=$(sed -n 's/^file = //p' "$ini")
for call in status 'status --json' 'receipts' "explain home_study 9001701 --month $month" "verify --month $month" \
    'run --dry-run --month 2019-10'; do
    set_key log.file "$log"
    # shellcheck disable=SC2086 # words
    cw $call
    exits 0 "$call works"
    said=$(wc -l <<<"$out")
    set_key log.file "$work/nowhere/x.log"
    # shellcheck disable=SC2086 # words
    cw $call
    exits 0 "$call works without a log"
    is "$(wc -l <<<"$out")" "$said" "$call says what it says"
    one_line "$errors" 'and in one line'
    like "$errors" "^cwreports: ${call%% *}: cannot write log file \".*/nowhere/x.log\": No such file or directory; hint: it goes on without" \
        'what is the matter with the log'
done
cw --month "$month" run
exits 9 'a run does not begin without its log'
like "$errors" '^cwreports: run: cannot write log file' 'and says why'
finish
