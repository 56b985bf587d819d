/* etl/book_chart.c - the two kinds of chart, see book.h; native charts, numbers from cells */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book_int.h"
#include "style.h"

#include "banned.h"

enum { MAX_TEXT = 250, MAX_ALT = 1000, MAX_SERIES = 8 };

/* The library takes a name that begins with "=" for the address of a cell. */
static char *plain(struct page *page, const char *text, size_t max)
{
    char *clean = book_clean(page->book, text ? text : "");

    clean[str_utf8_fit(clean, max)] = '\0';
    if (*clean != '=')
        return clean;
    char *with = xasprintf(" %s", clean);
    free(clean);
    return with;
}

static lxw_chart_font font(double points, unsigned color, bool bold)
{
    return (lxw_chart_font){.name = (char *)(uintptr_t)FONT,
                            .size = points,
                            .color = color,
                            .bold = bold ? LXW_TRUE : LXW_EXPLICIT_FALSE};
}

static void style_frame(lxw_chart *chart, const char *title, bool legend, bool stack)
{
    lxw_chart_line none = {.none = LXW_TRUE};
    lxw_chart_fill clear = {.none = LXW_TRUE};
    lxw_chart_font title_font = font(PT_CHART_TITLE, NAVY, true), text = font(PT_CHART, INK, false);

    chart_title_set_name(chart, title);
    chart_title_set_name_font(chart, &title_font);
    chart_chartarea_set_line(chart, &none);
    chart_chartarea_set_fill(chart, &clear);
    chart_plotarea_set_line(chart, &none);
    chart_plotarea_set_fill(chart, &clear);
    if (legend) {
        chart_legend_set_position(chart, stack ? LXW_CHART_LEGEND_RIGHT : LXW_CHART_LEGEND_BOTTOM);
        chart_legend_set_font(chart, &text);
    } else {
        chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    }
}

static void name_axis(lxw_chart_axis *axis, const char *name)
{
    lxw_chart_font name_font = font(PT_CHART, SECONDARY, false), text = font(PT_CHART, INK, false);

    if (*name)
        chart_axis_set_name(axis, name);
    chart_axis_set_name_font(axis, &name_font);
    chart_axis_set_num_font(axis, &text);
}

static void style_trend(lxw_chart *made, const struct chart *chart)
{
    lxw_chart_line none = {.none = LXW_TRUE}, grid = {.color = GRID, .width = 0.5F};
    lxw_chart_axis *y = made->y_axis, *x = made->x_axis;

    chart_axis_set_line(y, &none);
    chart_axis_major_gridlines_set_visible(y, LXW_TRUE);
    chart_axis_major_gridlines_set_line(y, &grid);
    chart_axis_set_num_format(y, chart->percent ? "0%" : "#,##0");
    chart_axis_set_major_tick_mark(y, LXW_CHART_AXIS_TICK_MARK_NONE);
    if (chart->high > chart->low) {
        chart_axis_set_min(y, chart->low);
        chart_axis_set_max(y, chart->high);
        if (chart->step > 0)
            chart_axis_set_major_unit(y, chart->step);
    }
    chart_axis_set_num_format(x, "mmmmm"); /* O N D J: no turned labels */
    chart_axis_set_interval_unit(x, 1);
}

/* In a bar chart the library calls the horizontal axis x: the values'. */
static void style_stack(lxw_chart *made, int bars)
{
    lxw_chart_line none = {.none = LXW_TRUE};
    lxw_chart_axis *values = made->x_axis, *categories = made->y_axis;

    chart_axis_set_reverse(categories); /* rows from the top, as in the table */
    chart_axis_set_major_tick_mark(categories, LXW_CHART_AXIS_TICK_MARK_NONE);
    chart_axis_major_gridlines_set_visible(categories, LXW_FALSE);
    chart_axis_major_gridlines_set_visible(values, LXW_FALSE);
    chart_axis_set_label_position(values, LXW_CHART_AXIS_LABEL_POSITION_NONE);
    chart_axis_set_line(values, &none);
    chart_axis_set_major_tick_mark(values, LXW_CHART_AXIS_TICK_MARK_NONE);
    chart_set_series_gap(made, bars > 2 ? 35 : 200); /* one bar alone is no block */
}

