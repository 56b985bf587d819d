/*
 * etl/report_summary.c - the first page of a workbook, see report_page.h
 *
 * One grid for the whole sheet: tables on the left, charts on the right, the same bands in every
 * report. The bands down to the bars fill one landscape page: what is left over is put before
 * the bars, so that the roll-up begins on the next page even where manual page breaks are ignored.
 */
#include "report_grid.h"

#include <stdio.h>

#include "report_words.h"
#include "style.h"
#include "banned.h"

enum {
    PX_TITLE_ROW = 36,
    PX_SUBTITLE_ROW = 24,
    PX_SOURCE_ROW = 18,
    PX_BAND = 26,
    PX_NO_BAND = 6,
    PX_MESSAGE_ROW = 28,
    PX_KEY_ROW = 31,
    BAR_ROWS = 8 /* and All others */
};

/* ---- bands 1 to 6: title, source, message ---- */

static void draw_title(struct report_grid *g)
{
    static const struct report_line title = {STYLE_TITLE, PT_TITLE, true, PX_TITLE_ROW},
                                    subtitle = {STYLE_SUBTITLE, PT_SUBTITLE, true, PX_SUBTITLE_ROW},
                                    source = {STYLE_SOURCE, PT_CELL, false, PX_SOURCE_ROW};
    const char *const *facts = g->view->facts;
    struct str line = STR_INIT;
    report_grid_text(g, &title, g->view->report->title);
    str_addf(&line, "%s.  %s", facts[FACT_MONTH], g->view->title_line);
    report_grid_text(g, &subtitle, line.buf);
    report_grid_text(g, &source, facts[FACT_SOURCE_LINE]);
    report_grid_text(g, &source, facts[FACT_CONTACT_LINE]);
    if (facts[FACT_BAND]) {
        page_text(g->page, g->row, 0, STYLE_BAND, facts[FACT_BAND]);
        report_grid_blanks(g, 1, STYLE_BAND_FILL);
    }
    report_grid_take(g, facts[FACT_BAND] ? PX_BAND : PX_NO_BAND);
    str_release(&line);
}

static void draw_message(struct report_grid *g)
{
    const struct report_slice *slice = &g->view->blocks[BLOCK_MESSAGE];
    if (slice->n) {
        const char *const *f = slice->rows[0] + 1;
        const struct run runs[] = {
            {f[MESSAGE_LEAD], true, str_eq(f[MESSAGE_ACT], "t")},
            {f[MESSAGE_REST], false, false},
            {f[MESSAGE_RATE], true, false},
            {f[MESSAGE_RATE] ? f[MESSAGE_JUDGED] : NULL, false, false},
        };
        page_runs(g->page, g->row, 0, runs, sizeof(runs) / sizeof(*runs));
    }
    report_grid_take(g, PX_MESSAGE_ROW);
}

/* ---- band 7: key figures ---- */

static unsigned judged_style(const char *words)
{
    if (words && str_starts(words, "Better"))
        return STYLE_BETTER;
    if (words && str_starts(words, "Worse"))
        return STYLE_WORSE;
    return words && str_eq(words, "n/a") ? STYLE_NOTE : STYLE_VALUE;
}

static void key_heads(struct report_grid *g, int *ret_cols)
{
    const char *const *facts = g->view->facts;
    char previous[64], against[64];
    (void)snprintf(previous, sizeof(previous), "%s",
                   facts[FACT_PREV] ? facts[FACT_PREV] : "Last month");
    (void)snprintf(against, sizeof(against), "Against %s",
                   facts[FACT_PREV_NAME] ? facts[FACT_PREV_NAME] : "last month");
    const struct {
        const char *title;
        unsigned style;
    } heads[] = {
        {"Measure", STYLE_HEAD},
        {facts[FACT_MONTH], STYLE_HEAD_RIGHT},
        {"Listed on sheet", STYLE_HEAD_INDENT},
        {previous, STYLE_HEAD_RIGHT},
        {against, STYLE_HEAD_INDENT},
        {g->state ? NULL : "State", STYLE_HEAD_RIGHT},
        {g->state ? NULL : "Against state", STYLE_HEAD_INDENT},
        {"Counted", STYLE_HEAD_INDENT},
        {"What it counts", STYLE_HEAD_RUN},
    };
    const char *titles[9];
    int n = 0;
    for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
        if (!heads[i].title)
            continue;
        page_text(g->page, g->row, n, heads[i].style, heads[i].title);
        titles[n++] = heads[i].title;
    }
    report_grid_blanks(g, n, STYLE_HEAD);
    page_table(g->page, &(struct page_table){.name = "KeyFigures",
                                             .row = g->row,
                                             .rows = (int)g->view->blocks[BLOCK_FIGURES].n,
                                             .cols = n,
                                             .titles = titles});
    *ret_cols = n;
}

