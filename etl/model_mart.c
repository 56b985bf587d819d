/* etl/model_mart.c - stage -> mart: the tables of the model, on several connections */
#include "model_mart.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pool.h"
#include "progress.h"
#include "str.h"
#include "banned.h"

/* C6. It asks instead of computing: a row stops the run. */
#define GATE "model/99_gate.sql"

/* sql/model/NN_: below and above stand files that run alone, before and after the tables. */
enum { FIRST_TABLE = 10, AFTER_TABLES = 90, MAX_TABLES = 64 };

struct table {
    const char *path;
    uint64_t needs; /* bits: which of the tables before it */
    int64_t rows;   /* staged */
    int64_t rank;   /* rows of the longest way from here to the end */
};

struct mart {
    struct job *job;
    const struct model_args *args;
    struct table tables[MAX_TABLES];
    size_t n;
    size_t order[MAX_TABLES]; /* in which they are handed out */
    size_t place[MAX_TABLES]; /* of a table in it */
};

/* model/24_meeting.sql: 24. */
static long number_of(const char *path)
{
    long number = 0;
    for (const char *p = path + strlen("model/"); *p >= '0' && *p <= '9'; p++)
        number = number * 10 + (*p - '0');
    return number;
}

/* ---- what waits for what ---- */

/* The name of the table that a file makes: model/24_meeting.sql, "meeting" of length n. */
static bool makes(const struct table *table, const char *name, size_t n)
{
    const char *stem = model_sql_stem(table->path);
    return strncmp(stem, name, n) == 0 && str_eq(stem + n, ".sql");
}

static bool read_needs(struct mart *mart, struct table *table, struct err *err)
{
    struct str line = STR_INIT;
    size_t before = mart->n;
    bool ok = true;
    if (!sqltext_directive(sqltext(table->path), "needs", &line)) {
        for (size_t i = 0; i < before; i++)
            table->needs |= UINT64_C(1) << i;
        return true;
    }
    if (str_eq(line.buf, "none"))
        str_clear(&line);
    for (const char *p = line.len ? line.buf : ""; ok && *p; p += strspn(p, ", ")) {
        size_t n = strcspn(p, ", ");
        size_t i = 0;
        while (i < before && !makes(&mart->tables[i], p, n))
            i++;
        if (i == before)
            ok = err_set(err, ERR_INTERNAL, "sql/%s needs \"%.*s\", which no file before it makes",
                         table->path, (int)n, p);
        else
            table->needs |= UINT64_C(1) << i;
        p += n;
    }
    str_release(&line);
    return ok;
}

static bool list_tables(struct mart *mart, struct err *err)
{
    const char *path;
    for (size_t i = 0; (path = sqltext_path("model/", i)); i++) {
        long number = number_of(path);
        if (number < FIRST_TABLE || number >= AFTER_TABLES)
            continue;
        if (mart->n == MAX_TABLES)
            return err_set(err, ERR_INTERNAL, "sql/model makes more than %d tables", MAX_TABLES);
        struct table *table = &mart->tables[mart->n];
        *table = (struct table){.path = path};
        if (!read_needs(mart, table, err))
            return false;
        mart->n++;
    }
    return true;
}

static bool waits_for(const struct table *table, size_t i)
{
    return table->needs >> i & 1;
}

static bool table_ready(const void *context, size_t item, const bool *finished)
{
    const struct mart *mart = context;
    for (size_t i = 0; i < mart->n; i++)
        if (waits_for(&mart->tables[mart->order[item]], i) && !finished[mart->place[i]])
            return false;
    return true;
}

static bool note_rows(void *ctx, const char *const *f, size_t n, struct err *err)
{
    struct mart *mart = ctx;
    (void)err;
    for (size_t i = 0; n == 2 && i < mart->n; i++)
        if (makes(&mart->tables[i], f[0], strlen(f[0])))
            (void)str_to_int64(f[1], 0, INT64_MAX / MAX_TABLES, &mart->tables[i].rows);
    return true;
}

/* Those first on which, one after the other, the most rows wait: no core is left with a large table
   alone at the end. What a table needs ranks above it. */
static bool put_in_order(struct mart *mart, struct err *err)
{
    if (!db_each(mart->job->mart,
                 "select table_name, staged from mart.loaded where agency_id = $1::int",
                 DB_ARGS(mart->job->conf->agency.id_text), note_rows, mart, err))
        return false;
    for (size_t i = mart->n; i-- > 0;) {
        struct table *table = &mart->tables[i];
        int64_t longest = 0;
        for (size_t j = i + 1; j < mart->n; j++)
            if (waits_for(&mart->tables[j], i) && mart->tables[j].rank > longest)
                longest = mart->tables[j].rank;
        table->rank = table->rows + 1 + longest;
    }
    for (size_t i = 0; i < mart->n; i++) {
        size_t at = i;
        for (; at > 0 && mart->tables[mart->order[at - 1]].rank < mart->tables[i].rank; at--)
            mart->order[at] = mart->order[at - 1];
        mart->order[at] = i;
    }
    for (size_t i = 0; i < mart->n; i++)
        mart->place[mart->order[i]] = i;
    return true;
}

/* ---- in a worker ---- */

