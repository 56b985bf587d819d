/*
 * etl/publish_parts.h - one digest over the parts of a workbook that a share leaves alone
 *
 * Shares such as SharePoint rewrite Office files: they pack them anew, add properties and the
 * relations to them. What we wrote is still there, part by part. Two workbooks with the same digest
 * hold the same sheets, strings, styles, charts and tables, and nothing else but properties.
 *
 * Left out are docProps/ and customXml/, the list of content types and the relations of the package
 * and of the workbook. Any other part counts, so a macro or a sheet that was added is seen.
 *
 *     publish_parts(fd, INT64_MAX, &sum, &unpacked, err)
 */
#ifndef PUBLISH_PARTS_H
#define PUBLISH_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "digest.h"
#include "err.h"

/* False when it is no zip, or unpacks to more than `max` bytes: a stranger's file may be anything. */
bool publish_parts(int fd, int64_t max, struct digest_text *ret_sum, int64_t *ret_unpacked,
                   struct err *err);

#endif
