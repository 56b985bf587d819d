/*
 * etl/codemap.h - code maps: what the source's codes mean, from CSV files into mart.code_map
 *
 * <codemap.dir>/<source kind>/<list>.csv; lines that begin with # are comments, then the header
 * `code,label,group,valid_from,valid_to`, then one line per code. Fields may stand in double
 * quotes. Dates are ISO or empty. A code may come again only for another time. Anything else is
 * ERR_CONFIG with file and line, and nothing is changed.
 *
 *     codemap_load(conf, mart, &codes, err);   // replaces this agency's codes, one transaction
 */
#ifndef CODEMAP_H
#define CODEMAP_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"

struct conf;
struct db;

bool codemap_load(const struct conf *conf, struct db *mart, int64_t *ret_codes, struct err *err);
/* The files alone, without a database. */
bool codemap_check(const struct conf *conf, int64_t *ret_codes, struct err *err);

#endif
