/* etl/book_col.c - columns of a detail sheet: formats, and widths from the data; book_int.h */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book_int.h"
#include "book_text.h"
#include "metrics.h"
#include "style.h"

#include "banned.h"

enum { MAX_COLS = 200 };

/* ---- formats ---- */

int book_col_find(const struct rows *rows, const char *name)
{
    for (int i = 0; name && i < rows->n_cols; i++)
        if (strcmp(rows->cols[i].column->name, name) == 0)
            return i;
    return -1;
}

static bool is_number(enum cell cell)
{
    return cell == CELL_COUNT || cell == CELL_NUMBER || cell == CELL_PERCENT;
}

static void take_marks(struct rows *rows, struct col *col)
{
    const struct mark *marks = rows->sheet->marks;
    size_t n = 0;

    while (marks && marks[n].column)
        n++;
    col->marks = arena_alloc(&rows->arena, (n + 1) * sizeof(const struct mark *));
    for (size_t i = 0; i < n; i++) {
        if (strcmp(marks[i].column, col->column->name) != 0)
            continue;
        col->marks[col->n_marks++] = &marks[i];
        col->filled = col->filled || marks[i].style <= MARK_WAIT; /* an Unknown is rare */
    }
}

bool book_col_bold(const struct col *col, const char *text)
{
    for (size_t i = 0; i < col->n_marks; i++)
        if (*text == *col->marks[i]->begins && str_starts(text, col->marks[i]->begins))
            return col->marks[i]->style != MARK_WAIT && col->marks[i]->style != MARK_NOTE;
    return false;
}

static enum row_style style_of(enum cell cell, bool indent, bool wrap)
{
    switch (cell) {
    case CELL_COUNT:
        return ROW_COUNT;
    case CELL_NUMBER:
        return ROW_NUMBER;
    case CELL_PERCENT:
        return ROW_PERCENT;
    case CELL_DATE:
        return indent ? ROW_DATE_INDENT : ROW_DATE;
    case CELL_STAMP:
        return indent ? ROW_STAMP_INDENT : ROW_STAMP;
    case CELL_MONTH:
        return indent ? ROW_MONTH_INDENT : ROW_MONTH;
    case CELL_TEXT:
    case CELL_ID:
        break;
    }
    if (wrap)
        return indent ? ROW_WRAP_INDENT : ROW_WRAP;
    return indent ? ROW_TEXT_INDENT : ROW_TEXT;
}

/* A text right of a number or of a filled column, and a filled column itself, stands off a bit. */
static void style_column(struct rows *rows, int i)
{
    struct col *col = &rows->cols[i];
    const char *name = col->column->name;
    enum cell cell = col->column->cell;
    const struct col *left = i > 0 ? col - 1 : NULL;

    for (const struct choice *c = rows->sheet->choices; c && c->column; c++)
        if (strcmp(c->column, name) == 0)
            col->choice = c;
    take_marks(rows, col);
    col->indent = !is_number(cell) && !col->choice &&
                  (col->filled || (left && (left->filled || is_number(left->column->cell))));
    col->wrap = cell == CELL_TEXT && col->column->fit != FIT_FIXED;
    col->style = style_of(cell, col->indent, col->wrap);
    col->text_style = style_of(CELL_TEXT, col->indent, col->wrap);
    col->note_style = col->indent ? ROW_NOTE_INDENT : ROW_NOTE;
    col->head_style = is_number(cell) ? ROW_HEAD_RIGHT : col->indent ? ROW_HEAD_INDENT : ROW_HEAD;
    if (col->choice) {
        col->style = col->text_style = col->note_style = ROW_INPUT;
        col->head_style = ROW_HEAD_INPUT;
        col->wrap = true;
        rows->least_px = PX_INPUT_ROW;
    }
    if (col->wrap)
        rows->wraps[rows->n_wraps++] = i;
}

static bool check_columns(struct rows *rows, struct err *err)
{
    const struct sheet *sheet = rows->sheet;
    const char *names[] = {sheet->frozen, sheet->status, sheet->due, sheet->repeat};

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (names[i] && book_col_find(rows, names[i]) < 0)
            return err_set(err, ERR_INTERNAL, "sheet \"%s\" has no column \"%s\"", sheet->name,
                           names[i]);
    for (const struct mark *m = sheet->marks; m && m->column; m++)
        if (book_col_find(rows, m->column) < 0 || m->style < MARK_ACT || m->style > MARK_NOTE ||
            strlen(m->begins) > 200 || strchr(m->begins, '"'))
            return err_set(err, ERR_INTERNAL, "sheet \"%s\": no such mark on column \"%s\"",
                           sheet->name, m->column);
    for (const struct choice *c = sheet->choices; c && c->column; c++)
        if (book_col_find(rows, c->column) < 0)
            return err_set(err, ERR_INTERNAL, "sheet \"%s\" has no column \"%s\" to fill in",
                           sheet->name, c->column);
    for (int i = 0; i < rows->n_cols; i++)
        for (int j = 0; j < i; j++)
            if (strcasecmp(rows->cols[i].title, rows->cols[j].title) == 0)
                return err_set(err, ERR_INTERNAL, "sheet \"%s\" has two columns \"%s\"",
                               sheet->name, rows->cols[i].title);
    return true;
}

static int cap_of(const struct rows *rows, const struct col *col)
{
    switch (col->column->fit) {
    case FIT_PLACE:
        return PX_PLACE;
    case FIT_WORKER:
        return PX_WORKER;
    case FIT_CHILD:
        return rows->n_cols <= FEW_COLUMNS ? PX_CHILD_FEW : PX_CHILD;
    case FIT_KIND:
        return PX_KIND;
    case FIT_STATUS:
        return PX_STATUS;
    case FIT_REASON:
        return PX_REASON;
    case FIT_WHY:
        return PX_WHY;
    case FIT_FIXED:
        break;
    }
    return PX_FIXED_MAX;
}

