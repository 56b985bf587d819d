/* etl/sqlscan.c - tells the parameters of an SQL text from what only looks like one */
#include "sqlscan.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "banned.h"

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '$' || ((unsigned char)c & 0x80);
}

/* p stands on the quote; a doubled quote is one of the text; backslash escapes in E'' only */
static const char *skip_quoted(const char *p, char quote, bool escapes)
{
    for (p++; *p; p++) {
        if (escapes && *p == '\\' && p[1])
            p++;
        else if (*p == quote && p[1] == quote)
            p++;
        else if (*p == quote)
            return p + 1;
    }
    return p;
}

static const char *skip_comment(const char *p)
{
    int depth = 0; /* PostgreSQL nests these */
    do {
        if (p[0] == '/' && p[1] == '*') {
            depth++;
            p += 2;
        } else if (p[0] == '*' && p[1] == '/') {
            depth--;
            p += 2;
        } else if (*p) {
            p++;
        }
    } while (depth > 0 && *p);
    return p;
}

/* $tag$ ... $tag$; p stands on the first "$". Not a dollar quote: just past the "$". */
static const char *skip_dollar(const char *p)
{
    const char *tag_end = p + 1;
    while (is_word(*tag_end) && *tag_end != '$')
        tag_end++;
    if (*tag_end != '$')
        return p + 1;
    size_t n = (size_t)(tag_end + 1 - p);
    for (const char *q = tag_end + 1; *q; q++)
        if (*q == '$' && strncmp(q, p, n) == 0)
            return q + n;
    return p + strlen(p);
}

bool sqlscan_param(struct sqlscan *scan)
{
    const char *p = scan->at;
    while (*p) {
        if (*p == '\'') {
            p = skip_quoted(p, '\'', false);
        } else if (*p == '"') {
            p = skip_quoted(p, '"', false);
        } else if (p[0] == '-' && p[1] == '-') {
            p += strcspn(p, "\n");
        } else if (p[0] == '/' && p[1] == '*') {
            p = skip_comment(p);
        } else if (*p == '$' && isdigit((unsigned char)p[1])) {
            scan->start = p++;
            scan->number = 0;
            while (isdigit((unsigned char)*p) && scan->number < 1000)
                scan->number = scan->number * 10 + (*p++ - '0');
            scan->at = p;
            return true;
        } else if (*p == '$') {
            p = skip_dollar(p);
        } else if (is_word(*p)) { /* a word may hold "$1": it is part of the name */
            const char *word = p;
            while (is_word(*p))
                p++;
            if (*p == '\'' && p - word == 1 && (*word == 'e' || *word == 'E'))
                p = skip_quoted(p, '\'', true);
        } else {
            p++;
        }
    }
    scan->at = p;
    return false;
}
