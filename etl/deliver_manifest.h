/*
 * etl/deliver_manifest.h - manifest.json of the months that are wholly delivered
 *
 * Internal to deliver.c. Says for each file its path, report, scope, version, SHA-256, size, rows
 * and as-of date; nothing personal, no time of writing: the same files give the same bytes.
 *
 *     deliver_manifest_seal(job, &sealed, err);   // into the spool and the outbox
 */
#ifndef DELIVER_MANIFEST_H
#define DELIVER_MANIFEST_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"

struct job;

bool deliver_manifest_seal(struct job *job, int64_t *ret_sealed, struct err *err);

#endif
