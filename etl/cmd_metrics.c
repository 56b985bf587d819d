/* etl/cmd_metrics.c - Prometheus textfile metrics after each call that works for an agency */
#include "cmd_metrics.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "file.h"
#include "log.h"
#include "prom.h"
#include "share.h"
#include "sqltext.h"
#include "str.h"
#include "version.h"
#include "banned.h"

#define NAME "cwreports_"

/* ---- what is told ---- */

/* `step` NULL: of the call. */
static void add(struct str *out, const struct cmd *cmd, const char *name, const char *step,
                int64_t thousandths)
{
    prom_sample(out, name, thousandths,
                (struct prom_label[]){{"agency", cmd->conf.agency.id_text},
                                      {"verb", cmd->verb->name},
                                      {step ? "step" : NULL, step},
                                      {0}});
}

/* A call may work for several months: its steps are added up. */
static void add_steps(struct str *out, const struct cmd *cmd, const char *name, const char *help,
                      int64_t (*measure)(const struct cmd_step_done *step))
{
    const char *names[CMD_STEPS];
    int64_t sums[CMD_STEPS] = {0};
    size_t n = 0;
    for (size_t r = 0; r < cmd->n_runs; r++)
        for (size_t s = 0; s < cmd->runs[r].n; s++) {
            const struct cmd_step_done *step = &cmd->runs[r].steps[s];
            size_t i = 0;
            while (i < n && !str_eq(names[i], step->name))
                i++;
            if (!step->name || i == CMD_STEPS)
                continue;
            names[i] = step->name;
            n += i == n;
            sums[i] += measure(step);
        }
    if (n > 0)
        prom_family(out, name, help);
    for (size_t i = 0; i < n; i++)
        add(out, cmd, name, names[i], sums[i]);
}

static int64_t milliseconds(const struct cmd_step_done *step)
{
    return step->ms;
}
static int64_t rows(const struct cmd_step_done *step)
{
    return step->tally.rows * 1000;
}
static int64_t files(const struct cmd_step_done *step)
{
    return step->tally.files * 1000;
}
static int64_t bytes(const struct cmd_step_done *step)
{
    return step->tally.bytes * 1000;
}

static void tell_call(struct str *out, const struct cmd *cmd, const struct err *why, int64_t now)
{
    prom_family(out, NAME "last_run_timestamp_seconds",
                "When the last call of the verb ended, whatever became of it.");
    add(out, cmd, NAME "last_run_timestamp_seconds", NULL, now * 1000);
    prom_family(out, NAME "last_run_exit_code", "Its exit code; 0 is success.");
    add(out, cmd, NAME "last_run_exit_code", NULL, err_exit_code(why) * 1000);
    prom_family(out, NAME "last_run_duration_seconds", "How long it took.");
    add(out, cmd, NAME "last_run_duration_seconds", NULL, job_clock_ms() - cmd->began_ms);
    add_steps(out, cmd, NAME "step_duration_seconds", "How long each step of it took.",
              milliseconds);
    add_steps(out, cmd, NAME "step_rows", "Rows that each step moved, computed or wrote.", rows);
    add_steps(out, cmd, NAME "step_files", "Tables, SQL files, workbooks or files sent.", files);
    add_steps(out, cmd, NAME "step_bytes", "Bytes that each step moved or wrote.", bytes);
}

static void tell_success(struct str *out, const struct cmd *cmd, int64_t now)
{
    prom_family(out, NAME "last_success_timestamp_seconds",
                "When the verb last ended with exit code 0.");
    add(out, cmd, NAME "last_success_timestamp_seconds", NULL, now * 1000);
}

struct state {
    const struct cmd *cmd;
    struct str *out;
    char last[64]; /* metric whose head is written */
};

