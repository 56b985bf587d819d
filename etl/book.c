/* etl/book.c - see book.h, book_int.h */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "book_int.h"
#include "book_text.h"
#include "style.h"

#include "banned.h"

/* ---- errors and names ---- */

void book_fail(struct book *book, enum err_kind kind, const char *format, ...)
{
    char message[512];
    va_list args;

    if (book->err.kind != ERR_NONE)
        return;
    va_start(args, format);
    vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    err_set(&book->err, kind, "%s", message);
}

bool book_lxw(struct book *book, lxw_error status, const char *what, struct err *err)
{
    if (status == LXW_NO_ERROR)
        return true;
    enum err_kind kind =
        status == LXW_ERROR_CREATING_XLSX_FILE || status == LXW_ERROR_CREATING_TMPFILE ||
                status == LXW_ERROR_READING_TMPFILE ||
                (status >= LXW_ERROR_ZIP_FILE_OPERATION && status <= LXW_ERROR_ZIP_CLOSE)
            ? ERR_LOCAL
            : ERR_INTERNAL;
    err_set(err, kind, "cannot draw %s of \"%s\": %s", what, book->path, lxw_strerror(status));
    if (kind == ERR_LOCAL)
        err_hint(err, "look for room and permissions in \"%s\"", book->options.tmpdir);
    return false;
}

static bool in_use(char *const *list, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcasecmp(list[i], name) == 0)
            return true;
    return false;
}

void book_use(struct arena *arena, char ***list, size_t *n, const char *name)
{
    *list = xrealloc(*list, *n + 1, sizeof(**list));
    (*list)[(*n)++] = arena_strdup(arena, name);
}

bool book_name(struct book *book, const char *name, struct err *err)
{
    size_t n = strlen(name), units = book_text_units(name, n);
    struct str clean = STR_INIT;
    unsigned seen = book_text_clean(&clean, name, n, BOOK_TEXT_MAX);
    bool legal = n > 0 && units <= 31 && n <= 90 && seen == 0 && !strpbrk(name, "[]:*?/\\\n\t") &&
                 name[0] != '\'' && name[n - 1] != '\'' && strcasecmp(name, "History") != 0;

    str_release(&clean);
    if (!legal)
        return err_set(err, ERR_INTERNAL, "sheet name \"%.100s\" is not one that Excel takes",
                       name);
    if (in_use(book->names, book->n_names, name))
        return err_set(err, ERR_INTERNAL, "two sheets are named \"%s\"", name);
    book_use(&book->arena, &book->names, &book->n_names, name);
    return true;
}

/* Could it be read as a cell: letters and digits (AB12), or R1C1? */
static bool is_cell_name(const char *name)
{
    size_t letters = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    size_t digits = strspn(name + letters, "0123456789");

    if (letters <= 3 && digits > 0 && name[letters + digits] == '\0')
        return true;
    return strchr("RrCc", name[0]) && strspn(name, "RrCc0123456789") == strlen(name);
}

bool book_table_name(struct book *book, const char *name, struct err *err)
{
    size_t n = strlen(name);
    const char *legal = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789.";

    if (n == 0 || n > 100 || strspn(name, legal) != n || strchr("0123456789.", name[0]) ||
        is_cell_name(name))
        return err_set(err, ERR_INTERNAL, "table name \"%.100s\" is not one that Excel takes",
                       name);
    if (in_use(book->tables, book->n_tables, name))
        return err_set(err, ERR_INTERNAL, "two tables are named \"%s\"", name);
    book_use(&book->arena, &book->tables, &book->n_tables, name);
    return true;
}

void book_count(struct book *book, unsigned seen)
{
    book->repairs.replaced += (seen & BOOK_TEXT_REPLACED) != 0;
    book->repairs.cut += (seen & BOOK_TEXT_CUT) != 0;
    book->repairs.escaped += (seen & BOOK_TEXT_ESCAPED) != 0;
}

char *book_clean(struct book *book, const char *text)
{
    struct str out = STR_INIT;
    size_t n = strlen(text);

    if (!(book_text_class(text, n) & TEXT_CLEAN))
        return xstrndup(text, n);
    book_count(book, book_text_clean(&out, text, n, BOOK_TEXT_MAX));
    /* the library counts escapes as characters */
    for (size_t max = BOOK_TEXT_MAX; book_text_units(out.buf, out.len) > BOOK_TEXT_MAX;) {
        str_clear(&out);
        max -= BOOK_TEXT_MAX / 8;
        book_text_clean(&out, text, n, max);
    }
    return str_detach(&out);
}

