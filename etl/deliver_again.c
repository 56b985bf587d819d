/* etl/deliver_again.c - published files of a month become duties once more */
#include "deliver_again.h"

#include "deliver_manifest.h"
#include "job.h"
#include "log.h"
#include "share.h"
#include "str.h"
#include "banned.h"

struct counts {
    int64_t again, gone, waiting;
    bool pages; /* index or manifest are gone: they are made again */
    char first_gone[256];
};

static bool note_path(void *ctx, const char *const *fields, size_t n, struct err *err)
{
    struct counts *counts = ctx;
    if (n != 3)
        return err_set(err, ERR_INTERNAL, "etl.deliver_again returned %zu columns", n);
    const char *became = fields[2];
    if (str_eq(became, "again"))
        counts->again++;
    else if (str_eq(became, "waiting"))
        counts->waiting++;
    else if (!str_eq(fields[1], "workbook"))
        counts->pages = true;
    else if (counts->gone++ == 0)
        (void)snprintf(counts->first_gone, sizeof(counts->first_gone), "%s", fields[0]);
    return true;
}

/* {"a","b"}, PostgreSQL's way to write a list. NULL for none. */
static const char *list_text(struct str *out, const char *const *words, size_t n)
{
    if (n == 0)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        str_add(out, i ? ",\"" : "{\"");
        for (const char *p = words[i]; *p; p++) {
            if (*p == '"' || *p == '\\')
                str_addc(out, '\\');
            str_addc(out, *p);
        }
        str_addc(out, '"');
    }
    str_addc(out, '}');
    return out->buf;
}

/* Can the month be made again as it was? */
static bool is_kept(struct job *job, const char *month, struct err *err)
{
    return db_exec(job->mart, "select etl.month_kept($1::int, $2::date, true)",
                   DB_ARGS(job->conf->agency.id_text, month), err);
}

static bool judge(struct job *job, const struct deliver_wish *wish, const struct counts *counts,
                  struct err *err)
{
    struct err why = {.kind = ERR_NONE};
    if (counts->gone > 0) {
        bool kept = is_kept(job, wish->month, &why);
        err_set(err, ERR_LOCAL, "%lld files of %.7s have left the spool, the first is \"%s\"",
                (long long)counts->gone, wish->month, counts->first_gone);
        return kept ? err_hint(err,
                               "`cwreports --month %.7s report` makes them again from the month's "
                               "facts, then `cwreports deliver`",
                               wish->month)
                    : err_hint(err, "nor can they be made again: %s", why.message);
    }
    if (counts->pages && !is_kept(job, wish->month, err))
        return false;
    if (counts->again + counts->waiting == 0 && !counts->pages) {
        err_set(err, ERR_USAGE, "nothing%s was delivered to \"%s\" for %.7s",
                wish->n_reports || wish->n_scopes ? " of what was asked for" : "",
                job->conf->share.url, wish->month);
        return err_hint(err, "`cwreports receipts` tells what was");
    }
    log_info("again", log_s("month", wish->month), log_i("files", counts->again),
             log_i("waiting", counts->waiting));
    return true;
}

bool deliver_again(struct job *job, const struct deliver_wish *wish, struct err *err)
{
    struct counts counts = {.again = 0};
    struct str reports = STR_INIT;
    struct str scopes = STR_INIT;
    if (share_is_none(job->conf))
        return err_set(err, ERR_CONFIG, "share.kind is none: nothing is published");
    bool ok = db_begin(job->mart, err) &&
              db_each(job->mart,
                      "select path, part, became from etl.deliver_again($1::int, $2, $3::date, "
                      "$4::text[], $5::text[])",
                      DB_ARGS(job->conf->agency.id_text, job->conf->share.url, wish->month,
                              list_text(&reports, wish->reports, wish->n_reports),
                              list_text(&scopes, wish->scopes, wish->n_scopes)),
                      note_path, &counts, err) &&
              judge(job, wish, &counts, err) && db_commit(job->mart, err) &&
              (!counts.pages || deliver_manifest_seal_month(job, wish->month, err));
    if (!ok)
        db_rollback(job->mart);
    str_release(&reports);
    str_release(&scopes);
    return ok;
}
