/* etl/dav_http.c - HTTP through libcurl */
#include "dav_http.h"

#include <curl/curl.h>
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "dav_header.h"
#include "dav_path.h"
#include "dav_rule.h"
#include "dav_transport.h"
#include "log.h"
#include "stop.h"
#include "str.h"
/* Must stay last: it makes unsafe functions fail to compile. */
#include "banned.h"

#define IGNORED_MAX     65536 /* bytes of a body nobody asked for, and of an answer's headers */
#define LOW_SPEED_BYTES 1000L

struct dav_http {
    CURLM *multi; /* with one transfer: it lets us ask stop.h while nothing moves */
    CURL *curl;
    char *url; /* ends in "/" */
    enum dav_auth auth;
    char *user, *secret, *ca_file, *proxy;
    long connect_s, expect_s, stall_s;
    bool denied;     /* a 401 came: nothing is sent any more */
    bool fresh;      /* the last request broke its connection: do not trust one that was kept */
    char server[80]; /* what it last called itself */
    char words[CURL_ERROR_SIZE];
};

/* A request at work. */
struct exchange {
    struct dav_http *http;
    struct dav_request *request;
    struct curl_slist *headers;
    int64_t offset; /* of the body to send */
    size_t header_bytes;
    bool continued;               /* the server said 100 */
    const struct dav_rule *ended; /* why we ended it ourselves */
};

static int64_t now_ms(void)
{
    struct timespec ts;
    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* ---- callbacks ---- */

static bool accepted(const struct dav_request *request, long status)
{
    for (const short *ok = request->accepts; *ok; ok++)
        if (*ok == status)
            return true;
    return false;
}

static size_t on_send(char *buf, size_t size, size_t n, void *arg)
{
    struct exchange *ex = arg;
    size_t want = size * n;
    if ((int64_t)want > ex->request->size - ex->offset)
        want = (size_t)(ex->request->size - ex->offset);
    if (want == 0)
        return 0;
    ssize_t got;
    do
        got = pread(ex->request->fd, buf, want, (off_t)ex->offset);
    while (got < 0 && errno == EINTR);
    if (got <= 0) { /* an error, or the file is shorter than was promised */
        ex->ended = dav_rule_own(DAV_RULE_LOCAL_READ);
        return CURL_READFUNC_ABORT;
    }
    ex->offset += got;
    return (size_t)got;
}

/* Without it a body that has to be sent again hangs or fails inside libcurl. */
static int on_seek(void *arg, curl_off_t offset, int origin)
{
    struct exchange *ex = arg;
    if (origin != SEEK_SET || offset < 0 || offset > ex->request->size)
        return CURL_SEEKFUNC_FAIL;
    ex->offset = offset;
    return CURL_SEEKFUNC_OK;
}

/* At the place that request->received, already counted, leaves for it. */
static bool save(const struct dav_request *request, const char *buf, size_t n)
{
    off_t at = (off_t)(request->received - (int64_t)n);
    while (n > 0) {
        ssize_t done = pwrite(request->into, buf, n, at);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        buf += done;
        at += done;
        n -= (size_t)done;
    }
    return true;
}

static size_t on_body(char *buf, size_t size, size_t n, void *arg)
{
    struct exchange *ex = arg;
    struct dav_request *request = ex->request;
    size_t bytes = size * n;
    long status = 0;
    (void)curl_easy_getinfo(ex->http->curl, CURLINFO_RESPONSE_CODE, &status);
    bool wanted = accepted(request, status) && (request->digest || request->body);
    int64_t max = IGNORED_MAX;
    if (wanted && request->into_max)
        max = request->into_max;
    else if (wanted)
        max = request->digest ? INT64_MAX : (int64_t)request->body_max;
    request->received += (int64_t)bytes;
    if (request->received > max) {
        ex->ended = dav_rule_own(DAV_RULE_TOO_LARGE);
        return 0;
    }
    if (wanted && request->digest)
        digest_add(request->digest, buf, bytes);
    else if (wanted)
        str_addn(request->body, buf, bytes);
    if (wanted && request->into_max && !save(request, buf, bytes)) {
        ex->ended = dav_rule_own(DAV_RULE_LOCAL_WRITE);
        return 0;
    }
    return bytes;
}

static size_t on_header(char *buf, size_t size, size_t n, void *arg)
{
    struct exchange *ex = arg;
    struct dav_file *file = &ex->request->file;
    size_t bytes = size * n;
    ex->header_bytes += bytes;
    if (ex->header_bytes > IGNORED_MAX) {
        ex->ended = dav_rule_own(DAV_RULE_TOO_LARGE);
        return 0;
    }
    if (bytes > 5 && memcmp(buf, "HTTP/", 5) == 0) { /* the final answer, after 100 or 401 */
        *file = (struct dav_file){.size = 0};
        ex->continued = ex->continued || (bytes > 12 && memcmp(buf + 8, " 100", 4) == 0);
    }
    dav_header_take(buf, bytes, "server:", ex->http->server, sizeof(ex->http->server));
    dav_header_take(buf, bytes, "lock-token:", ex->request->token, sizeof(ex->request->token));
    dav_header_take(buf, bytes, "etag:", file->etag, sizeof(file->etag));
    dav_header_take(buf, bytes, "last-modified:", file->modified, sizeof(file->modified));
    return bytes;
}

/* ---- options ---- */

#define SET(option, value)                                                                         \
    do {                                                                                           \
        if (rc == CURLE_OK)                                                                        \
            rc = curl_easy_setopt(http->curl, (option), (value));                                  \
    } while (0)

static CURLcode set_safety(const struct dav_http *http)
{
    CURLcode rc = CURLE_OK;
    SET(CURLOPT_PROTOCOLS_STR, str_starts(http->url, "https:") ? "https" : "http");
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1); /* waiting for 100 belongs to it */
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_UNRESTRICTED_AUTH, 0L);
    SET(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    SET(CURLOPT_PROXY, http->proxy ? http->proxy : ""); /* set: the environment is not asked */
    SET(CURLOPT_NOPROXY, "");
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (http->ca_file) {
        SET(CURLOPT_CAINFO, http->ca_file);
        SET(CURLOPT_CAPATH, NULL); /* else the system's authorities stay trusted beside it */
    }
    if (http->auth == DAV_AUTH_BASIC || http->auth == DAV_AUTH_DIGEST) {
        SET(CURLOPT_HTTPAUTH,
            (long)(http->auth == DAV_AUTH_BASIC ? CURLAUTH_BASIC : CURLAUTH_DIGEST));
        SET(CURLOPT_USERNAME, http->user);
        SET(CURLOPT_PASSWORD, http->secret);
    } else if (http->auth == DAV_AUTH_BEARER) {
        SET(CURLOPT_HTTPAUTH, (long)CURLAUTH_BEARER);
        SET(CURLOPT_XOAUTH2_BEARER, http->secret);
    }
    return rc;
}

