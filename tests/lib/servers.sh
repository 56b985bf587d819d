#!/usr/bin/env bash
# tests/lib/servers.sh - four real WebDAV servers, for the tests: what they do differs
#
#   servers.sh start KIND DIR   KIND: lighttpd, apache, nginx or rclone; prints the address
#   servers.sh stop DIR         stop it; the files stay
#   servers.sh kinds            print the kinds
#
# Each runs as the calling user, on 127.0.0.1, without TLS so that a proxy can stand between
# (share.sh is the share with TLS). Below DIR:
#
#   files/                 what is published
#   user, password         the one account (0600)
#   log/                   whatever the server says
#
# No file over 8 MB is taken (not by rclone, which knows no limit). CW_FILES_SIZE=2m puts the files
# on a file system of that size, where the system lets users mount one: `start` exits 77 otherwise.
set -eu
umask 077
PATH=$PATH:/usr/sbin:/sbin
limit=8388608

die() {
    echo "servers.sh: $1" >&2
    exit 1
}

usage() {
    echo "usage: servers.sh start KIND DIR | stop DIR | kinds" >&2
    exit 2
}

make_account() {
    local password
    [ -s "$dir/password" ] || openssl rand -hex 16 >"$dir/password"
    echo cwreports >"$dir/user"
    read -r password <"$dir/password"
    printf 'cwreports:%s\n' "$(openssl passwd -apr1 -stdin <<<"$password")" >"$dir/accounts"
}

# ---- the four ----

conf_lighttpd() {
    cat <<CONF
server.modules = ( "mod_auth", "mod_authn_file", "mod_access", "mod_alias", "mod_webdav" )
server.bind = "127.0.0.1"
server.port = $1
server.document-root = "$dir/empty"
server.upload-dirs = ( "$dir/upload" )
server.errorlog = "$dir/log/error.log"
server.max-request-size = $((limit / 1024))
server.stat-cache-engine = "disable"
alias.url = ( "/files/" => "$dir/files/" )
auth.backend = "htpasswd"
auth.backend.htpasswd.userfile = "$dir/accounts"
auth.require = ( "/" => ( "method" => "basic", "realm" => "share", "require" => "valid-user" ) )
\$HTTP["url"] =~ "^/files/" {
    webdav.activate = "enable"
    webdav.is-readonly = "disable"
    webdav.sqlite-db-name = "$dir/locks.db"
}
mimetype.assign = (
    ".xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".json" => "application/json",
    "" => "application/octet-stream",
)
CONF
}
run_lighttpd() { exec lighttpd -D -f "$dir/conf"; }

conf_apache() {
    local module
    echo "ServerRoot \"$dir\""
    for module in mpm_event authn_core authn_file authz_core authz_user auth_basic alias mime \
        dav dav_fs; do
        echo "LoadModule ${module}_module /usr/lib/apache2/modules/mod_$module.so"
    done
    cat <<CONF
ServerName 127.0.0.1
Listen 127.0.0.1:$1
PidFile "$dir/log/apache.pid"
DefaultRuntimeDir "$dir/log"
ErrorLog "$dir/log/error.log"
TypesConfig /etc/mime.types
DocumentRoot "$dir/empty"
StartServers 1
ThreadsPerChild 8
MaxRequestWorkers 16
Alias "/files/" "$dir/files/"
DavLockDB "$dir/locks"
LimitRequestBody $limit
<Location "/">
    AuthType Basic
    AuthName share
    AuthBasicProvider file
    AuthUserFile "$dir/accounts"
    Require valid-user
</Location>
<Location "/files/">
    Dav On
</Location>
CONF
}
run_apache() { exec apache2 -D FOREGROUND -f "$dir/conf"; }

