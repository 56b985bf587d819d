/* etl/cmd_check.c - check: would a run work? lists each finding and gives the verdict */
#include <stdlib.h>
#include <string.h>

#include "alert.h"
#include "cmd.h"
#include "cmd_check_part.h"
#include "cmd_metrics.h"
#include "codemap.h"
#include "extract.h"
#include "json.h"
#include "ledger.h"
#include "migrate.h"
#include "model_lineage.h"
#include "recipient.h"
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

static void print_finding(const struct cmd *cmd, enum check_state state, const char *what,
                          const struct err *why)
{
    static const enum cmd_colour colours[] = {CMD_GREEN, CMD_YELLOW, CMD_RED};
    const char *colour = cmd_colour(cmd, colours[state]);
    (void)printf("%s%-5s%s %-38s %s\n", colour, check_word(state), *colour ? "\033[0m" : "", what,
                 why->message);
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
        print_finding(c->cmd, state, what, why);
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

static void note_lost(void *ctx, const char *file, const struct err *why)
{
    const struct checking *c = ctx;
    struct err lost = *why;
    (void)check_fail(&c->check, file, &lost);
}

/* A run works with what `init` loaded last. */
static void check_codemaps_loaded(struct checking *c)
{
    struct err why = {.kind = ERR_NONE};
    bool loaded = true;
    /* files that cannot be read and a mart that may not were told */
    if (!codemap_is_loaded(&c->cmd->conf, c->cmd->job.mart, &loaded, NULL) || loaded)
        return;
    err_set(&why, ERR_CONFIG, "the mart holds other codes than the files");
    (void)err_hint(&why, "`cwreports init` loads them; until then `run` works with the old ones");
    (void)check_warn(&c->check, "code maps", &why);
}

static bool is_report(const char *name)
{
    return report_find(name) != NULL;
}

static void check_alerts(struct checking *c)
{
    struct err why = {.kind = ERR_NONE};
    const struct conf *conf = &c->cmd->conf;
    if (!alert_check_conf(conf, &why))
        (void)check_fail(&c->check, "alerts", &why);
    else
        (void)check_ok(
            &c->check, "alerts", "dead-man switch %s, mail to people %s, to the operator %s",
            *conf->alert.ping_file ? "on" : "off", conf->alert.mail_people ? "on" : "off",
            *conf->alert.mail_operator ? "on" : "off");
}

static void check_recipients(struct checking *c)
{
    struct err why = {.kind = ERR_NONE};
    const struct conf *conf = &c->cmd->conf;
    int64_t lines = 0;
    if (!recipient_check(conf, is_report, &lines, &why))
        (void)check_fail(&c->check, "recipient.file", &why);
    else if (*conf->recipient.file)
        (void)check_ok(&c->check, "recipient.file", "%lld lines in \"%s\"", (long long)lines,
                       conf->recipient.file);
    else
        (void)check_ok(&c->check, "recipient.file", "none: every workbook is made");
}

static bool check_mart(struct checking *c)
{
    struct err why = {.kind = ERR_NONE};
    struct cmd *cmd = c->cmd;
    if (!cmd_open_mart(cmd, false, &why))
        return check_fail(&c->check, "mart connection", &why);
    (void)check_ok(&c->check, "mart connection", "%s", db_where(cmd->job.mart));
    cmd_check_mart(&cmd->conf, cmd->job.mart, &c->check);
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

/* A role that may not enter the mart's schemas: "mart rights" has told it, and each query of each
   report would say it again as if it were wrong itself. */
static bool may_look(struct db *mart)
{
    int64_t may = 1;
    (void)db_int(mart,
                 "select (pg_catalog.has_schema_privilege('mart', 'usage') and "
                 "pg_catalog.has_schema_privilege('fact', 'usage'))::int",
                 DB_NONE, &may, NULL);
    return may != 0;
}

static void check_reports(struct checking *c)
{
    struct err why = {.kind = ERR_NONE};
    if (!may_look(c->cmd->job.mart))
        return;
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

/* ---- the verdict ---- */

/* What of an extract is wrong, with the reports that would break or lack something. */
static void note_extract(void *ctx, enum check_state state, const char *what, const struct err *why)
{
    struct checking *c = ctx;
    const char *stem = strrchr(what, '/');
    if (state == CHECK_OK || !str_starts(what, "source/") || !stem) {
        note(ctx, state, what, why);
        return;
    }
    struct str reports = STR_INIT;
    struct err more = *why;
    char *table = xstrndup(stem + 1, strlen(stem + 1) - strlen(".sql"));
    model_lineage_reports(table, c->cmd->job.reports, c->cmd->job.n_reports, &reports);
    if (reports.len)
        err_set(&more, why->kind, "%s; used by %s", why->message, reports.buf);
    (void)err_hint(&more, "%s", err_advice(why));
    note(ctx, state, what, &more);
    free(table);
    str_release(&reports);
}

static void look(struct checking *c)
{
    struct cmd *cmd = c->cmd;
    struct err why = {.kind = ERR_NONE};
    const struct check extract = {note_extract, c};
    if (!cmd_load_conf_all(cmd, &c->check))
        return;
    if (!cmd_find_reports(cmd, &why))
        (void)check_fail(&c->check, "report.enabled", &why);
    cmd->job.any_month = true;
    check_codemaps(c);
    check_recipients(c);
    check_alerts(c);
    bool mart = check_mart(c);
    /* files that cannot be read were told */
    (void)codemap_lost(&cmd->conf, mart ? cmd->job.mart : NULL, note_lost, c, NULL);
    cmd_check_source(&cmd->conf, &c->check);
    if (mart) {
        check_codemaps_loaded(c);
        if (extract_check(&cmd->job, &extract))
            cmd_check_codes(&cmd->conf, &c->check);
        check_reports(c);
    }
    (void)cmd_metrics_check(&cmd->conf, &c->check);
    cmd_check_machine(&cmd->conf, mart ? cmd->job.mart : NULL, &c->check);
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
