/* etl/zip_memo.c - see zip_memo.h */
#include <stdlib.h>
#include <string.h>

#include "str.h"
#include "zip.h"
#include "zip_memo.h"

#include "banned.h"

enum { NAMES = 64, LARGEST = 64 * 1024 };

static struct known {
    struct zip_member part; /* packed: bytes after the content */
    int level;
    char *bytes; /* content, then as it is packed */
} known[NAMES];
static size_t n_known, oldest;

static struct known *find(const char *name)
{
    for (size_t i = 0; i < n_known; i++)
        if (str_eq(known[i].part.name, name))
            return &known[i];
    return NULL;
}

const void *zip_memo_find(const struct zip_member *part, const void *content, int level,
                          size_t *ret_packed)
{
    const struct known *k = find(part->name);

    if (!k || k->level != level || k->part.crc != part->crc || k->part.size != part->size ||
        memcmp(k->bytes, content, part->size) != 0)
        return NULL;
    *ret_packed = (size_t)k->part.packed;
    return k->bytes + part->size;
}

void zip_memo_keep(const struct zip_member *part, const void *content, int level,
                   const void *packed, size_t n)
{
    struct known *k = find(part->name);

    if (part->size > LARGEST || n > LARGEST)
        return;
    if (!k && n_known < NAMES) {
        k = &known[n_known++];
    } else if (!k) {
        k = &known[oldest];
        oldest = (oldest + 1) % NAMES;
    }
    char *name = xstrdup(part->name);
    free(k->part.name);
    k->part = *part;
    k->part.name = name;
    k->part.packed = n;
    k->level = level;
    k->bytes = xrealloc(k->bytes, part->size + n, 1);
    memcpy(k->bytes, content, part->size);
    memcpy(k->bytes + part->size, packed, n);
}
