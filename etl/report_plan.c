/* etl/report_plan.c - what the report step makes: reports, scopes, files */
#include "report_plan.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "file.h"
#include "report.h"
#include "report_page.h"
#include "report_words.h"
#include "sqltext.h"
#include "banned.h"

const struct report *report_find(const char *name)
{
    for (size_t i = 0; report_list[i]; i++)
        if (str_eq(report_list[i]->name, name))
            return report_list[i];
    return NULL;
}

/* ---- sheets ---- */

static const struct column change_column = {.name = "change", .title = "Change", .fit = FIT_FIXED};
static const struct column change_ends[] = {
    {.name = "field", .title = "Field", .fit = FIT_KIND},
    {.name = "was", .title = "Was", .fit = FIT_REASON},
    {.name = "is", .title = "Is", .fit = FIT_REASON},
};
static const struct mark change_marks[] = {
    {"change", "Restated", MARK_GAP},
    {0},
};

static const struct sheet *changes_sheet(struct arena *arena, const struct report *report)
{
    size_t keys = 0, n = 0;
    while (report->change_keys && report->change_keys[keys].name)
        keys++;
    struct column *columns = arena_alloc(arena, (keys + 5) * sizeof(*columns));
    columns[n++] = change_column;
    for (size_t i = 0; i < keys; i++)
        columns[n++] = report->change_keys[i];
    for (size_t i = 0; i < sizeof(change_ends) / sizeof(*change_ends); i++)
        columns[n++] = change_ends[i];
    struct sheet *sheet = arena_alloc(arena, sizeof(*sheet));
    *sheet = (struct sheet){.name = "Changes",
                            .sql = "changes",
                            .table = "Changes",
                            .columns = columns,
                            .marks = change_marks,
                            .frozen = columns[0].name};
    return sheet;
}

const struct sheet *const *report_plan_sheets(struct arena *arena, const struct report *report,
                                              size_t *ret_n)
{
    size_t n = 0;
    while (report->sheets[n].name)
        n++;
    const struct sheet **sheets = arena_alloc(arena, (n + 2) * sizeof(*sheets));
    for (size_t i = 0; i < n; i++)
        sheets[i] = &report->sheets[i];
    sheets[n] = changes_sheet(arena, report);
    *ret_n = n + 1;
    return sheets;
}

void report_plan_args(const struct report_plan *plan, const struct report_unit *unit,
                      const char *args[REPORT_ARGS])
{
    const struct report_issue *issue = unit->issue;
    const struct ledger_month *m = &issue->month;
    bool previous = m->previous_month[0] != '\0';
    const char *const values[REPORT_ARGS] = {
        plan->job->conf->agency.id_text,
        m->period.month,
        issue->version,
        unit->kind,
        issue->report->name,
        issue->json,
        m->period.as_of,
        previous ? m->previous_month : NULL,
        previous ? issue->prev_version : NULL,
        m->period.preliminary ? "true" : "false",
    };
    memcpy(args, values, sizeof(values));
}

/* ---- an issue: one report of the month ---- */

static bool ask(struct db *db, const struct report_plan *plan, const struct report_unit *unit,
                const char *path, db_row_fn *row, void *ctx, struct err *err)
{
    const char *args[REPORT_ARGS];
    const char *sql = sqltext(path);
    if (!sql)
        return err_set(err, ERR_INTERNAL, "there is no sql/%s", path);
    report_plan_args(plan, unit, args);
    return db_each(db, sql, args, (size_t)sqltext_params(sql), row, ctx, err) ||
           err_prefix(err, "sql/%s", path);
}

struct filling {
    struct report_plan *plan;
    struct report_issue *issue;
    const char **codes;
    size_t n, max;
};

static bool note_facts(void *ctx, const char *const *fields, size_t n, struct err *err)
{
    struct filling *f = ctx;
    if (n != FACT_COLUMNS || f->n++)
        return err_set(err, ERR_INTERNAL, "sql/%s does not return one row of %d columns",
                       report_block_facts.path, FACT_COLUMNS);
    const char **facts = arena_alloc(&f->plan->arena, n * sizeof(*facts));
    for (size_t i = 0; i < n; i++)
        facts[i] = fields[i] ? arena_strdup(&f->plan->arena, fields[i]) : NULL;
    f->issue->facts = facts;
    return true;
}

static bool note_code(void *ctx, const char *const *fields, size_t n, struct err *err)
{
    struct filling *f = ctx;
    if (n != report_block_codes.n || f->n >= f->max)
        return err_set(err, ERR_INTERNAL, "sql/%s does not return one row for each code list",
                       report_block_codes.path);
    f->codes[f->n++] = arena_strdup(&f->plan->arena, fields[1] ? fields[1] : "");
    return true;
}

