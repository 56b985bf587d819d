/* etl/cmd_run.c - init, run, and its steps one by one */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "codemap.h"
#include "deliver.h"
#include "deliver_again.h"
#include "extract.h"
#include "file.h"
#include "ledger.h"
#include "log.h"
#include "migrate.h"
#include "model.h"
#include "report.h"
#include "str.h"
#include "verify.h"
#include "banned.h"

/* In the order in which `run` takes them. */
static const struct step {
    const char *name;
    bool (*run)(struct job *job, struct err *err);
} steps[] = {
    {"extract", extract_run},
    {"model", model_run},
    {"report", report_run},
    {"deliver", deliver_run},
    /* of earlier months: part of `run` only */
    {"recheck", verify_recheck},
};
#define STEPS   (sizeof(steps) / sizeof(*steps))
#define MODEL   1 /* their places above */
#define DELIVER 3

/* What is printed at the end. */
struct done {
    const char *state;
    struct tally tally;
    int64_t ms;
};

static bool run_step(struct cmd *cmd, const struct step *step, struct done *done, struct err *err)
{
    struct job *job = &cmd->job;
    int64_t ordinal = 0;
    int64_t start = job_clock_ms();
    job->tally = (struct tally){0};
    if (!ledger_step_begin(job, step->name, &ordinal, err))
        return false;
    log_info("step_begin", log_s("step", step->name));
    struct err why = {.kind = ERR_NONE};
    bool ok = step->run(job, &why);
    struct err lost = {.kind = ERR_NONE};
    if (!ledger_step_end(job, ordinal, &why, &lost) && ok) {
        why = lost;
        ok = false;
    }
    done->state = ok ? "done" : "failed";
    done->tally = job->tally;
    done->ms = job_clock_ms() - start;
    log_info("step_end", log_s("step", step->name), log_s("state", done->state),
             log_i("rows", job->tally.rows), log_i("files", job->tally.files),
             log_i("bytes", job->tally.bytes), log_ms("seconds", done->ms));
    if (ok)
        return true;
    if (!str_eq(cmd->verb->name, step->name))
        (void)err_prefix(&why, "%s", step->name);
    *err = why;
    return false;
}

static void print_summary(const struct cmd *cmd, const struct done *done)
{
    const struct period *p = &cmd->job.period;
    struct str rows = STR_INIT;
    struct str bytes = STR_INIT;
    (void)printf("%-10s %-8s %14s %8s %10s %9s\n", "step", "state", "rows", "files", "size",
                 "seconds");
    for (size_t i = 0; i < STEPS; i++) {
        if (!done[i].state)
            continue;
        str_clear(&rows);
        str_clear(&bytes);
        cmd_print_count(&rows, done[i].tally.rows);
        cmd_print_bytes(&bytes, done[i].tally.bytes);
        (void)printf("%-10s %-8s %14s %8lld %10s %7lld.%lld\n", steps[i].name, done[i].state,
                     rows.buf, (long long)done[i].tally.files, bytes.buf,
                     (long long)(done[i].ms / 1000), (long long)(done[i].ms % 1000 / 100));
    }
    if (*p->as_of)
        (void)printf("run %lld: month %.7s, as of %s%s\n", (long long)cmd->job.run_id, p->month,
                     p->as_of, p->preliminary ? ", PRELIMINARY" : "");
    str_release(&rows);
    str_release(&bytes);
}

/* Lock, ledger, the steps from `first` to `last`, ledger. */
static bool run_steps(struct cmd *cmd, size_t first, size_t last, struct err *err)
{
    struct job *job = &cmd->job;
    struct done done[STEPS] = {{.state = NULL}};
    struct err why = {.kind = ERR_NONE};
    if (!ledger_begin(job, cmd->verb->name, err))
        return false;
    log_info("run_begin", log_s("verb", cmd->verb->name));
    bool ok = true;
    for (size_t i = first; ok && i <= last; i++)
        ok = run_step(cmd, &steps[i], &done[i], &why);
    struct err lost = {.kind = ERR_NONE};
    if (!ledger_end(job, &why, &lost) && ok) {
        why = lost;
        ok = false;
    }
    if (cmd_is_talkative(cmd))
        print_summary(cmd, done);
    if (!ok)
        *err = why;
    return ok;
}

