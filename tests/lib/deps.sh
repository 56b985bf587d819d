#!/usr/bin/env bash
# tests/lib/deps.sh - installs the Debian packages named, those that are missing
#
#   deps.sh PACKAGE...
#
# Silent when all are there. As root, else through sudo. Servers that come with the packages are
# not started and no system cluster is made: the project runs its own, private ones.
set -eu

die() {
    echo "deps: $1" >&2
    shift
    for hint in "$@"; do echo "hint: $hint" >&2; done
    exit 1
}

installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

command -v dpkg-query >/dev/null || {
    echo "deps: this is no Debian; install yourself what corresponds to: $*" >&2
    exit 0
}
missing=()
for package in "$@"; do
    installed "$package" || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || die "packages are missing and there is no sudo" \
        "as root: apt-get install ${missing[*]}"
    exec sudo -- "$0" "$@"
fi

log=$(mktemp)
policy=/usr/sbin/policy-rc.d
cluster=/etc/postgresql-common/createcluster.d/cwreports.conf
made=()
cleanup() {
    [ ${#made[@]} -eq 0 ] || rm -f "${made[@]}"
    rm -f "$log"
}
trap cleanup EXIT

# Debian starts a server as soon as it is installed, unless this says no.
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    made+=("$policy")
fi
if ! installed postgresql-common && [ ! -e "$cluster" ]; then
    mkdir -p "${cluster%/*}"
    echo 'create_main_cluster = false' >"$cluster"
    made+=("$cluster")
fi
had_lighttpd=no
if installed lighttpd; then had_lighttpd=yes; fi

echo "deps: installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
if ! { apt-get -q update && apt-get -q install -y --no-install-recommends "${missing[@]}"; } \
    >"$log" 2>&1 </dev/null; then
    tail -n 15 "$log" >&2
    die "apt-get failed" "as root: apt-get update && apt-get install ${missing[*]}"
fi
if [ "$had_lighttpd" = no ] && [ -d /run/systemd/system ]; then
    systemctl disable --quiet lighttpd 2>/dev/null || true
fi