static const char *describe(struct report_plan *plan, const struct report_issue *issue)
{
    const struct conf *conf = plan->job->conf;
    struct str json = STR_INIT;
    bool preliminary = issue->month.period.preliminary;
    report_words_json(
        &json, &(struct report_words){.report = issue->report,
                                      .date_format = conf->workbook.date_format,
                                      .timezone = conf->agency.timezone,
                                      .contact = conf->agency.contact,
                                      .confidential = conf->workbook.confidential,
                                      .cutoff = issue->month.period.cutoff,
                                      .bar_rows = report_summary_bars(issue->report, preliminary)});
    const char *kept = arena_strdup(&plan->arena, json.buf);
    str_release(&json);
    return kept;
}

static bool fill_issue(struct report_plan *plan, struct report_issue *issue, struct db *db,
                       struct err *err)
{
    struct report_unit unit = {.issue = issue, .kind = "state"};
    struct filling filling = {.plan = plan, .issue = issue};
    (void)snprintf(issue->version, sizeof(issue->version), "%lld", (long long)issue->month.version);
    (void)snprintf(issue->prev_version, sizeof(issue->prev_version), "%lld",
                   (long long)issue->month.previous_version);
    issue->json = describe(plan, issue);
    issue->sheets = report_plan_sheets(&plan->arena, issue->report, &issue->n_sheets);
    issue->cures = report_quality_sheet(&plan->arena, issue->report);
    issue->dir = arena_printf(&plan->arena, "%s/%.7s/%s", plan->job->conf->spool.dir,
                              issue->month.period.month, issue->report->name);
    if (!ask(db, plan, &unit, report_block_facts.path, note_facts, &filling, err))
        return false;
    filling.n = 0;
    for (const struct code_list *c = issue->report->code_lists; c && c->list; c++)
        filling.max++;
    filling.codes = arena_alloc(&plan->arena, (filling.max + 1) * sizeof(*filling.codes));
    issue->codes = filling.codes;
    if (!ask(db, plan, &unit, report_block_codes.path, note_code, &filling, err))
        return false;
    if (!issue->facts || filling.n != filling.max)
        return err_set(err, ERR_INTERNAL, "sql/report/common returned too few rows");
    return true;
}

/* Reports that the source serves and that are asked for, with the facts that stand. */
static bool find_issues(struct report_plan *plan, struct db *db, struct err *err)
{
    struct job *job = plan->job;
    size_t n = 0;
    while (report_list[n])
        n++;
    plan->issues = arena_alloc(&plan->arena, (n + 1) * sizeof(*plan->issues));
    for (size_t i = 0; i < n; i++) {
        const struct report *report = report_list[i];
        if (!job_wants_report(job, report->name, report->source))
            continue;
        struct report_issue *issue = &plan->issues[plan->n_issues];
        issue->report = report;
        if (!ledger_month(job, report->name, job->period.month, &issue->month, err))
            return false;
        if (!issue->month.found) {
            err_set(err, ERR_USAGE, "report \"%s\" has no facts for %.7s", report->name,
                    job->period.month);
            return err_hint(err, "run \"cwreports --month %.7s run\", or model before report",
                            job->period.month);
        }
        if (!fill_issue(plan, issue, db, err))
            return err_prefix(err, "report \"%s\"", report->name);
        plan->n_issues++;
    }
    return true;
}

/* ---- units ---- */

struct listing {
    struct report_plan *plan;
    struct report_unit *unit;
    const struct report_issue *issue;
};

static bool safe_scope(const char *scope)
{
    return scope && *scope && strlen(scope) < 128 &&
           scope[strspn(scope, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                               "_-")] == '\0';
}

