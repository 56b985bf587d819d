/*
 * tests/lib/share.h - a real share, and a scripted server that misbehaves, for unit tests
 *
 * The real share is the one named by CW_SHARE_URL, CW_SHARE_CA (none: plain http), CW_SHARE_USER,
 * CW_SHARE_PASSWORD_FILE and CW_SHARE_FILES (the folder it publishes), else one that share.sh
 * starts in a temporary directory and that ends with the test program. CW_SHARE_KIND says which
 * server it is (servers.sh), where they differ. Tests work in a fresh collection of it.
 *
 *     struct share share;
 *     share_start(&share);              // once per program
 *     struct dav *dav = share_open(&share, NULL);
 *
 * The scripted server answers the n-th request with the n-th line of its script, on loopback,
 * without TLS, and counts what reached it:
 *
 *     static const struct line script[] = {{.says = "HTTP/1.1 503 Later\r\n\r\n"}};
 *     struct scripted server;
 *     scripted_start(&server, script, 1);
 */
#ifndef TEST_SHARE_H
#define TEST_SHARE_H

#include <arpa/inet.h>
#include <ftw.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "dav.h"
#include "err.h"
#include "file.h"
#include "stop.h"
#include "str.h"

#define SHARE_UNUSED __attribute__((unused))

/* ---- the real share ---- */

struct share {
    char *dir; /* ours, removed at the end; NULL: somebody else's share */
    char *url, *ca_file, *user;
    char *files;      /* the folder that is published; NULL: not known */
    const char *kind; /* of server: "lighttpd", ... */
    struct str password;
    char *root; /* fresh collection, as a path for dav.h */
    struct dav_config config;
};

/* Runs share.sh from the top of the tree; its standard output is appended to `out`. */
SHARE_UNUSED static bool share_command(const char *verb, const char *dir, struct str *out)
{
    int pipes[2];
    assert_int_equal(pipe(pipes), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        (void)dup2(pipes[1], STDOUT_FILENO);
        (void)close(pipes[0]);
        (void)close(pipes[1]);
        (void)execl("tests/lib/share.sh", "share.sh", verb, dir, (char *)NULL);
        (void)fprintf(stderr, "tests/lib/share.sh: run the tests from the top of the tree\n");
        _exit(127);
    }
    (void)close(pipes[1]);
    char buf[256];
    ssize_t n;
    while ((n = read(pipes[0], buf, sizeof(buf))) > 0)
        str_addn(out, buf, (size_t)n);
    (void)close(pipes[0]);
    while (out->len > 0 && out->buf[out->len - 1] == '\n')
        out->buf[--out->len] = '\0';
    int status = -1;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

SHARE_UNUSED static char *share_temp_dir(void)
{
    const char *base = getenv("TMPDIR");
    char *dir = xasprintf("%s/cwreports-test-XXXXXX", base && base[0] ? base : "/tmp");
    assert_non_null(mkdtemp(dir));
    return dir;
}

SHARE_UNUSED static int share_remove_one(const char *path, const struct stat *st, int type,
                                         struct FTW *at)
{
    (void)st, (void)type, (void)at;
    return remove(path);
}

SHARE_UNUSED static void share_remove_dir(char *dir)
{
    (void)nftw(dir, share_remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(dir);
}

/* auth: "basic" or "digest", for a share of our own. */
SHARE_UNUSED static void share_start_own(struct share *share, const char *auth)
{
    struct str url = STR_INIT;
    *share = (struct share){.dir = share_temp_dir(), .password = STR_INIT};
    assert_int_equal(setenv("CW_SHARE_AUTH", auth, 1), 0);
    if (!share_command("start", share->dir, &url))
        fail_msg("share.sh start failed, see above");
    share->url = str_detach(&url);
    share->ca_file = xasprintf("%s/ca.pem", share->dir);
    share->user = xstrdup("cwreports");
    share->files = xasprintf("%s/files", share->dir);
    share->kind = "lighttpd";
    char *password_file = xasprintf("%s/password", share->dir);
    struct err err;
    if (!file_read_secret(password_file, &share->password, &err))
        fail_msg("%s", err.message);
    free(password_file);
}

SHARE_UNUSED static void share_start(struct share *share)
{
    (void)signal(SIGPIPE, SIG_IGN);
    if (getenv("CW_SHARE_URL")) {
        struct err err;
        const char *password_file = getenv("CW_SHARE_PASSWORD_FILE");
        *share = (struct share){.url = xstrdup(getenv("CW_SHARE_URL")),
                                .ca_file = xstrdup(getenv("CW_SHARE_CA")),
                                .user = xstrdup(getenv("CW_SHARE_USER")),
                                .files = xstrdup(getenv("CW_SHARE_FILES")),
                                .kind = getenv("CW_SHARE_KIND") ? getenv("CW_SHARE_KIND") : "",
                                .password = STR_INIT};
        if (!file_read_secret(password_file ? password_file : "", &share->password, &err))
            fail_msg("CW_SHARE_PASSWORD_FILE: %s", err.message);
    } else {
        share_start_own(share, "basic");
    }
    share->config = (struct dav_config){.url = share->url,
                                        .auth = DAV_AUTH_BASIC,
                                        .user = share->user,
                                        .secret = share->password.buf,
                                        .ca_file = share->ca_file,
                                        .staging = "staging",
                                        .allow_http_loopback = true};
    share->root = xasprintf("unit-%ld-%lld", (long)getpid(), (long long)time(NULL));
    struct err err;
    struct dav_outcome out;
    struct dav *dav = dav_open(&share->config, &err);
    assert_non_null(dav);
    if (dav_mkcol(dav, share->root, &out) != DAV_DONE) {
        (void)dav_fail(dav, &out, &err, "making the collection of the test");
        fail_msg("%s", err.message);
    }
    dav_free(dav);
}

SHARE_UNUSED static void share_end(struct share *share)
{
    struct str out = STR_INIT;
    if (share->dir) {
        assert_true(share_command("stop", share->dir, &out));
        share_remove_dir(share->dir);
    }
    str_release(&out);
    free(share->url);
    free(share->ca_file);
    free(share->user);
    free(share->files);
    free(share->root);
    file_wipe(&share->password);
}

/* Is it this kind of server? */
SHARE_UNUSED static bool share_is(const struct share *share, const char *kind)
{
    return strcmp(share->kind, kind) == 0;
}

/* A path inside this run's collection; static storage, four at a time. */
SHARE_UNUSED static const char *share_path(const struct share *share, const char *name)
{
    static char paths[4][512];
    static size_t next;
    char *path = paths[next++ % 4];
    (void)snprintf(path, sizeof(paths[0]), "%s/%s", share->root, name);
    return path;
}

/* A descriptor of an unnamed file that holds the text. */
SHARE_UNUSED static int share_file(const char *text, size_t n)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, n, file), n);
    assert_int_equal(fflush(file), 0);
    int fd = dup(fileno(file));
    assert_true(fd >= 0);
    (void)fclose(file);
    return fd;
}

