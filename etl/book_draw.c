/* etl/book_draw.c - how the workbook library comes to draw into memory, see book_int.h
 *
 * libxlsxwriter writes each part of a workbook into a temporary file and reads it again to pack it:
 * ten files and more for a workbook of one page, and half of the time they take is the kernel's. It
 * makes them by its function lxw_tmpfile (xlsxwriter/utility.h). That one is defined here too, and
 * the dynamic linker takes the program's, as it does with minizip's functions (zip_minizip.c). The
 * parts are small: rows never pass through them; and no child's name touches the disk on its way.
 *
 * In the same way it is spared most of its printf. All but cells goes through functions that write
 * a tag or make an attribute (xlsxwriter/xmlwriter.h), with a call of fprintf for each name and
 * value and 4 KB of zeros for each attribute: a third of the instructions of a small workbook. One
 * more prints the name of each cell, and one, which asks whether a text must be escaped, says yes
 * to all.
 *
 * Nothing relies on it: a library that was linked to call its own functions makes its files in
 * options.tmpdir, a private folder, and the same bytes. Tests fail when its files are no longer in
 * memory, and when its own functions write anything else than these.
 */
#include <errno.h>
#include <math.h>
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

/* ---- tags ---- */

static char line[4096]; /* not with the stream yet; empty between two calls */
static size_t filled;

static void send(FILE *file)
{
    (void)fwrite_unlocked(line, 1, filled, file); /* the stream's end tells of errors */
    filled = 0;
}

static inline void put(FILE *file, const char *text, size_t n)
{
    if (n > sizeof(line) - filled)
        send(file);
    if (n > sizeof(line)) {
        (void)fwrite_unlocked(text, 1, n, file);
        return;
    }
    memcpy(line + filled, text, n);
    filled += n;
}

static void put_escaped(FILE *file, const char *text, const char *which)
{
    for (;;) {
        size_t n = strcspn(text, which);
        put(file, text, n);
        text += n;
        switch (*text++) {
        case '&':
            put(file, "&amp;", 5);
            break;
        case '<':
            put(file, "&lt;", 4);
            break;
        case '>':
            put(file, "&gt;", 4);
            break;
        case '"':
            put(file, "&quot;", 6);
            break;
        case '\n':
            put(file, "&#xA;", 5);
            break;
        default:
            return;
        }
    }
}

static void put_tag(FILE *file, const char *tag, struct xml_attribute_list *attributes)
{
    struct xml_attribute *attribute;

    put(file, "<", 1);
    put(file, tag, strlen(tag));
    if (!attributes)
        return;
    STAILQ_FOREACH(attribute, attributes, list_entries)
    {
        put(file, " ", 1);
        put(file, attribute->key, strlen(attribute->key));
        put(file, "=\"", 2);
        put_escaped(file, attribute->value, "&<>\"\n");
        put(file, "\"", 1);
    }
}

static void put_end(FILE *file, const char *tag)
{
    put(file, "</", 2);
    put(file, tag, strlen(tag));
    put(file, ">", 1);
}

void lxw_xml_start_tag(FILE *file, const char *tag, struct xml_attribute_list *attributes)
{
    put_tag(file, tag, attributes);
    put(file, ">", 1);
    send(file);
}

void lxw_xml_empty_tag(FILE *file, const char *tag, struct xml_attribute_list *attributes)
{
    put_tag(file, tag, attributes);
    put(file, "/>", 2);
    send(file);
}

void lxw_xml_end_tag(FILE *file, const char *tag)
{
    put_end(file, tag);
    send(file);
}

void lxw_xml_data_element(FILE *file, const char *tag, const char *data,
                          struct xml_attribute_list *attributes)
{
    put_tag(file, tag, attributes);
    put(file, ">", 1);
    put_escaped(file, data, "&<>");
    put_end(file, tag);
    send(file);
}

/* The library's takes the end of the text for one, and copies every text to escape nothing. */
uint8_t lxw_has_control_characters(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < ' ' && *text != '\n' && *text != '\t')
            return LXW_TRUE;
    return LXW_FALSE;
}

/* Room for 14 characters: the library's own buffers, LXW_MAX_CELL_NAME_LENGTH. */
void lxw_rowcol_to_cell(char *name, lxw_row_t row, lxw_col_t col)
{
    struct str_number number = str_number((int32_t)(row + 1));
    char letters[4], *p = letters + sizeof(letters);
    unsigned left = col + 1u;

    while (left > 0) {
        *--p = (char)('A' + (left - 1) % 26);
        left = (left - 1) / 26;
    }
    size_t n = (size_t)(letters + sizeof(letters) - p);
    memcpy(name, p, n);
    memcpy(name + n, number.text, strlen(number.text) + 1);
}

/* ---- attributes: the library frees them ---- */

static void copy(char *to, const char *text)
{
    size_t n = strnlen(text, LXW_MAX_ATTRIBUTE_LENGTH - 1);

    memcpy(to, text, n);
    to[n] = '\0';
}

struct xml_attribute *lxw_new_attribute_str(const char *key, const char *value)
{
    struct xml_attribute *attribute = xmalloc(sizeof(*attribute));

    copy(attribute->key, key);
    copy(attribute->value, value);
    return attribute;
}

struct xml_attribute *lxw_new_attribute_int(const char *key, uint32_t value)
{
    return lxw_new_attribute_str(key, str_number((int32_t)value).text);
}

/* Nearly all are heights and widths, in whole quarters. */
struct xml_attribute *lxw_new_attribute_dbl(const char *key, double value)
{
    static const char quarters[4][4] = {"", ".25", ".5", ".75"};
    char other[LXW_ATTR_32];

    if (value >= 0 && value < 1e6 && !signbit(value) && value * 4 == (int)(value * 4)) {
        struct str_number number = str_number((int)value);
        memcpy(number.text + strlen(number.text), quarters[(int)(value * 4) % 4], 4);
        return lxw_new_attribute_str(key, number.text);
    }
    (void)snprintf(other, sizeof(other), "%.16G", value);
    return lxw_new_attribute_str(key, other);
}
