#!/usr/bin/env bash
# tests/lib/cluster.sh - a private PostgreSQL cluster for the demonstration and the tests
#
#   cluster.sh start DIR [--unsafe]   make DIR/data if it is not there, start it; may be repeated
#   cluster.sh stop DIR               stop it; the data stays; may be repeated
#   cluster.sh createdb DIR NAME      make a database if it is not there
#   cluster.sh conninfo DIR NAME [ROLE]   print the libpq string of a database (role: postgres)
#   cluster.sh psql DIR NAME [...]    psql on it, without the caller's ~/.psqlrc
#   cluster.sh programs DIR           print the folder of its programs: psql itself, not Debian's wrapper
#
# Only a unix socket, no TCP port, trusting whoever may enter DIR (0700). --unsafe gives up safety
# against power loss (fsync), which throw-away data does not need. PostgreSQL refuses to run as
# root: see as-user.sh.
set -eu
umask 077
for variable in "${!PG@}"; do unset "$variable"; done # the caller's servers are none of ours

die() {
    echo "cluster.sh: $1" >&2
    shift
    for hint in "$@"; do echo "hint: $hint" >&2; done
    exit 1
}

usage() {
    echo "usage: cluster.sh start DIR [--unsafe] | stop DIR | createdb DIR NAME |" \
        "conninfo DIR NAME [ROLE] | psql DIR NAME [...] | programs DIR" >&2
    exit 2
}

# Debian keeps the server's programs out of PATH, one folder per version.
find_programs() {
    local found
    found=$(find /usr/lib/postgresql/*/bin -maxdepth 1 -name initdb 2>/dev/null | sort -V | tail -n 1)
    [ -n "$found" ] || found=$(command -v initdb || true)
    [ -n "$found" ] || die "PostgreSQL's server is not installed" "sudo apt install postgresql-15"
    bin=$(dirname "$found")
}

# A socket's path holds at most 107 bytes, and must pass through pg_ctl's options and libpq strings:
# a DIR that is deep or has a space gets a short one elsewhere, as long as nobody tidies it away.
socket_dir() {
    if [ ${#dir} -le 80 ] && [[ $dir != *[!A-Za-z0-9_./-]* ]]; then
        echo "$dir"
    elif [ -s "$dir/socket" ] && [ -O "$(cat "$dir/socket")" ]; then
        cat "$dir/socket"
    else
        mktemp -d /tmp/cwreports.XXXXXX | tee "$dir/socket"
    fi
}

# After a crash the number in postmaster.pid may be another process's by now.
is_running() {
    local pid
    [ -s "$dir/data/postmaster.pid" ] && read -r pid <"$dir/data/postmaster.pid" || return 1
    if [ "$(cat "/proc/$pid/comm" 2>/dev/null)" != postgres ]; then
        rm -f "$dir/data/postmaster.pid"
        return 1
    fi
    "$bin/pg_ctl" -D "$dir/data" status >/dev/null 2>&1
}

make_data() {
    "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync \
        >"$dir/initdb.log" 2>&1 || {
        tail -n 5 "$dir/initdb.log" >&2
        die "initdb failed" "see $dir/initdb.log"
    }
    cat >>"$dir/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 60
client_min_messages = warning
shared_buffers = 256MB
work_mem = 64MB
maintenance_work_mem = 256MB
max_wal_size = 4GB
checkpoint_timeout = 30min
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %a '
CONF
}

start() {
    [ "$(id -u)" != 0 ] || die "PostgreSQL refuses to run as root" \
        "call it through tests/lib/as-user.sh, or as an ordinary user"
    { mkdir -p "$dir" && chmod 700 "$dir"; } 2>/dev/null || die "cannot write '$dir'"
    [ -f "$dir/data/PG_VERSION" ] || make_data
    is_running && return 0
    local options
    options="-c unix_socket_directories=$(socket_dir)"
    if [ "${1-}" = --unsafe ]; then
        options="$options -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    fi
    # the server must not hold the caller's pipes open: whoever reads them would wait for ever
    "$bin/pg_ctl" -D "$dir/data" -l "$dir/postgres.log" -w -t 300 -o "$options" start \
        >"$dir/pg_ctl.log" 2>&1 </dev/null || {
        tail -n 5 "$dir/postgres.log" >&2 || true
        die "the cluster does not start" "see $dir/postgres.log"
    }
}

stop() {
    is_running || return 0
    "$bin/pg_ctl" -D "$dir/data" -m fast -w -t 300 stop >/dev/null 2>&1 ||
        die "the cluster does not stop" "see $dir/postgres.log"
    local socket
    socket=$(socket_dir)
    [ "$socket" = "$dir" ] || rm -rf "$socket" "$dir/socket"
}

conninfo() {
    printf "host=%s port=5432 dbname=%s user=%s" "$(socket_dir)" "$1" "${2:-postgres}"
}

run_psql() {
    local name=$1
    shift
    PGOPTIONS="-c client_min_messages=warning" "$bin/psql" -X -q -v ON_ERROR_STOP=1 -d "$(conninfo "$name")" "$@"
}

create_database() {
    case $1 in *[!a-z0-9_]* | "") die "'$1' is not a plain database name" ;; esac
    [ -n "$(run_psql postgres -Atc "select 1 from pg_database where datname = '$1'")" ] ||
        run_psql postgres -c "create database $1"
}

[ $# -ge 2 ] || usage
verb=$1
dir=$(realpath -m "$2")
shift 2
find_programs
case $verb in
start) start "$@" ;;
stop) stop ;;
createdb) [ $# -eq 1 ] || usage; create_database "$1" ;;
conninfo) case $# in 1 | 2) conninfo "$@"; echo ;; *) usage ;; esac ;;
psql) [ $# -ge 1 ] || usage; run_psql "$@" ;;
programs) echo "$bin" ;;
*) usage ;;
esac