SHARE_UNUSED static enum dav_class share_put(struct dav *dav, const char *path, const char *text)
{
    struct dav_outcome out;
    int fd = share_file(text, strlen(text));
    enum dav_class class = dav_put(dav, path, fd, (int64_t)strlen(text), NULL, &out);
    (void)close(fd);
    return class;
}

SHARE_UNUSED static void share_assert_holds(struct dav *dav, const char *path, const char *text)
{
    struct str body = STR_INIT;
    struct dav_outcome out;
    assert_int_equal(dav_get_to_buffer(dav, path, 1 << 20, &body, &out), DAV_DONE);
    assert_string_equal(body.buf, text);
    str_release(&body);
}

SHARE_UNUSED static void share_assert_gone(struct dav *dav, const char *path)
{
    struct dav_file file;
    struct dav_outcome out;
    assert_int_equal(dav_get_digest(dav, path, &file, &out), DAV_GONE);
}

/* ---- the scripted server ---- */

enum scripted_end {
    END_KEEP,  /* wait for the next request on this connection */
    END_CLOSE, /* close, orderly */
    END_RESET, /* close so that the peer sees a reset */
    END_HANG,  /* say nothing more, keep the connection until the peer leaves */
};

struct line {
    const char *says;   /* the answer; NULL: none */
    bool wants_body;    /* say 100 and read the body first */
    int64_t body_max;   /* 0: all of it; else stop reading after so many bytes */
    const char *repeat; /* then send this for ever */
    enum scripted_end end;
};

struct scripted {
    const struct line *script; /* the last line stays in force */
    size_t n_lines;
    int listener, port;
    pthread_t thread;
    volatile int ending;
    int stall_s; /* of our side; 0: longer than any pause of a loaded machine */
    volatile int connections, requests;
    volatile int64_t body_bytes;
    char head[4096];   /* of the last request */
    char methods[512]; /* of all, each followed by a blank */
    char url[64];
};

/* Waits until something can be read; false when the peer left or the test is over. */
SHARE_UNUSED static bool scripted_read(struct scripted *server, int fd, char *buf, size_t size,
                                       size_t *ret_n)
{
    while (!server->ending) {
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        if (poll(&wait, 1, 20) == 0)
            continue;
        ssize_t n = recv(fd, buf, size, 0);
        *ret_n = n > 0 ? (size_t)n : 0;
        return n > 0;
    }
    return false;
}

/* Reads up to the blank line; what came after it counts as body. */
SHARE_UNUSED static bool scripted_read_head(struct scripted *server, int fd, int64_t *ret_body)
{
    size_t len = 0, n;
    char *end = NULL;
    char head[sizeof(server->head)];
    head[0] = '\0';
    while (!end) {
        if (!scripted_read(server, fd, head + len, sizeof(head) - 1 - len, &n))
            return false;
        len += n;
        head[len] = '\0';
        end = strstr(head, "\r\n\r\n");
    }
    *ret_body = (int64_t)(len - (size_t)(end + 4 - head));
    end[4] = '\0';
    memcpy(server->head, head, sizeof(head));
    size_t used = strlen(server->methods);
    (void)snprintf(server->methods + used, sizeof(server->methods) - used, "%.*s ",
                   (int)strcspn(head, " "), head);
    server->requests++;
    server->body_bytes += *ret_body;
    return true;
}

