#!/usr/bin/env bash
# The same facts give the same workbooks, whatever the order of the source's rows and whoever runs:
# each report, each kind of scope.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

# Every table of the source with its rows in another order.
shuffle() {
    local table
    while read -r table; do
        db "$source" -c "create table $kind.shuffled as
                select * from $table as t order by md5(t::text) desc" \
            -c "truncate $table" \
            -c "insert into $table select * from $kind.shuffled" \
            -c "drop table $kind.shuffled"
    done < <(db "$source" -c "
        select format('%I.%I', schemaname, tablename) from pg_tables
        where schemaname = '$kind' order by 1")
}

for kind in famlink faces; do
    agency "$kind"
    cw init
    cw --month "$month" run
    exits 0 "$kind: the first agency runs"
    first=$(digests "$spool")
    case $kind in
        famlink)
            reports='ftdm_completion home_study iff_extension'
            scopes='office region state'
            ;;
        faces)
            reports=child_listing
            scopes='attorney state'
            ;;
    esac
    is "$(sealed | sed -n 's|^./[0-9-]*/\([a-z_]*\)/.*|\1|p' | sort -u | paste -sd ' ')" "$reports" \
        "$kind: each report"
    is "$(sealed | sed -n 's|.*_\([a-z]*\)[^_]*\.xlsx$|\1|p' | sort -u | paste -sd ' ')" "$scopes" \
        "$kind: each kind of scope"

    agency "$kind"
    shuffle
    cw init
    set_key report.workers 1
    cw --month "$month" run
    exits 0 "$kind: the same rows in another order, one worker"
    is "$(digests "$spool")" "$first" "$kind: the same bytes"
done
finish
