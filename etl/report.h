/*
 * etl/report.h - the step that makes workbooks: rows of SQL in, sealed files out
 *
 * For each report that is asked for and each kind of scope, the queries of
 * sql/report/<report>/<sheet>.sql and sql/report/common/ run once over all scopes; one pass over
 * their rows, in the order of fact.scope, opens each workbook as its scope begins and closes it as
 * it ends. A few forked workers share these units; all of them read one snapshot of the mart.
 * No figure is computed here.
 *
 * Parameters of every query, which takes the first n it needs:
 *     $1 agency_id, $2 month (first day), $3 version, $4 scope_kind, $5 report, $6 description
 *     (jsonb, see report_words.h), $7 as_of, $8 prev_month, $9 prev_version, $10 preliminary
 * It returns `_scope`, then the columns of the sheet as described, ordered by `_scope` collate "C"
 * and then as read. A row for a scope that fact.scope lacks is an error, never dropped.
 *
 * All files of a run are sealed together: they get their final names and their places in the
 * outbox when every one of them is complete. A run that fails or is stopped leaves none.
 */
#ifndef REPORT_H
#define REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "err.h"
#include "vocab.h"

struct db;
struct job;

const struct report *report_find(const char *name); /* NULL: no such report */

/* Makes the workbooks of job->period.month from the facts that stand for it. job->tally: detail
   rows, workbooks, bytes. */
bool report_run(struct job *job, struct err *err);

/* Compares every report that the source serves with its queries: parameters, column names, order
   and types. Each thing wrong goes to `problem`; false only when the database could not be asked. */
typedef void report_problem_fn(void *ctx, const char *problem);
bool report_check(struct job *job, struct db *mart, report_problem_fn *problem, void *ctx,
                  struct err *err);
/* The same for what needs no database: names, references between the parts of a description. */
void report_check_words(const struct report *report, report_problem_fn *problem, void *ctx);

/* Every column of every detail sheet, in order, tab separated: report, sheet, heading, kind of
   cell, note (frozen, to fill in), words. The check of workbooks in tests/lint reads it. */
void report_print_sheets(FILE *out);

#endif
