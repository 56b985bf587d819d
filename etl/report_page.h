/*
 * etl/report_page.h - Summary, Data quality and Definitions, drawn from rows that SQL computed
 *
 * Purpose: where things stand on these pages. Nothing is computed here but positions: every
 * figure, word of judgement, sum and order comes from sql/report/common/. One view is one
 * workbook; blocks are the rows of its scope.
 *
 * Page calls never fail in between (book.h); what can fail is a row that does not fit the
 * description (a rule or measure that it does not know): ERR_INTERNAL.
 *
 *     struct report_view view = {.report = r, .facts = &facts, .blocks = slices, ...};
 *     struct page *summary = book_page(book, "Summary", TAB_SUMMARY);
 *     int next = 0;
 *     ok = report_summary_draw(summary, &view, &next, err);
 */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "book.h"
#include "err.h"
#include "report_feed.h"
#include "vocab.h"

/* The blocks, their SQL and columns stand in report_block.c; the enums below name the columns. */
enum report_block {
    BLOCK_FIGURES,
    BLOCK_MESSAGE,
    BLOCK_TREND,
    BLOCK_CHARTS,
    BLOCK_BARS,
    BLOCK_ROLLUP,
    BLOCK_BREAKDOWNS,
    BLOCK_NOTES,
    BLOCK_RULES,
    BLOCK_TIES,
    BLOCKS
};
struct report_block_info {
    const char *path;
    const char *columns; /* after `_scope`: "measure,value,..." */
    size_t n;
};
const struct report_block_info *report_block_info(enum report_block block);
extern const struct report_block_info report_block_quality, report_block_scopes, report_block_facts,
    report_block_codes;

/* Fields of a row after `_scope`. */
enum {
    FIGURE_MEASURE,
    FIGURE_VALUE,
    FIGURE_URGENT,
    FIGURE_PREVIOUS,
    FIGURE_AGAINST_PREVIOUS,
    FIGURE_STATE,
    FIGURE_AGAINST_STATE,
    FIGURE_COUNTED,
    FIGURE_WHAT,
    FIGURE_COLUMNS
};
enum { MESSAGE_ACT, MESSAGE_LEAD, MESSAGE_REST, MESSAGE_RATE, MESSAGE_JUDGED, MESSAGE_COLUMNS };
enum {
    TREND_MONTH,
    TREND_LATER,
    TREND_ONE,
    TREND_ONE_BASE,
    TREND_ONE_STATE,
    TREND_TWO,
    TREND_TWO_BASE,
    TREND_TWO_STATE,
    TREND_COLUMNS
};
enum {
    CHART_N,
    CHART_TITLE,
    CHART_ALT,
    CHART_X_NAME,
    CHART_OWN,
    CHART_LOW,
    CHART_HIGH,
    CHART_STEP,
    CHART_COLUMNS
};
enum {
    BAR_PLACE,
    BAR_LABEL,
    BAR_ONE,
    BAR_TOTAL = BAR_ONE + 4,
    BAR_BESIDE,
    BAR_TOTAL_WORDS,
    BAR_COLUMNS
};
enum {
    ROLLUP_LEVEL,
    ROLLUP_G1,
    ROLLUP_G1_CODE = ROLLUP_G1 + 4,
    ROLLUP_MEASURE = ROLLUP_G1 + 8,
    ROLLUP_NUMERATOR,
    ROLLUP_DENOMINATOR,
    ROLLUP_VALUE,
    ROLLUP_SMALL,
    ROLLUP_PREVIOUS,
    ROLLUP_COLUMNS
};
enum {
    BREAKDOWN_TABLE,
    BREAKDOWN_ROW,
    BREAKDOWN_LABEL,
    BREAKDOWN_LABEL2,
    BREAKDOWN_COLUMN,
    BREAKDOWN_NUMERATOR,
    BREAKDOWN_DENOMINATOR,
    BREAKDOWN_VALUE,
    BREAKDOWN_COLUMNS
};
enum { NOTE_PLACE, NOTE_LINE, NOTE_COLUMNS };
enum { RULE_NAME, RULE_ROWS, RULE_ROWS_BEFORE, RULE_COLUMNS };
enum { TIE_CHECK, TIE_FIRST, TIE_SECOND, TIE_RESULT, TIE_FIRST_IS, TIE_SECOND_IS, TIE_COLUMNS };
enum { CURE_RULE, CURE_ROW, CURE_CHILD, CURE_OWNER, CURE_WHAT, CURE_HOW, CURE_COLUMNS };

/* What all workbooks of a report and month share; sql/report/common/facts.sql. */
enum {
    FACT_MONTH,
    FACT_AS_OF,
    FACT_PREV,
    FACT_PREV_NAME,
    FACT_PREV_SHORT,
    FACT_SOURCE_LINE,
    FACT_CONTACT_LINE,
    FACT_BAND,
    FACT_EMPTY,
    FACT_UNCHANGED,
    FACT_CREATED,
    FACT_COLUMNS
};

struct report_view {
    const struct report *report;
    const struct sheet *const *sheets; /* detail sheets and Changes, in order; NULL ends */
    const char *const *facts;          /* FACT_...; a field may be NULL */
    const char *const *codes;          /* words of report.code_lists, in their order */
    const char *scope_kind;
    const char *title_line;
    double page_ratio; /* of the first page's paper, book_page_ratio */
    bool days_first;   /* workbook.date_format is not month first, as dates inside sentences are */
    struct report_slice blocks[BLOCKS];
};

/* *ret_next: the first free row, for lines that are known only when all rows are written. */
bool report_summary_draw(struct page *page, const struct report_view *view, int *ret_next,
                         struct err *err);
void report_summary_note(struct page *page, int row, const char *text);
/* Bars that fit on the first page below `report`'s other bands. */
int report_summary_bars(const struct report *report, bool preliminary);
/* Columns of RollUp, and the pixels that it and the tables below ask of the grid: px is raised. */
int report_rollup_columns(const struct report_view *view);
void report_rollup_need(const struct report_view *view, int *px, int n);
/* Roll-up and further tables, from `row` on: the second half of Summary. */
bool report_rollup_draw(struct page *page, const struct report_view *view, int row, int *ret_next,
                        struct err *err);

/*
 * Data quality: begin before, one call per row to cure, end after. A page holds its cells in
 * memory: more than REPORT_CURE_ROWS rows go to a sheet of their own, streamed like any other,
 * in front of the page, which then says where they are (`elsewhere`: how many). `repairs` is
 * called last, when every text of the book is written, and fills in what the writer changed.
 * (RollUp is held too: it grows with units and supervisors, not with children.)
 */
enum { REPORT_CURE_ROWS = 5000 };
struct report_quality {
    struct page *page;
    int row, first, repairs;
};
const struct sheet *report_quality_sheet(struct arena *arena, const struct report *report);
bool report_quality_begin(struct report_quality *quality, struct page *page,
                          const struct report_view *view, struct err *err);
void report_quality_row(struct report_quality *quality, const char *const *fields);
void report_quality_end(struct report_quality *quality, const struct report_view *view,
                        uint64_t elsewhere);
void report_quality_repairs(const struct report_quality *quality, struct book_repairs repairs);

void report_definitions_draw(struct page *page, const struct report_view *view);

#endif
