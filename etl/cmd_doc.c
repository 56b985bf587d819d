/* etl/cmd_doc.c - manual, completion and the tables of the README, printed from the tables */
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "log_events.h"
#include "report.h"
#include "roff.h"
#include "str.h"
#include "version.h"
#include "banned.h"

/* ---- cwreports(1) ---- */

static void man_head(FILE *out, const char *title, const char *section, const char *name,
                     const char *what)
{
    (void)fprintf(out,
                  ".\\\" printed by `cwreports doc`\n"
                  ".TH %s %s %s \"cwreports %s\" \"cwreports manual\"\n.SH NAME\n%s \\- %s\n",
                  title, section, VERSION_DATE, VERSION, name, what);
}

static void man_paragraph(FILE *out, const char *text)
{
    roff_text(out, text);
    (void)fputc('\n', out);
}

static void man_examples(FILE *out, const char *examples)
{
    (void)fputs(".PP\n.EX\n", out);
    for (const char *p = examples; *p;) {
        size_t n = strcspn(p, "\n");
        char *line = xasprintf("cwreports %.*s", (int)n, p);
        man_paragraph(out, line);
        free(line);
        p += n + (p[n] == '\n');
    }
    (void)fputs(".EE\n", out);
}

static void man_verb(FILE *out, const struct cmd_verb *verb)
{
    struct str options = STR_INIT;
    (void)fputs(".SS ", out);
    char *title = xasprintf("%s%s%s", verb->name, *verb->operands ? " " : "", verb->operands);
    roff_word(out, title);
    free(title);
    (void)fputc('\n', out);
    char *what = xasprintf("%s.", verb->help);
    man_paragraph(out, what);
    free(what);
    if (*verb->details)
        man_paragraph(out, verb->details);
    for (const struct cmd_arg *a = cmd_args_table; a->name; a++) {
        if (!cmd_args_names(verb->options, a->name) || str_eq(a->name, "help"))
            continue;
        str_addf(&options, "%s--%s", options.len ? ", " : "Options: ", a->name);
    }
    if (options.len) {
        str_addc(&options, '.');
        if (verb->month)
            str_addf(&options, "\n--month: %s.", verb->month);
        (void)fputs(".PP\n", out);
        man_paragraph(out, options.buf);
    }
    str_release(&options);
    if (verb->examples)
        man_examples(out, verb->examples);
}

static void man_options(FILE *out)
{
    (void)fputs(".SH OPTIONS\n", out);
    man_paragraph(out, "An option may stand before or after the verb, as --month 2020-01 or "
                       "--month=2020-01.");
    for (const struct cmd_arg *a = cmd_args_table; a->name; a++) {
        char *name = xasprintf("--%s", a->name);
        (void)fputs(".TP\n.BI ", out);
        roff_word(out, name);
        free(name);
        if (a->value) {
            (void)fputs(" \" \" ", out);
            roff_word(out, a->value);
        }
        (void)fputc('\n', out);
        man_paragraph(out, a->help);
    }
}

static void man_exit_codes(FILE *out)
{
    (void)fputs(".SH EXIT STATUS\n", out);
    for (int kind = 0; kind < ERR_KIND_COUNT; kind++) {
        const struct err_info *info = err_info((enum err_kind)kind);
        (void)fprintf(out, ".TP\n.B %d\n", info->exit_code);
        char *text =
            xasprintf("%s (%s).\nWhat to do: %s.", info->meaning, info->name, info->action);
        man_paragraph(out, text);
        free(text);
    }
}

static void man_events(FILE *out)
{
    (void)fputs(".SH LOG\n", out);
    man_paragraph(out,
                  "Each line of log.file holds time (UTC), level, run (as in `cwreports status`; "
                  "0: none is noted yet), event and its fields: names, counts, codes and "
                  "durations, never a person, a row or a secret. The events:");
    for (const struct log_event_info *e = log_events; e->name; e++) {
        static const char *const levels[] = {"debug", "info", "warn", "error", "off"};
        (void)fprintf(out, ".TP\n.B %s\n", e->name);
        char *text = xasprintf("(%s) %s", levels[e->level], e->meaning);
        man_paragraph(out, text);
        free(text);
    }
}

