/* etl/cmd_check_db.c - check: are both servers what they must be, and their clocks ours? */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cmd_check_part.h"
#include "sqltext.h"
#include "str.h"
#include "banned.h"

/* Seconds between two clocks: from here the default month and the age of the source are in doubt
   only by that much, and from there they may be wrong. */
enum { SKEW_WARN = 60, SKEW_FAIL = 600 };

struct asking {
    const struct check *check;
};

static bool note(void *ctx, const char *const *fields, size_t n, struct err *err)
{
    const struct asking *asking = ctx;
    struct err why = {.kind = ERR_NONE};
    if (n != 4 || !fields[0] || !fields[1] || !fields[2])
        return err_set(err, ERR_INTERNAL, "sql/engine/check_*.sql returned another shape");
    if (str_eq(fields[0], "ok"))
        return check_ok(asking->check, fields[1], "%s", fields[2]);
    err_set(&why, ERR_CONFIG, "%s", fields[2]);
    if (fields[3])
        (void)err_hint(&why, "%s", fields[3]);
    if (str_eq(fields[0], "warn"))
        (void)check_warn(asking->check, fields[1], &why);
    else
        (void)check_fail(asking->check, fields[1], &why);
    return true;
}

static int64_t now_ms(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* The server answered somewhere between our two looks at the clock. */
static void check_clock(struct db *db, const char *whose, const struct check *check)
{
    struct err why = {.kind = ERR_NONE};
    int64_t theirs = 0;
    char what[32];
    (void)snprintf(what, sizeof(what), "%s clock", whose);
    int64_t before = now_ms();
    if (!db_int(db, "select (extract(epoch from pg_catalog.clock_timestamp()) * 1000)::bigint",
                DB_NONE, &theirs, &why)) {
        (void)check_fail(check, what, &why);
        return;
    }
    int64_t skew = (theirs - (before + (now_ms() - before) / 2)) / 1000;
    int64_t off = skew < 0 ? -skew : skew;
    err_set(&why, ERR_LOCAL, "the %s's clock is %lld seconds %s this machine's", whose,
            (long long)off, skew < 0 ? "behind" : "ahead of");
    (void)err_hint(&why, "set both by NTP: the clock decides which month is due and how old the "
                         "source is");
    if (off >= SKEW_FAIL)
        (void)check_fail(check, what, &why);
    else if (off >= SKEW_WARN)
        (void)check_warn(check, what, &why);
    else
        (void)check_ok(check, what, "%lld seconds from this machine's", (long long)off);
}

void cmd_check_source(const struct conf *conf, const struct check *check)
{
    struct err why = {.kind = ERR_NONE};
    struct asking asking = {check};
    struct db *source = db_open(conf->source.conninfo, DB_SOURCE, "check", NULL);
    if (!source)
        return;
    if (!db_each(source, sqltext("engine/check_source.sql"),
                 DB_ARGS(conf->source.schema, conf->agency.timezone), note, &asking, &why))
        (void)check_fail(check, "source rights", &why);
    check_clock(source, "source", check);
    db_close(source);
}

void cmd_check_mart(const struct conf *conf, struct db *mart, const struct check *check)
{
    struct err why = {.kind = ERR_NONE};
    struct asking asking = {check};
    int64_t bytes = 0;
    if (!db_each(mart, sqltext("engine/check_mart.sql"), DB_ARGS(conf->agency.timezone), note,
                 &asking, &why))
        (void)check_fail(check, "mart rights", &why);
    check_clock(mart, "mart", check);
    if (db_int(mart, "select pg_catalog.pg_database_size(pg_catalog.current_database())", DB_NONE,
               &bytes, NULL)) {
        struct str text = STR_INIT;
        str_add_bytes(&text, bytes);
        (void)check_ok(check, "mart size", "%s now", text.buf);
        str_release(&text);
    }
}
