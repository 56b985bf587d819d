/* etl/cmd_result.c - what a call did: a table for people, JSON for programs */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "cmd_metrics.h"
#include "json.h"
#include "str.h"
#include "banned.h"

struct cmd_run_done *cmd_result_add(struct cmd *cmd)
{
    cmd->runs = xrealloc(cmd->runs, cmd->n_runs + 1, sizeof(*cmd->runs));
    struct cmd_run_done *run = &cmd->runs[cmd->n_runs++];
    *run = (struct cmd_run_done){.n = 0};
    return run;
}

/* ---- for people ---- */

static void print_step(const struct cmd *cmd, const struct cmd_run_done *run,
                       const struct cmd_step_done *step)
{
    struct str rows = STR_INIT;
    struct str bytes = STR_INIT;
    bool bad = !str_eq(step->state, "done");
    const char *colour = bad ? cmd_colour(cmd, CMD_RED) : cmd_colour(cmd, CMD_GREEN);
    str_add_count(&rows, step->tally.rows);
    str_add_bytes(&bytes, step->tally.bytes);
    (void)printf("%5lld  %-7.7s  %-8s %s%-8s%s %14s %8lld %10s %6lld.%lld\n",
                 (long long)run->run_id, *run->period.month ? run->period.month : "-", step->name,
                 colour, step->state, *colour ? "\033[0m" : "", rows.buf,
                 (long long)step->tally.files, bytes.buf, (long long)(step->ms / 1000),
                 (long long)(step->ms % 1000 / 100));
    str_release(&rows);
    str_release(&bytes);
}

static void print_table(const struct cmd *cmd)
{
    (void)printf("%5s  %-7s  %-8s %-8s %14s %8s %10s %8s\n", "run", "month", "step", "state",
                 "rows", "files", "size", "seconds");
    for (size_t r = 0; r < cmd->n_runs; r++)
        for (size_t i = 0; i < cmd->runs[r].n; i++)
            print_step(cmd, &cmd->runs[r], &cmd->runs[r].steps[i]);
    for (size_t r = 0; r < cmd->n_runs; r++) {
        const struct period *p = &cmd->runs[r].period;
        if (*p->as_of)
            (void)printf("month %.7s: as of %s%s\n", p->month, p->as_of,
                         p->preliminary ? ", PRELIMINARY" : "");
    }
}

/* ---- for programs: form cwreports-run-1, see conf/run.schema.json ---- */

static void add_step(struct json *steps, const struct cmd_step_done *step)
{
    struct json *object = json_add_object(steps);
    json_set_text(object, "step", step->name);
    json_set_text(object, "state", step->state);
    json_set_int(object, "rows", step->tally.rows);
    json_set_int(object, "files", step->tally.files);
    json_set_int(object, "bytes", step->tally.bytes);
    json_set_int(object, "milliseconds", step->ms);
}

static void add_run(struct json *runs, const struct cmd_run_done *run)
{
    struct json *object = json_add_object(runs);
    char month[8];
    (void)snprintf(month, sizeof(month), "%.7s", run->period.month);
    json_set_int(object, "run_id", run->run_id);
    json_set_text(object, "month", *month ? month : NULL);
    json_set_text(object, "as_of", *run->period.as_of ? run->period.as_of : NULL);
    json_set_bool(object, "preliminary", run->period.preliminary);
    json_set_text(object, "state", run->state);
    struct json *steps = json_set_array(object, "steps");
    for (size_t i = 0; i < run->n; i++)
        add_step(steps, &run->steps[i]);
}

void cmd_result_error(struct json *root, const struct err *why)
{
    json_set_int(root, "exit_code", err_exit_code(why));
    if (why->kind == ERR_NONE) {
        json_set_text(root, "error", NULL);
        return;
    }
    struct json *error = json_set_object(root, "error");
    json_set_text(error, "kind", err_info(why->kind)->name);
    json_set_text(error, "message", why->message);
    json_set_text(error, "hint", err_advice(why));
}

static void print_json(const struct cmd *cmd, const struct err *why)
{
    struct json *root = json_new_object();
    json_set_text(root, "form", "cwreports-run-1");
    json_set_text(root, "verb", cmd->verb->name);
    cmd_result_error(root, why);
    json_set_int(root, "milliseconds", job_clock_ms() - cmd->began_ms);
    struct json *runs = json_set_array(root, "runs");
    for (size_t i = 0; i < cmd->n_runs; i++)
        add_run(runs, &cmd->runs[i]);
    char *text = json_text(root);
    (void)fputs(text, stdout);
    free(text);
    json_free(root);
}

void cmd_result_print(const struct cmd *cmd, const struct err *why)
{
    cmd_metrics_write(cmd, why);
    if (cmd->args.json)
        print_json(cmd, why);
    else if (cmd_is_talkative(cmd) && cmd->n_runs > 0)
        print_table(cmd);
}

/* ---- terminals ---- */

bool cmd_is_talkative(const struct cmd *cmd)
{
    return !cmd->args.quiet && (cmd->args.verbose || isatty(STDOUT_FILENO));
}

static bool is_terminal(int fd)
{
    const char *term = getenv("TERM");
    return isatty(fd) && !str_eq(term, "dumb");
}

bool cmd_is_live(const struct cmd *cmd)
{
    /* a log on the same screen would be torn by the line */
    return !cmd->args.quiet && is_terminal(STDERR_FILENO) && !str_eq(cmd->conf.log.file, "-");
}

const char *cmd_colour(const struct cmd *cmd, enum cmd_colour colour)
{
    static const char *const codes[] = {"\033[32m", "\033[33m", "\033[31m"};
    const char *no = getenv("NO_COLOR");
    (void)cmd;
    return is_terminal(STDOUT_FILENO) && !(no && *no) ? codes[colour] : "";
}
