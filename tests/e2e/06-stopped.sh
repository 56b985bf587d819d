#!/usr/bin/env bash
# Two runs at once, ^C, kill -9: nothing half done, no lock left behind, the next run finishes.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

agency famlink
cw init
exits 0 'init works'

background() { # starts a run; its pid in $pid
    "$root/build/cwreports" --config "$ini" --month "$month" run \
        >"$work/bg.out" 2>"$work/bg.err" </dev/null &
    pid=$!
}

# Waits until the mart says that the step has begun (or the run is over).
until_step() { # step
    local i
    for ((i = 0; i < 600; i++)); do
        [ "$(db "$mart" -c "select count(*) from etl.step where step = '$1' and state = 'running'")" = 0 ] ||
            return 0
        kill -0 "$pid" 2>/dev/null || return 0
        sleep 0.05
    done
}

background
until_step extract
cw --month "$month" run
exits 10 'a second run is refused'
one_line "$errors" 'with one line'
code=0
wait "$pid" || code=$?
is "$code" 0 'the first one finishes'

for signal in INT TERM KILL; do
    for step in extract model report; do
        agency famlink
        cw init
        background
        until_step "$step"
        kill "-$signal" "$pid" 2>/dev/null || true
        code=0
        wait "$pid" 2>/dev/null || code=$?
        case $signal in
            KILL) like "$code" '^(0|137)$' "kill -9 in $step" ;;
            *) like "$code" '^(0|12)$' "SIG$signal in $step has its exit code" ;;
        esac
        if [ "$code" = 12 ]; then
            errors=$(cat "$work/bg.err")
            one_line "$errors" "SIG$signal in $step: one line"
            is "$(sealed | grep -cv '\.xlsx$' || true)" 0 "SIG$signal in $step: no temporary file is left"
        fi
        cw --month "$month" run
        exits 0 "after SIG$signal in $step the next run finishes"
        is "$(digests "$CW_E2E/share/files/$folder")" "$(digests "$spool")" \
            "after SIG$signal in $step the share holds all"
    done
done
finish
