/* etl/report_check.c - does what a description says fit its queries and itself? */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db.h"
#include "job.h"
#include "report.h"
#include "report_explain.h"
#include "report_page.h"
#include "report_plan.h"
#include "report_words.h"
#include "sqltext.h"
#include "banned.h"

struct checker {
    report_problem_fn *problem;
    void *ctx;
};

static void tell(const struct checker *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void tell(const struct checker *c, const char *format, ...)
{
    struct str text = STR_INIT;
    va_list args;
    va_start(args, format);
    str_addv(&text, format, args);
    va_end(args);
    c->problem(c->ctx, text.buf);
    str_release(&text);
}

/* ---- a description against itself ---- */

static const struct sheet *find_sheet(const struct report *r, const char *name)
{
    for (const struct sheet *s = r->sheets; s->name; s++)
        if (str_eq(s->name, name))
            return s;
    return NULL;
}

static bool has_column(const struct sheet *s, const char *name)
{
    for (const struct column *c = s->columns; c->name; c++)
        if (str_eq(c->name, name))
            return true;
    return false;
}

static void check_sheet(const struct checker *c, const struct report *r, const struct sheet *s)
{
    const struct {
        const char *what, *name;
    } named[] = {
        {"frozen", s->frozen}, {"status", s->status}, {"due", s->due}, {"repeat", s->repeat}};
    for (size_t i = 0; i < sizeof(named) / sizeof(*named); i++)
        if (named[i].name && !has_column(s, named[i].name))
            tell(c, "report \"%s\", sheet \"%s\": %s names no column: \"%s\"", r->name, s->name,
                 named[i].what, named[i].name);
    for (const struct mark *m = s->marks; m && m->column; m++)
        if (!has_column(s, m->column))
            tell(c, "report \"%s\", sheet \"%s\": a mark names no column: \"%s\"", r->name, s->name,
                 m->column);
    for (const struct choice *o = s->choices; o && o->column; o++)
        if (!has_column(s, o->column))
            tell(c, "report \"%s\", sheet \"%s\": a choice names no column: \"%s\"", r->name,
                 s->name, o->column);
    for (const struct column *a = s->columns; a->name; a++)
        for (const struct column *b = s->columns; b < a; b++)
            if (str_eq(a->name, b->name) || str_eq(a->title, b->title))
                tell(c, "report \"%s\", sheet \"%s\": two columns \"%s\"", r->name, s->name,
                     a->title);
}

/* A name of a measure, or of two joined by "+". */
static void check_measure(const struct checker *c, const struct report *r, const char *where,
                          const char *names)
{
    for (const char *p = names; p && *p;) {
        size_t n = strcspn(p, "+");
        char *name = xstrndup(p, n);
        if (!report_words_measure(r, name))
            tell(c, "report \"%s\", %s: no measure \"%s\"", r->name, where, name);
        free(name);
        p += n + (p[n] == '+');
    }
}

static void check_measures(const struct checker *c, const struct report *r)
{
    int keys = 0;
    for (const struct measure *m = r->measures; m->name; m++) {
        keys += m->key;
        check_measure(c, r, "measure's beside", m->beside);
        if (m->sheet && !find_sheet(r, m->sheet))
            tell(c, "report \"%s\", measure \"%s\": no sheet \"%s\"", r->name, m->name, m->sheet);
        if (m->what && strlen(m->what) > 95)
            tell(c, "report \"%s\", measure \"%s\": what it counts is over 95 characters", r->name,
                 m->name);
        for (const struct measure *b = r->measures; b < m; b++)
            if (str_eq(m->name, b->name))
                tell(c, "report \"%s\": two measures \"%s\"", r->name, m->name);
    }
    if (keys < 1 || keys > 9)
        tell(c, "report \"%s\": %d key figures, 1 to 9 have room", r->name, keys);
    check_measure(c, r, "rate", r->rate);
    check_measure(c, r, "act", r->act);
    check_measure(c, r, "part", r->part);
}

static void check_blocks(const struct checker *c, const struct report *r)
{
    for (const struct trend *t = r->trends; t && t->measure; t++) {
        check_measure(c, r, "trend", t->measure);
        check_measure(c, r, "trend", t->beside);
        if (strlen(t->title) > 28)
            tell(c, "report \"%s\": the trend's title \"%s\" is over 28 characters", r->name,
                 t->title);
        if (t - r->trends >= 2)
            tell(c, "report \"%s\": more than two trends", r->name);
    }
    for (int i = 0; r->bars && i < 4 && r->bars->stack[i]; i++) {
        /* counts that are no figure of Summary need no description, but a name for the bar */
        if (!r->bars->series[i])
            check_measure(c, r, "bars", r->bars->stack[i]);
        if (!r->bars->style[i])
            tell(c, "report \"%s\": bar %d has no style", r->name, i + 1);
    }
    if (r->bars)
        check_measure(c, r, "bars", r->bars->beside);
    for (const struct breakdown *b = r->breakdowns; b && b->title; b++) {
        for (int i = 0; i < 6 && b->measures[i]; i++)
            check_measure(c, r, b->title, b->measures[i]);
        if (b->bars && (!b->chart || strlen(b->chart) > 40))
            tell(c, "report \"%s\", \"%s\": its bars have no title, or one over 40 characters",
                 r->name, b->title);
    }
}

static void check_policies(const struct checker *c, const struct report *r)
{
    int n = 0;
    while (r->policies && r->policies[n].number)
        n++;
    for (const struct measure *m = r->measures; m->name; m++)
        if (m->policy >= n)
            tell(c, "report \"%s\", measure \"%s\": no policy %d", r->name, m->name, m->policy);
    for (const struct definition *d = r->definitions; d && d->kind; d++)
        if (d->policy >= n)
            tell(c, "report \"%s\", definition \"%s\": no policy %d", r->name, d->name, d->policy);
    for (const struct quality *q = r->quality; q && q->rule; q++)
        for (const struct quality *b = r->quality; b < q; b++)
            if (str_eq(q->rule, b->rule))
                tell(c, "report \"%s\": two rules \"%s\"", r->name, q->rule);
}

void report_check_words(const struct report *report, report_problem_fn *problem, void *ctx)
{
    struct checker c = {problem, ctx};
    if (!report->sheets || !report->measures) {
        tell(&c, "report \"%s\" has no sheets or no measures", report->name);
        return;
    }
    for (const struct sheet *s = report->sheets; s->name; s++)
        check_sheet(&c, report, s);
    check_measures(&c, report);
    check_blocks(&c, report);
    check_policies(&c, report);
}

/* ---- a description against its queries ---- */

/* Text is welcome everywhere: words such as `Not recorded` stand in any column. */
static const char *families_of(enum cell cell)
{
    switch (cell) {
    case CELL_TEXT:
        return "s";
    case CELL_ID:
        return "sin";
    case CELL_COUNT:
        return "sin";
    case CELL_NUMBER:
        return "sin";
    case CELL_PERCENT:
        return "sn";
    case CELL_DATE:
        return "sd";
    case CELL_STAMP:
        return "sdt";
    case CELL_MONTH:
        return "d";
    }
    return "";
}

static void compare(const struct checker *c, const char *where, const struct db_shape *shape,
                    size_t i, const char *name, const char *families)
{
    if (i >= shape->n)
        tell(c, "%s: column \"%s\" is missing", where, name);
    else if (!str_eq(shape->columns[i].name, name))
        tell(c, "%s: column %zu is \"%s\", \"%s\" is described", where, i + 1,
             shape->columns[i].name, name);
    else if (families && !strchr(families, shape->columns[i].family))
        tell(c, "%s: column \"%s\" has type %s, which does not suit it", where, name,
             shape->columns[i].type);
}

/* A statement that the server refuses is a problem; a server that is away is an error. */
static bool describe(const struct checker *c, struct db *db, const char *where, const char *path,
                     struct db_shape *ret_shape, bool *ret_known, struct err *err)
{
    struct err why = {.kind = ERR_NONE};
    const char *sql = sqltext(path);
    *ret_known = false;
    if (!sql) {
        tell(c, "%s: there is no sql/%s", where, path);
        return true;
    }
    if (sqltext_params(sql) > REPORT_ARGS) {
        tell(c, "%s: takes $%d, %d parameters are given", where, sqltext_params(sql), REPORT_ARGS);
        return true;
    }
    if (!db_describe(db, sql, ret_shape, &why)) {
        if (!why.sqlstate[0] || why.kind == ERR_MART_AWAY || why.kind == ERR_STOPPED) {
            if (err)
                *err = why;
            return false;
        }
        tell(c, "%s: sql/%s: %s", where, path, why.message);
        return true;
    }
    *ret_known = true;
    return true;
}

static bool compare_sheet(const struct checker *c, struct db *db, const struct report *r,
                          const struct sheet *sheet, struct err *err)
{
    struct db_shape shape = {0};
    char path[256], where[256];
    bool known = false;
    size_t n = 1;
    (void)snprintf(path, sizeof(path), "report/%s/%s.sql", r->name, sheet->sql);
    (void)snprintf(where, sizeof(where), "report \"%s\", sheet \"%s\"", r->name, sheet->name);
    if (!describe(c, db, where, path, &shape, &known, err))
        return false;
    if (!known)
        return true;
    compare(c, where, &shape, 0, "_scope", "s");
    for (const struct column *column = sheet->columns; column->name; column++, n++)
        compare(c, where, &shape, n, column->name, families_of(column->cell));
    for (; n < shape.n; n++)
        tell(c, "%s: column \"%s\" is not described", where, shape.columns[n].name);
    db_shape_release(&shape);
    return true;
}

static bool compare_block(const struct checker *c, struct db *db,
                          const struct report_block_info *info, bool scoped, struct err *err)
{
    struct db_shape shape = {0};
    char where[256];
    bool known = false;
    size_t n = 0;
    (void)snprintf(where, sizeof(where), "sql/%s", info->path);
    if (!describe(c, db, where, info->path, &shape, &known, err))
        return false;
    if (!known)
        return true;
    if (scoped)
        compare(c, where, &shape, n++, "_scope", "s");
    for (const char *p = info->columns; *p;) {
        size_t length = strcspn(p, ",");
        char *name = xstrndup(p, length);
        compare(c, where, &shape, n++, name, NULL);
        free(name);
        p += length + (p[length] == ',');
    }
    for (; n < shape.n; n++)
        tell(c, "%s: column \"%s\" is not known", where, shape.columns[n].name);
    db_shape_release(&shape);
    return true;
}

/* A report need not be explained; one that is has the columns that all have. */
static bool compare_explain(const struct checker *c, struct db *db, const char *path,
                            struct err *err)
{
    struct db_shape shape = {0};
    bool known = false;
    char where[256];
    (void)snprintf(where, sizeof(where), "sql/%s", path);
    if (!sqltext(path))
        return true;
    if (!describe(c, db, where, path, &shape, &known, err))
        return false;
    if (!known)
        return true;
    for (size_t i = 0; i < EXPLAIN_COLUMNS; i++)
        compare(c, where, &shape, i, report_explain_columns[i], i == EXPLAIN_DECIDES ? "b" : "s");
    for (size_t n = EXPLAIN_COLUMNS; n < shape.n; n++)
        tell(c, "%s: column \"%s\" is not known", where, shape.columns[n].name);
    db_shape_release(&shape);
    return true;
}

bool report_check(struct job *job, struct db *mart, report_problem_fn *problem, void *ctx,
                  struct err *err)
{
    struct checker c = {problem, ctx};
    struct arena arena = ARENA_INIT;
    bool ok = compare_block(&c, mart, &report_block_facts, false, err) &&
              compare_block(&c, mart, &report_block_codes, false, err) &&
              compare_block(&c, mart, &report_block_scopes, true, err) &&
              compare_block(&c, mart, &report_block_quality, true, err) &&
              compare_explain(&c, mart, "report/common/explain_head.sql", err) &&
              compare_explain(&c, mart, "report/common/explain_tail.sql", err);
    for (size_t i = 0; ok && i < BLOCKS; i++)
        ok = compare_block(&c, mart, report_block_info((enum report_block)i), true, err);
    for (size_t i = 0; ok && report_list[i]; i++) {
        const struct report *r = report_list[i];
        size_t n = 0;
        if (!job_wants_report(job, r->name, r->source))
            continue;
        report_check_words(r, problem, ctx);
        const struct sheet *const *sheets = report_plan_sheets(&arena, r, &n);
        for (size_t s = 0; ok && s < n; s++)
            ok = compare_sheet(&c, mart, r, sheets[s], err);
        char *path = xasprintf("report/%s/explain.sql", r->name);
        ok = ok && compare_explain(&c, mart, path, err);
        free(path);
    }
    arena_release(&arena);
    return ok;
}