static void man_program(FILE *out)
{
    man_head(out, "CWREPORTS", "1", "cwreports", "monthly child\\-welfare reports");
    (void)fputs(".SH SYNOPSIS\n.B cwreports\n[\\fIoption\\fR]... \\fIverb\\fR\n.SH DESCRIPTION\n",
                out);
    man_paragraph(out,
                  "Extracts an agency's data from PostgreSQL, computes the figures in SQL, writes "
                  "Excel\nworkbooks and publishes them to a file share over HTTPS. A batch job, "
                  "started by cron:\nsilent on success, one line per problem on standard error, an "
                  "exit code that says which kind.");
    (void)fputs(".SH VERBS\n", out);
    for (const struct cmd_verb *v = cmd_verbs; v->name; v++)
        man_verb(out, v);
    man_options(out);
    man_exit_codes(out);
    man_events(out);
    (void)fputs(".SH ENVIRONMENT\n.TP\n.B NO_COLOR\nNo colours, on a terminal too.\n.TP\n"
                ".BR PGPASSFILE \", \" PGSERVICEFILE\nSee libpq: where passwords and connection "
                "services are kept.\n",
                out);
    (void)fprintf(out,
                  ".SH FILES\n.TP\n.I %s\nThe configuration, see\n.BR cwreports.ini (5).\n"
                  ".SH SEE ALSO\n.BR cwreports.ini (5),\n.BR psql (1)\n",
                  CONF_DEFAULT_PATH);
}

/* ---- cwreports.ini(5) ---- */

static void man_conf(FILE *out)
{
    man_head(out, "CWREPORTS.INI", "5", "cwreports.ini", "configuration of cwreports");
    (void)fprintf(out, ".SH SYNOPSIS\n.I %s\n.SH DESCRIPTION\n", CONF_DEFAULT_PATH);
    man_paragraph(
        out, "Sections in brackets, below each its keys as \"key = value\", one a line. A "
             "comment stands on a\nline of its own and begins with # or ;. A line holds at most "
             "198 bytes, the text is UTF-8.\nUnknown or repeated keys and values out of range "
             "are errors with file, line and key. Relative\npaths start at the file's folder. "
             "No key holds a secret: passwords stay in a libpq passfile or\nservice file, and "
             "the share's in a file of its own.");
    (void)fputs(".SH KEYS\n", out);
    conf_print_man(out);
    (void)fputs(".SH SEE ALSO\n.BR cwreports (1)\n", out);
}

/* ---- bash completion ---- */

static void complete_words(FILE *out, const char *operands)
{
    if (strstr(operands, "REPORT")) {
        for (size_t i = 0; report_list[i]; i++)
            (void)fprintf(out, "%s%s", i ? " " : "", report_list[i]->name);
    } else if (strstr(operands, "WHAT")) {
        (void)fputs("man man-conf completion exit-codes verbs options keys sheets", out);
    }
}