static CURLcode set_transfer(struct dav_http *http, struct exchange *ex, const char *url)
{
    const struct dav_request *request = ex->request;
    CURLcode rc = CURLE_OK;
    SET(CURLOPT_URL, url);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_ERRORBUFFER, http->words);
    SET(CURLOPT_USERAGENT, "cwreports");
    SET(CURLOPT_FRESH_CONNECT, (long)http->fresh);
    SET(CURLOPT_TCP_KEEPALIVE, 1L);
    SET(CURLOPT_CONNECTTIMEOUT, http->connect_s);
    SET(CURLOPT_EXPECT_100_TIMEOUT_MS, http->expect_s * 1000);
    SET(CURLOPT_LOW_SPEED_LIMIT, LOW_SPEED_BYTES);
    SET(CURLOPT_LOW_SPEED_TIME, http->stall_s);
    SET(CURLOPT_HEADERFUNCTION, on_header);
    SET(CURLOPT_HEADERDATA, ex);
    SET(CURLOPT_WRITEFUNCTION, on_body);
    SET(CURLOPT_WRITEDATA, ex);
    SET(CURLOPT_HTTPHEADER, ex->headers);
    if (request->fd >= 0) {
        SET(CURLOPT_UPLOAD, 1L);
        SET(CURLOPT_INFILESIZE_LARGE, (curl_off_t)request->size);
        SET(CURLOPT_READFUNCTION, on_send);
        SET(CURLOPT_READDATA, ex);
        SET(CURLOPT_SEEKFUNCTION, on_seek);
        SET(CURLOPT_SEEKDATA, ex);
        return rc; /* libcurl says PUT itself */
    }
    if (request->text)
        SET(CURLOPT_POSTFIELDS, request->text);
    if (strcmp(request->method, "GET") != 0)
        SET(CURLOPT_CUSTOMREQUEST, request->method);
    return rc;
}

