#!/usr/bin/env bash
# Values that no row should hold, each in one row of one child: each is told where it belongs, and
# no other child's row changes by a byte. The values: tests/fixtures/bad_<kind>.sql.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

# The facts of every child that no value was given to, the QA sample's draw and caregivers aside:
# what is drawn depends on how many there are, a caregiver's row tells of all the children.
facts() {
    local table columns
    for table in $(db "$mart" -c "select table_name from information_schema.columns
            where table_schema = 'fact' and column_name = 'child_id'
                and table_name not in ('quality', 'source_finding')
                and table_name !~ '_[0-9]+$' order by 1"); do
        columns=$(db "$mart" -c "select string_agg(quote_ident(column_name), ', ' order by ordinal_position)
            from information_schema.columns
            where table_schema = 'fact' and table_name = '$table' and column_name <> 'qa_no'")
        db "$mart" -c "select '$table', $columns from fact.$table
            where month = date '$month-01' and version > 0 and child_id <> ''
                and child_id not in (select child_id from public.planted)" | LC_ALL=C sort
    done
}

for the_kind in famlink faces; do
    agency "$the_kind"
    set_key quality.max_reject_pct 30
    cw init
    cw --month "$month" extract
    cw --month "$month" model
    exits 0 "$kind: the sample as it is"
    db "$source" -f "$root/tests/fixtures/bad_$kind.sql" >"$work/plant" 2>&1 || cat "$work/plant" >&2
    db "$mart" -c 'create table public.planted (n int, what text, child_id text, stage_table text,
        stage_column text, row_key text, place text, reason text, value text)'
    db "$source" -c "copy $kind.planted to stdout" | db "$mart" -c 'copy public.planted from stdin'
    facts >"$work/before"
    cw --month "$month" extract
    exits 0 "$kind: nothing that a row holds stops an extract"
    cw --month "$month" model
    exits 0 "$kind: nor the model"
    facts >"$work/after"
    ok "$([ "$(wc -l <"$work/before")" -gt 100 ] && cmp -s "$work/before" "$work/after" && echo true)" \
        "$kind: no other child's row changes" "$(diff "$work/before" "$work/after" | head -n 5 | cut -c1-300)"

    while IFS='|' read -r good what; do
        ok "$([ "$good" = t ] && echo true)" "$kind: $what"
    done < <(db "$mart" -f "$root/tests/fixtures/bad_places.sql")
    is "$(db "$mart" -c "select count(*) < 35 from public.planted")" f "$kind: they are many"
    cw --month "$month" run
    exits 0 "$kind: and the workbooks are made"
    mapfile -t books < <(find "$spool" -name '*_state.xlsx' | LC_ALL=C sort)
    /usr/bin/python3 "$root/tests/lint/workbook.py" --brief "${books[@]}" >"$work/lint" 2>&1 && clean=true ||
        clean=false
    ok "$clean" "$kind: every workbook passes the independent reader" "$(head -n 20 "$work/lint")"
done
finish
