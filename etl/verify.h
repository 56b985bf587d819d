/*
 * etl/verify.h - what stands on the share, compared again with the receipts
 *
 * Reads every file that was published for a month and compares it; a few processes at once. What
 * stands in the month's folders and was never published by us is listed, and is no error. Nothing
 * on the share or in the spool is changed; each comparison is noted in the ledger (etl.recheck),
 * where `status` and `expire` find it.
 *
 * A file that differs is a result, not a failure. ERR_SHARE_AWAY, or ERR_CONFIG for a refused
 * account, ends it: then nothing is said about what was not looked at.
 *
 *     struct verify verify;
 *     if (verify_month(job, &(struct verify_wish){.month = "2020-01-01"}, &verify, err)) ...
 *     verify_release(&verify);
 */
#ifndef VERIFY_H
#define VERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "digest.h"
#include "job.h"
#include "str.h"

enum verify_outcome {
    VERIFY_SAME,
    VERIFY_REWRITTEN, /* every part that we wrote, on a share that rewrites Office files */
    VERIFY_CHANGED,
    VERIFY_MISSING,
    VERIFY_UNREAD, /* the server refuses it, so nothing is known */
    VERIFY_OUTCOMES
};
const char *verify_word(enum verify_outcome outcome); /* as in etl.recheck */

struct verify_seen {
    enum verify_outcome outcome;
    int status; /* HTTP status of the last answer, 0: none */
    int64_t size;
    struct digest_text sha256; /* of what stands there; "": nothing was read */
};

struct verify_item {
    int64_t delivery_id;
    const char *report; /* "index" and "manifest" for those */
    const char *scope;
    const char *path;
    const char *sha256; /* as sent */
    const char *parts;  /* of its parts, where the share rewrites Office files; NULL: none */
    int64_t size;
    struct verify_seen seen;
};

struct verify {
    struct arena arena; /* owns the texts */
    struct verify_item *items;
    size_t n;
    const char **others; /* paths in the month's folders that are not ours; a folder ends in "/" */
    size_t n_others;
    size_t count[VERIFY_OUTCOMES];
    bool complete; /* the month has a manifest */
};

struct verify_wish {
    const char *month; /* first day: 2020-01-01 */
    const char *const *reports;
    size_t n_reports; /* 0: all, index and manifest too */
    const char *const *scopes;
    size_t n_scopes; /* 0: all */
    bool others;     /* list what is not ours, where the share can list */
};

bool verify_month(struct job *job, const struct verify_wish *wish, struct verify *ret,
                  struct err *err);
void verify_release(struct verify *verify);
/* Always false: sets ERR_VERIFY with the counts of what is not as it was sent. */
bool verify_fail(const struct verify *verify, const char *month, struct err *err);
/* Are all as sent? */
bool verify_is_fine(const struct verify *verify);

/* The step `recheck` of a run: months older than the newest with files that were delivered a
   day ago or more and never looked at since. What differs is ERR_VERIFY, told once: the comparison is noted. */
bool verify_recheck(struct job *job, struct err *err);

#endif
