#!/usr/bin/env bash
# tests/lint/layers.sh - who may include whom, and which file knows which library
#
# The table below is the architecture. A file belongs to the longest stem that begins its name
# (db_copy.c belongs to db). A module includes itself and modules of lower levels; those of one
# level do not know each other, but for the pairs named under `may`.
set -eu
cd "$(dirname "$0")/../.."

# level  stems
levels='
5 main
4 cmd
3 migrate codemap recipient alert extract model report deliver verify expire
2 ledger outbox
1 job share
0 db book dav digest conf json publish zip pool html post
b err log str banned sqltext sqlscan stop file version vocab metrics style check roff csv progress prom
'
# module: others of its level (or a neighbour) that it is built upon
may='
db: sqltext
sqltext: sqlscan
sqlscan: str
publish: dav digest zip
dav: digest
book: zip metrics style vocab
job: conf db
log: err str
err: str
check: err str
csv: err file str
progress: stop str
prom: str
prom: str
stop: err
file: err str
sqltext: err str file
metrics: str
style: vocab
conf: file
html: digest
version:
'
# library header: the only modules that may include it
# (curl: a share is requests with outcomes and retries, a ping or a mail is sent once and forgotten)
libraries='
libpq-fe.h db
xlsxwriter.h book
curl/ dav post
openssl/ digest
ini.h conf
jansson.h json
zlib.h zip
isa-l zip
'

failed=0
problem() {
    echo "layers: $1"
    failed=1
}

declare -A level
while read -r l stems; do
    for s in $stems; do level[$s]=$l; done
done <<<"$levels"

# db_copy -> db; sqltext_data -> sqltext
module_of() {
    local name=$1
    while [ -z "${level[$name]-}" ]; do
        case $name in *_*) name=${name%_*} ;; *) return 1 ;; esac
    done
    echo "$name"
}

allowed() { # module, other
    [ "$1" = "$2" ] || [ "$2" = banned ] && return 0
    grep -q "^$1:.*\b$2\b" <<<"$may" && return 0
    [ "${level[$1]}" = b ] && return 1
    [ "${level[$2]}" = b ] && return 0
    [ "${level[$2]}" -lt "${level[$1]}" ]
}

for file in etl/*.[ch]; do
    stem=$(basename "${file%.*}")
    if ! module=$(module_of "$stem"); then
        problem "$file: belongs to no level; add '$stem' to the table in $0"
        continue
    fi
    while read -r included; do
        other=$(module_of "${included%.h}") || { problem "$file: includes unknown $included"; continue; }
        allowed "$module" "$other" || problem "$file: '$module' must not include '$included'"
        case $included in
        *_int.h | *_internal.h) [ "$module" = "$other" ] || problem "$file: $included is $other's own" ;;
        esac
    done < <(sed -n 's/^# *include "\(.*\)".*/\1/p' "$file")
    while read -r library owner; do
        [ -n "$library" ] || continue
        if grep -q "^# *include <$library" "$file"; then
            case $file in
            *_int.h | *_internal.h) ;; # shared by the files of one module, see above
            *.h) problem "$file: types of <$library...> must not reach a header" ;;
            *) [[ " $owner " == *" $module "* ]] || problem "$file: only ${owner// /*.c, }*.c may include <$library...>" ;;
            esac
        fi
    done <<<"$libraries"
done

# A report is data: it knows the vocabulary and nothing else.
for file in reports/*.c; do
    [ -e "$file" ] || continue
    while read -r included; do
        [ "$included" = vocab.h ] || problem "$file: includes $included; reports include vocab.h only"
    done < <(sed -n 's/^# *include [<"]\(.*\)[>"].*/\1/p' "$file")
done
exit $failed
