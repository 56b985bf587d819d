/* etl/book_rows.c - detail sheets as the caller sees them; rows that wait; see book.h */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book_int.h"
#include "book_text.h"

#include "banned.h"

/* A waiting field: its length in the low bits of a mark, what it is above; its width if it may wrap;
   the text. */
enum { CLASS_BITS = 3 };

/* ---- parts ---- */

static bool begin_part(struct rows *rows, struct err *err)
{
    struct book *book = rows->book;
    struct part *part = xcalloc(1, sizeof(*part));
    char more[16] = "", under[16] = "";

    str_init(&part->held);
    str_init(&part->after);
    part->rows = rows;
    book->parts = xrealloc(book->parts, book->n_parts + 1, sizeof(*book->parts));
    book->parts[book->n_parts++] = part;
    rows->part = part;
    rows->n_parts++;
    if (rows->n_parts > 1) {
        snprintf(more, sizeof(more), " (%u)", rows->n_parts);
        snprintf(under, sizeof(under), "_%u", rows->n_parts);
    }
    size_t keep = str_utf8_fit(rows->sheet->name, 120); /* book_name judges the rest */
    while (book_text_units(rows->sheet->name, keep) + strlen(more) > 31 && *more)
        keep = str_utf8_fit(rows->sheet->name, keep - 1);
    while (*more && keep > 0 && rows->sheet->name[keep - 1] == ' ')
        keep--;
    snprintf(part->name, sizeof(part->name), "%.*s%s", (int)keep, rows->sheet->name, more);
    snprintf(part->table, sizeof(part->table), "%.120s%s", rows->sheet->table, under);
    if (!book_name(book, part->name, err) || !book_table_name(book, part->table, err))
        return false;
    part->sheet = workbook_add_worksheet(book->draw, part->name);
    if (!part->sheet)
        return err_set(err, ERR_INTERNAL, "cannot add sheet \"%s\"", part->name);
    part->index = ++book->n_sheets;
    return true;
}

void book_rows_free(struct rows *rows)
{
    free(rows->cols);
    free(rows->fields);
    free(rows->wraps);
    str_release(&rows->out);
    str_release(&rows->scratch);
    arena_release(&rows->arena);
    free(rows);
}

struct rows *book_rows(struct book *book, const struct rows_layout *layout, struct err *err)
{
    if (book->err.kind != ERR_NONE) {
        if (err)
            *err = book->err;
        return NULL;
    }
    struct rows *rows = xcalloc(1, sizeof(*rows));
    book->rows = xrealloc(book->rows, book->n_rows + 1, sizeof(*book->rows));
    book->rows[book->n_rows++] = rows;
    rows->book = book;
    rows->sheet = layout->sheet;
    rows->zone = layout->zone ? arena_strdup(&rows->arena, layout->zone) : NULL;
    rows->empty = arena_strdup(&rows->arena, layout->empty ? layout->empty : "No cases.");
    str_init(&rows->out);
    str_init(&rows->scratch);
    if (!book_col_make(rows, err))
        return NULL;
    rows->status = book_col_find(rows, rows->sheet->status);
    rows->due = book_col_find(rows, rows->sheet->due);
    rows->repeat_first = rows->repeat_last = book_col_find(rows, rows->sheet->repeat);
    /* with the id it belongs to, not with all that stands left of it */
    while (rows->repeat_first > 0 && rows->cols[rows->repeat_first].column->cell != CELL_ID)
        rows->repeat_first--;
    return begin_part(rows, err) ? rows : NULL;
}

/* ---- rows that wait ---- */

static uint32_t mark_of(const struct field *field)
{
    return (uint32_t)field->kind << (FIELD_BITS + CLASS_BITS) | field->class << FIELD_BITS |
           field->n;
}

