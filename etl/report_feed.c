/* etl/report_feed.c - the rows of many queries, handed out scope by scope */
#include "report_feed.h"

#include <stdlib.h>
#include <string.h>

#include "db.h"
#include "sqltext.h"
#include "banned.h"

static bool begin(struct report_feed *feed, const char *path, size_t columns, size_t *n_args,
                  const char **ret_sql, struct err *err)
{
    *feed = (struct report_feed){.path = path, .columns = columns, .arena = ARENA_INIT};
    const char *sql = sqltext(path);
    if (!sql)
        return err_set(err, ERR_INTERNAL, "there is no sql/%s", path);
    int taken = sqltext_params(sql);
    if (taken < 0 || (size_t)taken > *n_args)
        return err_set(err, ERR_INTERNAL, "sql/%s takes $%d, only %zu parameters are given", path,
                       taken, *n_args);
    *n_args = (size_t)taken;
    *ret_sql = sql;
    return true;
}

static bool check_width(const struct report_feed *feed, size_t width, struct err *err)
{
    if (width == feed->columns + 1)
        return true;
    return err_set(err, ERR_INTERNAL, "sql/%s returns %zu columns, %zu are described", feed->path,
                   width, feed->columns + 1);
}

/* Rows come in the byte order of their scopes, none without one. */
static bool check_order(const struct report_feed *feed, const char *before, const char *scope,
                        struct err *err)
{
    if (!scope)
        return err_set(err, ERR_INTERNAL, "sql/%s returns a row without a scope", feed->path);
    if (before && strcmp(before, scope) > 0)
        return err_set(err, ERR_INTERNAL, "sql/%s is not ordered by scope: \"%s\" after \"%s\"",
                       feed->path, scope, before);
    return true;
}

static bool check_foreign(const struct report_feed *feed, const char *found, const char *scope,
                          struct err *err)
{
    if (strcmp(found, scope) >= 0)
        return true;
    err_set(err, ERR_INTERNAL, "sql/%s has rows for scope \"%s\", which has no workbook",
            feed->path, found);
    return err_hint(err, "fact.scope lacks it, or the query names scopes of another kind");
}

/* ---- blocks ---- */

static bool keep_row(void *ctx, const char *const *fields, size_t n, struct err *err)
{
    struct report_feed *feed = ctx;
    const char *before = feed->n ? feed->rows[feed->n - 1][0] : NULL;
    if (!check_width(feed, n, err) || !check_order(feed, before, fields[0], err))
        return false;
    const char **row = arena_alloc(&feed->arena, n * sizeof(*row));
    /* most rows share the scope with the one before */
    row[0] =
        before && strcmp(before, fields[0]) == 0 ? before : arena_strdup(&feed->arena, fields[0]);
    for (size_t i = 1; i < n; i++)
        row[i] = fields[i] ? arena_strdup(&feed->arena, fields[i]) : NULL;
    if ((feed->n & (feed->n - 1)) == 0) /* grows at powers of two */
        feed->rows = xrealloc(feed->rows, feed->n ? 2 * feed->n : 1, sizeof(*feed->rows));
    feed->rows[feed->n++] = row;
    return true;
}

bool report_feed_load(struct report_feed *feed, struct db *db, const char *path,
                      const char *const *args, size_t n_args, size_t columns, struct err *err)
{
    const char *sql = NULL;
    return begin(feed, path, columns, &n_args, &sql, err) &&
           (db_each(db, sql, args, n_args, keep_row, feed, err) || err_prefix(err, "sql/%s", path));
}

bool report_feed_slice(struct report_feed *feed, const char *scope, struct report_slice *ret_slice,
                       struct err *err)
{
    size_t from = feed->next;
    if (from < feed->n && !check_foreign(feed, feed->rows[from][0], scope, err))
        return false;
    size_t to = from;
    while (to < feed->n && strcmp(feed->rows[to][0], scope) == 0)
        to++;
    feed->next = to;
    *ret_slice =
        (struct report_slice){.rows = feed->rows ? feed->rows + from : NULL, .n = to - from};
    return true;
}

/* ---- streams ---- */

static bool advance(struct report_feed *feed, struct err *err)
{
    const char *const *fields = NULL;
    if (!db_rows_next(feed->stream, &fields, err))
        return err_prefix(err, "sql/%s", feed->path);
    feed->fields = fields;
    if (!fields)
        return true;
    if (!feed->scope || !fields[0] || strcmp(feed->scope, fields[0]) != 0) {
        if (!check_width(feed, db_rows_width(feed->stream), err) ||
            !check_order(feed, feed->scope, fields[0], err))
            return false;
        free(feed->scope);
        feed->scope = xstrdup(fields[0]);
    }
    return true;
}

bool report_feed_open(struct report_feed *feed, struct db *db, const char *path,
                      const char *const *args, size_t n_args, size_t columns, struct err *err)
{
    const char *sql = NULL;
    return begin(feed, path, columns, &n_args, &sql, err) &&
           (db_rows_open(db, sql, args, n_args, &feed->stream, err) ||
            err_prefix(err, "sql/%s", path)) &&
           advance(feed, err);
}

bool report_feed_next(struct report_feed *feed, const char *scope, const char *const **ret_fields,
                      struct err *err)
{
    /* in a stream `next` says that the row at hand was given out by the call before */
    if (feed->next && feed->fields && !advance(feed, err))
        return false;
    feed->next = 0;
    if (feed->fields && !check_foreign(feed, feed->fields[0], scope, err))
        return false;
    bool ours = feed->fields && strcmp(feed->fields[0], scope) == 0;
    feed->next = ours;
    feed->lengths = ours ? db_rows_lengths(feed->stream) + 1 : NULL;
    *ret_fields = ours ? feed->fields + 1 : NULL;
    return true;
}

bool report_feed_skip(struct report_feed *feed, const char *scope, struct err *err)
{
    if (!feed->stream) {
        struct report_slice slice;
        return report_feed_slice(feed, scope, &slice, err);
    }
    const char *const *fields = NULL;
    do {
        if (!report_feed_next(feed, scope, &fields, err))
            return false;
    } while (fields);
    return true;
}

bool report_feed_end(struct report_feed *feed, struct err *err)
{
    const char *left = NULL;
    if (feed->stream) {
        if (feed->next && feed->fields && !advance(feed, err))
            return false;
        feed->next = 0;
        left = feed->fields ? feed->fields[0] : NULL;
    } else if (feed->next < feed->n) {
        left = feed->rows[feed->next][0];
    }
    if (!left)
        return true;
    err_set(err, ERR_INTERNAL, "sql/%s has rows for scope \"%s\", which has no workbook",
            feed->path, left);
    return err_hint(err, "fact.scope lacks it, or the query names scopes of another kind");
}

void report_feed_release(struct report_feed *feed)
{
    if (!feed)
        return;
    db_rows_close(feed->stream);
    arena_release(&feed->arena);
    free(feed->rows);
    free(feed->scope);
    *feed = (struct report_feed){.arena = ARENA_INIT};
}
