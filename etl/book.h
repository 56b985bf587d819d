/*
 * etl/book.h - one Excel workbook, written once, front to back
 *
 * Purpose: hides the workbook library, the zip container and the style table. Two kinds of
 * sheet: a *page* (Summary, Data quality, Definitions: few cells, any order, charts and links)
 * and *rows* (detail sheets: any number of rows, streamed in constant memory into a real Excel
 * table). Both get the same fonts, formats and print set-up from style.h.
 *
 * The same calls with the same values give the same bytes: no clock, no host, no user inside.
 * Text is always a string cell: never a formula or a link, forbidden characters replaced,
 * over-long text cut visibly; both are counted (book_repairs).
 *
 * Ownership: the caller owns every string passed in; the book copies what it keeps. Sheets
 * belong to their book. Errors: ERR_LOCAL (disk, permissions), ERR_INTERNAL (a name that Excel
 * forbids, a column that does not exist). After an error only book_free may be called.
 *
 *     struct book *book = book_open(&options, err);
 *     struct page *page = book_page(book, "Summary", TAB_PLAIN);
 *     page_text(page, 0, 0, STYLE_TITLE, "FTDM completion");
 *     struct rows *rows = book_rows(book, &layout, err);
 *     while (next) rows_add(rows, fields, NULL, err); // fields[i] NULL: empty cell
 *     rows_end(rows, &n, err);
 *     book_close(book, err);                          // the file is complete and fsynced
 */
#ifndef BOOK_H
#define BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vocab.h"

struct err;

struct book_options {
    const char *path;   /* file to write; must not exist; created 0600 */
    const char *tmpdir; /* private folder for the library's temporary files */
    const char *title;  /* document properties */
    const char *subject;
    const char *author;      /* agency name */
    const char *logo;        /* PNG path or NULL: top right of the page with TAB_SUMMARY */
    int64_t created;         /* data cutoff, seconds since 1970 UTC */
    const char *date_format; /* "mm/dd/yyyy" */
    const char *header_left; /* page header, "&" already plain text: the book doubles it */
    const char *header_scope;
    const char *header_right;
    const char *footer_left; /* CONFIDENTIAL line */
    const char *paper;       /* "auto", "letter", "legal", "tabloid", "a4", "a3" */
    int level;               /* deflate: 1 fast (default) to 9 small */
};

enum tab { TAB_PLAIN, TAB_SUMMARY, TAB_ACT };

/* Cell styles of pages; what each looks like stands in style.h. */
enum style {
    STYLE_PLAIN,
    STYLE_TITLE,
    STYLE_SUBTITLE,
    STYLE_SOURCE,
    STYLE_BAND,
    STYLE_BAND_FILL,
    STYLE_MESSAGE,
    STYLE_HEADING,
    STYLE_TITLE_SMALL,
    STYLE_HEAD,
    STYLE_HEAD_RIGHT,
    STYLE_HEAD_SMALL,
    STYLE_HEAD_SMALL_RIGHT,
    STYLE_LABEL,
    STYLE_LABEL_INDENT,
    STYLE_KEY,
    STYLE_KEY_ACT,
    STYLE_LINK,
    STYLE_VALUE,
    STYLE_VALUE_BOLD,
    STYLE_BETTER,
    STYLE_WORSE,
    STYLE_NOTE,
    STYLE_COUNTED,
    STYLE_TOTAL,
    STYLE_TOTAL_TEXT,
    STYLE_TOTAL_INDENT,
    STYLE_ROLL, /* rows of RollUp and the tables below it */
    STYLE_ROLL_WRAP,
    STYLE_ROLL_INDENT,
    STYLE_CELL,
    STYLE_CELL_BOLD,
    STYLE_CELL_WRAP,
    STYLE_TIES,
    STYLE_DIFFERS,
    STYLE_NOT_TIED,
    STYLE_HEAD_INDENT,
    STYLE_CELL_INDENT,
    STYLE_CELL_BOLD_WRAP,
    STYLE_CHART,
    STYLE_CHART_BOLD, /* cells of the tables beside charts, 11 points */
    STYLE_HEAD_SMALL_INDENT,
    STYLE_HEAD_RUN, /* heading whose text runs over the empty headings right of it */
    STYLE_COUNT
};
/* May be or-ed to a style: the row above a group change, or the last "act now" row. */
#define STYLE_RULE_BELOW 0x1000u

struct book;
struct page;
struct rows;

/* What is left between the margins of Summary's paper, height to width; "auto" is Letter there. */
double book_page_ratio(const char *paper);