SHARE_UNUSED static int64_t scripted_length(const char *head)
{
    const char *at = strcasestr(head, "content-length:");
    int64_t length = 0;
    if (!at)
        return 0;
    char *digits = xstrndup(at + 16, strspn(at + 16, "0123456789"));
    (void)str_to_int64(digits, 0, INT64_MAX, &length);
    free(digits);
    return length;
}

SHARE_UNUSED static bool scripted_say(int fd, const char *text)
{
    return send(fd, text, strlen(text), MSG_NOSIGNAL) == (ssize_t)strlen(text);
}

/* One request; false when the connection is over. */
SHARE_UNUSED static bool scripted_serve(struct scripted *server, int fd)
{
    char buf[65536];
    int64_t body = 0;
    size_t n;
    size_t at = (size_t)server->requests;
    const struct line *line = &server->script[at < server->n_lines ? at : server->n_lines - 1];
    if (!scripted_read_head(server, fd, &body))
        return false;
    int64_t length = scripted_length(server->head);
    if (line->body_max && line->body_max < length)
        length = line->body_max;
    if (line->wants_body && strcasestr(server->head, "expect:"))
        (void)scripted_say(fd, "HTTP/1.1 100 Continue\r\n\r\n");
    while (line->wants_body && body < length) {
        if (!scripted_read(server, fd, buf, sizeof(buf), &n))
            return false;
        body += (int64_t)n;
        server->body_bytes += (int64_t)n;
    }
    if (line->says)
        (void)scripted_say(fd, line->says);
    while (line->repeat && !server->ending && scripted_say(fd, line->repeat))
        ;
    if (line->end == END_RESET) {
        struct linger linger = {.l_onoff = 1};
        (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
        return false;
    }
    /* A body that nobody asked for would still arrive now. */
    while (line->end == END_HANG && scripted_read(server, fd, buf, sizeof(buf), &n))
        server->body_bytes += (int64_t)n;
    return line->end == END_KEEP;
}

SHARE_UNUSED static void *scripted_run(void *arg)
{
    struct scripted *server = arg;
    while (!server->ending) {
        struct pollfd wait = {.fd = server->listener, .events = POLLIN};
        if (poll(&wait, 1, 20) <= 0)
            continue;
        int fd = accept(server->listener, NULL, NULL);
        if (fd < 0)
            continue;
        server->connections++;
        while (!server->ending && scripted_serve(server, fd))
            ;
        (void)close(fd);
    }
    return NULL;
}

SHARE_UNUSED static void scripted_start(struct scripted *server, const struct line *script,
                                        size_t n_lines)
{
    *server = (struct scripted){.script = script, .n_lines = n_lines};
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(server->listener >= 0);
    assert_int_equal(bind(server->listener, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(server->listener, 8), 0);
    assert_int_equal(getsockname(server->listener, (struct sockaddr *)&address, &size), 0);
    server->port = ntohs(address.sin_port);
    (void)snprintf(server->url, sizeof(server->url), "http://127.0.0.1:%d/base/", server->port);
    assert_int_equal(pthread_create(&server->thread, NULL, scripted_run, server), 0);
}

SHARE_UNUSED static void scripted_end(struct scripted *server)
{
    server->ending = 1;
    (void)pthread_join(server->thread, NULL);
    (void)close(server->listener);
}

/* An address where nobody listens, and nobody else can begin to before it is closed. */
SHARE_UNUSED static int scripted_nobody(struct scripted *server)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, size), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
    *server = (struct scripted){.port = ntohs(address.sin_port)};
    (void)snprintf(server->url, sizeof(server->url), "http://127.0.0.1:%d/base/", server->port);
    return fd;
}

/* In a thread: SIGTERM a moment after the server has the first request. */
SHARE_UNUSED static void *scripted_stop_at_request(void *arg)
{
    const struct scripted *server = arg;
    const struct timespec pause = {.tv_nsec = 5000000}, moment = {.tv_nsec = 200000000};
    while (server->requests == 0)
        (void)nanosleep(&pause, NULL);
    (void)nanosleep(&moment, NULL);
    stop_raise(SIGTERM);
    return NULL;
}

#define SCRIPTED_SECRET "canary-secret-4711"

SHARE_UNUSED static struct dav *scripted_open(const struct scripted *server)
{
    struct dav_config config = {.url = server->url,
                                .auth = DAV_AUTH_BASIC,
                                .user = "somebody",
                                .secret = SCRIPTED_SECRET,
                                .staging = "staging",
                                .allow_http_loopback = true,
                                .connect_s = 60,
                                .expect_s = 60,
                                .stall_s = server->stall_s ? server->stall_s : 60};
    struct err err;
    struct dav *dav = dav_open(&config, &err);
    if (!dav)
        fail_msg("%s", err.message);
    return dav;
}

#endif
