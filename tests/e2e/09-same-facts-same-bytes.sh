#!/usr/bin/env bash
# The same facts give the same workbooks, whatever the order of the source's rows and whoever runs.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

agency famlink
cw init
cw --month "$month" run
exits 0 'the first agency runs'
first=$(digests "$spool")

agency famlink
for table in meeting_fact placement_fact removal_episode_fact intake_victim_fact \
    primary_assignment_fact people_dim worker_dim license_fact ext_home_study; do
    db "$source" -c "create table famlink.shuffled as
            select * from famlink.$table order by md5($table::text) desc" \
        -c "truncate famlink.$table" \
        -c "insert into famlink.$table select * from famlink.shuffled" \
        -c 'drop table famlink.shuffled'
done
cw init
set_key report.workers 1
cw --month "$month" run
exits 0 'the same rows in another order'
is "$(digests "$spool")" "$first" 'the same bytes'
finish
