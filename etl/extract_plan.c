/* etl/extract_plan.c - what an extract will do: tables, columns, COPY statements */
#include "extract_plan.h"

#include <stdlib.h>
#include <string.h>

#include "conf.h"
#include "db.h"
#include "sqltext.h"
#include "banned.h"

void extract_plan_init(struct plan *plan, const struct conf *conf)
{
    *plan = (struct plan){.conf = conf};
}

void extract_plan_release(struct plan *plan)
{
    free(plan->tables);
    arena_release(&plan->arena);
    *plan = (struct plan){.n = 0};
}

struct db *extract_plan_open(const struct conf *conf, struct err *err)
{
    struct db *db = db_open(conf->source.conninfo, DB_SOURCE, "extract", err);
    if (!db)
        return NULL;
    struct str schema = STR_INIT;
    sqltext_identifier(&schema, conf->source.schema);
    /* SELECTs name tables without a schema, and tell stamps with a zone on the agency's clock */
    bool ok = db_exec(db,
                      "select pg_catalog.set_config('search_path', $1, false), "
                      "pg_catalog.set_config('timezone', $2, false)",
                      DB_ARGS(schema.buf, conf->agency.timezone), err);
    str_release(&schema);
    if (ok)
        return db;
    db_close(db);
    return NULL;
}

/* ---- files ---- */

static void unknown_kind(const struct conf *conf, struct err *err)
{
    struct str kinds = STR_INIT;
    const char *path;
    for (size_t i = 0; (path = sqltext_path("source/", i)); i++)
        if (str_ends(path, "/cutoff.sql"))
            str_addf(&kinds, "%s%.*s", kinds.len ? ", " : "",
                     (int)(strlen(path) - strlen("source/") - strlen("/cutoff.sql")),
                     path + strlen("source/"));
    err_set(err, ERR_CONFIG, "source.kind \"%s\": there is no sql/source/%s/cutoff.sql",
            conf->source.kind, conf->source.kind);
    (void)err_hint(err, "known kinds: %s; sql.overlay_dir may add one", kinds.buf);
    str_release(&kinds);
}

bool extract_plan_files(struct plan *plan, struct err *err)
{
    char *prefix = arena_printf(&plan->arena, "source/%s/", plan->conf->source.kind);
    struct str value = STR_INIT;
    bool cutoff = false;
    const char *path;
    for (size_t i = 0; (path = sqltext_path(prefix, i)); i++) {
        const char *name = path + strlen(prefix);
        if (str_eq(name, "cutoff.sql")) {
            cutoff = true;
            continue;
        }
        plan->tables = xrealloc(plan->tables, plan->n + 1, sizeof(*plan->tables));
        struct plan_table *table = &plan->tables[plan->n++];
        *table = (struct plan_table){.path = path, .present = true};
        table->name = arena_printf(&plan->arena, "%.*s", (int)(strlen(name) - 4), name);
        str_clear(&value);
        if (sqltext_directive(sqltext(path), "optional", &value))
            table->optional = arena_strdup(&plan->arena, value.buf);
        str_clear(&value);
        table->instead = sqltext_directive(sqltext(path), "instead", &value)
                             ? arena_strdup(&plan->arena, value.buf)
                             : "its fields are Not recorded";
        table->core = sqltext_says(sqltext(path), "core", "yes");
    }
    str_release(&value);
    if (!cutoff || plan->n == 0) {
        unknown_kind(plan->conf, err);
        return false;
    }
    return true;
}

/* The file's SELECT with the zone in place of $1, without a last ";". */
static void bind(const struct plan *plan, const char *path, struct str *out)
{
    const char *const args[] = {plan->conf->agency.timezone};
    sqltext_bind(out, sqltext(path), args, 1);
    while (out->len > 0 && strchr("; \t\r\n", out->buf[out->len - 1]))
        out->buf[--out->len] = '\0';
}

