/* tests/unit/publish_test.c - publishing on a real share, and on one that misbehaves */
#include "../lib/share.h"

#include <dirent.h>

#include "publish.h"
#include "publish_name.h"
#include "publish_rule.h"
#include "publish_sweep.h"
/* Must stay last: it makes unsafe functions fail to compile. */
#include "banned.h"

static struct share share;
static struct dav *dav;
static char *staging;
static const struct publish_policy quick = {
    .run = "r1", .attempts = 4, .first_delay_ms = 10, .max_delay_ms = 40};

static int start(void **state)
{
    (void)state;
    struct err err;
    share_start(&share);
    staging = xasprintf("%s/staging", share.root);
    share.config.staging = staging;
    dav = dav_open(&share.config, &err);
    if (!dav)
        fail_msg("%s", err.message);
    return 0;
}

static int end(void **state)
{
    (void)state;
    dav_free(dav);
    free(staging);
    share_end(&share);
    return 0;
}

struct sealed {
    int fd;
    struct digest_text sum;
    struct publish_job job;
};

static void seal(struct sealed *sealed, const char *path, const char *text)
{
    size_t n = strlen(text);
    sealed->fd = share_file(text, n);
    sealed->sum = digest_bytes(text, n);
    sealed->job = (struct publish_job){
        .path = path, .fd = sealed->fd, .size = (int64_t)n, .sha256 = sealed->sum.hex};
}

static bool only_this; /* what the last failure said */

static bool publish_text(struct dav *where, const struct publish_policy *policy, const char *path,
                         const char *text, const char *replaces, struct publish_receipt *receipt,
                         struct err *err)
{
    struct sealed sealed;
    struct digest_text old = {.hex = ""};
    seal(&sealed, path, text);
    if (replaces)
        old = digest_bytes(replaces, strlen(replaces));
    sealed.job.replaces = old.hex;
    err_clear(err);
    struct publish *publish = publish_new(where, policy);
    bool ok = publish_file(publish, &sealed.job, receipt, err);
    only_this = publish_only_this(publish);
    publish_free(publish);
    (void)close(sealed.fd);
    assert_int_equal(ok, err->kind == ERR_NONE);
    if (ok) {
        assert_string_equal(receipt->file.sha256.hex, sealed.sum.hex);
        assert_int_equal(receipt->file.size, strlen(text));
    }
    assert_null(strstr(err->message, SCRIPTED_SECRET));
    return ok;
}

#define PUBLISHED(...)                                                                             \
    do {                                                                                           \
        if (!publish_text(__VA_ARGS__))                                                            \
            fail_msg("%s", err.message);                                                           \
    } while (0)

/* Nothing of ours is left in the staging collection. */
static void assert_staging_is_empty(void)
{
    if (!share.files)
        return;
    char *path = xasprintf("%s/%s", share.files, staging);
    DIR *dir = opendir(path);
    const struct dirent *entry;
    while (dir && (entry = readdir(dir)))
        if (entry->d_name[0] != '.')
            fail_msg("left in the staging collection: %s", entry->d_name);
    if (dir)
        (void)closedir(dir);
    free(path);
}

/* ---- the real share ---- */

static void a_new_file_is_published_once(void **state)
{
    (void)state;
    struct publish_receipt first, second;
    struct err err;
    const char *path = share_path(&share, "2026-05/case load/a report 1.xlsx");
    PUBLISHED(dav, &quick, path, "one", NULL, &first, &err);
    assert_int_equal(first.how, PUBLISH_NEW);
    assert_string_equal(first.method, "move");
    assert_string_equal(first.path, path);
    assert_true(first.status == 201 || first.status == 204);
    assert_int_equal(first.attempts, 1);
    share_assert_holds(dav, path, "one");
    assert_staging_is_empty();
    PUBLISHED(dav, &quick, path, "one", NULL, &second, &err);
    assert_int_equal(second.how, PUBLISH_ALREADY);
    assert_string_equal(second.method, "none");
    assert_string_equal(second.file.etag, first.file.etag);
    assert_staging_is_empty();
}

static void a_foreign_file_stays(void **state)
{
    (void)state;
    struct publish_receipt receipt;
    struct err err;
    const char *path = share_path(&share, "foreign.xlsx");
    assert_int_equal(share_put(dav, path, "somebody's notes"), DAV_DONE);
    assert_false(publish_text(dav, &quick, path, "ours", NULL, &receipt, &err));
    assert_int_equal(err.kind, ERR_CONFLICT);
    assert_non_null(strstr(err.message, "foreign.xlsx"));
    share_assert_holds(dav, path, "somebody's notes");
    /* also when we know an older version of ours that this is not */
    assert_false(publish_text(dav, &quick, path, "ours", "our older one", &receipt, &err));
    assert_int_equal(err.kind, ERR_CONFLICT);
    share_assert_holds(dav, path, "somebody's notes");
    assert_staging_is_empty();
}

static void our_older_file_is_replaced_as_the_share_allows(void **state)
{
    (void)state;
    struct publish_receipt receipt;
    struct err err;
    struct publish_policy policy = quick;
    const char *path = share_path(&share, "replaced.xlsx");
    PUBLISHED(dav, &policy, path, "v1", NULL, &receipt, &err);
    PUBLISHED(dav, &policy, path, "v2", "v1", &receipt, &err);
    assert_int_equal(receipt.how, PUBLISH_REPLACED);
    assert_string_equal(receipt.method, "move");
    share_assert_holds(dav, path, "v2");
    policy.replace = PUBLISH_REPLACE_DIRECT;
    PUBLISHED(dav, &policy, path, "v3", "v2", &receipt, &err);
    assert_int_equal(receipt.how, PUBLISH_REPLACED);
    assert_string_equal(receipt.method, "put");
    share_assert_holds(dav, path, "v3");
    assert_staging_is_empty();
}

