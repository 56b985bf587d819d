/* tests/unit/dav_test.c - requests against a real WebDAV share, and against a server that errs */
#include "../lib/share.h"

#include "dav_path.h"
#include "dav_rule.h"
/* Must stay last: it makes unsafe functions fail to compile. */
#include "banned.h"

static struct share share;
static struct dav *dav;

static int start(void **state)
{
    (void)state;
    share_start(&share);
    struct err err;
    dav = dav_open(&share.config, &err);
    if (!dav)
        fail_msg("%s", err.message);
    return 0;
}

static int end(void **state)
{
    (void)state;
    dav_free(dav);
    share_end(&share);
    return 0;
}

/* Every failure is also turned into a message, and no message may hold the secret. */
static struct err message_of(const struct dav *from, const struct dav_outcome *out)
{
    struct err err;
    assert_false(dav_fail(from, out, &err, "asking for \"%s\"", "a file"));
    assert_null(strstr(err.message, SCRIPTED_SECRET));
    assert_null(strstr(err.message, share.password.buf));
    assert_non_null(strstr(err.message, "asking for \"a file\": the share http"));
    assert_true(err.kind != ERR_NONE);
    return err;
}

/* ---- the real share ---- */

static void probe_finds_the_collection(void **state)
{
    (void)state;
    struct dav_outcome out;
    assert_int_equal(dav_probe(dav, "", &out), DAV_DONE);
    assert_int_equal(dav_probe(dav, share.root, &out), DAV_DONE);
    assert_int_equal(dav_probe(dav, share_path(&share, "not there"), &out), DAV_GONE);
    assert_int_equal(share_put(dav, share_path(&share, "probed.xlsx"), "x"), DAV_DONE);
    assert_int_not_equal(dav_probe(dav, share_path(&share, "probed.xlsx"), &out), DAV_DONE);
}

static void put_and_get_give_the_same_bytes(void **state)
{
    (void)state;
    const char *path = share_path(&share, "large.xlsx");
    struct dav_file file;
    struct dav_outcome out;
    struct str text = STR_INIT;
    for (int n = 0; n < 200000; n++)
        str_addf(&text, "%d\n", n);
    int fd = share_file(text.buf, text.len);
    assert_int_equal(lseek(fd, 5, SEEK_SET), 5); /* position does not matter */
    assert_int_equal(dav_put(dav, path, fd, (int64_t)text.len, NULL, &out), DAV_DONE);
    assert_int_equal(out.status, 201);
    assert_int_equal(out.sent, text.len);
    assert_int_equal(lseek(fd, 0, SEEK_CUR), 5);
    assert_int_equal(dav_get_digest(dav, path, &file, &out), DAV_DONE);
    assert_int_equal(file.size, text.len);
    assert_string_equal(file.sha256.hex, digest_bytes(text.buf, text.len).hex);
    assert_true(!share_is(&share, "lighttpd") || file.etag[0] == '"'); /* weak on Apache */
    assert_true(file.modified[0] != '\0');
    (void)close(fd);
    str_release(&text);
}

static void names_keep_every_character(void **state)
{
    (void)state;
    static const char *const names[] = {
        "sp ace.xlsx",
        "\xc3\xa9t\xc3\xa9.xlsx",
        "a#b.xlsx",
        "a%b.xlsx",
        "a%20b.xlsx",
        "a b.xlsx",
        "a?b=c&d.xlsx",
        "a+b;c,d.xlsx",
        "(a) 'b' @c!.xlsx",
        "a",
        "\xf0\x9f\x93\x88.xlsx",
    };
    char *path;
    for (size_t n = 0; n < sizeof(names) / sizeof(*names); n++)
        assert_int_equal(share_put(dav, share_path(&share, names[n]), names[n]), DAV_DONE);
    for (size_t n = 0; n < sizeof(names) / sizeof(*names); n++) {
        share_assert_holds(dav, share_path(&share, names[n]), names[n]);
        if (!share.files)
            continue;
        path = xasprintf("%s/%s", share.files, share_path(&share, names[n]));
        assert_int_equal(access(path, R_OK), 0);
        free(path);
    }
}

static void an_empty_file_is_a_file(void **state)
{
    (void)state;
    struct dav_file file;
    struct dav_outcome out;
    assert_int_equal(share_put(dav, share_path(&share, "empty.xlsx"), ""), DAV_DONE);
    assert_int_equal(dav_get_digest(dav, share_path(&share, "empty.xlsx"), &file, &out), DAV_DONE);
    assert_int_equal(file.size, 0);
    assert_string_equal(file.sha256.hex, digest_bytes("", 0).hex);
}

static void a_missing_file_is_an_outcome(void **state)
{
    (void)state;
    struct dav_file file = {.size = -7};
    struct dav_outcome out;
    const char *path = share_path(&share, "missing.xlsx");
    assert_int_equal(dav_get_digest(dav, path, &file, &out), DAV_GONE);
    assert_int_equal(out.status, 404);
    assert_int_equal(file.size, -7);
    assert_int_not_equal(dav_move(dav, path, share_path(&share, "m.xlsx"), false, &out), DAV_DONE);
    assert_true(out.class == DAV_GONE || share_is(&share, "rclone")); /* says 403 */
    enum dav_class class = share_put(dav, share_path(&share, "no/such/folder.xlsx"), "x");
    assert_true(class == DAV_GONE || (share_is(&share, "nginx") && class == DAV_UNKNOWN)); /* 500 */
}

