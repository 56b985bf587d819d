/* etl/book_page.c - sheets of few cells, see book.h; drawn by the library as the calls come */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book_int.h"
#include "book_text.h"
#include "metrics.h"
#include "style.h"

#include "banned.h"

enum { DEFAULT_WIDTH = 64, ROWS = LXW_ROW_MAX, COLS = 256 };
struct page_grid {
    char *name;
    int row, col, rows, cols;
    char **titles;
    bool filter;
};

/* ---- pages ---- */

static lxw_worksheet *add_sheet(struct book *book, struct page *page, const char *name)
{
    struct err err = {.kind = ERR_NONE};

    if (book->err.kind != ERR_NONE)
        return NULL;
    if (!book_name(book, name, &err)) {
        book_fail(book, err.kind, "%s", err.message);
        return NULL;
    }
    snprintf(page->name, sizeof(page->name), "%s", name);
    lxw_worksheet *sheet = workbook_add_worksheet(book->draw, name);
    if (!sheet) {
        book_fail(book, ERR_INTERNAL, "cannot add sheet \"%s\"", name);
        return NULL;
    }
    book->n_sheets++;
    return sheet;
}

struct page *book_page(struct book *book, const char *name, enum tab tab)
{
    struct page *page = xcalloc(1, sizeof(*page));

    page->book = book;
    page->tab = tab;
    book->pages = xrealloc(book->pages, book->n_pages + 1, sizeof(*book->pages));
    book->pages[book->n_pages++] = page;
    page->sheet = add_sheet(book, page, name);
    if (!page->sheet)
        return page;
    worksheet_gridlines(page->sheet, LXW_HIDE_ALL_GRIDLINES);
    if (tab != TAB_PLAIN)
        worksheet_set_tab_color(page->sheet, tab == TAB_SUMMARY ? NAVY : ACT);
    if (tab == TAB_SUMMARY)
        worksheet_set_zoom(page->sheet, ZOOM_SUMMARY);
    return page;
}

static void free_grid(struct page_grid *grid)
{
    for (int i = 0; i < grid->cols; i++)
        free(grid->titles[i]);
    free(grid->titles);
    free(grid->name);
}

void book_page_free(struct page *page)
{
    for (size_t i = 0; i < page->n_tables; i++)
        free_grid(&page->tables[i]);
    free(page->tables);
    free(page->heads);
    free(page->widths);
    free(page->heights);
    free(page);
}

void book_page_status(struct page *page, lxw_error status, const char *what)
{
    struct err err;

    if (status != LXW_NO_ERROR && !book_lxw(page->book, status, what, &err))
        book_fail(page->book, err.kind, "%s, sheet \"%s\"", err.message, page->name);
}

static bool usable(struct page *page, int row, int col)
{
    if (!page->sheet)
        return false;
    if (row < 0 || row >= ROWS || col < 0 || col >= COLS) {
        book_fail(page->book, ERR_INTERNAL, "sheet \"%s\" has no cell in row %d, column %d",
                  page->name, row, col);
        return false;
    }
    return true;
}

/* Element i of a growing array of numbers, new ones 0. */
static int *slot(int **list, size_t *n, int i)
{
    if ((size_t)i >= *n) {
        size_t more = 2 * (size_t)i + 16;
        *list = xrealloc(*list, more, sizeof(**list));
        memset(*list + *n, 0, (more - *n) * sizeof(**list));
        *n = more;
    }
    return &(*list)[i];
}

void page_width(struct page *page, int col, int px)
{
    if (!usable(page, 0, col))
        return;
    *slot(&page->widths, &page->n_widths, col) = px;
    book_page_status(page,
                     worksheet_set_column_pixels(page->sheet, (lxw_col_t)col, (lxw_col_t)col,
                                                 (uint32_t)px, NULL),
                     "a column");
}

void page_height(struct page *page, int row, int px)
{
    if (usable(page, row, 0))
        *slot(&page->heights, &page->n_heights, row) = -px;
}

void page_height_least(struct page *page, int row, int px)
{
    if (!usable(page, row, 0))
        return;
    int *height = slot(&page->heights, &page->n_heights, row);
    if (*height >= 0 && *height < px)
        *height = px;
}

