/* etl/dav_path.c - percent-encoding and the scan of PROPFIND answers */
#include "dav_path.h"

#include <string.h>

#include "err.h"
#include "str.h"
/* Must stay last: it makes unsafe functions fail to compile. */
#include "banned.h"

#define PATH_MAX_BYTES 1024
#define DIGITS         "0123456789"
#define LETTERS        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define HOST_MAX       255

static bool piece_is_safe(const char *piece, size_t n)
{
    if (n == 0 || (n == 1 && piece[0] == '.') || (n == 2 && piece[0] == '.' && piece[1] == '.'))
        return false;
    for (size_t at = 0; at < n; at++) {
        unsigned char c = (unsigned char)piece[at];
        if (c < 0x20 || c == 0x7f || c == '\\')
            return false;
    }
    return true;
}

static bool path_is_safe(const char *path)
{
    if (strlen(path) > PATH_MAX_BYTES)
        return false;
    for (;;) {
        size_t n = strcspn(path, "/");
        if (!piece_is_safe(path, n))
            return false;
        if (path[n] == '\0')
            return true;
        path += n + 1;
    }
}

bool dav_path_add(struct str *url, const char *path)
{
    static const char plain[] = LETTERS DIGITS "-._~/";
    if (path[0] == '\0')
        return true;
    if (!path_is_safe(path))
        return false;
    for (; *path; path++) {
        if (strchr(plain, *path))
            str_addc(url, *path);
        else
            str_addf(url, "%%%02X", (unsigned)(unsigned char)*path);
    }
    return true;
}

/* "127.0.0.1.example.org" is not loopback. */
static bool is_loopback(const char *host)
{
    return strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0 ||
           (str_starts(host, "127.") && host[strspn(host, DIGITS ".")] == '\0');
}

/* The length of a host at the start of the text; 0 when there is none. */
static size_t host_length(const char *text)
{
    if (text[0] != '[')
        return strspn(text, LETTERS DIGITS ".-");
    size_t n = 1 + strspn(text + 1, DIGITS "abcdefABCDEF:.");
    return n > 1 && text[n] == ']' ? n + 1 : 0;
}

bool dav_path_base(const char *address, bool allow_http_loopback, struct str *ret_url,
                   struct err *err)
{
    bool secure = str_starts(address, "https://");
    if (!secure && !str_starts(address, "http://"))
        return err_set(err, ERR_CONFIG, "share.url does not start with https://");
    const char *at = strstr(address, "//") + 2;
    if (memchr(at, '@', strcspn(at, "/"))) {
        (void)err_set(err, ERR_CONFIG, "share.url holds a user or password");
        return err_hint(err, "use share.user and share.password_file");
    }
    size_t n = host_length(at);
    if (n == 0 || n > HOST_MAX)
        return err_set(err, ERR_CONFIG, "share.url does not name a host");
    char host[HOST_MAX + 1];
    memcpy(host, at, n);
    host[n] = '\0';
    if (!secure && !(allow_http_loopback && is_loopback(host))) {
        (void)err_set(err, ERR_CONFIG, "share.url is plain http to \"%s\"", host);
        return err_hint(err, "workbooks leave this machine by https only");
    }
    at += n;
    if (*at == ':')
        at += 1 + strspn(at + 1, DIGITS);
    if (*at != '\0' && *at != '/')
        return err_set(err, ERR_CONFIG, "share.url has something other than a port after its host");
    if (at[strspn(at, LETTERS DIGITS "/-._~!$&'()*+,;=:@%")] != '\0' || strstr(at, "/../") ||
        strstr(at, "//") || str_ends(at, "/..")) {
        (void)err_set(err, ERR_CONFIG, "share.url holds characters that do not belong in it");
        return err_hint(err, "write blanks as %%20 and letters beyond ASCII percent-encoded");
    }
    str_add(ret_url, address);
    if (!str_ends(address, "/"))
        str_addc(ret_url, '/');
    return true;
}

bool dav_path_is_below(const char *collection, const char *path)
{
    size_t n = strlen(collection);
    if (n == 0 || strncmp(path, collection, n) != 0 || path[n] != '/')
        return false;
    const char *name = path + n + 1;
    return path_is_safe(path) && strchr(name, '/') == NULL;
}

/* The name after "<", without its prefix, is "collection". */
static bool names_collection(const char *tag)
{
    size_t n = strcspn(tag, " \t\r\n/><");
    const char *colon = memchr(tag, ':', n);
    if (colon) {
        n -= (size_t)(colon + 1 - tag);
        tag = colon + 1;
    }
    return n == strlen("collection") && memcmp(tag, "collection", n) == 0;
}

bool dav_path_is_collection(const char *body)
{
    static const struct {
        const char *open, *close;
    } skipped[] = {{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}};
    while ((body = strchr(body, '<'))) {
        size_t kind = 0;
        while (kind < 3 && !str_starts(body, skipped[kind].open))
            kind++;
        if (kind < 3) {
            body = strstr(body, skipped[kind].close);
            if (!body)
                return false;
            continue;
        }
        if (names_collection(body + 1))
            return true;
        body++;
    }
    return false;
}