/* ---- one request ---- */

/* Ends early when stop.h says so, with ex->ended set; the connection is then closed. */
static CURLcode transfer(struct dav_http *http, struct exchange *ex)
{
    CURLMcode mc = curl_multi_add_handle(http->multi, http->curl);
    int running = mc == CURLM_OK;
    struct dav_outcome why;
    while (mc == CURLM_OK && running && !ex->ended) {
        mc = curl_multi_perform(http->multi, &running);
        if (mc == CURLM_OK && running)
            mc = curl_multi_poll(http->multi, NULL, 0, STOP_POLL_MS, NULL);
        if (running && !dav_rule_go_on(&why))
            ex->ended = why.rule;
    }
    CURLcode rc = ex->ended ? CURLE_ABORTED_BY_CALLBACK : CURLE_FAILED_INIT;
    int left = 0;
    const CURLMsg *message = curl_multi_info_read(http->multi, &left);
    if (message && message->msg == CURLMSG_DONE)
        rc = message->data.result;
    (void)curl_multi_remove_handle(http->multi, http->curl);
    return rc;
}

static const struct dav_rule *choose_rule(const struct exchange *ex, CURLcode rc, long status)
{
    if (ex->ended)
        return ex->ended;
    /* A server that refuses early may close while we still send: its answer counts. */
    if (rc != CURLE_OK && status < 400)
        return dav_transport_rule((int)rc);
    return accepted(ex->request, status) ? dav_rule_own(DAV_RULE_DONE)
                                         : dav_rule_status((int)status);
}

static void judge(const struct exchange *ex, CURLcode rc, struct dav_outcome *ret)
{
    struct dav_http *http = ex->http;
    long status = 0, request_bytes = 0;
    curl_off_t sent = 0, retry_after = 0;
    (void)curl_easy_getinfo(http->curl, CURLINFO_RESPONSE_CODE, &status);
    (void)curl_easy_getinfo(http->curl, CURLINFO_REQUEST_SIZE, &request_bytes);
    (void)curl_easy_getinfo(http->curl, CURLINFO_SIZE_UPLOAD_T, &sent);
    (void)curl_easy_getinfo(http->curl, CURLINFO_RETRY_AFTER, &retry_after);
    http->fresh = rc != CURLE_OK;
    http->denied = http->denied || status == 401;
    bool changed = ex->request->changes && request_bytes > 0;
    (void)dav_rule_settle(ret, choose_rule(ex, rc, status), changed);
    ret->status = (int)status;
    ret->sent = sent;
    ret->continued = ex->continued;
    if (retry_after < 0) /* a date that has passed */
        retry_after = 0;
    ret->retry_after_s = retry_after > INT32_MAX ? INT32_MAX : (int)retry_after;
    if (rc == CURLE_OK || ex->ended || status >= 400)
        return;
    const char *words = http->words[0] ? http->words : curl_easy_strerror(rc);
    size_t n = str_utf8_fit(words, sizeof(ret->said) - 1);
    memcpy(ret->said, words, n);
    ret->said[n] = '\0';
}

static void send_request(struct dav_http *http, struct dav_request *request, const char *url,
                         struct dav_outcome *ret)
{
    struct exchange ex = {.http = http, .request = request};
    for (size_t at = 0; at < DAV_HTTP_HEADERS && request->headers[at]; at++) {
        struct curl_slist *longer = curl_slist_append(ex.headers, request->headers[at]);
        if (!longer)
            abort(); /* out of memory */
        ex.headers = longer;
    }
    http->words[0] = '\0';
    curl_easy_reset(http->curl);
    CURLcode rc = set_safety(http);
    if (rc == CURLE_OK)
        rc = set_transfer(http, &ex, url);
    if (rc == CURLE_OK)
        rc = transfer(http, &ex);
    judge(&ex, rc, ret);
    curl_slist_free_all(ex.headers);
}

