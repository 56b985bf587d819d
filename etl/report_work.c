/* etl/report_work.c - a worker: draws the workbooks of one unit after the other */
#include <string.h>

#include "report_work.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "book.h"
#include "db.h"
#include "file.h"
#include "log.h"
#include "progress.h"
#include "report_feed.h"
#include "report_page.h"
#include "report_plan.h"
#include "stop.h"
#include "banned.h"

enum { ROWS_PER_STOP = 4096, SHEET_ROWS = 1048575 };

struct worker {
    const struct report_plan *plan;
    struct db **dbs; /* one for each stream of the widest unit so far, and one for blocks */
    size_t n_dbs;
    struct file_flush flush; /* workbooks that are written */
};

/* One unit at work. */
struct desk {
    const struct report_plan *plan;
    const struct report_unit *unit;
    struct report_feed blocks[BLOCKS];
    struct report_feed quality;
    struct report_feed *sheets;
};

/* Rows to cure of one workbook, as far as they wait. */
struct cures {
    struct arena arena;
    const char *const **rows;
    size_t n;
};

/* ---- connections ---- */

bool report_work_begin(void *context, void **ret_state, struct err *err)
{
    (void)err;
    struct worker *worker = xcalloc(1, sizeof(*worker));
    worker->plan = context;
    *ret_state = worker;
    return true;
}

bool report_work_end(void *context, void *state, bool commit, struct err *err)
{
    struct worker *worker = state;
    bool ok = !commit || file_flush_all(&worker->flush, err);
    (void)context;
    file_flush_drop(&worker->flush);
    for (size_t i = 0; i < worker->n_dbs; i++)
        db_close(worker->dbs[i]);
    free(worker->dbs);
    free(worker);
    return ok;
}

static bool need_connections(struct worker *worker, size_t n, struct err *err)
{
    while (worker->n_dbs < n) {
        struct db *db = db_open(worker->plan->job->conf->mart.conninfo, DB_MART, "report", err);
        if (!db)
            return false;
        worker->dbs = xrealloc(worker->dbs, worker->n_dbs + 1, sizeof(struct db *));
        worker->dbs[worker->n_dbs++] = db;
        if (!db_begin_snapshot(db, worker->plan->snapshot, err))
            return false;
    }
    return true;
}

/* ---- feeds ---- */

static void clear_desk(struct desk *desk)
{
    for (size_t i = 0; i < BLOCKS; i++)
        report_feed_release(&desk->blocks[i]);
    report_feed_release(&desk->quality);
    for (size_t i = 0; desk->sheets && i < desk->unit->issue->n_sheets; i++)
        report_feed_release(&desk->sheets[i]);
    free(desk->sheets);
}

static size_t count_columns(const struct sheet *sheet)
{
    size_t n = 0;
    while (sheet->columns[n].name)
        n++;
    return n;
}

/* Blocks first: they are read to their end, and leave their connection to the quality stream. */
static bool open_feeds(struct desk *desk, struct arena *arena, struct db *const *dbs,
                       struct err *err)
{
    const struct report_issue *issue = desk->unit->issue;
    const char *args[REPORT_ARGS];
    report_plan_args(desk->plan, desk->unit, args);
    for (size_t i = 0; i < issue->n_sheets; i++) {
        const struct sheet *sheet = issue->sheets[i];
        const char *path = arena_printf(arena, "report/%s/%s.sql", issue->report->name, sheet->sql);
        if (!report_feed_open(&desk->sheets[i], dbs[1 + i], path, args, REPORT_ARGS,
                              count_columns(sheet), err))
            return false;
    }
    for (size_t i = 0; i < BLOCKS; i++) {
        const struct report_block_info *info = report_block_info((enum report_block)i);
        if (!report_feed_load(&desk->blocks[i], dbs[0], info->path, args, REPORT_ARGS, info->n,
                              err))
            return false;
    }
    return report_feed_open(&desk->quality, dbs[0], report_block_quality.path, args, REPORT_ARGS,
                            report_block_quality.n, err);
}

static bool skip_book(struct desk *desk, const char *scope, struct err *err)
{
    for (size_t i = 0; i < BLOCKS; i++)
        if (!report_feed_skip(&desk->blocks[i], scope, err))
            return false;
    for (size_t i = 0; i < desk->unit->issue->n_sheets; i++)
        if (!report_feed_skip(&desk->sheets[i], scope, err))
            return false;
    return report_feed_skip(&desk->quality, scope, err);
}

/* Nothing may be left over: it would be a row that stands in no workbook. */
static bool end_feeds(struct desk *desk, struct err *err)
{
    for (size_t i = 0; i < BLOCKS; i++)
        if (!report_feed_end(&desk->blocks[i], err))
            return false;
    for (size_t i = 0; i < desk->unit->issue->n_sheets; i++)
        if (!report_feed_end(&desk->sheets[i], err))
            return false;
    return report_feed_end(&desk->quality, err);
}

/* ---- one workbook ---- */