static void style_line(lxw_chart_series *series, bool own)
{
    lxw_chart_line line = {.color = own ? NAVY : STATE,
                           .width = own ? 2.25F : 1.75F,
                           .dash_type = own ? LXW_CHART_LINE_DASH_SOLID : LXW_CHART_LINE_DASH_DASH};
    lxw_chart_fill fill = {.color = NAVY};
    lxw_chart_line edge = {.color = NAVY};

    chart_series_set_line(series, &line);
    if (own) {
        chart_series_set_marker_type(series, LXW_CHART_MARKER_CIRCLE);
        chart_series_set_marker_size(series, 5);
        chart_series_set_marker_fill(series, &fill);
        chart_series_set_marker_line(series, &edge);
    } else {
        chart_series_set_marker_type(series, LXW_CHART_MARKER_NONE);
    }
}

static void style_bar(lxw_chart_series *series, enum mark_style style, bool inside)
{
    unsigned fill_color = style == MARK_ACT ? ACT : style == MARK_LATE ? LATEBAR : SOONBAR;
    unsigned edge_color = style == MARK_ACT ? ACT : style == MARK_LATE ? LATE_INK : NAVY;
    lxw_chart_fill fill = {.color = fill_color};
    lxw_chart_line edge = {.color = edge_color, .width = 0.75F};
    lxw_chart_font text = font(PT_CHART, inside && style == MARK_ACT ? WHITE : INK, true);

    chart_series_set_fill(series, &fill);
    chart_series_set_line(series, &edge);
    chart_series_set_labels(series);
    chart_series_set_labels_num_format(series, "#,##0;;"); /* zeros say nothing */
    chart_series_set_labels_position(series, inside ? LXW_CHART_LABEL_POSITION_CENTER
                                                    : LXW_CHART_LABEL_POSITION_OUTSIDE_END);
    chart_series_set_labels_font(series, &text);
}

static void add_series(struct page *page, lxw_chart *made, const struct chart *chart,
                       const struct series *series)
{
    lxw_row_t first = (lxw_row_t)chart->first_row, last = (lxw_row_t)chart->last_row;
    lxw_chart_series *line = chart_add_series(made, NULL, NULL);
    char *name = plain(page, series->name, MAX_TEXT);

    if (line) {
        chart_series_set_categories(line, page->name, first, (lxw_col_t)chart->category_col, last,
                                    (lxw_col_t)chart->category_col);
        chart_series_set_values(line, page->name, first, (lxw_col_t)series->col, last,
                                (lxw_col_t)series->col);
        chart_series_set_name(line, name);
        if (chart->kind == CHART_TREND)
            style_line(line, series->own);
        else
            style_bar(line, series->style, chart->kind == CHART_STACK);
    }
    free(name);
}

void page_chart(struct page *page, const struct chart *chart)
{
    if (!page->sheet)
        return;
    if (chart->n < 1 || chart->n > MAX_SERIES || chart->first_row < 0 ||
        chart->last_row < chart->first_row || chart->category_col < 0 || chart->row < 0 ||
        chart->col < 0) {
        book_fail(page->book, ERR_INTERNAL, "sheet \"%s\": a chart without cells", page->name);
        return;
    }
    static const uint8_t types[] = {LXW_CHART_LINE, LXW_CHART_BAR_STACKED, LXW_CHART_BAR};
    bool stack = chart->kind != CHART_TREND;
    lxw_chart *made = workbook_add_chart(page->book->draw, types[chart->kind]);
    char *title = plain(page, chart->title, MAX_TEXT), *alt = plain(page, chart->alt, MAX_ALT);
    char *x = plain(page, chart->x_name, MAX_TEXT), *y = plain(page, chart->y_name, MAX_TEXT);

    style_frame(made, title, chart->legend, stack);
    name_axis(stack ? made->y_axis : made->x_axis, x);
    name_axis(stack ? made->x_axis : made->y_axis, y);
    for (size_t i = 0; i < chart->n; i++)
        add_series(page, made, chart, &chart->series[i]);
    if (stack)
        style_stack(made, chart->last_row - chart->first_row + 1);
    else
        style_trend(made, chart);
    if (chart->kind == CHART_STACK)
        chart_set_series_overlap(made, 100);
    /* 480 x 288 is the library's size of a chart at scale 1 */
    lxw_chart_options place = {.x_offset = chart->left,
                               .x_scale = chart->width / 480.0,
                               .y_scale = chart->height / 288.0,
                               .object_position = LXW_OBJECT_MOVE_DONT_SIZE,
                               .description = alt};
    book_page_status(page,
                     worksheet_insert_chart_opt(page->sheet, (lxw_row_t)chart->row,
                                                (lxw_col_t)chart->col, made, &place),
                     "a chart");
    free(title);
    free(alt);
    free(x);
    free(y);
}
