/* etl/verify.c - what stands on the share, compared again with the receipts */
#include "verify.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dav.h"
#include "log.h"
#include "pool.h"
#include "publish_read.h"
#include "progress.h"
#include "share.h"
#include "sqltext.h"
#include "verify_others.h"
#include "banned.h"

#define FIRST_PAUSE_MS 1000
#define PAUSE_MAX_MS   60000
#define UNPACKED_MAX   100 /* times its packed size */

const char *verify_word(enum verify_outcome outcome)
{
    static const char *const words[] = {"same", "rewritten", "changed", "missing", "unread"};
    return words[outcome];
}

bool verify_is_fine(const struct verify *verify)
{
    return verify->count[VERIFY_SAME] + verify->count[VERIFY_REWRITTEN] == verify->n;
}

void verify_release(struct verify *verify)
{
    free(verify->items);
    free(verify->others);
    arena_release(&verify->arena);
    *verify = (struct verify){.n = 0};
}

/* ---- what to look at ---- */

struct reading {
    struct verify *verify;
    const struct verify_wish *wish;
};

static bool is_among(const char *word, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(word, list[i]))
            return true;
    return n == 0;
}

static bool note_item(void *ctx, const char *const *f, size_t n, struct err *err)
{
    const struct reading *reading = ctx;
    const struct verify_wish *wish = reading->wish;
    struct verify *verify = reading->verify;
    struct arena *arena = &verify->arena;
    if (n != 7)
        return err_set(err, ERR_INTERNAL, "verify returned %zu columns", n);
    verify->complete = verify->complete || str_eq(f[1], "manifest");
    if (!is_among(f[1], wish->reports, wish->n_reports) ||
        !is_among(f[2], wish->scopes, wish->n_scopes))
        return true;
    verify->items = xrealloc(verify->items, verify->n + 1, sizeof(*verify->items));
    struct verify_item *item = &verify->items[verify->n++];
    *item = (struct verify_item){.report = arena_strdup(arena, f[1]),
                                 .scope = arena_strdup(arena, f[2]),
                                 .path = arena_strdup(arena, f[3]),
                                 .sha256 = arena_strdup(arena, f[4]),
                                 .parts = arena_strdup(arena, f[6])};
    return (str_to_int64(f[0], 1, INT64_MAX, &item->delivery_id) &&
            str_to_int64(f[5], 0, INT64_MAX, &item->size)) ||
           err_set(err, ERR_INTERNAL, "receipt %s cannot be read", f[0]);
}

/* ---- one process ---- */

struct round {
    struct job *job;
    struct verify *verify;
};

static bool reader_open(void *context, void **ret_state, struct err *err)
{
    const struct round *round = context;
    const struct conf *conf = round->job->conf;
    if (conf->share.rewrites && access(conf->spool.dir, W_OK) != 0)
        return err_set_errno(err, ERR_LOCAL, errno,
                             "parts of workbooks are compared in \"%s\", which cannot be written",
                             conf->spool.dir);
    return (*ret_state = share_open(conf, err)) != NULL;
}

static bool reader_close(void *context, void *state, bool commit, struct err *err)
{
    (void)context;
    (void)commit;
    (void)err;
    dav_free(state);
    return true;
}

/* No answer at all, or one that speaks for the whole share. */
static bool is_away(const struct dav_outcome *out)
{
    return out->class == DAV_STOPPED || out->status == 0 || out->status == 401 ||
           out->status == 407 || out->status == 429 || (out->status >= 502 && out->status <= 504);
}

/* By bytes; where they differ and the share rewrites Office files, by the parts that we wrote. */
static enum verify_outcome compare(const struct verify_item *item, const struct publish_sum *seen)
{
    if (str_eq(seen->sha256, item->sha256))
        return VERIFY_SAME;
    return publish_read_same(seen, NULL, item->parts) ? VERIFY_REWRITTEN : VERIFY_CHANGED;
}

