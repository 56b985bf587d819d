/*
 * etl/cmd_args.h - the command line, read into a struct by one table of options
 *
 * Options may stand before or after the verb, as `--name value` or `--name=value`. Anything
 * unknown is ERR_USAGE with the nearest known name. Values belong to argv. To add an option: a
 * row in cmd_args.c, a member here, its name in the verbs that take it (cmd.c).
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

struct cmd_args {
    const char *verb; /* NULL: none was given */
    const char *operand;
    const char *config;
    const char *month; /* checked: YYYY-MM */
    const char **reports;
    size_t n_reports;
    const char **scopes;
    size_t n_scopes;
    bool restate, accept_drop, quiet, verbose, json, example, markdown, man, help, version;
    unsigned long given; /* bit i: option i of the table was there */
};

bool cmd_args_parse(struct cmd_args *args, int argc, char **argv, struct err *err);
void cmd_args_release(struct cmd_args *args);
/* Refuses options that the verb's blank-separated list does not name. */
bool cmd_args_allowed(const struct cmd_args *args, const char *verb, const char *options,
                      struct err *err);
/* One line per option that the list names. */
void cmd_args_help(FILE *out, const char *options);

#endif
