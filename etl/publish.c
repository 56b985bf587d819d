/* etl/publish.c - one sealed file to one final name on the share */
#include "publish_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "publish_name.h"
#include "publish_rule.h"
#include "stop.h"
#include "str.h"
/* Must stay last: it makes unsafe functions fail to compile. */
#include "banned.h"

#define BAD_COPIES_MAX 3 /* wrong bytes read back so often are not bad luck */
#define REVISION_MAX   99
#define LOOKS_MAX      120 /* rounds without a pause: an end to contradictory servers */

/* ---- parts ---- */

/* Is it what was sealed? */
bool publish_is_sealed(const struct publish_task *task, const struct publish_seen *seen)
{
    return publish_read_same(&seen->sum, task->sealed.sha256, task->sealed.parts);
}

/* What follows from an outcome that is neither success nor a case of its own. */
enum publish_step publish_pause_or_fail(const struct publish_task *task,
                                        const struct dav_outcome *out, const char *doing,
                                        struct err *err)
{
    if (out->class == DAV_RETRY || out->class == DAV_UNKNOWN || out->class == DAV_LOCKED)
        return STEP_PAUSE;
    (void)dav_fail(task->publish->dav, out, err, "%s \"%s\"", doing, task->final);
    return STEP_FAIL;
}

/* The server said that it has stored our bytes, and gives back others, or nothing (`got` empty).
   Sets *err in any case: it is what is left to say when there is no further attempt. */
enum publish_step publish_count_bad_copy(struct publish_task *task, const char *where,
                                         const struct dav_file *got, struct dav_outcome *out,
                                         struct err *err)
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

/* ---- the final name ---- */

static enum publish_step conflict(const struct publish_task *task, struct err *err)
{
    (void)err_set(err, ERR_CONFLICT,
                  "\"%s\" on the share %s is not what was published there: %lld bytes, sha256 %s, "
                  "last modified %s",
                  task->final, dav_url(task->publish->dav), (long long)task->standing.file.size,
                  task->standing.file.sha256.hex,
                  task->standing.file.modified[0] ? task->standing.file.modified : "unknown");
    return STEP_FAIL;
}