/* Is there a workbook of the kind that `scope` begins with? "office-204": office. */
static bool has_kind(const struct cmd *cmd, const char *scope)
{
    struct str kind = STR_INIT;
    str_addn(&kind, scope, strcspn(scope, "-"));
    bool has = (str_eq(kind.buf, "state") ? str_eq(scope, "state") : scope[kind.len] == '-') &&
               conf_has(cmd->conf.report.scopes, kind.buf);
    bool made = false;
    for (size_t i = 0; has && i < cmd->job.n_reports; i++)
        made = made || conf_has(report_find(cmd->job.reports[i])->scopes, kind.buf);
    str_release(&kind);
    return made;
}

/* What can be told before any work: whether there is such a scope, only the facts know. */
static bool check_scopes(const struct cmd *cmd, struct err *err)
{
    for (size_t i = 0; i < cmd->args.n_scopes; i++)
        if (!has_kind(cmd, cmd->args.scopes[i])) {
            err_set(err, ERR_USAGE, "--scope: \"%s\" is no workbook of the reports asked for",
                    cmd->args.scopes[i]);
            return err_hint(err, "it is state, or office-, region- or attorney- and a code, of a "
                                 "kind that the report has and report.scopes allows");
        }
    return true;
}

static bool prepare(struct cmd *cmd, struct err *err)
{
    return cmd_load_conf(cmd, err) && cmd_find_reports(cmd, err) && check_scopes(cmd, err) &&
           deliver_check_conf(&cmd->conf, err) && cmd_open_mart(cmd, true, err) &&
           ledger_lock(&cmd->job, err) && ledger_kind(&cmd->job, err);
}

/* A closed month needs no source: its facts stand, and its files come from them. */
static bool is_closed(struct cmd *cmd, bool *ret_closed, struct err *err)
{
    struct job *job = &cmd->job;
    struct ledger_month month = {.found = false};
    char asked[11];
    if (!ledger_asked_month(job, asked, err))
        return false;
    bool closed = !job->restate;
    for (size_t i = 0; closed && i < job->n_reports; i++) {
        if (!ledger_month(job, job->reports[i], asked, &month, err))
            return false;
        closed = month.found && month.closed;
    }
    if (closed)
        job->period = month.period;
    *ret_closed = closed;
    return true;
}

/* ---- without --month: whatever is due ---- */

/* Another month would fare no better. */
static bool ends_the_run(enum err_kind kind)
{
    return kind == ERR_STOPPED || kind == ERR_DEADLINE || kind == ERR_MART_AWAY ||
           kind == ERR_LOCAL || kind == ERR_SOURCE_AWAY;
}

/* A month that fails does not keep the others from their readers. */
static bool run_months(struct cmd *cmd, const struct ledger_due *due, struct err *err)
{
    struct job *job = &cmd->job;
    struct err first = {.kind = ERR_NONE};
    int failed = 0;
    bool going = true;
    for (size_t i = 0; going && i < due->n; i++) {
        struct err why = {.kind = ERR_NONE};
        char month[8];
        (void)snprintf(month, sizeof(month), "%.7s", due->months[i]);
        job->month_asked = month;
        job->period = (struct period){.preliminary = false};
        if (!run_steps(cmd, MODEL, STEPS - 1, &why)) {
            (void)err_prefix(&why, "month %s", month);
            if (failed++ == 0)
                first = why;
            going = !ends_the_run(why.kind);
        }
        job->month_asked = NULL;
    }
    if (failed == 0)
        return true;
    *err = first;
    if (failed > 1)
        (void)err_prefix(err, "%d months failed, the first", failed);
    return false;
}

