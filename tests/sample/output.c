/*
 * tests/sample/output.c - SQL lines and COPY text of the sample agencies
 *
 * One buffer, escapes done here; whoever writes rows thinks of values only.
 */
#include "sample.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "banned.h"

static char out_buffer[1 << 18];
static size_t out_used;
static bool out_mid_row;

static void out_drain(void)
{
    if (fwrite(out_buffer, 1, out_used, stdout) != out_used)
        sample_die("cannot write to standard output");
    out_used = 0;
}

void sample_flush(void)
{
    out_drain();
    if (fflush(stdout) != 0)
        sample_die("cannot write to standard output");
}

/* Room for n bytes in one piece; n is far below the buffer's size. */
static char *out_room(size_t n)
{
    if (out_used + n > sizeof(out_buffer))
        out_drain();
    return out_buffer + out_used;
}

static void out_bytes(const char *bytes, size_t n)
{
    while (n > 0) {
        size_t part = n < 4096 ? n : 4096;

        memcpy(out_room(part), bytes, part);
        out_used += part;
        bytes += part;
        n -= part;
    }
}

static void out_char(char c)
{
    *out_room(1) = c;
    out_used++;
}

__attribute__((format(printf, 3, 0))) static size_t format_text(char *text, size_t size,
                                                                const char *format, va_list args)
{
    int n = vsnprintf(text, size, format, args);

    if (n < 0 || (size_t)n >= size) {
        errno = EMSGSIZE;
        sample_die("a text is too long");
    }
    return (size_t)n;
}

void sql_line(const char *format, ...)
{
    char line[2048];
    va_list args;

    va_start(args, format);
    out_bytes(line, format_text(line, sizeof(line), format, args));
    va_end(args);
    out_char('\n');
}

void copy_begin(const char *table, const char *columns)
{
    sql_line("copy %s (%s) from stdin;", table, columns);
    out_mid_row = false;
}

void copy_end(void)
{
    sql_line("\\.");
    sql_line("%s", "");
}

static void field_begin(void)
{
    if (out_mid_row)
        out_char('\t');
    out_mid_row = true;
}

void row_end(void)
{
    out_char('\n');
    out_mid_row = false;
}

void put_null(void)
{
    field_begin();
    out_bytes("\\N", 2);
}

void put_int(int64_t value)
{
    char digits[24];
    size_t at = sizeof(digits);
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0)
        digits[--at] = '-';
    field_begin();
    out_bytes(digits + at, sizeof(digits) - at);
}

static void out_escaped(const char *text)
{
    for (const char *p = text; *p != '\0'; p++) {
        switch (*p) {
        case '\t':
            out_bytes("\\t", 2);
            break;
        case '\n':
            out_bytes("\\n", 2);
            break;
        case '\r':
            out_bytes("\\r", 2);
            break;
        case '\\':
            out_bytes("\\\\", 2);
            break;
        default:
            out_char(*p);
        }
    }
}

void put_text(const char *text)
{
    if (text == NULL) {
        put_null();
        return;
    }
    field_begin();
    out_escaped(text);
}

void put_textf(const char *format, ...)
{
    char text[1024];
    va_list args;

    va_start(args, format);
    (void)format_text(text, sizeof(text), format, args);
    va_end(args);
    put_text(text);
}

static char *two_digits(char *at, int value)
{
    at[0] = (char)('0' + value / 10 % 10);
    at[1] = (char)('0' + value % 10);
    return at + 2;
}

static char *format_day(char *at, day_t day)
{
    int y, m, d;

    day_parts(day, &y, &m, &d);
    at = two_digits(at, y / 100);
    at = two_digits(at, y % 100);
    *at++ = '-';
    at = two_digits(at, m);
    *at++ = '-';
    return two_digits(at, d);
}

void put_date(day_t day)
{
    char text[16];

    if (day == NO_DAY) {
        put_null();
        return;
    }
    field_begin();
    out_bytes(text, (size_t)(format_day(text, day) - text));
}

static void put_stamp_zone(day_t day, int seconds, const char *zone)
{
    char text[32];
    char *at;

    if (day == NO_DAY) {
        put_null();
        return;
    }
    for (; seconds < 0; seconds += 86400)
        day--;
    for (; seconds >= 86400; seconds -= 86400)
        day++;
    at = format_day(text, day);
    *at++ = ' ';
    at = two_digits(at, seconds / 3600);
    *at++ = ':';
    at = two_digits(at, seconds / 60 % 60);
    *at++ = ':';
    at = two_digits(at, seconds % 60);
    field_begin();
    out_bytes(text, (size_t)(at - text));
    out_bytes(zone, strlen(zone));
}

void put_stamp(day_t day, int seconds)
{
    put_stamp_zone(day, seconds, "");
}

void put_stamp_utc(day_t day, int seconds)
{
    put_stamp_zone(day, seconds, "+00");
}