static struct book *open_book(const struct desk *desk, const struct report_workbook *wb,
                              struct err *err)
{
    const struct conf *conf = desk->plan->job->conf;
    const struct report_issue *issue = desk->unit->issue;
    const char *const *facts = issue->facts;
    struct str subject = STR_INIT, right = STR_INIT;
    int64_t created = 0;
    if (!str_to_int64(facts[FACT_CREATED] ? facts[FACT_CREATED] : "", INT64_MIN, INT64_MAX,
                      &created)) {
        err_set(err, ERR_INTERNAL, "the month has no data cutoff");
        return NULL;
    }
    str_addf(&subject, "%s.  %s", facts[FACT_MONTH], wb->title_line);
    str_addf(&right, "%s, as of %s", facts[FACT_MONTH], facts[FACT_AS_OF]);
    (void)unlink(wb->temp); /* of a run that was killed */
    struct book *book = book_open(
        &(struct book_options){
            .path = wb->temp,
            .tmpdir = desk->plan->tmpdir,
            .title = issue->report->title,
            .subject = subject.buf,
            .author = conf->agency.name,
            .logo = conf->workbook.logo[0] ? conf->workbook.logo : NULL,
            .created = created,
            .date_format = conf->workbook.date_format,
            .header_left = issue->report->title,
            .header_scope = wb->title_line,
            .header_right = right.buf,
            .footer_left = conf->workbook.confidential,
            .paper = conf->workbook.paper,
            .level = (int)conf->workbook.level,
        },
        err);
    str_release(&subject);
    str_release(&right);
    return book;
}

static bool draw_sheet(struct desk *desk, struct book *book, size_t i, const char *scope,
                       uint64_t *ret_rows, struct err *err)
{
    const struct report_issue *issue = desk->unit->issue;
    bool changes = i + 1 == issue->n_sheets;
    struct rows *rows = book_rows(
        book,
        &(struct rows_layout){.sheet = issue->sheets[i],
                              .zone = desk->plan->zone,
                              .empty = issue->facts[changes ? FACT_UNCHANGED : FACT_EMPTY]},
        err);
    if (!rows)
        return false;
    for (uint64_t n = 1;; n++) {
        const char *const *fields = NULL;
        if (n % ROWS_PER_STOP == 0 && !stop_check(err))
            return false;
        if (!report_feed_next(&desk->sheets[i], scope, &fields, err))
            return false;
        if (!fields)
            return rows_end(rows, ret_rows, err);
        if (!rows_add(rows, fields, desk->sheets[i].lengths, err))
            return false;
    }
}

/* Says on Summary that a sheet continues; how many lines that took. */
static int note_parts(struct page *summary, int row, const char *name, uint64_t rows)
{
    unsigned long long parts = (rows + SHEET_ROWS - 1) / SHEET_ROWS;
    struct str line = STR_INIT;
    if (parts < 2)
        return 0;
    str_addf(&line, "%s has more rows than one sheet holds: it continues on %s (2)", name, name);
    if (parts > 2)
        str_addf(&line, " to %s (%llu)", name, parts);
    str_addc(&line, '.');
    report_summary_note(summary, row, line.buf);
    str_release(&line);
    return 1;
}

static bool draw_sheets(struct desk *desk, struct book *book, struct page *summary, int *ret_note,
                        const char *scope, int64_t *ret_rows, struct err *err)
{
    const struct report_issue *issue = desk->unit->issue;
    int64_t total = 0;
    int note_row = *ret_note;
    for (size_t i = 0; i < issue->n_sheets; i++) {
        uint64_t rows = 0;
        const char *name = issue->sheets[i]->name;
        if (!draw_sheet(desk, book, i, scope, &rows, err))
            return err_prefix(err, "sheet \"%s\"", name);
        total += (int64_t)rows;
        note_row += note_parts(summary, note_row, name, rows);
    }
    *ret_note = note_row;
    *ret_rows = total;
    return true;
}

/* Rows to cure that fit on the page, in memory; *ret_more: the first that does not, or NULL. */
static bool hold_cures(struct desk *desk, const char *scope, struct cures *held,
                       const char *const **ret_more, struct err *err)
{
    while (report_feed_next(&desk->quality, scope, ret_more, err)) {
        if (!*ret_more || held->n == REPORT_CURE_ROWS)
            return true;
        held->rows = xrealloc(held->rows, held->n + 1, sizeof(*held->rows));
        const char **row = arena_alloc(&held->arena, CURE_COLUMNS * sizeof(*row));
        for (int i = 0; i < CURE_COLUMNS; i++)
            row[i] = (*ret_more)[i] ? arena_strdup(&held->arena, (*ret_more)[i]) : NULL;
        held->rows[held->n++] = row;
    }
    return false;
}

