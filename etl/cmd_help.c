/* etl/cmd_help.c - one screen of help for the program, one for each verb */
#include <string.h>

#include "cmd.h"
#include "str.h"
#include "banned.h"

void cmd_help(FILE *out)
{
    (void)fprintf(out, "usage: cwreports [--config FILE] [OPTION]... VERB\n\n"
                       "Monthly child-welfare reports: extracts an agency's data from PostgreSQL,\n"
                       "computes the figures in SQL, writes Excel workbooks, publishes them.\n\n");
    for (const struct cmd_verb *v = cmd_verbs; v->name; v++)
        (void)fprintf(out, "  %-10s%s\n", v->name, v->help);
    (void)fprintf(out,
                  "\n`cwreports VERB --help` says more; `cwreports doc exit-codes` says what each\n"
                  "exit code means and what to do. Manuals: cwreports(1), cwreports.ini(5).\n");
}

void cmd_help_verb(FILE *out, const struct cmd_verb *verb)
{
    (void)fprintf(out, "usage: cwreports %s%s%s%s\n\n%s\n", *verb->options ? "[OPTION]... " : "",
                  verb->name, *verb->operands ? " " : "", verb->operands, verb->help);
    if (*verb->details)
        (void)fprintf(out, "\n%s\n", verb->details);
    if (*verb->options)
        (void)fprintf(out, "\n");
    for (const struct cmd_arg *a = cmd_args_table; a->name; a++) {
        if (!cmd_args_names(verb->options, a->name) || str_eq(a->name, "help"))
            continue;
        int n = fprintf(out, "  --%s%s%s", a->name, a->value ? " " : "", a->value ? a->value : "");
        bool is_month = a->type == CMD_ARG_MONTH && verb->month;
        (void)fprintf(out, "%*s%s\n", n < 19 ? 19 - n : 1, "", is_month ? verb->month : a->help);
    }
    const char *p = verb->examples;
    for (bool first = true; p && *p; first = false) {
        size_t n = strcspn(p, "\n");
        (void)fprintf(out, "%s  cwreports %.*s\n", first ? "\nfor example\n" : "", (int)n, p);
        p += n + (p[n] == '\n');
    }
}
