/*
 * tests/lib/proxy.h - a proxy that does harm on purpose, between us and a real server
 *
 * It passes everything on, byte by byte, but for what its rules say: one line a fault. Each request
 * has a connection of its own on both sides, so that nothing need be understood but the head.
 *
 *     static const struct harm rules[] = {{.method = "PUT", .nth = 1, .act = HARM_CUT, .permille = 500}};
 *     struct proxy proxy;
 *     proxy_start(&proxy, "http://127.0.0.1:8080/files/", rules, 1);
 *     ... talk to proxy.url ...
 *     proxy_end(&proxy);
 *
 * A rule without method takes each request, one without nth each of its method. The first match
 * counts. `victim` is who is killed by HARM_KILL_BEFORE (the server never sees the request) and
 * HARM_KILL_AFTER (the server did it, nobody sees the reply).
 */
#ifndef TEST_PROXY_H
#define TEST_PROXY_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PROXY_UNUSED __attribute__((unused))

enum harm_act {
    HARM_NONE,
    HARM_CUT,         /* close after so much of the body, in permille; 1000: all of it, no reply */
    HARM_LOSE_REPLY,  /* the server does it, the reply is lost */
    HARM_SAY,         /* answer ourselves; the server never sees it */
    HARM_ALTER,       /* change the last byte of the reply's body */
    HARM_KILL_BEFORE, /* kill the victim before the server sees the request */
    HARM_KILL_AFTER,  /* and after the server has done it */
    HARM_DELAY,       /* wait `ms` first */
    HARM_REWRITE,     /* what is sent is changed by `rewrite` on its way */
};

struct harm {
    const char *method; /* NULL: each */
    int nth;            /* of the requests with this method; 0: each */
    enum harm_act act;
    int permille;
    int ms;
    const char *says;
};

struct proxy {
    const struct harm *rules;
    size_t n_rules;
    int upstream_port;
    int listener, port;
    char url[128];
    pthread_t thread;
    volatile int ending;
    volatile pid_t victim;
    pid_t (*find_victim)(void); /* asked when the time has come; NULL: `victim` it is */
    volatile int requests;
    volatile int64_t body_bytes; /* that went up */
    char methods[2048];          /* of all requests, each followed by a blank */
    /* HARM_REWRITE: takes and returns malloc'ed bytes */
    char *(*rewrite)(char *body, size_t n, size_t *ret_n);
};

/* One request on its way. */
struct passage {
    struct proxy *proxy;
    int client, server;
    char head[16384];
    size_t head_n;        /* with its blank line */
    size_t early;         /* bytes of the body that came with it */
    int64_t length, sent; /* of the body */
    const struct harm *harm;
    bool continued; /* a 100 was passed on, or is not to come */
    int held;       /* HARM_ALTER: the last byte so far, -1: none */
};

PROXY_UNUSED static void proxy_sleep(int ms)
{
    struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};
    (void)nanosleep(&pause, NULL);
}

PROXY_UNUSED static bool proxy_write(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t done = send(fd, bytes, n, MSG_NOSIGNAL);
        if (done <= 0)
            return false;
        bytes += done;
        n -= (size_t)done;
    }
    return true;
}

PROXY_UNUSED static bool proxy_wait(struct proxy *proxy, int fd)
{
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    while (!proxy->ending)
        if (poll(&wait, 1, 20) != 0)
            return true;
    return false;
}

PROXY_UNUSED static bool proxy_read_head(struct passage *p)
{
    size_t n = 0;
    char *end = NULL;
    while (!end && n < sizeof(p->head) - 1) {
        ssize_t got = proxy_wait(p->proxy, p->client)
                          ? recv(p->client, p->head + n, sizeof(p->head) - 1 - n, 0)
                          : 0;
        if (got <= 0)
            return false;
        n += (size_t)got;
        p->head[n] = '\0';
        end = strstr(p->head, "\r\n\r\n");
    }
    if (!end)
        return false;
    p->head_n = (size_t)(end + 4 - p->head);
    p->early = n - p->head_n;
    const char *length = strcasestr(p->head, "\r\ncontent-length:");
    p->length = length && length < end ? strtoll(length + 17, NULL, 10) : 0;
    return true;
}

PROXY_UNUSED static void proxy_choose(struct passage *p)
{
    static pthread_mutex_t one_by_one = PTHREAD_MUTEX_INITIALIZER;
    struct proxy *proxy = p->proxy;
    char method[16] = "";
    int of_this = 1;
    (void)pthread_mutex_lock(&one_by_one);
    (void)snprintf(method, sizeof(method), "%.*s", (int)strcspn(p->head, " "), p->head);
    for (const char *at = proxy->methods; *at; at += strcspn(at, " ") + 1)
        of_this += strncmp(at, method, strlen(method)) == 0 && at[strlen(method)] == ' ';
    size_t used = strlen(proxy->methods);
    (void)snprintf(proxy->methods + used, sizeof(proxy->methods) - used, "%s ", method);
    proxy->requests++;
    for (size_t i = 0; i < proxy->n_rules && !p->harm; i++) {
        const struct harm *harm = &proxy->rules[i];
        int n = harm->method ? of_this : proxy->requests;
        if ((!harm->method || strcmp(harm->method, method) == 0) &&
            (harm->nth == 0 || harm->nth == n))
            p->harm = harm;
    }
    (void)pthread_mutex_unlock(&one_by_one);
}

