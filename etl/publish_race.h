/*
 * etl/publish_race.h - readers poll a file while it is replaced again and again
 *
 * Internal to publish*.c. Two bodies take turns under one name; each read must give one of them,
 * whole. Readers are processes of their own, so that they see what other clients of the share see.
 *
 *     const struct publish_race race = {.open = open, .dav = dav, .path = path, .staged = NULL,
 *                                       .body = {&a, &b}, .ms = 3000, .count = 200};
 *     publish_race(&race, &seen, &out, err) && seen.broken == 0
 */
#ifndef PUBLISH_RACE_H
#define PUBLISH_RACE_H

#include <stdbool.h>
#include <stdint.h>

#include "dav.h"
#include "err.h"

struct publish_race_body {
    int fd;
    int64_t size;
    struct digest_text sha256;
};

struct publish_race {
    struct dav *(*open)(const void *context,
                        struct err *err); /* for a reader, in its own process */
    const void *context;
    struct dav *dav;
    const char *path;   /* holds body[0] */
    const char *staged; /* PUT there and MOVE; NULL: PUT on path */
    const struct publish_race_body *body[2];
    int64_t ms;    /* ends then, */
    int64_t count; /* or after so many replacements; */
    int64_t least; /* but not before so many reads, for up to a minute more */
};

struct publish_race_seen {
    int64_t writes, reads;
    int64_t broken; /* reads that gave nothing, or something else */
};

/* False: *ret_out says which request did not work, or is DAV_DONE and *err says what else. */
bool publish_race(const struct publish_race *race, struct publish_race_seen *ret_seen,
                  struct dav_outcome *ret_out, struct err *err);

#endif
