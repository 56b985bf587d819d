#!/usr/bin/env bash
# Metrics for Prometheus: off by default; written whole after success and after failure; when it last
# succeeded is kept apart from how it last ended.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

agency famlink
set_key report.enabled home_study
set_key report.scopes state
cw init
cw --month "$month" run
exits 0 'a run works'
is "$(find "$work" -name '*.prom' | grep -c . || true)" 0 'off by default'

dir=$work/textfile
mkdir -p "$dir"
set_key metrics.dir "$dir"
read_all() { metrics=$(/usr/bin/python3 "$root/tests/lib/promtext.py" "$dir"/*.prom 2>&1); }
value() { grep -F "cwreports_$1 " <<<"$metrics" | sed 's/.* //'; }
call='{agency="7",verb="run"}'

before=$(date +%s)
cw --month "$month" run
exits 0 'with a folder it works too'
is "$(cd "$dir" && ls -A)" 'cwreports_7.prom
cwreports_7_run.prom
cwreports_7_run_success.prom' 'three files, and nothing half written'
is "$(stat -c %a "$dir"/cwreports_7.prom)" 644 'that the collector can read'
read_all
is "$(value "last_run_exit_code$call")" 0 'the exit code'
ok "$([ "$(value "last_success_timestamp_seconds$call" | cut -d. -f1)" -ge "$before" ] && echo true)" \
    'the last success is this one'
like "$metrics" '^cwreports_step_files\{agency="7",verb="run",step="report"\} 1$' 'the workbooks of the run'
like "$metrics" '^cwreports_step_duration_seconds\{agency="7",verb="run",step="deliver"\} [0-9.e-]+$' 'how long a step took'
is "$(value 'waiting_files{agency="7"}')" 0 'what waits'
is "$(value 'source_cutoff_timestamp_seconds{agency="7"}')" \
    "$(date -d 'TZ="America/Los_Angeles" 2020-02-01 02:15:00' +%s).000" 'how far the source goes'
is "$(value 'published_month_timestamp_seconds{agency="7",report="home_study"}')" \
    "$(date -d 'TZ="America/Los_Angeles" 2020-01-01 00:00:00' +%s).000" 'the month that readers have'
success=$(value "last_success_timestamp_seconds$call")

"$root/tests/lib/share.sh" stop "$CW_E2E/share"
sleep 1.1 # stamps have seconds
cw --month 2019-12 run
exits 5 'the share is away'
read_all
is "$(value "last_run_exit_code$call")" 5 'the failure is told'
is "$(value "last_success_timestamp_seconds$call")" "$success" 'the last success stays what it was'
ok "$([ "$(value "last_run_timestamp_seconds$call" | cut -d. -f1)" -gt "${success%.*}" ] && echo true)" \
    'the last run is a later one'
is "$(value 'waiting_files{agency="7"}')" 1 'a file waits'
"$root/tests/lib/share.sh" start "$CW_E2E/share" "$(sed -E 's#.*:([0-9]+)/.*#\1#' <<<"$share_url")" >"$CW_E2E/share.out"
cw deliver
exits 0 'it is delivered'
read_all
is "$(value 'waiting_files{agency="7"}')" 0 'nothing waits'
is "$(value 'last_run_exit_code{agency="7",verb="deliver"}')" 0 'another verb has numbers of its own'
is "$(value "last_run_exit_code$call")" 5 'and leaves those of run alone'

cp "$ini" "$work/good.ini"
set_key mart.conninfo 'host=/nowhere dbname=mart'
cw --month "$month" run
exits 9 'the mart is away'
read_all
is "$(value "last_run_exit_code$call")" 9 'that is told too'
is "$(value "last_success_timestamp_seconds$call")" "$success" 'the last success stays'
is "$(value 'waiting_files{agency="7"}')" 0 'what the ledger knew stays'
cp "$work/good.ini" "$ini"

chmod 500 "$dir"
cw --month "$month" run
exits 0 'a folder that cannot be written is no failure of the run'
like "$errors" 'metrics are not written: .*cannot create.*hint: see metrics.dir' 'but is told'
cw check
like "$out" '^warn +metrics.dir .*cannot write' 'check tells it too'
chmod 700 "$dir"
unlike "$(cat "$dir"/*.prom)" 'Department|/|@' 'no name, no path, no address is in the files'
finish
