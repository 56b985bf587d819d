/*
 * etl/publish_int.h - one file on its way: the state that publish*.c share
 *
 * Internal. publish.c goes round: look at the final name, write, look again, pause. publish_write.c
 * knows the two ways of writing. Each part returns what is to be done next.
 */
#ifndef PUBLISH_INT_H
#define PUBLISH_INT_H

#include "publish.h"
#include "publish_read.h"

struct publish {
    struct dav *dav;
    struct publish_reader reader;
    struct publish_policy policy;
    char *run;
    bool only_this; /* see publish_only_this */
};

/* One file on its way. */
struct publish_task {
    struct publish *publish;
    const struct publish_job *job;
    struct publish_sum sealed;
    char final[sizeof(((struct publish_receipt *)0)->path)];
    int revision;           /* 0: the name asked for */
    bool standing_is_known; /* something stands at the final name */
    struct publish_seen standing;
    bool replacing;     /* and it is our older file */
    char staged[512];   /* our staging file; "": none */
    bool staged_said;   /* the server said that it stored it */
    bool staged_proved; /* read back, identical */
    bool placed;        /* the server said that it is at the final name */
    bool perhaps;       /* it may be, the reply was lost */
    bool replaced;      /* what `placed` or `perhaps` took the place of was ours */
    int status;         /* of the request that placed it */
    int bad_copies;
    bool collections_were_gone;
    bool at_staging; /* the last request was about our staging file, not about the final name */
};

enum publish_step {
    STEP_DONE,
    STEP_ON,    /* this part worked, the next one follows */
    STEP_LOOK,  /* begin anew at once: the final name decides */
    STEP_PAUSE, /* begin anew after a pause, *out says why */
    STEP_FAIL   /* *err says why */
};

/* What follows from an outcome that is neither success nor a case of its own. */
enum publish_step publish_pause_or_fail(const struct publish_task *task,
                                        const struct dav_outcome *out, const char *doing,
                                        struct err *err);
/* The server said that it has stored our bytes, and gives back others, or nothing (`got` empty).
   Sets *err in any case: it is what is left to say when there is no further attempt. */
enum publish_step publish_count_bad_copy(struct publish_task *task, const char *where,
                                         const struct dav_file *got, struct dav_outcome *out,
                                         struct err *err);
/* STEP_ON: it may be written. */
enum publish_step publish_look_at_final(struct publish_task *task, struct dav_outcome *out,
                                        struct err *err);
/* The server says it is there: seen is believed. */
enum publish_step publish_confirm(struct publish_task *task, const struct dav_outcome *sent,
                                  struct dav_outcome *out, struct err *err);
bool publish_is_sealed(const struct publish_task *task, const struct publish_seen *seen);

/* STEP_ON: the staging file holds our bytes. */
enum publish_step publish_stage(struct publish_task *task, struct dav_outcome *out,
                                struct err *err);
enum publish_step publish_move(struct publish_task *task, struct dav_outcome *out, struct err *err);
enum publish_step publish_put(struct publish_task *task, struct dav_outcome *out, struct err *err);
/* Best effort: a leftover in the staging collection is ugly, not wrong. */
void publish_drop_staged(struct publish_task *task);

#endif