/* Where the server saw the error, as a line of the file. */
static bool name_file(struct db *source, const char *path, const char *sql, struct err *err)
{
    int position = db_error_position(source);
    int line = 1;
    for (int i = 0; i < position - 1 && sql[i]; i++)
        line += sql[i] == '\n';
    if (err && err->kind == ERR_SOURCE_DATA && !*err->hint && sqltext_is_overlay(path))
        (void)err_hint(err,
                       "it is the agency's own, sql.overlay_dir/%s: the source's tables have "
                       "changed, or it needs a correction",
                       path);
    else if (err && err->kind == ERR_SOURCE_DATA && !*err->hint)
        (void)err_hint(
            err,
            "the source's tables have changed, source.schema is wrong, or the role may not "
            "use that schema; an agency's own mapping goes to sql.overlay_dir/%s",
            path);
    if (position > 0)
        return err_prefix(err, "sql/%s line %d", path, line);
    return err_prefix(err, "sql/%s", path);
}

/* ---- cutoff ---- */

struct cutoff {
    int rows;
    char *text;
};

static bool note_cutoff(void *ctx, const char *const *fields, size_t n, struct err *err)
{
    struct cutoff *cutoff = ctx;
    (void)err;
    if (cutoff->rows++ == 0 && n == 1)
        cutoff->text = xstrdup(fields[0]);
    return true;
}

bool extract_plan_cutoff(const struct plan *plan, struct db *source, char **ret_cutoff,
                         struct err *err)
{
    struct str path = STR_INIT;
    struct str sql = STR_INIT;
    struct str wrapped = STR_INIT;
    struct cutoff cutoff = {.rows = 0};
    struct db_shape shape = {.n = 0};
    str_addf(&path, "source/%s/cutoff.sql", plan->conf->source.kind);
    bind(plan, path.buf, &sql);
    bool ok =
        db_describe(source, sql.buf, &shape, err) || name_file(source, path.buf, sql.buf, err);
    if (ok && (shape.n != 1 || shape.columns[0].family != 't' ||
               !str_eq(shape.columns[0].name, "cutoff"))) {
        ok = err_set(err, ERR_SOURCE_DATA,
                     "sql/%s must return one column \"cutoff\" of type timestamp without time zone",
                     path.buf);
        (void)err_hint(err, "a stamp with a zone is told on the agency's clock by "
                            "`at time zone $1`");
    }
    str_addf(&wrapped,
             "select pg_catalog.to_char(q.cutoff, 'YYYY-MM-DD HH24:MI:SS') from (\n%s\n) as q "
             "where pg_catalog.isfinite(q.cutoff) limit 2",
             sql.buf);
    ok = ok && db_each(source, wrapped.buf, DB_NONE, note_cutoff, &cutoff, err);
    if (ok && (cutoff.rows != 1 || !cutoff.text)) {
        ok = err_set(err, ERR_SOURCE_DATA, "sql/%s: one row with a time was expected, %s came",
                     path.buf, cutoff.rows > 1 ? "more" : "none");
        (void)err_hint(err, "the extract is not loaded, or its control table is damaged");
    }
    if (ok)
        *ret_cutoff = cutoff.text;
    else
        free(cutoff.text);
    db_shape_release(&shape);
    str_release(&path);
    str_release(&sql);
    str_release(&wrapped);
    return ok;
}

/* ---- one table ---- */

static const struct db_column *find(const struct db_shape *shape, const char *name)
{
    for (size_t i = 0; i < shape->n; i++)
        if (str_eq(shape->columns[i].name, name))
            return &shape->columns[i];
    return NULL;
}

static bool compare(const struct plan_table *table, const struct db_shape *from,
                    const struct db_shape *stage, struct err *err)
{
    for (size_t i = 0; i < from->n; i++)
        if (!find(stage, from->columns[i].name) || str_eq(from->columns[i].name, "agency_id")) {
            err_set(err, ERR_SOURCE_DATA, "sql/%s: stage.%s has no column \"%s\" to fill",
                    table->path, table->name, from->columns[i].name);
            return err_hint(err, "its columns must be those of stage.%s", table->name);
        }
    for (size_t i = 0; i < stage->n; i++) {
        const struct db_column *want = &stage->columns[i];
        const struct db_column *have = find(from, want->name);
        if (str_eq(want->name, "agency_id"))
            continue;
        if (!have) {
            err_set(err, ERR_SOURCE_DATA, "sql/%s: column \"%s\" of stage.%s is not filled",
                    table->path, want->name, table->name);
            return err_hint(err, "a column that the source has not is `null::%s as %s`", want->type,
                            want->name);
        }
        if (have->family != want->family || have->family == '?') {
            err_set(err, ERR_SOURCE_DATA, "sql/%s: column \"%s\" is %s, stage.%s needs %s",
                    table->path, have->name, have->type, table->name, want->type);
            return err_hint(err, "cast it in an overlay (sql.overlay_dir/%s)", table->path);
        }
    }
    return true;
}

