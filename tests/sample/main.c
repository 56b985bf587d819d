/*
 * tests/sample/main.c - command line of the sample agency generator
 *
 *     build/sample --kind famlink --size state | psql -X -q -v ON_ERROR_STOP=1 -d source
 */
#include "sample.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "banned.h"

static const char usage_text[] =
    "usage: sample --kind famlink|faces --size small|state|nation [--seed N] [--schema NAME]\n"
    "\n"
    "Writes a psql script that creates one schema with an invented agency: tables, rows, keys,\n"
    "indexes. The same options give the same bytes.\n"
    "\n"
    "  --kind    famlink: Washington's warehouse copy; faces: Missouri's\n"
    "  --size    small: about 300 children; state: the published size; nation: 400,000 in care\n"
    "  --seed    whole number, default 1\n"
    "  --schema  default: the kind\n";

static const char *const size_names[] = {"small", "state", "nation"};

enum { OPT_KIND = 1, OPT_SIZE, OPT_SEED, OPT_SCHEMA, OPT_HELP };

static const struct option options[] = {
    {"kind", required_argument, NULL, OPT_KIND}, {"size", required_argument, NULL, OPT_SIZE},
    {"seed", required_argument, NULL, OPT_SEED}, {"schema", required_argument, NULL, OPT_SCHEMA},
    {"help", no_argument, NULL, OPT_HELP},       {NULL, 0, NULL, 0},
};

struct command {
    const char *kind;
    const char *size;
    struct sample sample;
};

static _Noreturn void refuse(const char *what, const char *value)
{
    fprintf(stderr, "sample: %s '%s'\nhint: sample --help\n", what, value != NULL ? value : "");
    exit(2);
}

static uint64_t parse_seed(const char *text)
{
    uint64_t value = 0;

    if (*text == '\0' || strlen(text) > 18)
        refuse("not a seed:", text);
    for (const char *p = text; *p != '\0'; p++) {
        if (*p < '0' || *p > '9')
            refuse("not a seed:", text);
        value = value * 10 + (uint64_t)(*p - '0');
    }
    return value;
}

/* The name goes into the script as it stands, so it has to be a plain lower-case identifier. */
static const char *parse_schema(const char *text)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789_";

    if (*text == '\0' || strlen(text) > 63 || strspn(text, allowed) != strlen(text) ||
        (*text >= '0' && *text <= '9'))
        refuse("not a plain lower-case schema name:", text);
    return text;
}

static enum size parse_size(const char *text)
{
    for (size_t i = 0; text != NULL && i < sizeof(size_names) / sizeof(*size_names); i++) {
        if (strcmp(text, size_names[i]) == 0)
            return (enum size)i;
    }
    refuse("--size must be small, state or nation, not", text);
}

static void parse(struct command *command, int argc, char **argv)
{
    int opt;

    while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
        switch (opt) {
        case OPT_KIND:
            command->kind = optarg;
            break;
        case OPT_SIZE:
            command->size = optarg;
            break;
        case OPT_SEED:
            command->sample.seed = parse_seed(optarg);
            break;
        case OPT_SCHEMA:
            command->sample.schema = parse_schema(optarg);
            break;
        case OPT_HELP:
            fputs(usage_text, stdout);
            exit(0);
        default:
            fputs("hint: sample --help\n", stderr);
            exit(2);
        }
    }
    if (optind < argc)
        refuse("unexpected argument", argv[optind]);
}

int main(int argc, char **argv)
{
    struct command command = {.sample = {.seed = 1}};
    bool famlink;

    parse(&command, argc, argv);
    if (command.kind == NULL ||
        (strcmp(command.kind, "famlink") != 0 && strcmp(command.kind, "faces") != 0))
        refuse("--kind must be famlink or faces, not", command.kind);
    famlink = strcmp(command.kind, "famlink") == 0;
    command.sample.size = parse_size(command.size);
    if (command.sample.schema == NULL)
        command.sample.schema = command.kind;

    if (famlink)
        famlink_write(&command.sample);
    else
        faces_write(&command.sample);
    sample_flush();
    return 0;
}
