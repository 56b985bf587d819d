/* tests/unit/faults_test.c - publishing to real servers through a proxy that does harm
 *
 * Needs a share without TLS, so it runs on the four servers of tests/lib/servers.sh only.
 */
#include "../lib/proxy.h"
#include "../lib/rewrite.h"
#include "../lib/share.h"

#include <dirent.h>
#include <sys/mman.h>

#include "digest.h"
#include "publish.h"
#include "publish_sweep.h"
#include "zip.h"
/* Must stay last: it makes unsafe functions fail to compile. */
#include "banned.h"

#define MARK    "0123456789ab"
#define OLD     "the month as it was published first"
#define FRESH   "the month as it was corrected, which is longer"
#define CONTENT 300000 /* more than fits into the buffers on the way */

static struct share share;
static struct dav *direct; /* past the proxy */
static char *staging;
static enum publish_replace replace;
static struct publish_policy quick = {
    .run = MARK "-7", .attempts = 4, .first_delay_ms = 5, .max_delay_ms = 20};

static int start(void **state)
{
    (void)state;
    struct err err;
    share_start(&share);
    staging = xasprintf("%s/staging", share.root);
    share.config.staging = staging;
    direct = dav_open(&share.config, &err);
    replace = PUBLISH_REPLACE_MOVE; /* what `check` finds, see probe_test */
    if (share_is(&share, "apache"))
        replace = PUBLISH_REPLACE_DIRECT;
    if (share_is(&share, "rclone"))
        replace = PUBLISH_REPLACE_REVISION;
    quick.replace = replace;
    return direct ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    dav_free(direct);
    free(staging);
    share_end(&share);
    return 0;
}

#define PLAIN_ONLY()                                                                               \
    do {                                                                                           \
        if (share.ca_file)                                                                         \
            skip();                                                                                \
    } while (0)

/* ---- publishing, past the proxy or through it ---- */

struct sealed {
    int fd;
    struct digest_text sum, old;
    struct publish_job job;
};

static void seal_bytes(struct sealed *sealed, const char *path, const char *text, size_t n)
{
    *sealed = (struct sealed){.fd = share_file(text, n), .sum = digest_bytes(text, n)};
    sealed->job = (struct publish_job){
        .path = path, .fd = sealed->fd, .size = (int64_t)n, .sha256 = sealed->sum.hex};
}

static bool publish(const struct dav_config *config, struct sealed *sealed, const char *replaces,
                    struct publish_receipt *receipt, struct err *err)
{
    struct publish_receipt ignored;
    struct dav *dav = dav_open(config, err);
    assert_non_null(dav);
    if (replaces)
        sealed->old = digest_bytes(replaces, strlen(replaces));
    sealed->job.replaces = sealed->old.hex;
    err_clear(err);
    struct publish *one = publish_new(dav, &quick);
    bool ok = publish_file(one, &sealed->job, receipt ? receipt : &ignored, err);
    publish_free(one);
    dav_free(dav);
    return ok;
}

static struct dav_config through(const struct proxy *proxy)
{
    struct dav_config config = share.config;
    config.url = proxy->url;
    config.connect_s = config.expect_s = config.stall_s = 60; /* no test waits for them */
    return config;
}

/* As in an earlier month. Done for all files of a test before the first is replaced: on Apache an
   ETag is weak during its first second, which would be waited for each time. */
static void publish_old(const char *path, const char *text)
{
    struct sealed sealed;
    struct err err;
    seal_bytes(&sealed, path, text, strlen(text));
    if (!publish(&share.config, &sealed, NULL, NULL, &err))
        fail_msg("%s", err.message);
    (void)close(sealed.fd);
}

/* ---- what a reader of the share sees ---- */

static char *content_of(const char *path)
{
    struct str body = STR_INIT;
    struct dav_outcome out;
    enum dav_class class = dav_get_to_buffer(direct, path, 1 << 20, &body, &out);
    if (class != DAV_DONE && class != DAV_GONE)
        fail_msg("reading \"%s\": HTTP status %d", path, out.status);
    if (class == DAV_GONE)
        str_add(&body, "");
    return str_detach(&body);
}

/* Where the text stands at last: at a revision name where nothing can be replaced safely. */
static char *published(const char *path, bool replaced)
{
    if (!replaced || replace != PUBLISH_REPLACE_REVISION)
        return content_of(path);
    char *stem = xstrndup(path, strlen(path) - strlen(".xlsx"));
    char *revision = xasprintf("%s_r2.xlsx", stem);
    char *text = content_of(revision);
    free(stem);
    free(revision);
    return text;
}

