/* etl/zip_minizip.c - the workbook library's zip calls, answered by zip.c
 *
 * libxlsxwriter packs its file through five functions of minizip. They are defined here too, and
 * the dynamic linker takes the program's. So its drafts, which book.c takes apart again, are only
 * stored: they are packed once, when their parts reach the workbook, which is a third of the work
 * of a small workbook. Nothing relies on it: where the library brings a minizip of its own, the
 * draft comes packed and its parts are taken over as they are.
 *
 * The declarations are minizip's (zip.h of zlib's contrib), pointers to its structs left out.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "err.h"
#include "str.h"
#include "zip.h"

#include "banned.h"

enum { ZIP_OK = 0, ZIP_ERRNO = -1 };

int zip_draft(struct err *err)
{
    int fd = memfd_create("workbook", MFD_CLOEXEC);

    if (fd < 0)
        err_set_errno(err, ERR_LOCAL, errno, "cannot get memory for a workbook");
    return fd;
}

struct draft {
    int fd;
    struct zip *zip;
};

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

void *zipOpen(const char *path, int append)
{
    int fd = open(path, O_RDWR | O_CLOEXEC | (append ? 0 : O_CREAT | O_TRUNC), 0600);
    if (fd < 0)
        return NULL;
    struct draft *draft = xcalloc(1, sizeof(*draft));
    draft->fd = fd;
    draft->zip = zip_new(fd, "draft", 0);
    return draft;
}

int zipOpenNewFileInZip4_64(void *file, const char *name, const void *info, const void *extra_local,
                            unsigned extra_local_n, const void *extra_global,
                            unsigned extra_global_n, const char *comment, int method, int level,
                            int raw, int window_bits, int memory_level, int strategy,
                            const char *password, unsigned long crc, unsigned long version_by,
                            unsigned long flags, int zip64)
{
    struct draft *draft = file;
    (void)info, (void)extra_local, (void)extra_local_n, (void)extra_global, (void)extra_global_n;
    (void)comment, (void)method, (void)level, (void)raw, (void)window_bits, (void)memory_level;
    (void)strategy, (void)password, (void)crc, (void)version_by, (void)flags, (void)zip64;
    return zip_begin(draft->zip, name, NULL) ? ZIP_OK : ZIP_ERRNO;
}

int zipWriteInFileInZip(void *file, const void *bytes, unsigned n)
{
    struct draft *draft = file;
    return zip_write(draft->zip, bytes, n, NULL) ? ZIP_OK : ZIP_ERRNO;
}

int zipCloseFileInZip(void *file)
{
    struct draft *draft = file;
    return zip_end(draft->zip, NULL) ? ZIP_OK : ZIP_ERRNO;
}

int zipClose(void *file, const char *comment)
{
    struct draft *draft = file;
    (void)comment;
    bool ok = zip_finish(draft->zip, NULL);
    zip_free(draft->zip);
    ok = close(draft->fd) == 0 && ok;
    free(draft);
    return ok ? ZIP_OK : ZIP_ERRNO;
}
