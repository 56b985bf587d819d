/*
 * etl/deliver_manifest.h - index.html and manifest.json of the months that are wholly delivered
 *
 * Internal to deliver.c. The manifest says for each file its path, report, scope, version, SHA-256,
 * size, rows and as-of date, and the digest of the index (deliver_index.h). Nothing personal, no
 * time of writing: the same files give the same bytes.
 *
 *     deliver_manifest_seal(job, &sealed, err);   // into the spool and the outbox
 */
#ifndef DELIVER_MANIFEST_H
#define DELIVER_MANIFEST_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"

struct job;

/* One month, whether something of it is new or not. */
bool deliver_manifest_seal_month(struct job *job, const char *month, struct err *err);
/* Every month that is wholly delivered and has something new. */
bool deliver_manifest_seal(struct job *job, int64_t *ret_sealed, struct err *err);

#endif
