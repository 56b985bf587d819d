#!/usr/bin/env bash
# A run without --month does what is due: it closes what has ended, keeps the month's worklists
# fresh, and catches up after nights and months that were missed. On a cluster of its own, whose
# clock is set.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

# shellcheck source=../lib/own-clock.sh
. "$root/tests/lib/own-clock.sh"
share_files=$CW_E2E/share

agency famlink
clock '2020-01-20 12:30:00'
own_agency famlink
runs() { own_db "$mart" -At -c "select count(*) from etl.run"; }

cw init
exits 0 'init works'
loaded '2020-01-20 02:15'
cw run
exits 0 'the first night'
is "$out$errors" '' 'cron hears nothing'
is "$(months)" '2019-12 closed, 2020-01 preliminary' \
    'the month that has ended is closed, the one that has not is preliminary'
like "$("$root/tests/lib/xlsxdump" "$spool/2020-01/ftdm_completion/ftdm_completion_2020-01_state.xlsx" \
    --tsv --sheet Summary)" 'PRELIMINARY' 'and its workbooks say so'

december=$(digests "$share_files/files/$folder/2019-12")
cw run
exits 0 'the same night again'
is "$(digests "$share_files/files/$folder/2019-12")" "$december" 'a closed month is left alone'

# 1 February, 04:30 in Los Angeles; the load of that night did not come
clock '2020-02-01 12:30:00'
loaded '2020-01-31 02:15'
cw run
exits 0 'the load is a day late: no alarm'
is "$(months)" '2019-12 closed, 2020-01 preliminary' 'January cannot be closed yet'

# nobody looked until 3 April: January was never closed, February and March were never made
clock '2020-04-03 12:30:00'
loaded '2020-04-03 02:15'
set_key run.catch_up_months 2
set_key log.level debug
cw run
exits 0 'after two months without a run'
is "$(grep -c 'event=sql file=model/10_child.sql' "$work/famlink.log")" 1 \
    'the model of the load is made once, for four months'
is "$out$errors" '' 'cron hears nothing'
is "$(months)" '2019-12 closed, 2020-01 closed, 2020-02 closed, 2020-03 closed, 2020-04 preliminary' \
    'all that was missed is closed'
is "$(own_db "$mart" -At -c "select string_agg(to_char(month, 'YYYY-MM'), ' ' order by run_id)
    from (select * from etl.run where month is not null order by run_id desc limit 4) as r")" \
    '2020-01 2020-02 2020-03 2020-04' 'the oldest first'
is "$(digests "$share_files/files/$folder")" "$(digests "$spool")" 'the share holds the sealed bytes'

set_key run.current_month no
before=$(runs)
cw run
exits 0 'when nothing is due'
is "$(own_db "$mart" -At -c "select string_agg(step, ',') from etl.step where run_id > $before")" deliver,recheck \
    'the source is left alone; what waits would be sent, what stands on the share looked at'

# a source that stands still is told, not passed over
clock '2020-06-02 12:30:00'
cw run
exits 4 'the source stands still and a month cannot be made'
one_line "$errors" 'one line'
like "$errors" 'month 2020-05 begins after the data cutoff 2020-04-03' 'it names the cutoff'

# one month that fails does not keep the other from its readers
loaded '2020-06-02 02:15'
rm -rf "$share_files/files/$folder/2020-05"
echo 'somebody else was here' >"$share_files/files/$folder/2020-05" # no folder can be made there
cw run
unlike "$code" '^0$' 'April works, May does not'
one_line "$errors" 'one line'
like "$errors" 'month 2020-05' 'it says which month'
like "$(months)" '2020-04 closed, 2020-05 open' 'April is closed'
rm "$share_files/files/$folder/2020-05"
cw run
exits 0 'the next night mends it'
like "$(months)" '2020-05 closed' 'May is closed'

# the share is away, and then the spool is lost, as on a new machine: what waits is made anew
clock '2020-07-02 12:30:00'
loaded '2020-07-02 02:15'
port=$(sed -E 's#.*:([0-9]+)/.*#\1#' <<<"$share_url")
"$root/tests/lib/share.sh" stop "$share_files"
cw run
exits 5 'the share is away'
rm -rf "${spool:?}"/20*
"$root/tests/lib/share.sh" start "$share_files" "$port" >"$CW_E2E/share.out"
waits() { own_db "$mart" -At -c "select count(*) from etl.delivery where state in ('ready', 'sending')"; }
set_key run.current_month yes
cw run
exits 0 'a spool that was lost keeps nothing from the share'
is "$out$errors" '' 'and nobody has to hear of it'
is "$(waits)" 0 'nothing waits'
like "$(months)" '2020-06 closed, 2020-07 preliminary' 'the months are published'

# of a month that is not due any more too
"$root/tests/lib/share.sh" stop "$share_files"
cw run --month 2019-12 --restate
exits 5 'a restatement, and the share is away'
cw run
exits 5 'as it is for the night'
rm -rf "${spool:?}"/20*
"$root/tests/lib/share.sh" start "$share_files" "$port" >"$CW_E2E/share.out"
cw run --dry-run
exits 0 'what is lost is found when it is to be sent'
cw run
exits 0 'also when it belongs to a month of old'
is "$(waits) $out$errors" '0 ' 'it is made anew and sent'
is "$(own_db "$mart" -At -c "select distinct version, state from etl.month where month = '2019-12-01' and version > 1")" \
    '2|closed' 'the restated month is published'
cw status
unlike "$out" '^failed' 'status has nothing to tell of it'

# an index page that is lost is written again
own_db "$mart" -q -c "update etl.delivery set state = 'ready' where delivery_id =
    (select max(delivery_id) from etl.delivery where path = '2020-06/index.html')" \
    -c "delete from etl.recheck where delivery_id not in (select delivery_id from etl.delivery where state = 'done')" \
    -c "delete from etl.receipt where delivery_id not in (select delivery_id from etl.delivery where state = 'done')"
rm -f "$spool/2020-06/index.html"
cw run
exits 0 'a page of a month that is lost'
is "$(waits)" 0 'is written again'
like "$(sealed)" '2020-06/index.html' 'into the spool'
set_key run.current_month no
finish
