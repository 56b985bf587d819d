/* etl/cmd_check.c - check: would a run work? lists each finding and gives the verdict */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "cmd.h"
#include "codemap.h"
#include "extract.h"
#include "json.h"
#include "ledger.h"
#include "migrate.h"
#include "report.h"
#include "share_check.h"
#include "str.h"
#include "banned.h"

struct checking {
    struct cmd *cmd;
    struct check check;
    struct json *list; /* NULL: a table is printed */
    int failed, warned;
    struct err worst; /* decides the exit code */
    const char *what; /* heading of report problems */
};

/* ---- findings ---- */

/* What stops a run first, and what has to be mended before the rest can be judged, comes first. */
static int rank(enum err_kind kind)
{
    static const enum err_kind worst_first[] = {
        ERR_STOPPED, ERR_DEADLINE,  ERR_INTERNAL,    ERR_USAGE,       ERR_CONFIG,
        ERR_LOCAL,   ERR_MART_AWAY, ERR_SOURCE_AWAY, ERR_SOURCE_DATA, ERR_TOTALS,
        ERR_VERIFY,  ERR_CONFLICT,  ERR_LOCKED,      ERR_SHARE_AWAY};
    int n = (int)(sizeof(worst_first) / sizeof(*worst_first));
    for (int i = 0; i < n; i++)
        if (worst_first[i] == kind)
            return n - i;
    return 0;
}

static void print_finding(enum check_state state, const char *what, const struct err *why)
{
    (void)printf("%-5s %-38s %s\n", check_word(state), what, why->message);
    if (state != CHECK_OK)
        (void)printf("%-5s %-38s hint: %s\n", "", "", err_advice(why));
}

static void add_finding(struct json *list, enum check_state state, const char *what,
                        const struct err *why)
{
    struct json *object = json_add_object(list);
    json_set_text(object, "state", check_word(state));
    json_set_text(object, "what", what);
    json_set_text(object, "message", why->message);
    json_set_text(object, "kind", state == CHECK_OK ? NULL : err_info(why->kind)->name);
    json_set_text(object, "hint", state == CHECK_OK ? NULL : err_advice(why));
}

static void note(void *ctx, enum check_state state, const char *what, const struct err *why)
{
    struct checking *c = ctx;
    if (c->list)
        add_finding(c->list, state, what, why);
    else
        print_finding(state, what, why);
    c->warned += state == CHECK_WARN;
    if (state == CHECK_FAIL && (c->failed++ == 0 || rank(why->kind) > rank(c->worst.kind)))
        c->worst = *why;
}

/* ---- what is looked at ---- */

static void check_codemaps(struct checking *c)
{
    struct err why = {.kind = ERR_NONE};
    int64_t codes = 0;
    if (!codemap_check(&c->cmd->conf, &codes, &why))
        (void)check_fail(&c->check, "code maps", &why);
    else
        (void)check_ok(&c->check, "code maps", "%lld codes in \"%s/%s\"", (long long)codes,
                       c->cmd->conf.codemap.dir, c->cmd->conf.source.kind);
}

static bool check_mart(struct checking *c)
{
    struct err why = {.kind = ERR_NONE};
    struct cmd *cmd = c->cmd;
    const char *zone = cmd->conf.agency.timezone;
    int64_t known = 0;
    if (!cmd_open_mart(cmd, false, &why))
        return check_fail(&c->check, "mart connection", &why);
    (void)check_ok(&c->check, "mart connection", "%s", db_where(cmd->job.mart));
    if (!db_int(cmd->job.mart, "select count(*) from pg_catalog.pg_timezone_names where name = $1",
                DB_ARGS(zone), &known, &why) ||
        (known == 0 &&
         !err_set(&why, ERR_CONFIG, "the mart's server does not know zone \"%s\"", zone)))
        (void)check_fail(&c->check, "mart time zone", &why);
    else
        (void)check_ok(&c->check, "mart time zone", "%s", zone);
    if (!migrate_check(cmd->job.mart, &why))
        return check_fail(&c->check, "mart schema", &why);
    (void)check_ok(&c->check, "mart schema", "up to date");
    if (!ledger_kind(&cmd->job, &why))
        return check_fail(&c->check, "agency.id", &why);
    return check_ok(&c->check, "agency.id", "%s", cmd->conf.agency.id_text);
}

