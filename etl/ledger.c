/* etl/ledger.c - runs, steps, loads and months in schema etl; the lock of an agency */
#include "ledger.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "digest.h"
#include "log.h"
#include "share.h"
#include "sqltext.h"
#include "stop.h"
#include "str.h"
#include "version.h"
#include "banned.h"

/* First key of the advisory lock, "CWRE"; the second is the agency. */
#define LOCK_CLASS "1129796165"

static const char *agency(const struct job *job)
{
    return job->conf->agency.id_text;
}

static void keep(char *place, size_t size, const char *text)
{
    (void)snprintf(place, size, "%s", text ? text : "");
}

/* ---- the lock ---- */

/* Who holds the lock, as the ledger knows it. */
struct holder {
    struct err *err;
    bool known;
    bool dead; /* a process of this machine that is no more */
};

static bool who_runs(void *ctx, const char *const *fields, size_t n, struct err *err)
{
    struct holder *holder = ctx;
    char host[256] = "";
    int64_t pid = 0;
    (void)err;
    if (n != 5)
        return true;
    (void)gethostname(host, sizeof(host) - 1);
    holder->known = true;
    holder->dead = str_eq(host, fields[3]) && str_to_int64(fields[4], 1, INT32_MAX, &pid) &&
                   kill((pid_t)pid, 0) != 0 && errno == ESRCH;
    err_set(holder->err, ERR_RUNNING,
            "run %s (%s) of this agency is at work since %s on %s, process %s", fields[0],
            fields[1], fields[2], fields[3], fields[4]);
    (void)err_hint(holder->err, "wait for it, or look at `cwreports status`");
    return true;
}

static bool ask_holder(struct job *job, struct holder *holder, struct err *err)
{
    static const char sql[] =
        "select run_id, verb, to_char(started_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS UTC'), "
        "host, pid from etl.run "
        "where agency_id = $1::int and state = 'running' order by run_id desc limit 1";
    *holder = (struct holder){.err = err};
    if (!db_each(job->mart, sql, DB_ARGS(agency(job)), who_runs, holder, err))
        return false;
    if (!holder->known) {
        err_set(err, ERR_RUNNING, "another cwreports holds the lock of agency %s", agency(job));
        (void)err_hint(err, "it has just begun, or works on another verb; run again");
    }
    return true;
}

/* After a crash the server notices within client_connection_check_interval that nobody is there
   (db.c sets it); until then its session still holds the lock. */
#define DEAD_WAIT_S 20

bool ledger_lock(struct job *job, struct err *err)
{
    for (int tries = 0;; tries++) {
        int64_t got = 0;
        struct holder holder;
        if (!stop_check(err) ||
            !db_int(job->mart,
                    "select pg_catalog.pg_try_advisory_lock(" LOCK_CLASS ", $1::int)::int",
                    DB_ARGS(agency(job)), &got, err))
            return false;
        if (got) {
            err_clear(err); /* of an earlier try */
            return true;
        }
        if (!ask_holder(job, &holder, err) || !holder.dead || tries >= DEAD_WAIT_S * 4)
            return false;
        (void)poll(NULL, 0, STOP_POLL_MS);
    }
}

/* ---- runs and steps ---- */

static void add_text(void *ctx, const char *path, const char *text)
{
    struct digest *digest = ctx;
    digest_add(digest, path, strlen(path) + 1);
    digest_add(digest, text, strlen(text) + 1);
}

static const char *asked_month(const struct job *job, char text[11])
{
    if (!job->month_asked)
        return NULL;
    (void)snprintf(text, 11, "%.7s-01", job->month_asked);
    return text;
}

bool ledger_begin(struct job *job, const char *verb, struct err *err)
{
    struct digest *digest = digest_new();
    sqltext_walk(add_text, digest);
    struct digest_text sum = digest_finish(digest);
    digest_free(digest);
    char host[256] = "";
    (void)gethostname(host, sizeof(host) - 1);
    struct str_number pid = str_number(getpid());
    /* a month that is refused at once has failed too */
    char asked[11];
    const char *month = *job->period.month    ? job->period.month
                        : str_eq(verb, "run") ? asked_month(job, asked)
                                              : NULL;
    bool ok = db_int(
        job->mart, "select etl.run_begin($1::int, $2, $8::date, $3, $4, $5, $6, $7::int)",
        DB_ARGS(agency(job), verb, VERSION, sum.hex, job->conf->source.kind, host, pid.text, month),
        &job->run_id, err);
    if (ok)
        log_set_run(job->run_id);
    return ok;
}

