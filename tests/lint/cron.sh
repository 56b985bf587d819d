#!/usr/bin/env bash
# tests/lint/cron.sh - the crontab and the units: disabled as shipped, alike, and well formed
set -eu
cd "$(dirname "$0")/../.."
failed=0
problem() {
    echo "cron: $1"
    failed=1
}

! grep -E '^[^#]*cwreports +cwreports' cron/cwreports.cron || problem "a job is enabled as shipped"
jobs=$(grep -Ec '^#[0-9]+ .* cwreports +cwreports run$' cron/cwreports.cron)
timers=$(grep -c '^OnCalendar=' cron/cwreports.timer)
[ "$jobs" = "$timers" ] || problem "$jobs jobs in the crontab, $timers times in the timer"
for file in cron/cwreports.cron cron/cwreports.service; do
    grep -q 'cwreports.* expire$' "$file" || problem "$file: nothing expires"
done

# systemd is no part of building or testing; where it is, it may judge
if command -v systemd-analyze >/dev/null; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    cp cron/cwreports.timer "$work"
    sed 's#^ExecStart=/usr/bin/cwreports #ExecStart=/bin/true #' cron/cwreports.service >"$work/cwreports.service"
    said=$(systemd-analyze verify --man=no "$work/cwreports.service" "$work/cwreports.timer" 2>&1) ||
        problem "systemd-analyze verify: $said"
    [ -z "$said" ] || problem "systemd-analyze verify: $said"
    said=$(systemd-analyze security --offline=true --threshold=20 "$work/cwreports.service" 2>&1) ||
        problem "$(tail -n 1 <<<"$said")"
fi
exit $failed
