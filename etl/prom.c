/* etl/prom.c - metrics as the text that Prometheus reads */
#include "prom.h"

#include "banned.h"

static void add_escaped(struct str *out, const char *text, bool quotes)
{
    for (; *text; text++) {
        if (*text == '\\')
            str_add(out, "\\\\");
        else if (*text == '\n')
            str_add(out, "\\n");
        else if (*text == '"' && quotes)
            str_add(out, "\\\"");
        else
            str_addc(out, *text);
    }
}

void prom_family(struct str *out, const char *name, const char *help)
{
    str_addf(out, "# HELP %s ", name);
    add_escaped(out, help, false);
    str_addf(out, "\n# TYPE %s gauge\n", name);
}

void prom_sample(struct str *out, const char *name, int64_t thousandths,
                 const struct prom_label *labels)
{
    str_add(out, name);
    for (const struct prom_label *l = labels; l->name; l++) {
        str_addf(out, "%s%s=\"", l == labels ? "{" : ",", l->name);
        add_escaped(out, l->value, true);
        str_addc(out, '"');
    }
    if (labels->name)
        str_addc(out, '}');
    int64_t n = thousandths < 0 ? -thousandths : thousandths;
    str_addf(out, " %s%lld", thousandths < 0 ? "-" : "", (long long)(n / 1000));
    if (n % 1000)
        str_addf(out, ".%03d", (int)(n % 1000));
    str_addc(out, '\n');
}
