/* etl/cmd_verbs.c - the table of verbs */
#include <string.h>

#include "cmd.h"
#include "str.h"
#include "banned.h"

/* In the order in which an operator meets them. */
/* clang-format off */
const struct cmd_verb cmd_verbs[] = {
    {"init", "", "create or migrate the mart's schema, load the code maps",
     "config dry-run quiet",
     "Safe to repeat. Makes the schemas stage, mart, fact and etl in the database of\n"
     "mart.conninfo, brings an older schema up to date, replaces the agency's code\n"
     "maps by those of codemap.dir and makes the spool folder. A code map that is\n"
     "lost is refused, and what was loaded stays.",
     NULL, cmd_init, NULL},
    {"check", "", "prove that a run would work; changes nothing",
     "config month json",
     "Looks at the configuration, both databases and the rights there, every extract\n"
     "against the source's tables, every report against its queries, code maps,\n"
     "clocks, disk, spool and share. Lists everything, good and bad; the last line\n"
     "is the verdict. The exit code is that of the worst finding; warnings leave\n"
     "it 0. Once a month the share is tried out with files that hold nothing, in\n"
     "its staging folder; they are removed, what was seen is kept in the mart.",
     "check\n--month 2020-01 check", cmd_check,
     "month that a run would be for (default: the last that ended)"},
    {"run", "", "extract, model, report and deliver what is due, or one month",
     "config month report scope restate accept-drop dry-run quiet verbose json",
     "Without --month: what an earlier run could not send; the last month that has\n"
     "ended, until it is closed; months before it that never were\n"
     "(run.catch_up_months) or that wait for a former share; the month at work,\n"
     "PRELIMINARY (run.current_month). With --report, --scope or --restate: the last\n"
     "that has ended. Safe to repeat: the same month gives the same bytes, what a\n"
     "killed run left is resumed. A closed month stays: --restate makes a new version.",
     "--month 2020-01 --report home_study run", cmd_run,
     "this month alone (default: what is due, see above)"},
    {"extract", "", "copy the source into the mart's stage",
     "config month accept-drop dry-run quiet verbose json",
     "One snapshot of the source, all tables or none.", NULL, cmd_step,
     "refuse a source that does not reach this month (default: any)"},
    {"model", "", "compute the mart and the facts of a month",
     "config month report restate dry-run quiet verbose json",
     "Works on what the last extract staged. One transaction: readers see the old\n"
     "figures or the new ones.",
     NULL, cmd_step, "month to compute (default: the last that has ended)"},
    {"report", "", "make the workbooks of a month",
     "config month report scope dry-run quiet verbose json",
     "Works on the facts of the month. The workbooks are sealed into spool.dir and\n"
     "noted in the outbox; nothing is sent.",
     NULL, cmd_step, "month of the workbooks (default: the last that has ended)"},
    {"deliver", "", "send what the outbox holds, oldest first",
     "config month report scope again dry-run quiet verbose json",
     "Each file is sent, read back and compared before it gets its final name, and\n"
     "read back again. Files of others are never overwritten. With --month and\n"
     "--again also what was delivered for that month: what went missing on the share\n"
     "is sent from the spool, what somebody changed is a conflict and stays.",
     "deliver\n--month 2020-01 deliver --again", cmd_step,
     "only with --again: the month that is sent once more"},
    {"status", "", "is it fresh, is it running, what failed, what now",
     "config json",
     "Last runs and their steps, files that wait and why, the state of each report's\n"
     "month, and what to do about it.",
     NULL, cmd_status, NULL},
    {"receipts", "", "which file was delivered when, with its digest",
     "config month report scope json",
     "One line per file that was read back from the share and found to be the same.\n"
     "`since` is what a later comparison found. --report takes \"index\" and\n"
     "\"manifest\" too. --json has whole digests, the name that was asked for, the\n"
     "share's address and the run; its form is stable. Without --month: of all months.",
     "--month 2020-01 receipts\nreceipts --report home_study --json", cmd_receipts,
     "only what was delivered for this month (default: for any)"},
    {"verify", "", "compare what stands on the share with the receipts",
     "config month report scope json quiet verbose",
     "Reads every file that was published for the month, index and manifest too, and\n"
     "compares it with what was sent. One line for each that is changed, missing or\n"
     "cannot be read, and exit code 8. Other people's files in the month's folders are\n"
     "counted (named on a terminal, with --verbose and --json) and are no error.\n"
     "Changes nothing on the share.",
     "--month 2020-01 verify", cmd_verify,
     "month to compare (default: the last that has ended)"},
    {"explain", "REPORT CHILD-ID", "show for one child what each rule looked at", "config month json",
     "Every rule of the report in order, with the dates, thresholds and source rows\n"
     "used; a * marks what decided. Also for a child who is not on the report: it says\n"
     "why. Works on the facts of the month; a closed month is explained as it was\n"
     "published. CHILD-ID is written as the column Child ID shows it; - reads it from\n"
     "standard input, since the command line can be seen in the process list. Prints\n"
     "personal ids, logs none.",
     "--month 2020-01 explain ftdm_completion 1002003\n"
     "explain child_listing - --json <id", cmd_explain,
     "month of the report (default: the last that has ended)"},
    {"expire", "", "remove spool copies and mart months past their retention",
     "config dry-run quiet verbose",
     "Copies of files that were delivered retention.spool_days ago, and the facts of\n"
     "months older than the retention.mart_months that end with the newest. Never\n"
     "what waits to be delivered, and never before the file was compared with the\n"
     "share again (`run` does that, and `verify`) and found there. Receipts stay, and\n"
     "so does everything on the share. Safe to repeat.",
     "expire --dry-run\nexpire", cmd_expire, NULL},
    {"sql", "[PATH]", "print the SQL that the program carries", "config",
     "Without PATH: the list. With --config: the agency's replacements instead of\n"
     "ours.",
     "sql\nsql source/famlink/meeting.sql", cmd_sql, NULL},
    {"conf", "", "print every option, its value and where it came from",
     "config example",
     "No option holds a secret. --example prints a commented file to start from.",
     "conf --example", cmd_conf, NULL},
    {"doc", "WHAT", "print the manual, the completion, the tables of the README", "",
     "WHAT is one of: man, man-conf (cwreports.ini), completion (bash), exit-codes,\n"
     "verbs, options, keys, sheets (each column of each workbook, tab separated).\n"
     "The installed files come from here.",
     "doc man | man -l -\ndoc exit-codes", cmd_doc, NULL},
    {"version", "", "print the version", "", "", NULL, cmd_version, NULL},
    {0},
};
/* clang-format on */

const struct cmd_verb *cmd_verb_find(const char *name, struct err *err)
{
    const char *names[32];
    size_t n = 0;
    for (const struct cmd_verb *v = cmd_verbs; v->name; v++) {
        if (str_eq(v->name, name))
            return v;
        if (n < 32)
            names[n++] = v->name;
    }
    err_set(err, ERR_USAGE, "there is no verb \"%s\"", name);
    const char *near = str_nearest(name, names, n);
    if (near)
        (void)err_hint(err, "did you mean \"%s\"?", near);
    else
        (void)err_hint(err, "`cwreports --help` lists them");
    return NULL;
}
