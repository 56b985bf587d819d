#!/usr/bin/env bash
# A closed month stays closed; --restate makes its next version and tells late entry from
# correction. An earlier month is computed from history. Trends show what was closed, and mark what
# was computed later.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

cells() { # month, sheet
    "$root/tests/lib/xlsxdump" "$spool/$1/ftdm_completion/ftdm_completion_$1_state.xlsx" --tsv --sheet "$2"
}
frozen() { # month, version
    db "$mart" -c "select f from fact.ftdm_completion as f where month = '$1-01' and version = $2" \
        -c "select f from fact.measure as f where month = '$1-01' and version = $2" | LC_ALL=C sort
}
months_as() { # month: which months of the trend are marked
    /usr/bin/python3 - "$spool/$1/ftdm_completion/ftdm_completion_$1_state.xlsx" <<'PY'
import datetime, sys, openpyxl
for row in openpyxl.load_workbook(sys.argv[1])["Summary"].iter_rows(max_col=1):
    cell = row[0]
    if isinstance(cell.value, datetime.datetime):
        print(cell.value.strftime("%Y-%m"), "later" if "later" in cell.number_format else "closed")
PY
}

agency famlink
set_key report.enabled ftdm_completion
cw init
cw --month 2019-11 run
exits 0 'November is published'
cw --month 2019-12 run
exits 0 'December is published'
first=$(frozen 2019-12 1)
digest=$(digests "$spool" | grep 2019-12)
rate=$(cells 2019-12 Summary | sed -n 's/^2019-12-01\t\([0-9.]*\)\t.*/\1/p')
is "$(cells 2019-12 Changes | grep -c Restated || true)" 0 'nothing is restated yet'

# After the close: a meeting of December is typed in (late entry), a removal typed in with a wrong
# day is set right (correction), a removal of December comes (late entry), one is withdrawn.
pick() { # how many to pass over
    db "$mart" -c "select child_id, episode_id, removal_date from fact.ftdm_completion
        where month = '2019-12-01' and version = 1 and list = 'removals' and status = 'None recorded'
            and end_date is null and case_id is not null and child_id !~ '^9'
        order by child_id::bigint offset $1 limit 1"
}
IFS='|' read -r met met_episode met_day <<<"$(pick 0)"
IFS='|' read -r moved moved_episode moved_day <<<"$(pick 1)"
IFS='|' read -r gone gone_episode _ <<<"$(pick 2)"
ok "$([ -n "$gone" ] && [ "$gone" != "$met" ] && echo true)" 'three removals of December without an FTDM'
db "$source" -c "set search_path = famlink" \
    -c "insert into meeting_fact (id_meeting_fact, id_mtng, id_calendar_dim_mtng,
            id_calendar_dim_cancel, fl_meeting_completed, id_meeting_type_dim, tx_ftdm_purpose,
            id_prsn_child, id_case)
        select '7700001', '7700001', to_char(date '$met_day' + 1, 'YYYYMMDD'), '0', '1',
            min(id_meeting_type_dim), 'Typed in late', '$met', '0'
        from meeting_type_dim where btrim(cd_type) = 'FTDM'" \
    -c "update removal_episode_fact
        set id_calendar_dim_begin = to_char(date '$moved_day' - 1, 'YYYYMMDD')::int
        where id_removal_episode_fact = $moved_episode" \
    -c "update removal_episode_fact set fl_in_error = 1 where id_removal_episode_fact = $gone_episode" \
    -c "insert into removal_episode_fact
        select (jsonb_populate_record(e, jsonb_build_object('id_removal_episode_fact', 7700002,
            'id_prsn_child', 7700003, 'id_case', 0))).*
        from removal_episode_fact as e where e.id_removal_episode_fact = $met_episode"

cw --month 2019-12 run
exits 0 'a closed month runs again'
is "$(digests "$spool" | grep 2019-12)" "$digest" 'to the same bytes, whatever the source says now'
cw --month 2020-01 run
exits 0 'January'
is "$(months_as 2020-01 | grep -c closed)" 3 'three months of its trend were closed or are its own'
is "$(months_as 2020-01 | grep closed | paste -sd ' ')" \
    '2019-11 closed 2019-12 closed 2020-01 closed' 'November, December, January'
