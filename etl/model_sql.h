/*
 * etl/model_sql.h - runs the files of sql/model and sql/fact on a connection
 *
 * Internal to model.c. Transactions are the caller's. Which facts belong to a report is in the
 * name of the file: sql/fact/NN_<report>.sql and sql/fact/NN_<report>_<part>.sql.
 *
 *     model_sql_mart(job, &args, err);
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

/* Every file of sql/model on job->mart. Rows changed are added to job->tally. */
bool model_sql_mart(struct job *job, const struct model_args *args, struct err *err);
/* The files of one report's facts; `trend`: those that trends need. */
bool model_sql_facts(struct job *job, struct db *mart, const char *report,
                     const struct model_args *args, bool trend, struct err *err);
/* Is fact/NN_<report>_<part>.sql one of the report's? */
bool model_sql_is_of(const char *path, const char *report);
/* Files that model_sql_facts runs; of sql/model where `report` is NULL. */
size_t model_sql_count(const char *report, bool trend);
/* Partitions for the month and the 12 before it. Its own transaction. */
bool model_sql_partitions(struct job *job, const char *month, struct err *err);
/* Statistics of the partitions of those months. */
bool model_sql_analyze(struct job *job, const char *month, struct err *err);

#endif
