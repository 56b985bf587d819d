/*
 * etl/report_feed.h - the rows of many queries, handed out scope by scope
 *
 * Every query of a report returns `_scope` first and is ordered by it (byte order). A feed is one
 * such query. The caller walks the workbooks in the same order and takes from each feed what
 * belongs to the scope it is at. A *block* is small and held in memory; a *stream* is read from
 * the server as it is written, in constant memory. A row whose scope is skipped by the walk is an
 * error: nothing may vanish between a query and a workbook.
 *
 * Ownership: fields of a block live as long as the feed, those of a stream until the next call.
 * Errors: ERR_INTERNAL for rows out of order or of a foreign scope, else those of db.h.
 *
 *     report_feed_load(&feed, db, "report/common/figures.sql", args, n, 8, err);
 *     report_feed_slice(&feed, "office-204", &slice, err);      // all rows of that scope
 *     report_feed_end(&feed, err);                              // nothing is left over
 */
#ifndef REPORT_FEED_H
#define REPORT_FEED_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"
#include "str.h"

struct db;
struct db_rows;

struct report_feed {
    const char *path; /* of the SQL, for messages */
    size_t columns;   /* `_scope` not counted */
    /* block */
    struct arena arena;
    const char *const **rows; /* each: `_scope`, then the fields */
    size_t n, next;
    /* stream */
    struct db_rows *stream;
    const char *const *fields; /* the row at hand; NULL: at the end */
    const uint32_t *lengths;   /* of the fields given out */
    char *scope;               /* of the last row read, for the order */
};

struct report_slice {
    const char *const *const *rows; /* fields without `_scope` are rows[i] + 1 */
    size_t n;
};

/* Both read sql/<path> and bind the parameters that it takes. */
bool report_feed_load(struct report_feed *feed, struct db *db, const char *path,
                      const char *const *args, size_t n_args, size_t columns, struct err *err);
bool report_feed_open(struct report_feed *feed, struct db *db, const char *path,
                      const char *const *args, size_t n_args, size_t columns, struct err *err);
void report_feed_release(struct report_feed *feed);

bool report_feed_slice(struct report_feed *feed, const char *scope, struct report_slice *ret_slice,
                       struct err *err);
/* Next row of `scope` from a stream (fields without `_scope`), or NULL after its last. */
bool report_feed_next(struct report_feed *feed, const char *scope, const char *const **ret_fields,
                      struct err *err);
/* Passes over the rows of a scope whose workbook is not asked for. */
bool report_feed_skip(struct report_feed *feed, const char *scope, struct err *err);
bool report_feed_end(struct report_feed *feed, struct err *err);

#endif
