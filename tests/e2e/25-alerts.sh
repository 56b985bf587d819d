#!/usr/bin/env bash
# Alerts against real servers: the dead-man switch, mail to the people of a scope, mail to the
# operator. Off by default; nothing twice; whatever they do, a run ends as it would without them.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

post=$work/post
server=
mail_server() { # mode: starts it, or starts it anew
    [ -z "$server" ] || { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; }
    rm -rf "$post"
    mkdir -p "$post"
    /usr/bin/python3 "$root/tests/lib/mailserver.py" "$post" "$1" "$CW_E2E/share/server.pem" 'a secret' \
        >"$work/mailserver.out" 2>&1 &
    server=$!
    until [ -s "$post/mail.port" ]; do
        kill -0 "$server" 2>/dev/null || { cat "$work/mailserver.out"; exit 1; }
        sleep 0.1
    done
    set_key alert.mail_server "localhost:$(cat "$post/mail.port")"
    printf 'http://127.0.0.1:%s/6f1d-secret\n' "$(cat "$post/ping.port")" >"$work/ping.url"
}
stop_server() {
    kill "$server" 2>/dev/null || true
    cleanup
}
trap stop_server EXIT
mails() { find "$post/mail" -name '*.eml' | grep -c . || true; }
field() { # number of the mail, header or part: as a reader's program decodes it
    /usr/bin/python3 - "$post/mail/$1.eml" "$2" <<'PY'
import email, email.policy, sys
mail = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
if sys.argv[2] in ("plain", "html"):
    print(mail.get_body(preferencelist=(sys.argv[2],)).get_content())
elif sys.argv[2] == "defects":
    print([d for part in mail.walk() for d in part.defects] or "none")
else:
    print(mail[sys.argv[2]])
PY
}

# ---- off by default ----
agency famlink
umask 077
: >"$work/ping.url"
printf 'a secret\n' >"$work/mail.password"
mail_server starttls
cp "$ini" "$work/with.ini"
grep -v '^mail_server\|^\[alert\]' "$work/with.ini" >"$ini"
db "$source" -c "update famlink.people_dim set tx_last_name = 'Canarybird'"
cw init
cw --month 2019-12 run
exits 0 'without alerts'
is "$(mails)$(cat "$post/pings" 2>/dev/null)" 0 'nobody is told'

# ---- a good month ----
cp "$work/with.ini" "$ini"
office=$(db "$mart" -c "select scope from fact.scope where scope_kind = 'office' order by 1 limit 1")
cat >"$work/recipients.csv" <<CSV
scope,report,role,mail,valid_from,valid_to
state,,owner,head@agency.example,,
$office,,owner,office@agency.example,,
$office,home_study,copy,qa@agency.example,,
region-1,,owner,,,
CSV
set_key recipient.file "$work/recipients.csv"
set_key agency.name 'Département de la Santé'
set_key alert.ping_file "$work/ping.url"
set_key alert.mail_people yes
set_key alert.mail_user cwreports
set_key alert.mail_password_file "$work/mail.password"
set_key alert.mail_from reports@agency.example
set_key alert.mail_operator 'oncall@agency.example, second@agency.example'
set_key alert.ca_file "$CW_E2E/share/ca.pem"
set_key alert.link_url https://share.agency.example/reports
set_key alert.timeout_seconds 60
cw init
exits 0 'with alerts'
cw --month "$month" run
exits 0 'the run works'
is "$out$errors" '' 'silently'
is "$(cat "$post/pings")" $'/6f1d-secret/start\n/6f1d-secret' 'the switch hears of begin and end'
told=$(for ((i = 0; i < $(mails); i++)); do field "$i" X-Envelope-To; done | LC_ALL=C sort)
is "$(grep -c office@ <<<"$told")" 2 'the owner of the office is mailed of each month that was closed this week'
n_before=$(mails)
for ((i = 0; i < n_before; i++)); do
    if [ "$(field "$i" To)" = office@agency.example ] && grep -q 'January 2020' <<<"$(field "$i" Subject)"; then one=$i; fi
    if [ "$(field "$i" To)" = qa@agency.example ]; then copy=$i; fi
done
is "$(field "$one" defects)" none 'the mail is well formed'
is "$(field "$one" Subject)" "Reports of January 2020: $office" 'its subject has month and scope'
like "$(field "$one" plain)" "https://share.agency.example/reports/$month/home_study/home_study_${month}_$office.xlsx" \
    'it links to the workbook'
is "$(field "$one" plain | grep -c '^https://')" 3 'of each report'
like "$(field "$one" html)" "<a href=\"https://share.agency.example/reports/$month/ftdm_completion/" 'in HTML too'
like "$(field "$one" plain)" 'Département de la Santé' 'in UTF-8'
is "$(field "$copy" plain | grep -c '^https://')" 1 'a copy of one report links to that one'
is "$(field "$one" X-Tls) $(field "$one" X-Account)" 'True cwreports' 'over TLS, with the account'
unlike "$(cat "$post"/mail/*.eml; for ((i = 0; i < n_before; i++)); do field "$i" plain; field "$i" html; done)" \
    'Canarybird' 'no name of a child'
