/*
 * etl/zip.h - zip container: members written front to back, members read by name
 *
 * Purpose: the only file that knows zip and deflate. The writer streams a member of any size in
 * constant memory and needs a file it can write at an offset (sizes are put into the member's
 * header when it ends). Bytes depend on the content alone: no times, no attributes. Level 0 stores,
 * level 1 is ISA-L, levels 2 to 9 are zlib's. Zip64 fields appear only where a size or offset needs them:
 * some spreadsheet programs ask for a repair when they appear without need.
 *
 * Ownership: the caller owns the file descriptors. Errors: ERR_LOCAL (disk), ERR_INTERNAL (a zip
 * that is not one, a member that is not there). After an error only zip_free is of use.
 *
 *     struct zip *zip = zip_new(fd, path, 1);
 *     zip_begin(zip, "xl/worksheets/sheet1.xml", err) && zip_write(zip, bytes, n, err) && ...
 *     zip_end(zip, err) && zip_finish(zip, err);
 *     zip_free(zip);
 */
#ifndef ZIP_H
#define ZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct str;
struct zip;

struct zip_member {
    char *name;
    uint64_t packed, size;
    uint64_t header; /* offset of its local header */
    uint32_t crc;
    uint16_t method; /* 0 stored, 8 deflate */
};

/* What a zip file holds, in the order of its directory; or a draft, then `content` is not NULL and a
   member's bytes stand there, from its `header` on. */
struct zip_index {
    struct zip_member *members;
    size_t n;
    int fd;
    const char *content;
};

/* What the workbook library packs when it is told to write the file `path`: see zip_minizip.c. */
struct zip_draft;
struct zip_draft *zip_draft_new(struct err *err); /* NULL: ERR_LOCAL */
const char *zip_draft_path(const struct zip_draft *draft);
/* Once, when the library is done. The draft must outlive the index. */
bool zip_draft_read(struct zip_draft *draft, struct zip_index *ret_index, struct err *err);
void zip_draft_free(struct zip_draft *draft); /* NULL is fine */

/* Writes from the descriptor's offset 0 on; messages name `path`, which must outlive the zip. */
struct zip *zip_new(int fd, const char *path, int level);
void zip_free(struct zip *zip); /* NULL is fine */

bool zip_begin(struct zip *zip, const char *name, struct err *err);
bool zip_write(struct zip *zip, const void *bytes, size_t n, struct err *err);
/* Room for `need` bytes of the open member, to be written in place; NULL: write them. zip_filled
   takes what was put there, at most `need` bytes. */
char *zip_room(struct zip *zip, size_t need);
void zip_filled(struct zip *zip, size_t n);
bool zip_end(struct zip *zip, struct err *err);
/* Takes a member of another file over: as it is packed there, or packed here if it is not. A member that is already there with
   the same content is left out; with other content it is an error. */
bool zip_copy(struct zip *zip, const struct zip_index *index, const struct zip_member *member,
              struct err *err);
/* Writes the directory. Nothing can be added after it. */
bool zip_finish(struct zip *zip, struct err *err);

bool zip_index_read(struct zip_index *index, int fd, struct err *err);
void zip_index_release(struct zip_index *index);
const struct zip_member *zip_index_find(const struct zip_index *index, const char *name);
/* Part of the member as it is packed. */
bool zip_index_packed(const struct zip_index *index, const struct zip_member *member, uint64_t from,
                      void *bytes, size_t n, struct err *err);
/* Appends the member's content and checks its digest. */
bool zip_index_unpack(const struct zip_index *index, const struct zip_member *member,
                      struct str *ret_content, struct err *err);

#endif
