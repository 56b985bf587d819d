/* etl/dav_list.c - the names in a PROPFIND answer of depth 1 */
#include "dav_list.h"

#include <string.h>

#include "str.h"
/* Must stay last: it makes unsafe functions fail to compile. */
#include "banned.h"

/* One response as far as it was read. */
struct entry {
    struct str path; /* decoded, from the root of the server; "": no href seen */
    bool is_collection;
};

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* "%C3%BC" and "&amp;" as characters. A "%00" ends the text, so such a name matches nothing. */
static void decode(struct str *out, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '%' && i + 2 < n && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0) {
            str_addc(out, (char)(hex(text[i + 1]) * 16 + hex(text[i + 2])));
            i += 2;
        } else if (n - i >= 5 && strncmp(text + i, "&amp;", 5) == 0) {
            str_addc(out, '&');
            i += 4;
        } else {
            str_addc(out, text[i]);
        }
    }
}

/* The path of an address, or a path as it is. */
static const char *path_of(const char *address, size_t *n)
{
    const char *host = *n > 8 ? memchr(address, ':', 8) : NULL;
    if (!host || (size_t)(host - address) + 3 > *n || strncmp(host, "://", 3) != 0)
        return address;
    host += 3;
    const char *slash = memchr(host, '/', *n - (size_t)(host - address));
    const char *path = slash ? slash : address + *n;
    *n -= (size_t)(path - address);
    return path;
}

static void note_href(struct entry *entry, const char *text)
{
    size_t n = strcspn(text, "<");
    while (n > 0 && strchr(" \t\r\n", text[0])) {
        text++;
        n--;
    }
    while (n > 0 && strchr(" \t\r\n", text[n - 1]))
        n--;
    const char *path = path_of(text, &n);
    str_clear(&entry->path);
    decode(&entry->path, path, n);
}

/* `prefix` is the collection's own path, with a slash at its end. */
static void emit(struct entry *entry, const char *prefix, dav_child_fn *child, void *ctx)
{
    char *name = entry->path.buf;
    bool is_collection = entry->is_collection;
    if (str_starts(name, prefix)) {
        name += strlen(prefix);
        size_t n = strlen(name);
        if (n > 0 && name[n - 1] == '/') {
            name[n - 1] = '\0';
            is_collection = true;
        }
        if (*name && !strchr(name, '/'))
            child(ctx, name, is_collection);
    }
    str_clear(&entry->path);
    entry->is_collection = false;
}

/* Is the name after "<", without its prefix, this one? */
static bool is_tag(const char *tag, const char *wanted)
{
    size_t n = strcspn(tag, " \t\r\n/><");
    const char *colon = memchr(tag, ':', n);
    if (colon) {
        n -= (size_t)(colon + 1 - tag);
        tag = colon + 1;
    }
    return n == strlen(wanted) && memcmp(tag, wanted, n) == 0;
}

/* Behind a comment, CDATA or declaration that begins here; NULL: it never ends. */
static const char *skip(const char *at)
{
    static const char *const pairs[][2] = {{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}};
    for (size_t i = 0; i < 3; i++)
        if (str_starts(at, pairs[i][0])) {
            const char *end = strstr(at, pairs[i][1]);
            return end ? end + strlen(pairs[i][1]) : NULL;
        }
    return at;
}

void dav_list_scan(const char *body, const char *url, const char *path, dav_child_fn *child,
                   void *ctx)
{
    struct entry entry = {.path = STR_INIT};
    struct str prefix = STR_INIT;
    size_t n = strlen(url);
    const char *base = path_of(url, &n);
    decode(&prefix, base, n);
    if (*path)
        str_addf(&prefix, "%s/", path);
    while (body && (body = strchr(body, '<'))) {
        const char *next = skip(body);
        if (next != body) {
            body = next;
            continue;
        }
        body++;
        if (!entry.path.len && is_tag(body, "href") && (next = strchr(body, '>')))
            note_href(&entry, next + 1);
        else if (is_tag(body, "collection"))
            entry.is_collection = true;
        else if (*body == '/' && is_tag(body + 1, "response"))
            emit(&entry, prefix.buf, child, ctx);
    }
    str_release(&entry.path);
    str_release(&prefix);
}
