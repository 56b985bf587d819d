#!/usr/bin/env bash
# tests/package.sh - the Debian package in a fresh Debian 12: install, configure, run, purge
#
# Makes a fresh system (debootstrap --variant=minbase), installs the package that `make deb` built,
# follows the README with a small sample agency on a private cluster and a private share, and
# removes it again. Nothing of this machine is visible inside but the network and the clock.
#
#   sudo tests/package.sh [--keep] [--cache DIR]
#
# --cache keeps the bootstrapped system for the next time. Needs root and debootstrap on this
# machine. Prints TAP; takes some minutes.
set -eu

keep=no
cache=
while [ $# -gt 0 ]; do
    case $1 in
        --keep) keep=yes; shift ;;
        --cache) cache=$2; shift 2 ;;
        --help | -h) sed -n '2,/^set -eu/s/^# \{0,1\}//p' "$0" | sed '$d'; exit 0 ;;
        *) echo "package.sh: unknown option '$1'; see --help" >&2; exit 2 ;;
    esac
done
[ "$(id -u)" = 0 ] || { echo "package.sh: needs root (chroot); try sudo" >&2; exit 2; }
command -v debootstrap >/dev/null || {
    echo "package.sh: debootstrap is missing; hint: apt-get install debootstrap" >&2
    exit 2
}

root=$(cd "$(dirname "$0")/.." && pwd)
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
work=$(mktemp -d /var/tmp/cwreports-package.XXXXXX)
chmod 755 "$work"
system=$work/debian
n=0
failures=0

unmount() {
    local m
    for m in dev/shm dev proc sys; do
        if mountpoint -q "$system/$m"; then umount -l "$system/$m"; fi
    done
}
finish() {
    as_service '/srv/tests/lib/share.sh stop /srv/run/share; /srv/tests/lib/cluster.sh stop /srv/run/cluster' \
        >/dev/null 2>&1 || true
    unmount
    if [ "$keep" = yes ]; then echo "# kept: $system"; else rm -rf --one-file-system "$work"; fi
}

ok() { # true or false, what, said
    n=$((n + 1))
    if [ "$1" = true ]; then echo "ok $n - $2"; return; fi
    echo "not ok $n - $2"
    failures=$((failures + 1))
    printf '%s\n' "${@:3}" | tail -n 20 | sed 's/^/#   /'
}
is() { if [ "$1" = "$2" ]; then ok true "$3"; else ok false "$3" "got      $1" "expected $2"; fi; }
like() { if grep -Eq -- "$2" <<<"$1"; then ok true "$3"; else ok false "$3" "in       $1" "no match $2"; fi; }
works() { # what, command...
    local what=$1 said
    shift
    if said=$("$@" 2>&1); then ok true "$what"; else ok false "$what" "$said"; fi
}

inside() {
    chroot "$system" /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        TERM=dumb LC_ALL=C DEBIAN_FRONTEND=noninteractive "$@"
}
as_service() { # a shell command
    inside su cwreports -s /bin/bash -c "$1"
}
mode() { inside stat -c '%a %U:%G' "$1"; }

bootstrap() {
    mkdir "$system"
    if [ -n "$cache" ] && [ -d "$cache/etc" ]; then
        cp -a "$cache/." "$system"
    else
        debootstrap --variant=minbase bookworm "$system" "$mirror" >"$work/log" 2>&1 ||
            { tail -n 5 "$work/log" >&2; exit 1; }
        [ -z "$cache" ] || { mkdir -p "$cache" && cp -a "$system/." "$cache"; }
    fi
    printf 'deb %s bookworm main\n' "$mirror" >"$system/etc/apt/sources.list"
    cp /etc/resolv.conf "$system/etc/resolv.conf"
    printf '#!/bin/sh\nexit 101\n' >"$system/usr/sbin/policy-rc.d" # no service starts
    chmod 755 "$system/usr/sbin/policy-rc.d"
    mkdir -p "$system/etc/postgresql-common/createcluster.d"
    echo 'create_main_cluster = false' >"$system/etc/postgresql-common/createcluster.d/no.conf"
    mount -t proc proc "$system/proc"
    mount -t sysfs -o ro sys "$system/sys"
    mount --bind /dev "$system/dev"
    mount -t tmpfs -o mode=1777 tmpfs "$system/dev/shm" 2>/dev/null || true
}

trap finish EXIT
trap 'exit 130' INT TERM

# ---- the package ----
make --no-print-directory -C "$root" deb >"$work/deb1" 2>&1 || { cat "$work/deb1"; exit 1; }
deb=$(tail -n 1 "$work/deb1")
cp "$deb" "$work/first.deb"
make --no-print-directory -C "$root" deb >"$work/deb2" 2>&1
works 'the same sources give the same package' cmp "$deb" "$work/first.deb"
make --no-print-directory -C "$root" build/sample >/dev/null

