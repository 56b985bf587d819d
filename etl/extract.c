/* etl/extract.c - source -> stage: one SELECT per stage table, one snapshot, bytes only moved */
#include "extract.h"

#include <stdlib.h>
#include <string.h>

#include "extract_plan.h"
#include "ledger.h"
#include "log.h"
#include "pool.h"
#include "progress.h"
#include "sqltext.h"
#include "banned.h"

/* What one extract knows; copied into each worker by the fork. */
struct load {
    struct job *job;
    struct plan plan;
    struct db *source; /* holds the snapshot open */
    char *snapshot;
    int64_t batch;
    struct db_copied *copied; /* per table */
    size_t finished;
};

static const char *agency(const struct load *load)
{
    return load->job->conf->agency.id_text;
}

/* ---- in a worker ---- */

struct pair {
    struct db *source;
    struct db *mart;
};

static bool pair_close(void *context, void *state, bool commit, struct err *err)
{
    struct pair *pair = state;
    (void)context;
    bool ok = !commit || db_commit(pair->mart, err);
    db_close(pair->source);
    db_close(pair->mart); /* an open transaction is rolled back by that */
    free(pair);
    return ok;
}

static bool pair_open(void *context, void **ret_state, struct err *err)
{
    const struct load *load = context;
    const struct conf *conf = load->job->conf;
    struct pair *pair = xcalloc(1, sizeof(*pair));
    pair->source = extract_plan_open(conf, err);
    bool ok = pair->source && db_begin_snapshot(pair->source, load->snapshot, err);
    if (pair->source && !ok)
        (void)err_hint(err, "where source.conninfo lists several servers, or they are standbys, "
                            "set source.connections = 1");
    ok = ok && (pair->mart = db_open(conf->mart.conninfo, DB_MART, "extract", err)) &&
         db_begin(pair->mart, err);
    if (!ok) {
        (void)pair_close(context, pair, false, NULL);
        return false;
    }
    *ret_state = pair;
    return true;
}

/*
 * A table that only this agency ever loaded is truncated: its dead rows would cost each reader
 * until vacuum comes. The question is asked under the lock: another agency's first load writes its
 * batch row, and commits that, before it copies.
 */
static bool clear_stage(const struct load *load, struct db *mart, const char *table,
                        struct err *err)
{
    struct str sql = STR_INIT;
    int64_t others = 0;
    static const char shared[] =
        "select exists (select from etl.batch where agency_id <> $1::int)::int";
    bool ok = db_int(mart, shared, DB_ARGS(agency(load)), &others, err);
    if (ok && !others) {
        str_addf(&sql, "lock table stage.%s in access exclusive mode", table);
        ok = db_exec(mart, sql.buf, DB_NONE, err) &&
             db_int(mart, shared, DB_ARGS(agency(load)), &others, err);
    }
    str_clear(&sql);
    if (others)
        str_addf(&sql, "delete from stage.%s where agency_id = %s", table, agency(load));
    else
        str_addf(&sql, "truncate table stage.%s", table);
    ok = ok && db_exec(mart, sql.buf, DB_NONE, err);
    str_release(&sql);
    return ok;
}

static bool pair_copy(void *context, void *state, size_t item, void *ret_result, struct err *err)
{
    const struct load *load = context;
    struct pair *pair = state;
    const struct plan_table *table = &load->plan.tables[item];
    struct db_copied copied = {.rows = 0};
    struct str name = STR_INIT;
    struct str analyze = STR_INIT;
    sqltext_identifier(&name, table->name);
    str_addf(&analyze, "analyze stage.%s", name.buf);
    bool ok = clear_stage(load, pair->mart, name.buf, err) &&
              (!table->present ||
               db_copy(pair->source, table->out_sql, pair->mart, table->in_sql, &copied, err)) &&
              db_exec(pair->mart, analyze.buf, DB_NONE, err);
    str_release(&name);
    str_release(&analyze);
    progress_add(table->present, 0, 0);
    if (!ok) {
        if (err && err->kind == ERR_SOURCE_DATA && !*err->hint)
            (void)err_hint(err, "the SELECT cannot take what the source holds; an overlay can "
                                "(sql.overlay_dir)");
        return err_prefix(err, "sql/%s", table->path ? table->path : table->name);
    }
    memcpy(ret_result, &copied, sizeof(copied));
    return true;
}

