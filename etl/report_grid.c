/* etl/report_grid.c - the column grid of Summary and the steps down its rows */
#include "report_grid.h"

#include "banned.h"

static const int widths[GRID_COLUMNS] = {228, 88, 128, 86, 128, 62, 80, 92, 54, 54,
                                         54,  54, 54,  54, 54,  54, 54, 54, 44};
/* Statewide there is no state beside: the room goes to Counted. */
static const int widths_state[GRID_COLUMNS] = {228, 88, 128, 86, 128, 112, 56, 56, 54, 54,
                                               54,  54, 54,  54, 54,  54,  54, 54, 54};

void report_grid_init(struct report_grid *grid, struct page *page, const struct report_view *view)
{
    bool state = str_eq(view->scope_kind, "state");
    *grid = (struct report_grid){
        .page = page, .view = view, .state = state, .widths = state ? widths_state : widths};
    for (int col = 0; col < GRID_COLUMNS; col++)
        page_width(page, col, grid->widths[col]);
}

void report_grid_take(struct report_grid *grid, int px)
{
    page_height(grid->page, grid->row, px);
    grid->px += px;
    grid->row++;
}

void report_grid_heading(struct report_grid *grid, const char *text)
{
    page_text(grid->page, grid->row, 0, STYLE_HEADING, text);
    report_grid_take(grid, GRID_HEADING);
}

void report_grid_blanks(struct report_grid *grid, int from, unsigned style)
{
    for (int col = from; col < GRID_COLUMNS; col++)
        page_cell(grid->page, grid->row, col, style, CELL_TEXT, NULL);
}

int report_grid_px(const struct report_grid *grid, int from, int to)
{
    int px = 0;
    for (int col = from; col < to; col++)
        px += grid->widths[col];
    return px;
}

enum cell report_grid_cell(const struct measure *measure)
{
    if (measure->kind == MEASURE_PERCENT)
        return CELL_PERCENT;
    return measure->kind == MEASURE_COUNT ? CELL_COUNT : CELL_NUMBER;
}
