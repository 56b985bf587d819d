#!/usr/bin/env bash
# tests/lint/events.sh - the log's events are those of the table in etl/log_events.c, with their levels
set -eu
cd "$(dirname "$0")/../.."
failed=0

# level and name of each call, also of those that choose between two names
called=$(cat etl/*.c | tr '\n' ' ' | grep -oE 'log_(debug|info|warn|error)\([^;]*;' |
    sed -nE 's/^log_([a-z]+)\(([^,]*),.*/\1 \2/p' |
    while read -r level names; do
        grep -oE '"[a-z_]+"' <<<"$names" | tr -d '"' | sed "s/^/$level /"
    done | LC_ALL=C sort -u)
table=$(sed -nE 's/^ *\{"([a-z_]+)", LOG_LVL_([A-Z]+), .*/\2 \1/p' etl/log_events.c |
    tr '[:upper:]' '[:lower:]' | LC_ALL=C sort -u)
diff <(echo "$table") <(echo "$called") | sed -n \
    -e 's/^< \(.*\)/events: nothing logs the event: \1/p' \
    -e 's/^> \(.*\)/events: add a row to etl\/log_events.c for: \1/p' | grep . && failed=1

names=$(sed -nE 's/^ *\{"([a-z_]+)", LOG_LVL_.*/\1/p' etl/log_events.c)
[ "$names" = "$(LC_ALL=C sort -u <<<"$names")" ] || {
    echo 'events: the table is not in the order of names, or has one twice'
    failed=1
}
exit $failed
