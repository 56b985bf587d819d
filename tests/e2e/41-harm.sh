#!/usr/bin/env bash
# Killed at each request, a full share, a file that is open, a wrong password, a certificate that is
# not right: the exit code tells which, nothing published is harmed, and deliver sends the rest.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

small() { # one workbook, its index and its manifest
    agency famlink
    set_key report.enabled ftdm_completion
    set_key report.scopes state
    set_key share.parallel 1
}
waiting() { db "$mart" -c "select count(*) from etl.delivery where state in ('ready', 'sending')"; }
doubled() { db "$mart" -c "select count(*) - count(distinct (path, sha256)) from etl.receipt"; }

# ---- kill -9 at each request of one workbook ----
small
server lighttpd
cw init
harm # from now on the share has this address
cw --month "$month" extract
cw --month "$month" model
cw --month "$month" report
exits 0 'three steps are done, the workbook is sealed'
harm_end
for point in $(seq 2 9 | sed 's/$/:kill-before/') $(seq 2 9 | sed 's/$/:kill-after/'); do
    rm -rf "${files:?}"/* "$files/.cwreports"
    db "$mart" -c 'delete from etl.receipt' -c "delete from etl.delivery where artifact_id in (
        select artifact_id from etl.artifact where report = '')" \
        -c "delete from etl.artifact where report = ''" -c "update etl.delivery set state = 'ready'" \
        -c "update etl.month set state = 'open', closed_at = null"
    harm "-:$point"
    code=0
    # shellcheck disable=SC2016
    bash -c 'echo $$ >"$1/victim" && exec "$2" --config "$3" deliver' \
        bash "$work" "$program" "$ini" >"$work/out" 2>"$work/err" </dev/null || code=$?
    harm_end
    harm # nothing more is done to it
    is "$code" 137 "killed at request $point"
    broken=$(find "$files" -name '*.xlsx' ! -path '*/.cwreports/*' -exec cmp -s {} \
        "$spool/$month/ftdm_completion/ftdm_completion_${month}_state.xlsx" \; -o \
        -name '*.xlsx' ! -path '*/.cwreports/*' -print)
    is "$broken" '' "no reader meets a part of it ($point)"
    cw deliver
    exits 0 "deliver finishes ($point)"
    is "$(waiting) $(doubled)" '0 0' "nothing waits, nothing was sent twice ($point)"
    is "$(find "$files/.cwreports" -type f | grep -c . || true)" 0 "staging is empty ($point)"
    [ -s "$files/$month/manifest.json" ] && there=true || there=false
    ok "$there" "the month has its manifest ($point)"
    harm_end
done
harm_port=0
servers_end

# ---- killed after the MOVE, before the receipt; then the workbook is made anew ----
small
server nginx
cw init
harm 'MOVE:1:kill-after'
cw --month "$month" extract
cw --month "$month" model
cw --month "$month" report
# shellcheck disable=SC2016
bash -c 'echo $$ >"$1/victim" && exec "$2" --config "$3" deliver' \
    bash "$work" "$program" "$ini" >"$work/out" 2>"$work/err" </dev/null || true
book=$month/ftdm_completion/ftdm_completion_${month}_state.xlsx
is "$(sha256sum <"$files/$book")" "$(sha256sum <"$spool/$book")" 'it stands there'
is "$(db "$mart" -c 'select count(*) from etl.receipt')" 0 'and has no receipt'
harm_end
harm # the same address, and no harm
set_key agency.contact 'the next night'
cw --month "$month" report
cw deliver
exits 0 'what a killed run left there is ours, and replaced'
is "$(sha256sum <"$files/$book")" "$(sha256sum <"$spool/$book")" 'by the newest'
is "$(waiting)" 0 'nothing waits'
harm_end
harm_port=0
rm -rf "${files:?}"/*
servers_end

# ---- a wrong password: one request, whatever the number of processes ----
small
server nginx
set_key share.parallel 4
cw init
echo wrong >"$work/wrong"
chmod 600 "$work/wrong"
set_key share.password_file "$work/wrong"
harm
cw --month "$month" run
harm_end
exits 2 'a wrong password is the configuration'
is "${passed%% *} ${passed#* * }" '1 PROPFIND ' 'it is tried once, and nothing of a workbook is sent'
servers_end

# ---- a full disk ----
small
server lighttpd
servers_end
if CW_FILES_SIZE=64k server apache; then
    cw init
    cw --month "$month" run
    exits 5 'a full share keeps the work in the spool'
    like "$errors" 'no room left' 'and says so'
    one_line "$errors" 'in one line'
    [ "$(waiting)" -gt 0 ] && waits=true || waits=false
    ok "$waits" 'the workbook waits'
    servers_end
    server apache
    cw deliver
    exits 0 'with room it is delivered'
else
    skips 'a full share' 'an ordinary user may not mount a small disk here'
fi
servers_end

# ---- open in Excel ----
small
server nginx
cw init
cw --month "$month" run
exits 0 'the month is published'
book=$month/ftdm_completion/ftdm_completion_${month}_state.xlsx
old=$(sha256sum <"$files/$book")
url=$(sed -n 's/^url = //p' "$ini")
printf 'user = "cwreports:%s"\n' "$(cat "$work/servers/nginx/password")" >"$work/curl.conf"
token=$(curl -q -sS -K "$work/curl.conf" -X LOCK -H 'Content-Type: application/xml' \
    -H 'Timeout: Second-600' -D - -o /dev/null --data "<lockinfo xmlns='DAV:'><lockscope><exclusive/>\
</lockscope><locktype><write/></locktype></lockinfo>" "$url$book" |
    tr -d '\r' | sed -n 's/^Lock-Token: //Ip')
set_key agency.contact 'other people'
cw --month "$month" --restate run
exits 6 'a workbook that a person has open'
like "$errors" "$book" 'is named'
is "$(sha256sum <"$files/$book")" "$old" 'and stays as it is'
[ -s "$spool/$book" ] && kept=true || kept=false
ok "$kept" 'the new one is kept'
curl -q -sS -K "$work/curl.conf" -X UNLOCK -H "Lock-Token: $token" "$url$book"
cw deliver
exits 0 'closed, it is delivered'
is "$(sha256sum <"$files/$book")" "$(sha256sum <"$spool/$book")" 'whole'

# ---- deliver sends only what is not done; oldest first ----
"$root/tests/lib/servers.sh" stop "$work/servers/nginx"
for older in 2019-10 2019-11 2019-12; do
    cw --month "$older" run
    exits 5 "the share is away: $older waits"
done
rm -f "$work/famlink.log"
sealed_url=$(sed -n 's/^url = //p' "$ini")
server nginx
db "$mart" -c "update etl.delivery set target = '$(sed -n 's/^url = //p' "$ini")' where state = 'ready'" \
    -c "update etl.receipt set target = '$(sed -n 's/^url = //p' "$ini")'" \
    -c "update etl.delivery set target = '$(sed -n 's/^url = //p' "$ini")' where target = '$sealed_url'"
cw deliver
exits 0 'it is back: one deliver sends all'
sent=$(grep -oE 'event=delivered .*|delivered path=[^ ]*' "$work/famlink.log" |
    grep -oE '20[0-9]{2}-[0-9]{2}/ftdm[^ ]*' | cut -d/ -f1)
is "$(uniq <<<"$sent" | tr '\n' ' ')" '2019-10 2019-11 2019-12 ' 'oldest first, and nothing else'
rm -f "$work/famlink.log"
cw deliver
exits 0 'again'
is "$(grep -c 'delivered' "$work/famlink.log" || true)" 0 'there is nothing left to send'
servers_end

# ---- certificates ----
small
cw init
cw --month "$month" extract
cw --month "$month" model
cw --month "$month" report
certificate() { # name, subject alternative name, from, until
    mkdir -p "$work/ca/$1"
    : >"$work/ca/$1/index"
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" \
        -addext "subjectAltName = $2" -keyout "$work/$1.key" -out "$work/ca/$1/request" 2>/dev/null
    printf '%s\n' '[ca]' 'default_ca = d' '[d]' "database = $work/ca/$1/index" \
        "new_certs_dir = $work/ca/$1" 'policy = p' 'default_md = sha256' 'rand_serial = yes' \
        'copy_extensions = copy' '[p]' 'commonName = supplied' >"$work/ca/$1/conf"
    openssl ca -batch -selfsign -notext -config "$work/ca/$1/conf" -startdate "$3" -enddate "$4" \
        -keyfile "$work/$1.key" -in "$work/ca/$1/request" -out "$work/$1.pem" 2>/dev/null
}
now=$(date -u +%Y%m%d000000Z)
certificate wrong-name DNS:other.example "$now" 20991231000000Z
certificate unknown IP:127.0.0.1 "$now" 20991231000000Z
certificate expired IP:127.0.0.1 20200101000000Z 20200201000000Z
certificate right IP:127.0.0.1 "$now" 20991231000000Z
# Says no to everything, and keeps what it was asked once a client has trusted it.
tls_server() { # certificate and key, file for what it is asked; prints its port, in a process's place
    exec /usr/bin/python3 - "$@" <<'PY'
import socket, ssl, sys
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1], sys.argv[2])
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
while True:
    client = listener.accept()[0]
    try:
        with context.wrap_socket(client, server_side=True) as tls, open(sys.argv[3], "ab") as asked:
            while text := tls.recv(65536):
                asked.write(text)
                asked.flush()
                tls.sendall(b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")
    except OSError:
        client.close()
PY
}
while read -r which trusted; do
    : >"$work/tls.out"
    coproc TLS { tls_server "$work/$which.pem" "$work/$which.key" "$work/tls.out" 2>/dev/null; }
    tls=$TLS_PID
    # shellcheck disable=SC2154 # TLS is the coprocess
    read -r port <&"${TLS[0]}"
    set_key share.url "https://127.0.0.1:$port/reports/"
    set_key share.ca_file "$work/$trusted.pem"
    set_key share.retries 0
    db "$mart" -c "update etl.delivery set target = 'https://127.0.0.1:$port/reports/'"
    cw deliver
    kill "$tls" 2>/dev/null || true
    wait "$tls" 2>/dev/null || true
    asked=$(grep -c 'PROPFIND' "$work/tls.out" || true)
    if [ "$which" = right ]; then
        exits 2 'the right certificate: the share is asked'
        is "$asked" 1 'and once, when it says no'
        continue
    fi
    exits 5 "a certificate that is not right: $which"
    like "$errors" 'cannot be trusted, nothing was sent' "is said so: $which"
    is "$asked" 0 "nothing went there: $which"
done <<'TABLE'
wrong-name wrong-name
unknown wrong-name
expired expired
right right
TABLE
finish
