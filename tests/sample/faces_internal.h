/*
 * tests/sample/faces_internal.h - the parts of the FACES-style agency and how they meet
 *
 * Purpose: faces.c makes a world (counties with their number of children, staff), then one
 * family after another until every county has exactly its children in care and its exits.
 *
 * Method: in a steady agency the children in care on a day are episodes drawn with a chance in
 * proportion to their length, seen at a random day of it; those who left are episodes drawn
 * evenly, by their last day. So both are drawn directly, to exact numbers, and every earlier
 * month comes out right by itself. An open episode is given its whole future (its end and
 * reason) and cut off at the last day of the extract: so goals, trial home visits and
 * terminations stand where they would on the way there.
 *
 *     faces_county_init(&world);      // how many children where
 *     faces_staff_init(&world);       // who works there
 *     faces_planted_add(&world);      // named edge cases, counted in the totals
 *     while (faces_family_add(&world))
 *         ...                         // write the batch when it is full
 */
#ifndef FACES_INTERNAL_H
#define FACES_INTERNAL_H

#include "faces_rows.h"

enum {
    FACES_COUNTIES = 119, /* rows of the circuit table; 115 are in force on any day */
    FACES_CIRCUITS = 47,  /* circuits count from 1 */
    FACES_SPELLS = 3,     /* custody episodes of one child, at most */
    FACES_CHILDREN = 5,   /* children of one case, at most */
};

/* AFCARS exit reasons */
enum reason {
    REUNIFY = 1,
    RELATIVE,
    ADOPTION,
    EMANCIPATION,
    GUARDIANSHIP,
    RUNAWAY,
    DEATH,
    TRANSFER
};

struct county {
    int circuit, fips;
    const char *name, *region;
    int in_care; /* at state size, on the last day; 0 in rows not in force then */
    int from, until;
};

/* What is still to be made of a county's episodes. */
struct target {
    int64_t open, exited;
};

struct world {
    struct rng rng;
    enum size size;
    day_t first; /* every episode that was open on this day or later is in the extract */
    day_t last;  /* the demonstration month's last day */
    struct target targets[FACES_COUNTIES];
    int64_t children_of[FACES_CIRCUITS]; /* in care on the last day, by circuit */
    int64_t in_care, episodes;           /* wanted in all */
    int64_t serial[FACES_TABLES];        /* last id given out, by table */
    int64_t cases;
    struct staff *staff;
    struct batch batch;
};

/* A stay in custody. The end is planned when it lies after the last day. */
struct spell {
    day_t start, end;
    enum reason reason;
};

struct child {
    int64_t dcn;
    day_t birth;
    char sex;
    uint64_t seed, shared; /* own stream; that of the siblings it lives with */
    int n;
    struct spell spells[FACES_SPELLS]; /* oldest first */
};

struct family {
    int64_t case_id;
    const struct county *county;
    uint64_t seed;
    const char *last_name, *race, *agency;
    char hispanic;
    bool managed; /* by a contractor (FCCM) */
    int n;
    struct child children[FACES_CHILDREN];
};

/* One custody episode with what is going to happen in it; days after spell.end never come. */
struct stay {
    const struct family *family;
    const struct child *child;
    struct spell spell;
    int64_t episode;
    bool open;
    day_t last; /* the last day of which the extract can tell */
    day_t finding;
    day_t goal_change, referral, petition, terminated; /* NO_DAY: never */
    const char *goal;                                  /* the goal it changes to */
    day_t home, preadopt;                              /* the adoptive home */
    day_t visit_early, visit_early_end, visit;         /* trial home visits; the last one stays */
    bool declined, dismissed;
};

/* faces_time.c: the agency's clock */
void faces_time_put(struct stamp stamp);
/* When a row about that day was typed in: mostly within days, now and then months later, never
   after the last day of the extract. */
struct stamp faces_time_after(struct rng *rng, day_t day, day_t last);
day_t faces_time_key(int key); /* 20180331; 0 is NO_DAY */
int64_t faces_time_years(day_t from, day_t to);

/* faces_county.c: circuits, counties and their numbers */
void faces_county_init(struct world *world);
void faces_county_write(void);
const struct county *faces_county_at(size_t index);
int faces_county_any(struct rng *rng); /* fips */
int faces_county_stay(int circuit);    /* length of stay against the state's, per mille */
int faces_county_managed(int circuit); /* cases with a contractor, per mille */

/* faces_staff.c: workers, attorneys and their assignments */
void faces_staff_init(struct world *world);
void faces_staff_write(const struct world *world);
void faces_staff_release(struct world *world);
void faces_staff_case(struct world *world, const struct family *family);
void faces_staff_attorney(struct world *world, const struct stay *stay);

/* faces_family.c, faces_spell.c: who comes into care, when, why they leave */
bool faces_family_add(struct world *world); /* false: every county has its numbers */
struct spell faces_spell_open(const struct world *world, struct rng *rng, int circuit);
struct spell faces_spell_exited(const struct world *world, struct rng *rng, int circuit);
bool faces_spell_before(struct rng *rng, const struct spell *next, struct spell *ret_earlier);
day_t faces_spell_birth(const struct world *world, struct rng *rng, const struct child *child);

/* faces_episode.c: one episode's plan and its rows */
void faces_episode_add(struct world *world, const struct family *family, const struct child *child,
                       int number);

/* faces_placement.c, faces_court.c, faces_parent.c: rows that hang on an episode or a child */
void faces_placement_add(struct world *world, const struct stay *stay);
void faces_court_add(struct world *world, const struct stay *stay);
void faces_parent_add(struct world *world, const struct stay *stay);

/* faces_planted.c: the named edge cases, same ids whatever the seed */
void faces_planted_add(struct world *world);

/* faces_schema.c */
void faces_schema_begin(const char *schema);
void faces_schema_end(void);

#endif
