/* etl/book_logo.c - the agency's logo at the top right of Summary, see book_int.h */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "book_int.h"
#include "style.h"

#include "banned.h"

enum { SIGNATURE = 8, CHUNK = 8, LIMIT = 10000 };

static uint32_t be32(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Width and height as the library will take them: at the resolution that the file names. */
static bool png_size(const char *path, double *ret_width, double *ret_height)
{
    unsigned char head[4096];
    FILE *file = fopen(path, "rbe");
    size_t n = file ? fread(head, 1, sizeof(head), file) : 0;

    if (file)
        (void)fclose(file);
    if (n < 33 || memcmp(head, "\x89PNG\r\n\x1a\n", SIGNATURE) != 0 ||
        memcmp(head + 12, "IHDR", 4) != 0)
        return false;
    double width = be32(head + 16), height = be32(head + 20);
    for (size_t at = SIGNATURE; at + CHUNK + 9 <= n;) {
        const unsigned char *p = head + at;
        if (memcmp(p + 4, "IDAT", 4) == 0)
            break;
        if (memcmp(p + 4, "pHYs", 4) == 0 && p[16] == 1 && be32(p + 8) && be32(p + 12)) {
            width *= 96 / (be32(p + 8) * 0.0254);
            height *= 96 / (be32(p + 12) * 0.0254);
        }
        at += (size_t)be32(p) + CHUNK + 4;
    }
    *ret_width = width;
    *ret_height = height;
    return width >= 1 && height >= 1 && width <= LIMIT && height <= LIMIT;
}

bool book_check_logo(const char *path, struct err *err)
{
    double width, height;
    if (access(path, R_OK) != 0)
        return err_set_errno(err, ERR_CONFIG, errno, "cannot read the logo \"%s\"", path);
    if (png_size(path, &width, &height))
        return true;
    err_set(err, ERR_CONFIG, "the logo \"%s\" is not a PNG picture of 1 to %d pixels", path, LIMIT);
    return err_hint(err, "convert it to PNG; an empty workbook.logo prints none");
}

void book_logo_draw(struct page *page)
{
    const char *path = page->book->options.logo;
    double width, height;
    int left = 0, col = 0;

    if (!path)
        return;
    if (!png_size(path, &width, &height)) {
        book_fail(page->book, ERR_CONFIG, "the logo \"%s\" is not a PNG picture", path);
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
