/* etl/report_bars.c - band 9 of Summary: where they are, as a table and as stacked bars */
#include "report_grid.h"

#include <stdio.h>

#include "report_words.h"
#include "banned.h"

enum { MAX_TITLE = 40, MIN_ROWS = 5 }; /* a chart needs this height, also beside a short table */

static const char *bars_level(const struct report_grid *g)
{
    const struct report *r = g->view->report;
    if (r->bars->level)
        return r->bars->heading;
    if (g->state)
        return r->levels[1];
    if (str_eq(g->view->scope_kind, "region"))
        return "Office";
    return str_eq(g->view->scope_kind, "office") ? "Unit" : "Attorney";
}

struct bar_column {
    const char *title;
    int field;
    bool bold;
};

static int bar_columns(const struct report *r, struct bar_column *columns)
{
    const struct bars *bars = r->bars;
    int n = 0;
    for (int i = 0; i < 4 && bars->stack[i]; i++) {
        const struct measure *m = report_words_measure(r, bars->stack[i]);
        const char *title = bars->series[i] ? bars->series[i] : m ? m->column : bars->stack[i];
        columns[n++] = (struct bar_column){title, BAR_ONE + i, false};
    }
    columns[n++] = (struct bar_column){bars->total, BAR_TOTAL, true};
    const struct measure *beside = report_words_measure(r, bars->beside);
    if (beside)
        columns[n++] = (struct bar_column){beside->column, BAR_BESIDE, false};
    return n;
}

static void lower_first(char *text)
{
    if (*text >= 'A' && *text <= 'Z' && !(text[1] >= 'A' && text[1] <= 'Z'))
        *text = (char)(*text - 'A' + 'a');
}

/* As much as 40 characters hold: the axes name the level and the unit too. */
static void name_chart(struct str *out, const char *what, const char *level, const char *total,
                       const char *unit)
{
    str_addf(out, "%s, by %s (%s %s)", what, level, total, unit);
    if (out->len <= MAX_TITLE)
        return;
    str_clear(out);
    str_addf(out, "%s (%s %s)", what, total, unit);
    if (out->len <= MAX_TITLE)
        return;
    str_clear(out);
    str_addf(out, "%s (%s)", what, total);
}

static void bars_chart(struct report_grid *g, const struct bar_column *columns, int n, int head_row,
                       const struct report_slice *slice)
{
    const struct bars *bars = g->view->report->bars;
    struct series series[4];
    size_t n_series = 0;
    for (; n_series < 4 && bars->stack[n_series]; n_series++)
        series[n_series] = (struct series){.name = columns[n_series].title,
                                           .col = 1 + (int)n_series,
                                           .style = bars->style[n_series]};
    char level[64], unit[64];
    (void)snprintf(level, sizeof(level), "%s", bars_level(g));
    (void)snprintf(unit, sizeof(unit), "%s", bars->unit);
    lower_first(level);
    lower_first(unit);
    const char *const *first = slice->rows[0] + 1;
    struct str title = STR_INIT, alt = STR_INIT;
    name_chart(&title, bars->chart, level, first[BAR_TOTAL_WORDS], unit);
    str_addf(&alt, "Stacked bars: %s. Longest: %s with %s. Numbers: table Bars, to the left.",
             title.buf, first[BAR_LABEL], first[BAR_TOTAL]);
    int rows = (int)slice->n > MIN_ROWS ? (int)slice->n : MIN_ROWS;
    page_chart(g->page, &(struct chart){.kind = CHART_STACK,
                                        .title = title.buf,
                                        .alt = alt.buf,
                                        .x_name = bars_level(g),
                                        .y_name = bars->unit,
                                        .first_row = head_row + 1,
                                        .last_row = head_row + (int)slice->n,
                                        .category_col = 0,
                                        .series = series,
                                        .n = n_series,
                                        .row = head_row,
                                        .col = n + 1,
                                        .width = report_grid_px(g, n + 1, g->columns) - 8,
                                        .height = GRID_HEAD + GRID_BAR * rows,
                                        .legend = true});
    str_release(&title);
    str_release(&alt);
}

void report_bars_draw(struct report_grid *g)
{
    const struct report *r = g->view->report;
    const struct report_slice *slice = &g->view->blocks[BLOCK_BARS];
    if (!r->bars)
        return;
    int n_rows = slice->n ? (int)slice->n : 1;
    int room = n_rows > MIN_ROWS ? n_rows : MIN_ROWS;
    int pad = report_grid_page(g) - g->px - GRID_HEADING - GRID_HEAD - room * GRID_BAR;
    if (pad > 0)
        report_grid_take(g, pad);
    report_grid_heading(g, r->bars->title);
    struct bar_column columns[6];
    int n = bar_columns(r, columns);
    const char *titles[7] = {bars_level(g)};
    page_text(g->page, g->row, 0, STYLE_HEAD, titles[0]);
    for (int i = 0; i < n; i++) {
        titles[i + 1] = columns[i].title;
        page_text(g->page, g->row, i + 1, STYLE_HEAD_RIGHT, columns[i].title);
    }
    page_table(g->page,
               &(struct page_table){
                   .name = "Bars", .row = g->row, .rows = n_rows, .cols = n + 1, .titles = titles});
    int head_row = g->row;
    report_grid_take(g, GRID_HEAD);
    if (!slice->n) {
        page_text(g->page, g->row, 0, STYLE_CHART, "None");
        for (int i = 0; i < n; i++)
            page_cell(g->page, g->row, i + 1, STYLE_CHART, CELL_COUNT, NULL);
        report_grid_take(g, GRID_BAR);
    }
    for (size_t i = 0; i < slice->n; i++) {
        const char *const *f = slice->rows[i] + 1;
        page_text(g->page, g->row, 0, STYLE_CHART, f[BAR_LABEL]);
        for (int k = 0; k < n; k++)
            page_cell(g->page, g->row, k + 1, columns[k].bold ? STYLE_CHART_BOLD : STYLE_CHART,
                      CELL_COUNT, f[columns[k].field]);
        report_grid_take(g, GRID_BAR);
    }
    if (room > n_rows)
        report_grid_take(g, (room - n_rows) * GRID_BAR);
    if (slice->n)
        bars_chart(g, columns, n, head_row, slice);
}
