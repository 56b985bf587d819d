/*
 * etl/html.h - text, addresses and looks of a page that stands alone
 *
 * Pure functions on text. Whatever comes in, what goes out is characters of the page and never
 * mark-up; bytes that are no UTF-8 or no character of HTML become U+FFFD. The looks use the
 * colours of style.h, as the workbooks do, with a dark set beside them; both are at least 7:1.
 *
 *     html_text(&page, conf->agency.name);          // Children &amp; Families
 *     html_path(&page, "a b/100%.xlsx");            // a%20b/100%25.xlsx
 *     html_head(&page, "January 2020");             // up to and with <body>
 */
#ifndef HTML_H
#define HTML_H

struct str;

/* For element content and double-quoted attributes. NULL adds nothing. */
void html_text(struct str *page, const char *text);
/* A relative address, percent-encoded but for "/". */
void html_path(struct str *page, const char *path);
/* Doctype to <body>: no script, and a policy that allows none, nor anything from elsewhere. */
void html_head(struct str *page, const char *title);

#endif
