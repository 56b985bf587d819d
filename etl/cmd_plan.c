/* etl/cmd_plan.c - --dry-run: what a verb would do, said without doing it */
#include "cmd_plan.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "codemap.h"
#include "extract.h"
#include "json.h"
#include "ledger.h"
#include "migrate.h"
#include "report.h"
#include "share.h"
#include "sqltext.h"
#include "str.h"
#include "banned.h"

/* What `--json` says of one thing beside its words; NULL and 0: nothing to say. */
struct thing {
    const char *step, *month, *report, *table, *path;
    int64_t *rows, *files, *bytes;
};

static void set_number(struct json *object, const char *key, const int64_t *number)
{
    if (number && *number >= 0)
        json_set_int(object, key, *number);
    else
        json_set_text(object, key, NULL);
}

static void add_thing(struct cmd *cmd, const struct thing *thing, const char *words)
{
    char month[8];
    if (!cmd->plan)
        cmd->plan = json_new_array();
    struct json *object = json_add_object(cmd->plan);
    (void)snprintf(month, sizeof(month), "%.7s", thing->month ? thing->month : "");
    json_set_text(object, "step", thing->step);
    json_set_text(object, "month", *month ? month : NULL);
    json_set_text(object, "report", thing->report);
    json_set_text(object, "table", thing->table);
    json_set_text(object, "path", thing->path);
    set_number(object, "rows", thing->rows);
    set_number(object, "files", thing->files);
    set_number(object, "bytes", thing->bytes);
    json_set_text(object, "says", words);
}

