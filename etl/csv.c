/* etl/csv.c - the agency's small tables: CSV files that people keep by hand */
#include "csv.h"

#include <string.h>

#include "file.h"
#include "str.h"
#include "banned.h"

#define FILE_MAX (4u << 20)

bool csv_refuse(const struct csv_row *row, struct err *err, const char *what)
{
    err_set(err, ERR_CONFIG, "%s:%d: %s", row->path, row->line, what);
    return err_hint(err, "a line is %s; quote fields that hold a comma", row->header);
}

bool csv_is_day(const char *text)
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

/* One field from *cursor, which moves past it and its comma; *ret_more: there was one. */
static bool cut_field(const char **cursor, struct str *field, bool *ret_more)
{
    const char *p = *cursor;
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

static int width_of(const char *header)
{
    int width = 1;
    for (const char *p = header; *p; p++)
        width += *p == ',';
    return width;
}

static bool read_row(const struct csv_row *where, const char *line, csv_row_fn *fn, void *ctx,
                     struct err *err)
{
    struct str cut[CSV_WIDTH];
    const char *fields[CSV_WIDTH] = {NULL};
    struct csv_row row = *where;
    int width = width_of(row.header);
    int n = 0;
    bool ok = true;
    for (int i = 0; i < CSV_WIDTH; i++)
        str_init(&cut[i]);
    for (bool more = true; ok && more; n++) {
        struct str *field = &cut[n < CSV_WIDTH ? n : CSV_WIDTH - 1];
        ok = cut_field(&line, field, &more);
        if (n < CSV_WIDTH)
            fields[n] = field->buf;
    }
    row.fields = fields;
    if (!ok) {
        (void)csv_refuse(&row, err, "the quotes do not match");
    } else if (n != width) {
        struct str what = STR_INIT;
        str_addf(&what, "there are not %d fields", width);
        ok = csv_refuse(&row, err, what.buf);
        str_release(&what);
    } else {
        ok = fn(ctx, &row, err);
    }
    for (int i = 0; i < CSV_WIDTH; i++)
        str_release(&cut[i]);
    return ok;
}

static bool read_lines(struct csv_row *row, char *rest, csv_row_fn *fn, void *ctx, struct err *err)
{
    bool header = false;
    while (*rest) {
        char *line = rest;
        rest += strcspn(rest, "\n");
        if (*rest)
            *rest++ = '\0';
        row->line++;
        size_t n = strlen(line);
        if (n > 0 && line[n - 1] == '\r')
            line[n - 1] = '\0';
        if (*line == '#' || *line == '\0')
            continue;
        if (!header && !str_eq(line, row->header)) {
            struct str what = STR_INIT;
            str_addf(&what, "the header is not %s", row->header);
            (void)csv_refuse(row, err, what.buf);
            str_release(&what);
            return false;
        }
        if (header && !read_row(row, line, fn, ctx, err))
            return false;
        header = true;
    }
    return header || csv_refuse(row, err, "there is no header");
}

bool csv_read(const char *path, const char *header, csv_row_fn *fn, void *ctx, struct err *err)
{
    struct csv_row row = {.path = path, .header = header};
    struct str text = STR_INIT;
    bool ok = file_read(path, FILE_MAX, &text, err);
    if (!ok && err)
        err->kind = ERR_CONFIG;
    if (ok && (!str_is_utf8(text.buf, text.len) || strlen(text.buf) != text.len))
        ok = csv_refuse(&row, err, "the file is not UTF-8 text");
    if (ok)
        ok = read_lines(&row, text.buf + (str_starts(text.buf, "\xef\xbb\xbf") ? 3 : 0), fn, ctx,
                        err);
    str_release(&text);
    return ok;
}
