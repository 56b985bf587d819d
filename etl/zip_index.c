/* etl/zip_index.c - reading, see zip.h: files of the workbook library, complete, no comment */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <isa-l/crc.h>
#include <zlib.h>

#include "err.h"
#include "str.h"
#include "zip.h"

#include "banned.h"

enum { LOCAL = 30, CENTRAL = 46, TAIL = 22 }; /* fixed parts: member, directory entry, end */

static bool not_zip(struct err *err)
{
    return err_set(err, ERR_INTERNAL, "the workbook library wrote a zip that cannot be read");
}

static unsigned get16(const unsigned char *p)
{
    return p[0] | (unsigned)p[1] << 8;
}

static uint32_t get32(const unsigned char *p)
{
    return get16(p) | (uint32_t)get16(p + 2) << 16;
}

static uint64_t get64(const unsigned char *p)
{
    return get32(p) | (uint64_t)get32(p + 4) << 32;
}

static bool read_at(int fd, void *bytes, size_t n, uint64_t at, struct err *err)
{
    unsigned char *to = bytes;
    while (n > 0) {
        ssize_t done = pread(fd, to, n, (off_t)at);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return err_set_errno(err, ERR_LOCAL, errno, "cannot read back the workbook's parts");
        if (done == 0)
            return err_set(err, ERR_INTERNAL, "a zip file ends early");
        to += done;
        at += (uint64_t)done;
        n -= (size_t)done;
    }
    return true;
}

/* One directory entry; returns its length, 0 when it is not one. */
static size_t read_central(struct zip_index *index, const unsigned char *p, size_t left)
{
    if (left < CENTRAL || get32(p) != 0x02014b50)
        return 0;
    size_t len = get16(p + 28), extra = get16(p + 30), all = CENTRAL + len + extra + get16(p + 32);
    if (left < all)
        return 0;
    struct zip_member member = {.packed = get32(p + 20),
                                .size = get32(p + 24),
                                .header = get32(p + 42),
                                .crc = get32(p + 16),
                                .method = (uint16_t)get16(p + 10)};
    const unsigned char *field = p + CENTRAL + len;
    if (extra >= 4 && get16(field) == 1) { /* zip64: only the sizes that did not fit */
        const unsigned char *f = field + 4, *end = field + 4 + get16(field + 2);
        uint64_t *sizes[] = {&member.size, &member.packed, &member.header};
        for (size_t i = 0; i < 3; i++)
            if (*sizes[i] == UINT32_MAX && f + 8 <= end && end <= field + extra) {
                *sizes[i] = get64(f);
                f += 8;
            }
    }
    member.name = xstrndup((const char *)p + CENTRAL, len);
    index->members[index->n++] = member;
    return all;
}

bool zip_index_read(struct zip_index *index, int fd, struct err *err)
{
    unsigned char tail[TAIL];
    off_t size = lseek(fd, 0, SEEK_END);

    *index = (struct zip_index){.fd = fd};
    if (size < TAIL)
        return not_zip(err);
    if (!read_at(fd, tail, TAIL, (uint64_t)size - TAIL, err))
        return false;
    size_t n = get16(tail + 10), bytes = get32(tail + 12);
    uint64_t at = get32(tail + 16);
    if (get32(tail) != 0x06054b50 || at + bytes > (uint64_t)size)
        return not_zip(err);
    unsigned char *directory = xmalloc(bytes + 1);
    bool ok = read_at(fd, directory, bytes, at, err);
    index->members = xcalloc(n + 1, sizeof(*index->members));
    for (size_t i = 0, done = 0, one; ok && i < n; i++, done += one) {
        one = read_central(index, directory + done, bytes - done);
        if (one == 0)
            ok = not_zip(err);
    }
    free(directory);
    if (!ok)
        zip_index_release(index);
    return ok;
}

void zip_index_release(struct zip_index *index)
{
    for (size_t i = 0; i < index->n; i++)
        free(index->members[i].name);
    free(index->members);
    *index = (struct zip_index){.fd = -1};
}

const struct zip_member *zip_index_find(const struct zip_index *index, const char *name)
{
    for (size_t i = 0; i < index->n; i++)
        if (str_eq(index->members[i].name, name))
            return &index->members[i];
    return NULL;
}

bool zip_index_packed(const struct zip_index *index, const struct zip_member *member, uint64_t from,
                      void *bytes, size_t n, struct err *err)
{
    unsigned char header[LOCAL];

    if (index->content) {
        memcpy(bytes, index->content + member->header + from, n);
        return true;
    }
    if (!read_at(index->fd, header, sizeof(header), member->header, err))
        return false;
    uint64_t data = member->header + LOCAL + get16(header + 26) + get16(header + 28);
    return read_at(index->fd, bytes, n, data + from, err);
}

bool zip_index_unpack(const struct zip_index *index, const struct zip_member *member,
                      struct str *ret_content, struct err *err)
{
    bool ok = false;

    if (member->packed >= UINT32_MAX || member->size >= UINT32_MAX)
        return not_zip(err);
    size_t size = (size_t)member->size, packed = (size_t)member->packed;
    unsigned char *from = xmalloc(packed + 1);
    str_reserve(ret_content, size + 1);
    unsigned char *to = (unsigned char *)ret_content->buf + ret_content->len;
    if (!zip_index_packed(index, member, 0, from, packed, err))
        goto out;
    if (member->method == 0 && size == packed) {
        memcpy(to, from, size);
    } else {
        z_stream z = {.next_in = from,
                      .avail_in = (unsigned)packed,
                      .next_out = to,
                      .avail_out = (unsigned)size};
        bool whole = inflateInit2(&z, -15) == Z_OK && inflate(&z, Z_FINISH) == Z_STREAM_END;
        inflateEnd(&z);
        if (!whole || z.total_out != size) {
            not_zip(err);
            goto out;
        }
    }
    to[size] = '\0';
    ret_content->len += size;
    ok = crc32_gzip_refl(0, to, size) == member->crc || not_zip(err);
out:
    free(from);
    return ok;
}
