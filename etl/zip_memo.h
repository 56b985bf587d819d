/*
 * etl/zip_memo.h - packed parts that come again in the next workbook
 *
 * Purpose: of the parts of a small workbook most are those of the workbook before: theme, styles,
 * relations, notes. This process packs them once. A part is taken only when its whole
 * content is the same, and what is packed depends on content and level alone, so a workbook has
 * the same bytes whatever was written before it.
 *
 * Ownership: all is kept until the process ends, bounded: one content a name, 64 names, parts of
 * at most 64 KB. Not for threads.
 */
#ifndef ZIP_MEMO_H
#define ZIP_MEMO_H

#include <stdbool.h>
#include <stddef.h>

struct zip_member;

/* The part as it is packed; valid until the next zip_memo_keep. NULL: it is not known. `part` tells
   name, size and digest of `content`. */
const void *zip_memo_find(const struct zip_member *part, const void *content, int level,
                          size_t *ret_packed);
void zip_memo_keep(const struct zip_member *part, const void *content, int level,
                   const void *packed, size_t n);

#endif
