/* etl/outbox.c - sealed workbooks and what still has to reach the share */
#include "outbox.h"

#include <stdio.h>
#include <string.h>

#include "job.h"
#include "share.h"
#include "str.h"
#include "banned.h"

bool outbox_add(struct job *job, const struct artifact *artifact, struct err *err)
{
    struct str_number run = str_number(job->run_id);
    struct str_number version = str_number(artifact->version);
    struct str_number size = str_number(artifact->size);
    struct str_number rows = str_number(artifact->rows);
    return db_exec(job->mart,
                   "select etl.artifact_add($1::int, $2::bigint, $3, $4::date, $5::int, $6, $7, "
                   "$8, $9::bigint, $10::bigint, $11)",
                   DB_ARGS(job->conf->agency.id_text, run.text, artifact->report,
                           artifact->month ? artifact->month : job->period.month, version.text,
                           artifact->scope, artifact->path, artifact->sha256, size.text, rows.text,
                           share_target(job->conf)),
                   err);
}

bool outbox_moved(struct job *job, const char *reports, int64_t *ret_n, struct err *err)
{
    const char *target = share_target(job->conf);
    if (!target) {
        *ret_n = 0;
        return true;
    }
    return db_int(
        job->mart, "select etl.delivery_moved($1::int, $2, $3::date, string_to_array($4, ','))",
        DB_ARGS(job->conf->agency.id_text, target, job->period.month, reports), ret_n, err);
}

struct claim {
    struct delivery *delivery;
    bool found;
};

static bool fits(char *place, size_t size, const char *text)
{
    int n = snprintf(place, size, "%s", text ? text : "");
    return n >= 0 && (size_t)n < size;
}

static bool note_claim(void *ctx, const char *const *f, size_t n, struct err *err)
{
    struct claim *claim = ctx;
    struct delivery *d = claim->delivery;
    if (n != 12)
        return err_set(err, ERR_INTERNAL, "etl.delivery_claim returned %zu columns", n);
    *d = (struct delivery){.id = 0};
    bool ok = str_to_int64(f[0], 1, INT64_MAX, &d->id) &&
              str_to_int64(f[1], 0, INT64_MAX, &d->attempts) &&
              fits(d->report, sizeof(d->report), f[2]) && fits(d->month, sizeof(d->month), f[3]) &&
              str_to_int64(f[4], 0, INT64_MAX, &d->artifact.version) &&
              fits(d->scope, sizeof(d->scope), f[5]) && fits(d->path, sizeof(d->path), f[6]) &&
              fits(d->artifact.sha256, sizeof(d->artifact.sha256), f[7]) &&
              str_to_int64(f[8], 0, INT64_MAX, &d->artifact.size) &&
              str_to_int64(f[9], 0, INT64_MAX, &d->artifact.rows) &&
              fits(d->sent_sha256, sizeof(d->sent_sha256), f[10]) &&
              fits(d->sent_parts, sizeof(d->sent_parts), f[11]);
    d->artifact.report = d->report;
    d->artifact.scope = d->scope;
    d->artifact.path = d->path;
    d->artifact.month = d->month;
    claim->found = true;
    return ok || err_set(err, ERR_INTERNAL, "delivery %s cannot be read", f[0]);
}

bool outbox_pending(struct job *job, const char *part, int64_t *ret_n, struct err *err)
{
    struct str_number run = str_number(job->run_id);
    return db_int(job->mart,
                  "select count(*) from etl.delivery as d inner join etl.artifact as a "
                  "on a.agency_id = d.agency_id and a.artifact_id = d.artifact_id "
                  "where d.agency_id = $1::int and d.target = $3 and d.state = 'ready' "
                  "and d.last_run_id is distinct from $2::bigint "
                  "and etl.part(a.report, a.scope) = $4 "
                  "and (a.month = any ($5::date[])) is not true",
                  DB_ARGS(job->conf->agency.id_text, run.text, share_target(job->conf), part,
                          job->months_later),
                  ret_n, err);
}

bool outbox_claim(struct job *job, struct db *mart, const char *part, struct delivery *ret_delivery,
                  bool *ret_found, struct err *err)
{
    struct claim claim = {.delivery = ret_delivery};
    struct str_number run = str_number(job->run_id);
    if (!db_each(mart, "select * from etl.delivery_claim($1::int, $2::bigint, $3, $4, $5::date[])",
                 DB_ARGS(job->conf->agency.id_text, run.text, share_target(job->conf), part,
                         job->months_later),
                 note_claim, &claim, err))
        return false;
    *ret_found = claim.found;
    return true;
}

bool outbox_sends(struct job *job, struct db *mart, int64_t delivery_id, const char *parts,
                  struct err *err)
{
    struct str_number id = str_number(delivery_id);
    return db_exec(mart, "select etl.delivery_sends($1::int, $2::bigint, $3)",
                   DB_ARGS(job->conf->agency.id_text, id.text, parts), err);
}

bool outbox_done(struct job *job, struct db *mart, int64_t delivery_id,
                 const struct outcome *outcome, struct err *err)
{
    struct str_number run = str_number(job->run_id);
    struct str_number id = str_number(delivery_id);
    struct str_number status = str_number(outcome->http_status);
    return db_exec(mart,
                   "select etl.delivery_done($1::int, $2::bigint, $3::bigint, $4, $5, $6::int, "
                   "$7, $8::boolean, $9)",
                   DB_ARGS(job->conf->agency.id_text, run.text, id.text, outcome->final_path,
                           outcome->method, status.text,
                           outcome->etag && *outcome->etag ? outcome->etag : NULL,
                           outcome->unchanged ? "true" : "false",
                           outcome->parts && *outcome->parts ? outcome->parts : NULL),
                   err);
}

bool outbox_failed(struct job *job, struct db *mart, int64_t delivery_id, const struct err *why,
                   struct err *err)
{
    struct str_number id = str_number(delivery_id);
    db_ignore_stop(mart, true);
    bool ok = db_exec(mart, "select etl.delivery_failed($1::int, $2::bigint, $3, $4, $5)",
                      DB_ARGS(job->conf->agency.id_text, id.text, err_info(why->kind)->name,
                              why->message, err_advice(why)),
                      err);
    db_ignore_stop(mart, false);
    return ok;
}