static void move_overwrites_only_when_told(void **state)
{
    (void)state;
    const char *from = share_path(&share, "from.xlsx"), *to = share_path(&share, "to here #1.xlsx");
    struct dav_outcome out;
    assert_int_equal(share_put(dav, from, "new"), DAV_DONE);
    assert_int_equal(share_put(dav, to, "old"), DAV_DONE);
    assert_int_equal(dav_move(dav, from, to, false, &out), DAV_PRECONDITION);
    assert_int_equal(out.status, 412);
    assert_int_equal(message_of(dav, &out).kind, ERR_CONFLICT);
    share_assert_holds(dav, from, "new");
    share_assert_holds(dav, to, "old");
    assert_int_equal(dav_move(dav, from, to, true, &out), DAV_DONE);
    share_assert_holds(dav, to, "new");
    share_assert_gone(dav, from);
    assert_int_equal(dav_move(dav, to, from, false, &out), DAV_DONE);
    share_assert_gone(dav, to);
}

static void mkcol_makes_every_level_and_again(void **state)
{
    (void)state;
    struct dav_outcome out;
    const char *path = share_path(&share, "2026-05/case load/deep");
    assert_int_equal(dav_mkcol(dav, path, &out), DAV_DONE);
    assert_int_equal(out.status, 201);
    assert_int_equal(dav_mkcol(dav, path, &out), DAV_DONE);
    assert_int_equal(out.status, 0); /* seen before: not asked */
    dav_forget(dav);
    assert_int_equal(dav_mkcol(dav, path, &out), DAV_DONE);
    assert_true(out.status == 405 || out.status == 201); /* rclone says 201 again */
    assert_int_equal(dav_probe(dav, path, &out), DAV_DONE);
    assert_int_equal(share_put(dav, share_path(&share, "file"), "x"), DAV_DONE);
    if (!share_is(&share, "rclone")) /* says 201 */
        assert_int_not_equal(dav_mkcol(dav, share_path(&share, "file/below"), &out), DAV_DONE);
}

static void conditions_reach_the_server(void **state)
{
    (void)state;
    if (!share_is(&share, "lighttpd"))
        skip(); /* others ignore them, or give weak ETags */
    const char *path = share_path(&share, "guarded.xlsx");
    const struct dav_guard is_new = {.is_new = true}, stale = {.etag = "\"12345\""};
    struct dav_file file;
    struct dav_outcome out;
    int fd = share_file("two", 3);
    assert_int_equal(dav_put(dav, path, fd, 3, &is_new, &out), DAV_DONE);
    assert_int_equal(dav_put(dav, path, fd, 3, &is_new, &out), DAV_PRECONDITION);
    assert_int_equal(dav_put(dav, path, fd, 3, &stale, &out), DAV_PRECONDITION);
    assert_int_equal(dav_get_digest(dav, path, &file, &out), DAV_DONE);
    const struct dav_guard current = {.etag = file.etag};
    share_assert_holds(dav, path, "two");
    (void)close(fd);
    fd = share_file("three", 5);
    assert_int_equal(dav_put(dav, path, fd, 5, &current, &out), DAV_DONE);
    share_assert_holds(dav, path, "three");
    (void)close(fd);
}

static void delete_works_in_the_staging_collection_only(void **state)
{
    (void)state;
    struct dav_config config = share.config;
    struct dav_outcome out;
    char *staging = xasprintf("%s/staging", share.root);
    config.staging = staging;
    struct dav *here = dav_open(&config, NULL);
    assert_int_equal(dav_mkcol(here, staging, &out), DAV_DONE);
    assert_int_equal(share_put(here, share_path(&share, "staging/a.part"), "x"), DAV_DONE);
    assert_int_equal(share_put(here, share_path(&share, "kept.xlsx"), "x"), DAV_DONE);
    assert_int_equal(share_put(here, share_path(&share, "stagingx"), "x"), DAV_DONE);
    assert_int_equal(dav_delete(here, share_path(&share, "kept.xlsx"), &out), DAV_REFUSED);
    assert_int_equal(message_of(here, &out).kind, ERR_INTERNAL);
    assert_int_equal(dav_delete(here, share_path(&share, "stagingx"), &out), DAV_REFUSED);
    assert_int_equal(dav_delete(here, share_path(&share, "staging/../kept.xlsx"), &out),
                     DAV_REFUSED);
    assert_int_equal(dav_delete(here, staging, &out), DAV_REFUSED);
    assert_int_equal(dav_delete(here, share_path(&share, "staging/"), &out), DAV_REFUSED);
    assert_int_equal(dav_delete(here, share_path(&share, "staging/a.part"), &out), DAV_DONE);
    assert_int_equal(dav_delete(here, share_path(&share, "staging/a.part"), &out), DAV_DONE);
    share_assert_gone(here, share_path(&share, "staging/a.part"));
    share_assert_holds(here, share_path(&share, "kept.xlsx"), "x");
    free(staging);
    dav_free(here);
}