/* ---- cells ---- */

static lxw_format *format_of(struct page *page, unsigned style, enum cell cell, bool text,
                             bool later)
{
    struct book *book = page->book;
    unsigned plain = style & ~(STYLE_RULE_BELOW | STYLE_TOP);
    bool rule = style & STYLE_RULE_BELOW, top = style & STYLE_TOP;

    if (plain >= STYLE_COUNT) {
        book_fail(book, ERR_INTERNAL, "sheet \"%s\": no style %u", page->name, plain);
        plain = STYLE_PLAIN;
    }
    lxw_format **known = &book->page_formats[plain][later ? CELL_MONTH + 1 : cell][text][rule][top];
    if (!*known)
        *known = book_style_page(book->draw, &book->formats, style, cell, text, later);
    return *known;
}

/* The row's height follows its text; page_width comes before a text that wraps. */
static void measure(struct page *page, int row, int col, unsigned style, const char *text)
{
    int *height = slot(&page->heights, &page->n_heights, row);
    double points = book_style_points(style);
    int line = (int)(points * 1.7), lines = 1;

    if (book_style_wraps(style)) {
        int width = (size_t)col < page->n_widths ? page->widths[col] : 0;
        unsigned units = metrics_units((width ? width : DEFAULT_WIDTH) - PX_WRAP, points);
        lines = metrics_lines(text, strlen(text), book_style_bold(style), units);
    }
    int px = lines * line + PX_ROW_PAD;
    px = px < PX_ROW_MAX ? px : PX_ROW_MAX;
    if (*height >= 0 && px > *height)
        *height = px;
    page->last_row = row > page->last_row ? row : page->last_row;
    page->last_col = col > page->last_col ? col : page->last_col;
}

static void remember_head(struct page *page, int row, int col, unsigned style)
{
    page->heads = xrealloc(page->heads, page->n_heads + 1, sizeof(*page->heads));
    page->heads[page->n_heads++] = (struct page_head){row, col, style};
}

static bool is_head(unsigned style)
{
    return style == STYLE_HEAD || style == STYLE_HEAD_RIGHT || style == STYLE_HEAD_INDENT ||
           style == STYLE_HEAD_RUN || style == STYLE_HEAD_SMALL ||
           style == STYLE_HEAD_SMALL_RIGHT || style == STYLE_HEAD_SMALL_INDENT;
}

static void write_text(struct page *page, int row, int col, lxw_format *format, const char *text)
{
    char *clean = book_clean(page->book, text);

    if (*clean)
        book_page_status(
            page,
            worksheet_write_string(page->sheet, (lxw_row_t)row, (lxw_col_t)col, clean, format),
            "a text");
    else
        worksheet_write_blank(page->sheet, (lxw_row_t)row, (lxw_col_t)col, format);
    free(clean);
}

void page_text(struct page *page, int row, int col, unsigned style, const char *text)
{
    if (!usable(page, row, col))
        return;
    lxw_format *format = format_of(page, style, CELL_TEXT, true, false);
    if (is_head(style))
        remember_head(page, row, col, style);
    measure(page, row, col, style, text ? text : "");
    write_text(page, row, col, format, text ? text : "");
}

static void write_value(struct page *page, int row, int col, unsigned style, enum cell cell,
                        const char *text, bool later)
{
    struct value value;

    book_cell_value(&value, cell, text, strlen(text));
    enum cell shown = value.kind == VALUE_STAMP                        ? CELL_STAMP
                      : value.kind == VALUE_DATE && cell == CELL_STAMP ? CELL_DATE
                                                                       : cell;
    lxw_format *format =
        format_of(page, style, shown, value.kind == VALUE_TEXT, later && shown == CELL_MONTH);
    measure(page, row, col, style, value.kind == VALUE_TEXT ? text : "");
    if (value.kind == VALUE_EMPTY)
        worksheet_write_blank(page->sheet, (lxw_row_t)row, (lxw_col_t)col, format);
    else if (value.kind == VALUE_TEXT)
        write_text(page, row, col, format, text);
    else
        worksheet_write_number(page->sheet, (lxw_row_t)row, (lxw_col_t)col,
                               book_cell_double(&value), format);
}

