#!/usr/bin/env bash
# tests/lint/sheets.sh - the sheets' columns, their order and what their cells hold are those that
# readers were promised: tests/golden/sheets.tsv
#
# A heading that changes breaks the formulas and the macros of whoever reads the workbooks, so the
# file is not made by the program: whoever changes a sheet changes it by hand, and CHANGELOG.md.
set -eu
cd "$(dirname "$0")/../.."
build=${CW_BUILD:-build}
"$build/cwreports" doc sheets | cut -f 1-4 | diff tests/golden/sheets.tsv - && exit 0
echo "sheets: '<' is what tests/golden/sheets.tsv promises, '>' what the reports describe" >&2
exit 1
