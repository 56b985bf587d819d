/* etl/model_lineage.c - which reports a table of the source feeds, read from the SQL itself */
#include "model_lineage.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "model_sql.h"
#include "sqltext.h"
#include "banned.h"

enum { MAX_TABLES = 256 };

/* Tables that hold something of the one asked about: "stage.meeting", "mart.meeting". */
struct reach {
    struct arena arena;
    const char *tables[MAX_TABLES];
    size_t n;
};

static bool names(const char *text, const char *table)
{
    size_t n = strlen(table);
    for (const char *p = text; (p = strstr(p, table)); p += n)
        if (!isalnum((unsigned char)p[n]) && p[n] != '_')
            return true;
    return false;
}

static bool reads(const struct reach *reach, const char *path)
{
    for (size_t i = 0; i < reach->n; i++)
        if (names(sqltext(path), reach->tables[i]))
            return true;
    return false;
}

static bool has(const struct reach *reach, const char *table)
{
    for (size_t i = 0; i < reach->n; i++)
        if (str_eq(reach->tables[i], table))
            return true;
    return false;
}

/* model/24_meeting.sql: mart.meeting. Files that only begin, end and judge make no such table. */
static const char *product(struct arena *arena, const char *path)
{
    const char *stem = strchr(path, '_');
    if (!stem)
        return NULL;
    char *table =
        arena_printf(arena, "mart.%.*s", (int)(strlen(stem + 1) - strlen(".sql")), stem + 1);
    char *made = arena_printf(arena, "insert into %s", table);
    return names(sqltext(path), made) ? table : NULL;
}

static void follow(struct reach *reach)
{
    const char *path;
    for (bool grew = true; grew;) {
        grew = false;
        for (size_t i = 0; (path = sqltext_path("model/", i)) && reach->n < MAX_TABLES; i++) {
            const char *table = product(&reach->arena, path);
            if (!table || has(reach, table) || !reads(reach, path))
                continue;
            reach->tables[reach->n++] = table;
            grew = true;
        }
    }
}

static bool feeds(const struct reach *reach, const char *report)
{
    const char *path;
    char *prefix = xasprintf("report/%s/", report);
    bool found = false;
    for (size_t i = 0; !found && (path = sqltext_path("fact/", i)); i++)
        found = model_sql_is_of(path, report) && reads(reach, path);
    for (size_t i = 0; !found && (path = sqltext_path(prefix, i)); i++)
        found = reads(reach, path);
    free(prefix);
    return found;
}

void model_lineage_reports(const char *table, const char *const *reports, size_t n, struct str *out)
{
    struct reach reach = {.arena = ARENA_INIT};
    reach.tables[reach.n++] = arena_printf(&reach.arena, "stage.%s", table);
    follow(&reach);
    str_clear(out);
    for (size_t i = 0; i < n; i++)
        if (feeds(&reach, reports[i]))
            str_addf(out, "%s%s", out->len ? ", " : "", reports[i]);
    arena_release(&reach.arena);
}