static int staged_files(void)
{
    char *path = xasprintf("%s/%s", share.files, staging);
    DIR *dir = opendir(path);
    const struct dirent *entry;
    int n = 0;
    while (dir && (entry = readdir(dir)))
        n += entry->d_name[0] != '.';
    if (dir)
        (void)closedir(dir);
    free(path);
    return n;
}

static void assert_swept(void)
{
    int64_t removed = 0;
    assert_true(publish_sweep(direct, MARK, 8, &removed));
    assert_int_equal(staged_files(), 0);
}

/* ---- kill -9 at each boundary ---- */

/* In a process that the proxy kills; returns how it ended. It is forked before the proxy's thread
   begins, and hears on a pipe where the proxy is. */
static int publish_and_die(const struct harm *harm, const char *path, const char *text,
                           const char *replaces)
{
    int go[2];
    struct proxy proxy = {.port = 0};
    assert_int_equal(pipe(go), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        struct sealed sealed;
        struct err err;
        (void)close(go[1]);
        if (read(go[0], &proxy.url, sizeof(proxy.url)) != (ssize_t)sizeof(proxy.url))
            _exit(99);
        struct dav_config config = through(&proxy);
        seal_bytes(&sealed, path, text, strlen(text));
        _exit(publish(&config, &sealed, replaces, NULL, &err) ? 0 : err_exit_code(&err));
    }
    assert_true(proxy_start(&proxy, share.url, harm, 1));
    proxy.victim = pid;
    assert_int_equal(write(go[1], &proxy.url, sizeof(proxy.url)), sizeof(proxy.url));
    (void)close(go[0]);
    (void)close(go[1]);
    int status = -1;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    proxy_end(&proxy);
    return status;
}

static char *kill_path(int n, bool after, bool replaced)
{
    char name[64];
    (void)snprintf(name, sizeof(name), "kill-%d-%d-%d/a.xlsx", n, after, replaced);
    return xstrdup(share_path(&share, name));
}

/* Kills at the n-th request, before or after the server did it. False when there was none. */
static bool kill_at(int n, bool after, bool replaced)
{
    const struct harm harm = {.nth = n, .act = after ? HARM_KILL_AFTER : HARM_KILL_BEFORE};
    struct sealed sealed;
    struct err err;
    char *path = kill_path(n, after, replaced);
    const char *text = replaced ? FRESH : OLD;
    if (replaced)
        publish_old(path, OLD);
    int status = publish_and_die(&harm, path, text, replaced ? OLD : NULL);
    bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    assert_true(killed || (WIFEXITED(status) && WEXITSTATUS(status) == 0));

    /* whatever is read now is whole: the old file, the new one, or nothing yet */
    char *seen = content_of(path);
    if (strcmp(seen, OLD) != 0 && strcmp(seen, FRESH) != 0 && (replaced || *seen))
        fail_msg("request %d, %s: a reader sees \"%.40s\"", n, after ? "after" : "before", seen);
    free(seen);

    seal_bytes(&sealed, path, text, strlen(text));
    if (!publish(&share.config, &sealed, replaced ? OLD : NULL, NULL, &err))
        fail_msg("request %d, %s: the next run fails: %s", n, after ? "after" : "before",
                 err.message);
    (void)close(sealed.fd);
    seen = published(path, replaced);
    assert_string_equal(seen, text);
    free(seen);
    assert_swept();
    free(path);
    return killed;
}

/* The fault moves on until it finds nothing to break. */
static int kill_everywhere(bool replaced)
{
    int points = 0;
    for (int n = 2; replaced && n < 24; n++) {
        char *path = kill_path(n / 2, n % 2, true);
        publish_old(path, OLD);
        free(path);
    }
    for (int n = 1; n < 40; n++) {
        bool before = kill_at(n, false, replaced);
        bool after = kill_at(n, true, replaced);
        assert_int_equal(before, after);
        if (!before)
            return points;
        points += 2;
    }
    fail_msg("publishing never ends");
    return 0;
}

static void killed_at_any_request_a_new_file_is_whole_or_absent(void **state)
{
    (void)state;
    PLAIN_ONLY();
    assert_true(kill_everywhere(false) >= 14);
}

static void killed_at_any_request_a_replaced_file_is_old_or_new(void **state)
{
    (void)state;
    PLAIN_ONLY();
    assert_true(kill_everywhere(true) >= (replace == PUBLISH_REPLACE_DIRECT ? 6 : 14));
}

