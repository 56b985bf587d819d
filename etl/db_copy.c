/* etl/db_copy.c - streams: copy from one server to another, rows of one query */
#include <errno.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "db_internal.h"
#include "progress.h"
#include "sqltext.h"
#include "str.h"
#include "banned.h"

/* Rows are gathered into messages of this size: one per row costs the target a third more. */
#define BLOCK 65536u

static bool copy_begin(struct db *db, const char *sql, ExecStatusType wanted, struct err *err)
{
    PGresult *result = NULL;
    if (!db_send(db, sql, DB_NONE, err))
        return false;
    if (!db_next_result(db, &result, err)) {
        db_drain(db);
        return false;
    }
    bool ok = PQresultStatus(result) == wanted || db_error(db, result, err);
    PQclear(result);
    if (!ok)
        db_drain(db);
    return ok;
}

/* Next message: *ret_n bytes, 0 at the end. The caller frees *ret_data with PQfreemem. */
static bool copy_read(struct db *db, char **ret_data, int *ret_n, struct err *err)
{
    for (;;) {
        int n = PQgetCopyData(db->conn, ret_data, 1);
        if (n > 0) {
            *ret_n = n;
            return true;
        }
        if (n == -1) {
            *ret_n = 0;
            return true;
        }
        if (n == -2)
            return db_error(db, NULL, err);
        if (!db_wait(db, false, err))
            return false;
        if (!PQconsumeInput(db->conn))
            return db_error(db, NULL, err);
    }
}

/* Reads a copy that nobody wants to its end, then the rest of what the server says. */
static void copy_abandon(struct db *db)
{
    if (PQstatus(db->conn) != CONNECTION_OK)
        return;
    if (!db->cancelled)
        db_cancel(db);
    bool deaf = db->deaf;
    db->deaf = true;
    char *data = NULL;
    int n = 1;
    while (n > 0 && copy_read(db, &data, &n, NULL)) {
        PQfreemem(data);
        data = NULL;
    }
    db->deaf = deaf;
    db_drain(db);
}

/* Until all is on its way. The server's own words (an error) are read meanwhile. */
static bool flush(struct db *db, struct err *err)
{
    for (;;) {
        int left = PQflush(db->conn);
        if (left == 0)
            return true;
        if (left < 0)
            return db_error(db, NULL, err);
        if (!db_wait(db, true, err))
            return false;
        if (!PQconsumeInput(db->conn))
            return db_error(db, NULL, err);
    }
}

static bool put(struct db *db, const struct str *block, struct err *err)
{
    if (block->len == 0)
        return true;
    if (PQputCopyData(db->conn, block->buf, (int)block->len) != 1)
        return db_error(db, NULL, err);
    return flush(db, err);
}

static bool pump(struct db *from, struct db *to, int64_t *bytes, struct err *err)
{
    struct str block = STR_INIT;
    bool ok = true;
    for (;;) {
        char *data = NULL;
        int n = 0;
        ok = copy_read(from, &data, &n, err);
        if (!ok || n == 0)
            break;
        str_addn(&block, data, (size_t)n);
        PQfreemem(data);
        *bytes += n;
        progress_add(0, 1, n); /* a message holds a row */
        if (block.len >= BLOCK) {
            ok = put(to, &block, err);
            str_clear(&block);
        }
        if (!ok)
            break;
    }
    ok = ok && put(to, &block, err);
    str_release(&block);
    return ok;
}

/* The results that end a copy; *ret_rows as the server counted them. */
static bool copy_end(struct db *db, int64_t *ret_rows, struct err *err)
{
    PGresult *result = NULL;
    bool ok = true;
    while (ok) {
        ok = db_next_result(db, &result, err);
        if (!ok || !result)
            break;
        ok = PQresultStatus(result) == PGRES_COMMAND_OK || db_error(db, result, err);
        if (ok)
            (void)str_to_int64(PQcmdTuples(result), 0, INT64_MAX, ret_rows);
        PQclear(result);
    }
    if (!ok)
        db_drain(db);
    return ok;
}

/* A target that failed says why in its result; that is worth more than "cannot send". */
static void target_error(struct db *to, struct err *err)
{
    struct err why = {.kind = ERR_NONE};
    int64_t ignored = 0;
    if (PQstatus(to->conn) == CONNECTION_OK && !copy_end(to, &ignored, &why) && err &&
        why.kind != ERR_NONE)
        *err = why;
}

static bool finish_target(struct db *to, int64_t *ret_rows, struct err *err)
{
    if (PQputCopyEnd(to->conn, NULL) != 1)
        return db_error(to, NULL, err);
    return flush(to, err) && copy_end(to, ret_rows, err);
}

bool db_copy(struct db *from, const char *out_sql, struct db *to, const char *in_sql,
             struct db_copied *ret_copied, struct err *err)
{
    int64_t bytes = 0;
    int64_t sent = -1;
    int64_t stored = -2;
    if (!copy_begin(from, out_sql, PGRES_COPY_OUT, err))
        return false;
    if (!copy_begin(to, in_sql, PGRES_COPY_IN, err)) {
        copy_abandon(from);
        return false;
    }
    (void)PQsetnonblocking(to->conn, 1);
    bool ok = pump(from, to, &bytes, err);
    if (!ok) {
        (void)PQputCopyEnd(to->conn, "given up");
        (void)flush(to, NULL);
        if (err && (err->kind == ERR_MART_AWAY || err->kind == ERR_INTERNAL))
            target_error(to, err);
        else
            db_drain(to);
        copy_abandon(from);
    } else if (!copy_end(from, &sent, err)) { /* the source failed after its last row */
        ok = false;
        (void)PQputCopyEnd(to->conn, "given up");
        (void)flush(to, NULL);
        db_drain(to);
    } else {
        ok = finish_target(to, &stored, err);
    }
    (void)PQsetnonblocking(to->conn, 0);
    if (ok && sent != stored)
        ok = err_set(err, ERR_INTERNAL, "%lld rows were read and %lld stored", (long long)sent,
                     (long long)stored);
    if (ok)
        *ret_copied = (struct db_copied){.rows = stored, .bytes = bytes};
    return ok;
}

