/* etl/alert_text.c - the text of a mail: head, plain text and simple HTML, ready for SMTP */
#include "alert_text.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "html.h"
#include "banned.h"

#define LINE 57 /* bytes that make 76 characters of base64 */

static void add_base64(struct str *out, const char *text, size_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < n; i += 3) {
        size_t have = n - i < 3 ? n - i : 3;
        unsigned bits = 0;
        for (size_t k = 0; k < 3; k++)
            bits = bits << 8 | (k < have ? (unsigned char)text[i + k] : 0u);
        for (size_t k = 0; k < 4; k++)
            str_addc(out, k <= have ? digits[bits >> (18 - 6 * k) & 63] : '=');
    }
}

/* RFC 2047 where it is not plain ASCII, in words of at most 75 characters. */
static void add_header(struct str *out, const char *name, const char *value)
{
    bool plain = true;
    for (const char *p = value; *p; p++)
        plain = plain && *p >= ' ' && *p <= '~';
    str_addf(out, "%s:", name);
    if (plain) {
        str_addf(out, " %s", value);
    } else {
        for (size_t at = 0, n = strlen(value); at < n;) {
            size_t take = str_utf8_fit(value + at, 42);
            str_add(out, at ? "\r\n =?UTF-8?B?" : " =?UTF-8?B?");
            add_base64(out, value + at, take);
            str_add(out, "?=");
            at += take;
        }
    }
    str_add(out, "\r\n");
}

static void add_part(struct str *out, const char *boundary, const char *type,
                     const struct str *text)
{
    str_addf(out, "--%s\r\nContent-Type: %s; charset=utf-8\r\n", boundary, type);
    str_add(out, "Content-Transfer-Encoding: base64\r\n\r\n");
    for (size_t at = 0; at < text->len; at += LINE) {
        add_base64(out, text->buf + at, text->len - at < LINE ? text->len - at : LINE);
        str_add(out, "\r\n");
    }
}

static void write_plain(const struct alert_text *mail, struct str *out)
{
    for (size_t i = 0; i < sizeof(mail->lines) / sizeof(*mail->lines) && mail->lines[i]; i++)
        str_addf(out, "%s\r\n\r\n", mail->lines[i]);
    for (size_t i = 0; i < mail->n_links; i++)
        str_addf(out, "%s\r\n%s\r\n\r\n", mail->links[i].name, mail->links[i].url);
    str_addf(out, "-- \r\n%s\r\n", mail->foot);
}

static void write_html(const struct alert_text *mail, struct str *out)
{
    str_add(out, "<!DOCTYPE html>\r\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>");
    html_text(out, mail->subject);
    str_add(out, "</title></head>\r\n<body>\r\n");
    for (size_t i = 0; i < sizeof(mail->lines) / sizeof(*mail->lines) && mail->lines[i]; i++) {
        str_add(out, "<p>");
        html_text(out, mail->lines[i]);
        str_add(out, "</p>\r\n");
    }
    if (mail->n_links > 0)
        str_add(out, "<ul>\r\n");
    for (size_t i = 0; i < mail->n_links; i++) {
        str_add(out, "<li><a href=\"");
        html_text(out, mail->links[i].url);
        str_add(out, "\">");
        html_text(out, mail->links[i].name);
        str_add(out, "</a></li>\r\n");
    }
    if (mail->n_links > 0)
        str_add(out, "</ul>\r\n");
    str_add(out, "<p>");
    html_text(out, mail->foot);
    str_add(out, "</p>\r\n</body></html>\r\n");
}

void alert_text_write(const struct alert_text *mail, struct str *ret_text)
{
    struct str plain = STR_INIT;
    struct str html = STR_INIT;
    struct str boundary = STR_INIT;
    char date[64] = "";
    time_t now = time(NULL);
    struct tm tm;
    (void)strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S +0000", gmtime_r(&now, &tm));
    str_addf(&boundary, "=_%s", mail->id);
    write_plain(mail, &plain);
    write_html(mail, &html);
    add_header(ret_text, "From", mail->from);
    add_header(ret_text, "To", mail->to);
    add_header(ret_text, "Subject", mail->subject);
    add_header(ret_text, "Date", date);
    str_addf(ret_text, "Message-ID: <%s%s>\r\n", mail->id, strchr(mail->from, '@'));
    str_add(ret_text, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n");
    str_addf(ret_text, "Content-Type: multipart/alternative; boundary=\"%s\"\r\n\r\n",
             boundary.buf);
    add_part(ret_text, boundary.buf, "text/plain", &plain);
    add_part(ret_text, boundary.buf, "text/html", &html);
    str_addf(ret_text, "--%s--\r\n", boundary.buf);
    str_release(&plain);
    str_release(&html);
    str_release(&boundary);
}
