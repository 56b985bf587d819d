/* etl/sqltext.c - the SQL that this program carries, and how a file of it is cut and bound */
#include "sqltext.h"

#include <ctype.h>
#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "sqlscan.h"
#include "sqltext_data.h"
#include "banned.h"

#define FILE_LIMIT (4u << 20)

struct entry {
    char *path;
    const char *text;
    char *owned; /* text when it came from an overlay */
};

/* Embedded files and overlays, sorted by path; built at first use. */
static struct {
    struct entry *entries;
    size_t n;
} table;

static int by_path(const void *a, const void *b)
{
    const struct entry *x = a;
    const struct entry *y = b;
    return strcmp(x->path, y->path);
}

static void add_entry(const char *path, const char *text, char *owned)
{
    table.entries = xrealloc(table.entries, table.n + 1, sizeof(*table.entries));
    table.entries[table.n++] = (struct entry){xstrdup(path), text, owned};
}

static void build_table(void)
{
    if (table.n)
        return;
    for (const struct sqltext_file *f = sqltext_files; f->path; f++)
        add_entry(f->path, (const char *)f->text, NULL);
    if (table.n)
        qsort(table.entries, table.n, sizeof(*table.entries), by_path);
}

static struct entry *find(const char *path)
{
    build_table();
    for (size_t i = 0; i < table.n; i++)
        if (strcmp(table.entries[i].path, path) == 0)
            return &table.entries[i];
    return NULL;
}

static bool overlay_file(const char *full, const char *path, struct err *err)
{
    struct entry *entry = find(path);
    if (!entry && !str_starts(path, "source/")) {
        err_set(err, ERR_CONFIG, "\"%s\" replaces nothing: there is no sql/%s", full, path);
        return err_hint(err, "only files below source/ may be new");
    }
    struct str text = STR_INIT;
    if (!file_read(full, FILE_LIMIT, &text, err)) {
        if (err)
            err->kind = ERR_CONFIG;
        return err_prefix(err, "sql.overlay_dir");
    }
    if (strlen(text.buf) != text.len) {
        str_release(&text);
        return err_set(err, ERR_CONFIG, "\"%s\" holds a NUL byte", full);
    }
    char *owned = str_detach(&text);
    if (entry) {
        free(entry->owned);
        entry->text = entry->owned = owned;
    } else {
        add_entry(path, owned, owned);
    }
    return true;
}

bool sqltext_overlay(const char *dir, struct err *err)
{
    build_table();
    if (!dir || !*dir)
        return true;
    char *root = xstrdup(dir);
    char *const roots[] = {root, NULL};
    FTS *fts = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, NULL);
    bool ok = fts != NULL;
    if (!ok)
        err_set_errno(err, ERR_CONFIG, errno, "sql.overlay_dir: cannot read \"%s\"", dir);
    size_t skip = strlen(dir);
    while (ok) {
        errno = 0;
        FTSENT *ent = fts_read(fts);
        if (!ent)
            break;
        if (ent->fts_info == FTS_ERR || ent->fts_info == FTS_DNR || ent->fts_info == FTS_NS)
            ok = err_set_errno(err, ERR_CONFIG, ent->fts_errno,
                               "sql.overlay_dir: cannot read \"%s\"", ent->fts_path);
        else if (ent->fts_info == FTS_F && str_ends(ent->fts_name, ".sql"))
            ok = overlay_file(ent->fts_path,
                              ent->fts_path + skip + strspn(ent->fts_path + skip, "/"), err);
    }
    if (fts)
        (void)fts_close(fts);
    free(root);
    if (table.n)
        qsort(table.entries, table.n, sizeof(*table.entries), by_path);
    return ok;
}

void sqltext_release(void)
{
    for (size_t i = 0; i < table.n; i++) {
        free(table.entries[i].path);
        free(table.entries[i].owned);
    }
    free(table.entries);
    table.entries = NULL;
    table.n = 0;
}

const char *sqltext(const char *path)
{
    const struct entry *entry = find(path);
    return entry ? entry->text : NULL;
}

