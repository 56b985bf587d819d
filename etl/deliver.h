/*
 * etl/deliver.h - outbox -> share: every sealed file that is not there yet, then the manifests
 *
 * Takes what the outbox holds, oldest first, whatever month it is of; a few processes at once.
 * When nothing of a month is left to send, its manifest.json is written, sealed and sent like any
 * other file: a month without a manifest is not complete. Then months that are not preliminary
 * are closed.
 *
 * A file that cannot be delivered (locked, changed by somebody, not the same when read back, refused
 * for its name, folder or size) does not keep the others; the first such error is returned at the
 * end. A share that cannot be reached or refuses the account ends the step; what is left waits in
 * the outbox.
 *
 *     deliver_run(&job, err);
 *     deliver_check_conf(conf, err);   // address and secret, without the network
 */
#ifndef DELIVER_H
#define DELIVER_H

#include <stdbool.h>

#include "job.h"

bool deliver_run(struct job *job, struct err *err);
/* For the start of a run: nothing is worth extracting that could never be sent. */
bool deliver_check_conf(const struct conf *conf, struct err *err);

#endif
