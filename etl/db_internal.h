/*
 * etl/db_internal.h - what the db*.c files share; nobody else includes it
 *
 * db.c: connections and statements. db_copy.c: streams. db_error.c: what the server said, made
 * fit to print.
 */
#ifndef DB_INTERNAL_H
#define DB_INTERNAL_H

#include "db.h"

struct pg_conn;   /* libpq's PGconn */
struct pg_result; /* libpq's PGresult */

struct db {
    struct pg_conn *conn;
    enum db_role role;
    bool deaf;      /* db_ignore_stop */
    bool cancelled; /* the running statement was asked to stop */
    int64_t count;
    int position; /* of the last error, see db_error_position */
    char where[256];
};

/* Turns a failed result, or the connection's own error when result is NULL, into err. False. */
bool db_error(struct db *db, const struct pg_result *result, struct err *err);
/* The same for a connection that was never made; `words` are libpq's. */
bool db_error_connect(enum db_role role, const char *words, struct err *err);
const char *db_role_name(enum db_role role);

/* Until the server has something to say (or `write` may go on). A stop cancels the statement
   once and fails; err says so. */
bool db_wait(struct db *db, bool write, struct err *err);
/* Next result of what was sent; *ret_result NULL at the end. Caller clears it. */
bool db_next_result(struct db *db, struct pg_result **ret_result, struct err *err);
/* Throws away what the connection still has to say, after an error. */
void db_drain(struct db *db);
bool db_send(struct db *db, const char *sql, const char *const *args, size_t n, struct err *err);
/* Asks the server to give up the running statement. */
void db_cancel(struct db *db);

#endif
