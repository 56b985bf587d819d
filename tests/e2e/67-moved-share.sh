#!/usr/bin/env bash
# share.url is changed while files wait for the share of old: `deliver` says that it cannot send them,
# `run` makes their month for the new one, and then nobody is held up by them. Two spellings of an
# address are one share.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

# shellcheck source=../lib/own-clock.sh
. "$root/tests/lib/own-clock.sh"

agency famlink
clock '2020-02-10 12:30:00'
own_agency famlink
loaded '2020-02-10 02:15'
set_key report.enabled home_study
set_key report.scopes state
set_key run.catch_up_months 0
set_key run.current_month no
set_key share.retries 0
mkdir "$work/metrics"
set_key metrics.dir "$work/metrics"
new=$(sed -n 's/^url = //p' "$ini")
old=https://127.0.0.1:1/old/
waiting() { sed -n 's/^cwreports_waiting_files{.*} //p' "$work/metrics/cwreports_7.prom"; }
state() { own_db "$mart" -At -c "select state from etl.month where month = '$1-01' and version > 0 order by version desc limit 1"; }
duties() { own_db "$mart" -At -c "select count(*) from etl.delivery where state in ('ready', 'sending')"; }
steps() { # of the last call
    own_db "$mart" -At -c "select string_agg(concat_ws(' ', to_char(r.month, 'YYYY-MM'), s.step), ', ' order by s.run_id, s.ordinal)
        from etl.step as s inner join etl.run as r using (agency_id, run_id) where s.run_id > $before"
}
last() { own_db "$mart" -At -c 'select coalesce(max(run_id), 0) from etl.run'; }

cw init
exits 0 'init works'
set_key share.url $old
cw --month 2019-11 run
exits 5 'a month, and a share that is away'
is "$(waiting)" 1 'its workbook waits'

# ---- no share at all ----
set_key share.kind none
cw run
exits 0 'without a share'
is "$out$errors" '' 'a night is silent'
is "$(waiting)" 0 'nothing is to be sent'
is "$(state 2020-01)" closed 'January lies in the spool, where it belongs'
is "$(state 2019-11)" closed 'and so does November'
before=$(last)
cw run
is "$(steps)" 'deliver, recheck' 'the next night makes no pass for what nobody can send'
cw deliver
exits 0 'deliver has nothing to send'
like "$errors" "^cwreports: deliver: 1 file of 2019-11 waits for \"$old\", and share.kind is none; hint: configure that share again" \
    'and does not hide what waits'
own_db "$mart" -q -c "update etl.month set state = 'open', closed_at = null where month = '2019-11-01'"
set_key share.kind webdav

# ---- another share ----
set_key share.url "$new"
cw run --month 2020-01
exits 0 'the new share'
cw deliver
exits 0 'deliver can send nothing to it'
one_line "$errors" 'but is not silent'
like "$errors" "^cwreports: deliver: 1 file of 2019-11 waits for \"$old\", which is not the share configured now; hint: .cwreports run. makes that month" \
    'it says how many, for whom and what to do'
is "$(waiting)" 1 'and so do the metrics'
cw run --dry-run
like "$out" '2019-11 home_study' 'run would make that month'
before=$(last)
cw run
exits 0 'run does'
is "$out$errors" '' 'in silence'
like "$(published)" '2019-11/home_study/home_study_2019-11_state.xlsx' 'the workbook stands on the new share'
like "$(published)" '2019-11/manifest.json' 'with the manifest of its month'
is "$(state 2019-11)" closed 'the month is closed'
is "$(duties) $(waiting)" '0 0' 'nothing waits'
like "$(cat "$work/famlink.log")" 'event=moved month=2019-11-01 files=1' 'the log tells it'
before=$(last)
cw run
exits 0 'the next night'
is "$(steps)" 'deliver, recheck' 'has no more to do than any'
cw deliver
is "$errors" '' 'deliver has nothing to say'

# ---- a closed month that waits for a share of old ----
set_key share.url $old
cw run --month 2019-11
exits 5 'a closed month, for a share that is away'
set_key share.url "$new"
there=$(digests "$CW_E2E/share/files/$folder")
before=$(last)
cw run
exits 0 'back at the other one'
like "$(steps)" '2019-11 report, 2019-11 deliver' 'the month is made of its facts'
is "$(digests "$CW_E2E/share/files/$folder")" "$there" 'what stood there stands'
is "$(duties)" 0 'and nothing waits'

# ---- a file that went missing on a share of old is nobody's errand ----
own_db "$mart" -q -c "insert into etl.recheck (agency_id, delivery_id, outcome, http_status)
    select agency_id, max(delivery_id), 'missing', 404 from etl.receipt group by agency_id"
cw status --json
like "$out" '"missing": 1' 'status tells of the share that is configured'
set_key share.url $old
cw status --json
unlike "$out" '"missing": 1' 'not of the other'
set_key share.url "$new"

# ---- one share, two spellings ----
receipts=$(own_db "$mart" -At -c 'select count(*), count(distinct target) from etl.receipt')
set_key share.url "${new%/}"
cw run --month 2019-11
exits 0 'without the last slash'
is "$(own_db "$mart" -At -c 'select count(*), count(distinct target) from etl.receipt')" "$receipts" \
    'it is the same share'
finish
