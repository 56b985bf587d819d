#!/usr/bin/env bash
# A share that rewrites Office files, as SharePoint does: unless that is declared nothing is published;
# declared, the parts that we wrote are compared, then and later, and a person's cell is still seen.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

agency famlink
set_key report.enabled ftdm_completion
set_key report.scopes region,state
server lighttpd
cw init
harm PUT:0:rewrite

cw check
exits 2 'check finds out that the share rewrites'
like "$errors$out" 'gives back other bytes than were sent' 'says so'
like "$errors$out" 'share\.rewrites = yes' 'and what to set'
cw --month "$month" run
exits 8 'undeclared, what is read back is not what was sent'
is "$(find "$files" -name '*.xlsx' ! -path '*/.cwreports/*' | grep -c . || true)" 0 'nothing is published'

set_key share.rewrites yes
cw check
exits 0 'declared, check is content'
like "$out" 'share\.rewrites +yes: the parts we wrote are compared' 'and tells how it compares'
cw deliver
exits 0 'and the workbooks are published'
book=$month/ftdm_completion/ftdm_completion_${month}_state.xlsx
cmp -s "$files/$book" "$spool/$book" && same=true || same=false
is "$same" false 'with other bytes'
is "$("$root/tests/lib/xlsxdump" "$files/$book" --tsv --sheet Summary)" \
    "$("$root/tests/lib/xlsxdump" "$spool/$book" --tsv --sheet Summary)" 'and the same cells'
cw --month "$month" verify
exits 0 'verify finds our parts'
like "$out" 'rewritten by the share with our parts intact' 'and says that they were rewritten'
cw --month "$month" run
exits 0 'running again changes nothing'

set_key agency.contact 'other people'
cw --month "$month" --restate run
exits 0 'what we published is known again, and replaced'
is "$(find "$files" -name '*_r2.xlsx' | grep -c . || true)" 0 'under the same names'
cw --month "$month" verify
exits 0 'by what verify expects'

# a person edits one cell, and the share writes that its own way
/usr/bin/python3 - "$files/$book" <<'PY'
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
book['Summary']['A1'] = 'edited by a person'
book.save(sys.argv[1])
PY
cw --month "$month" verify
exits 8 'an edited cell is found'
like "$out$errors" "$book" 'by name'
set_key agency.contact 'others again'
cw --month "$month" --restate run
exits 7 'and never overwritten'
like "$("$root/tests/lib/xlsxdump" "$files/$book" --tsv --sheet Summary)" 'edited by a person' 'it stands'
harm_end

# ---- killed after the MOVE, before the receipt; then the workbook is made anew ----
set_key report.scopes state
killed() { # month: made, and the call that sends it is killed
    book=$1/ftdm_completion/ftdm_completion_$1_state.xlsx
    harm PUT:0:rewrite MOVE:1:kill-after
    cw --month "$1" model
    cw --month "$1" report
    # shellcheck disable=SC2016
    bash -c 'echo $$ >"$1/victim" && exec "$2" --config "$3" deliver' \
        bash "$work" "$program" "$ini" >"$work/out" 2>"$work/err" </dev/null || true
    harm_end
    is "$(test -s "$files/$book" && db "$mart" -c "select count(*) from etl.receipt where path = '$book'")" 0 \
        "$1: it stands there and has no receipt"
    harm PUT:0:rewrite # the same address
    set_key agency.contact "the night after $1"
    cw --month "$1" report
}
rm -f "$files/$book"
harm PUT:0:rewrite
cw deliver
exits 0 'with their file out of the way all is sent'
harm_end
killed 2019-12
cw deliver
exits 0 'what a killed run left there is ours by its parts, and replaced'
like "$("$root/tests/lib/xlsxdump" "$files/$book" --tsv --sheet Summary)" 'the night after 2019-12' 'by the newest'
cw --month 2019-12 verify
exits 0 'which verify finds'
harm_end

killed 2019-11
/usr/bin/python3 - "$files/$book" <<'PY'
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
book['Summary']['A1'] = 'edited by a person'
book.save(sys.argv[1])
PY
cw deliver
exits 7 'one that a person has edited since is theirs'
like "$("$root/tests/lib/xlsxdump" "$files/$book" --tsv --sheet Summary)" 'edited by a person' 'it stands'
harm_end
finish
