#!/usr/bin/env bash
# check is the proof before going live: rights, tables, clocks, disk, spool and share are looked at,
# every finding is told, and the last line is the verdict.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

agency famlink
cw init
exits 0 'init works'
good=$work/good.ini
cp "$ini" "$good"

# One thing is wrong: exit code, the line that says so, what it is called here.
finds() { # exit code, pattern of the finding, label
    cw check
    exits "$1" "$3: exit code $1"
    like "$out" "$2" "$3: is named"
    like "$out" '^ok +share' "$3: the rest is looked at all the same"
    like "$(tail -n 1 <<<"$out")" '^not ready: ' "$3: not ready"
    one_line "$errors" "$3: one line on standard error"
    cp "$good" "$ini"
}
warns() { # pattern, label
    cw check
    exits 0 "$2: a run would work"
    like "$out" "$1" "$2: is named"
    like "$(tail -n 1 <<<"$out")" '^ready, [0-9]+ warning' "$2: ready, with a warning"
    cp "$good" "$ini"
}

cw check
exits 0 'a source that ends long ago keeps nobody from making an earlier month'
like "$out" '^warn +data cutoff +.run. would be refused: month 20[0-9-]+ begins after the data cutoff 2020-02-01' \
    'but the nightly run would be refused, which is told'
cw --month "$month" check
exits 0 'a good agency is ready'
is "$(grep '^warn' <<<"$out" | grep -v '^warn *famlink/.*\.csv')" '' \
    'and has no warning but of the codes that the sample uses beside the maps'
for what in configuration log.file 'code maps' 'mart connection' 'mart server' 'mart time zone' \
    'mart rights' 'mart clock' 'mart schema' 'source server' 'source time zone' 'source rights' \
    'source clock' 'source connection' 'data cutoff' source/famlink/meeting.sql reports spool \
    'spool disk' share; do
    grep -q "^ok  *$what  *" <<<"$out" || missing="${missing-} $what"
done
is "${missing-}" '' 'everything was looked at'
cw check --json
exits 0 'check --json works'
is "$(/usr/bin/python3 "$root/tests/lib/json_schema.py" "$root/conf/check.schema.json" "$work/out")" '' \
    'its JSON is of the form that conf/check.schema.json describes'

# ---- the source's role ----

db "$source" -c 'revoke select on famlink.meeting_fact from e2e_reader'
finds 4 '^FAIL +source/famlink/meeting.sql .*permission denied for .*meeting_fact.*used by ftdm_completion' \
    'a table that may not be read'
db "$source" -c 'revoke select on famlink.meeting_fact from e2e_reader' \
    -c 'grant select (id_meeting_fact) on famlink.meeting_fact to e2e_reader'
finds 4 '^FAIL +source/famlink/meeting.sql .*permission denied' 'a column that may not be read'
db "$source" -c 'grant select on famlink.meeting_fact to e2e_reader' \
    -c 'grant update on famlink.people_dim to e2e_reader'
finds 2 '^FAIL +source rights .*"e2e_reader" may write to 1 .*"people_dim"' 'a reader that may write'
db "$source" -c 'revoke update on famlink.people_dim from e2e_reader' \
    -c 'grant create on schema famlink to e2e_reader'
finds 2 '^FAIL +source rights .*may create tables in schema "famlink"' 'a reader that may create'
db "$source" -c 'alter table famlink.people_dim owner to e2e_reader' \
    -c 'revoke create on schema famlink from e2e_reader'
finds 2 '^FAIL +source rights .*owns 1 .*"people_dim"' 'a reader that owns a table'
db "$source" -c 'alter table famlink.people_dim owner to postgres' \
    -c 'grant select on famlink.people_dim to e2e_reader'
set_key source.conninfo "$(sed -n '/^\[source\]/,/^\[mart\]/s/^conninfo = //p' "$ini" | sed 's/e2e_reader/postgres/')"
finds 2 '^FAIL +source rights .*"postgres" is a superuser' 'a reader that is a superuser'
db "$source" -c "alter role e2e_reader in database $source set default_transaction_read_only = off"
warns '^warn +source sessions .*not read-only' 'sessions that are not read-only'
db "$source" -c "alter role e2e_reader in database $source set default_transaction_read_only = on"

# ---- the source's shape ----

db "$source" -c 'alter table famlink.placement_fact rename to placement_old'
finds 4 '^FAIL +source/famlink/placement.sql .*placement_fact.*used by home_study' 'a table that is gone'
db "$source" -c 'alter table famlink.placement_old rename to placement_fact' \
    -c 'alter table famlink.license_fact rename to license_old'
finds 4 '^FAIL +source/famlink/licence.sql .*license_fact.*used by home_study$' \
    'only the report that needs a table is named'
db "$source" -c 'alter table famlink.license_old rename to license_fact' \
    -c 'alter table famlink.ext_home_study rename to ext_old'
warns '^warn +source/famlink/home_study.sql .*Not recorded; used by home_study' 'an optional table that is missing'
db "$source" -c 'alter table famlink.ext_old rename to ext_home_study'

# ---- the mart ----

db "$mart" -c 'alter table mart.placement owner to postgres'
finds 2 '^FAIL +mart rights .*does not own 1 .*mart.placement' 'a table that the role does not own'
db "$mart" -c 'alter table mart.placement owner to e2e_mart' -c 'grant select on mart.child to public'
warns '^warn +mart privacy .*everybody may read 1 .*mart.child' 'a table that everybody may read'
db "$mart" -c 'revoke select on mart.child from public' \
    -c "grant connect on database $mart to public"
