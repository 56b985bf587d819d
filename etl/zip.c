/* etl/zip.c - see zip.h */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <isa-l/crc.h>

#include "err.h"
#include "str.h"
#include "zip.h"
#include "zip_memo.h"
#include "zip_pack.h"

#include "banned.h"

enum {
    OUT = 64 * 1024, /* not more than zip_pack hands over at once, which is then not copied */
    HINT = 8 << 20,  /* bytes that are given to the disk at once */
    LOCAL = 30,      /* fixed part of a local header */
    CENTRAL = 46,    /* fixed part of a directory entry */
    TAIL = 22,       /* end of directory */
    RESERVE = 20,    /* room for one zip64 field in the local header */
    MAX_NAME = 200,  /* names are ours; anything longer is a defect */
    ZIP64 = 45       /* version needed */
};

struct zip {
    int fd, level;
    const char *path;
    unsigned char *out; /* bytes that are not in the file yet */
    size_t used;
    uint64_t flushed; /* bytes that are */
    uint64_t hinted;  /* of these, on their way to the disk */
    struct zip_member *members;
    size_t n, room;
    bool open;
    bool reserved;         /* the open member has room for a size over 4 GB */
    struct zip_pack *pack; /* above level 0 */
};

/* ---- little-endian fields ---- */

static unsigned char *put16(unsigned char *p, unsigned v)
{
    p[0] = (unsigned char)(v & 255);
    p[1] = (unsigned char)(v >> 8 & 255);
    return p + 2;
}

static unsigned char *put32(unsigned char *p, uint64_t v)
{
    return put16(put16(p, (unsigned)(v & 0xffff)), (unsigned)(v >> 16 & 0xffff));
}

static unsigned char *put64(unsigned char *p, uint64_t v)
{
    return put32(put32(p, v), v >> 32);
}

static bool is_large(uint64_t v)
{
    return v >= UINT32_MAX;
}

static uint64_t fits32(uint64_t v)
{
    return is_large(v) ? UINT32_MAX : v;
}

/* ---- output ---- */

static bool write_at(const struct zip *zip, const unsigned char *bytes, size_t n, uint64_t at,
                     struct err *err)
{
    while (n > 0) {
        ssize_t done = pwrite(zip->fd, bytes, n, (off_t)at);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return err_set_errno(err, ERR_LOCAL, errno, "cannot write \"%s\"", zip->path);
        bytes += done;
        at += (uint64_t)done;
        n -= (size_t)done;
    }
    return true;
}

/* To the file's end. A large file goes to the disk while it is made, or the wait at its end is
   long; that is a hint and tells of nothing. */
static bool append(struct zip *zip, const unsigned char *bytes, size_t n, struct err *err)
{
    if (!write_at(zip, bytes, n, zip->flushed, err))
        return false;
    zip->flushed += n;
    if (zip->flushed - zip->hinted >= HINT) {
        (void)sync_file_range(zip->fd, (off_t)zip->hinted, (off_t)(zip->flushed - zip->hinted),
                              SYNC_FILE_RANGE_WRITE);
        zip->hinted = zip->flushed;
    }
    return true;
}

static bool flush(struct zip *zip, struct err *err)
{
    size_t n = zip->used;

    zip->used = 0;
    return append(zip, zip->out, n, err);
}

static bool put(struct zip *zip, const void *bytes, size_t n, struct err *err)
{
    const unsigned char *from = bytes;

    if (n >= OUT) /* as it is */
        return flush(zip, err) && append(zip, from, n, err);
    while (n > 0) {
        size_t part = OUT - zip->used < n ? OUT - zip->used : n;
        memcpy(zip->out + zip->used, from, part);
        zip->used += part;
        from += part;
        n -= part;
        if (zip->used == OUT && !flush(zip, err))
            return false;
    }
    return true;
}

static bool take_packed(void *context, const unsigned char *bytes, size_t n, struct err *err)
{
    return put(context, bytes, n, err);
}

static uint64_t position(const struct zip *zip)
{
    return zip->flushed + zip->used;
}

/* ---- members ---- */

struct zip *zip_new(int fd, const char *path, int level)
{
    struct zip *zip = xcalloc(1, sizeof(*zip));
    zip->fd = fd;
    zip->path = path;
    zip->level = level < 0 ? 0 : level > 9 ? 9 : level;
    zip->out = xmalloc(OUT);
    if (zip->level > 0)
        zip->pack = zip_pack_new(zip->level, zip_pack_core(), take_packed, zip);
    return zip;
}