conf_nginx() {
    cat <<CONF
load_module /usr/lib/nginx/modules/ngx_http_dav_ext_module.so;
daemon off;
worker_processes 1;
pid "$dir/log/nginx.pid";
error_log "$dir/log/error.log";
events { worker_connections 64; }
http {
    access_log off;
    dav_ext_lock_zone zone=locks:1m;
    client_body_temp_path "$dir/upload";
    proxy_temp_path "$dir/upload"; fastcgi_temp_path "$dir/upload";
    uwsgi_temp_path "$dir/upload"; scgi_temp_path "$dir/upload";
    client_max_body_size $limit;
    server {
        listen 127.0.0.1:$1;
        auth_basic share;
        auth_basic_user_file "$dir/accounts";
        location / { return 404; }
        location /files/ {
            root "$dir";
            dav_methods PUT DELETE MKCOL COPY MOVE;
            dav_ext_methods PROPFIND OPTIONS LOCK UNLOCK;
            dav_ext_lock zone=locks;
        }
    }
}
CONF
}
run_nginx() { exec nginx -e "$dir/log/error.log" -c "$dir/conf"; }

conf_rclone() { echo "$1"; }
run_rclone() {
    export XDG_CACHE_HOME="$dir/upload" RCLONE_CONFIG=/dev/null
    exec rclone serve webdav "$dir/files" --addr "127.0.0.1:$(cat "$dir/conf")" --baseurl files \
        --htpasswd "$dir/accounts" --etag-hash MD5 --dir-cache-time 0s
}

# ---- start and stop ----

running_pid() {
    local pid
    [ -s "$dir/pid" ] && read -r pid <"$dir/pid" && kill -0 "$pid" 2>/dev/null &&
        tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qF "$dir/" && echo "$pid"
}

# 401 without the account and not with it: the server is up, and it is this one.
asked() { # port, options of curl
    curl -q -s -o /dev/null -w '%{http_code}' --noproxy '*' --max-time 10 "${@:2}" \
        "http://127.0.0.1:$1/files/" 2>/dev/null || true
}
answers() {
    [ "$(asked "$1")" = 401 ] || return 1
    case $(asked "$1" -K <(printf 'user = "cwreports:%s"' "$(cat "$dir/password")")) in
    401 | 000) return 1 ;;
    esac
}

# In the place of this shell; a mounted file system lives and dies with it.
serve() {
    case ${CW_FILES_SIZE:-} in
    '') "run_$kind" ;;
    mounted:*)
        mount -t tmpfs -o "size=${CW_FILES_SIZE#mounted:},mode=0700" share "$dir/files"
        "run_$kind"
        ;;
    esac
    export CW_FILES_SIZE="mounted:$CW_FILES_SIZE"
    exec unshare --user --map-current-user --mount --keep-caps "$0" serve "$kind" "$dir"
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
    fi
    rm -f "$dir/pid"
}

start() {
    local port i j
    [ "$(id -u)" -ne 0 ] || die "the servers do not run as root"
    case $kind in lighttpd | apache | nginx | rclone) ;; *) usage ;; esac
    mkdir -p "$dir/files" "$dir/upload" "$dir/empty" "$dir/log"
    make_account
    if [ -n "${CW_FILES_SIZE:-}" ] && ! unshare --user --map-current-user --mount --keep-caps \
        mount -t tmpfs -o size=1m test "$dir/files" 2>/dev/null; then
        exit 77
    fi
    for ((i = 0; i < 20; i++)); do
        port=$((20000 + 0x$(openssl rand -hex 3) % 12000))
        "conf_$kind" "$port" >"$dir/conf"
        setsid "$0" serve "$kind" "$dir" >"$dir/log/out" 2>&1 </dev/null &
        echo $! >"$dir/pid"
        for ((j = 0; j < 600; j++)); do
            if answers "$port"; then
                echo "http://127.0.0.1:$port/files/" | tee "$dir/url"
                return
            fi
            kill -0 "$(cat "$dir/pid")" 2>/dev/null || break
            sleep 0.05
        done
        halt
    done
    die "$kind does not start: $(tail -n 2 "$dir/log/out" "$dir/log/error.log" 2>/dev/null)"
}

case ${1-} in
kinds) echo "lighttpd apache nginx rclone" ;;
start | serve)
    [ $# -eq 3 ] || usage
    kind=$2
    mkdir -p "$3"
    dir=$(cd "$3" && pwd -P)
    "$1"
    ;;
stop)
    [ $# -eq 2 ] || usage
    [ -d "$2" ] || exit 0
    dir=$(cd "$2" && pwd -P)
    halt
    ;;
*) usage ;;
esac
