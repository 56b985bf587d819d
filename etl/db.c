/* etl/db.c - one PostgreSQL connection: statements and transactions */
#include "db.h"

#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "db_internal.h"
#include "sqltext.h"
#include "stop.h"
#include "str.h"
#include "banned.h"

/* How long a rollback or a ledger entry may take once a stop was asked for. */
#define DEAF_LIMIT_S 60

/* ---- connections ---- */

bool db_check_conninfo(const char *conninfo, const char *key, struct err *err)
{
    char *why = NULL;
    PQconninfoOption *options = PQconninfoParse(conninfo, &why);
    if (!options) {
        err_set(err, ERR_CONFIG, "%s: %s", key, why ? why : "cannot be parsed");
        PQfreemem(why);
        return err_hint(err, "for example: host=db1 port=5432 dbname=famlink user=cwreports");
    }
    PQconninfoFree(options);
    return true;
}

void db_passfile(const char *conninfo, struct str *ret_path)
{
    PQconninfoOption *options = PQconninfoParse(conninfo, NULL);
    const char *path = NULL;
    for (const PQconninfoOption *o = options; o && o->keyword; o++)
        if (str_eq(o->keyword, "passfile"))
            path = o->val;
    const char *home = getenv("HOME");
    str_clear(ret_path);
    if (!path || !*path)
        path = getenv("PGPASSFILE");
    if (path && *path)
        str_add(ret_path, path);
    else if (home && *home)
        str_addf(ret_path, "%s/.pgpass", home);
    PQconninfoFree(options);
}

/* Server notices may quote rows. */
static void drop_notice(void *ctx, const PGresult *result)
{
    (void)ctx;
    (void)result;
}

static bool settle(struct db *db, struct err *err)
{
    /* what results look like does not depend on the role's or the server's own settings */
    static const char both[] = "select pg_catalog.set_config('datestyle', 'ISO, YMD', false), "
                               "pg_catalog.set_config('intervalstyle', 'postgres', false), "
                               "pg_catalog.set_config('extra_float_digits', '1', false), "
                               "pg_catalog.set_config('bytea_output', 'hex', false), "
                               "pg_catalog.set_config('standard_conforming_strings', 'on', false)";
    /* so that a state's month sorts and hashes in memory, whatever the server's default (README);
       the source is somebody else's server and asked for less */
    static const char source[] = "select pg_catalog.set_config('work_mem', '32MB', false)";
    /* a session whose client died ends, and its locks with it; compiling a plan costs more than
       most of our statements take. The source may be a server that does not know these. */
    static const char mart[] =
        "select pg_catalog.set_config('client_connection_check_interval', '1s', false), "
        "pg_catalog.set_config('jit', 'off', false), "
        "pg_catalog.set_config('work_mem', '64MB', false)";
    return db_exec(db, both, DB_NONE, err) &&
           db_exec(db, db->role == DB_SOURCE ? source : mart, DB_NONE, err);
}

struct db *db_open(const char *conninfo, enum db_role role, const char *purpose, struct err *err)
{
    if (!stop_check(err))
        return NULL;
    char *name = xasprintf("cwreports/%s", purpose);
    /* what stands before dbname are defaults, what stands after it wins */
    const char *const keys[] = {"connect_timeout",
                                "keepalives_idle",
                                "tcp_user_timeout",
                                "dbname",
                                "client_encoding",
                                "application_name",
                                NULL};
    const char *const values[] = {"15", "30", "120000", conninfo, "UTF8", name, NULL};
    struct db *db = xcalloc(1, sizeof(*db));
    db->role = role;
    db->conn = PQconnectdbParams(keys, values, 1);
    free(name);
    if (PQstatus(db->conn) != CONNECTION_OK) {
        (void)db_error_connect(role, PQerrorMessage(db->conn), err);
        if (PQconnectionNeedsPassword(db->conn))
            (void)err_hint(err,
                           "put a line host:port:database:user:password into a passfile, mode "
                           "0600: ~/.pgpass of the account that runs cwreports, or passfile= "
                           "in %s.conninfo",
                           role == DB_SOURCE ? "source" : "mart");
        goto failed;
    }
    (void)PQsetNoticeReceiver(db->conn, drop_notice, NULL);
    const char *host = PQhost(db->conn);
    (void)snprintf(db->where, sizeof(db->where), "host=%s port=%s dbname=%s user=%s",
                   host ? host : "", PQport(db->conn), PQdb(db->conn), PQuser(db->conn));
    if (settle(db, err))
        return db;
failed:
    db_close(db);
    return NULL;
}

