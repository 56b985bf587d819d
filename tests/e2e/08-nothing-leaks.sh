#!/usr/bin/env bash
# No name, no secret in logs, messages, file names or the process list, whatever breaks.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

agency famlink
db "$source" -c "update famlink.people_dim set tx_last_name = 'Canarybird', tx_first_name = 'Zuzu'
    where id_prsn in (select id_prsn_child from famlink.removal_episode_fact)"
set_key log.level debug
cw init
"$program" --config "$ini" --month "$month" run >"$work/bg.out" 2>"$work/bg.err" </dev/null &
pid=$!
: >"$work/ps"
while kill -0 "$pid" 2>/dev/null; do
    cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' '\n' >>"$work/ps" || true
    tr '\0' '\n' <"/proc/$pid/environ" >>"$work/ps" 2>/dev/null || true
    sleep 0.2
done
code=0
wait "$pid" || code=$?
is "$code" 0 'the run works'
secret=$(cat "$CW_E2E/share/password")
like "$("$root/tests/lib/xlsxdump" "$spool/$month/ftdm_completion/ftdm_completion_${month}_state.xlsx" \
    --tsv --sheet 'In care')" Canarybird 'the canary is in the workbook, where it belongs'

"$root/tests/lib/share.sh" stop "$CW_E2E/share"
cw --month "$month" run || true
db "$source" -c 'drop table famlink.placement_fact'
cw --month 2019-12 run || true
"$root/tests/lib/share.sh" start "$CW_E2E/share" "$(sed -E 's#.*:([0-9]+)/.*#\1#' <<<"$share_url")" \
    >"$CW_E2E/share.out"

told=$(cat "$work"/*.log "$work/bg.out" "$work/bg.err" "$work/out" "$work/err" "$work/ps"; published; sealed
    db "$mart" -c "select message, hint from etl.run" -c "select message, hint from etl.delivery")
unlike "$told" 'Canarybird|Zuzu' 'no name of a child anywhere else'
is "$(grep -Fc -- "$secret" <<<"$told" || true)" 0 'no password anywhere'
is "$(grep -Eic 'canarybird' "$CW_E2E/share/files/$folder$month/manifest.json" || true)" 0 \
    'no name in the manifest'
is "$(find "$spool/.tmp" "$TMPDIR" -type f 2>/dev/null | grep -c . || true)" 0 'no temporary file is left'
finish
