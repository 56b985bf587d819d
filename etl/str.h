/*
 * etl/str.h - memory that cannot run out, growable text, an arena, numbers from text
 *
 * Out of memory aborts: it is not a state a batch job recovers from. So nothing here reports it.
 *
 * struct str: `buf` is always a valid, NUL-terminated string, also right after STR_INIT and after
 * str_clear; `len` never counts the NUL. Bytes may be read and changed in place below `len`.
 * struct arena: many small allocations, one release; nothing in it is freed alone.
 *
 *     struct str path = STR_INIT;
 *     str_addf(&path, "%s/%s", dir, name);
 *     use(path.buf);
 *     str_release(&path);
 */
#ifndef STR_H
#define STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- memory: abort instead of NULL; free() with free ---- */
void *xmalloc(size_t size);
void *xcalloc(size_t n, size_t size);
void *xrealloc(void *old, size_t n, size_t size); /* n * size checked for overflow */
char *xstrdup(const char *text);                  /* NULL in, NULL out */
char *xstrndup(const char *text, size_t n);
char *xasprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* ---- growable text ---- */
struct str {
    char *buf;
    size_t len;
    size_t cap; /* 0: buf is not ours to free */
};

extern char str_empty[1];
/* clang-format off */
#define STR_INIT {.buf = str_empty, .len = 0, .cap = 0}
/* clang-format on */

void str_init(struct str *str);
void str_release(struct str *str); /* frees and returns to STR_INIT; NULL is fine */
void str_clear(struct str *str);   /* empty, keeps the memory */
char *str_detach(struct str *str); /* caller frees; str is STR_INIT again */
void str_reserve(struct str *str, size_t extra);
void str_add(struct str *str, const char *text);
void str_addn(struct str *str, const void *bytes, size_t n);
void str_addc(struct str *str, char c);
void str_addf(struct str *str, const char *format, ...) __attribute__((format(printf, 2, 3)));
void str_addv(struct str *str, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

void str_add_count(struct str *str, int64_t count); /* 1,234,567 */
void str_add_bytes(struct str *str, int64_t bytes); /* 12.3 MB */

/* A number as text on the stack, ready to be a parameter: str_number(7).text */
struct str_number {
    char text[24];
};
struct str_number str_number(int64_t value);

/* ---- arena ---- */
struct arena {
    struct arena_block *blocks;
};
/* clang-format off */
#define ARENA_INIT {.blocks = NULL}
/* clang-format on */
void *arena_alloc(struct arena *arena, size_t size); /* zeroed, aligned for any type */
char *arena_strdup(struct arena *arena, const char *text);
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void arena_release(struct arena *arena);

/* ---- questions about text ---- */
bool str_eq(const char *a, const char *b); /* NULL equals only NULL */
bool str_starts(const char *text, const char *prefix);
bool str_ends(const char *text, const char *suffix);
/* Whole text must be one number within [min, max]; no blanks, no trailing garbage. */
bool str_to_int64(const char *text, int64_t min, int64_t max, int64_t *ret_value);
bool str_to_double(const char *text, double *ret_value); /* finite, "." as decimal point */
/* Edits (insert, remove, replace, swap) that turn a into b; for "did you mean". */
size_t str_distance(const char *a, const char *b);
/* Nearest of n names, or NULL when none is near enough to be worth saying. */
const char *str_nearest(const char *word, const char *const *names, size_t n);
bool str_is_utf8(const char *text, size_t n); /* no overlong forms, no surrogates */
/* Length of the well-formed sequence that text begins with, 0 when it does not. n > 0. */
size_t str_utf8_next(const char *text, size_t n);
/* Largest length <= max that does not cut a UTF-8 sequence. */
size_t str_utf8_fit(const char *text, size_t max);

#endif