/* Tried last night, killed before it was read back: which of ours stands there nobody knows. */
static void any_of_ours_is_replaced(void **state)
{
    (void)state;
    const char *path = share_path(&share, "2026-05/tried.xlsx");
    struct publish_policy policy = quick;
    policy.replace = share_is(&share, "apache") ? PUBLISH_REPLACE_DIRECT : PUBLISH_REPLACE_MOVE;
    static const char *const stands[] = {"one", "two", "foreign"};
    for (size_t n = 0; n < 3; n++) {
        struct sealed sealed;
        struct publish_receipt receipt;
        struct err err;
        struct digest_text one = digest_bytes("one", 3), two = digest_bytes("two", 3);
        char *ours = xasprintf("%s %s", one.hex, two.hex);
        char *to = xasprintf("%s.%zu", path, n);
        PUBLISHED(dav, &quick, to, stands[n], NULL, &receipt, &err);
        seal(&sealed, to, "three");
        sealed.job.replaces = ours;
        struct publish *publish = publish_new(dav, &policy);
        assert_int_equal(publish_file(publish, &sealed.job, &receipt, &err), n < 2);
        if (n == 2)
            assert_int_equal(err.kind, ERR_CONFLICT);
        share_assert_holds(dav, to, n < 2 ? "three" : "foreign");
        publish_free(publish);
        (void)close(sealed.fd);
        free(ours);
        free(to);
    }
}

static void a_revision_leaves_the_older_file(void **state)
{
    (void)state;
    struct publish_receipt receipt;
    struct err err;
    struct publish_policy policy = quick;
    policy.replace = PUBLISH_REPLACE_REVISION;
    const char *path = share_path(&share, "rev.v1/kept.xlsx");
    PUBLISHED(dav, &policy, path, "v1", NULL, &receipt, &err);
    for (int again = 0; again < 2; again++) {
        PUBLISHED(dav, &policy, path, "v2", "v1", &receipt, &err);
        assert_string_equal(receipt.path, share_path(&share, "rev.v1/kept_r2.xlsx"));
        assert_int_equal(receipt.how, again ? PUBLISH_ALREADY : PUBLISH_NEW);
    }
    PUBLISHED(dav, &policy, path, "v3", "v1", &receipt, &err);
    assert_string_equal(receipt.path, share_path(&share, "rev.v1/kept_r3.xlsx"));
    share_assert_holds(dav, path, "v1");
    share_assert_holds(dav, share_path(&share, "rev.v1/kept_r2.xlsx"), "v2");
    /* a stranger's edit is a conflict here too, not one more revision */
    assert_int_equal(share_put(dav, path, "edited"), DAV_DONE);
    assert_false(publish_text(dav, &policy, path, "v4", "v1", &receipt, &err));
    assert_int_equal(err.kind, ERR_CONFLICT);
}

static void a_collection_that_vanished_is_made_again(void **state)
{
    (void)state;
    if (!share.files)
        skip();
    struct sealed sealed;
    struct publish_receipt receipt;
    struct err err;
    struct publish *publish = publish_new(dav, &quick);
    const char *path = share_path(&share, "vanish/a.xlsx");
    char *dir = xasprintf("%s/%s", share.files, share_path(&share, "vanish"));
    char *file = xasprintf("%s/a.xlsx", dir), *stage = xasprintf("%s/%s", share.files, staging);
    seal(&sealed, path, "bytes");
    assert_true(publish_file(publish, &sealed.job, &receipt, &err));
    assert_int_equal(unlink(file), 0);
    assert_int_equal(rmdir(dir), 0);
    assert_int_equal(rmdir(stage), 0);
    if (!publish_file(publish, &sealed.job, &receipt, &err))
        fail_msg("%s", err.message);
    assert_int_equal(receipt.how, PUBLISH_NEW);
    share_assert_holds(dav, path, "bytes");
    (void)close(sealed.fd);
    free(dir), free(file), free(stage);
    publish_free(publish);
}

static void a_plain_put_share_gets_unique_names(void **state)
{
    (void)state;
    struct publish_receipt receipt;
    struct err err;
    struct publish_policy policy = quick;
    policy.plain_put = true;
    const char *path = share_path(&share, "plain/a.xlsx");
    PUBLISHED(dav, &policy, path, "the whole file", NULL, &receipt, &err);
    assert_int_equal(receipt.how, PUBLISH_NEW);
    assert_string_equal(receipt.method, "put");
    PUBLISHED(dav, &policy, path, "the whole file", NULL, &receipt, &err);
    assert_int_equal(receipt.how, PUBLISH_ALREADY);
    assert_false(publish_text(dav, &policy, path, "another", NULL, &receipt, &err));
    assert_int_equal(err.kind, ERR_CONFLICT);
    share_assert_holds(dav, path, "the whole file");
    PUBLISHED(dav, &policy, path, "another", "the whole file", &receipt, &err);
    assert_string_equal(receipt.path, share_path(&share, "plain/a_r2.xlsx"));
    share_assert_holds(dav, path, "the whole file");
}

