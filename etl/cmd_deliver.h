/*
 * etl/cmd_deliver.h - what the verb deliver has beside its step: --again, and what it cannot send
 *
 * Each does nothing for another verb.
 *
 *     cmd_deliver_check(cmd, err) && ... && cmd_deliver_fill(cmd, err) && (the step) &&
 *         cmd_deliver_tell(cmd, err)
 */
#ifndef CMD_DELIVER_H
#define CMD_DELIVER_H

#include <stdbool.h>

#include "cmd.h"

/* --again needs a month, and without it what is sent has no month of its own: ERR_USAGE. */
bool cmd_deliver_check(const struct cmd *cmd, struct err *err);
/* --again: what was delivered becomes a duty once more. */
bool cmd_deliver_fill(struct cmd *cmd, struct err *err);
/* Files that wait for a share of old: a line each month on standard error. Nobody failed, `deliver`
   cannot help and `run` does: it is said to who asked for `deliver`, not each night. */
bool cmd_deliver_tell(struct cmd *cmd, struct err *err);

#endif
