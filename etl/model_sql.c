/* etl/model_sql.c - runs the files of sql/model and sql/fact on a connection */
#include "model_sql.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "progress.h"
#include "banned.h"

/* "CWRM": tables are made by one process at a time. */
#define LOCK "pg_catalog.pg_advisory_xact_lock(1129796173)"

/* "CWRW"; the second key is the agency: whoever writes model and facts shares it. */
#define WRITERS "1129796183"

struct db *model_sql_open(const struct job *job, const char *purpose, struct err *err)
{
    struct db *mart = db_open(job->conf->mart.conninfo, DB_MART, purpose, err);
    if (mart && db_exec(mart, "select pg_catalog.pg_advisory_lock_shared(" WRITERS ", $1::int)",
                        DB_ARGS(job->conf->agency.id_text), err))
        return mart;
    db_close(mart);
    return NULL;
}

bool model_sql_alone(struct job *job, struct err *err)
{
    return db_exec(job->mart, "select pg_catalog.pg_advisory_xact_lock(" WRITERS ", $1::int)",
                   DB_ARGS(job->conf->agency.id_text), err);
}

/* ---- statements and files ---- */

const char *model_sql_stem(const char *path)
{
    const char *name = strrchr(path, '/');
    name = name ? name + 1 : path;
    const char *stem = name + strspn(name, "0123456789");
    return *stem == '_' ? stem + 1 : name;
}

/* One statement, with the first n arguments that it takes. */
static bool run_statement(struct job *job, struct db *mart, const char *sql,
                          const struct model_args *args, struct err *err)
{
    int n = sqltext_params(sql);
    if (n > MODEL_ARGS)
        return err_set(err, ERR_INTERNAL, "takes $%d, there are %d parameters", n, MODEL_ARGS);
    if (!db_exec(mart, sql, args->value, (size_t)n, err))
        return false;
    job->tally.rows += db_count(mart);
    return true;
}

/* Statistics of a table just filled: what follows joins it. Another agency at work on the same
   table is not waited for. */
static bool analyze(struct db *mart, const char *schema, const char *table, struct err *err)
{
    int64_t there = 0;
    struct str name = STR_INIT;
    struct str sql = STR_INIT;
    str_addf(&name, "%s.", schema);
    sqltext_identifier(&name, table);
    bool ok = db_int(mart, "select (pg_catalog.to_regclass($1) is not null)::int",
                     DB_ARGS(name.buf), &there, err);
    str_addf(&sql, "analyze (skip_locked) %s", name.buf);
    ok = ok && (!there || db_exec(mart, sql.buf, DB_NONE, err));
    str_release(&name);
    str_release(&sql);
    return ok;
}

/* `text` with each fact.<scratch> made pg_temp.<scratch>. */
static void add_redirected(struct str *out, const char *text, const char *scratch)
{
    struct str name = STR_INIT;
    str_addf(&name, "fact.%s", scratch);
    const char *found;
    for (; (found = strstr(text, name.buf)); text = found + name.len) {
        unsigned char after = (unsigned char)found[name.len];
        bool whole = !isalnum(after) && after != '_';
        str_addn(out, text, (size_t)(found - text));
        str_addf(out, "%s.%s", whole ? "pg_temp" : "fact", scratch);
    }
    str_add(out, text);
    str_release(&name);
}

