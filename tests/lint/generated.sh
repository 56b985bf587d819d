#!/usr/bin/env bash
# tests/lint/generated.sh - committed text that the program prints is what it prints; --write makes
# it so (`make generate`)
#
# The example configuration is printed whole. In the Markdown files a block
#
#     <!-- cwreports doc verbs -->
#     <!-- end -->
#
# holds what that command prints.
set -eu
cd "$(dirname "$0")/../.."
build=${CW_BUILD:-build}
program=$build/cwreports
failed=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

filled() { # file
    local line what='' inside=no
    while IFS= read -r line; do
        case $line in
        '<!-- cwreports '*' -->')
            what=${line#'<!-- cwreports '}
            what=${what%' -->'}
            inside=yes
            printf '%s\n' "$line"
            # shellcheck disable=SC2086 # words of a command line
            "$program" $what || return 1
            ;;
        '<!-- end -->')
            inside=no
            printf '%s\n' "$line"
            ;;
        *) [ "$inside" = yes ] || printf '%s\n' "$line" ;;
        esac
    done <"$1"
    [ "$inside" = no ] || { echo "generated: $1: a block has no end" >&2; return 1; }
}

settle() { # committed file; the text as it should be is in $scratch/new
    cmp -s "$scratch/new" "$1" && return 0
    if [ "${write-}" = yes ]; then
        cat "$scratch/new" >"$1"
    else
        echo "generated: $1 is stale: make generate"
        failed=1
    fi
}

[ "${1-}" != --write ] || write=yes
"$program" conf --example >"$scratch/new"
settle conf/cwreports.ini.example
for file in README.md conf/README.md; do
    filled "$file" >"$scratch/new"
    settle "$file"
done
exit $failed