static void completion(FILE *out)
{
    (void)fputs("# bash completion of cwreports, printed by `cwreports doc completion`\n"
                "_cwreports() {\n"
                "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} "
                "verb='' i options words\n"
                "    # bash takes = for a word of its own\n"
                "    if [ \"$cur\" = = ]; then cur=''; "
                "elif [ \"$prev\" = = ]; then prev=${COMP_WORDS[COMP_CWORD - 2]}; fi\n"
                "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
                "        case ${COMP_WORDS[i]} in\n"
                "            ",
                out);
    for (const struct cmd_verb *v = cmd_verbs; v->name; v++)
        (void)fprintf(out, "%s%s", v == cmd_verbs ? "" : " | ", v->name);
    (void)fputs(") case ${COMP_WORDS[i - 1]} in --*) ;; *) verb=${COMP_WORDS[i]} ;; esac ;;\n"
                "        esac\n    done\n    case $verb in\n",
                out);
    for (const struct cmd_verb *v = cmd_verbs; v->name; v++) {
        (void)fprintf(out, "        %s) options='", v->name);
        for (const struct cmd_arg *a = cmd_args_table; a->name; a++)
            if (cmd_args_names(v->options, a->name))
                (void)fprintf(out, "--%s ", a->name);
        (void)fputs("' words='", out);
        complete_words(out, v->operands);
        (void)fputs("' ;;\n", out);
    }
    (void)fputs("        *) options='--config --month --report --scope --help --version' words='",
                out);
    for (const struct cmd_verb *v = cmd_verbs; v->name; v++)
        (void)fprintf(out, "%s%s", v == cmd_verbs ? "" : " ", v->name);
    (void)fputs("' ;;\n    esac\n    COMPREPLY=()\n    case $prev in\n"
                "        --config) mapfile -t COMPREPLY < <(compgen -f -- \"$cur\") ;;\n"
                "        --report) mapfile -t COMPREPLY < <(compgen -W '",
                out);
    for (size_t i = 0; report_list[i]; i++)
        (void)fprintf(out, "%s%s", i ? " " : "", report_list[i]->name);
    (void)fputs("' -- \"$cur\") ;;\n        --month | --scope) ;;\n        *)\n"
                "            case $cur in -*) words=$options ;; esac\n"
                "            mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\") ;;\n"
                "    esac\n}\ncomplete -F _cwreports cwreports\n",
                out);
}

/* ---- tables of the README ---- */

static void table_exit_codes(FILE *out)
{
    (void)fputs("| code | kind | meaning | what to do |\n|---|---|---|---|\n", out);
    for (int kind = 0; kind < ERR_KIND_COUNT; kind++) {
        const struct err_info *info = err_info((enum err_kind)kind);
        (void)fprintf(out, "| %d | %s | %s | %s |\n", info->exit_code, info->name, info->meaning,
                      info->action);
    }
}

static void table_verbs(FILE *out)
{
    (void)fputs("| verb | does |\n|---|---|\n", out);
    for (const struct cmd_verb *v = cmd_verbs; v->name; v++)
        (void)fprintf(out, "| `%s%s%s` | %s |\n", v->name, *v->operands ? " " : "", v->operands,
                      v->help);
}

static void table_options(FILE *out)
{
    (void)fputs("| option | does | verbs |\n|---|---|---|\n", out);
    for (const struct cmd_arg *a = cmd_args_table; a->name; a++) {
        (void)fprintf(out, "| `--%s%s%s` | %s |", a->name, a->value ? " " : "",
                      a->value ? a->value : "", a->help);
        bool first = true;
        for (const struct cmd_verb *v = cmd_verbs; v->name; v++)
            if (!str_eq(a->name, "help") && cmd_args_names(v->options, a->name)) {
                (void)fprintf(out, "%s %s", first ? "" : ",", v->name);
                first = false;
            }
        (void)fprintf(out, "%s |\n", first ? " all" : "");
    }
}

bool cmd_doc(struct cmd *cmd, struct err *err)
{
    static const struct {
        const char *name;
        void (*print)(FILE *out);
    } docs[] = {
        {"man", man_program},          {"man-conf", man_conf},
        {"completion", completion},    {"exit-codes", table_exit_codes},
        {"verbs", table_verbs},        {"options", table_options},
        {"keys", conf_print_markdown}, {"sheets", report_print_sheets},
    };
    const char *names[sizeof(docs) / sizeof(*docs)];
    const char *what = cmd->args.operands[0];
    for (size_t i = 0; i < sizeof(docs) / sizeof(*docs); i++) {
        names[i] = docs[i].name;
        if (str_eq(docs[i].name, what)) {
            docs[i].print(stdout);
            return true;
        }
    }
    err_set(err, ERR_USAGE, "there is no document \"%s\"", what);
    const char *near = str_nearest(what, names, sizeof(docs) / sizeof(*docs));
    if (near)
        return err_hint(err, "did you mean \"%s\"?", near);
    return err_hint(err, "`cwreports doc --help` lists them");
}
