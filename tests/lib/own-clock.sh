# shellcheck shell=bash
# tests/lib/own-clock.sh - for end-to-end tests: a cluster whose clock is set; sourced
#
#     agency famlink; own_agency famlink     # the agency's databases, on a cluster of the test's own
#     clock '2020-02-01 12:30:00'            # UTC: the cluster's clock from now on
#     loaded '2020-02-01 02:15'              # the extract's cutoff
#
# The program takes "today" from the mart, so this is all that decides which month is meant.

clock() { # moment in UTC
    "$root/tests/lib/cluster.sh" stop "$work/cluster" >/dev/null
    (export LD_PRELOAD=$faketime FAKETIME="@$1" FAKETIME_DONT_FAKE_MONOTONIC=1 TZ=UTC
        "$root/tests/lib/cluster.sh" start "$work/cluster" --unsafe) >/dev/null
    [ -z "$own_socket" ] || own_address
}
# Where the configuration finds the cluster: in a deep folder its socket is elsewhere after each start.
own_socket=
own_address() {
    own_socket=$("$root/tests/lib/cluster.sh" conninfo "$work/cluster" x | sed 's/host=\([^ ]*\).*/\1/')
    sed -i -E "s#^conninfo = host=[^ ]+ #conninfo = host=$own_socket #" "$ini"
}
own_db() { "$root/tests/lib/cluster.sh" psql "$work/cluster" "$@"; }

stop_own() {
    "$root/tests/lib/cluster.sh" stop "$work/cluster" >/dev/null || true
    cleanup
}

own_agency() { # kind; the clock has been set, and the configuration of `agency` is changed
    trap stop_own EXIT
    own_db postgres -c "create database $source"
    "$build/sample" --kind "$1" --size small | own_db "$source" >/dev/null
    own_db "$source" -v role=e2e_reader -v kind="$1" -f "$root/sql/grants/source_reader.sql" >/dev/null
    own_db postgres -v role=e2e_mart -v database="$mart" -f "$root/sql/grants/mart_owner.sql"
    own_address
}

loaded() { # agency wall clock
    own_db "$source" -c "update famlink.ref_last_dw_transfer set cutoff_date = '$1'"
}

months() { # month and state of the FTDM report, latest version
    own_db "$mart" -At -c "select string_agg(to_char(month, 'YYYY-MM') || ' ' || state, ', ' order by month)
        from (select distinct on (month) month, state from etl.month
            where report = 'ftdm_completion' and version > 0 order by month, version desc) as m"
}
