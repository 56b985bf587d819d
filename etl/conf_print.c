/* etl/conf_print.c - the option table as values, example file, README table and man page */
#include <string.h>

#include "conf.h"
#include "conf_table.h"
#include "conf_value.h"
#include "roff.h"
#include "banned.h"

void conf_print(const struct conf *conf, FILE *out)
{
    struct str value = STR_INIT;
    for (const struct conf_option *o = conf_options; o->section; o++) {
        int line = conf->lines[o - conf_options];
        str_clear(&value);
        conf_value_get(conf, o, &value);
        int used = fprintf(out, "%s.%s = %s", o->section, o->key, value.buf);
        (void)fprintf(out, "%*s # ", used < 64 ? 64 - used : 0, "");
        if (line)
            (void)fprintf(out, "%s:%d\n", conf->path, line);
        else
            (void)fprintf(out, "default\n");
    }
    str_release(&value);
}

/* Words of `text` in lines of at most `width`, each after `lead`. */
static void print_wrapped(FILE *out, const char *lead, const char *text, size_t width)
{
    while (*text) {
        size_t n = strlen(text);
        if (n > width) {
            n = width;
            while (n > 0 && text[n] != ' ')
                n--;
            if (n == 0)
                n = strcspn(text, " ");
        }
        (void)fprintf(out, "%s%.*s\n", lead, (int)n, text);
        text += n;
        text += strspn(text, " ");
    }
}

/* "Text", "1 to 64", "one of a, b": what may stand there. */
static void describe_type(const struct conf_option *o, struct str *out)
{
    const char *cursor = o->choices;
    struct str word = STR_INIT;
    switch (o->type) {
    case CONF_INT:
    case CONF_DECIMAL:
        str_addf(out, "%lld to %lld", (long long)o->min, (long long)o->max);
        break;
    case CONF_BOOL:
        str_add(out, "yes or no");
        break;
    case CONF_CHOICE:
    case CONF_LIST:
        str_add(out, o->type == CONF_LIST ? "list" : "one");
        for (bool first = true; cursor && conf_item(&cursor, &word); first = false)
            str_addf(out, "%s%s", first ? " of " : ", ", word.buf);
        break;
    case CONF_PATH:
        str_add(out, "path");
        break;
    case CONF_ZONE:
        str_add(out, "IANA time zone");
        break;
    case CONF_URL:
        str_add(out, "address");
        break;
    case CONF_CONNINFO:
        str_add(out, "libpq connection string");
        break;
    case CONF_NAME:
        str_add(out, "plain name");
        break;
    case CONF_TEXT:
        str_add(out, "text");
        break;
    }
    str_release(&word);
}

void conf_print_example(FILE *out)
{
    (void)fprintf(out,
                  "# cwreports.ini - example configuration, printed by `cwreports conf --example`\n"
                  "#\n"
                  "# Copy to %s, set the lines without a leading #, then run\n"
                  "# `cwreports check`. A comment stands on a line of its own; lines hold at most\n"
                  "# 198 bytes; unknown keys are errors.\n",
                  CONF_DEFAULT_PATH);
    struct str type = STR_INIT;
    for (const struct conf_section *s = conf_sections; s->name; s++) {
        (void)fprintf(out, "\n[%s]\n# %s\n", s->name, s->help);
        for (const struct conf_option *o = conf_options; o->section; o++) {
            if (!str_eq(o->section, s->name))
                continue;
            str_clear(&type);
            describe_type(o, &type);
            (void)fputc('\n', out);
            print_wrapped(out, "# ", o->help, 94);
            (void)fprintf(out, "# (%s)\n", type.buf);
            const char *value = o->def && *o->def ? o->def : o->example;
            (void)fprintf(out, "%s%s = %s\n", o->def ? "#" : "", o->key, value ? value : "");
        }
    }
    str_release(&type);
}

void conf_print_markdown(FILE *out)
{
    (void)fprintf(out, "| key | value | default | meaning |\n|---|---|---|---|\n");
    struct str type = STR_INIT;
    for (const struct conf_option *o = conf_options; o->section; o++) {
        str_clear(&type);
        describe_type(o, &type);
        const char *def = !o->def ? "must be set" : o->def;
        (void)fprintf(out, "| `%s.%s` | %s | %s%s%s | %s |\n", o->section, o->key, type.buf,
                      o->def && *def ? "`" : "", def, o->def && *def ? "`" : "", o->help);
    }
    str_release(&type);
}

void conf_print_man(FILE *out)
{
    struct str type = STR_INIT;
    for (const struct conf_section *s = conf_sections; s->name; s++) {
        (void)fprintf(out, ".SS [%s]\n", s->name);
        roff_text(out, s->help);
        (void)fputc('\n', out);
        for (const struct conf_option *o = conf_options; o->section; o++) {
            if (!str_eq(o->section, s->name))
                continue;
            str_clear(&type);
            describe_type(o, &type);
            (void)fprintf(out, ".TP\n.B %s\n", o->key);
            roff_text(out, o->help);
            (void)fprintf(out, ".\n.br\n");
            roff_text(out, type.buf);
            if (!o->def) {
                (void)fputs("; must be set", out);
            } else if (*o->def) {
                (void)fputs("; default ", out);
                roff_text(out, o->def);
            }
            (void)fputs(".\n", out);
        }
    }
    str_release(&type);
}
