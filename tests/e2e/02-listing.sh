#!/usr/bin/env bash
# The whole job for a FACES-style agency.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

agency faces
cw init
exits 0 'init makes the schema'
cw check
exits 0 'check finds nothing wrong'
cw --month "$month" run
exits 0 'the run works'
is "$out$errors" '' 'cron hears nothing'

state=$spool/$month/child_listing/child_listing_${month}_state.xlsx
is "$([ -f "$state" ] && echo there)" there 'the statewide workbook is there'
is "$(digests "$CW_E2E/share/files/$folder")" "$(digests "$spool")" 'the share holds the sealed bytes'
rows=$("$root/tests/lib/xlsxdump" "$state" --tsv --sheet Children | tail -n +2 | grep -c .)
expected=$(db "$source" -c "
    select count(distinct e.episode_id)
    from faces.custody_episode as e
    inner join faces.attorney_assignment as a on a.episode_id = e.episode_id and a.dcn = e.dcn
    where coalesce(upper(btrim(e.in_error)), '') not in ('1', 'Y', 'T', 'YES', 'TRUE')
        and e.custody_start <= date '2018-03-31'
        and (e.custody_end is null or e.custody_end > date '2018-03-31')
        and a.start_date <= date '2018-03-31'
        and (a.end_date is null or a.end_date > date '2018-03-31')")
is "$rows" "$expected" 'Children has a row for each episode in care with an attorney'

found=$(lint_books "$spool") || true
is "$found" '' 'every workbook passes the independent reader'
finish
