#!/usr/bin/env bash
# tests/lint/names.sh - functions of at most 60 lines, files of at most 450; foo.c exports foo_* only
#
# A waiver is a comment `lint: long` on the first line of the function, with its reason.
set -eu
cd "$(dirname "$0")/../.."
failed=0
problem() {
    echo "names: $1"
    failed=1
}

for file in etl/*.[ch] reports/*.c tests/unit/*.c tests/sample/*.[ch]; do
    [ -e "$file" ] || continue
    lines=$(wc -l <"$file")
    # tests and descriptions of reports are lists: they are long because there is much to say
    case $file in
    tests/unit/* | reports/*) ;;
    *) [ "$lines" -le 450 ] || problem "$file: $lines lines, at most 450" ;;
    esac
    # a function begins at a line that opens with a name and ends at the first "}" in column one
    awk -v file="$file" '
        /^[a-z].*\(/ && !/;[ \t]*(\/\*.*)?$/ && !/^(struct|enum|static const|const)[^(]*=/ { name = $0; start = NR }
        /^\{/ { if (name != "") open = start }
        /^\}/ {
            if (open && NR - open > 60 && name !~ /lint: long/)
                printf "names: %s:%d: function of %d lines, at most 60\n", file, open, NR - open
            open = 0; name = ""
        }' "$file" | grep . && failed=1
done

# Every symbol that an object offers begins with the name of its module.
for object in build/obj/etl/*.o; do
    [ -e "$object" ] || continue
    stem=$(basename "$object" .o)
    module=${stem%%_*}
    nm --defined-only -g "$object" | awk '{print $3}' | while read -r symbol; do
        case $stem:$symbol in
        main:main | zip_minizip:zip* | book_draw:lxw_tmpfile | str:x* | str:arena_* | book*:page_* | book*:rows_* | book*:run_*) ;;
        *:"$module"_* | *:"$module") ;;
        *) echo "names: $stem.c exports '$symbol', which does not begin with ${module}_" ;;
        esac
    done | grep . && failed=1
done
exit $failed
