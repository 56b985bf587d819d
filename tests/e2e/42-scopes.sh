#!/usr/bin/env bash
# --scope: what cannot be is refused before any work, what is not there by its name.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

agency famlink
cw init
exits 0 'init works'

for scope in offices-1 office attorney-A1 State state-1 region_1; do
    cw --month "$month" run --scope "$scope"
    exits 2 "--scope $scope"
    like "$errors" "\"$scope\" is no workbook" "--scope $scope: is named"
done
set_key report.scopes 'region, state'
cw --month "$month" run --scope office-204
exits 2 'a kind that report.scopes does not allow'
sed -i '/^scopes/d' "$ini"
is "$(db "$mart" -c 'select count(*) from etl.run')" 0 'no work was begun'

office=$(db "$source" -c "select cd_office from famlink.location_dim where cd_office is not null
    and id_location_dim > 0 order by 1 limit 1")
cw --month "$month" run --scope state --scope "office-${office}9"
exits 2 'an office that is not there'
one_line "$errors" 'one line'
like "$errors" "no workbook \"office-${office}9\".*did you mean office-" 'the nearest is named'
is "$(sealed)$(published)" '' 'not even the other workbook is made'

cw --month "$month" run --scope state --scope "office-$office"
exits 0 'those that are there'
is "$(published | grep -c 'xlsx$')" 6 'two workbooks of each report'
cw --month "$month" run --scope "office-${office}9"
exits 2 'a closed month knows its scopes too'
cw --month "$month" run
exits 0 'the rest follows'
finish
