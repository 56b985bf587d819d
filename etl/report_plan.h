/*
 * etl/report_plan.h - what the report step makes: reports, scopes, files
 *
 * Read once, before any worker starts: the version of the facts, the words that all workbooks of
 * a report share, and the list of scopes. A unit is one report and one kind of scope: its queries
 * run once. What workers found out about their files comes back in shared memory.
 *
 *     report_plan_make(&plan, job, db, err);
 *     for each unit: report_plan_args(unit, args); ...
 *     report_plan_release(&plan);
 */
#ifndef REPORT_PLAN_H
#define REPORT_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "digest.h"
#include "job.h"
#include "ledger.h"
#include "vocab.h"

enum { REPORT_ARGS = 10 };

/* Written by a worker, read by its parent. */
struct report_made {
    bool done;
    int64_t size, rows;
    struct digest_text digest;
};

struct report_workbook {
    const char *scope;
    const char *title_line;
    const char *path; /* below spool.dir */
    const char *temp; /* absolute, while it is made */
    bool wanted;      /* --scope may ask for some only */
    struct report_made *made;
};

/* One report of the month. */
struct report_issue {
    const struct report *report;
    struct ledger_month month;
    char version[24], prev_version[24];
    const char *dir;  /* absolute */
    const char *json; /* $6 */
    const char *const *facts;
    const char *const *codes;
    const struct sheet *const *sheets; /* Changes last; NULL ends */
    size_t n_sheets;
    const struct sheet *cures; /* where rows to cure go that are too many for Data quality */
};

struct report_unit {
    const struct report_issue *issue;
    const char *kind; /* office, region, state, attorney */
    struct report_workbook *books;
    size_t n;
};

struct report_plan {
    struct job *job;
    struct arena arena;
    struct report_issue *issues;
    size_t n_issues;
    struct report_unit *units;
    size_t n_units;
    size_t n_books;      /* wanted */
    const char **scopes; /* of all workbooks, wanted or not */
    size_t n_scopes;
    struct report_made *made;
    size_t n_made;
    const char *zone; /* "Pacific time" */
    char *snapshot;
    const char *tmpdir;
};

/* `db`: a connection in the snapshot that the workers will share. */
bool report_plan_make(struct report_plan *plan, struct job *job, struct db *db, struct err *err);
void report_plan_release(struct report_plan *plan);
void report_plan_args(const struct report_plan *plan, const struct report_unit *unit,
                      const char *args[REPORT_ARGS]);
/* The detail sheets of a report and Changes; NULL ends. */
const struct sheet *const *report_plan_sheets(struct arena *arena, const struct report *report,
                                              size_t *ret_n);

#endif
