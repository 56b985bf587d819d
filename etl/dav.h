/*
 * etl/dav.h - requests to the share: HTTP and WebDAV, one at a time, nothing hidden
 *
 * Each request ends in a struct dav_outcome: not only whether it worked but what may be done about
 * it, because the same 500 means "try again" after a GET and "ask the server what happened" after
 * a PUT. No redirect is followed, and nothing is tried again but once by libcurl itself, when a
 * connection that was kept open turns out to be dead before any answer; publish.c decides the rest.
 *
 * https only (plain http to loopback if allowed). Nothing is sent before both sides are known:
 * certificates are verified, the way of authentication is stated and never negotiated down, bodies
 * wait for "100 Continue". After one 401 a struct dav sends nothing more: accounts get locked.
 *
 * Paths are relative to the base address, decoded UTF-8, pieces joined by "/"; "" is the base.
 * A struct dav serves one process: for several transfers at once open several, after the fork. It
 * copies its configuration and wipes the secret when freed.
 *
 *     struct dav *dav = dav_open(&config, err);
 *     struct dav_outcome out;
 *     if (dav_put(dav, "2026-05/a.xlsx", fd, size, NULL, &out) != DAV_DONE)
 *         return dav_fail(dav, &out, err, "sending \"%s\"", "2026-05/a.xlsx");
 */
#ifndef DAV_H
#define DAV_H

#include <stdbool.h>
#include <stdint.h>

#include "digest.h"
#include "err.h"

struct str;

enum dav_auth { DAV_AUTH_NONE, DAV_AUTH_BASIC, DAV_AUTH_DIGEST, DAV_AUTH_BEARER };

struct dav_config {
    const char *url; /* of the base collection; no user, query or fragment in it */
    enum dav_auth auth;
    const char *user;    /* basic, digest */
    const char *secret;  /* password or token, see file_read_secret */
    const char *ca_file; /* trust this and nothing else; NULL: the system's authorities */
    const char *proxy;   /* NULL: none, whatever the environment says */
    const char *staging; /* the only collection in which dav_delete works; NULL: nowhere */
    bool allow_http_loopback;
    int connect_s; /* 0: 20 */
    int expect_s;  /* 0: 5; how long a body waits for "100 Continue" */
    int stall_s;   /* 0: 60; below 1,000 bytes per second for so long ends a request */
};

enum dav_class {
    DAV_DONE,
    DAV_GONE,         /* 404, 409: the name, or the collection it belongs in, is not there */
    DAV_PRECONDITION, /* 412: a file stands there, or is not the one expected */
    DAV_LOCKED,       /* 423: a person has it open */
    DAV_DENIED,       /* 401, 403 */
    DAV_REFUSED,      /* will not get better by trying again */
    DAV_RETRY,        /* nothing happened; later may work */
    DAV_UNKNOWN,      /* the server may or may not have acted: ask it */
    DAV_STOPPED,      /* by a signal, the deadline (stop.h), or our own disk */
};

struct dav_outcome {
    enum dav_class class;
    int status;                  /* HTTP status, 0 when no answer came */
    int retry_after_s;           /* what the server asked for, 0: nothing */
    int64_t sent;                /* body bytes that left this machine */
    bool continued;              /* the server said 100 before the body went */
    const struct dav_rule *rule; /* words and error kind, for dav_fail */
    char said[160];              /* the library's own words, may be empty */
};

struct dav_file {
    struct digest_text sha256;
    int64_t size;
    char etag[128];    /* as sent, with its quotes; empty: none */
    char modified[40]; /* Last-Modified */
};

/* Conditions of a PUT. Servers may ignore them, so look first. A MOVE has none but `overwrite`:
   an If header that names the destination fails on lighttpd even when it is true. */
struct dav_guard {
    bool is_new;      /* only if nothing stands there */
    const char *etag; /* only if it is still this one; NULL: whatever */
};

struct dav *dav_open(const struct dav_config *config, struct err *err); /* ERR_CONFIG */
void dav_free(struct dav *dav);
const char *dav_url(const struct dav *dav);     /* base address, ends in "/" */
const char *dav_staging(const struct dav *dav); /* NULL: none */
const char *dav_server(const struct dav *dav);  /* what it last called itself, or "" */

/* DAV_DONE only if a collection stands there. Before anything else: it settles authentication. */
enum dav_class dav_probe(struct dav *dav, const char *path, struct dav_outcome *ret);
/* The files and collections directly in one; "" is the base. Names are decoded; what a hostile or
   odd server says beside them is left out. Order is the server's. */
typedef void dav_child_fn(void *ctx, const char *name, bool is_collection);
enum dav_class dav_children(struct dav *dav, const char *path, dav_child_fn *child, void *ctx,
                            struct dav_outcome *ret);
/* Makes each level that is missing. What was seen once is not asked for again until dav_forget. */
enum dav_class dav_mkcol(struct dav *dav, const char *path, struct dav_outcome *ret);
void dav_forget(struct dav *dav);
/* `size` bytes from the start of fd, whose position is left alone. */
enum dav_class dav_put(struct dav *dav, const char *path, int fd, int64_t size,
                       const struct dav_guard *guard, struct dav_outcome *ret);
/* Reads everything, keeps only the digest. */
enum dav_class dav_get_digest(struct dav *dav, const char *path, struct dav_file *ret_file,
                              struct dav_outcome *ret);
/* The same, and keeps the bytes in `into`, from its start; more than `max` is DAV_REFUSED. */
enum dav_class dav_get_file(struct dav *dav, const char *path, int into, int64_t max,
                            struct dav_file *ret_file, struct dav_outcome *ret);
/* Appends to ret_body; more than `max` bytes is DAV_REFUSED. */
enum dav_class dav_get_to_buffer(struct dav *dav, const char *path, size_t max,
                                 struct str *ret_body, struct dav_outcome *ret);
enum dav_class dav_move(struct dav *dav, const char *from, const char *to, bool overwrite,
                        struct dav_outcome *ret);
/* Only directly below config.staging; anything else is DAV_REFUSED and not sent. */
enum dav_class dav_delete(struct dav *dav, const char *path, struct dav_outcome *ret);

/* An exclusive lock on a file that is there, for at most a minute. Only to learn what a share does:
   publishing takes no locks. */
enum dav_class dav_lock(struct dav *dav, const char *path, char *ret_token, size_t size,
                        struct dav_outcome *ret);
enum dav_class dav_unlock(struct dav *dav, const char *path, const char *token,
                          struct dav_outcome *ret);

/* Turns an outcome that is not what the caller wanted into an error. False always. */
bool dav_fail(const struct dav *dav, const struct dav_outcome *outcome, struct err *err,
              const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Waits; false as soon as stop.h says so, with *ret saying why. */
bool dav_wait(int64_t ms, struct dav_outcome *ret);

#endif
