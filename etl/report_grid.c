/* etl/report_grid.c - the column grid of Summary and the steps down its rows
 *
 * One grid serves the first page and the roll-up below it. Its first eight columns hold the tables
 * of the first page; the rest is room for charts, cut into as many columns as the roll-up has. A
 * column is as wide as the texts that stand in it, in any of the tables: a grid wider than it must
 * be prints smaller.
 */
#include "report_grid.h"

#include <stdlib.h>
#include <string.h>

#include "metrics.h"
#include "style.h"
#include "banned.h"

enum {
    TABLES = 8,  /* columns of the first page's tables */
    RIGHT = 11,  /* columns right of them, at least */
    NARROW = 24, /* pixels of one of those, at least */
    BESIDE = 6   /* beside a text that does not wrap */
};
/* So much of the page is filled, that what follows begins on the next one even where manual page
   breaks are ignored. */
static const double FILLED = 0.945;
static const int least[TABLES] = {228, 84, 122, 80, 120, 62, 72, 88};
/* Statewide there is no state beside: the room goes to Counted. */
static const int least_state[TABLES] = {228, 84, 122, 80, 120, 112, 56, 56};

static void raise(int *px, int need)
{
    *px = need > *px ? need : *px;
}

/* Height to width of what the bands fill. */
static double ratio(const struct report_view *view)
{
    return FILLED * (view->page_ratio > 0 ? view->page_ratio : LETTER_RATIO);
}

int report_grid_head_px(const char *title, double points, int lines)
{
    size_t n = strlen(title);
    int px = metrics_px(metrics_word(title, true), points) + PX_WRAP;
    while (metrics_lines(title, n, true, metrics_units(px - PX_WRAP, points)) > lines)
        px++;
    return px;
}

static int text_px(const char *text, double points, bool bold)
{
    return text ? metrics_px(metrics_width(text, strlen(text), bold), points) + BESIDE : 0;
}

static bool is_judged(const char *words)
{
    return words && (str_starts(words, "Better") || str_starts(words, "Worse"));
}

/* What the key figures ask for: labels, words of judgement, counts. */
static void need_figures(struct report_grid *grid)
{
    const struct report_slice *slice = &grid->view->blocks[BLOCK_FIGURES];
    int counted = grid->state ? 5 : 7;
    for (size_t i = 0; i < slice->n; i++) {
        const char *const *f = slice->rows[i] + 1;
        const char *previous = f[FIGURE_AGAINST_PREVIOUS], *state = f[FIGURE_AGAINST_STATE];
        raise(&grid->widths[4], text_px(previous, PT_LABEL, is_judged(previous)) + PX_INDENT);
        raise(&grid->widths[counted], text_px(f[FIGURE_COUNTED], PT_BODY, false) + PX_INDENT);
        if (!grid->state)
            raise(&grid->widths[6], text_px(state, PT_LABEL, is_judged(state)) + PX_INDENT);
    }
    for (const struct measure *m = grid->view->report->measures; m->name; m++) {
        if (!m->key)
            continue;
        raise(&grid->widths[0], text_px(m->title, PT_LABEL, false) + (m->of_these ? PX_INDENT : 0));
        raise(&grid->widths[2], text_px(m->sheet, PT_LABEL, false) + PX_INDENT);
    }
}

void report_grid_init(struct report_grid *grid, struct page *page, const struct report_view *view)
{
    int rolled = report_rollup_columns(view);
    *grid = (struct report_grid){.page = page, .view = view};
    grid->state = str_eq(view->scope_kind, "state");
    grid->columns = rolled > TABLES + RIGHT ? rolled : TABLES + RIGHT;
    grid->columns = grid->columns > GRID_MAX ? GRID_MAX : grid->columns;
    memcpy(grid->widths, grid->state ? least_state : least, sizeof(least));
    for (int col = TABLES; col < grid->columns; col++)
        grid->widths[col] = NARROW;
    need_figures(grid);
    report_trend_need(grid);
    report_rollup_need(view, grid->widths, grid->columns);
    int used = report_grid_px(grid, 0, grid->columns), rest = (int)(GRID_PX / ratio(view)) - used;
    /* what is left over goes to the columns under the charts, alike */
    for (int left = grid->columns - TABLES; left > 0 && rest > 0; left--) {
        int *px = &grid->widths[grid->columns - left], part = rest / left;
        *px += part;
        rest -= part;
    }
    for (int col = 0; col < grid->columns; col++)
        page_width(page, col, grid->widths[col]);
    grid->total = report_grid_px(grid, 0, grid->columns);
}

void report_grid_take(struct report_grid *grid, int px)
{
    page_height(grid->page, grid->row, px);
    grid->px += px;
    grid->row++;
}

/* Bytes of the front of `text` that fit, up to a blank where there is one. */
static size_t fitting(const char *text, const struct report_line *line, unsigned width)
{
    size_t n = strlen(text), fits = 0, blank = 0;
    if (metrics_width(text, n, line->bold) <= width)
        return n;
    for (size_t i = 1; i <= n; i++) {
        if (((unsigned char)text[i] & 0xc0) == 0x80)
            continue;
        if (metrics_width(text, i, line->bold) > width)
            break;
        fits = i;
        if (text[i] == ' ')
            blank = i;
    }
    return blank ? blank : fits ? fits : n;
}

void report_grid_text(struct report_grid *grid, const struct report_line *line, const char *text)
{
    unsigned width = metrics_units(grid->total - PX_WRAP, line->points);
    do {
        size_t n = fitting(text, line, width);
        char *piece = xstrndup(text, n);
        page_text(grid->page, grid->row, 0, line->style, piece);
        free(piece);
        report_grid_take(grid, line->px);
        text += n;
        text += strspn(text, " ");
    } while (*text);
}

void report_grid_heading(struct report_grid *grid, const char *text)
{
    page_text(grid->page, grid->row, 0, STYLE_HEADING, text);
    report_grid_take(grid, GRID_HEADING);
}

void report_grid_blanks(struct report_grid *grid, int from, unsigned style)
{
    for (int col = from; col < grid->columns; col++)
        page_cell(grid->page, grid->row, col, style, CELL_TEXT, NULL);
}

int report_grid_px(const struct report_grid *grid, int from, int to)
{
    int px = 0;
    for (int col = from; col < to; col++)
        px += grid->widths[col];
    return px;
}

int report_grid_page(const struct report_grid *grid)
{
    return (int)(grid->total * ratio(grid->view));
}

enum cell report_grid_cell(const struct measure *measure)
{
    if (measure->kind == MEASURE_PERCENT)
        return CELL_PERCENT;
    return measure->kind == MEASURE_COUNT ? CELL_COUNT : CELL_NUMBER;
}
