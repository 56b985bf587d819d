/* etl/str.c - memory that cannot run out, growable text, an arena, numbers from text */
#include "str.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BANNED_ALLOW_STRTO  /* wrapped here, with range and end checks */
#define BANNED_ALLOW_MALLOC /* wrapped here, aborting */
#include "banned.h"

char str_empty[1] = "";

static void out_of_memory(size_t size)
{
    (void)fprintf(stderr, "cwreports: out of memory (wanted %zu bytes)\n", size);
    abort();
}

void *xmalloc(size_t size)
{
    void *p = malloc(size ? size : 1);
    if (!p)
        out_of_memory(size);
    return p;
}

void *xcalloc(size_t n, size_t size)
{
    void *p = calloc(n ? n : 1, size ? size : 1);
    if (!p)
        out_of_memory(n * size);
    return p;
}

void *xrealloc(void *old, size_t n, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(n, size, &bytes))
        out_of_memory(SIZE_MAX);
    void *p = realloc(old, bytes ? bytes : 1);
    if (!p)
        out_of_memory(bytes);
    return p;
}

char *xstrdup(const char *text)
{
    return text ? xstrndup(text, strlen(text)) : NULL;
}

char *xstrndup(const char *text, size_t n)
{
    n = strnlen(text, n);
    char *copy = xmalloc(n + 1);
    memcpy(copy, text, n);
    copy[n] = '\0';
    return copy;
}

char *xasprintf(const char *format, ...)
{
    struct str str = STR_INIT;
    va_list args;
    va_start(args, format);
    str_addv(&str, format, args);
    va_end(args);
    return str_detach(&str);
}

void str_init(struct str *str)
{
    *str = (struct str)STR_INIT;
}

void str_release(struct str *str)
{
    if (!str)
        return;
    if (str->cap)
        free(str->buf);
    str_init(str);
}

void str_clear(struct str *str)
{
    str->len = 0;
    if (str->cap)
        str->buf[0] = '\0';
}

char *str_detach(struct str *str)
{
    char *text = str->cap ? str->buf : xstrdup("");
    str_init(str);
    return text;
}

void str_reserve(struct str *str, size_t extra)
{
    size_t need;
    if (__builtin_add_overflow(str->len, extra, &need) || need >= SIZE_MAX / 2)
        out_of_memory(SIZE_MAX);
    if (need < str->cap)
        return;
    size_t cap = str->cap ? str->cap : 64;
    while (cap <= need)
        cap *= 2;
    char *old = str->cap ? str->buf : NULL;
    str->buf = xrealloc(old, cap, 1);
    str->buf[str->len] = '\0';
    str->cap = cap;
}

void str_addn(struct str *str, const void *bytes, size_t n)
{
    if (n == 0)
        return;
    str_reserve(str, n);
    memcpy(str->buf + str->len, bytes, n);
    str->len += n;
    str->buf[str->len] = '\0';
}

void str_add(struct str *str, const char *text)
{
    str_addn(str, text, strlen(text));
}

void str_addc(struct str *str, char c)
{
    str_addn(str, &c, 1);
}

void str_addv(struct str *str, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    str_reserve(str, 128); /* most fit: formatted once */
    size_t room = str->cap - str->len;
    int n = vsnprintf(str->buf + str->len, room, format, args);
    if (n > 0 && (size_t)n >= room) {
        str_reserve(str, (size_t)n);
        (void)vsnprintf(str->buf + str->len, (size_t)n + 1, format, again);
    }
    va_end(again);
    if (n > 0)
        str->len += (size_t)n;
}

void str_addf(struct str *str, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    str_addv(str, format, args);
    va_end(args);
}

struct str_number str_number(int64_t value)
{
    struct str_number number;
    char digits[20], *d = digits + sizeof(digits), *p = number.text;
    uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do
        *--d = (char)('0' + left % 10);
    while (left /= 10);
    if (value < 0)
        *p++ = '-';
    memcpy(p, d, (size_t)(digits + sizeof(digits) - d));
    p[digits + sizeof(digits) - d] = '\0';
    return number;
}

void str_add_bytes(struct str *out, int64_t bytes)
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
    size_t unit = 0;
    int64_t tenths = bytes * 10;
    while (tenths >= 10000 && unit < 4) {
        tenths = (tenths + 500) / 1000;
        unit++;
    }
    if (unit == 0)
        str_addf(out, "%lld B", (long long)bytes);
    else
        str_addf(out, "%lld.%lld %s", (long long)(tenths / 10), (long long)(tenths % 10),
                 units[unit]);
}

void str_add_count(struct str *out, int64_t count)
{
    struct str_number digits = str_number(count);
    const char *p = digits.text;
    if (*p == '-')
        str_addc(out, *p++);
    for (size_t left = strlen(p); left > 0; left--) {
        str_addc(out, *p++);
        if (left > 1 && left % 3 == 1)
            str_addc(out, ',');
    }
}

struct arena_block {
    struct arena_block *next;
    size_t used;
    size_t size;
    _Alignas(max_align_t) char data[];
};

void *arena_alloc(struct arena *arena, size_t size)
{
    const size_t align = _Alignof(max_align_t);
    if (size > SIZE_MAX / 2)
        out_of_memory(size);
    size = (size + align - 1) / align * align;
    struct arena_block *block = arena->blocks;
    if (!block || block->size - block->used < size) {
        size_t room = size > 8192 ? size : 8192;
        block = xmalloc(sizeof(*block) + room);
        *block = (struct arena_block){.next = arena->blocks, .size = room};
        arena->blocks = block;
    }
    void *p = block->data + block->used;
    block->used += size;
    return memset(p, 0, size);
}

