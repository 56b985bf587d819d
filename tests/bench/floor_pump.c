/*
 * tests/bench/floor_pump.c - the floor of an extract: binary COPY from one server into another
 *
 *     floor_pump FROM_CONNINFO FROM_TABLE TO_CONNINFO TO_TABLE
 *
 * The bare loop with blocking calls, one message for each that comes; no check of anything.
 */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

static void die(PGconn *conn)
{
    fprintf(stderr, "floor_pump: %s\n", PQerrorMessage(conn));
    exit(1);
}

static void run(PGconn *conn, const char *sql, ExecStatusType wanted)
{
    PGresult *result = PQexec(conn, sql);
    if (PQresultStatus(result) != wanted)
        die(conn);
    PQclear(result);
}

int main(int argc, char **argv)
{
    char sql[512], *data;
    int n;
    if (argc != 5)
        return 2;
    PGconn *from = PQconnectdb(argv[1]), *to = PQconnectdb(argv[3]);
    run(to, "begin", PGRES_COMMAND_OK);
    snprintf(sql, sizeof(sql), "truncate %s", argv[4]);
    run(to, sql, PGRES_COMMAND_OK);
    snprintf(sql, sizeof(sql), "copy (select * from %s) to stdout (format binary)", argv[2]);
    run(from, sql, PGRES_COPY_OUT);
    snprintf(sql, sizeof(sql), "copy %s from stdin (format binary)", argv[4]);
    run(to, sql, PGRES_COPY_IN);
    while ((n = PQgetCopyData(from, &data, 0)) > 0) {
        if (PQputCopyData(to, data, n) != 1)
            die(to);
        PQfreemem(data);
    }
    if (n != -1)
        die(from);
    PQputCopyEnd(to, NULL);
    PQclear(PQgetResult(to));
    while (PQgetResult(to))
        ;
    run(to, "commit", PGRES_COMMAND_OK);
    PQfinish(from);
    PQfinish(to);
    return 0;
}
