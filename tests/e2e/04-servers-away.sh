#!/usr/bin/env bash
# Source, mart or share away: its own exit code, one line, nothing half done; the next run delivers.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

agency famlink
cw init
exits 0 'init works'
good=$work/good.ini
cp "$ini" "$good"

set_key source.conninfo 'host=/nowhere dbname=nothing'
cw --month "$month" run
exits 3 'the source is away'
one_line "$errors" 'one line'
like "$errors" 'source' 'it says which'
like "$errors" 'hint:' 'and what to do'
is "$(sealed)" '' 'nothing is sealed'
cp "$good" "$ini"

set_key mart.conninfo 'host=/nowhere dbname=nothing'
cw --month "$month" run
exits 9 'the mart is away'
one_line "$errors" 'one line'
like "$errors" 'mart' 'it says which'
cp "$good" "$ini"

"$root/tests/lib/share.sh" stop "$CW_E2E/share"
cw --month "$month" run
exits 5 'the share is away'
one_line "$errors" 'one line'
like "$errors" 'share' 'it says which'
files=$(sealed | grep -c '\.xlsx$')
like "$files" '^[1-9]' 'the workbooks are sealed'
is "$(published)" '' 'none is published'
is "$(db "$mart" -c "select count(*) from etl.month where state = 'closed'")" 0 'no month is closed'
cw status
like "$out" '[1-9]' 'status tells what waits'

"$root/tests/lib/share.sh" start "$CW_E2E/share" "$(sed -E 's#.*:([0-9]+)/.*#\1#' <<<"$share_url")" \
    >"$CW_E2E/share.out"
sealed_before=$(digests "$spool")
cw deliver
exits 0 'deliver sends what waits'
is "$(digests "$CW_E2E/share/files/$folder")" "$sealed_before" 'the same bytes as were sealed'
is "$(db "$mart" -c "select count(*) from etl.delivery where state <> 'done'")" 0 'nothing waits'
cw deliver
exits 0 'deliver again has nothing to do'
finish