static void hold(struct rows *rows)
{
    struct str *held = &rows->part->held;
    size_t before = held->len, room = 0;

    for (int i = 0; i < rows->n_cols; i++)
        room += 2 * sizeof(uint32_t) + rows->fields[i].n + 1;
    str_reserve(held, room);
    char *p = held->buf + before;
    for (int i = 0; i < rows->n_cols; i++) {
        const struct field *field = &rows->fields[i];
        uint32_t mark = mark_of(field);
        memcpy(p, &mark, sizeof(mark));
        p += sizeof(mark);
        if (field->kind == VALUE_EMPTY)
            continue;
        if (rows->cols[i].wrap) {
            memcpy(p, &field->width, sizeof(uint32_t));
            p += sizeof(uint32_t);
        }
        memcpy(p, field->text, field->n);
        p += field->n;
        *p++ = '\0';
    }
    held->len = (size_t)(p - held->buf);
    rows->book->held += held->len - before;
}

/* Reads one waiting field; returns the place of the next. */
static const char *take(const char *p, const struct col *col, struct field *field)
{
    uint32_t mark, width = 0;

    memcpy(&mark, p, sizeof(mark));
    p += sizeof(mark);
    enum value_kind kind = (enum value_kind)(mark >> (FIELD_BITS + CLASS_BITS));
    if (kind != VALUE_EMPTY && col->wrap) {
        memcpy(&width, p, sizeof(width));
        p += sizeof(width);
    }
    *field = (struct field){.text = p,
                            .n = mark & FIELD_MAX,
                            .kind = kind,
                            .class = mark >> FIELD_BITS & ((1u << CLASS_BITS) - 1),
                            .width = width};
    return kind == VALUE_EMPTY ? p : p + field->n + 1;
}

bool book_rows_replay(struct rows *rows, struct part *part, struct err *err)
{
    const char *p = part->held.buf, *end = p + part->held.len;

    for (uint64_t row = 2; p < end; row++) {
        size_t text = 0;
        for (int i = 0; i < rows->n_cols; i++) {
            p = take(p, &rows->cols[i], &rows->fields[i]);
            text += rows->fields[i].n;
        }
        if (!book_emit_row(rows, row, rows->fields, text, err))
            return false;
    }
    rows->book->held -= part->held.len;
    str_release(&part->held);
    return true;
}

/* ---- adding ---- */

static bool end_part(struct rows *rows, struct err *err)
{
    struct part *part = rows->part;

    if (!rows->measured)
        book_col_fit(rows);
    rows->part = NULL;
    if (!part->streaming && rows->book->held >= HOLD && !book_part_stream(part, err))
        return false;
    return !part->streaming || book_part_end(part, err);
}

static bool full(const struct part *part)
{
    return part->n == LXW_ROW_MAX - 1;
}

bool rows_add(struct rows *rows, const char *const *fields, const uint32_t *lengths,
              struct err *err)
{
    if (!rows->part)
        return err_set(err, ERR_INTERNAL, "a row after the end of \"%s\"", rows->sheet->name);
    if (full(rows->part) && (!end_part(rows, err) || !begin_part(rows, err)))
        return false;
    size_t text = book_emit_take(rows, fields, lengths);
    for (int i = 0; i < rows->n_cols && !rows->measured; i++)
        book_col_measure(&rows->cols[i], &rows->fields[i]);
    rows->total++;
    struct part *part = rows->part;
    part->n++;
    if (part->streaming)
        return book_emit_row(rows, part->n + 1, rows->fields, text, err);
    hold(rows);
    if (rows->book->held < HOLD || part->held.len < MEASURE)
        return true;
    if (!rows->measured)
        book_col_fit(rows);
    return book_part_stream(part, err);
}

static void say_nothing(struct rows *rows)
{
    rows->nothing = true;
    for (int i = 0; i < rows->n_cols; i++)
        rows->fields[i] = (struct field){.kind = VALUE_EMPTY};
    rows->fields[0] = (struct field){.text = rows->empty,
                                     .n = (uint32_t)strlen(rows->empty),
                                     .kind = VALUE_TEXT,
                                     .class = book_text_class(rows->empty, strlen(rows->empty))};
    rows->part->n = 1;
    hold(rows);
}

bool rows_end(struct rows *rows, uint64_t *ret_rows, struct err *err)
{
    if (rows->total == 0)
        say_nothing(rows);
    if (!end_part(rows, err))
        return false;
    if (ret_rows)
        *ret_rows = rows->total;
    return true;
}
