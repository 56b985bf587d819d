#!/usr/bin/env bash
# tests/lint/headers.sh - every header compiles alone; every .c includes banned.h last; all C is
# formatted; all shell scripts pass shellcheck
set -eu
cd "$(dirname "$0")/../.."
failed=0
problem() {
    echo "headers: $1"
    failed=1
}

for header in etl/*.h tests/*/*.h; do
    case $header in tests/unit/unit.h | tests/lib/share.h) continue ;; esac # not for .c without cmocka
    printf '#include "%s"\n#include "%s"\nextern int something;\n' "$header" "$header" |
        gcc -std=c11 -D_GNU_SOURCE -Wall -Wextra -Wpedantic -Werror -I. -Ietl -fsyntax-only -x c - ||
        problem "$header does not compile alone, or not twice"
done

for file in etl/*.c tests/unit/*.c; do
    last=$(sed -n 's/^# *include "\(.*\)".*/\1/p' "$file" | tail -n 1)
    [ "$last" = banned.h ] || problem "$file: the last include is '$last', not banned.h"
done

# conf_table.c is a table, laid out by hand (it says so itself)
find etl reports tests -name '*.[ch]' -print0 |
    xargs -0 clang-format --dry-run --Werror 2>&1 | grep 'error:' | cut -d: -f1 | sort -u |
    while read -r file; do echo "headers: $file is not formatted: make format"; done | grep . && failed=1

while read -r script; do
    shellcheck "$script" || problem "$script: shellcheck"
done < <(find . \( -path ./build -o -path ./.git \) -prune -o -type f -print0 |
    xargs -0 grep -lE -m 1 '^#!/usr/bin/env bash' 2>/dev/null)

exit $failed