void db_close(struct db *db)
{
    if (!db)
        return;
    PQfinish(db->conn);
    free(db);
}

const char *db_where(const struct db *db)
{
    return db->where;
}

int64_t db_count(const struct db *db)
{
    return db->count;
}

void db_ignore_stop(struct db *db, bool on)
{
    db->deaf = on;
}

/* ---- waiting ---- */

void db_cancel(struct db *db)
{
    char ignored[256];
    PGcancel *cancel = PQgetCancel(db->conn);
    if (cancel)
        (void)PQcancel(cancel, ignored, (int)sizeof(ignored));
    PQfreeCancel(cancel);
    db->cancelled = true;
}

static long long seconds_now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (long long)t.tv_sec;
}

bool db_wait(struct db *db, bool write, struct err *err)
{
    long long start = seconds_now();
    for (;;) {
        if (!db->deaf && !db->cancelled && !stop_check(err)) {
            db_cancel(db);
            return false;
        }
        if (stop_requested() && seconds_now() - start > DEAF_LIMIT_S)
            return err_set(err, ERR_STOPPED, "%s: no answer within %d seconds after the stop",
                           db_role_name(db->role), DEAF_LIMIT_S);
        struct pollfd fd = {.fd = PQsocket(db->conn),
                            .events = (short)(POLLIN | (write ? POLLOUT : 0))};
        int n = poll(&fd, 1, STOP_POLL_MS);
        if (n > 0)
            return true;
        if (n < 0 && errno != EINTR)
            return err_set_errno(err, ERR_INTERNAL, errno, "%s: poll", db_role_name(db->role));
    }
}

bool db_next_result(struct db *db, struct pg_result **ret_result, struct err *err)
{
    while (PQisBusy(db->conn)) {
        if (!db_wait(db, false, err))
            return false;
        if (!PQconsumeInput(db->conn))
            return db_error(db, NULL, err);
    }
    *ret_result = PQgetResult(db->conn);
    return true;
}

void db_drain(struct db *db)
{
    bool deaf = db->deaf;
    db->deaf = true;
    PGresult *result = NULL;
    while (PQstatus(db->conn) == CONNECTION_OK && db_next_result(db, &result, NULL) && result) {
        ExecStatusType status = PQresultStatus(result);
        PQclear(result);
        if (status == PGRES_COPY_IN)
            (void)PQputCopyEnd(db->conn, "given up");
        if (status == PGRES_COPY_OUT)
            break; /* the caller reads its own copy to the end */
    }
    db->deaf = deaf;
    db->cancelled = false;
}

/* ---- statements ---- */

bool db_send(struct db *db, const char *sql, const char *const *args, size_t n, struct err *err)
{
    db->cancelled = false;
    if (!db->deaf && !stop_check(err))
        return false;
    int sent = n ? PQsendQueryParams(db->conn, sql, (int)n, NULL, args, NULL, NULL, 0)
                 : PQsendQuery(db->conn, sql);
    return sent ? true : db_error(db, NULL, err);
}

static bool is_fine(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY;
}

/* Runs everything in sql; *ret_result is the last result, to be cleared by the caller. */
static bool run(struct db *db, const char *sql, const char *const *args, size_t n,
                PGresult **ret_result, struct err *err)
{
    if (!db_send(db, sql, args, n, err))
        return false;
    PGresult *last = NULL;
    PGresult *result = NULL;
    bool ok = true;
    while (ok) {
        ok = db_next_result(db, &result, err);
        if (!ok || !result)
            break;
        PQclear(last);
        last = result;
        ok = is_fine(result) || db_error(db, result, err);
    }
    if (!ok) {
        PQclear(last);
        db_drain(db);
        return false;
    }
    db->count = 0;
    if (last)
        (void)str_to_int64(PQcmdTuples(last), 0, INT64_MAX, &db->count);
    *ret_result = last;
    return true;
}

