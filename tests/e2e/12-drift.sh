#!/usr/bin/env bash
# What stands on the share is compared with the receipts: by verify when asked, by each run of a
# later month, and what went missing is sent again without harming what somebody changed.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

agency famlink
set_key report.enabled ftdm_completion
set_key report.scopes region,state
cw init
exits 0 'init works'
cw receipts
exits 0 'receipts of an empty ledger work'
like "$out" '^no receipts: nothing was delivered$' 'and say that there are none'
cw --month 2019-12 verify
exits 2 'there is nothing to verify'
one_line "$errors" 'one line'

cw --month 2019-12 run
exits 0 'the run works'
share=$CW_E2E/share/files/${folder%/}
files=$(published | grep -c .)
cw --month 2019-12 verify
exits 0 'verify finds no difference'
is "$errors" '' 'and has nothing to complain of'
like "$out" "^2019-12: $files published files: $files same, 0 changed, 0 missing, 0 cannot be read\$" \
    'index and manifest are among what it counts'
unlike "$out" 'other names' 'nothing else lies there'

# a person works in the folder; a disk loses a file
state=$share/2019-12/ftdm_completion/ftdm_completion_2019-12_state.xlsx
region=$(find "$share/2019-12/ftdm_completion" -name '*region*' | LC_ALL=C sort | head -n 1)
cp "$state" "$work/state.xlsx"
cp "$region" "$work/region.xlsx"
rm "$region"
printf 'x' >>"$state"
echo notes >"$share/2019-12/ftdm_completion/notes & más.txt"
mkdir "$share/2019-12/drafts"
before=$(cd "$share" && find . | LC_ALL=C sort | xargs -d '\n' ls -ld --time-style=full-iso)

cw --month 2019-12 verify
exits 8 'a changed and a missing file are exit 8'
is "$(grep -c . <<<"$errors")" 3 'one line for each, and the summary'
like "$errors" 'verify: "2019-12/ftdm_completion/ftdm_completion_2019-12_state\.xlsx": changed: ' 'which one changed'
like "$errors" "verify: \"${region#"$share"/}\": missing" 'which one is missing'
like "$errors" "of $files published files 1 changed, 1 missing, 0 cannot be read" 'how many'
like "$out" '^2 other names lie in its folders' 'what is not ours is counted'
unlike "$out$errors" 'notes' 'and not named where nobody watches'
cw --month 2019-12 verify --verbose
like "$out" '^  2019-12/ftdm_completion/notes & más\.txt$' 'named when asked for'
like "$out" '^  2019-12/drafts/$' 'folders too'
is "$(cd "$share" && find . | LC_ALL=C sort | xargs -d '\n' ls -ld --time-style=full-iso)" "$before" \
    'verify changes nothing on the share'
cw --month 2019-12 verify --report manifest --scope ''
exits 2 'an empty scope is refused'
cw --month 2019-12 verify --report manifest
exits 0 'the manifest alone is as it was sent'
cw --month 2019-12 verify --report manifesto
exits 2 'an unknown name is refused'
like "$errors" 'did you mean "manifest"' 'with the nearest'
cw --month 2019-12 verify --scope state --json
exits 8 'the state workbook alone is not'
is "$(/usr/bin/python3 -c "import json, sys
v = json.loads(sys.stdin.read())
print(v['form'], v['month'], v['complete'], v['same'], v['rewritten'], v['changed'], v['missing'], v['unread'],
    len(v['files']), v['files'][0]['found'], v['files'][0]['found_size'] - v['files'][0]['size'],
    len(v['files'][0]['found_sha256']), [o['path'] for o in v['others']][0])" <<<"$out")" \
    'cwreports-verify-1 2019-12 True 0 0 1 0 0 1 changed 1 64 2019-12/drafts/' 'as JSON'

# the month is over; the next one notices
db "$mart" -c 'truncate etl.recheck' \
    -c "update etl.receipt set verified_at = verified_at - interval '30 days'"
cw --month "$month" run
exits 8 'the next month'"'"'s run notices'
one_line "$errors" 'one line'
like "$errors" 'recheck: 2019-12: .*1 changed, 1 missing' 'it says which month'
like "$errors" 'deliver --month 2019-12 --again' 'and what to do'
is "$(db "$mart" -c "select state from etl.month where version > 0 and month = '2020-01-01'")" closed \
    'its own month is published all the same'
cw status
like "$out" '2019-12.*1 changed, 1 missing' 'status tells of it as long as it lasts'
cw --month "$month" run
exits 0 'it is told once by runs'
cw status
like "$out" '2019-12.*1 changed, 1 missing' 'and still by status'
cw status --json
is "$(/usr/bin/python3 -c "import json, sys
print([(d['month'], d['changed'], d['missing'], d['unread']) for d in json.loads(sys.stdin.read())['not_as_sent']])" <<<"$out")" \
    "[('2019-12', 1, 1, 0)]" 'as JSON too'