void zip_free(struct zip *zip)
{
    if (!zip)
        return;
    zip_pack_free(zip->pack);
    for (size_t i = 0; i < zip->n; i++)
        free(zip->members[i].name);
    free(zip->members);
    free(zip->out);
    free(zip);
}

static struct zip_member *last(struct zip *zip)
{
    return &zip->members[zip->n - 1];
}

static const struct zip_member *find(const struct zip_member *members, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(members[i].name, name))
            return &members[i];
    return NULL;
}

/* The extra field keeps room for sizes over 4 GB; until they are needed it is the growth hint
   that office packages may carry (0xa220), so the member is an ordinary one. */
static size_t local_header(const struct zip_member *member, bool reserve, unsigned char *header)
{
    bool large = is_large(member->size) || is_large(member->packed);
    size_t len = strlen(member->name);
    unsigned char *p = put32(header, 0x04034b50);

    p = put16(p, large ? ZIP64 : 20);
    p = put16(p, 0);
    p = put16(p, member->method);
    p = put32(p, 0x00210000); /* 1980-01-01 00:00, the earliest a zip can say */
    p = put32(p, member->crc);
    p = put32(p, large ? UINT32_MAX : member->packed);
    p = put32(p, large ? UINT32_MAX : member->size);
    p = put16(p, (unsigned)len);
    p = put16(p, reserve ? RESERVE : 0);
    memcpy(p, member->name, len);
    p += len;
    if (reserve && large) {
        p = put64(put64(put16(put16(p, 1), 16), member->size), member->packed);
    } else if (reserve) {
        memset(p, 0, RESERVE);
        put16(put16(put16(p, 0xa220), RESERVE - 4), 0xa028);
        p += RESERVE;
    }
    return (size_t)(p - header);
}

static bool add(struct zip *zip, const struct zip_member *member, bool reserve, struct err *err)
{
    unsigned char header[LOCAL + MAX_NAME + RESERVE];

    if (zip->open || strlen(member->name) > MAX_NAME)
        return err_set(err, ERR_INTERNAL, "zip member \"%.80s\" begun out of turn", member->name);
    if (zip->n == zip->room) {
        zip->room = zip->room ? 2 * zip->room : 16;
        zip->members = xrealloc(zip->members, zip->room, sizeof(*zip->members));
    }
    struct zip_member *mine = &zip->members[zip->n++];
    *mine = *member;
    mine->name = xstrdup(member->name);
    mine->header = position(zip);
    return put(zip, header, local_header(mine, reserve, header), err);
}

static bool begin(struct zip *zip, const char *name, bool reserve, struct err *err)
{
    struct zip_member member = {.name = (char *)(uintptr_t)name, .method = zip->level ? 8 : 0};

    if (find(zip->members, zip->n, name))
        return err_set(err, ERR_INTERNAL, "zip member \"%s\" written twice", name);
    if (!add(zip, &member, reserve, err))
        return false;
    zip->open = true;
    zip->reserved = reserve;
    if (zip->pack)
        zip_pack_begin(zip->pack);
    return true;
}

bool zip_begin(struct zip *zip, const char *name, struct err *err)
{
    return begin(zip, name, true, err);
}

bool zip_write(struct zip *zip, const void *bytes, size_t n, struct err *err)
{
    struct zip_member *member = last(zip);

    member->size += n;
    if (zip->pack)
        return zip_pack_add(zip->pack, bytes, n, err);
    member->crc = crc32_gzip_refl(member->crc, bytes, n);
    return put(zip, bytes, n, err);
}

char *zip_room(struct zip *zip, size_t need)
{
    return zip->pack ? zip_pack_room(zip->pack, need) : NULL;
}

void zip_filled(struct zip *zip, size_t n)
{
    last(zip)->size += n;
    zip_pack_filled(zip->pack, n);
}

bool zip_end(struct zip *zip, struct err *err)
{
    unsigned char header[LOCAL + MAX_NAME + RESERVE];
    struct zip_member *member = last(zip);

    if (zip->pack && !zip_pack_end(zip->pack, &member->crc, err))
        return false;
    zip->open = false;
    size_t len = local_header(member, zip->reserved, header);
    member->packed = position(zip) - member->header - len;
    local_header(member, zip->reserved, header);
    if (member->header >= zip->flushed) { /* not in the file yet */
        memcpy(zip->out + (member->header - zip->flushed), header, len);
        return true;
    }
    return flush(zip, err) && write_at(zip, header, len, member->header, err);
}

