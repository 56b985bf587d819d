#!/usr/bin/env bash
# A run whose figures do not tie stops before anything is sealed, and shows both numbers.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

agency famlink
cw init
exits 0 'init works'

# An agency's own fact file that loses a child from a sheet.
overlay=$work/overlay
mkdir -p "$overlay/fact"
"$program" --config "$ini" sql fact/24_ftdm_completion_tie.sql >"$overlay/fact/24_ftdm_completion_tie.sql"
cat >>"$overlay/fact/24_ftdm_completion_tie.sql" <<'SQL'

update fact.tie set first = first + 1
where agency_id = $1::int and month = $2::date and $3::date is not null and version = $4::int
    and report = 'ftdm_completion' and scope = 'state' and line = 1;
SQL
set_key sql.overlay_dir "$overlay"
cw --month "$month" run
exits 11 'totals that do not tie'
one_line "$errors" 'one line'
like "$errors" 'ftdm_completion.*state.* [0-9]+ .* is not [0-9]+ ' 'shows both numbers'
is "$(sealed)$(published)" '' 'nothing is sealed or published'

set_key sql.overlay_dir ''
sed -i '/^overlay_dir/d' "$ini"
cw --month "$month" run
exits 0 'with the program'\''s own SQL it ties'
finish
