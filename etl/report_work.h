/*
 * etl/report_work.h - a worker: draws the workbooks of one unit after the other
 *
 * Callbacks of a pool (pool.h) whose context is a struct report_plan and whose items are its
 * units. A worker opens its own connections, all in the plan's snapshot, and keeps them from unit
 * to unit. Files are written under their temporary names; what is known of them goes to the
 * plan's shared results.
 */
#ifndef REPORT_WORK_H
#define REPORT_WORK_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"

bool report_work_begin(void *context, void **ret_state, struct err *err);
bool report_work_unit(void *context, void *state, size_t item, void *ret_result, struct err *err);
bool report_work_end(void *context, void *state, bool commit, struct err *err);

#endif
