/* etl/codemap.c - code maps: what the source's codes mean, from CSV files into mart.code_map */
#include "codemap.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "conf.h"
#include "csv.h"
#include "db.h"
#include "str.h"
#include "banned.h"

#define HEADER "code,label,group,valid_from,valid_to"
#define WIDTH  5

struct code {
    const char *list;
    const char *field[WIDTH]; /* as in the header; "" is empty */
    int line;
};

struct codes {
    struct arena arena;
    struct code *rows;
    size_t n;
    const char **lists; /* a file each, also one without a code */
    size_t n_lists;
};

struct reading {
    const char *list;
    struct codes *codes;
};

/* ISO dates compare as text; valid_to is the first day no longer valid. */
static bool overlap(const struct code *a, const struct code *b)
{
    bool a_ends_before = *a->field[4] && strcmp(a->field[4], b->field[3]) <= 0;
    bool b_ends_before = *b->field[4] && strcmp(b->field[4], a->field[3]) <= 0;
    return !a_ends_before && !b_ends_before;
}

static bool check_code(const struct codes *codes, const struct csv_row *row,
                       const struct code *code, struct err *err)
{
    for (int i = 0; i < 2; i++)
        if (!*code->field[i])
            return csv_refuse(row, err, i == 0 ? "the code is empty" : "the label is empty");
    for (int i = 3; i < WIDTH; i++)
        if (*code->field[i] && !csv_is_day(code->field[i]))
            return csv_refuse(row, err, "a date is not of the form 2020-01-31");
    if (*code->field[3] && *code->field[4] && strcmp(code->field[3], code->field[4]) >= 0)
        return csv_refuse(row, err, "valid_to is not after valid_from");
    for (size_t i = 0; i < codes->n; i++) {
        const struct code *other = &codes->rows[i];
        if (str_eq(other->list, code->list) && str_eq(other->field[0], code->field[0]) &&
            overlap(other, code)) {
            struct str what = STR_INIT;
            str_addf(&what, "code \"%s\" already stands on line %d for the same time",
                     code->field[0], other->line);
            (void)csv_refuse(row, err, what.buf);
            str_release(&what);
            return false;
        }
    }
    return true;
}

static bool note_code(void *ctx, const struct csv_row *row, struct err *err)
{
    struct reading *r = ctx;
    struct codes *codes = r->codes;
    struct code code = {.list = r->list, .line = row->line};
    for (int i = 0; i < WIDTH; i++)
        code.field[i] = arena_strdup(&codes->arena, row->fields[i]);
    if (!check_code(codes, row, &code, err))
        return false;
    codes->rows = xrealloc(codes->rows, codes->n + 1, sizeof(code));
    codes->rows[codes->n++] = code;
    return true;
}

/* ---- all files ---- */

static int is_csv(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && str_ends(entry->d_name, ".csv");
}

static void codes_release(struct codes *codes)
{
    free(codes->rows);
    free(codes->lists);
    arena_release(&codes->arena);
}

static bool read_all(const struct conf *conf, struct codes *codes, struct err *err)
{
    char *dir = arena_printf(&codes->arena, "%s/%s", conf->codemap.dir, conf->source.kind);
    struct dirent **entries = NULL;
    int n = scandir(dir, &entries, is_csv, alphasort);
    if (n <= 0) {
        if (n < 0)
            err_set_errno(err, ERR_CONFIG, errno, "code maps: cannot read \"%s\"", dir);
        else
            err_set(err, ERR_CONFIG, "code maps: \"%s\" holds no .csv file", dir);
        free(entries);
        return err_hint(err, "codemap.dir in the configuration names the folder above it");
    }
    bool ok = true;
    for (int i = 0; i < n; i++) {
        const char *name = entries[i]->d_name;
        struct reading r = {.codes = codes};
        const char *path = arena_printf(&codes->arena, "%s/%s", dir, name);
        r.list = arena_printf(&codes->arena, "%.*s", (int)(strlen(name) - 4), name);
        codes->lists = xrealloc(codes->lists, codes->n_lists + 1, sizeof(*codes->lists));
        codes->lists[codes->n_lists++] = r.list;
        ok = ok && csv_read(path, HEADER, note_code, &r, err);
        free(entries[i]);
    }
    free(entries);
    return ok;
}

