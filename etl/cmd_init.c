/* etl/cmd_init.c - init: the mart's schema, code maps, recipients, the spool's folder */
#include <stdio.h>

#include "cmd.h"
#include "cmd_plan.h"
#include "codemap.h"
#include "file.h"
#include "ledger.h"
#include "log.h"
#include "migrate.h"
#include "recipient.h"
#include "report.h"
#include "banned.h"

static bool is_report(const char *name)
{
    return report_find(name) != NULL;
}

bool cmd_init(struct cmd *cmd, struct err *err)
{
    int64_t applied = 0;
    int64_t codes = 0;
    int64_t recipients = 0;
    if (!cmd_load_conf(cmd, err) || !cmd_open_mart(cmd, false, err))
        return false;
    if (cmd->args.dry_run)
        return cmd_plan_begin(cmd, err) && cmd_plan_init(cmd, err);
    if (!migrate_apply(cmd->job.mart, &applied, err) || !ledger_lock(&cmd->job, err) ||
        !ledger_kind(&cmd->job, err) || !codemap_complete(&cmd->conf, cmd->job.mart, err) ||
        !codemap_load(&cmd->conf, cmd->job.mart, &codes, err) ||
        !recipient_load(&cmd->conf, cmd->job.mart, is_report, &recipients, err) ||
        !file_make_dirs(cmd->conf.spool.dir, cmd->conf.spool.dir, err))
        return false;
    log_info("init", log_i("applied", applied), log_i("codes", codes),
             log_i("recipients", recipients));
    if (cmd_is_talkative(cmd))
        (void)printf("mart ready: %lld schema files applied now, %lld codes, %lld recipients, "
                     "spool \"%s\"\n",
                     (long long)applied, (long long)codes, (long long)recipients,
                     cmd->conf.spool.dir);
    return true;
}
