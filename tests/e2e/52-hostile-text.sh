#!/usr/bin/env bash
# A source full of formulas, links, markup and control characters: every one is a text in a cell,
# no sheet, table, file or header takes harm, and what was changed is counted.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

agency famlink
db "$source" -f "$root/tests/fixtures/hostile_text.sql"
payloads=$(db "$source" -c 'select count(*) from hostile')
db "$source" -c "
    create function pg_temp.pick(n bigint) returns text language sql as
        'select payload from hostile where hostile.n = pick.n % (select count(*) from hostile)';
    update famlink.worker_dim set tx_worker_name = pg_temp.pick(id_worker_dim);
    update famlink.provider_dim set tx_provider_name = pg_temp.pick(id_prvd_org);
    update famlink.people_dim set tx_last_name = pg_temp.pick(id_prsn), tx_first_name = null;
    update famlink.placement_fact set tx_rel = pg_temp.pick(id_placement_fact);
    update famlink.meeting_fact set tx_ftdm_purpose = pg_temp.pick(hashtext(id_meeting_fact)::bigint & 255);
    update famlink.ext_iff_extension set tx_reason = pg_temp.pick(id_intake_victim_fact);
    update famlink.location_dim set tx_office = pg_temp.pick(cd_office), tx_unit = pg_temp.pick(cd_unit),
        tx_region = pg_temp.pick(cd_region + 70)" >/dev/null
cw init
cw --month "$month" run
exits 0 'the run works'
is "$out$errors" '' 'and is silent'
found=$(lint_books "$spool") || true
is "$found" '' 'every workbook passes the independent reader'
unlike "$(sealed)" '[^A-Za-z0-9_./-]' 'file names have plain characters only'

# Every text that openpyxl finds in the statewide workbooks, against what was put in.
db "$source" -c "copy hostile (payload) to stdout" >"$work/payloads"
/usr/bin/python3 - "$work/payloads" "$spool/$month"/*/*_state.xlsx >"$work/seen" <<'PY'
import re, sys, openpyxl
escapes = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "\\": "\\"}
def plain(line):
    return re.sub(r"\\(.)", lambda m: escapes.get(m.group(1), m.group(1)), line.rstrip("\n"))
def cleaned(text):
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub("[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text).strip()
def unescape(text):
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m.group(1), 16)), text)
with open(sys.argv[1], encoding="utf-8", newline="\n") as lines:
    payloads = [cleaned(plain(line)) for line in lines]
texts, formulas, links = set(), 0, 0
for path in sys.argv[2:]:
    book = openpyxl.load_workbook(path)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                formulas += cell.data_type == "f"
                links += cell.hyperlink is not None and sheet.title not in ("Summary", "Data quality")
                if isinstance(cell.value, str):
                    texts.add(unescape(cell.value).strip())
missing = [p for p in payloads if p not in texts]
print("formulas %d, links %d, missing %r" % (formulas, links, missing))
PY
is "$(cat "$work/seen")" 'formulas 0, links 0, missing []' \
    "all $payloads texts stand in cells as they were, none as a formula or link"
quality=$("$root/tests/lib/xlsxdump" "$spool/$month/iff_extension/iff_extension_${month}_state.xlsx" \
    --tsv --sheet 'Data quality')
like "$quality" '^Text with a forbidden character	[1-9]' 'replaced characters are counted'
like "$quality" '^Text that looks like an escape	[1-9]' 'escaped texts too'
found=$("$root/tests/lint/office.py" "$spool/$month"/*/*_state.xlsx) || true
is "$found" '' 'LibreOffice opens them and changes nothing'
before=$(digests "$spool")
cw --month "$month" run
is "$(digests "$spool")" "$before" 'running again gives the same bytes'
finish
