/* etl/dav.c - what one says to a WebDAV share */
#include "dav.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "dav_http.h"
#include "dav_list.h"
#include "dav_path.h"
#include "dav_rule.h"
#include "stop.h"
#include "str.h"
/* Must stay last: it makes unsafe functions fail to compile. */
#include "banned.h"

#define MULTISTATUS_MAX 65536
#define LISTING_MAX     (16 << 20) /* some 30,000 names */

struct dav {
    struct dav_http *http;
    char *staging;
    struct str known; /* collections seen, each between two line ends */
};

static const short accepts_put[] = {200, 201, 204, 0};
static const short accepts_move[] = {201, 204, 0};
static const short accepts_mkcol[] = {200, 201, 405, 0}; /* 405: stands already */
static const short accepts_delete[] = {200, 204, 404, 0};
static const short accepts_get[] = {200, 0};
static const short accepts_propfind[] = {200, 207, 0};

struct dav *dav_open(const struct dav_config *config, struct err *err)
{
    struct dav_http *http = dav_http_open(config, err);
    if (!http)
        return NULL;
    struct dav *dav = xcalloc(1, sizeof(*dav));
    dav->http = http;
    dav->staging = xstrdup(config->staging);
    str_init(&dav->known);
    dav_forget(dav);
    return dav;
}

void dav_free(struct dav *dav)
{
    if (!dav)
        return;
    dav_http_free(dav->http);
    free(dav->staging);
    str_release(&dav->known);
    free(dav);
}

const char *dav_url(const struct dav *dav)
{
    return dav_http_url(dav->http);
}

const char *dav_staging(const struct dav *dav)
{
    return dav->staging;
}

const char *dav_server(const struct dav *dav)
{
    return dav_http_server(dav->http);
}

void dav_forget(struct dav *dav)
{
    str_clear(&dav->known);
    str_addc(&dav->known, '\n');
}

static enum dav_class propfind(struct dav *dav, const char *path, int depth, size_t max,
                               struct str *ret_body, struct dav_outcome *ret)
{
    struct dav_request request = {
        .method = "PROPFIND",
        .accepts = accepts_propfind,
        .fd = -1,
        .text = "<?xml version=\"1.0\" encoding=\"utf-8\"?>"
                "<propfind xmlns=\"DAV:\"><prop><resourcetype/></prop></propfind>",
        .body = ret_body,
        .body_max = max,
    };
    dav_http_header(&request, "Depth: %d", depth);
    dav_http_header(&request, "Content-Type: application/xml; charset=utf-8");
    return dav_http_perform(dav->http, &request, path, true, ret);
}

enum dav_class dav_probe(struct dav *dav, const char *path, struct dav_outcome *ret)
{
    struct str body = STR_INIT;
    if (propfind(dav, path, 0, MULTISTATUS_MAX, &body, ret) == DAV_DONE &&
        !dav_path_is_collection(body.buf))
        (void)dav_rule_settle(ret, dav_rule_own(DAV_RULE_NOT_COLLECTION), false);
    str_release(&body);
    return ret->class;
}

enum dav_class dav_children(struct dav *dav, const char *path, dav_child_fn *child, void *ctx,
                            struct dav_outcome *ret)
{
    struct str body = STR_INIT;
    if (propfind(dav, path, 1, LISTING_MAX, &body, ret) == DAV_DONE)
        dav_list_scan(body.buf, dav_url(dav), path, child, ctx);
    str_release(&body);
    return ret->class;
}

static enum dav_class mkcol_level(struct dav *dav, const char *path, struct dav_outcome *ret)
{
    struct dav_request request = {
        .method = "MKCOL", .accepts = accepts_mkcol, .changes = true, .fd = -1};
    enum dav_class class = dav_http_perform(dav->http, &request, path, true, ret);
    if (class == DAV_DONE || (ret->status != 301 && ret->status != 403 && ret->status != 409))
        return class;
    /* Servers disagree on how to say "stands already"; the account may not write that far up. */
    struct dav_outcome seen;
    if (dav_probe(dav, path, &seen) == DAV_DONE)
        *ret = seen;
    return ret->class;
}

/* `line` is the path between two line ends, as in dav->known. */
static enum dav_class mkcol_once(struct dav *dav, char *line, struct dav_outcome *ret)
{
    size_t n = strlen(line);
    if (strstr(dav->known.buf, line))
        return dav_rule_settle(ret, dav_rule_own(DAV_RULE_DONE), false);
    line[n - 1] = '\0';
    enum dav_class class = mkcol_level(dav, line + 1, ret);
    if (class == DAV_DONE)
        str_addf(&dav->known, "%s\n", line + 1);
    return class;
}

enum dav_class dav_mkcol(struct dav *dav, const char *path, struct dav_outcome *ret)
{
    enum dav_class class = DAV_DONE;
    size_t n = 0;
    do {
        n += strcspn(path + n, "/");
        char *line = xasprintf("\n%.*s\n", (int)n, path);
        class = mkcol_once(dav, line, ret);
        free(line);
    } while (class == DAV_DONE && path[n++] != '\0');
    return class;
}

enum dav_class dav_put(struct dav *dav, const char *path, int fd, int64_t size,
                       const struct dav_guard *guard, struct dav_outcome *ret)
{
    struct dav_request request = {
        .method = "PUT", .accepts = accepts_put, .changes = true, .fd = fd, .size = size};
    dav_http_header(&request,
                    "Expect: 100-continue"); /* libcurl would leave it out for small files */
    if (guard && guard->is_new)
        dav_http_header(&request, "If-None-Match: *");
    if (guard && guard->etag)
        dav_http_header(&request, "If-Match: %s", guard->etag);
    return dav_http_perform(dav->http, &request, path, false, ret);
}

