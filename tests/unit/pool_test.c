/* tests/unit/pool_test.c - forked workers: every item once, all or nothing, no worker left */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pool.h"
#include "stop.h"
#include "unit.h"
#include "banned.h"

#define ITEMS 40

/* Shared between the processes, so that the test sees what the children did. */
struct board {
    int begun, committed, rolled_back;
    int worked[ITEMS];
    pid_t by[ITEMS];
    int ended[ITEMS]; /* as the how many-th */
    int n_ended;
};

struct context {
    struct board *board;
    long fail_at;  /* item, -1: none */
    long crash_at; /* item */
    long sleep_at; /* item that takes long */
    bool fail_begin, fail_end;
    bool (*ready)(const void *context, size_t item, const bool *finished);
    size_t seen; /* in the parent */
    int sum;
};

static bool begin(void *ctx, void **ret_state, struct err *err)
{
    struct context *c = ctx;
    __atomic_add_fetch(&c->board->begun, 1, __ATOMIC_SEQ_CST);
    *ret_state = c->board;
    return !c->fail_begin || err_set(err, ERR_SOURCE_AWAY, "no connection");
}

static bool work(void *ctx, void *state, size_t item, void *ret_result, struct err *err)
{
    struct context *c = ctx;
    assert_ptr_equal(state, c->board);
    __atomic_add_fetch(&c->board->worked[item], 1, __ATOMIC_SEQ_CST);
    c->board->by[item] = getpid();
    if ((long)item == c->crash_at)
        (void)kill(getpid(), SIGKILL);
    if ((long)item == c->fail_at)
        return err_set(err, ERR_SOURCE_DATA, "item %zu is bad", item);
    for (int i = 0; (long)item == c->sleep_at && i < 300; i++) {
        if (!stop_check(err))
            return false;
        (void)usleep(50000);
    }
    (void)usleep(1000);
    c->board->ended[item] = __atomic_add_fetch(&c->board->n_ended, 1, __ATOMIC_SEQ_CST);
    *(int *)ret_result = (int)item * 2;
    return true;
}

static bool end(void *ctx, void *state, bool commit, struct err *err)
{
    struct context *c = ctx;
    (void)state;
    __atomic_add_fetch(commit ? &c->board->committed : &c->board->rolled_back, 1, __ATOMIC_SEQ_CST);
    return !(commit && c->fail_end) || err_set(err, ERR_MART_AWAY, "cannot commit");
}

static bool done(void *ctx, size_t item, const void *result, struct err *err)
{
    struct context *c = ctx;
    (void)err;
    assert_int_equal(*(const int *)result, (int)item * 2);
    c->seen++;
    c->sum += *(const int *)result;
    return true;
}

/* Item 0 first, then two chains: the even ones and the odd ones. */
static bool chained(const void *ctx, size_t item, const bool *finished)
{
    (void)ctx;
    return item == 0 || (item == 1 ? finished[0] : finished[item - 2]);
}

static bool never(const void *ctx, size_t item, const bool *finished)
{
    (void)ctx;
    (void)finished;
    return item < 2;
}

static bool run(struct context *c, long workers, size_t items, struct err *err)
{
    struct pool pool = {.items = items,
                        .workers = workers,
                        .result_size = sizeof(int),
                        .context = c,
                        .begin = begin,
                        .work = work,
                        .end = end,
                        .ready = c->ready,
                        .done = done};
    memset(c->board, 0, sizeof(*c->board));
    return pool_run(&pool, err);
}

