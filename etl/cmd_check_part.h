/*
 * etl/cmd_check_part.h - the parts of `check` that belong to no step: servers, this machine
 *
 * Each tells its findings and changes nothing. Connections are given where they are open.
 *
 *     cmd_check_source(&conf, &check); cmd_check_machine(&conf, mart, &check);
 */
#ifndef CMD_CHECK_PART_H
#define CMD_CHECK_PART_H

#include "check.h"
#include "conf.h"
#include "db.h"

/* Version, zone, rights and clock of each server, asked of the server itself. A source that cannot
   be reached is left to the extract's own finding. */
void cmd_check_source(const struct conf *conf, const struct check *check);
void cmd_check_mart(const struct conf *conf, struct db *mart, const struct check *check);
/* Codes that stand in the data and in no code map: a warning each, with file, code and rows. */
void cmd_check_codes(const struct conf *conf, const struct check *check);
/* Spool and its disk, logo, passfiles. mart: NULL when its tables cannot be asked. */
void cmd_check_machine(const struct conf *conf, struct db *mart, const struct check *check);

#endif
