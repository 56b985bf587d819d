/*
 * tests/sample/faces_rows.h - rows of the FACES-style extract before they are written
 *
 * Purpose: a family's story touches ten tables at once, but COPY wants one table at a time. So
 * stories go into a batch of growable arrays, and a full batch is written table by table and
 * emptied: memory stays flat whatever the size of the agency.
 *
 * Ownership: a batch owns its arrays; texts in rows are borrowed from constants. Day fields that
 * are not known hold NO_DAY, texts and flags NULL / '\0', keys 0: each is written as null.
 *
 *     struct batch batch = {0};
 *     FACES_ADD(&batch, GOAL, struct goal_row,
 *               .id = 7, .episode = 4, .kind = 'P', .code = "G_ADOPT", .effective = day,
 *               .end = NO_DAY, .entered = faces_time_after(&rng, day, as_of));
 *     faces_rows_write(&batch);
 *     faces_rows_release(&batch);
 */
#ifndef FACES_ROWS_H
#define FACES_ROWS_H

#include "sample.h"

/* Agency wall clock; the writer turns it into an instant. */
struct stamp {
    day_t day;
    int seconds;
};

struct client_row {
    int64_t dcn;
    const char *last, *first;
    day_t birth, death;
    char sex, hispanic;
    const char *race;
};

struct episode_row {
    int64_t id, dcn, case_id;
    int number;
    day_t start, end;
    int reason;
    const char *subreason;
    int county;
    day_t finding;
    const char *managed, *agency;
    char in_error;
    struct stamp entered, exit_entered;
};

struct placement_row {
    int64_t id, episode;
    day_t start, end;
    const char *code;
    int64_t provider;
    int county;
    char licensed;
    day_t preadopt;
    struct stamp entered;
};

struct goal_row {
    int64_t id, episode;
    char kind;
    const char *code;
    day_t effective, end;
    struct stamp entered;
};

struct parent_row {
    int64_t id, dcn;
    const char *role;
    char applicable;
    day_t deceased;
};

struct event_row {
    int64_t id, dcn, parent;
    const char *code;
    day_t date;
    const char *filed_by;
    struct stamp entered;
};

struct exception_row {
    int64_t dcn, episode;
    const char *reason;
    day_t documented;
};

struct hearing_row {
    int64_t id, episode;
    const char *type;
    day_t scheduled, held;
};

struct case_row {
    int64_t id, case_id;
    int worker;
    day_t start, end;
};

struct attorney_row {
    int64_t id, dcn, episode;
    int attorney;
    day_t start, end;
    const char *basis;
    struct stamp entered;
};

enum faces_table {
    CLIENT,
    EPISODE,
    PLACEMENT,
    GOAL,
    PARENT,
    EVENT,
    EXCEPTION,
    HEARING,
    CASE,
    ATTORNEY,
    FACES_TABLES
};

struct rows {
    void *items;
    size_t n, cap;
};

struct batch {
    struct rows tables[FACES_TABLES];
};

/* Room for one more row, zeroed; valid until the next one is added. */
void *faces_rows_add(struct batch *batch, enum faces_table table);
#define FACES_ADD(batch, table, type, ...)                                                         \
    (*(type *)faces_rows_add(batch, table) = (type){__VA_ARGS__})

/* Writes the batch as COPY blocks and empties it. */
void faces_rows_write(struct batch *batch);
void faces_rows_release(struct batch *batch);

#endif
