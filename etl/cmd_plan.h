/*
 * etl/cmd_plan.h - --dry-run: what a verb would do, said without doing it
 *
 * Each part prints lines to standard output (with --json it keeps them): the step, then what it would do. The mart is opened
 * read-only for it, no lock is taken, no run is noted, nothing reaches spool or share.
 *
 *     cmd_plan_begin(cmd, err) && cmd_plan_extract(cmd, err) && cmd_plan_month(cmd, month, err);
 */
#ifndef CMD_PLAN_H
#define CMD_PLAN_H

#include <stdbool.h>

#include "cmd.h"

/* Makes the mart's session read-only and says whether a run is at work. */
bool cmd_plan_begin(struct cmd *cmd, struct err *err);
bool cmd_plan_init(struct cmd *cmd, struct err *err);
/* Also fills job.period's cutoff, and with --month the whole of it. */
bool cmd_plan_extract(struct cmd *cmd, struct err *err);
bool cmd_plan_model(struct cmd *cmd, const char *month, struct err *err);
bool cmd_plan_report(struct cmd *cmd, const char *month, struct err *err);
bool cmd_plan_deliver(struct cmd *cmd, struct err *err); /* what waits now */
/* A word that is no step: of the month, or (NULL) of all. */
void cmd_plan_note(struct cmd *cmd, const char *month, const char *words);
/* With --json all of it is printed here, once, whatever became of it: form cwreports-plan-1, see
   conf/plan.schema.json. */
void cmd_plan_print(struct cmd *cmd, const struct err *why);

#endif
