/* etl/codemap.c - code maps: what the source's codes mean, from CSV files into mart.code_map */
#include "codemap.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "conf.h"
#include "db.h"
#include "file.h"
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
};

struct reading {
    const char *path;
    const char *list;
    int line;
    struct codes *codes;
};

static bool refuse(const struct reading *r, struct err *err, const char *what)
{
    err_set(err, ERR_CONFIG, "%s:%d: %s", r->path, r->line, what);
    return err_hint(err, "a line is " HEADER "; quote fields that hold a comma");
}

/* ---- one line ---- */

/* One field from *cursor, which moves past it and its comma; *ret_more: there was one. */
static bool cut_field(const char **cursor, struct str *field, bool *ret_more)
{
    const char *p = *cursor;
    str_clear(field);
    if (*p == '"') {
        for (p++; *p && !(p[0] == '"' && p[1] != '"'); p++) {
            p += (p[0] == '"'); /* a doubled quote is one */
            str_addc(field, *p);
        }
        if (*p++ != '"' || (*p && *p != ','))
            return false;
    } else {
        size_t n = strcspn(p, ",");
        if (memchr(p, '"', n))
            return false;
        str_addn(field, p, n);
        p += n;
    }
    *ret_more = *p == ',';
    *cursor = p + (*p == ',');
    return true;
}

static bool is_day(const char *text)
{
    static const char form[] = "dddd-dd-dd";
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (strlen(text) != sizeof(form) - 1)
        return false;
    for (size_t i = 0; form[i]; i++)
        if (form[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != form[i])
            return false;
    int year =
        (text[0] - '0') * 1000 + (text[1] - '0') * 100 + (text[2] - '0') * 10 + text[3] - '0';
    int month = (text[5] - '0') * 10 + text[6] - '0';
    int day = (text[8] - '0') * 10 + text[9] - '0';
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] &&
           (leap || month != 2 || day <= 28);
}

/* ISO dates compare as text; valid_to is the first day no longer valid. */
static bool overlap(const struct code *a, const struct code *b)
{
    bool a_ends_before = *a->field[4] && strcmp(a->field[4], b->field[3]) <= 0;
    bool b_ends_before = *b->field[4] && strcmp(b->field[4], a->field[3]) <= 0;
    return !a_ends_before && !b_ends_before;
}

static bool check_code(const struct reading *r, const struct code *code, struct err *err)
{
    for (int i = 0; i < 2; i++)
        if (!*code->field[i])
            return refuse(r, err, i == 0 ? "the code is empty" : "the label is empty");
    for (int i = 3; i < WIDTH; i++)
        if (*code->field[i] && !is_day(code->field[i]))
            return refuse(r, err, "a date is not of the form 2020-01-31");
    if (*code->field[3] && *code->field[4] && strcmp(code->field[3], code->field[4]) >= 0)
        return refuse(r, err, "valid_to is not after valid_from");
    for (size_t i = 0; i < r->codes->n; i++) {
        const struct code *other = &r->codes->rows[i];
        if (str_eq(other->list, code->list) && str_eq(other->field[0], code->field[0]) &&
            overlap(other, code)) {
            struct str what = STR_INIT;
            str_addf(&what, "code \"%s\" already stands on line %d for the same time",
                     code->field[0], other->line);
            (void)refuse(r, err, what.buf);
            str_release(&what);
            return false;
        }
    }
    return true;
}

static bool read_code(struct reading *r, const char *line, struct err *err)
{
    struct code code = {.list = r->list, .line = r->line};
    struct str field = STR_INIT;
    const char *cursor = line;
    bool ok = true;
    bool more = true;
    int fields = 0;
    while (ok && more) {
        ok = cut_field(&cursor, &field, &more);
        if (ok && fields < WIDTH)
            code.field[fields] = arena_strdup(&r->codes->arena, field.buf);
        fields++;
    }
    str_release(&field);
    if (!ok)
        return refuse(r, err, "the quotes do not match");
    if (fields != WIDTH)
        return refuse(r, err, "there are not 5 fields");
    if (!check_code(r, &code, err))
        return false;
    r->codes->rows = xrealloc(r->codes->rows, r->codes->n + 1, sizeof(code));
    r->codes->rows[r->codes->n++] = code;
    return true;
}

/* ---- one file, all files ---- */

static bool read_file(struct reading *r, struct err *err)
{
    struct str text = STR_INIT;
    if (!file_read(r->path, 4u << 20, &text, err)) {
        if (err)
            err->kind = ERR_CONFIG;
        return false;
    }
    bool ok = str_is_utf8(text.buf, text.len) && strlen(text.buf) == text.len;
    if (!ok)
        (void)refuse(r, err, "the file is not UTF-8 text");
    char *rest = text.buf;
    if (str_starts(rest, "\xef\xbb\xbf"))
        rest += 3;
    bool header = false;
    for (char *line; ok && *rest;) {
        line = rest;
        rest += strcspn(rest, "\n");
        if (*rest)
            *rest++ = '\0';
        r->line++;
        size_t n = strlen(line);
        if (n > 0 && line[n - 1] == '\r')
            line[n - 1] = '\0';
        if (*line == '#' || *line == '\0')
            continue;
        if (header)
            ok = read_code(r, line, err);
        else if (str_eq(line, HEADER))
            header = true;
        else
            ok = refuse(r, err, "the header is not " HEADER);
    }
    if (ok && !header)
        ok = refuse(r, err, "there is no header");
    str_release(&text);
    return ok;
}

static int is_csv(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && str_ends(entry->d_name, ".csv");
}

static void codes_release(struct codes *codes)
{
    free(codes->rows);
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
        r.path = arena_printf(&codes->arena, "%s/%s", dir, name);
        r.list = arena_printf(&codes->arena, "%.*s", (int)(strlen(name) - 4), name);
        ok = ok && read_file(&r, err);
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
