/*
 * etl/dav_rule.h - what each HTTP status and each transport failure means for us
 *
 * Internal to dav*.c. The tables are the whole of the retry policy: one row per answer, with what
 * it means after a request that only reads and after one that changes something.
 *
 *     const struct dav_rule *rule = dav_rule_status(503);
 *     out->class = changes ? rule->after_change : rule->after_read;
 */
#ifndef DAV_RULE_H
#define DAV_RULE_H

#include "dav.h"

struct dav_rule {
    int first, last; /* statuses, or library codes, both included */
    enum dav_class after_read;
    enum dav_class after_change;
    enum err_kind kind;
    const char *says; /* clause with the share as its subject, no values */
    const char *hint; /* NULL: the error kind's own advice */
};

/* What the requests decide themselves, without an answer from the server. */
enum dav_rule_own {
    DAV_RULE_DONE,
    DAV_RULE_INTERRUPTED,
    DAV_RULE_TOO_LATE,
    DAV_RULE_LOCAL_READ,
    DAV_RULE_LOCAL_WRITE,
    DAV_RULE_TOO_LARGE,
    DAV_RULE_BAD_PATH,
    DAV_RULE_NOT_STAGING,
    DAV_RULE_NOT_COLLECTION,
    DAV_RULE_OWN_COUNT
};

/* Never NULL: the last row of each table takes what no other row names. */
const struct dav_rule *dav_rule_status(int status);
const struct dav_rule *dav_rule_find(const struct dav_rule *table, int code);
const struct dav_rule *dav_rule_own(enum dav_rule_own own);

/* Fills all of *ret but what only an answer has; returns the class. */
enum dav_class dav_rule_settle(struct dav_outcome *ret, const struct dav_rule *rule, bool changed);
/* False, with *ret saying why, when stop.h wants everything to end. */
bool dav_rule_go_on(struct dav_outcome *ret);

#endif