/* ---- connections that break ---- */

static void fill(char *text, char letter)
{
    for (size_t n = 0; n < CONTENT - 1; n++)
        text[n] = (char)(letter + (char)(n * 7 % 20));
    text[CONTENT - 1] = '\0';
}

struct cut {
    int permille;
    bool each, replaced; /* at each attempt, or once; over an older file of ours, or not */
};

static char cut_old[CONTENT], cut_fresh[CONTENT];

static char *cut_path(const struct cut *cut)
{
    char name[64];
    (void)snprintf(name, sizeof(name), "cut-%d-%d-%d/a.xlsx", cut->permille, cut->each,
                   cut->replaced);
    return xstrdup(share_path(&share, name));
}

static void cut_at(const struct cut *cut)
{
    const struct harm rules[] = {
        {.method = "PUT", .nth = cut->each ? 0 : 1, .act = HARM_CUT, .permille = cut->permille}};
    struct proxy proxy = {.port = 0};
    struct sealed sealed;
    struct err err;
    char *path = cut_path(cut);
    assert_true(proxy_start(&proxy, share.url, rules, 1));
    struct dav_config config = through(&proxy);
    seal_bytes(&sealed, path, cut_fresh, strlen(cut_fresh));
    bool ok = publish(&config, &sealed, cut->replaced ? cut_old : NULL, NULL, &err);
    proxy_end(&proxy);
    (void)close(sealed.fd);
    if (!cut->each && !ok)
        fail_msg("%s: %s", path, err.message);
    if (!ok)
        assert_int_equal(err.kind, ERR_SHARE_AWAY);
    /* all sent, no reply: most servers have it, and that is found out */
    assert_true(!ok || !cut->each || cut->permille == 1000);
    char *seen = ok ? published(path, cut->replaced) : content_of(path);
    assert_string_equal(seen, ok ? cut_fresh : cut->replaced ? cut_old : "");
    free(seen);
    free(path);
    assert_swept();
}

static void a_cut_connection_leaves_the_old_file_or_none(void **state)
{
    (void)state;
    PLAIN_ONLY();
    static const int permilles[] = {0, 250, 500, 750, 999, 1000};
    fill(cut_old, 'A');
    fill(cut_fresh, 'a');
    for (int cutting = 0; cutting < 2; cutting++)
        for (size_t n = 0; n < sizeof(permilles) / sizeof(*permilles); n++)
            for (int kind = 0; kind < 4; kind++) {
                const struct cut cut = {permilles[n], kind & 1, kind & 2};
                char *path = cut_path(&cut);
                if (cutting)
                    cut_at(&cut);
                else if (cut.replaced)
                    publish_old(path, cut_old);
                free(path);
            }
}

static void a_lost_reply_is_found_out(void **state)
{
    (void)state;
    PLAIN_ONLY();
    static const char *const methods[] = {"GET", "MKCOL", "PUT", "MOVE"};
    for (size_t n = 0; n < 4 * sizeof(methods) / sizeof(*methods); n++) {
        const char *method = methods[n / 2 % 4];
        const struct harm rules[] = {{.method = method, .nth = 1, .act = HARM_LOSE_REPLY}};
        struct proxy proxy = {.port = 0};
        struct sealed sealed;
        struct publish_receipt receipt;
        struct err err;
        bool replaced = n % 2;
        char *name = xasprintf("lost-%s-%d/a.xlsx", method, replaced);
        char *path = xstrdup(share_path(&share, name));
        free(name);
        if (n < 8) { /* the first half of the rounds only prepares */
            if (replaced)
                publish_old(path, OLD);
            free(path);
            continue;
        }
        assert_true(proxy_start(&proxy, share.url, rules, 1));
        struct dav_config config = through(&proxy);
        seal_bytes(&sealed, path, FRESH, strlen(FRESH));
        if (!publish(&config, &sealed, replaced ? OLD : NULL, &receipt, &err))
            fail_msg("%s: %s", method, err.message);
        proxy_end(&proxy);
        (void)close(sealed.fd);
        assert_string_equal(receipt.file.sha256.hex, digest_bytes(FRESH, strlen(FRESH)).hex);
        char *seen = published(path, replaced);
        assert_string_equal(seen, FRESH);
        free(seen);
        free(path);
        assert_int_equal(staged_files(), 0);
    }
}

/* ---- servers that say no ---- */

