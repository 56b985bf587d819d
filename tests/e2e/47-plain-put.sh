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
set_key share.parallel 4
server nginx
cw init
harm # from now on the share has this address
cw --month "$month" extract
cw --month "$month" model
cw --month "$month" report
exits 0 'a month is sealed'
harm_end
there() { books "$files" | grep -vc '\.cwreports' || true; }
before=0
# A file takes 5 to 7 requests: at each point some of the four under way are done, and never all files.
for point in 36 38 40 42; do
    harm "-:$point:kill-after" -:0:delay:15
    code=0
    # shellcheck disable=SC2016
    { bash -c 'echo $$ >"$1/victim" && exec "$2" --config "$3" deliver' \
        bash "$work" "$program" "$ini" >"$work/out" 2>"$work/err" </dev/null || code=$?; } 2>"$work/bash"
    harm_end
    is "$code" 137 "killed at request $point, with four uploads at once"
    torn=$(books "$files" | grep -v '\.cwreports' | grep -vFf <(books "$spool") || true)
    is "$torn" '' 'what is published is whole'
    after=$(there)
    ok "$([ "$after" -gt "$before" ] && [ "$after" -lt "$(books "$spool" | grep -c .)" ] && echo true)" \
        'and is more than before and not all' "$before, then $after"
    before=$after
done
harm
cw deliver
exits 0 'deliver sends the rest'
is "$(books "$files")" "$(books "$spool")" 'all of it, whole'
is "$(db "$mart" -c "select count(*) from etl.delivery where state <> 'done'")" 0 'nothing waits'
is "$(db "$mart" -c 'select count(*) - count(distinct path) from etl.receipt')" 0 'each was sent once'
is "$(find "$files/.cwreports" -type f | grep -c . || true)" 0 'staging is swept'
finish
