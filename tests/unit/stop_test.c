/* tests/unit/stop_test.c - the flag that ends everything: signals and the deadline */
#include <signal.h>
#include <string.h>
#include <time.h>

/* the deadline counts whole minutes: the test reaches inside instead of waiting for one */
#include "../../etl/stop.c"
#include "unit.h"
#include "banned.h"

static void test_nothing_asked(void **state)
{
    (void)state;
    assert_false(stop_requested());
    OK(stop_check(WHY));
    assert_int_equal(stop_seconds_left(), 86400);
}

static void test_signals(void **state)
{
    (void)state;
    static const int signals[] = {SIGINT, SIGTERM};
    for (size_t i = 0; i < 2; i++) {
        struct err err = {.kind = ERR_NONE};
        assert_int_equal(raise(signals[i]), 0);
        assert_true(stop_requested());
        assert_false(stop_check(&err));
        assert_int_equal(err.kind, ERR_STOPPED);
        assert_non_null(strstr(err.message, i ? "SIGTERM" : "SIGINT"));
        stop_raise(0);
    }
    assert_int_equal(raise(SIGPIPE), 0); /* ignored: a lost reader is told by its write */
    assert_false(stop_requested());
}

static void test_deadline(void **state)
{
    (void)state;
    struct err err = {.kind = ERR_NONE};
    stop_deadline(2);
    assert_false(stop_requested());
    assert_true(stop_seconds_left() > 110 && stop_seconds_left() <= 120);
    deadline = now() - 1;
    assert_false(stop_check(&err));
    assert_int_equal(err.kind, ERR_DEADLINE);
    assert_int_equal(err_exit_code(&err), 13);
    assert_int_equal(stop_seconds_left(), 0);
    stop_raise(SIGTERM); /* a person is more specific than a clock */
    assert_false(stop_check(&err));
    assert_int_equal(err.kind, ERR_STOPPED);
    stop_raise(0);
    stop_deadline(0);
    assert_false(stop_requested());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_asked),
        cmocka_unit_test(test_signals),
        cmocka_unit_test(test_deadline),
    };
    stop_install();
    return cmocka_run_group_tests_name("stop", tests, NULL, NULL);
}
