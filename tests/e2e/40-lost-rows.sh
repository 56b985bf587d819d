#!/usr/bin/env bash
# A source that lost rows, an agency.id used twice: refused before anything takes the place of what
# stands. What the operator accepts knowingly is taken once.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

agency famlink
cw init
exits 0 'init works'

db "$source" -c 'create table kept as table famlink.placement_fact' -c 'truncate famlink.placement_fact'
cw --month "$month" run
exits 4 'the first load, without a placement'
one_line "$errors" 'one line'
like "$errors" 'table "placement" .*is empty: 0 rows' 'the table is named'
is "$(sealed)$(published)" '' 'nothing is sealed or published'
db "$source" -c 'insert into famlink.placement_fact select * from kept'

cw --month 2019-12 run
exits 0 'whole, it works'
before=$(published; digests "$spool")
staged=$(db "$mart" -c 'select count(*) from stage.placement')
db "$source" -c "delete from famlink.placement_fact where id_placement_fact in (
    select id_placement_fact from famlink.placement_fact order by id_placement_fact
    limit (select count(*) * 4 / 10 from famlink.placement_fact))"
left=$(db "$source" -c 'select count(*) from famlink.placement_fact')
cw --month "$month" run
exits 4 '40 % fewer placements'
one_line "$errors" '40 %: one line'
like "$errors" "\"placement\".* has $left rows, $staged in the last load: (39|40)\.[0-9] % fewer" \
    'table and both counts are in it'
like "$errors" 'accept-drop.*quality\.max_drop_pct' 'and how to accept it'
is "$(published; digests "$spool")" "$before" 'what was published stands, and nothing new'
is "$(db "$mart" -c 'select count(*) from stage.placement')" "$staged" 'so does the last load'
cw status
like "$out" '"placement"' 'status tells it'

cw --month "$month" run --accept-drop
exits 0 'accepted knowingly, it runs'
is "$(db "$mart" -c 'select count(*) from stage.placement')" "$left" 'on the smaller load'
like "$(cat "$work/famlink.log")" 'event=drop_accepted.*placement' 'the log says so'
cw --month "$month" run --restate
exits 0 'and is the measure of the next load'

db "$source" -c 'drop table famlink.ext_home_study'
cw --month "$month" run --restate
exits 4 'the tracking list has gone'
like "$errors" 'home_study.*not there any more' 'it is named'

# Another kind of source under the same number.
sample_template faces
kept() {
    db "$mart" -c "select md5(string_agg(md5(c::text), '' order by list, code, ordinal))
            from mart.code_map as c where agency_id = 7" \
        -c 'select count(*) from fact.ftdm_completion' -c 'select count(*) from stage.placement'
}
before=$(kept)
set_key source.kind faces
set_key source.conninfo "$("$root/tests/lib/cluster.sh" conninfo "$CW_E2E/cluster" sample_faces)"
for verb in init run extract check; do
    cw "$verb"
    exits 2 "$verb: the number of another agency"
    like "$out$errors" 'agency 7 was extracted as "famlink".*"faces"' "$verb says whose it is"
done
is "$(kept)" "$before" 'the first agency keeps code maps, facts and rows'
finish