static enum dav_class get_file(struct dav *dav, const char *path, int into, int64_t max,
                               struct dav_file *ret_file, struct dav_outcome *ret)
{
    struct dav_request request = {.method = "GET",
                                  .accepts = accepts_get,
                                  .fd = -1,
                                  .digest = digest_new(),
                                  .into = into,
                                  .into_max = max};
    dav_http_header(&request, "Cache-Control: no-cache"); /* a cache on the way proves nothing */
    if (dav_http_perform(dav->http, &request, path, false, ret) == DAV_DONE) {
        request.file.sha256 = digest_finish(request.digest);
        request.file.size = request.received;
        *ret_file = request.file;
    }
    digest_free(request.digest);
    return ret->class;
}

enum dav_class dav_get_digest(struct dav *dav, const char *path, struct dav_file *ret_file,
                              struct dav_outcome *ret)
{
    return get_file(dav, path, -1, 0, ret_file, ret);
}

enum dav_class dav_get_file(struct dav *dav, const char *path, int into, int64_t max,
                            struct dav_file *ret_file, struct dav_outcome *ret)
{
    return get_file(dav, path, into, max, ret_file, ret);
}

enum dav_class dav_get_to_buffer(struct dav *dav, const char *path, size_t max,
                                 struct str *ret_body, struct dav_outcome *ret)
{
    struct str body = STR_INIT;
    struct dav_request request = {
        .method = "GET", .accepts = accepts_get, .fd = -1, .body = &body, .body_max = max};
    dav_http_header(&request, "Cache-Control: no-cache");
    if (dav_http_perform(dav->http, &request, path, false, ret) == DAV_DONE)
        str_addn(ret_body, body.buf, body.len);
    str_release(&body);
    return ret->class;
}

enum dav_class dav_move(struct dav *dav, const char *from, const char *to, bool overwrite,
                        struct dav_outcome *ret)
{
    struct str destination = STR_INIT;
    str_add(&destination, dav_url(dav));
    if (to[0] == '\0' || !dav_path_add(&destination, to)) {
        str_release(&destination);
        return dav_rule_settle(ret, dav_rule_own(DAV_RULE_BAD_PATH), false);
    }
    struct dav_request request = {
        .method = "MOVE", .accepts = accepts_move, .changes = true, .fd = -1};
    dav_http_header(&request, "Destination: %s", destination.buf);
    dav_http_header(&request, "Overwrite: %c",
                    overwrite ? 'T' : 'F'); /* its default differs by server */
    str_release(&destination);
    return dav_http_perform(dav->http, &request, from, false, ret);
}

enum dav_class dav_delete(struct dav *dav, const char *path, struct dav_outcome *ret)
{
    if (!dav->staging || !dav_path_is_below(dav->staging, path))
        return dav_rule_settle(ret, dav_rule_own(DAV_RULE_NOT_STAGING), false);
    struct dav_request request = {
        .method = "DELETE", .accepts = accepts_delete, .changes = true, .fd = -1};
    return dav_http_perform(dav->http, &request, path, false, ret);
}

enum dav_class dav_lock(struct dav *dav, const char *path, char *ret_token, size_t size,
                        struct dav_outcome *ret)
{
    struct dav_request request = {
        .method = "LOCK",
        .accepts = accepts_get,
        .changes = true,
        .fd = -1,
        .text = "<?xml version=\"1.0\" encoding=\"utf-8\"?>"
                "<lockinfo xmlns=\"DAV:\"><lockscope><exclusive/></lockscope>"
                "<locktype><write/></locktype></lockinfo>",
    };
    dav_http_header(&request, "Timeout: Second-60");
    dav_http_header(&request, "Depth: 0");
    dav_http_header(&request, "Content-Type: application/xml; charset=utf-8");
    if (dav_http_perform(dav->http, &request, path, false, ret) == DAV_DONE)
        (void)snprintf(ret_token, size, "%s", request.token);
    return ret->class;
}

enum dav_class dav_unlock(struct dav *dav, const char *path, const char *token,
                          struct dav_outcome *ret)
{
    struct dav_request request = {
        .method = "UNLOCK", .accepts = accepts_delete, .changes = true, .fd = -1};
    dav_http_header(&request, "Lock-Token: %s", token);
    return dav_http_perform(dav->http, &request, path, false, ret);
}

bool dav_wait(int64_t ms, struct dav_outcome *ret)
{
    while (dav_rule_go_on(ret)) {
        if (ms <= 0)
            return true;
        int64_t slice = ms < STOP_POLL_MS ? ms : STOP_POLL_MS;
        struct timespec pause = {.tv_nsec = (long)slice * 1000000};
        (void)nanosleep(&pause, NULL);
        ms -= slice;
    }
    return false;
}

bool dav_fail(const struct dav *dav, const struct dav_outcome *outcome, struct err *err,
              const char *format, ...)
{
    struct str what = STR_INIT;
    va_list args;
    va_start(args, format);
    str_addv(&what, format, args);
    va_end(args);
    const struct dav_rule *rule = outcome->rule;
    str_addf(&what, ": the share %s %s", dav_url(dav), rule->says);
    if (outcome->said[0])
        str_addf(&what, ": %s", outcome->said);
    else if (outcome->status)
        str_addf(&what, " (HTTP status %d)", outcome->status);
    (void)err_set(err, rule->kind, "%s", what.buf);
    if (rule->hint)
        (void)err_hint(err, "%s", rule->hint);
    str_release(&what);
    return false;
}
