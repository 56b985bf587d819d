/* etl/book_emit.c - rows of detail sheets as XML, see book_int.h
 *
 * Every cell is written, empty ones too: the line under a row is drawn by its cells. Texts stand in
 * their cells: a shared string costs a look-up for each, and deflate finds the text of the row
 * before sooner than the number of that text. Plain ones stand as a cell's value (t="str", which
 * readers take for a constant where there is no formula): they deflate a tenth faster than inlineStr.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book_int.h"
#include "book_text.h"
#include "metrics.h"
#include "style.h"

#include "banned.h"

enum {
    NUMBER = 8,       /* room for a row's number */
    CELL_BYTES = 192, /* markup of a cell and its number, at most, and what is written over */
    GROWTH = 7        /* one byte of text becomes at most `_x005F_` */
};

/* ---- pieces ---- */

static inline char *add(char *p, const char *text, size_t n)
{
    memcpy(p, text, n);
    return p + n;
}
#define ADD(p, literal) add(p, literal, sizeof(literal) - 1)

/* Most texts are short: a call for each costs more than the copy. */
static inline char *add_text_bytes(char *p, const char *text, size_t n)
{
    if (n > 32)
        return add(p, text, n);
    if (n >= 16) {
        memcpy(p, text, 16);
        memcpy(p + n - 16, text + n - 16, 16);
    } else if (n >= 8) {
        memcpy(p, text, 8);
        memcpy(p + n - 8, text + n - 8, 8);
    } else if (n >= 4) {
        memcpy(p, text, 4);
        memcpy(p + n - 4, text + n - 4, 4);
    } else {
        for (size_t i = 0; i < n; i++)
            p[i] = text[i];
    }
    return p + n;
}

static char *add_uint(char *p, uint64_t number)
{
    char digits[20], *d = digits + sizeof(digits);

    do
        *--d = (char)('0' + number % 10);
    while (number /= 10);
    return add(p, d, (size_t)(digits + sizeof(digits) - d));
}

/* ---- fields on their way in ---- */

/* A number, a date or a time; whatever else stands in the column stays text. */
static void take_value(struct col *col, struct field *field)
{
    struct value *value = &col->value;

    book_cell_value(value, col->column->cell, field->text, field->n);
    field->kind = value->kind;
    if (value->kind != VALUE_TEXT) {
        field->text = value->digits;
        field->n = (uint32_t)value->n;
    }
}

static void take_text(struct rows *rows, const struct col *col, struct field *field)
{
    if (col->wrap)
        field->width = metrics_width(field->text, field->n, book_col_bold(col, field->text));
    field->class = book_text_class(field->text, field->n);
    if (field->class & TEXT_CLEAN) {
        str_clear(&rows->scratch);
        book_count(rows->book,
                   book_text_clean(&rows->scratch, field->text, field->n, BOOK_TEXT_MAX));
    }
}

size_t book_emit_take(struct rows *rows, const char *const *texts, const uint32_t *lengths)
{
    size_t all = 0;

    for (int i = 0; i < rows->n_cols; i++) {
        struct field *field = &rows->fields[i];
        struct col *col = &rows->cols[i];
        size_t n = !texts[i] ? 0 : lengths ? lengths[i] : strlen(texts[i]);
        field->text = texts[i];
        field->n = n < FIELD_MAX ? (uint32_t)n : FIELD_MAX;
        field->kind = n > 0 ? VALUE_TEXT : VALUE_EMPTY;
        field->class = 0;
        if (n > 0 && col->column->cell > CELL_ID)
            take_value(col, field);
        if (field->kind == VALUE_TEXT)
            take_text(rows, col, field);
        all += field->n;
    }
    return all;
}

/* ---- XML ---- */

static char *add_escaped(char *p, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '&')
            p = ADD(p, "&amp;");
        else if (text[i] == '<')
            p = ADD(p, "&lt;");
        else if (text[i] == '>')
            p = ADD(p, "&gt;");
        else
            *p++ = text[i];
    }
    return p;
}

