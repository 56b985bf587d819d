/*
 * etl/job.h - what one run knows and hands to its steps
 *
 * A step is `bool x_run(struct job *job, struct err *err)`: extract, model, report, deliver. Steps
 * never call each other: they meet in the database and in the outbox. Dates are text as SQL
 * printed them (2020-01-31): C does no arithmetic on them.
 *
 * The job owns nothing but what cmd.c put there; a step may use job->mart between transactions
 * (it holds the advisory lock of the agency, so it must stay open) and opens further connections
 * of its own.
 */
#ifndef JOB_H
#define JOB_H

#include <stdbool.h>
#include <stdint.h>

#include "conf.h"
#include "db.h"

/* C1, C2; filled by etl.period from the source's cutoff. All "" until the cutoff is known. */
struct period {
    char month[11];      /* first day: 2020-01-01 */
    char period_end[11]; /* last day */
    char as_of[11];
    char cutoff[32]; /* agency wall clock: 2020-02-03 05:30:00 */
    bool preliminary;
};

/* What a step did; cmd.c prints and records it. */
struct tally {
    int64_t rows;
    int64_t files; /* tables, workbooks, deliveries */
    int64_t bytes;
};

struct job {
    const struct conf *conf;
    struct db *mart;
    int64_t run_id;
    const char *month_asked;    /* --month as YYYY-MM, or NULL */
    const char *months_later;   /* {2020-02-01,...}: this call makes them after this one, or NULL */
    bool any_month;             /* extract or check alone: without --month no month is meant */
    const char *const *reports; /* --report names, or NULL for all that are enabled */
    size_t n_reports;
    const char *const *scopes; /* --scope codes, or NULL for all */
    size_t n_scopes;
    bool restate;
    bool accept_drop; /* an extract that lost rows is what the operator expects */
    struct period period;
    char mart_of[24];   /* the load of which this process has made the whole model, or "" */
    struct tally tally; /* set to zero before each step */
};

/* Whether this run makes `report` (described for source kind `source`) / the workbook of `scope`.
   cmd.c has settled job->reports; without it, what the kind serves and the configuration enables. */
bool job_wants_report(const struct job *job, const char *report, const char *source);
bool job_wants_scope(const struct job *job, const char *scope);
int64_t job_clock_ms(void); /* for durations; counts from some fixed moment */

#endif