/* Columns of the same family but another type are cast: binary COPY takes exact types only. */
static void write_copies(const struct plan *plan, struct plan_table *table, const char *select,
                         const struct db_shape *from, const struct db_shape *stage,
                         struct arena *arena)
{
    struct str out = STR_INIT;
    struct str in = STR_INIT;
    str_addf(&out, "copy (select %s::pg_catalog.int4", plan->conf->agency.id_text);
    str_add(&in, "copy stage.");
    sqltext_identifier(&in, table->name);
    str_add(&in, " (agency_id");
    for (size_t i = 0; i < from->n; i++) {
        const struct db_column *have = &from->columns[i];
        const struct db_column *want = find(stage, have->name);
        str_add(&out, ", q.");
        sqltext_identifier(&out, have->name);
        if (!str_eq(have->type, want->type))
            str_addf(&out, "::%s", want->type);
        str_add(&in, ", ");
        sqltext_identifier(&in, have->name);
    }
    str_addf(&out, " from (\n%s\n) as q) to stdout (format binary)", select);
    str_add(&in, ") from stdin (format binary)");
    table->out_sql = arena_strdup(arena, out.buf);
    table->in_sql = arena_strdup(arena, in.buf);
    table->select = arena_strdup(arena, select);
    str_release(&out);
    str_release(&in);
}

static bool is_there(struct db *source, const char *name, bool *ret_there, struct err *err)
{
    int64_t there = 0;
    if (!db_int(source,
                "select (pg_catalog.to_regclass(pg_catalog.quote_ident($1)) is not null)::int",
                DB_ARGS(name), &there, err))
        return false;
    *ret_there = there != 0;
    return true;
}

bool extract_plan_table(struct plan *plan, struct plan_table *table, struct db *source,
                        struct db *mart, struct err *err)
{
    struct db_shape from = {.n = 0};
    struct db_shape stage = {.n = 0};
    struct str select = STR_INIT;
    struct str target = STR_INIT;
    if (table->optional && !is_there(source, table->optional, &table->present, err))
        return err_prefix(err, "sql/%s", table->path);
    if (!table->present)
        return true;
    bind(plan, table->path, &select);
    str_add(&target, "select * from stage.");
    sqltext_identifier(&target, table->name);
    bool ok = db_describe(source, select.buf, &from, err) ||
              name_file(source, table->path, select.buf, err);
    ok = ok &&
         (db_describe(mart, target.buf, &stage, err) || err_prefix(err, "sql/%s", table->path));
    ok = ok && compare(table, &from, &stage, err);
    if (ok)
        write_copies(plan, table, select.buf, &from, &stage, &plan->arena);
    db_shape_release(&from);
    db_shape_release(&stage);
    str_release(&select);
    str_release(&target);
    return ok;
}

/* ---- what is to be expected ---- */

/* Of the topmost node, which stands first: "Plan Rows": 1234 */
static bool find_number(const char *json, const char *key, int64_t *ret_number)
{
    const char *p = strstr(json, key);
    if (!p)
        return false;
    p += strlen(key);
    char *text = xstrndup(p, strspn(p, "0123456789"));
    bool ok = str_to_int64(text, 0, INT64_MAX, ret_number);
    free(text);
    return ok;
}

bool extract_plan_estimate(const struct plan_table *table, struct db *source, int64_t *ret_rows,
                           int64_t *ret_bytes, struct err *err)
{
    struct str sql = STR_INIT;
    char *json = NULL;
    int64_t rows = 0, width = 0;
    str_addf(&sql, "explain (format json) %s", table->select);
    bool ok =
        db_value(source, sql.buf, DB_NONE, &json, err) || err_prefix(err, "sql/%s", table->path);
    str_release(&sql);
    if (ok && (!find_number(json, "\"Plan Rows\": ", &rows) ||
               !find_number(json, "\"Plan Width\": ", &width)))
        ok = err_set(err, ERR_INTERNAL, "sql/%s: the source's plan cannot be read", table->path);
    free(json);
    if (!ok)
        return false;
    *ret_rows = rows;
    *ret_bytes = rows * width;
    return true;
}
