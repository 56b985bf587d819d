/* etl/cmd.c - one call of the program, and the one place where errors are told */
#include "cmd.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "json.h"
#include "log.h"
#include "migrate.h"
#include "progress.h"
#include "report.h"
#include "sqltext.h"
#include "stop.h"
#include "str.h"
#include "version.h"
#include "banned.h"

/* ---- what verbs share ---- */

static enum log_level log_level_of(const char *name)
{
    static const char *const names[] = {"debug", "info", "warn", "error"};
    for (int i = 0; i < 4; i++)
        if (str_eq(names[i], name))
            return (enum log_level)i;
    return LOG_LVL_INFO;
}

static bool open_log(const struct conf *conf, struct err *err)
{
    return log_open(conf->log.file, log_level_of(conf->log.level),
                    str_eq(conf->log.format, "json") ? LOG_FMT_JSON : LOG_FMT_LOGFMT, err);
}

/* A verb that only reads answers without a log too: it is asked when something is wrong. */
static bool open_log_of_verb(const struct cmd *cmd, struct err *err)
{
    struct err why = {.kind = ERR_NONE};
    if (open_log(&cmd->conf, &why))
        return true;
    if (!cmd->args.dry_run &&
        !cmd_args_names("status receipts explain verify sql", cmd->verb->name)) {
        if (err)
            *err = why;
        return false;
    }
    (void)fprintf(stderr, "%scwreports: %s: %s; hint: it goes on without; `run` would not\n",
                  log_priority(LOG_LVL_WARN), cmd->verb->name, why.message);
    return true;
}

static void fill_job(struct cmd *cmd)
{
    stop_deadline(cmd->conf.run.deadline_minutes);
    cmd->job.conf = &cmd->conf;
    cmd->job.month_asked = cmd->args.month;
    cmd->job.scopes = cmd->args.scopes;
    cmd->job.n_scopes = cmd->args.n_scopes;
    cmd->job.restate = cmd->args.restate;
    cmd->job.accept_drop = cmd->args.accept_drop;
    progress_open(cmd_is_live(cmd));
}

bool cmd_load_conf(struct cmd *cmd, struct err *err)
{
    struct conf *conf = &cmd->conf;
    if (!conf_load(conf, cmd->args.config, err) ||
        !db_check_conninfo(conf->source.conninfo, "source.conninfo", err) ||
        !db_check_conninfo(conf->mart.conninfo, "mart.conninfo", err) ||
        !open_log_of_verb(cmd, err) || !sqltext_overlay(conf->sql.overlay_dir, err))
        return false;
    fill_job(cmd);
    return true;
}

bool cmd_load_conf_all(struct cmd *cmd, const struct check *check)
{
    struct err why = {.kind = ERR_NONE};
    struct conf *conf = &cmd->conf;
    if (!conf_load_all(conf, cmd->args.config, check))
        return false;
    (void)check_ok(check, "configuration", "%s", conf->path);
    bool usable = db_check_conninfo(conf->source.conninfo, "source.conninfo", &why) ||
                  check_fail(check, "source.conninfo", &why);
    usable = (db_check_conninfo(conf->mart.conninfo, "mart.conninfo", &why) ||
              check_fail(check, "mart.conninfo", &why)) &&
             usable;
    if (!open_log(conf, &why)) /* a run would not begin; the rest can be looked at */
        (void)check_fail(check, "log.file", &why);
    else if (*conf->log.file)
        (void)check_ok(check, "log.file", "%s", conf->log.file);
    usable = (sqltext_overlay(conf->sql.overlay_dir, &why) ||
              check_fail(check, "sql.overlay_dir", &why)) &&
             usable;
    fill_job(cmd);
    return usable;
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
    struct str list = STR_INIT;
    for (size_t i = 0; i < n; i++)
        str_addf(&list, "%s%s", i ? ", " : "", names[i]);
    (void)err_hint(err, "there are %s", list.buf);
    str_release(&list);
    return false;
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
        const char *where = asked == cmd->args.operands[0] ? "REPORT" : "--report";
        if (!report)
            return unknown_report(asked, ERR_USAGE, where, err);
        if (!conf_has(cmd->conf.report.enabled, asked) || !serves(&cmd->conf, report)) {
            err_set(err, ERR_USAGE, "%s: \"%s\" is not made here", where, asked);
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
    progress_end();
    (void)fflush(stdout);
    (void)fprintf(stderr, "%scwreports: %s%s%s; hint: %s\n", log_priority(LOG_LVL_ERROR), verb,
                  *verb ? ": " : "", err->message, err_advice(err));
    log_error("failed", log_s("verb", verb), log_s("kind", info->name),
              log_i("exit_code", info->exit_code), log_s("message", err->message),
              log_s("hint", err_advice(err)));
}

static bool dispatch(struct cmd *cmd, int argc, char **argv, struct err *err)
{
    if (!cmd_args_parse(&cmd->args, argc, argv, err))
        return false;
    const char *name = cmd->args.verb;
    if (!name && cmd->args.version)
        return cmd_version(cmd, err);
    if (!name && cmd->args.help) {
        cmd_help(stdout);
        return true;
    }
    if (!name) {
        err_set(err, ERR_USAGE, "no verb");
        return err_hint(err, "cwreports --help lists them");
    }
    cmd->verb = cmd_verb_find(name, err);
    if (!cmd->verb)
        return false;
    if (cmd->args.help) {
        cmd_help_verb(stdout, cmd->verb);
        return true;
    }
    return cmd_args_allowed(&cmd->args, name, cmd->verb->operands, cmd->verb->options, err) &&
           cmd->verb->run(cmd, err);
}

int cmd_main(int argc, char **argv)
{
    struct cmd cmd = {.verb = NULL, .began_ms = job_clock_ms()};
    struct err err = {.kind = ERR_NONE};
    bool ok = dispatch(&cmd, argc, argv, &err);
    /* a reader that went away (`| head`) has read what it wanted */
    if (ok && fflush(stdout) != 0 && errno != EPIPE)
        ok = err_set(&err, ERR_LOCAL, "cannot write to standard output");
    if (!ok) {
        if (err.kind == ERR_NONE)
            err_set(&err, ERR_INTERNAL, "failed without a reason");
        tell(&cmd, &err);
    }
    db_close(cmd.job.mart);
    free(cmd.reports);
    free(cmd.runs);
    json_free(cmd.plan);
    cmd_args_release(&cmd.args);
    conf_release(&cmd.conf);
    sqltext_release();
    log_close();
    return ok ? 0 : err_exit_code(&err);
}
