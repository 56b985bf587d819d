/* etl/report_rollup.c - the second half of Summary: roll-up, notes, further tables */
#include "report_page.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "metrics.h"
#include "report_grid.h"
#include "report_words.h"
#include "style.h"
#include "banned.h"

enum {
    PX_HEADING_ROW = 90,
    PX_ROLL_ROW = 21, /* one more than the default height, which the library does not write */
    PX_NOTE_ROW = 18,
    PX_GAP = 12,
    HEAD_LINES = 4,           /* of RollUp's headings */
    BREAKDOWN_HEAD_LINES = 2, /* of the other tables' */
    PX_BREAKDOWN_HEAD = 42,
    PX_NAME = 140, /* a name of a group wraps beyond this */
    PX_CHART = 560,
    MAX_COLUMNS = 40
};

/* A column of figures; `field` counts from 0 = numerator, as both queries return them. */
struct figure_column {
    char title[96];
    enum cell cell;
    int field;
    const struct measure *measure;
};
enum { FIELD_NUMERATOR, FIELD_DENOMINATOR, FIELD_RESULT, FIELD_SMALL, FIELD_PREVIOUS };

struct figures {
    struct figure_column columns[MAX_COLUMNS];
    int n;
};

static enum cell result_cell(const struct measure *m)
{
    if (m->kind == MEASURE_PERCENT)
        return CELL_PERCENT;
    return m->kind == MEASURE_COUNT ? CELL_COUNT : CELL_NUMBER;
}

static void add_column(struct figures *f, const struct measure *m, int field, enum cell cell,
                       const char *title, const char *suffix)
{
    if (f->n == MAX_COLUMNS)
        return;
    struct figure_column *c = &f->columns[f->n++];
    *c = (struct figure_column){.cell = cell, .field = field, .measure = m};
    (void)snprintf(c->title, sizeof(c->title), "%s%s", title, suffix);
}

/* Numerator and denominator stand before the result: no percent without its two counts. */
static void add_result(struct figures *f, const struct measure *m, const char *title)
{
    if (m->kind == MEASURE_PERCENT || (m->kind != MEASURE_COUNT && m->top))
        add_column(f, m, FIELD_NUMERATOR, CELL_COUNT, m->top ? m->top : title,
                   m->top ? "" : ", numerator");
    if ((m->kind != MEASURE_COUNT || m->base) && !m->same_base)
        add_column(f, m, FIELD_DENOMINATOR, CELL_COUNT, m->base ? m->base : title,
                   m->base ? "" : ", counted");
    add_column(f, m, FIELD_RESULT, result_cell(m), title, "");
}

static void add_measure(struct figures *f, const struct measure *m, const char *previous)
{
    const char *title = m->rolled ? m->rolled : m->column;
    char suffix[48];
    add_result(f, m, title);
    if (m->kind != MEASURE_COUNT && !m->same_base) {
        bool first = true;
        for (int i = 0; i < f->n; i++)
            first = first && f->columns[i].field != FIELD_SMALL;
        add_column(f, m, FIELD_SMALL, CELL_TEXT, first ? "Small base" : "Small base, ",
                   first ? "" : title);
    }
    (void)snprintf(suffix, sizeof(suffix), ", %s", previous ? previous : "last month");
    add_column(f, m, FIELD_PREVIOUS, result_cell(m), title, suffix);
}

static void add_rolled(struct figures *f, const struct report_view *view)
{
    for (const struct measure *m = view->report->measures; m->name; m++)
        if (m->rollup)
            add_measure(f, m, view->facts[FACT_PREV_SHORT]);
}

static void add_listed(struct figures *f, const struct report *r, const struct breakdown *b)
{
    for (int i = 0; i < 6 && b->measures[i]; i++) {
        const struct measure *m = report_words_measure(r, b->measures[i]);
        if (m)
            add_result(f, m, m->column);
    }
}

/* ---- widths ---- */

static int groups_of(const struct report *r)
{
    int n = 0;
    while (n < 4 && r->levels[n + 1])
        n++;
    return n;
}

int report_rollup_columns(const struct report_view *view)
{
    struct figures figures = {.n = 0};
    add_rolled(&figures, view);
    return 1 + groups_of(view->report) + figures.n;
}

static void raise(int *px, int n, int col, int need)
{
    if (col < n && px[col] < need)
        px[col] = need;
}