/* ---- in the parent ---- */

static bool batch_call(const struct load *load, const char *function, struct err *err)
{
    struct str_number batch = str_number(load->batch);
    struct str sql = STR_INIT;
    str_addf(&sql, "select etl.%s($1::int, $2::bigint)", function);
    bool ok = db_exec(load->job->mart, sql.buf, DB_ARGS(agency(load), batch.text), err);
    str_release(&sql);
    return ok;
}

static void add_item(struct str *list, const char *text)
{
    str_addf(list, "%s%s", list->len ? "," : "{", text);
}

/* Against the last load, before anything of this one is committed. */
static bool check_drop(const struct load *load, struct err *err)
{
    const struct job *job = load->job;
    struct str list[4] = {STR_INIT, STR_INIT, STR_INIT, STR_INIT};
    for (size_t i = 0; i < load->plan.n; i++) {
        const struct plan_table *table = &load->plan.tables[i];
        struct str_number rows = str_number(load->copied[i].rows);
        add_item(&list[0], table->name);
        add_item(&list[1], table->present ? "t" : "f");
        add_item(&list[2], table->core ? "t" : "f");
        add_item(&list[3], rows.text);
    }
    for (int i = 0; i < 4; i++)
        str_add(&list[i], "}");
    bool ok = db_exec(job->mart,
                      "select etl.check_drop($1::int, $2, $3::text[], $4::boolean[], "
                      "$5::boolean[], $6::bigint[], $7::numeric)",
                      DB_ARGS(agency(load), job->conf->source.kind, list[0].buf, list[1].buf,
                              list[2].buf, list[3].buf, job->conf->quality.max_drop_pct),
                      err);
    for (int i = 0; i < 4; i++)
        str_release(&list[i]);
    if (ok || !job->accept_drop || !err || err->kind != ERR_SOURCE_DATA)
        return ok;
    log_warn("drop_accepted", log_s("what", err->message));
    err_clear(err);
    return true;
}

static bool table_done(void *context, size_t item, const void *result, struct err *err)
{
    struct load *load = context;
    struct tally *tally = &load->job->tally;
    memcpy(&load->copied[item], result, sizeof(load->copied[item]));
    const struct plan_table *table = &load->plan.tables[item];
    tally->rows += load->copied[item].rows;
    tally->bytes += load->copied[item].bytes;
    tally->files += table->present;
    load->finished++;
    if (table->present)
        log_info("extracted", log_s("table", table->name), log_i("rows", load->copied[item].rows),
                 log_i("bytes", load->copied[item].bytes));
    if (load->finished < load->plan.n)
        return true;
    /* the workers commit next, each on its own: from now on stage may be mixed */
    return check_drop(load, err) && batch_call(load, "batch_switch", err);
}

static bool record(const struct load *load, struct err *err)
{
    struct db *mart = load->job->mart;
    struct str_number batch = str_number(load->batch);
    bool ok = db_begin(mart, err);
    for (size_t i = 0; ok && i < load->plan.n; i++) {
        const struct plan_table *table = &load->plan.tables[i];
        struct str_number rows = str_number(load->copied[i].rows);
        ok = db_exec(mart,
                     "select etl.batch_table($1::int, $2::bigint, $3, $4, $5::boolean, $6::bigint)",
                     DB_ARGS(agency(load), batch.text, table->name, table->optional,
                             table->present ? "true" : "false", rows.text),
                     err);
    }
    ok = ok && batch_call(load, "batch_complete", err) && db_commit(mart, err);
    if (!ok)
        db_rollback(mart);
    return ok;
}

