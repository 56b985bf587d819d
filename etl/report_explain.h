/*
 * etl/report_explain.h - for one child, what each rule of a report looked at and what followed
 *
 * Rows of three queries, in this order: sql/report/common/explain_head.sql, the report's own
 * sql/report/<report>/explain.sql, sql/report/common/explain_tail.sql. All take the parameters of
 * a sheet (report.h) with the child's id as $4, and return the columns below; what they mean is
 * said in explain_head.sql. Nothing is computed here. The id never goes into a message.
 *
 *     struct report_explanation told = REPORT_EXPLANATION_INIT;
 *     if (report_explain(job, report, "1002003", &told, err)) ... told.rows[i][EXPLAIN_OUTCOME]
 *     report_explanation_release(&told);
 */
#ifndef REPORT_EXPLAIN_H
#define REPORT_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "job.h"
#include "ledger.h"
#include "vocab.h"

enum explain_column {
    EXPLAIN_SECTION,
    EXPLAIN_RULE,
    EXPLAIN_LOOKED_AT,
    EXPLAIN_VALUE,
    EXPLAIN_ROW_ID,
    EXPLAIN_OUTCOME,
    EXPLAIN_DECIDES, /* t, f */
    EXPLAIN_LIST,
    EXPLAIN_COLUMNS
};
/* Names in SQL and in JSON, in that order. */
extern const char *const report_explain_columns[EXPLAIN_COLUMNS];

struct report_explanation {
    struct arena arena;
    struct ledger_month month;
    const char *const **rows; /* NULL fields are null */
    size_t n, max;
};
/* clang-format off */
#define REPORT_EXPLANATION_INIT {.arena = ARENA_INIT}
/* clang-format on */

/* ERR_USAGE: the month has no facts yet, or nobody has this id. ERR_RUNNING: the model is being
   made, or was left half made. job->period.month or --month says
   which month. */
bool report_explain(struct job *job, const struct report *report, const char *child_id,
                    struct report_explanation *told, struct err *err);
void report_explanation_release(struct report_explanation *told);

#endif
