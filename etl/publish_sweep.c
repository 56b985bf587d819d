/* etl/publish_sweep.c - removes what killed runs of ours left in the staging collection */
#include "publish_sweep.h"

#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "str.h"
/* Must stay last: it makes unsafe functions fail to compile. */
#include "banned.h"

#define NAMES_MAX 1000 /* the rest is for the next run */

struct found {
    const char *mark;
    int64_t before_run;
    char *names[NAMES_MAX];
    size_t n;
};

bool publish_sweep_is_ours(const char *name, const char *mark, int64_t before_run)
{
    int64_t run = 0;
    size_t n = strlen(mark);
    if (n == 0 || !str_starts(name, "cwr-") || strncmp(name + 4, mark, n) != 0 ||
        name[4 + n] != '-')
        return false;
    const char *digits = name + 4 + n + 1;
    size_t length = strspn(digits, "0123456789");
    if (digits[length] != '-')
        return false;
    char *number = xstrndup(digits, length);
    bool ours = str_to_int64(number, 0, INT64_MAX, &run) && run < before_run;
    free(number);
    return ours;
}

static void note_child(void *ctx, const char *name, bool is_collection)
{
    struct found *found = ctx;
    if (!is_collection && found->n < NAMES_MAX &&
        publish_sweep_is_ours(name, found->mark, found->before_run))
        found->names[found->n++] = xstrdup(name);
}

bool publish_sweep(struct dav *dav, const char *mark, int64_t before_run, int64_t *ret_removed)
{
    struct found found = {.mark = mark, .before_run = before_run};
    struct dav_outcome out;
    int64_t removed = 0;
    bool ok = dav_children(dav, dav_staging(dav), note_child, &found, &out) == DAV_DONE;
    for (size_t i = 0; i < found.n; i++) {
        char *path = xasprintf("%s/%s", dav_staging(dav), found.names[i]);
        bool gone = dav_delete(dav, path, &out) == DAV_DONE;
        removed += gone;
        log_info("swept", log_s("path", path), log_i("status", out.status));
        free(path);
        free(found.names[i]);
    }
    if (ok)
        *ret_removed = removed;
    return ok;
}
