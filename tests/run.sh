#!/usr/bin/env bash
# tests/run.sh - all tests, on a private cluster, as an ordinary user
#
#   run.sh [unit] [sql] [e2e]     default: all three; `make` builds what they need first
#   run.sh e2e 03-locked          only what begins so
#
# Everything lives below CW_TEST (default build/test). Each speaks TAP (cmocka, pgTAP, the scripts
# of tests/e2e), each of its tests counts as one. A failure shows its output. The last line is
# `N passed, N failed`.
set -eu
umask 077

root=$(cd "$(dirname "$0")/.." && pwd)
build=${CW_BUILD:-build}
work=${CW_TEST:-$root/build/test}
cd "$root"
# shellcheck source=lib/env.sh
. tests/lib/env.sh
if [ "$(id -u)" = 0 ]; then
    exec tests/lib/as-user.sh "$work" "$root/tests/run.sh" "$@"
fi
passed=0
failed=0

conninfo() { tests/lib/cluster.sh conninfo "$work/cluster" "$1"; }
admin() { tests/lib/cluster.sh psql "$work/cluster" postgres "$@"; }

fresh_database() {
    admin -c "drop database if exists $1 with (force)" -c "create database $1"
}

# Counts the TAP in a file; $2 is the exit code of what wrote it, $3 its name. A plan that was not
# kept and a crash are failures too. What a script of ours skips is told; what cmocka skips (as "not
# ok") does not apply to that server.
count() {
    local good bad skipped plan
    good=$(grep -a '^ok ' "$1" | grep -acv ' # SKIP ' || true)
    skipped=$(grep -aEc '^(not ok [0-9]+ # SKIP|ok .* # SKIP )' "$1" || true)
    bad=$(grep -a '^not ok ' "$1" | grep -aEcv '^not ok [0-9]+ # SKIP' || true)
    plan=$(sed -n 's/^1\.\.\([0-9]*\).*/\1/p' "$1" | tail -n 1)
    if [ "$bad" = 0 ] && { [ "$2" != 0 ] || [ "${plan:-0}" != $((good + skipped)) ]; }; then bad=1; fi
    passed=$((passed + good))
    failed=$((failed + bad))
    if [ "$bad" = 0 ]; then
        printf 'ok      %-44s %4d tests\n' "$3" "$good"
        sed -n 's/^ok [0-9]* - \(.*\) # SKIP /        skipped: \1: /p' "$1"
    else
        printf 'FAILED  %-44s %4d of %s, exit code %s\n' "$3" "$bad" "${plan:-?}" "$2"
        grep -av '^ok ' "$1" | tail -n 40
    fi
}

run_unit() {
    local test name code
    fresh_database unit
    CW_TEST_CONNINFO=$(conninfo unit)
    export CW_TEST_CONNINFO CMOCKA_MESSAGE_OUTPUT=TAP
    for test in tests/unit/*_test.c; do
        name=$(basename "$test" .c)
        case $name in "$only"*) ;; *) continue ;; esac
        code=0
        timeout 300 "$build/unit/$name" >"$work/unit-$name.tap" 2>&1 </dev/null || code=$?
        count "$work/unit-$name.tap" "$code" "unit/$name"
    done
    run_servers
}

# What talks to a share is tested on four real servers too (tests/lib/servers.sh).
run_servers() {
    local kind test dir code url
    for kind in $(tests/lib/servers.sh kinds); do
        dir=$work/servers/$kind
        rm -rf "$dir"
        url=$(tests/lib/servers.sh start "$kind" "$dir") || {
            failed=$((failed + 1))
            echo "FAILED  $kind does not start"
            continue
        }
        for test in dav publish probe faults; do
            case "$test"_test in "$only"*) ;; *) continue ;; esac
            code=0
            CW_SHARE_KIND=$kind CW_SHARE_URL=$url CW_SHARE_USER=cwreports \
                CW_SHARE_PASSWORD_FILE=$dir/password CW_SHARE_FILES=$dir/files \
                CMOCKA_MESSAGE_OUTPUT=TAP timeout 300 "$build/unit/${test}_test" \
                >"$work/$kind-$test.tap" 2>&1 </dev/null || code=$?
            count "$work/$kind-$test.tap" "$code" "$kind/${test}_test"
        done
        tests/lib/servers.sh stop "$dir"
    done
}

run_sql() {
    local test name code file
    fresh_database sql
    for file in sql/schema/*.sql; do
        tests/lib/cluster.sh psql "$work/cluster" sql -1 -f "$file" || {
            failed=$((failed + 1))
            echo "FAILED  $file"
            return
        }
    done
    for test in tests/sql/*.sql; do
        name=$(basename "$test" .sql)
        case $name in "$only"*) ;; *) continue ;; esac
        code=0
        timeout 300 tests/lib/cluster.sh psql "$work/cluster" sql -At -f "$test" \
            >"$work/sql-$name.tap" 2>&1 </dev/null || code=$?
        count "$work/sql-$name.tap" "$code" "sql/$name"
    done
}

# One cluster and one share serve all scripts (tests/e2e/harness.sh finds them in CW_E2E).
run_e2e() {
    local test name code
    export CW_E2E=$work/e2e CW_BUILD=$build
    mkdir -p "$CW_E2E"
    for test in tests/e2e/[0-9]*.sh; do
        name=$(basename "$test" .sh)
        case $name in "$only"*) ;; *) continue ;; esac
        code=0
        timeout 900 bash "$test" >"$work/e2e-$name.tap" 2>&1 </dev/null || code=$?
        count "$work/e2e-$name.tap" "$code" "e2e/$name"
    done
}

stop_all() {
    local dir
    for dir in "$work"/servers/*; do tests/lib/servers.sh stop "$dir" || true; done
    if [ -d "$work/e2e/share" ]; then tests/lib/share.sh stop "$work/e2e/share" || true; fi
    if [ -d "$work/e2e/cluster" ]; then tests/lib/cluster.sh stop "$work/e2e/cluster" || true; fi
    tests/lib/cluster.sh stop "$work/cluster" || true
}

kinds=()
only=
for word in "$@"; do
    case $word in
    unit | sql | e2e) kinds+=("$word") ;;
    -*) echo "usage: run.sh [unit] [sql] [e2e] [NAME]" >&2; exit 2 ;;
    *) only=$word ;;
    esac
done
[ ${#kinds[@]} -gt 0 ] || kinds=(unit sql e2e)

mkdir -p "$work"
trap stop_all EXIT
trap 'exit 130' INT TERM
tests/lib/cluster.sh start "$work/cluster" --unsafe
for kind in "${kinds[@]}"; do "run_$kind"; done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
