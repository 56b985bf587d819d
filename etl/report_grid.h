/*
 * etl/report_grid.h - the column grid of Summary and the steps down its rows
 *
 * Purpose: what the files that draw bands of Summary share. A grid knows where the next row goes
 * and how many pixels are used: the first printed page is filled to the pixel. Never fails; owns
 * nothing.
 *
 *     page_text(grid->page, grid->row, 0, STYLE_LABEL, title);
 *     report_grid_take(grid, 31);      // this row is 31 px high, on to the next
 */
#ifndef REPORT_GRID_H
#define REPORT_GRID_H

#include <stdbool.h>

#include "report_page.h"

enum {
    GRID_MAX = 48, /* columns */
    GRID_PX = 985  /* height of the bands that fill the first page, unless the grid is wider */
};

/* Heights in pixels. */
enum { GRID_HEADING = 26, GRID_HEAD = 36, GRID_TREND = 19, GRID_TREND_ROWS = 13, GRID_BAR = 24 };

struct report_grid {
    struct page *page;
    const struct report_view *view;
    int widths[GRID_MAX];
    int columns, total; /* pixels of all columns */
    bool state;         /* the statewide workbook */
    int row, px;
};

void report_grid_init(struct report_grid *grid, struct page *page, const struct report_view *view);
void report_grid_take(struct report_grid *grid, int px);
/* A text that runs over the empty cells right of it, in as many rows of `px` as it needs: beyond
   the grid it would make the whole page print small. */
struct report_line {
    unsigned style;
    double points;
    bool bold;
    int px;
};
void report_grid_text(struct report_grid *grid, const struct report_line *line, const char *text);
void report_grid_heading(struct report_grid *grid, const char *text);
/* Empty cells of this style from column `from` to the right edge. */
void report_grid_blanks(struct report_grid *grid, int from, unsigned style);
int report_grid_px(const struct report_grid *grid, int from, int to);
/* Pixels of the first printed page that the bands fill: a landscape page as wide as the grid. */
int report_grid_page(const struct report_grid *grid);
/* Pixels that a heading needs to stand in `lines` lines without breaking a word. */
int report_grid_head_px(const char *title, double points, int lines);
enum cell report_grid_cell(const struct measure *measure);

/* report_trend.c, report_bars.c: bands 8 and 9 */
void report_trend_need(struct report_grid *grid); /* raises the widths that its headings need */
void report_trend_draw(struct report_grid *grid);
void report_bars_draw(struct report_grid *grid);

#endif