static void a_body_larger_than_the_buffer_is_refused(void **state)
{
    (void)state;
    struct str body = STR_INIT;
    struct dav_outcome out;
    const char *path = share_path(&share, "ten.json");
    assert_int_equal(share_put(dav, path, "0123456789"), DAV_DONE);
    assert_int_equal(dav_get_to_buffer(dav, path, 9, &body, &out), DAV_REFUSED);
    assert_int_equal(body.len, 0);
    assert_int_equal(dav_get_to_buffer(dav, path, 10, &body, &out), DAV_DONE);
    assert_string_equal(body.buf, "0123456789");
    str_release(&body);
}

static void an_unknown_authority_gets_nothing(void **state)
{
    (void)state;
    struct dav_config config = share.config;
    struct dav_outcome out;
    if (!config.ca_file)
        skip(); /* a share without TLS */
    config.ca_file = NULL;
    struct dav *other = dav_open(&config, NULL);
    int fd = share_file("secret", 6);
    assert_int_equal(dav_put(other, share_path(&share, "never"), fd, 6, NULL, &out), DAV_REFUSED);
    assert_int_equal(out.status, 0);
    assert_int_equal(out.sent, 0);
    struct err err = message_of(other, &out);
    /* a bare system has no authorities at all, which is a matter of configuration */
    bool bare = access("/etc/ssl/certs/ca-certificates.crt", R_OK) != 0;
    assert_int_equal(err.kind, bare ? ERR_CONFIG : ERR_SHARE_AWAY);
    assert_non_null(strstr(err.hint, "ca_file"));
    dav_free(other);
    config.ca_file = "/nonexistent/ca.pem";
    other = dav_open(&config, NULL);
    assert_int_equal(dav_probe(other, "", &out), DAV_REFUSED);
    assert_int_equal(message_of(other, &out).kind, ERR_CONFIG);
    dav_free(other);
    share_assert_gone(dav, share_path(&share, "never"));
    (void)close(fd);
}

static void a_wrong_password_is_tried_once_and_gets_no_body(void **state)
{
    (void)state;
    struct dav_config config = share.config;
    struct dav_outcome out;
    config.secret = SCRIPTED_SECRET;
    struct dav *other = dav_open(&config, NULL);
    int fd = share_file("secret", 6);
    assert_int_equal(dav_put(other, share_path(&share, "never"), fd, 6, NULL, &out), DAV_DENIED);
    assert_int_equal(out.status, 401);
    assert_int_equal(out.sent, 0);
    assert_int_equal(message_of(other, &out).kind, ERR_CONFIG);
    share_assert_gone(dav, share_path(&share, "never"));
    dav_free(other);
    (void)close(fd);
}

static void the_environment_names_no_proxy(void **state)
{
    (void)state;
    static const char *const names[] = {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy",
                                        "ALL_PROXY"};
    struct dav_outcome out;
    for (size_t n = 0; n < sizeof(names) / sizeof(*names); n++)
        assert_int_equal(setenv(names[n], "http://127.0.0.1:9", 1), 0);
    struct dav *other = dav_open(&share.config, NULL);
    assert_int_equal(dav_probe(other, "", &out), DAV_DONE);
    dav_free(other);
    struct dav_config config = share.config;
    config.proxy = "http://127.0.0.1:9";
    other = dav_open(&config, NULL);
    assert_int_equal(dav_probe(other, "", &out), DAV_RETRY); /* a configured one is used */
    dav_free(other);
    for (size_t n = 0; n < sizeof(names) / sizeof(*names); n++)
        assert_int_equal(unsetenv(names[n]), 0);
}

static void digest_authentication_works(void **state)
{
    (void)state;
    struct share other;
    struct dav_outcome out;
    if (!share.dir)
        skip(); /* somebody else's share speaks Basic */
    share_start_own(&other, "digest");
    struct dav_config config = {.url = other.url,
                                .auth = DAV_AUTH_DIGEST,
                                .user = other.user,
                                .secret = other.password.buf,
                                .ca_file = other.ca_file};
    struct dav *here = dav_open(&config, NULL);
    assert_int_equal(dav_probe(here, "", &out), DAV_DONE);
    assert_int_equal(share_put(here, "a.xlsx", "digest"), DAV_DONE);
    share_assert_holds(here, "a.xlsx", "digest");
    dav_free(here);
    config.auth = DAV_AUTH_BASIC; /* stated, so never changed to what the server would like */
    here = dav_open(&config, NULL);
    assert_int_equal(dav_probe(here, "", &out), DAV_DENIED);
    dav_free(here);
    config.auth = DAV_AUTH_DIGEST;
    config.secret = SCRIPTED_SECRET;
    here = dav_open(&config, NULL);
    int fd = share_file("secret", 6);
    assert_int_equal(dav_put(here, "b.xlsx", fd, 6, NULL, &out), DAV_DENIED);
    assert_int_equal(out.sent, 0);
    (void)close(fd);
    dav_free(here);
    share_end(&other);
}

/* ---- a server that errs ---- */

static enum dav_class put_scripted(struct scripted *server, int64_t bytes, struct dav_outcome *out)
{
    struct dav *here = scripted_open(server);
    char *text = xcalloc(1, (size_t)bytes);
    int fd = share_file(text, (size_t)bytes);
    enum dav_class class = dav_put(here, "a.xlsx", fd, bytes, NULL, out);
    if (class != DAV_DONE)
        (void)message_of(here, out);
    (void)close(fd);
    free(text);
    dav_free(here);
    return class;
}

