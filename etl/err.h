/*
 * etl/err.h - what went wrong, where, and what the operator does about it
 *
 * Every function that can fail is `bool f(..., struct err *err)`: true on success; on failure it
 * fills *err and leaves its ret_ outputs untouched. `err` may be NULL when only yes or no counts.
 * Low layers fill the error and never print it; cmd.c prints and records it exactly once.
 *
 * Messages: lower case, no full stop, quotes around names; what, where, the library's own words.
 * Never a secret, never a value from the source. A struct err owns nothing: copy it, drop it.
 *
 * err_set and its family always return false, so that a failure is one statement:
 *
 *     if (!known(key)) {
 *         err_set(err, ERR_CONFIG, "unknown key \"%s\" in section \"%s\"", key, section);
 *         return err_hint(err, "did you mean \"%s\"", nearest);
 *     }
 *     if (!file_read(path, &text, LIMIT, err))
 *         return err_prefix(err, "code map");
 */
#ifndef ERR_H
#define ERR_H

#include <stdbool.h>
#include <stddef.h>

/* One row per kind in err.c: exit code, name, retryable, meaning, what to do. */
enum err_kind {
    ERR_NONE = 0,
    ERR_INTERNAL,    /* exit 1: a defect of the program or of its SQL */
    ERR_USAGE,       /* exit 2: the command line */
    ERR_CONFIG,      /* exit 2: the configuration, a code map, an overlay */
    ERR_SOURCE_AWAY, /* exit 3: source database unreachable */
    ERR_SOURCE_DATA, /* exit 4: stale, schema drift, rejects over the limit, month refused */
    ERR_SHARE_AWAY,  /* exit 5: work sealed in the spool, share unreachable */
    ERR_LOCKED,      /* exit 6: target locked by a person */
    ERR_CONFLICT,    /* exit 7: target changed by somebody else */
    ERR_VERIFY,      /* exit 8: read back and not the same */
    ERR_LOCAL,       /* exit 9: disk, permissions */
    ERR_MART_AWAY,   /* exit 9: mart database unreachable or without room */
    ERR_RUNNING,     /* exit 10: another run of this agency is at work */
    ERR_TOTALS,      /* exit 11: control totals do not tie */
    ERR_STOPPED,     /* exit 12: SIGINT or SIGTERM */
    ERR_DEADLINE,    /* exit 13: run.deadline_minutes passed */
    ERR_KIND_COUNT
};

struct err {
    enum err_kind kind;
    char message[1024];
    char hint[512];   /* empty: the kind's own advice is printed */
    char sqlstate[6]; /* empty unless a database said no */
};

struct err_info {
    enum err_kind kind;
    int exit_code;
    const char *name;    /* stable word for logs and the ledger, e.g. "source-away" */
    bool retryable;      /* the same command may succeed later without anybody's help */
    const char *meaning; /* one clause for the runbook */
    const char *action;  /* what the operator does */
};

const struct err_info *err_info(enum err_kind kind); /* never NULL */
int err_exit_code(const struct err *err);            /* 0 for ERR_NONE */
const char *err_advice(const struct err *err);       /* its hint, or what its kind advises */

/* All return false. Text that does not fit is cut at a UTF-8 boundary. */
bool err_set(struct err *err, enum err_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bool err_set_errno(struct err *err, enum err_kind kind, int errnum, const char *format, ...)
    __attribute__((format(printf, 4, 5))); /* appends ": strerror" */
bool err_hint(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool err_prefix(struct err *err, const char *format, ...)
    __attribute__((format(printf, 2, 3))); /* "prefix: message" */
void err_clear(struct err *err);

#endif
