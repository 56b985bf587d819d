/* etl/deliver.c - outbox -> share: every sealed file that is not there yet, then the manifests */
#include "deliver.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dav.h"
#include "deliver_manifest.h"
#include "file.h"
#include "ledger.h"
#include "log.h"
#include "outbox.h"
#include "pool.h"
#include "progress.h"
#include "publish.h"
#include "publish_sweep.h"
#include "share.h"
#include "share_probe.h"
#include "str.h"
#include "banned.h"

struct courier {
    struct job *job;
    const char *part; /* etl.part: what is being sent */
    bool looked;      /* the two below are known */
    char mark[SHARE_MARK_SIZE];
    enum publish_replace replace;
    int64_t wanted, sent, left; /* left: could not be delivered */
    int64_t expected;           /* of all parts, for the live line */
    struct err first;           /* of those */
};

/* What one item brings back to the parent. */
struct result {
    bool tried;
    bool delivered;
    int64_t size;
    int64_t rows;
    struct err why;
};

/* ---- one process ---- */

struct desk {
    struct db *mart;
    struct dav *dav;
    struct publish *publish;
    char run[SHARE_MARK_SIZE + 24];
};

static bool desk_close(void *context, void *state, bool commit, struct err *err)
{
    struct desk *desk = state;
    (void)context;
    (void)commit; /* each delivery stands alone */
    (void)err;
    publish_free(desk->publish);
    dav_free(desk->dav);
    db_close(desk->mart);
    free(desk);
    return true;
}

static bool desk_open(void *context, void **ret_state, struct err *err)
{
    const struct courier *courier = context;
    const struct conf *conf = courier->job->conf;
    struct desk *desk = xcalloc(1, sizeof(*desk));
    (void)snprintf(desk->run, sizeof(desk->run), "%s-%lld", courier->mark,
                   (long long)courier->job->run_id);
    struct publish_policy policy = {.plain_put = str_eq(conf->share.kind, "put"),
                                    .replace = courier->replace,
                                    .rewrites = conf->share.rewrites,
                                    .temp_dir = conf->spool.dir,
                                    .run = desk->run,
                                    .attempts = (int)conf->share.retries + 1};
    desk->mart = db_open(conf->mart.conninfo, DB_MART, "deliver", err);
    desk->dav = desk->mart ? share_open(conf, err) : NULL;
    if (!desk->dav) {
        (void)desk_close(context, desk, false, NULL);
        return false;
    }
    desk->publish = publish_new(desk->dav, &policy);
    *ret_state = desk;
    return true;
}

/* The sealed copy in the spool: ours, whole, not a link. -1 on failure. */
static int open_sealed(const struct conf *conf, const struct artifact *artifact, struct err *err)
{
    struct stat st = {.st_size = -1};
    int fd = file_open_below(conf->spool.dir, artifact->path, err);
    if (fd >= 0 && (fstat(fd, &st) != 0 || st.st_size != artifact->size)) {
        err_set(err, ERR_LOCAL, "\"%s/%s\" is not the file that was sealed", conf->spool.dir,
                artifact->path);
        (void)close(fd);
        fd = -1;
    }
    if (fd < 0)
        (void)err_hint(err, "`cwreports --month %.7s report` makes it again", artifact->month);
    return fd;
}

struct sending {
    struct job *job;
    struct db *mart;
    const struct delivery *delivery;
};

static bool note_parts(void *ctx, const char *parts, struct err *err)
{
    const struct sending *s = ctx;
    return outbox_sends(s->job, s->mart, s->delivery->id, parts, err);
}

static bool send_one(struct desk *desk, struct job *job, const struct delivery *d,
                     struct publish_receipt *receipt, struct err *err)
{
    struct sending sending = {job, desk->mart, d};
    int fd = open_sealed(job->conf, &d->artifact, err);
    if (fd < 0)
        return false;
    struct publish_job what = {.path = d->artifact.path,
                               .fd = fd,
                               .size = d->artifact.size,
                               .sha256 = d->artifact.sha256,
                               .replaces = d->sent_sha256,
                               .replaces_parts = d->sent_parts,
                               .sends = note_parts,
                               .ctx = &sending};
    bool ok = publish_file(desk->publish, &what, receipt, err);
    (void)close(fd);
    return ok;
}

/* Another file may fare better; these concern the share, the run or this machine. */
static bool ends_the_step(const struct desk *desk, enum err_kind kind)
{
    if (kind == ERR_CONFIG || kind == ERR_SHARE_AWAY)
        return !publish_only_this(desk->publish);
    return kind != ERR_LOCKED && kind != ERR_CONFLICT && kind != ERR_VERIFY && kind != ERR_LOCAL;
}

