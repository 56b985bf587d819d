#!/usr/bin/env bash
# Tables and columns of the source that are missing or of another kind: named before anything is
# read. Optional ones are Not recorded. Garbage in a row never stops the run.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

agency famlink
cw init
exits 0 'init works'

refuses() { # change, undo, what the line must say, label
    db "$source" -c "set search_path = famlink" -c "$1"
    cw --month "$month" run
    exits 4 "$4"
    one_line "$errors" "$4: one line"
    like "$errors" "$3" "$4: is named"
    is "$(sealed)$(published)" '' "$4: nothing is sealed or published"
    db "$source" -c "set search_path = famlink" -c "$2"
}

refuses 'alter table placement_fact rename to placement_old' \
    'alter table placement_old rename to placement_fact' 'placement_fact' 'a missing table'
refuses 'alter table meeting_fact rename column id_prsn_child to id_child' \
    'alter table meeting_fact rename column id_child to id_prsn_child' \
    'id_prsn_child' 'a missing column'
refuses 'alter table ref_last_dw_transfer rename to ref_old' \
    'alter table ref_old rename to ref_last_dw_transfer' 'ref_last_dw_transfer' 'a missing cutoff'
refuses "update ref_last_dw_transfer set cutoff_date = '2019-12-20 02:15:00'" \
    "update ref_last_dw_transfer set cutoff_date = '2020-02-01 02:15:00'" \
    '2020-01.*cutoff|cutoff.*2020-01|2019-12-20' 'a month that the source does not reach'
refuses "alter table intake_fact alter column dt_access_rcvd type text using 'Smith, Ann'" \
    "select 1" 'intake_fact|intake|dt_access_rcvd' 'text where a time belongs'
unlike "$errors$(cat "$work/famlink.log")" 'Smith' 'the text itself is never repeated'

agency famlink
cw init
db "$source" -c "drop table famlink.ext_home_study" \
    -c "alter table famlink.people_dim drop column tx_first_name, drop column tx_last_name" \
    -c "update famlink.meeting_fact set id_calendar_dim_mtng = 'soon'
        where id_meeting_fact = (select min(id_meeting_fact) from famlink.meeting_fact)" \
    -c "update famlink.meeting_fact set id_prsn_child = 'nobody'
        where id_meeting_fact = (select max(id_meeting_fact) from famlink.meeting_fact)"
cw --month "$month" run
exits 0 'optional tables and columns may be missing, a bad row stops nothing'
state=$spool/$month/home_study/home_study_${month}_state.xlsx
like "$("$root/tests/lib/xlsxdump" "$state" --tsv --sheet Caregivers)" 'Not recorded' \
    'what has no source is Not recorded'
quality=$("$root/tests/lib/xlsxdump" "$spool/$month/ftdm_completion/ftdm_completion_${month}_state.xlsx" \
    --tsv --sheet 'Data quality')
like "$quality" 'Not a real date' 'a word for a date is on Data quality'
like "$quality" 'cannot be read' 'a key that is none is on Data quality'
finish
