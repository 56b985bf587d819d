/* etl/log_events.c - every event that the log can hold, and what it means */
#include "log_events.h"

#include "banned.h"

/* clang-format off */
const struct log_event_info log_events[] = {
    {"again", LOG_LVL_INFO, "files of a month are to be sent once more (deliver --again)"},
    {"alert_failed", LOG_LVL_WARN, "a mail or ping could not be sent; the run is not affected"},
    {"bad_copy", LOG_LVL_WARN, "a file was read back from the share and is not what was sent"},
    {"copy_expired", LOG_LVL_INFO, "a delivered file left the spool (retention.spool_days)"},
    {"delivered", LOG_LVL_INFO, "a file was read back from its final name and is the same"},
    {"drop_accepted", LOG_LVL_WARN, "an extract that lost rows was taken (--accept-drop)"},
    {"due", LOG_LVL_INFO, "how many months a run without --month works for"},
    {"expired", LOG_LVL_INFO, "what `expire` removed, in all"},
    {"extracted", LOG_LVL_INFO, "a table of the source is in stage"},
    {"failed", LOG_LVL_ERROR, "the call failed: kind, exit code, message and hint"},
    {"http", LOG_LVL_DEBUG, "one request to the share"},
    {"init", LOG_LVL_INFO, "the mart is ready: schema files applied, codes and recipients loaded"},
    {"mailed", LOG_LVL_INFO, "mails were sent to the people of workbooks"},
    {"metrics_not_written", LOG_LVL_WARN, "metrics.dir cannot be written"},
    {"migrated", LOG_LVL_INFO, "a schema file was applied"},
    {"month_closed", LOG_LVL_INFO, "the month is closed: its figures stay"},
    {"month_expired", LOG_LVL_INFO, "facts of a month left the mart (retention.mart_months)"},
    {"months_closed", LOG_LVL_INFO, "months of reports that are wholly published from now on"},
    {"moved", LOG_LVL_WARN, "duties for a share of old, or whose copy was lost, are void: their month is made"},
    {"no_parts", LOG_LVL_WARN, "a rewritten file on the share cannot be compared by its parts"},
    {"not_as_sent", LOG_LVL_WARN, "a published file was changed or removed by others"},
    {"not_delivered", LOG_LVL_INFO, "a file stays in the outbox; the result says why"},
    {"not_swept", LOG_LVL_WARN, "old staging files on the share cannot be listed"},
    {"probe_leftover", LOG_LVL_WARN, "a file of the probe could not be removed from the share"},
    {"publish_again", LOG_LVL_WARN, "a transfer failed and is tried again after a pause"},
    {"report_unit", LOG_LVL_DEBUG, "the workbooks of one report and kind of scope are made"},
    {"run_begin", LOG_LVL_INFO, "a run begins"},
    {"run_end", LOG_LVL_INFO, "a run ended"},
    {"share_measured", LOG_LVL_INFO, "what the share can do was measured"},
    {"share_raced", LOG_LVL_INFO, "whether a reader can see a half-written file was measured"},
    {"sql", LOG_LVL_DEBUG, "a file of SQL ran"},
    {"staging_leftover", LOG_LVL_WARN, "a staging file could not be removed from the share"},
    {"step_begin", LOG_LVL_INFO, "a step begins"},
    {"step_end", LOG_LVL_INFO, "a step ended: rows, files, bytes, seconds"},
    {"swept", LOG_LVL_INFO, "an old staging file of ours was removed from the share"},
    {"table_missing", LOG_LVL_WARN, "an optional table of the source is not there"},
    {"verified", LOG_LVL_INFO, "a month's published files were compared with the receipts"},
    {0},
};
/* clang-format on */
