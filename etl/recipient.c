/* etl/recipient.c - who may have which workbook: the agency's list, from CSV into mart.recipient */
#include "recipient.h"

#include <stdlib.h>
#include <string.h>

#include "conf.h"
#include "csv.h"
#include "db.h"
#include "digest.h"
#include "post.h"
#include "str.h"
#include "banned.h"

#define HEADER "scope,report,role,mail,valid_from,valid_to"
enum { SCOPE, REPORT, ROLE, MAIL, VALID_FROM, VALID_TO, WIDTH };

struct line {
    const char *field[WIDTH];
};

struct list {
    struct arena arena;
    recipient_report_fn *is_report;
    struct line *lines;
    size_t n;
};

/* Its code is that of a file name, so nothing else can stand in it. */
static bool is_scope(const char *scope)
{
    static const char *const kinds[] = {"office-", "region-", "attorney-"};
    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
        if (!str_starts(scope, kinds[i]))
            continue;
        const char *code = scope + strlen(kinds[i]);
        return *code &&
               code[strspn(code,
                           "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")] ==
                   '\0';
    }
    return str_eq(scope, "state");
}

static bool note_line(void *ctx, const struct csv_row *row, struct err *err)
{
    struct list *list = ctx;
    const char *const *f = row->fields;
    if (!is_scope(f[SCOPE]))
        return csv_refuse(row, err,
                          "the scope is not state, office-, region- or attorney- and a "
                          "code as in the name of its workbook");
    if (*f[REPORT] && !list->is_report(f[REPORT]))
        return csv_refuse(row, err, "there is no such report");
    if (!str_eq(f[ROLE], "owner") && !str_eq(f[ROLE], "copy"))
        return csv_refuse(row, err, "the role is neither owner nor copy");
    if (*f[MAIL] && !post_is_address(f[MAIL])) /* it is not repeated: an address is a person's */
        return csv_refuse(row, err, "the mail is not one plain address");
    for (int i = VALID_FROM; i <= VALID_TO; i++)
        if (*f[i] && !csv_is_day(f[i]))
            return csv_refuse(row, err, "a date is not of the form 2020-01-31");
    if (*f[VALID_FROM] && *f[VALID_TO] && strcmp(f[VALID_FROM], f[VALID_TO]) >= 0)
        return csv_refuse(row, err, "valid_to is not after valid_from");
    struct line line;
    for (int i = 0; i < WIDTH; i++)
        line.field[i] = arena_strdup(&list->arena, f[i]);
    list->lines = xrealloc(list->lines, list->n + 1, sizeof(line));
    list->lines[list->n++] = line;
    return true;
}

static bool read_list(const struct conf *conf, struct list *list, struct err *err)
{
    if (!*conf->recipient.file)
        return true;
    if (csv_read(conf->recipient.file, HEADER, note_line, list, err))
        return true;
    return err_prefix(err, "recipient.file");
}

static void list_release(struct list *list)
{
    free(list->lines);
    arena_release(&list->arena);
}

/* "" when there is no list. */
static bool file_digest(const struct conf *conf, struct digest_text *ret_digest, struct err *err)
{
    *ret_digest = (struct digest_text){.hex = ""};
    if (!*conf->recipient.file || digest_file(conf->recipient.file, ret_digest, NULL, err))
        return true;
    if (err)
        err->kind = ERR_CONFIG;
    return err_prefix(err, "recipient.file");
}

static const char *or_null(const char *text)
{
    return *text ? text : NULL;
}

static bool store(const struct conf *conf, struct db *mart, const struct list *list,
                  const char *digest, struct err *err)
{
    const char *agency = conf->agency.id_text;
    if (!db_exec(mart, "delete from mart.recipient where agency_id = $1", DB_ARGS(agency), err) ||
        !db_exec(mart, "delete from mart.recipient_list where agency_id = $1", DB_ARGS(agency),
                 err))
        return false;
    if (*digest &&
        !db_exec(mart, "insert into mart.recipient_list (agency_id, digest) values ($1::int, $2)",
                 DB_ARGS(agency, digest), err))
        return false;
    for (size_t i = 0; i < list->n; i++) {
        const char *const *f = list->lines[i].field;
        struct str_number ordinal = str_number((int64_t)i + 1);
        if (!db_exec(mart,
                     "insert into mart.recipient (agency_id, ordinal, scope, report, role, mail, "
                     "valid_from, valid_to) values ($1::int, $2::int, $3, $4, $5, $6, "
                     "coalesce($7::date, '-infinity'), coalesce($8::date, 'infinity'))",
                     DB_ARGS(agency, ordinal.text, f[SCOPE], f[REPORT], f[ROLE], f[MAIL],
                             or_null(f[VALID_FROM]), or_null(f[VALID_TO])),
                     err))
            return false;
    }
    return true;
}

bool recipient_load(const struct conf *conf, struct db *mart, recipient_report_fn *is_report,
                    int64_t *ret_lines, struct err *err)
{
    struct list list = {.arena = ARENA_INIT, .is_report = is_report};
    struct digest_text digest;
    bool ok = file_digest(conf, &digest, err) && read_list(conf, &list, err) &&
              db_begin(mart, err) && store(conf, mart, &list, digest.hex, err) &&
              db_commit(mart, err);
    if (ok)
        *ret_lines = (int64_t)list.n;
    else
        db_rollback(mart);
    list_release(&list);
    return ok;
}

bool recipient_check(const struct conf *conf, recipient_report_fn *is_report, int64_t *ret_lines,
                     struct err *err)
{
    struct list list = {.arena = ARENA_INIT, .is_report = is_report};
    bool ok = read_list(conf, &list, err);
    if (ok)
        *ret_lines = (int64_t)list.n;
    list_release(&list);
    return ok;
}

bool recipient_settle(const struct conf *conf, struct db *mart, struct err *err)
{
    struct digest_text digest;
    return file_digest(conf, &digest, err) &&
           db_exec(mart, "select mart.recipient_settle($1::int, $2, $3)",
                   DB_ARGS(conf->agency.id_text, digest.hex, conf->agency.timezone), err);
}
