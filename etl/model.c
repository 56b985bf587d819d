/* etl/model.c - stage -> mart -> facts: the SQL of sql/model and sql/fact, in order */
#include "model.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger.h"
#include "log.h"
#include "model_sql.h"
#include "pool.h"
#include "progress.h"
#include "str.h"
#include "banned.h"

/* C6. The last file of sql/model asks instead of computing: a row stops the run. */
#define GATE "model/99_gate.sql"

/* A month of a report whose facts this run makes. */
struct fact_month {
    const char *report;
    char month[11];
    char period_end[11];
    char version[24];
};

struct model {
    struct job *job;
    struct ledger_batch batch;
    struct arena arena;
    const char **reports; /* asked for, and not closed */
    char **versions;
    size_t n_reports;
    struct fact_month *later; /* months of trends */
    size_t n_later;
};

static const char *agency(const struct model *model)
{
    return model->job->conf->agency.id_text;
}

static struct model_args args_for(const struct model *model, const char *month, const char *as_of,
                                  const char *version)
{
    const struct conf *conf = model->job->conf;
    return (struct model_args){.value = {conf->agency.id_text, month, as_of, version,
                                         conf->agency.timezone, conf->quality.max_reject_pct}};
}

/* ---- the mart and the month ---- */

static bool refuse_rejects(void *ctx, const char *const *f, size_t n, struct err *err)
{
    const struct model *model = ctx;
    if (n != 5)
        return err_set(err, ERR_INTERNAL, GATE " returned %zu columns", n);
    err_set(err, ERR_SOURCE_DATA,
            "table \"%s\": %s of %s rows are rejected (%s %%, allowed are %s %%): %s", f[0], f[2],
            f[1], f[3], model->job->conf->quality.max_reject_pct, f[4]);
    return err_hint(err, "ask the owner of the extract; quality.max_reject_pct is the limit");
}

static bool note_version(void *ctx, const char *const *fields, size_t n, struct err *err)
{
    char **version = ctx;
    if (n != 2)
        return err_set(err, ERR_INTERNAL, "etl.month_open returned %zu columns", n);
    if (!str_eq(fields[1], "t")) /* not frozen */
        *version = xstrdup(fields[0]);
    return true;
}

/* Each report's version of the month; those that are closed drop out. */
static bool open_months(struct model *model, struct err *err)
{
    struct job *job = model->job;
    const struct period *p = &job->period;
    struct str_number run = str_number(job->run_id);
    model->reports = arena_alloc(&model->arena, (job->n_reports + 1) * sizeof(*model->reports));
    model->versions = arena_alloc(&model->arena, (job->n_reports + 1) * sizeof(*model->versions));
    for (size_t i = 0; i < job->n_reports; i++) {
        char *version = NULL;
        if (!db_each(job->mart,
                     "select * from etl.month_open($1::int, $2::bigint, $3::bigint, $4, $5::date, "
                     "$6::date, $7::date, $8::timestamp, $9::boolean, $10, $11::boolean)",
                     DB_ARGS(agency(model), run.text, model->batch.id, job->reports[i], p->month,
                             p->period_end, p->as_of, p->cutoff, p->preliminary ? "t" : "f",
                             job->conf->source.kind, job->restate ? "t" : "f"),
                     note_version, &version, err))
            return false;
        if (!version) {
            log_info("month_closed", log_s("report", job->reports[i]), log_s("month", p->month));
            continue;
        }
        model->reports[model->n_reports] = job->reports[i];
        model->versions[model->n_reports++] = arena_strdup(&model->arena, version);
        free(version);
    }
    return true;
}

static bool make_mart(struct model *model, struct err *err)
{
    struct job *job = model->job;
    struct model_args args = args_for(model, job->period.month, job->period.as_of, "0");
    const char *cursor = sqltext(GATE);
    struct str gate = STR_INIT;
    bool ok = model_sql_mart(job, &args, err);
    if (ok && (!cursor || !sqltext_next(&cursor, &gate)))
        ok = err_set(err, ERR_INTERNAL, "there is no sql/" GATE);
    /* each row that it returns is a table over the limit */
    ok = ok && db_each(job->mart, gate.buf, args.value, (size_t)sqltext_params(gate.buf),
                       refuse_rejects, model, err);
    str_release(&gate);
    return ok;
}

