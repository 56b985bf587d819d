/*
 * etl/publish.h - one sealed file to one final name on the share: whole, verified, or not at all
 *
 * What stands at the final name is read first. Identical bytes: done already. Other bytes: only
 * what the caller says we published before is replaced, anything else is ERR_CONFLICT and stays.
 * A new file goes to a fresh name in the staging collection, is read back and compared, is moved
 * to its final name without overwriting, and is read and compared there. On a plain PUT share it
 * goes to its final name directly, and is read back. On a share that rewrites Office files,
 * "identical" means: every part that we wrote, and no other but properties (publish_parts.h).
 *
 * Failures that may pass are tried again, each time beginning with a look at the final name, so
 * a lost reply or a killed run does no harm. Pauses double, jitter by half, honour Retry-After,
 * and end with the attempts or the run (stop.h). Nothing is ever deleted but our own staging file.
 *
 *     struct publish *publish = publish_new(dav, &policy);
 *     struct publish_job job = {.path = path, .fd = fd, .size = size, .sha256 = sum.hex};
 *     if (!publish_file(publish, &job, &receipt, err)) ...
 *     publish_free(publish);   // the dav is the caller's; it names the staging collection
 */
#ifndef PUBLISH_H
#define PUBLISH_H

#include <stdbool.h>
#include <stdint.h>

#include "dav.h"
#include "err.h"

/* How a file of ours that has changed takes the place of the older one. Which is safe differs by
   server; a new name is safe on all. */
enum publish_replace {
    PUBLISH_REPLACE_MOVE,     /* MOVE with Overwrite: T */
    PUBLISH_REPLACE_DIRECT,   /* PUT on the final name, If-Match where there is a strong ETag */
    PUBLISH_REPLACE_REVISION, /* the old one stays, the new one becomes name_r2.xlsx, _r3, ... */
};

struct publish_policy {
    bool plain_put; /* PUT and GET are all there is; MOVE then means REVISION */
    enum publish_replace replace;
    bool rewrites;          /* the share rewrites Office files: workbooks are compared by parts */
    const char *temp_dir;   /* private, for that */
    const char *run;        /* marks staging files: letters, digits, "-"; NULL: none */
    int attempts;           /* 0: 6 */
    int64_t first_delay_ms; /* 0: 1 s */
    int64_t max_delay_ms;   /* 0: 5 min; Retry-After is not honoured beyond it either */
};

struct publish_job {
    const char *path; /* final, below the share's address */
    int fd;           /* sealed; its position is left alone */
    int64_t size;
    const char *sha256;
    /* SHA-256 of what we put under this very name: last verified there, and what was tried since and
       may stand there; a blank between. NULL or "": none. */
    const char *replaces;
    const char *replaces_parts; /* digests of their parts, on a share that rewrites: likewise */
    /* On a share that rewrites, before anything is sent: what will stand there is known by these parts
       alone, so who is killed has to have noted them. False ends it. May be NULL. */
    bool (*sends)(void *ctx, const char *parts, struct err *err);
    void *ctx;
};

enum publish_how { PUBLISH_NEW, PUBLISH_REPLACED, PUBLISH_ALREADY };

struct publish_receipt {
    enum publish_how how;
    const char *method;   /* "move", "put", "none": how it came there */
    char path[1024];      /* where it stands: another name than asked for after a REVISION */
    int status;           /* HTTP status of the request that put it there, else of the last look */
    struct dav_file file; /* as read back */
    char parts[65];       /* digest of the parts, on a share that rewrites; else "" */
    int attempts;
};

struct publish *publish_new(struct dav *dav, const struct publish_policy *policy);
void publish_free(struct publish *publish);
/* ERR_SHARE_AWAY, ERR_LOCKED, ERR_CONFLICT, ERR_VERIFY; ERR_CONFIG when trying again is of no use;
   ERR_LOCAL when fd does not hold what was sealed; ERR_STOPPED, ERR_DEADLINE. */
bool publish_file(struct publish *publish, const struct publish_job *job,
                  struct publish_receipt *ret_receipt, struct err *err);
/* After a failure: the share refused this name, its folder or this size, and nothing else is known
   to be wrong with it. Another file may fare better. */
bool publish_only_this(const struct publish *publish);

#endif