static void a_cut_plain_put_is_sent_again(void **state)
{
    (void)state;
    struct publish_receipt receipt;
    struct err err;
    struct publish_policy policy = quick;
    policy.plain_put = true;
    const char *path = share_path(&share, "cut.xlsx"), *empty = share_path(&share, "empty.xlsx");
    assert_int_equal(share_put(dav, path, "the whole"), DAV_DONE);
    PUBLISHED(dav, &policy, path, "the whole file", NULL, &receipt, &err);
    share_assert_holds(dav, path, "the whole file");
    /* an empty file is nobody's beginning: it may be a person's lock */
    assert_int_equal(share_put(dav, empty, ""), DAV_DONE);
    assert_false(publish_text(dav, &policy, empty, "the whole file", NULL, &receipt, &err));
    assert_int_equal(err.kind, ERR_CONFLICT);
    /* and on a WebDAV share nothing is ever half there, so that a beginning is not ours */
    assert_int_equal(share_put(dav, path, "the whole"), DAV_DONE);
    assert_false(publish_text(dav, &quick, path, "the whole file", NULL, &receipt, &err));
    assert_int_equal(err.kind, ERR_CONFLICT);
    share_assert_holds(dav, path, "the whole");
}

/* What a spreadsheet program does when a person opens the file: LOCK, in the account's own name. */
static int lock_as_a_person(const char *path)
{
    char *config = xasprintf("%s/../curl.conf", share.files);
    FILE *file = fopen(config, "w");
    assert_non_null(file);
    (void)fprintf(file,
                  "url = \"%s%s\"\nuser = \"%s:%s\"\n%s%s%srequest = LOCK\n"
                  "header = \"Content-Type: application/xml\"\nheader = \"Timeout: Second-60\"\n"
                  "data = \"<lockinfo xmlns='DAV:'><lockscope><exclusive/></lockscope><locktype>"
                  "<write/></locktype></lockinfo>\"\nsilent\nfail\noutput = /dev/null\n",
                  share.url, path, share.user, share.password.buf,
                  share.ca_file ? "cacert = \"" : "", share.ca_file ? share.ca_file : "",
                  share.ca_file ? "\"\n" : "");
    (void)fclose(file);
    pid_t pid = fork();
    if (pid == 0) {
        (void)execlp("curl", "curl", "-q", "--config", config, (char *)NULL);
        _exit(127);
    }
    int status = -1;
    (void)waitpid(pid, &status, 0);
    free(config);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void a_file_that_a_person_has_open_waits(void **state)
{
    (void)state;
    if (!share.files)
        skip();
    struct publish_receipt receipt;
    struct err err;
    struct publish_policy policy = quick;
    const char *path = share_path(&share, "open.xlsx");
    PUBLISHED(dav, &policy, path, "v1", NULL, &receipt, &err);
    assert_int_equal(lock_as_a_person(path), 0);
    for (int direct = 0; direct < 2; direct++) {
        policy.replace = direct ? PUBLISH_REPLACE_DIRECT : PUBLISH_REPLACE_MOVE;
        assert_false(publish_text(dav, &policy, path, "v2", "v1", &receipt, &err));
        assert_int_equal(err.kind, ERR_LOCKED);
        assert_non_null(strstr(err.message, "open.xlsx"));
        share_assert_holds(dav, path, "v1");
    }
    assert_staging_is_empty();
    PUBLISHED(dav, &policy, path, "v1", NULL, &receipt, &err); /* reading is not hindered */
}

static int publish_in_child(const char *path, const char *text)
{
    struct publish_receipt receipt;
    struct err err;
    struct dav *mine = dav_open(&share.config, &err);
    bool ok = mine && publish_text(mine, &quick, path, text, NULL, &receipt, &err);
    dav_free(mine);
    return ok ? 0 : err_exit_code(&err);
}

static bool lost(int code)
{
    return code == err_info(ERR_CONFLICT)->exit_code ||
           (share_is(&share, "apache") && code == err_info(ERR_VERIFY)->exit_code);
}

/* Two machines at once: the same bytes are one success twice, other bytes are one conflict. */
static void two_publishers_make_one_file(void **state)
{
    (void)state;
    for (int round = 0; round < 20; round++) {
        const bool equal = round % 2;
        char name[64];
        (void)snprintf(name, sizeof(name), "race/%d.xlsx", round);
        const char *path = share_path(&share, name);
        pid_t children[2];
        int codes[2];
        for (int n = 0; n < 2; n++) {
            children[n] = fork();
            assert_true(children[n] >= 0);
            if (children[n] == 0)
                _exit(publish_in_child(path, n == 0 || equal ? "one" : "two"));
        }
        for (int n = 0; n < 2; n++) {
            int status = -1;
            assert_int_equal(waitpid(children[n], &status, 0), children[n]);
            codes[n] = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        }
        if (equal) {
            assert_int_equal(codes[0] | codes[1], 0);
        } else if (codes[0] == 0 && codes[1] == 0) {
            /* Apache looks and renames in two steps, so that both may win: the next look tells */
            assert_true(share_is(&share, "apache"));
            assert_true(lost(publish_in_child(path, "one")) || lost(publish_in_child(path, "two")));
        } else {
            assert_true((codes[0] == 0 && lost(codes[1])) || (lost(codes[0]) && codes[1] == 0));
            share_assert_holds(dav, path, codes[0] == 0 ? "one" : "two");
        }
    }
    assert_staging_is_empty();
}

/* ---- a share that misbehaves ---- */

#define EMPTY(status) "HTTP/1.1 " status "\r\nContent-Length: 0\r\n\r\n"
#define HELLO         "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
#define OTHER         "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nworld"
#define LOOK_404                                                                                   \
    {                                                                                              \
        .says = EMPTY("404 No")                                                                    \
    }
#define MADE                                                                                       \
    {                                                                                              \
        .says = EMPTY("201 Made")                                                                  \
    }
#define PUT_OK                                                                                     \
    {                                                                                              \
        .says = EMPTY("201 Stored"), .wants_body = true                                            \
    }
#define ON_ITS_WAY                                                                                 \
    LOOK_404, MADE, PUT_OK,                                                                        \
    {                                                                                              \
        .says = HELLO                                                                              \
    }

/* Publishes "hello" as "a.xlsx" to a server with this script. */
static bool publish_scripted(struct scripted *server, const struct publish_policy *policy,
                             struct publish_receipt *receipt, struct err *err)
{
    struct dav *here = scripted_open(server);
    bool ok = publish_text(here, policy, "a.xlsx", "hello", NULL, receipt, err);
    dav_free(here);
    return ok;
}

struct scripted_case {
    const char *what;
    const struct line *script;
    size_t n_lines;
    const char *methods; /* the requests that must follow, and no others */
    enum err_kind kind;
    enum publish_how how;
    int attempts;
    bool only_this; /* another file may fare better */
};

#define CASE(name) .script = name, .n_lines = sizeof(name) / sizeof(*(name))

static const struct line plain_case[] = {ON_ITS_WAY, MADE, {.says = HELLO}};
static const struct line put_reply_lost[] = {
    LOOK_404, MADE, {.wants_body = true, .end = END_CLOSE}, {.says = HELLO}, MADE, {.says = HELLO}};
static const struct line put_cut[] = {LOOK_404,
                                      MADE,
                                      {.wants_body = true, .body_max = 2, .end = END_RESET},
                                      LOOK_404, /* staging */
                                      {.says = EMPTY("204 Tidied")},
                                      LOOK_404,
                                      PUT_OK,
                                      {.says = HELLO},
                                      MADE,
                                      {.says = HELLO}};
/* libcurl itself tries once more when a kept connection breaks before any answer. */
static const struct line move_reply_lost[] = {
    ON_ITS_WAY, {.end = END_CLOSE}, LOOK_404, {.says = HELLO}, LOOK_404 /* tidying up */};
static const struct line move_reply_lost_twice[] = {
    ON_ITS_WAY, {.end = END_CLOSE}, {.end = END_CLOSE}, {.says = HELLO}, LOOK_404};
static const struct line move_undone[] = {ON_ITS_WAY, {.says = EMPTY("502 Hm")},
                                          LOOK_404,   {.says = HELLO}, /* staging is still there */
                                          MADE,       {.says = HELLO}};
static const struct line move_hidden_success[] = {ON_ITS_WAY, LOOK_404, {.says = HELLO}, LOOK_404};
static const struct line lost_race[] = {
    ON_ITS_WAY, {.says = EMPTY("412 There")}, {.says = OTHER}, {.says = EMPTY("204 Tidied")}};
static const struct line won_race[] = {
    ON_ITS_WAY, {.says = EMPTY("412 There")}, {.says = HELLO}, {.says = EMPTY("204 Tidied")}};
static const struct line storm[] = {{.says = EMPTY("503 Later")},
                                    {.says = EMPTY("429 Slowly")},
                                    {.says = EMPTY("500 Hm")},
                                    ON_ITS_WAY,
                                    MADE,
                                    {.says = HELLO}};
static const struct line endless_storm[] = {{.says = EMPTY("503 Later")}};
static const struct line full[] = {LOOK_404,
                                   MADE,
                                   {.says = EMPTY("507 Full")},
                                   LOOK_404,
                                   {.says = EMPTY("507 Full")},
                                   LOOK_404,
                                   {.says = EMPTY("507 Full")},
                                   LOOK_404,
                                   {.says = EMPTY("507 Full")}};
static const struct line locked[] = {ON_ITS_WAY,
                                     {.says = EMPTY("423 Open")},
                                     LOOK_404,
                                     {.says = EMPTY("423 Open")},
                                     LOOK_404,
                                     {.says = EMPTY("423 Open")},
                                     LOOK_404,
                                     {.says = EMPTY("423 Open")},
                                     {.says = EMPTY("204 Tidied")}};
static const struct line locked_a_while[] = {
    ON_ITS_WAY, {.says = EMPTY("423 Open")}, LOOK_404, MADE, {.says = HELLO}};
static const struct line denied[] = {{.says = EMPTY("401 No")}};
static const struct line forbidden[] = {
    LOOK_404, {.says = EMPTY("403 No")}, {.says = EMPTY("404 No")}};
static const struct line read_only_folder[] = {
    ON_ITS_WAY, {.says = EMPTY("403 No")}, {.says = EMPTY("204 Tidied")}};
static const struct line read_only_staging[] = {LOOK_404, MADE, {.says = EMPTY("403 No")}};
static const struct line unreadable[] = {{.says = EMPTY("403 No")}};
static const struct line too_large[] = {LOOK_404, MADE, {.says = EMPTY("413 Too large")}};
static const struct line garbage[] = {LOOK_404,
                                      MADE,
                                      PUT_OK,
                                      {.says = OTHER},
                                      {.says = EMPTY("204 Tidied")},
                                      LOOK_404,
                                      PUT_OK,
                                      {.says = OTHER},
                                      {.says = EMPTY("204 Tidied")},
                                      LOOK_404,
                                      PUT_OK,
                                      {.says = OTHER},
                                      {.says = EMPTY("204 Tidied")}};
static const struct line not_stored[] = {LOOK_404,
                                         MADE,
                                         PUT_OK,
                                         LOOK_404,
                                         {.says = EMPTY("204 Tidied")},
                                         LOOK_404,
                                         PUT_OK,
                                         LOOK_404,
                                         {.says = EMPTY("204 Tidied")},
                                         LOOK_404,
                                         PUT_OK,
                                         LOOK_404,
                                         {.says = EMPTY("204 Tidied")}};
static const struct line altered_after[] = {
    ON_ITS_WAY, MADE, {.says = OTHER}, {.says = OTHER}, {.says = OTHER}};
static const struct line slow_to_see[] = {ON_ITS_WAY, MADE, {.says = OTHER}, {.says = HELLO}};
static const struct line foreign[] = {{.says = OTHER}};
static const struct line already[] = {{.says = HELLO}};
static const struct line contradictory[] = {
    ON_ITS_WAY,      {.says = EMPTY("409 No folder")}, LOOK_404,
    {.says = HELLO}, {.says = EMPTY("409 No folder")}, {.says = EMPTY("204 Tidied")}};
static const struct line read_back_later[] = {
    LOOK_404,        MADE, PUT_OK,         {.says = EMPTY("503 Later")}, LOOK_404,
    {.says = HELLO}, MADE, {.says = HELLO}};

static const struct scripted_case cases[] = {
    {"as it should be", CASE(plain_case), "GET MKCOL PUT GET MOVE GET ", .attempts = 1},
    {"reply to PUT lost", CASE(put_reply_lost), "GET MKCOL PUT GET MOVE GET ", .attempts = 1},
    {"PUT cut off", CASE(put_cut), "GET MKCOL PUT GET DELETE GET PUT GET MOVE GET ", .attempts = 2},
    {"reply to MOVE lost", CASE(move_reply_lost), "GET MKCOL PUT GET MOVE MOVE GET DELETE ",
     .attempts = 1},
    {"reply to MOVE lost twice", CASE(move_reply_lost_twice),
     "GET MKCOL PUT GET MOVE MOVE GET DELETE ", .attempts = 2},
    {"MOVE not done", CASE(move_undone), "GET MKCOL PUT GET MOVE GET GET MOVE GET ", .attempts = 2},
    {"MOVE done twice", CASE(move_hidden_success), "GET MKCOL PUT GET MOVE GET DELETE ",
     .attempts = 1},
    {"somebody was faster", CASE(lost_race), "GET MKCOL PUT GET MOVE GET DELETE ", ERR_CONFLICT},
    {"we were faster", CASE(won_race), "GET MKCOL PUT GET MOVE GET DELETE ", .how = PUBLISH_ALREADY,
     .attempts = 1},
    {"a storm", CASE(storm), "GET GET GET GET MKCOL PUT GET MOVE GET ", .attempts = 4},
    {"an endless storm", CASE(endless_storm), "GET GET GET GET ", ERR_SHARE_AWAY},
    {"a full share", CASE(full), "GET MKCOL PUT GET PUT GET PUT GET PUT ", ERR_SHARE_AWAY},
    {"locked", CASE(locked), "GET MKCOL PUT GET MOVE GET MOVE GET MOVE GET MOVE DELETE ",
     ERR_LOCKED},
    {"locked a while", CASE(locked_a_while), "GET MKCOL PUT GET MOVE GET MOVE GET ", .attempts = 2},
    {"a wrong password", CASE(denied), "GET ", ERR_CONFIG},
    {"no right to write", CASE(forbidden), "GET MKCOL PROPFIND ", ERR_CONFIG},
    {"no right to the folder", CASE(read_only_folder), "GET MKCOL PUT GET MOVE DELETE ", ERR_CONFIG,
     .only_this = true},
    {"no right to stage", CASE(read_only_staging), "GET MKCOL PUT ", ERR_CONFIG},
    {"no right to read", CASE(unreadable), "GET ", ERR_CONFIG, .only_this = true},
    {"too large", CASE(too_large), "GET MKCOL PUT ", ERR_SHARE_AWAY, .only_this = true},
    {"garbage stored", CASE(garbage),
     "GET MKCOL PUT GET DELETE GET PUT GET DELETE GET PUT GET DELETE ", ERR_VERIFY},
    {"nothing stored", CASE(not_stored),
     "GET MKCOL PUT GET DELETE GET PUT GET DELETE GET PUT GET DELETE ", ERR_VERIFY},
    {"altered after the MOVE", CASE(altered_after), "GET MKCOL PUT GET MOVE GET GET GET ",
     ERR_VERIFY},
    {"slow to see", CASE(slow_to_see), "GET MKCOL PUT GET MOVE GET GET ", .attempts = 2},
    {"a foreign file", CASE(foreign), "GET ", ERR_CONFLICT},
    {"there already", CASE(already), "GET ", .how = PUBLISH_ALREADY, .attempts = 1},
    {"no folder, whatever we do", CASE(contradictory),
     "GET MKCOL PUT GET MOVE GET GET MOVE DELETE ", ERR_SHARE_AWAY, .only_this = true},
    {"read back later", CASE(read_back_later), "GET MKCOL PUT GET GET GET MOVE GET ",
     .attempts = 2},
};

static void each_fault_has_its_answer(void **state)
{
    (void)state;
    for (size_t n = 0; n < sizeof(cases) / sizeof(*cases); n++) {
        struct scripted server;
        struct publish_receipt receipt = {.attempts = 0};
        struct err err;
        scripted_start(&server, cases[n].script, cases[n].n_lines);
        bool ok = publish_scripted(&server, &quick, &receipt, &err);
        scripted_end(&server);
        if (strcmp(server.methods, cases[n].methods) != 0)
            fail_msg("%s: asked %s", cases[n].what, server.methods);
        if (err.kind != cases[n].kind)
            fail_msg("%s: %s: %s", cases[n].what, err_info(err.kind)->name, err.message);
        if (only_this != cases[n].only_this)
            fail_msg("%s: another file %s", cases[n].what, only_this ? "may" : "may not");
        if (ok && (receipt.how != cases[n].how || receipt.attempts != cases[n].attempts))
            fail_msg("%s: how %d after %d attempts", cases[n].what, (int)receipt.how,
                     receipt.attempts);
    }
}

#define THIRD "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nthird"

/* Our older file is replaced; a person saves over it while the new one is on its way. */
static void what_is_saved_while_we_send_stays(void **state)
{
    (void)state;
    static const struct line script[] = {{.says = OTHER},
                                         MADE,
                                         PUT_OK,
                                         {.says = HELLO},
                                         {.says = THIRD}, /* and no MOVE */
                                         {.says = EMPTY("204 Tidied")}};
    struct scripted server;
    struct publish_receipt receipt;
    struct err err;
    scripted_start(&server, script, sizeof(script) / sizeof(*script));
    struct dav *here = scripted_open(&server);
    assert_false(publish_text(here, &quick, "a.xlsx", "hello", "world", &receipt, &err));
    dav_free(here);
    scripted_end(&server);
    assert_int_equal(err.kind, ERR_CONFLICT);
    assert_string_equal(server.methods, "GET MKCOL PUT GET GET DELETE ");
}

/* The same where files are replaced by PUT: it names the version that it takes the place of. */
static void a_put_names_what_it_replaces(void **state)
{
    (void)state;
    static const struct line script[] = {
        {.says = "HTTP/1.1 200 OK\r\nETag: \"v7\"\r\nContent-Length: 5\r\n\r\nworld"},
        {.says = EMPTY("403 No")}};
    struct scripted server;
    struct publish_receipt receipt;
    struct err err;
    struct publish_policy policy = quick;
    policy.replace = PUBLISH_REPLACE_DIRECT;
    scripted_start(&server, script, sizeof(script) / sizeof(*script));
    struct dav *here = scripted_open(&server);
    assert_false(publish_text(here, &policy, "a.xlsx", "hello", "world", &receipt, &err));
    dav_free(here);
    scripted_end(&server);
    assert_string_equal(server.methods, "GET PUT ");
    assert_non_null(strstr(server.head, "\r\nIf-Match: \"v7\"\r\n"));
}

static void a_share_that_is_away_keeps_the_work(void **state)
{
    (void)state;
    struct scripted server;
    struct publish_receipt receipt;
    struct err err;
    int nobody = scripted_nobody(&server);
    assert_false(publish_scripted(&server, &quick, &receipt, &err));
    (void)close(nobody);
    assert_int_equal(err.kind, ERR_SHARE_AWAY);
    assert_non_null(strstr(err.message, "given up after 4 attempts"));
}

static int64_t milliseconds(void)
{
    struct timespec ts;
    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void retry_after_is_honoured_up_to_the_cap(void **state)
{
    (void)state;
    static const struct line script[] = {
        {.says = "HTTP/1.1 503 Later\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"},
        {.says = HELLO}};
    static const struct line centuries[] = {
        {.says = "HTTP/1.1 503 Later\r\nRetry-After: 9999999999\r\nContent-Length: 0\r\n\r\n"},
        {.says = HELLO}};
    struct scripted server;
    struct publish_receipt receipt;
    struct err err;
    struct publish_policy policy = quick;
    policy.max_delay_ms = 2000;
    int64_t began = milliseconds();
    scripted_start(&server, script, 2);
    assert_true(publish_scripted(&server, &policy, &receipt, &err));
    scripted_end(&server);
    assert_in_range(milliseconds() - began, 1000, INT64_MAX);
    policy.max_delay_ms = 40;
    began = milliseconds();
    scripted_start(&server, centuries, 2);
    assert_true(publish_scripted(&server, &policy, &receipt, &err));
    scripted_end(&server);
    assert_in_range(milliseconds() - began, 0, 60000); /* and not centuries */
}

static void a_signal_ends_the_pause(void **state)
{
    (void)state;
    static const struct line script[] = {{.says = EMPTY("503 Later")}};
    struct scripted server;
    struct publish_receipt receipt;
    struct err err;
    struct publish_policy policy = {.first_delay_ms = 60000, .max_delay_ms = 60000};
    pthread_t thread;
    int64_t began = milliseconds();
    scripted_start(&server, script, 1);
    assert_int_equal(pthread_create(&thread, NULL, scripted_stop_at_request, &server), 0);
    assert_false(publish_scripted(&server, &policy, &receipt, &err));
    assert_int_equal(err.kind, ERR_STOPPED);
    assert_in_range(milliseconds() - began, 0, 25000); /* the pause is 30 seconds at least */
    (void)pthread_join(thread, NULL);
    stop_raise(0);
    scripted_end(&server);
}

static void a_pause_that_would_outlast_the_run_is_not_begun(void **state)
{
    (void)state;
    static const struct line script[] = {{.says = EMPTY("503 Later")}};
    struct scripted server;
    struct publish_receipt receipt;
    struct err err;
    struct publish_policy policy = {.first_delay_ms = 600000, .max_delay_ms = 600000};
    stop_deadline(1);
    scripted_start(&server, script, 1);
    assert_false(publish_scripted(&server, &policy, &receipt, &err));
    scripted_end(&server);
    stop_deadline(0);
    assert_int_equal(err.kind, ERR_SHARE_AWAY);
    assert_string_equal(server.methods, "GET ");
}

static void a_broken_seal_is_not_sent(void **state)
{
    (void)state;
    static const struct line script[] = {{.says = EMPTY("500 Never asked")}};
    struct scripted server;
    struct publish_receipt receipt;
    struct err err;
    struct sealed sealed;
    scripted_start(&server, script, 1);
    struct dav *here = scripted_open(&server);
    struct publish *publish = publish_new(here, &quick);
    seal(&sealed, "a.xlsx", "hello");
    assert_int_equal(pwrite(sealed.fd, "J", 1, 0), 1);
    assert_false(publish_file(publish, &sealed.job, &receipt, &err));
    assert_int_equal(err.kind, ERR_LOCAL);
    assert_non_null(strstr(err.message, "a.xlsx"));
    publish_free(publish);
    dav_free(here);
    scripted_end(&server);
    assert_int_equal(server.connections, 0);
    (void)close(sealed.fd);
}

static void a_folder_that_a_plain_put_share_does_not_make_is_named(void **state)
{
    (void)state;
    static const struct line script[] = {LOOK_404,
                                         {.says = EMPTY("409 No folder")},
                                         {.says = EMPTY("405 What?")},
                                         LOOK_404,
                                         {.says = EMPTY("409 No folder")}};
    struct scripted server;
    struct publish_receipt receipt;
    struct err err;
    struct publish_policy policy = quick;
    policy.plain_put = true;
    scripted_start(&server, script, 5);
    struct dav *here = scripted_open(&server);
    assert_false(publish_text(here, &policy, "f/a.xlsx", "hello", NULL, &receipt, &err));
    dav_free(here);
    scripted_end(&server);
    assert_string_equal(server.methods, "GET PUT MKCOL GET PUT ");
    assert_int_equal(err.kind, ERR_SHARE_AWAY);
    assert_non_null(strstr(err.hint, "by hand"));
}

/* ---- names and pauses ---- */

static void names_that_some_share_refuses_are_refused_on_all(void **state)
{
    (void)state;
    static const char *const good[] = {"2026-05/r/r_2026-05_state.xlsx",
                                       "a",
                                       "index.html",
                                       "B\xc3\xbcro 7.xlsx",
                                       "CONTROL.xlsx",
                                       "COMA.x",
                                       "a~b.xlsx",
                                       ".cwreports/x.part"},
                             *const bad[] = {"",          "a//b",      "a*b.xlsx", "a:b",
                                             "a\"b",      "a<b",       "a>b",      "a?b",
                                             "a\\b",      "a|b",       "a#b",      "a%b",
                                             "a\tb",      "\xff.xlsx", " a",       "a ",
                                             "a./b",      "~$a.xlsx",  "CON",      "con.xlsx",
                                             "2026/lpt1", "NUL.txt",   ".lock",    "Desktop.ini",
                                             "x_vti_y",   "COM0.xlsx", "a/aux.b/c"};
    struct err err;
    for (size_t n = 0; n < sizeof(good) / sizeof(*good); n++)
        if (!publish_name(good[n], &err))
            fail_msg("%s", err.message);
    for (size_t n = 0; n < sizeof(bad) / sizeof(*bad); n++) {
        if (publish_name(bad[n], &err))
            fail_msg("taken: \"%s\"", bad[n]);
        assert_int_equal(err.kind, ERR_CONFIG);
    }
    char name[500];
    memset(name, 'n', sizeof(name));
    name[PUBLISH_NAME_MAX] = '\0';
    assert_true(publish_name(name, &err));
    name[PUBLISH_NAME_MAX] = 'n';
    name[PUBLISH_NAME_MAX + 1] = '\0';
    assert_false(publish_name(name, &err));
    assert_true(publish_name_base("https://h/", &err));
    assert_true(publish_name_base("https://h:8443/sites/cps/Shared%20Documents/", &err));
    assert_false(publish_name_base("https://h/a%23b/", &err));
    assert_non_null(strstr(err.message, "share.url: \"a#b\""));
    assert_false(publish_name_base("https://h/_vti_bin/", &err));
    assert_false(publish_name_base("https://h/CON/", &err));
}

static void only_our_own_older_leftovers_are_swept(void **state)
{
    (void)state;
    struct dav_outcome out;
    struct err err;
    struct publish_receipt receipt;
    int64_t removed = -1;
    static const char mark[] = "0123456789ab";
    static const struct {
        const char *name;
        bool stays;
    } files[] = {{"cwr-0123456789ab-3-00-a.part", false},
                 {"cwr-0123456789ab-16-00-a.part.0000000001", false},
                 {"cwr-0123456789ab-17-00-a.part", true},  /* this run's */
                 {"cwr-0123456789ab-170-00-a.part", true}, /* a later one's */
                 {"cwr-0123456789ab-x-00-a.part", true},
                 {"cwr-0123456789a-3-00-a.part", true}, /* other installations */
                 {"cwr-0123456789abc-3-00-a.part", true},
                 {"cwr-3-00-a.part", true},
                 {"somebody's.xlsx", true}};
    PUBLISHED(dav, &quick, share_path(&share, "swept/a.xlsx"), "kept", NULL, &receipt, &err);
    assert_int_equal(dav_mkcol(dav, staging, &out), DAV_DONE);
    char *path;
    for (size_t n = 0; n < sizeof(files) / sizeof(*files); n++) {
        path = xasprintf("%s/%s", staging, files[n].name);
        assert_int_equal(share_put(dav, path, "x"), DAV_DONE);
        free(path);
    }
    assert_true(publish_sweep(dav, mark, 17, &removed));
    assert_int_equal(removed, 2);
    for (size_t n = 0; n < sizeof(files) / sizeof(*files); n++) {
        path = xasprintf("%s/%s", staging, files[n].name);
        if (files[n].stays)
            share_assert_holds(dav, path, "x");
        else
            share_assert_gone(dav, path);
        (void)dav_delete(dav, path, &out);
        free(path);
    }
    assert_true(publish_sweep(dav, mark, 17, &removed));
    assert_int_equal(removed, 0);
    share_assert_holds(dav, share_path(&share, "swept/a.xlsx"), "kept");
    assert_staging_is_empty();
}

static void staging_names_are_never_the_same(void **state)
{
    (void)state;
    char one[512], two[512], name[300];
    publish_rule_staged("st", "17", "d/report 2026-05.xlsx", one, sizeof(one));
    publish_rule_staged("st", "17", "d/report 2026-05.xlsx", two, sizeof(two));
    assert_string_not_equal(one, two);
    assert_int_equal(strncmp(one, "st/cwr-17-", 10), 0);
    assert_true(str_ends(one, "-report_2026-05_xlsx.part"));
    memset(name, 'n', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    publish_rule_staged("st", "17", name, one, sizeof(one));
    assert_true(strlen(one) <= 200);
}

static void revision_names_keep_the_ending(void **state)
{
    (void)state;
    char name[64];
    publish_rule_revision("2026-05/a.xlsx", 2, name, sizeof(name));
    assert_string_equal(name, "2026-05/a_r2.xlsx");
    publish_rule_revision("2026.05/a", 13, name, sizeof(name));
    assert_string_equal(name, "2026.05/a_r13");
}

static void pauses_double_and_spread(void **state)
{
    (void)state;
    int64_t least = INT64_MAX, most = 0;
    for (int n = 0; n < 1000; n++) {
        int64_t ms = publish_rule_pause_ms(1000, 300000, 3, 0);
        least = ms < least ? ms : least;
        most = ms > most ? ms : most;
    }
    assert_in_range(least, 2000, 2400);
    assert_in_range(most, 5600, 6000);
    assert_in_range(publish_rule_pause_ms(1000, 300000, 60, 0), 150000, 450000);
    assert_int_equal(publish_rule_pause_ms(1000, 300000, 1, 120000), 120000);
    assert_in_range(publish_rule_pause_ms(1000, 5000, 1, 120000), 5000, 5000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_file_is_published_once),
        cmocka_unit_test(a_foreign_file_stays),
        cmocka_unit_test(our_older_file_is_replaced_as_the_share_allows),
        cmocka_unit_test(any_of_ours_is_replaced),
        cmocka_unit_test(a_revision_leaves_the_older_file),
        cmocka_unit_test(a_collection_that_vanished_is_made_again),
        cmocka_unit_test(a_plain_put_share_gets_unique_names),
        cmocka_unit_test(a_cut_plain_put_is_sent_again),
        cmocka_unit_test(a_file_that_a_person_has_open_waits),
        cmocka_unit_test(two_publishers_make_one_file),
        cmocka_unit_test(only_our_own_older_leftovers_are_swept),
        cmocka_unit_test(each_fault_has_its_answer),
        cmocka_unit_test(what_is_saved_while_we_send_stays),
        cmocka_unit_test(a_put_names_what_it_replaces),
        cmocka_unit_test(a_share_that_is_away_keeps_the_work),
        cmocka_unit_test(retry_after_is_honoured_up_to_the_cap),
        cmocka_unit_test(a_signal_ends_the_pause),
        cmocka_unit_test(a_pause_that_would_outlast_the_run_is_not_begun),
        cmocka_unit_test(a_broken_seal_is_not_sent),
        cmocka_unit_test(a_folder_that_a_plain_put_share_does_not_make_is_named),
        cmocka_unit_test(names_that_some_share_refuses_are_refused_on_all),
        cmocka_unit_test(staging_names_are_never_the_same),
        cmocka_unit_test(revision_names_keep_the_ending),
        cmocka_unit_test(pauses_double_and_spread),
    };
    /* what is not about a real server need not be seen once more on each of the four */
    const size_t n = getenv("CW_SHARE_KIND") ? 10 : sizeof(tests) / sizeof(*tests);
    return _cmocka_run_group_tests("publish", tests, n, start, end);
}
