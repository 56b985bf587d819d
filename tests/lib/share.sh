#!/usr/bin/env bash
# tests/lib/share.sh - a private WebDAV share on loopback, for the demonstration and the tests
#
#   share.sh start DIR [PORT]   make DIR (0700), start the share, print its address
#   share.sh stop DIR           stop it; the files stay
#   share.sh url DIR            print the address of a running share
#
# lighttpd with mod_webdav over TLS, as the calling user, bound to 127.0.0.1. Below DIR:
#
#   ca.pem                 the throw-away authority        share.ca_file
#   user, password         the one account (0600)          share.user, share.password_file
#   files/                 what is published
#   log/                   error.log, access.log
#
# Both `start` and `stop` may be repeated; a second `start` keeps certificate, password, files and,
# where it is still free, the port. CW_SHARE_AUTH=digest asks for Digest instead of Basic.
set -eu
umask 077

realm=cwreports
tries=20

die() {
    echo "share.sh: $1" >&2
    shift
    for hint in "$@"; do echo "hint: $hint" >&2; done
    exit 1
}

usage() {
    echo "usage: share.sh start DIR [PORT] | stop DIR | url DIR" >&2
    exit 2
}

# Debian keeps lighttpd in /usr/sbin, which ordinary users do not search.
PATH=$PATH:/usr/sbin:/sbin

need_packages() {
    local missing=
    command -v lighttpd >/dev/null || missing="$missing lighttpd lighttpd-mod-webdav lighttpd-mod-openssl"
    command -v openssl >/dev/null || missing="$missing openssl"
    command -v flock >/dev/null || missing="$missing util-linux"
    [ -z "$missing" ] || die "programs are missing" "sudo apt install$missing"
}

# Everything that ends up in lighttpd.conf is quoted there.
check_directory() {
    case $1 in
    *[\"\\\$\`]* | *$'\n'*) die "'$1': a share cannot live in a directory with quotes in its name" ;;
    esac
}

# ---- is it running? ----

# The number in the pid file counts only while that process is our lighttpd: numbers are reused.
running_pid() {
    local pid
    [ -s "$dir/pid" ] || return 1
    read -r pid <"$dir/pid" || return 1
    [ -r "/proc/$pid/cmdline" ] || return 1
    tr '\0' '\n' <"/proc/$pid/cmdline" | grep -qxF "$dir/lighttpd.conf" || return 1
    echo "$pid"
}

# An unauthenticated request that comes back 401 over verified TLS: certificate, port and account
# file are all in place.
answers() {
    printf 'OPTIONS /reports/ HTTP/1.0\r\nHost: localhost\r\n\r\n' |
        timeout 5 openssl s_client -quiet -verify_return_error -CAfile "$dir/ca.pem" \
            -verify_ip 127.0.0.1 -connect "127.0.0.1:$1" 2>/dev/null |
        head -n 1 | grep -q ' 401 '
}

# ---- what it needs ----

make_account() {
    local password
    [ -s "$dir/password" ] || openssl rand -hex 20 >"$dir/password"
    echo cwreports >"$dir/user"
    read -r password <"$dir/password"
    printf 'cwreports:%s:%s\n' "$realm" \
        "$(printf 'cwreports:%s:%s' "$realm" "$password" | openssl md5 -r | cut -d' ' -f1)" \
        >"$dir/accounts"
}

# The authority signs one certificate and its key is thrown away.
make_certificate() {
    if [ -s "$dir/server.pem" ] && openssl verify -CAfile "$dir/ca.pem" "$dir/server.pem" &&
        openssl x509 -in "$dir/server.pem" -noout -checkend 86400; then
        return
    fi >/dev/null 2>&1
    local tmp=$dir/tls.$$ curve=ec_paramgen_curve:P-256
    mkdir "$tmp"
    (
        cd "$tmp"
        cat >ca.cnf <<'CNF'
[req]
distinguished_name = name
x509_extensions = authority
prompt = no
[name]
CN = cwreports throw-away authority
[authority]
basicConstraints = critical, CA:true, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = IP:127.0.0.1, DNS:localhost
CNF
        openssl req -x509 -config ca.cnf -newkey ec -pkeyopt "$curve" -nodes -sha256 \
            -days 30 -keyout ca.key -out ca.pem
        openssl req -config ca.cnf -newkey ec -pkeyopt "$curve" -nodes -subj /CN=localhost \
            -keyout server.key -out server.csr
        openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -sha256 -days 30 \
            -set_serial "0x$(openssl rand -hex 8)" -extfile ca.cnf -extensions server \
            -out server.pem
    ) >"$dir/log/openssl.log" 2>&1 || {
        rm -rf "$tmp"
        die "making the certificate failed, see '$dir/log/openssl.log'"
    }
    mv "$tmp/ca.pem" "$tmp/server.pem" "$tmp/server.key" "$dir/"
    rm -rf "$tmp"
}

# lighttpd keeps the files that it has served open for a while. When it runs out of descriptors it
# cannot read its accounts and says 401.
max_fds() {
    local hard
    hard=$(ulimit -Hn)
    case $hard in unlimited | ??????*) hard=65536 ;; esac
    echo "$hard"
}