/* What an earlier night could not send goes first: tonight's source may be away. */
static bool send_what_waits(struct cmd *cmd, struct err *err)
{
    int64_t waiting = 0;
    if (!ledger_waiting(&cmd->job, &waiting, err))
        return false;
    if (waiting == 0)
        return true;
    struct err why = {.kind = ERR_NONE};
    if (!run_steps(cmd, DELIVER, DELIVER, &why) && ends_the_run(why.kind)) {
        *err = why;
        return false;
    }
    return true; /* what is left is tried again, and told, after the month's own files */
}

static bool run_due(struct cmd *cmd, struct err *err)
{
    struct job *job = &cmd->job;
    struct ledger_due due;
    if (!send_what_waits(cmd, err) || !ledger_due(job, &due, err))
        return false;
    log_info("due", log_i("months", (int64_t)due.n));
    if (due.n == 0) /* all is closed; what still waits is told */
        return run_steps(cmd, DELIVER, STEPS - 1, err);
    job->any_month = true;
    bool ok = run_steps(cmd, 0, 0, err);
    job->any_month = false;
    return ok && ledger_due(job, &due, err) && run_months(cmd, &due, err);
}

bool cmd_run(struct cmd *cmd, struct err *err)
{
    bool closed = false;
    const struct cmd_args *args = &cmd->args;
    if (!prepare(cmd, err))
        return false;
    if (!args->month && args->n_reports == 0 && args->n_scopes == 0 && !args->restate)
        return run_due(cmd, err);
    if (!is_closed(cmd, &closed, err))
        return false;
    if (closed)
        log_info("month_closed", log_s("month", cmd->job.period.month));
    return run_steps(cmd, closed ? 2 : 0, STEPS - 1, err);
}

/* deliver alone knows --again; what it sends has no month of its own without it. */
static bool check_again(const struct cmd *cmd, struct err *err)
{
    const struct cmd_args *args = &cmd->args;
    if (args->again && !args->month)
        return err_set(err, ERR_USAGE, "--again needs --month");
    if (!args->again && str_eq(cmd->verb->name, "deliver") &&
        (args->month || args->n_reports || args->n_scopes)) {
        err_set(err, ERR_USAGE, "deliver takes --month, --report and --scope only with --again");
        return err_hint(err, "it sends all that waits, oldest first");
    }
    return true;
}

static bool fill_again(struct cmd *cmd, struct err *err)
{
    const struct cmd_args *args = &cmd->args;
    char month[11];
    if (!args->again)
        return true;
    (void)snprintf(month, sizeof(month), "%s-01", args->month);
    struct deliver_wish wish = {.month = month,
                                .reports = args->reports,
                                .n_reports = args->n_reports,
                                .scopes = args->scopes,
                                .n_scopes = args->n_scopes};
    return deliver_again(&cmd->job, &wish, err);
}

bool cmd_step(struct cmd *cmd, struct err *err)
{
    size_t i = 0;
    while (i < STEPS - 1 && !str_eq(steps[i].name, cmd->verb->name))
        i++;
    cmd->job.any_month = str_eq(cmd->verb->name, "extract");
    return check_again(cmd, err) && prepare(cmd, err) && fill_again(cmd, err) &&
           run_steps(cmd, i, i, err);
}

bool cmd_init(struct cmd *cmd, struct err *err)
{
    int64_t applied = 0;
    int64_t codes = 0;
    if (!cmd_load_conf(cmd, err) || !cmd_open_mart(cmd, false, err) ||
        !migrate_apply(cmd->job.mart, &applied, err) || !ledger_lock(&cmd->job, err) ||
        !ledger_kind(&cmd->job, err) || !codemap_load(&cmd->conf, cmd->job.mart, &codes, err) ||
        !file_make_dirs(cmd->conf.spool.dir, cmd->conf.spool.dir, err))
        return false;
    log_info("init", log_i("applied", applied), log_i("codes", codes));
    if (cmd_is_talkative(cmd))
        (void)printf("mart ready: %lld schema files applied now, %lld codes, spool \"%s\"\n",
                     (long long)applied, (long long)codes, cmd->conf.spool.dir);
    return true;
}
