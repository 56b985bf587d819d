/*
 * etl/deliver_again.h - published files of a month become duties once more
 *
 * For what went missing on the share. Nothing is sent here: the outbox is filled, and deliver_run
 * looks at each file as ever: what stands is left alone, what is missing is sent from the spool,
 * what somebody changed is ERR_CONFLICT. All or nothing: ERR_LOCAL when a copy has left the spool,
 * ERR_USAGE when nothing was published.
 *
 *     struct deliver_wish wish = {.month = "2019-12-01"};   // all of its files
 *     ok = deliver_again(job, &wish, err) && deliver_run(job, err);
 */
#ifndef DELIVER_AGAIN_H
#define DELIVER_AGAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"

struct job;

struct deliver_wish {
    const char *month; /* first day */
    const char *const *reports;
    size_t n_reports; /* 0: all, index and manifest too */
    const char *const *scopes;
    size_t n_scopes; /* 0: all */
};

bool deliver_again(struct job *job, const struct deliver_wish *wish, struct err *err);

#endif
