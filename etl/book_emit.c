/* etl/book_emit.c - rows of detail sheets as XML, see book_int.h
 *
 * Every cell is written, empty ones too: the line under a row is drawn by its cells. Texts that
 * come again and again in a column (places, statuses, workers) become shared strings, as readers
 * expect them, in a dictionary of bounded size; all others stand in their cell.
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
    FLUSH = 256 * 1024,
    NUMBER = 8,       /* room for a row's number */
    CELL_BYTES = 192, /* markup of a cell and its number, at most, and what is written over */
    GROWTH = 7,       /* one byte of text becomes at most `_x005F_` */
    MAX_WORDS = 1024,
    MAX_WORD = 64
};

/* ---- pieces ---- */

static inline char *add(char *p, const char *text, size_t n)
{
    memcpy(p, text, n);
    return p + n;
}
#define ADD(p, literal) add(p, literal, sizeof(literal) - 1)

static char *add_uint(char *p, uint64_t number)
{
    char digits[20], *d = digits + sizeof(digits);

    do
        *--d = (char)('0' + number % 10);
    while (number /= 10);
    return add(p, d, (size_t)(digits + sizeof(digits) - d));
}

/* ---- shared words ---- */

static uint64_t hash_of(const char *text, size_t n)
{
    const uint64_t by = 0x9fb21c651e98df25u;
    uint64_t h = 0x9e3779b97f4a7c15u ^ n, part = 0;

    if (n < 8) {
        for (size_t i = 0; i < n; i++)
            part = part << 8 | (unsigned char)text[i];
    } else {
        for (size_t i = 0; i + 8 < n; i += 8) {
            memcpy(&part, text + i, 8);
            h = (h ^ part) * by;
            h ^= h >> 32;
        }
        memcpy(&part, text + n - 8, 8); /* the last 8, some of them again */
    }
    h = (h ^ part) * by;
    return h ^ h >> 29;
}

static void grow(struct words *words)
{
    words->room = words->room ? 2 * words->room : 16;
    words->list = xrealloc(words->list, words->room, sizeof(*words->list));
    free(words->slots);
    uint32_t mask = 2 * words->room - 1;
    words->slots = xcalloc(mask + 1, sizeof(*words->slots));
    for (uint32_t i = 0; i < words->n; i++) {
        uint32_t at = (uint32_t)words->list[i].hash & mask;
        while (words->slots[at])
            at = (at + 1) & mask;
        words->slots[at] = i + 1;
    }
}

/* A column whose texts are nearly all different gains nothing. Looked at now and then; depends on
   the rows alone, so the same rows give the same file. */
static void judge(struct words *words)
{
    bool often = words->asked == 256 || (words->asked & 4095) == 0;

    if (often && words->missed * 2 > words->asked)
        words->off = true;
}

static void learn(struct rows *rows, struct col *col, struct field *field, uint64_t hash)
{
    struct words *words = &col->words;

    words->missed++;
    unsigned class = book_text_class(field->text, field->n);
    if (words->n >= MAX_WORDS || (class & (TEXT_CLEAN | TEXT_KEEP)))
        return;
    if (words->n == words->room)
        grow(words);
    struct word *word = &words->list[words->n];
    char *text = arena_alloc(&rows->arena, field->n + 1);
    memcpy(text, field->text, field->n);
    struct sst_element *shared = lxw_get_sst_index(rows->book->draw->sst, text, LXW_FALSE);
    if (!shared)
        return;
    *word = (struct word){.text = text, .n = field->n, .hash = hash};
    char *end = add_uint(word->shared.text, (unsigned)shared->index);
    word->shared.n = (unsigned char)(ADD(end, "</v></c>") - word->shared.text);
    word->bold = book_col_bold(col, text);
    word->width = metrics_width(text, field->n, word->bold);
    uint32_t mask = 2 * words->room - 1, at = (uint32_t)hash & mask;
    while (words->slots[at])
        at = (at + 1) & mask;
    words->slots[at] = ++words->n;
    field->word = word;
}

static bool is_word(const struct word *word, const struct field *field)
{
    return word->n == field->n && memcmp(word->text, field->text, field->n) == 0;
}

/* Words move when their list grows; so a field keeps a word only until the next lookup in its
   column, and held rows keep its position. Rows come sorted: first the word of the row before. */
static void look_up(struct rows *rows, struct col *col, struct field *field)
{
    struct words *words = &col->words;

    words->asked++;
    judge(words);
    if (words->n && is_word(&words->list[words->last], field)) {
        field->word = &words->list[words->last];
        return;
    }
    uint64_t hash = hash_of(field->text, field->n);
    if (words->room) {
        uint32_t mask = 2 * words->room - 1, at = (uint32_t)hash & mask;
        for (; words->slots[at]; at = (at + 1) & mask) {
            const struct word *word = &words->list[words->slots[at] - 1];
            if (word->hash == hash && is_word(word, field)) {
                words->last = words->slots[at] - 1;
                field->word = word;
                return;
            }
        }
    }
    learn(rows, col, field, hash);
}

