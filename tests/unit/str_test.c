/* tests/unit/str_test.c - growable text, arena, numbers, nearest names */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "str.h"
#include "unit.h"
#include "banned.h"

static void test_text_grows(void **state)
{
    (void)state;
    struct str s = STR_INIT;
    assert_string_equal(s.buf, "");
    for (int i = 0; i < 1000; i++)
        str_addf(&s, "%d,", i);
    assert_int_equal(s.len, strlen(s.buf));
    assert_int_equal(s.len, 3890);
    str_clear(&s);
    assert_string_equal(s.buf, "");
    str_addn(&s, "a\0b", 3);
    assert_int_equal(s.len, 3);
    char *text = str_detach(&s);
    assert_memory_equal(text, "a\0b", 4);
    free(text);
    assert_string_equal(s.buf, "");
    str_release(&s);
    str_release(NULL);
}

static void test_detached_empty_text_is_the_callers(void **state)
{
    (void)state;
    struct str s = STR_INIT;
    char *text = str_detach(&s);
    assert_string_equal(text, "");
    free(text); /* must not be the shared empty string */
}

static void test_arena(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    char *first = arena_strdup(&arena, "first");
    char *big = arena_alloc(&arena, 100000);
    for (int i = 0; i < 100000; i++)
        assert_int_equal(big[i], 0);
    memset(big, 'x', 100000);
    assert_string_equal(arena_printf(&arena, "%s-%d", "n", 5), "n-5");
    assert_string_equal(first, "first");
    assert_null(arena_strdup(&arena, NULL));
    arena_release(&arena);
    arena_release(&arena);
    arena_release(NULL);
}

static void test_whole_numbers(void **state)
{
    (void)state;
    int64_t n = 77;
    assert_true(str_to_int64("0", 0, 5, &n));
    assert_int_equal(n, 0);
    assert_true(str_to_int64("-9223372036854775808", INT64_MIN, INT64_MAX, &n));
    assert_true(n == INT64_MIN);
    n = 77;
    static const char *const wrong[] = {"",  " 1", "1 ",  "+1",  "1x",  "0x10",
                                        "6", "-",  "1e3", "1.0", "--1", "9223372036854775808"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
        assert_false(str_to_int64(wrong[i], 0, 5, &n));
    assert_false(str_to_int64(NULL, 0, 5, &n));
    assert_int_equal(n, 77);
}

static void test_numbers(void **state)
{
    (void)state;
    double x = 77;
    assert_true(str_to_double("-1.5", &x));
    assert_true(x == -1.5);
    assert_true(str_to_double("1e3", &x));
    static const char *const wrong[] = {"", " 1", "1 ", "nan", "inf", "0x1p3", "1,5", "1e999", "."};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
        assert_false(str_to_double(wrong[i], &x));
}

static void test_distance(void **state)
{
    (void)state;
    assert_int_equal(str_distance("", "abc"), 3);
    assert_int_equal(str_distance("abc", "abc"), 0);
    assert_int_equal(str_distance("workers", "wrokers"), 1); /* a swap is one edit */
    assert_int_equal(str_distance("kitten", "sitting"), 3);
}

static void test_nearest(void **state)
{
    (void)state;
    static const char *const names[] = {"workers", "enabled", "scopes"};
    assert_string_equal(str_nearest("wrokers", names, 3), "workers");
    assert_string_equal(str_nearest("scope", names, 3), "scopes");
    assert_null(str_nearest("banana", names, 3));
    assert_null(str_nearest("x", names, 0));
}

static void test_utf8(void **state)
{
    (void)state;
    assert_int_equal(str_utf8_fit("a\xc3\xa9z", 2), 1); /* not inside the e acute */
    assert_int_equal(str_utf8_fit("a\xc3\xa9z", 3), 3);
    assert_int_equal(str_utf8_fit("abc", 9), 3);
    static const char *const good[] = {
        "", "abc", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xef\xbf\xbd"};
    for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
        assert_true(str_is_utf8(good[i], strlen(good[i])));
    static const char *const bad[] = {"\x80",         "\xc3",         "\xc0\xaf",
                                      "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                                      "\xff",         "a\xe2\x82",    "\xf8\x88\x80\x80\x80"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        assert_false(str_is_utf8(bad[i], strlen(bad[i])));
}

static void test_questions(void **state)
{
    (void)state;
    assert_true(str_eq(NULL, NULL));
    assert_false(str_eq("", NULL));
    assert_true(str_starts("source/x", "source/"));
    assert_false(str_starts("so", "source/"));
    assert_true(str_ends("a.sql", ".sql"));
    assert_false(str_ends("sql", ".sql"));
}

static void test_number_as_text(void **state)
{
    (void)state;
    static const int64_t values[] = {0, 7, -7, 10, -10, 99, 1234567890123, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
        char expected[24];
        (void)snprintf(expected, sizeof(expected), "%lld", (long long)values[i]);
        assert_string_equal(str_number(values[i]).text, expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_number_as_text),
        cmocka_unit_test(test_text_grows),
        cmocka_unit_test(test_detached_empty_text_is_the_callers),
        cmocka_unit_test(test_arena),
        cmocka_unit_test(test_whole_numbers),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_distance),
        cmocka_unit_test(test_nearest),
        cmocka_unit_test(test_utf8),
        cmocka_unit_test(test_questions),
    };
    return cmocka_run_group_tests_name("str", tests, NULL, NULL);
}
