/*
 * tests/sample/faces_staff.h - people of the agency, shared by faces_staff.c and faces_attorney.c
 *
 * Workers are numbered from FIRST_WORKER in the order of their array, attorneys from 1001; the
 * planted ones have 990001 and 9901 upwards.
 */
#ifndef FACES_STAFF_H
#define FACES_STAFF_H

#include "faces_internal.h"

enum { FIRST_WORKER = 100001, FIRST_ATTORNEY = 1001, NO_SUPERVISOR = -1, PROGRAMS = 4 };

struct person {
    int supervisor; /* index, or NO_SUPERVISOR */
    day_t from;     /* at this desk */
};

struct desk {
    size_t first, n; /* its people, one after another */
};

/* The attorneys of one circuit, numbered from first: managing ones, then the others. */
struct team {
    int first, managers, attorneys;
};

struct staff {
    struct person *people;
    size_t n_people, people_cap;
    struct desk *desks;
    size_t n_desks, desks_cap;
    size_t first_desk[FACES_CIRCUITS], desks_of[FACES_CIRCUITS];
    struct team teams[PROGRAMS];
};

void faces_attorney_init(const struct world *world, struct staff *staff);
void faces_attorney_write(const struct world *world);

/* faces_planted.c: rows for the open COPY block */
void faces_planted_workers(void);
void faces_planted_attorneys(void);

#endif
