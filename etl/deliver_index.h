/*
 * etl/deliver_index.h - index.html of a month: what was published, for whoever opens its folder
 *
 * Internal to deliver*.c. A page that stands alone: no script, nothing from elsewhere, no person's
 * name. The rows come from sql/engine/index_*.sql, in order and in words. The same published files
 * give the same bytes.
 *
 *     struct str page = STR_INIT;
 *     deliver_index_page(job, "2020-01-01", &page, err);
 */
#ifndef DELIVER_INDEX_H
#define DELIVER_INDEX_H

#include <stdbool.h>

#include "err.h"
#include "str.h"

struct job;

/* month: first day. Appends. */
bool deliver_index_page(struct job *job, const char *month, struct str *page, struct err *err);

#endif
