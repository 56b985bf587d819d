/*
 * etl/conf_table.h - one row per configuration key; only the conf_*.c files read it
 *
 * How to add an option: a member in struct conf (conf.h), a row in conf_table.c under its section
 * (rows of a section stand together), then `make generate`. Everything else follows.
 */
#ifndef CONF_TABLE_H
#define CONF_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum conf_type {
    CONF_TEXT,
    CONF_INT,      /* int64_t within [min, max] */
    CONF_DECIMAL,  /* kept as text, within [min, max] */
    CONF_BOOL,     /* yes or no */
    CONF_CHOICE,   /* one of `choices` */
    CONF_LIST,     /* comma-separated; of `choices` when there are any */
    CONF_PATH,     /* relative ones start at the configuration file's folder */
    CONF_ZONE,     /* IANA time zone */
    CONF_URL,      /* no account in it */
    CONF_CONNINFO, /* libpq string, no password in it */
    CONF_NAME      /* plain SQL name */
};

struct conf_option {
    const char *section;
    const char *key;
    enum conf_type type;
    size_t offset;       /* of the member of struct conf */
    const char *def;     /* default as written in a file; NULL: must be set */
    int64_t min, max;    /* CONF_INT, CONF_DECIMAL */
    const char *choices; /* comma-separated */
    const char *example; /* value in the example file when there is no default to show */
    const char *help;    /* sentences; no full stop needed after the last */
};

struct conf_section {
    const char *name;
    const char *help;
};

extern const struct conf_option conf_options[]; /* ends with a zeroed member */
extern const struct conf_section conf_sections[];

#endif
