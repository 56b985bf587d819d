/*
 * etl/cmd_metrics.h - Prometheus textfile metrics after each call that works for an agency
 *
 * Below metrics.dir, each file whole or absent, readable by all, and nothing in it but numbers:
 *     cwreports_<agency>_<verb>.prom           how the last call of the verb ended, on success and
 *                                              on failure
 *     cwreports_<agency>_<verb>_success.prom   when it last succeeded: a failure never touches it
 *     cwreports_<agency>.prom                  what the ledger knows; stays as it was while the mart
 *                                              is away
 * What cannot be written is a warning, never the failure of a run.
 */
#ifndef CMD_METRICS_H
#define CMD_METRICS_H

#include "cmd.h"

void cmd_metrics_write(const struct cmd *cmd, const struct err *why);
bool cmd_metrics_check(const struct conf *conf, const struct check *check);

#endif