/* A part of a draft. */
static bool copy_part(struct zip *zip, const struct zip_member *member, const char *content,
                      struct err *err)
{
    struct zip_member mine = *member;
    size_t n = 0;
    const void *packed = zip_memo_find(member, content, zip->level, &n);

    if (packed) {
        mine.method = 8;
        mine.packed = n;
        return add(zip, &mine, false, err) && put(zip, packed, n, err);
    }
    if (!begin(zip, member->name, is_large(member->size), err) ||
        !zip_write(zip, content, (size_t)member->size, err) || !zip_end(zip, err))
        return false;
    mine = *last(zip);
    if (mine.header >= zip->flushed) /* all of it is still here */
        zip_memo_keep(member, content, zip->level, zip->out + zip->used - mine.packed,
                      (size_t)mine.packed);
    return true;
}

bool zip_copy(struct zip *zip, const struct zip_index *index, const struct zip_member *member,
              struct err *err)
{
    unsigned char bytes[16 * 1024];
    const struct zip_member *there = find(zip->members, zip->n, member->name);
    uint64_t at = 0;

    if (there && there->crc == member->crc && there->size == member->size)
        return true;
    if (there)
        return err_set(err, ERR_INTERNAL, "zip member \"%s\" has two contents", member->name);
    bool plain = member->method == 0 && zip->level > 0; /* it is packed here */
    if (plain && index->content)
        return copy_part(zip, member, index->content + member->header, err);
    if (!(plain ? begin(zip, member->name, is_large(member->size), err)
                : add(zip, member, false, err)))
        return false;
    while (at < member->packed) {
        uint64_t left = member->packed - at;
        size_t part = left < sizeof(bytes) ? (size_t)left : sizeof(bytes);
        if (!zip_index_packed(index, member, at, bytes, part, err) ||
            !(plain ? zip_write(zip, bytes, part, err) : put(zip, bytes, part, err)))
            return false;
        at += part;
    }
    return !plain || zip_end(zip, err);
}

/* ---- directory ---- */

static bool put_central(struct zip *zip, const struct zip_member *member, struct err *err)
{
    unsigned char entry[CENTRAL + MAX_NAME + 28], field[28];
    unsigned char *p, *f = field + 4;
    size_t len = strlen(member->name);

    if (is_large(member->size))
        f = put64(f, member->size);
    if (is_large(member->packed))
        f = put64(f, member->packed);
    if (is_large(member->header))
        f = put64(f, member->header);
    size_t more = f > field + 4 ? (size_t)(f - field) : 0;
    put16(put16(field, 1), (unsigned)(more - 4));

    p = put32(entry, 0x02014b50);
    p = put16(p, more ? ZIP64 : 20);
    p = put16(p, more ? ZIP64 : 20);
    p = put16(p, 0);
    p = put16(p, member->method);
    p = put32(p, 0x00210000);
    p = put32(p, member->crc);
    p = put32(p, fits32(member->packed));
    p = put32(p, fits32(member->size));
    p = put16(p, (unsigned)len);
    p = put16(p, (unsigned)more);
    p = put64(p, 0); /* comment, disk, internal attributes, half of the external ones */
    p = put16(p, 0);
    p = put32(p, fits32(member->header));
    memcpy(p, member->name, len);
    memcpy(p + len, field, more);
    return put(zip, entry, CENTRAL + len + more, err);
}

bool zip_finish(struct zip *zip, struct err *err)
{
    unsigned char bytes[56 + 20 + TAIL];
    unsigned char *p = bytes;
    uint64_t begin = position(zip);

    for (size_t i = 0; i < zip->n; i++)
        if (!put_central(zip, &zip->members[i], err))
            return false;
    uint64_t end = position(zip), n = zip->n;
    if (is_large(begin) || n >= 0xffff) {
        p = put64(put32(p, 0x06064b50), 44);
        p = put32(put16(put16(p, ZIP64), ZIP64), 0);
        p = put64(put64(put32(p, 0), n), n);
        p = put64(put64(p, end - begin), begin);
        p = put32(put64(put32(put32(p, 0x07064b50), 0), end), 1);
        n = n < 0xffff ? n : 0xffff;
    }
    p = put32(put32(p, 0x06054b50), 0);
    p = put16(put16(p, (unsigned)n), (unsigned)n);
    p = put16(put32(put32(p, end - begin), fits32(begin)), 0);
    return put(zip, bytes, (size_t)(p - bytes), err) && flush(zip, err);
}
