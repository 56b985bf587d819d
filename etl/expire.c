/* etl/expire.c - what is past its retention leaves the spool and the mart */
#include "expire.h"

#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "log.h"
#include "progress.h"
#include "stop.h"
#include "str.h"
#include "banned.h"

struct walk {
    expire_fn *each;
    void *ctx;
};

static bool note_copy(void *ctx, const char *const *f, size_t n, struct err *err)
{
    const struct walk *walk = ctx;
    struct expire_item item = {.size = 0};
    if (n != 4 || !str_to_int64(f[2], 0, INT64_MAX, &item.size))
        return err_set(err, ERR_INTERNAL, "etl.expire_spool returned something else");
    item.path = f[0];
    item.month = f[1];
    item.why = f[3];
    return walk->each(walk->ctx, &item, err);
}

static bool note_month(void *ctx, const char *const *f, size_t n, struct err *err)
{
    const struct walk *walk = ctx;
    if (n != 2)
        return err_set(err, ERR_INTERNAL, "etl.expire_months returned %zu columns", n);
    struct expire_item item = {.month = f[0], .why = f[1]};
    return walk->each(walk->ctx, &item, err);
}

bool expire_each(struct job *job, expire_fn *each, void *ctx, struct err *err)
{
    const struct conf *conf = job->conf;
    struct walk walk = {.each = each, .ctx = ctx};
    struct str_number days = str_number(conf->retention.spool_days);
    struct str_number months = str_number(conf->retention.mart_months);
    return db_each(job->mart,
                   "select path, month, size, why from etl.expire_spool($1::int, $2::bigint)",
                   DB_ARGS(conf->agency.id_text, days.text), note_copy, &walk, err) &&
           db_each(job->mart, "select month, why from etl.expire_months($1::int, $2::bigint)",
                   DB_ARGS(conf->agency.id_text, months.text), note_month, &walk, err);
}

/* ---- the step ---- */

/* What is to go, read before anything goes. */
struct pile {
    struct arena arena;
    struct expire_item *items;
    size_t n, stay;
};

static bool gather(void *ctx, const struct expire_item *item, struct err *err)
{
    struct pile *pile = ctx;
    (void)err;
    if (item->why) {
        pile->stay++;
        return true;
    }
    pile->items = xrealloc(pile->items, pile->n + 1, sizeof(*pile->items));
    struct expire_item *kept = &pile->items[pile->n++];
    *kept = *item;
    kept->path = item->path ? arena_strdup(&pile->arena, item->path) : NULL;
    kept->month = arena_strdup(&pile->arena, item->month);
    return true;
}

/* First the file, then the row: what was removed and not noted is found gone the next time. */
static bool remove_copy(struct job *job, const struct expire_item *item, struct err *err)
{
    const char *agency = job->conf->agency.id_text;
    if (!file_remove_below(job->conf->spool.dir, item->path, err) ||
        !db_exec(job->mart, "select etl.spool_expired($1::int, $2)", DB_ARGS(agency, item->path),
                 err))
        return false;
    log_info("copy_expired", log_s("path", item->path), log_i("size", item->size));
    progress_add(1, 0, item->size);
    job->tally.files++;
    job->tally.bytes += item->size;
    return true;
}

static bool remove_month(struct job *job, const struct expire_item *item, struct err *err)
{
    struct str_number months = str_number(job->conf->retention.mart_months);
    char *gone = NULL;
    if (!db_value(job->mart, "select etl.month_expired($1::int, $2::date, $3::bigint)",
                  DB_ARGS(job->conf->agency.id_text, item->month, months.text), &gone, err))
        return false;
    if (str_eq(gone, "t"))
        log_info("month_expired", log_s("month", item->month));
    free(gone);
    return true;
}

bool expire_run(struct job *job, struct err *err)
{
    struct pile pile = {.n = 0};
    bool ok = expire_each(job, gather, &pile, err);
    progress_expect((int64_t)pile.n, 0);
    for (size_t i = 0; ok && i < pile.n; i++) {
        const struct expire_item *item = &pile.items[i];
        ok = stop_check(err) &&
             (item->path ? remove_copy(job, item, err) : remove_month(job, item, err));
    }
    if (ok)
        log_info("expired", log_i("copies", job->tally.files), log_i("bytes", job->tally.bytes),
                 log_i("stay", (int64_t)pile.stay));
    free(pile.items);
    arena_release(&pile.arena);
    return ok;
}
