/* etl/cmd_args.c - the command line, read into a struct by one table of options */
#include "cmd_args.h"

#include <stdlib.h>
#include <string.h>

#include "str.h"
#include "banned.h"

#define AT(member) offsetof(struct cmd_args, member)

/* clang-format off */
const struct cmd_arg cmd_args_table[] = {
    {"config", "FILE", CMD_ARG_FILE, AT(config), 0,
     "configuration (default /etc/cwreports/cwreports.ini)"},
    {"month", "YYYY-MM", CMD_ARG_MONTH, AT(month), 0,
     "the month that is meant; each verb says what it is without it"},
    {"report", "NAME", CMD_ARG_REPORT, AT(reports), AT(n_reports),
     "only this report; may be repeated"},
    {"scope", "CODE", CMD_ARG_LIST, AT(scopes), AT(n_scopes),
     "only this workbook, e.g. state or office-204; repeatable"},
    {"dry-run", NULL, CMD_ARG_FLAG, AT(dry_run), 0,
     "say what would be done, write nothing"},
    {"restate", NULL, CMD_ARG_FLAG, AT(restate), 0,
     "compute a closed month again, as a new version"},
    {"accept-drop", NULL, CMD_ARG_FLAG, AT(accept_drop), 0,
     "take an extract that lost rows (quality.max_drop_pct), once"},
    {"again", NULL, CMD_ARG_FLAG, AT(again), 0,
     "send what was delivered for --month once more, where missing"},
    {"quiet", NULL, CMD_ARG_FLAG, AT(quiet), 0,
     "say nothing but problems, also on a terminal"},
    {"verbose", NULL, CMD_ARG_FLAG, AT(verbose), 0,
     "say what is done, also without a terminal"},
    {"json", NULL, CMD_ARG_FLAG, AT(json), 0,
     "print JSON instead of text"},
    {"example", NULL, CMD_ARG_FLAG, AT(example), 0,
     "print an example configuration"},
    {"help", NULL, CMD_ARG_FLAG, AT(help), 0,
     "print help"},
    {"version", NULL, CMD_ARG_FLAG, AT(version), 0,
     "print the version"},
    {0},
};
/* clang-format on */

static const struct cmd_arg *find(const char *name, size_t n)
{
    for (const struct cmd_arg *a = cmd_args_table; a->name; a++)
        if (strlen(a->name) == n && strncmp(a->name, name, n) == 0)
            return a;
    return NULL;
}

static bool unknown(const char *word, struct err *err)
{
    const char *names[32];
    size_t n = 0;
    for (const struct cmd_arg *a = cmd_args_table; a->name && n < 32; a++)
        names[n++] = a->name;
    char *bare = xstrndup(word, strcspn(word, "="));
    err_set(err, ERR_USAGE, "there is no option \"%s\"", bare);
    const char *near = str_nearest(bare + strspn(bare, "-"), names, n);
    if (near)
        (void)err_hint(err, "did you mean --%s?", near);
    else
        (void)err_hint(err, "`cwreports --help` lists the verbs, `cwreports VERB --help` their "
                            "options");
    free(bare);
    return false;
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

static bool is_list(const struct cmd_arg *arg)
{
    return arg->type == CMD_ARG_LIST || arg->type == CMD_ARG_REPORT;
}

static bool store(struct cmd_args *args, const struct cmd_arg *arg, const char *value,
                  struct err *err)
{
    char *base = (char *)args;
    unsigned long bit = 1ul << (arg - cmd_args_table);
    if ((args->given & bit) && !is_list(arg))
        return err_set(err, ERR_USAGE, "--%s is given twice", arg->name);
    args->given |= bit;
    if (arg->type == CMD_ARG_FLAG) {
        *(bool *)(base + arg->offset) = true;
        return true;
    }
    if (!*value)
        return err_set(err, ERR_USAGE, "--%s is empty", arg->name);
    if (arg->type == CMD_ARG_MONTH && !is_month(value)) {
        err_set(err, ERR_USAGE, "\"%s\" is not a month", value);
        return err_hint(err, "write it as 2020-01");
    }
    if (is_list(arg)) {
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
    const struct cmd_arg *arg = str_starts(word, "--") ? find(name, n) : NULL;
    if (!arg)
        return unknown(word, err);
    const char *value = name[n] == '=' ? name + n + 1 : NULL;
    if (arg->type == CMD_ARG_FLAG && value)
        return err_set(err, ERR_USAGE, "--%s takes no value", arg->name);
    if (arg->type != CMD_ARG_FLAG && !value) {
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
        if (argv[i][0] == '-' && argv[i][1] != '\0') {
            if (!read_option(args, argc, argv, &i, err))
                return false;
        } else if (!args->verb) {
            args->verb = argv[i];
        } else if (args->n_operands < CMD_OPERANDS) {
            args->operands[args->n_operands++] = argv[i];
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

bool cmd_args_names(const char *words, const char *name)
{
    size_t n = strlen(name);
    for (const char *p = words; (p = strstr(p, name)); p += n)
        if ((p == words || p[-1] == ' ') && (p[n] == ' ' || p[n] == '\0'))
            return true;
    return str_eq(name, "help");
}

/* Each word of `operands` is asked for, one in brackets may be left out. */
static bool check_operands(const struct cmd_args *args, const char *verb, const char *operands,
                           struct err *err)
{
    size_t i = 0;
    for (const char *p = operands; *p; i++) {
        size_t n = strcspn(p, " ");
        if (i >= args->n_operands && *p != '[') {
            err_set(err, ERR_USAGE, "%s needs %.*s", verb, (int)n, p);
            return err_hint(err, "usage: cwreports %s %s", verb, operands);
        }
        p += n;
        p += strspn(p, " ");
    }
    if (args->n_operands <= i)
        return true;
    err_set(err, ERR_USAGE, "\"%s\" is one word too many", args->operands[i]);
    return err_hint(err, "usage: cwreports %s%s%s", verb, *operands ? " " : "", operands);
}

bool cmd_args_allowed(const struct cmd_args *args, const char *verb, const char *operands,
                      const char *options, struct err *err)
{
    for (const struct cmd_arg *a = cmd_args_table; a->name; a++) {
        if (!(args->given & (1ul << (a - cmd_args_table))) || cmd_args_names(options, a->name) ||
            str_eq(a->name, "config")) /* an alias of a shell may always give it */
            continue;
        err_set(err, ERR_USAGE, "%s takes no --%s", verb, a->name);
        return err_hint(err, "`cwreports %s --help` lists what it takes", verb);
    }
    return check_operands(args, verb, operands, err);
}
