#!/usr/bin/env bash
# What a run says: a live line and a table on a terminal, plain lines with --verbose, nothing to
# cron, JSON to programs.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

agency famlink
cw init
exits 0 'init works'
esc=$(printf '\033')
cr=$(printf '\r')

on_terminal() { # columns, arguments; what was drawn in $drawn
    code=0
    "$root/tests/lib/terminal" "$1" "$program" --config "$ini" "${@:2}" >"$work/drawn" || code=$?
    drawn=$(cat "$work/drawn")
}
# The line as it was drawn, one state a line; what it leaves behind when all is done.
states() { tr '\r' '\n' <<<"$drawn" | grep -F "${esc}[K" | sed "s/${esc}\[K.*//"; }
left_over() { # what stands on the screen at the end: each line as its last redrawing left it
    tr -d '\n' <<<"$1" >/dev/null
    printf '%s\n' "$1" | sed "s/$cr\$//" | sed "s/.*$cr${esc}\[K//" | sed "s/${esc}\[[0-9;]*m//g"
}

# one table of the source answers after two seconds: the others are counted meanwhile; each request
# to the share takes a while: bytes are counted
server lighttpd
harm -:0:delay:10
db "$source" -c 'alter table famlink.meeting_fact rename to meeting_old' \
    -c 'create view famlink.meeting_fact as select * from famlink.meeting_old
        where (select pg_sleep(2)::text) is not null' \
    -c 'grant select on famlink.meeting_fact to public'
on_terminal 100 --month "$month" run
db "$source" -c 'drop view famlink.meeting_fact' \
    -c 'alter table famlink.meeting_old rename to meeting_fact'
harm_end
exits 0 'a run on a terminal works'
like "$(states)" '^extract  [0-9]+ of [0-9]+ tables' 'the line tells the tables of the extract'
like "$(states)" '^extract  .*rows' 'and rows while a table is read'
like "$(states)" '^model  [0-9]+ of [0-9]+ SQL files' 'the SQL files of the model'
like "$(states)" '^report  [0-9]+ of [0-9]+ workbooks' 'the workbooks'
like "$(states)" '^deliver  [0-9]+ of [0-9]+ files.*[kM]?B' 'the files sent, and their bytes'
is "$(states | awk 'length > 99' | grep -c . || true)" 0 'it is never as wide as the terminal'
like "$(left_over "$drawn")" '^ +[0-9]+  2020-01  deliver  done +[0-9,]+ +[0-9]+ +[0-9.]+ [kM]B' \
    'the table of steps is printed at the end'
is "$(left_over "$drawn" | grep -c 'of .* workbooks' || true)" 0 'the live line is wiped'
like "$drawn" "$esc\\[32mdone" 'done is green'

on_terminal 40 --month "$month" run
is "$(states | awk 'length > 39' | grep -c . || true)" 0 'a narrow terminal gets a narrow line'

NO_COLOR=1 on_terminal 100 --month "$month" run
unlike "$drawn" "$esc\\[3[0-9]m" 'NO_COLOR: no colour'
like "$drawn" '  done' 'the word says the same'
CW_TERM=dumb on_terminal 100 --month "$month" run
unlike "$drawn" "$esc" 'a dumb terminal gets no control characters'
on_terminal 100 --quiet --month "$month" run
is "$drawn" '' '--quiet: nothing, on a terminal too'
exits 0 'and it works'

cw --month "$month" run
is "$out$errors" '' 'cron hears nothing'
cw --verbose --month "$month" run
like "$errors" '^cwreports: report: done, [0-9]+ workbooks, [0-9,]+ rows, .* s$' \
    '--verbose tells each step in plain lines'
like "$out" '2020-01  report   done' 'and prints the table'
unlike "$errors$out" "$esc|$cr" 'without control characters'

# ---- JSON ----

cw --json --month "$month" run
exits 0 'run --json works'
valid() { # schema
    /usr/bin/python3 "$root/tests/lib/json_schema.py" "$root/conf/$1.schema.json" "$work/out" 2>&1
}
is "$(valid run)" '' 'its JSON is of the form that conf/run.schema.json describes'
field() { /usr/bin/python3 -c "import json,sys; d=json.load(open(sys.argv[1])); print(eval('d'+sys.argv[2]))" "$work/out" "$1"; }
is "$(field "['exit_code']")" 0 'exit_code'
is "$(field "['runs'][-1]['month']")" "$month" 'the month'
is "$(field "['runs'][-1]['steps'][-1]['step']")" recheck 'its last step'
set_key mart.conninfo 'host=/nowhere dbname=x'
cw --json --month "$month" run
exits 9 'a failure'
is "$(valid run)" '' 'is JSON of the same form'
is "$(field "['error']['kind']")" mart-away 'with its kind'
one_line "$errors" 'and one line for people'
on_terminal 100 --month "$month" run
like "$(left_over "$drawn")" '^cwreports: run: mart database: cannot connect' \
    'on a terminal the problem stands on a line of its own'
finish
