/* tests/unit/digest_test.c - SHA-256 against the published test vectors and the obvious mistakes */
#include "digest.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "str.h"
/* Must stay last: it makes unsafe functions fail to compile. */
#include "banned.h"

#define SHA_EMPTY     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define SHA_ABC       "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define SHA_MILLION_A "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"

static int unnamed_file(const char *text, size_t n)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, n, file), n);
    assert_int_equal(fflush(file), 0);
    int fd = dup(fileno(file));
    (void)fclose(file);
    return fd;
}

static void knows_the_published_vectors(void **state)
{
    (void)state;
    assert_string_equal(digest_bytes("", 0).hex, SHA_EMPTY);
    assert_string_equal(digest_bytes("abc", 3).hex, SHA_ABC);
    struct digest *digest = digest_new();
    for (int n = 0; n < 100000; n++)
        digest_add(digest, "aaaaaaaaaa", 10);
    assert_string_equal(digest_finish(digest).hex, SHA_MILLION_A);
    digest_free(digest);
}

static void begins_anew_after_finish(void **state)
{
    (void)state;
    struct digest *digest = digest_new();
    digest_add(digest, "left over", 9);
    (void)digest_finish(digest);
    digest_add(digest, "ab", 2);
    digest_add(digest, "c", 1);
    assert_string_equal(digest_finish(digest).hex, SHA_ABC);
    assert_string_equal(digest_finish(digest).hex, SHA_EMPTY);
    digest_free(digest);
    digest_free(NULL);
}

/* Larger than one read; the descriptor's position neither matters nor moves. */
static void reads_a_file_from_its_start(void **state)
{
    (void)state;
    char *million = xmalloc(1000000);
    memset(million, 'a', 1000000);
    int fd = unnamed_file(million, 1000000);
    free(million);
    assert_int_equal(lseek(fd, 17, SEEK_SET), 17);
    struct digest_text text;
    int64_t size = 0;
    assert_true(digest_fd(fd, -1, &text, &size, NULL));
    assert_string_equal(text.hex, SHA_MILLION_A);
    assert_int_equal(size, 1000000);
    assert_int_equal(lseek(fd, 0, SEEK_CUR), 17);
    (void)close(fd);
}

static void reads_no_more_than_the_limit(void **state)
{
    (void)state;
    int fd = unnamed_file("abcdef", 6);
    struct digest_text text;
    int64_t size = -1;
    assert_true(digest_fd(fd, 3, &text, &size, NULL));
    assert_string_equal(text.hex, SHA_ABC);
    assert_int_equal(size, 3);
    assert_true(digest_fd(fd, 0, &text, NULL, NULL));
    assert_string_equal(text.hex, SHA_EMPTY);
    assert_true(digest_fd(fd, 100, &text, &size, NULL));
    assert_int_equal(size, 6);
    (void)close(fd);
}

static void fails_on_what_cannot_be_read(void **state)
{
    (void)state;
    struct digest_text text = {.hex = "untouched"};
    struct err err;
    err_clear(&err);
    assert_false(digest_fd(-1, -1, &text, NULL, &err));
    assert_int_equal(err.kind, ERR_LOCAL);
    err_clear(&err);
    assert_false(digest_file("/nonexistent/file", &text, NULL, &err));
    assert_int_equal(err.kind, ERR_LOCAL);
    assert_non_null(strstr(err.message, "/nonexistent/file"));
    err_clear(&err);
    assert_false(digest_file("/dev/null", &text, NULL, &err));
    assert_int_equal(err.kind, ERR_LOCAL);
    assert_non_null(strstr(err.message, "not a regular file"));
    assert_string_equal(text.hex, "untouched");
}

static void refuses_links_and_pipes_without_waiting(void **state)
{
    (void)state;
    char dir[] = "/tmp/cwreports-digest-XXXXXX";
    assert_non_null(mkdtemp(dir));
    char *file = xasprintf("%s/file", dir), *link = xasprintf("%s/link", dir);
    char *pipe = xasprintf("%s/pipe", dir);
    struct digest_text text;
    int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "abc", 3), 3);
    (void)close(fd);
    assert_int_equal(symlink(file, link), 0);
    assert_int_equal(mkfifo(pipe, 0600), 0);
    assert_true(digest_file(file, &text, NULL, NULL));
    assert_string_equal(text.hex, SHA_ABC);
    assert_false(digest_file(link, &text, NULL, NULL));
    (void)alarm(10);
    assert_false(digest_file(pipe, &text, NULL, NULL));
    (void)alarm(0);
    (void)unlink(file), (void)unlink(link), (void)unlink(pipe), (void)rmdir(dir);
    free(file), free(link), free(pipe);
}

static void tells_digests_from_other_text(void **state)
{
    (void)state;
    assert_true(digest_is_text(SHA_ABC));
    assert_false(digest_is_text(""));
    assert_false(digest_is_text(SHA_ABC "0"));
    assert_false(
        digest_is_text("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"));
    assert_false(digest_is_text("ba7816"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_the_published_vectors),
        cmocka_unit_test(begins_anew_after_finish),
        cmocka_unit_test(reads_a_file_from_its_start),
        cmocka_unit_test(reads_no_more_than_the_limit),
        cmocka_unit_test(fails_on_what_cannot_be_read),
        cmocka_unit_test(refuses_links_and_pipes_without_waiting),
        cmocka_unit_test(tells_digests_from_other_text),
    };
    return cmocka_run_group_tests_name("digest", tests, NULL, NULL);
}
