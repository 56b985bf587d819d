/* etl/verify_others.c - what lies in a month's folders and was never published by us */
#include "verify_others.h"

#include <stdlib.h>
#include <string.h>

#include "dav.h"
#include "share.h"
#include "banned.h"

#define OTHERS_MAX 10000

/* Paths we ever published for the month, and the folders they lie in. */
struct ours {
    struct arena arena;
    const char **paths;
    size_t n_paths;
    const char **folders;
    size_t n_folders;
};

static bool has(const char *const *list, size_t n, const char *path)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i], path))
            return true;
    return false;
}

static void add(const char ***list, size_t *n, const char *path)
{
    *list = xrealloc(*list, *n + 1, sizeof(**list));
    (*list)[(*n)++] = path;
}

static bool note_ours(void *ctx, const char *const *fields, size_t n, struct err *err)
{
    struct ours *ours = ctx;
    if (n != 1)
        return err_set(err, ERR_INTERNAL, "receipts returned %zu columns", n);
    char *path = arena_strdup(&ours->arena, fields[0]);
    add(&ours->paths, &ours->n_paths, path);
    for (char *slash = strrchr(path, '/'); slash;) {
        const char *folder = arena_printf(&ours->arena, "%.*s", (int)(slash - path), path);
        if (has(ours->folders, ours->n_folders, folder))
            break;
        add(&ours->folders, &ours->n_folders, folder);
        do
            slash = slash > path ? slash - 1 : NULL;
        while (slash && *slash != '/');
    }
    return true;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct listing {
    const struct ours *ours;
    const char *folder;
    struct verify *verify;
};

static void note_child(void *ctx, const char *name, bool is_collection)
{
    const struct listing *listing = ctx;
    struct verify *verify = listing->verify;
    const struct ours *ours = listing->ours;
    const char *path = arena_printf(&verify->arena, "%s/%s", listing->folder, name);
    if (verify->n_others >= OTHERS_MAX || (is_collection ? has(ours->folders, ours->n_folders, path)
                                                         : has(ours->paths, ours->n_paths, path)))
        return;
    if (is_collection)
        path = arena_printf(&verify->arena, "%s/", path);
    add(&verify->others, &verify->n_others, path);
}

bool verify_others(struct job *job, const char *month, struct verify *verify, struct err *err)
{
    struct ours ours = {.arena = ARENA_INIT};
    struct dav *dav = NULL;
    bool ok = db_each(job->mart,
                      "select distinct final_path from etl.receipt where agency_id = $1::int "
                      "and target = $2 and month = $3::date order by 1",
                      DB_ARGS(job->conf->agency.id_text, job->conf->share.url, month), note_ours,
                      &ours, err) &&
              (dav = share_open(job->conf, err)) != NULL;
    for (size_t i = 0; ok && i < ours.n_folders; i++) {
        struct listing listing = {.ours = &ours, .folder = ours.folders[i], .verify = verify};
        struct dav_outcome out;
        enum dav_class class = dav_children(dav, ours.folders[i], note_child, &listing, &out);
        /* a folder that is gone was told already, file by file */
        ok = class == DAV_DONE || class == DAV_GONE ||
             dav_fail(dav, &out, err, "listing \"%s\"", ours.folders[i]);
    }
    if (verify->n_others)
        qsort(verify->others, verify->n_others, sizeof(*verify->others), by_text);
    dav_free(dav);
    free(ours.paths);
    free(ours.folders);
    arena_release(&ours.arena);
    return ok;
}
