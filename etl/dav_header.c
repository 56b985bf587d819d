/* etl/dav_header.c - the value of one header line of an answer */
#include "dav_header.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

/* Must stay last: it makes unsafe functions fail to compile. */
#include "banned.h"

void dav_header_take(const char *line, size_t n, const char *name, char *ret, size_t size)
{
    size_t at = strlen(name);
    if (n < at || strncasecmp(line, name, at) != 0)
        return;
    while (at < n && (line[at] == ' ' || line[at] == '\t'))
        at++;
    while (n > at && (unsigned char)line[n - 1] <= ' ')
        n--;
    ret[0] = '\0';
    bool plain = n - at < size;
    for (size_t i = at; plain && i < n; i++)
        plain = (line[i] >= ' ' && line[i] <= '~') || line[i] == '\t';
    if (!plain)
        return;
    memcpy(ret, line + at, n - at);
    ret[n - at] = '\0';
}