bool db_exec(struct db *db, const char *sql, const char *const *args, size_t n, struct err *err)
{
    PGresult *result = NULL;
    if (!run(db, sql, args, n, &result, err))
        return false;
    PQclear(result);
    return true;
}

bool db_script(struct db *db, const char *sql, struct err *err)
{
    return db_exec(db, sql, DB_NONE, err);
}

static const char *cell(const PGresult *result, int row, int column)
{
    return PQgetisnull(result, row, column) ? NULL : PQgetvalue(result, row, column);
}

bool db_value(struct db *db, const char *sql, const char *const *args, size_t n, char **ret_value,
              struct err *err)
{
    PGresult *result = NULL;
    if (!run(db, sql, args, n, &result, err))
        return false;
    bool one = result && PQntuples(result) == 1 && PQnfields(result) == 1;
    if (one)
        *ret_value = xstrdup(cell(result, 0, 0));
    else
        err_set(err, ERR_INTERNAL, "%s: one value expected, %d rows of %d columns came",
                db_role_name(db->role), PQntuples(result), PQnfields(result));
    PQclear(result);
    return one;
}

bool db_int(struct db *db, const char *sql, const char *const *args, size_t n, int64_t *ret_value,
            struct err *err)
{
    char *text = NULL;
    if (!db_value(db, sql, args, n, &text, err))
        return false;
    bool ok = str_to_int64(text, INT64_MIN, INT64_MAX, ret_value) ||
              err_set(err, ERR_INTERNAL, "%s: a whole number was expected", db_role_name(db->role));
    free(text);
    return ok;
}

bool db_each(struct db *db, const char *sql, const char *const *args, size_t n, db_row_fn *row,
             void *ctx, struct err *err)
{
    PGresult *result = NULL;
    if (!run(db, sql, args, n, &result, err))
        return false;
    int width = PQnfields(result);
    const char **fields = xcalloc((size_t)width, sizeof(*fields));
    bool ok = true;
    for (int i = 0; ok && i < PQntuples(result); i++) {
        for (int k = 0; k < width; k++)
            fields[k] = cell(result, i, k);
        ok = row(ctx, fields, (size_t)width, err);
    }
    free(fields);
    PQclear(result);
    return ok;
}

/* ---- transactions ---- */

bool db_begin(struct db *db, struct err *err)
{
    return db_exec(db, "begin", DB_NONE, err);
}

bool db_commit(struct db *db, struct err *err)
{
    bool deaf = db->deaf;
    db->deaf = true; /* interrupted, nobody would know whether it happened */
    bool ok = db_exec(db, "commit", DB_NONE, err);
    db->deaf = deaf;
    return ok;
}

void db_rollback(struct db *db)
{
    if (!db || PQstatus(db->conn) != CONNECTION_OK || PQtransactionStatus(db->conn) == PQTRANS_IDLE)
        return;
    bool deaf = db->deaf;
    db->deaf = true;
    (void)db_exec(db, "rollback", DB_NONE, NULL);
    db->deaf = deaf;
}

bool db_begin_snapshot(struct db *db, const char *snapshot, struct err *err)
{
    if (!db_exec(db, "begin isolation level repeatable read read only", DB_NONE, err))
        return false;
    if (!snapshot)
        return true;
    struct str sql = STR_INIT;
    str_add(&sql, "set transaction snapshot ");
    sqltext_literal(&sql, snapshot);
    bool ok = db_exec(db, sql.buf, DB_NONE, err);
    str_release(&sql);
    return ok;
}

bool db_snapshot(struct db *db, char **ret_snapshot, struct err *err)
{
    return db_value(db, "select pg_catalog.pg_export_snapshot()", DB_NONE, ret_snapshot, err);
}
