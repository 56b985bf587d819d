#!/usr/bin/env bash
# tests/lint/grants.sh - the reader's role may select exactly what the extracts name
set -eu
cd "$(dirname "$0")/../.."

named() { # the tables after from and join, of each kind of source
    local kind
    for kind in famlink faces; do
        sed 's/--.*//' sql/source/"$kind"/*.sql |
            grep -oiE '\b(from|join) +[a-z_]+' | awk '{print tolower($2)}' |
            grep -vxE 'lateral|select' | sed "s/^/$kind /"
    done | LC_ALL=C sort -u
}
granted() {
    sed -n "s/^ *('\([a-z]*\)', '\([a-z_]*\)')[,;]$/\1 \2/p" sql/grants/source_reader.sql |
        LC_ALL=C sort
}

[ -n "$(granted)" ] || { echo "grants: no table found in sql/grants/source_reader.sql"; exit 1; }
differ=$(diff <(named) <(granted) || true)
[ -z "$differ" ] || {
    sed -n 's/^</grants: an extract reads, and the role may not: /p
        s/^>/grants: the role may read, and no extract does: /p' <<<"$differ"
    exit 1
}
