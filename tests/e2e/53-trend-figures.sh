#!/usr/bin/env bash
# tests/e2e/53-trend-figures.sh - a month that only feeds a trend leaves its figures and no rows, and
# they are the figures that the month has when it is reported itself
. "$(dirname "$0")/harness.sh"

# figures of a month's version, at the levels that trends show
figures() { # month, version
    db "$mart" -F '|' -c "select f.report, f.level, f.g1_code, f.g2_code, f.measure,
            trim_scale(f.numerator), trim_scale(f.denominator), trim_scale(round(f.value, 12))
        from fact.measure as f
        where f.month = date '$1-01' and f.version = $2 and f.g3_code = '' and f.g4_code = ''
            and f.level in ('state', 'region', 'office', 'supervising')
            and f.measure in (select z.measure from fact.measure as z
                where z.report = f.report and z.month = f.month and z.version = 0)" |
        LC_ALL=C sort
}

details() { # tables of facts that hold rows
    db "$mart" -c "select c.relname from pg_class as c inner join pg_namespace as n on n.oid = c.relnamespace
        where n.nspname = 'fact' and c.relkind = 'p'
            and c.relname not in ('measure', 'scope', 'trend', 'quality', 'tie') order by 1"
}

for kind in famlink faces; do
    agency "$kind"
    cw init
    cw --month "$month" extract
    cw --month "$month" model
    exits 0 "$kind: the facts of $month are made"
    earlier=$(date -d "$month-01 - 3 months" +%Y-%m)
    figures "$earlier" 0 >"$work/trend"
    like "$(wc -l <"$work/trend")" '^[0-9]{2,}$' "$kind: with figures of $earlier for its trends"
    n_tables=0
    for table in $(details); do
        n_tables=$((n_tables + 1))
        is "$(db "$mart" -c "select count(*) from fact.$table where version = 0")" 0 \
            "$kind: and no row of fact.$table"
    done
    like "$n_tables" '^([4-9]|1[0-9])$' "$kind: all tables of rows were looked at"
    cw --month "$earlier" model
    exits 0 "$kind: the facts of $earlier itself are made"
    figures "$earlier" 1 >"$work/month"
    is "$(diff "$work/trend" "$work/month" | head -n 5)" '' "$kind: its figures are those of the trend"
done
finish