static bool note_scope(void *ctx, const char *const *fields, size_t n, struct err *err)
{
    struct listing *l = ctx;
    struct report_unit *unit = l->unit;
    struct arena *arena = &l->plan->arena;
    if (n != report_block_scopes.n + 1 || !safe_scope(fields[0]) || !fields[1] || !fields[2])
        return err_set(err, ERR_INTERNAL, "fact.scope holds a scope code that is no file name");
    if ((unit->n & (unit->n - 1)) == 0) {
        struct report_workbook *more =
            arena_alloc(arena, (unit->n ? 2 * unit->n : 1) * sizeof(*more));
        if (unit->n)
            memcpy(more, unit->books, unit->n * sizeof(*more));
        unit->books = more;
    }
    const char *scope = arena_strdup(arena, fields[0]);
    const char *month = l->issue->month.period.month;
    const char *name = l->issue->report->name;
    const char *file = arena_printf(arena, "%s_%.7s_%s.xlsx", name, month, scope);
    l->plan->scopes = xrealloc(l->plan->scopes, l->plan->n_scopes + 1, sizeof(*l->plan->scopes));
    l->plan->scopes[l->plan->n_scopes++] = scope;
    unit->books[unit->n++] = (struct report_workbook){
        .scope = scope,
        .title_line = arena_strdup(arena, fields[1]),
        .path = arena_printf(arena, "%.7s/%s/%s", month, name, file),
        .temp = arena_printf(arena, "%s/.%s.tmp", l->issue->dir, file),
        .wanted = str_eq(fields[2], "1") && job_wants_scope(l->plan->job, scope),
    };
    return true;
}

static bool find_units(struct report_plan *plan, struct db *db, struct err *err)
{
    /* the long ones first, so that the workers end together */
    static const char *const kinds[] = {"state", "attorney", "region", "office"};
    plan->units = arena_alloc(&plan->arena, (4 * plan->n_issues + 1) * sizeof(*plan->units));
    for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++)
        for (size_t i = 0; i < plan->n_issues; i++) {
            const struct report_issue *issue = &plan->issues[i];
            if (!conf_has(issue->report->scopes, kinds[k]) ||
                !conf_has(plan->job->conf->report.scopes, kinds[k]))
                continue;
            struct report_unit *unit = &plan->units[plan->n_units];
            *unit = (struct report_unit){.issue = issue, .kind = kinds[k]};
            struct listing listing = {plan, unit, issue};
            if (!ask(db, plan, unit, report_block_scopes.path, note_scope, &listing, err))
                return false;
            size_t wanted = 0;
            for (size_t b = 0; b < unit->n; b++)
                wanted += unit->books[b].wanted;
            plan->n_made += unit->n;
            plan->n_books += wanted;
            plan->n_units += wanted > 0;
        }
    return true;
}

/* A scope that is asked for and that nobody has: a slip of the pen, not a wish for nothing. */
static bool check_scopes(const struct report_plan *plan, struct err *err)
{
    const struct job *job = plan->job;
    for (size_t i = 0; i < job->n_scopes; i++) {
        const char *asked = job->scopes[i];
        bool found = false;
        for (size_t s = 0; !found && s < plan->n_scopes; s++)
            found = str_eq(plan->scopes[s], asked);
        if (found)
            continue;
        err_set(err, ERR_USAGE, "--scope: %.7s has no workbook \"%s\"", job->period.month, asked);
        const char *near = str_nearest(asked, plan->scopes, plan->n_scopes);
        if (near)
            return err_hint(err, "did you mean %s?", near);
        return err_hint(err, "without --scope all workbooks are made, each named by its scope");
    }
    return true;
}

/* Results of forked workers: memory that parent and children share. */
static bool share_results(struct report_plan *plan, struct err *err)
{
    size_t size = (plan->n_made + 1) * sizeof(*plan->made);
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return err_set_errno(err, ERR_LOCAL, errno, "cannot get shared memory");
    plan->made = memory;
    size_t next = 0;
    for (size_t u = 0; u < plan->n_units; u++)
        for (size_t b = 0; b < plan->units[u].n; b++)
            plan->units[u].books[b].made = &plan->made[next++];
    return true;
}

bool report_plan_make(struct report_plan *plan, struct job *job, struct db *db, struct err *err)
{
    struct str zone = STR_INIT;
    *plan = (struct report_plan){.job = job, .arena = ARENA_INIT};
    report_words_zone(&zone, job->conf->agency.timezone);
    plan->zone = arena_strdup(&plan->arena, zone.buf);
    str_release(&zone);
    plan->tmpdir = arena_printf(&plan->arena, "%s/.tmp", job->conf->spool.dir);
    if (!find_issues(plan, db, err) || !find_units(plan, db, err) || !check_scopes(plan, err) ||
        !share_results(plan, err))
        return false;
    return db_snapshot(db, &plan->snapshot, err);
}

void report_plan_release(struct report_plan *plan)
{
    if (!plan)
        return;
    if (plan->made)
        (void)munmap(plan->made, (plan->n_made + 1) * sizeof(*plan->made));
    free(plan->snapshot);
    free(plan->scopes);
    arena_release(&plan->arena);
    *plan = (struct report_plan){.arena = ARENA_INIT};
}