static bool note_state(void *ctx, const char *const *f, size_t n, struct err *err)
{
    static const struct {
        const char *name, *help;
    } metrics[] = {
        {"files_not_as_sent", "Published files that were changed or removed by others."},
        {"published_month_timestamp_seconds", "Begin of the newest month that readers have."},
        {"source_cutoff_timestamp_seconds", "Up to when the source was loaded."},
        {"waiting_files", "Sealed files that are still to be sent."},
    };
    struct state *state = ctx;
    int64_t value = 0;
    if (n != 3 || !str_to_int64(f[2] ? f[2] : "", INT64_MIN / 1000, INT64_MAX / 1000, &value))
        return err_set(err, ERR_INTERNAL, "sql/engine/metrics.sql returned another shape");
    char *name = xasprintf(NAME "%s", f[0]);
    for (size_t i = 0; !str_eq(state->last, f[0]) && i < sizeof(metrics) / sizeof(*metrics); i++)
        if (str_eq(metrics[i].name, f[0]))
            prom_family(state->out, name, metrics[i].help);
    (void)snprintf(state->last, sizeof(state->last), "%s", f[0]);
    prom_sample(state->out, name, value * 1000,
                (struct prom_label[]){{"agency", state->cmd->conf.agency.id_text},
                                      {*f[1] ? "report" : NULL, f[1]},
                                      {0}});
    free(name);
    return true;
}

static bool tell_state(struct str *out, const struct cmd *cmd)
{
    struct state state = {.cmd = cmd, .out = out};
    struct db *mart = cmd->job.mart;
    if (!mart)
        return false;
    prom_family(out, NAME "build_info", "The program that wrote this.");
    prom_sample(
        out, NAME "build_info", 1000,
        (struct prom_label[]){{"agency", cmd->conf.agency.id_text}, {"version", VERSION}, {0}});
    db_ignore_stop(mart, true);
    db_rollback(mart);
    bool ok = db_each(
        mart, sqltext("engine/metrics.sql"),
        DB_ARGS(cmd->conf.agency.id_text, cmd->conf.agency.timezone, share_target(&cmd->conf)),
        note_state, &state, NULL);
    db_ignore_stop(mart, false);
    return ok;
}

/* ---- files ---- */

static bool write_file(const struct cmd *cmd, const char *middle, const char *end,
                       const struct str *text, struct err *err)
{
    char *path = xasprintf("%s/" NAME "%s%s%s%s.prom", cmd->conf.metrics.dir,
                           cmd->conf.agency.id_text, *middle ? "_" : "", middle, end);
    bool ok = file_replace(path, text->buf, text->len, 0644, err);
    free(path);
    return ok;
}

static bool write_all(const struct cmd *cmd, const struct err *why, struct err *err)
{
    struct str text = STR_INIT;
    int64_t now = (int64_t)time(NULL);
    const char *verb = cmd->verb->name;
    tell_call(&text, cmd, why, now);
    bool ok = write_file(cmd, verb, "", &text, err);
    if (ok && why->kind == ERR_NONE) {
        str_clear(&text);
        tell_success(&text, cmd, now);
        ok = write_file(cmd, verb, "_success", &text, err);
    }
    str_clear(&text);
    if (ok && tell_state(&text, cmd))
        ok = write_file(cmd, "", "", &text, err);
    str_release(&text);
    return ok;
}

void cmd_metrics_write(const struct cmd *cmd, const struct err *why)
{
    struct err lost = {.kind = ERR_NONE};
    if (!cmd->job.conf || !*cmd->conf.metrics.dir || write_all(cmd, why, &lost))
        return;
    (void)fprintf(stderr, "cwreports: %s: metrics are not written: %s; hint: see metrics.dir\n",
                  cmd->verb->name, lost.message);
    log_warn("metrics_not_written", log_s("message", lost.message));
}

bool cmd_metrics_check(const struct conf *conf, const struct check *check)
{
    struct err why = {.kind = ERR_NONE};
    const char *dir = conf->metrics.dir;
    if (!*dir)
        return true;
    if (access(dir, W_OK | X_OK) == 0)
        return check_ok(check, "metrics.dir", "\"%s\"", dir);
    err_set_errno(&why, ERR_LOCAL, errno, "cannot write to \"%s\"", dir);
    (void)err_hint(&why, "the account that runs cwreports must be able to make files there; runs "
                         "work without");
    return check_warn(check, "metrics.dir", &why);
}