static void a_storm_of_errors_is_sat_out(void **state)
{
    (void)state;
    PLAIN_ONLY();
    static const char later[] = "HTTP/1.1 503 Later\r\nContent-Length: 0\r\n\r\n";
    static const struct harm rules[] = {
        {.nth = 2, .act = HARM_SAY, .says = later},
        {.nth = 5, .act = HARM_SAY, .says = "HTTP/1.1 500 Hm\r\nContent-Length: 0\r\n\r\n"},
        {.nth = 9, .act = HARM_SAY, .says = "HTTP/1.1 502 Hm\r\nContent-Length: 0\r\n\r\n"},
        {.nth = 11, .act = HARM_SAY, .says = "HTTP/1.1 504 Hm\r\nContent-Length: 0\r\n\r\n"}};
    struct proxy proxy = {.port = 0};
    struct publish_receipt receipt;
    struct err err;
    for (int n = 0; n < 10; n++) {
        char name[64];
        struct sealed sealed;
        (void)snprintf(name, sizeof(name), "storm/%d.xlsx", n);
        char *path = xstrdup(share_path(&share, name));
        assert_true(proxy_start(&proxy, share.url, rules, 4));
        struct dav_config config = through(&proxy);
        quick.attempts = 6;
        seal_bytes(&sealed, path, FRESH, strlen(FRESH));
        if (!publish(&config, &sealed, NULL, &receipt, &err))
            fail_msg("%s", err.message);
        quick.attempts = 4;
        proxy_end(&proxy);
        (void)close(sealed.fd);
        share_assert_holds(direct, path, FRESH);
        free(path);
    }
    assert_int_equal(staged_files(), 0);
}

static void a_file_over_the_limit_is_refused_unsent(void **state)
{
    (void)state;
    PLAIN_ONLY();
    if (share_is(&share, "rclone"))
        skip(); /* knows no limit */
    struct proxy proxy = {.port = 0};
    struct sealed sealed;
    struct err err;
    struct str large = STR_INIT;
    for (int n = 0; n < 1200000; n++)
        str_add(&large, "12345678");
    assert_true(proxy_start(&proxy, share.url, NULL, 0));
    struct dav_config config = through(&proxy);
    const char *path = share_path(&share, "too-large.xlsx");
    seal_bytes(&sealed, path, large.buf, large.len);
    assert_false(publish(&config, &sealed, NULL, NULL, &err));
    proxy_end(&proxy);
    (void)close(sealed.fd);
    str_release(&large);
    assert_int_equal(err.kind, ERR_SHARE_AWAY);
    assert_non_null(strstr(err.message, "of this size"));
    assert_int_equal(proxy.body_bytes, 0);
    share_assert_gone(direct, path);
}

static void a_wrong_password_is_one_request_and_no_body(void **state)
{
    (void)state;
    PLAIN_ONLY();
    struct proxy proxy = {.port = 0};
    struct sealed sealed;
    struct err err;
    assert_true(proxy_start(&proxy, share.url, NULL, 0));
    struct dav_config config = through(&proxy);
    config.secret = SCRIPTED_SECRET;
    seal_bytes(&sealed, share_path(&share, "denied.xlsx"), FRESH, strlen(FRESH));
    assert_false(publish(&config, &sealed, NULL, NULL, &err));
    proxy_end(&proxy);
    (void)close(sealed.fd);
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_string_equal(proxy.methods, "GET ");
    assert_int_equal(proxy.body_bytes, 0);
}

/* ---- servers that lie ---- */

static void altered_bytes_of_the_right_size_are_noticed(void **state)
{
    (void)state;
    PLAIN_ONLY();
    static const struct harm staged[] = {{.method = "GET", .act = HARM_ALTER}},
                             last[] = {{.method = "GET", .nth = 3, .act = HARM_ALTER},
                                       {.method = "GET", .nth = 4, .act = HARM_ALTER},
                                       {.method = "GET", .nth = 5, .act = HARM_ALTER}};
    for (int n = 0; n < 2; n++) {
        struct proxy proxy = {.port = 0};
        struct sealed sealed;
        struct err err;
        const char *path = share_path(&share, n ? "altered/last.xlsx" : "altered/staged.xlsx");
        assert_true(proxy_start(&proxy, share.url, n ? last : staged, n ? 3 : 1));
        struct dav_config config = through(&proxy);
        seal_bytes(&sealed, path, FRESH, strlen(FRESH));
        assert_false(publish(&config, &sealed, NULL, NULL, &err));
        proxy_end(&proxy);
        (void)close(sealed.fd);
        assert_int_equal(err.kind, ERR_VERIFY);
        if (n) /* it may be right on the share: it is not deleted because of a mismatch */
            share_assert_holds(direct, path, FRESH);
        else
            share_assert_gone(direct, path);
        assert_int_equal(staged_files(), 0);
    }
}

