#!/usr/bin/env bash
# A file that somebody else put at a published name, or changed there, is never overwritten.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

agency famlink
set_key report.enabled ftdm_completion
set_key report.scopes state
cw init
exits 0 'init works'
target=$CW_E2E/share/files/$folder$month/ftdm_completion/ftdm_completion_${month}_state.xlsx
mkdir -p "$(dirname "$target")"
echo 'minutes of a meeting' >"$target"
cw --month "$month" run
exits 7 'a foreign file is a conflict'
one_line "$errors" 'one line'
like "$errors" 'ftdm_completion_2020-01_state\.xlsx' 'names the workbook'
is "$(grep -o 'ftdm_completion_2020-01_state\.xlsx' <<<"$errors" | grep -c .)" 1 'once'
is "$(cat "$target")" 'minutes of a meeting' 'the file is untouched'
is "$(db "$mart" -c "select count(*) from etl.month where state = 'closed'")" 0 'the month stays open'
cw status
like "$out" '^now +save .*under another name' 'status says what to do about it'
unlike "$out" 'run again' 'and not to run again, which would change nothing'

rm "$target"
cw deliver
exits 0 'with the file out of the way it is delivered'
is "$(sha256sum <"$target")" "$(sha256sum <"$(find "$spool" -name '*state.xlsx')")" 'whole'
finish
