#!/usr/bin/env bash
# conf/debian/build.sh - the Debian package, from a copy of the tree below build/deb
#
#   conf/debian/build.sh TREE      usually through `make deb`; prints the package's path
#
# Same sources, same bytes: the date is that of etl/version.h, paths are mapped away by
# dpkg-buildflags. lintian has the last word.
set -eu
umask 022

tree=$(realpath "$1")
value() { sed -n "s/^#define $1 *\"\(.*\)\".*/\1/p" "$tree/etl/version.h"; }
version=$(value VERSION)
date=$(date -u -R -d "$(value VERSION_DATE)")
out=$tree/build/deb
copy=$out/cwreports-$version

rm -rf "$out"
mkdir -p "$copy"
(cd "$tree" && tar -cf - --exclude=./.git --exclude=./build --exclude=./.ci .) | tar -C "$copy" -xf - --no-same-owner
mv "$copy/conf/debian" "$copy/debian"
rm "$copy/debian/build.sh"
(
    cd "$copy/debian"
    mkdir source
    echo '3.0 (native)' >source/format
    cp ../cron/cwreports.cron cwreports.cron.d
    cp ../cron/cwreports.logrotate ../cron/cwreports.service ../cron/cwreports.timer .
    cat >changelog <<CHANGELOG
cwreports ($version) unstable; urgency=medium

  * See CHANGELOG.md.

 -- cwreports maintainers <maintainers@cwreports.example>  $date
CHANGELOG
)
# a file that is older than the package's date would keep its own, whatever a checkout gave it
find "$copy" -exec touch --no-dereference -d "$date" {} +
(cd "$copy" && DEB_BUILD_OPTIONS=noautodbgsym dpkg-buildpackage -b -us -uc >"$out/log" 2>&1) || {
    tail -n 30 "$out/log" >&2
    echo "deb: dpkg-buildpackage failed; see $out/log" >&2
    exit 1
}
package=$(find "$out" -maxdepth 1 -name "cwreports_${version}_*.deb")
# lintian refuses to run as root unless it is told that this is meant
allow=
[ "$(id -u)" != 0 ] || allow=--allow-root
lintian $allow --fail-on error,warning "$package" >&2
rm -rf "$copy"
echo "$package"
