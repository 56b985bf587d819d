/* etl/publish_read.c - what stands on the share, and is it what was sealed? */
#include "publish_read.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "digest.h"
#include "log.h"
#include "publish_parts.h"
#include "str.h"
/* Must stay last: it makes unsafe functions fail to compile. */
#include "banned.h"

#define GROWTH_MAX 16777216 /* properties, and another way of packing */

static void keep(char to[65], const struct digest_text *sum)
{
    (void)snprintf(to, 65, "%s", sum->hex);
}

bool publish_read_sealed(const struct publish_reader *reader, const char *path, int fd,
                         struct publish_sum *ret_sum, struct err *err)
{
    struct digest_text sum;
    struct publish_sum sealed = {.size = 0};
    if (!digest_fd(fd, -1, &sum, &sealed.size, err))
        return false;
    keep(sealed.sha256, &sum);
    if (reader->rewrites && str_ends(path, ".xlsx")) {
        if (!publish_parts(fd, INT64_MAX, &sum, &sealed.unpacked, err))
            return false;
        keep(sealed.parts, &sum);
    }
    *ret_sum = sealed;
    return true;
}

/* A file without a name in a private folder. */
static int temporary(const char *dir)
{
    int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
        return fd;
    char *name = xasprintf("%s/.read-XXXXXX", dir);
    fd = mkostemp(name, O_CLOEXEC);
    if (fd >= 0)
        (void)unlink(name);
    free(name);
    return fd;
}

enum dav_class publish_read(const struct publish_reader *reader, const char *path,
                            const struct publish_sum *sealed, struct publish_seen *ret_seen,
                            struct dav_outcome *ret)
{
    struct publish_seen seen = {.sum = {.size = 0}};
    bool parts = sealed->parts[0] != '\0';
    int fd = parts ? temporary(reader->temp_dir) : -1;
    if (fd >= 0)
        (void)dav_get_file(reader->dav, path, fd, 2 * sealed->size + GROWTH_MAX, &seen.file, ret);
    else
        (void)dav_get_digest(reader->dav, path, &seen.file, ret);
    if (ret->class == DAV_DONE) {
        struct digest_text sum;
        struct err why;
        keep(seen.sum.sha256, &seen.file.sha256);
        seen.sum.size = seen.file.size;
        if (fd >= 0 &&
            publish_parts(fd, sealed->unpacked + GROWTH_MAX, &sum, &seen.sum.unpacked, &why))
            keep(seen.sum.parts, &sum);
        else if (parts)
            log_warn("no_parts", log_s("path", path),
                     log_s("message", fd >= 0 ? why.message : "no room for a temporary file"));
        *ret_seen = seen;
    }
    if (fd >= 0)
        (void)close(fd);
    return ret->class;
}

bool publish_read_same(const struct publish_sum *seen, const char *sha256, const char *parts)
{
    return (sha256 && *seen->sha256 && strstr(sha256, seen->sha256)) ||
           (parts && *seen->parts && strstr(parts, seen->parts));
}
