/*
 * etl/check.h - what a look at the world found: one finding after the other, told as it is made
 *
 * `check` asks each module "would a run work?". A module tells each finding, good or bad, and goes
 * on: the operator gets the whole list, not its first line. cmd_check.c prints it and gives the
 * verdict; nothing that is asked here changes anything.
 *
 * `what` is short and comes first on the line ("source rights", "source/famlink/meeting.sql");
 * err->message says what is wrong there, err->hint what to do now.
 *
 *     if (!spool_is_private(dir, &why))
 *         check_fail(check, "spool", &why);
 *     else
 *         check_ok(check, "spool", "\"%s\"", dir);
 */
#ifndef CHECK_H
#define CHECK_H

#include <stdbool.h>

#include "err.h"

enum check_state {
    CHECK_OK,
    CHECK_WARN, /* a run would work; somebody should look */
    CHECK_FAIL  /* a run would fail, or must not be: not ready */
};

struct check {
    void (*tell)(void *ctx, enum check_state state, const char *what, const struct err *why);
    void *ctx;
};

/* The details of what is well stand in the message. Returns true. */
bool check_ok(const struct check *check, const char *what, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Both clear *why, so that it may be used for the next finding. warn returns true, fail false. */
bool check_warn(const struct check *check, const char *what, struct err *why);
bool check_fail(const struct check *check, const char *what, struct err *why);
const char *check_word(enum check_state state); /* "ok", "warn", "FAIL" */

#endif
