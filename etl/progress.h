/*
 * etl/progress.h - what a person at a terminal sees while a step works: one line, redrawn in place
 *
 * A step says what it will do and counts what it did; whoever does the work counts, also a forked
 * worker: the counters are shared memory. The line is drawn at most ten times a second by the
 * process that opened it, from the waits that ask stop_check, so that the clock goes on while a
 * database computes. It is never wider than the terminal and is wiped before anything else is
 * printed. Without a terminal nothing is drawn and counting costs next to nothing.
 * Like the log this is a global of the process: there is one terminal.
 *
 *     progress_begin("extract", "tables");
 *     progress_expect(14, 2400000);
 *     progress_add(0, 1000, 65536); ... progress_add(1, 0, 0);
 *     progress_end();
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

void progress_open(bool live); /* live: a person watches standard error */
void progress_begin(const char *step, const char *unit);
/* What a step will have done at its end; 0: not known. May be called again. */
void progress_expect(int64_t files, int64_t rows);
void progress_add(int64_t files, int64_t rows, int64_t bytes);
void progress_now(const char *what); /* the name of what is at work, or "" */
void progress_tick(void);            /* draws when it is due */
void progress_end(void);             /* wipes the line */

/* ---- for the test ---- */
struct str;
struct progress_view {
    const char *step, *unit, *now;
    int64_t files, rows, bytes, want_files, want_rows;
    int64_t seconds; /* since the step began */
    int64_t rate;    /* rows a second, or bytes where no row is counted; 0: too early to say */
};
/* The line for a terminal of `width` columns: what matters least is left out first. */
void progress_line(const struct progress_view *view, int width, struct str *out);

#endif
