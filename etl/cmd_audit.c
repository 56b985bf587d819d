/* etl/cmd_audit.c - receipts, verify, expire --dry-run: what was delivered, whether it still stands,
   what may go */
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "expire.h"
#include "json.h"
#include "ledger.h"
#include "report.h"
#include "share.h"
#include "sqltext.h"
#include "str.h"
#include "verify.h"
#include "banned.h"

/* ---- which files are meant ---- */

/* A report, also one that is no longer made here, or one of a month's own files. */
static bool check_names(const struct cmd_args *args, struct err *err)
{
    const char *names[64] = {"index", "manifest"};
    size_t n = 2;
    for (size_t i = 0; report_list[i] && n < 64; i++)
        names[n++] = report_list[i]->name;
    for (size_t i = 0; i < args->n_reports; i++) {
        size_t k = 0;
        while (k < n && !str_eq(names[k], args->reports[i]))
            k++;
        if (k < n)
            continue;
        err_set(err, ERR_USAGE, "--report: there is no report \"%s\"", args->reports[i]);
        const char *near = str_nearest(args->reports[i], names, n);
        return near ? err_hint(err, "did you mean \"%s\"?", near)
                    : err_hint(err, "beside the reports there are \"index\" and \"manifest\"");
    }
    return true;
}

static bool is_among(const char *word, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(word, list[i]))
            return true;
    return n == 0;
}

static bool open_ledger(struct cmd *cmd, struct err *err)
{
    return check_names(&cmd->args, err) && cmd_load_conf(cmd, err) && cmd_open_mart(cmd, true, err);
}

/* ---- receipts ---- */

/* Columns of engine/receipts.sql: all are in the JSON, those with a heading in the table. */
enum receipt_type { TEXT, NUMBER, FLAG };
static const struct receipt_column {
    const char *name;
    enum receipt_type type;
    const char *heading;
} receipt_columns[] = {
    {"month", TEXT, "month"},        {"report", TEXT, "report"},
    {"scope", TEXT, "scope"},        {"version", NUMBER, "ver"},
    {"asked_path", TEXT, NULL},      {"path", TEXT, "path"},
    {"sha256", TEXT, "sha256"},      {"size", NUMBER, "bytes"},
    {"rows", NUMBER, "rows"},        {"delivered_at", TEXT, "delivered"},
    {"http_status", NUMBER, "http"}, {"method", TEXT, "how"},
    {"unchanged", FLAG, NULL},       {"target", TEXT, NULL},
    {"run_id", NUMBER, NULL},        {"found", TEXT, "since"},
    {"checked_at", TEXT, NULL},
};
#define RECEIPT_COLUMNS (sizeof(receipt_columns) / sizeof(*receipt_columns))
enum { R_REPORT = 1, R_SCOPE = 2, R_SHA256 = 6, R_DELIVERED = 9, R_METHOD = 11, R_UNCHANGED = 12 };
/* The table's order: who, what, when, how; the path, of any length, last. */
static const unsigned char receipt_order[] = {0, 1, 2, 3, 8, 7, 9, 10, 11, 15, 6, 5};
#define RECEIPT_SHOWN   sizeof(receipt_order)
#define DIGITS_IN_TABLE 12

struct receipts {
    struct cmd *cmd;
    struct json *list; /* NULL: a table */
    struct arena arena;
    const char *(*rows)[RECEIPT_COLUMNS];
    size_t n;
};

/* As the table shows it. */
static const char *shown(struct arena *arena, size_t column, const char *const *fields)
{
    const char *value = fields[column] ? fields[column] : "";
    if (column == R_SHA256)
        return arena_printf(arena, "%.*s", DIGITS_IN_TABLE, value);
    if (column == R_METHOD && str_eq(fields[R_UNCHANGED], "t"))
        return "unchanged";
    char *text = arena_strdup(arena, value);
    char *t = column == R_DELIVERED ? strchr(text, 'T') : NULL;
    if (t)
        *t = ' ';
    return text;
}

