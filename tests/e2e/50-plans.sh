#!/usr/bin/env bash
# tests/e2e/50-plans.sh - how the server answers the program's SQL: the history is not read again
#
# A mart keeps years of months. Each month's run must cost what its own month costs: this lets the
# server write the plan of every statement of a run into its log, with older months in the mart,
# and judges them by their shape (tests/lib/plans). `make bench` judges a state's month so.
. "$(dirname "$0")/harness.sh"

# older months, as a mart of years has them
old_months() {
    db "$mart" -c "select fact.open_month(m::date)
        from generate_series(date '2012-01-01', date '2014-12-01', interval '1 month') as m" >/dev/null
}

# from now on, for new connections
watch() {
    db postgres -c "alter database $mart set session_preload_libraries = 'auto_explain'" \
        -c "alter database $mart set auto_explain.log_min_duration = 0" \
        -c "alter database $mart set auto_explain.log_format = 'json'" \
        -c "alter database $mart set auto_explain.log_analyze = on" \
        -c "alter database $mart set auto_explain.log_buffers = on" \
        -c "alter database $mart set auto_explain.log_timing = off"
}

log=$CW_E2E/cluster/postgres.log
for kind in famlink faces; do
    agency "$kind"
    cw init
    old_months
    watch
    begin=$(stat -c %s "$log")
    cw --month "$month" extract
    cw --month "$month" model
    exits 0 "$kind: the facts of $month are made"
    cw --month "$month" report
    exits 0 "$kind: and its workbooks"
    judged=$("$root/tests/lib/plans" "$log" "$month" --from "$begin" || true)
    like "$judged" '^[0-9]{2,} statements, 0 problems$' "$kind: no statement reads the months before"
done

# the judge notices what it is there for
db "$mart" -c '/* old */ select count(*) from fact.measure' \
    -c 'set enable_material = off' -c 'set work_mem = 64' \
    -c '/* many */ select count(*) from generate_series(1, 300) as g (n)
            cross join lateral (select from mart.placement as p where p.placement_id <> g.n offset 0) as x' \
    -c '/* disk */ select count(*) from (select from mart.placement as p order by p.begin_date desc, p.child_id offset 0) as x' \
    >/dev/null
judged=$("$root/tests/lib/plans" "$log" "$month" --from "$begin" || true)
like "$judged" 'old.*reads months that it is not about: [0-9]+' "old months are seen"
like "$judged" 'many.*reads all of placement 300 times' "and a loop over a whole table"
like "$judged" 'disk.*sort on disk' "and a sort that does not fit"
finish
