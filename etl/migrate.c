/* etl/migrate.c - brings the mart's schema to what this program needs */
#include "migrate.h"

#include <stdlib.h>
#include <string.h>

#include "db.h"
#include "digest.h"
#include "log.h"
#include "sqltext.h"
#include "str.h"
#include "version.h"
#include "banned.h"

#define FOLDER "schema/"
/* "CWRM": one migration at a time in this database. */
#define LOCK "pg_catalog.pg_advisory_xact_lock(1129796173)"

static struct digest_text digest_of(const char *path)
{
    const char *text = sqltext(path);
    return digest_bytes(text, strlen(text));
}

static bool has_ledger(struct db *mart, bool *ret_has, struct err *err)
{
    int64_t has = 0;
    if (!db_int(mart, "select (pg_catalog.to_regclass('etl.migration') is not null)::int", DB_NONE,
                &has, err))
        return false;
    *ret_has = has != 0;
    return true;
}

/* *ret_digest: NULL when the file was never applied. */
static bool applied_digest(struct db *mart, const char *path, char **ret_digest, struct err *err)
{
    bool has = false;
    *ret_digest = NULL;
    if (!has_ledger(mart, &has, err))
        return false;
    if (!has)
        return true;
    return db_value(mart, "select (select digest from etl.migration where name = $1)",
                    DB_ARGS(path), ret_digest, err);
}

static bool refuse_changed(const char *path, struct err *err)
{
    err_set(err, ERR_CONFIG, "the mart was made with another text of sql/%s", path);
    return err_hint(err, "use the program that made it, or a fresh database; schema files are "
                         "never edited once applied, changes get a new number");
}

/* On a newer mart this program's SQL would fail or, worse, mean something else. */
static bool refuse_newer(struct db *mart, struct err *err)
{
    struct str known = STR_INIT;
    const char *path;
    char *newer = NULL;
    bool has = false;
    if (!has_ledger(mart, &has, err))
        return false;
    if (!has)
        return true;
    for (size_t i = 0; (path = sqltext_path(FOLDER, i)); i++)
        str_addf(&known, "%s%s", i ? "," : "", path);
    bool ok = db_value(mart,
                       "select (select name || ' (program ' || program || ')' from etl.migration "
                       "where name <> all (string_to_array($1, ',')) order by name limit 1)",
                       DB_ARGS(known.buf), &newer, err);
    str_release(&known);
    if (ok && newer) {
        err_set(err, ERR_CONFIG, "the mart was migrated by another program: it has sql/%s", newer);
        ok = err_hint(err, "install that program here; a mart is never taken back");
    }
    free(newer);
    return ok;
}

static bool apply_one(struct db *mart, const char *path, int64_t *applied, struct err *err)
{
    struct digest_text digest = digest_of(path);
    char *before = NULL;
    bool ok = db_begin(mart, err) && db_exec(mart, "select " LOCK, DB_NONE, err) &&
              applied_digest(mart, path, &before, err);
    bool is_new = ok && !before;
    if (ok && before && !str_eq(before, digest.hex))
        ok = refuse_changed(path, err);
    if (ok && is_new)
        ok = db_script(mart, sqltext(path), err) &&
             db_exec(mart, "insert into etl.migration (name, digest, program) values ($1, $2, $3)",
                     DB_ARGS(path, digest.hex, VERSION), err);
    free(before);
    ok = ok && db_commit(mart, err);
    if (!ok) {
        db_rollback(mart);
        return err_prefix(err, "sql/%s", path);
    }
    if (is_new) {
        (*applied)++;
        log_info("migrated", log_s("file", path), log_s("digest", digest.hex));
    }
    return true;
}

bool migrate_apply(struct db *mart, int64_t *ret_applied, struct err *err)
{
    int64_t applied = 0;
    const char *path;
    if (!refuse_newer(mart, err))
        return false;
    for (size_t i = 0; (path = sqltext_path(FOLDER, i)); i++)
        if (!apply_one(mart, path, &applied, err))
            return false;
    *ret_applied = applied;
    return true;
}

bool migrate_pending(struct db *mart, void (*each)(void *ctx, const char *path), void *ctx,
                     struct err *err)
{
    const char *path;
    if (!refuse_newer(mart, err))
        return false;
    for (size_t i = 0; (path = sqltext_path(FOLDER, i)); i++) {
        char *digest = NULL;
        if (!applied_digest(mart, path, &digest, err))
            return false;
        bool pending = !digest;
        bool same = str_eq(digest, digest_of(path).hex);
        free(digest);
        if (pending)
            each(ctx, path);
        else if (!same)
            return refuse_changed(path, err);
    }
    return true;
}

bool migrate_check(struct db *mart, struct err *err)
{
    const char *path;
    if (!refuse_newer(mart, err))
        return false;
    for (size_t i = 0; (path = sqltext_path(FOLDER, i)); i++) {
        char *digest = NULL;
        if (!applied_digest(mart, path, &digest, err))
            return false;
        bool applied = digest != NULL;
        bool same = str_eq(digest, digest_of(path).hex);
        free(digest);
        if (!applied) {
            err_set(err, ERR_CONFIG, "the mart lacks sql/%s", path);
            return err_hint(err, "run `cwreports init`");
        }
        if (!same)
            return refuse_changed(path, err);
    }
    return true;
}