void page_cell(struct page *page, int row, int col, unsigned style, enum cell cell,
               const char *value)
{
    if (usable(page, row, col))
        write_value(page, row, col, style, cell, value ? value : "", false);
}

void page_month_later(struct page *page, int row, int col, unsigned style, const char *value)
{
    if (usable(page, row, col))
        write_value(page, row, col, style, CELL_MONTH, value ? value : "", true);
}

static bool in_list(const struct book *book, const char *sheet)
{
    for (size_t i = 0; i < book->n_links; i++)
        if (strcmp(book->links[i], sheet) == 0)
            return true;
    return false;
}

void page_link(struct page *page, int row, int col, unsigned style, enum cell cell,
               const char *value, const char *sheet)
{
    struct str url = STR_INIT;

    if (!usable(page, row, col))
        return;
    str_add(&url, "internal:'");
    for (const char *p = sheet; *p; p++) {
        if (*p == '\'')
            str_addc(&url, '\'');
        str_addc(&url, *p);
    }
    str_add(&url, "'!A1");
    if (strlen(sheet) > 100)
        book_fail(page->book, ERR_INTERNAL, "sheet \"%s\" links to a sheet name too long",
                  page->name);
    else
        book_page_status(page,
                         worksheet_write_url(page->sheet, (lxw_row_t)row, (lxw_col_t)col, url.buf,
                                             format_of(page, style, CELL_TEXT, true, false)),
                         "a link");
    str_release(&url);
    if (!in_list(page->book, sheet))
        book_use(&page->book->arena, &page->book->links, &page->book->n_links, sheet);
    /* the link stays with the cell, its text is replaced */
    write_value(page, row, col, style, cell, value ? value : "", false);
}

/* ---- runs ---- */

void page_runs(struct page *page, int row, int col, const struct run *runs, size_t n)
{
    lxw_rich_string_tuple tuples[16], *list[17] = {NULL};
    size_t used = 0;

    if (!usable(page, row, col))
        return;
    lxw_format *format = format_of(page, STYLE_MESSAGE, CELL_TEXT, true, false);
    measure(page, row, col, STYLE_MESSAGE, "");
    for (size_t i = 0; i < n && used < 16; i++) {
        char *text = book_clean(page->book, runs[i].text ? runs[i].text : "");
        if (*text) {
            lxw_format *look = book_style_run(page->book->draw, runs[i].bold, runs[i].act);
            tuples[used] = (lxw_rich_string_tuple){.format = look, .string = text};
            list[used] = &tuples[used];
            used++;
        } else {
            free(text);
        }
    }
    if (used > 1) /* the library refuses a single run */
        book_page_status(
            page,
            worksheet_write_rich_string(page->sheet, (lxw_row_t)row, (lxw_col_t)col, list, format),
            "a text of several runs");
    else if (used == 1)
        worksheet_write_string(page->sheet, (lxw_row_t)row, (lxw_col_t)col, tuples[0].string,
                               format);
    for (size_t i = 0; i < used; i++)
        free(tuples[i].string);
}

/* ---- tables ---- */

void page_table(struct page *page, const struct page_table *table)
{
    struct err err = {.kind = ERR_NONE};

    if (!usable(page, table->row, table->col))
        return;
    if (table->rows < 1 || table->cols < 1) {
        book_fail(page->book, ERR_INTERNAL, "table \"%s\" has no cells", table->name);
        return;
    }
    if (!book_table_name(page->book, table->name, &err)) {
        book_fail(page->book, err.kind, "%s", err.message);
        return;
    }
    struct page_grid grid = {.name = xstrdup(table->name),
                             .row = table->row,
                             .col = table->col,
                             .rows = table->rows,
                             .cols = table->cols,
                             .filter = table->filter};
    grid.titles = xcalloc((size_t)grid.cols, sizeof(*grid.titles));
    for (int i = 0; i < grid.cols; i++) {
        grid.titles[i] = book_clean(page->book, table->titles[i]);
        for (int j = 0; j < i; j++)
            if (strcasecmp(grid.titles[i], grid.titles[j]) == 0)
                book_fail(page->book, ERR_INTERNAL, "table \"%s\" has two columns \"%s\"",
                          grid.name, grid.titles[i]);
        if (!*grid.titles[i] || book_text_units(grid.titles[i], strlen(grid.titles[i])) > 255)
            book_fail(page->book, ERR_INTERNAL, "table \"%s\": column %d has no usable heading",
                      grid.name, i + 1);
    }
    page->tables = xrealloc(page->tables, page->n_tables + 1, sizeof(*page->tables));
    page->tables[page->n_tables++] = grid;
}