bool sqltext_is_overlay(const char *path)
{
    const struct entry *entry = find(path);
    return entry && entry->owned;
}

const char *sqltext_path(const char *prefix, size_t i)
{
    build_table();
    for (size_t k = 0; k < table.n; k++)
        if (str_starts(table.entries[k].path, prefix) && i-- == 0)
            return table.entries[k].path;
    return NULL;
}

void sqltext_walk(void (*each)(void *ctx, const char *path, const char *text), void *ctx)
{
    build_table();
    for (size_t i = 0; i < table.n; i++)
        each(ctx, table.entries[i].path, table.entries[i].text);
}

bool sqltext_directive(const char *text, const char *name, struct str *ret_value)
{
    size_t n = strlen(name);
    while (text[0] == '-' && text[1] == '-') {
        const char *p = text + 2;
        const char *end = p + strcspn(p, "\n");
        p += strspn(p, " \t");
        if (strncmp(p, name, n) == 0 && p[n] == ':') {
            p += n + 1;
            p += strspn(p, " \t");
            while (end > p && isspace((unsigned char)end[-1]))
                end--;
            str_addn(ret_value, p, (size_t)(end - p));
            return true;
        }
        text = *end ? end + 1 : end;
    }
    return false;
}

bool sqltext_says(const char *text, const char *name, const char *value)
{
    struct str said = STR_INIT;
    bool same = sqltext_directive(text, name, &said) && str_eq(said.buf, value);
    str_release(&said);
    return same;
}

bool sqltext_next(const char **cursor, struct str *ret_statement)
{
    const char *start = *cursor;
    start += strspn(start, " \t\r\n");
    if (!*start)
        return false;
    const char *line = start;
    str_clear(ret_statement);
    while (*line) {
        const char *eol = line + strcspn(line, "\n");
        const char *last = eol;
        while (last > line && isspace((unsigned char)last[-1]))
            last--;
        *cursor = *eol ? eol + 1 : eol;
        if (last > line && last[-1] == ';') {
            str_addn(ret_statement, start, (size_t)(last - 1 - start));
            return true;
        }
        line = *cursor;
    }
    /* what follows the last ";" may be comments only; anything else is a statement */
    str_add(ret_statement, start);
    for (const char *p = start; *p; p += strcspn(p, "\n"), p += (*p == '\n')) {
        p += strspn(p, " \t\r\n");
        if (*p && strncmp(p, "--", 2) != 0)
            return true;
        if (!*p)
            break;
    }
    return false;
}

int sqltext_params(const char *sql)
{
    struct sqlscan scan = {.at = sql};
    int highest = 0;
    while (sqlscan_param(&scan))
        if (scan.number > highest)
            highest = scan.number;
    return highest;
}

void sqltext_bind(struct str *out, const char *sql, const char *const *args, size_t n)
{
    struct sqlscan scan = {.at = sql};
    const char *copied = sql;
    while (sqlscan_param(&scan)) {
        str_addn(out, copied, (size_t)(scan.start - copied));
        if (scan.number >= 1 && (size_t)scan.number <= n)
            sqltext_literal(out, args[scan.number - 1]);
        else
            str_addn(out, scan.start, (size_t)(scan.at - scan.start));
        copied = scan.at;
    }
    str_add(out, copied);
}

void sqltext_literal(struct str *out, const char *value)
{
    if (!value) {
        str_add(out, "null");
        return;
    }
    bool escapes = strchr(value, '\\') != NULL;
    str_add(out, escapes ? " E'" : "'");
    for (const char *p = value; *p; p++) {
        if (*p == '\'' || *p == '\\')
            str_addc(out, *p);
        str_addc(out, *p);
    }
    str_addc(out, '\'');
}

void sqltext_identifier(struct str *out, const char *name)
{
    str_addc(out, '"');
    for (const char *p = name; *p; p++) {
        if (*p == '"')
            str_addc(out, '"');
        str_addc(out, *p);
    }
    str_addc(out, '"');
}