void dav_http_header(struct dav_request *request, const char *format, ...)
{
    size_t at = 0;
    while (request->headers[at])
        at++;
    struct str line = STR_INIT;
    va_list args;
    va_start(args, format);
    str_addv(&line, format, args);
    va_end(args);
    request->headers[at] = str_detach(&line);
}

enum dav_class dav_http_perform(struct dav_http *http, struct dav_request *request,
                                const char *path, bool collection, struct dav_outcome *ret)
{
    int64_t began = now_ms();
    struct str url = STR_INIT;
    str_add(&url, http->url);
    if (http->denied) {
        (void)dav_rule_settle(ret, dav_rule_status(401), false);
        ret->status = 401;
    } else if (!dav_path_add(&url, path)) {
        (void)dav_rule_settle(ret, dav_rule_own(DAV_RULE_BAD_PATH), false);
    } else if (dav_rule_go_on(ret)) {
        if (collection && path[0])
            str_addc(&url, '/');
        send_request(http, request, url.buf, ret);
        log_debug("http", log_s("method", request->method), log_s("path", path),
                  log_i("status", ret->status), log_s("said", ret->said), log_i("sent", ret->sent),
                  log_i("received", request->received), log_ms("seconds", now_ms() - began));
    }
    for (size_t at = 0; at < DAV_HTTP_HEADERS; at++)
        free(request->headers[at]);
    str_release(&url);
    return ret->class;
}

/* ---- opening ---- */

static void init_library(void)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        abort(); /* out of memory, or a libcurl without its TLS library */
}

static bool check_login(const struct dav_config *config, struct err *err)
{
    bool login = config->auth == DAV_AUTH_BASIC || config->auth == DAV_AUTH_DIGEST;
    if (login && (!config->user || !config->user[0]))
        return err_set(err, ERR_CONFIG, "share.user is not set");
    if (config->auth == DAV_AUTH_BASIC && strchr(config->user, ':'))
        return err_set(err, ERR_CONFIG, "share.user must not hold a colon");
    if (config->auth != DAV_AUTH_NONE && (!config->secret || !config->secret[0]))
        return err_set(err, ERR_CONFIG, "share.password_file is not set");
    if (config->proxy && strchr(config->proxy, '@'))
        return err_set(err, ERR_CONFIG, "share.proxy holds a user or password");
    return true;
}

/* Options that are not set come as "" from the configuration. */
static char *copy(const char *text)
{
    return text && text[0] ? xstrdup(text) : NULL;
}

struct dav_http *dav_http_open(const struct dav_config *config, struct err *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct str url = STR_INIT;
    if (!check_login(config, err) ||
        !dav_path_base(config->url ? config->url : "", config->allow_http_loopback, &url, err))
        return NULL;
    (void)pthread_once(&once, init_library);
    struct dav_http *http = xcalloc(1, sizeof(*http));
    http->url = str_detach(&url);
    http->auth = config->auth;
    http->user = copy(config->user);
    http->secret = copy(config->secret);
    http->ca_file = copy(config->ca_file);
    http->proxy = copy(config->proxy);
    http->connect_s = config->connect_s ? config->connect_s : 20;
    http->expect_s = config->expect_s ? config->expect_s : 5;
    http->stall_s = config->stall_s ? config->stall_s : 60;
    http->multi = curl_multi_init();
    http->curl = curl_easy_init();
    if (!http->multi || !http->curl)
        abort(); /* out of memory */
    return http;
}

void dav_http_free(struct dav_http *http)
{
    if (!http)
        return;
    curl_easy_cleanup(http->curl);
    (void)curl_multi_cleanup(http->multi);
    if (http->secret)
        explicit_bzero(http->secret, strlen(http->secret));
    free(http->secret);
    free(http->url);
    free(http->user);
    free(http->ca_file);
    free(http->proxy);
    free(http);
}

const char *dav_http_url(const struct dav_http *http)
{
    return http->url;
}

const char *dav_http_server(const struct dav_http *http)
{
    return http->server;
}
