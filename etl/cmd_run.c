/* etl/cmd_run.c - run, and its steps one by one */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alert.h"
#include "book.h"
#include "cmd.h"
#include "cmd_deliver.h"
#include "cmd_plan.h"
#include "codemap.h"
#include "deliver.h"
#include "expire.h"
#include "extract.h"
#include "ledger.h"
#include "log.h"
#include "model.h"
#include "recipient.h"
#include "progress.h"
#include "report.h"
#include "str.h"
#include "verify.h"
#include "banned.h"

/* In the order in which `run` takes them. */
static const struct step {
    const char *name;
    const char *unit; /* of the files that its tally counts */
    bool (*run)(struct job *job, struct err *err);
} steps[] = {
    {"extract", "tables", extract_run},
    {"model", "SQL files", model_run},
    {"report", "workbooks", report_run},
    {"deliver", "files", deliver_run},
    /* of earlier months: part of `run` only */
    {"recheck", "files", verify_recheck},
    /* never part of `run`: the operator decides when */
    {"expire", "spool copies", expire_run},
};
#define STEPS (sizeof(steps) / sizeof(*steps))
_Static_assert(STEPS <= CMD_STEPS, "a run has room for each step");
#define MODEL   1 /* their places above */
#define REPORT  2
#define DELIVER 3
#define RECHECK 4 /* the last one of `run` */

/* For a person who watches, but not on a terminal that shows the live line. */
static void say_step(const struct cmd *cmd, const struct step *step,
                     const struct cmd_step_done *done)
{
    struct str text = STR_INIT;
    if (!cmd->args.verbose || cmd->args.quiet || cmd_is_live(cmd))
        return;
    str_addf(&text, "cwreports: %s: %s", step->name, done ? done->state : "begins");
    if (done) {
        str_add(&text, ", ");
        str_add_count(&text, done->tally.files);
        str_addf(&text, " %s, ", step->unit);
        str_add_count(&text, done->tally.rows);
        str_add(&text, " rows, ");
        str_add_bytes(&text, done->tally.bytes);
        str_addf(&text, ", %lld.%lld s", (long long)(done->ms / 1000),
                 (long long)(done->ms % 1000 / 100));
    }
    (void)fprintf(stderr, "%s\n", text.buf);
    str_release(&text);
}

static bool run_step(struct cmd *cmd, const struct step *step, struct cmd_step_done *done,
                     struct err *err)
{
    struct job *job = &cmd->job;
    int64_t ordinal = 0;
    int64_t start = job_clock_ms();
    job->tally = (struct tally){0};
    if (!ledger_step_begin(job, step->name, &ordinal, err))
        return false;
    log_info("step_begin", log_s("step", step->name));
    say_step(cmd, step, NULL);
    progress_begin(step->name, step->unit);
    struct err why = {.kind = ERR_NONE};
    bool ok = step->run(job, &why);
    progress_end();
    struct err lost = {.kind = ERR_NONE};
    if (!ledger_step_end(job, ordinal, &why, &lost) && ok) {
        why = lost;
        ok = false;
    }
    *done = (struct cmd_step_done){.name = step->name,
                                   .state = ok ? "done" : "failed",
                                   .tally = job->tally,
                                   .ms = job_clock_ms() - start};
    log_info("step_end", log_s("step", step->name), log_s("state", done->state),
             log_i("rows", job->tally.rows), log_i("files", job->tally.files),
             log_i("bytes", job->tally.bytes), log_ms("seconds", done->ms));
    say_step(cmd, step, done);
    if (ok)
        return true;
    if (!str_eq(cmd->verb->name, step->name))
        (void)err_prefix(&why, "%s", step->name);
    *err = why;
    return false;
}

