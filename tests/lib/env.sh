# shellcheck shell=bash
# tests/lib/env.sh - what the caller's shell may have set and no test may feel; sourced
#
# A test says itself what of it it wants. The clock's zone is neither UTC nor an agency's, everywhere
# the same: what depends on the zone of the machine is found out on each.

# libpq, make, curl, Python, OpenSSL, faketime and the tools of the shell read some of these
while read -r variable; do unset "$variable"; done < <(compgen -e | grep -Ei \
    '^(PG|CW_SHARE_|PYTHON|MAKE|GREP_|OPENSSL_|SSL_|CURL_|FAKETIME|LC_|MAN)|_proxy$' || true)
unset variable LD_PRELOAD MFLAGS COLUMNS LINES NO_COLOR CDPATH ENV BASH_ENV GLOBIGNORE POSIXLY_CORRECT \
    LANGUAGE PAGER DISPLAY JOURNAL_STREAM XDG_CONFIG_HOME XDG_CACHE_HOME XDG_RUNTIME_DIR || true
export LANG=C.UTF-8 TZ=Asia/Kathmandu TERM=xterm
