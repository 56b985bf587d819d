/*
 * etl/dav_http.h - one HTTP request and what came back
 *
 * Internal to dav*.c; dav_http.c is the only file that uses libcurl. The connection is kept open
 * between requests; options are set anew for each, so none leaks into the next.
 *
 *     struct dav_request request = {.method = "GET", .accepts = ok, .fd = -1, .body = &body};
 *     dav_http_header(&request, "Cache-Control: no-cache");
 *     class = dav_http_perform(http, &request, "2026-05/a.xlsx", false, ret);
 */
#ifndef DAV_HTTP_H
#define DAV_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dav.h"

#define DAV_HTTP_HEADERS 4

struct dav_request {
    const char *method;   /* GET, PUT or any other word */
    const short *accepts; /* statuses that mean success, 0 ends */
    bool changes;         /* something on the server, so doubt is DAV_UNKNOWN */
    char *headers[DAV_HTTP_HEADERS];
    const char *text; /* body to send, or NULL */
    int fd;           /* body to send from the file's start, or -1 */
    int64_t size;     /* of that body */
    /* The body of a successful answer goes to one of these; else it is dropped. */
    struct digest *digest;
    struct str *body;
    size_t body_max;
    int into; /* and to this file too, if into_max */
    int64_t into_max;
    /* Filled: */
    int64_t received;
    struct dav_file file; /* what the answer's headers say */
    char token[128];      /* of a lock */
};

struct dav_http *dav_http_open(const struct dav_config *config, struct err *err);
void dav_http_free(struct dav_http *http);
const char *dav_http_url(const struct dav_http *http);
const char *dav_http_server(const struct dav_http *http);
void dav_http_header(struct dav_request *request, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* `collection` adds the slash without which some servers redirect. Frees request->headers. */
enum dav_class dav_http_perform(struct dav_http *http, struct dav_request *request,
                                const char *path, bool collection, struct dav_outcome *ret);

#endif
