/*
 * etl/sqltext.h - the SQL that this program carries, and how a file of it is cut and bound
 *
 * Every sql/NAME.sql is embedded at build time; an agency may replace a file by one of the same
 * relative path below sql.overlay_dir. Texts live as long as the program. Only sqltext_overlay
 * can fail (ERR_CONFIG). A file is UTF-8; its first comment lines may hold directives:
 *
 *     -- optional: ext_home_study          (extract) the source table may be missing
 *     -- instead: the code map says it     (extract) what is known then; default: Not recorded
 *     -- core: yes                         (extract) an empty table is refused
 *     -- report: ftdm_completion           (fact) run only when that report is asked for
 *
 * A model or fact file is several statements, each ended by ";" at the end of a line; no other
 * line ends in ";".
 *
 *     const char *text = sqltext("source/famlink/person.sql");
 *     for (size_t i = 0; (path = sqltext_path("model/", i)); i++) ...   // sorted by name
 */
#ifndef SQLTEXT_H
#define SQLTEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"
#include "str.h"

/* Reads the agency's replacements; NULL or "" for none. Call once, before the others. A file
   there whose path the program does not know is accepted only below source/. */
bool sqltext_overlay(const char *dir, struct err *err);
void sqltext_release(void);

const char *sqltext(const char *path);                  /* NULL: no such file */
bool sqltext_is_overlay(const char *path);              /* the agency's text, not ours */
const char *sqltext_path(const char *prefix, size_t i); /* i-th path below prefix, or NULL */
/* Hex SHA-256 of every path and text in force: what the ledger records as "the SQL that ran".
   Made by the caller's hash so that the base layer needs no library. */
void sqltext_walk(void (*each)(void *ctx, const char *path, const char *text), void *ctx);

/* Value of directive `name` in the leading comments, trimmed; false when absent. */
bool sqltext_directive(const char *text, const char *name, struct str *ret_value);
bool sqltext_says(const char *text, const char *name,
                  const char *value); /* is it there, and that? */
/* Next statement of *cursor into *ret_statement (without its ";"); false at the end. */
bool sqltext_next(const char **cursor, struct str *ret_statement);
/* Highest $n outside quotes and comments. */
int sqltext_params(const char *sql);
/* `sql` with each $n replaced by a quoted literal (NULL: null), for COPY, which takes none. */
void sqltext_bind(struct str *out, const char *sql, const char *const *args, size_t n);
void sqltext_literal(struct str *out, const char *value);   /* 'it''s', E'a\\b', null */
void sqltext_identifier(struct str *out, const char *name); /* "name" */

#endif
