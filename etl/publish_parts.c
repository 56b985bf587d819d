/* etl/publish_parts.c - one digest over the parts of a workbook that a share leaves alone */
#include "publish_parts.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "str.h"
#include "zip.h"
/* Must stay last: it makes unsafe functions fail to compile. */
#include "banned.h"

static bool counts(const char *name)
{
    return strcmp(name, "[Content_Types].xml") != 0 && strcmp(name, "_rels/.rels") != 0 &&
           strcmp(name, "xl/_rels/workbook.xml.rels") != 0 && !str_starts(name, "docProps/") &&
           !str_starts(name, "customXml/") && !str_ends(name, "/");
}

static int by_name(const void *a, const void *b)
{
    const struct zip_member *const *x = a;
    const struct zip_member *const *y = b;
    return strcmp((*x)->name, (*y)->name);
}

/* What the directory claims is a stranger's word: nothing is allocated for it unless it can be. */
static bool is_sane(const struct zip_member *member, int64_t file_size, int64_t left)
{
    return member->packed <= (uint64_t)file_size && member->size <= (uint64_t)left;
}

static bool add_part(const struct zip_index *index, const struct zip_member *member,
                     struct digest *digest, struct err *err)
{
    struct str content = STR_INIT;
    bool ok = zip_index_unpack(index, member, &content, err);
    if (ok) {
        struct digest_text sum = digest_bytes(content.buf, content.len);
        digest_add(digest, member->name, strlen(member->name) + 1);
        digest_add(digest, sum.hex, strlen(sum.hex) + 1);
    }
    str_release(&content);
    return ok;
}

bool publish_parts(int fd, int64_t max, struct digest_text *ret_sum, int64_t *ret_unpacked,
                   struct err *err)
{
    struct zip_index index;
    int64_t size = (int64_t)lseek(fd, 0, SEEK_END);
    int64_t unpacked = 0;
    size_t n = 0;
    if (!zip_index_read(&index, fd, err))
        return false;
    const struct zip_member **parts = xcalloc(index.n + 1, sizeof(*parts));
    for (size_t i = 0; i < index.n; i++)
        if (counts(index.members[i].name))
            parts[n++] = &index.members[i];
    qsort(parts, n, sizeof(*parts), by_name);
    struct digest *digest = digest_new();
    bool ok = true;
    for (size_t i = 0; ok && i < n; i++) {
        ok = is_sane(parts[i], size, max - unpacked) ||
             err_set(err, ERR_INTERNAL, "a zip file claims more than it can hold");
        ok = ok && add_part(&index, parts[i], digest, err);
        unpacked += ok ? (int64_t)parts[i]->size : 0;
    }
    if (ok) {
        *ret_sum = digest_finish(digest);
        if (ret_unpacked)
            *ret_unpacked = unpacked;
    }
    digest_free(digest);
    free(parts);
    zip_index_release(&index);
    return ok;
}