/* Lock, ledger, the steps from `first` to `last`, ledger. */
static bool run_steps(struct cmd *cmd, size_t first, size_t last, struct err *err)
{
    struct job *job = &cmd->job;
    struct err why = {.kind = ERR_NONE};
    /* what makes workbooks needs the facts of the month and of its trends */
    if (first < DELIVER && last > 0 && !ledger_kept(job, true, err))
        return false;
    if (!ledger_begin(job, cmd->verb->name, err))
        return false;
    log_info("run_begin", log_s("verb", cmd->verb->name));
    struct cmd_run_done *run = cmd_result_add(cmd);
    run->run_id = job->run_id;
    bool ok = true;
    for (size_t i = first; ok && i <= last; i++)
        ok = run_step(cmd, &steps[i], &run->steps[run->n++], &why);
    struct err lost = {.kind = ERR_NONE};
    if (!ledger_end(job, &why, &lost) && ok) {
        why = lost;
        ok = false;
    }
    run->state = ok ? "done" : "failed";
    run->period = job->period;
    log_info("run_end", log_s("state", run->state), log_i("exit_code", err_exit_code(&why)));
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

/* Before hours of work, not after them. */
static bool check_logo(const struct cmd *cmd, struct err *err)
{
    const char *logo = cmd->conf.workbook.logo;
    return !*logo || book_check_logo(logo, err);
}

/* What a lost list would make Unknown is worth no workbook; what is sealed may be sent. */
static bool check_codemaps(const struct cmd *cmd, struct err *err)
{
    return str_eq(cmd->verb->name, steps[DELIVER].name) || str_eq(cmd->verb->name, "expire") ||
           codemap_complete(&cmd->conf, cmd->job.mart, err);
}

static bool prepare(struct cmd *cmd, struct err *err)
{
    return cmd_load_conf(cmd, err) && cmd_find_reports(cmd, err) && check_scopes(cmd, err) &&
           check_logo(cmd, err) && deliver_check_conf(&cmd->conf, err) &&
           alert_check_conf(&cmd->conf, err) && cmd_open_mart(cmd, true, err) &&
           (cmd->args.dry_run ? cmd_plan_begin(cmd, err) : ledger_lock(&cmd->job, err)) &&
           ledger_kind(&cmd->job, err) && check_codemaps(cmd, err) &&
           (cmd->args.dry_run || recipient_settle(&cmd->conf, cmd->job.mart, err));
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

/* Another month would fare no better. But a copy that has left the spool is made anew by its own. */
static bool ends_the_run(const struct cmd *cmd, enum err_kind kind)
{
    const struct cmd_run_done *run = cmd->n_runs ? &cmd->runs[cmd->n_runs - 1] : NULL;
    bool sending = run && run->n && str_eq(run->steps[run->n - 1].name, steps[DELIVER].name);
    return kind == ERR_STOPPED || kind == ERR_DEADLINE || kind == ERR_MART_AWAY ||
           (kind == ERR_LOCAL && !sending) || kind == ERR_SOURCE_AWAY;
}

/* The months after the i-th as PostgreSQL writes a list. NULL: none. */
static const char *list_later(const struct ledger_due *due, size_t i, struct str *out)
{
    str_clear(out);
    for (size_t k = i + 1; k < due->n; k++)
        str_addf(out, "%c%s", k == i + 1 ? '{' : ',', due->months[k]);
    str_add(out, out->len ? "}" : "");
    return out->len ? out->buf : NULL;
}

/* A month that fails does not keep the others from their readers. */
static bool run_months(struct cmd *cmd, const struct ledger_due *due, struct err *err)
{
    struct job *job = &cmd->job;
    struct err first = {.kind = ERR_NONE};
    struct str later = STR_INIT;
    int failed = 0;
    bool going = true;
    for (size_t i = 0; going && i < due->n; i++) {
        struct err why = {.kind = ERR_NONE};
        bool closed = false;
        char month[8];
        (void)snprintf(month, sizeof(month), "%.7s", due->months[i]);
        job->month_asked = month;
        job->months_later = list_later(due, i, &later);
        job->period = (struct period){.preliminary = false};
        /* a closed one is due where its files wait for a share of old */
        if (!is_closed(cmd, &closed, &why) ||
            !run_steps(cmd, closed ? REPORT : MODEL, RECHECK, &why)) {
            (void)err_prefix(&why, "month %s", month);
            if (failed++ == 0)
                first = why;
            going = !ends_the_run(cmd, why.kind);
        }
        job->month_asked = NULL;
        job->months_later = NULL;
    }
    str_release(&later);
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
    if (!run_steps(cmd, DELIVER, DELIVER, &why) && ends_the_run(cmd, why.kind)) {
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
        return run_steps(cmd, DELIVER, RECHECK, err);
    job->any_month = true;
    bool ok = run_steps(cmd, 0, 0, err);
    job->any_month = false;
    return ok && ledger_due(job, &due, err) && run_months(cmd, &due, err);
}

/* ---- --dry-run ---- */

static bool plan_month(struct cmd *cmd, const char *month, bool closed, struct err *err)
{
    return (closed || cmd_plan_model(cmd, month, err)) && cmd_plan_report(cmd, month, err);
}

/* A month that the source does not reach is refused here as in `run`. */
static bool plan_due_month(struct cmd *cmd, const char *day, struct err *err)
{
    struct job *job = &cmd->job;
    const struct period known = job->period;
    char month[8];
    (void)snprintf(month, sizeof(month), "%.7s", day);
    job->month_asked = month;
    bool ok = ledger_period(job, known.cutoff, err) || err_prefix(err, "month %s", month);
    job->month_asked = NULL;
    job->period = known;
    return ok && plan_month(cmd, day, false, err);
}

static bool plan_due(struct cmd *cmd, struct err *err)
{
    struct ledger_due due;
    cmd->job.any_month = true;
    if (!cmd_plan_deliver(cmd, err) || !ledger_due(&cmd->job, &due, err))
        return false;
    if (due.n == 0) {
        cmd_plan_note(cmd, NULL, "nothing is due: every month is closed");
        return true;
    }
    if (!cmd_plan_extract(cmd, err) || !ledger_due(&cmd->job, &due, err))
        return false;
    for (size_t i = 0; i < due.n; i++)
        if (!plan_due_month(cmd, due.months[i], err))
            return false;
    return true;
}

/* What `run`, or the one step that is asked for, would do for the month of the command line. */
static bool plan(struct cmd *cmd, const char *step, struct err *err)
{
    char month[11];
    bool closed = false;
    if (!ledger_asked_month(&cmd->job, month, err))
        return false;
    if (str_eq(step, "extract"))
        return cmd_plan_extract(cmd, err);
    if (str_eq(step, "model"))
        return cmd_plan_model(cmd, month, err);
    if (str_eq(step, "report"))
        return cmd_plan_report(cmd, month, err);
    if (str_eq(step, "deliver"))
        return cmd_plan_deliver(cmd, err);
    if (!is_closed(cmd, &closed, err) || (!closed && !cmd_plan_extract(cmd, err)))
        return false;
    if (closed)
        cmd_plan_note(cmd, month, "is closed: its figures stay");
    return plan_month(cmd, month, closed, err) && cmd_plan_deliver(cmd, err);
}

static bool run(struct cmd *cmd, struct err *err)
{
    bool closed = false;
    const struct cmd_args *args = &cmd->args;
    if (!prepare(cmd, err))
        return false;
    if (!args->dry_run)
        alert_start(&cmd->job);
    if (!args->month && args->n_reports == 0 && args->n_scopes == 0 && !args->restate)
        return args->dry_run ? plan_due(cmd, err) : run_due(cmd, err);
    if (args->dry_run)
        return plan(cmd, "run", err);
    if (!is_closed(cmd, &closed, err))
        return false;
    if (closed)
        log_info("month_closed", log_s("month", cmd->job.period.month));
    return run_steps(cmd, closed ? REPORT : 0, RECHECK, err);
}

static const char *title_of(const char *name)
{
    const struct report *report = report_find(name);
    return report ? report->title : NULL;
}

bool cmd_run(struct cmd *cmd, struct err *err)
{
    struct err why = {.kind = ERR_NONE};
    bool ok = run(cmd, &why);
    if (ok)
        err_clear(&why);
    /* a second run that was refused is no news of the first; without a configuration nobody is known */
    if (cmd->job.conf && !cmd->args.dry_run && why.kind != ERR_RUNNING && why.kind != ERR_USAGE)
        alert_end(&cmd->job, title_of, &why);
    *err = why;
    if (cmd->args.dry_run)
        cmd_plan_print(cmd, err);
    else
        cmd_result_print(cmd, err);
    return ok;
}

bool cmd_step(struct cmd *cmd, struct err *err)
{
    size_t i = 0;
    while (i < STEPS - 1 && !str_eq(steps[i].name, cmd->verb->name))
        i++;
    cmd->job.any_month = str_eq(cmd->verb->name, "extract");
    bool ok = cmd_deliver_check(cmd, err) && prepare(cmd, err);
    if (cmd->args.dry_run) {
        ok = ok && plan(cmd, steps[i].name, err);
        if (ok)
            err_clear(err);
        cmd_plan_print(cmd, err);
        return ok;
    }
    ok =
        ok && cmd_deliver_fill(cmd, err) && run_steps(cmd, i, i, err) && cmd_deliver_tell(cmd, err);
    if (ok)
        err_clear(err);
    cmd_result_print(cmd, err);
    return ok;
}

bool cmd_expire(struct cmd *cmd, struct err *err)
{
    if (!cmd->args.dry_run)
        return cmd_step(cmd, err);
    return cmd_load_conf(cmd, err) && cmd_open_mart(cmd, true, err) && cmd_expire_print(cmd, err);
}
