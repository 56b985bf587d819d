/* etl/cmd.c - the table of verbs, help, and the one place where errors are told */
#include "cmd.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "log.h"
#include "migrate.h"
#include "report.h"
#include "sqltext.h"
#include "stop.h"
#include "str.h"
#include "version.h"
#include "banned.h"

/* ---- the verbs ---- */

static const struct cmd_verb verbs[] = {
    {"init", "", "create or migrate the mart's schema, load the code maps", "config quiet",
     "Safe to repeat. Makes the schemas stage, mart, fact and etl in the database of\n"
     "mart.conninfo, brings an older schema up to date, replaces the agency's code maps\n"
     "by those of codemap.dir and makes the spool folder.",
     cmd_init},
    {"check", "", "prove that a run would work; changes nothing", "config month",
     "Looks at the configuration, both databases, every extract against the source's\n"
     "tables, every report against its queries, the code maps, the spool and the share.\n"
     "Names each thing wrong; the last line is the verdict.",
     cmd_check},
    {"run", "", "extract, model, report and deliver what is due, or one month",
     "config month report scope restate accept-drop quiet verbose",
     "Without --month: what an earlier run could not send; the last month that has ended,\n"
     "until it is closed; months before it that were never closed (run.catch_up_months);\n"
     "and the month that has not ended, PRELIMINARY (run.current_month).\n"
     "Safe to repeat: the same month gives the same bytes, and what a killed run left is\n"
     "resumed. A month whose data was complete when it was published is closed: its figures\n"
     "stay, and a later run makes the same files again. --restate makes a new version.",
     cmd_run},
    {"extract", "", "copy the source into the mart's stage",
     "config month accept-drop quiet verbose", "One snapshot of the source, all tables or none.",
     cmd_step},
    {"model", "", "compute the mart and the facts of a month",
     "config month report restate quiet verbose",
     "Works on what the last extract staged. One transaction: readers see the old figures\n"
     "or the new ones.",
     cmd_step},
    {"report", "", "make the workbooks of a month", "config month report scope quiet verbose",
     "Works on the facts of the month. The workbooks are sealed into spool.dir and noted in\n"
     "the outbox; nothing is sent.",
     cmd_step},
    {"deliver", "", "send what the outbox holds, oldest first", "config quiet verbose",
     "Each file is sent, read back and compared before it gets its final name, and read back\n"
     "again. Files of others are never overwritten.",
     cmd_step},
    {"status", "", "what ran, what failed, what waits", "config json",
     "Is it fresh, is it running, what failed, what now.", cmd_status},
    {"receipts", "", "which file was delivered when, with its digest", "config month report json",
     "One line per file that was read back from the share and found to be the same.", cmd_receipts},
    {"sql", "[PATH]", "print the SQL that the program carries", "config",
     "Without PATH: the list. With --config: the agency's replacements instead of ours.", cmd_sql},
    {"conf", "", "print every option, its value and where it came from",
     "config example markdown man",
     "No option holds a secret. --example prints a commented file to start from.", cmd_conf},
    {"version", "", "print the version", "", "", cmd_version},
    {0},
};

static const struct cmd_verb *find_verb(const char *name)
{
    for (const struct cmd_verb *v = verbs; v->name; v++)
        if (str_eq(v->name, name))
            return v;
    return NULL;
}

static bool unknown_verb(const char *name, struct err *err)
{
    const char *names[32];
    size_t n = 0;
    for (const struct cmd_verb *v = verbs; v->name && n < 32; v++)
        names[n++] = v->name;
    err_set(err, ERR_USAGE, "there is no verb \"%s\"", name);
    const char *near = str_nearest(name, names, n);
    if (near)
        return err_hint(err, "did you mean \"%s\"?", near);
    return err_hint(err, "see `cwreports --help`");
}

/* ---- help ---- */

static void print_help(FILE *out)
{
    (void)fprintf(out, "usage: cwreports [--config FILE] [--month YYYY-MM] VERB [OPTION]...\n\n"
                       "Monthly child-welfare reports: extracts an agency's data from PostgreSQL,\n"
                       "computes the figures in SQL, writes Excel workbooks, publishes them.\n\n");
    for (const struct cmd_verb *v = verbs; v->name; v++) {
        int n = fprintf(out, "  %s %s", v->name, v->operands);
        (void)fprintf(out, "%*s%s\n", n < 16 ? 16 - n : 1, "", v->help);
    }
    (void)fprintf(out, "\n`cwreports VERB --help` says more. Exit codes:\n\n");
    for (int kind = 0; kind < ERR_KIND_COUNT; kind++) {
        const struct err_info *info = err_info((enum err_kind)kind);
        (void)fprintf(out, "  %2d  %s\n", info->exit_code, info->meaning);
    }
}

