/* etl/zip_minizip.c - drafts: what the workbook library packs, kept in memory as it came; zip.h
 *
 * libxlsxwriter packs its file through five functions of minizip. They are defined here too, and
 * the dynamic linker takes the program's. So a draft, which book.c takes apart again, is neither
 * deflated nor made a zip nor written anywhere: its parts are packed once, when they reach the
 * workbook. Nothing relies on it: where the library brings a minizip of its own, it writes a zip
 * into the draft's file, which is memory too, and its parts are taken over as they are there.
 *
 * The declarations are minizip's (zip.h of zlib's contrib), pointers to its structs left out.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <isa-l/crc.h>

#include "err.h"
#include "str.h"
#include "zip.h"

#include "banned.h"

enum { ZIP_OK = 0 };

struct zip_draft {
    int fd; /* for a minizip that is not ours */
    char path[32];
    bool ours; /* the parts are here, not in the file */
    struct zip_member *members;
    size_t n, room;
    struct str content; /* of all members, one after the other */
    struct zip_draft *next;
};

static struct zip_draft *drafts; /* all there are: the library knows only their paths */

struct zip_draft *zip_draft_new(struct err *err)
{
    int fd = memfd_create("workbook", MFD_CLOEXEC);

    if (fd < 0) {
        err_set_errno(err, ERR_LOCAL, errno, "cannot get memory for a workbook");
        return NULL;
    }
    struct zip_draft *draft = xcalloc(1, sizeof(*draft));
    draft->fd = fd;
    (void)snprintf(draft->path, sizeof(draft->path), "/proc/self/fd/%d", fd);
    str_init(&draft->content);
    draft->next = drafts;
    drafts = draft;
    return draft;
}

const char *zip_draft_path(const struct zip_draft *draft)
{
    return draft->path;
}

void zip_draft_free(struct zip_draft *draft)
{
    if (!draft)
        return;
    for (struct zip_draft **at = &drafts; *at; at = &(*at)->next)
        if (*at == draft) {
            *at = draft->next;
            break;
        }
    for (size_t i = 0; i < draft->n; i++)
        free(draft->members[i].name);
    free(draft->members);
    str_release(&draft->content);
    close(draft->fd);
    free(draft);
}

bool zip_draft_read(struct zip_draft *draft, struct zip_index *ret_index, struct err *err)
{
    if (!draft->ours)
        return zip_index_read(ret_index, draft->fd, err);
    *ret_index = (struct zip_index){draft->members, draft->n, -1, draft->content.buf};
    draft->members = NULL;
    draft->n = draft->room = 0;
    return true;
}

/* ---- what the library calls ---- */

void *zipOpen(const char *path, int append);
int zipOpenNewFileInZip4_64(void *file, const char *name, const void *info, const void *extra_local,
                            unsigned extra_local_n, const void *extra_global,
                            unsigned extra_global_n, const char *comment, int method, int level,
                            int raw, int window_bits, int memory_level, int strategy,
                            const char *password, unsigned long crc, unsigned long version_by,
                            unsigned long flags, int zip64);
int zipWriteInFileInZip(void *file, const void *bytes, unsigned n);
int zipCloseFileInZip(void *file);
int zipClose(void *file, const char *comment);

/* The program lets the library write drafts and nothing else. */
void *zipOpen(const char *path, int append)
{
    struct zip_draft *draft = drafts;

    (void)append;
    while (draft && !str_eq(draft->path, path))
        draft = draft->next;
    if (draft)
        draft->ours = true;
    return draft;
}

int zipOpenNewFileInZip4_64(void *file, const char *name, const void *info, const void *extra_local,
                            unsigned extra_local_n, const void *extra_global,
                            unsigned extra_global_n, const char *comment, int method, int level,
                            int raw, int window_bits, int memory_level, int strategy,
                            const char *password, unsigned long crc, unsigned long version_by,
                            unsigned long flags, int zip64)
{
    struct zip_draft *draft = file;
    (void)info, (void)extra_local, (void)extra_local_n, (void)extra_global, (void)extra_global_n;
    (void)comment, (void)method, (void)level, (void)raw, (void)window_bits, (void)memory_level;
    (void)strategy, (void)password, (void)crc, (void)version_by, (void)flags, (void)zip64;
    if (draft->n == draft->room) {
        draft->room = draft->room ? 2 * draft->room : 32;
        draft->members = xrealloc(draft->members, draft->room, sizeof(*draft->members));
    }
    draft->members[draft->n++] =
        (struct zip_member){.name = xstrdup(name), .header = draft->content.len};
    return ZIP_OK;
}

int zipWriteInFileInZip(void *file, const void *bytes, unsigned n)
{
    struct zip_draft *draft = file;
    str_addn(&draft->content, bytes, n);
    return ZIP_OK;
}

int zipCloseFileInZip(void *file)
{
    struct zip_draft *draft = file;
    struct zip_member *member = &draft->members[draft->n - 1];
    member->size = member->packed = draft->content.len - member->header;
    member->crc = crc32_gzip_refl(0, (const unsigned char *)draft->content.buf + member->header,
                                  member->size);
    return ZIP_OK;
}

int zipClose(void *file, const char *comment)
{
    (void)file, (void)comment;
    return ZIP_OK;
}
