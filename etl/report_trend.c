/* etl/report_trend.c - band 8 of Summary: 13 months, as a table and as two line charts */
#include "report_grid.h"

#include <stdio.h>

#include "report_words.h"
#include "style.h"
#include "banned.h"

struct trend_column {
    char title[96];
    enum cell cell;
    int field;
    int trend; /* which of the two */
    bool own, state;
};

static int trend_columns(const struct report_grid *g, struct trend_column *columns)
{
    const struct report *r = g->view->report;
    int n = 0, which = 0;
    for (const struct trend *t = r->trends; t && t->measure && which < 2; t++, which++) {
        const struct measure *m = report_words_measure(r, t->measure);
        const struct measure *beside = report_words_measure(r, t->beside);
        int field = which ? TREND_TWO : TREND_ONE;
        if (!m)
            continue;
        struct trend_column *c = &columns[n++];
        *c = (struct trend_column){
            .cell = report_grid_cell(m), .field = field, .trend = which, .own = true};
        (void)snprintf(c->title, sizeof(c->title), "%s", m->column);
        if (beside || m->kind != MEASURE_COUNT) {
            c = &columns[n++];
            *c = (struct trend_column){.cell = beside ? report_grid_cell(beside) : CELL_COUNT,
                                       .field = field + 1,
                                       .trend = which};
            if (beside || m->base)
                (void)snprintf(c->title, sizeof(c->title), "%s", beside ? beside->column : m->base);
            else
                (void)snprintf(c->title, sizeof(c->title), "%s, counted", m->column);
        }
        if (!g->state) {
            c = &columns[n++];
            *c = (struct trend_column){
                .cell = report_grid_cell(m), .field = field + 2, .trend = which, .state = true};
            (void)snprintf(c->title, sizeof(c->title), "%s, state", m->column);
        }
    }
    return n;
}

void report_trend_need(struct report_grid *grid)
{
    struct trend_column columns[6];
    int n = trend_columns(grid, columns);
    for (int i = 0; i < n; i++) {
        int px = report_grid_head_px(columns[i].title, PT_HEAD, 2);
        grid->widths[i + 1] = px > grid->widths[i + 1] ? px : grid->widths[i + 1];
    }
}

static void trend_heading(struct report_grid *g)
{
    const struct trend *t = g->view->report->trends;
    struct str line = STR_INIT;
    str_addf(&line, "13 months: %s", t[0].title);
    if (t[1].measure)
        str_addf(&line, "; %s", t[1].title);
    report_grid_heading(g, line.buf);
    str_release(&line);
}

static void trend_table(struct report_grid *g, const struct trend_column *columns, int n,
                        int n_rows)
{
    const char *titles[8] = {"Month"};
    page_text(g->page, g->row, 0, STYLE_HEAD, titles[0]);
    for (int i = 0; i < n; i++) {
        titles[i + 1] = columns[i].title;
        page_text(g->page, g->row, i + 1, STYLE_HEAD_RIGHT, columns[i].title);
    }
    page_table(
        g->page,
        &(struct page_table){
            .name = "Trend", .row = g->row, .rows = n_rows, .cols = n + 1, .titles = titles});
    report_grid_take(g, GRID_HEAD);
}

/* One chart of two that share the room right of the widest table. */
static void trend_chart(struct report_grid *g, const struct trend_column *columns, int n, int which,
                        int first_row, int n_rows)
{
    const struct report *r = g->view->report;
    const struct report_slice *slice = &g->view->blocks[BLOCK_CHARTS];
    if ((size_t)which >= slice->n)
        return;
    const char *const *f = slice->rows[which] + 1;
    const struct measure *m = report_words_measure(r, r->trends[which].measure);
    struct series series[2];
    size_t n_series = 0;
    for (int i = 0; i < n; i++) {
        bool state_line = columns[i].state && m->kind != MEASURE_COUNT;
        if (columns[i].trend == which && (columns[i].own || state_line))
            series[n_series++] = (struct series){.name = columns[i].own ? f[CHART_OWN] : "State",
                                                 .col = i + 1,
                                                 .own = columns[i].own};
    }
    double low = 0, high = 0, step = 0;
    if (f[CHART_LOW] && f[CHART_HIGH] && f[CHART_STEP]) {
        (void)str_to_double(f[CHART_LOW], &low);
        (void)str_to_double(f[CHART_HIGH], &high);
        (void)str_to_double(f[CHART_STEP], &step);
    }
    int col = n + 1; /* right of the table */
    int width = report_grid_px(g, col, g->columns) / 2;
    page_chart(g->page, &(struct chart){.kind = CHART_TREND,
                                        .title = f[CHART_TITLE],
                                        .alt = f[CHART_ALT],
                                        .x_name = f[CHART_X_NAME],
                                        .y_name = r->trends[which].axis,
                                        .first_row = first_row,
                                        .last_row = first_row + n_rows - 1,
                                        .category_col = 0,
                                        .series = series,
                                        .n = n_series,
                                        .percent = m->kind == MEASURE_PERCENT,
                                        .low = low,
                                        .high = high,
                                        .step = step,
                                        .row = first_row - 1,
                                        .col = col,
                                        .left = which ? width : 0,
                                        .width = width - 8,
                                        .height = GRID_HEAD + GRID_TREND_ROWS * GRID_TREND,
                                        .legend = n_series > 1});
}

void report_trend_draw(struct report_grid *g)
{
    const struct report *r = g->view->report;
    const struct report_slice *slice = &g->view->blocks[BLOCK_TREND];
    if (!r->trends || !r->trends[0].measure || !slice->n)
        return;
    struct trend_column columns[6];
    int n = trend_columns(g, columns);
    trend_heading(g);
    trend_table(g, columns, n, (int)slice->n);
    int first_row = g->row;
    for (size_t i = 0; i < slice->n; i++) {
        const char *const *f = slice->rows[i] + 1;
        if (str_eq(f[TREND_LATER], "t"))
            page_month_later(g->page, g->row, 0, STYLE_CHART, f[TREND_MONTH]);
        else
            page_cell(g->page, g->row, 0, STYLE_CHART, CELL_MONTH, f[TREND_MONTH]);
        for (int k = 0; k < n; k++)
            page_cell(g->page, g->row, k + 1, STYLE_CHART, columns[k].cell, f[columns[k].field]);
        report_grid_take(g, GRID_TREND);
    }
    trend_chart(g, columns, n, 0, first_row, (int)slice->n);
    if (r->trends[1].measure)
        trend_chart(g, columns, n, 1, first_row, (int)slice->n);
}