static void a_slow_share_is_only_slow(void **state)
{
    (void)state;
    PLAIN_ONLY();
    static const struct harm rules[] = {{.act = HARM_DELAY, .ms = 60}};
    struct proxy proxy = {.port = 0};
    struct sealed sealed;
    struct publish_receipt receipt;
    struct err err;
    const char *path = share_path(&share, "slow.xlsx");
    assert_true(proxy_start(&proxy, share.url, rules, 1));
    struct dav_config config = through(&proxy);
    seal_bytes(&sealed, path, FRESH, strlen(FRESH));
    assert_true(publish(&config, &sealed, NULL, &receipt, &err));
    proxy_end(&proxy);
    (void)close(sealed.fd);
    assert_int_equal(receipt.attempts, 1);
    share_assert_holds(direct, path, FRESH);
}

/* ---- people ---- */

struct person {
    struct dav *dav;
    const struct proxy *proxy;
    const char *method; /* that cannot work as long as the file is open */
    char *path;
    char token[128];
};

/* As soon as it was in the way: something else was asked after that method. */
static void *close_the_file(void *arg)
{
    struct person *person = arg;
    struct dav_outcome out;
    const char *tried = NULL;
    while (!tried || !tried[strlen(person->method)]) {
        proxy_sleep(5);
        tried = strstr(person->proxy->methods, person->method);
    }
    (void)dav_unlock(person->dav, person->path, person->token, &out);
    return NULL;
}

static void a_file_that_is_open_for_a_while_is_replaced_after(void **state)
{
    (void)state;
    PLAIN_ONLY();
    if (replace == PUBLISH_REPLACE_REVISION)
        skip(); /* nothing is replaced there */
    struct proxy proxy = {.port = 0};
    struct person person = {.dav = dav_open(&share.config, NULL),
                            .proxy = &proxy,
                            .method = replace == PUBLISH_REPLACE_DIRECT ? "PUT " : "MOVE "};
    struct dav_outcome out;
    struct sealed sealed;
    struct publish_receipt receipt;
    struct err err;
    pthread_t thread;
    person.path = xstrdup(share_path(&share, "open-a-while.xlsx"));
    seal_bytes(&sealed, person.path, OLD, strlen(OLD));
    assert_true(publish(&share.config, &sealed, NULL, NULL, &err));
    (void)close(sealed.fd);
    assert_int_equal(dav_lock(person.dav, person.path, person.token, sizeof(person.token), &out),
                     DAV_DONE);
    assert_true(proxy_start(&proxy, share.url, NULL, 0));
    struct dav_config config = through(&proxy);
    assert_int_equal(pthread_create(&thread, NULL, close_the_file, &person), 0);
    const struct publish_policy before = quick;
    quick.attempts = 60;
    quick.first_delay_ms = 60;
    quick.max_delay_ms = 1000; /* a minute in all, for a person whom the machine lets wait */
    seal_bytes(&sealed, person.path, FRESH, strlen(FRESH));
    if (!publish(&config, &sealed, OLD, &receipt, &err))
        fail_msg("%s", err.message);
    quick = before;
    (void)pthread_join(thread, NULL);
    proxy_end(&proxy);
    (void)close(sealed.fd);
    assert_true(receipt.attempts > 1);
    assert_int_equal(receipt.how, PUBLISH_REPLACED);
    share_assert_holds(direct, person.path, FRESH);
    assert_int_equal(staged_files(), 0);
    free(person.path);
    dav_free(person.dav);
}

/* ---- a share that rewrites Office files ---- */

/* One cell, and what else; a person's work when `macro`. */
static char *make_book(const char *cell, bool macro, size_t *ret_n)
{
    struct err err;
    int fd = memfd_create("book", MFD_CLOEXEC);
    struct zip *zip = zip_new(fd, "book", 1);
    rewrite_add(zip, "[Content_Types].xml", "<Types></Types>");
    rewrite_add(zip, "_rels/.rels", "<Relationships></Relationships>");
    rewrite_add(zip, "xl/workbook.xml", "<workbook/>");
    rewrite_add(zip, "xl/worksheets/sheet1.xml", cell);
    if (macro)
        rewrite_add(zip, "xl/vbaProject.bin", "macro");
    rewrite_add(zip, "docProps/app.xml", "<Properties/>");
    assert_true(zip_finish(zip, &err));
    zip_free(zip);
    return rewrite_bytes(fd, ret_n);
}