/* ---- page set-up, the same for both kinds of sheet ---- */

static const struct paper {
    const char *name;
    uint8_t number;
    double width, height; /* inches, landscape */
} papers[] = {{"letter", 1, 11, 8.5},
              {"legal", 5, 14, 8.5},
              {"tabloid", 3, 17, 11},
              {"a4", 9, 11.69, 8.27},
              {"a3", 8, 16.54, 11.69}};

static const struct paper *paper(const char *name, int px)
{
    for (size_t i = 0; i < sizeof(papers) / sizeof(*papers); i++)
        if (str_eq(name, papers[i].name))
            return &papers[i];
    return &papers[px <= PX_LETTER ? 0 : px <= PX_LEGAL ? 1 : 2];
}

double book_page_ratio(const char *name)
{
    const struct paper *p = paper(name, 0);

    return (p->height - 2 * MARGIN_ENDS) / (p->width - 2 * MARGIN_SIDE);
}

/* Text inside a header or footer, "&" doubled, at most `max` characters of the limit of 255. */
static void add_plain(struct str *out, const char *text, size_t max)
{
    struct str clean = STR_INIT;
    size_t end = out->len + max;

    book_text_clean(&clean, text ? text : "", strlen(text ? text : ""), BOOK_TEXT_MAX);
    for (size_t i = 0; i < clean.len && out->len + 2 <= end;) {
        size_t n = 1;
        while (((unsigned char)clean.buf[i + n] & 0xc0) == 0x80)
            n++;
        if (out->len + n + (clean.buf[i] == '&') > end)
            break;
        if (clean.buf[i] == '&')
            str_addc(out, '&');
        str_addn(out, clean.buf[i] == '\n' ? " " : clean.buf + i, n);
        i += n;
    }
    str_release(&clean);
}

void book_setup(const struct book *book, lxw_worksheet *sheet, int total_px, int pages_wide)
{
    const struct book_options *o = &book->options;
    lxw_header_footer_options margin = {.margin = MARGIN_HEAD};
    struct str text = STR_INIT;

    worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, paper(o->paper, total_px / pages_wide)->number);
    worksheet_set_margins(sheet, MARGIN_SIDE, MARGIN_SIDE, MARGIN_ENDS, MARGIN_ENDS);
    worksheet_fit_to_pages(sheet, (uint16_t)pages_wide, 0);
    /* the font's name stands between size and text: text may begin with a digit */
    str_addf(&text, "&L&%d&\"%s,Bold\"", PT_PAGE_HEADER, FONT);
    add_plain(&text, o->header_left, 60);
    str_addf(&text, "&\"%s,Regular\"  ", FONT);
    add_plain(&text, o->header_scope, 60);
    str_addf(&text, "&R&%d&\"%s,Regular\"", PT_PAGE_HEADER, FONT);
    add_plain(&text, o->header_right, 50);
    worksheet_set_header_opt(sheet, text.buf, &margin);
    str_clear(&text);
    str_addf(&text, "&L&%d&\"%s,Regular\"", PT_PAGE_FOOTER, FONT);
    add_plain(&text, o->footer_left, 130);
    str_addf(&text, "&C&%d&A&R&%dPage &P of &N", PT_PAGE_FOOTER, PT_PAGE_FOOTER);
    worksheet_set_footer_opt(sheet, text.buf, &margin);
    str_release(&text);
}

/* ---- opening ---- */

/* Own copy without what the library cannot hold; properties are limited to 255 characters. */
static const char *keep(struct book *book, const char *text)
{
    struct str clean = STR_INIT;

    if (!text)
        return "";
    book_text_clean(&clean, text, strlen(text), 250);
    const char *kept = arena_strdup(&book->arena, clean.buf);
    str_release(&clean);
    return kept;
}

static void keep_options(struct book *book, const struct book_options *o)
{
    book->options = (struct book_options){
        .path = keep(book, o->path),
        .tmpdir = arena_strdup(&book->arena, o->tmpdir),
        .title = keep(book, o->title),
        .subject = keep(book, o->subject),
        .author = keep(book, o->author),
        .logo = o->logo ? arena_strdup(&book->arena, o->logo) : NULL,
        .created = o->created,
        .date_format = keep(book, o->date_format ? o->date_format : "mm/dd/yyyy"),
        .header_left = keep(book, o->header_left),
        .header_scope = keep(book, o->header_scope),
        .header_right = keep(book, o->header_right),
        .footer_left = keep(book, o->footer_left),
        .paper = keep(book, o->paper),
        .level = o->level,
    };
    book->path = arena_strdup(&book->arena, o->path);
}

