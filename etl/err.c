/* etl/err.c - error kinds and the text of one failure */
#include "err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "str.h"
/* Must stay last: it makes unsafe functions fail to compile. */
#include "banned.h"

/*
 * The only table of exit codes. To add a kind: one enum member, one row here. Help, the man page
 * and the README runbook print these sentences.
 */
static const struct err_info infos[ERR_KIND_COUNT] = {
    [ERR_NONE] = {ERR_NONE, 0, "ok", false, "done, or already current", "nothing"},
    [ERR_INTERNAL] = {ERR_INTERNAL, 1, "internal", false, "a defect of the program or of its SQL",
                      "keep the log of the run and report it; what was published stands, and "
                      "running again does not help"},
    [ERR_USAGE] = {ERR_USAGE, 2, "usage", false, "the command line is wrong",
                   "correct it; `cwreports VERB --help` lists what a verb takes"},
    [ERR_CONFIG] = {ERR_CONFIG, 2, "config", false, "the configuration is wrong",
                    "correct the file, line and key named, then run `cwreports check`"},
    [ERR_SOURCE_AWAY] = {ERR_SOURCE_AWAY, 3, "source-away", true,
                         "the source database is unreachable",
                         "nothing was changed and the next run tries again; if it lasts, ask who "
                         "runs that server, and look at source.conninfo"},
    [ERR_SOURCE_DATA] =
        {ERR_SOURCE_DATA, 4, "source-data", false,
         "source data refused: stale, over the reject limit, or its tables changed shape",
         "nothing was published; ask the owner of the extract about the table named, then run "
         "again"},
    [ERR_SHARE_AWAY] = {ERR_SHARE_AWAY, 5, "share-away", true,
                        "workbooks are sealed in the spool, the share is unreachable",
                        "nothing is lost: the next run or `cwreports deliver` sends them, oldest "
                        "first; if it lasts, ask who runs the share"},
    [ERR_LOCKED] = {ERR_LOCKED, 6, "target-locked", true, "a person has the target file open",
                    "ask them to close it; the next run or `cwreports deliver` sends it"},
    [ERR_CONFLICT] = {ERR_CONFLICT, 7, "conflict", false, "the target was changed by somebody else",
                      "save their file under another name, remove it from the share, then run "
                      "`cwreports deliver`"},
    [ERR_VERIFY] = {ERR_VERIFY, 8, "verify", false, "what stands on the share is not what was sent",
                    "nothing was deleted; look at the share's disk, proxy and virus scanner, then "
                    "run `cwreports deliver`"},
    [ERR_LOCAL] = {ERR_LOCAL, 9, "local", false, "local resources: disk space or permissions",
                   "free the disk or correct the rights named, then run again"},
    [ERR_MART_AWAY] =
        {ERR_MART_AWAY, 9, "mart-away", true, "the mart database is unreachable or has no room",
         "see that its server is up and has room, and that mart.conninfo is right; then run again"},
    [ERR_RUNNING] = {ERR_RUNNING, 10, "running", true, "a run of this agency is already at work",
                     "wait for it; `cwreports status` shows what it does"},
    [ERR_TOTALS] = {ERR_TOTALS, 11, "totals", false, "control totals do not tie",
                    "nothing was published; report both numbers to whoever keeps the definitions; "
                    "running again does not help"},
    [ERR_STOPPED] = {ERR_STOPPED, 12, "stopped", true, "stopped by a signal",
                     "run again when ready; the step at work was rolled back"},
    [ERR_DEADLINE] = {ERR_DEADLINE, 13, "deadline", true, "run.deadline_minutes has passed",
                      "run again; if it happens twice, find the slow step with `cwreports status` "
                      "and raise the limit"},
};

const struct err_info *err_info(enum err_kind kind)
{
    if ((unsigned)kind >= ERR_KIND_COUNT)
        kind = ERR_INTERNAL;
    return &infos[kind];
}

int err_exit_code(const struct err *err)
{
    return err ? err_info(err->kind)->exit_code : 0;
}

const char *err_advice(const struct err *err)
{
    return *err->hint ? err->hint : err_info(err->kind)->action;
}

/* Cuts never inside a UTF-8 sequence: the text goes to logs and the ledger, which refuse halves. */
static void cut_utf8(char *text, size_t size, int wanted)
{
    if (wanted >= 0 && (size_t)wanted < size)
        return;
    size_t end = strlen(text);
    size_t start = end;
    while (start > 0 && end - start < 3 && ((unsigned char)text[start - 1] & 0xc0) == 0x80)
        start--;
    if (start > 0 && ((unsigned char)text[start - 1] & 0xc0) == 0xc0)
        text[start - 1] = '\0';
}

/* One line per problem: a library's own words may carry line ends. */
static void one_line(char *text)
{
    size_t n = strlen(text);
    while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == ' ' || text[n - 1] == '\r'))
        text[--n] = '\0';
    for (char *p = text; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            *p = ' ';
}

__attribute__((format(printf, 3, 0))) static void format_into(char *text, size_t size,
                                                              const char *format, va_list args)
{
    int n = vsnprintf(text, size, format, args);
    cut_utf8(text, size, n);
    one_line(text);
}

bool err_set(struct err *err, enum err_kind kind, const char *format, ...)
{
    if (!err)
        return false;
    struct err fresh = {.kind = kind};
    va_list args;
    va_start(args, format);
    format_into(fresh.message, sizeof(fresh.message), format, args);
    va_end(args);
    *err = fresh; /* only now: an argument may point into the old text */
    return false;
}

bool err_set_errno(struct err *err, enum err_kind kind, int errnum, const char *format, ...)
{
    if (!err)
        return false;
    char what[sizeof(err->message)];
    va_list args;
    va_start(args, format);
    format_into(what, sizeof(what), format, args);
    va_end(args);
    char reason[128];
    return err_set(err, kind, "%s: %s", what, strerror_r(errnum, reason, sizeof(reason)));
}

bool err_hint(struct err *err, const char *format, ...)
{
    if (!err)
        return false;
    char hint[sizeof(err->hint)];
    va_list args;
    va_start(args, format);
    format_into(hint, sizeof(hint), format, args);
    va_end(args);
    memcpy(err->hint, hint, sizeof(hint));
    return false;
}

bool err_prefix(struct err *err, const char *format, ...)
{
    if (!err)
        return false;
    char prefix[256];
    va_list args;
    va_start(args, format);
    format_into(prefix, sizeof(prefix), format, args);
    va_end(args);
    char whole[sizeof(prefix) + sizeof(err->message) + 2];
    int n = snprintf(whole, sizeof(whole), "%s: %s", prefix, err->message);
    size_t keep = (n < 0) ? 0 : str_utf8_fit(whole, sizeof(err->message) - 1);
    memcpy(err->message, whole, keep);
    err->message[keep] = '\0';
    return false;
}

void err_clear(struct err *err)
{
    if (err)
        *err = (struct err){.kind = ERR_NONE};
}
