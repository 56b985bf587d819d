/* etl/report_definitions.c - the page Definitions: every figure and column in words
 *
 * Measures first, in the order of Summary; then rules, columns sheet by sheet, statuses, code
 * lists. A column that several sheets share is told once.
 */
#include "report_page.h"

#include <ctype.h>
#include <string.h>

#include "banned.h"

enum { COLUMNS = 9 };
static const int px_grid[COLUMNS] = {70, 106, 144, 320, 276, 150, 98, 80, 286};

struct pen {
    struct page *page;
    const struct report_view *view;
    int row;
};

struct entry {
    const char *kind, *sheet, *name, *words, *counted, *clock;
    int policy;
};

/* True of every report, however it counts. */
static const struct entry common[] = {
    {"Rule", "Summary", "Better, Worse, Similar",
     "Judged by the difference shown. Percents: under 1.0 point is Similar. Counts: any difference "
     "is Better or Worse where a direction is defined; without one, only the difference is shown.",
     "Fewer than 30 in either denominator: Small base, no judgement. A preliminary month is not "
     "judged. Counts are not judged against the state.",
     "Against the last closed month and the state", POLICY_NONE},
    {"Rule", "Summary", "Computed later",
     "A month that was never closed is computed from this extract as of its own last day and "
     "marked; a closed month shows what was published.",
     "", "Last day of each month", POLICY_NONE},
    {"Rule", "All sheets", "As-of day",
     "The last day of the month, or the day of the data cutoff when that is earlier. What is dated "
     "after it has not happened: a later end, exit or meeting is no date.",
     "PRELIMINARY: the cutoff lies before the end of the month.", "Agency wall clock", POLICY_NONE},
    {"Rule", "All sheets", "Words in place of a value",
     "Not recorded: the source has no such field. Empty: it has it and it was left blank. "
     "Unassigned: nobody is responsible. MISSING: required and not there. Unknown (code): a code "
     "that no list explains.",
     "", "", POLICY_NONE},
    {"Rule", "All sheets", "Who gets which row",
     "A row goes to the workbook of the office, region or attorney that it names, and to the "
     "statewide workbook.",
     "A row that names none is in the statewide workbook only and is counted there.", "",
     POLICY_NONE},
    {"Rule", "All sheets", "New since",
     "Why begins with it, in bold, where a row asks for something now and did not on this list of "
     "the last closed month: newly overdue, or new on the list.",
     "Not said where no earlier month is closed, nor of rows that are still in time.",
     "Against the last closed month", POLICY_NONE},
    {"Column", "Changes", "Change",
     "New: listed now and not then. Gone: the reverse. Changed: a field differs. Restated: differs "
     "between two versions of a closed month.",
     "", "Against the last closed month", POLICY_NONE},
    {"Column", "Changes", "Field", "The column that differs.", "", "", POLICY_NONE},
    {"Column", "Changes", "Was", "Its value in the last closed month.", "", "", POLICY_NONE},
    {"Column", "Changes", "Is", "Its value now.", "", "", POLICY_NONE},
    {0},
};

static const struct policy *policy_at(const struct report *report, int index)
{
    const struct policy *p = report->policies;
    for (int i = 0; p && p[i].number; i++)
        if (i == index)
            return &p[i];
    return NULL;
}

/* "1720 Family Team ..." is shown as "Policy 1720", its name beside the address. */
static void draw_policy(struct pen *pen, int index)
{
    const struct policy *p = policy_at(pen->view->report, index);
    struct str number = STR_INIT, address = STR_INIT;
    if (!p) {
        str_add(&number, "Agency rule");
        str_add(&address, "This workbook");
    } else if (isdigit((unsigned char)p->number[0])) {
        size_t n = strcspn(p->number, " ");
        str_addf(&number, "Policy %.*s", (int)n, p->number);
        str_addf(&address, "%s%s%s", p->number + n + (p->number[n] == ' '),
                 p->number[n] ? ", " : "", p->address);
    } else {
        str_add(&number, p->number);
        str_add(&address, p->address);
    }
    page_text(pen->page, pen->row, 6, STYLE_CELL_WRAP, number.buf);
    page_cell(pen->page, pen->row, 7, STYLE_CELL, CELL_DATE, p ? p->revised : NULL);
    page_text(pen->page, pen->row, 8, STYLE_CELL_WRAP, address.buf);
    str_release(&number);
    str_release(&address);
}

static void draw_entry(struct pen *pen, const struct entry *e)
{
    page_text(pen->page, pen->row, 0, STYLE_CELL, e->kind);
    page_text(pen->page, pen->row, 1, STYLE_CELL_WRAP, e->sheet);
    page_text(pen->page, pen->row, 2, STYLE_CELL_BOLD_WRAP, e->name);
    page_text(pen->page, pen->row, 3, STYLE_CELL_WRAP, e->words);
    page_text(pen->page, pen->row, 4, STYLE_CELL_WRAP, e->counted);
    page_text(pen->page, pen->row, 5, STYLE_CELL_WRAP, e->clock);
    draw_policy(pen, e->policy);
    pen->row++;
}