/* Stage tables that this kind of source does not fill are emptied with the others. */
static bool note_unfilled(void *ctx, const char *const *fields, size_t n, struct err *err)
{
    struct load *load = ctx;
    struct plan *plan = &load->plan;
    (void)err;
    int64_t before = 0;
    (void)(n == 2 && str_to_int64(fields[1], 0, INT64_MAX, &before));
    for (size_t i = 0; i < plan->n; i++)
        if (str_eq(plan->tables[i].name, fields[0])) {
            plan->tables[i].rows_before = before;
            return true;
        }
    plan->tables = xrealloc(plan->tables, plan->n + 1, sizeof(*plan->tables));
    plan->tables[plan->n++] =
        (struct plan_table){.name = arena_strdup(&plan->arena, fields[0]), .present = false};
    return true;
}

static int largest_first(const void *a, const void *b)
{
    const struct plan_table *x = a;
    const struct plan_table *y = b;
    if (x->rows_before != y->rows_before)
        return x->rows_before < y->rows_before ? 1 : -1;
    return strcmp(x->name, y->name);
}

static bool plan_order(struct load *load, struct err *err)
{
    static const char sql[] = "select t.tablename, coalesce(s.rows, 0) "
                              "from pg_catalog.pg_tables as t "
                              "left join etl.source_table as s "
                              "on s.agency_id = $1::int and s.table_name = t.tablename "
                              "where t.schemaname = 'stage' order by t.tablename";
    if (!db_each(load->job->mart, sql, DB_ARGS(agency(load)), note_unfilled, load, err))
        return false;
    qsort(load->plan.tables, load->plan.n, sizeof(*load->plan.tables), largest_first);
    return true;
}

static bool prepare(struct load *load, struct err *err)
{
    struct job *job = load->job;
    char *cutoff = NULL;
    if (!extract_plan_files(&load->plan, err) ||
        !(load->source = extract_plan_open(job->conf, err)) ||
        !db_begin_snapshot(load->source, NULL, err) ||
        !extract_plan_cutoff(&load->plan, load->source, &cutoff, err))
        return false;
    bool ok = ledger_period(job, cutoff, err);
    for (size_t i = 0; ok && i < load->plan.n; i++) {
        ok = extract_plan_table(&load->plan, &load->plan.tables[i], load->source, job->mart, err);
        if (ok && !load->plan.tables[i].present)
            log_warn("table_missing", log_s("table", load->plan.tables[i].optional),
                     log_s("effect", load->plan.tables[i].instead));
    }
    struct str_number run = str_number(job->run_id);
    ok = ok && plan_order(load, err) &&
         db_int(job->mart, "select etl.batch_begin($1::int, $2::bigint, $3, $4::timestamp, $5)",
                DB_ARGS(agency(load), run.text, job->conf->source.kind, cutoff,
                        job->conf->agency.timezone),
                &load->batch, err) &&
         db_snapshot(load->source, &load->snapshot, err);
    free(cutoff);
    return ok;
}

/* As many rows as the last time, for the live line. */
static void expect(const struct plan *plan)
{
    int64_t tables = 0, rows = 0;
    for (size_t i = 0; i < plan->n; i++) {
        tables += plan->tables[i].present;
        rows += plan->tables[i].rows_before;
    }
    progress_expect(tables, rows);
}

bool extract_run(struct job *job, struct err *err)
{
    struct load load = {.job = job};
    extract_plan_init(&load.plan, job->conf);
    bool ok = prepare(&load, err);
    if (ok) {
        load.copied = xcalloc(load.plan.n, sizeof(*load.copied));
        expect(&load.plan);
        struct pool pool = {.items = load.plan.n,
                            .workers = (long)job->conf->source.connections,
                            .result_size = sizeof(struct db_copied),
                            .context = &load,
                            .begin = pair_open,
                            .work = pair_copy,
                            .end = pair_close,
                            .done = table_done};
        ok = pool_run(&pool, err) && record(&load, err);
        if (!ok) {
            db_ignore_stop(job->mart, true);
            (void)batch_call(&load, "batch_failed", NULL);
            db_ignore_stop(job->mart, false);
        }
    }
    db_close(load.source);
    free(load.snapshot);
    free(load.copied);
    extract_plan_release(&load.plan);
    return ok;
}

/* ---- check ---- */

struct expected {
    int64_t rows, bytes;
};

