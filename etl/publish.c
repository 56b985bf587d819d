/* etl/publish.c - one sealed file to one final name on the share */
#include "publish.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "digest.h"
#include "log.h"
#include "publish_name.h"
#include "publish_rule.h"
#include "stop.h"
#include "str.h"
/* Must stay last: it makes unsafe functions fail to compile. */
#include "banned.h"

#define BAD_COPIES_MAX 3 /* wrong bytes read back so often are not bad luck */
#define REVISION_MAX   99
#define LOOKS_MAX      120  /* rounds without a pause: an end to contradictory servers */
#define WEAK_ETAG_MS   1100 /* Apache's are weak during the first second */

struct publish {
    struct dav *dav;
    struct publish_policy policy;
    char *run;
};

/* One file on its way. */
struct task {
    struct publish *publish;
    const struct publish_job *job;
    char final[sizeof(((struct publish_receipt *)0)->path)];
    int revision;           /* 0: the name asked for */
    bool standing_is_known; /* something stands at the final name */
    struct dav_file standing;
    bool replacing;     /* and it is our older file */
    char staged[512];   /* our staging file; "": none */
    bool staged_said;   /* the server said that it stored it */
    bool staged_proved; /* read back, identical */
    bool placed;        /* the server said that it is at the final name */
    bool perhaps;       /* it may be, the reply was lost */
    bool replaced;      /* what `placed` or `perhaps` took the place of was ours */
    int status;         /* of the request that placed it */
    int bad_copies;
    bool collections_were_gone;
};

enum step {
    STEP_DONE,
    STEP_ON,    /* this part worked, the next one follows */
    STEP_LOOK,  /* begin anew at once: the final name decides */
    STEP_PAUSE, /* begin anew after a pause, *out says why */
    STEP_FAIL   /* *err says why */
};

/* ---- parts ---- */

static bool same(const struct dav_file *file, const char *sha256)
{
    return sha256 && strcmp(file->sha256.hex, sha256) == 0;
}

/* What follows from an outcome that is neither success nor a case of its own. */
static enum step give_up_or_pause(const struct task *task, const struct dav_outcome *out,
                                  const char *doing, struct err *err)
{
    if (out->class == DAV_RETRY || out->class == DAV_UNKNOWN || out->class == DAV_LOCKED)
        return STEP_PAUSE;
    (void)dav_fail(task->publish->dav, out, err, "%s \"%s\"", doing, task->final);
    return STEP_FAIL;
}

/* The server said that it has stored our bytes, and gives back others, or nothing (`got` empty).
   Sets *err in any case: it is what is left to say when there is no further attempt. */
static enum step count_bad_copy(struct task *task, const char *where, const struct dav_file *got,
                                struct dav_outcome *out, struct err *err)
{
    task->bad_copies++;
    log_warn("bad_copy", log_s("path", where), log_i("size", got->size),
             log_s("sha256", got->sha256.hex), log_i("count", task->bad_copies));
    if (got->sha256.hex[0])
        (void)err_set(err, ERR_VERIFY,
                      "\"%s\": the share gives back other bytes than were sent: %lld instead of "
                      "%lld, sha256 %s instead of %s",
                      where, (long long)got->size, (long long)task->job->size, got->sha256.hex,
                      task->job->sha256);
    else
        (void)err_set(err, ERR_VERIFY, "\"%s\": the share says that it has stored it, and has not",
                      where);
    (void)err_hint(err, "does the share rewrite or scan files? look at its disk and proxies; "
                        "nothing that was published was deleted");
    out->class = DAV_DONE;
    out->retry_after_s = 0;
    return task->bad_copies < BAD_COPIES_MAX ? STEP_PAUSE : STEP_FAIL;
}

static enum dav_class ensure_parent(struct task *task, struct dav_outcome *out)
{
    const char *slash = strrchr(task->final, '/');
    if (!slash)
        return DAV_DONE;
    char *parent = xstrndup(task->final, (size_t)(slash - task->final));
    (void)dav_mkcol(task->publish->dav, parent, out);
    free(parent);
    return out->class;
}

/* A collection that was there is gone, or never was: make it once more, not for ever. */
static enum step look_for_collections(struct task *task, const struct dav_outcome *out,
                                      const char *doing, struct err *err)
{
    dav_forget(task->publish->dav);
    if (task->collections_were_gone)
        return give_up_or_pause(task, out, doing, err);
    task->collections_were_gone = true;
    return STEP_LOOK;
}