static void add_json(struct json *list, const char *const *fields)
{
    struct json *object = json_add_object(list);
    for (size_t i = 0; i < RECEIPT_COLUMNS; i++) {
        const struct receipt_column *c = &receipt_columns[i];
        int64_t number = 0;
        if (c->type == FLAG)
            json_set_bool(object, c->name, str_eq(fields[i], "t"));
        else if (c->type == NUMBER && fields[i] &&
                 str_to_int64(fields[i], INT64_MIN, INT64_MAX, &number))
            json_set_int(object, c->name, number);
        else
            json_set_text(object, c->name, fields[i]);
    }
}

static bool note_receipt(void *ctx, const char *const *fields, size_t n, struct err *err)
{
    struct receipts *receipts = ctx;
    const struct cmd_args *args = &receipts->cmd->args;
    if (n != RECEIPT_COLUMNS)
        return err_set(err, ERR_INTERNAL, "receipts returned %zu columns", n);
    if (!is_among(fields[R_REPORT], args->reports, args->n_reports) ||
        !is_among(fields[R_SCOPE], args->scopes, args->n_scopes))
        return true;
    receipts->n++;
    if (receipts->list) {
        add_json(receipts->list, fields);
        return true;
    }
    receipts->rows = xrealloc(receipts->rows, receipts->n, sizeof(*receipts->rows));
    for (size_t i = 0; i < n; i++)
        receipts->rows[receipts->n - 1][i] = shown(&receipts->arena, i, fields);
    return true;
}

/* A row with every column as wide as its longest value. */
static void print_cells(const char *const *cells, const int *widths)
{
    struct str line = STR_INIT;
    for (size_t k = 0; k < RECEIPT_SHOWN; k++) {
        size_t i = receipt_order[k];
        int width = receipt_columns[i].type == NUMBER ? widths[i] : -widths[i];
        if (k + 1 < RECEIPT_SHOWN)
            str_addf(&line, "%*s  ", width, cells[i]);
        else
            str_add(&line, cells[i]);
    }
    (void)puts(line.buf);
    str_release(&line);
}

static void print_table(const struct receipts *receipts)
{
    const char *headings[RECEIPT_COLUMNS];
    int widths[RECEIPT_COLUMNS];
    for (size_t i = 0; i < RECEIPT_COLUMNS; i++) {
        headings[i] = receipt_columns[i].heading ? receipt_columns[i].heading : "";
        size_t width = strlen(headings[i]);
        for (size_t r = 0; r < receipts->n; r++)
            if (strlen(receipts->rows[r][i]) > width)
                width = strlen(receipts->rows[r][i]);
        widths[i] = (int)width;
    }
    print_cells(headings, widths);
    for (size_t r = 0; r < receipts->n; r++)
        print_cells(receipts->rows[r], widths);
}

static void print_json(struct json *root)
{
    char *text = json_text(root);
    (void)fputs(text, stdout);
    free(text);
}

bool cmd_receipts(struct cmd *cmd, struct err *err)
{
    const struct cmd_args *args = &cmd->args;
    if (!open_ledger(cmd, err))
        return false;
    struct json *root = args->json ? json_new_object() : NULL;
    struct receipts receipts = {.cmd = cmd, .arena = ARENA_INIT};
    char month[11] = "";
    if (args->month)
        (void)snprintf(month, sizeof(month), "%s-01", args->month);
    if (root) {
        json_set_text(root, "form", "cwreports-receipts-1");
        json_set_int(root, "agency_id", cmd->conf.agency.id);
        receipts.list = json_set_array(root, "receipts");
    }
    bool ok =
        db_each(cmd->job.mart, sqltext("engine/receipts.sql"),
                DB_ARGS(cmd->conf.agency.id_text, *month ? month : NULL, cmd->conf.agency.timezone),
                note_receipt, &receipts, err);
    if (ok && root)
        print_json(root);
    else if (ok && receipts.n > 0)
        print_table(&receipts);
    else if (ok)
        (void)printf("no receipts: nothing%s was delivered%s%s\n",
                     args->n_reports || args->n_scopes ? " of what was asked for" : "",
                     args->month ? " for " : "", args->month ? args->month : "");
    free(receipts.rows);
    arena_release(&receipts.arena);
    json_free(root);
    return ok;
}

