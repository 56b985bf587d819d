# shellcheck shell=bash
# tests/e2e/harness.sh - what every end-to-end test stands on; sourced, not run
#
# A test is a bash script tests/e2e/NN-name.sh that sources this file, describes what a user would
# do and checks what a user would see:
#
#     . "$(dirname "$0")/harness.sh"
#     agency famlink                 # a small sample agency, an empty mart, a configuration
#     cw init; exits 0 "init makes the schema"
#     cw --month 2020-01 run; exits 0 "the first run works"
#     finish
#
# It prints TAP. Each test has a folder of its own below $CW_E2E (made when not set), on one private
# cluster and one private share that are started when they are not up and stopped by who started
# them. Ordinary users only.
set -eu
umask 077

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=../lib/env.sh
. "$root/tests/lib/env.sh"
build=${CW_BUILD:-build}
case $build in /*) ;; *) build=$root/$build ;; esac
program=$build/cwreports
name=$(basename "$0" .sh)
own_servers=no
n=0
failures=0

PATH=$("$root/tests/lib/cluster.sh" programs .):$PATH

if [ -z "${CW_E2E:-}" ]; then
    CW_E2E=$(mktemp -d /var/tmp/cwreports-e2e.XXXXXX)
    export CW_E2E
    own_servers=yes
fi
work=$CW_E2E/$name
rm -rf "$work"
mkdir -p "$work/tmp"
export TMPDIR=$work/tmp HOME=$work

cleanup() {
    local status=$?
    servers_end
    if [ "$own_servers" = yes ]; then
        "$root/tests/lib/share.sh" stop "$CW_E2E/share" >/dev/null 2>&1 || true
        "$root/tests/lib/cluster.sh" stop "$CW_E2E/cluster" >/dev/null 2>&1 || true
        if [ "$status" = 0 ]; then rm -rf "$CW_E2E"; else echo "# kept: $CW_E2E"; fi
    fi
    return "$status"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

# ---- servers ----

db() { # database, psql arguments
    local base=$1
    shift
    psql -XqAt -v ON_ERROR_STOP=1 "$cluster dbname=$base user=postgres" "$@"
}

servers() {
    "$root/tests/lib/cluster.sh" start "$CW_E2E/cluster" --unsafe >"$CW_E2E/cluster.out" 2>&1 || {
        cat "$CW_E2E/cluster.out" >&2
        exit 1
    }
    cluster=$("$root/tests/lib/cluster.sh" conninfo "$CW_E2E/cluster" x)
    cluster=${cluster%% dbname=*}
    "$root/tests/lib/share.sh" start "$CW_E2E/share" >"$CW_E2E/share.out" 2>&1 || {
        cat "$CW_E2E/share.out" >&2
        exit 1
    }
    chmod 600 "$CW_E2E/share/password" # whatever an interrupted test left
    share_url=$("$root/tests/lib/share.sh" url "$CW_E2E/share")
    share_url=${share_url%/}/
}

# The sample is made once a kind, and again when the program that makes it is another; each test gets
# a copy of the whole database.
sample_template() { # kind
    local made by
    by=$(sha256sum <"$build/sample")
    made=$(db postgres -c "select shobj_description(oid, 'pg_database') from pg_database
        where datname = 'sample_$1'")
    [ "$made" != "$by" ] || return 0
    db postgres -c 'set client_min_messages = warning' \
        -c "drop database if exists sample_$1" -c "drop database if exists sample_$1_new"
    db postgres -c "create database sample_$1_new"
    "$build/sample" --kind "$1" --size small | db "sample_$1_new" >/dev/null
    db postgres -c "comment on database sample_$1_new is '$by'" \
        -c "alter database sample_$1_new rename to sample_$1"
}

# ---- an agency ----

# Sets kind, month, source, mart, ini, spool, folder (of the agency on the share).
# shellcheck disable=SC2034 # month is for the tests
agency() { # kind
    kind=$1
    case $kind in
        famlink) month=2020-01 zone=America/Los_Angeles ;;
        faces) month=2018-03 zone=America/Chicago ;;
    esac
    source=t${name//-/_}_$kind
    mart=t${name//-/_}_mart
    folder=$name-$kind/
    spool=$work/spool
    ini=$work/$kind.ini
    sample_template "$kind"
    db postgres -c 'set client_min_messages = warning' \
        -c "drop database if exists $source with (force)" -c "drop database if exists $mart with (force)" \
        -c "create database $source template sample_$kind"
    # with the rights that an operator is told to give, and no more
    db "$source" -v role=e2e_reader -v kind="$kind" -f "$root/sql/grants/source_reader.sql" >/dev/null
    db postgres -v role=e2e_mart -v database="$mart" -f "$root/sql/grants/mart_owner.sql"
    rm -rf "$spool" "${CW_E2E:?}/share/files/$folder"
    mkdir -p "$spool" "$CW_E2E/share/files/$folder"
    cat >"$ini" <<INI
[agency]
id = 7
name = Department of Examples
timezone = $zone
contact = reports@agency.example

[source]
kind = $kind
conninfo = $("$root/tests/lib/cluster.sh" conninfo "$CW_E2E/cluster" "$source" e2e_reader)

[mart]
conninfo = $("$root/tests/lib/cluster.sh" conninfo "$CW_E2E/cluster" "$mart" e2e_mart)

[codemap]
dir = $root/conf/codemap

[spool]
dir = $spool

[share]
kind = webdav
url = $share_url$folder
user = $(cat "$CW_E2E/share/user")
password_file = $CW_E2E/share/password
ca_file = $CW_E2E/share/ca.pem
retries = 1
probe_seconds = 1

[log]
file = $work/$kind.log
INI
}

# Changes one key of the configuration: set_key share.url https://...
set_key() { # section.key, value
    awk -v section="[${1%%.*}]" -v key="${1#*.}" -v value="$2" '
        $0 == section { inside = 1; print; print key " = " value; next }
        /^\[/ { inside = 0 }
        inside && $1 == key && $2 == "=" { next }
        { print }
        END { }' "$ini" >"$ini.new"
    grep -qx "\[${1%%.*}\]" "$ini.new" || printf '\n[%s]\n%s = %s\n' "${1%%.*}" "${1#*.}" "$2" >>"$ini.new"
    mv "$ini.new" "$ini"
}

# Runs the program: exit code in $code, output in $out and $errors.
cw() {
    code=0
    "$program" --config "$ini" "$@" >"$work/out" 2>"$work/err" </dev/null || code=$?
    out=$(cat "$work/out")
    errors=$(cat "$work/err")
}

# The same while this machine's clock is another, as libfaketime says it. Its wrapper is not for us:
# it refuses when a killed process of the same number has left its semaphore.
faketime=$(dpkg -L libfaketime 2>/dev/null | grep '/libfaketime\.so\.1$' || true)
cw_at() { # +2m, or a moment: @2020-02-10 12:00:00; arguments
    code=0
    LD_PRELOAD=$faketime FAKETIME=$1 "$program" --config "$ini" "${@:2}" \
        >"$work/out" 2>"$work/err" </dev/null || code=$?
    out=$(cat "$work/out")
    errors=$(cat "$work/err")
}

# ---- a run that stands still where the test wants it, however fast or slow the machine is ----

hold() { # database, tables: the last one first
    held_in=$1
    held_tables=("${@:2}")
    coproc HOLDER { db "$held_in" 2>/dev/null; }
    holder=$HOLDER_PID
    # shellcheck disable=SC2154 # HOLDER is the coprocess
    {
        printf 'begin;\n'
        printf 'savepoint s; lock table %s in access exclusive mode;\n' "${held_tables[@]}"
        printf '\\echo held\n'
    } >&"${HOLDER[1]}"
    read -r <&"${HOLDER[0]}"
}
let_pass() { # the table that was met
    unset 'held_tables[-1]'
    printf 'rollback to s; release s;\n\\echo free\n' >&"${HOLDER[1]}"
    read -r <&"${HOLDER[0]}"
}
release() { # all
    kill "$holder" 2>/dev/null || true
    wait "$holder" 2>/dev/null || true
}
# Until somebody stands in front of the last table. That the run has ended instead is a failure.
until_blocked() { # process of the run, what to do meanwhile
    until [ "$(db "$held_in" -c "select count(*) from pg_locks
            where not granted and relation = '${held_tables[-1]}'::regclass and database =
                (select oid from pg_database where datname = current_database())")" != 0 ]; do
        kill -0 "$1" 2>/dev/null || { ok false "the run meets ${held_tables[-1]}"; return; }
        "${2:-true}"
        sleep 0.05
    done
}

# ---- workbooks ----

# Every workbook below a folder, looked at by a reader that shares nothing with the writer; its
# findings are the output.
lint_books() { # folder...
    local books
    mapfile -t books < <(find "$@" -name '*.xlsx' | LC_ALL=C sort)
    [ ${#books[@]} -gt 0 ] || { echo "no workbook below $*"; return 1; }
    "$program" doc sheets >"$work/sheets.tsv"
    /usr/bin/python3 "$root/tests/lint/workbook.py" --sheets "$work/sheets.tsv" "${books[@]}" 2>&1
}

# ---- other shares, and harm on the way to one ----

# Starts one of the four servers of servers.sh and configures it; its files are in $files.
# shellcheck disable=SC2034 # files is for the tests
server() { # kind; CW_FILES_SIZE for a small disk
    local url
    files=$work/servers/$1/files
    url=$("$root/tests/lib/servers.sh" start "$1" "$work/servers/$1") || return
    set_key share.url "$url"
    set_key share.password_file "$work/servers/$1/password"
    set_key share.ca_file ''
}
servers_end() {
    local dir
    harm_end
    for dir in "$work"/servers/*; do "$root/tests/lib/servers.sh" stop "$dir" || true; done
}

# Puts the proxy of tests/lib/harm.c before the share of the configuration, each time at the same
# address once there was one (below the ports that the kernel gives away meanwhile). harm_end takes
# it away; what passed it is in $passed.
harm_pid=
harm_port=0
harm() { # rules
    local i port
    harmed=$(sed -n 's/^url = //p' "$ini")
    : >"$work/victim"
    for ((i = 0; i < 20; i++)); do
        : >"$work/harm.out"
        port=$harm_port
        [ "$port" != 0 ] || port=$((20000 + RANDOM % 12000))
        VICTIM=$work/victim HARM_PORT=$port "$build/harm" "$harmed" "$@" >"$work/harm.out" 2>&1 </dev/null &
        harm_pid=$!
        until [ -s "$work/harm.out" ] || ! kill -0 "$harm_pid" 2>/dev/null; do sleep 0.02; done
        ! grep -q '^http' "$work/harm.out" || break
        wait "$harm_pid" || true
    done
    grep -q '^http' "$work/harm.out" || { cat "$work/harm.out"; exit 1; }
    set_key share.url "$(head -n 1 "$work/harm.out")"
    harm_port=$port
}
# shellcheck disable=SC2034 # passed is for the tests
harm_end() {
    [ -n "$harm_pid" ] || return 0
    kill "$harm_pid" 2>/dev/null || true
    wait "$harm_pid" 2>/dev/null || true
    harm_pid=
    set_key share.url "$harmed"
    passed=$(tail -n 1 "$work/harm.out")
}

# ---- what a user sees ----

ok() { # true or false, what
    n=$((n + 1))
    if [ "$1" = true ]; then
        echo "ok $n - $2"
    else
        echo "not ok $n - $2"
        failures=$((failures + 1))
        shift 2
        local line
        for line in "$@"; do printf '%s\n' "$line" | sed 's/^/#   /'; done
    fi
}

exits() { # code, what
    if [ "$code" = "$1" ]; then ok true "$2"; else
        ok false "$2" "exit code $code, expected $1" "$errors" "$out"
    fi
}

is() { # got, expected, what
    if [ "$1" = "$2" ]; then ok true "$3"; else ok false "$3" "got      $1" "expected $2"; fi
}

like() { # text, extended regular expression, what
    if grep -Eq -- "$2" <<<"$1"; then ok true "$3"; else ok false "$3" "in       $1" "no match $2"; fi
}

unlike() { # text, extended regular expression, what
    if grep -Eq -- "$2" <<<"$1"; then ok false "$3" "in       $1" "matches  $2"; else ok true "$3"; fi
}

skips() { # what, why
    n=$((n + 1))
    echo "ok $n - $1 # SKIP $2"
}

one_line() { # text, what
    is "$(printf '%s\n' "$1" | grep -c .)" 1 "$2"
}

published() { (cd "$CW_E2E/share/files/$folder" 2>/dev/null && find . -type f | LC_ALL=C sort); }
sealed() { (cd "$spool" && find . -type f | LC_ALL=C sort); }
digests() { (cd "$1" && find . -type f -name '*.xlsx' -exec sha256sum {} + | LC_ALL=C sort -k2); }

finish() {
    echo "1..$n"
    [ "$failures" = 0 ] || exit 1
}

mkdir -p "$CW_E2E"
servers
