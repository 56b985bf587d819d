#!/usr/bin/env bash
# Four servers that differ: check finds out how, and what was published is replaced in the way that
# is safe on each.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

set_of() { (cd "$files" && find . -type f ! -path './.cwreports/*' | LC_ALL=C sort); }

# server, how it replaces in words, method in the receipt
while read -r server method words; do
    agency famlink
    set_key report.enabled ftdm_completion
    set_key report.scopes state
    server "$server"
    cw init
    cw check
    exits 0 "$server: check finds nothing wrong"
    like "$out" 'share capabilities +measured ' "$server: and says what it measured"
    like "$out" "share\.replace +auto: $words" "$server: replaces $words"
    is "$(find "$files" -type f | grep -c . || true)" 0 "$server: and leaves nothing behind"
    before=$(db "$mart" -c 'select measured_at from etl.share')
    cw check
    is "$(db "$mart" -c 'select measured_at from etl.share')" "$before" "$server: once a month"
    db "$mart" -c "update etl.share set measured_at = now() - interval '31 days'"

    cw --month "$month" run
    exits 0 "$server: the run works"
    book=$files/$month/ftdm_completion/ftdm_completion_${month}_state.xlsx
    cmp -s "$book" "$spool/${book#"$files"/}" && same=true || same=false
    ok "$same" "$server: the workbook is there"
    is "$(db "$mart" -c "select measured_at < now() - interval '30 days' from etl.share")" t \
        "$server: nothing is replaced, nothing is measured"
    first=$(sha256sum <"$book")

    set_key agency.contact 'other people <others@agency.example>'
    cw --month "$month" --restate run
    exits 0 "$server: the restated month too"
    is "$(db "$mart" -c "select measured_at > now() - interval '1 day' from etl.share")" t \
        "$server: the old measurement had expired, so it was measured again"
    is "$(db "$mart" -c "select distinct method from etl.receipt as r
        inner join etl.month as m using (agency_id, report, month)
        where r.version = 2 and m.version = 2")" "$method" "$server: sent by $method"
    final=$files/$(db "$mart" -c "select final_path from etl.receipt where version = 2")
    cmp -s "$final" "$spool/${book#"$files"/}" && same=true || same=false
    ok "$same" "$server: the new workbook stands where the receipt says"
    if [ "$words" = 'by new names' ]; then
        is "$(sha256sum <"$book")" "$first" "$server: the older one stays"
        like "$final" '_r2\.xlsx$' "$server: the new one has a new name"
    else
        is "$final" "$book" "$server: under its own name"
    fi
    like "$(cat "$files/$month"/manifest*.json)" "$(sha256sum <"$final" | cut -d' ' -f1)" \
        "$server: the manifest lists it"
    is "$(find "$files/.cwreports" -type f | grep -c . || true)" 0 "$server: staging is empty"
    cw --month "$month" run
    exits 0 "$server: again"
    servers_end
done <<'TABLE'
lighttpd move by MOVE
apache put by PUT
nginx move by MOVE
rclone move by new names
TABLE

# what is configured against what was seen
agency famlink
server apache
set_key share.replace move
cw init
cw check
exits 2 'a way of replacing that is not safe there is refused by check'
like "$out$errors" 'share\.replace = move is not safe here' 'with the reason'
like "$out$errors" 'auto replaces by PUT' 'and what is'
set_key share.replace auto
set_key share.url "$(sed -n 's/^url = //p' "$ini")CON/"
cw check
exits 2 'an address that Windows and SharePoint would refuse is refused everywhere'
like "$errors" '"CON" cannot be a name on every share: it is the name of a device' 'by name'
finish