struct book *book_open(const struct book_options *options, struct err *err);
/* Finishes, fsyncs and closes the file. The book is gone afterwards either way. */
bool book_close(struct book *book, struct err *err);
/* The same, but not flushed yet: returns the descriptor, open for reading, for file_flush_add; -1
   on failure. */
int book_finish(struct book *book, struct err *err);
/* Abandons the book and removes its file; NULL is fine. */
void book_free(struct book *book);

/* Counted as the calls come: complete for a sheet once its rows are added. */
struct book_repairs {
    uint64_t replaced; /* cells with characters that XML forbids */
    uint64_t cut;      /* cells over 32,767 UTF-16 units */
    uint64_t escaped;  /* cells with text like _x0041_ */
};
struct book_repairs book_repairs(const struct book *book);

/* ---- pages ---- */
/* The name is checked (31 UTF-16 units, no []:*?/\, not empty, unique). Errors surface at
   book_close; a page call never fails in between. Rows and columns count from 0.
   Widths come first: a row without page_height is as high as its wrapped texts need. */
struct page *book_page(struct book *book, const char *name, enum tab tab);
void page_width(struct page *page, int col, int px);
void page_height(struct page *page, int row, int px);
/* At least so high; a text that needs more gets it. */
void page_height_least(struct page *page, int row, int px);
void page_text(struct page *page, int row, int col, unsigned style, const char *text);
/* `value` is SQL text; a value that is not of the cell's kind is written as text; NULL: blank. */
void page_cell(struct page *page, int row, int col, unsigned style, enum cell cell,
               const char *value);
/* A month of a trend that was computed later: still a date, says so in its format. */
void page_month_later(struct page *page, int row, int col, unsigned style, const char *value);
/* The cell shows `value` and jumps to A1 of a sheet of this book; a dead link is an error. */
void page_link(struct page *page, int row, int col, unsigned style, enum cell cell,
               const char *value, const char *sheet);

/* Bold or plain runs in one cell: "**24 children** are not seen". */
struct run {
    const char *text;
    bool bold;
    bool act; /* in the ACT colour */
};
void page_runs(struct page *page, int row, int col, const struct run *runs, size_t n);

struct page_table {
    const char *name;         /* Excel table name, unique in the book */
    int row, col, rows, cols; /* header row first; rows counts the data rows, at least 1 */
    const char *const *titles;
    bool filter;
};
/* Headings keep the style they were written in. A table in row 0 freezes and repeats it. */
void page_table(struct page *page, const struct page_table *table);

enum chart_kind { CHART_TREND, CHART_STACK, CHART_BARS }; /* BARS: one series, value at its end */
struct series {
    const char *name;
    int col;               /* column of its values on the same page */
    enum mark_style style; /* stacks, bars */
    bool own;              /* trend: the scope's own line; else the state's */
};
struct chart {
    enum chart_kind kind;
    const char *title;           /* at most 40 characters */
    const char *alt;             /* alt text */
    const char *x_name, *y_name; /* names of the categories' and of the values' axis */
    int first_row, last_row;     /* data rows */
    int category_col;
    const struct series *series;
    size_t n;
    bool percent;
    double low, high, step; /* high 0: automatic */
    int row, col;           /* where it stands */
    int left;               /* px right of that column's edge */
    int width, height;      /* px */
    bool legend;
};
void page_chart(struct page *page, const struct chart *chart);
/* Rows on which a new printed page begins; the list ends with 0. At most 4. */
void page_breaks(struct page *page, const int *rows);

/* ---- rows ---- */
struct rows_layout {
    const struct sheet *sheet; /* columns, marks, freeze, choices, widths by fit */
    const char *zone;          /* zone named in the note of date-time headings */
    const char *empty;         /* "No cases. Checked 2026-10-31." written when no row came */
};
struct rows *book_rows(struct book *book, const struct rows_layout *layout, struct err *err);
/* fields: one per column, UTF-8 SQL text or NULL; lengths: their bytes, or NULL to have them counted;
   only read during the call. Rows past Excel's limit (1,048,575) continue on `<Sheet> (2)`. Sheets of
   rows are filled one after another. */
bool rows_add(struct rows *rows, const char *const *fields, const uint32_t *lengths,
              struct err *err);
bool rows_end(struct rows *rows, uint64_t *ret_rows, struct err *err);

/* Can the picture be drawn? ERR_CONFIG says why not. */
bool book_check_logo(const char *path, struct err *err);

#endif