is "$(months_as 2020-01 | grep -c later)" 10 'the others are marked as computed later'
is "$(cells 2020-01 Summary | sed -n 's/^2019-12-01\t\([0-9.]*\)\t.*/\1/p')" "$rate" \
    'December shows what was closed, not what the source says now'

cw --month 2019-12 run --restate
exits 0 'December is restated'
is "$(frozen 2019-12 1)" "$first" 'the first version is kept'
is "$(db "$mart" -c "select string_agg(version || ' ' || state, ', ' order by version) from etl.month
    where report = 'ftdm_completion' and month = '2019-12-01' and version > 0")" '1 closed, 2 closed' \
    'the second is closed too'
changes=$(cells 2019-12 Changes | grep Restated)
like "$changes" "Restated.*\b$met\b.*late entry.*None recorded.*Held within 3 days" \
    'a meeting that was typed in late: late entry, was and is'
like "$changes" "Restated.*\b$moved\b.*Removal date \(correction\)" 'another removal date: correction'
like "$changes" "Restated.*\b7700003\b.*late entry" 'a removal that came: late entry'
like "$changes" "Restated.*\b$gone\b.*\(correction\)" 'one that is withdrawn: correction'
is "$(grep -cE "\b($met|$moved|$gone|7700003)\b" <<<"$changes")" "$(grep -c . <<<"$changes")" \
    'and nobody else is told as restated'
is "$(db "$mart" -c "select count(distinct sha256) from etl.receipt
    where report = 'ftdm_completion' and month = '2019-12-01' and scope = 'state'")" 2 \
    'both workbooks have their receipt'
after=$(digests "$spool" | grep 2019-12)
cw --month 2019-12 run
exits 0 'and run again'
is "$(digests "$spool" | grep 2019-12)" "$after" 'the second version gives the same bytes'

january=$(digests "$spool" | grep 2020-01)
cw --month 2019-06 run
exits 0 'an earlier month is computed from history'
is "$(db "$mart" -c "select state || ' ' || version from etl.month where month = '2019-06-01'
    and version > 0")" 'closed 1' 'and closed'
is "$(cells 2019-06 'In care' | tail -n +2 | grep -c .)" "$(db "$source" -c "
    select count(*) from famlink.removal_episode_fact as e
    left join famlink.placement_care_auth_dim as a
        on a.id_placement_care_auth_dim = e.id_placement_care_auth_dim and a.id_placement_care_auth_dim > 0
    where e.id_calendar_dim_begin between 19000101 and 20190630
        and e.id_calendar_dim_begin <> 20190231 -- no such day: a reject
        and (e.id_calendar_dim_end = 0 or e.id_calendar_dim_end > 20190630)
        and e.fl_in_error = 0 and e.fl_extended_foster_care = 0
        and coalesce(a.cd_placement_care_auth, 1) not in (3, 4, 5, 6, 10, 11)
        and not exists (
            select from famlink.people_dim as p
            where p.id_prsn = e.id_prsn_child and p.fl_expunged = 'Y')")" \
    'with everybody who was in care then'
cw --month 2020-01 run
exits 0 'January again'
is "$(digests "$spool" | grep 2020-01)" "$january" 'is not touched by it'

# The listing: an exit that was entered late stands on the restated sheet too, though the month's
# own first version has told it already.
agency faces
cw init
db "$source" -c "update faces.extract_control set cutoff_at = '2018-03-02 03:00 America/Chicago'"
cw --month 2018-02 run
exits 0 'listing: February'
episode=$(db "$mart" -c "select min(episode_id) from fact.child_listing
    where month = '2018-02-01' and version = 1 and list = 'children' and entered_care < '2018-01-01'")
db "$source" -c "update faces.custody_episode set custody_end = '2018-02-20', exit_reason = 1,
        exit_entered_at = '2018-03-15 10:00 America/Chicago' where episode_id = $episode" \
    -c "update faces.extract_control set cutoff_at = '2018-04-01 03:00 America/Chicago'"
cw --month 2018-03 run
exits 0 'listing: March'
late() { # version
    db "$mart" -c "select child_id, episode_id, end_date from fact.child_listing_listed
        where month = '2018-03-01' and version = $1 and list = 'late' order by 1, 2"
}
before=$(late 1)
like "$before" "\|$episode\|2018-02-20" 'it has an exit of February that was typed in in March'
cw --month 2018-03 run --restate
exits 0 'listing: March restated'
is "$(late 2)" "$before" 'the same late exits'
finish