static bool refuse_untied(void *ctx, const char *const *f, size_t n, struct err *err)
{
    if (n != 7)
        return err_set(err, ERR_INTERNAL, "sql/engine/ties.sql returned %zu columns", n);
    err_set(err, ERR_TOTALS, "report \"%s\", %s: %s: %s (%s) is not %s (%s)%s%s%s",
            (const char *)ctx, f[0], f[1], f[2], f[3], f[4], f[5],
            str_eq(f[6], "0") ? "" : "; and ", str_eq(f[6], "0") ? "" : f[6],
            str_eq(f[6], "0") ? "" : " more");
    return err_hint(err, "nothing was published; keep the mart as it is and report both numbers");
}

/* Nobody gets a workbook whose sheets and figures disagree. */
static bool check_totals(const struct model *model, size_t i, struct err *err)
{
    struct job *job = model->job;
    return db_each(job->mart, sqltext("engine/ties.sql"),
                   DB_ARGS(agency(model), job->period.month, model->versions[i], model->reports[i]),
                   refuse_untied, (void *)(uintptr_t)model->reports[i], err);
}

/* How many files of SQL there are to run, for the live line. */
static void expect(const struct model *model)
{
    size_t files = model->n_reports ? model_sql_count(NULL, false) : 0;
    for (size_t i = 0; i < model->n_reports; i++)
        files += model_sql_count(model->reports[i], false);
    for (size_t i = 0; i < model->n_later; i++)
        files += model_sql_count(model->later[i].report, true);
    progress_expect((int64_t)files, 0);
}

static bool make_month(struct model *model, struct err *err)
{
    struct job *job = model->job;
    bool ok = db_begin(job->mart, err) && open_months(model, err);
    expect(model);
    if (ok && model->n_reports > 0)
        ok = make_mart(model, err);
    for (size_t i = 0; ok && i < model->n_reports; i++)
        ok = db_exec(job->mart, "select fact.check_begins($1::int, $2, $3::date)",
                     DB_ARGS(agency(model), model->reports[i], job->period.month), err);
    for (size_t i = 0; ok && i < model->n_reports; i++) {
        struct model_args args =
            args_for(model, job->period.month, job->period.as_of, model->versions[i]);
        ok = model_sql_facts(job, job->mart, model->reports[i], &args, false, err) &&
             check_totals(model, i, err);
    }
    ok = ok && db_commit(job->mart, err);
    if (!ok)
        db_rollback(job->mart);
    return ok;
}

/* ---- months of trends ---- */

struct listing {
    struct model *model;
    const char *report;
};

static bool note_later(void *ctx, const char *const *fields, size_t n, struct err *err)
{
    struct listing *listing = ctx;
    struct model *model = listing->model;
    if (n != 2)
        return err_set(err, ERR_INTERNAL, "etl.months_later returned %zu columns", n);
    model->later = xrealloc(model->later, model->n_later + 1, sizeof(*model->later));
    struct fact_month *m = &model->later[model->n_later++];
    *m = (struct fact_month){.report = listing->report, .version = "0"};
    (void)snprintf(m->month, sizeof(m->month), "%s", fields[0]);
    (void)snprintf(m->period_end, sizeof(m->period_end), "%s", fields[1]);
    return true;
}

static bool list_later(struct model *model, struct err *err)
{
    for (size_t i = 0; i < model->n_reports; i++) {
        struct listing listing = {model, model->reports[i]};
        if (!db_each(
                model->job->mart,
                "select l.* from etl.months_later($1::int, $2::bigint, $3, $4::date) as l "
                "where (fact.data_begins($1::int, $3) > l.period_end) is not true",
                DB_ARGS(agency(model), model->batch.id, listing.report, model->job->period.month),
                note_later, &listing, err))
            return false;
    }
    return true;
}