/* A figure as it is shown: separators, decimals, the gutter; bold in the rows that hold others. */
static int figure_px(enum cell cell, const char *value)
{
    static const char zeros[] = "0000000000000000";
    size_t whole = strcspn(value, ".e");
    const char *rest = cell == CELL_NUMBER ? ".0)" : ")";
    if (cell == CELL_TEXT)
        return metrics_px(metrics_width(value, strlen(value), true), PT_CELL) + PX_WRAP + PX_INDENT;
    if (cell == CELL_PERCENT)
        return metrics_px(metrics_width("100.0%)", 7, true), PT_CELL) + PX_WRAP;
    whole = whole < sizeof(zeros) ? whole : sizeof(zeros) - 1;
    unsigned width = metrics_width(zeros, whole, true) + metrics_width(rest, strlen(rest), true) +
                     metrics_width(",,,,,", whole ? (whole - 1) / 3 : 0, true);
    return metrics_px(width, PT_CELL) + PX_WRAP;
}

static void need_names(const struct report_slice *slice, int groups, int *px, int n)
{
    for (size_t i = 0; i < slice->n; i++)
        for (int k = 0; k < groups; k++) {
            const char *name = slice->rows[i][1 + ROLLUP_G1 + k];
            int need = name ? metrics_px(metrics_word(name, true), PT_CELL) + PX_WRAP : 0;
            raise(px, n, 1 + k, need < PX_NAME ? need : PX_NAME);
        }
}

void report_rollup_need(const struct report_view *view, int *px, int n)
{
    const struct report *r = view->report;
    const struct report_slice *slice = &view->blocks[BLOCK_ROLLUP];
    struct figures figures = {.n = 0};
    int groups = groups_of(r);
    add_rolled(&figures, view);
    need_names(slice, groups, px, n);
    for (int i = 0; i < figures.n; i++) {
        const struct figure_column *c = &figures.columns[i];
        int col = 1 + groups + i, indent = c->cell == CELL_TEXT ? PX_INDENT : 0;
        raise(px, n, col, report_grid_head_px(c->title, PT_HEAD_2, HEAD_LINES) + indent);
        for (size_t k = 0; k < slice->n; k++) {
            const char *const *f = slice->rows[k] + 1;
            const char *value = f[ROLLUP_NUMERATOR + c->field];
            if (value && str_eq(f[ROLLUP_MEASURE], c->measure->name))
                raise(px, n, col, figure_px(c->cell, value));
        }
    }
    for (const struct breakdown *b = r->breakdowns; b && b->title; b++) {
        int col = 0;
        figures.n = 0;
        add_listed(&figures, r, b);
        for (int i = 0; i < 2 && b->heading[i]; i++, col++)
            raise(px, n, col, report_grid_head_px(b->heading[i], PT_HEAD, BREAKDOWN_HEAD_LINES));
        for (int i = 0; i < figures.n; i++, col++)
            raise(px, n, col,
                  report_grid_head_px(figures.columns[i].title, PT_HEAD, BREAKDOWN_HEAD_LINES));
    }
}

/* ---- roll-up ---- */

struct rollup {
    struct page *page;
    const struct report_view *view;
    struct figures figures;
    int groups; /* group columns beside Level */
    int row;
};

static int level_of(const struct report *r, const char *name)
{
    for (int i = 0; i < 6 && r->levels[i]; i++)
        if (strcasecmp(r->levels[i], name) == 0)
            return i;
    return -1;
}

/* Rows that hold others are set apart, down to the office; the lowest level never. */
static bool is_total(const struct report *r, int level)
{
    return level <= 2 && r->levels[level + 1];
}

static void rollup_heads(const struct rollup *u, int row, int n_rows)
{
    const struct report *r = u->view->report;
    const char *titles[MAX_COLUMNS + 6] = {"Level"};
    int n = 1;
    for (int i = 1; i <= u->groups; i++)
        titles[n++] = r->levels[i];
    for (int i = 0; i < n; i++)
        page_text(u->page, row, i, STYLE_HEAD_SMALL, titles[i]);
    for (int i = 0; i < u->figures.n; i++) {
        const struct figure_column *c = &u->figures.columns[i];
        page_text(u->page, row, n,
                  c->cell == CELL_TEXT ? STYLE_HEAD_SMALL_INDENT : STYLE_HEAD_SMALL_RIGHT,
                  c->title);
        titles[n++] = c->title;
    }
    page_table(u->page, &(struct page_table){.name = "RollUp",
                                             .row = row,
                                             .rows = n_rows,
                                             .cols = n,
                                             .titles = titles,
                                             .filter = true});
}

