/* tests/unit/probe_test.c - what is found out about a share is what that server is known to do */
#include "../lib/share.h"

#include <dirent.h>

#include "publish_probe.h"
#include "publish_race.h"
/* Must stay last: it makes unsafe functions fail to compile. */
#include "banned.h"

static struct share share;
static char *staging;

static int start(void **state)
{
    (void)state;
    share_start(&share);
    staging = xasprintf("%s/staging", share.root);
    share.config.staging = staging;
    return 0;
}

static int end(void **state)
{
    (void)state;
    free(staging);
    share_end(&share);
    return 0;
}

static struct dav *open_again(const void *context, struct err *err)
{
    return dav_open(context, err);
}

/* Measured before, at length and in the servers' system calls. */
static const struct known {
    const char *kind;
    struct publish_probe is;
    enum publish_replace replace;
} known[] = {
    {"lighttpd",
     {.create_only = true,
      .move_atomic = true,
      .put_atomic = true,
      .if_match = true,
      .if_none_match = true,
      .locks = true,
      .expect = true,
      .case_sensitive = true,
      .name_max = 246},
     PUBLISH_REPLACE_MOVE},
    {"apache",
     {.create_only = true,
      .put_atomic = true,
      .if_match = true,
      .if_none_match = true,
      .locks = true,
      .expect = true,
      .case_sensitive = true,
      .name_max = 255},
     PUBLISH_REPLACE_DIRECT},
    {"nginx",
     {.create_only = true,
      .move_atomic = true,
      .put_atomic = true,
      .locks = true,
      .expect = true,
      .case_sensitive = true,
      .name_max = 255},
     PUBLISH_REPLACE_MOVE},
    {"rclone",
     {.create_only = true, .locks = true, .expect = true, .case_sensitive = true, .name_max = 255},
     PUBLISH_REPLACE_REVISION},
};

static void assert_nothing_is_left(void)
{
    char *path = xasprintf("%s/%s", share.files, staging);
    DIR *dir = opendir(path);
    const struct dirent *entry;
    while (dir && (entry = readdir(dir)))
        if (entry->d_name[0] != '.')
            fail_msg("left by the probe: %s", entry->d_name);
    if (dir)
        (void)closedir(dir);
    free(path);
}

static void a_share_is_what_it_is_known_to_be(void **state)
{
    (void)state;
    struct publish_probe_policy policy = {.open = open_again,
                                          .context = &share.config,
                                          .run = "m-1",
                                          .seconds = 1,
                                          .race_ms = 60000, /* the count ends it */
                                          .race_count = 150};
    struct publish_probe found;
    struct err err;
    const struct known *expected = known;
    while (!share_is(&share, expected->kind))
        expected++;
    if (!publish_probe(&policy, &found, &err))
        fail_msg("%s", err.message);
    if (!share_is(&share, "rclone")) /* does not name itself */
        assert_string_not_equal(found.server, "");
#define SAME(member) assert_int_equal(found.member, expected->is.member)
    SAME(create_only);
    SAME(move_atomic);
    SAME(put_atomic);
    SAME(if_match);
    SAME(if_none_match);
    SAME(locks);
    SAME(expect);
    SAME(rewrites);
    SAME(case_sensitive);
    /* lighttpd appends a number of its own while it writes: as long as process numbers are */
    assert_in_range(found.name_max, expected->is.name_max - 8, expected->is.name_max + 8);
#undef SAME
    assert_int_equal(publish_probe_replace(&found), expected->replace);
    assert_nothing_is_left();
}

/* Where everything takes long the readers are waited for: what they did not look at is not unsafe. */
static void a_slow_machine_finds_the_same(void **state)
{
    (void)state;
    struct publish_probe_policy policy = {.open = open_again,
                                          .context = &share.config,
                                          .run = "m-2",
                                          .seconds = 1,
                                          .race_ms = 1,
                                          .race_count = 1};
    struct publish_probe found;
    struct err err;
    const struct known *expected = known;
    while (!share_is(&share, expected->kind))
        expected++;
    if (!publish_probe(&policy, &found, &err))
        fail_msg("%s", err.message);
    assert_int_equal(publish_probe_replace(&found), expected->replace);
    assert_nothing_is_left();
}

/* The same readers, longer, in the way that would be used: every read is one file or the other. */
static void readers_see_whole_files_in_the_mode_called_safe(void **state)
{
    (void)state;
    struct publish_race_body body[2];
    struct publish_race_seen seen;
    struct dav_outcome out;
    struct err err;
    const struct known *expected = known;
    while (!share_is(&share, expected->kind))
        expected++;
    if (expected->replace == PUBLISH_REPLACE_REVISION)
        skip(); /* nothing is replaced there: see publish_test */
    for (int i = 0; i < 2; i++) {
        struct str text = STR_INIT;
        for (int n = 0; n < 8000; n++)
            str_addf(&text, "%d %d\n", i, n);
        body[i].fd = share_file(text.buf, text.len);
        body[i].size = (int64_t)text.len;
        body[i].sha256 = digest_bytes(text.buf, text.len);
        str_release(&text);
    }
    struct dav *dav = dav_open(&share.config, &err);
    assert_non_null(dav);
    const char *path = share_path(&share, "read while replaced.xlsx");
    char *staged = xasprintf("%s/a.part", staging);
    assert_int_equal(dav_mkcol(dav, staging, &out), DAV_DONE);
    assert_int_equal(dav_put(dav, path, body[0].fd, body[0].size, NULL, &out), DAV_DONE);
    const struct publish_race race = {.open = open_again,
                                      .context = &share.config,
                                      .dav = dav,
                                      .path = path,
                                      .staged =
                                          expected->replace == PUBLISH_REPLACE_MOVE ? staged : NULL,
                                      .body = {&body[0], &body[1]},
                                      .ms = 60000,
                                      .count = 300,
                                      .least = 20};
    assert_true(publish_race(&race, &seen, &out, &err));
    assert_int_equal(seen.broken, 0);
    assert_int_equal(seen.writes, 300);
    assert_true(seen.reads >= 20);
    for (int i = 0; i < 2; i++)
        (void)close(body[i].fd);
    free(staged);
    dav_free(dav);
}

static void a_share_that_is_away_is_not_measured(void **state)
{
    (void)state;
    struct dav_config away = share.config;
    away.url = "http://127.0.0.1:9/";
    struct publish_probe_policy policy = {.open = open_again, .context = &away, .run = "m-1"};
    struct publish_probe found = {.name_max = -7};
    struct err err;
    assert_false(publish_probe(&policy, &found, &err));
    assert_int_equal(err.kind, ERR_SHARE_AWAY);
    assert_int_equal(found.name_max, -7);
}

static void the_safest_way_is_chosen(void **state)
{
    (void)state;
    const struct publish_probe both = {.move_atomic = true, .put_atomic = true},
                               put = {.put_atomic = true, .if_match = true}, none = {.locks = true};
    assert_int_equal(publish_probe_replace(&both), PUBLISH_REPLACE_MOVE);
    assert_int_equal(publish_probe_replace(&put), PUBLISH_REPLACE_DIRECT);
    assert_int_equal(publish_probe_replace(&none), PUBLISH_REPLACE_REVISION);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_share_is_what_it_is_known_to_be),
        cmocka_unit_test(a_slow_machine_finds_the_same),
        cmocka_unit_test(readers_see_whole_files_in_the_mode_called_safe),
        cmocka_unit_test(a_share_that_is_away_is_not_measured),
        cmocka_unit_test(the_safest_way_is_chosen),
    };
    return cmocka_run_group_tests_name("probe", tests, start, end);
}
