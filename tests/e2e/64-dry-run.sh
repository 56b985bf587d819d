#!/usr/bin/env bash
# --dry-run says what a verb would do and does none of it: mart, spool and share stay as they are.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

agency famlink
rm -rf "$spool"

state() { # all that a verb could change
    local dump=("$("$root/tests/lib/cluster.sh" conninfo "$CW_E2E/cluster" "$mart")")
    pg_dump --no-owner -d "${dump[0]}" | sed '/^\\restrict/d; /^\\unrestrict/d' | sha256sum
    db "$source" -c "select sum(n_tup_ins + n_tup_upd + n_tup_del) from pg_stat_user_tables"
    find "$spool" -printf '%P %s %m\n' 2>/dev/null | LC_ALL=C sort | sha256sum
    (cd "$CW_E2E/share/files/$folder" && find . -printf '%P %s %T@\n' | LC_ALL=C sort | sha256sum)
}
says() { # verb and options; then patterns, each must be there
    local before what=$1 pattern
    shift
    before=$(state)
    # shellcheck disable=SC2086 # options of a command line
    cw --dry-run $what
    exits 0 "$what: works"
    is "$errors" '' "$what: and has no problem to tell"
    for pattern in "$@"; do like "$out" "$pattern" "$what: says /$pattern/"; done
    is "$(state)" "$before" "$what: nothing was written"
    case $what in init*) return ;; esac
    says_json "$what" 0
    is "$(plan "'\n'.join((('would %-8s ' % w['step']) if w['step'] else '') + w['says'] for w in p['would'])")" "$text" \
        "$what: the JSON says the same words"
    out=$text
}
says_json() { # verb and options, exit code
    text=$out
    # shellcheck disable=SC2086 # options of a command line
    cw --dry-run --json $1
    exits "$2" "$1: --json"
    is "$(python3 "$root/tests/lib/json_schema.py" "$root/conf/plan.schema.json" "$work/out")" '' \
        "$1: has the form of conf/plan.schema.json"
}
plan() { python3 -c "import json,sys; p=json.load(open(sys.argv[1])); print(eval(sys.argv[2]))" "$work/out" "$1"; }

says init '^would apply +sql/schema/001_etl.sql' '^would load +[0-9]+ codes' '^would make +the spool'
cw --dry-run run
exits 2 'run needs a mart'
like "$errors" 'cwreports init' 'which init makes'
cw init
exits 0 'init works'
says init '^would apply +nothing'

says "--month $month run" '^would extract +meeting +about 2[0-9]{2} rows' \
    '^would extract +1[0-9] tables, about [0-9,]+ rows, .* up to 2020-02-01 02:15' \
    '^would model +2020-01 home_study: version 1, new' \
    '^would report +2020-01 home_study: one workbook for each scope.*state,region,office' \
    '^would deliver +nothing that waits now'
is "$(plan "[w['files'] for w in p['would'] if w['step'] == 'report'], p['would'][0]['step']")" '([None, None, None], '"'extract')" \
    'the JSON does not guess how many workbooks there will be'
says extract '^would extract +1[0-9] tables'
is "$(plan "sum(w['rows'] for w in p['would'][:-1]) == p['would'][-1]['rows'] and len(p['would']) - 1 == p['would'][-1]['files']")" True \
    'the JSON has the rows of each table and of all'
db "$source" -c 'alter table famlink.ext_home_study rename to ext_old'
says extract '^would extract +home_study +not there: its fields will be Not recorded'
db "$source" -c 'alter table famlink.ext_old rename to ext_home_study'

is "$(plan "[w['rows'] for w in p['would'] if w['table'] == 'home_study']")" '[None]' 'a table that is not there has no rows'

cw --month "$month" --report home_study run
exits 0 'a run works'
made=$(find "$spool/$month" -name '*.xlsx' | wc -l)
says "--month $month --report home_study report" '^would report +2020-01 home_study: 1 state, [0-9]+ region, [0-9]+ office workbooks'
is "$(sed -n 's/^would report .*: \(.*\) workbooks$/\1/p' <<<"$out" | grep -oE '[0-9]+' | awk '{ n += $1 } END { print n }')" "$made" \
    'report: as many workbooks as the run made'
is "$(plan "sum(w['files'] for w in p['would'])")" "$made" 'report: and the JSON counts them'
says "--month $month --report home_study --scope state report" 'home_study: 1 state workbooks'
says "--month $month --report home_study run" '^month 2020-01 is closed: its figures stay' '^would report +2020-01 home_study: 1 state'
says "--month $month --report home_study --restate run" '^would model +2020-01 home_study: version 2, restates version 1'
says "--month 2019-12 --report home_study run" '^would model +2019-12 home_study: version 1, new' \
    '^would report +2019-12 home_study: about 1 state, .*, as 2020-01 had'
says "--month $month --report home_study model" '^would model +2020-01 home_study: version 1, closed: stays'

"$root/tests/lib/share.sh" stop "$CW_E2E/share"
cw --month 2019-12 --report home_study run
exits 5 'the share is away'
says deliver '^would deliver +2019-12/home_study/home_study_2019-12_state.xlsx' '^would deliver +[0-9]+ files that wait, [0-9.]+ [kM]B, to https://'
"$root/tests/lib/share.sh" start "$CW_E2E/share" "$(sed -E 's#.*:([0-9]+)/.*#\1#' <<<"$share_url")" >"$CW_E2E/share.out"
before=$(state)
cw --dry-run run
exits 4 'the month that is due is not in the source: refused, as run would be'
like "$errors" 'month 20[0-9-]+ begins after the data cutoff 2020-02-01' 'and named'
like "$out" '^would deliver +2019-12/home_study' 'what waits is told'
like "$out" '^would extract +1[0-9] tables' 'and what would be extracted'
is "$(state)" "$before" 'nothing was written'
says_json run 4
is "$(plan "p['error']['kind'], [w['path'] for w in p['would'] if w['path']][0]")" \
    "('source-data', '2019-12/home_study/home_study_2019-12_state.xlsx')" 'the JSON says why, and what it found before that'

db "$source" -c 'alter table famlink.license_fact rename to license_old'
cw --dry-run extract
exits 4 'what a run would refuse is refused'
like "$errors" 'license_fact' 'and named'
says_json extract 4
cw --dry-run --json --month "$month" --scope county-1 run
exits 2 'a command line that is wrong'
is "$(plan "p['would'], p['error']['kind']")" "([], 'usage')" 'the JSON says so before anything is looked at'
finish
