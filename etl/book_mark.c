/* etl/book_mark.c - marks of detail sheets as conditional formats, see book_int.h */
#include <stdio.h>
#include <string.h>

#include "book_int.h"
#include "book_text.h"
#include "style.h"

#include "banned.h"

struct rule_range {
    lxw_worksheet *sheet;
    int first_row, last_row, first_col, last_col;
};

static lxw_error add_formula(const struct rule_range *at, lxw_format *format, bool stop,
                             const char *formula)
{
    lxw_conditional_format rule = {
        .type = LXW_CONDITIONAL_TYPE_FORMULA,
        .value_string = (char *)(uintptr_t)formula,
        .format = format,
        .stop_if_true = stop,
    };
    return worksheet_conditional_format_range(at->sheet, (lxw_row_t)at->first_row,
                                              (lxw_col_t)at->first_col, (lxw_row_t)at->last_row,
                                              (lxw_col_t)at->last_col, &rule);
}

static size_t characters(const char *text)
{
    return book_text_units(text, strlen(text));
}

/* The column's own marks, in their order; the first that fits ends it. */
static lxw_error add_marks(const struct rule_range *at, const struct formats *formats,
                           const struct col *col)
{
    lxw_error status = LXW_NO_ERROR;
    struct str formula = STR_INIT;

    for (size_t i = 0; i < col->n_marks && !status; i++) {
        const struct mark *m = col->marks[i];
        if (strlen(m->begins) == characters(m->begins) && strlen(m->begins) <= 32) {
            lxw_conditional_format rule = {
                .type = LXW_CONDITIONAL_TYPE_TEXT,
                .criteria = LXW_CONDITIONAL_CRITERIA_TEXT_BEGINS_WITH,
                .value_string = (char *)(uintptr_t)m->begins,
                .format = formats->rule[m->style],
                .stop_if_true = LXW_TRUE,
            };
            status = worksheet_conditional_format_range(
                at->sheet, (lxw_row_t)at->first_row, (lxw_col_t)at->first_col,
                (lxw_row_t)at->last_row, (lxw_col_t)at->last_col, &rule);
        } else { /* the library's own formula has no room for a long text */
            str_clear(&formula);
            str_addf(&formula, "=LEFT($%s2,%zu)=\"%s\"", col->letters, characters(m->begins),
                     m->begins);
            status = add_formula(at, formats->rule[m->style], true, formula.buf);
        }
    }
    str_release(&formula);
    return status;
}

/* Whether the status in `row` asks for something: OR(LEFT($U2,7)="Overdue",...); empty when no
   mark does. */
static void add_open(struct str *out, const struct rows *rows, int row)
{
    const char *letters = rows->cols[rows->status].letters, *before = "OR(";

    for (const struct mark *m = rows->sheet->marks; m && m->column; m++) {
        if (strcmp(m->column, rows->sheet->status) != 0 ||
            (m->style != MARK_ACT && m->style != MARK_LATE))
            continue;
        str_addf(out, "%sLEFT($%s%d,%zu)=\"%s\"", before, letters, row, characters(m->begins),
                 m->begins);
        before = ",";
    }
    if (*before == ',')
        str_addc(out, ')');
}

/* Due, and an id far from the status, in the colour of what must be acted on. */
static lxw_error add_due(const struct rule_range *at, const struct rows *rows,
                         const struct formats *formats)
{
    struct str formula = STR_INIT;
    lxw_error status = LXW_NO_ERROR;

    str_addc(&formula, '=');
    add_open(&formula, rows, 2);
    if (formula.len > 1)
        status = add_formula(at, formats->rule[RULE_DUE], false, formula.buf);
    str_release(&formula);
    return status;
}

/* A line below the rows that ask for something. Drawn from both sides, since programs differ in
   which of two touching cells wins; it follows the rows when they are sorted anew. LibreOffice
   applies one rule to a cell only: so the line takes the colour of Due with it, and leaves the
   upper side of a column with marks of its own to them. */
static lxw_error add_lines(struct rule_range at, const struct rows *rows,
                           const struct formats *formats, bool due, bool marked)
{
    struct str upper = STR_INIT, lower = STR_INIT, formula = STR_INIT;
    lxw_error status = LXW_NO_ERROR;

    add_open(&upper, rows, 2);
    add_open(&lower, rows, 3);
    if (at.last_row >= 2 && upper.len) {
        str_addf(&formula, "=AND(%s,NOT(%s))", upper.buf, lower.buf);
        struct rule_range below = at;
        below.first_row = 2;
        status = add_formula(&below, formats->rule[RULE_ABOVE], false, formula.buf);
        at.last_row--;
        if (!status && !marked)
            status = add_formula(&at, formats->rule[due ? RULE_DUE_BELOW : RULE_BELOW], false,
                                 formula.buf);
    }
    str_release(&upper);
    str_release(&lower);
    str_release(&formula);
    return status;
}

static bool is_due(const struct rows *rows, int i)
{
    int left = 0;

    if (rows->status < 0 || rows->due < 0)
        return false;
    for (int j = 0; j < rows->status; j++)
        left += rows->cols[j].px;
    return i == rows->due || (left > PX_STATUS_FAR && i == rows->frozen - 1);
}

lxw_error book_mark_draw(lxw_worksheet *sheet, const struct part *part,
                         const struct formats *formats)
{
    const struct rows *rows = part->rows;
    lxw_error status = LXW_NO_ERROR;

    for (int i = 0; i < rows->n_cols && !status; i++) {
        const struct col *col = &rows->cols[i];
        struct rule_range at = {sheet, 1, (int)part->n, i, i};
        status = add_marks(&at, formats, col);
        if (!status && is_due(rows, i))
            status = add_due(&at, rows, formats);
        if (!status && rows->status >= 0 && i != rows->status && !col->choice)
            status = add_lines(at, rows, formats, is_due(rows, i), col->n_marks > 0);
    }
    return status;
}