# One filesystem for files and uploads, or a MOVE would be a copy. No cache of what the disk holds:
# tests change files behind the server's back. Authentication covers the whole server: an
# unprotected prefix can be reached with "..". mod_alias comes before mod_webdav, or every request
# is a 404. Without a type for .xlsx there is no ETag.
write_conf() {
    cat >"$dir/lighttpd.conf" <<CONF
server.modules = (
    "mod_auth", "mod_authn_file", "mod_access", "mod_alias", "mod_webdav", "mod_accesslog",
    "mod_openssl",
)
server.bind = "127.0.0.1"
server.port = $1
server.pid-file = "$dir/pid"
server.document-root = "$dir/empty"
server.upload-dirs = ( "$dir/upload" )
server.errorlog = "$dir/log/error.log"
accesslog.filename = "$dir/log/access.log"
server.tag = "share"
server.max-fds = $(max_fds)
server.stat-cache-engine = "disable"
alias.url = ( "/reports/" => "$dir/files/" )

ssl.engine = "enable"
ssl.pemfile = "$dir/server.pem"
ssl.privkey = "$dir/server.key"
ssl.openssl.ssl-conf-cmd = ( "MinProtocol" => "TLSv1.2" )

auth.backend = "htdigest"
auth.backend.htdigest.userfile = "$dir/accounts"
auth.require = ( "/" => (
    "method" => "${CW_SHARE_AUTH:-basic}", "realm" => "$realm", "require" => "valid-user",
) )

\$HTTP["url"] =~ "^/reports/" {
    webdav.activate = "enable"
    webdav.is-readonly = "disable"
    webdav.sqlite-db-name = "$dir/locks.db"
}

mimetype.assign = (
    ".xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".json" => "application/json",
    ".html" => "text/html; charset=utf-8",
    "" => "application/octet-stream",
)
CONF
}

# Below the range from which the kernel takes ports for outgoing connections.
random_port() {
    echo $((20000 + 0x$(openssl rand -hex 3) % 12000))
}

# lighttpd goes into the background itself once it has its port, so its exit status can be trusted.
launch() {
    write_conf "$1"
    lighttpd -tt -f "$dir/lighttpd.conf" >"$dir/log/start.log" 2>&1 ||
        die "lighttpd refuses its configuration: $(tail -n 1 "$dir/log/start.log")" \
            "sudo apt install lighttpd lighttpd-mod-webdav lighttpd-mod-openssl"
    lighttpd -f "$dir/lighttpd.conf" >"$dir/log/start.log" 2>&1 9>&- </dev/null || return 1
    local i
    for ((i = 0; i < 300; i++)); do
        if running_pid >/dev/null && answers "$1"; then
            echo "https://127.0.0.1:$1/reports/" >"$dir/url"
            return 0
        fi
        sleep 0.1
    done
    halt
    return 1
}

halt() {
    local pid i
    if pid=$(running_pid); then
        kill "$pid" 2>/dev/null || :
        for ((i = 0; i < 600; i++)); do
            running_pid >/dev/null || break
            [ "$i" -ne 200 ] || kill -KILL "$pid" 2>/dev/null || :
            sleep 0.1
        done
        if running_pid >/dev/null; then die "process $pid does not end"; fi
    fi
    rm -f "$dir/pid"
}

# ---- commands ----

clean_up_failed_start() {
    local status=$?
    [ "$status" -eq 0 ] || {
        halt
        # What was there before stays; what this start made goes, except its logs.
        [ "$existed" -eq 1 ] || rm -rf "$dir/ca.pem" "$dir/server.pem" "$dir/server.key" \
            "$dir/password" "$dir/user" "$dir/accounts" "$dir/lighttpd.conf" "$dir/url" \
            "$dir/files" "$dir/upload" "$dir/empty" "$dir/locks.db"
    }
    exit "$status"
}

start() {
    local port=${2:-} old='' i
    [ "$(id -u)" -ne 0 ] || die "the share does not run as root" \
        "runuser -u SOME-USER -- $0 start '$1'"
    case $port in *[!0-9]*) usage ;; esac
    case ${CW_SHARE_AUTH:-basic} in
    basic | digest) ;;
    *) die "CW_SHARE_AUTH is basic or digest" ;;
    esac
    need_packages
    check_directory "$1"
    { mkdir -p "$1" && chmod 700 "$1"; } || die "cannot make the directory '$1'"
    dir=$(cd "$1" && pwd -P)
    check_directory "$dir"
    existed=0
    [ ! -s "$dir/lighttpd.conf" ] || existed=1
    mkdir -p "$dir/files" "$dir/upload" "$dir/empty" "$dir/log"
    exec 9>"$dir/start.lock"
    flock -w 30 9 || die "another start is at work in '$dir'"
    if running_pid >/dev/null; then
        cat "$dir/url"
        return
    fi
    trap clean_up_failed_start EXIT
    trap 'exit 1' INT TERM HUP
    make_account
    make_certificate
    if [ -n "$port" ]; then
        launch "$port" || die "lighttpd does not start on port $port: $(why)"
    else
        [ ! -s "$dir/url" ] || old=$(sed -n 's|^https://127.0.0.1:\([0-9]*\)/.*|\1|p' "$dir/url")
        for ((i = 0; i < tries; i++)); do
            if launch "${old:-$(random_port)}"; then break; fi
            old=
        done
        [ "$i" -lt "$tries" ] || die "lighttpd does not start: $(why)"
    fi
    cat "$dir/url"
}

why() {
    cat "$dir/log/start.log" "$dir/log/error.log" 2>/dev/null | tail -n 1
}

if [ $# -lt 2 ] || [ -z "$2" ]; then usage; fi
case $1 in
start)
    [ $# -le 3 ] || usage
    start "$2" "${3:-}"
    ;;
stop)
    [ $# -eq 2 ] || usage
    [ -d "$2" ] || exit 0
    dir=$(cd "$2" && pwd -P)
    halt
    ;;
url)
    [ $# -eq 2 ] || usage
    [ -d "$2" ] || die "no share in '$2'"
    dir=$(cd "$2" && pwd -P)
    running_pid >/dev/null || die "the share in '$2' is not running" "$0 start '$2'"
    cat "$dir/url"
    ;;
*) usage ;;
esac