/* Too many for the page: a sheet of their own takes them as they come. */
static bool stream_cures(struct desk *desk, struct book *book, const char *scope,
                         struct cures *held, const char *const *fields, uint64_t *ret_rows,
                         struct err *err)
{
    struct rows *rows =
        book_rows(book, &(struct rows_layout){.sheet = desk->unit->issue->cures}, err);
    bool ok = rows != NULL;
    for (size_t i = 0; ok && i < held->n; i++)
        ok = rows_add(rows, held->rows[i], NULL, err);
    for (uint64_t n = 1; ok && fields; n++)
        ok = (n % ROWS_PER_STOP || stop_check(err)) &&
             rows_add(rows, fields, desk->quality.lengths, err) &&
             report_feed_next(&desk->quality, scope, &fields, err);
    return ok && rows_end(rows, ret_rows, err);
}

static bool draw_quality(struct desk *desk, struct book *book, const struct report_view *view,
                         const char *scope, struct report_quality *quality, uint64_t *ret_elsewhere,
                         struct err *err)
{
    struct cures held = {.n = 0};
    const char *const *more = NULL;
    bool ok = hold_cures(desk, scope, &held, &more, err) &&
              (!more || stream_cures(desk, book, scope, &held, more, ret_elsewhere, err));
    ok = ok && report_quality_begin(quality, book_page(book, "Data quality", TAB_PLAIN), view, err);
    for (size_t i = 0; ok && !*ret_elsewhere && i < held.n; i++)
        report_quality_row(quality, held.rows[i]);
    if (ok)
        report_quality_end(quality, view, *ret_elsewhere);
    free(held.rows);
    arena_release(&held.arena);
    return ok;
}

static bool draw_book(struct desk *desk, struct book *book, const struct report_workbook *wb,
                      int64_t *ret_rows, struct err *err)
{
    const struct report_issue *issue = desk->unit->issue;
    const struct conf *conf = desk->plan->job->conf;
    struct report_view view = {.report = issue->report,
                               .sheets = issue->sheets,
                               .facts = issue->facts,
                               .codes = issue->codes,
                               .scope_kind = desk->unit->kind,
                               .title_line = wb->title_line,
                               .days_first = !strchr("mM", *conf->workbook.date_format),
                               .page_ratio = book_page_ratio(conf->workbook.paper)};
    for (size_t i = 0; i < BLOCKS; i++)
        if (!report_feed_slice(&desk->blocks[i], wb->scope, &view.blocks[i], err))
            return false;
    int note_row = 0;
    uint64_t cures = 0;
    struct report_quality quality;
    struct page *summary = book_page(book, "Summary", TAB_SUMMARY);
    if (!report_summary_draw(summary, &view, &note_row, err) ||
        !draw_sheets(desk, book, summary, &note_row, wb->scope, ret_rows, err) ||
        !draw_quality(desk, book, &view, wb->scope, &quality, &cures, err))
        return false;
    (void)note_parts(summary, note_row, issue->cures->name, cures);
    report_definitions_draw(book_page(book, "Definitions", TAB_PLAIN), &view);
    report_quality_repairs(&quality, book_repairs(book));
    return true;
}

static bool make_book(struct desk *desk, const struct report_workbook *wb, struct file_flush *flush,
                      struct err *err)
{
    struct book *book = open_book(desk, wb, err);
    if (!book)
        return false;
    int64_t rows = 0;
    if (!draw_book(desk, book, wb, &rows, err)) {
        book_free(book);
        return false;
    }
    int fd = book_finish(book, err);
    if (fd < 0)
        return false;
    struct report_made made = {.rows = rows, .done = true};
    if (!digest_fd(fd, -1, &made.digest, &made.size, err)) {
        (void)close(fd);
        return err_prefix(err, "\"%s\"", wb->temp);
    }
    if (!file_flush_add(flush, fd, wb->temp, err))
        return false;
    progress_add(1, rows, made.size);
    *wb->made = made;
    return true;
}

bool report_work_unit(void *context, void *state, size_t item, void *ret_result, struct err *err)
{
    const struct report_plan *plan = context;
    struct worker *worker = state;
    const struct report_unit *unit = &plan->units[item];
    struct arena arena = ARENA_INIT;
    struct desk desk = {.plan = plan, .unit = unit};
    (void)ret_result;
    desk.sheets = xcalloc(unit->issue->n_sheets, sizeof(*desk.sheets));
    bool ok = need_connections(worker, unit->issue->n_sheets + 1, err) &&
              open_feeds(&desk, &arena, worker->dbs, err);
    for (size_t i = 0; ok && i < unit->n; i++) {
        const struct report_workbook *wb = &unit->books[i];
        ok = stop_check(err) && (wb->wanted ? make_book(&desk, wb, &worker->flush, err)
                                            : skip_book(&desk, wb->scope, err));
        if (!ok)
            (void)err_prefix(err, "report \"%s\", scope \"%s\"", unit->issue->report->name,
                             wb->scope);
    }
    ok = ok && end_feeds(&desk, err);
    clear_desk(&desk);
    arena_release(&arena);
    if (ok)
        log_debug("report_unit", log_s("report", unit->issue->report->name),
                  log_s("scope_kind", unit->kind), log_i("workbooks", (int64_t)unit->n));
    return ok;
}
