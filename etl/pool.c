/* etl/pool.c - a few forked workers share a list of items */
#include "pool.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stop.h"
#include "str.h"
#include "banned.h"

/* What the parent says: an item number, or one of these. */
#define ORDER_COMMIT   SIZE_MAX
#define ORDER_ROLLBACK (SIZE_MAX - 1)

/* What a child says, followed by result_size bytes. */
struct reply {
    size_t item; /* item done, or the order obeyed; POOL_READY after begin */
    bool ok;
    struct err err;
};
#define POOL_READY (SIZE_MAX - 2)

struct worker {
    pid_t pid;
    int orders;  /* parent writes */
    int replies; /* parent reads; -1: gone */
    bool busy;
    bool idle; /* has begun, and waits for an item that may begin */
};

struct gang {
    const struct pool *pool;
    struct worker *workers;
    size_t n;
    bool *given; /* items: handed out */
    bool *done;  /* items: finished */
    size_t finished;
    char *result;
    struct err *err; /* of the first failure */
    bool failed;
};

static bool write_all(int fd, const void *bytes, size_t n)
{
    const char *p = bytes;
    while (n > 0) {
        ssize_t done = write(fd, p, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        p += done;
        n -= (size_t)done;
    }
    return true;
}

static bool read_all(int fd, void *bytes, size_t n)
{
    char *p = bytes;
    while (n > 0) {
        ssize_t done = read(fd, p, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        p += done;
        n -= (size_t)done;
    }
    return true;
}

/* ---- the child ---- */

static bool say(const struct pool *pool, int fd, const struct reply *reply, const void *result)
{
    return write_all(fd, reply, sizeof(*reply)) && write_all(fd, result, pool->result_size);
}

static void child_main(const struct pool *pool, int orders, int replies)
{
    char *result = xcalloc(1, pool->result_size);
    void *state = NULL;
    struct reply reply = {.item = POOL_READY};
    bool begun = pool->begin(pool->context, &state, &reply.err);
    reply.ok = begun;
    bool open = say(pool, replies, &reply, result);
    size_t order = ORDER_ROLLBACK;
    while (open && read_all(orders, &order, sizeof(order))) {
        if (order == ORDER_COMMIT || order == ORDER_ROLLBACK)
            break;
        memset(result, 0, pool->result_size);
        memset(&reply, 0, sizeof(reply));
        reply.item = order;
        reply.ok = pool->work(pool->context, state, order, result, &reply.err);
        open = say(pool, replies, &reply, result);
        order = ORDER_ROLLBACK; /* what a vanished parent means */
    }
    memset(&reply, 0, sizeof(reply));
    reply.item = order;
    reply.ok = !begun || pool->end(pool->context, state, order == ORDER_COMMIT, &reply.err);
    (void)say(pool, replies, &reply, result);
    free(result);
    _exit(0);
}

/* ---- the parent ---- */

static void fail(struct gang *gang, const struct err *err)
{
    if (!gang->failed && gang->err)
        *gang->err = *err;
    gang->failed = true;
}

static bool start_worker(struct gang *gang, struct err *err)
{
    int orders[2] = {-1, -1};
    int replies[2] = {-1, -1};
    if (pipe(orders) != 0 || pipe(replies) != 0) {
        err_set_errno(err, ERR_LOCAL, errno, "cannot make a pipe");
        goto failed;
    }
    (void)fflush(NULL); /* or the child would print it again */
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid < 0) {
        err_set_errno(err, ERR_LOCAL, errno, "cannot start a worker process");
        goto failed;
    }
    if (pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (getppid() != parent)
            _exit(1);
        for (size_t i = 0; i < gang->n; i++) { /* so that each sees its own end of file */
            (void)close(gang->workers[i].orders);
            (void)close(gang->workers[i].replies);
        }
        (void)close(orders[1]);
        (void)close(replies[0]);
        child_main(gang->pool, orders[0], replies[1]);
    }
    (void)close(orders[0]);
    (void)close(replies[1]);
    gang->workers[gang->n++] =
        (struct worker){.pid = pid, .orders = orders[1], .replies = replies[0], .busy = true};
    return true;
failed:
    for (int i = 0; i < 2; i++) {
        if (orders[i] >= 0)
            (void)close(orders[i]);
        if (replies[i] >= 0)
            (void)close(replies[i]);
    }
    return false;
}

static void give_order(struct worker *worker, size_t order)
{
    /* a dead worker is noticed when its replies end */
    (void)write_all(worker->orders, &order, sizeof(order));
    worker->busy = true;
}

static void give_next(struct gang *gang, struct worker *worker)
{
    const struct pool *pool = gang->pool;
    size_t i = 0;
    while (i < pool->items &&
           (gang->given[i] || (pool->ready && !pool->ready(pool->context, i, gang->done))))
        i++;
    worker->idle = i == pool->items;
    if (worker->idle || gang->failed)
        return;
    gang->given[i] = true;
    give_order(worker, i);
}

/* What one has finished, others may have waited for. */
static void give_idle(struct gang *gang)
{
    for (size_t i = 0; i < gang->n; i++)
        if (gang->workers[i].pid && gang->workers[i].idle)
            give_next(gang, &gang->workers[i]);
}

static void worker_died(struct gang *gang, struct worker *worker)
{
    int status = 0;
    (void)waitpid(worker->pid, &status, 0);
    worker->pid = 0;
    worker->busy = false;
    (void)close(worker->replies);
    worker->replies = -1;
    struct err err = {.kind = ERR_NONE};
    if (WIFSIGNALED(status))
        err_set(&err, ERR_INTERNAL, "a worker process was killed by signal %d", WTERMSIG(status));
    else
        err_set(&err, ERR_INTERNAL, "a worker process ended too early");
    fail(gang, &err);
}

static void hear_worker(struct gang *gang, struct worker *worker)
{
    const struct pool *pool = gang->pool;
    struct reply reply;
    if (!read_all(worker->replies, &reply, sizeof(reply)) ||
        !read_all(worker->replies, gang->result, pool->result_size)) {
        worker_died(gang, worker);
        return;
    }
    worker->busy = false;
    if (!reply.ok) {
        fail(gang, &reply.err);
        return;
    }
    if (reply.item < pool->items) {
        gang->finished++;
        gang->done[reply.item] = true;
        struct err err = {.kind = ERR_NONE};
        if (pool->done && !pool->done(pool->context, reply.item, gang->result, &err))
            fail(gang, &err);
    }
    if (reply.item < pool->items || reply.item == POOL_READY)
        give_next(gang, worker);
    if (reply.item < pool->items && pool->ready)
        give_idle(gang);
}

static bool any_busy(const struct gang *gang)
{
    for (size_t i = 0; i < gang->n; i++)
        if (gang->workers[i].busy)
            return true;
    return false;
}

/* Until nobody works. After a failure the others are asked to stop: their waits listen. */
static void hear_all(struct gang *gang, bool stoppable)
{
    bool told = false;
    while (any_busy(gang)) {
        struct err err = {.kind = ERR_NONE};
        if (stoppable && !stop_check(&err))
            fail(gang, &err);
        if (gang->failed && stoppable && !told) {
            for (size_t i = 0; i < gang->n; i++)
                if (gang->workers[i].pid && gang->workers[i].busy)
                    (void)kill(gang->workers[i].pid, SIGTERM);
            told = true;
        }
        struct pollfd fds[64];
        size_t which[64];
        nfds_t n = 0;
        for (size_t i = 0; i < gang->n && n < 64; i++) {
            if (!gang->workers[i].busy)
                continue;
            which[n] = i;
            fds[n++] = (struct pollfd){.fd = gang->workers[i].replies, .events = POLLIN};
        }
        if (poll(fds, n, STOP_POLL_MS) <= 0)
            continue;
        for (nfds_t i = 0; i < n; i++)
            if (fds[i].revents)
                hear_worker(gang, &gang->workers[which[i]]);
    }
}

static void end_workers(struct gang *gang)
{
    bool commit = !gang->failed && gang->finished == gang->pool->items;
    for (size_t i = 0; i < gang->n; i++)
        if (gang->workers[i].pid)
            give_order(&gang->workers[i], commit ? ORDER_COMMIT : ORDER_ROLLBACK);
    hear_all(gang, false); /* a commit under way is not interrupted */
    for (size_t i = 0; i < gang->n; i++) {
        struct worker *worker = &gang->workers[i];
        (void)close(worker->orders);
        if (worker->replies >= 0)
            (void)close(worker->replies);
        if (worker->pid)
            (void)waitpid(worker->pid, NULL, 0);
    }
}

static bool run_here(const struct pool *pool, struct err *err)
{
    char *result = xcalloc(1, pool->result_size);
    void *state = NULL;
    bool ok = pool->begin(pool->context, &state, err);
    bool begun = ok;
    for (size_t i = 0; ok && i < pool->items; i++) {
        memset(result, 0, pool->result_size);
        ok = stop_check(err) && pool->work(pool->context, state, i, result, err) &&
             (!pool->done || pool->done(pool->context, i, result, err));
    }
    if (begun && !pool->end(pool->context, state, ok, ok ? err : NULL))
        ok = false;
    free(result);
    return ok;
}

bool pool_run(const struct pool *pool, struct err *err)
{
    size_t wanted = pool->workers > 0 ? (size_t)pool->workers : 1;
    if (wanted > pool->items)
        wanted = pool->items;
    if (wanted > 64)
        wanted = 64;
    if (wanted <= 1)
        return pool->items == 0 || run_here(pool, err);

    struct gang gang = {.pool = pool, .err = err};
    gang.workers = xcalloc(wanted, sizeof(*gang.workers));
    gang.result = xcalloc(1, pool->result_size);
    gang.given = xcalloc(pool->items, sizeof(*gang.given));
    gang.done = xcalloc(pool->items, sizeof(*gang.done));
    for (size_t i = 0; i < wanted && !gang.failed; i++) {
        struct err start = {.kind = ERR_NONE};
        if (!start_worker(&gang, &start))
            fail(&gang, &start);
    }
    hear_all(&gang, true);
    if (!gang.failed && gang.finished < pool->items) {
        struct err stuck = {.kind = ERR_NONE};
        err_set(&stuck, ERR_INTERNAL, "items of work wait for each other");
        fail(&gang, &stuck);
    }
    end_workers(&gang);
    free(gang.workers);
    free(gang.result);
    free(gang.given);
    free(gang.done);
    return !gang.failed;
}

long pool_cores(void)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof(set), &set) != 0)
        return 1;
    int n = CPU_COUNT(&set);
    return n > 0 ? n : 1;
}