/* Best effort: a leftover in the staging collection is ugly, not wrong. */
static void drop_staged(struct task *task)
{
    struct dav_outcome out;
    if (task->staged[0] && dav_delete(task->publish->dav, task->staged, &out) != DAV_DONE)
        log_warn("staging_leftover", log_s("path", task->staged), log_i("status", out.status));
    task->staged[0] = '\0';
    task->staged_said = task->staged_proved = false;
}

/* ---- the final name ---- */

static enum step conflict(const struct task *task, struct err *err)
{
    (void)err_set(err, ERR_CONFLICT,
                  "\"%s\" on the share %s is not what was published there: %lld bytes, sha256 %s, "
                  "last modified %s",
                  task->final, dav_url(task->publish->dav), (long long)task->standing.size,
                  task->standing.sha256.hex,
                  task->standing.modified[0] ? task->standing.modified : "unknown");
    return STEP_FAIL;
}

/* Other bytes than ours stand at the final name: whose? */
static enum step judge_standing(struct task *task, struct dav_outcome *out, struct err *err)
{
    const struct publish_policy *policy = &task->publish->policy;
    /* A plain PUT that was cut off may have left its first part under the final name. */
    if (policy->plain_put && publish_rule_is_beginning(&task->standing, task->job))
        return STEP_ON;
    if (task->placed)
        return count_bad_copy(task, task->final, &task->standing, out, err);
    bool ours = same(&task->standing, task->job->replaces);
    bool revise = policy->replace == PUBLISH_REPLACE_REVISION ||
                  (policy->plain_put && policy->replace == PUBLISH_REPLACE_MOVE);
    if (task->revision == 0 && !ours)
        return conflict(task, err);
    if (task->revision < REVISION_MAX && (task->revision > 0 || revise)) {
        task->revision = task->revision ? task->revision + 1 : 2;
        publish_rule_revision(task->job->path, task->revision, task->final, sizeof(task->final));
        return STEP_LOOK;
    }
    if (task->revision > 0)
        return conflict(task, err);
    task->replacing = true;
    return STEP_ON;
}

/* STEP_ON: it may be written. */
static enum step look_at_final(struct task *task, struct dav_outcome *out, struct err *err)
{
    task->replacing = false;
    enum dav_class class = dav_get_digest(task->publish->dav, task->final, &task->standing, out);
    task->standing_is_known = class == DAV_DONE;
    if (class == DAV_GONE)
        return STEP_ON;
    if (class != DAV_DONE)
        return give_up_or_pause(task, out, "looking at", err);
    if (same(&task->standing, task->job->sha256))
        return STEP_DONE;
    return judge_standing(task, out, err);
}

/* The server says it is there: seen is believed. */
static enum step confirm(struct task *task, const struct dav_outcome *sent, struct dav_outcome *out,
                         struct err *err)
{
    task->placed = true;
    task->status = sent->status;
    task->staged[0] = '\0';
    enum step step = look_at_final(task, out, err);
    if (step != STEP_ON)
        return step;
    const struct dav_file nothing = {.size = 0};
    return count_bad_copy(task, task->final, task->standing_is_known ? &task->standing : &nothing,
                          out, err);
}

/* ---- writing ---- */

/* STEP_ON: task->staged holds our bytes. */
static enum step prove_staged(struct task *task, struct dav_outcome *out, struct err *err)
{
    struct dav_file got = {.size = 0};
    struct dav_outcome seen;
    enum dav_class class = dav_get_digest(task->publish->dav, task->staged, &got, &seen);
    if (class == DAV_DONE && same(&got, task->job->sha256)) {
        task->staged_proved = true;
        return STEP_ON;
    }
    bool stored = task->staged_said;
    if (class != DAV_DONE && class != DAV_GONE) {
        *out = seen;
        return give_up_or_pause(task, out, "reading back", err);
    }
    char *where = xstrdup(task->staged);
    drop_staged(task);
    enum step step = stored ? count_bad_copy(task, where, &got, out, err) : STEP_PAUSE;
    free(where);
    return step;
}

static enum step stage(struct task *task, struct dav_outcome *out, struct err *err)
{
    struct dav *dav = task->publish->dav;
    const char *staging = dav_staging(dav);
    if (task->staged_proved)
        return STEP_ON;
    if (task->staged[0])
        return prove_staged(task, out, err);
    if (dav_mkcol(dav, staging, out) != DAV_DONE)
        return give_up_or_pause(task, out, "making the staging collection for", err);
    publish_rule_staged(staging, task->publish->run, task->final, task->staged,
                        sizeof(task->staged));
    enum dav_class class = dav_put(dav, task->staged, task->job->fd, task->job->size, NULL, out);
    task->staged_said = class == DAV_DONE;
    if (class == DAV_DONE || class == DAV_UNKNOWN)
        return prove_staged(task, out, err);
    task->staged[0] = '\0';
    if (class == DAV_GONE)
        return look_for_collections(task, out, "sending", err);
    return give_up_or_pause(task, out, "sending", err);
}

