/* etl/report_quality.c - the page Data quality, see report_page.h
 *
 * Three tables on one grid: rules checked, rows to cure, reconciliation. What the writer had to
 * repair in texts is known only when all detail sheets are written: so this page comes after them.
 */
#include "report_page.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "banned.h"

enum { COLUMNS = 6, REPAIRS = 3, PX_GAP = 12, PX_HEAD_ROW = 34 };
static const char sheet_name[] = "Rows to cure";
static const int px_grid[COLUMNS] = {268, 92, 110, 186, 324, 372};

static void heads(struct page *page, int row, const char *const *titles, unsigned numbers)
{
    for (int i = 0; i < COLUMNS; i++) {
        unsigned style = numbers & 1u << i ? STYLE_HEAD_RIGHT : STYLE_HEAD;
        /* text beside a number, and the filled Result, keep their distance */
        if (i && numbers & 1u << (i - 1) && !(numbers & 1u << i))
            style = STYLE_HEAD_INDENT;
        page_text(page, row, i, style, titles[i]);
    }
    page_height(page, row, PX_HEAD_ROW);
}

static void table(struct page *page, const char *name, int row, int rows, const char *const *titles,
                  bool filter)
{
    page_table(page, &(struct page_table){.name = name,
                                          .row = row,
                                          .rows = rows,
                                          .cols = COLUMNS,
                                          .titles = titles,
                                          .filter = filter});
}

static int heading(struct page *page, int row, const char *text)
{
    page_height(page, row++, PX_GAP);
    page_text(page, row++, 0, STYLE_HEADING, text);
    return row;
}

/* ---- rules ---- */

static void rule_row(struct page *page, int row, const struct quality *q, const char *now,
                     const char *before)
{
    bool found = now && !str_eq(now, "0");
    page_text(page, row, 0, STYLE_CELL_BOLD_WRAP, q->title);
    page_cell(page, row, 1, found ? STYLE_CELL_BOLD : STYLE_CELL, CELL_COUNT, now);
    page_cell(page, row, 2, STYLE_CELL, CELL_COUNT, before);
    page_text(page, row, 3, STYLE_CELL_INDENT, q->sheets);
    page_text(page, row, 4, STYLE_CELL_WRAP, q->effect);
    page_text(page, row, 5, STYLE_CELL_WRAP, q->cure);
}

/* What the workbook itself had to change in texts; no rows of SQL. */
void report_quality_repairs(const struct report_quality *quality, struct book_repairs repairs)
{
    const struct {
        uint64_t n;
        struct quality rule;
    } made[REPAIRS] = {
        {repairs.replaced,
         {"text_replaced", "Text with a forbidden character", "All",
          "None; the character is shown as \xEF\xBF\xBD.", "Enter the text again without it."}},
        {repairs.cut,
         {"text_cut", "Text over 32,767 characters", "All", "None; the text ends in [cut].",
          "Shorten the text."}},
        {repairs.escaped,
         {"text_escaped", "Text that looks like an escape", "All",
          "None; text such as _x0041_ is shown as it stands.", "No cure needed."}},
    };
    for (int i = 0; i < REPAIRS; i++) {
        char n[24];
        (void)snprintf(n, sizeof(n), "%" PRIu64, made[i].n);
        rule_row(quality->page, quality->repairs + i, &made[i].rule, n, NULL);
    }
}

static const struct quality *find_rule(const struct report *report, const char *name)
{
    for (const struct quality *q = report->quality; q && q->rule; q++)
        if (str_eq(q->rule, name))
            return q;
    return NULL;
}

static bool draw_rules(struct page *page, const struct report_view *view, int *row, struct err *err)
{
    char cure[64];
    (void)snprintf(cure, sizeof(cure), "How to cure it in %s", view->report->source_name);
    const char *const titles[] = {
        "Rule", "Rows", "Rows, last month", "Sheets it touches", "Effect on the figures", cure};
    const struct report_slice *slice = &view->blocks[BLOCK_RULES];
    *row = heading(page, *row, "1. Rules checked");
    int head = (*row)++;
    heads(page, head, titles, 1u << 1 | 1u << 2);
    for (size_t i = 0; i < slice->n; i++) {
        const char *const *f = slice->rows[i] + 1;
        const struct quality *q = find_rule(view->report, f[RULE_NAME]);
        if (!q)
            return err_set(err, ERR_INTERNAL, "report \"%s\" does not describe the rule \"%s\"",
                           view->report->name, f[RULE_NAME]);
        rule_row(page, (*row)++, q, f[RULE_ROWS], f[RULE_ROWS_BEFORE]);
    }
    *row += REPAIRS;
    table(page, "DQRules", head, *row - head - 1, titles, false);
    return true;
}

/* ---- reconciliation ---- */

