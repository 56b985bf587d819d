/*
 * etl/extract_plan.h - what an extract will do: tables, columns, COPY statements
 *
 * Internal to extract.c. Made from sql/source/<kind>/ and the two servers' answers; moves no data.
 * The plan owns its strings.
 *
 *     struct plan plan;
 *     extract_plan_init(&plan, conf);
 *     extract_plan_files(&plan, err) && extract_plan_cutoff(&plan, source, &cutoff, err);
 *     for each table: extract_plan_table(&plan, table, source, mart, err);
 *     extract_plan_release(&plan);
 */
#ifndef EXTRACT_PLAN_H
#define EXTRACT_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "str.h"

struct conf;
struct db;

struct plan_table {
    const char *path;     /* source/famlink/meeting.sql */
    const char *name;     /* meeting */
    const char *optional; /* source table that may be missing, or NULL */
    const char *instead;  /* what the report says without it */
    bool present;
    bool core;           /* without rows of it the reports say nothing that is true */
    char *out_sql;       /* copy (...) to stdout */
    char *in_sql;        /* copy stage.meeting (...) from stdin */
    char *select;        /* what is read of the source */
    int64_t rows_before; /* in the last load: the largest goes first */
};

struct plan {
    const struct conf *conf;
    struct arena arena;
    struct plan_table *tables;
    size_t n;
};

void extract_plan_init(struct plan *plan, const struct conf *conf);
void extract_plan_release(struct plan *plan);
/* Connection to the source with the session that extracts rely on. NULL on failure. */
struct db *extract_plan_open(const struct conf *conf, struct err *err);

bool extract_plan_files(struct plan *plan, struct err *err);
/* *ret_cutoff: 2020-02-03 05:30:00 on the agency's wall clock; caller frees. */
bool extract_plan_cutoff(const struct plan *plan, struct db *source, char **ret_cutoff,
                         struct err *err);
bool extract_plan_table(struct plan *plan, struct plan_table *table, struct db *source,
                        struct db *mart, struct err *err);

/* What the source's planner expects of a table that is present. The server asks for the same rights
   as for reading it: a table or column that this role may not select is ERR_SOURCE_DATA. */
bool extract_plan_estimate(const struct plan_table *table, struct db *source, int64_t *ret_rows,
                           int64_t *ret_bytes, struct err *err);

#endif