/* `scratch`: the detail table whose rows nobody will read, or NULL. */
static bool run_file(struct job *job, struct db *mart, const char *path,
                     const struct model_args *args, const char *scratch, struct err *err)
{
    const char *cursor = sqltext(path);
    struct str statement = STR_INIT, named = STR_INIT; /* so that the server's own log tells it */
    int number = 0;
    int64_t before = job->tally.rows;
    int64_t start = job_clock_ms();
    bool ok = true;
    progress_now(path);
    while (ok && sqltext_next(&cursor, &statement)) {
        str_clear(&named);
        str_addf(&named, "/* sql/%s statement %d */\n", path, ++number);
        if (scratch)
            add_redirected(&named, statement.buf, scratch);
        else
            str_add(&named, statement.buf);
        ok = run_statement(job, mart, named.buf, args, err);
    }
    str_release(&statement);
    str_release(&named);
    progress_add(1, job->tally.rows - before, 0);
    if (ok && number == 0)
        ok = err_set(err, ERR_INTERNAL, "holds no statement");
    if (ok)
        log_debug("sql", log_s("file", path), log_s("month", args->value[1]),
                  log_i("rows", job->tally.rows - before),
                  log_ms("seconds", job_clock_ms() - start));
    return ok || err_prefix(err, "sql/%s statement %d", path, number);
}

bool model_sql_file(struct job *job, struct db *mart, const char *path,
                    const struct model_args *args, struct err *err)
{
    return run_file(job, mart, path, args, NULL, err);
}

bool model_sql_table(struct job *job, struct db *mart, const char *path,
                     const struct model_args *args, struct err *err)
{
    const char *stem = model_sql_stem(path);
    char *table = xstrndup(stem, strlen(stem) - strlen(".sql"));
    bool ok = model_sql_file(job, mart, path, args, err) && analyze(mart, "mart", table, err);
    free(table);
    job->tally.files++;
    return ok;
}

/* ---- facts ---- */

static bool belongs(const char *stem, const char *report, size_t n)
{
    return strncmp(stem, report, n) == 0 && (stem[n] == '_' || stem[n] == '.');
}

/* `home_study` must not take the files of `home_study_updates`: the longest name wins. */
bool model_sql_is_of(const char *path, const char *report)
{
    const char *stem = model_sql_stem(path);
    size_t n = strlen(report);
    if (!belongs(stem, report, n))
        return false;
    const char *other;
    for (size_t i = 0; (other = sqltext_path("report/", i)); i++) {
        const char *name = other + strlen("report/");
        size_t m = strcspn(name, "/");
        if (m > n && belongs(stem, name, m) && strncmp(name, report, n) == 0)
            return false;
    }
    return true;
}

static bool skip_for_trend(const char *path)
{
    return sqltext_says(sqltext(path), "trend", "no");
}

/* A file that joins rows just written, of which no statistics know, with each other: the planner
   takes them for one row each and would loop through all offices for every group. */
static bool run_fact(struct job *job, struct db *mart, const char *path,
                     const struct model_args *args, const char *scratch, struct err *err)
{
    if (!sqltext_says(sqltext(path), "joins", "hash"))
        return run_file(job, mart, path, args, scratch, err);
    return db_exec(mart, "set enable_nestloop = off", DB_NONE, err) &&
           run_file(job, mart, path, args, scratch, err) &&
           db_exec(mart, "reset enable_nestloop", DB_NONE, err);
}

size_t model_sql_count(const char *report, bool trend)
{
    const char *path;
    size_t n = 0;
    for (size_t i = 0; (path = sqltext_path(report ? "fact/" : "model/", i)); i++)
        n += !report || (model_sql_is_of(path, report) && !(trend && skip_for_trend(path)));
    return n;
}

/* A table of the session like fact.<report>, where there is one. */
static bool make_scratch(struct db *mart, const char *report, bool *ret_made, struct err *err)
{
    int64_t there = 0;
    struct str name = STR_INIT, sql = STR_INIT;
    sqltext_identifier(&name, report);
    str_addf(&sql, "fact.%s", name.buf);
    bool ok = db_int(mart, "select (pg_catalog.to_regclass($1) is not null)::int", DB_ARGS(sql.buf),
                     &there, err);
    str_clear(&sql);
    str_addf(&sql,
             "create temporary table if not exists pg_temp.%s (like fact.%s including defaults) "
             "on commit delete rows",
             name.buf, name.buf);
    ok = ok && (!there || db_exec(mart, sql.buf, DB_NONE, err));
    *ret_made = ok && there;
    str_release(&name);
    str_release(&sql);
    return ok;
}

