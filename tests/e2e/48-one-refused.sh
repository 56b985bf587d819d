#!/usr/bin/env bash
# A folder that became read-only (records of an old month, say) keeps its own files, and no others.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

waiting() { db "$mart" -c "select count(*) from etl.delivery where state in ('ready', 'sending')"; }
for server in nginx apache; do
    agency famlink
    set_key report.enabled ftdm_completion
    set_key share.retries 0
    server "$server"
    cw init
    cw --month 2019-12 run
    exits 0 "$server: a month is published"
    folder=$files/2019-12/ftdm_completion
    before=$(digests "$folder")
    set_key agency.contact 'other people'
    chmod -R a-w "$files/2019-12"
    cw --month 2019-12 --restate run
    [ "$code" != 0 ] && refused=true || refused=false
    ok "$refused" "$server: restated, its folder takes nothing" "$errors"
    one_line "$errors" "$server: one line"
    like "$errors" '2019-12/ftdm_completion/.*\.xlsx' "$server: names the first"
    is "$(digests "$folder")" "$before" "$server: and stays as it was"
    kept=$(waiting)

    cw --month 2020-01 run
    is "$(cd "$files" && find 2020-01 -name '*.xlsx' | sort)" \
        "$(cd "$spool" && find 2020-01 -name '*.xlsx' | sort)" "$server: the next month is all there"
    [ -s "$files/2020-01/manifest.json" ] && whole=true || whole=false
    ok "$whole" "$server: with its manifest" "$errors"
    is "$(db "$mart" -c "select state from etl.month where month = '2020-01-01' and version = 1")" \
        closed "$server: and closed"
    is "$(waiting)" "$kept" "$server: only the older ones wait"

    chmod -R u+w "$files/2019-12"
    cw deliver
    exits 0 "$server: once it takes files again they are delivered"
    is "$(waiting)" 0 "$server: nothing waits"
    [ "$(digests "$folder")" != "$before" ] && new=true || new=false
    ok "$new" "$server: the restated month is there"
    servers_end
done
finish
