/* etl/cmd_check_machine.c - check: this machine's spool, disk, logo and passfiles */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "book.h"
#include "cmd_check_part.h"
#include "str.h"
#include "banned.h"

#define LEAST_FREE ((int64_t)256 * 1000 * 1000)

/* ---- spool ---- */

static bool spool_is_private(const char *dir, struct err *err)
{
    struct stat st;
    if (lstat(dir, &st) != 0) {
        err_set_errno(err, ERR_LOCAL, errno, "cannot stat \"%s\"", dir);
        return err_hint(err, "`cwreports init` makes it");
    }
    if (!S_ISDIR(st.st_mode))
        return err_set(err, ERR_LOCAL, "\"%s\" is not a directory (a link is refused)", dir);
    if (st.st_uid != geteuid()) {
        err_set(err, ERR_LOCAL, "\"%s\" belongs to user %u, this is user %u", dir,
                (unsigned)st.st_uid, (unsigned)geteuid());
        return err_hint(err, "run as the user that the jobs run as, or chown %u \"%s\"",
                        (unsigned)geteuid(), dir);
    }
    if (st.st_mode & 077) {
        err_set(err, ERR_LOCAL, "\"%s\" can be read by others (mode %04o)", dir,
                (unsigned)(st.st_mode & 07777));
        return err_hint(err, "chmod 700 \"%s\"", dir);
    }
    if (access(dir, W_OK | X_OK) != 0)
        return err_set_errno(err, ERR_LOCAL, errno, "cannot write to \"%s\"", dir);
    return true;
}

/* Of `path`, or of the nearest folder above it that exists. */
static bool free_space(const char *path, struct statvfs *ret_space)
{
    char *copy = xstrdup(path);
    int done = statvfs(copy, ret_space);
    while (done != 0 && strrchr(copy, '/') && strrchr(copy, '/') != copy) {
        *strrchr(copy, '/') = '\0';
        done = statvfs(copy, ret_space);
    }
    free(copy);
    return done == 0;
}

/* Twice the largest month so far: while a month is made again, the old files stay. */
static int64_t needed(const struct conf *conf, struct db *mart)
{
    static const char sql[] =
        "select coalesce(max(m.bytes), 0)::bigint * 2 from (select sum(a.size) as bytes "
        "from etl.artifact as a where a.agency_id = $1::int group by a.month) as m";
    int64_t bytes = 0;
    if (!mart || !db_int(mart, sql, DB_ARGS(conf->agency.id_text), &bytes, NULL))
        bytes = 0;
    return bytes > LEAST_FREE ? bytes : LEAST_FREE;
}

static void check_disk(const struct conf *conf, struct db *mart, const struct check *check)
{
    struct err why = {.kind = ERR_NONE};
    struct statvfs space;
    struct str have = STR_INIT, want = STR_INIT;
    if (!free_space(conf->spool.dir, &space)) {
        err_set_errno(&why, ERR_LOCAL, errno, "cannot ask how much is free at \"%s\"",
                      conf->spool.dir);
        (void)check_fail(check, "spool disk", &why);
        return;
    }
    int64_t bytes = (int64_t)space.f_bavail * (int64_t)space.f_frsize;
    int64_t wanted = needed(conf, mart);
    str_add_bytes(&have, bytes);
    str_add_bytes(&want, wanted);
    err_set(&why, ERR_LOCAL, "%s are free at \"%s\", a month of workbooks may need %s", have.buf,
            conf->spool.dir, want.buf);
    (void)err_hint(&why, "free or add disk; `cwreports expire` removes what is past "
                         "retention.spool_days");
    if (bytes < wanted)
        (void)check_fail(check, "spool disk", &why);
    else if (space.f_files > 0 && space.f_favail < 1000) {
        err_set(&why, ERR_LOCAL, "only %lld files may still be made at \"%s\"",
                (long long)space.f_favail, conf->spool.dir);
        (void)check_fail(check, "spool disk", &why);
    } else
        (void)check_ok(check, "spool disk", "%s are free, a month of workbooks may need %s",
                       have.buf, want.buf);
    str_release(&have);
    str_release(&want);
}

/* ---- the rest ---- */

static void check_logo(const struct conf *conf, const struct check *check)
{
    struct err why = {.kind = ERR_NONE};
    if (!*conf->workbook.logo)
        return;
    if (!book_check_logo(conf->workbook.logo, &why))
        (void)check_fail(check, "workbook.logo", &why);
    else
        (void)check_ok(check, "workbook.logo", "\"%s\"", conf->workbook.logo);
}

static void check_passfile(const char *conninfo, const char *key, const struct check *check)
{
    struct err why = {.kind = ERR_NONE};
    struct str path = STR_INIT;
    struct stat st;
    char *what = xasprintf("%s passfile", key);
    db_passfile(conninfo, &path);
    if (path.len && stat(path.buf, &st) == 0) {
        if (st.st_mode & 077) {
            err_set(&why, ERR_CONFIG, "\"%s\" can be read by others (mode %04o): libpq ignores it",
                    path.buf, (unsigned)(st.st_mode & 07777));
            (void)err_hint(&why, "chmod 600 \"%s\"", path.buf);
            (void)check_fail(check, what, &why);
        } else {
            (void)check_ok(check, what, "\"%s\"", path.buf);
        }
    }
    free(what);
    str_release(&path);
}

void cmd_check_machine(const struct conf *conf, struct db *mart, const struct check *check)
{
    struct err why = {.kind = ERR_NONE};
    if (!spool_is_private(conf->spool.dir, &why))
        (void)check_fail(check, "spool", &why);
    else
        (void)check_ok(check, "spool", "\"%s\"", conf->spool.dir);
    check_disk(conf, mart, check);
    check_passfile(conf->source.conninfo, "source", check);
    check_passfile(conf->mart.conninfo, "mart", check);
    check_logo(conf, check);
}