static bool later_begin(void *context, void **ret_state, struct err *err)
{
    const struct model *model = context;
    *ret_state = db_open(model->job->conf->mart.conninfo, DB_MART, "facts", err);
    return *ret_state != NULL;
}

static bool later_work(void *context, void *state, size_t item, void *ret_result, struct err *err)
{
    const struct model *model = context;
    const struct fact_month *m = &model->later[item];
    struct db *mart = state;
    struct model_args args = args_for(model, m->month, m->period_end, m->version);
    struct str_number run = str_number(model->job->run_id);
    struct job job = *model->job; /* its tally is this item's result */
    job.tally = (struct tally){0};
    bool ok = db_begin(mart, err) && model_sql_facts(&job, mart, m->report, &args, true, err) &&
              db_exec(mart,
                      "select etl.month_later($1::int, $2::bigint, $3::bigint, $4, $5::date, "
                      "$6::date, $7::timestamp, $8)",
                      DB_ARGS(agency(model), run.text, model->batch.id, m->report, m->month,
                              m->period_end, model->batch.cutoff, job.conf->source.kind),
                      err) &&
              db_commit(mart, err);
    if (!ok) {
        db_rollback(mart);
        return err_prefix(err, "month %.7s of \"%s\"", m->month, m->report);
    }
    memcpy(ret_result, &job.tally, sizeof(job.tally));
    return true;
}

static bool later_end(void *context, void *state, bool commit, struct err *err)
{
    (void)context;
    (void)commit; /* each month stands alone */
    (void)err;
    db_close(state);
    return true;
}

static bool later_done(void *context, size_t item, const void *result, struct err *err)
{
    struct model *model = context;
    struct tally tally;
    (void)item;
    (void)err;
    memcpy(&tally, result, sizeof(tally));
    model->job->tally.rows += tally.rows;
    return true;
}

static bool make_later(struct model *model, struct err *err)
{
    long workers = (long)model->job->conf->report.workers;
    expect(model);
    progress_now("months of trends");
    struct pool pool = {.items = model->n_later,
                        .workers = workers ? workers : pool_cores(),
                        .result_size = sizeof(struct tally),
                        .context = model,
                        .begin = later_begin,
                        .work = later_work,
                        .end = later_end,
                        .done = later_done};
    return pool_run(&pool, err);
}

/* C11: what a closed month shows of the months before it stays what it showed. */
static bool keep_trends(const struct model *model, struct err *err)
{
    const struct job *job = model->job;
    bool ok = db_begin(job->mart, err);
    for (size_t i = 0; ok && i < model->n_reports; i++)
        ok = db_exec(
            job->mart, "select fact.keep_trend($1::int, $2, $3::date, $4::int)",
            DB_ARGS(agency(model), model->reports[i], job->period.month, model->versions[i]), err);
    ok = ok && db_commit(job->mart, err);
    if (!ok)
        db_rollback(job->mart);
    return ok;
}

/* ---- the step ---- */

static bool find_period(struct model *model, struct err *err)
{
    struct job *job = model->job;
    if (!ledger_batch(job, &model->batch, err))
        return false;
    if (!str_eq(model->batch.zone, job->conf->agency.timezone)) {
        err_set(err, ERR_CONFIG, "the extract was made in zone \"%s\", agency.timezone is \"%s\"",
                model->batch.zone, job->conf->agency.timezone);
        return err_hint(err, "run `cwreports extract` again");
    }
    return *job->period.month || ledger_period(job, model->batch.cutoff, err);
}

bool model_run(struct job *job, struct err *err)
{
    struct model model = {.job = job, .arena = ARENA_INIT};
    bool ok = find_period(&model, err) && model_sql_partitions(job, job->period.month, err) &&
              make_month(&model, err) && list_later(&model, err) && make_later(&model, err) &&
              keep_trends(&model, err);
    if (ok && model.n_reports > 0)
        ok = model_sql_analyze(job, job->period.month, err);
    free(model.later);
    arena_release(&model.arena);
    return ok;
}
