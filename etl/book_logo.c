/* etl/book_logo.c - the agency's logo at the top right of Summary, see book_int.h */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "book_int.h"
#include "style.h"

#include "banned.h"

enum { SIGNATURE = 8, CHUNK = 8, LIMIT = 10000, MAX_BYTES = 1 << 20 };

static uint32_t be32(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Width and height as the library will take them: at the resolution that the file names. False
   where the chunks do not lead from IHDR to IEND: the rest was lost on the way. */
static bool png_size(const unsigned char *file, size_t n, double *ret_width, double *ret_height)
{
    if (n < 33 || memcmp(file, "\x89PNG\r\n\x1a\n", SIGNATURE) != 0 ||
        memcmp(file + 12, "IHDR", 4) != 0)
        return false;
    double width = be32(file + 16), height = be32(file + 20);
    bool data = false, end = false;
    for (size_t at = SIGNATURE; !end && n - at >= CHUNK + 4;) {
        const unsigned char *p = file + at;
        size_t length = be32(p);
        if (length > n - at - CHUNK - 4)
            return false;
        if (!data && memcmp(p + 4, "pHYs", 4) == 0 && length >= 9 && p[16] == 1 && be32(p + 8) &&
            be32(p + 12)) {
            width *= 96 / (be32(p + 8) * 0.0254);
            height *= 96 / (be32(p + 12) * 0.0254);
        }
        data = data || memcmp(p + 4, "IDAT", 4) == 0;
        end = memcmp(p + 4, "IEND", 4) == 0;
        at += length + CHUNK + 4;
    }
    *ret_width = width;
    *ret_height = height;
    return data && end && width >= 1 && height >= 1 && width <= LIMIT && height <= LIMIT;
}

static bool read_logo(const char *path, double *ret_width, double *ret_height, struct err *err)
{
    FILE *file = fopen(path, "rbe");
    if (!file)
        return err_set_errno(err, ERR_CONFIG, errno, "workbook.logo: cannot read \"%s\"", path);
    unsigned char *content = xcalloc(1, MAX_BYTES + 1);
    size_t n = fread(content, 1, MAX_BYTES + 1, file);
    bool read = !ferror(file);
    int why = errno;
    (void)fclose(file);
    bool good = read && n <= MAX_BYTES && png_size(content, n, ret_width, ret_height);
    free(content);
    if (good)
        return true;
    if (!read)
        return err_set_errno(err, ERR_CONFIG, why, "workbook.logo: cannot read \"%s\"", path);
    if (n > MAX_BYTES) {
        err_set(err, ERR_CONFIG, "workbook.logo: \"%s\" is over %d kB", path, MAX_BYTES / 1024);
        return err_hint(err, "every workbook holds a copy: 54 pixels high is what is shown");
    }
    err_set(err, ERR_CONFIG,
            "workbook.logo: \"%s\" is not a PNG picture of 1 to %d pixels, or not whole", path,
            LIMIT);
    return err_hint(err, "convert it to PNG; an empty workbook.logo prints none");
}

bool book_check_logo(const char *path, struct err *err)
{
    double width, height;
    return read_logo(path, &width, &height, err);
}

void book_logo_draw(struct page *page)
{
    const char *path = page->book->options.logo;
    double width, height;
    int left = 0, col = 0;

    if (!path)
        return;
    struct err err = {.kind = ERR_NONE};
    if (!read_logo(path, &width, &height, &err)) {
        book_fail(page->book, err.kind, "%s", err.message);
        return;
    }
    double scale = PX_LOGO_HIGH / height;
    scale = width * scale > PX_LOGO_WIDE ? PX_LOGO_WIDE / width : scale;
    for (size_t i = 0; i < page->n_widths; i++)
        left += page->widths[i];
    left -= (int)(width * scale) + 1;
    left = left > 0 ? left : 0;
    while ((size_t)col + 1 < page->n_widths && left >= page->widths[col])
        left -= page->widths[col++];
    char *alt = xasprintf("Logo of %s", page->book->options.author);
    lxw_image_options place = {.x_offset = left,
                               .x_scale = scale,
                               .y_scale = scale,
                               .y_offset = 2,
                               .description = alt,
                               .object_position = LXW_OBJECT_MOVE_DONT_SIZE};
    book_page_status(page, worksheet_insert_image_opt(page->sheet, 0, (lxw_col_t)col, path, &place),
                     "the logo");
    free(alt);
}
