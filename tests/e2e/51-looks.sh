#!/usr/bin/env bash
# What an agency sets of its workbooks' looks: name, logo, order of dates, paper, CONFIDENTIAL line;
# and what it cannot get wrong with.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

agency famlink
cw init

member() { # workbook, pattern of its parts
    /usr/bin/python3 - "$@" <<'PY'
import fnmatch, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as book:
    for name in fnmatch.filter(book.namelist(), sys.argv[2]):
        sys.stdout.buffer.write(book.read(name))
PY
}

# A PNG of so many pixels, as a drawing program would write it.
png() { # file, width, height
    /usr/bin/python3 - "$@" <<'PY'
import struct, sys, zlib
width, height = int(sys.argv[2]), int(sys.argv[3])
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
rows = b"".join(b"\0" + bytes([31, 56, 100] * width) for _ in range(height))
with open(sys.argv[1], "wb") as out:
    out.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
              chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
PY
}

refused() { # what the line must say, label
    cw --month "$month" run
    exits 2 "$2"
    one_line "$errors" "$2: one line"
    like "$errors" "$1" "$2: says what"
    cw check
    exits 2 "$2: check finds it too"
    like "$out" "$1" "$2: and says the same"
}

# ---- a logo that is none ----

set_key workbook.logo "$work/logo.png"
refused 'workbook.logo.*logo.png.*No such file' 'a logo that is not there'
echo 'no picture' >"$work/logo.png"
refused 'workbook.logo.*not a PNG' 'a logo that is no picture'
png "$work/whole.png" 300 120
head -c 200 "$work/whole.png" >"$work/logo.png"
refused 'workbook.logo.*not whole' 'a logo that was cut'
{ cat "$work/whole.png"; head -c 1100000 /dev/zero; } >"$work/logo.png"
refused 'workbook.logo.*over 1024 kB' 'a logo that is too large'
png "$work/logo.png" 20000 2
refused 'workbook.logo.*10000 pixels' 'a logo of too many pixels'
is "$(published)" '' 'nothing was made meanwhile'

# ---- everything set, all of it awkward ----

cp "$work/whole.png" "$work/logo.png"
set_key agency.name "Department & Sons <of> 'Children' \"&D &[Tab]\""
set_key agency.contact "$(printf 'Reports & Data, =HYPERLINK(\"http://x\"), %0120d' 1)"
set_key workbook.confidential "CONFIDENTIAL & need to know; $(printf '%0150d' 2)"
set_key workbook.date_format 'dd.mm.yyyy'
set_key workbook.paper a4
cw --month "$month" --report home_study run
exits 0 'a run with all of it'
state=$spool/$month/home_study/home_study_${month}_state.xlsx
found=$(lint_books "$spool") || true
is "$found" '' 'every workbook passes the independent reader'
is "$(member "$state" xl/media/image1.png | sha256sum)" "$(sha256sum <"$work/logo.png")" \
    'the logo is in the workbook, byte for byte'
like "$(member "$state" xl/drawings/drawing1.xml)" 'descr="Logo of Department &amp; Sons &lt;of&gt;' \
    'with an alternative text'
like "$(member "$state" docProps/core.xml)" 'creator>Department &amp; Sons &lt;of&gt;' \
    'the agency is the author'
sheet=$(member "$state" xl/worksheets/sheet2.xml)
like "$sheet" 'paperSize="9"' 'the paper is A4'
like "$sheet" '<oddFooter>[^<]*CONFIDENTIAL &amp;&amp; need to know' 'an ampersand is text in a footer'
header=$(grep -o '<oddHeader>[^<]*' <<<"$sheet" | sed 's/<oddHeader>//; s/&amp;/\&/g; s/&quot;/"/g')
footer=$(grep -o '<oddFooter>[^<]*' <<<"$sheet" | sed 's/<oddFooter>//; s/&amp;/\&/g; s/&quot;/"/g')
ok "$([ ${#header} -le 255 ] && [ ${#footer} -le 255 ] && echo true)" \
    'header and footer keep within 255 characters' "${#header}" "${#footer}"
like "$footer" 'Page &P of &N$' 'and the page number is not cut off'
like "$(member "$state" xl/styles.xml)" 'formatCode="dd.mm.yyyy hh:mm"' 'dates in the order set'
like "$("$root/tests/lib/xlsxdump" "$state" --tsv --sheet Summary | head -n 4)" 'As of 31\.01\.2020' \
    'in words too'
like "$("$root/tests/lib/xlsxdump" "$state" --tsv --sheet Definitions)" 'Dates inside sentences.*02/01/2020 is 1 February 2020' \
    'and where a sentence keeps another order, Definitions says so'
is "$(member "$state" 'xl/worksheets/*' | grep -c '<f>=*HYPERLINK')" 0 'a contact is no formula'
set_key workbook.date_format 'm/d/yyyy'
cw --month "$month" --report home_study report
unlike "$("$root/tests/lib/xlsxdump" "$state" --tsv --sheet Definitions)" 'Dates inside sentences' \
    'where both are month first there is nothing to say'
finish
