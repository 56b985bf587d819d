/*
 * etl/stop.h - one flag that asks everything to end: SIGINT, SIGTERM or the run's deadline
 *
 * Long work asks stop_check between pieces; waiting calls (db.c, dav.c) ask it at least four
 * times a second. A stop is an error like any other: the step is rolled back, the ledger says
 * "stopped". A second signal does not hurry it: rolling back is already the short way out.
 *
 *     while (more) {
 *         if (!stop_check(err))
 *             goto out;   // ERR_STOPPED or ERR_DEADLINE
 */
#ifndef STOP_H
#define STOP_H

#include <stdbool.h>

#include "err.h"

#define STOP_POLL_MS 250 /* longest wait between two questions */

void stop_install(void);               /* SIGINT, SIGTERM; SIGPIPE, SIGXFSZ are ignored */
void stop_deadline(long long minutes); /* from now; 0: none */
/* Called by stop_check, so at least four times a second while anything waits. NULL: none. */
void stop_on_check(void (*call)(void));
bool stop_requested(void); /* signal or deadline */
bool stop_check(struct err *err);
long long stop_seconds_left(void); /* until the deadline; a day when there is none */
void stop_raise(int signal);       /* as if the signal had come: for tests and workers */

#endif