ids=$(for ((i = 0; i < n_before; i++)); do field "$i" Message-ID; done | sort | uniq -d)
is "$ids" '' 'each has an id of its own'
cw --month "$month" run
exits 0 'again'
is "$(mails)" "$n_before" 'nobody is mailed twice'

# ---- a bad night, and the next ----
: >"$post/pings"
db "$source" -c 'alter table famlink.placement_fact rename to elsewhere'
cw --month 2020-02 run
exits 4 'a failure keeps its exit code'
one_line "$errors" 'and its one line'
is "$(cat "$post/pings")" $'/6f1d-secret/start\n/6f1d-secret/fail' 'the switch hears of it'
is "$(mails)" $((n_before + 1)) 'and the operator'
is "$(field "$n_before" X-Envelope-To)" 'oncall@agency.example,second@agency.example' 'both of them'
like "$(field "$n_before" Subject)" 'failed: source-data' 'the subject says what kind'
like "$(field "$n_before" plain)" 'placement_fact' 'the mail says what broke'
like "$(field "$n_before" plain)" 'Exit code 4' 'and how it ended'
cw --month 2020-02 run
is "$(mails)" $((n_before + 1)) 'the same failure is not mailed each night'
db "$source" -c 'alter table famlink.elsewhere rename to placement_fact'
cw --month "$month" run
exits 0 'a good run'
db "$source" -c 'alter table famlink.placement_fact rename to elsewhere'
cw --month 2020-02 run
is "$(mails)" $((n_before + 2)) 'and it is news again'
set_key mart.conninfo 'host=/nowhere dbname=nothing'
cw --month 2020-02 run
exits 9 'the mart is away'
is "$(mails)" $((n_before + 3)) 'which is mailed too'
cp "$ini" "$work/away.ini"
set_key mart.conninfo "$("$root/tests/lib/cluster.sh" conninfo "$CW_E2E/cluster" "$mart" e2e_mart)"

# ---- servers that refuse, are slow, are down: never more than a line in the log ----
db "$source" -c 'alter table famlink.elsewhere rename to placement_fact'
remake() { # makes the office's mail new again
    db "$mart" -c "delete from etl.mail where kind = 'published'"
    : >"$work/famlink.log"
}
tells() { # what the log says, what
    cw --month "$month" run
    exits 0 "$2: the run works"
    is "$errors" '' "$2: silently"
    like "$(cat "$work/famlink.log")" "alert_failed.*$1" "$2: the log says it"
    unlike "$(cat "$work/famlink.log")" '@agency|secret' "$2: and neither address nor secret"
    like "$(db "$mart" -c "select string_agg(distinct state, ',') from etl.mail where kind = 'published'")" \
        'ready' "$2: the mail is still to be sent"
}
printf 'wrong\n' >"$work/mail.password"
remake
tells 'Login denied' 'a wrong password'
is "$(grep -c 'alert=people' "$work/famlink.log")" 1 'and is not tried for each letter'
printf 'a secret\n' >"$work/mail.password"
set_key alert.ca_file /etc/hostname
remake
tells 'certificate|CA' 'a server that cannot be trusted'
set_key alert.ca_file "$CW_E2E/share/ca.pem"
mail_server silent
set_key alert.timeout_seconds 3
remake
tells 'Timeout' 'a server that says nothing'
is "$(grep -c 'alert=people' "$work/famlink.log")" 1 'which is waited for once, not for each letter'
set_key alert.timeout_seconds 60
kill "$server"
wait "$server" 2>/dev/null || true
remake
tells 'connect' 'servers that are down'
like "$(cat "$work/famlink.log")" 'alert=start' 'the switch is away, too'
mail_server plain
remake
tells 'SSL' 'a server without TLS'
is "$(mails)" 0 'which is sent nothing'
set_key alert.mail_security none
sed -i '/^mail_user/d' "$ini"
sed -i 's/head@agency/nobody@agency/' "$work/recipients.csv"
cw init
remake
tells '550' 'an address that the server refuses'
like "$(for ((i = 0; i < $(mails); i++)); do field "$i" To; done)" 'office@' 'the others are mailed'
touch "$post/ping.broken"
: >"$work/famlink.log"
cw --month "$month" run
exits 0 'a switch that answers 500'
like "$(cat "$work/famlink.log")" 'alert_failed.*500' 'is told in the log'
mail_server tls
set_key alert.mail_security tls
remake
cw --month "$month" run
like "$(mails)" '^[1-9]' 'TLS from the first byte works'

# ---- what is configured wrongly is refused before anything ----
refuses() { # key, value, what it says
    cp "$ini" "$work/good.ini"
    set_key "$1" "$2"
    cw --month "$month" run
    exits 2 "$1 = $2 is refused"
    like "$errors" "$3" 'and named'
    cp "$work/good.ini" "$ini"
}
refuses alert.mail_server localhost 'host:port'
refuses alert.mail_from 'Reports <reports@agency.example>' 'mail_from'
refuses alert.mail_operator 'a@agency.example, b' 'mail_operator'
printf 'http://ping.agency.example/x\n' >"$work/ping.plain"
refuses alert.ping_file "$work/ping.plain" 'https'
chmod 644 "$work/mail.password"
sed -i '/^mail_security/d' "$ini"
set_key alert.mail_security none
set_key alert.mail_server mail.example:25
cw --month "$month" run
exits 2 'a plain mail server elsewhere is refused'
finish
