/* etl/model.c - stage -> mart -> facts: the SQL of sql/model and sql/fact, in order */
#include "model.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger.h"
#include "log.h"
#include "model_mart.h"
#include "model_sql.h"
#include "pool.h"
#include "progress.h"
#include "str.h"
#include "banned.h"

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

static bool note_version(void *ctx, const char *const *fields, size_t n, struct err *err)
{
    char **version = ctx;
    if (n != 2)
        return err_set(err, ERR_INTERNAL, "etl.month_open returned %zu columns", n);
    if (!str_eq(fields[1], "t")) /* not frozen */
        *version = xstrdup(fields[0]);
    return true;
}

/* The version under which a report's facts of the month are to be made; NULL: it is closed. */
static bool open_month(const struct model *model, struct db *mart, const char *report,
                       char **ret_version, struct err *err)
{
    const struct job *job = model->job;
    const struct period *p = &job->period;
    struct str_number run = str_number(job->run_id);
    return db_each(mart,
                   "select * from etl.month_open($1::int, $2::bigint, $3::bigint, $4, $5::date, "
                   "$6::date, $7::date, $8::timestamp, $9::boolean, $10, $11::boolean)",
                   DB_ARGS(agency(model), run.text, model->batch.id, report, p->month,
                           p->period_end, p->as_of, p->cutoff, p->preliminary ? "t" : "f",
                           job->conf->source.kind, job->restate ? "t" : "f"),
                   note_version, ret_version, err);
}

/* Which reports there are facts to make of, before any work: those that are closed drop out, and a
   month that may not be made is refused. It is asked and taken back; the facts' own transaction
   opens the month. */
static bool ask_months(struct model *model, struct err *err)
{
    struct job *job = model->job;
    model->reports = arena_alloc(&model->arena, (job->n_reports + 1) * sizeof(*model->reports));
    model->versions = arena_alloc(&model->arena, (job->n_reports + 1) * sizeof(*model->versions));
    bool ok = db_begin(job->mart, err);
    for (size_t i = 0; ok && i < job->n_reports; i++) {
        char *version = NULL;
        ok = open_month(model, job->mart, job->reports[i], &version, err);
        if (ok && !version)
            log_info("month_closed", log_s("report", job->reports[i]),
                     log_s("month", job->period.month));
        if (ok && version) {
            model->reports[model->n_reports] = job->reports[i];
            model->versions[model->n_reports++] = arena_strdup(&model->arena, version);
        }
        free(version);
    }
    db_rollback(job->mart);
    return ok;
}

/* ---- the month's facts ---- */

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
static bool check_totals(const struct model *model, struct db *mart, size_t i, struct err *err)
{
    const struct job *job = model->job;
    return db_each(mart, sqltext("engine/ties.sql"),
                   DB_ARGS(agency(model), job->period.month, model->versions[i], model->reports[i]),
                   refuse_untied, (void *)(uintptr_t)model->reports[i], err);
}

/* How many files of SQL there are to run, for the live line. */
static void expect(const struct model *model)
{
    bool whole = model->n_reports > 0 && !str_eq(model->job->mart_of, model->batch.id);
    size_t files = whole ? model_sql_count(NULL, false) : 0;
    for (size_t i = 0; i < model->n_reports; i++)
        files += model_sql_count(model->reports[i], false);
    for (size_t i = 0; i < model->n_later; i++)
        files += model_sql_count(model->later[i].report, true);
    progress_expect((int64_t)files, 0);
}

static bool facts_begin(void *context, void **ret_state, struct err *err)
{
    const struct model *model = context;
    *ret_state = model_sql_open(model->job, "facts", err);
    return *ret_state != NULL;
}

static bool month_begin(void *context, void **ret_state, struct err *err)
{
    return facts_begin(context, ret_state, err) && db_begin(*ret_state, err);
}

static bool month_work(void *context, void *state, size_t item, void *ret_result, struct err *err)
{
    const struct model *model = context;
    const struct period *p = &model->job->period;
    struct db *mart = state;
    const char *report = model->reports[item];
    struct model_args args = args_for(model, p->month, p->as_of, model->versions[item]);
    struct job job = *model->job; /* its tally is this item's result */
    char *version = NULL;
    job.tally = (struct tally){0};
    bool ok = open_month(model, mart, report, &version, err);
    if (ok && !str_eq(version, model->versions[item]))
        ok = err_set(err, ERR_INTERNAL, "month %.7s of \"%s\" has changed under this run", p->month,
                     report);
    ok = ok && model_sql_facts(&job, mart, report, &args, false, err) &&
         check_totals(model, mart, item, err);
    free(version);
    memcpy(ret_result, &job.tally, sizeof(job.tally));
    return ok;
}

/* All reports' facts, or none. */
static bool month_end(void *context, void *state, bool commit, struct err *err)
{
    (void)context;
    bool ok = !commit || db_commit(state, err);
    db_close(state); /* an open transaction is rolled back by that */
    return ok;
}

static bool facts_done(void *context, size_t item, const void *result, struct err *err)
{
    struct model *model = context;
    (void)item;
    (void)err;
    model_sql_done(model->job, result);
    return true;
}

static struct pool facts_pool(struct model *model, size_t items)
{
    long workers = (long)model->job->conf->report.workers;
    return (struct pool){.items = items,
                         .workers = workers ? workers : pool_cores(),
                         .result_size = sizeof(struct tally),
                         .context = model,
                         .begin = facts_begin,
                         .done = facts_done};
}

static bool make_facts(struct model *model, struct err *err)
{
    struct job *job = model->job;
    for (size_t i = 0; i < model->n_reports; i++)
        if (!db_exec(job->mart, "select fact.check_begins($1::int, $2, $3::date)",
                     DB_ARGS(agency(model), model->reports[i], job->period.month), err))
            return false;
    struct pool pool = facts_pool(model, model->n_reports);
    pool.begin = month_begin;
    pool.work = month_work;
    pool.end = month_end;
    progress_now("facts of the month");
    return pool_run(&pool, err);
}

static bool make_month(struct model *model, struct err *err)
{
    const struct period *p = &model->job->period;
    struct model_args args = args_for(model, p->month, p->as_of, "0");
    if (!ask_months(model, err))
        return false;
    expect(model);
    return model->n_reports == 0 ||
           (model_mart(model->job, model->batch.id, &args, err) && make_facts(model, err));
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

static bool make_later(struct model *model, struct err *err)
{
    struct pool pool = facts_pool(model, model->n_later);
    pool.work = later_work;
    pool.end = later_end;
    expect(model);
    progress_now("months of trends");
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