static enum step move_to_final(struct task *task, struct dav_outcome *out, struct err *err)
{
    struct dav_outcome sent;
    if (ensure_parent(task, out) != DAV_DONE)
        return give_up_or_pause(task, out, "making the collection of", err);
    if (task->replacing) { /* staging took its time: look again just before */
        enum step step = look_at_final(task, out, err);
        if (step != STEP_ON)
            return step;
    }
    task->replaced = task->replacing;
    switch (dav_move(task->publish->dav, task->staged, task->final, task->replacing, &sent)) {
    case DAV_DONE:
        return confirm(task, &sent, out, err);
    case DAV_PRECONDITION: /* somebody was faster */
        *out = sent;
        return STEP_LOOK;
    case DAV_GONE: /* the collection; or the staging file, if a lost reply hid a success */
    case DAV_UNKNOWN:
        task->perhaps = task->perhaps || sent.status != 409;
        task->staged_said = task->staged_proved = false;
        *out = sent;
        return sent.class == DAV_UNKNOWN
                   ? STEP_PAUSE
                   : look_for_collections(task, out, "moving to its name", err);
    default:
        *out = sent;
        return give_up_or_pause(task, out, "moving to its name", err);
    }
}

/* Read again after the second in which a server cannot tell two versions apart. */
static enum step strengthen_etag(struct task *task, struct dav_outcome *out, struct err *err)
{
    if (!task->standing_is_known || !str_starts(task->standing.etag, "W/"))
        return STEP_ON;
    if (!dav_wait(WEAK_ETAG_MS, out))
        return give_up_or_pause(task, out, "waiting for", err);
    return look_at_final(task, out, err);
}

/* A share says 404, 409 or 500 for a missing collection, and may make it by MKCOL or not at all. */
static enum step make_parent_once(struct task *task, struct dav_outcome *out, struct err *err)
{
    bool doubt = out->class == DAV_UNKNOWN;
    struct dav_outcome made;
    if (doubt && (out->status != 500 || task->collections_were_gone))
        return STEP_PAUSE;
    enum step step = look_for_collections(task, out, "sending", err);
    if (step == STEP_LOOK && ensure_parent(task, &made) != DAV_DONE)
        step = doubt ? STEP_PAUSE : give_up_or_pause(task, &made, "making the collection of", err);
    if (step == STEP_FAIL)
        (void)err_hint(err, "make the folder on the share by hand");
    return step;
}

static enum step put_to_final(struct task *task, struct dav_outcome *out, struct err *err)
{
    struct dav_outcome sent;
    enum step step = strengthen_etag(task, out, err);
    if (step != STEP_ON)
        return step;
    const char *etag = task->standing.etag;
    struct dav_guard guard = {.is_new = !task->standing_is_known};
    if (task->standing_is_known && etag[0] == '"')
        guard.etag = etag;
    task->replaced = task->replacing;
    switch (
        dav_put(task->publish->dav, task->final, task->job->fd, task->job->size, &guard, &sent)) {
    case DAV_DONE:
        return confirm(task, &sent, out, err);
    case DAV_PRECONDITION:
        *out = sent;
        return STEP_LOOK;
    case DAV_GONE:
    case DAV_UNKNOWN:
        task->perhaps = task->perhaps || sent.class == DAV_UNKNOWN;
        *out = sent;
        return make_parent_once(task, out, err);
    default:
        *out = sent;
        return give_up_or_pause(task, out, "sending", err);
    }
}

/* ---- from the beginning, as often as needed ---- */

static enum step attempt(struct task *task, struct dav_outcome *out, struct err *err)
{
    const struct publish_policy *policy = &task->publish->policy;
    enum step step = look_at_final(task, out, err);
    if (step != STEP_ON)
        return step;
    if (policy->plain_put || (task->replacing && policy->replace == PUBLISH_REPLACE_DIRECT))
        return put_to_final(task, out, err);
    step = stage(task, out, err);
    return step == STEP_ON ? move_to_final(task, out, err) : step;
}