PROXY_UNUSED static int proxy_dial(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
        (void)close(fd);
        fd = -1;
    }
    return fd;
}

/* The head, asking for a connection of its own; without the header called `but` (or NULL). */
PROXY_UNUSED static bool proxy_send_head(struct passage *p, const char *but, int64_t length)
{
    char line[64];
    char *at = p->head, *end = p->head + p->head_n - 2;
    while (at < end) {
        char *next = strstr(at, "\r\n") + 2;
        bool skip = strncasecmp(at, "connection:", 11) == 0 ||
                    (but && strncasecmp(at, but, strlen(but)) == 0) ||
                    (but && strncasecmp(at, "content-length:", 15) == 0);
        if (!skip && !proxy_write(p->server, at, (size_t)(next - at)))
            return false;
        at = next;
    }
    int n = snprintf(line, sizeof(line), "Content-Length: %lld\r\n", (long long)length);
    if (but && !proxy_write(p->server, line, (size_t)n))
        return false;
    return proxy_write(p->server, "Connection: close\r\n\r\n", 21);
}

PROXY_UNUSED static void proxy_kill(struct passage *p)
{
    pid_t victim = p->proxy->find_victim ? p->proxy->find_victim() : p->proxy->victim;
    if (victim > 0)
        (void)kill(victim, SIGKILL);
}

PROXY_UNUSED static bool proxy_is(const struct passage *p, enum harm_act act)
{
    return p->harm && p->harm->act == act;
}

/* Bytes of the body on their way up; false: here it is cut. */
PROXY_UNUSED static bool proxy_up(struct passage *p, const char *bytes, size_t n)
{
    int64_t most = p->length;
    if (proxy_is(p, HARM_CUT))
        most = p->length * p->harm->permille / 1000;
    bool cut = proxy_is(p, HARM_CUT) && p->sent + (int64_t)n >= most;
    if (p->sent + (int64_t)n > most)
        n = (size_t)(most - p->sent);
    if (!proxy_write(p->server, bytes, n))
        return true; /* the server had enough: its answer comes */
    p->sent += (int64_t)n;
    p->proxy->body_bytes += (int64_t)n;
    return !cut;
}

/* Bytes of the reply on their way down. */
PROXY_UNUSED static bool proxy_down(struct passage *p, char *bytes, size_t n)
{
    if (!p->continued && n >= 12 && strncmp(bytes + 8, " 100", 4) == 0) {
        char *end = memmem(bytes, n, "\r\n\r\n", 4);
        size_t interim = end ? (size_t)(end + 4 - bytes) : n;
        p->continued = true;
        if (!proxy_write(p->client, bytes, interim))
            return false;
        bytes += interim;
        n -= interim;
    }
    if (n == 0 || proxy_is(p, HARM_LOSE_REPLY) || proxy_is(p, HARM_KILL_AFTER))
        return true;
    if (!proxy_is(p, HARM_ALTER))
        return proxy_write(p->client, bytes, n);
    char before = (char)p->held;
    bool ok = p->held < 0 || proxy_write(p->client, &before, 1);
    p->held = (unsigned char)bytes[n - 1];
    return ok && proxy_write(p->client, bytes, n - 1);
}

PROXY_UNUSED static void proxy_relay(struct passage *p)
{
    static __thread char buf[65536];
    bool up = true;
    if (p->early > 0 && !proxy_up(p, p->head + p->head_n, p->early))
        return;
    if (proxy_is(p, HARM_CUT) && (p->length == 0 || p->harm->permille == 0))
        return;
    while (!p->proxy->ending) {
        struct pollfd both[2] = {{.fd = p->server, .events = POLLIN},
                                 {.fd = up ? p->client : -1, .events = POLLIN}};
        if (poll(both, 2, 20) == 0)
            continue;
        if (both[1].revents) {
            ssize_t n = recv(p->client, buf, sizeof(buf), 0);
            if (n <= 0)
                return; /* the client is gone: so is its request */
            if (!proxy_up(p, buf, (size_t)n))
                return;
            up = p->sent < p->length;
        }
        if (both[0].revents) {
            ssize_t n = recv(p->server, buf, sizeof(buf), 0);
            if (n <= 0)
                break;
            if (!proxy_down(p, buf, (size_t)n))
                return;
        }
    }
    if (proxy_is(p, HARM_ALTER) && p->held >= 0) {
        char last = (char)(p->held ^ 1);
        (void)proxy_write(p->client, &last, 1);
    }
}