struct book *book_open(const struct book_options *options, struct err *err)
{
    int flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    int fd = open(options->path, flags, 0600);

    if (fd < 0) {
        err_set_errno(err, ERR_LOCAL, errno, "cannot create \"%s\"", options->path);
        return NULL;
    }
    struct book *book = xcalloc(1, sizeof(*book));
    book->fd = fd;
    keep_options(book, options);
    book->zip = zip_new(fd, book->path, options->level);
    book->draft = zip_draft_new(err);
    if (book->draft)
        book->draw = book_draw(book, book->draft, &book->formats, err);
    book_emit_tags(book);
    if (!book->draw) {
        book_free(book);
        return NULL;
    }
    return book;
}

struct book_repairs book_repairs(const struct book *book)
{
    return book->repairs;
}

/* ---- closing ---- */

static void dispose(struct book *book)
{
    for (size_t i = 0; i < book->n_pages; i++)
        book_page_free(book->pages[i]);
    for (size_t i = 0; i < book->n_parts; i++)
        book_part_free(book->parts[i]);
    for (size_t i = 0; i < book->n_rows; i++)
        book_rows_free(book->rows[i]);
    free(book->pages);
    free(book->parts);
    free(book->rows);
    free(book->names);
    free(book->tables);
    free(book->links);
    if (book->draw)
        lxw_workbook_free(book->draw);
    zip_free(book->zip);
    zip_draft_free(book->draft);
    if (book->fd >= 0)
        close(book->fd);
    arena_release(&book->arena);
    free(book);
}

void book_free(struct book *book)
{
    if (!book)
        return;
    unlink(book->path);
    dispose(book);
}

/* Lets the library draw everything it knows of into the draft. */
static bool draw_all(struct book *book, struct err *err)
{
    for (size_t i = 0; i < book->n_pages; i++)
        book_page_finish(book->pages[i]);
    for (size_t i = 0; i < book->n_links; i++)
        if (!in_use(book->names, book->n_names, book->links[i]))
            book_fail(book, ERR_INTERNAL, "a link leads to \"%s\", and there is no such sheet",
                      book->links[i]);
    for (size_t i = 0; i < book->n_parts; i++) {
        struct part *part = book->parts[i];
        if (!book_part_draw(book, book->draw, part->sheet, &book->formats, part, err))
            return false;
    }
    if (book->err.kind != ERR_NONE) {
        if (err)
            *err = book->err;
        return false;
    }
    lxw_workbook *draw = book->draw;
    book->draw = NULL; /* closing frees it either way */
    return book_lxw(book, workbook_close(draw), "the pages", err);
}

static struct part *part_of(struct book *book, const char *member)
{
    char name[64];

    for (size_t i = 0; i < book->n_parts; i++) {
        snprintf(name, sizeof(name), "xl/worksheets/sheet%u.xml", book->parts[i]->index);
        if (strcmp(name, member) == 0)
            return book->parts[i];
    }
    return NULL;
}

/* The package: the library's parts as they are, detail sheets with their rows. */
static bool assemble(struct book *book, struct err *err)
{
    struct zip_index index;
    struct str drawn = STR_INIT;
    bool ok = true;

    if (!zip_draft_read(book->draft, &index, err))
        return false;
    for (size_t i = 0; ok && i < index.n; i++) {
        const struct zip_member *member = &index.members[i];
        struct part *part = part_of(book, member->name);
        if (!part) {
            ok = zip_copy(book->zip, &index, member, err);
            continue;
        }
        str_clear(&drawn);
        ok = zip_index_unpack(&index, member, &drawn, err) &&
             book_part_write(part, drawn.buf, drawn.len, err);
    }
    str_release(&drawn);
    zip_index_release(&index);
    return ok && zip_finish(book->zip, err);
}

int book_finish(struct book *book, struct err *err)
{
    int fd = -1;

    if (draw_all(book, err) && assemble(book, err)) {
        fd = book->fd;
        book->fd = -1;
        dispose(book);
    } else {
        book_free(book);
    }
    return fd;
}

bool book_close(struct book *book, struct err *err)
{
    char *path = xstrdup(book->path);
    int fd = book_finish(book, err);
    bool ok = fd >= 0;

    if (ok && fsync(fd) != 0)
        ok = err_set_errno(err, ERR_LOCAL, errno, "cannot flush \"%s\"", path);
    if (fd >= 0 && close(fd) != 0 && ok)
        ok = err_set_errno(err, ERR_LOCAL, errno, "cannot close \"%s\"", path);
    if (!ok)
        unlink(path);
    free(path);
    return ok;
}