/* Other bytes than ours stand at the final name: whose? */
static enum publish_step judge_standing(struct publish_task *task, struct dav_outcome *out,
                                        struct err *err)
{
    const struct publish_policy *policy = &task->publish->policy;
    /* A plain PUT that was cut off may have left its first part under the final name. */
    if (policy->plain_put && publish_rule_is_beginning(&task->standing.file, task->job))
        return STEP_ON;
    if (task->placed)
        return publish_count_bad_copy(task, task->final, &task->standing.file, out, err);
    bool ours =
        publish_read_same(&task->standing.sum, task->job->replaces, task->job->replaces_parts);
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
enum publish_step publish_look_at_final(struct publish_task *task, struct dav_outcome *out,
                                        struct err *err)
{
    task->replacing = false;
    enum dav_class class =
        publish_read(&task->publish->reader, task->final, &task->sealed, &task->standing, out);
    task->standing_is_known = class == DAV_DONE;
    if (class == DAV_GONE)
        return STEP_ON;
    if (class != DAV_DONE)
        return publish_pause_or_fail(task, out, "looking at", err);
    if (publish_is_sealed(task, &task->standing))
        return STEP_DONE;
    return judge_standing(task, out, err);
}

/* The server says it is there: seen is believed. */
enum publish_step publish_confirm(struct publish_task *task, const struct dav_outcome *sent,
                                  struct dav_outcome *out, struct err *err)
{
    task->placed = true;
    task->status = sent->status;
    task->staged[0] = '\0';
    enum publish_step step = publish_look_at_final(task, out, err);
    if (step != STEP_ON)
        return step;
    const struct dav_file nothing = {.size = 0};
    return publish_count_bad_copy(
        task, task->final, task->standing_is_known ? &task->standing.file : &nothing, out, err);
}

/* ---- from the beginning, as often as needed ---- */

static enum publish_step attempt(struct publish_task *task, struct dav_outcome *out,
                                 struct err *err)
{
    const struct publish_policy *policy = &task->publish->policy;
    task->at_staging = false;
    enum publish_step step = publish_look_at_final(task, out, err);
    if (step != STEP_ON)
        return step;
    if (policy->plain_put || (task->replacing && policy->replace == PUBLISH_REPLACE_DIRECT))
        return publish_put(task, out, err);
    task->at_staging = true;
    step = publish_stage(task, out, err);
    task->at_staging = step != STEP_ON;
    return step == STEP_ON ? publish_move(task, out, err) : step;
}

/* False when there is no point in going on; *err then says why. */
static bool pause_before(const struct publish_task *task, int attempts, struct dav_outcome *out,
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

/* A staging file that was stored shows that the account may write and that there is room. */
static bool speaks_of_this_file(const struct publish_task *task, const struct dav_outcome *out)
{
    switch (out->status) {
    case 400:
    case 413:
    case 414:
    case 415:
    case 422:
        return true;
    case 403:
    case 404:
    case 409:
    case 410:
    case 500:
        return !task->at_staging;
    default:
        return false;
    }
}

static bool check_seal(struct publish_task *task, struct err *err)
{
    const struct publish_job *job = task->job;
    const struct publish_sum *sealed = &task->sealed;
    if (!publish_read_sealed(&task->publish->reader, job->path, job->fd, &task->sealed, err))
        return err_prefix(err, "the sealed file of \"%s\"", job->path);
    if (sealed->size == job->size && strcmp(sealed->sha256, job->sha256) == 0)
        return true;
    (void)err_set(err, ERR_LOCAL,
                  "the sealed file of \"%s\" has changed: %lld bytes instead of %lld, sha256 %s "
                  "instead of %s",
                  job->path, (long long)sealed->size, (long long)job->size, sealed->sha256,
                  job->sha256);
    return err_hint(err, "look at the disk that holds spool.dir; nothing was sent");
}

static void write_receipt(const struct publish_task *task, const struct dav_outcome *out,
                          int attempts, struct publish_receipt *ret)
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
    ret->file = task->standing.file;
    memcpy(ret->parts, task->sealed.parts, sizeof(ret->parts));
    ret->attempts = attempts;
    memcpy(ret->path, task->final, sizeof(ret->path));
}

bool publish_file(struct publish *publish, const struct publish_job *job,
                  struct publish_receipt *ret_receipt, struct err *err)
{
    struct publish_task task = {.publish = publish, .job = job};
    struct dav_outcome out = {.class = DAV_DONE};
    publish->only_this = !publish_name(job->path, err);
    if (publish->only_this)
        return false;
    (void)snprintf(task.final, sizeof(task.final), "%s", job->path);
    if (!publish->policy.plain_put && !dav_staging(publish->dav))
        return err_set(err, ERR_INTERNAL, "there is no staging collection");
    if (!check_seal(&task, err) ||
        (*task.sealed.parts && job->sends && !job->sends(job->ctx, task.sealed.parts, err)))
        return false;
    struct err why; /* not *err: bad copies leave words in it that a later success belies */
    enum publish_step step = STEP_PAUSE;
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
    publish_drop_staged(&task);
    publish->only_this = step != STEP_DONE && speaks_of_this_file(&task, &out);
    if (step == STEP_DONE)
        write_receipt(&task, &out, attempts, ret_receipt);
    else if (step != STEP_FAIL)
        (void)dav_fail(publish->dav, &out, err, "publishing \"%s\"", task.final);
    else if (err)
        *err = why;
    return step == STEP_DONE;
}

bool publish_only_this(const struct publish *publish)
{
    return publish->only_this;
}

struct publish *publish_new(struct dav *dav, const struct publish_policy *policy)
{
    struct publish *publish = xcalloc(1, sizeof(*publish));
    publish->dav = dav;
    publish->policy = *policy;
    publish->reader = (struct publish_reader){dav, policy->rewrites, policy->temp_dir};
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