static const char *or_null(const char *text)
{
    return *text ? text : NULL;
}

static bool store(const struct conf *conf, struct db *mart, const struct codes *codes,
                  struct err *err)
{
    const char *agency = conf->agency.id_text;
    bool ok = db_begin(mart, err) &&
              db_exec(mart, "delete from mart.code_map where agency_id = $1", DB_ARGS(agency), err);
    for (size_t i = 0; ok && i < codes->n; i++) {
        const struct code *code = &codes->rows[i];
        struct str_number ordinal = str_number((int64_t)i + 1);
        ok = db_exec(mart,
                     "insert into mart.code_map (agency_id, list, code, label, grp, hours, "
                     "valid_from, valid_to, ordinal) values ($1::int, $2, $3, $4, $5, "
                     "case when $5 ~ '^[0-9]+([.][0-9]+)?$' then $5::numeric end, "
                     "coalesce($6::date, '-infinity'), coalesce($7::date, 'infinity'), $8::int)",
                     DB_ARGS(agency, code->list, code->field[0], code->field[1],
                             or_null(code->field[2]), or_null(code->field[3]),
                             or_null(code->field[4]), ordinal.text),
                     err);
    }
    ok = ok && db_commit(mart, err);
    if (!ok)
        db_rollback(mart);
    return ok;
}

bool codemap_load(const struct conf *conf, struct db *mart, int64_t *ret_codes, struct err *err)
{
    struct codes codes = {.n = 0};
    bool ok = read_all(conf, &codes, err) && store(conf, mart, &codes, err);
    if (ok)
        *ret_codes = (int64_t)codes.n;
    codes_release(&codes);
    return ok;
}

bool codemap_check(const struct conf *conf, int64_t *ret_codes, struct err *err)
{
    struct codes codes = {.n = 0};
    bool ok = read_all(conf, &codes, err);
    if (ok)
        *ret_codes = (int64_t)codes.n;
    codes_release(&codes);
    return ok;
}

struct comparing {
    const struct codes *codes;
    size_t n; /* rows of the mart so far */
    bool same;
};

static bool compare_code(void *ctx, const char *const *f, size_t n, struct err *err)
{
    struct comparing *c = ctx;
    if (n != WIDTH + 1)
        return err_set(err, ERR_INTERNAL, "mart.code_map: %zu columns", n);
    if (c->n < c->codes->n) {
        const struct code *code = &c->codes->rows[c->n];
        c->same = c->same && str_eq(f[0], code->list);
        for (size_t i = 0; i < WIDTH; i++)
            c->same = c->same && str_eq(f[i + 1], code->field[i]);
    }
    c->n++;
    return true;
}

bool codemap_is_loaded(const struct conf *conf, struct db *mart, bool *ret_loaded, struct err *err)
{
    struct codes codes = {.n = 0};
    struct comparing c = {.codes = &codes, .same = true};
    bool ok = read_all(conf, &codes, err) &&
              db_each(mart,
                      "select list, code, label, coalesce(grp, ''), "
                      "coalesce(nullif(valid_from, '-infinity')::text, ''), "
                      "coalesce(nullif(valid_to, 'infinity')::text, '') "
                      "from mart.code_map where agency_id = $1::int order by ordinal",
                      DB_ARGS(conf->agency.id_text), compare_code, &c, err);
    if (ok)
        *ret_loaded = c.same && c.n == codes.n;
    codes_release(&codes);
    return ok;
}

struct codes *codemap_read(const struct conf *conf, struct err *err)
{
    struct codes *codes = xcalloc(1, sizeof(*codes));
    if (read_all(conf, codes, err))
        return codes;
    codemap_free(codes);
    return NULL;
}

void codemap_free(struct codes *codes)
{
    if (!codes)
        return;
    codes_release(codes);
    free(codes);
}

bool codemap_has_list(const struct codes *codes, const char *list)
{
    for (size_t i = 0; i < codes->n_lists; i++)
        if (str_eq(codes->lists[i], list))
            return true;
    return false;
}

bool codemap_knows(const struct codes *codes, const char *list, const char *code)
{
    for (size_t i = 0; i < codes->n; i++)
        if (str_eq(codes->rows[i].list, list) && str_eq(codes->rows[i].field[0], code))
            return true;
    return false;
}
