#!/usr/bin/env bash
# tests/gallery.sh - pictures of the demonstration's workbooks for the README
#
#   gallery.sh DEMO OUT     DEMO: folder of a demonstration that ran; OUT: where the PNG files go
#
# Of each report one workbook, as it prints: its Summary and the first page of its list to act on.
# LibreOffice draws the pages, so the pictures show what people get, not a mock.
set -eu
umask 022

demo=$1 out=$2
width=1100 # pixels

die() {
    echo "gallery: $1" >&2
    exit 1
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# The page of a printed workbook whose footer names the sheet.
page_of() { # pdf, sheet
    local pages n
    pages=$(pdfinfo "$1" | awk '/^Pages:/ {print $2}')
    for ((n = 1; n <= pages; n++)); do
        if pdftotext -f "$n" -l "$n" -layout "$1" - | grep -Eq "  $2  +Page $n of"; then
            echo "$n"
            return
        fi
    done
    die "'$1' has no page of '$2'"
}

picture() { # pdf, sheet, name
    local page
    page=$(page_of "$1" "$2")
    pdftoppm -png -singlefile -f "$page" -l "$page" -scale-to-x "$width" -scale-to-y -1 "$1" \
        "$scratch/$3"
    pngquant --force --strip --speed 1 --quality 40-90 --output "$out/$3.png" 48 "$scratch/$3.png"
}

# report, month, scope, sheet to act on, names of the pictures
while read -r kind report month scope name sheet; do
    book=$demo/spool-$kind/$month/$report/${report}_${month}_$scope.xlsx
    [ -f "$book" ] || die "there is no '$book': run make demo first"
    soffice "-env:UserInstallation=file://$scratch/home" --headless --convert-to pdf \
        --outdir "$scratch" "$book" >/dev/null 2>&1 || die "LibreOffice cannot draw '$book'"
    pdf=$scratch/${report}_${month}_$scope.pdf
    picture "$pdf" Summary "${name}_summary"
    picture "$pdf" "$sheet" "${name}_worklist"
done <<'BOOKS'
famlink iff_extension 2020-01 office-316 iff Due and overdue
famlink ftdm_completion 2020-01 office-102 ftdm To act on
famlink home_study 2020-01 office-316 kin Caregivers
faces child_listing 2018-03 attorney-A1001 listing Action dates
BOOKS
ls -l "$out"