/* A part is told with the whole it belongs to: "To act on: window still open". */
static void name_measure(struct str *out, const struct measure *all, const struct measure *m)
{
    static const char prefix[] = "of these, ";
    const struct measure *whole = m;
    str_clear(out);
    while (whole->of_these && whole > all)
        whole--;
    if (whole == m)
        str_add(out, m->title);
    else
        str_addf(out, "%s: %s", whole->title,
                 m->title + (str_starts(m->title, prefix) ? sizeof(prefix) - 1 : 0));
}

static void draw_measures(struct pen *pen)
{
    const struct report *r = pen->view->report;
    struct str name = STR_INIT;
    for (int key = 1; key >= 0; key--)
        for (const struct measure *m = r->measures; m->name; m++) {
            if (m->key != (key == 1))
                continue;
            name_measure(&name, r->measures, m);
            draw_entry(pen, &(struct entry){"Measure", "Summary", name.buf,
                                            m->words ? m->words : m->what, m->counted, m->clock,
                                            m->policy});
        }
    str_release(&name);
}

static void draw_kind(struct pen *pen, const char *kind)
{
    const struct report *r = pen->view->report;
    for (const struct definition *d = r->definitions; d && d->kind; d++)
        if (str_eq(d->kind, kind))
            draw_entry(pen, &(struct entry){d->kind, d->sheet, d->name, d->words, d->counted,
                                            d->clock, d->policy});
    for (const struct entry *e = common; e->kind; e++)
        if (str_eq(e->kind, kind))
            draw_entry(pen, e);
}

static bool same_column(const struct column *a, const struct column *b)
{
    return str_eq(a->title, b->title) && str_eq(a->words, b->words) &&
           str_eq(a->counted, b->counted) && str_eq(a->clock, b->clock);
}

static const struct column *find_column(const struct sheet *sheet, const struct column *like)
{
    for (const struct column *c = sheet->columns; c->name; c++)
        if (same_column(c, like))
            return c;
    return NULL;
}

/* The sheets that show this column: their names, or "All sheets". */
static void name_sheets(struct str *out, const struct sheet *sheets, const struct column *column)
{
    size_t all = 0, shown = 0;
    for (const struct sheet *s = sheets; s->name; s++, all++) {
        if (!find_column(s, column))
            continue;
        str_addf(out, "%s%s", shown++ ? ", " : "", s->name);
    }
    if (all > 1 && shown == all) {
        str_clear(out);
        str_add(out, "All sheets");
    }
}

static void draw_columns(struct pen *pen)
{
    const struct sheet *sheets = pen->view->report->sheets;
    struct str where = STR_INIT;
    for (const struct sheet *s = sheets; s->name; s++)
        for (const struct column *c = s->columns; c->name; c++) {
            bool told = !c->words;
            for (const struct sheet *before = sheets; before < s && !told; before++)
                told = find_column(before, c) != NULL;
            if (told)
                continue;
            str_clear(&where);
            name_sheets(&where, sheets, c);
            draw_entry(pen, &(struct entry){"Column", where.buf, c->title, c->words, c->counted,
                                            c->clock, c->policy});
        }
    str_release(&where);
}

static void draw_sheets(struct pen *pen)
{
    const struct report *r = pen->view->report;
    draw_entry(pen, &(struct entry){"Rule", "All sheets", "What this report is for", r->purpose,
                                    NULL, NULL, POLICY_NONE});
    for (const struct sheet *s = r->sheets; s->name; s++)
        draw_entry(pen, &(struct entry){"Rule", s->name, "What a row is", s->words, NULL, NULL,
                                        POLICY_NONE});
    if (pen->view
            ->days_first) /* a reader of 02.01. in a column would take 02/01 for the same day */
        draw_entry(pen, &(struct entry){"Rule", "All sheets", "Dates inside sentences",
                                        "In Why, Was, Is and on Data quality a date inside a "
                                        "sentence is month/day/year, whatever the order of the "
                                        "date columns: 02/01/2020 is 1 February 2020. Without a "
                                        "year it is one within half a year of the as-of date.",
                                        NULL, NULL, POLICY_NONE});
}

static void draw_codes(struct pen *pen)
{
    const struct report *r = pen->view->report;
    size_t i = 0;
    for (const struct code_list *c = r->code_lists; c && c->list; c++, i++)
        draw_entry(pen, &(struct entry){"Code list", c->sheet, c->name, pen->view->codes[i],
                                        c->words, NULL, c->policy});
    draw_kind(pen, "Code list");
}

void report_definitions_draw(struct page *page, const struct report_view *view)
{
    static const char *const titles[COLUMNS] = {
        "Kind",   "Sheet",   "Name",   "In words", "Counted and left out", "Clock or date used",
        "Policy", "Revised", "Address"};
    struct pen pen = {.page = page, .view = view, .row = 1};
    for (int col = 0; col < COLUMNS; col++) {
        page_width(page, col, px_grid[col]);
        page_text(page, 0, col, STYLE_HEAD, titles[col]);
    }
    draw_measures(&pen);
    draw_sheets(&pen);
    draw_kind(&pen, "Rule");
    draw_columns(&pen);
    draw_kind(&pen, "Column");
    draw_kind(&pen, "Status");
    draw_codes(&pen);
    page_table(page, &(struct page_table){.name = "Definitions",
                                          .rows = pen.row - 1,
                                          .cols = COLUMNS,
                                          .titles = titles,
                                          .filter = true});
}