char *arena_strdup(struct arena *arena, const char *text)
{
    if (!text)
        return NULL;
    size_t n = strlen(text) + 1;
    return memcpy(arena_alloc(arena, n), text, n);
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    struct str str = STR_INIT;
    va_list args;
    va_start(args, format);
    str_addv(&str, format, args);
    va_end(args);
    char *text = arena_strdup(arena, str.buf);
    str_release(&str);
    return text;
}

void arena_release(struct arena *arena)
{
    if (!arena)
        return;
    struct arena_block *block = arena->blocks;
    while (block) {
        struct arena_block *next = block->next;
        free(block);
        block = next;
    }
    arena->blocks = NULL;
}

bool str_eq(const char *a, const char *b)
{
    if (!a || !b)
        return a == b;
    return strcmp(a, b) == 0;
}

bool str_starts(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool str_ends(const char *text, const char *suffix)
{
    size_t n = strlen(text);
    size_t m = strlen(suffix);
    return n >= m && strcmp(text + n - m, suffix) == 0;
}

bool str_to_int64(const char *text, int64_t min, int64_t max, int64_t *ret_value)
{
    /* strtoll skips blanks and takes "+": a configuration that says " 5" is more likely damaged */
    if (!text || !(text[0] == '-' || (text[0] >= '0' && text[0] <= '9')))
        return false;
    char *end = NULL;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (errno || end == text || *end || value < min || value > max)
        return false;
    *ret_value = value;
    return true;
}

bool str_to_double(const char *text, double *ret_value)
{
    if (!text || !(text[0] == '-' || (text[0] >= '0' && text[0] <= '9')))
        return false;
    if (strpbrk(text, "xX")) /* hexadecimal floats */
        return false;
    char *end = NULL;
    errno = 0;
    double value = strtod(text, &end);
    if (errno || end == text || *end || !isfinite(value))
        return false;
    *ret_value = value;
    return true;
}

static size_t min3(size_t a, size_t b, size_t c)
{
    size_t m = a < b ? a : b;
    return m < c ? m : c;
}

size_t str_distance(const char *a, const char *b)
{
    size_t n = strlen(a);
    size_t m = strlen(b);
    size_t width = m + 1;
    size_t *rows = xcalloc(3 * width, sizeof(*rows));
    size_t *before = rows; /* two rows up, for swaps */
    size_t *above = rows + width;
    size_t *here = rows + 2 * width;
    for (size_t j = 0; j <= m; j++)
        above[j] = j;
    for (size_t i = 1; i <= n; i++) {
        here[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t cost = a[i - 1] == b[j - 1] ? 0 : 1;
            here[j] = min3(above[j] + 1, here[j - 1] + 1, above[j - 1] + cost);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                before[j - 2] + 1 < here[j])
                here[j] = before[j - 2] + 1;
        }
        size_t *spare = before;
        before = above;
        above = here;
        here = spare;
    }
    size_t result = above[m];
    free(rows);
    return result;
}

const char *str_nearest(const char *word, const char *const *names, size_t n)
{
    const char *best = NULL;
    size_t best_distance = SIZE_MAX;
    for (size_t i = 0; i < n; i++) {
        size_t distance = str_distance(word, names[i]);
        if (distance < best_distance) {
            best = names[i];
            best_distance = distance;
        }
    }
    /* a third of the word wrong is another word */
    size_t limit = strlen(word) / 3 + 1;
    return best_distance <= limit ? best : NULL;
}

size_t str_utf8_fit(const char *text, size_t max)
{
    size_t n = strnlen(text, max + 1);
    if (n <= max)
        return n;
    n = max;
    while (n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80)
        n--;
    return n;
}

/* Length of the well-formed sequence at p, 0 when it is not one. */
static size_t utf8_sequence(const unsigned char *p, size_t n)
{
    static const struct {
        unsigned char low, high, second_low, second_high, more;
    } forms[] = {
        {0x00, 0x7f, 0x00, 0x00, 0}, {0xc2, 0xdf, 0x80, 0xbf, 1}, {0xe0, 0xe0, 0xa0, 0xbf, 2},
        {0xe1, 0xec, 0x80, 0xbf, 2}, {0xed, 0xed, 0x80, 0x9f, 2}, {0xee, 0xef, 0x80, 0xbf, 2},
        {0xf0, 0xf0, 0x90, 0xbf, 3}, {0xf1, 0xf3, 0x80, 0xbf, 3}, {0xf4, 0xf4, 0x80, 0x8f, 3},
    };
    for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
        if (p[0] < forms[i].low || p[0] > forms[i].high)
            continue;
        size_t more = forms[i].more;
        if (more >= n)
            return 0;
        if (more && (p[1] < forms[i].second_low || p[1] > forms[i].second_high))
            return 0;
        for (size_t k = 2; k <= more; k++)
            if ((p[k] & 0xc0) != 0x80)
                return 0;
        return more + 1;
    }
    return 0;
}

bool str_is_utf8(const char *text, size_t n)
{
    while (n > 0) {
        size_t step = utf8_sequence((const unsigned char *)text, n);
        if (step == 0)
            return false;
        text += step;
        n -= step;
    }
    return true;
}

size_t str_utf8_next(const char *text, size_t n)
{
    return utf8_sequence((const unsigned char *)text, n);
}
