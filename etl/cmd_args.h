/*
 * etl/cmd_args.h - the command line, read into a struct by one table of options
 *
 * Options may stand before or after the verb, as `--name value` or `--name=value`. Anything
 * unknown is ERR_USAGE with the nearest known name. Values belong to argv. To add an option: a
 * row in cmd_args.c, a member here, its name in the verbs that take it (cmd_verbs.c), then
 * `make generate`: help, manual, completion and the README follow.
 *
 *     struct cmd_args args;
 *     if (!cmd_args_parse(&args, argc, argv, &err)) ...
 *     cmd_args_release(&args);
 */
#ifndef CMD_ARGS_H
#define CMD_ARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "err.h"

#define CMD_OPERANDS 4 /* words after the verb, at most */

struct cmd_args {
    const char *verb;                   /* NULL: none was given */
    const char *operands[CMD_OPERANDS]; /* NULL where there is none */
    size_t n_operands;
    const char *config;
    const char *month; /* checked: YYYY-MM */
    const char **reports;
    size_t n_reports;
    const char **scopes;
    size_t n_scopes;
    bool dry_run, restate, accept_drop, again, quiet, verbose, json, example, help, version;
    unsigned long given; /* bit i: option i of the table was there */
};

enum cmd_arg_type { CMD_ARG_FLAG, CMD_ARG_FILE, CMD_ARG_REPORT, CMD_ARG_LIST, CMD_ARG_MONTH };

/* One row of the table, as help, manual and completion print it. */
struct cmd_arg {
    const char *name;
    const char *value; /* name of its value, NULL: a flag */
    enum cmd_arg_type type;
    size_t offset;       /* of the member of struct cmd_args */
    size_t count_offset; /* lists: of its size_t */
    const char *help;    /* one line */
};
extern const struct cmd_arg cmd_args_table[]; /* ends with a zeroed row */

bool cmd_args_parse(struct cmd_args *args, int argc, char **argv, struct err *err);
void cmd_args_release(struct cmd_args *args);
/* Refuses options that the verb's blank-separated list does not name, and a number of words that
   does not fit its operands: "REPORT CHILD-ID", "[PATH]", "". */
bool cmd_args_allowed(const struct cmd_args *args, const char *verb, const char *operands,
                      const char *options, struct err *err);
/* Whether the blank-separated list names the option. --help is every verb's. */
bool cmd_args_names(const char *options, const char *name);

#endif