static bool check_table(struct job *job, struct plan *plan, struct plan_table *table,
                        struct db *source, struct expected *expected, const struct check *check)
{
    struct err why = {.kind = ERR_NONE};
    if (!extract_plan_table(plan, table, source, job->mart, &why))
        return check_fail(check, table->path, &why);
    if (table->present) {
        int64_t rows = 0, bytes = 0;
        if (!extract_plan_estimate(table, source, &rows, &bytes, &why))
            return check_fail(check, table->path, &why);
        expected->rows += rows;
        expected->bytes += bytes;
        struct str count = STR_INIT;
        str_add_count(&count, rows);
        (void)check_ok(check, table->path, "about %s rows", count.buf);
        str_release(&count);
        return true;
    }
    err_set(&why, ERR_SOURCE_DATA, "\"%s\" is not there: %s", table->optional, table->instead);
    return check_warn(check, table->path, &why);
}

static void check_size(const struct expected *expected, const struct check *check)
{
    struct str text = STR_INIT;
    str_add(&text, "about ");
    str_add_count(&text, expected->rows);
    str_add(&text, " rows, ");
    str_add_bytes(&text, expected->bytes);
    (void)check_ok(check, "extract", "%s; the mart's server needs room for it several times",
                   text.buf);
    str_release(&text);
}

/* A source that is too old is refused. Without --month no month is meant, but `run` would take the
   last that has ended: one that the source does not reach is told too. */
static bool check_cutoff(struct job *job, const char *cutoff, const struct check *check)
{
    struct err why = {.kind = ERR_NONE};
    if (!ledger_period(job, cutoff, &why))
        return check_fail(check, "data cutoff", &why);
    const struct period period = job->period;
    const bool any_month = job->any_month;
    job->any_month = false;
    bool reached = ledger_period(job, cutoff, &why);
    job->any_month = any_month;
    job->period = period;
    if (reached)
        return check_ok(check, "data cutoff", "%s (agency time)", cutoff);
    (void)err_prefix(&why, "`run` would be refused");
    return check_warn(check, "data cutoff", &why);
}

bool extract_check(struct job *job, const struct check *check)
{
    struct expected expected = {.rows = 0};
    struct plan plan;
    struct err why = {.kind = ERR_NONE};
    char *cutoff = NULL;
    extract_plan_init(&plan, job->conf);
    struct db *source = extract_plan_open(job->conf, &why);
    bool ok = source ? check_ok(check, "source connection", "%s", db_where(source))
                     : check_fail(check, "source connection", &why);
    if (ok && !extract_plan_files(&plan, &why))
        ok = check_fail(check, "source.kind", &why);
    if (ok) {
        ok = extract_plan_cutoff(&plan, source, &cutoff, &why)
                 ? check_cutoff(job, cutoff, check)
                 : check_fail(check, "data cutoff", &why);
        for (size_t i = 0; i < plan.n; i++)
            ok = check_table(job, &plan, &plan.tables[i], source, &expected, check) && ok;
        check_size(&expected, check);
    }
    free(cutoff);
    db_close(source);
    extract_plan_release(&plan);
    return ok;
}

/* ---- --dry-run ---- */

bool extract_foresee(struct job *job, extract_expect_fn *expected, void *ctx, struct err *err)
{
    struct plan plan;
    char *cutoff = NULL;
    extract_plan_init(&plan, job->conf);
    struct db *source = NULL;
    bool ok = extract_plan_files(&plan, err) && (source = extract_plan_open(job->conf, err)) &&
              extract_plan_cutoff(&plan, source, &cutoff, err) && ledger_period(job, cutoff, err);
    for (size_t i = 0; ok && i < plan.n; i++) {
        int64_t rows = -1, bytes = 0;
        ok = extract_plan_table(&plan, &plan.tables[i], source, job->mart, err) &&
             (!plan.tables[i].present ||
              extract_plan_estimate(&plan.tables[i], source, &rows, &bytes, err));
        if (ok)
            expected(ctx, plan.tables[i].name, rows, bytes);
    }
    free(cutoff);
    db_close(source);
    extract_plan_release(&plan);
    return ok;
}
