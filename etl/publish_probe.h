/*
 * etl/publish_probe.h - what a share really does, found out with a synthetic file
 *
 * No method of replacing a file is safe on every server, and what a server says about itself proves
 * little. So it is tried out, in the staging collection, with files that hold nothing: readers poll
 * while a file is replaced in each way, an upload is cut off over an older file, conditions and
 * locks are put to the test. Everything is removed again; what a killed probe leaves carries our
 * mark and is swept like any staging file.
 *
 * What readers did not see in a few seconds may still happen, so servers whose system calls are
 * known to be unsafe are never believed.
 *
 *     struct publish_probe_policy policy = {.open = open_share, .context = conf, .run = "m-17"};
 *     struct publish_probe found;
 *     if (!publish_probe(&policy, &found, err)) ...    // ERR_SHARE_AWAY, ERR_CONFIG, ...
 */
#ifndef PUBLISH_PROBE_H
#define PUBLISH_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "dav.h"
#include "err.h"
#include "publish.h"

struct publish_probe {
    char server[80];     /* what it calls itself */
    bool create_only;    /* MOVE with Overwrite: F leaves what stands there */
    bool move_atomic;    /* MOVE with Overwrite: T: readers see the old file or the new one */
    bool put_atomic;     /* so does PUT, and one that is cut off changes nothing */
    bool if_match;       /* a PUT with a stale If-Match is refused */
    bool if_none_match;  /* and one with If-None-Match: * on a file that is there */
    bool locks;          /* a locked file cannot be written without its token */
    bool expect;         /* 100 is said before the body */
    bool rewrites;       /* a workbook comes back with other bytes */
    bool case_sensitive; /* a and A are two files */
    int name_max;        /* longest name in bytes that works, at most 255 */
};

struct publish_probe_policy {
    struct dav *(*open)(const void *context,
                        struct err *err); /* a connection: several are needed */
    const void *context;
    const char *run;    /* marks the files, as for publish.h */
    int64_t seconds;    /* what a cut upload does to a file may show that much later; 0: 10 */
    int64_t race_ms;    /* how long readers poll each way of replacing, longer until they got to
                           look; 0: 3 s */
    int64_t race_count; /* or that many replacements; 0: 200 */
};

bool publish_probe(const struct publish_probe_policy *policy, struct publish_probe *ret_found,
                   struct err *err);
/* The safest way that was found: MOVE is read back before readers see it, so it comes first. */
enum publish_replace publish_probe_replace(const struct publish_probe *found);

#endif
