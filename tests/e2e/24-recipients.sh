#!/usr/bin/env bash
# The agency's list of recipients: a workbook that nobody owns is not made, its rows stand in the
# statewide workbook alone, and a list that is in doubt stops the run. A canary child tells.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

holds() { # folder, text: the workbooks below it that hold the text, by name
    /usr/bin/python3 - "$1" "$2" <<'PY'
import pathlib, sys, zipfile
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.xlsx")):
    with zipfile.ZipFile(path) as book:
        if any(sys.argv[2].encode() in book.read(part) for part in book.namelist()):
            print(path.name)
PY
}
books() { (cd "$1" && find . -name '*.xlsx' -printf '%f\n' | LC_ALL=C sort); }
scopes() { # scope codes that a run without a list makes, but for the state's
    db "$mart" -c "select distinct scope from fact.scope where scope_kind <> 'state' order by 1"
}
list() { # scope codes on standard input: the list with an owner for each
    echo 'scope,report,role,mail,valid_from,valid_to'
    sed 's/$/,,owner,,,/'
}
recipients=$work/recipients.csv
files=$CW_E2E/share/files

# ---- FamLink-style: an office and its region ----
agency famlink
cw init
cw --month "$month" run
exits 0 'without a list'
all=$(books "$spool")
read -r child office region < <(db "$mart" -c "select child_id, office_code, region_code
    from fact.ftdm_completion where agency_id = 7 and month = '$month-01' and version = 1
        and office_code is not null order by child_id limit 1" | tr '|' ' ')
office=office-$office
region=region-$region
everything=$(scopes)
like "$everything" "^$office\$" 'the canary has an office with a workbook'

agency famlink
db "$source" -c "update famlink.people_dim set tx_last_name = 'Canarybird' where id_prsn = $child"
cw init
cw --month "$month" run
like "$(holds "$spool" Canarybird)" "ftdm_completion_${month}_$office.xlsx" 'everybody gets what is theirs'

agency famlink
db "$source" -c "update famlink.people_dim set tx_last_name = 'Canarybird' where id_prsn = $child"
grep -vx -e "$office" -e "$region" <<<"$everything" | list >"$recipients"
set_key recipient.file "$recipients"
cw init
exits 0 'init loads the list'
cw --month "$month" run
exits 0 'the run works'
is "$out$errors" '' 'silently'
is "$(books "$spool")" "$(grep -v -e "_$office.xlsx" -e "_$region.xlsx" <<<"$all")" \
    'all is made but what nobody owns'
is "$(books "$files/$folder")" "$(books "$spool")" 'and published'
is "$(holds "$files/$folder" Canarybird | grep -v '_state.xlsx' | grep -c .)" 0 \
    'the canary is in no workbook of others'
like "$(holds "$files/$folder" Canarybird)" "ftdm_completion_${month}_state.xlsx" 'but in the statewide one'
like "$("$root/tests/lib/xlsxdump" "$spool/$month/ftdm_completion/ftdm_completion_${month}_state.xlsx" \
    --tsv --sheet Summary)" 'Without a recipient, in this workbook only: .*[1-9]' 'whose Summary counts it'
is "$(grep -c Canarybird "$work"/*.log)" 0 'the log does not name it'

# ---- a list in doubt ----
before=$(digests "$files/$folder")
echo "$office,,owner,,," >>"$recipients"
cw --month "$month" run
exits 2 'a list that was changed and not loaded stops the run'
one_line "$errors" 'with one line'
like "$errors" 'recipient.file.*cwreports init' 'which says what to do'
grep -v '^recipient\|^file = .*recipients' "$ini" >"$ini.none"
cp "$ini" "$ini.list"
grep -v "file = $recipients" "$ini.list" >"$ini"
cw --month "$month" run
exits 2 'and so does a list that the configuration no longer names'
cp "$ini.list" "$ini"
is "$(digests "$files/$folder")" "$before" 'nothing was sent'
cw init
cw --month "$month" run
exits 0 'loaded, the office has its workbook'
is "$(books "$files/$folder" | grep -c "_$office.xlsx")" 3 'of each report'

while IFS='|' read -r line says; do
    list </dev/null >"$recipients"
    echo "$line" >>"$recipients"
    cw init
    exits 2 "refused: $says"
    like "$errors" "recipients.csv:2: .*$says" 'with file and line'
    unlike "$errors" 'someone' 'and without the address'
done <<'BAD'
everybody,,owner,,,|scope is not
office-,,owner,,,|scope is not
office-1,ftdm,owner,,,|no such report
office-1,,reader,,,|neither owner nor copy
office-1,,owner,someone at agency.example,,|not one plain address
office-1,,owner,"someone@agency.example,other@agency.example",,|not one plain address
office-1,,owner,,2020-02-30,|form 2020-01-31
office-1,,owner,,2020-02-01,2020-02-01|not after valid_from
office-1,,owner|not 6 fields
BAD

# ---- by effective date, and an empty list ----
agency famlink
{
    list </dev/null
    echo "$office,,owner,,,2020-01-01"
    echo "$region,home_study,owner,,2020-01-01,"
    echo "$region,,copy,someone@agency.example,2020-01-01,"
} >"$recipients"
set_key recipient.file "$recipients"
cw init
cw --month "$month" run
exits 0 'owners by date and by report'
is "$(books "$files/$folder" | grep -v _state)" "home_study_${month}_$region.xlsx" \
    'who has left gets nothing, who owns one report gets that, a copy makes no owner'
list </dev/null >"$recipients"
agency famlink
set_key recipient.file "$recipients"
cw init
cw --month "$month" run
is "$(books "$files/$folder" | grep -vc _state)" 0 'an empty list: the statewide workbooks alone'
is "$(books "$files/$folder" | grep -c _state)" 3 'of each report'

# ---- FACES-style: an attorney ----
agency faces
cw init
cw --month "$month" run
read -r child attorney < <(db "$mart" -c "select child_id, supervising_id from fact.child_listing
    where agency_id = 7 and month = '$month-01' and version = 1 and supervising_id is not null
    order by child_id limit 1" | tr '|' ' ')
everything=$(scopes)
agency faces
db "$source" -c "update faces.client set last_name = 'Canarybird' where dcn = '$child'"
grep -vx "attorney-$attorney" <<<"$everything" | list >"$recipients"
set_key recipient.file "$recipients"
cw init
cw --month "$month" run
exits 0 'the listing works with a list'
is "$(holds "$files/$folder" Canarybird)" "child_listing_${month}_state.xlsx" \
    'a child whose attorney has no recipient is in the statewide workbook alone'
finish
