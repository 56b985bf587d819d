/*
 * etl/dav_list.h - the names in a PROPFIND answer of depth 1
 *
 * Internal to dav*.c. Pure functions on text: a scan, not an XML parser, so no entity, depth or
 * namespace declaration of a hostile server changes what it does. What is not exactly one name
 * below the collection asked for is left out.
 *
 *     dav_list_scan(body, "https://h/reports/", "2020-01", child, ctx);
 */
#ifndef DAV_LIST_H
#define DAV_LIST_H

#include "dav.h"

/* `url`: the base address, ends in "/". `path`: the collection, as for dav_children. */
void dav_list_scan(const char *body, const char *url, const char *path, dav_child_fn *child,
                   void *ctx);

#endif
