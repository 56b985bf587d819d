/* tests/unit/progress_test.c - the live line: what it says, how wide it is, when it is silent */
#include <stdio.h>
#include <string.h>

#include "progress.h"
#include "str.h"
#include "unit.h"
#include "banned.h"

static const struct progress_view half = {.step = "extract",
                                          .unit = "tables",
                                          .now = "person",
                                          .files = 7,
                                          .want_files = 14,
                                          .rows = 1200000,
                                          .want_rows = 2400000,
                                          .bytes = 98765432,
                                          .seconds = 30,
                                          .rate = 41000};

static void is_line(const struct progress_view *view, int width, const char *expected)
{
    struct str line = STR_INIT;
    progress_line(view, width, &line);
    assert_string_equal(line.buf, expected);
    str_release(&line);
}

static void test_a_wide_terminal_shows_all(void **state)
{
    (void)state;
    is_line(&half, 200,
            "extract  7 of 14 tables  1,200,000 rows  98.8 MB  41,000 rows/s  0:30, about 0:30 "
            "left  person");
}

static void test_a_narrow_one_leaves_out_what_matters_least(void **state)
{
    (void)state;
    is_line(&half, 80,
            "extract  7 of 14 tables  1,200,000 rows  41,000 rows/s  0:30, about 0:30 left");
    is_line(&half, 60, "extract  7 of 14 tables  0:30, about 0:30 left");
    is_line(&half, 40, "extract  7 of 14 tables");
    is_line(&half, 20, "extract");
    is_line(&half, 5, "extr");
}

static void test_no_line_reaches_the_last_column(void **state)
{
    (void)state;
    for (int width = 2; width < 160; width++) {
        struct str line = STR_INIT;
        progress_line(&half, width, &line);
        assert_true(line.len < (size_t)width);
        str_release(&line);
    }
}

static void test_time_is_not_guessed_too_early(void **state)
{
    (void)state;
    struct progress_view v = half;
    v.seconds = 1;
    v.rate = 0;
    v.now = "";
    is_line(&v, 200, "extract  7 of 14 tables  1,200,000 rows  98.8 MB  0:01");
    v.seconds = 7261; /* more rows than the last time: nobody knows how many are left */
    v.rows = 3000000;
    is_line(&v, 200, "extract  7 of 14 tables  3,000,000 rows  98.8 MB  2:01:01");
    v = (struct progress_view){.step = "model", .unit = "SQL files", .seconds = 3, .now = "x.sql"};
    is_line(&v, 200, "model  0:03  x.sql");
    v = (struct progress_view){.step = "deliver",
                               .unit = "files",
                               .files = 3,
                               .want_files = 12,
                               .bytes = 5000000,
                               .seconds = 10,
                               .rate = 500000};
    is_line(&v, 200, "deliver  3 of 12 files  5.0 MB  500.0 kB/s  0:10, about 0:30 left");
}

/* Counting costs nothing and draws nothing where nobody watches. */
static void test_silence_without_a_terminal(void **state)
{
    (void)state;
    progress_open(false);
    progress_begin("extract", "tables");
    progress_expect(1, 1);
    progress_add(1, 1, 1);
    progress_now("x");
    progress_tick();
    progress_end();
}

static void test_numbers_for_people(void **state)
{
    (void)state;
    static const struct {
        int64_t n;
        const char *count, *bytes;
    } cases[] = {
        {0, "0", "0 B"},           {999, "999", "999 B"},
        {1000, "1,000", "1.0 kB"}, {1234567, "1,234,567", "1.2 MB"},
        {-1234, "-1,234", NULL},   {1500000000000, "1,500,000,000,000", "1.5 TB"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct str text = STR_INIT;
        str_add_count(&text, cases[i].n);
        assert_string_equal(text.buf, cases[i].count);
        str_clear(&text);
        str_add_bytes(&text, cases[i].n);
        if (cases[i].bytes)
            assert_string_equal(text.buf, cases[i].bytes);
        str_release(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_wide_terminal_shows_all),
        cmocka_unit_test(test_a_narrow_one_leaves_out_what_matters_least),
        cmocka_unit_test(test_no_line_reaches_the_last_column),
        cmocka_unit_test(test_time_is_not_guessed_too_early),
        cmocka_unit_test(test_silence_without_a_terminal),
        cmocka_unit_test(test_numbers_for_people),
    };
    return cmocka_run_group_tests_name("progress", tests, NULL, NULL);
}
