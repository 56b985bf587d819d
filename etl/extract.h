/*
 * etl/extract.h - source -> stage: one SELECT per stage table, one snapshot, bytes only moved
 *
 * sql/source/<kind>/<table>.sql is run on the source and streamed as binary COPY into
 * stage.<table>; cutoff.sql says how far the source was loaded. Inside those SELECTs $1 is the
 * agency's time zone. `-- optional: <source table>` in a file's head: the table may be missing.
 * `-- core: yes`: it may not be empty. A load that lost rows is refused (etl.check_drop).
 *
 * Before anything is read, every SELECT is prepared on the source and its columns are compared
 * with its stage table: ERR_SOURCE_DATA names file, table and column.
 *
 * All tables show one moment of the source: workers import one exported snapshot. Each worker has
 * one mart transaction over all its tables; they commit together at the end, and only then the
 * load (etl.batch) is complete. A stop or an error leaves stage as it was.
 *
 *     extract_run(&job, err);     // also fills job->period
 */
#ifndef EXTRACT_H
#define EXTRACT_H

#include <stdbool.h>

#include "job.h"

bool extract_run(struct job *job, struct err *err);

/* For `check`: the same preparation, each finding told once; reads nothing but the cutoff.
   `what` is the file or part that `why` is about; why->kind ERR_NONE: fine, in its message the
   details. Returns whether nothing was wrong. */
typedef void extract_tell_fn(void *ctx, const char *what, const struct err *why);
bool extract_check(struct job *job, extract_tell_fn *tell, void *ctx);

#endif