static void print_verb_help(FILE *out, const struct cmd_verb *verb)
{
    (void)fprintf(out, "usage: cwreports %s%s%s%s\n\n%s.\n", verb->name, *verb->operands ? " " : "",
                  verb->operands, *verb->options ? " [OPTION]..." : "", verb->help);
    if (*verb->details)
        (void)fprintf(out, "%s\n", verb->details);
    if (*verb->options)
        (void)fprintf(out, "\n");
    cmd_args_help(out, verb->options);
}

/* ---- what verbs share ---- */

static enum log_level log_level_of(const char *name)
{
    static const char *const names[] = {"debug", "info", "warn", "error"};
    for (int i = 0; i < 4; i++)
        if (str_eq(names[i], name))
            return (enum log_level)i;
    return LOG_LVL_INFO;
}

bool cmd_load_conf(struct cmd *cmd, struct err *err)
{
    struct conf *conf = &cmd->conf;
    if (!conf_load(conf, cmd->args.config, err) ||
        !db_check_conninfo(conf->source.conninfo, "source.conninfo", err) ||
        !db_check_conninfo(conf->mart.conninfo, "mart.conninfo", err) ||
        !log_open(conf->log.file, log_level_of(conf->log.level),
                  str_eq(conf->log.format, "json") ? LOG_FMT_JSON : LOG_FMT_LOGFMT, err) ||
        !sqltext_overlay(conf->sql.overlay_dir, err))
        return false;
    stop_deadline(conf->run.deadline_minutes);
    cmd->job.conf = conf;
    cmd->job.month_asked = cmd->args.month;
    cmd->job.scopes = cmd->args.scopes;
    cmd->job.n_scopes = cmd->args.n_scopes;
    cmd->job.restate = cmd->args.restate;
    cmd->job.accept_drop = cmd->args.accept_drop;
    cmd->job.terminal = !cmd->args.quiet && isatty(STDERR_FILENO);
    return true;
}

bool cmd_open_mart(struct cmd *cmd, bool migrated, struct err *err)
{
    cmd->job.mart = db_open(cmd->conf.mart.conninfo, DB_MART, cmd->verb->name, err);
    return cmd->job.mart && (!migrated || migrate_check(cmd->job.mart, err));
}

static bool unknown_report(const char *name, enum err_kind kind, const char *where, struct err *err)
{
    const char *names[64];
    size_t n = 0;
    for (; report_list[n] && n < 64; n++)
        names[n] = report_list[n]->name;
    err_set(err, kind, "%s: there is no report \"%s\"", where, name);
    const char *near = str_nearest(name, names, n);
    if (near)
        return err_hint(err, "did you mean \"%s\"?", near);
    return err_hint(err, "`cwreports sql` lists them under report/");
}

/* A kind that no description names is an agency's own (a folder of SELECTs): the configuration
   then says which reports it can serve. */
static bool serves(const struct conf *conf, const struct report *report)
{
    bool known = false;
    for (size_t i = 0; report_list[i]; i++)
        known = known || str_eq(report_list[i]->source, conf->source.kind);
    return known ? str_eq(report->source, conf->source.kind) : *conf->report.enabled != '\0';
}

static bool check_report_names(const struct cmd *cmd, struct err *err)
{
    struct str name = STR_INIT;
    const char *cursor = cmd->conf.report.enabled;
    bool ok = true;
    while (ok && conf_item(&cursor, &name))
        ok = report_find(name.buf) || unknown_report(name.buf, ERR_CONFIG, "report.enabled", err);
    str_release(&name);
    for (size_t i = 0; ok && i < cmd->args.n_reports; i++) {
        const char *asked = cmd->args.reports[i];
        const struct report *report = report_find(asked);
        if (!report)
            return unknown_report(asked, ERR_USAGE, "--report", err);
        if (!conf_has(cmd->conf.report.enabled, asked) || !serves(&cmd->conf, report)) {
            err_set(err, ERR_USAGE, "--report: \"%s\" is not made here", asked);
            return err_hint(err,
                            "it needs source.kind = %s, and its name in report.enabled "
                            "where that is set",
                            report->source);
        }
    }
    return ok;
}

static bool is_asked(const struct cmd *cmd, const char *name)
{
    for (size_t i = 0; i < cmd->args.n_reports; i++)
        if (str_eq(cmd->args.reports[i], name))
            return true;
    return cmd->args.n_reports == 0;
}

