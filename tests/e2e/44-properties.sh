#!/usr/bin/env bash
# What must hold of any agency's data, proved on the generated one: a month is the same whenever it
# is computed, in whatever order the source hands over its rows, and parts add up to wholes.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

# Everything that is frozen of a month, without the version. Left out: what is marked as having
# happened on a day that the source had not reached; that it is odd, a later source cannot know.
facts() { # month, version
    local table columns
    for table in $(db "$mart" -c "select relname from pg_class
            where relnamespace = 'fact'::regnamespace and relkind = 'p' order by 1"); do
        columns=$(db "$mart" -c "select string_agg(quote_ident(column_name), ', ' order by ordinal_position)
            from information_schema.columns
            where table_schema = 'fact' and table_name = '$table' and column_name <> 'version'")
        db "$mart" -c "select '$table', $columns from fact.$table
            where month = date '$1-01' and version = $2" |
            grep -Ev '^quality.*(completed_ahead|held_ahead)' | LC_ALL=C sort
    done
}

same() { # file, file, what
    ok "$([ "$(wc -l <"$1")" -gt 500 ] && cmp -s "$1" "$2" && echo true)" "$3" \
        "$(diff "$1" "$2" | head -n 6 | cut -c1-250)"
}

cutoff_to() { # wall clock of the agency
    case $kind in
        famlink) db "$source" -c "update famlink.ref_last_dw_transfer set cutoff_date = '$1'" ;;
        faces) db "$source" -c "update faces.extract_control set cutoff_at = '$1 $zone'" ;;
    esac
}

new_mart() {
    db postgres -c 'set client_min_messages = warning' -c "drop database if exists $mart with (force)"
    db postgres -v role=e2e_mart -v database="$mart" -f "$root/sql/grants/mart_owner.sql"
    cw init
    exits 0 "$kind: an empty mart"
    cw extract
    exits 0 "$kind: a load"
}

made() { # month, file, what
    cw --month "$1" model
    exits 0 "$kind: $3"
    facts "$1" 1 >"$2"
}

for the_kind in famlink faces; do
    agency "$the_kind"
    case $kind in
        famlink) month=2019-12 after=2020-01-02 half_a_year=2020-06-15 ;;
        faces) month=2017-09 after=2017-10-02 half_a_year=2018-04-01 ;;
    esac

    # -- the month after, and half a year later --
    cutoff_to "$after 03:00"
    new_mart
    made "$month" "$work/first" "$month, made the month after"
    cutoff_to "$half_a_year 03:00"
    new_mart
    made "$month" "$work/later" "$month, made half a year later"
    same "$work/first" "$work/later" "$kind: a source that did not change tells the same of $month"

    # -- the order of rows --
    db "$source" -c 'do $$
        declare t regclass;
        begin
            for t in select c.oid from pg_class as c
                where c.relnamespace = '"'$kind'"'::regnamespace and c.relkind = '"'r'"'
            loop
                execute format('"'create temp table shuffled on commit drop as table %s'"', t);
                execute format('"'truncate %s'"', t);
                execute format('"'insert into %s select * from shuffled as s order by md5(s::text)'"', t);
                drop table shuffled;
            end loop;
        end $$'
    new_mart
    made "$month" "$work/shuffled" 'rows in another order'
    same "$work/later" "$work/shuffled" "$kind: the order of rows in the source does not matter"

    # -- parts and wholes --
    while IFS='|' read -r good what; do
        ok "$([ "$good" = t ] && echo true)" "$kind: $what"
    done < <(db "$mart" -f "$root/tests/fixtures/properties_$kind.sql")

    # -- restated from the same source --
    cw --month "$month" run
    exits 0 "$kind: $month is published"
    cw --month "$month" run --restate
    exits 0 "$kind: and restated"
    facts "$month" 2 >"$work/restated"
    facts "$month" 1 >"$work/first"
    same "$work/first" "$work/restated" "$kind: restated from the same source it is the same"
    for book in "$spool/$month"/*/*_state.xlsx; do
        is "$("$root/tests/lib/xlsxdump" "$book" --tsv --sheet Changes | grep -c Restated || true)" 0 \
            "$kind: $(basename "$book"): nothing is told as restated"
    done
done
finish