# ---- installation ----
bootstrap
cp "$deb" "$system/tmp/cwreports.deb"
inside apt-get -qq update
works 'apt installs it' inside apt-get -qq install -y /tmp/cwreports.deb
is "$(inside cwreports version)" "cwreports $(dpkg-deb -f "$deb" Version)" 'the program is there'
like "$(inside getent passwd cwreports)" ':/var/spool/cwreports:/usr/sbin/nologin$' 'the service user cannot log in'
is "$(mode /etc/cwreports/cwreports.ini)" '640 root:cwreports' 'the configuration is private to it'
is "$(mode /etc/cwreports)" '750 root:cwreports' 'and so is its folder'
is "$(mode /var/spool/cwreports)" '700 cwreports:cwreports' 'nobody else enters the spool'
is "$(mode /var/log/cwreports)" '750 cwreports:adm' 'administrators read the logs'
is "$(inside grep -Ec '^[^#]*cwreports run' /etc/cron.d/cwreports || true)" 0 'cron starts nothing yet'
is "$(inside find /etc/systemd -name 'cwreports*')" '' 'and no timer'
works 'bash completes it' inside test -s /usr/share/bash-completion/completions/cwreports
cmp -s "$system/etc/cwreports/cwreports.ini" "$system/usr/share/cwreports/cwreports.ini.example" && same=true || same=false
ok "$same" 'the configuration is the example, to be filled in'

# ---- an agency: servers as an ordinary user, roles by the scripts that the program prints ----
inside apt-get -qq install -y --no-install-recommends postgresql-15 lighttpd lighttpd-mod-webdav \
    lighttpd-mod-openssl openssl curl cron logrotate >"$work/apt" 2>&1 || tail -n 5 "$work/apt"
mkdir -p "$system/srv/tests" "$system/srv/run"
cp -r "$root/tests/lib" "$system/srv/tests"
cp "$root/build/sample" "$system/srv/sample"
inside chown cwreports /srv/run
as_service '/srv/tests/lib/cluster.sh start /srv/run/cluster --unsafe && /srv/tests/lib/share.sh start /srv/run/share' \
    >"$work/servers" 2>&1 || cat "$work/servers"
psql="/srv/tests/lib/cluster.sh psql /srv/run/cluster"
conninfo() { as_service "/srv/tests/lib/cluster.sh conninfo /srv/run/cluster $1 $2"; }
as_service "$psql postgres -c 'create database warehouse' && /srv/sample --kind famlink --size small | $psql warehouse -q" \
    >/dev/null
works 'the grants of the reader are printed and run' as_service \
    "cwreports sql grants/source_reader.sql | $psql warehouse -v role=cwreports_reader -v kind=famlink"
works 'and those of the mart' as_service \
    "cwreports sql grants/mart_owner.sql | $psql postgres -v role=cwreports -v database=cwreports"
cat >"$system/etc/cwreports/cwreports.ini" <<INI
[agency]
id = 7
name = Department of Examples
timezone = America/Los_Angeles

[source]
kind = famlink
conninfo = $(conninfo warehouse cwreports_reader)

[mart]
conninfo = $(conninfo cwreports cwreports)

[spool]
dir = /var/spool/cwreports

[share]
kind = webdav
url = $(as_service '/srv/tests/lib/share.sh url /srv/run/share')
user = $(cat "$system/srv/run/share/user")
password_file = /etc/cwreports/share.password
ca_file = /srv/run/share/ca.pem

[log]
file = /var/log/cwreports/cwreports.log
INI
inside install -o cwreports -g cwreports -m 0600 /srv/run/share/password /etc/cwreports/share.password
works 'init' as_service 'cwreports init'
works 'check' as_service 'cwreports check'
like "$(as_service 'cwreports check' | tail -n 1)" '^ready' 'which ends with ready'
works 'run' as_service 'cwreports --month 2020-01 run'
books=$(find "$system/var/spool/cwreports" -name '*.xlsx' | wc -l)
like "$books" '^[1-9]' 'there are workbooks'
is "$(find "$system/srv/run/share/files" -name '*.xlsx' | wc -l)" "$books" 'as many on the share'
sed -i 's/^#30 4/30 4/' "$system/etc/cron.d/cwreports"
works 'logs are rotated as the service user' inside logrotate -f /etc/logrotate.d/cwreports
is "$(mode /var/log/cwreports/cwreports.log)" '600 cwreports:cwreports' 'into a private one'
works 'and written on' as_service 'cwreports deliver && test -s /var/log/cwreports/cwreports.log'

# ---- again, and away ----
echo '# a line of the administrator' >>"$system/etc/cwreports/cwreports.ini"
works 'installing again' inside apt-get -qq install -y --reinstall /tmp/cwreports.deb
like "$(tail -n 1 "$system/etc/cwreports/cwreports.ini")" administrator 'keeps the configuration'
works 'and the job as it was enabled' inside grep -q '^30 4' /etc/cron.d/cwreports
said=$(inside apt-get -qq purge -y cwreports 2>&1) || true
like "$said" '/var/spool/cwreports still holds workbooks' 'purge names what it keeps'
is "$(find "$system/var/spool/cwreports" -name '*.xlsx' | wc -l)" "$books" 'every workbook'
is "$(inside sh -c 'ls -d /etc/cwreports/cwreports.ini /var/log/cwreports /etc/cron.d/cwreports /usr/share/cwreports /usr/bin/cwreports 2>/dev/null' || true)" '' \
    'the rest is gone'
works 'the agency''s own file is kept' inside test -s /etc/cwreports/share.password
rm -rf "$system/var/spool/cwreports" "$system/etc/cwreports"
inside apt-get -qq install -y /tmp/cwreports.deb >/dev/null 2>&1
said=$(inside apt-get -qq purge -y cwreports 2>&1) || true
is "$(inside sh -c 'ls -d /etc/cwreports /var/spool/cwreports /var/log/cwreports 2>/dev/null' || true)" '' \
    'a package that made nothing leaves nothing'
echo "1..$n"
[ "$failures" = 0 ]