static bool desk_work(void *context, void *state, size_t item, void *ret_result, struct err *err)
{
    const struct courier *courier = context;
    struct desk *desk = state;
    struct delivery d;
    struct publish_receipt receipt = {.how = PUBLISH_NEW};
    struct result result = {.tried = false};
    (void)item; /* the outbox says which is next */
    if (!outbox_claim(courier->job, desk->mart, courier->part, &d, &result.tried, err))
        return false;
    if (result.tried) {
        result.size = d.artifact.size;
        result.rows = d.artifact.rows;
        result.delivered = send_one(desk, courier->job, &d, &receipt, &result.why);
        if (!result.delivered) {
            if (!outbox_failed(courier->job, desk->mart, d.id, &result.why, err))
                return false;
        } else {
            struct outcome outcome = {.http_status = receipt.status,
                                      .unchanged = receipt.how == PUBLISH_ALREADY,
                                      .final_path = receipt.path,
                                      .method = receipt.method,
                                      .etag = receipt.file.etag,
                                      .parts = receipt.parts};
            if (!outbox_done(courier->job, desk->mart, d.id, &outcome, err))
                return false;
        }
        log_info(result.delivered ? "delivered" : "not_delivered", log_s("path", d.artifact.path),
                 log_s("sha256", d.artifact.sha256), log_i("size", d.artifact.size),
                 log_s("result", err_info(result.why.kind)->name), log_s("method", receipt.method));
    }
    if (result.tried && !result.delivered && ends_the_step(desk, result.why.kind)) {
        if (err)
            *err = result.why;
        return false;
    }
    memcpy(ret_result, &result, sizeof(result));
    return true;
}

/* ---- the step ---- */

static bool desk_done(void *context, size_t item, const void *data, struct err *err)
{
    struct courier *courier = context;
    struct result result;
    (void)item;
    (void)err;
    memcpy(&result, data, sizeof(result));
    if (result.delivered) {
        courier->sent++;
        courier->job->tally.files++;
        courier->job->tally.rows += result.rows;
        courier->job->tally.bytes += result.size;
    } else if (result.tried && courier->left++ == 0) {
        courier->first = result.why;
    }
    progress_add(result.tried, 0, result.delivered ? result.size : 0);
    return true;
}

/* One request settles the account before several processes use it: accounts get locked. A share
   that is only away for now is left to those who know how to wait. */
static bool look_at_share(const struct conf *conf, struct err *err)
{
    struct dav *dav = share_open(conf, err);
    struct dav_outcome out;
    struct str ignored = STR_INIT;
    if (!dav)
        return false;
    bool put = str_eq(conf->share.kind, "put");
    enum dav_class class =
        put ? dav_get_to_buffer(dav, "", 65536, &ignored, &out) : dav_probe(dav, "", &out);
    bool useless = put ? out.status == 401 : class == DAV_DENIED || class == DAV_REFUSED;
    if (useless)
        (void)dav_fail(dav, &out, err, "looking at the share");
    str_release(&ignored);
    dav_free(dav);
    return !useless;
}

static bool prepare(struct courier *courier, struct err *err)
{
    const struct job *job = courier->job;
    if (courier->looked)
        return true;
    courier->looked = true;
    return look_at_share(job->conf, err) && share_mark(job->conf, job->mart, courier->mark, err) &&
           share_replace(job->conf, job->mart, &courier->replace, err);
}

/* What killed runs left; not for its own sake, so only after something was sent. */
static void sweep(const struct courier *courier)
{
    const struct job *job = courier->job;
    int64_t removed = 0;
    if (!courier->looked || !str_eq(job->conf->share.kind, "webdav"))
        return;
    struct dav *dav = share_open(job->conf, NULL);
    if (dav && !publish_sweep(dav, courier->mark, job->run_id, &removed))
        log_warn("not_swept", log_s("path", dav_staging(dav)));
    dav_free(dav);
}

static bool send_all(struct courier *courier, const char *part, struct err *err)
{
    courier->part = part;
    if (!outbox_pending(courier->job, part, &courier->wanted, err))
        return false;
    if (courier->wanted == 0)
        return true;
    if (!prepare(courier, err))
        return false;
    courier->sent = 0;
    courier->expected += courier->wanted;
    progress_expect(courier->expected, 0);
    struct pool pool = {.items = (size_t)courier->wanted,
                        .workers = (long)courier->job->conf->share.parallel,
                        .result_size = sizeof(struct result),
                        .context = courier,
                        .begin = desk_open,
                        .work = desk_work,
                        .end = desk_close,
                        .done = desk_done};
    return pool_run(&pool, err);
}

bool deliver_run(struct job *job, struct err *err)
{
    struct courier courier = {.job = job};
    int64_t sealed = 0;
    int64_t closed = 0;
    if (!share_is_none(job->conf) &&
        !(send_all(&courier, "workbook", err) && deliver_manifest_seal(job, &sealed, err) &&
          send_all(&courier, "index", err) && send_all(&courier, "manifest", err)))
        return false;
    sweep(&courier);
    if (!ledger_published(job, &closed, err))
        return false;
    if (closed > 0)
        log_info("months_closed", log_i("reports", closed));
    if (courier.left == 0)
        return true;
    if (err)
        *err = courier.first;
    if (courier.left > 1)
        (void)err_prefix(err, "%lld files are not delivered, the first", (long long)courier.left);
    return false;
}

bool deliver_check_conf(const struct conf *conf, struct err *err)
{
    if (share_is_none(conf))
        return true;
    struct dav *dav = share_open(conf, err);
    dav_free(dav);
    return dav != NULL;
}