bool book_col_make(struct rows *rows, struct err *err)
{
    const struct column *columns = rows->sheet->columns;
    struct str title = STR_INIT;

    while (columns[rows->n_cols].name)
        rows->n_cols++;
    if (rows->n_cols == 0 || rows->n_cols > MAX_COLS)
        return err_set(err, ERR_INTERNAL, "sheet \"%s\" has %d columns", rows->sheet->name,
                       rows->n_cols);
    rows->cols = xcalloc((size_t)rows->n_cols, sizeof(*rows->cols));
    rows->fields = xcalloc((size_t)rows->n_cols, sizeof(*rows->fields));
    rows->wraps = xcalloc((size_t)rows->n_cols, sizeof(*rows->wraps));
    rows->least_px = PX_ROW;
    for (int i = 0; i < rows->n_cols; i++) {
        struct col *col = &rows->cols[i];
        col->column = &columns[i];
        if (i >= 26)
            col->letters[0] = (char)('A' + i / 26 - 1);
        col->letters[i >= 26] = (char)('A' + i % 26);
        col->lead.n = (unsigned char)snprintf(col->lead.text, sizeof(col->lead.text), "<c r=\"%s",
                                              col->letters);
        str_clear(&title);
        book_text_clean(&title, columns[i].title, strlen(columns[i].title), 250);
        col->title = arena_strdup(&rows->arena, title.buf);
        col->title_shared = lxw_get_sst_index(rows->book->draw->sst, col->title, LXW_FALSE)->index;
        style_column(rows, i);
        col->enough = metrics_units(cap_of(rows, col), PT_CELL) + 2048; /* beyond rounding */
    }
    str_release(&title);
    return check_columns(rows, err);
}

/* ---- widths ---- */

static int least_of(const struct col *col)
{
    switch (col->column->cell) {
    case CELL_ID:
        return PX_MIN_ID;
    case CELL_DATE:
    case CELL_MONTH:
        return PX_DATE;
    case CELL_STAMP:
        return PX_STAMP;
    case CELL_COUNT:
    case CELL_NUMBER:
    case CELL_PERCENT:
        return PX_MIN_COUNT;
    case CELL_TEXT:
        break;
    }
    return PX_MIN_FLAG;
}

static void fit_column(struct rows *rows, struct col *col)
{
    int beside = col->indent ? PX_INDENT : 0, cap = cap_of(rows, col);
    int head = metrics_px(metrics_word(col->title, true), PT_HEAD) + PX_PADDING;
    int px = metrics_px(col->widest, PT_CELL) + PX_PADDING + beside;

    int least = least_of(col) + beside;
    px = px < least ? least : px;
    px = px > cap ? cap : px;
    px = px < head + beside ? head + beside : px;
    if (col->choice) {
        least = col->choice->values ? PX_INPUT : PX_COMMENT;
        px = head > least ? head : least;
    }
    col->px = px;
}

/* Why takes what the paper leaves: of the next smaller one if the sheet fits there. */
static void fit_why(struct rows *rows)
{
    int others = 0, room = PX_WHY;
    struct col *why = NULL;

    for (int i = 0; i < rows->n_cols; i++) {
        if (rows->cols[i].column->fit == FIT_WHY)
            why = &rows->cols[i];
        else
            others += rows->cols[i].px;
    }
    if (!why)
        return;
    if (others + PX_WHY_MIN <= PX_LETTER)
        room = PX_LETTER - others;
    else if (others + PX_WHY_MIN <= PX_LEGAL)
        room = PX_LEGAL - others;
    else
        room = PX_WHY_WIDE;
    why->px = why->px > room ? room : why->px;
}

void book_col_fit(struct rows *rows)
{
    int frozen = 0, lines = 1;

    for (int i = 0; i < rows->n_cols; i++)
        fit_column(rows, &rows->cols[i]);
    fit_why(rows);
    rows->total_px = 0;
    for (int i = 0; i < rows->n_cols; i++) {
        struct col *col = &rows->cols[i];
        int beside = PX_WRAP + (col->indent ? PX_INDENT : 0);
        col->room = metrics_units(col->px - beside, PT_CELL);
        int more = metrics_lines(col->title, strlen(col->title), true,
                                 metrics_units(col->px - beside, PT_HEAD));
        lines = more > lines ? more : lines;
        rows->total_px += col->px;
        if (i <= book_col_find(rows, rows->sheet->frozen)) {
            frozen += col->px;
            rows->frozen = frozen <= PX_FREEZE ? i + 1 : rows->frozen;
        }
    }
    int px = lines * PX_LINE + PX_HEAD_PAD;
    rows->head_px = px > PX_HEAD_MIN ? px : PX_HEAD_MIN;
    rows->measured = true;
}

/* Numbers are shown with separators and a gutter, dates have a width of their own. */
void book_col_measure(struct col *col, const struct field *field)
{
    unsigned width;

    if (field->kind == VALUE_NUMBER) {
        size_t whole = strcspn(field->text, ".e");
        if (whole <= col->most)
            return;
        col->most = whole;
        width = metrics_width("0000000000000000,,,,,,", whole, false) +
                metrics_width(",,,,,,", (whole - 1) / 3, false) + metrics_width(".0%)", 4, false);
    } else if (field->kind == VALUE_TEXT && col->widest < col->enough) {
        width = col->wrap ? field->width
                          : metrics_width(field->text, field->n, book_col_bold(col, field->text));
    } else {
        return;
    }
    col->widest = width > col->widest ? width : col->widest;
}
