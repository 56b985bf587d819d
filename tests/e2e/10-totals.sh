#!/usr/bin/env bash
# A run whose figures do not tie stops before anything is sealed, and shows both numbers: for each
# report a figure of a part, a figure of the whole and a row that is lost.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

overlay=$work/overlay

# An agency's own fact file that does this before the program's reconciliation looks.
breaks() { # report, tie file, statement, what
    mkdir -p "$overlay/fact"
    printf '%s\n\n' "$3" >"$overlay/fact/$2.sql"
    "$program" sql "fact/$2.sql" >>"$overlay/fact/$2.sql"
    set_key sql.overlay_dir "$overlay"
    cw --month "$month" run --report "$1"
    exits 11 "$1: $4"
    one_line "$errors" "$1: $4: one line"
    like "$errors" "report \"$1\", .*: [0-9.-]+ \(.*\) is not [0-9.-]+ \(" "$1: $4: shows both numbers"
    is "$(sealed)$(published)" '' "$1: $4: nothing is sealed or published"
    rm -r "$overlay"
    sed -i '/^overlay_dir/d' "$ini"
}

# The first of a report's figures at a level that is not 0, one up.
one_more() { # report, level, measure
    printf '%s\n' "update fact.measure set numerator = numerator + 1, value = numerator + 1
where agency_id = \$1::int and month = \$2::date and \$3::date is not null and version = \$4::int
    and report = '$1' and level = '$2' and measure = '$3' and (g1_code, g2_code) = (
        select m.g1_code, m.g2_code from fact.measure as m
        where m.agency_id = \$1::int and m.month = \$2::date and m.version = \$4::int
            and m.report = '$1' and m.level = '$2' and m.measure = '$3' and m.numerator > 0
        order by m.g1_code, m.g2_code limit 1);"
}

# One child's row of a list is gone.
one_less() { # table, list, key
    printf '%s\n' "delete from fact.$1
where agency_id = \$1::int and month = \$2::date and \$3::date is not null and version = \$4::int
    and list = '$2' and $3 = (
        select max(f.$3) from fact.$1 as f
        where f.agency_id = \$1::int and f.month = \$2::date and f.version = \$4::int
            and f.list = '$2');"
}

agency famlink
cw init
exits 0 'init works'
tie=24_ftdm_completion_tie
breaks ftdm_completion $tie "$(one_more ftdm_completion office in_care)" 'an office of one child more'
breaks ftdm_completion $tie "$(one_more ftdm_completion region removals)" 'a region of one removal more'
breaks ftdm_completion $tie "$(one_more ftdm_completion state to_act_on)" 'a state of one more to act on'
breaks ftdm_completion $tie "$(one_less ftdm_completion in_care child_id)" 'a child is lost from In care'
breaks ftdm_completion $tie "$(one_less ftdm_completion to_act_on child_id)" 'a child is lost from To act on'
tie=35_iff_extension_tie
breaks iff_extension $tie "$(one_more iff_extension office iffs)" 'an office of one IFF more'
breaks iff_extension $tie "$(one_more iff_extension region extensions)" 'a region of one extension more'
breaks iff_extension $tie "$(one_more iff_extension state required)" 'a state of one required more'
breaks iff_extension $tie "$(one_less iff_extension all victim_id)" 'a row is lost from All IFFs'
breaks iff_extension $tie "$(one_less iff_extension due victim_id)" 'a row is lost from Due and overdue'
tie=44_home_study_tie
breaks home_study $tie "$(one_more home_study office children)" 'an office of one child more'
breaks home_study $tie "$(one_more home_study region overdue_caregivers)" 'a region of one caregiver more'
breaks home_study $tie "$(one_more home_study state children)" 'a state of one child more'
breaks home_study $tie "$(one_less home_study children child_id)" 'a child is lost'
breaks home_study $tie "$(one_less home_study caregivers provider_id)" 'a caregiver is lost'
cw --month "$month" run
exits 0 'with the program'\''s own SQL it ties'

agency faces
cw init
tie=59_child_listing_tie
breaks child_listing $tie "$(one_more child_listing circuit in_care)" 'a circuit of one child more'
breaks child_listing $tie "$(one_more child_listing attorney in_care_assigned)" 'an attorney of one child more'
breaks child_listing $tie "$(one_more child_listing state exits)" 'a state of one exit more'
breaks child_listing $tie "$(one_less child_listing children child_id)" 'a child is lost'
breaks child_listing $tie "$(one_less child_listing exits child_id)" 'an exit is lost'
breaks child_listing $tie "$(one_more child_listing supervising newly_assigned)" 'one is newly assigned who is not'
breaks child_listing $tie "$(one_more child_listing supervising carried_out)" 'one is carried out who is not'
cw --month 2018-02 run
exits 0 'February ties'
before=$(sealed)
breaks_later() { # statement, what: the month before stands
    mkdir -p "$overlay/fact"
    printf '%s\n\n' "$1" >"$overlay/fact/$tie.sql"
    "$program" sql "fact/$tie.sql" >>"$overlay/fact/$tie.sql"
    set_key sql.overlay_dir "$overlay"
    cw --month "$month" run
    exits 11 "$2"
    like "$errors" ' [0-9.-]+ \(.*\) is not [0-9.-]+ \(' "$2: shows both numbers"
    is "$(sealed)" "$before" "$2: nothing of it is sealed"
    rm -r "$overlay"
    sed -i '/^overlay_dir/d' "$ini"
}
breaks_later "$(one_more child_listing supervising carried_in)" 'one is carried in who was not'
breaks_later "$(one_more child_listing supervising exited)" 'one exited who did not'
breaks_later "$(one_more child_listing supervising unassigned)" 'one was unassigned who was not'
cw --month "$month" run
exits 0 'March ties with February'
finish
