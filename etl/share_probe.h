/*
 * etl/share_probe.h - what is known about the share of the configuration, kept in the mart
 *
 * `check` measures a share (publish_probe.h) and keeps what it found for 30 days. deliver asks for it
 * when share.replace = auto and something published is to be replaced, and measures anew when
 * nothing is known any more or the server has become another.
 *
 *     struct share_facts facts;
 *     share_facts(conf, mart, false, &facts, err);   // true: measure in any case
 */
#ifndef SHARE_PROBE_H
#define SHARE_PROBE_H

#include <stdbool.h>

#include "conf.h"
#include "db.h"
#include "err.h"
#include "publish_probe.h"

struct share_facts {
    struct publish_probe probe;
    char measured[20]; /* 2020-02-03 05:30 UTC, to the minute */
    bool just_now;
};

#define SHARE_MARK_SIZE 13

/* Marks our files in the staging collection, from now on the same. */
bool share_mark(const struct conf *conf, struct db *mart, char ret_mark[SHARE_MARK_SIZE],
                struct err *err);
/* Not for share.kind = put: there is no method to choose. */
bool share_facts(const struct conf *conf, struct db *mart, bool anew, struct share_facts *ret_facts,
                 struct err *err);
/* How published files are replaced: share.replace, for auto by what is known. Measures only if
   something that waits replaces anything. */
bool share_replace(const struct conf *conf, struct db *mart, enum publish_replace *ret_replace,
                   struct err *err);

#endif
