/*
 * tests/bench/sheet.c - the listing through the program's own library: db, book, pool
 *
 *     sheet CONNINFO TABLE OUT [LEVEL]           one workbook: table, filter, rules, frozen header
 *     sheet CONNINFO TABLE FOLDER fan ROWS WORKERS   a workbook for each ROWS rows
 *     sheet CONNINFO TABLE - copy TARGET_CONNINFO TARGET_TABLE   db_copy, as `extract` does
 *
 * It is what report_work.c and extract.c do with their rows, without the reports around them.
 * Prints nothing; the exit code says whether it worked, the reason goes to standard error.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book.h"
#include "db.h"
#include "err.h"
#include "file.h"
#include "pool.h"
#include "str.h"

#include "columns.h"

static const struct column columns[] = {
    {.name = "region", .title = "Region", .cell = CELL_TEXT, .fit = FIT_PLACE},
    {.name = "office", .title = "Office", .cell = CELL_TEXT, .fit = FIT_PLACE},
    {.name = "unit", .title = "Unit", .cell = CELL_TEXT, .fit = FIT_PLACE},
    {.name = "supervisor", .title = "Supervisor", .cell = CELL_TEXT, .fit = FIT_WORKER},
    {.name = "caseworker", .title = "Caseworker", .cell = CELL_TEXT, .fit = FIT_WORKER},
    {.name = "intake_id", .title = "Intake ID", .cell = CELL_ID, .fit = FIT_FIXED},
    {.name = "intake_type", .title = "Intake type", .cell = CELL_TEXT, .fit = FIT_KIND},
    {.name = "received", .title = "Received", .cell = CELL_STAMP, .fit = FIT_FIXED},
    {.name = "response", .title = "Response", .cell = CELL_TEXT, .fit = FIT_FIXED},
    {.name = "case_id", .title = "Case ID", .cell = CELL_ID, .fit = FIT_FIXED},
    {.name = "child_id", .title = "Child ID", .cell = CELL_ID, .fit = FIT_FIXED},
    {.name = "child", .title = "Child", .cell = CELL_TEXT, .fit = FIT_CHILD},
    {.name = "age", .title = "Age", .cell = CELL_COUNT, .fit = FIT_FIXED},
    {.name = "due", .title = "Due", .cell = CELL_STAMP, .fit = FIT_FIXED},
    {.name = "extended", .title = "Extended", .cell = CELL_TEXT, .fit = FIT_FIXED},
    {.name = "seen", .title = "Seen", .cell = CELL_STAMP, .fit = FIT_FIXED},
    {.name = "hours", .title = "Hours", .cell = CELL_NUMBER, .fit = FIT_FIXED},
    {.name = "days", .title = "Days", .cell = CELL_COUNT, .fit = FIT_FIXED},
    {.name = "filed", .title = "Filed", .cell = CELL_DATE, .fit = FIT_FIXED},
    {.name = "why", .title = "Why", .cell = CELL_TEXT, .fit = FIT_WHY},
    {.name = NULL}};
static const struct mark marks[] = {{"why", "Not seen", MARK_ACT},
                                    {"why", "Extended", MARK_WAIT},
                                    {"extended", "Yes", MARK_GAP},
                                    {.column = NULL}};
static const struct sheet listing = {.name = "All intakes",
                                     .sql = "bench",
                                     .table = "AllIntakes",
                                     .columns = columns,
                                     .marks = marks,
                                     .frozen = "office"};

static struct book *open_book(const char *path, int level, struct err *err)
{
    return book_open(&(struct book_options){.path = path,
                                            .tmpdir = "/tmp",
                                            .title = "Benchmark",
                                            .subject = "Invented rows",
                                            .author = "cwreports",
                                            .created = 1580515200,
                                            .date_format = "mm/dd/yyyy",
                                            .header_left = "Benchmark",
                                            .header_scope = "Statewide",
                                            .header_right = "January 2020",
                                            .footer_left = "CONFIDENTIAL",
                                            .paper = "auto",
                                            .level = level},
                     err);
}

/* At most `limit` rows; *ret_more says whether the query has another. */
static bool fill_book(struct book *book, struct db_rows *from, uint64_t limit,
                      const char *const **fields, struct err *err)
{
    const struct rows_layout layout = {&listing, "Pacific time", "No cases."};
    struct rows *rows = book_rows(book, &layout, err);
    uint64_t n = 0;
    bool ok = rows != NULL;
    while (ok && *fields && n++ < limit)
        ok = rows_add(rows, *fields, db_rows_lengths(from), err) && db_rows_next(from, fields, err);
    return ok && rows_end(rows, &n, err);
}