/* Takes the whole body itself, and sends what `rewrite` makes of it. */
PROXY_UNUSED static bool proxy_rewrite(struct passage *p)
{
    char *body = malloc((size_t)p->length + 1);
    size_t n = p->early;
    memcpy(body, p->head + p->head_n, n);
    if (strcasestr(p->head, "\r\nexpect:"))
        (void)proxy_write(p->client, "HTTP/1.1 100 Continue\r\n\r\n", 25);
    while ((int64_t)n < p->length) {
        ssize_t got = recv(p->client, body + n, (size_t)p->length - n, 0);
        if (got <= 0)
            break;
        n += (size_t)got;
    }
    if ((int64_t)n < p->length) { /* cut off: the server has nothing of it */
        free(body);
        return false;
    }
    body = p->proxy->rewrite(body, n, &n);
    p->early = 0;
    p->length = p->sent = 0;
    p->continued = true;
    bool ok = proxy_send_head(p, "expect:", (int64_t)n) && proxy_write(p->server, body, n);
    free(body);
    return ok;
}

PROXY_UNUSED static void proxy_pass(struct passage *p)
{
    if (proxy_is(p, HARM_DELAY))
        proxy_sleep(p->harm->ms);
    if (proxy_is(p, HARM_KILL_BEFORE)) {
        proxy_kill(p);
        return;
    }
    if (proxy_is(p, HARM_SAY)) {
        char rest[4096];
        (void)proxy_write(p->client, p->harm->says, strlen(p->harm->says));
        (void)shutdown(p->client, SHUT_WR);
        while (proxy_wait(p->proxy, p->client) && recv(p->client, rest, sizeof(rest), 0) > 0)
            ; /* or the client may see a reset instead of the answer */
        return;
    }
    p->server = proxy_dial(p->proxy->upstream_port);
    bool rewrites = proxy_is(p, HARM_REWRITE) && p->length > 0 && p->proxy->rewrite;
    if (p->server >= 0 && (rewrites ? proxy_rewrite(p) : proxy_send_head(p, NULL, 0)))
        proxy_relay(p);
    if (p->server >= 0)
        (void)close(p->server);
    if (proxy_is(p, HARM_KILL_AFTER))
        proxy_kill(p);
}

PROXY_UNUSED static void *proxy_serve(void *arg)
{
    struct passage *p = arg;
    if (proxy_read_head(p)) {
        proxy_choose(p);
        proxy_pass(p);
    }
    (void)close(p->client);
    free(p);
    return NULL;
}

/* Requests one after the other: rules count them, and one client sends one at a time. */
PROXY_UNUSED static void *proxy_run(void *arg)
{
    struct proxy *proxy = arg;
    while (!proxy->ending) {
        struct pollfd wait = {.fd = proxy->listener, .events = POLLIN};
        if (poll(&wait, 1, 20) <= 0)
            continue;
        struct passage *p = calloc(1, sizeof(*p));
        p->proxy = proxy;
        p->held = -1;
        p->client = accept4(proxy->listener, NULL, NULL, SOCK_CLOEXEC);
        if (p->client < 0)
            free(p);
        else
            (void)proxy_serve(p);
    }
    return NULL;
}

/* Takes over the path of the address; proxy->port, if not 0, is the port to listen on. False when
   it is not to be had. */
PROXY_UNUSED static bool proxy_start(struct proxy *proxy, const char *url, const struct harm *rules,
                                     size_t n_rules)
{
    const char *port = strrchr(url, ':');
    const char *path = port ? strchr(port, '/') : NULL;
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)proxy->port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    const int yes = 1;
    *proxy = (struct proxy){.rules = rules, .n_rules = n_rules};
    if (!path)
        return false;
    proxy->upstream_port = (int)strtol(port + 1, NULL, 10);
    proxy->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    (void)setsockopt(proxy->listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    if (bind(proxy->listener, (struct sockaddr *)&address, size) != 0 ||
        listen(proxy->listener, 16) != 0 ||
        getsockname(proxy->listener, (struct sockaddr *)&address, &size) != 0)
        return false;
    proxy->port = ntohs(address.sin_port);
    (void)snprintf(proxy->url, sizeof(proxy->url), "http://127.0.0.1:%d%s", proxy->port, path);
    return pthread_create(&proxy->thread, NULL, proxy_run, proxy) == 0;
}

PROXY_UNUSED static void proxy_end(struct proxy *proxy)
{
    proxy->ending = 1;
    (void)pthread_join(proxy->thread, NULL);
    (void)close(proxy->listener);
}

#endif
