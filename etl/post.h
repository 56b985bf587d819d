/*
 * etl/post.h - messages to the outside that nobody waits for: a ping, a mail
 *
 * post.c is, beside dav*.c, the only file that uses libcurl. Each call stands alone, is bounded by
 * `seconds` in all, follows no redirect, verifies certificates, asks no environment and no netrc.
 * TLS is required but for loopback addresses. Addresses of people are in no error.
 *
 *     if (!post_ping("https://ping.example/6f1d", NULL, 20, &why)) ...
 *     if (!post_mail(&server, "cwreports@agency.example", to, 1, text, &why)) ...
 */
#ifndef POST_H
#define POST_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"

struct post_server {
    const char *host_port; /* mail.example:587 */
    enum { POST_STARTTLS, POST_TLS, POST_PLAIN } security;
    const char *user, *secret; /* NULL: no account */
    const char *ca_file;       /* trust this and nothing else; NULL: the system's authorities */
    long seconds;
};

/* An address to which anything may be sent: https, or http on loopback; ERR_CONFIG names `what`. */
bool post_check_url(const char *url, const char *what, struct err *err);
bool post_check_server(const struct post_server *server, struct err *err);
/* One plain address, fit for a mail's head: no blank, no name, no list. */
bool post_is_address(const char *address);

/* GET; any answer but 2xx is a failure. The address is a secret and in no error. */
bool post_ping(const char *url, const char *ca_file, long seconds, struct err *err);
/* `text`: head and body, lines ended by CR LF. ERR_CONFIG: this mail was refused, another may fare
   better; ERR_LOCAL: the server, or the way to it. */
bool post_mail(const struct post_server *server, const char *from, const char *const *to, size_t n,
               const char *text, struct err *err);

#endif