static const char *end_state(const struct err *why)
{
    if (why->kind == ERR_NONE)
        return "done";
    return why->kind == ERR_STOPPED || why->kind == ERR_DEADLINE ? "stopped" : "failed";
}

bool ledger_end(struct job *job, const struct err *why, struct err *err)
{
    bool fine = why->kind == ERR_NONE;
    const struct err_info *info = err_info(why->kind);
    struct str_number run = str_number(job->run_id);
    struct str_number code = str_number(info->exit_code);
    db_ignore_stop(job->mart, true);
    db_rollback(job->mart);
    bool ok =
        db_exec(job->mart, "select etl.run_end($1::int, $2::bigint, $3, $4::int, $5, $6, $7)",
                DB_ARGS(agency(job), run.text, end_state(why), code.text, fine ? NULL : info->name,
                        fine ? NULL : why->message, fine ? NULL : err_advice(why)),
                err);
    db_ignore_stop(job->mart, false);
    return ok;
}

bool ledger_step_begin(struct job *job, const char *step, int64_t *ret_ordinal, struct err *err)
{
    struct str_number run = str_number(job->run_id);
    return db_int(job->mart, "select etl.step_begin($1::int, $2::bigint, $3)",
                  DB_ARGS(agency(job), run.text, step), ret_ordinal, err);
}

bool ledger_step_end(struct job *job, int64_t ordinal, const struct err *why, struct err *err)
{
    struct str_number run = str_number(job->run_id);
    struct str_number step = str_number(ordinal);
    struct str_number rows = str_number(job->tally.rows);
    struct str_number files = str_number(job->tally.files);
    struct str_number bytes = str_number(job->tally.bytes);
    db_ignore_stop(job->mart, true);
    db_rollback(job->mart);
    bool ok = db_exec(job->mart,
                      "select etl.step_end($1::int, $2::bigint, $3::int, $4, $5::bigint, "
                      "$6::bigint, $7::bigint, $8)",
                      DB_ARGS(agency(job), run.text, step.text, end_state(why), rows.text,
                              files.text, bytes.text, why->kind == ERR_NONE ? NULL : why->message),
                      err);
    db_ignore_stop(job->mart, false);
    return ok;
}

/* ---- period, load, months ---- */

static bool note_period(void *ctx, const char *const *fields, size_t n, struct err *err)
{
    struct period *period = ctx;
    if (n != 5)
        return err_set(err, ERR_INTERNAL, "etl.period returned %zu columns", n);
    keep(period->month, sizeof(period->month), fields[0]);
    keep(period->period_end, sizeof(period->period_end), fields[1]);
    keep(period->as_of, sizeof(period->as_of), fields[2]);
    period->preliminary = str_eq(fields[3], "t");
    keep(period->cutoff, sizeof(period->cutoff), fields[4]);
    return true;
}

bool ledger_period(struct job *job, const char *cutoff, struct err *err)
{
    char month[11];
    struct str_number hours = str_number(job->conf->quality.max_source_age_hours);
    const char *zone = job->conf->agency.timezone;
    if (!db_exec(job->mart, "select etl.check_age($1::timestamp, $2, $3::bigint)",
                 DB_ARGS(cutoff, zone, hours.text), err))
        return false;
    keep(job->period.cutoff, sizeof(job->period.cutoff), cutoff);
    if (job->any_month && !job->month_asked)
        return true;
    if (!db_each(job->mart,
                 "select p.*, to_char($3::timestamp, 'YYYY-MM-DD HH24:MI:SS') "
                 "from etl.period($1::date, $2, $3::timestamp) as p",
                 DB_ARGS(asked_month(job, month), zone, cutoff), note_period, &job->period, err))
        return false;
    if (job->run_id == 0) /* nothing is at work: check, --dry-run */
        return true;
    struct str_number run = str_number(job->run_id);
    return db_exec(job->mart, "select etl.run_month($1::int, $2::bigint, $3::date)",
                   DB_ARGS(agency(job), run.text, job->period.month), err);
}

bool ledger_kind(struct job *job, struct err *err)
{
    return db_exec(job->mart, "select etl.check_kind($1::int, $2)",
                   DB_ARGS(agency(job), job->conf->source.kind), err);
}

static bool note_batch(void *ctx, const char *const *fields, size_t n, struct err *err)
{
    struct ledger_batch *batch = ctx;
    if (n != 3)
        return err_set(err, ERR_INTERNAL, "etl.batch_current returned %zu columns", n);
    keep(batch->id, sizeof(batch->id), fields[0]);
    keep(batch->cutoff, sizeof(batch->cutoff), fields[1]);
    keep(batch->zone, sizeof(batch->zone), fields[2]);
    return true;
}