/* ---- verify ---- */

/* Names on the share are other people's: none may steer the terminal. */
static void print_name(FILE *out, const char *name)
{
    for (; *name; name++)
        (void)fputc((unsigned char)*name < 0x20 || *name == 0x7f ? '?' : *name, out);
}

static void print_problem(const struct verify_item *item)
{
    const struct verify_seen *seen = &item->seen;
    (void)fprintf(stderr, "cwreports: verify: \"%s\": ", item->path);
    if (seen->outcome == VERIFY_CHANGED)
        (void)fprintf(stderr, "changed: %lld bytes, sha256 %s; sent were %lld bytes, sha256 %s\n",
                      (long long)seen->size, seen->sha256.hex, (long long)item->size, item->sha256);
    else if (seen->outcome == VERIFY_MISSING)
        (void)fprintf(stderr, "missing (HTTP status %d)\n", seen->status);
    else
        (void)fprintf(stderr, "cannot be read (HTTP status %d)\n", seen->status);
}

static void print_verify(const struct cmd *cmd, const struct verify *verify, const char *month)
{
    for (size_t i = 0; i < verify->n; i++)
        if (verify->items[i].seen.outcome > VERIFY_REWRITTEN)
            print_problem(&verify->items[i]);
    if (cmd->args.quiet)
        return;
    (void)printf("%.7s: %zu published files: %zu same, ", month, verify->n,
                 verify->count[VERIFY_SAME]);
    if (verify->count[VERIFY_REWRITTEN])
        (void)printf("%zu rewritten by the share with our parts intact, ",
                     verify->count[VERIFY_REWRITTEN]);
    (void)printf("%zu changed, %zu missing, %zu cannot be read\n", verify->count[VERIFY_CHANGED],
                 verify->count[VERIFY_MISSING], verify->count[VERIFY_UNREAD]);
    if (!verify->complete)
        (void)printf("the month is not complete: its manifest was not delivered yet\n");
    if (verify->n_others == 0)
        return;
    (void)printf(verify->n_others == 1
                     ? "%zu other name lies in its folders; it is not ours and no error\n"
                     : "%zu other names lie in its folders; they are not ours and no error\n",
                 verify->n_others);
    for (size_t i = 0; cmd_is_talkative(cmd) && i < verify->n_others; i++) {
        (void)fputs("  ", stdout);
        print_name(stdout, verify->others[i]);
        (void)fputc('\n', stdout);
    }
}

static void add_file(struct json *files, const struct verify_item *item)
{
    struct json *file = json_add_object(files);
    bool read = *item->seen.sha256.hex != '\0';
    json_set_text(file, "report", item->report);
    json_set_text(file, "scope", item->scope);
    json_set_text(file, "path", item->path);
    json_set_text(file, "sha256", item->sha256);
    json_set_int(file, "size", item->size);
    json_set_text(file, "found", verify_word(item->seen.outcome));
    json_set_text(file, "found_sha256", read ? item->seen.sha256.hex : NULL);
    if (read)
        json_set_int(file, "found_size", item->seen.size);
    else
        json_set_text(file, "found_size", NULL);
    json_set_int(file, "http_status", item->seen.status);
}