static enum dav_class get_scripted(struct scripted *server, struct dav_outcome *out)
{
    struct dav *here = scripted_open(server);
    struct dav_file file;
    enum dav_class class = dav_get_digest(here, "a.xlsx", &file, out);
    if (class != DAV_DONE)
        (void)message_of(here, out);
    dav_free(here);
    return class;
}

static void statuses_mean_what_the_table_says(void **state)
{
    (void)state;
    static const struct {
        int status;
        enum dav_class put, get;
        enum err_kind kind;
    } cases[] = {
        {202, DAV_UNKNOWN, DAV_REFUSED, ERR_SHARE_AWAY},
        {304, DAV_REFUSED, DAV_REFUSED, ERR_CONFIG},
        {400, DAV_REFUSED, DAV_REFUSED, ERR_SHARE_AWAY},
        {401, DAV_DENIED, DAV_DENIED, ERR_CONFIG},
        {403, DAV_DENIED, DAV_DENIED, ERR_CONFIG},
        {404, DAV_GONE, DAV_GONE, ERR_SHARE_AWAY},
        {405, DAV_REFUSED, DAV_REFUSED, ERR_CONFIG},
        {408, DAV_RETRY, DAV_RETRY, ERR_SHARE_AWAY},
        {409, DAV_GONE, DAV_GONE, ERR_SHARE_AWAY},
        {411, DAV_REFUSED, DAV_REFUSED, ERR_SHARE_AWAY},
        {412, DAV_PRECONDITION, DAV_PRECONDITION, ERR_CONFLICT},
        {413, DAV_REFUSED, DAV_REFUSED, ERR_SHARE_AWAY},
        {423, DAV_LOCKED, DAV_LOCKED, ERR_LOCKED},
        {425, DAV_RETRY, DAV_RETRY, ERR_SHARE_AWAY},
        {429, DAV_RETRY, DAV_RETRY, ERR_SHARE_AWAY},
        {500, DAV_UNKNOWN, DAV_RETRY, ERR_SHARE_AWAY},
        {501, DAV_REFUSED, DAV_REFUSED, ERR_CONFIG},
        {502, DAV_UNKNOWN, DAV_RETRY, ERR_SHARE_AWAY},
        {503, DAV_RETRY, DAV_RETRY, ERR_SHARE_AWAY},
        {504, DAV_UNKNOWN, DAV_RETRY, ERR_SHARE_AWAY},
        {507, DAV_RETRY, DAV_RETRY, ERR_SHARE_AWAY},
    };
    for (size_t n = 0; n < sizeof(cases) / sizeof(*cases); n++) {
        char says[128];
        struct dav_outcome out;
        struct scripted server;
        (void)snprintf(says, sizeof(says), "HTTP/1.1 %d Word\r\nContent-Length: 0\r\n\r\n",
                       cases[n].status);
        const struct line script[] = {{.says = says, .end = END_CLOSE}};
        scripted_start(&server, script, 1);
        assert_int_equal(get_scripted(&server, &out), cases[n].get);
        assert_int_equal(out.status, cases[n].status);
        assert_int_equal(out.rule->kind, cases[n].kind);
        assert_int_equal(put_scripted(&server, 5000, &out), cases[n].put);
        assert_int_equal(out.status, cases[n].status);
        assert_int_equal(server.requests, 2);
        assert_int_equal(server.body_bytes, 0); /* the answer came instead of "100 Continue" */
        scripted_end(&server);
    }
}

static void no_redirect_is_followed(void **state)
{
    (void)state;
    static const int codes[] = {301, 302, 303, 307, 308};
    static const struct line target_script[] = {{.says = "HTTP/1.1 201 Stolen\r\n\r\n"}};
    for (size_t n = 0; n < sizeof(codes) / sizeof(*codes); n++) {
        char says[256];
        struct dav_outcome out;
        struct scripted server, target;
        scripted_start(&target, target_script, 1);
        (void)snprintf(says, sizeof(says),
                       "HTTP/1.1 %d Elsewhere\r\nLocation: %sx\r\nContent-Length: 0\r\n\r\n",
                       codes[n], target.url);
        const struct line script[] = {{.says = says, .end = END_CLOSE}};
        scripted_start(&server, script, 1);
        assert_int_equal(put_scripted(&server, 5000, &out), DAV_REFUSED);
        assert_int_equal(out.rule->kind, ERR_CONFIG);
        assert_int_equal(get_scripted(&server, &out), DAV_REFUSED);
        struct dav *here = scripted_open(&server);
        assert_int_equal(dav_move(here, "a", "b", false, &out), DAV_REFUSED);
        assert_int_equal(dav_probe(here, "", &out), DAV_REFUSED);
        dav_free(here);
        scripted_end(&server);
        scripted_end(&target);
        assert_int_equal(server.requests, 4);
        assert_int_equal(target.connections, 0);
    }
}