/* False when there is no point in going on; *err then says why. */
static bool pause_before(const struct task *task, int attempts, struct dav_outcome *out,
                         struct err *err)
{
    const struct publish_policy *policy = &task->publish->policy;
    int64_t ms = publish_rule_pause_ms(policy->first_delay_ms, policy->max_delay_ms, attempts,
                                       (int64_t)out->retry_after_s * 1000);
    bool enough = attempts >= policy->attempts || ms / 1000 >= stop_seconds_left();
    log_warn("publish_again", log_s("path", task->final), log_i("attempt", attempts),
             log_i("status", out->status), log_s("said", out->said),
             log_ms("pause", enough ? 0 : ms));
    struct dav_outcome why = *out;
    if (!enough && dav_wait(ms, &why))
        return true;
    if (why.class != DAV_DONE) /* else *err tells of bad copies */
        (void)dav_fail(task->publish->dav, &why, err, "publishing \"%s\"", task->final);
    if (enough)
        (void)err_prefix(err, "given up after %d attempt%s", attempts, attempts == 1 ? "" : "s");
    return false;
}

static bool check_seal(const struct publish_job *job, struct err *err)
{
    struct digest_text sum;
    int64_t size = 0;
    if (!digest_fd(job->fd, -1, &sum, &size, err))
        return err_prefix(err, "the sealed file of \"%s\"", job->path);
    if (size == job->size && strcmp(sum.hex, job->sha256) == 0)
        return true;
    (void)err_set(err, ERR_LOCAL,
                  "the sealed file of \"%s\" has changed: %lld bytes instead of %lld, sha256 %s "
                  "instead of %s",
                  job->path, (long long)size, (long long)job->size, sum.hex, job->sha256);
    return err_hint(err, "look at the disk that holds spool.dir; nothing was sent");
}

static void write_receipt(const struct task *task, const struct dav_outcome *out, int attempts,
                          struct publish_receipt *ret)
{
    bool ours = task->placed || task->perhaps;
    bool put = task->publish->policy.plain_put ||
               (task->replaced && task->publish->policy.replace == PUBLISH_REPLACE_DIRECT);
    *ret = (struct publish_receipt){.how = PUBLISH_ALREADY, .method = "none"};
    if (ours)
        ret->how = task->replaced ? PUBLISH_REPLACED : PUBLISH_NEW;
    if (ours)
        ret->method = put ? "put" : "move";
    ret->status = task->status ? task->status : out->status;
    ret->file = task->standing;
    ret->attempts = attempts;
    memcpy(ret->path, task->final, sizeof(ret->path));
}

bool publish_file(struct publish *publish, const struct publish_job *job,
                  struct publish_receipt *ret_receipt, struct err *err)
{
    struct task task = {.publish = publish, .job = job};
    struct dav_outcome out = {.class = DAV_DONE};
    if (!publish_name(job->path, err))
        return false;
    (void)snprintf(task.final, sizeof(task.final), "%s", job->path);
    if (!publish->policy.plain_put && !dav_staging(publish->dav))
        return err_set(err, ERR_INTERNAL, "there is no staging collection");
    if (!check_seal(job, err))
        return false;
    struct err why; /* not *err: bad copies leave words in it that a later success belies */
    enum step step = STEP_PAUSE;
    int attempts = 1;
    for (int looks = 0; looks < LOOKS_MAX; looks++) {
        step = attempt(&task, &out, &why);
        if (step == STEP_PAUSE && !pause_before(&task, attempts, &out, &why))
            step = STEP_FAIL;
        if (step == STEP_DONE || step == STEP_FAIL)
            break;
        attempts += step == STEP_PAUSE;
        if (out.status == 500) /* so some servers speak of a missing folder */
            dav_forget(publish->dav);
    }
    drop_staged(&task);
    if (step == STEP_DONE)
        write_receipt(&task, &out, attempts, ret_receipt);
    else if (step != STEP_FAIL)
        (void)dav_fail(publish->dav, &out, err, "publishing \"%s\"", task.final);
    else if (err)
        *err = why;
    return step == STEP_DONE;
}

struct publish *publish_new(struct dav *dav, const struct publish_policy *policy)
{
    struct publish *publish = xcalloc(1, sizeof(*publish));
    publish->dav = dav;
    publish->policy = *policy;
    publish->policy.attempts = policy->attempts ? policy->attempts : 6;
    publish->policy.first_delay_ms = policy->first_delay_ms ? policy->first_delay_ms : 1000;
    publish->policy.max_delay_ms = policy->max_delay_ms ? policy->max_delay_ms : 300000;
    publish->run = xstrdup(policy->run ? policy->run : "0");
    return publish;
}

void publish_free(struct publish *publish)
{
    if (!publish)
        return;
    free(publish->run);
    free(publish);
}