static void say(struct cmd *cmd, const struct thing *thing, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void say(struct cmd *cmd, const struct thing *thing, const char *format, ...)
{
    struct str text = STR_INIT;
    va_list args;
    va_start(args, format);
    str_addv(&text, format, args);
    va_end(args);
    if (cmd->args.json)
        add_thing(cmd, thing, text.buf);
    else if (thing->step)
        (void)printf("would %-8s %s\n", thing->step, text.buf);
    else
        (void)printf("%s\n", text.buf);
    str_release(&text);
}

void cmd_plan_note(struct cmd *cmd, const char *month, const char *words)
{
    if (month)
        say(cmd, &(struct thing){.month = month}, "month %.7s %s", month, words);
    else
        say(cmd, &(struct thing){0}, "%s", words);
}

void cmd_plan_print(struct cmd *cmd, const struct err *why)
{
    if (!cmd->args.json)
        return;
    struct json *root = json_new_object();
    json_set_text(root, "form", "cwreports-plan-1");
    json_set_text(root, "verb", cmd->verb->name);
    cmd_result_error(root, why);
    json_put(root, "would", cmd->plan ? cmd->plan : json_new_array());
    cmd->plan = NULL;
    char *text = json_text(root);
    (void)fputs(text, stdout);
    free(text);
    json_free(root);
}

bool cmd_plan_begin(struct cmd *cmd, struct err *err)
{
    /* whatever a statement below might try, the server refuses to write */
    return db_exec(cmd->job.mart,
                   "select pg_catalog.set_config('default_transaction_read_only', 'on', false)",
                   DB_NONE, err);
}

/* ---- init ---- */

struct applying {
    struct cmd *cmd;
    int files;
};

static void note_file(void *ctx, const char *path)
{
    struct applying *applying = ctx;
    applying->files++;
    say(applying->cmd, &(struct thing){.step = "apply", .path = path}, "sql/%s", path);
}

bool cmd_plan_init(struct cmd *cmd, struct err *err)
{
    int64_t codes = 0;
    struct applying applying = {.cmd = cmd};
    struct stat st;
    const char *dir = cmd->conf.spool.dir;
    if (!migrate_pending(cmd->job.mart, note_file, &applying, err) ||
        !codemap_check(&cmd->conf, &codes, err) || !codemap_complete(&cmd->conf, NULL, err))
        return false;
    if (applying.files == 0)
        say(cmd, &(struct thing){.step = "apply"}, "nothing: the schema is up to date");
    say(cmd, &(struct thing){.step = "load"}, "%lld codes from \"%s/%s\"", (long long)codes,
        cmd->conf.codemap.dir, cmd->conf.source.kind);
    if (lstat(dir, &st) != 0)
        say(cmd, &(struct thing){.step = "make"}, "the spool \"%s\"", dir);
    return true;
}

/* ---- extract ---- */

struct extracting {
    struct cmd *cmd;
    struct tally tally;
};

static void note_table(void *ctx, const char *table, int64_t rows, int64_t bytes)
{
    struct extracting *e = ctx;
    struct str count = STR_INIT;
    bool there = rows >= 0;
    struct thing thing = {.step = "extract", .table = table, .rows = &rows, .bytes = &bytes};
    if (!there)
        thing.bytes = NULL;
    str_add_count(&count, rows);
    if (there)
        say(e->cmd, &thing, "%-20s about %s rows", table, count.buf);
    else
        say(e->cmd, &thing, "%-20s not there: its fields will be Not recorded", table);
    str_release(&count);
    e->tally.files += there;
    e->tally.rows += rows > 0 ? rows : 0;
    e->tally.bytes += bytes;
}

bool cmd_plan_extract(struct cmd *cmd, struct err *err)
{
    struct extracting e = {.cmd = cmd};
    struct tally *tally = &e.tally;
    struct str rows = STR_INIT, bytes = STR_INIT;
    if (!extract_foresee(&cmd->job, note_table, &e, err))
        return false;
    str_add_count(&rows, tally->rows);
    str_add_bytes(&bytes, tally->bytes);
    say(cmd,
        &(struct thing){.step = "extract",
                        .rows = &tally->rows,
                        .files = &tally->files,
                        .bytes = &tally->bytes},
        "%lld tables, about %s rows, %s, up to %s (agency time)", (long long)tally->files, rows.buf,
        bytes.buf, cmd->job.period.cutoff);
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
    struct cmd *cmd;
    const char *text;
    const char *report;
    bool any;
};

static bool note_month(void *ctx, const char *const *f, size_t n, struct err *err)
{
    const struct month *month = ctx;
    if (n != 2)
        return err_set(err, ERR_INTERNAL, "sql/engine/plan_months.sql returned %zu columns", n);
    say(month->cmd, &(struct thing){.step = "model", .month = month->text, .report = f[0]},
        "%.7s %s: %s", month->text, f[0], f[1]);
    return true;
}

bool cmd_plan_model(struct cmd *cmd, const char *month, struct err *err)
{
    struct month ctx = {.cmd = cmd, .text = month};
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
    int64_t files = 0;
    if (n != 3 || !str_to_int64(f[2] ? f[2] : "", 0, INT64_MAX, &files))
        return err_set(err, ERR_INTERNAL, "sql/engine/plan_workbooks.sql returned another shape");
    struct thing thing = {
        .step = "report", .month = month->text, .report = month->report, .files = &files};
    month->any = true;
    if (strncmp(f[1], month->text, 7) == 0)
        say(month->cmd, &thing, "%.7s %s: %s workbooks", month->text, month->report, f[0]);
    else
        say(month->cmd, &thing, "%.7s %s: about %s workbooks, as %s had", month->text,
            month->report, f[0], f[1]);
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
        struct month ctx = {.cmd = cmd, .text = month, .report = cmd->job.reports[i]};
        str_clear(&kinds);
        join_kinds(cmd, report_find(ctx.report), &kinds);
        ok = db_each(cmd->job.mart, sqltext("engine/plan_workbooks.sql"),
                     DB_ARGS(cmd->conf.agency.id_text, month, ctx.report, kinds.buf,
                             scopes.len ? scopes.buf : NULL),
                     note_workbooks, &ctx, err);
        if (ok && !ctx.any)
            say(cmd, &(struct thing){.step = "report", .month = month, .report = ctx.report},
                "%.7s %s: one workbook for each scope that its facts will have (%s)", month,
                ctx.report, kinds.buf);
    }
    str_release(&kinds);
    str_release(&scopes);
    return ok;
}

/* ---- deliver ---- */

struct outgoing {
    struct cmd *cmd;
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
    say(out->cmd, &(struct thing){.step = "deliver", .path = f[0], .bytes = &size}, "%s", f[0]);
    return true;
}

bool cmd_plan_deliver(struct cmd *cmd, struct err *err)
{
    struct outgoing out = {.cmd = cmd};
    struct str bytes = STR_INIT;
    if (share_is_none(&cmd->conf)) {
        say(cmd, &(struct thing){.step = "deliver"},
            "nothing: share.kind is none, workbooks stay in \"%s\"", cmd->conf.spool.dir);
        return true;
    }
    if (!db_each(cmd->job.mart, sqltext("engine/plan_waiting.sql"),
                 DB_ARGS(cmd->conf.agency.id_text, cmd->conf.share.url), note_waiting, &out, err))
        return false;
    str_add_bytes(&bytes, out.bytes);
    if (out.n)
        say(cmd, &(struct thing){.step = "deliver", .files = &out.n, .bytes = &out.bytes},
            "%lld files that wait, %s, to %s", (long long)out.n, bytes.buf, cmd->conf.share.url);
    else
        say(cmd, &(struct thing){.step = "deliver", .files = &out.n}, "nothing that waits now");
    str_release(&bytes);
    return true;
}
