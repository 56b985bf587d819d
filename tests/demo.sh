#!/usr/bin/env bash
# tests/demo.sh - the demonstration: two sample agencies of a state's size, the whole job
#
#   demo.sh run     make the agencies, run cwreports for both, print what was made, stop all
#   demo.sh serve   the same, then keep share and database up until Ctrl-C (or `demo.sh stop`)
#   demo.sh stop    stop share and database
#   demo.sh clean   stop them and remove everything
#
# Called through `make demo`, which installs and builds first and drops to an ordinary user when
# root calls it. Everything lives below one folder: CW_DEMO (default build/demo).
# CW_SIZE=small makes small agencies (the tests use it).
set -eu
umask 077

root=$(cd "$(dirname "$0")/.." && pwd)
demo=${CW_DEMO:-$root/build/demo}
size=${CW_SIZE:-state}
build=${CW_BUILD:-$root/build}
case $build in /*) ;; *) build=$root/$build ;; esac
program=$build/cwreports
verb=${1:-run}
# what somebody works with otherwise: a server of their own, a locale that is not installed here
for variable in "${!PG@}"; do unset "$variable"; done
export LC_ALL=C.UTF-8
PATH=$("$root/tests/lib/cluster.sh" programs .):$PATH

die() {
    echo "demo: $1" >&2
    shift
    for hint in "$@"; do echo "hint: $hint" >&2; done
    exit 1
}

psql_mart() { psql -XqAt -v ON_ERROR_STOP=1 "$(cluster conninfo mart)" "$@"; }

cluster() {
    case $1 in
        conninfo) "$root/tests/lib/cluster.sh" conninfo "$demo/cluster" "${@:2}" ;;
        *) "$root/tests/lib/cluster.sh" "$1" "$demo/cluster" --unsafe >"$demo/cluster.out" ;;
    esac
}

stop_all() {
    if [ -d "$demo/share" ]; then "$root/tests/lib/share.sh" stop "$demo/share" || true; fi
    if [ -d "$demo/cluster" ]; then
        "$root/tests/lib/cluster.sh" stop "$demo/cluster" >/dev/null || true
    fi
}

say() { printf '%-46s' "$1"; }
# What a step took, in tenths of a second, without a floating-point shell.
clock() { date +%s%N; }
took() {
    local t=$((($(clock) - $1) / 100000000))
    printf '%d.%d s' $((t / 10)) $((t % 10))
}

write_conf() { # agency id, kind, name, zone, contact
    cat >"$demo/$2.ini" <<INI
[agency]
id = $1
name = $3
timezone = $4
contact = $5

[source]
kind = $2
conninfo = $(cluster conninfo "$2" cwreports_reader)

[mart]
conninfo = $(cluster conninfo mart cwreports)

[codemap]
dir = $root/conf/codemap

[spool]
dir = $demo/spool-$2

[share]
kind = webdav
url = $share_url$2/
user = $(cat "$demo/share/user")
password_file = $demo/share/password
ca_file = $demo/share/ca.pem

[log]
file = $demo/$2.log
INI
    mkdir -p "$demo/spool-$2" "$demo/share/files/$2"
}

load() { # kind
    "$build/sample" --kind "$1" --size "$size" |
        psql -Xq -v ON_ERROR_STOP=1 -o "$demo/load-$1.out" "$(cluster conninfo "$1")"
}

start_all() {
    mkdir -p "$demo"
    local t pids=() pid
    say 'PostgreSQL cluster, WebDAV share'
    t=$(clock)
    cluster start &
    pids+=($!)
    "$root/tests/lib/share.sh" start "$demo/share" >"$demo/share.out" &
    pids+=($!)
    for pid in "${pids[@]}"; do wait "$pid" || die "a server did not start" "see $demo"; done
    share_url=$("$root/tests/lib/share.sh" url "$demo/share")
    share_url=${share_url%/}/
    took "$t"
    echo
}

# The sources are made once; a second run finds them and shows that running again is safe.
load_all() {
    local t pids=() pid db
    if [ -f "$demo/loaded-$size" ]; then return; fi
    say "two sample agencies ($size)"
    t=$(clock)
    for db in famlink faces mart; do
        psql -Xq -v ON_ERROR_STOP=1 "$(cluster conninfo postgres)" \
            -c 'set client_min_messages = warning' -c "drop database if exists $db"
        [ "$db" = mart ] || psql -Xq "$(cluster conninfo postgres)" -c "create database $db"
    done
    psql -Xq -v database=mart -f "$root/sql/grants/mart_owner.sql" "$(cluster conninfo postgres)"
    rm -rf "$demo"/spool-* "$demo"/share/files/*
    for db in famlink faces; do
        load "$db" &
        pids+=($!)
    done
    for pid in "${pids[@]}"; do wait "$pid" || die "a sample agency did not load"; done
    for db in famlink faces; do
        psql -Xq -v kind="$db" -o "$demo/grants-$db.out" -f "$root/sql/grants/source_reader.sql" \
            "$(cluster conninfo "$db")" || die "the reader's rights could not be granted"
    done
    touch "$demo/loaded-$size"
    took "$t"
    echo
}

cw() { # kind, arguments
    local kind=$1
    shift
    "$program" --config "$demo/$kind.ini" "$@"
}

job() { # kind, month, more options
    local t made kind=$1 month=$2
    shift 2
    say "$kind $month: run $*"
    t=$(clock)
    cw "$kind" --quiet --month "$month" "$@" run || die "cwreports ended with exit code $?" "see $demo/$kind.log"
    made=$(psql_mart -F' ' -v id="$(sed -n 's/^id = //p' "$demo/$kind.ini")" -v m="$month" \
        -f "$root/tests/demo_made.sql")
    took "$t"
    echo ", $made"
}

run_all() {
    write_conf 1 famlink 'Sample Department of Children (invented)' America/Los_Angeles \
        'Office of Data and Reporting, data.reporting@agency.example, 555-0100'
    write_conf 2 faces "Sample Children's Division (invented)" America/Chicago \
        'Permanency Attorney Unit, unit.manager@agency.example, 555-0199'
    local kind t
    say 'mart schema, checks'
    t=$(clock)
    for kind in famlink faces; do
        cw "$kind" --quiet init
        cw "$kind" check >"$demo/check-$kind.out" || { cat "$demo/check-$kind.out"; exit 1; }
    done
    took "$t"
    echo
    job famlink 2019-12 --report iff_extension   # its Summary has the published rate of 2019
    job famlink 2020-01
    job faces 2018-03
}

report_all() {
    echo
    echo 'Computed by the reports, beside the published figures:'
    psql -XqAt -F'|' -v ON_ERROR_STOP=1 "$(cluster conninfo mart)" -v size="$size" \
        -f "$root/tests/demo_figures.sql" >"$demo/figures"
    awk -F'|' '{printf "  %-58s %12s   published %-12s %s\n", $1, $2, $3, $4}' "$demo/figures"
    if grep -q 'DIFFERS$' "$demo/figures"; then
        die 'a figure is not the published one' "see above, and $demo/*.log"
    fi
    echo
    echo "share    ${share_url} (user $(cat "$demo/share/user"), password in $demo/share/password)"
    echo "spool    $demo/spool-famlink, $demo/spool-faces"
    echo "logs     $demo/famlink.log, $demo/faces.log"
}

case $verb in
    run | serve)
        [ "$(id -u)" != 0 ] || die "servers do not run as root" "use 'make demo'"
        started=$(clock)
        trap 'stop_all' EXIT
        trap 'exit 130' INT TERM
        start_all
        load_all
        run_all
        report_all
        echo "done in $(took "$started")"
        if [ "$verb" = serve ]; then
            echo
            echo "database $(cluster conninfo mart)"
            echo 'up until Ctrl-C'
            # a signal is heard within a second, and what `demo.sh stop` or `clean` ended is not served
            while [ -e "$demo/cluster/data/postmaster.pid" ] && sleep 1; do :; done
        fi
        ;;
    stop) stop_all ;;
    clean)
        stop_all
        rm -rf "$demo"
        ;;
    *)
        echo "usage: demo.sh run | serve | stop | clean" >&2
        exit 2
        ;;
esac
