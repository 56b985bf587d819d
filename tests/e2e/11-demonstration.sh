#!/usr/bin/env bash
# The demonstration's script, on small agencies: what a newcomer sees first must not rot.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

demo() {
    code=0
    CW_DEMO=$work/demo CW_SIZE=small CW_BUILD=$build "$root/tests/demo.sh" "$1" \
        >"$work/out" 2>"$work/err" </dev/null || code=$?
    out=$(cat "$work/out")
    errors=$(cat "$work/err")
}

demo run
exits 0 'the demonstration runs'
is "$errors" '' 'without a complaint'
for kind in 'famlink 2019-12' 'famlink 2020-01' 'faces 2018-03'; do
    like "$out" "$kind.* [0-9]+ workbooks, .* verified on the share" "$kind: says what it made"
done
unlike "$out" missing 'each published figure has a computed one beside it'
like "$out" 'https://127\.0\.0\.1:[0-9]+/' 'says where the share is'
is "$(find "$work/demo/cluster/data" -name postmaster.pid | grep -c .)" 0 'the cluster is stopped'

# ---- every workbook of both agencies, read by others ----

found=$(lint_books "$work"/demo/spool-*) || true
is "$found" '' 'every workbook passes the independent reader'
mapfile -t books < <(find "$work/demo" -path '*/spool-*' -name '*.xlsx' | LC_ALL=C sort)
found=$("$root/tests/lint/office.py" "${books[@]}") || true
is "$found" '' "LibreOffice opens all ${#books[@]} and loses nothing"
found=$("$root/tests/lint/office.py" --with "${books[1]}" "${books[0]}") || true
like "$found" 'cells of [0-9]+' 'a loss would be told'

demo run
exits 0 'it may be repeated'
demo clean
exits 0 'and removed'
is "$([ -e "$work/demo" ] && echo there)" '' 'without a trace'
finish
