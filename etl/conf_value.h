/*
 * etl/conf_value.h - one value of the configuration: is it right, and where does it go
 *
 * Part of conf.c. A value is checked by the type of its row in conf_table.c and stored in struct
 * conf; strings are copied into conf->arena. On failure err holds only what is wrong with the
 * value ("is not a number from 1 to 64"); conf.c says where. Values are quoted in messages only
 * for types that cannot hold a secret.
 *
 *     if (!conf_value_set(conf, option, "2", "/etc/cwreports", &why)) ...
 */
#ifndef CONF_VALUE_H
#define CONF_VALUE_H

#include <stdbool.h>

#include "err.h"

struct conf;
struct conf_option;
struct str;

/* `base`: folder at which relative paths start. "" is accepted where "" is the default. */
bool conf_value_set(struct conf *conf, const struct conf_option *option, const char *value,
                    const char *base, struct err *err);
/* For options that have no default: "" until the file says otherwise. All of them are text. */
void conf_value_blank(struct conf *conf, const struct conf_option *option);
/* The value as a file would say it. */
void conf_value_get(const struct conf *conf, const struct conf_option *option, struct str *out);

#endif
