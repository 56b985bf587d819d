/*
 * etl/expire.h - what is past its retention leaves the spool and the mart
 *
 * Copies of files that were delivered retention.spool_days ago, and facts older than the
 * retention.mart_months months that end with the newest. Which of them may go is for SQL to say
 * (sql/schema/095_expire.sql): never what is not delivered, never what was not compared with its
 * receipt since, never what differs on the share. On the share nothing is touched. Receipts stay.
 *
 * Each copy and each month stands alone: a run that is killed is continued by the next.
 *
 *     expire_each(job, print, ctx, err);   // what would go, what stays and why: changes nothing
 *     expire_run(job, err);                // the step: job->tally has files, bytes and months
 */
#ifndef EXPIRE_H
#define EXPIRE_H

#include <stdbool.h>
#include <stdint.h>

#include "job.h"

struct expire_item {
    const char *path;  /* of a copy below spool.dir; NULL: the facts of a month */
    const char *month; /* first day */
    int64_t size;      /* of a copy */
    const char *why;   /* it stays, see sql/schema/095_expire.sql; NULL: it goes */
};
typedef bool expire_fn(void *ctx, const struct expire_item *item, struct err *err);

bool expire_each(struct job *job, expire_fn *each, void *ctx, struct err *err);
bool expire_run(struct job *job, struct err *err);

#endif