/* Both sides have room for all of it; what is too much is written over. */
static inline char *add_tag(char *p, const struct tag *tag)
{
    memcpy(p, tag->text, sizeof(tag->text));
    return p + tag->n;
}

static inline char *add_short(char *p, const struct short_tag *tag)
{
    memcpy(p, tag->text, sizeof(tag->text));
    return p + tag->n;
}

static struct tag tag_of(int style, const char *rest)
{
    struct tag tag;
    char *p = ADD(tag.text, "\" s=\"");

    p = add_uint(p, (unsigned)style);
    *p++ = '"';
    p = add(p, rest, strlen(rest));
    tag.n = (unsigned char)(p - tag.text);
    return tag;
}

void book_emit_tags(struct book *book)
{
    for (int i = 0; i < ROW_STYLES; i++) {
        struct tag *tags = book->tags[i];
        int style = book->formats.number[i];
        tags[TAG_EMPTY] = tag_of(style, "/>");
        tags[TAG_VALUE] = tag_of(style, "><v>");
        tags[TAG_SHARED] = tag_of(style, " t=\"s\"><v>");
        tags[TAG_TEXT] = tag_of(style, " t=\"str\"><v>");
        tags[TAG_INLINE] = tag_of(style, " t=\"inlineStr\"><is><t");
    }
}

static inline char *add_content(char *p, const char *text, size_t n, unsigned class)
{
    return class & TEXT_ESCAPE ? add_escaped(p, text, n) : add_text_bytes(p, text, n);
}

/* Text with blanks that count, and what had to be cleaned. */
static char *add_inline(struct rows *rows, char *p, const struct field *field)
{
    const char *text = field->text;
    size_t n = field->n;
    unsigned class = field->class;

    if (class & TEXT_CLEAN) {
        str_clear(&rows->scratch);
        book_text_clean(&rows->scratch, text, n, BOOK_TEXT_MAX);
        text = rows->scratch.buf;
        n = rows->scratch.len;
        class = book_text_class(text, n);
    }
    if (class & TEXT_KEEP)
        p = ADD(p, " xml:space=\"preserve\"");
    *p++ = '>';
    return ADD(add_content(p, text, n, class), "</t></is></c>");
}

static char *add_text(struct rows *rows, char *p, const struct col *col, const struct field *field)
{
    struct tag(*tags)[TAGS] = rows->book->tags;
    bool note = field->n == 12 && memcmp(field->text, "Not recorded", 12) == 0;
    enum row_style style = rows->nothing ? ROW_TEXT : note ? col->note_style : col->text_style;

    if (field->class & (TEXT_CLEAN | TEXT_KEEP))
        return add_inline(rows, add_tag(p, &tags[style][TAG_INLINE]), field);
    p = add_tag(p, &tags[style][TAG_TEXT]);
    return ADD(add_content(p, field->text, field->n, field->class), "</v></c>");
}

/* `number`: the row's, in an array of NUMBER bytes. */
static char *add_cell(struct rows *rows, char *p, const struct col *col, const char *number,
                      size_t digits, const struct field *field)
{
    const struct tag(*tags)[TAGS] = (const struct tag(*)[TAGS])rows->book->tags;
    enum row_style style = col->style;

    p = add_short(p, &col->lead);
    memcpy(p, number, NUMBER);
    p += digits;
    switch (field->kind) {
    case VALUE_EMPTY:
        return add_tag(p, &tags[style][TAG_EMPTY]);
    case VALUE_TEXT:
        return add_text(rows, p, col, field);
    case VALUE_DATE:
        if (col->column->cell == CELL_STAMP)
            style = col->indent ? ROW_DATE_INDENT : ROW_DATE;
        break;
    case VALUE_STAMP:
        style = col->indent ? ROW_STAMP_INDENT : ROW_STAMP;
        break;
    case VALUE_NUMBER:
        break;
    }
    p = add_tag(p, &tags[style][TAG_VALUE]);
    p = add_text_bytes(p, field->text, field->n);
    return ADD(p, "</v></c>");
}

