#!/usr/bin/env bash
# tests/lib/as-user.sh - runs a script of this tree as an ordinary user, also when root calls
#
#   as-user.sh WORKDIR SCRIPT [ARG...]
#
# WORKDIR (below the tree) is made, and belongs to that user. Called by an ordinary user, that is
# all. Called by root, the user is who called sudo, else nobody: PostgreSQL refuses to run as
# root, and file rights mean nothing to root, so neither would a test of them.
#
# Where that user cannot reach the tree (a clone below /root), a copy of it in /var/tmp is used,
# and paths of the tree among the arguments are changed to the copy's. The script is told with
# CW_TREE_COPY=<the copy>; `as-user.sh --clean` removes the copy.
set -eu

die() {
    echo "as-user.sh: $1" >&2
    exit 1
}

tree=$(cd "$(dirname "$0")/../.." && pwd -P)
user=${SUDO_USER:-nobody}
[ "$user" != root ] || user=nobody
copy=/var/tmp/cwreports-$(printf '%s' "$tree" | cksum | cut -d' ' -f1)

if [ "${1-}" = --clean ]; then
    [ "$(id -u)" != 0 ] || [ ! -d "$copy" ] || [ -L "$copy" ] || [ ! -O "$copy" ] ||
        rm -rf --one-file-system "$copy"
    exit 0
fi
[ $# -ge 2 ] || die "usage: as-user.sh WORKDIR SCRIPT [ARG...]"

if [ "$(id -u)" != 0 ]; then
    mkdir -p "$1"
    shift
    exec "$@"
fi

uid=$(id -u "$user") || die "there is no user '$user'"
gid=$(id -g "$user")
drop() { setpriv --reuid "$uid" --regid "$gid" --clear-groups "$@"; }

# Every file must be readable, every folder open: one that is not means a private clone.
can_read_tree() {
    drop test -x "$tree" -a -r "$tree" 2>/dev/null || return 1
    [ -z "$(cd / && drop find "$tree" -path "$tree/.git" -prune -o \
        -path "$tree/build/*" -prune -o \
        \( -type d ! -executable -o ! -readable \) -print -quit 2>/dev/null)" ]
}

copy_tree() {
    if [ -e "$copy" ] && { [ -L "$copy" ] || [ ! -O "$copy" ]; }; then
        die "'$copy' is in the way and not ours"
    fi
    mkdir -p "$copy/build"
    chmod 755 "$copy" "$copy/build"
    # what an earlier call left, but for the folders in which that user works
    find "$copy" -mindepth 1 \( -path "$copy/build/demo" -o -path "$copy/build/test" \) -prune -o \
        \( -type f -o -type l \) -exec rm -f {} +
    (cd "$tree" && tar -cf - --mode=a+rX --exclude=./.git --exclude=./build/demo \
        --exclude=./build/test .) | tar -C "$copy" -xf - --no-same-owner
    echo "as-user.sh: user '$user' cannot read $tree; working in a copy, $copy" >&2
}

work=$(realpath -m "$1")
shift
args=("$@")
if ! can_read_tree; then
    copy_tree
    work=${work/#$tree/$copy}
    for i in "${!args[@]}"; do args[i]=${args[i]/#$tree/$copy}; done
    export CW_TREE_COPY=$copy
    cd "$copy"
fi
case $work in /*/*) ;; *) die "'$work' is no place to work in" ;; esac
mkdir -p "$work"
chown "$uid:$gid" "$work"
export HOME="$work" USER="$user" LOGNAME="$user"
unset XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_CACHE_HOME TMPDIR || true
exec setpriv --reuid "$uid" --regid "$gid" --clear-groups --no-new-privs "${args[@]}"
