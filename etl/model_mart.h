/*
 * etl/model_mart.h - stage -> mart: the tables of the model, on several connections
 *
 * Internal to model.c. Each file of sql/model makes one table in a transaction of its own, as soon
 * as the tables that it needs are there (sql/model/00_begin.sql tells how the files say so). While
 * that goes on, and after a crash in its midst, etl.mart says "making" and nobody reads the model;
 * the next one makes all of it again. Then the gate (C6): more rejected rows than
 * quality.max_reject_pct is ERR_SOURCE_DATA, with no facts made of them.
 *
 * Large tables, and what they wait for, come first, so that no core is left with one of them at the end.
 *
 * A process makes the model of a load once, however many months it computes from it.
 *
 *     model_mart(job, batch.id, &args, err);
 */
#ifndef MODEL_MART_H
#define MODEL_MART_H

#include <stdbool.h>

#include "job.h"
#include "model_sql.h"

bool model_mart(struct job *job, const char *batch, const struct model_args *args, struct err *err);

#endif
