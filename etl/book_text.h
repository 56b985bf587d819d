/*
 * etl/book_text.h - text from the source made fit for a cell
 *
 * Purpose: one place decides what may stand in a cell. Input is any bytes; output is valid UTF-8
 * of characters that XML allows, line ends are \n, text that a reader would take for an escape
 * (_x0041_) is itself escaped, and over-long text ends visibly in " [cut]". Excel counts in
 * UTF-16 units, so an emoji counts two, and a cut never falls inside one.
 *
 *     unsigned seen = book_text_clean(&cell, text, strlen(text), BOOK_TEXT_MAX);
 *     book_text_xml(&xml, cell.buf, cell.len);
 */
#ifndef BOOK_TEXT_H
#define BOOK_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct str;

enum { BOOK_TEXT_MAX = 32767 }; /* UTF-16 units in a cell */

enum book_text_seen {
    BOOK_TEXT_REPLACED = 1, /* a forbidden character became U+FFFD */
    BOOK_TEXT_CUT = 2,
    BOOK_TEXT_ESCAPED = 4
};

/* Appends the cleaned text; returns what was done (enum book_text_seen, or-ed). */
unsigned book_text_clean(struct str *out, const char *text, size_t n, size_t max);
/* One look at the bytes: what they ask for, or-ed. 0 for almost every cell. */
enum book_text_class {
    TEXT_CLEAN = 1,  /* book_text_clean */
    TEXT_ESCAPE = 2, /* & < > */
    TEXT_KEEP = 4    /* blanks that an XML reader would drop or fold */
};
unsigned book_text_class(const char *text, size_t n);
/* Appends cleaned text escaped for XML. */
void book_text_xml(struct str *out, const char *text, size_t n);
/* UTF-16 units of valid UTF-8. */
size_t book_text_units(const char *text, size_t n);

#endif
