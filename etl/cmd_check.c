/* etl/cmd_check.c - check: would a run work? names each thing wrong, changes nothing */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "cmd.h"
#include "codemap.h"
#include "deliver.h"
#include "extract.h"
#include "ledger.h"
#include "migrate.h"
#include "report.h"
#include "str.h"
#include "banned.h"

struct checking {
    struct cmd *cmd;
    struct err first; /* decides the exit code */
    int wrong;
    const char *what; /* heading of report problems */
};

static void line(struct checking *c, const char *what, const struct err *why)
{
    bool ok = why->kind == ERR_NONE;
    (void)printf("%-5s %-38s %s\n", ok ? "ok" : "WRONG", what, why->message);
    if (!ok && *why->hint)
        (void)printf("%-5s %-38s hint: %s\n", "", "", why->hint);
    if (!ok && c->wrong++ == 0)
        c->first = *why;
}

static void told(void *ctx, const char *what, const struct err *why)
{
    line(ctx, what, why);
}

static bool tell(struct checking *c, const char *what, bool ok, const char *details,
                 struct err *why)
{
    if (ok)
        err_set(why, ERR_NONE, "%s", details);
    line(c, what, why);
    err_clear(why);
    return ok;
}

static void check_codemaps(struct checking *c)
{
    struct err why = {.kind = ERR_NONE};
    struct str details = STR_INIT;
    int64_t codes = 0;
    bool ok = codemap_check(&c->cmd->conf, &codes, &why);
    str_addf(&details, "%lld codes in \"%s/%s\"", (long long)codes, c->cmd->conf.codemap.dir,
             c->cmd->conf.source.kind);
    (void)tell(c, "code maps", ok, details.buf, &why);
    str_release(&details);
}

static bool check_mart(struct checking *c)
{
    struct err why = {.kind = ERR_NONE};
    struct cmd *cmd = c->cmd;
    bool ok = cmd_open_mart(cmd, false, &why);
    if (!tell(c, "mart connection", ok, ok ? db_where(cmd->job.mart) : "", &why))
        return false;
    int64_t known = 0;
    ok = db_int(cmd->job.mart, "select count(*) from pg_catalog.pg_timezone_names where name = $1",
                DB_ARGS(cmd->conf.agency.timezone), &known, &why) &&
         (known > 0 || err_set(&why, ERR_CONFIG, "the mart does not know zone \"%s\"",
                               cmd->conf.agency.timezone));
    (void)tell(c, "time zone", ok, cmd->conf.agency.timezone, &why);
    return tell(c, "mart schema", migrate_check(cmd->job.mart, &why), "up to date", &why) &&
           tell(c, "agency.id", ledger_kind(&cmd->job, &why), cmd->conf.agency.id_text, &why);
}

static void note_problem(void *ctx, const char *problem)
{
    struct checking *c = ctx;
    struct err why = {.kind = ERR_NONE};
    err_set(&why, ERR_INTERNAL, "%s", problem);
    line(c, c->what, &why);
}

static void check_reports(struct checking *c)
{
    struct err why = {.kind = ERR_NONE};
    int before = c->wrong;
    c->what = "reports";
    if (!report_check(&c->cmd->job, c->cmd->job.mart, note_problem, c, &why))
        (void)tell(c, "reports", false, "", &why);
    struct str details = STR_INIT;
    for (size_t i = 0; i < c->cmd->job.n_reports; i++)
        str_addf(&details, "%s%s", i ? ", " : "", c->cmd->job.reports[i]);
    if (c->wrong == before)
        (void)tell(c, "reports", true, details.buf, &why);
    str_release(&details);
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

static bool spool_is_private(const char *dir, struct err *err)
{
    struct stat st;
    if (lstat(dir, &st) != 0) {
        err_set_errno(err, ERR_LOCAL, errno, "cannot stat \"%s\"", dir);
        return err_hint(err, "`cwreports init` makes it");
    }
    if (!S_ISDIR(st.st_mode))
        return err_set(err, ERR_LOCAL, "\"%s\" is not a directory (a link is refused)", dir);
    if (st.st_uid != geteuid())
        return err_set(err, ERR_LOCAL, "\"%s\" belongs to user %u, not to this user", dir,
                       (unsigned)st.st_uid);
    if (st.st_mode & 077) {
        err_set(err, ERR_LOCAL, "\"%s\" can be read by others (mode %04o)", dir,
                (unsigned)(st.st_mode & 07777));
        return err_hint(err, "chmod 700 \"%s\"", dir);
    }
    if (access(dir, W_OK | X_OK) != 0)
        return err_set_errno(err, ERR_LOCAL, errno, "cannot write to \"%s\"", dir);
    return true;
}

static void check_spool(struct checking *c)
{
    struct err why = {.kind = ERR_NONE};
    const char *dir = c->cmd->conf.spool.dir;
    struct str details = STR_INIT;
    struct statvfs space;
    bool ok = spool_is_private(dir, &why);
    str_addf(&details, "\"%s\"", dir);
    if (ok && free_space(dir, &space)) {
        int64_t bytes = (int64_t)space.f_bavail * (int64_t)space.f_frsize;
        str_add(&details, ", free: ");
        cmd_print_bytes(&details, bytes);
        if (bytes < 256 * 1000 * 1000) {
            ok = err_set(&why, ERR_LOCAL, "less than 256 MB are free in \"%s\"", dir);
            (void)err_hint(&why, "a state's month of workbooks needs that much");
        }
    }
    (void)tell(c, "spool", ok, details.buf, &why);
    str_release(&details);
}

static void check_share(struct checking *c)
{
    struct err why = {.kind = ERR_NONE};
    const struct conf *conf = &c->cmd->conf;
    bool none = str_eq(conf->share.kind, "none");
    (void)tell(c, "share", deliver_check(conf, &why),
               none ? "none: workbooks stay in the spool" : conf->share.url, &why);
}

bool cmd_check(struct cmd *cmd, struct err *err)
{
    struct checking c = {.cmd = cmd};
    struct err why = {.kind = ERR_NONE};
    if (!cmd_load_conf(cmd, err) || !cmd_find_reports(cmd, err))
        return false;
    cmd->job.any_month = true;
    cmd->job.terminal = false;
    (void)tell(&c, "configuration", true, cmd->conf.path, &why);
    check_codemaps(&c);
    if (check_mart(&c)) {
        (void)extract_check(&cmd->job, told, &c);
        check_reports(&c);
    }
    check_spool(&c);
    check_share(&c);
    if (c.wrong == 0) {
        (void)printf("ready\n");
        return true;
    }
    (void)printf("not ready: %d wrong\n", c.wrong);
    *err = c.first;
    if (c.wrong > 1)
        (void)err_prefix(err, "%d things are wrong, the first", c.wrong);
    return false;
}
