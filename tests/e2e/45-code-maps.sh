#!/usr/bin/env bash
# Code maps are the agency's own: check compares them with the codes in the data, names what is wrong
# in them, and a line more gives a code its meaning from the next run on.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

agency famlink
cp -r "$root/conf/codemap" "$work/codemap"
set_key codemap.dir "$work/codemap"
maps=$work/codemap/famlink
cw init
exits 0 'init works'

cw --month "$month" check
exits 0 'unknown codes do not stop a run'
like "$out" '^warn +famlink/meeting_type\.csv +code "XQZ" of meeting\.type_code \(1 row\) has no line' \
    'file, code and rows are named'
like "$out" 'meeting_type\.csv", then .cwreports init.' 'and the cure'
rows=$(db "$source" -c "select count(*) from famlink.intake_fact as i
    inner join famlink.intake_attribute_dim as a using (id_intake_attribute_dim)
    where a.tx_spvr_rsn = 'CPS-Pilot Pathway'")
like "$out" "intake_type\\.csv +code \"CPS-Pilot Pathway\" of intake\\.attribute \\($rows row" \
    'the rows are those of the source'
unlike "$out" '"FTDM" of' 'a code that has a line is not told'
like "$(tail -n 1 <<<"$out")" '^ready, 5 warnings' 'ready, with warnings'

# a child that met in a meeting of that type (9001701 of the sample's stories)
status() {
    db "$mart" -c "select status from fact.ftdm_completion where list = 'in_care' and version > 0
        and month = date '$month-01' and child_id = '9001701'"
}
cw extract
cw --month "$month" model
is "$(status)" 'None recorded' 'what a code means is not guessed'
echo 'XQZ,Family meeting of the pilot,FTDM,2020-01-01,' >>"$maps/meeting_type.csv"
cw check
unlike "$out" 'XQZ' 'a line of the agency'\''s own'
like "$out" '^warn +code maps +the mart holds other codes than the files' 'that the mart does not have yet'
cw init
exits 0 'init loads it'
cw check
unlike "$out" '^warn +code maps' 'then both hold the same'
cw --month "$month" model
is "$(status)" 'Held within 3 days' 'is in force from the next run on'

# ---- a file that is lost ----
mv "$maps/care_authority.csv" "$work"
cw check
exits 2 'a list that is gone'
like "$out" '^FAIL +famlink/care_authority\.csv +there is no such file: nothing says what the codes of episode\.care_authority mean' \
    'is no matter of single codes'
is "$(grep -c 'care_authority\.csv' <<<"$out")" 2 'which are not told one by one: the finding and its hint'
codes=$(db "$mart" -c 'select count(*) from mart.code_map')
lost='code map "famlink/care_authority\.csv": there is no such file: nothing says what .*; hint: put ".*/famlink/care_authority\.csv" back'
for call in init 'init --dry-run' "run --month $month" 'run' "run --month $month --dry-run" extract \
    "model --month $month" "report --month $month"; do
    # shellcheck disable=SC2086 # words
    cw $call
    exits 2 "$call is refused"
    like "$errors" "^cwreports: ${call%% *}: $lost" "$call: file and cure are named"
    one_line "$errors" "$call: in one line"
done
is "$(db "$mart" -c 'select count(*) from mart.code_map')" "$codes" 'the mart keeps the codes that it has'
is "$(published)" '' 'nothing was published'
cw deliver
exits 0 'what is sealed may be sent'
mv "$maps/discharge_reason.csv" "$work"
cw init
like "$errors" '2 code maps are lost, the first: code map "famlink/care_authority' 'how many are lost'
mv "$work/discharge_reason.csv" "$maps"
db "$mart" -c "create table public.kept as table mart.code_map" -c 'delete from mart.code_map'
cw init
exits 2 'also before the first codes are loaded'
db "$mart" -c 'insert into mart.code_map table public.kept' -c 'drop table public.kept'
mv "$work/care_authority.csv" "$maps"
echo 'code,label,group,valid_from,valid_to' >"$maps/local.csv"
echo '1,One,,,' >>"$maps/local.csv"
cw init
exits 0 'a list of the agency'\''s own'
rm "$maps/local.csv"
cw --month "$month" run
exits 2 'is missed too once it was loaded'
like "$errors" 'code map "famlink/local\.csv": there is no such file: the mart has 1 code of it;' 'with what is known of it'
cw check
like "$out" '^FAIL +famlink/local\.csv +there is no such file' 'check sees it'
echo 'code,label,group,valid_from,valid_to' >"$maps/local.csv"
cw init
exits 0 'a file with the header alone: the list is not wanted'
rm "$maps/local.csv"
cw init
exits 0 'then it may go'

bad() { # line, what the message must say, label
    cp "$maps/service.csv" "$work/service.csv"
    printf '%b\n' "$1" >>"$maps/service.csv"
    local line
    line=$(wc -l <"$maps/service.csv")
    cw check
    exits 2 "$3"
    like "$out" "^FAIL +code maps +.*service\\.csv:$line: $2" "$3: file and line are named"
    cw init
    exits 2 "$3: init refuses it too"
    mv "$work/service.csv" "$maps/service.csv"
}
codes=$(db "$mart" -c 'select count(*) from mart.code_map')
bad '999,Kin care' 'there are not 5 fields' 'a line that is too short'
bad '"999,Kin care,other,,' 'the quotes do not match' 'a quote that never ends'
bad '999,Kin care,other,2020-02-30,' 'a date is not' 'a day that does not exist'
bad '999,Kin care,other,2020-02-01,2020-02-01' 'valid_to is not after valid_from' 'a line of no days'
bad ',Kin care,other,,' 'the code is empty' 'no code'
bad '342,Kin care,other,,' 'code "342" already stands on line [0-9]+' 'a code for the second time'
is "$(db "$mart" -c 'select count(*) from mart.code_map')" "$codes" 'the codes that stood still stand'

agency faces
set_key codemap.dir "$work/codemap"
cw init
cw check
exits 0 'the other kind of source'
like "$out" '^warn +faces/placement\.csv +code "ZZ9" of placement\.code \(1 row\)' 'has its own files'
mv "$work/codemap/faces/placement.csv" "$work"
cw init
like "$errors" 'code map "faces/placement\.csv": there is no such file: nothing says what the codes of placement\.code mean' \
    'a lost file is told by the name that it had'
mv "$work/placement.csv" "$work/codemap/faces"

# ---- Missouri's circuits and counties: with the extract, and without ----
counties=$root/conf/codemap/faces/county.csv
on() { # day: the counties of each circuit
    awk -F, -v day="$1" '!/^#/ && NR > 1 && $1 != "code" &&
        ($4 == "" || $4 <= day) && ($5 == "" || $5 > day) { print $3, $1 }' "$counties" | sort -n
}
for day in 2016-12-31 2017-01-01 2018-03-31 2021-01-01; do
    is "$(on "$day" | awk '{ print $2 }' | sort -u | wc -l) $(on "$day" | wc -l)" '115 115' \
        "$day: each of 115 jurisdictions in one circuit"
done
is "$(on 2016-12-31 | awk '{ print $1 }' | sort -nu | tr '\n' ' ')" "$(seq -s ' ' 45) " \
    '45 circuits until 2016'
is "$(on 2017-01-01 | awk '{ print $1 }' | sort -nu | tr '\n' ' ')" "$(seq -s ' ' 46) " \
    '46 from 2017'
is "$(on 2016-12-31 | grep -c '^38 29213')$(on 2017-01-01 | grep -c '^46 29213')" 11 \
    'Taney left the 38th for the 46th'
is "$(on 2020-12-31 | grep -cE '^(30 29015|37 29035)')$(on 2021-01-01 | grep -cE '^(27 29015|36 29035)')" 22 \
    'Benton and Carter changed with 2021'

listed() {
    db "$mart" -c "select child_id, circuit, county from fact.child_listing
        where month = date '$month-01' and version > 0 order by list, child_id, episode_id"
}
cw extract
cw --month "$month" model
exits 0 'with the table of the extract'
listed >"$work/with"
db "$source" -c 'drop table faces.circuit_county'
cw check
like "$out" '^warn +source/faces/circuit_county\.sql +"circuit_county" is not there: the code map county' \
    'check says what takes its place'
cw extract --accept-drop
exits 0 'without it'
cw --month "$month" model
listed >"$work/without"
is "$(diff "$work/with" "$work/without" | grep -c '^[<>]')" 0 \
    'every child has the same circuit and county'
is "$(grep -cE '\|(16|21)\|' "$work/without" | awk '{ print ($1 > 20) }')" 1 'and they have one'
sed -i 's/^29095,Jackson,16,/29095,Jackson,99,/' "$work/codemap/faces/county.csv"
cw init
cw --month "$month" model
is "$(listed | grep -c '|16|')" 0 'the agency may correct the map'
finish
