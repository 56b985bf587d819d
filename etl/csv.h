/*
 * etl/csv.h - the agency's small tables: CSV files that people keep by hand
 *
 * UTF-8, with or without a mark; lines that begin with # and empty lines are comments; then the
 * header, exactly as asked for; then one line per row with as many fields. Fields may stand in
 * double quotes, a doubled quote is one. Anything else is ERR_CONFIG with file and line.
 *
 *     bool note(void *ctx, const struct csv_row *row, struct err *err)
 *     {
 *         if (!*row->fields[0])
 *             return csv_refuse(row, err, "the code is empty");
 *         ...
 *     }
 *     ok = csv_read(path, "code,label", note, &codes, err);
 */
#ifndef CSV_H
#define CSV_H

#include <stdbool.h>

#include "err.h"

#define CSV_WIDTH 8 /* most fields of a row */

struct csv_row {
    const char *path;
    const char *header;
    int line;
    const char *const *fields; /* "" is empty; they are gone after the call */
};

typedef bool csv_row_fn(void *ctx, const struct csv_row *row, struct err *err);

bool csv_read(const char *path, const char *header, csv_row_fn *fn, void *ctx, struct err *err);
/* False always: "path:line: what", and how a line looks. */
bool csv_refuse(const struct csv_row *row, struct err *err, const char *what);
bool csv_is_day(const char *text); /* 2020-01-31, a day that there is */

#endif
