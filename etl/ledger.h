/*
 * etl/ledger.h - runs, steps, loads and months in schema etl; the lock of an agency
 *
 * Thin: every change of state is an SQL function of sql/schema/001_etl.sql, called here with the
 * job's agency and run. Nothing is cached but the run's number in the job.
 *
 * The lock is a session advisory lock on job->mart: a crash leaves none behind, and the next run
 * marks the dead one. job->mart must stay open until the work is done.
 *
 *     ledger_lock(&job, err) && ledger_begin(&job, "run", err);
 *     ledger_step_begin(&job, "extract", &step, err); ... ledger_step_end(&job, step, &why);
 *     ledger_end(&job, &why);      // done, stopped or failed by why.kind
 */
#ifndef LEDGER_H
#define LEDGER_H

#include <stdbool.h>
#include <stdint.h>

#include "job.h"

/* ERR_RUNNING names the run at work and since when. */
bool ledger_lock(struct job *job, struct err *err);
bool ledger_begin(struct job *job, const char *verb, struct err *err);
/* These two also work after a stop. `why` with ERR_NONE: done. */
bool ledger_end(struct job *job, const struct err *why, struct err *err);
bool ledger_step_begin(struct job *job, const char *step, int64_t *ret_ordinal, struct err *err);
bool ledger_step_end(struct job *job, int64_t ordinal, const struct err *why, struct err *err);

/* Fills job->period from the cutoff and --month (C1, C2); refuses a stale source and a month
   after the cutoff. With any_month and no --month only the cutoff is filled. */
bool ledger_period(struct job *job, const char *cutoff, struct err *err);
/* Refuses an agency whose rows in the mart came from another kind of source. */
bool ledger_kind(struct job *job, struct err *err);
/* The load that stage holds now. */
struct ledger_batch {
    char id[24];
    char cutoff[32];
    char zone[64];
};
bool ledger_batch(struct job *job, struct ledger_batch *ret_batch, struct err *err);

/* The version that stands for a month of a report, and the closed month before it. */
struct ledger_month {
    bool found; /* false: no facts were ever made for it; the rest is empty */
    bool closed;
    int64_t version;
    struct period period;
    char previous_month[11];  /* "": none */
    int64_t previous_version; /* 0: none */
};
/* month: first day as text, or "" for job->period.month. */
bool ledger_month(struct job *job, const char *report, const char *month,
                  struct ledger_month *ret_month, struct err *err);
/* The month that the command line means, before any cutoff is known: 2020-01-01. */
bool ledger_asked_month(struct job *job, char ret_month[11], struct err *err);
/* What a run without --month has to do, oldest first: first days as text. Once this process has
   extracted, a month that has not ended is left out while the source has no data of it. */
#define LEDGER_DUE_MAX 32
struct ledger_due {
    char months[LEDGER_DUE_MAX][11];
    size_t n;
};
bool ledger_due(struct job *job, struct ledger_due *ret_due, struct err *err);
/* Files that an earlier run could not send to the share that is configured. */
bool ledger_waiting(struct job *job, int64_t *ret_n, struct err *err);
/* ERR_CONFIG when the facts of that month have expired, or (`trends`) those of a month that its
   trends show: it could not be made again as it was. */
bool ledger_kept(struct job *job, bool trends, struct err *err);
/* Marks every month that is wholly published; *ret_closed: months of reports that this closed. */
bool ledger_published(struct job *job, int64_t *ret_closed, struct err *err);

#endif