static void print_verify_json(const struct cmd *cmd, const struct verify *verify, const char *month)
{
    struct json *root = json_new_object();
    char year_month[8];
    (void)snprintf(year_month, sizeof(year_month), "%.7s", month);
    json_set_text(root, "form", "cwreports-verify-1");
    json_set_int(root, "agency_id", cmd->conf.agency.id);
    json_set_text(root, "month", year_month);
    json_set_text(root, "target", cmd->conf.share.url);
    json_set_bool(root, "complete", verify->complete);
    for (int i = 0; i < VERIFY_OUTCOMES; i++)
        json_set_int(root, verify_word((enum verify_outcome)i), (int64_t)verify->count[i]);
    struct json *files = json_set_array(root, "files");
    for (size_t i = 0; i < verify->n; i++)
        add_file(files, &verify->items[i]);
    struct json *others = json_set_array(root, "others");
    for (size_t i = 0; i < verify->n_others; i++)
        json_set_text(json_add_object(others), "path", verify->others[i]);
    print_json(root);
    json_free(root);
}

bool cmd_verify(struct cmd *cmd, struct err *err)
{
    const struct cmd_args *args = &cmd->args;
    struct verify verify;
    char month[11];
    if (!open_ledger(cmd, err) || !ledger_asked_month(&cmd->job, month, err))
        return false;
    if (share_is_none(&cmd->conf))
        return err_set(err, ERR_CONFIG, "share.kind is none: nothing is published");
    struct verify_wish wish = {.month = month,
                               .reports = args->reports,
                               .n_reports = args->n_reports,
                               .scopes = args->scopes,
                               .n_scopes = args->n_scopes,
                               .others = true};
    if (!verify_month(&cmd->job, &wish, &verify, err))
        return false;
    bool ok = verify.n > 0;
    if (!ok) {
        err_set(err, ERR_USAGE, "nothing%s was delivered to \"%s\" for %.7s",
                args->n_reports || args->n_scopes ? " of what was asked for" : "",
                cmd->conf.share.url, month);
        (void)err_hint(err, "`cwreports receipts` tells what was");
    } else {
        if (args->json)
            print_verify_json(cmd, &verify, month);
        else
            print_verify(cmd, &verify, month);
        ok = verify_is_fine(&verify) || verify_fail(&verify, month, err);
        if (!ok)
            (void)err_hint(err,
                           "`cwreports deliver --month %.7s --again` sends what is missing, and "
                           "overwrites nothing that was changed",
                           month);
    }
    verify_release(&verify);
    return ok;
}

/* ---- expire --dry-run ---- */

struct expiry {
    int64_t copies, bytes, months, stay;
};

static const char *why_it_stays(const char *why)
{
    static const char *const words[][2] = {
        {"waiting", "it waits to be delivered"},
        {"not compared", "it was not compared with the share since it was delivered"},
        {"differs", "what stands on the share is changed or missing"},
        {"open", "the month was never published"},
        {"compared with", "the newest month is compared with it"},
    };
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (str_eq(words[i][0], why))
            return words[i][1];
    return why;
}

static bool print_item(void *ctx, const struct expire_item *item, struct err *err)
{
    struct expiry *expiry = ctx;
    struct str line = STR_INIT;
    (void)err;
    str_addf(&line, "%s  ", item->why ? "keep  " : "remove");
    if (item->path)
        str_addf(&line, "copy   %s", item->path);
    else
        str_addf(&line, "facts  %.7s", item->month);
    if (item->why)
        str_addf(&line, ": %s", why_it_stays(item->why));
    (void)puts(line.buf);
    str_release(&line);
    expiry->stay += item->why != NULL;
    expiry->copies += !item->why && item->path;
    expiry->bytes += item->why ? 0 : item->size;
    expiry->months += !item->why && !item->path;
    return true;
}

bool cmd_expire_print(struct cmd *cmd, struct err *err)
{
    struct expiry expiry = {.copies = 0};
    if (!expire_each(&cmd->job, print_item, &expiry, err))
        return false;
    struct str bytes = STR_INIT;
    str_add_bytes(&bytes, expiry.bytes);
    (void)printf("would remove %lld spool copies (%s) and the facts of %lld months; %lld stay past "
                 "their retention\n",
                 (long long)expiry.copies, bytes.buf, (long long)expiry.months,
                 (long long)expiry.stay);
    str_release(&bytes);
    return true;
}
