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
#include <stdint.h>

#include "check.h"
#include "job.h"

bool extract_run(struct job *job, struct err *err);

/* For --dry-run: the same preparation, then what the source's planner expects of each table; rows
   < 0: an optional table that is not there. Fills the cutoff of job->period, and with --month all
   of it. Moves and writes nothing. */
typedef void extract_expect_fn(void *ctx, const char *table, int64_t rows, int64_t bytes);
bool extract_foresee(struct job *job, extract_expect_fn *expect, void *ctx, struct err *err);

/* The same preparation, each finding told: the connection, the cutoff, every SELECT. Reads nothing
   but the cutoff. Returns whether nothing is wrong. */
bool extract_check(struct job *job, const struct check *check);

/* For `check`: the codes that stand in a column of a stage table, as the extract reads them, most
   rows first. A table that the kind does not fill, or that is not there, has none. */
typedef void extract_code_fn(void *ctx, const char *code, int64_t rows);
bool extract_codes(const struct conf *conf, const char *table, const char *column,
                   extract_code_fn *tell, void *ctx, struct err *err);

#endif
