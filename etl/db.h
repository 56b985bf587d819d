/*
 * etl/db.h - one PostgreSQL connection; the only file that knows libpq
 *
 * Verbs: exec, value, each row, script, describe, copy across, stream rows. The caller states
 * what it expects ("one value"), anything else is an error. Parameters and results are text;
 * NULL is null. Handles never cross a fork. Every wait listens to stop.h and cancels the
 * statement on the server.
 *
 * Errors: connection lost or refused is ERR_SOURCE_AWAY or ERR_MART_AWAY by the role; what the
 * server says about *data* is never passed on, only SQLSTATE and the names of table, column and
 * constraint. SQL of ours may choose the kind: `raise exception using errcode = 'CW011'` is the
 * kind with exit code 11, its message and hint are passed on (they must hold no values).
 *
 *     if (!db_value(db, "select etl.run_begin($1, $2)", DB_ARGS(agency, verb), &id, err)) ...
 *     if (!db_exec(db, "delete from etl.x where agency_id = $1", DB_ARGS(agency), err)) ...
 *     if (!db_rows_open(db, sql, DB_ARGS(a, b), &rows, err)) ...
 *     while ((ok = db_rows_next(rows, &fields, err)) && fields) ...
 *     db_rows_close(rows);
 */
#ifndef DB_H
#define DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

enum db_role { DB_SOURCE, DB_MART };

struct db;
struct db_rows;
struct str;

/* Text parameters $1.. as two arguments. */
/* clang-format off */
#define DB_ARGS(...) \
    (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)
/* clang-format on */
#define DB_NONE NULL, 0

/* Refuses what libpq cannot parse. ERR_CONFIG; `key` names it. */
bool db_check_conninfo(const char *conninfo, const char *key, struct err *err);
/* The file from which libpq would take this string's password; "" when it names none and the
   account has no ~/.pgpass. */
void db_passfile(const char *conninfo, struct str *ret_path);
/* application_name is "cwreports/<purpose>"; UTF8, ISO dates. NULL on failure. */
struct db *db_open(const char *conninfo, enum db_role role, const char *purpose, struct err *err);
void db_close(struct db *db); /* rolls back what is open; NULL is fine */
/* "host=... dbname=... user=..." of the live connection, for people; owned by db. */
const char *db_where(const struct db *db);

bool db_exec(struct db *db, const char *sql, const char *const *args, size_t n, struct err *err);
/* While on, waits do not ask stop.h: for the rollback and the ledger entry after a stop. */
void db_ignore_stop(struct db *db, bool on);
/* Where in its text the server saw the last error, in characters from 1; 0: it did not say. */
int db_error_position(const struct db *db);
/* Rows changed or returned by the last statement that succeeded. */
int64_t db_count(const struct db *db);
/* Exactly one row of one column. Caller frees *ret_value; null is NULL. */
bool db_value(struct db *db, const char *sql, const char *const *args, size_t n, char **ret_value,
              struct err *err);
bool db_int(struct db *db, const char *sql, const char *const *args, size_t n, int64_t *ret_value,
            struct err *err); /* null or not a number is an error */
/* Each row to `row`; fields only live during the call; false from it ends the walk. */
typedef bool db_row_fn(void *ctx, const char *const *fields, size_t n, struct err *err);
bool db_each(struct db *db, const char *sql, const char *const *args, size_t n, db_row_fn *row,
             void *ctx, struct err *err);
bool db_script(struct db *db, const char *sql, struct err *err); /* several statements, no args */

bool db_begin(struct db *db, struct err *err);
bool db_commit(struct db *db, struct err *err);
void db_rollback(struct db *db); /* NULL or no transaction: nothing */
/* Read-only repeatable read; `snapshot` NULL: a new one, else one exported by db_snapshot. */
bool db_begin_snapshot(struct db *db, const char *snapshot, struct err *err);
bool db_snapshot(struct db *db, char **ret_snapshot, struct err *err);

struct db_column {
    char name[64];
    char type[64]; /* as format_type prints it, without length */
    char family;   /* pg_type category and kind folded: see db_family */
};
struct db_shape {
    int params;
    size_t n;
    struct db_column *columns;
};
/* Asks the server what `sql` takes and returns, without running it. */
bool db_describe(struct db *db, const char *sql, struct db_shape *ret_shape, struct err *err);
void db_shape_release(struct db_shape *shape);
/* 'i' whole number, 'n' numeric, 'f' float, 's' text, 'd' date, 't' timestamp, 'z' timestamptz,
   'b' boolean, '?' anything else. */
char db_family(unsigned type_oid);

/* Streams `copy (...) to stdout (format binary)` of one connection into `copy t from stdin
   (format binary)` of another: bytes only moved. */
struct db_copied {
    int64_t rows;
    int64_t bytes;
};
bool db_copy(struct db *from, const char *out_sql, struct db *to, const char *in_sql,
             struct db_copied *ret_copied, struct err *err);

/* Rows of one query, streamed as COPY text in constant memory. $n are bound as literals. */
bool db_rows_open(struct db *db, const char *sql, const char *const *args, size_t n,
                  struct db_rows **ret_rows, struct err *err);
/* *ret_fields: the row's fields (NULL is null), valid until the next call; NULL at the end. */
bool db_rows_next(struct db_rows *rows, const char *const **ret_fields, struct err *err);
size_t db_rows_width(const struct db_rows *rows); /* fields of the row last read */
/* Their lengths, as long as they live; of a null: 0. */
const uint32_t *db_rows_lengths(const struct db_rows *rows);
void db_rows_close(struct db_rows *rows); /* stops the query if it still runs; NULL ok */

#endif