static void after_a_401_nothing_more_is_sent(void **state)
{
    (void)state;
    static const struct line script[] = {
        {.says = "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: "
                 "0\r\n\r\n",
         .end = END_KEEP}};
    struct scripted server;
    struct dav_outcome out;
    struct dav_file file;
    scripted_start(&server, script, 1);
    struct dav *here = scripted_open(&server);
    for (int n = 0; n < 3; n++) {
        assert_int_equal(share_put(here, "a", "bytes"), DAV_DENIED);
        assert_int_equal(dav_probe(here, "", &out), DAV_DENIED);
        assert_int_equal(dav_get_digest(here, "a", &file, &out), DAV_DENIED);
        assert_int_equal(out.status, 401);
    }
    dav_free(here);
    scripted_end(&server);
    assert_int_equal(server.requests, 1);
    assert_int_equal(server.body_bytes, 0);
}

static void a_broken_connection_leaves_doubt_only_after_a_change(void **state)
{
    (void)state;
    static const struct line cut[] = {{.wants_body = true, .body_max = 30000, .end = END_RESET}};
    static const struct line silent[] = {{.wants_body = true, .end = END_CLOSE}};
    static const struct line part[] = {
        {.says = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nfour", .end = END_CLOSE}};
    static const struct {
        const struct line *script;
        enum dav_class put, get;
    } cases[] = {
        {cut, DAV_UNKNOWN, DAV_RETRY}, {silent, DAV_UNKNOWN, DAV_RETRY}, {part, 0, DAV_RETRY}};
    for (size_t n = 0; n < sizeof(cases) / sizeof(*cases); n++) {
        struct scripted server;
        struct dav_outcome out;
        scripted_start(&server, cases[n].script, 1);
        assert_int_equal(get_scripted(&server, &out), cases[n].get);
        if (cases[n].put)
            assert_int_equal(put_scripted(&server, 500000, &out), cases[n].put);
        scripted_end(&server);
    }
}

static void a_closed_port_can_be_tried_again(void **state)
{
    (void)state;
    struct scripted server;
    struct dav_outcome out;
    int nobody = scripted_nobody(&server);
    assert_int_equal(put_scripted(&server, 10, &out), DAV_RETRY);
    (void)close(nobody);
    assert_int_equal(out.rule->kind, ERR_SHARE_AWAY);
    assert_int_equal(out.sent, 0);
    assert_true(out.said[0] != '\0');
}

static int64_t milliseconds(void)
{
    struct timespec ts;
    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void a_silent_or_dripping_server_is_left(void **state)
{
    (void)state;
    static const struct line mute[] = {{.wants_body = true, .end = END_HANG}};
    static const struct line part[] = {
        {.says = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nfour", .end = END_HANG}};
    struct scripted server;
    struct dav_outcome out;
    int64_t began = milliseconds();
    scripted_start(&server, mute, 1);
    server.stall_s = 1;
    assert_int_equal(put_scripted(&server, 5000, &out), DAV_UNKNOWN);
    assert_int_equal(get_scripted(&server, &out), DAV_RETRY);
    scripted_end(&server);
    scripted_start(&server, part, 1);
    server.stall_s = 1;
    assert_int_equal(get_scripted(&server, &out), DAV_RETRY);
    scripted_end(&server);
    /* three times the second of stall_s; with what is set when nothing is, three minutes */
    assert_in_range(milliseconds() - began, 3000, 60000);
}

static void a_signal_ends_the_request_at_work(void **state)
{
    (void)state;
    static const struct line mute[] = {{.wants_body = true, .end = END_HANG}};
    struct scripted server;
    struct dav_outcome out;
    pthread_t thread;
    scripted_start(&server, mute, 1);
    struct dav_config config = {.url = server.url, .allow_http_loopback = true};
    struct dav *here = dav_open(&config, NULL);
    int64_t began = milliseconds();
    assert_int_equal(pthread_create(&thread, NULL, scripted_stop_at_request, &server), 0);
    assert_int_equal(dav_probe(here, "", &out), DAV_STOPPED);
    assert_in_range(milliseconds() - began, 0, 20000); /* a third of the stall that is waited for */
    assert_int_equal(message_of(here, &out).kind, ERR_STOPPED);
    (void)pthread_join(thread, NULL);
    assert_int_equal(dav_probe(here, "", &out), DAV_STOPPED);
    assert_false(dav_wait(60000, &out));
    assert_int_equal(server.requests, 1);
    stop_raise(0);
    assert_true(dav_wait(10, &out));
    dav_free(here);
    scripted_end(&server);
}

static void a_file_that_shrank_is_our_own_problem(void **state)
{
    (void)state;
    static const struct line script[] = {{.wants_body = true, .says = "HTTP/1.1 201 OK\r\n\r\n"}};
    struct scripted server;
    struct dav_outcome out;
    scripted_start(&server, script, 1);
    struct dav *here = scripted_open(&server);
    int fd = share_file("short", 5);
    assert_int_equal(dav_put(here, "a", fd, 6, NULL, &out), DAV_STOPPED);
    assert_int_equal(message_of(here, &out).kind, ERR_LOCAL);
    (void)close(fd);
    dav_free(here);
    scripted_end(&server);
}

static void endless_answers_are_cut(void **state)
{
    (void)state;
    static const struct line headers[] = {
        {.says = "HTTP/1.1 200 OK\r\n", .repeat = "X-Filler: 0123456789012345678901234567890\r\n"}};
    static const struct line error_body[] = {
        {.says = "HTTP/1.1 404 No\r\nTransfer-Encoding: chunked\r\n\r\n",
         .repeat = "20\r\n01234567890123456789012345678901\r\n"}};
    static const struct line multistatus[] = {
        {.says = "HTTP/1.1 207 Multi\r\nTransfer-Encoding: chunked\r\n\r\n",
         .repeat = "20\r\n<a><a><a><a><a><a><a><a><a><a><a\r\n"}};
    const struct line *scripts[] = {headers, error_body, multistatus};
    for (size_t n = 0; n < 3; n++) {
        struct scripted server;
        struct dav_outcome out;
        scripted_start(&server, scripts[n], 1);
        struct dav *here = scripted_open(&server);
        assert_int_equal(dav_probe(here, "", &out), DAV_REFUSED);
        (void)message_of(here, &out);
        dav_free(here);
        scripted_end(&server);
    }
}

static void retry_after_is_handed_on(void **state)
{
    (void)state;
    static const struct line script[] = {
        {.says = "HTTP/1.1 503 Later\r\nRetry-After: 17\r\nContent-Length: 0\r\n\r\n"}};
    struct scripted server;
    struct dav_outcome out;
    scripted_start(&server, script, 1);
    assert_int_equal(put_scripted(&server, 10, &out), DAV_RETRY);
    assert_int_equal(out.retry_after_s, 17);
    scripted_end(&server);
}

static void odd_retry_after_is_none_or_capped(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        int seconds;
    } cases[] = {{"-1", 0},
                 {"-4294000000", 0},
                 {"soon", 0},
                 {"", 0},
                 {"Sat, 01 Jan 2000 00:00:00 GMT", 0},
                 {"Fri, 01 Jan 1000 00:00:00 GMT", 0},
                 {"99999999999999999999", 0},
                 {"4294967297", INT32_MAX}};
    for (size_t n = 0; n < sizeof(cases) / sizeof(*cases); n++) {
        char *says = xasprintf("HTTP/1.1 503 Later\r\nRetry-After: %s\r\nContent-Length: 0\r\n\r\n",
                               cases[n].value);
        const struct line script[] = {{.says = says}};
        struct scripted server;
        struct dav_outcome out;
        scripted_start(&server, script, 1);
        assert_int_equal(put_scripted(&server, 10, &out), DAV_RETRY);
        if (out.retry_after_s != cases[n].seconds)
            fail_msg("\"%s\": %d seconds", cases[n].value, out.retry_after_s);
        scripted_end(&server);
        free(says);
    }
}

/* The ledger takes UTF-8 only: a tag that it refuses would keep a file from its receipt for ever. */
static void headers_that_are_no_plain_text_are_not_kept(void **state)
{
    (void)state;
    static const struct line script[] = {
        {.says = "HTTP/1.1 200 OK\r\nServer: \x1b[31mred\r\nETag: \"caf\xe9\"\r\n"
                 "Last-Modified: \xff\r\nContent-Length: 5\r\n\r\nhello"},
        {.says = "HTTP/1.1 200 OK\r\nServer: plain/1 (a)\r\nETag: W/\"cafe\"\r\n"
                 "Content-Length: 5\r\n\r\nhello"}};
    struct scripted server;
    struct dav_outcome out;
    struct dav_file file;
    scripted_start(&server, script, 2);
    struct dav *here = scripted_open(&server);
    assert_int_equal(dav_get_digest(here, "a", &file, &out), DAV_DONE);
    assert_string_equal(file.etag, "");
    assert_string_equal(file.modified, "");
    assert_string_equal(dav_server(here), "");
    assert_int_equal(dav_get_digest(here, "a", &file, &out), DAV_DONE);
    assert_string_equal(file.etag, "W/\"cafe\"");
    assert_string_equal(dav_server(here), "plain/1 (a)");
    dav_free(here);
    scripted_end(&server);
}

static void requests_say_exactly_this(void **state)
{
    (void)state;
    static const struct line script[] = {
        {.says = "HTTP/1.1 201 Made\r\nContent-Length: 0\r\n\r\n", .wants_body = true}};
    struct scripted server;
    struct dav_outcome out;
    char expected[256];
    scripted_start(&server, script, 1);
    struct dav *here = scripted_open(&server);
    assert_int_equal(dav_move(here, "x y", "d/z#", false, &out), DAV_DONE);
    assert_non_null(strstr(server.head, "MOVE /base/x%20y HTTP/1.1\r\n"));
    (void)snprintf(expected, sizeof(expected), "Destination: %sd/z%%23\r\n", server.url);
    assert_non_null(strstr(server.head, expected));
    assert_non_null(strstr(server.head, "Overwrite: F\r\n"));
    assert_int_equal(dav_move(here, "x", "z", true, &out), DAV_DONE);
    assert_non_null(strstr(server.head, "Overwrite: T\r\n"));
    assert_int_equal(share_put(here, "a", "tiny"), DAV_DONE);
    assert_non_null(strstr(server.head, "Expect: 100-continue\r\n"));
    assert_non_null(strstr(server.head, "Content-Length: 4\r\n"));
    assert_null(strstr(server.head, "Transfer-Encoding"));
    assert_int_equal(dav_mkcol(here, "c", &out), DAV_DONE);
    assert_non_null(strstr(server.head, "MKCOL /base/c/ HTTP/1.1\r\n"));
    assert_non_null(strstr(server.head, "Authorization: Basic "));
    (void)dav_probe(here, "", &out);
    assert_non_null(strstr(server.head, "PROPFIND /base/ HTTP/1.1\r\n"));
    assert_non_null(strstr(server.head, "Depth: 0\r\n"));
    assert_non_null(strstr(server.head, "Content-Type: application/xml; charset=utf-8\r\n"));
    assert_int_equal(server.connections, 1);
    dav_free(here);
    scripted_end(&server);
}

static void a_bearer_token_goes_as_one(void **state)
{
    (void)state;
    static const struct line script[] = {{.says = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"}};
    struct scripted server;
    struct dav_outcome out;
    struct dav_file file;
    scripted_start(&server, script, 1);
    struct dav_config config = {.url = server.url,
                                .auth = DAV_AUTH_BEARER,
                                .secret = "token-1",
                                .allow_http_loopback = true};
    struct dav *here = dav_open(&config, NULL);
    assert_int_equal(dav_get_digest(here, "a", &file, &out), DAV_DONE);
    assert_non_null(strstr(server.head, "Authorization: Bearer token-1\r\n"));
    dav_free(here);
    scripted_end(&server);
}

/* Servers say "stands already" in several ways; only a look decides. */
static void mkcol_believes_what_it_sees(void **state)
{
    (void)state;
    static const char seen[] =
        "HTTP/1.1 207 Multi-Status\r\nContent-Length: 85\r\n\r\n"
        "<d:multistatus><d:response><d:resourcetype><d:collection/></d:resourcetype></d:response>";
    static const struct line exists[] = {{.says = "HTTP/1.1 409 Hm\r\nContent-Length: 0\r\n\r\n"},
                                         {.says = seen}};
    static const struct line denied[] = {{.says = "HTTP/1.1 403 Hm\r\nContent-Length: 0\r\n\r\n"},
                                         {.says = seen}};
    static const struct line missing[] = {{.says = "HTTP/1.1 409 Hm\r\nContent-Length: 0\r\n\r\n"},
                                          {.says = "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"}};
    struct scripted server;
    struct dav_outcome out;
    static const struct {
        const struct line *script;
        enum dav_class class;
    } cases[] = {{exists, DAV_DONE}, {denied, DAV_DONE}, {missing, DAV_GONE}};
    for (size_t n = 0; n < 3; n++) {
        scripted_start(&server, cases[n].script, 2);
        struct dav *here = scripted_open(&server);
        assert_int_equal(dav_mkcol(here, "c", &out), cases[n].class);
        assert_int_equal(server.requests, 2);
        dav_free(here);
        scripted_end(&server);
    }
}

/* ---- no server at all ---- */

static void paths_that_lead_elsewhere_are_not_sent(void **state)
{
    (void)state;
    static const char *const bad[] = {"/a",  "a//b", "a/",   "..",   "a/../b", ".",
                                      "./a", "a/..", "a\\b", "a\nb", "a\177",  "a\001/b"};
    struct dav_outcome out;
    struct dav_file file;
    for (size_t n = 0; n < sizeof(bad) / sizeof(*bad); n++) {
        assert_int_equal(dav_get_digest(dav, bad[n], &file, &out), DAV_REFUSED);
        assert_int_equal(out.status, 0);
        assert_int_equal(dav_move(dav, "a", bad[n], false, &out), DAV_REFUSED);
        assert_int_equal(out.status, 0);
        (void)message_of(dav, &out);
    }
    assert_int_equal(dav_move(dav, "a", "", true, &out), DAV_REFUSED);
    char long_path[1100];
    memset(long_path, 'a', sizeof(long_path) - 1);
    long_path[sizeof(long_path) - 1] = '\0';
    assert_int_equal(dav_get_digest(dav, long_path, &file, &out), DAV_REFUSED);
}

static void addresses_are_checked(void **state)
{
    (void)state;
    static const struct {
        const char *url;
        bool allow_http;
        const char *becomes; /* NULL: refused */
    } cases[] = {
        {"https://share.example.org/reports/", false, "https://share.example.org/reports/"},
        {"https://share.example.org/a%20b", false, "https://share.example.org/a%20b/"},
        {"https://share.example.org:8443", false, "https://share.example.org:8443/"},
        {"https://[::1]:8443/x", false, "https://[::1]:8443/x/"},
        {"http://127.0.0.1:8080/", true, "http://127.0.0.1:8080/"},
        {"http://localhost/", true, "http://localhost/"},
        {"http://[::1]/", true, "http://[::1]/"},
        {"http://127.0.0.1/", false, NULL},
        {"http://share.example.org/", true, NULL},
        {"http://127.0.0.1.example.org/", true, NULL},
        {"http://localhost.example.org/", true, NULL},
        {"http://127.0.0.1@example.org/", true, NULL},
        {"http://127.0.0.1:80@example.org/", true, NULL},
        {"http://127.0.0.1\\example.org/", true, NULL},
        {"https://user:" SCRIPTED_SECRET "@share.example.org/", false, NULL},
        {"https://user@share.example.org/", false, NULL},
        {"https://share.example.org/a b/", false, NULL},
        {"https://share.example.org/\xc3\xa9/", false, NULL},
        {"https://share.example.org/?x", false, NULL},
        {"https://share.example.org/#x", false, NULL},
        {"https://share.example.org/../x", false, NULL},
        {"https://share.example.org//x", false, NULL},
        {"https:///x", false, NULL},
        {"https://:80/", false, NULL},
        {"https://[::1/", false, NULL},
        {"ftp://share.example.org/", true, NULL},
        {"file:///etc/passwd", true, NULL},
        {"share.example.org", true, NULL},
        {"", false, NULL},
    };
    for (size_t n = 0; n < sizeof(cases) / sizeof(*cases); n++) {
        struct err err;
        struct dav_config config = {.url = cases[n].url,
                                    .allow_http_loopback = cases[n].allow_http};
        struct dav *here = dav_open(&config, &err);
        if (cases[n].becomes) {
            assert_non_null(here);
            assert_string_equal(dav_url(here), cases[n].becomes);
        } else {
            if (here)
                fail_msg("accepted: %s", cases[n].url);
            assert_int_equal(err.kind, ERR_CONFIG);
            assert_null(strstr(err.message, SCRIPTED_SECRET));
        }
        dav_free(here);
    }
}

static void logins_are_complete_or_refused(void **state)
{
    (void)state;
    struct err err;
    struct dav_config config = {.url = "https://localhost/", .auth = DAV_AUTH_BASIC};
    assert_null(dav_open(&config, &err));
    assert_non_null(strstr(err.message, "share.user"));
    config.user = "a";
    assert_null(dav_open(&config, &err));
    assert_non_null(strstr(err.message, "share.password_file"));
    config.secret = "s";
    config.user = "a:b";
    assert_null(dav_open(&config, &err));
    config.user = "a";
    config.proxy = "http://u:" SCRIPTED_SECRET "@proxy/";
    assert_null(dav_open(&config, &err));
    assert_null(strstr(err.message, SCRIPTED_SECRET));
    dav_free(NULL);
}

static void collections_are_told_from_files(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        bool is;
    } cases[] = {
        {"<D:resourcetype><D:collection/></D:resourcetype>", true},
        {"<resourcetype><collection xmlns='DAV:'/></resourcetype>", true},
        {"<lp1:resourcetype><lp1:collection></lp1:collection></lp1:resourcetype>", true},
        {"<D:collection", true},
        {"<D:resourcetype/>", false},
        {"<D:href>/collection/</D:href>", false},
        {"<!-- <D:collection/> --><D:resourcetype/>", false},
        {"<![CDATA[<D:collection/>]]>", false},
        {"<?x <collection/> ?>", false},
        {"<!-- <D:collection/>", false},
        {"<D:collections/><D:collection-set/>", false},
        {"<collection:x/>", false},
        {"", false},
        {"<", false},
    };
    for (size_t n = 0; n < sizeof(cases) / sizeof(*cases); n++)
        if (dav_path_is_collection(cases[n].body) != cases[n].is)
            fail_msg("wrong about: %s", cases[n].body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(probe_finds_the_collection),
        cmocka_unit_test(put_and_get_give_the_same_bytes),
        cmocka_unit_test(names_keep_every_character),
        cmocka_unit_test(an_empty_file_is_a_file),
        cmocka_unit_test(a_missing_file_is_an_outcome),
        cmocka_unit_test(move_overwrites_only_when_told),
        cmocka_unit_test(mkcol_makes_every_level_and_again),
        cmocka_unit_test(conditions_reach_the_server),
        cmocka_unit_test(delete_works_in_the_staging_collection_only),
        cmocka_unit_test(a_body_larger_than_the_buffer_is_refused),
        cmocka_unit_test(an_unknown_authority_gets_nothing),
        cmocka_unit_test(a_wrong_password_is_tried_once_and_gets_no_body),
        cmocka_unit_test(the_environment_names_no_proxy),
        cmocka_unit_test(digest_authentication_works),
        cmocka_unit_test(statuses_mean_what_the_table_says),
        cmocka_unit_test(no_redirect_is_followed),
        cmocka_unit_test(after_a_401_nothing_more_is_sent),
        cmocka_unit_test(a_broken_connection_leaves_doubt_only_after_a_change),
        cmocka_unit_test(a_closed_port_can_be_tried_again),
        cmocka_unit_test(a_silent_or_dripping_server_is_left),
        cmocka_unit_test(a_signal_ends_the_request_at_work),
        cmocka_unit_test(a_file_that_shrank_is_our_own_problem),
        cmocka_unit_test(endless_answers_are_cut),
        cmocka_unit_test(retry_after_is_handed_on),
        cmocka_unit_test(odd_retry_after_is_none_or_capped),
        cmocka_unit_test(headers_that_are_no_plain_text_are_not_kept),
        cmocka_unit_test(requests_say_exactly_this),
        cmocka_unit_test(a_bearer_token_goes_as_one),
        cmocka_unit_test(mkcol_believes_what_it_sees),
        cmocka_unit_test(paths_that_lead_elsewhere_are_not_sent),
        cmocka_unit_test(addresses_are_checked),
        cmocka_unit_test(logins_are_complete_or_refused),
        cmocka_unit_test(collections_are_told_from_files),
    };
    /* what is not about a real server need not be seen once more on each of the four */
    const size_t n = getenv("CW_SHARE_KIND") ? 14 : sizeof(tests) / sizeof(*tests);
    return _cmocka_run_group_tests("dav", tests, n, start, end);
}
