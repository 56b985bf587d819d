/*
 * etl/cmd.h - the command line: verbs, options, and the one place where errors are told
 *
 * cmd_main runs one verb and returns the exit code of err.c's table. A failure is one line on
 * standard error and one event in the log; nothing below this layer prints.
 *
 *     int main(int argc, char **argv) { return cmd_main(argc, argv); }
 *
 * How to add a verb: a function `bool cmd_x(struct cmd *cmd, struct err *err)` in the cmd_*.c
 * file it belongs to, a declaration below, a row in the table of cmd_verbs.c, `make generate`. Help,
 * manual, completion and README are printed from that row.
 */
#ifndef CMD_H
#define CMD_H

#include <stdbool.h>
#include <stdio.h>

#include "check.h"
#include "cmd_args.h"
#include "conf.h"
#include "job.h"

struct cmd;
struct json;

struct cmd_verb {
    const char *name;
    const char *operands; /* "REPORT CHILD-ID", "[PATH]", or "" */
    const char *help;     /* one line */
    const char *options;  /* names of the options it takes, blank-separated */
    const char *details;  /* paragraphs for `VERB --help` and the manual; lines of at most 78 */
    const char *examples; /* command lines, one a line, without the program's name; may be NULL */
    bool (*run)(struct cmd *cmd, struct err *err);
    const char *month; /* what --month is here, and what is meant without it; NULL: not taken */
};
extern const struct cmd_verb cmd_verbs[]; /* ends with a zeroed row */
const struct cmd_verb *cmd_verb_find(const char *name, struct err *err); /* NULL: the nearest */

/* What a call did, step by step; `run` may work for several months. */
struct cmd_step_done {
    const char *name;
    const char *state; /* done, failed */
    struct tally tally;
    int64_t ms;
};
#define CMD_STEPS 8 /* steps of a run, at most */
struct cmd_run_done {
    int64_t run_id;
    struct period period;
    const char *state;
    size_t n;
    struct cmd_step_done steps[CMD_STEPS];
};

struct cmd {
    const struct cmd_verb *verb;
    struct cmd_args args;
    struct conf conf; /* loaded by cmd_load_conf */
    struct job job;
    const char **reports; /* names, for job.reports */
    struct cmd_run_done *runs;
    size_t n_runs;
    struct json *plan; /* of --dry-run --json */
    int64_t began_ms;
};

int cmd_main(int argc, char **argv);

/* ---- shared by the verbs ---- */
/* Configuration, log, SQL overlay, deadline. */
bool cmd_load_conf(struct cmd *cmd, struct err *err);
/* The same for `check`: each thing wrong is told. False: the rest cannot be looked at. */
bool cmd_load_conf_all(struct cmd *cmd, const struct check *check);
/* The mart's connection in cmd->job.mart; `migrated`: refuse a schema that is not up to date. */
bool cmd_open_mart(struct cmd *cmd, bool migrated, struct err *err);
/* cmd->job.reports: what the source serves, is enabled, and was asked for. */
bool cmd_find_reports(struct cmd *cmd, struct err *err);
bool cmd_is_talkative(const struct cmd *cmd); /* a person watches: say what was done */
bool cmd_is_live(const struct cmd *cmd);      /* and their terminal can be redrawn */
/* Starts a colour on standard output, "" where there shall be none. A word always says the same. */
enum cmd_colour { CMD_GREEN, CMD_YELLOW, CMD_RED };
const char *cmd_colour(const struct cmd *cmd, enum cmd_colour colour);
/* Room for one more run, valid until the next call. */
struct cmd_run_done *cmd_result_add(struct cmd *cmd);
/* The table, or JSON where it was asked for, and metrics; `why` with ERR_NONE: done. */
void cmd_result_print(const struct cmd *cmd, const struct err *why);
/* Members exit_code and error, as each form of --json has them. */
void cmd_result_error(struct json *root, const struct err *why);

/* ---- what is printed from the tables ---- */
void cmd_help(FILE *out);
void cmd_help_verb(FILE *out, const struct cmd_verb *verb);

/* ---- the verbs ---- */
bool cmd_init(struct cmd *cmd, struct err *err);
bool cmd_check(struct cmd *cmd, struct err *err);
bool cmd_run(struct cmd *cmd, struct err *err);
bool cmd_step(struct cmd *cmd, struct err *err); /* extract, model, report, deliver */
bool cmd_status(struct cmd *cmd, struct err *err);
bool cmd_receipts(struct cmd *cmd, struct err *err);
bool cmd_explain(struct cmd *cmd, struct err *err);
bool cmd_verify(struct cmd *cmd, struct err *err);
bool cmd_expire(struct cmd *cmd, struct err *err);
bool cmd_expire_print(struct cmd *cmd, struct err *err); /* what it would remove */
bool cmd_sql(struct cmd *cmd, struct err *err);
bool cmd_conf(struct cmd *cmd, struct err *err);
bool cmd_doc(struct cmd *cmd, struct err *err);
bool cmd_version(struct cmd *cmd, struct err *err);

#endif
