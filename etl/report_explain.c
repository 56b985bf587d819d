/* etl/report_explain.c - for one child, what each rule of a report looked at and what followed */
#include "report_explain.h"

#include <stdio.h>
#include <stdlib.h>

#include "db.h"
#include "report_plan.h"
#include "report_words.h"
#include "sqltext.h"
#include "banned.h"

const char *const report_explain_columns[EXPLAIN_COLUMNS] = {
    "section", "rule", "looked_at", "value", "row_id", "outcome", "decides", "list"};

/* ---- the month ---- */

static bool no_facts(const struct job *job, struct db *db, const struct report *report,
                     const char *month, struct err *err)
{
    char *newest = NULL;
    if (!db_value(db,
                  "select to_char(max(month), 'YYYY-MM') from etl.month "
                  "where agency_id = $1::int and report = $2 and version > 0",
                  DB_ARGS(job->conf->agency.id_text, report->name), &newest, err))
        return false;
    err_set(err, ERR_USAGE, "%.7s has no facts of %s yet", month, report->name);
    if (newest)
        err_hint(err, "`cwreports --month %.7s run` computes them; the newest month that has is %s",
                 month, newest);
    else
        err_hint(err, "`cwreports --month %.7s run` computes them", month);
    free(newest);
    return false;
}

static bool find_month(struct job *job, struct db *db, const struct report *report,
                       struct ledger_month *ret_month, struct err *err)
{
    char month[11] = "";
    if (!ledger_asked_month(job, month, err) ||
        !ledger_month(job, report->name, month, ret_month, err))
        return false;
    return ret_month->found || no_facts(job, db, report, month, err);
}

/* ---- the rows ---- */

static bool note_row(void *ctx, const char *const *fields, size_t n, struct err *err)
{
    struct report_explanation *told = ctx;
    if (n != EXPLAIN_COLUMNS)
        return err_set(err, ERR_INTERNAL, "%zu columns, %d are known", n, EXPLAIN_COLUMNS);
    const char **row = arena_alloc(&told->arena, n * sizeof(*row));
    for (size_t i = 0; i < n; i++)
        row[i] = fields[i] ? arena_strdup(&told->arena, fields[i]) : NULL;
    if (told->n == told->max) {
        told->max = told->max ? told->max * 2 : 64;
        told->rows = xrealloc(told->rows, told->max, sizeof(*told->rows));
    }
    told->rows[told->n++] = row;
    return true;
}

static bool ask(struct db *db, const char *path, const char *const *args,
                struct report_explanation *told, struct err *err)
{
    const char *sql = sqltext(path);
    if (!sql) {
        err_set(err, ERR_USAGE, "there is no sql/%s", path);
        return err_hint(err, "a report is explained by a query of its own");
    }
    return db_each(db, sql, args, (size_t)sqltext_params(sql), note_row, told, err) ||
           err_prefix(err, "sql/%s", path);
}

static bool ask_all(struct job *job, struct db *db, const struct report *report,
                    const char *child_id, struct report_explanation *told, struct err *err)
{
    const struct ledger_month *m = &told->month;
    struct str json = STR_INIT;
    char path[128];
    report_words_json(&json,
                      &(struct report_words){.report = report,
                                             .date_format = job->conf->workbook.date_format,
                                             .timezone = job->conf->agency.timezone,
                                             .contact = job->conf->agency.contact,
                                             .confidential = job->conf->workbook.confidential,
                                             .cutoff = m->period.cutoff});
    const char *const args[REPORT_ARGS] = {
        job->conf->agency.id_text,
        m->period.month,
        arena_printf(&told->arena, "%lld", (long long)m->version),
        child_id,
        report->name,
        json.buf,
        m->period.as_of,
        *m->previous_month ? m->previous_month : NULL,
        *m->previous_month ? arena_printf(&told->arena, "%lld", (long long)m->previous_version)
                           : NULL,
        m->period.preliminary ? "true" : "false",
    };
    (void)snprintf(path, sizeof(path), "report/%s/explain.sql", report->name);
    bool ok = ask(db, "report/common/explain_head.sql", args, told, err) &&
              ask(db, path, args, told, err) &&
              ask(db, "report/common/explain_tail.sql", args, told, err);
    str_release(&json);
    return ok;
}

/* A child may have left the extract and still stand in the facts of a month. */
static bool is_known(const struct job *job, struct db *db, const char *child_id,
                     const struct report_explanation *told, struct err *err)
{
    int64_t known = 0;
    if (!db_int(db, sqltext("engine/explain_known.sql"),
                DB_ARGS(job->conf->agency.id_text, child_id), &known, err))
        return false;
    for (size_t i = 0; !known && i < told->n; i++)
        known = told->rows[i][EXPLAIN_LIST] != NULL;
    if (known)
        return true;
    err_set(err, ERR_USAGE, "nobody has this id, neither in the mart nor in the facts of %.7s",
            told->month.period.month);
    return err_hint(err, "write it as the column Child ID shows it, with its leading zeros");
}

bool report_explain(struct job *job, const struct report *report, const char *child_id,
                    struct report_explanation *told, struct err *err)
{
    struct db *db = db_open(job->conf->mart.conninfo, DB_MART, "explain", err);
    bool ok =
        db && db_begin_snapshot(db, NULL, err) &&
        db_exec(db, "select etl.check_mart($1::int)", DB_ARGS(job->conf->agency.id_text), err) &&
        find_month(job, db, report, &told->month, err) &&
        ask_all(job, db, report, child_id, told, err) && is_known(job, db, child_id, told, err);
    db_close(db);
    return ok;
}

void report_explanation_release(struct report_explanation *told)
{
    if (!told)
        return;
    free(told->rows);
    arena_release(&told->arena);
    *told = (struct report_explanation)REPORT_EXPLANATION_INIT;
}