/* How many rows from `from` on agree in their first `fields` fields. */
static size_t same_group(const struct report_slice *slice, size_t from, int fields)
{
    size_t n = 1;
    for (; from + n < slice->n; n++)
        for (int k = 0; k < fields; k++)
            if (!str_eq(slice->rows[from][1 + k], slice->rows[from + n][1 + k]))
                return n;
    return n;
}

static bool rollup_row(struct rollup *u, const struct report_slice *slice, size_t from, size_t n,
                       struct err *err)
{
    const char *const *f = slice->rows[from] + 1;
    const struct report *r = u->view->report;
    int level = level_of(r, f[ROLLUP_LEVEL]);
    if (level < 0)
        return err_set(err, ERR_INTERNAL, "report \"%s\" has no level \"%s\"", r->name,
                       f[ROLLUP_LEVEL]);
    bool total = is_total(r, level);
    unsigned text = total ? STYLE_TOTAL_TEXT : STYLE_ROLL_WRAP;
    page_text(u->page, u->row, 0, text, r->levels[level]);
    for (int i = 0; i < u->groups; i++)
        page_text(u->page, u->row, 1 + i, text, f[ROLLUP_G1 + i]);
    for (int i = 0; i < u->figures.n; i++) {
        const struct figure_column *c = &u->figures.columns[i];
        const char *value = NULL;
        for (size_t k = 0; k < n; k++)
            if (str_eq(slice->rows[from + k][1 + ROLLUP_MEASURE], c->measure->name))
                value = slice->rows[from + k][1 + ROLLUP_NUMERATOR + c->field];
        unsigned style = total ? STYLE_TOTAL : STYLE_ROLL;
        if (c->field == FIELD_SMALL) /* away from the percent before it */
            style = total ? STYLE_TOTAL_INDENT : STYLE_ROLL_INDENT;
        page_cell(u->page, u->row, 1 + u->groups + i, style, c->cell, value);
    }
    page_height_least(u->page, u->row, PX_ROLL_ROW);
    u->row++;
    return true;
}

static bool draw_rollup(struct rollup *u, struct err *err)
{
    const struct report_slice *slice = &u->view->blocks[BLOCK_ROLLUP];
    add_rolled(&u->figures, u->view);
    u->groups = groups_of(u->view->report);
    page_text(u->page, u->row, 0, STYLE_HEADING, "Roll-up");
    page_height(u->page, u->row, PX_HEADING_ROW);
    int head = u->row + 1;
    u->row = head + 1;
    for (size_t i = 0, n; i < slice->n; i += n) {
        n = same_group(slice, i, ROLLUP_MEASURE);
        if (!rollup_row(u, slice, i, n, err))
            return false;
    }
    if (u->row == head + 1) /* a table has at least one row */
        page_text(u->page, u->row++, 0, STYLE_ROLL, "None");
    rollup_heads(u, head, u->row - head - 1);
    return true;
}

/* ---- notes and further tables ---- */

static void draw_notes(struct rollup *u)
{
    const struct report_slice *slice = &u->view->blocks[BLOCK_NOTES];
    for (size_t i = 0; i < slice->n; i++) {
        page_text(u->page, u->row, 0, STYLE_SOURCE, slice->rows[i][1 + NOTE_LINE]);
        page_height(u->page, u->row, PX_NOTE_ROW);
        u->row++;
    }
}

static void breakdown_heads(struct rollup *u, const struct breakdown *b, int row, int n_rows,
                            int table)
{
    const char *titles[MAX_COLUMNS + 2];
    char name[32];
    int n = 0;
    for (int i = 0; i < 2 && b->heading[i]; i++) {
        page_text(u->page, row, n, STYLE_HEAD, b->heading[i]);
        titles[n++] = b->heading[i];
    }
    for (int i = 0; i < u->figures.n; i++) {
        page_text(u->page, row, n, STYLE_HEAD_RIGHT, u->figures.columns[i].title);
        titles[n++] = u->figures.columns[i].title;
    }
    page_height_least(u->page, row, PX_BREAKDOWN_HEAD);
    (void)snprintf(name, sizeof(name), "Table_%d", table);
    page_table(u->page, &(struct page_table){
                            .name = name, .row = row, .rows = n_rows, .cols = n, .titles = titles});
}