/* ---- rows of one query ---- */

struct db_rows {
    struct db *db;
    char *data; /* the row being shown */
    const char **fields;
    uint32_t *lengths;
    size_t width, room;
    char *slash; /* the next one in the row being cut */
    bool done;
};

bool db_rows_open(struct db *db, const char *sql, const char *const *args, size_t n,
                  struct db_rows **ret_rows, struct err *err)
{
    struct str copy = STR_INIT;
    str_add(&copy, "copy (\n");
    sqltext_bind(&copy, sql, args, n);
    while (copy.len > 0 && strchr("; \t\r\n", copy.buf[copy.len - 1]))
        copy.buf[--copy.len] = '\0';
    str_add(&copy, "\n) to stdout");
    bool ok = copy_begin(db, copy.buf, PGRES_COPY_OUT, err);
    str_release(&copy);
    if (!ok)
        return false;
    struct db_rows *rows = xcalloc(1, sizeof(*rows));
    rows->db = db;
    *ret_rows = rows;
    return true;
}

static const char *unescape(char *field, char *from, const char *end)
{
    static const char coded[] = "bfnrtv";
    static const char meant[] = "\b\f\n\r\t\v";
    char *to = from;

    if (end - field == 2 && field[0] == '\\' && field[1] == 'N')
        return NULL;
    while (from < end) {
        if (*from == '\\' && from + 1 < end) {
            const char *special = memchr(coded, *++from, sizeof(coded) - 1);
            *to++ = special ? meant[special - coded] : *from;
            from++;
        } else {
            *to++ = *from++;
        }
    }
    *to = '\0';
    return field;
}

/* The field is cut off already; only where a backslash was seen in it is there more to do. */
static const char *meant(struct db_rows *rows, char *field, char *stop, const char *end)
{
    const char *shown = unescape(field, rows->slash, stop);

    rows->slash = stop < end ? memchr(stop + 1, '\\', (size_t)(end - stop - 1)) : NULL;
    return shown;
}

/* Ends the field at `stop`; returns where the next one begins. */
static inline char *end_field(struct db_rows *rows, char *field, char *stop, const char *end)
{
    *stop = '\0';
    if (rows->width == rows->room) {
        rows->room = rows->room ? rows->room * 2 : 32;
        rows->fields = xrealloc(rows->fields, rows->room, sizeof(*rows->fields));
        rows->lengths = xrealloc(rows->lengths, rows->room, sizeof(*rows->lengths));
    }
    const char *shown = field;
    size_t n = (size_t)(stop - field);
    if (rows->slash && rows->slash < stop) {
        shown = meant(rows, field, stop, end);
        n = shown ? strlen(shown) : 0;
    }
    rows->lengths[rows->width] = (uint32_t)n;
    rows->fields[rows->width++] = shown;
    return stop + 1;
}

/* COPY text: fields end at a tab, a null is \N, what would disturb is written with a backslash.
   Cut and unescaped in place. */
static void split(struct db_rows *rows, char *line, size_t n)
{
    char *end = line + n, *field = line, *at = line;

    *end = '\0';
    rows->width = 0;
    rows->slash = memchr(line, '\\', n);
#ifdef __SSE2__
    for (; end - at >= 16; at += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
        unsigned tabs = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\t')));
        for (; tabs; tabs &= tabs - 1)
            field = end_field(rows, field, at + __builtin_ctz(tabs), end);
    }
#endif
    for (char *stop; (stop = memchr(at, '\t', (size_t)(end - at))); at = stop + 1)
        field = end_field(rows, field, stop, end);
    (void)end_field(rows, field, end, end);
}

bool db_rows_next(struct db_rows *rows, const char *const **ret_fields, struct err *err)
{
    PQfreemem(rows->data);
    rows->data = NULL;
    int n = 0;
    if (!rows->done && !copy_read(rows->db, &rows->data, &n, err))
        return false;
    if (n == 0) {
        int64_t ignored = 0;
        if (!rows->done && !copy_end(rows->db, &ignored, err)) {
            rows->done = true;
            return false;
        }
        rows->done = true;
        *ret_fields = NULL;
        return true;
    }
    split(rows, rows->data, (size_t)n - 1); /* without the line end */
    *ret_fields = rows->fields;
    return true;
}

const uint32_t *db_rows_lengths(const struct db_rows *rows)
{
    return rows->lengths;
}

size_t db_rows_width(const struct db_rows *rows)
{
    return rows->width;
}

void db_rows_close(struct db_rows *rows)
{
    if (!rows)
        return;
    PQfreemem(rows->data);
    if (!rows->done)
        copy_abandon(rows->db);
    free(rows->fields);
    free(rows->lengths);
    free(rows);
}
