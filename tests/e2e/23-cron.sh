#!/usr/bin/env bash
# The shipped crontab under Debian's cron daemon, whose clock is set: silent nights, one mail with
# one message on a bad one. The daemon runs in a user namespace: its root is this ordinary user.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"
# shellcheck source=../lib/own-clock.sh
. "$root/tests/lib/own-clock.sh"

if ! unshare -r -m true 2>/dev/null; then
    skips cron 'an ordinary user may not make a user namespace here'
    finish
    exit
fi

# ---- a machine for the daemon: its /etc, its mail, the program ----
agency famlink
clock '2020-02-01 04:29:00'
own_agency famlink
cw init
exits 0 'init works'
box=$work/box
mkdir -p "$box"/etc/{cron.d,pam.d,cwreports} "$box"/{sbin,bin,spool/crontabs,run}
cp /etc/nsswitch.conf /etc/ld.so.cache "$box/etc"
echo 'cwreports:x:0:0::/:/bin/sh' >"$box/etc/passwd"
echo 'cwreports:x:0:' >"$box/etc/group"
echo '#' >"$box/etc/crontab"
for type in auth account session; do echo "$type required pam_permit.so"; done >"$box/etc/pam.d/cron"
cp /usr/sbin/cron "$box/sbin/cron"
# The program, that tells when a job has begun. Where "hurry" is there, its clock runs ten times as
# fast: a deadline of a minute is over after six seconds.
cat >"$box/bin/cwreports" <<JOB
#!/bin/sh
echo "\$*" >>'$box/begun'
[ ! -e '$box/hurry' ] || export LD_PRELOAD='$faketime' FAKETIME='+0 x10'
exec '$program' "\$@"
JOB
chmod 755 "$box/bin/cwreports"
cat >"$box/sbin/sendmail" <<MAIL
#!/bin/sh
{ echo "--- a mail to \$*"; cat; } >>'$box/mail'
MAIL
chmod 755 "$box/sbin/sendmail"
gcc -shared -fPIC -o "$box/etc/setgroups.so" "$root/tests/lib/setgroups.c"
cat >"$box/start" <<'START'
set -eu
cd "$1"
mount --bind etc /etc
mount --bind sbin /usr/sbin
mount --bind bin /usr/local/bin
mount --bind spool /var/spool/cron
mount --bind run /run
export LD_PRELOAD=$2:/etc/setgroups.so FAKETIME="@$3" FAKETIME_DONT_FAKE_MONOTONIC=1 TZ=UTC
exec /usr/sbin/cron -f
START

is "$(grep -Ec '^[^#].*cwreports run' "$root/cron/cwreports.cron" || true)" 0 \
    'the crontab as shipped starts nothing'
sed -E 's/^#(([0-9*,-]+ +){5}cwreports )/\1/' "$root/cron/cwreports.cron" >"$box/etc/cron.d/cwreports"
chmod 644 "$box/etc/cron.d/cwreports"
is "$(grep -Ec '^[0-9].* cwreports  *cwreports run$' "$box/etc/cron.d/cwreports")" 2 \
    'without their # it has two jobs'

# A night: cron from a few seconds before the job's minute until the job and its mail are done. Where
# cron itself takes longer to begin, it misses the minute: then it gets more time before it.
night() { # the job's minute, UTC
    local lead pid until
    rm -f "$box/mail" "$box/begun"
    cp "$ini" "$box/etc/cwreports/cwreports.ini"
    for lead in 3 12 45; do
        rm -f "$box/run/crond.pid"
        unshare -r -m bash "$box/start" "$box" "$faketime" \
            "$(date -u -d "$1 UTC $lead seconds ago" '+%F %T')" >"$box/out" 2>&1 &
        pid=$!
        until=$((SECONDS + lead + 20))
        until [ -s "$box/begun" ] || [ "$SECONDS" -ge "$until" ]; do sleep 0.1; done
        [ ! -s "$box/begun" ] || break
        stop_cron "$pid"
    done
    # the job's process of cron goes when the mail is sent
    until [ -z "$(cat "/proc/$pid/task/$pid/children" 2>/dev/null)" ]; do sleep 0.1; done
    stop_cron "$pid"
    mail=$(cat "$box/mail" 2>/dev/null || true)
    [ "$(grep -c . "$box/begun" || true)" = 1 ] || ok false 'cron starts one job' "$(cat "$box/begun" "$box/out" 2>&1)"
}
stop_cron() { # its process, and what libfaketime made for it
    kill "$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
    rm -f "/dev/shm/sem.faketime_sem_$1" "/dev/shm/faketime_shm_$1"
}
# What the program wrote: the mail without its head.
body() { sed '1,/^$/d' <<<"$mail"; }
last_run() { own_db "$mart" -At -c "select state || coalesce(' ' || exit_code, '') from etl.run order by run_id desc limit 1"; }

