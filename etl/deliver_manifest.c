/* etl/deliver_manifest.c - index.html and manifest.json of the months that are wholly delivered */
#include "deliver_manifest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "deliver_index.h"
#include "digest.h"
#include "file.h"
#include "job.h"
#include "json.h"
#include "outbox.h"
#include "sqltext.h"
#include "str.h"
#include "banned.h"

#define FORM "cwreports-manifest-1"

struct months {
    char (*month)[11];
    size_t n;
};

static bool note_month(void *ctx, const char *const *fields, size_t n, struct err *err)
{
    struct months *months = ctx;
    if (n != 1)
        return err_set(err, ERR_INTERNAL, "manifest_months returned %zu columns", n);
    months->month = xrealloc(months->month, months->n + 1, sizeof(*months->month));
    (void)snprintf(months->month[months->n++], sizeof(*months->month), "%s", fields[0]);
    return true;
}

static int64_t number(const char *text)
{
    int64_t value = 0;
    (void)str_to_int64(text, INT64_MIN, INT64_MAX, &value);
    return value;
}

static bool note_file(void *ctx, const char *const *f, size_t n, struct err *err)
{
    struct json *files = ctx;
    if (n != 10)
        return err_set(err, ERR_INTERNAL, "manifest returned %zu columns", n);
    struct json *file = json_add_object(files);
    json_set_text(file, "path", f[0]);
    json_set_text(file, "report", f[1]);
    json_set_text(file, "scope", f[2]);
    json_set_int(file, "version", number(f[3]));
    json_set_text(file, "sha256", f[4]);
    json_set_int(file, "size", number(f[5]));
    json_set_int(file, "rows", number(f[6]));
    json_set_text(file, "as_of", f[7]);
    json_set_text(file, "data_cutoff", f[8]);
    json_set_bool(file, "preliminary", str_eq(f[9], "t"));
    return true;
}

/* Sealed under the final name; `path` is relative to the spool. */
static bool write_spool(struct job *job, const char *path, const char *text, struct err *err)
{
    const char *root = job->conf->spool.dir;
    char *full = xasprintf("%s/%s", root, path);
    char *dir = xstrndup(full, (size_t)(strrchr(full, '/') - full));
    char *temp = NULL;
    int fd = -1;
    bool ok = file_make_dirs(root, dir, err) && (fd = file_seal_begin(full, &temp, err)) >= 0;
    if (ok && !file_write_all(fd, text, strlen(text), temp, err)) {
        file_seal_drop(fd, temp);
        ok = false;
    } else if (ok) {
        ok = file_seal_end(fd, temp, full, err);
    }
    free(temp);
    free(dir);
    free(full);
    return ok;
}

/* Into the spool and the outbox. */
static bool seal_text(struct job *job, const char *month, const char *scope, const char *name,
                      const char *text, struct artifact *ret_artifact, struct err *err)
{
    struct artifact *artifact = ret_artifact;
    char *path = xasprintf("%.7s/%s", month, name);
    struct digest_text sum = digest_bytes(text, strlen(text));
    *artifact = (struct artifact){.report = "", .scope = scope, .path = path, .month = month};
    memcpy(artifact->sha256, sum.hex, sizeof(artifact->sha256));
    artifact->size = (int64_t)strlen(text);
    bool ok = write_spool(job, path, text, err) && outbox_add(job, artifact, err);
    artifact->path = NULL;
    free(path);
    return ok;
}

static bool seal_manifest(struct job *job, const char *month, const struct artifact *index,
                          struct err *err)
{
    struct json *root = json_new_object();
    struct artifact artifact;
    char year_month[8];
    json_set_text(root, "format", FORM);
    json_set_text(root, "agency", job->conf->agency.name);
    json_set_int(root, "agency_id", job->conf->agency.id);
    (void)snprintf(year_month, sizeof(year_month), "%.7s", month);
    json_set_text(root, "month", year_month);
    json_set_text(root, "source", job->conf->source.kind);
    struct json *page = json_set_object(root, "index");
    json_set_text(page, "sha256", index->sha256);
    json_set_int(page, "size", index->size);
    struct json *files = json_set_array(root, "files");
    bool ok = db_each(job->mart, sqltext("engine/manifest.sql"),
                      DB_ARGS(job->conf->agency.id_text, job->conf->share.url, month), note_file,
                      files, err);
    char *text = json_text(root);
    ok = ok && seal_text(job, month, "", "manifest.json", text, &artifact, err);
    free(text);
    json_free(root);
    return ok || err_prefix(err, "manifest of %s", year_month);
}

/* Both or neither: a manifest tells the digest of the index. */
bool deliver_manifest_seal_month(struct job *job, const char *month, struct err *err)
{
    struct str page = STR_INIT;
    struct artifact index;
    bool ok = db_begin(job->mart, err) && deliver_index_page(job, month, &page, err) &&
              seal_text(job, month, "index", "index.html", page.buf, &index, err) &&
              seal_manifest(job, month, &index, err) && db_commit(job->mart, err);
    if (!ok)
        db_rollback(job->mart);
    str_release(&page);
    return ok;
}

bool deliver_manifest_seal(struct job *job, int64_t *ret_sealed, struct err *err)
{
    struct months months = {.n = 0};
    bool ok =
        db_each(job->mart, sqltext("engine/manifest_months.sql"),
                DB_ARGS(job->conf->agency.id_text, job->conf->share.url), note_month, &months, err);
    for (size_t i = 0; ok && i < months.n; i++)
        ok = deliver_manifest_seal_month(job, months.month[i], err);
    if (ok)
        *ret_sealed = (int64_t)months.n;
    free(months.month);
    return ok;
}
