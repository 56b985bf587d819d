/*
 * etl/book_int.h - what the files book*.c share; nobody else includes it
 *
 * How a workbook comes about. libxlsxwriter draws all of it except the rows of detail sheets. For
 * those it draws the sheet with its header, one row of empty cells, table, marks and print
 * set-up; the writer cuts its part of the package at the first data row and puts the real rows
 * there. A sheet whose rows fit into memory (HOLD for the whole book) waits for book_close. A
 * larger one goes into the file at once: what stands before and after its rows then comes from a
 * workbook of one sheet, drawn by the same function. So memory is flat at any number of rows,
 * rows never touch a temporary file, and the package's parts may stand in any order.
 *
 * Cells name formats by number, so those of detail sheets are numbered before anything is drawn,
 * in the same order in every workbook; book_close compares them with what the library wrote.
 */
#ifndef BOOK_INT_H
#define BOOK_INT_H

#include <xlsxwriter.h>

#include "book.h"
#include "err.h"
#include "str.h"
#include "zip.h"

/* ---- book_style.c ---- */
/* Formats of detail sheets: each kind of cell, plain, indented or wrapped. */
enum row_style {
    ROW_TEXT,
    ROW_TEXT_INDENT,
    ROW_WRAP,
    ROW_WRAP_INDENT,
    ROW_NOTE,
    ROW_NOTE_INDENT,
    ROW_COUNT,
    ROW_NUMBER,
    ROW_PERCENT,
    ROW_DATE,
    ROW_DATE_INDENT,
    ROW_STAMP,
    ROW_STAMP_INDENT,
    ROW_MONTH,
    ROW_MONTH_INDENT,
    ROW_INPUT,
    ROW_HEAD,
    ROW_HEAD_INDENT,
    ROW_HEAD_RIGHT,
    ROW_HEAD_INPUT,
    ROW_STYLES
};
/* Formats that conditions apply: those of enum mark_style, then these. */
enum { RULE_DUE = MARK_NOTE + 1, RULE_ABOVE, RULE_BELOW, RULE_DUE_BELOW, RULES };

struct formats {
    lxw_format *row[ROW_STYLES];
    int number[ROW_STYLES];
    lxw_format *rule[RULES];
    char date[64], stamp[72]; /* number formats in the agency's order */
};
void book_style_rows(struct formats *formats, lxw_workbook *draw, const char *date_format);
/* Or-ed to a heading's style: above a filter button, which stands at the bottom. */
#define STYLE_TOP 0x2000u
lxw_format *book_style_page(lxw_workbook *draw, const struct formats *formats, unsigned style,
                            enum cell cell, bool text, bool later);
bool book_style_wraps(unsigned style);
bool book_style_bold(unsigned style);
double book_style_points(unsigned style);
lxw_format *book_style_run(lxw_workbook *draw, bool bold, bool act);

/* ---- book_cell.c: one value becomes one cell ---- */
enum value_kind { VALUE_EMPTY, VALUE_TEXT, VALUE_NUMBER, VALUE_DATE, VALUE_STAMP };
struct value {
    enum value_kind kind;
    const char *digits; /* numbers, dates and stamps as the file holds them: text or room */
    size_t n;
    char room[24];
};
void book_cell_value(struct value *value, enum cell cell, const char *text, size_t n);
double book_cell_double(const struct value *value);

/* ---- the book ---- */
enum {
    HOLD = 4 << 20,   /* bytes of rows that may wait in memory */
    MEASURE = 1 << 20 /* of a sheet that widths are decided by, at least */
};

/* Markup around a cell's place and value. Of fixed size: copied in one go, more than is used. */
struct tag {
    char text[31];
    unsigned char n;
};
struct short_tag {
    char text[15];
    unsigned char n;
};
/* One cell on its way. Texts of more bytes than FIELD_MAX are cut; a cell takes fewer. */
enum { FIELD_BITS = 24, FIELD_MAX = (1 << FIELD_BITS) - 1 };
struct field {
    const char *text; /* as it came; digits of a number, date or stamp */
    uint32_t n;
    enum value_kind kind;
    unsigned class; /* of text: what its bytes ask for, see book_text_class */
    unsigned width; /* of text that may wrap, in one line */
};

/* Between a cell's place and its value. */
enum tag_kind { TAG_EMPTY, TAG_VALUE, TAG_SHARED, TAG_TEXT, TAG_INLINE, TAGS };

struct col {
    const struct column *column;
    const struct choice *choice; /* a cell to fill in */
    char *title;
    unsigned title_shared;
    enum row_style style, text_style, note_style, head_style;
    bool wrap, indent, filled;
    const struct mark **marks; /* its own */
    size_t n_marks;
    unsigned widest; /* of its cells, as they are shown */
    unsigned enough; /* no cell need be measured once one is that wide */
    size_t most;     /* digits of the longest number before its decimals */
    int px;
    unsigned room; /* for text, in units */
    char letters[4];
    struct short_tag lead; /* of its cells, up to the letters */
    struct value value;    /* of the row being added */
};

