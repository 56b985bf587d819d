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

/* The maps as read, to be asked. */
struct codes;
struct codes *codemap_read(const struct conf *conf, struct err *err); /* NULL on failure */
void codemap_free(struct codes *codes);
bool codemap_has_list(const struct codes *codes, const char *list);
/* At any time: whether the entry is valid on a row's day, only its row can tell. */
bool codemap_knows(const struct codes *codes, const char *list, const char *code);

bool codemap_load(const struct conf *conf, struct db *mart, int64_t *ret_codes, struct err *err);
/* The files alone, without a database. */
bool codemap_check(const struct conf *conf, int64_t *ret_codes, struct err *err);
/* Does the mart hold what stands in the files? */
bool codemap_is_loaded(const struct conf *conf, struct db *mart, bool *ret_loaded, struct err *err);

#endif
