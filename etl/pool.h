/*
 * etl/pool.h - a few forked workers share a list of items
 *
 * pool_run hands items 0..items-1 to `workers` child processes, each item to whoever is free, and
 * brings back one fixed-size result per item. A child opens what it needs (database connections)
 * in `begin`, after the fork: it must never touch a handle of its parent.
 *
 * When all items are done `end` is called in every child with commit = true; after any failure,
 * a stop or a dead worker with commit = false. So a child may hold one transaction over all its
 * items and decide it in `end`. Errors come back as the child filled them; the first one wins.
 *
 * Items are handed out in their order; with `ready`, the first that may begin. What an item waits
 * for stands before it, so that there is always one that may.
 *
 * With one worker nothing is forked: the same callbacks run in this process, in order.
 *
 *     struct pool pool = {.items = n, .workers = 2, .result_size = sizeof(struct loaded),
 *                         .begin = open_pair, .work = copy_table, .end = close_pair,
 *                         .done = note_rows, .context = &job};
 *     ok = pool_run(&pool, err);
 */
#ifndef POOL_H
#define POOL_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"

struct pool {
    size_t items;
    long workers;
    size_t result_size; /* plain data: it crosses a pipe */
    void *context;      /* as it was at the fork */

    /* in the child; *ret_state is given to the others */
    bool (*begin)(void *context, void **ret_state, struct err *err);
    bool (*work)(void *context, void *state, size_t item, void *ret_result, struct err *err);
    bool (*end)(void *context, void *state, bool commit, struct err *err);

    /* in the parent: may `item` begin, now that those with finished[i] are? NULL: at any time */
    bool (*ready)(const void *context, size_t item, const bool *finished);
    /* in the parent, in the order in which items finish; may be NULL */
    bool (*done)(void *context, size_t item, const void *result, struct err *err);
};

bool pool_run(const struct pool *pool, struct err *err);
long pool_cores(void); /* processors this process may use */

#endif
