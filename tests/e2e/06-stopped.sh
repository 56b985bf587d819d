#!/usr/bin/env bash
# Two runs at once, ^C, kill -9: nothing half done, no lock left behind, the next run finishes.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

agency famlink
cw init
exits 0 'init works'

background() { # starts a run; its pid in $pid
    "$program" --config "$ini" --month "$month" run \
        >"$work/bg.out" 2>"$work/bg.err" </dev/null &
    pid=$!
}

hold "$source" famlink.placement_fact
background
until_blocked "$pid"
cw --month "$month" run
exits 10 'a second run is refused'
one_line "$errors" 'with one line'
like "$errors" 'since' 'which tells since when the other works'
release
code=0
wait "$pid" || code=$?
is "$code" 0 'the first one finishes'

# step: what to hold, in which database
for place in 'extract source famlink.placement_fact' 'model mart mart.child' \
    'report mart etl.artifact' 'deliver mart etl.receipt'; do
    read -r step where table <<<"$place"
    for signal in INT TERM KILL; do
        agency famlink
        cw init
        [ "$where" = source ] && base=$source || base=$mart
        hold "$base" "$table"
        background
        until_blocked "$pid"
        kill "-$signal" "$pid" 2>/dev/null || true
        code=0
        wait "$pid" 2>/dev/null || code=$?
        release
        if [ "$signal" = KILL ]; then
            is "$code" 137 "kill -9 in $step"
            # the server looks every second whether its client is still there
            until [ "$(db postgres -c "select count(*) from pg_stat_activity
                where datname in ('$source', '$mart')")" = 0 ]; do sleep 0.1; done
            if [ "$step" = model ]; then
                cw explain ftdm_completion 1
                exits 10 'a model that was left half made is not explained from'
                one_line "$errors" 'a half made model: one line'
                like "$errors" 'half made.*cwreports model' 'which says what to do'
            fi
        else
            is "$code" 12 "SIG$signal in $step has its exit code"
            errors=$(cat "$work/bg.err")
            one_line "$errors" "SIG$signal in $step: one line"
            is "$(find "$spool" -type f ! -name '*.xlsx' | grep -c .)" 0 \
                "SIG$signal in $step: no temporary file is left"
        fi
        cw --month "$month" run
        exits 0 "after SIG$signal in $step the next run finishes"
        is "$(digests "$CW_E2E/share/files/$folder")" "$(digests "$spool")" \
            "after SIG$signal in $step the share holds all"
        is "$(published | grep -Ec 'part|staging' || true)" 0 "after SIG$signal in $step staging is empty"
    done
done
finish