/* Rows of one table row: one for each measure. */
static void breakdown_row(struct rollup *u, const struct breakdown *b,
                          const struct report_slice *slice, size_t from, size_t n)
{
    const char *const *f = slice->rows[from] + 1;
    int col = 0;
    page_text(u->page, u->row, col++, STYLE_ROLL_WRAP, f[BREAKDOWN_LABEL]);
    if (b->heading[1])
        page_text(u->page, u->row, col++, STYLE_ROLL_WRAP, f[BREAKDOWN_LABEL2]);
    for (int i = 0; i < u->figures.n; i++) {
        const struct figure_column *c = &u->figures.columns[i];
        const char *value = NULL;
        for (size_t k = 0; k < n; k++) {
            int64_t place = 0;
            const char *const *g = slice->rows[from + k] + 1;
            if (str_to_int64(g[BREAKDOWN_COLUMN], 1, 6, &place) &&
                str_eq(b->measures[place - 1], c->measure->name))
                value = g[BREAKDOWN_NUMERATOR + c->field];
        }
        page_cell(u->page, u->row, col++, STYLE_ROLL, c->cell, value);
    }
    page_height_least(u->page, u->row, PX_ROLL_ROW);
    u->row++;
}

/* The first figure of each row as a bar, beside the table; the last row is their sum. */
static void breakdown_chart(struct rollup *u, const struct breakdown *b, int head, int table)
{
    const struct measure *m = u->figures.columns[0].measure;
    int first_col = b->heading[1] ? 2 : 1, last = u->row - 1 - (b->lines != NULL);
    struct series series = {.name = m->column, .col = first_col, .style = b->bars};
    struct str alt = STR_INIT;
    if (last <= head)
        return;
    str_addf(&alt, "Bars: %s. %d rows. Numbers: table Table_%d, to the left.", b->title,
             last - head, table);
    page_chart(u->page,
               &(struct chart){.kind = CHART_BARS,
                               .title = b->chart,
                               .alt = alt.buf,
                               .x_name = b->heading[0],
                               .y_name = m->column,
                               .first_row = head + 1,
                               .last_row = last,
                               .category_col = 0,
                               .series = &series,
                               .n = 1,
                               .row = head,
                               .col = first_col + u->figures.n,
                               .left = 24,
                               .width = PX_CHART,
                               .height = PX_BREAKDOWN_HEAD + PX_ROLL_ROW * (u->row - 1 - head)});
    str_release(&alt);
}

static bool draw_breakdown(struct rollup *u, const struct breakdown *b, int table,
                           const struct report_slice *slice, struct err *err)
{
    const struct report *r = u->view->report;
    u->figures = (struct figures){.n = 0};
    for (int i = 0; i < 6 && b->measures[i]; i++)
        if (!report_words_measure(r, b->measures[i]))
            return err_set(err, ERR_INTERNAL, "report \"%s\" does not describe measure \"%s\"",
                           r->name, b->measures[i]);
    add_listed(&u->figures, r, b);
    page_height(u->page, u->row++, PX_GAP);
    page_text(u->page, u->row++, 0, STYLE_HEADING, b->title);
    int head = u->row++;
    for (size_t i = 0, n; i < slice->n; i += n) {
        n = same_group(slice, i, BREAKDOWN_ROW + 1);
        breakdown_row(u, b, slice, i, n);
    }
    if (!slice->n)
        page_text(u->page, u->row++, 0, STYLE_ROLL, "None");
    breakdown_heads(u, b, head, u->row - head - 1, table);
    if (slice->n && b->bars)
        breakdown_chart(u, b, head, table);
    return true;
}

static bool draw_breakdowns(struct rollup *u, struct err *err)
{
    const struct report_slice *all = &u->view->blocks[BLOCK_BREAKDOWNS];
    size_t from = 0;
    int table = 1;
    for (const struct breakdown *b = u->view->report->breakdowns; b && b->title; b++, table++) {
        int64_t number = 0;
        struct report_slice slice = {.rows = all->rows ? all->rows + from : NULL, .n = 0};
        while (from + slice.n < all->n &&
               str_to_int64(slice.rows[slice.n][1 + BREAKDOWN_TABLE], 1, 99, &number) &&
               number == table)
            slice.n++;
        from += slice.n;
        if (!draw_breakdown(u, b, table, &slice, err))
            return false;
    }
    return true;
}

bool report_rollup_draw(struct page *page, const struct report_view *view, int row, int *ret_next,
                        struct err *err)
{
    struct rollup u = {.page = page, .view = view, .row = row};
    if (!draw_rollup(&u, err))
        return false;
    draw_notes(&u);
    if (!draw_breakdowns(&u, err))
        return false;
    *ret_next = u.row + 1;
    return true;
}