/* As sent; how far its parts unpack is not in the receipt, so a bound that no workbook reaches. */
static struct publish_sum sealed_sum(const struct verify_item *item)
{
    struct publish_sum sum = {.size = item->size, .unpacked = item->size * UNPACKED_MAX};
    (void)snprintf(sum.sha256, sizeof(sum.sha256), "%s", item->sha256);
    (void)snprintf(sum.parts, sizeof(sum.parts), "%s", item->parts ? item->parts : "");
    return sum;
}

static enum dav_class read_patiently(const struct conf *conf, struct dav *dav,
                                     const struct verify_item *item, struct publish_seen *seen,
                                     struct dav_outcome *out)
{
    struct publish_reader reader = {dav, conf->share.rewrites, conf->spool.dir};
    struct publish_sum sealed = sealed_sum(item);
    int64_t pause = FIRST_PAUSE_MS;
    for (int64_t left = conf->share.retries;; left--, pause *= 2) {
        if (publish_read(&reader, item->path, &sealed, seen, out) != DAV_RETRY || left <= 0)
            break;
        int64_t asked = out->retry_after_s * INT64_C(1000);
        if (!dav_wait(asked > 0 && asked < PAUSE_MAX_MS ? asked : pause, out))
            break;
    }
    return out->class;
}

static bool look(void *context, void *state, size_t i, void *ret_result, struct err *err)
{
    const struct round *round = context;
    const struct verify_item *item = &round->verify->items[i];
    struct verify_seen seen = {.outcome = VERIFY_UNREAD};
    struct publish_seen found = {.sum = {.size = 0}};
    struct dav_outcome out;
    enum dav_class class = read_patiently(round->job->conf, state, item, &found, &out);
    seen.status = out.status;
    if (class == DAV_GONE) {
        seen.outcome = VERIFY_MISSING;
    } else if (class == DAV_DONE) {
        seen.outcome = compare(item, &found.sum);
        seen.size = found.sum.size;
        seen.sha256 = found.file.sha256;
    } else if (is_away(&out)) {
        return dav_fail(state, &out, err, "reading \"%s\"", item->path);
    }
    memcpy(ret_result, &seen, sizeof(seen));
    return true;
}

/* ---- the parent ---- */

static bool note_seen(void *context, size_t i, const void *data, struct err *err)
{
    struct round *round = context;
    struct verify_item *item = &round->verify->items[i];
    struct verify_seen *seen = &item->seen;
    memcpy(seen, data, sizeof(*seen));
    round->verify->count[seen->outcome]++;
    if (seen->outcome > VERIFY_REWRITTEN)
        log_warn("not_as_sent", log_s("path", item->path),
                 log_s("found", verify_word(seen->outcome)), log_i("status", seen->status),
                 log_s("sent_sha256", item->sha256), log_s("sha256", seen->sha256.hex));
    progress_add(1, 0, 0);
    struct str_number delivery = str_number(item->delivery_id);
    struct str_number status = str_number(seen->status);
    struct str_number size = str_number(seen->size);
    bool read = *seen->sha256.hex != '\0';
    return db_exec(round->job->mart,
                   "select etl.recheck_note($1::int, $2::bigint, $3, $4::int, $5, $6::bigint)",
                   DB_ARGS(round->job->conf->agency.id_text, delivery.text,
                           verify_word(seen->outcome), status.text, read ? seen->sha256.hex : NULL,
                           read ? size.text : NULL),
                   err);
}

/* Before anything is looked at: a share that is away says so once, and an account that is refused
   is not tried by several processes. */
static bool knock(const struct conf *conf, struct err *err)
{
    struct dav_outcome out;
    struct dav *dav = share_open(conf, err);
    bool ok = dav != NULL;
    if (ok && str_eq(conf->share.kind, "webdav") && dav_probe(dav, "", &out) != DAV_DONE)
        ok = dav_fail(dav, &out, err, "looking at \"%s\"", conf->share.url);
    dav_free(dav);
    return ok;
}

