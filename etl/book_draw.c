/* etl/book_draw.c - how the workbook library comes to draw into memory, see book_int.h
 *
 * libxlsxwriter writes each part of a workbook into a temporary file and reads it again to pack it:
 * ten files and more for a workbook of one page, and half of the time they take is the kernel's. It
 * makes them by its function lxw_tmpfile (xlsxwriter/utility.h). That one is defined here too, and
 * the dynamic linker takes the program's, as it does with minizip's functions (zip_minizip.c). The
 * parts are small: rows never pass through them; and no child's name touches the disk on its way.
 *
 * Nothing relies on it: a library that was linked to call its own function makes its files in
 * options.tmpdir, a private folder. A test fails when its files are no longer in memory.
 */
#include <errno.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>

#include "book_int.h"

#include "banned.h"

/* A workbook of the library that will be packed into the draft, with formats numbered. */
lxw_workbook *book_draw(struct book *book, const struct zip_draft *draft, struct formats *formats,
                        struct err *err)
{
    const struct book_options *o = &book->options;
    lxw_workbook_options options = {.tmpdir = (char *)(uintptr_t)o->tmpdir};
    lxw_doc_properties properties = {
        .title = (char *)(uintptr_t)o->title,
        .subject = (char *)(uintptr_t)o->subject,
        .author = (char *)(uintptr_t)o->author,
        .created = (time_t)(o->created > 0 ? o->created : 1), /* 0 would be now */
    };

    lxw_workbook *draw = workbook_new_opt(zip_draft_path(draft), &options);
    if (!draw) {
        err_set(err, ERR_INTERNAL, "cannot begin \"%s\"", book->path);
        return NULL;
    }
    workbook_set_properties(draw, &properties);
    book_style_rows(formats, draw, o->date_format);
    return draw;
}

/* ---- temporary files ---- */

struct file {
    struct str bytes;
    size_t at;
};

static ssize_t write_file(void *cookie, const char *bytes, size_t n)
{
    struct file *file = cookie;
    size_t over = file->bytes.len - file->at; /* written over */

    if (over > n)
        over = n;
    if (over)
        memcpy(file->bytes.buf + file->at, bytes, over);
    str_addn(&file->bytes, bytes + over, n - over);
    file->at += n;
    return (ssize_t)n;
}

static ssize_t read_file(void *cookie, char *bytes, size_t n)
{
    struct file *file = cookie;
    size_t left = file->bytes.len - file->at;

    if (n > left)
        n = left;
    memcpy(bytes, file->bytes.buf + file->at, n);
    file->at += n;
    return (ssize_t)n;
}

static int seek_file(void *cookie, off64_t *offset, int whence)
{
    struct file *file = cookie;
    off64_t from = whence == SEEK_SET   ? 0
                   : whence == SEEK_CUR ? (off64_t)file->at
                                        : (off64_t)file->bytes.len;
    off64_t to = from + *offset;

    if (to < 0 || to > (off64_t)file->bytes.len) {
        errno = EINVAL;
        return -1;
    }
    *offset = to;
    file->at = (size_t)to;
    return 0;
}

static int close_file(void *cookie)
{
    struct file *file = cookie;

    str_release(&file->bytes);
    free(file);
    return 0;
}

FILE *lxw_tmpfile(char *tmpdir)
{
    static const cookie_io_functions_t calls = {read_file, write_file, seek_file, close_file};
    struct file *file = xcalloc(1, sizeof(*file));

    (void)tmpdir;
    str_init(&file->bytes);
    FILE *stream = fopencookie(file, "w+", calls);
    if (stream)
        (void)__fsetlocking(stream, FSETLOCKING_BYCALLER); /* one thread draws */
    else
        close_file(file);
    return stream;
}
