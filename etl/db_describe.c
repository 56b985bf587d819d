/* etl/db_describe.c - what a statement takes and returns, asked of the server without running it */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

#include "db_internal.h"
#include "str.h"
#include "banned.h"

char db_family(unsigned type_oid)
{
    static const struct {
        unsigned oid;
        char family;
    } types[] = {
        {16, 'b'},   {20, 'i'},   {21, 'i'},   {23, 'i'},   {1700, 'n'}, {700, 'f'},
        {701, 'f'},  {25, 's'},   {1043, 's'}, {1042, 's'}, {19, 's'},   {18, 's'},
        {1082, 'd'}, {1114, 't'}, {1184, 'z'}, {0, 0},
    };
    for (size_t i = 0; types[i].oid; i++)
        if (types[i].oid == type_oid)
            return types[i].family;
    return '?';
}

static bool prepare(struct db *db, const char *sql, PGresult **ret_result, struct err *err)
{
    if (!PQsendPrepare(db->conn, "", sql, 0, NULL))
        return db_error(db, NULL, err);
    PGresult *result = NULL;
    bool ok = true;
    for (int step = 0; ok && step < 2; step++) {
        if (step == 1 && !PQsendDescribePrepared(db->conn, ""))
            ok = db_error(db, NULL, err);
        PGresult *next = NULL;
        while ((ok = ok && db_next_result(db, &next, err)) && next) {
            PQclear(result);
            result = next;
            ok = PQresultStatus(result) == PGRES_COMMAND_OK || db_error(db, result, err);
        }
    }
    if (!ok || !result) {
        PQclear(result);
        db_drain(db);
        return false;
    }
    *ret_result = result;
    return true;
}

struct naming {
    struct db_shape *shape;
    size_t next;
};

static bool note_type(void *ctx, const char *const *fields, size_t n, struct err *err)
{
    struct naming *naming = ctx;
    (void)err;
    if (n == 1 && naming->next < naming->shape->n)
        (void)snprintf(naming->shape->columns[naming->next++].type, 64, "%s",
                       fields[0] ? fields[0] : "?");
    return true;
}

static bool name_types(struct db *db, const struct str *oids, struct db_shape *shape,
                       struct err *err)
{
    struct naming naming = {.shape = shape};
    return db_each(db,
                   "select pg_catalog.format_type(t.oid, null) "
                   "from pg_catalog.unnest($1::pg_catalog.oid[]) with ordinality as t (oid, i) "
                   "order by t.i",
                   DB_ARGS(oids->buf), note_type, &naming, err);
}

bool db_describe(struct db *db, const char *sql, struct db_shape *ret_shape, struct err *err)
{
    PGresult *result = NULL;
    if (!prepare(db, sql, &result, err))
        return false;
    struct db_shape shape = {.params = PQnparams(result), .n = (size_t)PQnfields(result)};
    shape.columns = xcalloc(shape.n, sizeof(*shape.columns));
    struct str oids = STR_INIT;
    str_addc(&oids, '{');
    for (size_t i = 0; i < shape.n; i++) {
        struct db_column *column = &shape.columns[i];
        unsigned oid = PQftype(result, (int)i);
        (void)snprintf(column->name, sizeof(column->name), "%s", PQfname(result, (int)i));
        column->family = db_family(oid);
        str_addf(&oids, "%s%u", i ? "," : "", oid);
    }
    str_addc(&oids, '}');
    PQclear(result);
    bool ok = shape.n == 0 || name_types(db, &oids, &shape, err);
    str_release(&oids);
    if (!ok) {
        db_shape_release(&shape);
        return false;
    }
    *ret_shape = shape;
    return true;
}

void db_shape_release(struct db_shape *shape)
{
    if (!shape)
        return;
    free(shape->columns);
    *shape = (struct db_shape){.n = 0};
}