static bool write_books(const char *conninfo, const char *sql, const char *out, int level,
                        uint64_t limit, uint64_t first, struct err *err)
{
    struct db *db = db_open(conninfo, DB_MART, "bench", err);
    struct db_rows *from = NULL;
    const char *const *fields = NULL;
    struct file_flush flush = {.n = 0};
    bool ok = db && db_rows_open(db, sql, DB_NONE, &from, err) && db_rows_next(from, &fields, err);
    while (ok && fields) {
        char *path = limit == UINT64_MAX
                         ? xstrdup(out)
                         : xasprintf("%s/book-%llu.xlsx", out, (unsigned long long)++first);
        struct book *book = open_book(path, level, err);
        ok = book && fill_book(book, from, limit, &fields, err);
        int fd = ok ? book_finish(book, err) : -1;
        if (!ok)
            book_free(book);
        ok = fd >= 0 && file_flush_add(&flush, fd, path, err);
        free(path);
    }
    ok = ok && file_flush_all(&flush, err);
    file_flush_drop(&flush);
    db_rows_close(from);
    db_close(db);
    return ok;
}

/* ---- many small ones ---- */

struct fan {
    const char *conninfo, *table, *folder;
    int64_t rows, each, workers;
};

static bool fan_begin(void *context, void **ret_state, struct err *err)
{
    (void)err;
    *ret_state = context;
    return true;
}

static bool fan_end(void *context, void *state, bool commit, struct err *err)
{
    (void)context, (void)state, (void)commit, (void)err;
    return true;
}

/* Each worker takes a range of the keys: so do units of a report. */
static bool fan_work(void *context, void *state, size_t item, void *ret_result, struct err *err)
{
    const struct fan *fan = state;
    int64_t books = (fan->rows + fan->each - 1) / fan->each;
    int64_t from = books * (int64_t)item / fan->workers;
    int64_t to = books * ((int64_t)item + 1) / fan->workers;
    char *sql = xasprintf(BENCH_SELECT "%s where row_no > %lld and row_no <= %lld order by row_no",
                          fan->table, (long long)(from * fan->each), (long long)(to * fan->each));
    (void)context, (void)ret_result;
    bool ok =
        write_books(fan->conninfo, sql, fan->folder, 1, (uint64_t)fan->each, (uint64_t)from, err);
    free(sql);
    return ok;
}

static bool make_fan(struct fan *fan, struct err *err)
{
    struct db *db = db_open(fan->conninfo, DB_MART, "bench", err);
    char *sql = xasprintf("select max(row_no) from %s", fan->table);
    bool ok = db && db_int(db, sql, DB_NONE, &fan->rows, err);
    struct pool pool = {.items = (size_t)fan->workers,
                        .workers = (long)fan->workers,
                        .result_size = 1,
                        .context = fan,
                        .begin = fan_begin,
                        .work = fan_work,
                        .end = fan_end};
    free(sql);
    db_close(db);
    return ok && pool_run(&pool, err);
}

/* ---- copy ---- */

static bool copy(char **argv, struct err *err)
{
    struct db *from = db_open(argv[1], DB_SOURCE, "bench", err);
    struct db *to = from ? db_open(argv[5], DB_MART, "bench", err) : NULL;
    char *out = xasprintf("copy (select * from %s) to stdout (format binary)", argv[2]);
    char *in = xasprintf("copy %s from stdin (format binary)", argv[6]);
    char *clear = xasprintf("truncate %s", argv[6]);
    struct db_copied copied;
    bool ok = to && db_begin(to, err) && db_exec(to, clear, DB_NONE, err) &&
              db_copy(from, out, to, in, &copied, err) && db_commit(to, err);
    free(out);
    free(in);
    free(clear);
    db_close(from);
    db_close(to);
    return ok;
}

int main(int argc, char **argv)
{
    struct err err = {.kind = ERR_NONE};
    bool ok;
    if (argc < 4 || (argc > 4 && argc < 7 && strlen(argv[4]) > 1)) {
        fprintf(stderr, "usage: see the head of tests/bench/sheet.c\n");
        return 2;
    }
    if (argc > 6 && strcmp(argv[4], "copy") == 0) {
        ok = copy(argv, &err);
    } else if (argc > 6) {
        struct fan fan = {argv[1], argv[2], argv[3], 0, atoll(argv[5]), atoll(argv[6])};
        ok = make_fan(&fan, &err);
    } else {
        char *sql = xasprintf(BENCH_SELECT "%s order by row_no", argv[2]);
        ok = write_books(argv[1], sql, argv[3], argc > 4 ? atoi(argv[4]) : 1, UINT64_MAX, 0, &err);
        free(sql);
    }
    if (!ok)
        fprintf(stderr, "sheet: %s\n", err.message);
    return !ok;
}