struct rows {
    struct book *book;
    const struct sheet *sheet;
    const char *zone, *empty;
    struct col *cols;
    int n_cols, frozen, status, due;
    int repeat_first, repeat_last;   /* columns on each printed page; -1: none */
    int *wraps, n_wraps;             /* columns whose texts may need more than a line */
    int head_px, least_px, total_px; /* of the headings, of a row, across */
    struct arena arena;
    struct field *fields;
    struct part *part; /* the one being filled */
    unsigned n_parts;
    uint64_t total;
    bool measured; /* widths are decided */
    bool nothing;  /* ended without a row */
    struct str out, scratch;
    bool in_place; /* the row being made is in the zip's memory, not in out */
};

/* One worksheet of rows: a sheet of a report, or its continuation. */
struct part {
    struct rows *rows;
    lxw_worksheet *sheet;
    unsigned index; /* from 1, as in the name of its part of the package */
    char name[144], table[144];
    uint64_t n;      /* data rows */
    struct str held; /* rows that wait */
    bool streaming, done;
    struct str after; /* what was written behind streamed rows */
};

struct book {
    struct err err; /* first error of a call that cannot report it */
    char *path;
    struct book_options options; /* own copies */
    struct arena arena;
    int fd;
    struct zip_draft *draft; /* what the library packs */
    lxw_workbook *draw;
    struct formats formats;
    lxw_format *page_formats[STYLE_COUNT][CELL_MONTH + 2][2][2][2]; /* text; rule; top */
    struct zip *zip;
    struct page **pages;
    size_t n_pages;
    struct part **parts;
    size_t n_parts;
    struct rows **rows;
    size_t n_rows;
    char **names, **tables; /* in use */
    char **links;           /* sheets that links lead to */
    size_t n_names, n_tables, n_links;
    unsigned n_sheets;
    size_t held;
    struct book_repairs repairs;
    struct tag tags[ROW_STYLES][TAGS];
};

struct page {
    struct book *book;
    lxw_worksheet *sheet; /* NULL after an error: the calls do nothing */
    char name[144];
    enum tab tab;
    int *widths; /* by column, 0: not set */
    size_t n_widths;
    int *heights; /* by row: as measured; negative: as given */
    size_t n_heights;
    struct page_head {
        int row, col;
        unsigned style;
    } * heads; /* heading cells: a table writes them again */
    size_t n_heads;
    struct page_grid *tables;
    size_t n_tables;
    int last_row, last_col;
};

/* book.c */
void book_fail(struct book *book, enum err_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void book_use(struct arena *arena, char ***list, size_t *n, const char *name);
bool book_lxw(struct book *book, lxw_error status, const char *what, struct err *err);
bool book_name(struct book *book, const char *name, struct err *err);
bool book_table_name(struct book *book, const char *name, struct err *err);
void book_count(struct book *book, unsigned seen);
/* A page's text, cleaned and counted; the caller frees. */
char *book_clean(struct book *book, const char *text);
void book_setup(const struct book *book, lxw_worksheet *sheet, int total_px, int pages_wide);

/* book_draw.c */
lxw_workbook *book_draw(struct book *book, const struct zip_draft *draft, struct formats *formats,
                        struct err *err);

/* book_page.c */
void book_page_finish(struct page *page);
void book_page_status(struct page *page, lxw_error status, const char *what);
void book_page_free(struct page *page);

/* book_logo.c */
void book_logo_draw(struct page *page);

/* book_col.c */
bool book_col_make(struct rows *rows, struct err *err); /* from the description of the sheet */
int book_col_find(const struct rows *rows, const char *name); /* -1: none */
bool book_col_bold(const struct col *col, const char *text);  /* does a mark make it bold? */
void book_col_measure(struct col *col, const struct field *field);
void book_col_fit(struct rows *rows); /* decides widths */

/* book_rows.c */
bool book_rows_replay(struct rows *rows, struct part *part, struct err *err);
void book_rows_free(struct rows *rows);

/* book_emit.c: rows as XML, into the open member */
void book_emit_tags(struct book *book);
/* A row on its way in, into rows->fields. Each field is looked at once: a number, a date, or a text,
   which is counted when it must be repaired. Returns the bytes of all. */
size_t book_emit_take(struct rows *rows, const char *const *texts, const uint32_t *lengths);
bool book_emit_head(struct rows *rows, struct err *err);
/* `text`: bytes of all its fields. */
bool book_emit_row(struct rows *rows, uint64_t row, const struct field *fields, size_t text,
                   struct err *err);
/* The cells of an empty row 2, to compare with the library's. */
void book_emit_blank(const struct rows *rows, struct str *out);

/* book_mark.c */
lxw_error book_mark_draw(lxw_worksheet *sheet, const struct part *part,
                         const struct formats *formats);

/* book_part.c */
bool book_part_draw(struct book *book, lxw_workbook *draw, lxw_worksheet *sheet,
                    const struct formats *formats, const struct part *part, struct err *err);
bool book_part_stream(struct part *part, struct err *err); /* from here on rows are written */
bool book_part_end(struct part *part, struct err *err);    /* of a part that streams */
/* `drawn` is the library's sheet; writes the part there unless it was streamed. */
bool book_part_write(struct part *part, const char *drawn, size_t n, struct err *err);
void book_part_free(struct part *part);

#endif
