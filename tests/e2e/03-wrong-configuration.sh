#!/usr/bin/env bash
# Missing or wrong configuration: one clear line with file, line and key; exit 2; nothing touched.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

agency famlink
good=$work/good.ini
cp "$ini" "$good"

refuses() { # what the line must say, label; the broken file is $ini
    cw --month "$month" run
    exits 2 "$2"
    one_line "$errors" "$2: one line"
    like "$errors" "$1" "$2: says what and where"
    cp "$good" "$ini"
}

ini=$work/nowhere.ini
cw check
ini=$work/famlink.ini
exits 2 'a configuration that is not there'
like "$errors" 'nowhere\.ini' 'names the file'

sed -i 's/^timezone/timezoen/' "$ini"
refuses 'famlink\.ini.*timezoen.*timezone' 'an unknown key gets the nearest name'
sed -i 's/^\[spool\]/[spoool]/' "$ini"
refuses 'spoool.*spool' 'an unknown section gets the nearest name'
printf '\n[agency]\nid = 9\n' >>"$ini"
refuses 'id' 'a repeated key'
set_key agency.timezone Mars/Olympus
refuses 'timezone.*Mars/Olympus|Mars/Olympus.*timezone' 'a zone that does not exist'
set_key agency.id twelve
refuses 'key "(agency\.)?id"' 'a number that is none'
set_key report.scopes 'office, county'
refuses 'county' 'an unknown scope'
set_key report.enabled 'ftdm_completon'
refuses 'ftdm_completon.*ftdm_completion' 'an unknown report'
set_key share.url http://share.example/reports/
refuses 'share.*url|https' 'plain http beyond loopback'
set_key share.url https://me:secretword@share.example/
refuses 'url' 'a password in the address'
unlike "$errors" secretword 'the password is not repeated'
set_key mart.conninfo 'dbname=mart password=secretword'
refuses 'mart.*conninfo|conninfo' 'a password in a connection string'
unlike "$errors" secretword 'nor this one'
chmod 644 "$CW_E2E/share/password"
refuses 'password' 'a password file that others can read'
chmod 600 "$CW_E2E/share/password"
set_key agency.name "$(printf 'x%.0s' {1..250})"
refuses '[0-9]' 'a line that would be cut'
set_key agency.contact 'reports@agency.example ;internal'
refuses 'contact|;' 'a value that would be cut'

cw --month 2020-13 run
exits 2 'a month that is none'
one_line "$errors" 'a month that is none: one line'
cw --month "$month" rum
exits 2 'an unknown verb'
like "$errors" 'run' 'an unknown verb gets the nearest name'
is "$(db "$mart" -c "select count(*) from pg_namespace where nspname in ('etl', 'mart')")" 0 \
    'the mart was never touched'

cw init
exits 0 'init works'
db "$mart" -c "insert into etl.migration (name, digest, program) values ('schema/999_later.sql', 'x', '9.9')"
for verb in init check run; do
    cw "$verb"
    exits 2 "$verb refuses a mart that a newer program migrated"
    like "$errors" '999_later\.sql.*9\.9' "$verb names what it does not know"
done
finish
