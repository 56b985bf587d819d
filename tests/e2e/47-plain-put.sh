#!/usr/bin/env bash
# A share that knows PUT and GET only, several uploads at once, kill -9 while they are under way.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

agency famlink
set_key report.enabled ftdm_completion
server apache
set_key share.kind put
cw init
cw check
exits 0 'check'
cw --month "$month" run
exits 0 'a plain PUT share takes the month'
books() { (cd "$1" && find . -name '*.xlsx' -exec sha256sum {} + | LC_ALL=C sort -k2); }
is "$(books "$files")" "$(books "$spool")" 'every workbook whole'
is "$(db "$mart" -c 'select distinct method from etl.receipt')" put 'by PUT'
is "$(find "$files" -name '.cwreports' | grep -c . || true)" 0 'without a staging collection'
set_key agency.contact 'other people'
cw --month "$month" --restate run
exits 0 'a restated month'
is "$(find "$files" -name '*_r2.xlsx' | grep -c .)" "$(find "$spool" -name '*.xlsx' | grep -c .)" \
    'gets new names: nothing is replaced'
servers_end

agency famlink
set_key report.enabled ftdm_completion
set_key share.parallel 4
server nginx
cw init
harm -:0:delay:15
cw --month "$month" extract
cw --month "$month" model
cw --month "$month" report
exits 0 'a month is sealed'
for pause in 0.3 0.7 1.1 1.9; do
    "$program" --config "$ini" deliver >/dev/null 2>&1 </dev/null &
    pid=$!
    sleep "$pause"
    kill -KILL "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
    torn=$(books "$files" | grep -v '\.cwreports' | grep -vFf <(books "$spool") || true)
    is "$torn" '' "killed after $pause seconds with four uploads at once: what is published is whole"
done
cw deliver
exits 0 'deliver sends the rest'
is "$(books "$files")" "$(books "$spool")" 'all of it, whole'
is "$(db "$mart" -c "select count(*) from etl.delivery where state <> 'done'")" 0 'nothing waits'
is "$(db "$mart" -c 'select count(*) - count(distinct path) from etl.receipt')" 0 'each was sent once'
is "$(find "$files/.cwreports" -type f | grep -c . || true)" 0 'staging is swept'
finish