# sending again
cw deliver --month 2019-12
exits 2 'deliver alone has no month'
cw deliver --again
exits 2 'again needs a month'
cw deliver --month 2019-11 --again
exits 2 'a month that was never delivered'
cw deliver --month 2019-12 --again
exits 7 'the changed file is a conflict'
like "$errors" 'state\.xlsx' 'named'
is "$(sha256sum <"$region")" "$(sha256sum <"$work/region.xlsx")" 'the missing one is back'
is "$(tail -c 1 "$state")" x 'the changed one is untouched'
is "$(cat "$share/2019-12/ftdm_completion/notes & más.txt")" notes 'so is the foreign one'
mv "$state" "$work/theirs.xlsx"
cw deliver
exits 0 'out of the way, it is sent'
is "$(sha256sum <"$state")" "$(sha256sum <"$work/state.xlsx")" 'as it was'
cw --month 2019-12 verify
exits 0 'all is as it was sent'
cw status
unlike "$out" '^share' 'status has nothing left to tell'

# a file that the server will not read is neither there nor missing
cp "$state" "$work/again.xlsx" # a new one: the server may hold the old one open
chmod 000 "$work/again.xlsx"
mv -f "$work/again.xlsx" "$state"
cw --month 2019-12 verify
exits 8 'a file that cannot be read'
like "$errors" 'state\.xlsx": cannot be read \(HTTP status 403\)' 'says so'
chmod 600 "$state"
cw --month 2019-12 verify
exits 0 'and is itself again'

# a share that is away says nothing about files
"$root/tests/lib/share.sh" stop "$CW_E2E/share"
cw --month 2019-12 verify
exits 5 'the share is away'
one_line "$errors" 'one line'
is "$(db "$mart" -c "select count(*) from etl.not_as_sent")" 0 'no file is called missing'
"$root/tests/lib/share.sh" start "$CW_E2E/share" "$(sed -E 's#.*:([0-9]+)/.*#\1#' <<<"$share_url")" \
    >"$CW_E2E/share.out"

# nor does an account that is refused, which is tried once
openssl rand -hex 12 >"$work/wrong"
chmod 600 "$work/wrong"
good=$(sed -n 's/^password_file = //p' "$ini")
set_key share.password_file "$work/wrong"
cw --month 2019-12 verify
exits 2 'the account is refused'
one_line "$errors" 'one line'
is "$(db "$mart" -c "select count(*) from etl.not_as_sent")" 0 'nothing is said about files'
set_key share.password_file "$good"

# the form of receipts --json is frozen: members may be added, none may go or change its kind
cw receipts --month 2019-12 --json
exits 0 'receipts as JSON'
is "$(/usr/bin/python3 -c "import json, re, sys
r = json.loads(sys.stdin.read())
assert r['form'] == 'cwreports-receipts-1' and r['agency_id'] == 7
kinds = {'month': str, 'report': str, 'scope': str, 'version': int, 'asked_path': str, 'path': str,
    'sha256': str, 'size': int, 'rows': int, 'delivered_at': str, 'http_status': int, 'method': str,
    'unchanged': bool, 'target': str, 'run_id': int, 'found': (str, type(None)),
    'checked_at': (str, type(None))}
for x in r['receipts']:
    for k, t in kinds.items():
        assert isinstance(x[k], t), (k, x[k])
    assert re.fullmatch(r'[0-9a-f]{64}', x['sha256'])
    assert re.fullmatch(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d-0[78]:00', x['delivered_at']), x['delivered_at']
print(sorted({x['report'] for x in r['receipts']}))" <<<"$out" 2>&1)" \
    "['ftdm_completion', 'index', 'manifest']" 'each receipt has every member'
cw receipts --month 2019-12 --report ftdm_completion --scope state
is "$(grep -c 'state\.xlsx$' <<<"$out")" 2 'one line per receipt of the workbook'
is "$(awk '{ print index($0, "2019-12/") ? index($0, "2019-12/") : index($0, "path") }' <<<"$out" |
    sort -u | grep -c .)" 1 'in a table whose columns are aligned'
cw receipts --month 2018-01
like "$out" '^no receipts: nothing was delivered for 2018-01$' 'a month without receipts'

# a share that rewrites Office files: what we wrote is compared part by part
agency famlink
set_key report.enabled ftdm_completion
set_key report.scopes region,state
set_key share.rewrites yes
cw init
cw --month 2019-12 run
exits 0 'a month on a share that rewrites'
rewrite() { # file, `cell` or nothing: packs it anew with a part of its own, and changes a cell
    /usr/bin/python3 - "$1" "${2:-}" <<'PY'
import sys, zipfile
path, change = sys.argv[1:]
parts = [(i, d) for z in [zipfile.ZipFile(path)] for i, d in ((i, z.read(i)) for i in z.infolist())]
with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED, compresslevel=9) as new:
    for info, data in parts:
        if change and info.filename == 'xl/worksheets/sheet1.xml':
            assert b'</v>' in data
            data = data.replace(b'</v>', b'1</v>', 1)
        new.writestr(info.filename, data)
    new.writestr('docProps/custom.xml', '<?xml version="1.0"?><Properties xmlns='
        '"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>')
PY
}
rewrite "$state"
cw --month 2019-12 verify
exits 0 'rewritten with our parts intact is no difference'
like "$out" ': [0-9]+ same, 1 rewritten by the share with our parts intact, 0 changed' 'and is told'
rewrite "$region" cell
cw --month 2019-12 verify
exits 8 'a changed cell is one'
like "$errors" "verify: \"${region#"$share"/}\": changed" 'in that workbook'
finish