static void key_row(struct report_grid *g, const struct measure *m, const char *const *f,
                    unsigned rule)
{
    enum cell cell = report_grid_cell(m);
    unsigned key = str_eq(f[FIGURE_URGENT], "t") ? STYLE_KEY_ACT : STYLE_KEY;
    int col = 0;
    page_text(g->page, g->row, col++, (m->of_these ? STYLE_LABEL_INDENT : STYLE_LABEL) | rule,
              m->title);
    if (m->sheet && f[FIGURE_VALUE])
        page_link(g->page, g->row, col++, key | rule, cell, f[FIGURE_VALUE], m->sheet);
    else
        page_cell(g->page, g->row, col++, key | rule, cell, f[FIGURE_VALUE]);
    if (m->sheet)
        page_link(g->page, g->row, col++, STYLE_LINK | rule, CELL_TEXT, m->sheet, m->sheet);
    else
        page_cell(g->page, g->row, col++, STYLE_VALUE | rule, CELL_TEXT, NULL);
    page_cell(g->page, g->row, col++, STYLE_VALUE | rule, cell, f[FIGURE_PREVIOUS]);
    page_text(g->page, g->row, col++, judged_style(f[FIGURE_AGAINST_PREVIOUS]) | rule,
              f[FIGURE_AGAINST_PREVIOUS]);
    if (!g->state) {
        page_cell(g->page, g->row, col++, STYLE_VALUE | rule, cell, f[FIGURE_STATE]);
        page_text(g->page, g->row, col++, judged_style(f[FIGURE_AGAINST_STATE]) | rule,
                  f[FIGURE_AGAINST_STATE]);
    }
    page_text(g->page, g->row, col++, STYLE_COUNTED | rule, f[FIGURE_COUNTED]);
    page_text(g->page, g->row, col++, STYLE_NOTE | rule, f[FIGURE_WHAT]);
    report_grid_blanks(g, col, STYLE_NOTE | rule);
    report_grid_take(g, PX_KEY_ROW);
}

static bool draw_figures(struct report_grid *g, struct err *err)
{
    const struct report_slice *slice = &g->view->blocks[BLOCK_FIGURES];
    int cols = 0;
    report_grid_heading(g, "Key figures");
    if (!slice->n)
        return err_set(err, ERR_INTERNAL, "report \"%s\" has no key figures",
                       g->view->report->name);
    key_heads(g, &cols);
    report_grid_take(g, GRID_HEAD);
    for (size_t i = 0; i < slice->n; i++) {
        const char *const *f = slice->rows[i] + 1;
        const struct measure *m = report_words_measure(g->view->report, f[FIGURE_MEASURE]);
        if (!m)
            return err_set(err, ERR_INTERNAL, "report \"%s\" does not describe measure \"%s\"",
                           g->view->report->name, f[FIGURE_MEASURE]);
        const struct measure *next =
            i + 1 < slice->n
                ? report_words_measure(g->view->report, slice->rows[i + 1][1 + FIGURE_MEASURE])
                : NULL;
        key_row(g, m, f, m->act_now && next && !next->act_now ? STYLE_RULE_BELOW : 0);
    }
    return true;
}

/* ---- the page ---- */

int report_summary_bars(const struct report *report, bool preliminary)
{
    int keys = 0;
    for (const struct measure *m = report->measures; m->name; m++)
        keys += m->key;
    int used = PX_TITLE_ROW + PX_SUBTITLE_ROW + 2 * PX_SOURCE_ROW +
               (preliminary ? PX_BAND : PX_NO_BAND) + PX_MESSAGE_ROW +
               3 * (GRID_HEADING + GRID_HEAD) + keys * PX_KEY_ROW + GRID_TREND_ROWS * GRID_TREND;
    /* what fits, less the line All others; a little over the padded height still fits */
    int fit = (GRID_PX + 40 - used) / GRID_BAR - 1;
    return fit > BAR_ROWS ? BAR_ROWS : fit > 1 ? fit : 1;
}

bool report_summary_draw(struct page *page, const struct report_view *view, int *ret_next,
                         struct err *err)
{
    struct report_grid g;
    report_grid_init(&g, page, view);
    draw_title(&g);
    draw_message(&g);
    if (!draw_figures(&g, err))
        return false;
    report_trend_draw(&g);
    report_bars_draw(&g);
    const int breaks[] = {g.row, 0};
    page_breaks(page, breaks);
    return report_rollup_draw(page, view, g.row, ret_next, err);
}

void report_summary_note(struct page *page, int row, const char *text)
{
    page_text(page, row, 0, STYLE_SOURCE, text);
}
