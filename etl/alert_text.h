/*
 * etl/alert_text.h - the text of a mail: head, plain text and simple HTML, ready for SMTP
 *
 * Internal to alert*.c. What a mail says is filled once and written twice: as text and as HTML.
 *
 *     struct alert_text mail = {.from = ..., .to = ..., .id = ..., .subject = ...};
 *     alert_text_write(&mail, &text);      // lines end in CR LF
 */
#ifndef ALERT_TEXT_H
#define ALERT_TEXT_H

#include <stddef.h>

#include "str.h"

#define ALERT_LINKS 16

struct alert_text {
    const char *from;
    const char *to;       /* addresses, comma-separated */
    const char *id;       /* left part of the Message-ID: the same for each try */
    const char *subject;  /* UTF-8 */
    const char *lines[6]; /* paragraphs */
    struct {
        const char *name, *url;
    } links[ALERT_LINKS];
    size_t n_links;
    const char *foot;
};

void alert_text_write(const struct alert_text *mail, struct str *ret_text);

#endif
