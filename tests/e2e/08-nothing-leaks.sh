#!/usr/bin/env bash
# No name, no secret in logs, messages, file names or the process list, whatever breaks.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

agency famlink
mark=$(openssl rand -hex 6) # this test may be at work elsewhere on the machine
canary=Canarybird$mark
db "$source" -c "update famlink.people_dim set tx_last_name = '$canary', tx_first_name = 'Zuzu$mark'
    where id_prsn in (select id_prsn_child from famlink.removal_episode_fact)"
set_key log.level debug
cw init
# a folder tells by its time that something was made in it, however short its life
mkdir -m 700 "$spool/.tmp"
touch -d 2000-01-01 "$spool/.tmp"
hold "$mart" etl.receipt etl.artifact
# everybody's umask, a proxy that is not there, a temporary folder that is not there: none counts
(
    umask 000
    exec env http_proxy=http://127.0.0.1:9 https_proxy=http://127.0.0.1:9 all_proxy=http://127.0.0.1:9 \
        HTTPS_PROXY=http://127.0.0.1:9 ALL_PROXY=http://127.0.0.1:9 TMPDIR=/nonexistent \
        "$program" --config "$ini" --month "$month" run
) >"$work/bg.out" 2>"$work/bg.err" </dev/null &
pid=$!
: >"$work/ps"
: >"$work/open"
look() { # at all processes
    local process
    cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' '\n' >>"$work/ps" || true
    for process in $(pgrep -f -- "--config $ini" || true); do
        tr '\0' '\n' <"/proc/$process/environ" >>"$work/ps" 2>/dev/null || true
        # shellcheck disable=SC2012 # the targets of links are wanted
        ls -l "/proc/$process/fd" 2>/dev/null | sed -n 's/.* -> //p' >>"$work/open" || true
    done
}
# as long as it works, and for certain where it stands still before a workbook and before a receipt
until_blocked "$pid" look
look
let_pass
until_blocked "$pid" look
look
release
while kill -0 "$pid" 2>/dev/null; do
    look
    sleep 0.05
done
LC_ALL=C sort -u -o "$work/ps" "$work/ps"
code=0
wait "$pid" || code=$?
is "$code" 0 'the run works, whatever umask, proxies and TMPDIR say'
is "$(grep -cx -e "$ini" -e TMPDIR=/nonexistent "$work/ps")/$(grep -Fcx "$work/famlink.log" "$work/open" |
    sed 's/[1-9][0-9]*/some/')" 2/some 'it was looked at: command line, environment, open files'
is "$(grep '^/' "$work/open" | sort -u |
    grep -Ev "^($spool|$work/famlink\.log|$work/bg\.|/dev/|/proc/|/etc/|/usr/)|\(deleted\)$" || true)" '' \
    'every file it has open is in the spool'
like "$(stat -c %y "$spool/.tmp")" '^2000' 'the workbook library makes no file of its own'
is "$(find "$spool" "$work/famlink.log" -type f ! -perm 600 -o -type d ! -perm 700)" '' \
    'all of it is private'
secret=$(cat "$CW_E2E/share/password")
login=$(printf '%s:%s' "$(cat "$CW_E2E/share/user")" "$secret" | base64 -w0)
like "$("$root/tests/lib/xlsxdump" "$spool/$month/ftdm_completion/ftdm_completion_${month}_state.xlsx" \
    --tsv --sheet 'In care')" "$canary" 'the canary is in the workbook, where it belongs'

manifest=$work/manifest.json
cp "$CW_E2E/share/files/$folder$month/manifest.json" "$manifest"
"$root/tests/lib/share.sh" stop "$CW_E2E/share"
cw --month "$month" run || true
echo "sesame-$mark" >"$work/wrong"
chmod 600 "$work/wrong"
"$root/tests/lib/share.sh" start "$CW_E2E/share" "$(sed -E 's#.*:([0-9]+)/.*#\1#' <<<"$share_url")" \
    >"$CW_E2E/share.out"
mv "$CW_E2E/share/files/$folder$month" "$CW_E2E/share/files/$folder-away"
db "$mart" -c "update etl.delivery set state = 'ready'" -c 'delete from etl.receipt'
set_key share.password_file "$work/wrong"
cw deliver
exits 2 'a wrong password is refused'
cp "$work/err" "$work/err.denied"
rm -rf "${CW_E2E:?}/share/files/$folder-away"
db "$source" -c 'drop table famlink.placement_fact'
cw --month 2019-12 run || true

told=$(cat "$work"/*.log "$work/bg.out" "$work/bg.err" "$work/out" "$work"/err* "$work/ps" \
    "$work/open"; published; sealed
    db "$mart" -c "select message, hint from etl.run" -c "select message, hint from etl.delivery")
unlike "$told" "$canary|Zuzu$mark" 'no name of a child anywhere else'
is "$(grep -Fc -e "$secret" -e "sesame-$mark" -e "$login" <<<"$told" || true)" 0 'no password anywhere'
is "$(grep -Fic "$canary" "$manifest" || true)" 0 'no name in the manifest'
is "$(find "$spool/.tmp" "$TMPDIR" -type f 2>/dev/null | grep -c . || true)" 0 'no temporary file is left'

# ---- a spool that others could reach ----
agency famlink
set_key report.enabled ftdm_completion
set_key report.scopes state
cw init
cw --month "$month" run
exits 0 'another agency'
mkdir "$work/elsewhere"
while read -r planted; do
    mv "$spool/$planted" "$work/aside"
    ln -s "$work/elsewhere" "$spool/$planted"
    cw --month "$month" report
    exits 9 "a link in the spool is refused: $planted"
    like "$errors" "$planted.* is not a directory" 'with its name'
    rm "$spool/$planted"
    mv "$work/aside" "$spool/$planted"
done <<TABLE
$month
$month/ftdm_completion
TABLE
book=$month/ftdm_completion/ftdm_completion_${month}_state.xlsx
db "$mart" -c "update etl.delivery set state = 'ready'"
mv "$spool/$book" "$work/aside"
ln -s "$work/aside" "$spool/$book"
cw deliver
exits 9 'nothing is sent through a link'
like "$errors" 'links and files of others are refused' 'and that is said'
is "$(find "$work/elsewhere" -type f | grep -c . || true)" 0 'nothing was written elsewhere'
finish