bool ledger_batch(struct job *job, struct ledger_batch *ret_batch, struct err *err)
{
    return db_each(job->mart,
                   "select batch_id, to_char(cutoff_at, 'YYYY-MM-DD HH24:MI:SS'), time_zone "
                   "from etl.batch_current($1::int, $2)",
                   DB_ARGS(agency(job), job->conf->source.kind), note_batch, ret_batch, err);
}

static bool note_month(void *ctx, const char *const *fields, size_t n, struct err *err)
{
    struct ledger_month *month = ctx;
    if (n != 8)
        return err_set(err, ERR_INTERNAL, "etl.month_current returned %zu columns", n);
    month->found = true;
    (void)str_to_int64(fields[0], 0, INT32_MAX, &month->version);
    month->closed = str_eq(fields[1], "closed");
    keep(month->period.period_end, sizeof(month->period.period_end), fields[2]);
    keep(month->period.as_of, sizeof(month->period.as_of), fields[3]);
    keep(month->period.cutoff, sizeof(month->period.cutoff), fields[4]);
    month->period.preliminary = str_eq(fields[5], "t");
    keep(month->previous_month, sizeof(month->previous_month), fields[6]);
    (void)str_to_int64(fields[7], 0, INT32_MAX, &month->previous_version);
    return true;
}

bool ledger_month(struct job *job, const char *report, const char *month,
                  struct ledger_month *ret_month, struct err *err)
{
    const char *wanted = *month ? month : job->period.month;
    struct ledger_month found = {.found = false};
    keep(found.period.month, sizeof(found.period.month), wanted);
    if (!db_each(job->mart,
                 "select version, state, period_end, as_of, "
                 "to_char(cutoff_at, 'YYYY-MM-DD HH24:MI:SS'), preliminary, previous_month, "
                 "previous_version from etl.month_current($1::int, $2, $3::date)",
                 DB_ARGS(agency(job), report, wanted), note_month, &found, err))
        return false;
    *ret_month = found;
    return true;
}

bool ledger_asked_month(struct job *job, char ret_month[11], struct err *err)
{
    char text[11];
    char *month = NULL;
    if (!db_value(job->mart, "select coalesce($1::date, etl.default_month($2))",
                  DB_ARGS(asked_month(job, text), job->conf->agency.timezone), &month, err))
        return false;
    keep(ret_month, 11, month);
    free(month);
    return true;
}

static bool note_due(void *ctx, const char *const *fields, size_t n, struct err *err)
{
    struct ledger_due *due = ctx;
    (void)err;
    if (n == 1 && fields[0] && due->n < LEDGER_DUE_MAX) {
        keep(due->months[due->n], sizeof(due->months[0]), fields[0]);
        due->n++;
    }
    return true;
}

bool ledger_due(struct job *job, struct ledger_due *ret_due, struct err *err)
{
    const struct conf *conf = job->conf;
    struct str reports = STR_INIT;
    struct str_number back = str_number(conf->run.catch_up_months);
    struct ledger_due due = {.n = 0};
    for (size_t i = 0; i < job->n_reports; i++)
        str_addf(&reports, "%s%s", i ? "," : "", job->reports[i]);
    bool ok = db_each(job->mart,
                      "select month from etl.months_due($1::int, string_to_array($2, ','), $3, "
                      "$4::timestamp, $5::int, $6::bool, for_target => $7)",
                      DB_ARGS(agency(job), reports.buf, conf->agency.timezone,
                              *job->period.cutoff ? job->period.cutoff : NULL, back.text,
                              conf->run.current_month ? "t" : "f", share_target(conf)),
                      note_due, &due, err);
    str_release(&reports);
    if (ok)
        *ret_due = due;
    return ok;
}

bool ledger_waiting(struct job *job, int64_t *ret_n, struct err *err)
{
    return db_int(job->mart,
                  "select count(*) from etl.delivery where agency_id = $1::int "
                  "and target = $2 and state in ('ready', 'sending')",
                  DB_ARGS(agency(job), share_target(job->conf)), ret_n, err);
}

bool ledger_kept(struct job *job, bool trends, struct err *err)
{
    char month[11];
    return ledger_asked_month(job, month, err) &&
           db_exec(job->mart, "select etl.month_kept($1::int, $2::date, $3::boolean)",
                   DB_ARGS(agency(job), month, trends ? "true" : "false"), err);
}

bool ledger_published(struct job *job, int64_t *ret_closed, struct err *err)
{
    return db_int(job->mart, "select etl.month_published($1::int, $2)",
                  DB_ARGS(agency(job), share_target(job->conf)), ret_closed, err);
}
