/* etl/cmd_plan.c - --dry-run: what a verb would do, said without doing it */
#include "cmd_plan.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "codemap.h"
#include "extract.h"
#include "ledger.h"
#include "migrate.h"
#include "report.h"
#include "share.h"
#include "sqltext.h"
#include "str.h"
#include "banned.h"

static void say(const char *step, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say(const char *step, const char *format, ...)
{
    struct str text = STR_INIT;
    va_list args;
    va_start(args, format);
    str_addv(&text, format, args);
    va_end(args);
    (void)printf("would %-8s %s\n", step, text.buf);
    str_release(&text);
}

bool cmd_plan_begin(struct cmd *cmd, struct err *err)
{
    /* whatever a statement below might try, the server refuses to write */
    return db_exec(cmd->job.mart,
                   "select pg_catalog.set_config('default_transaction_read_only', 'on', false)",
                   DB_NONE, err);
}

/* ---- init ---- */

static void note_file(void *ctx, const char *path)
{
    (*(int *)ctx)++;
    say("apply", "sql/%s", path);
}

bool cmd_plan_init(struct cmd *cmd, struct err *err)
{
    int64_t codes = 0;
    int files = 0;
    struct stat st;
    const char *dir = cmd->conf.spool.dir;
    if (!migrate_pending(cmd->job.mart, note_file, &files, err) ||
        !codemap_check(&cmd->conf, &codes, err) || !codemap_complete(&cmd->conf, NULL, err))
        return false;
    if (files == 0)
        say("apply", "nothing: the schema is up to date");
    say("load", "%lld codes from \"%s/%s\"", (long long)codes, cmd->conf.codemap.dir,
        cmd->conf.source.kind);
    if (lstat(dir, &st) != 0)
        say("make", "the spool \"%s\"", dir);
    return true;
}

/* ---- extract ---- */

static void note_table(void *ctx, const char *table, int64_t rows, int64_t bytes)
{
    struct tally *tally = ctx;
    struct str count = STR_INIT;
    str_add_count(&count, rows);
    if (rows < 0)
        say("extract", "%-20s not there: its fields will be Not recorded", table);
    else
        say("extract", "%-20s about %s rows", table, count.buf);
    str_release(&count);
    tally->files += rows >= 0;
    tally->rows += rows > 0 ? rows : 0;
    tally->bytes += bytes;
}

bool cmd_plan_extract(struct cmd *cmd, struct err *err)
{
    struct tally tally = {0};
    struct str rows = STR_INIT, bytes = STR_INIT;
    if (!extract_foresee(&cmd->job, note_table, &tally, err))
        return false;
    str_add_count(&rows, tally.rows);
    str_add_bytes(&bytes, tally.bytes);
    say("extract", "%lld tables, about %s rows, %s, up to %s (agency time)", (long long)tally.files,
        rows.buf, bytes.buf, cmd->job.period.cutoff);
    str_release(&rows);
    str_release(&bytes);
    return true;
}

/* ---- model, report ---- */

static void join_reports(const struct cmd *cmd, struct str *out)
{
    for (size_t i = 0; i < cmd->job.n_reports; i++)
        str_addf(out, "%s%s", i ? "," : "", cmd->job.reports[i]);
}

struct month {
    const char *text;
    const char *report;
    bool any;
};

static bool note_month(void *ctx, const char *const *f, size_t n, struct err *err)
{
    const struct month *month = ctx;
    if (n != 2)
        return err_set(err, ERR_INTERNAL, "sql/engine/plan_months.sql returned %zu columns", n);
    say("model", "%.7s %s: %s", month->text, f[0], f[1]);
    return true;
}

bool cmd_plan_model(struct cmd *cmd, const char *month, struct err *err)
{
    struct month ctx = {.text = month};
    struct str reports = STR_INIT;
    join_reports(cmd, &reports);
    bool ok = db_each(
        cmd->job.mart, sqltext("engine/plan_months.sql"),
        DB_ARGS(cmd->conf.agency.id_text, month, reports.buf, cmd->job.restate ? "true" : "false"),
        note_month, &ctx, err);
    str_release(&reports);
    return ok;
}

static bool note_workbooks(void *ctx, const char *const *f, size_t n, struct err *err)
{
    struct month *month = ctx;
    if (n != 2)
        return err_set(err, ERR_INTERNAL, "sql/engine/plan_workbooks.sql returned %zu columns", n);
    month->any = true;
    if (strncmp(f[1], month->text, 7) == 0)
        say("report", "%.7s %s: %s workbooks", month->text, month->report, f[0]);
    else
        say("report", "%.7s %s: about %s workbooks, as %s had", month->text, month->report, f[0],
            f[1]);
    return true;
}

static void join_kinds(const struct cmd *cmd, const struct report *report, struct str *out)
{
    static const char *const kinds[] = {"state", "region", "office", "attorney"};
    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
        if (conf_has(report->scopes, kinds[i]) && conf_has(cmd->conf.report.scopes, kinds[i]))
            str_addf(out, "%s%s", out->len ? "," : "", kinds[i]);
}

bool cmd_plan_report(struct cmd *cmd, const char *month, struct err *err)
{
    struct str kinds = STR_INIT, scopes = STR_INIT;
    bool ok = true;
    for (size_t i = 0; i < cmd->args.n_scopes; i++)
        str_addf(&scopes, "%s%s", i ? "," : "", cmd->args.scopes[i]);
    for (size_t i = 0; ok && i < cmd->job.n_reports; i++) {
        struct month ctx = {.text = month, .report = cmd->job.reports[i]};
        str_clear(&kinds);
        join_kinds(cmd, report_find(ctx.report), &kinds);
        ok = db_each(cmd->job.mart, sqltext("engine/plan_workbooks.sql"),
                     DB_ARGS(cmd->conf.agency.id_text, month, ctx.report, kinds.buf,
                             scopes.len ? scopes.buf : NULL),
                     note_workbooks, &ctx, err);
        if (ok && !ctx.any)
            say("report", "%.7s %s: one workbook for each scope that its facts will have (%s)",
                month, ctx.report, kinds.buf);
    }
    str_release(&kinds);
    str_release(&scopes);
    return ok;
}

/* ---- deliver ---- */

struct outgoing {
    int64_t n, bytes;
};

static bool note_waiting(void *ctx, const char *const *f, size_t n, struct err *err)
{
    struct outgoing *out = ctx;
    int64_t size = 0;
    if (n != 2 || !str_to_int64(f[1] ? f[1] : "", 0, INT64_MAX, &size))
        return err_set(err, ERR_INTERNAL, "sql/engine/plan_waiting.sql returned another shape");
    out->n++;
    out->bytes += size;
    say("deliver", "%s", f[0]);
    return true;
}

bool cmd_plan_deliver(struct cmd *cmd, struct err *err)
{
    struct outgoing out = {0};
    struct str bytes = STR_INIT;
    if (share_is_none(&cmd->conf)) {
        say("deliver", "nothing: share.kind is none, workbooks stay in \"%s\"",
            cmd->conf.spool.dir);
        return true;
    }
    if (!db_each(cmd->job.mart, sqltext("engine/plan_waiting.sql"),
                 DB_ARGS(cmd->conf.agency.id_text, cmd->conf.share.url), note_waiting, &out, err))
        return false;
    str_add_bytes(&bytes, out.bytes);
    if (out.n)
        say("deliver", "%lld files that wait, %s, to %s", (long long)out.n, bytes.buf,
            cmd->conf.share.url);
    else
        say("deliver", "nothing that waits now");
    str_release(&bytes);
    return true;
}