static bool publish_book(const char *path, const char *cell, const struct publish_receipt *older,
                         struct publish_receipt *receipt, struct err *err)
{
    static const struct harm rules[] = {{.method = "PUT", .act = HARM_REWRITE}};
    struct proxy proxy = {.port = 0};
    struct sealed sealed;
    size_t n;
    char *book = make_book(cell, false, &n);
    assert_true(proxy_start(&proxy, share.url, rules, 1));
    proxy.rewrite = rewrite_office;
    struct dav_config config = through(&proxy);
    seal_bytes(&sealed, path, book, n);
    if (older)
        sealed.job.replaces_parts = older->parts;
    bool ok = publish(&config, &sealed, NULL, receipt, err);
    proxy_end(&proxy);
    (void)close(sealed.fd);
    free(book);
    return ok;
}

static void put_book(const char *path, const char *cell, bool macro)
{
    struct dav_outcome out;
    size_t n;
    char *book = make_book(cell, macro, &n);
    int fd = share_file(book, n);
    assert_int_equal(dav_put(direct, path, fd, (int64_t)n, NULL, &out), DAV_DONE);
    (void)close(fd);
    free(book);
}

static void workbooks_that_a_share_rewrites_are_compared_by_parts(void **state)
{
    (void)state;
    PLAIN_ONLY();
    const char *path = share_path(&share, "rewritten/a.xlsx");
    struct publish_receipt first, second;
    struct err err;
    char *temp = share_temp_dir();
    assert_false(publish_book(path, "<v>1</v>", NULL, &first, &err));
    assert_int_equal(err.kind, ERR_VERIFY); /* not declared: every byte counts */
    share_assert_gone(direct, path);
    quick.rewrites = true;
    quick.temp_dir = temp;
    if (!publish_book(path, "<v>1</v>", NULL, &first, &err))
        fail_msg("%s", err.message);
    assert_int_equal(strlen(first.parts), 64);
    for (int n = 0; n < 8; n++) {
        assert_true(publish_book(path, "<v>1</v>", NULL, &second, &err));
        assert_int_equal(second.how, PUBLISH_ALREADY);
    }
    assert_true(publish_book(path, "<v>2</v>", &first, &second, &err));
    assert_int_equal(second.how,
                     replace == PUBLISH_REPLACE_REVISION ? PUBLISH_NEW : PUBLISH_REPLACED);
    assert_string_not_equal(first.parts, second.parts);
    /* a person's cell, and a person's macro: theirs stays */
    path = share_path(&share, "rewritten/edited.xlsx");
    for (int macro = 0; macro < 2; macro++) {
        put_book(path, macro ? "<v>1</v>" : "<v>9</v>", macro);
        assert_false(publish_book(path, "<v>1</v>", &first, &second, &err));
        assert_int_equal(err.kind, ERR_CONFLICT);
    }
    /* and what is no zip at all */
    assert_int_equal(share_put(direct, path, "PK\005\006 but no more than that, really"), DAV_DONE);
    assert_false(publish_book(path, "<v>1</v>", &first, &second, &err));
    assert_int_equal(err.kind, ERR_CONFLICT);
    quick.rewrites = false;
    assert_int_equal(staged_files(), 0);
    assert_int_equal(rmdir(temp), 0); /* nothing is left there */
    free(temp);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(killed_at_any_request_a_new_file_is_whole_or_absent),
        cmocka_unit_test(killed_at_any_request_a_replaced_file_is_old_or_new),
        cmocka_unit_test(a_cut_connection_leaves_the_old_file_or_none),
        cmocka_unit_test(a_lost_reply_is_found_out),
        cmocka_unit_test(a_storm_of_errors_is_sat_out),
        cmocka_unit_test(a_file_over_the_limit_is_refused_unsent),
        cmocka_unit_test(a_wrong_password_is_one_request_and_no_body),
        cmocka_unit_test(altered_bytes_of_the_right_size_are_noticed),
        cmocka_unit_test(a_slow_share_is_only_slow),
        cmocka_unit_test(a_file_that_is_open_for_a_while_is_replaced_after),
        cmocka_unit_test(workbooks_that_a_share_rewrites_are_compared_by_parts),
    };
    return cmocka_run_group_tests_name("faults", tests, start, end);
}
