/* etl/cmd_show.c - status, sql, conf: what is printed and changes nothing */
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "json.h"
#include "share.h"
#include "sqltext.h"
#include "str.h"
#include "banned.h"

static bool open_ledger(struct cmd *cmd, struct err *err)
{
    return cmd_load_conf(cmd, err) && cmd_open_mart(cmd, true, err);
}

/* ---- status ---- */

static bool print_line(void *ctx, const char *const *fields, size_t n, struct err *err)
{
    (void)ctx;
    (void)err;
    if (n == 1)
        (void)puts(fields[0] ? fields[0] : "");
    return true;
}

/* Caller frees. NULL on failure. */
static char *ask_status(struct cmd *cmd, struct err *err)
{
    const struct conf *conf = &cmd->conf;
    struct str reports = STR_INIT;
    struct str_number hours = str_number(conf->quality.max_source_age_hours);
    char *text = NULL;
    for (size_t i = 0; i < cmd->job.n_reports; i++)
        str_addf(&reports, "%s%s", i ? "," : "", cmd->job.reports[i]);
    bool ok = db_value(cmd->job.mart, sqltext("engine/status.sql"),
                       DB_ARGS(conf->agency.id_text, conf->agency.timezone, reports.buf, hours.text,
                               share_target(conf)),
                       &text, err);
    if (ok && !text)
        err_set(err, ERR_INTERNAL, "the status is empty");
    str_release(&reports);
    return text;
}

bool cmd_status(struct cmd *cmd, struct err *err)
{
    if (!open_ledger(cmd, err) || !cmd_find_reports(cmd, err))
        return false;
    char *text = ask_status(cmd, err);
    if (!text)
        return false;
    char *pretty = cmd->args.json ? json_pretty(text) : NULL;
    bool ok = true;
    if (pretty)
        (void)fputs(pretty, stdout);
    else if (cmd->args.json)
        ok = err_set(err, ERR_INTERNAL, "the status is not JSON");
    else
        ok = db_each(cmd->job.mart, sqltext("engine/status_text.sql"),
                     DB_ARGS(text, cmd->conf.agency.timezone), print_line, NULL, err);
    free(pretty);
    free(text);
    return ok;
}

/* ---- sql, conf ---- */

static bool unknown_path(const char *path, struct err *err)
{
    const char *names[1024];
    size_t n = 0;
    while (n < 1024 && (names[n] = sqltext_path("", n)))
        n++;
    err_set(err, ERR_USAGE, "there is no sql/%s", path);
    const char *near = str_nearest(path, names, n);
    if (near)
        return err_hint(err, "did you mean \"%s\"?", near);
    return err_hint(err, "`cwreports sql` prints the list");
}

bool cmd_sql(struct cmd *cmd, struct err *err)
{
    if (cmd->args.config && !cmd_load_conf(cmd, err))
        return false;
    const char *path = cmd->args.operands[0];
    if (!path) {
        for (size_t i = 0; (path = sqltext_path("", i)); i++)
            (void)printf("%s%s\n", path, sqltext_is_overlay(path) ? "  (sql.overlay_dir)" : "");
        return true;
    }
    path += str_starts(path, "sql/") ? 4 : 0;
    if (!sqltext(path))
        return unknown_path(path, err);
    (void)fputs(sqltext(path), stdout);
    return true;
}

bool cmd_conf(struct cmd *cmd, struct err *err)
{
    if (cmd->args.example)
        conf_print_example(stdout);
    else if (!conf_load(&cmd->conf, cmd->args.config, err))
        return false;
    else
        conf_print(&cmd->conf, stdout);
    return true;
}
