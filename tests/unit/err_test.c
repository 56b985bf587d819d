/* tests/unit/err_test.c - one failure's text, and the table of exit codes */
#include <errno.h>
#include <string.h>

#include "err.h"
#include "str.h"
#include "unit.h"
#include "banned.h"

static void test_exit_codes_are_the_published_ones(void **state)
{
    (void)state;
    static const struct {
        enum err_kind kind;
        int code;
    } published[] = {
        {ERR_NONE, 0},        {ERR_USAGE, 2},      {ERR_CONFIG, 2},    {ERR_SOURCE_AWAY, 3},
        {ERR_SOURCE_DATA, 4}, {ERR_SHARE_AWAY, 5}, {ERR_LOCKED, 6},    {ERR_CONFLICT, 7},
        {ERR_VERIFY, 8},      {ERR_LOCAL, 9},      {ERR_RUNNING, 10},  {ERR_TOTALS, 11},
        {ERR_MART_AWAY, 9},   {ERR_STOPPED, 12},   {ERR_DEADLINE, 13}, {ERR_INTERNAL, 1},
    };
    assert_int_equal(sizeof(published) / sizeof(*published), ERR_KIND_COUNT);
    for (size_t i = 0; i < sizeof(published) / sizeof(*published); i++)
        assert_int_equal(err_info(published[i].kind)->exit_code, published[i].code);
}

static void test_every_kind_says_what_to_do(void **state)
{
    (void)state;
    for (int kind = 0; kind < ERR_KIND_COUNT; kind++) {
        const struct err_info *info = err_info((enum err_kind)kind);
        assert_int_equal(info->kind, kind);
        assert_true(*info->name && *info->meaning && *info->action);
        assert_false(str_ends(info->meaning, ".") || str_ends(info->action, "."));
        for (int other = 0; other < kind; other++)
            assert_string_not_equal(info->name, err_info((enum err_kind)other)->name);
    }
}

static void test_prefix_and_hint(void **state)
{
    (void)state;
    struct err err = {.kind = ERR_NONE};
    assert_false(err_set(&err, ERR_CONFIG, "key \"%s\"", "x"));
    assert_false(err_hint(&err, "try %s", "y"));
    assert_false(err_prefix(&err, "init %d", 1));
    assert_string_equal(err.message, "init 1: key \"x\"");
    assert_string_equal(err.hint, "try y");
    assert_int_equal(err_exit_code(&err), 2);
    assert_false(err_set(&err, ERR_LOCAL, "%s", err.message)); /* may quote itself */
    assert_string_equal(err.message, "init 1: key \"x\"");
    assert_string_equal(err.hint, ""); /* a hint belongs to its message */
    err_clear(&err);
    assert_int_equal(err_exit_code(&err), 0);
}

static void test_null_is_allowed(void **state)
{
    (void)state;
    assert_false(err_set(NULL, ERR_CONFIG, "x"));
    assert_false(err_set_errno(NULL, ERR_CONFIG, ENOENT, "x"));
    assert_false(err_hint(NULL, "x"));
    assert_false(err_prefix(NULL, "x"));
    assert_int_equal(err_exit_code(NULL), 0);
    err_clear(NULL);
}

static void test_errno_words(void **state)
{
    (void)state;
    struct err err = {.kind = ERR_NONE};
    err_set_errno(&err, ERR_LOCAL, ENOSPC, "cannot write \"%s\"", "a");
    assert_string_equal(err.message, "cannot write \"a\": No space left on device");
}

static void test_long_text_is_cut_at_a_character(void **state)
{
    (void)state;
    struct err err = {.kind = ERR_NONE};
    struct str text = STR_INIT;
    for (int i = 0; i < 2000; i++)
        str_add(&text, "\xe2\x82\xac");
    err_set(&err, ERR_LOCAL, "x%s", text.buf);
    assert_true(str_is_utf8(err.message, strlen(err.message)));
    assert_true(strlen(err.message) > 1000);
    err_prefix(&err, "%s", "prefix");
    assert_true(str_is_utf8(err.message, strlen(err.message)));
    assert_true(str_starts(err.message, "prefix: x"));
    str_release(&text);
}

static void test_one_line(void **state)
{
    (void)state;
    struct err err = {.kind = ERR_NONE};
    err_set(&err, ERR_LOCAL, "two\nlines\n");
    assert_string_equal(err.message, "two lines");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exit_codes_are_the_published_ones),
        cmocka_unit_test(test_every_kind_says_what_to_do),
        cmocka_unit_test(test_prefix_and_hint),
        cmocka_unit_test(test_null_is_allowed),
        cmocka_unit_test(test_errno_words),
        cmocka_unit_test(test_long_text_is_cut_at_a_character),
        cmocka_unit_test(test_one_line),
    };
    return cmocka_run_group_tests_name("err", tests, NULL, NULL);
}