static int lines_of(const struct col *col, const struct field *field)
{
    if (field->width <= col->room && !(field->class & (TEXT_KEEP | TEXT_CLEAN)))
        return 1;
    bool bold = book_col_bold(col, field->text);
    return metrics_wrap(field->text, field->n, bold, col->room, field->width);
}

static int height(const struct rows *rows, const struct field *fields)
{
    int lines = 1;

    for (int i = 0; i < rows->n_wraps && !rows->nothing; i++) {
        const struct field *field = &fields[rows->wraps[i]];
        if (field->kind != VALUE_TEXT)
            continue;
        int more = lines_of(&rows->cols[rows->wraps[i]], field);
        lines = more > lines ? more : lines;
    }
    int px = lines * PX_LINE + PX_ROW_PAD;
    px = px < rows->least_px ? rows->least_px : px;
    return px < PX_ROW_MAX ? px : PX_ROW_MAX;
}

/* Pixels as points: three quarters. */
static char *add_row_tag(char *p, const char *row, size_t digits, int px)
{
    static const char *const quarters[] = {"", ".75", ".5", ".25"};
    const char *quarter = quarters[px % 4];

    p = ADD(p, "<row r=\"");
    p = add(p, row, digits);
    p = ADD(p, "\" ht=\"");
    p = add_uint(p, (unsigned)(px * 3 / 4));
    p = add(p, quarter, strlen(quarter));
    return ADD(p, "\" customHeight=\"1\">");
}

/* Where a row is made: in the zip's own memory if it has room for the longest that it may become,
   else in rows->out. */
static char *reserve(struct rows *rows, size_t text)
{
    size_t most = GROWTH * text + (size_t)(rows->n_cols + 1) * CELL_BYTES;
    char *place = zip_room(rows->book->zip, most);

    str_clear(&rows->out);
    rows->in_place = place != NULL;
    if (place)
        return place;
    str_reserve(&rows->out, most);
    return rows->out.buf;
}

static bool advance(struct rows *rows, const char *begin, const char *end, struct err *err)
{
    size_t n = (size_t)(end - begin);

    if (!rows->in_place)
        return zip_write(rows->book->zip, begin, n, err);
    zip_filled(rows->book->zip, n);
    return true;
}

bool book_emit_row(struct rows *rows, uint64_t row, const struct field *fields, size_t text,
                   struct err *err)
{
    char number[NUMBER] = "";
    size_t digits = (size_t)(add_uint(number, row) - number);
    char *begin = reserve(rows, text);
    char *p = add_row_tag(begin, number, digits, height(rows, fields));

    for (int i = 0; i < rows->n_cols; i++)
        p = add_cell(rows, p, &rows->cols[i], number, digits, &fields[i]);
    return advance(rows, begin, ADD(p, "</row>"), err);
}

bool book_emit_head(struct rows *rows, struct err *err)
{
    char *begin = reserve(rows, 0), *p = add_row_tag(begin, "1", 1, rows->head_px);

    for (int i = 0; i < rows->n_cols; i++) {
        const struct col *col = &rows->cols[i];
        p = add_short(p, &col->lead);
        *p++ = '1';
        p = add_tag(p, &rows->book->tags[col->head_style][TAG_SHARED]);
        p = add_uint(p, col->title_shared);
        p = ADD(p, "</v></c>");
    }
    return advance(rows, begin, ADD(p, "</row>"), err);
}

void book_emit_blank(const struct rows *rows, struct str *out)
{
    for (int i = 0; i < rows->n_cols; i++)
        str_addf(out, "<c r=\"%s2\" s=\"%d\"/>", rows->cols[i].letters,
                 rows->book->formats.number[rows->cols[i].style]);
}
