/*
 * etl/outbox.h - sealed workbooks and what still has to reach the share
 *
 * An artifact is a sealed file in the spool; a delivery is the duty to put it on the share under
 * its final name. Both are rows of schema etl; every change of state is an SQL function
 * (sql/schema/001_etl.sql), called here. Newer artifacts of the same path replace an older
 * delivery that has not begun. The report step adds all artifacts of a month in one transaction:
 *
 *     db_begin(mart); for each workbook: outbox_add(mart, &artifact, err); db_commit(mart);
 *
 * Paths are relative: "2020-01/ftdm_completion/ftdm_completion_2020-01_state.xlsx", the same below
 * spool.dir and below share.url.
 */
#ifndef OUTBOX_H
#define OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

struct db;
struct job;

struct artifact {
    int64_t version;    /* of the month's facts; 0: index, manifest */
    const char *report; /* "" for the index and the manifest of a month */
    const char *scope;
    const char *path;
    const char *month; /* first day; NULL: job->period.month */
    char sha256[65];
    int64_t size;
    int64_t rows; /* data rows on its detail sheets */
};

/* Within the caller's transaction. With share.kind = none no delivery is made. */
bool outbox_add(struct job *job, const struct artifact *artifact, struct err *err);

/* The workbooks of the month are entered for the share that is configured: what of these reports
   (comma-separated) waits for a share of old, or has lost its copy, is void. Within the same
   transaction, and before they are added. */
bool outbox_moved(struct job *job, const char *reports, int64_t *ret_n, struct err *err);

struct delivery {
    int64_t id;
    int64_t attempts; /* before this one */
    struct artifact artifact;
    char sent_sha256[32 * 65]; /* what may be replaced at this name, as for publish.h, or "" */
    char sent_parts[32 * 65];  /* and its parts, on a share that rewrites Office files */
    char path[1024];           /* artifact.path points here */
    char report[64], scope[128], month[11];
};

/* `part`: "workbook", "index" or "manifest" (etl.part). How many this run may still claim. */
bool outbox_pending(struct job *job, const char *part, int64_t *ret_n, struct err *err);
/* The oldest delivery that this run has not tried, marked as being sent; *ret_found false: none.
   Through `mart`: a worker's own connection. The same holds for the two below. */
bool outbox_claim(struct job *job, struct db *mart, const char *part, struct delivery *ret_delivery,
                  bool *ret_found, struct err *err);
/* On a share that rewrites: what it may hold from now on, as publish.h's `sends` asks for. */
bool outbox_sends(struct job *job, struct db *mart, int64_t delivery_id, const char *parts,
                  struct err *err);
struct outcome {
    int http_status;
    bool unchanged;         /* the share already held these bytes */
    const char *final_path; /* where it stands; differs from the path for a revision name */
    const char *method;     /* how it was put: "move", "put", ... */
    const char *etag;
    const char *parts; /* digest of the parts, or "" */
};
bool outbox_done(struct job *job, struct db *mart, int64_t delivery_id,
                 const struct outcome *outcome, struct err *err);
/* It stays in the outbox, with the reason; the next run tries again. Works after a stop too. */
bool outbox_failed(struct job *job, struct db *mart, int64_t delivery_id, const struct err *why,
                   struct err *err);

#endif
