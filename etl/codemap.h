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

/* ---- lost files: codemap_need.c ---- */

/* A column of stage, and the list that says what its codes mean; the model looks them up under
   either name. `column` NULL: the list stands in for the table where the source has it not. */
struct codemap_column {
    const char *table, *column;
    const char *list, *other_list;
    bool negative_is_none; /* the warehouse's members for a failed lookup */
};
extern const struct codemap_column codemap_columns[]; /* the last one's table is NULL */

/* A list that has to be there is a file that is there: each one that a column needs which the
   kind's SELECT fills (a column that is none is `null::text as column` there), and, with `mart`,
   each one that was loaded before. Without it every code of a column would be Unknown and every
   figure wrong. A file with the header alone is a list without codes: the agency's own word. */
typedef void codemap_lost_fn(void *ctx, const char *file, const struct err *why);
bool codemap_lost(const struct conf *conf, struct db *mart, codemap_lost_fn *tell, void *ctx,
                  struct err *err);
/* The same as one refusal: ERR_CONFIG names the first file and how many more are lost. */
bool codemap_complete(const struct conf *conf, struct db *mart, struct err *err);

#endif
