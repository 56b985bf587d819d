/* etl/stop.c - one flag that asks everything to end: SIGINT, SIGTERM or the run's deadline */
#include "stop.h"

#include <signal.h>
#include <time.h>

#include "banned.h"

static volatile sig_atomic_t signal_seen; /* number of the signal */
static time_t deadline;                   /* CLOCK_MONOTONIC seconds; 0: none */

static void on_signal(int number)
{
    signal_seen = number;
}

static void (*on_check)(void);

static time_t now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec;
}

void stop_install(void)
{
    /* no SA_RESTART: a waiting call returns and asks stop_check */
    struct sigaction action = {.sa_handler = on_signal};
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    action.sa_handler = SIG_IGN; /* a lost connection or reader is reported by its write */
    (void)sigaction(SIGPIPE, &action, NULL);
    (void)sigaction(SIGXFSZ, &action, NULL); /* and so is a limit on the size of files */
}

void stop_deadline(long long minutes)
{
    deadline = minutes > 0 ? now() + (time_t)minutes * 60 : 0;
}

void stop_on_check(void (*call)(void))
{
    on_check = call;
}

bool stop_requested(void)
{
    return signal_seen || (deadline && now() >= deadline);
}

bool stop_check(struct err *err)
{
    if (on_check)
        on_check();
    if (signal_seen)
        return err_set(err, ERR_STOPPED, "stopped by %s",
                       signal_seen == SIGINT ? "SIGINT" : "SIGTERM");
    if (deadline && now() >= deadline) {
        err_set(err, ERR_DEADLINE, "the deadline has passed");
        return err_hint(err, "run.deadline_minutes in the configuration sets it");
    }
    return true;
}

long long stop_seconds_left(void)
{
    if (!deadline)
        return 86400;
    long long left = (long long)(deadline - now());
    return left > 0 ? left : 0;
}

void stop_raise(int number)
{
    signal_seen = number;
}
