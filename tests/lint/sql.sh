#!/usr/bin/env bash
# tests/lint/sql.sh - what can be told of the scale rules and the style by text
#
# A waiver is a comment `lint: <rule>` with its reason on the same line.
set -eu
cd "$(dirname "$0")/../.."
failed=0

# rule, extended regular expression on lower-case text without comments, where, what to do instead
check() {
    local rule=$1 pattern=$2 what=$3
    shift 3
    local found
    found=$(grep -rniE "$pattern" --include='*.sql' "$@" 2>/dev/null |
        grep -vE '^[^:]+:[0-9]+: *--' | grep -v "lint: $rule" || true)
    if [ -n "$found" ]; then
        printf '%s\n' "$found" | sed "s/^/sql: $rule: /"
        echo "hint: $what"
        failed=1
    fi
}

data='sql/model sql/fact sql/report sql/schema sql/source'
# shellcheck disable=SC2086
{
    check trigger 'create +(constraint +)?trigger|create +rule' 'statements do the work, not triggers' $data
    check for-update 'for +(no +key +)?update' 'no row locks on facts' \
        sql/model sql/fact sql/report sql/source
    check not-in 'not +in *\( *select' 'not exists, with agency_id in it' $data
    check random '\brandom\(|\bclock_timestamp\(' 'the same data gives the same rows' \
        sql/model sql/fact sql/report sql/source
    check clock '\bnow\(\)|current_(date|timestamp)|localtime' 'dates are parameters' \
        sql/model sql/fact sql/report sql/source
    check session 'set +(local +|session +)?"?(time ?zone|datestyle|intervalstyle|search_path|lc_)|set_config\(|current_setting\(' \
        'zone and dates are parameters' $data
    check recursive 'with +recursive' 'generate_series or windows' sql/model sql/fact sql/report
    check serial '\b(big)?serial\b|generated +(always|by default) +as +identity' \
        'numbers are counted per agency' sql/schema
    check float '::(real|float|double)|\bfloat[48]\b|\bdouble +precision\b' 'numeric decides measures' \
        sql/model sql/fact sql/report
    check star 'select +\*' 'name the columns' sql/source
    check tab $'\t' 'four spaces' sql
    check merge '^ *merge +into' 'delete and insert' $data
}

# `not in (` at a line's end, and the subquery below it
find sql -name '*.sql' -exec awk '
    /not in \($/ { open = FILENAME ":" FNR; next }
    open != "" && /^ *select/ { print "sql: not-in: " open }
    { open = "" }' {} + | grep . && failed=1

# Every table of the mart leads its key by agency_id (etl.migration is of the mart as a whole).
awk '
    /^create table / { table = $3; key = 0; agency = 0; where = FILENAME ":" FNR }
    table && /agency_id int not null/ { agency = 1 }
    table && wrapped { if (!/^ *agency_id/) print "sql: key: " FILENAME ":" FNR ": key does not begin with agency_id"; wrapped = 0 }
    table && /(primary key|unique) \($/ { wrapped = 1; next }
    table && /primary key \(|unique \(/ && !/\(agency_id/ { print "sql: key: " FILENAME ":" FNR ": key does not begin with agency_id" }
    /^\)/ { if (table && !agency && table != "etl.migration") print "sql: key: " where ": " table " has no agency_id"; table = "" }
' sql/schema/*.sql | grep . && failed=1

# A file of the model waits for every table that it reads: `-- needs:` names them. Rows of
# mart.left_out are those of the table that the file asks for.
find sql/model -name '[1-8][0-9]_*.sql' | sort | awk '
    function made_by(t) {
        return t == "worker_version" ? "worker" : t == "person" ? "child" : t
    }
    {
        file = $0; own = file; sub(/.*\/[0-9]+_/, "", own); sub(/\.sql$/, "", own)
        needs = ""; text = ""
        while ((getline line < file) > 0) {
            if (line ~ /^-- needs: /) needs = substr(line, 11)
            else if (line !~ /^ *--/) text = text " " line
        }
        close(file)
        if (needs == "") print "sql: needs: " file ": no line `-- needs:`"
        gsub(/[ ,]+/, " ", needs); needs = " " needs " "
        while (match(text, /(from|join) mart\.[a-z_]+|x\.table_name = .[a-z_]+/)) {
            table = substr(text, RSTART, RLENGTH); text = substr(text, RSTART + RLENGTH)
            sub(/.*(mart\.|= .)/, "", table)
            table = made_by(table)
            if (table != own && table !~ /^(code_map|left_out|reject|defect|loaded)$/ &&
                index(needs, " " table " ") == 0)
                print "sql: needs: " file ": reads " table ", which its `-- needs:` lacks"
        }
    }' | grep . && failed=1

# Each file says what it is for; a statement ends at a line's end and no other line does.
while read -r file; do
    head -n 1 "$file" | grep -qx -- "-- $file" || { echo "sql: header: $file: line 1 is not '-- $file'"; failed=1; }
    grep -qi '^-- purpose:' "$file" || { echo "sql: header: $file: no '-- Purpose:'"; failed=1; }
done < <(find sql -name '*.sql' | sort)
while read -r file; do
    awk -v file="$file" '
        { sub(/[ \t]+$/, "") }
        /^--/ { next }
        /;$/ { open = 0; next }
        /./ { open = 1 }
        END { if (open) print "sql: statement: " file ": the last statement lacks its ;" }' "$file"
done < <(find sql/model sql/fact -name '*.sql' | sort) | grep . && failed=1

exit $failed
