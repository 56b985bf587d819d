#!/usr/bin/env bash
# What the program says of itself: one screen of help a verb, manuals, completion, hints; installed
# below PREFIX. All of it is printed from the program's tables.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

ini=$work/nowhere.ini

# ---- help ----

out=$("$program" --help)
verbs=$(sed -n 's/^  \([a-z]*\)  *.*/\1/p' <<<"$out")
is "$(awk 'length > 80' <<<"$out")" '' 'help: no line is wider than 80 columns'
ok "$([ "$(wc -l <<<"$out")" -le 24 ] && echo true)" 'help: fits a screen of 24 lines'
wide='' long='' bare='' unknown=''
options=$("$program" doc options | sed -n 's/^| `--\([a-z-]*\).*/\1/p')
for verb in $verbs; do
    code=0
    out=$("$program" "$verb" --help) || code=$?
    [ "$code" = 0 ] || bare="$bare $verb"
    [ -z "$(awk 'length > 80' <<<"$out")" ] || wide="$wide $verb"
    [ "$(wc -l <<<"$out")" -le 24 ] || long="$long $verb"
    while read -r option; do
        grep -qx -- "$option" <<<"$options" || unknown="$unknown $verb--$option"
    done < <(sed -n 's/^  --\([a-z-]*\).*/\1/p' <<<"$out")
done
is "$bare" '' 'each verb has help'
is "$wide" '' 'no line of it is wider than 80 columns'
is "$long" '' 'and each fits a screen of 24 lines'
is "$unknown" '' 'the options of the help are those of the table'
is "$("$program" doc verbs | sed -n 's/^| `\([a-z]*\).*/\1/p')" "$verbs" 'the README has every verb'
is "$("$program" run --help)" "$("$program" --help run)" '--help may stand before the verb'

# ---- --month: each verb says what is meant without it, and that is what it does ----

for verb in $("$program" doc options | sed -n 's/^| `--month .*| \(.*\) |$/\1/p' | tr -d ,); do
    "$program" "$verb" --help | grep -q -- '--month.*\(default: \|only with --again\)' || silent="${silent-} $verb"
done
is "${silent-}" '' 'each verb says which month is meant without --month'
like "$("$program" run --help)" '--month YYYY-MM +this month alone \(default: what is due' 'run: what is due'
like "$("$program" receipts --help)" '--month YYYY-MM +.*\(default: for any\)' 'receipts: any'
like "$("$program" deliver --help)" '--month YYYY-MM +only with --again' 'deliver: none'
like "$("$program" verify --help)" '--month YYYY-MM +.*\(default: the last that has ended\)' 'verify: the last'

# ---- exit codes: the table, the manual and the runbook name the same ----

codes=$("$program" doc exit-codes | sed -n 's/^| \([0-9]*\) .*/\1/p' | sort -nu)
is "$codes" "$(seq 0 13)" 'the exit codes are 0 to 13'
is "$(sed -n '/^\.SH EXIT STATUS/,/^\.SH ENV/s/^\.B \([0-9]*\)$/\1/p' "$build/cwreports.1" | sort -nu)" \
    "$codes" 'the manual has them all'

is "$(sed -n 's/^- \*\*\([0-9]*\)\*\* .*/\1/p' "$root/README.md")" "$(seq 1 13)" \
    'the runbook tells of each failure'
while read -r metric; do
    grep -q -- "\"${metric#cwreports_}\"" "$root/etl/cmd_metrics.c" || missing="${missing-} $metric"
done < <(grep -o 'cwreports_[a-z_]*' "$root/README.md" | grep -v '_reader$\|_viewer$' | sort -u)
is "${missing-}" '' 'the metrics of its alarms exist'

# ---- manuals ----

page=$(MANWIDTH=78 man -l "$build/cwreports.1" 2>/dev/null | col -b)
missing=''
for verb in $verbs; do grep -Eq "^   $verb\b" <<<"$page" || missing="$missing $verb"; done
for option in $options; do grep -Eq -- "^       --$option\b" <<<"$page" || missing="$missing $option"; done
is "$missing" '' 'man cwreports has every verb and option'
page=$(MANWIDTH=78 man -l "$build/cwreports.ini.5" 2>/dev/null | col -b)
missing=''
while read -r key; do
    grep -Eq "^       $key\b" <<<"$page" || missing="$missing $key"
done < <("$program" doc keys | sed -n 's/^| .[a-z]*\.\([a-z_]*\). .*/\1/p')
ok "$("$program" doc keys | grep -q 'spool.dir' && echo true)" 'the table of keys has keys'
is "$missing" '' 'man cwreports.ini has every key'

# ---- hints ----

cw --moth 2020-01 run
exits 2 'a misspelt option'
like "$errors" '"--moth".*did you mean --month' 'gets the nearest name'
one_line "$errors" 'in one line'
cw stauts
like "$errors" '"stauts".*did you mean "status"' 'so does a verb'
cw doc exit-code
like "$errors" 'did you mean "exit-codes"' 'and a document'
cw status --month 2020-01
exits 2 'an option of another verb'
like "$errors" 'status takes no --month.*status --help' 'is refused, and says where to look'
cw doc
exits 2 'a word that is missing'
like "$errors" 'doc needs WHAT.*usage: cwreports doc WHAT' 'is asked for'
cw version 2
like "$errors" '"2" is one word too many' 'one word too many is named'
cw
exits 2 'no verb at all'
like "$errors" 'cwreports --help' 'says where the verbs are listed'

# ---- completion, in a real bash ----

complete_line() { # words..., the last one is being typed
    bash --norc --noprofile -c '
        . "$0"
        COMP_WORDS=("$@")
        COMP_CWORD=$(($# - 1))
        _cwreports
        printf "%s\n" "${COMPREPLY[@]}"' "$build/cwreports.bash" "$@" | LC_ALL=C sort | paste -sd' '
}
is "$(complete_line cwreports re)" 'receipts report' 'completes a verb'
is "$(complete_line cwreports --config x.ini sta)" 'status' 'also after an option and its value'
is "$(complete_line cwreports run --re)" '--report --restate' 'completes the options of the verb'
is "$(complete_line cwreports status --m)" '' 'and no others'
is "$(complete_line cwreports run --report home)" 'home_study' 'completes the name of a report'
is "$(complete_line cwreports run --report = home)" 'home_study' 'also after ='
is "$(complete_line cwreports doc man)" 'man man-conf' 'completes a word of the verb'
: >"$work/one.ini"
is "$(complete_line cwreports --config "$work/on")" "$work/one.ini" 'completes a file'
is "$(bash --norc --noprofile -c ". '$build/cwreports.bash'; complete -p cwreports")" \
    'complete -F _cwreports cwreports' 'bash knows it'

# ---- installed ----

make -s -C "$root" install BUILD="$build" DESTDIR="$work/root" PREFIX=/usr >"$work/install.out" 2>&1 || true
missing=''
for file in bin/cwreports share/bash-completion/completions/cwreports share/cwreports/cwreports.ini.example \
    share/cwreports/codemap/famlink/service.csv share/cwreports/cron/cwreports.cron \
    share/man/man1/cwreports.1 share/man/man5/cwreports.ini.5; do
    [ -s "$work/root/usr/$file" ] || missing="$missing $file"
done
is "$missing" '' 'everything is installed below PREFIX'
is "$("$work/root/usr/bin/cwreports" version)" "$("$program" version)" 'the installed program runs'
is "$("$work/root/usr/bin/cwreports" conf --example)" "$(cat "$root/conf/cwreports.ini.example")" \
    'the example is what the program prints'
finish
