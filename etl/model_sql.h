/*
 * etl/model_sql.h - runs the files of sql/model and sql/fact on a connection
 *
 * Internal to model*.c. Transactions are the caller's. Which facts belong to a report is in the
 * name of the file: sql/fact/NN_<report>.sql and sql/fact/NN_<report>_<part>.sql. Rows changed and
 * files run are added to job->tally.
 *
 * Of a month that only feeds a trend nobody reads more than the figures. What its files write into
 * fact.<report> goes to a table of the session instead, which forgets it with the transaction.
 *
 * Lines in the head of a file of sql/fact: `-- trend: no`, not run for such a month; `-- joins: hash`,
 * the planner may not loop through one side of a join.
 *
 *     model_sql_table(job, mart, "model/24_meeting.sql", &args, err);
 *     model_sql_facts(job, mart, "ftdm_completion", &args, false, err);
 */
#ifndef MODEL_SQL_H
#define MODEL_SQL_H

#include <stdbool.h>
#include <stddef.h>

#include "job.h"
#include "sqltext.h"

/* $1 agency_id, $2 month, $3 as_of, $4 version (0: the month only feeds a trend), $5 time zone,
   $6 max_reject_pct */
#define MODEL_ARGS 6
struct model_args {
    const char *value[MODEL_ARGS];
};

/* A connection that does a part of the model's work. It never works beside what another process of
   the agency, whose parent has died, may still be writing: see model_sql_alone. */
struct db *model_sql_open(const struct job *job, const char *purpose, struct err *err);
/* Waits, until the end of the transaction of job->mart, for connections that an earlier process
   left and that are still being rolled back. */
bool model_sql_alone(struct job *job, struct err *err);

/* model/24_meeting.sql -> "meeting.sql". */
const char *model_sql_stem(const char *path);
/* Every statement of one file. */
bool model_sql_file(struct job *job, struct db *mart, const char *path,
                    const struct model_args *args, struct err *err);
/* The same for a file of sql/model that makes a table, and the table's statistics. */
bool model_sql_table(struct job *job, struct db *mart, const char *path,
                     const struct model_args *args, struct err *err);
/* The files of one report's facts; `trend`: those that trends need. */
bool model_sql_facts(struct job *job, struct db *mart, const char *report,
                     const struct model_args *args, bool trend, struct err *err);
/* Is fact/NN_<report>_<part>.sql one of the report's? */
bool model_sql_is_of(const char *path, const char *report);
/* Files that model_sql_facts runs; of sql/model where `report` is NULL. */
size_t model_sql_count(const char *report, bool trend);
/* Adds what a worker of a pool did, its job's tally as the item's result. */
void model_sql_done(struct job *job, const void *tally);
/* Partitions for the month and the 12 before it. Its own transaction. */
bool model_sql_partitions(struct job *job, const char *month, struct err *err);
/* Statistics of what model_sql_facts has not analysed: tables that several files or reports fill. */
bool model_sql_analyze(struct job *job, const char *month, struct err *err);

#endif
