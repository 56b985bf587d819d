/*
 * etl/model.h - stage -> mart -> facts: the SQL of sql/model and sql/fact, in order
 *
 * Three pieces of work, each shared out among report.workers connections:
 *   1. the whole mart of the agency, table by table (model_mart.h): nobody but facts and `explain`
 *      reads it, and what it was made of says when it is whole
 *   2. the facts of the month, a report at a time. They are committed together when each report's
 *      totals tie, so a run that is stopped or does not tie leaves the month as it was
 *   3. the months of the trends that this load has not computed yet, each in its own transaction, as
 *      version 0 and as of their own last day. Of these only the figures are kept
 * A month that is closed stays unless it is restated.
 *
 * Every statement gets the first n of: $1 agency_id int, $2 month date (first day), $3 as_of date,
 * $4 version int (0: the month only feeds a trend), $5 time zone text, $6 max_reject_pct numeric.
 * `-- trend: no` in the head of a fact file: it does not run for version 0.
 *
 * More rejected rows than quality.max_reject_pct: ERR_SOURCE_DATA, and no facts (C6).
 *
 *     model_run(&job, err);   // fills job->period when no extract did
 */
#ifndef MODEL_H
#define MODEL_H

#include <stdbool.h>

#include "job.h"

bool model_run(struct job *job, struct err *err);

#endif
