/* etl/cmd_args.c - the command line, read into a struct by one table of options */
#include "cmd_args.h"

#include <stdlib.h>
#include <string.h>

#include "str.h"
#include "banned.h"

enum arg_type { ARG_FLAG, ARG_TEXT, ARG_LIST, ARG_MONTH };

static const struct arg {
    const char *name;
    enum arg_type type;
    size_t offset;       /* of the member of struct cmd_args */
    size_t count_offset; /* ARG_LIST: of its size_t */
    const char *value;   /* name of the value in help */
    const char *help;
} table[] = {
    {"config", ARG_TEXT, offsetof(struct cmd_args, config), 0, "FILE",
     "configuration (default /etc/cwreports/cwreports.ini)"},
    {"month", ARG_MONTH, offsetof(struct cmd_args, month), 0, "YYYY-MM",
     "month of the reports (default: the last that has ended)"},
    {"report", ARG_LIST, offsetof(struct cmd_args, reports), offsetof(struct cmd_args, n_reports),
     "NAME", "only this report; may be repeated"},
    {"scope", ARG_LIST, offsetof(struct cmd_args, scopes), offsetof(struct cmd_args, n_scopes),
     "CODE", "only this workbook, e.g. state or office-204; may be repeated"},
    {"restate", ARG_FLAG, offsetof(struct cmd_args, restate), 0, NULL,
     "compute a closed month again, as a new version"},
    {"accept-drop", ARG_FLAG, offsetof(struct cmd_args, accept_drop), 0, NULL,
     "take an extract that lost rows (quality.max_drop_pct), this once"},
    {"quiet", ARG_FLAG, offsetof(struct cmd_args, quiet), 0, NULL,
     "say nothing but problems, also on a terminal"},
    {"verbose", ARG_FLAG, offsetof(struct cmd_args, verbose), 0, NULL,
     "print the table of steps, also without a terminal"},
    {"json", ARG_FLAG, offsetof(struct cmd_args, json), 0, NULL, "print JSON"},
    {"example", ARG_FLAG, offsetof(struct cmd_args, example), 0, NULL,
     "print an example configuration"},
    {"markdown", ARG_FLAG, offsetof(struct cmd_args, markdown), 0, NULL,
     "print the table of options for a README"},
    {"man", ARG_FLAG, offsetof(struct cmd_args, man), 0, NULL,
     "print the options for a manual page"},
    {"help", ARG_FLAG, offsetof(struct cmd_args, help), 0, NULL, "print help"},
    {"version", ARG_FLAG, offsetof(struct cmd_args, version), 0, NULL, "print the version"},
};
#define COUNT (sizeof(table) / sizeof(*table))

static const struct arg *find(const char *name, size_t n)
{
    for (size_t i = 0; i < COUNT; i++)
        if (strlen(table[i].name) == n && strncmp(table[i].name, name, n) == 0)
            return &table[i];
    return NULL;
}

static bool unknown(const char *word, struct err *err)
{
    const char *names[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        names[i] = table[i].name;
    err_set(err, ERR_USAGE, "unknown option \"%s\"", word);
    const char *near = str_nearest(word + strspn(word, "-"), names, COUNT);
    if (near)
        return err_hint(err, "did you mean --%s?", near);
    return err_hint(err, "see `cwreports --help`");
}

static bool is_month(const char *text)
{
    int64_t year = 0;
    int64_t month = 0;
    char part[5] = "";
    if (strlen(text) != 7 || text[4] != '-' || strspn(text, "0123456789-") != 7)
        return false;
    memcpy(part, text, 4);
    return str_to_int64(part, 1900, 2999, &year) && str_to_int64(text + 5, 1, 12, &month);
}

static bool store(struct cmd_args *args, const struct arg *arg, const char *value, struct err *err)
{
    char *base = (char *)args;
    unsigned long bit = 1ul << (arg - table);
    if ((args->given & bit) && arg->type != ARG_LIST)
        return err_set(err, ERR_USAGE, "--%s is given twice", arg->name);
    args->given |= bit;
    if (arg->type == ARG_FLAG) {
        *(bool *)(base + arg->offset) = true;
        return true;
    }
    if (!*value)
        return err_set(err, ERR_USAGE, "--%s is empty", arg->name);
    if (arg->type == ARG_MONTH && !is_month(value)) {
        err_set(err, ERR_USAGE, "\"%s\" is not a month", value);
        return err_hint(err, "write it as 2020-01");
    }
    if (arg->type == ARG_LIST) {
        const char ***list = (const char ***)(void *)(base + arg->offset);
        size_t *n = (size_t *)(void *)(base + arg->count_offset);
        *list = xrealloc(*list, *n + 1, sizeof(**list));
        (*list)[(*n)++] = value;
        return true;
    }
    *(const char **)(void *)(base + arg->offset) = value;
    return true;
}

static bool read_option(struct cmd_args *args, int argc, char **argv, int *i, struct err *err)
{
    const char *word = argv[*i];
    if (str_eq(word, "-h"))
        word = "--help";
    const char *name = word + 2;
    size_t n = strcspn(name, "=");
    const struct arg *arg = str_starts(word, "--") ? find(name, n) : NULL;
    if (!arg)
        return unknown(word, err);
    const char *value = name[n] == '=' ? name + n + 1 : NULL;
    if (arg->type == ARG_FLAG && value)
        return err_set(err, ERR_USAGE, "--%s takes no value", arg->name);
    if (arg->type != ARG_FLAG && !value) {
        if (*i + 1 >= argc)
            return err_set(err, ERR_USAGE, "--%s needs a value: %s", arg->name, arg->value);
        value = argv[++*i];
    }
    return store(args, arg, value, err);
}

bool cmd_args_parse(struct cmd_args *args, int argc, char **argv, struct err *err)
{
    *args = (struct cmd_args){.verb = NULL};
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] == '-') {
            if (!read_option(args, argc, argv, &i, err))
                return false;
        } else if (!args->verb) {
            args->verb = argv[i];
        } else if (!args->operand) {
            args->operand = argv[i];
        } else {
            return err_set(err, ERR_USAGE, "\"%s\" is one word too many", argv[i]);
        }
    }
    return true;
}

void cmd_args_release(struct cmd_args *args)
{
    if (!args)
        return;
    free(args->reports);
    free(args->scopes);
    *args = (struct cmd_args){.verb = NULL};
}

/* Is `name` one of the blank-separated words? */
static bool names(const char *words, const char *name)
{
    size_t n = strlen(name);
    for (const char *p = words; (p = strstr(p, name)); p += n)
        if ((p == words || p[-1] == ' ') && (p[n] == ' ' || p[n] == '\0'))
            return true;
    return false;
}

bool cmd_args_allowed(const struct cmd_args *args, const char *verb, const char *options,
                      struct err *err)
{
    for (size_t i = 0; i < COUNT; i++) {
        if (!(args->given & (1ul << i)) || names(options, table[i].name) ||
            str_eq(table[i].name, "help"))
            continue;
        err_set(err, ERR_USAGE, "%s takes no --%s", verb, table[i].name);
        return err_hint(err, "see `cwreports %s --help`", verb);
    }
    return true;
}

void cmd_args_help(FILE *out, const char *options)
{
    for (size_t i = 0; i < COUNT; i++) {
        if (!names(options, table[i].name))
            continue;
        int n = fprintf(out, "  --%s%s%s", table[i].name, table[i].value ? " " : "",
                        table[i].value ? table[i].value : "");
        (void)fprintf(out, "%*s%s\n", n < 20 ? 20 - n : 1, "", table[i].help);
    }
}