static void note_problem(void *ctx, const char *problem)
{
    struct checking *c = ctx;
    struct err why = {.kind = ERR_NONE};
    err_set(&why, ERR_INTERNAL, "%s", problem);
    (void)check_fail(&c->check, c->what, &why);
}

static void check_reports(struct checking *c)
{
    struct err why = {.kind = ERR_NONE};
    int before = c->failed;
    c->what = "reports";
    if (!report_check(&c->cmd->job, c->cmd->job.mart, note_problem, c, &why))
        (void)check_fail(&c->check, "reports", &why);
    struct str names = STR_INIT;
    for (size_t i = 0; i < c->cmd->job.n_reports; i++)
        str_addf(&names, "%s%s", i ? ", " : "", c->cmd->job.reports[i]);
    if (c->failed == before)
        (void)check_ok(&c->check, "reports", "%s", names.buf);
    str_release(&names);
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
        str_add_bytes(&details, bytes);
        if (bytes < 256 * 1000 * 1000) {
            ok = err_set(&why, ERR_LOCAL, "less than 256 MB are free in \"%s\"", dir);
            (void)err_hint(&why, "a state's month of workbooks needs that much");
        }
    }
    if (ok)
        (void)check_ok(&c->check, "spool", "%s", details.buf);
    else
        (void)check_fail(&c->check, "spool", &why);
    str_release(&details);
}

/* ---- the verdict ---- */

static void look(struct checking *c)
{
    struct cmd *cmd = c->cmd;
    struct err why = {.kind = ERR_NONE};
    if (!cmd_load_conf(cmd, &why)) {
        (void)check_fail(&c->check, "configuration", &why);
        return;
    }
    (void)check_ok(&c->check, "configuration", "%s", cmd->conf.path);
    if (!cmd_find_reports(cmd, &why))
        (void)check_fail(&c->check, "report.enabled", &why);
    cmd->job.any_month = true;
    check_codemaps(c);
    bool mart = check_mart(c);
    if (mart) {
        (void)extract_check(&cmd->job, &c->check);
        check_reports(c);
    }
    check_spool(c);
    share_check(&cmd->conf, mart ? cmd->job.mart : NULL, &c->check);
}

static void print_json(struct checking *c, struct json *root, int exit_code)
{
    json_set_text(root, "verdict", c->failed ? "not ready" : "ready");
    json_set_int(root, "failed", c->failed);
    json_set_int(root, "warnings", c->warned);
    json_set_int(root, "exit_code", exit_code);
    char *text = json_text(root);
    (void)fputs(text, stdout);
    free(text);
}

static void print_verdict(const struct checking *c)
{
    if (c->failed)
        (void)printf("not ready: %d failed", c->failed);
    else
        (void)printf("ready");
    if (c->warned)
        (void)printf(", %d warning%s", c->warned, c->warned == 1 ? "" : "s");
    (void)printf("\n");
}

bool cmd_check(struct cmd *cmd, struct err *err)
{
    struct checking c = {.cmd = cmd};
    struct json *root = NULL;
    c.check = (struct check){note, &c};
    if (cmd->args.json) {
        root = json_new_object();
        json_set_text(root, "form", "cwreports-check-1");
        c.list = json_set_array(root, "checks");
    }
    look(&c);
    if (root)
        print_json(&c, root, err_exit_code(&c.worst));
    else
        print_verdict(&c);
    json_free(root);
    if (c.failed == 0)
        return true;
    *err = c.worst;
    if (c.failed > 1)
        (void)err_prefix(err, "%d things are wrong, the worst", c.failed);
    return false;
}
