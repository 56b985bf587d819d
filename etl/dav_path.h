/*
 * etl/dav_path.h - addresses below the share, and the one question we ask of a PROPFIND answer
 *
 * Internal to dav*.c. Pure functions on text.
 *
 *     struct str url = STR_INIT;
 *     if (!dav_path_add(&url, "2026-05/Büro 7.xlsx")) ...   // "2026-05/B%C3%BCro%207.xlsx"
 */
#ifndef DAV_PATH_H
#define DAV_PATH_H

#include <stdbool.h>
#include <stddef.h>

struct err;
struct str;

/* Appends the path, percent-encoded. False, and nothing appended, when it could mean another place
   to some server: empty pieces, "." or "..", backslashes, control characters, over 1,024 bytes.
   "" is the base itself. */
bool dav_path_add(struct str *url, const char *path);
/* Checks share.url and appends it with a slash at its end. Stricter than the standard, so that no
   other parser can read it differently. Messages never repeat it: it may hold a password. */
bool dav_path_base(const char *address, bool allow_http_loopback, struct str *ret_url,
                   struct err *err);
/* Is `path` exactly one name below `collection`? */
bool dav_path_is_below(const char *collection, const char *path);
/* Does a multistatus body for one resource hold a <collection/> element? Needs no XML parser: no
   entity, depth or namespace declaration of a hostile server changes what this scan does. */
bool dav_path_is_collection(const char *body);

#endif
