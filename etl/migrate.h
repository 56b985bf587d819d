/*
 * etl/migrate.h - brings the mart's schema to what this program needs
 *
 * sql/schema/NNN_what.sql are applied in order, each once, each in a transaction, and recorded in
 * etl.migration with the digest of their text. A file that was applied and has changed since is
 * refused, and so is a mart that has files which this program lacks: ERR_CONFIG. Safe to repeat
 * and to call twice at once (advisory lock).
 *
 *     migrate_apply(mart, &applied, err);
 */
#ifndef MIGRATE_H
#define MIGRATE_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"

struct db;

bool migrate_apply(struct db *mart, int64_t *ret_applied, struct err *err);
/* Tells each file that migrate_apply would apply; refuses what it would refuse. Writes nothing. */
bool migrate_pending(struct db *mart, void (*each)(void *ctx, const char *path), void *ctx,
                     struct err *err);
/* Is everything applied? ERR_CONFIG with the first file that is not, and what to do. */
bool migrate_check(struct db *mart, struct err *err);

#endif
