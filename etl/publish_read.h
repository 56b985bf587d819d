/*
 * etl/publish_read.h - what stands on the share, and is it what was sealed?
 *
 * Internal to publish*.c, and for those who verify later. By bytes; on a share that rewrites Office
 * files, workbooks by their parts (publish_parts.h), for which they are kept for a moment in a
 * nameless file below `temp_dir`.
 *
 *     struct publish_sum sealed;
 *     publish_read_sealed(&reader, "2026-05/a.xlsx", fd, &sealed, err);
 *     publish_read(&reader, "2026-05/a.xlsx", &sealed, &seen, &out) == DAV_DONE &&
 *         publish_read_same(&seen.sum, sealed.sha256, sealed.parts)
 */
#ifndef PUBLISH_READ_H
#define PUBLISH_READ_H

#include <stdbool.h>
#include <stdint.h>

#include "dav.h"
#include "err.h"

struct publish_reader {
    struct dav *dav;
    bool rewrites;        /* the share rewrites Office files */
    const char *temp_dir; /* private; needed only then */
};

struct publish_sum {
    char sha256[65];
    char parts[65]; /* "": not a workbook, or bytes are compared */
    int64_t size;
    int64_t unpacked; /* of the parts */
};

struct publish_seen {
    struct publish_sum sum;
    struct dav_file file;
};

/* Of a file of ours, from its start; its position may change when parts are looked at. */
bool publish_read_sealed(const struct publish_reader *reader, const char *path, int fd,
                         struct publish_sum *ret_sum, struct err *err);
/* By parts when `sealed` has them; it also bounds what is kept of a stranger's file. */
enum dav_class publish_read(const struct publish_reader *reader, const char *path,
                            const struct publish_sum *sealed, struct publish_seen *ret_seen,
                            struct dav_outcome *ret);
/* `sha256` may be several, a blank between. NULL or "" matches nothing. */
bool publish_read_same(const struct publish_sum *seen, const char *sha256, const char *parts);

#endif
