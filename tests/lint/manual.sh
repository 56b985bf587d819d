#!/usr/bin/env bash
# tests/lint/manual.sh - the manual pages are clean for mandoc and groff; the completion for shellcheck
set -eu
cd "$(dirname "$0")/../.."
build=${CW_BUILD:-build}
failed=0
for page in "$build/cwreports.1" "$build/cwreports.ini.5"; do
    mandoc -T lint -W style "$page" | grep . && failed=1
    LC_ALL=C MANROFFSEQ='' MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>&1 >/dev/null |
        grep . && failed=1
done
shellcheck -s bash "$build/cwreports.bash" || failed=1
exit $failed