static lxw_format *head_format(struct page *page, int row, int col, bool filter)
{
    unsigned style = STYLE_HEAD;

    for (size_t i = 0; i < page->n_heads; i++)
        if (page->heads[i].row == row && page->heads[i].col == col)
            style = page->heads[i].style;
    return format_of(page, filter ? style | STYLE_TOP : style, CELL_TEXT, true, false);
}

static void draw_table(struct page *page, const struct page_grid *grid)
{
    size_t n = (size_t)grid->cols;
    lxw_table_column *columns = xcalloc(n, sizeof(*columns));
    lxw_table_column **list = xcalloc(n + 1, sizeof(*list));
    lxw_table_options options = {.name = grid->name,
                                 .no_autofilter = !grid->filter,
                                 .no_banded_rows = LXW_TRUE,
                                 .style_type = LXW_TABLE_STYLE_TYPE_LIGHT,
                                 .style_type_number = 0,
                                 .columns = list};

    for (size_t i = 0; i < n; i++) {
        columns[i].header = grid->titles[i];
        columns[i].header_format = head_format(page, grid->row, grid->col + (int)i, grid->filter);
        list[i] = &columns[i];
    }
    book_page_status(page,
                     worksheet_add_table(page->sheet, (lxw_row_t)grid->row, (lxw_col_t)grid->col,
                                         (lxw_row_t)(grid->row + grid->rows),
                                         (lxw_col_t)(grid->col + grid->cols - 1), &options),
                     "a table");
    if (grid->filter) { /* room for the filter buttons under the headings */
        int *height = slot(&page->heights, &page->n_heights, grid->row);
        if (*height >= 0 && *height < PX_HEAD_MIN)
            *height = PX_HEAD_MIN;
    }
    if (grid->row == 0) {
        worksheet_freeze_panes(page->sheet, 1, 0);
        worksheet_repeat_rows(page->sheet, 0, 0);
    }
    free(columns);
    free(list);
}

void page_breaks(struct page *page, const int *rows)
{
    lxw_row_t breaks[5] = {0};

    if (!usable(page, 0, 0))
        return;
    for (size_t i = 0; i < 4 && rows[i] > 0; i++)
        breaks[i] = (lxw_row_t)rows[i];
    worksheet_set_h_pagebreaks(page->sheet, breaks);
}

void book_page_finish(struct page *page)
{
    char range[64];
    int total = 0;

    if (!page->sheet || page->book->err.kind != ERR_NONE)
        return;
    for (size_t i = 0; i < page->n_tables; i++)
        draw_table(page, &page->tables[i]);
    if (page->tab == TAB_SUMMARY)
        book_logo_draw(page);
    for (size_t i = 0; i < page->n_heights; i++) {
        int px = abs(page->heights[i]); /* the library leaves out its default, and rows must grow */
        if (px != 0)
            worksheet_set_row_pixels(page->sheet, (lxw_row_t)i, px == 20 ? 21 : (uint32_t)px, NULL);
    }
    for (size_t i = 0; i < page->n_widths; i++)
        total += page->widths[i];
    book_setup(page->book, page->sheet, page->tab == TAB_SUMMARY ? 0 : total, 1); /* 0: Letter */
    lxw_rowcol_to_range(range, 0, 0, (lxw_row_t)page->last_row, (lxw_col_t)page->last_col);
    worksheet_ignore_errors(page->sheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT, range);
}