# ---- good nights ----
# 1 February by this machine's clock, still 31 January where the agency is
loaded '2020-01-31 02:15'
night '2020-02-01 04:30'
is "$(last_run)" 'done 0' 'cron starts the job at its minute'
is "$mail" '' 'a good night is silent'
is "$(months)" '2019-12 closed, 2020-01 preliminary' "months end on the agency's clock, not on this machine's"
like "$(published)" '2020-01/ftdm_completion/' 'the workbooks are on the share'

clock '2020-02-05 04:29:00' # three nights were missed
loaded '2020-02-04 02:15'
night '2020-02-05 04:30'
is "$mail" '' 'silent again'
is "$(months)" '2019-12 closed, 2020-01 closed, 2020-02 preliminary' 'the month is closed'

# ---- bad nights ----
clock '2020-02-06 04:29:00'
own_db "$source" -c 'alter table famlink.placement_fact rename to elsewhere'
night '2020-02-06 04:30'
is "$(grep -c '^--- a mail' <<<"$mail")" 1 'a bad night is one mail'
like "$mail" '^To: root' 'to MAILTO'
like "$(last_run)" 'failed 4' 'the ledger has the exit code'
one_line "$(body)" 'with one line'
like "$(body)" '^cwreports: run: .*placement_fact.*hint:' 'which says what broke and what to do'
own_db "$source" -c 'alter table famlink.elsewhere rename to placement_fact'

# a run that is still at work in the morning
clock '2020-03-02 09:29:00'
mkfifo "$work/hold"
own_db "$mart" <"$work/hold" >/dev/null 2>&1 &
holder=$!
exec 8>"$work/hold"
echo 'select pg_advisory_lock(1129796165, 7);' >&8
until [ "$(own_db "$mart" -At -c "select count(*) from pg_locks where locktype = 'advisory'")" != 0 ]; do
    sleep 0.1
done
runs=$(own_db "$mart" -At -c 'select count(*) from etl.run')
night '2020-03-02 09:30'
exec 8>&-
wait "$holder" || true
one_line "$(body)" 'a second run is refused with one line'
like "$(body)" 'holds the lock|at work' 'which says that another is at work'
is "$(own_db "$mart" -At -c 'select count(*) from etl.run')" "$runs" 'and touches nothing'

loaded '2020-03-02 02:15'
night '2020-03-02 09:30'
is "$mail" '' 'the next morning is silent'
is "$(months)" '2019-12 closed, 2020-01 closed, 2020-02 closed, 2020-03 preliminary' \
    'the monthly job closes February'

# a run that stands still is ended by its deadline, a minute here
set_key run.deadline_minutes 1
clock '2020-03-03 04:29:00'
own_db "$source" <"$work/hold" >/dev/null 2>&1 &
holder=$!
exec 8>"$work/hold"
echo 'begin; lock table famlink.placement_fact in access exclusive mode;' >&8
until [ "$(own_db "$source" -At -c "select count(*) from pg_locks
    where mode = 'AccessExclusiveLock' and granted")" != 0 ]; do
    sleep 0.1
done
touch "$box/hurry"
night '2020-03-03 04:30'
exec 8>&-
wait "$holder" || true
like "$(last_run)" 'stopped 13' 'the deadline ends a run that stands still'
one_line "$(body)" 'with one line'
like "$(body)" 'deadline' 'which says so'
finish
