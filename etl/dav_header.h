/*
 * etl/dav_header.h - the value of one header line of an answer
 *
 * Internal to dav*.c. Pure functions on text.
 *
 *     dav_header_take(line, n, "etag:", file->etag, sizeof(file->etag));
 */
#ifndef DAV_HEADER_H
#define DAV_HEADER_H

#include <stddef.h>

/* Copies the value of the header called `name`, if this is its line. A value that does not fit, or
   is not printable ASCII, is not kept at all: the ledger takes UTF-8 only, and a terminal must not
   obey a server. */
void dav_header_take(const char *line, size_t n, const char *name, char *ret, size_t size);

#endif