static bool look_at_all(struct job *job, struct verify *verify, struct err *err)
{
    struct round round = {.job = job, .verify = verify};
    struct pool pool = {.items = verify->n,
                        .workers = (long)job->conf->share.parallel,
                        .result_size = sizeof(struct verify_seen),
                        .context = &round,
                        .begin = reader_open,
                        .work = look,
                        .end = reader_close,
                        .done = note_seen};
    progress_begin("verify", "files");
    progress_expect((int64_t)verify->n, 0);
    bool ok = verify->n == 0 || (knock(job->conf, err) && pool_run(&pool, err));
    progress_end();
    return ok;
}

bool verify_month(struct job *job, const struct verify_wish *wish, struct verify *ret,
                  struct err *err)
{
    struct verify verify = {.arena = ARENA_INIT};
    struct reading reading = {.verify = &verify, .wish = wish};
    bool ok = db_each(job->mart, sqltext("engine/verify.sql"),
                      DB_ARGS(job->conf->agency.id_text, job->conf->share.url, wish->month),
                      note_item, &reading, err) &&
              look_at_all(job, &verify, err) &&
              (!wish->others || verify.n == 0 || !str_eq(job->conf->share.kind, "webdav") ||
               verify_others(job, wish->month, &verify, err));
    if (!ok) {
        verify_release(&verify);
        return false;
    }
    log_info("verified", log_s("month", wish->month), log_i("files", (int64_t)verify.n),
             log_i("changed", (int64_t)verify.count[VERIFY_CHANGED]),
             log_i("missing", (int64_t)verify.count[VERIFY_MISSING]),
             log_i("unread", (int64_t)verify.count[VERIFY_UNREAD]),
             log_i("others", (int64_t)verify.n_others));
    *ret = verify;
    return true;
}

bool verify_fail(const struct verify *verify, const char *month, struct err *err)
{
    const struct verify_item *first = verify->items;
    while (first->seen.outcome <= VERIFY_REWRITTEN)
        first++;
    err_set(err, ERR_VERIFY,
            "%.7s: of %zu published files %zu changed, %zu missing, %zu cannot be read; "
            "the first is \"%s\" (%s)",
            month, verify->n, verify->count[VERIFY_CHANGED], verify->count[VERIFY_MISSING],
            verify->count[VERIFY_UNREAD], first->path, verify_word(first->seen.outcome));
    return err_hint(err,
                    "`cwreports verify --month %.7s` names each; `cwreports deliver --month %.7s "
                    "--again` sends what is missing, and overwrites nothing that was changed",
                    month, month);
}

/* ---- the step of a run ---- */

struct due {
    char (*month)[11];
    size_t n;
};

static bool note_due(void *ctx, const char *const *fields, size_t n, struct err *err)
{
    struct due *due = ctx;
    if (n != 1)
        return err_set(err, ERR_INTERNAL, "etl.recheck_due returned %zu columns", n);
    due->month = xrealloc(due->month, due->n + 1, sizeof(*due->month));
    (void)snprintf(due->month[due->n++], sizeof(*due->month), "%s", fields[0]);
    return true;
}

bool verify_recheck(struct job *job, struct err *err)
{
    struct due due = {.n = 0};
    struct err first = {.kind = ERR_NONE};
    if (share_is_none(job->conf))
        return true;
    bool ok =
        db_each(job->mart, "select month from etl.recheck_due($1::int, $2)",
                DB_ARGS(job->conf->agency.id_text, job->conf->share.url), note_due, &due, err);
    for (size_t i = 0; ok && i < due.n; i++) {
        struct verify verify;
        struct verify_wish wish = {.month = due.month[i]};
        ok = verify_month(job, &wish, &verify, err);
        if (!ok)
            break;
        job->tally.files += (int64_t)verify.n;
        for (size_t k = 0; k < verify.n; k++)
            job->tally.bytes += verify.items[k].seen.size;
        if (!verify_is_fine(&verify) && first.kind == ERR_NONE)
            (void)verify_fail(&verify, due.month[i], &first);
        verify_release(&verify);
    }
    free(due.month);
    if (ok && first.kind != ERR_NONE) {
        if (err)
            *err = first;
        return false;
    }
    return ok;
}