static void draw_ties(struct page *page, const struct report_view *view, int row)
{
    static const char *const titles[] = {"Check",  "First number",    "Second number",
                                         "Result", "First number is", "Second number is"};
    const struct report_slice *slice = &view->blocks[BLOCK_TIES];
    row = heading(page, row, "3. Reconciliation");
    int head = row++;
    heads(page, head, titles, 1u << 1 | 1u << 2);
    for (size_t i = 0; i < slice->n; i++, row++) {
        const char *const *f = slice->rows[i] + 1;
        unsigned result = STYLE_NOT_TIED;
        if (str_eq(f[TIE_RESULT], "Ties"))
            result = STYLE_TIES;
        else if (f[TIE_RESULT] && str_starts(f[TIE_RESULT], "Differs"))
            result = STYLE_DIFFERS;
        page_text(page, row, 0, STYLE_CELL_BOLD_WRAP, f[TIE_CHECK]);
        page_cell(page, row, 1, STYLE_CELL, CELL_COUNT, f[TIE_FIRST]);
        page_cell(page, row, 2, STYLE_CELL, CELL_COUNT, f[TIE_SECOND]);
        page_text(page, row, 3, result, f[TIE_RESULT]);
        page_text(page, row, 4, STYLE_CELL_WRAP, f[TIE_FIRST_IS]);
        page_text(page, row, 5, STYLE_CELL_WRAP, f[TIE_SECOND_IS]);
    }
    if (!slice->n)
        page_text(page, row++, 0, STYLE_CELL, "No checks for this workbook.");
    table(page, "Reconciliation", head, row - head - 1, titles, false);
}

/* ---- the page ---- */

static const char *const *cure_titles(const struct report_view *view, char *cure, size_t size,
                                      const char **titles)
{
    static const char *const fixed[] = {"Rule", "Row", "Child ID", "Owner", "What is wrong"};
    for (int i = 0; i < 5; i++)
        titles[i] = fixed[i];
    (void)snprintf(cure, size, "How to cure it in %s", view->report->source_name);
    titles[5] = cure;
    return titles;
}

const struct sheet *report_quality_sheet(struct arena *arena, const struct report *report)
{
    const char *cure = arena_printf(arena, "How to cure it in %s", report->source_name);
    const struct column columns[COLUMNS + 1] = {
        {.name = "rule", .title = "Rule", .fit = FIT_REASON},
        {.name = "row_key", .title = "Row", .cell = CELL_ID},
        {.name = "child_id", .title = "Child ID", .cell = CELL_ID},
        {.name = "owner", .title = "Owner", .fit = FIT_CHILD},
        {.name = "what", .title = "What is wrong", .fit = FIT_WHY},
        {.name = "cure", .title = cure, .fit = FIT_WHY},
    };
    struct sheet *sheet = arena_alloc(arena, sizeof(*sheet));
    *sheet = (struct sheet){
        .name = sheet_name,
        .table = "DQRows",
        .columns = memcpy(arena_alloc(arena, sizeof(columns)), columns, sizeof(columns)),
        .frozen = "child_id"};
    return sheet;
}

bool report_quality_begin(struct report_quality *quality, struct page *page,
                          const struct report_view *view, struct err *err)
{
    char line[160], cure[64];
    const char *titles[COLUMNS];
    int row = 0;
    bool state = str_eq(view->scope_kind, "state");
    for (int col = 0; col < COLUMNS; col++)
        page_width(page, col, px_grid[col]);
    page_text(page, row++, 0, STYLE_TITLE_SMALL, "Data quality");
    (void)snprintf(line, sizeof(line),
                   "Three tables: rules checked, rows to cure, reconciliation.  %s%s%s",
                   state ? "Rows are counted in the whole state" : "Rows are counted in this ",
                   state ? "" : view->scope_kind, state ? "." : " only.");
    page_text(page, row++, 0, STYLE_SOURCE, line);
    if (!draw_rules(page, view, &row, err))
        return false;
    int repairs = row - REPAIRS;
    row = heading(page, row, "2. Rows to cure");
    *quality =
        (struct report_quality){.page = page, .row = row + 1, .first = row + 1, .repairs = repairs};
    heads(page, row, cure_titles(view, cure, sizeof(cure), titles), 0);
    return true;
}

void report_quality_row(struct report_quality *quality, const char *const *fields)
{
    struct page *page = quality->page;
    int row = quality->row++;
    page_text(page, row, 0, STYLE_CELL_BOLD_WRAP, fields[CURE_RULE]);
    page_text(page, row, 1, STYLE_CELL, fields[CURE_ROW]);
    page_text(page, row, 2, STYLE_CELL, fields[CURE_CHILD]);
    page_text(page, row, 3, STYLE_CELL_WRAP, fields[CURE_OWNER]);
    page_text(page, row, 4, STYLE_CELL_WRAP, fields[CURE_WHAT]);
    page_text(page, row, 5, STYLE_CELL_WRAP, fields[CURE_HOW]);
}

/* Where the rows are, in place of the table. */
static void point_to_sheet(struct report_quality *quality, uint64_t rows)
{
    struct str_number n = str_number((int64_t)rows);
    char line[160];
    (void)snprintf(line, sizeof(line),
                   "%s rows, more than this page holds: each stands on the sheet named here.",
                   n.text);
    for (int col = 0; col < COLUMNS; col++)
        page_cell(quality->page, quality->row, col, STYLE_CELL, CELL_TEXT, NULL);
    page_link(quality->page, quality->row, 0, STYLE_LINK, CELL_TEXT, sheet_name, sheet_name);
    page_text(quality->page, quality->row++, 4, STYLE_CELL_WRAP, line);
}

void report_quality_end(struct report_quality *quality, const struct report_view *view,
                        uint64_t elsewhere)
{
    char cure[64];
    const char *titles[COLUMNS];
    if (elsewhere)
        point_to_sheet(quality, elsewhere);
    else if (quality->row == quality->first)
        page_text(quality->page, quality->row++, 0, STYLE_CELL, "No rows to cure.");
    table(quality->page, elsewhere ? "DQWhere" : "DQRows", quality->first - 1,
          quality->row - quality->first, cure_titles(view, cure, sizeof(cure), titles), !elsewhere);
    draw_ties(quality->page, view, quality->row);
}
