/* etl/cmd_deliver.c - what the verb deliver has beside its step: --again, and what it cannot send */
#include "cmd_deliver.h"

#include <stdio.h>

#include "deliver_again.h"
#include "log.h"
#include "share.h"
#include "sqltext.h"
#include "str.h"
#include "banned.h"

bool cmd_deliver_check(const struct cmd *cmd, struct err *err)
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

bool cmd_deliver_fill(struct cmd *cmd, struct err *err)
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

static bool tell_elsewhere(void *ctx, const char *const *f, size_t n, struct err *err)
{
    const struct cmd *cmd = ctx;
    if (n != 3)
        return err_set(err, ERR_INTERNAL, "sql/engine/elsewhere.sql returned %zu columns", n);
    bool one = str_eq(f[2], "1");
    bool none = share_is_none(&cmd->conf);
    (void)fprintf(stderr, "%scwreports: deliver: %s file%s of %s wait%s for \"%s\", %s; hint: %s\n",
                  log_priority(LOG_LVL_WARN), f[2], one ? "" : "s", f[0], one ? "s" : "", f[1],
                  none ? "and share.kind is none" : "which is not the share configured now",
                  none ? "configure that share again to send them"
                       : "`cwreports run` makes that month for the new one");
    return true;
}

bool cmd_deliver_tell(struct cmd *cmd, struct err *err)
{
    return !str_eq(cmd->verb->name, "deliver") ||
           db_each(cmd->job.mart, sqltext("engine/elsewhere.sql"),
                   DB_ARGS(cmd->conf.agency.id_text, share_target(&cmd->conf)), tell_elsewhere, cmd,
                   err);
}
