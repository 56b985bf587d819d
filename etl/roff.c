/* etl/roff.c - plain text as the text of a manual page */
#include "roff.h"

#include <stdbool.h>

#include "banned.h"

/* Lines of a page's source stay short. */
#define WIDE 56

void roff_text(FILE *out, const char *text)
{
    bool begins = true;
    const char *line = text;
    for (const char *p = text; *p; p++) {
        if (*p == ' ' && p - line > WIDE) { /* a new line of the page's source, the same text */
            (void)fputc('\n', out);
            line = p + 1;
            begins = true;
            continue;
        }
        line = *p == '\n' ? p + 1 : line;
        if (begins && (*p == '.' || *p == '\''))
            (void)fputs("\\&", out);
        begins = *p == '\n';
        switch (*p) {
        case '\\':
            (void)fputs("\\e", out);
            break;
        case '-':
            (void)fputs("\\-", out);
            break;
        case '`':
            (void)fputs("\\(ga", out);
            break;
        case '\'':
            (void)fputs("\\(aq", out);
            break;
        case '"':
            (void)fputs("\\(dq", out);
            break;
        case '~':
            (void)fputs("\\(ti", out);
            break;
        case '^':
            (void)fputs("\\(ha", out);
            break;
        default:
            (void)fputc(*p, out);
        }
    }
}

void roff_word(FILE *out, const char *text)
{
    (void)fputc('"', out);
    roff_text(out, text);
    (void)fputc('"', out);
}
