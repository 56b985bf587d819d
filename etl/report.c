/* etl/report.c - the step that makes workbooks: rows of SQL in, sealed files out */
#include "report.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "log.h"
#include "outbox.h"
#include "pool.h"
#include "progress.h"
#include "report_plan.h"
#include "report_work.h"
#include "stop.h"
#include "banned.h"

/* ---- folders ---- */

/* Temporary files of a run that was killed; nobody else works here (the agency's lock). */
static void sweep(const char *path)
{
    DIR *dir = opendir(path);
    if (!dir)
        return;
    for (const struct dirent *entry; (entry = readdir(dir));)
        if (entry->d_name[0] == '.' && str_ends(entry->d_name, ".xlsx.tmp"))
            (void)unlinkat(dirfd(dir), entry->d_name, 0);
    (void)closedir(dir);
}

static bool make_folders(const struct report_plan *plan, struct err *err)
{
    const char *root = plan->job->conf->spool.dir;
    if (!file_make_dirs(root, plan->tmpdir, err))
        return false;
    for (size_t i = 0; i < plan->n_issues; i++) {
        if (!file_make_dirs(root, plan->issues[i].dir, err))
            return false;
        sweep(plan->issues[i].dir);
    }
    return true;
}

static bool sync_folder(const char *path, struct err *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (!ok)
        err_set_errno(err, ERR_LOCAL, errno, "cannot sync the directory \"%s\"", path);
    if (fd >= 0)
        (void)close(fd);
    return ok;
}

/* ---- sealing ---- */

typedef bool book_fn(const struct report_plan *plan, const struct report_unit *unit,
                     const struct report_workbook *wb, struct err *err);

static bool each_book(const struct report_plan *plan, book_fn *each, struct err *err)
{
    for (size_t u = 0; u < plan->n_units; u++)
        for (size_t b = 0; b < plan->units[u].n; b++)
            if (plan->units[u].books[b].wanted &&
                !each(plan, &plan->units[u], &plan->units[u].books[b], err))
                return false;
    return true;
}

static bool is_made(const struct report_plan *plan, const struct report_unit *unit,
                    const struct report_workbook *wb, struct err *err)
{
    (void)plan;
    return wb->made->done || err_set(err, ERR_INTERNAL, "no workbook was made for \"%s\" of \"%s\"",
                                     wb->scope, unit->issue->report->name);
}

static bool drop(const struct report_plan *plan, const struct report_unit *unit,
                 const struct report_workbook *wb, struct err *err)
{
    (void)plan;
    (void)unit;
    (void)err;
    (void)unlink(wb->temp);
    return true;
}

static bool name(const struct report_plan *plan, const struct report_unit *unit,
                 const struct report_workbook *wb, struct err *err)
{
    (void)unit;
    char *path = xasprintf("%s/%s", plan->job->conf->spool.dir, wb->path);
    bool ok = rename(wb->temp, path) == 0;
    if (!ok)
        err_set_errno(err, ERR_LOCAL, errno, "cannot name \"%s\"", path);
    free(path);
    return ok;
}

static bool enter(const struct report_plan *plan, const struct report_unit *unit,
                  const struct report_workbook *wb, struct err *err)
{
    struct job *job = plan->job;
    struct artifact artifact = {.version = unit->issue->month.version,
                                .report = unit->issue->report->name,
                                .scope = wb->scope,
                                .path = wb->path,
                                .size = wb->made->size,
                                .rows = wb->made->rows};
    (void)snprintf(artifact.sha256, sizeof(artifact.sha256), "%s", wb->made->digest.hex);
    job->tally.rows += wb->made->rows;
    job->tally.files++;
    job->tally.bytes += wb->made->size;
    return outbox_add(job, &artifact, err);
}

/* What waits for a share of old, or has lost its copy; one workbook alone is not its report. */
static bool forget_old_share(const struct report_plan *plan, struct err *err)
{
    struct job *job = plan->job;
    struct str reports = STR_INIT;
    int64_t n = 0;
    if (job->n_scopes > 0)
        return true;
    for (size_t i = 0; i < plan->n_issues; i++)
        str_addf(&reports, "%s%s", i ? "," : "", plan->issues[i].report->name);
    bool ok = outbox_moved(job, reports.buf, &n, err);
    if (ok && n > 0)
        log_warn("moved", log_s("month", job->period.month), log_i("files", n));
    str_release(&reports);
    return ok;
}

/* Final names and outbox together: the outbox never names a file that is not complete. */
static bool seal(const struct report_plan *plan, struct err *err)
{
    struct job *job = plan->job;
    if (!each_book(plan, is_made, err) || !each_book(plan, name, err))
        return false;
    for (size_t i = 0; i < plan->n_issues; i++)
        if (!sync_folder(plan->issues[i].dir, err))
            return false;
    if (!db_begin(job->mart, err))
        return false;
    if (forget_old_share(plan, err) && each_book(plan, enter, err) && db_commit(job->mart, err))
        return true;
    db_rollback(job->mart);
    job->tally = (struct tally){0};
    return false;
}

/* ---- the step ---- */

static bool make_all(struct report_plan *plan, struct err *err)
{
    long workers = (long)plan->job->conf->report.workers;
    struct pool pool = {.items = plan->n_units,
                        .workers = workers ? workers : pool_cores(),
                        .result_size = 1,
                        .context = plan,
                        .begin = report_work_begin,
                        .work = report_work_unit,
                        .end = report_work_end};
    progress_expect((int64_t)plan->n_books, 0);
    bool ok = make_folders(plan, err) && pool_run(&pool, err) && stop_check(err) && seal(plan, err);
    if (!ok)
        (void)each_book(plan, drop, NULL);
    return ok;
}

bool report_run(struct job *job, struct err *err)
{
    struct report_plan plan = {.arena = ARENA_INIT};
    if (!job->period.month[0] && !ledger_asked_month(job, job->period.month, err))
        return false;
    struct db *db = db_open(job->conf->mart.conninfo, DB_MART, "report", err);
    bool ok = db && db_begin_snapshot(db, NULL, err) && report_plan_make(&plan, job, db, err);
    if (ok && plan.n_books == 0) {
        ok = err_set(err, ERR_USAGE, "no workbook is asked for: no scope of %.7s fits",
                     job->period.month);
        err_hint(err, "look at --report, --scope, report.enabled, report.scopes and source.kind");
    }
    ok = ok && make_all(&plan, err);
    report_plan_release(&plan);
    db_close(db);
    return ok;
}