warns '^warn +mart privacy .*can connect' 'a database that everybody may enter'
db "$mart" -c "revoke connect on database $mart from public"
db "$mart" -c 'revoke usage on schema mart from e2e_mart'
finds 2 '^FAIL +mart rights .*schema "mart"' 'a schema that the role may not enter'
unlike "$out" '^FAIL +reports' 'the reports are not to blame'
db "$mart" -c 'grant usage on schema mart to e2e_mart'
set_key mart.conninfo "$(sed -n '/^\[mart\]/,/^$/s/^conninfo = //p' "$ini" | sed 's/e2e_mart/postgres/')"
warns '^warn +mart rights .*"postgres" is a superuser' 'a mart role that is a superuser'
set_key mart.conninfo 'host=/nowhere dbname=mart'
cw check
exits 9 'a mart that is away'
like "$out" '^ok +source rights' 'the source is looked at all the same'
cp "$good" "$ini"

# ---- clocks ----

cw_at +2m check
exits 0 'a clock two minutes off'
like "$out" "^warn +source clock .*1[12][0-9] seconds behind this machine's" 'is a warning'
cw_at -20m check
exits 9 'a clock twenty minutes off'
like "$out" "^FAIL +mart clock .*1[12][0-9]{2} seconds ahead of this machine's" 'is refused'

# ---- this machine ----

chmod 755 "$spool"
finds 9 '^FAIL +spool .*can be read by others' 'a spool that others can read'
like "$out" 'hint: chmod 700' 'it says what to type'
chmod 700 "$spool"
db "$mart" -c "insert into etl.artifact (agency_id, artifact_id, run_id, report, month, version, scope,
    path, sha256, size, rows) values (7, 1, 1, 'home_study', '2019-12-01', 1, 'state', 'x.xlsx',
    repeat('0', 64), 9e15::bigint, 1)"
finds 9 '^FAIL +spool disk .*are free.*may need 18000.0 TB' 'a disk that last month would not fit'
db "$mart" -c 'delete from etl.artifact'
echo 'no picture' >"$work/logo.png"
set_key workbook.logo "$work/logo.png"
finds 2 '^FAIL +workbook.logo .*not a PNG' 'a logo that is no picture'
set_key workbook.logo "$work/nowhere.png"
finds 2 '^FAIL +workbook.logo .*nowhere.png.*No such file' 'a logo that is not there'
set_key log.file "$work/nowhere/x.log"
finds 9 '^FAIL +log.file .*nowhere' 'a log that cannot be written'
: >"$work/pgpass"
chmod 644 "$work/pgpass"
export PGPASSFILE=$work/pgpass
cw check
exits 2 'a passfile that others can read'
like "$out" '^FAIL +mart passfile .*can be read by others.*libpq ignores it' 'is named'
chmod 600 "$work/pgpass"
cw check
like "$out" '^ok +mart passfile' 'a passfile of mode 0600 is fine'
unset PGPASSFILE
chmod 644 "$CW_E2E/share/password"
cw check
exits 2 'a share password that others can read'
like "$out" '^FAIL +share.*password' 'is named'
chmod 600 "$CW_E2E/share/password"
mkdir -p "$work/maps/famlink"
cp "$root"/conf/codemap/famlink/*.csv "$work/maps/famlink/"
echo 'x' >>"$work/maps/famlink/service.csv"
set_key codemap.dir "$work/maps"
finds 2 '^FAIL +code maps .*service.csv' 'a code map that cannot be read'

# ---- several things at once ----

chmod 755 "$spool"
db "$source" -c 'alter table famlink.meeting_fact rename to meeting_old'
cw check
exits 9 'two things wrong: the worst decides'
like "$(tail -n 1 <<<"$out")" '^not ready: 2 failed' 'both are counted'
cw check --json
exits 9 'the same as JSON'
is "$(/usr/bin/python3 "$root/tests/lib/json_schema.py" "$root/conf/check.schema.json" "$work/out")" '' 'of the same form'
is "$(/usr/bin/python3 -c 'import json,sys; d=json.load(open(sys.argv[1]))
print(d["verdict"], d["failed"], d["exit_code"], len([c for c in d["checks"] if c["state"] == "FAIL" and c["hint"]]))' \
    "$work/out")" 'not ready 2 9 2' 'with verdict, count, exit code and a hint for each'
chmod 700 "$spool"
db "$source" -c 'alter table famlink.meeting_old rename to meeting_fact'
sed -i -e 's/^timezone/timezoen/' -e 's/^kind = webdav/kind = webdev/' "$ini"
cw check
exits 2 'several things wrong in the configuration'
is "$(grep -c '^FAIL ' <<<"$out")" 3 'all are listed'
like "$out" 'timezoen.*no such key' 'the unknown key'
like "$out" 'webdev.*not one of' 'the wrong value'
like "$out" '"timezone".*must be set' 'the key that is now missing'
cp "$good" "$ini"

cw check
like "$(tail -n 1 <<<"$out")" '^ready' 'after all that: ready'
is "$(db "$mart" -c 'select count(*) from etl.run')$(sealed)" 0 'check made no run and no file'
finish
