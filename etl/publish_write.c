/* etl/publish_write.c - the two ways of writing a file: staged and moved, or directly */
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "publish_int.h"
#include "publish_rule.h"
#include "str.h"
/* Must stay last: it makes unsafe functions fail to compile. */
#include "banned.h"

#define WEAK_ETAG_MS 1100 /* Apache's are weak during the first second */

static enum dav_class ensure_parent(struct publish_task *task, struct dav_outcome *out)
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
static enum publish_step look_for_collections(struct publish_task *task,
                                              const struct dav_outcome *out, const char *doing,
                                              struct err *err)
{
    dav_forget(task->publish->dav);
    if (task->collections_were_gone)
        return publish_pause_or_fail(task, out, doing, err);
    task->collections_were_gone = true;
    return STEP_LOOK;
}

/* Best effort: a leftover in the staging collection is ugly, not wrong. */
void publish_drop_staged(struct publish_task *task)
{
    struct dav_outcome out;
    if (task->staged[0] && dav_delete(task->publish->dav, task->staged, &out) != DAV_DONE)
        log_warn("staging_leftover", log_s("path", task->staged), log_i("status", out.status));
    task->staged[0] = '\0';
    task->staged_said = task->staged_proved = false;
}

/* STEP_ON: task->staged holds our bytes. */
static enum publish_step prove_staged(struct publish_task *task, struct dav_outcome *out,
                                      struct err *err)
{
    struct publish_seen got = {.sum = {.size = 0}};
    struct dav_outcome seen;
    enum dav_class class =
        publish_read(&task->publish->reader, task->staged, &task->sealed, &got, &seen);
    if (class == DAV_DONE && publish_is_sealed(task, &got)) {
        task->staged_proved = true;
        return STEP_ON;
    }
    bool stored = task->staged_said;
    if (class != DAV_DONE && class != DAV_GONE) {
        *out = seen;
        return publish_pause_or_fail(task, out, "reading back", err);
    }
    char *where = xstrdup(task->staged);
    publish_drop_staged(task);
    enum publish_step step =
        stored ? publish_count_bad_copy(task, where, &got.file, out, err) : STEP_PAUSE;
    free(where);
    return step;
}

enum publish_step publish_stage(struct publish_task *task, struct dav_outcome *out, struct err *err)
{
    struct dav *dav = task->publish->dav;
    const char *staging = dav_staging(dav);
    if (task->staged_proved)
        return STEP_ON;
    if (task->staged[0])
        return prove_staged(task, out, err);
    if (dav_mkcol(dav, staging, out) != DAV_DONE)
        return publish_pause_or_fail(task, out, "making the staging collection for", err);
    publish_rule_staged(staging, task->publish->run, task->final, task->staged,
                        sizeof(task->staged));
    enum dav_class class = dav_put(dav, task->staged, task->job->fd, task->job->size, NULL, out);
    task->staged_said = class == DAV_DONE;
    if (class == DAV_DONE || class == DAV_UNKNOWN)
        return prove_staged(task, out, err);
    task->staged[0] = '\0';
    if (class == DAV_GONE)
        return look_for_collections(task, out, "sending", err);
    return publish_pause_or_fail(task, out, "sending", err);
}

enum publish_step publish_move(struct publish_task *task, struct dav_outcome *out, struct err *err)
{
    struct dav_outcome sent;
    if (ensure_parent(task, out) != DAV_DONE)
        return publish_pause_or_fail(task, out, "making the collection of", err);
    if (task->replacing) { /* staging took its time: look again just before */
        enum publish_step step = publish_look_at_final(task, out, err);
        if (step != STEP_ON)
            return step;
    }
    task->replaced = task->replacing;
    switch (dav_move(task->publish->dav, task->staged, task->final, task->replacing, &sent)) {
    case DAV_DONE:
        return publish_confirm(task, &sent, out, err);
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
        return publish_pause_or_fail(task, out, "moving to its name", err);
    }
}

/* Read again after the second in which a server cannot tell two versions apart. */
static enum publish_step strengthen_etag(struct publish_task *task, struct dav_outcome *out,
                                         struct err *err)
{
    if (!task->standing_is_known || !str_starts(task->standing.file.etag, "W/"))
        return STEP_ON;
    if (!dav_wait(WEAK_ETAG_MS, out))
        return publish_pause_or_fail(task, out, "waiting for", err);
    return publish_look_at_final(task, out, err);
}

/* A share says 404, 409 or 500 for a missing collection, and may make it by MKCOL or not at all. */
static enum publish_step make_parent_once(struct publish_task *task, struct dav_outcome *out,
                                          struct err *err)
{
    bool doubt = out->class == DAV_UNKNOWN;
    struct dav_outcome made;
    if (doubt && (out->status != 500 || task->collections_were_gone))
        return STEP_PAUSE;
    enum publish_step step = look_for_collections(task, out, "sending", err);
    if (step == STEP_LOOK && ensure_parent(task, &made) != DAV_DONE)
        step = doubt ? STEP_PAUSE
                     : publish_pause_or_fail(task, &made, "making the collection of", err);
    if (step == STEP_FAIL)
        (void)err_hint(err, "make the folder on the share by hand");
    return step;
}

enum publish_step publish_put(struct publish_task *task, struct dav_outcome *out, struct err *err)
{
    struct dav_outcome sent;
    enum publish_step step = strengthen_etag(task, out, err);
    if (step != STEP_ON)
        return step;
    const char *etag = task->standing.file.etag;
    struct dav_guard guard = {.is_new = !task->standing_is_known};
    if (task->standing_is_known && etag[0] == '"')
        guard.etag = etag;
    task->replaced = task->replacing;
    switch (
        dav_put(task->publish->dav, task->final, task->job->fd, task->job->size, &guard, &sent)) {
    case DAV_DONE:
        return publish_confirm(task, &sent, out, err);
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
        return publish_pause_or_fail(task, out, "sending", err);
    }
}