/* Every join here looks a whole table up, often in rows that were just written and that no
   statistics know: hashing is right whatever the planner believes. A nested loop chosen for "one
   row" that are fifty thousand takes minutes. The rows of a table, cast once, are held until it is
   known which of them are copies: a state's largest tables need more than other statements do. */
static bool table_begin(void *context, void **ret_state, struct err *err)
{
    const struct mart *mart = context;
    struct db *db = model_sql_open(mart->job, "model", err);
    if (!db || !db_exec(db, "set enable_nestloop = off", DB_NONE, err) ||
        !db_exec(db, "set enable_mergejoin = off", DB_NONE, err) ||
        !db_exec(db, "set work_mem = '128MB'", DB_NONE, err)) {
        db_close(db);
        return false;
    }
    *ret_state = db;
    return true;
}

static bool table_work(void *context, void *state, size_t item, void *ret_result, struct err *err)
{
    const struct mart *mart = context;
    struct db *db = state;
    struct job job = *mart->job; /* its tally is this table's result */
    job.tally = (struct tally){0};
    bool ok = db_begin(db, err) &&
              model_sql_table(&job, db, mart->tables[mart->order[item]].path, mart->args, err) &&
              db_commit(db, err);
    if (!ok)
        db_rollback(db);
    memcpy(ret_result, &job.tally, sizeof(job.tally));
    return ok;
}

static bool table_end(void *context, void *state, bool commit, struct err *err)
{
    (void)context;
    (void)commit; /* each table stands alone; etl.mart tells whether all do */
    (void)err;
    db_close(state);
    return true;
}

/* ---- in the parent ---- */

static bool table_done(void *context, size_t item, const void *result, struct err *err)
{
    struct mart *mart = context;
    (void)item;
    (void)err;
    model_sql_done(mart->job, result);
    return true;
}

/* The files from number `from` to below `to`, on job->mart. */
static bool run_alone(struct mart *mart, long from, long to, struct err *err)
{
    const char *path;
    for (size_t i = 0; (path = sqltext_path("model/", i)); i++) {
        if (number_of(path) < from || number_of(path) >= to || str_eq(path, GATE))
            continue;
        if (!model_sql_file(mart->job, mart->job->mart, path, mart->args, err))
            return false;
        mart->job->tally.files++;
    }
    return true;
}

static bool make_tables(struct mart *mart, struct err *err)
{
    long workers = (long)mart->job->conf->report.workers;
    struct pool pool = {.items = mart->n,
                        .workers = workers ? workers : pool_cores(),
                        .result_size = sizeof(struct tally),
                        .context = mart,
                        .begin = table_begin,
                        .work = table_work,
                        .end = table_end,
                        .ready = table_ready,
                        .done = table_done};
    progress_now("model");
    return pool_run(&pool, err);
}

static bool make(struct mart *mart, const char *batch, struct err *err)
{
    struct job *job = mart->job;
    struct db *db = job->mart;
    const char *agency = job->conf->agency.id_text;
    struct str_number run = str_number(job->run_id);
    bool ok =
        db_begin(db, err) && model_sql_alone(job, err) &&
        db_exec(db, "select etl.mart_making($1::int, $2::bigint, $3::bigint)",
                DB_ARGS(agency, batch, run.text), err) &&
        run_alone(mart, 0, FIRST_TABLE, err) && db_commit(db, err) && put_in_order(mart, err) &&
        make_tables(mart, err) && db_begin(db, err) && run_alone(mart, AFTER_TABLES, 100, err) &&
        db_exec(db, "select etl.mart_made($1::int, $2::bigint)", DB_ARGS(agency, batch), err) &&
        db_commit(db, err);
    if (!ok)
        db_rollback(db);
    return ok;
}

static bool refuse_rejects(void *ctx, const char *const *f, size_t n, struct err *err)
{
    const struct job *job = ctx;
    if (n != 5)
        return err_set(err, ERR_INTERNAL, GATE " returned %zu columns", n);
    err_set(err, ERR_SOURCE_DATA,
            "table \"%s\": %s of %s rows are rejected (%s %%, allowed are %s %%): %s", f[0], f[2],
            f[1], f[3], job->conf->quality.max_reject_pct, f[4]);
    return err_hint(err, "ask the owner of the extract; quality.max_reject_pct is the limit");
}

/* Each row that the gate returns is a table over the limit. */
static bool judge(struct job *job, const struct model_args *args, struct err *err)
{
    const char *cursor = sqltext(GATE);
    struct str gate = STR_INIT;
    bool ok = (cursor && sqltext_next(&cursor, &gate)) ||
              err_set(err, ERR_INTERNAL, "there is no sql/" GATE);
    ok = ok && db_each(job->mart, gate.buf, args->value, (size_t)sqltext_params(gate.buf),
                       refuse_rejects, job, err);
    str_release(&gate);
    return ok;
}

bool model_mart(struct job *job, const char *batch, const struct model_args *args, struct err *err)
{
    struct mart mart = {.job = job, .args = args};
    if (str_eq(job->mart_of, batch))
        return true;
    job->mart_of[0] = '\0';
    if (!list_tables(&mart, err) || !make(&mart, batch, err) || !judge(job, args, err))
        return false;
    (void)snprintf(job->mart_of, sizeof(job->mart_of), "%s", batch);
    return true;
}
