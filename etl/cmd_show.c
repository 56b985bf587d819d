/* etl/cmd_show.c - status, receipts, sql, conf: what is printed and changes nothing */
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "json.h"
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

static bool print_status_json(struct cmd *cmd, struct err *err)
{
    char *text = NULL;
    if (!db_value(cmd->job.mart, sqltext("engine/status.sql"), DB_ARGS(cmd->conf.agency.id_text),
                  &text, err))
        return false;
    char *pretty = text ? json_pretty(text) : NULL;
    free(text);
    if (!pretty)
        return err_set(err, ERR_INTERNAL, "the status is not JSON");
    (void)fputs(pretty, stdout);
    free(pretty);
    return true;
}

bool cmd_status(struct cmd *cmd, struct err *err)
{
    if (!open_ledger(cmd, err))
        return false;
    if (cmd->args.json)
        return print_status_json(cmd, err);
    return db_each(cmd->job.mart, sqltext("engine/status_text.sql"),
                   DB_ARGS(cmd->conf.agency.id_text, cmd->conf.agency.timezone), print_line, NULL,
                   err);
}

/* ---- receipts ---- */

/* Columns of engine/receipts.sql; those with a width are in the table, all are in the JSON. */
static const struct receipt_column {
    const char *name;
    int width;
    bool number;
} receipt_columns[] = {
    {"month", 7, false},      {"report", 16, false}, {"scope", 16, false}, {"path", 64, false},
    {"sha256", 64, false},    {"size", 9, true},     {"rows", 8, true},    {"verified", 19, false},
    {"http_status", 4, true}, {"method", 0, false},  {"target", 0, false}, {"version", 0, true},
    {"run_id", 0, true},
};
#define RECEIPT_COLUMNS (sizeof(receipt_columns) / sizeof(*receipt_columns))

struct receipts {
    struct cmd *cmd;
    struct json *list; /* NULL: a table is printed */
    size_t n;
};

static bool is_asked(const struct cmd *cmd, const char *report)
{
    for (size_t i = 0; i < cmd->args.n_reports; i++)
        if (str_eq(cmd->args.reports[i], report))
            return true;
    return cmd->args.n_reports == 0;
}

static void print_header(void)
{
    for (size_t i = 0; i < RECEIPT_COLUMNS; i++) {
        const struct receipt_column *c = &receipt_columns[i];
        if (c->width)
            (void)printf("%*s ", c->number ? c->width : -c->width,
                         str_eq(c->name, "http_status") ? "http" : c->name);
    }
    (void)printf("\n");
}

static bool note_receipt(void *ctx, const char *const *fields, size_t n, struct err *err)
{
    struct receipts *receipts = ctx;
    if (n != RECEIPT_COLUMNS)
        return err_set(err, ERR_INTERNAL, "receipts returned %zu columns", n);
    if (!is_asked(receipts->cmd, fields[1]))
        return true;
    if (receipts->n++ == 0 && !receipts->list)
        print_header();
    struct json *object = receipts->list ? json_add_object(receipts->list) : NULL;
    for (size_t i = 0; i < n; i++) {
        const struct receipt_column *c = &receipt_columns[i];
        const char *value = fields[i] ? fields[i] : "";
        int64_t number = 0;
        if (object && c->number && str_to_int64(value, INT64_MIN, INT64_MAX, &number))
            json_set_int(object, c->name, number);
        else if (object)
            json_set_text(object, c->name, fields[i]);
        else if (c->width)
            (void)printf("%*s ", c->number ? c->width : -c->width, value);
    }
    if (!object)
        (void)printf("\n");
    return true;
}

bool cmd_receipts(struct cmd *cmd, struct err *err)
{
    if (!open_ledger(cmd, err))
        return false;
    struct receipts receipts = {.cmd = cmd, .list = cmd->args.json ? json_new_array() : NULL};
    char month[11] = "";
    if (cmd->args.month)
        (void)snprintf(month, sizeof(month), "%s-01", cmd->args.month);
    bool ok =
        db_each(cmd->job.mart, sqltext("engine/receipts.sql"),
                DB_ARGS(cmd->conf.agency.id_text, *month ? month : NULL, cmd->conf.agency.timezone),
                note_receipt, &receipts, err);
    if (ok && receipts.list) {
        char *text = json_text(receipts.list);
        (void)fputs(text, stdout);
        free(text);
    } else if (ok && receipts.n == 0) {
        (void)puts("nothing was delivered");
    }
    json_free(receipts.list);
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