bool cmd_find_reports(struct cmd *cmd, struct err *err)
{
    if (!check_report_names(cmd, err))
        return false;
    size_t n = 0;
    for (size_t i = 0; report_list[i]; i++) {
        const char *name = report_list[i]->name;
        if (!serves(&cmd->conf, report_list[i]) || !conf_has(cmd->conf.report.enabled, name) ||
            !is_asked(cmd, name))
            continue;
        cmd->reports = xrealloc(cmd->reports, n + 1, sizeof(*cmd->reports));
        cmd->reports[n++] = name;
    }
    cmd->job.reports = cmd->reports;
    cmd->job.n_reports = n;
    if (n > 0)
        return true;
    err_set(err, ERR_CONFIG, "no report is enabled that source.kind = %s serves",
            cmd->conf.source.kind);
    return err_hint(err, "see report.enabled in the configuration");
}

bool cmd_is_talkative(const struct cmd *cmd)
{
    return !cmd->args.quiet && (cmd->args.verbose || isatty(STDOUT_FILENO));
}

void cmd_print_bytes(struct str *out, int64_t bytes)
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
    size_t unit = 0;
    int64_t tenths = bytes * 10;
    while (tenths >= 10000 && unit < 4) {
        tenths = (tenths + 500) / 1000;
        unit++;
    }
    if (unit == 0)
        str_addf(out, "%lld B", (long long)bytes);
    else
        str_addf(out, "%lld.%lld %s", (long long)(tenths / 10), (long long)(tenths % 10),
                 units[unit]);
}

void cmd_print_count(struct str *out, int64_t count)
{
    struct str_number digits = str_number(count);
    const char *p = digits.text;
    if (*p == '-')
        str_addc(out, *p++);
    for (size_t left = strlen(p); left > 0; left--) {
        str_addc(out, *p++);
        if (left > 1 && left % 3 == 1)
            str_addc(out, ',');
    }
}

bool cmd_version(struct cmd *cmd, struct err *err)
{
    (void)cmd;
    (void)err;
    (void)printf("cwreports %s\n", VERSION);
    return true;
}

/* ---- one call ---- */

static void tell(const struct cmd *cmd, const struct err *err)
{
    const struct err_info *info = err_info(err->kind);
    const char *verb = cmd->verb ? cmd->verb->name : "";
    (void)fflush(stdout);
    (void)fprintf(stderr, "cwreports: %s%s%s; hint: %s\n", verb, *verb ? ": " : "", err->message,
                  *err->hint ? err->hint : info->action);
    log_error("failed", log_s("verb", verb), log_s("kind", info->name),
              log_i("exit_code", info->exit_code), log_s("message", err->message),
              log_s("hint", *err->hint ? err->hint : info->action));
}

static bool dispatch(struct cmd *cmd, int argc, char **argv, struct err *err)
{
    if (!cmd_args_parse(&cmd->args, argc, argv, err))
        return false;
    const char *name = cmd->args.verb;
    if (!name && cmd->args.version)
        return cmd_version(cmd, err);
    if (!name && cmd->args.help) {
        print_help(stdout);
        return true;
    }
    if (!name) {
        err_set(err, ERR_USAGE, "no verb");
        return err_hint(err, "cwreports --help lists them");
    }
    cmd->verb = find_verb(name);
    if (!cmd->verb)
        return unknown_verb(name, err);
    if (cmd->args.help) {
        print_verb_help(stdout, cmd->verb);
        return true;
    }
    if (cmd->args.operand && !*cmd->verb->operands)
        return err_set(err, ERR_USAGE, "\"%s\" is one word too many", cmd->args.operand);
    return cmd_args_allowed(&cmd->args, name, cmd->verb->options, err) && cmd->verb->run(cmd, err);
}

int cmd_main(int argc, char **argv)
{
    struct cmd cmd = {.verb = NULL};
    struct err err = {.kind = ERR_NONE};
    bool ok = dispatch(&cmd, argc, argv, &err);
    if (ok && fflush(stdout) != 0)
        ok = err_set(&err, ERR_LOCAL, "cannot write to standard output");
    if (!ok) {
        if (err.kind == ERR_NONE)
            err_set(&err, ERR_INTERNAL, "failed without a reason");
        tell(&cmd, &err);
    }
    db_close(cmd.job.mart);
    free(cmd.reports);
    cmd_args_release(&cmd.args);
    conf_release(&cmd.conf);
    sqltext_release();
    log_close();
    return ok ? 0 : err_exit_code(&err);
}
