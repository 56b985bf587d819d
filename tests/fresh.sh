#!/usr/bin/env bash
# tests/fresh.sh - the two README commands, as a newcomer would run them
#
# Makes a fresh Debian 12 (debootstrap --variant=minbase, only `make` added), copies the last
# commit into it and runs `make demo` and `make test` there, as root and as an ordinary user with
# sudo. Nothing of this machine is visible inside but the network and the clock.
#
#   sudo tests/fresh.sh [--as root|user|both] [--keep] [--cache FILE.tar] [TARGET ...]
#
# TARGET defaults to `demo test`. --cache keeps the bootstrapped system for the next time.
# Needs root and debootstrap on this machine. Ends with one line per command and a verdict.
set -eu

as=both
keep=no
cache=
targets=()
while [ $# -gt 0 ]; do
    case $1 in
        --as) as=$2; shift 2 ;;
        --keep) keep=yes; shift ;;
        --cache) cache=$2; shift 2 ;;
        --help | -h) sed -n '2,/^set -eu/s/^# \{0,1\}//p' "$0" | sed '$d'; exit 0 ;;
        -*) echo "fresh.sh: unknown option '$1'; see --help" >&2; exit 2 ;;
        *) targets+=("$1"); shift ;;
    esac
done
[ ${#targets[@]} -gt 0 ] || targets=(demo test)
case $as in root | user | both) ;; *) echo "fresh.sh: --as root, user or both" >&2; exit 2 ;; esac
[ "$(id -u)" = 0 ] || { echo "fresh.sh: needs root (chroot); try sudo" >&2; exit 2; }
command -v debootstrap >/dev/null || {
    echo "fresh.sh: debootstrap is missing; hint: apt-get install debootstrap" >&2
    exit 2
}

root=$(cd "$(dirname "$0")/.." && pwd)
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
work=$(mktemp -d /var/tmp/cwreports-fresh.XXXXXX)
system=$work/debian
failed=0

unmount() {
    local m
    for m in dev/pts dev/shm dev proc sys; do
        if mountpoint -q "$system/$m"; then umount -l "$system/$m"; fi
    done
}
finish() {
    unmount
    if [ "$keep" = yes ]; then echo "kept: $system"; else rm -rf --one-file-system "$work"; fi
}
trap finish EXIT
trap 'exit 130' INT TERM

bootstrap() {
    mkdir "$system"
    if [ -n "$cache" ] && [ -f "$cache" ]; then
        tar -C "$system" -xf "$cache"
    else
        debootstrap --variant=minbase --include=make bookworm "$system" "$mirror" >"$work/log" 2>&1 ||
            { tail -n 5 "$work/log" >&2; exit 1; }
        [ -z "$cache" ] || tar -C "$system" -cf "$cache" .
    fi
    printf 'deb %s bookworm main\ndeb %s bookworm-updates main\n' "$mirror" "$mirror" \
        >"$system/etc/apt/sources.list"
    cp /etc/resolv.conf "$system/etc/resolv.conf"
    grep -q "$(hostname)" "$system/etc/hosts" 2>/dev/null ||
        echo "127.0.0.1 localhost $(hostname)" >>"$system/etc/hosts"
    mount -t proc proc "$system/proc"
    mount -t sysfs -o ro sys "$system/sys"
    mount --bind /dev "$system/dev"
    mount -t devpts devpts "$system/dev/pts" -o newinstance,ptmxmode=0666 2>/dev/null || true
    mount -t tmpfs -o mode=1777 tmpfs "$system/dev/shm" 2>/dev/null || true
}

# A copy of the last commit, as `git clone` would give it, owned by the one who runs it.
checkout() { # folder owner
    mkdir -p "$system$1"
    git -C "$root" archive HEAD | tar -C "$system$1" -xf -
    chroot "$system" chown -R "$2" "$1"
}

inside() { # who folder command...
    local who=$1 folder=$2
    shift 2
    chroot "$system" /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        TERM=dumb su - "$who" -s /bin/bash -c "cd $folder && $*"
}

try() { # who folder target
    local start=$SECONDS log=$work/$1-$3.log verdict=passed
    inside "$1" "$2" make "$3" </dev/null >"$log" 2>&1 || { verdict=FAILED; failed=$((failed + 1)); }
    printf '%-6s make %-12s %s in %d s: %s\n' "$1" "$3" "$verdict" $((SECONDS - start)) \
        "$(tail -n 1 "$log")"
    if [ "$verdict" = FAILED ]; then tail -n 60 "$log"; fi
    if [ "$keep" = yes ]; then cp "$log" "$work/.."; fi
}

bootstrap
if [ "$as" != user ]; then
    checkout /root/cwreports root:root
    for t in "${targets[@]}"; do try root /root/cwreports "$t"; done
fi
if [ "$as" != root ]; then
    chroot "$system" apt-get -qq update
    chroot "$system" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y sudo >/dev/null 2>&1
    chroot "$system" useradd --create-home --shell /bin/bash newcomer
    echo 'newcomer ALL=(ALL) NOPASSWD: ALL' >"$system/etc/sudoers.d/newcomer"
    checkout /home/newcomer/cwreports newcomer:newcomer
    for t in "${targets[@]}"; do try newcomer /home/newcomer/cwreports "$t"; done
fi
if [ "$failed" != 0 ]; then
    echo "fresh machine: $failed failed"
    exit 1
fi
echo "fresh machine: all passed"