/* Partitions are named by month: ftdm_completion_202001. */
static bool analyze_facts(struct db *mart, const char *path, const char *month, struct err *err)
{
    const char *stem = model_sql_stem(path);
    char *table =
        xasprintf("%.*s_%.4s%.2s", (int)(strlen(stem) - strlen(".sql")), stem, month, month + 5);
    bool ok = analyze(mart, "fact", table, err);
    free(table);
    return ok;
}

bool model_sql_facts(struct job *job, struct db *mart, const char *report,
                     const struct model_args *args, bool trend, struct err *err)
{
    const char *path;
    size_t found = 0;
    bool scratch = false;
    if (trend && !make_scratch(mart, report, &scratch, err))
        return false;
    for (size_t i = 0; (path = sqltext_path("fact/", i)); i++) {
        if (!model_sql_is_of(path, report))
            continue;
        found++;
        if (trend && skip_for_trend(path))
            continue;
        if (!run_fact(job, mart, path, args, scratch ? report : NULL, err) ||
            (!trend && !analyze_facts(mart, path, args->value[1], err)))
            return false;
        job->tally.files++;
    }
    return found > 0 || err_set(err, ERR_INTERNAL, "there is no sql/fact/NN_%s.sql", report);
}

/* ---- partitions ---- */

bool model_sql_partitions(struct job *job, const char *month, struct err *err)
{
    struct db *mart = job->mart;
    bool ok = db_begin(mart, err) && db_exec(mart, "select " LOCK, DB_NONE, err) &&
              db_exec(mart,
                      "select fact.open_month(m::date) from pg_catalog.generate_series("
                      "$1::date - interval '12 months', $1::date::timestamp, "
                      "interval '1 month') as m",
                      DB_ARGS(month), err) &&
              db_commit(mart, err);
    if (!ok)
        db_rollback(mart);
    return ok;
}

struct names {
    struct str list; /* each ended by a NUL */
};

static bool note_name(void *ctx, const char *const *fields, size_t n, struct err *err)
{
    struct names *names = ctx;
    (void)err;
    if (n == 1)
        str_addn(&names->list, fields[0], strlen(fields[0]) + 1);
    return true;
}

/* Is it a partition that model_sql_facts analysed when it was filled? */
static bool is_done(const char *partition)
{
    const char *path;
    size_t n = strlen(partition) - strlen("_202001");
    for (size_t i = 0; (path = sqltext_path("fact/", i)); i++) {
        const char *stem = model_sql_stem(path);
        if (strncmp(stem, partition, n) == 0 && str_eq(stem + n, ".sql"))
            return true;
    }
    return false;
}

bool model_sql_analyze(struct job *job, const char *month, struct err *err)
{
    struct names names = {.list = STR_INIT};
    bool ok = db_each(job->mart,
                      "select c.relname from pg_catalog.pg_class as c "
                      "inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace "
                      "where n.nspname = 'fact' and c.relkind = 'r' and c.relispartition "
                      "and (right(c.relname, 6) = to_char($1::date, 'YYYYMM') or "
                      "left(c.relname, -7) in ('measure', 'scope') and right(c.relname, 6) between "
                      "to_char($1::date - interval '12 months', 'YYYYMM') "
                      "and to_char($1::date, 'YYYYMM')) order by 1",
                      DB_ARGS(month), note_name, &names, err);
    for (const char *p = names.list.buf; ok && p < names.list.buf + names.list.len;
         p += strlen(p) + 1)
        ok = is_done(p) || analyze(job->mart, "fact", p, err);
    str_release(&names.list);
    return ok;
}

void model_sql_done(struct job *job, const void *tally)
{
    struct tally done;

    memcpy(&done, tally, sizeof(done));
    job->tally.rows += done.rows;
    job->tally.files += done.files;
}
