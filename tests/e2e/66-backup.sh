#!/usr/bin/env bash
# Backup, restore and another machine, as the runbook says: pg_dump, pg_restore, the configuration.
# The restored mart gives the same bytes for a closed month, knows what was published, and goes on.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

agency famlink
cw init
cw --month "$month" run
exits 0 'a month is published and closed'
digests "$spool" >"$work/before"
seen() { (cd "$CW_E2E/share/files/$folder" && find . -type f -printf '%P %s %T@\n' | LC_ALL=C sort); }
seen >"$work/share"

owner=$(sed -n '/^\[mart\]/,/^$/s/^conninfo = //p' "$ini")
pg_dump -Fc -f "$work/mart.dump" -d "$owner"
db postgres -c "drop database $mart with (force)"
cw --month "$month" run
exits 9 'without its mart nothing works'
rm -rf "$spool"
mkdir -p "$spool" # the spool is not backed up

db postgres -v role=e2e_mart -v database="$mart" -f "$root/sql/grants/mart_owner.sql"
pg_restore --no-owner --exit-on-error -d "$owner" "$work/mart.dump"
cw check
exits 0 'the restored mart is ready'
is "$(grep -E '^warn +(mart|source|spool|share)' <<<"$out" || true)" '' 'without a warning about servers and rights'
like "$out" '^ok +mart rights +role "e2e_mart" owns all' 'its tables are the role'"'"'s again'
cw init
exits 0 'init finds nothing to do'
cw --month "$month" run
exits 0 'the month runs again'
digests "$spool" >"$work/after"
is "$(diff "$work/before" "$work/after")" '' 'the workbooks of the closed month have the same bytes'
is "$(grep -c xlsx "$work/after")" "$(find "$spool" -name '*.xlsx' | wc -l)" 'all of them'
is "$(seen | diff "$work/share" -)" '' 'nothing on the share was touched'
cw --month "$month" verify
exits 0 'the receipts came along: verify compares with them'
cw status
like "$out" '^ +home_study: last published 2020-01' 'status knows what was published'
cw --month 2019-12 --report home_study run
exits 0 'and another month is made and published'
finish
