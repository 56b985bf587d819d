/* etl/share_probe.c - what is known about the share of the configuration, kept in the mart */
#include "share_probe.h"

#include <stdio.h>
#include <string.h>

#include "log.h"
#include "share.h"
#include "str.h"
#include "banned.h"

static bool note_mark(void *ctx, const char *const *fields, size_t n, struct err *err)
{
    int length = n == 1 && fields[0] ? snprintf(ctx, SHARE_MARK_SIZE, "%s", fields[0]) : 0;
    return length == SHARE_MARK_SIZE - 1 ||
           err_set(err, ERR_INTERNAL, "the mark of the share cannot be read");
}

bool share_mark(const struct conf *conf, struct db *mart, char ret_mark[SHARE_MARK_SIZE],
                struct err *err)
{
    return db_each(mart, "select etl.share_mark($1::int, $2)",
                   DB_ARGS(conf->agency.id_text, conf->share.url), note_mark, ret_mark, err);
}

struct known {
    struct share_facts facts;
    bool found;
};

static bool note_facts(void *ctx, const char *const *f, size_t n, struct err *err)
{
    struct known *known = ctx;
    struct publish_probe *probe = &known->facts.probe;
    bool *const flags[] = {&probe->create_only, &probe->move_atomic,   &probe->put_atomic,
                           &probe->if_match,    &probe->if_none_match, &probe->locks,
                           &probe->expect,      &probe->rewrites,      &probe->case_sensitive};
    const size_t n_flags = sizeof(flags) / sizeof(*flags);
    int64_t name_max = 0;
    if (n != n_flags + 3 || !str_to_int64(f[2], 0, 100000, &name_max))
        return err_set(err, ERR_INTERNAL, "what is known of the share cannot be read");
    (void)snprintf(known->facts.measured, sizeof(known->facts.measured), "%s", f[0]);
    (void)snprintf(probe->server, sizeof(probe->server), "%s", f[1] ? f[1] : "");
    probe->name_max = (int)name_max;
    for (size_t i = 0; i < n_flags; i++)
        *flags[i] = str_eq(f[i + 3], "t");
    known->found = true;
    return true;
}

static bool load(const struct conf *conf, struct db *mart, struct known *known, struct err *err)
{
    static const char sql[] =
        "select to_char(measured_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI'), server, name_max, "
        "create_only, move_atomic, put_atomic, if_match, if_none_match, locks, expect, rewrites, "
        "case_sensitive from etl.share_known($1::int, $2)";
    *known = (struct known){.found = false};
    return db_each(mart, sql, DB_ARGS(conf->agency.id_text, conf->share.url), note_facts, known,
                   err);
}

static bool store(const struct conf *conf, struct db *mart, const struct publish_probe *found,
                  struct err *err)
{
    struct str_number name_max = str_number(found->name_max);
#define FLAG(member) (found->member ? "true" : "false")
    return db_exec(mart,
                   "select etl.share_measured($1::int, $2, $3, $4::boolean, $5::boolean, "
                   "$6::boolean, $7::boolean, $8::boolean, $9::boolean, $10::boolean, "
                   "$11::boolean, $12::boolean, $13::int)",
                   DB_ARGS(conf->agency.id_text, conf->share.url, found->server, FLAG(create_only),
                           FLAG(move_atomic), FLAG(put_atomic), FLAG(if_match), FLAG(if_none_match),
                           FLAG(locks), FLAG(expect), FLAG(rewrites), FLAG(case_sensitive),
                           name_max.text),
                   err);
#undef FLAG
}

static struct dav *open_again(const void *context, struct err *err)
{
    return share_open(context, err);
}

static bool measure(const struct conf *conf, struct db *mart, struct err *err)
{
    char mark[SHARE_MARK_SIZE];
    char run[SHARE_MARK_SIZE + 24];
    int64_t next = 0; /* a run that is at work now does not sweep it away */
    struct publish_probe found;
    if (!share_mark(conf, mart, mark, err) ||
        !db_int(mart, "select coalesce(max(run_id), 0) + 1 from etl.run where agency_id = $1::int",
                DB_ARGS(conf->agency.id_text), &next, err))
        return false;
    (void)snprintf(run, sizeof(run), "%s-%lld", mark, (long long)next);
    const struct publish_probe_policy policy = {.open = open_again,
                                                .context = conf,
                                                .run = run,
                                                .seconds = conf->share.probe_seconds,
                                                .race_ms = conf->share.probe_seconds * 300};
    if (!publish_probe(&policy, &found, err) || !store(conf, mart, &found, err))
        return false;
    log_info("share_measured", log_s("server", found.server), log_i("move", found.move_atomic),
             log_i("put", found.put_atomic), log_i("create_only", found.create_only),
             log_i("rewrites", found.rewrites), log_i("name_max", found.name_max));
    return true;
}

/* The name that the server gives itself today. */
static bool is_the_same(const struct conf *conf, const struct share_facts *facts, bool *ret_same,
                        struct err *err)
{
    struct dav *dav = share_open(conf, err);
    struct dav_outcome out;
    if (!dav)
        return false;
    bool ok = dav_probe(dav, "", &out) == DAV_DONE ||
              dav_fail(dav, &out, err, "looking at \"%s\"", conf->share.url);
    if (ok)
        *ret_same = str_eq(dav_server(dav), facts->probe.server);
    dav_free(dav);
    return ok;
}

bool share_facts(const struct conf *conf, struct db *mart, bool anew, struct share_facts *ret_facts,
                 struct err *err)
{
    struct known known;
    bool same = false;
    if (!load(conf, mart, &known, err) ||
        (known.found && !anew && !is_the_same(conf, &known.facts, &same, err)))
        return false;
    bool measured = !same;
    if (measured && (!measure(conf, mart, err) || !load(conf, mart, &known, err)))
        return false;
    *ret_facts = known.facts;
    ret_facts->just_now = measured;
    return true;
}

bool share_replace(const struct conf *conf, struct db *mart, enum publish_replace *ret_replace,
                   struct err *err)
{
    int64_t replaces = 0;
    struct share_facts facts;
    *ret_replace = PUBLISH_REPLACE_REVISION;
    if (str_eq(conf->share.replace, "move"))
        *ret_replace = PUBLISH_REPLACE_MOVE;
    else if (str_eq(conf->share.replace, "direct"))
        *ret_replace = PUBLISH_REPLACE_DIRECT;
    if (!str_eq(conf->share.replace, "auto") || !str_eq(conf->share.kind, "webdav"))
        return true;
    if (!db_int(mart, "select etl.share_replaces($1::int, $2)::int",
                DB_ARGS(conf->agency.id_text, conf->share.url), &replaces, err))
        return false;
    if (!replaces)
        return true;
    if (!share_facts(conf, mart, false, &facts, err))
        return false;
    *ret_replace = publish_probe_replace(&facts.probe);
    return true;
}
