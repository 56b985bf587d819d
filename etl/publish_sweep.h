/*
 * etl/publish_sweep.h - removes what killed runs of ours left in the staging collection
 *
 * Ours is what begins with our mark and the number of an older run; nothing else is touched, and
 * nothing outside the staging collection. Best effort: a leftover is ugly, not wrong.
 *
 *     publish_sweep(dav, "4f2a90b1c3d7", 17, &removed);   // runs 0 to 16
 */
#ifndef PUBLISH_SWEEP_H
#define PUBLISH_SWEEP_H

#include <stdbool.h>
#include <stdint.h>

#include "dav.h"

/* False when the share does not say what is there. */
bool publish_sweep(struct dav *dav, const char *mark, int64_t before_run, int64_t *ret_removed);
/* Is it a staging name of this mark and of a run before that? */
bool publish_sweep_is_ours(const char *name, const char *mark, int64_t before_run);

#endif