static void take_text(struct rows *rows, struct field *field)
{
    field->class = book_text_class(field->text, field->n);
    if (field->class & TEXT_CLEAN) {
        str_clear(&rows->scratch);
        book_count(rows->book,
                   book_text_clean(&rows->scratch, field->text, field->n, BOOK_TEXT_MAX));
    }
}

void book_emit_take(struct rows *rows, struct col *col, struct field *field)
{
    enum cell cell = col->column->cell;
    struct value value = {.kind = VALUE_TEXT};

    if (cell == CELL_TEXT && !col->words.off && field->n <= MAX_WORD)
        look_up(rows, col, field);
    if (cell > CELL_ID)
        book_cell_value(&value, cell, field->text, field->n);
    field->kind = value.kind;
    if (value.kind == VALUE_TEXT && !field->word)
        take_text(rows, field);
    if (value.kind == VALUE_TEXT || value.kind == VALUE_NUMBER)
        return;
    memcpy(col->digits, value.room, sizeof(col->digits));
    field->text = col->digits;
    field->n = (uint32_t)value.n;
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
        tags[TAG_INLINE] = tag_of(style, " t=\"inlineStr\"><is><t");
    }
}

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
    p = class & TEXT_ESCAPE ? add_escaped(p, text, n) : add(p, text, n);
    return ADD(p, "</t></is></c>");
}

static char *add_text(struct rows *rows, char *p, const struct col *col, const struct field *field)
{
    struct tag(*tags)[TAGS] = rows->book->tags;
    bool note = field->n == 12 && memcmp(field->text, "Not recorded", 12) == 0;
    enum row_style style = rows->nothing ? ROW_TEXT : note ? col->note_style : col->text_style;

    if (!field->word)
        return add_inline(rows, add_tag(p, &tags[style][TAG_INLINE]), field);
    p = add_tag(p, &tags[style][TAG_SHARED]);
    return add_short(p, &field->word->shared);
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
    p = add(p, field->text, field->n);
    return ADD(p, "</v></c>");
}

static int lines_of(const struct col *col, const struct field *field)
{
    if (field->word && field->word->width <= col->room)
        return 1;
    if (col->fits && !(field->class & (TEXT_KEEP | TEXT_CLEAN)))
        return 1;
    bool bold = field->word ? field->word->bold : book_col_bold(col, field->text);
    return metrics_lines(field->text, field->n, bold, col->room);
}

static int height(const struct rows *rows, const struct field *fields)
{
    int lines = 1, px, least = PX_ROW;

    for (int i = 0; i < rows->n_cols; i++) {
        const struct col *col = &rows->cols[i];
        if (col->choice)
            least = PX_INPUT_ROW;
        if (!col->wrap || fields[i].kind != VALUE_TEXT || rows->nothing)
            continue;
        int more = lines_of(col, &fields[i]);
        lines = more > lines ? more : lines;
    }
    px = lines * PX_LINE + PX_ROW_PAD;
    px = px < least ? least : px;
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

bool book_emit_flush(struct rows *rows, struct err *err)
{
    bool ok = zip_write(rows->book->zip, rows->out.buf, rows->out.len, err);

    str_clear(&rows->out);
    return ok;
}

static char *reserve(struct rows *rows, size_t text)
{
    str_reserve(&rows->out, GROWTH * text + (size_t)(rows->n_cols + 1) * CELL_BYTES);
    return rows->out.buf + rows->out.len;
}

static void advance(struct rows *rows, const char *end)
{
    rows->out.len = (size_t)(end - rows->out.buf);
    rows->out.buf[rows->out.len] = '\0';
}

bool book_emit_row(struct rows *rows, uint64_t row, const struct field *fields, struct err *err)
{
    char number[NUMBER] = "";
    size_t digits = (size_t)(add_uint(number, row) - number), text = 0;

    for (int i = 0; i < rows->n_cols; i++)
        text += fields[i].n;
    char *p = reserve(rows, text);
    p = add_row_tag(p, number, digits, height(rows, fields));
    for (int i = 0; i < rows->n_cols; i++)
        p = add_cell(rows, p, &rows->cols[i], number, digits, &fields[i]);
    advance(rows, ADD(p, "</row>"));
    return rows->out.len < FLUSH || book_emit_flush(rows, err);
}

bool book_emit_head(struct rows *rows, struct err *err)
{
    char *p = reserve(rows, 0);

    p = add_row_tag(p, "1", 1, rows->head_px);
    for (int i = 0; i < rows->n_cols; i++) {
        const struct col *col = &rows->cols[i];
        p = add_short(p, &col->lead);
        *p++ = '1';
        p = add_tag(p, &rows->book->tags[col->head_style][TAG_SHARED]);
        p = add_uint(p, col->title_shared);
        p = ADD(p, "</v></c>");
    }
    advance(rows, ADD(p, "</row>"));
    return book_emit_flush(rows, err);
}

void book_emit_blank(const struct rows *rows, struct str *out)
{
    for (int i = 0; i < rows->n_cols; i++)
        str_addf(out, "<c r=\"%s2\" s=\"%d\"/>", rows->cols[i].letters,
                 rows->book->formats.number[rows->cols[i].style]);
}
