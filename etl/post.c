/* etl/post.c - messages to the outside that nobody waits for: a ping, a mail */
#include "post.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "str.h"
#include "banned.h"

static void init_library(void)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        abort(); /* out of memory, or a libcurl without its TLS library */
}

/* The name in "host:port" or in the address after "://". */
static bool is_loopback(const char *host)
{
    static const char *const names[] = {"127.0.0.1", "localhost", "[::1]"};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        size_t n = strlen(names[i]);
        if (str_starts(host, names[i]) && (host[n] == ':' || host[n] == '/' || host[n] == '\0'))
            return true;
    }
    return false;
}

bool post_check_url(const char *url, const char *what, struct err *err)
{
    static const char http[] = "http://";
    if (str_starts(url, "https://") ||
        (str_starts(url, http) && is_loopback(url + sizeof(http) - 1)))
        return true;
    err_set(err, ERR_CONFIG, "%s holds no address that begins with https://", what);
    return err_hint(err, "plain http is for loopback only");
}

bool post_check_server(const struct post_server *server, struct err *err)
{
    const char *colon = strrchr(server->host_port, ':');
    int64_t port = 0;
    if (!colon || colon == server->host_port || !str_to_int64(colon + 1, 1, 65535, &port) ||
        strpbrk(server->host_port, " /@?#\t"))
        return err_set(err, ERR_CONFIG, "alert.mail_server: \"%s\" is not host:port",
                       server->host_port);
    if (server->security == POST_PLAIN && !is_loopback(server->host_port)) {
        err_set(err, ERR_CONFIG, "alert.mail_security = none is for a server on loopback only");
        return err_hint(err, "starttls or tls");
    }
    return true;
}

bool post_is_address(const char *address)
{
    const char *at = strchr(address, '@');
    for (const char *p = address; *p; p++)
        if (*p <= ' ' || *p > '~' || strchr("\"(),:;<>[\\]", *p))
            return false;
    return at && at > address && at[1] && !strchr(at + 1, '@') && strlen(address) <= 254;
}

/* ---- one transfer ---- */

struct reading {
    const char *text;
    size_t left;
};

static size_t on_send(char *buf, size_t size, size_t n, void *arg)
{
    struct reading *r = arg;
    size_t bytes = size * n < r->left ? size * n : r->left;
    memcpy(buf, r->text, bytes);
    r->text += bytes;
    r->left -= bytes;
    return bytes;
}

static size_t on_answer(char *buf, size_t size, size_t n, void *arg)
{
    (void)buf;
    (void)arg;
    return size * n; /* nobody reads it */
}

#define SET(option, value)                                                                         \
    do {                                                                                           \
        if (rc == CURLE_OK)                                                                        \
            rc = curl_easy_setopt(curl, (option), (value));                                        \
    } while (0)

static CURLcode set_safety(CURL *curl, const char *ca_file, long seconds)
{
    CURLcode rc = CURLE_OK;
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_TIMEOUT, seconds);
    SET(CURLOPT_CONNECTTIMEOUT, seconds);
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    SET(CURLOPT_PROXY, "");
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_WRITEFUNCTION, on_answer);
    if (ca_file) {
        SET(CURLOPT_CAINFO, ca_file);
        SET(CURLOPT_CAPATH, NULL);
    }
    return rc;
}

static CURL *open_curl(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, init_library);
    CURL *curl = curl_easy_init();
    if (!curl)
        abort(); /* out of memory */
    return curl;
}

/* libcurl's words for the code, not its buffer: that may hold the address. */
static bool judge(CURL *curl, CURLcode rc, const char *what, struct err *err)
{
    long status = 0;
    (void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    if (rc == CURLE_SEND_ERROR && status >= 550 && status <= 559)
        return err_set(err, ERR_CONFIG, "%s: refused (answer %ld)", what, status);
    if (rc != CURLE_OK && status > 0)
        return err_set(err, ERR_LOCAL, "%s: %s (answer %ld)", what, curl_easy_strerror(rc), status);
    if (rc != CURLE_OK)
        return err_set(err, ERR_LOCAL, "%s: %s", what, curl_easy_strerror(rc));
    if (status < 200 || status > 299)
        return err_set(err, ERR_LOCAL, "%s: the answer is %ld", what, status);
    return true;
}

bool post_ping(const char *url, const char *ca_file, long seconds, struct err *err)
{
    CURL *curl = open_curl();
    CURLcode rc = set_safety(curl, ca_file, seconds);
    SET(CURLOPT_URL, url);
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_USERAGENT, "cwreports");
    if (rc == CURLE_OK)
        rc = curl_easy_perform(curl);
    bool ok = judge(curl, rc, "ping", err);
    curl_easy_cleanup(curl);
    return ok;
}

static CURLcode set_mail(CURL *curl, const struct post_server *server, const char *url,
                         const char *from, struct curl_slist *to, struct reading *reading)
{
    CURLcode rc = set_safety(curl, server->ca_file, server->seconds);
    SET(CURLOPT_URL, url);
    SET(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    if (server->security == POST_STARTTLS)
        SET(CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
    if (server->user) {
        SET(CURLOPT_USERNAME, server->user);
        SET(CURLOPT_PASSWORD, server->secret);
    }
    SET(CURLOPT_MAIL_FROM, from);
    SET(CURLOPT_MAIL_RCPT, to);
    SET(CURLOPT_UPLOAD, 1L);
    SET(CURLOPT_READFUNCTION, on_send);
    SET(CURLOPT_READDATA, reading);
    SET(CURLOPT_INFILESIZE_LARGE, (curl_off_t)reading->left);
    return rc;
}

bool post_mail(const struct post_server *server, const char *from, const char *const *to, size_t n,
               const char *text, struct err *err)
{
    struct reading reading = {.text = text, .left = strlen(text)};
    struct str url = STR_INIT;
    struct curl_slist *list = NULL;
    str_addf(&url, "%s://%s/", server->security == POST_TLS ? "smtps" : "smtp", server->host_port);
    for (size_t i = 0; i < n; i++) {
        struct curl_slist *longer = curl_slist_append(list, to[i]);
        if (!longer)
            abort(); /* out of memory */
        list = longer;
    }
    CURL *curl = open_curl();
    CURLcode rc = set_mail(curl, server, url.buf, from, list, &reading);
    if (rc == CURLE_OK)
        rc = curl_easy_perform(curl);
    bool ok = judge(curl, rc, "mail", err);
    curl_easy_cleanup(curl);
    curl_slist_free_all(list);
    str_release(&url);
    return ok;
}