static struct context fresh(void)
{
    static struct board *board;
    if (!board)
        board =
            mmap(NULL, sizeof(*board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(board != MAP_FAILED);
    return (struct context){.board = board, .fail_at = -1, .crash_at = -1, .sleep_at = -1};
}

static void no_child_left(void)
{
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static void test_each_item_once(void **state)
{
    (void)state;
    for (long workers = 1; workers <= 4; workers++) {
        struct context c = fresh();
        OK(run(&c, workers, ITEMS, WHY));
        for (int i = 0; i < ITEMS; i++)
            assert_int_equal(c.board->worked[i], 1);
        assert_int_equal(c.seen, ITEMS);
        assert_int_equal(c.sum, ITEMS * (ITEMS - 1));
        assert_int_equal(c.board->begun, workers);
        assert_int_equal(c.board->committed, workers);
        assert_int_equal(c.board->rolled_back, 0);
        assert_true((c.board->by[0] == getpid()) == (workers == 1));
        no_child_left();
    }
}

static void test_few_items_few_workers(void **state)
{
    (void)state;
    struct context c = fresh();
    OK(run(&c, 8, 2, WHY));
    assert_int_equal(c.board->begun, 2);
    OK(run(&c, 8, 0, WHY));
    assert_int_equal(c.board->begun, 0);
}

static void test_an_item_waits_for_what_it_needs(void **state)
{
    (void)state;
    for (long workers = 1; workers <= 4; workers++) {
        struct context c = fresh();
        c.ready = chained;
        OK(run(&c, workers, ITEMS, WHY));
        assert_int_equal(c.board->ended[0], 1);
        for (int i = 2; i < ITEMS; i++)
            assert_true(c.board->ended[i] > c.board->ended[i - 2]);
        assert_int_equal(c.seen, ITEMS);
        assert_int_equal(c.board->committed, workers);
        no_child_left();
    }
}

static void test_a_failure_ends_those_that_wait(void **state)
{
    (void)state;
    struct context c = fresh();
    struct err err = {.kind = ERR_NONE};
    c.ready = chained;
    c.fail_at = 4;
    assert_false(run(&c, 3, ITEMS, &err));
    assert_string_equal(err.message, "item 4 is bad");
    assert_int_equal(c.board->worked[6], 0);
    assert_int_equal(c.board->committed, 0);
    no_child_left();
}

static void test_items_that_wait_for_ever_are_told(void **state)
{
    (void)state;
    struct context c = fresh();
    struct err err = {.kind = ERR_NONE};
    c.ready = never;
    assert_false(run(&c, 2, ITEMS, &err));
    assert_int_equal(err.kind, ERR_INTERNAL);
    assert_int_equal(c.board->committed, 0);
    no_child_left();
}

static void test_one_failure_rolls_all_back(void **state)
{
    (void)state;
    for (long workers = 1; workers <= 3; workers++) {
        struct context c = fresh();
        struct err err = {.kind = ERR_NONE};
        c.fail_at = 5;
        assert_false(run(&c, workers, ITEMS, &err));
        assert_int_equal(err.kind, ERR_SOURCE_DATA);
        assert_string_equal(err.message, "item 5 is bad");
        assert_int_equal(c.board->committed, 0);
        assert_int_equal(c.board->rolled_back, c.board->begun);
        assert_int_equal(c.board->worked[ITEMS - 1], 0); /* nobody went on */
        no_child_left();
    }
}

static void test_failures_at_both_ends(void **state)
{
    (void)state;
    for (long workers = 1; workers <= 2; workers++) {
        struct context c = fresh();
        struct err err = {.kind = ERR_NONE};
        c.fail_begin = true;
        assert_false(run(&c, workers, ITEMS, &err));
        assert_int_equal(err.kind, ERR_SOURCE_AWAY);
        assert_int_equal(c.board->committed + c.board->rolled_back, 0);
        c = fresh();
        c.fail_end = true;
        assert_false(run(&c, workers, ITEMS, &err));
        assert_int_equal(err.kind, ERR_MART_AWAY);
        no_child_left();
    }
}

static void test_a_killed_worker_fails_the_run(void **state)
{
    (void)state;
    struct context c = fresh();
    struct err err = {.kind = ERR_NONE};
    c.crash_at = 3;
    assert_false(run(&c, 2, ITEMS, &err));
    assert_non_null(strstr(err.message, "killed by signal 9"));
    assert_int_equal(c.board->committed, 0);
    assert_int_equal(c.board->rolled_back, c.board->begun - 1);
    no_child_left();
}

static void on_alarm(int number)
{
    (void)number;
    stop_raise(SIGINT);
}

static void test_a_stop_reaches_the_workers(void **state)
{
    (void)state;
    struct context c = fresh();
    struct err err = {.kind = ERR_NONE};
    c.sleep_at = 1;
    (void)signal(SIGALRM, on_alarm);
    (void)alarm(1);
    assert_false(run(&c, 2, 2, &err));
    assert_int_equal(err.kind, ERR_STOPPED);
    assert_int_equal(c.board->committed, 0);
    no_child_left();
    stop_raise(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_item_once),
        cmocka_unit_test(test_few_items_few_workers),
        cmocka_unit_test(test_an_item_waits_for_what_it_needs),
        cmocka_unit_test(test_a_failure_ends_those_that_wait),
        cmocka_unit_test(test_items_that_wait_for_ever_are_told),
        cmocka_unit_test(test_one_failure_rolls_all_back),
        cmocka_unit_test(test_failures_at_both_ends),
        cmocka_unit_test(test_a_killed_worker_fails_the_run),
        cmocka_unit_test(test_a_stop_reaches_the_workers),
    };
    stop_install(); /* as main does: a worker that is asked to stop rolls back */
    return cmocka_run_group_tests_name("pool", tests, NULL, NULL);
}
