/*
 * tests/sample/faces_planted.h - children whose stories are written down, with fixed ids
 *
 * Purpose: the edge cases of the definitions, in every size and whatever the seed. Each story is
 * told in stories_faces.md. A story says only what is special about a child; the rest is the
 * ordinary life of faces_planted.c: a foster home, reunification with adoption beside it, mother
 * and father, attorney A9901, worker W990002, case in Jackson County.
 *
 * Ids: with N = story * 10 + child, Child ID is 99900000 + N, Case ID that of the first child of
 * the case, Episode ID 990000000 + N * 10 + (1, 2, ...), rows of other tables
 * 990000000 + N * 100 + (1, 2, ...) in the order written. Days are yyyymmdd, 0 is none.
 *
 *     {WHO(1, 1, "Alma", "Reed", 20100512, 'F'),
 *      EPISODES({.start = 20160512, .end = 20171120, .reason = REUNIFY}, {.start = 20180312})},
 */
#ifndef FACES_PLANTED_H
#define FACES_PLANTED_H

#include "faces_internal.h"

enum { NO_HOME = -1 };

struct planted_episode {
    int start, end;
    enum reason reason;
    const char *subreason;
    int finding, entered, exit_entered;
    const char *managed, *agency;
    char in_error;
};

struct planted_placement {
    int start, end;
    const char *code; /* N_FOSTER */
    int home;         /* the child's first, second, ... home; NO_HOME: no vendor number */
    int preadopt, episode, entered;
};

struct planted_goal {
    char kind;
    const char *code;
    int from, until, episode;
};

struct planted_parent {
    const char *role;
    char applicable;
    int deceased;
};

struct planted_event {
    int parent; /* first, second, ... of the child's parents */
    const char *code;
    int date, entered;
    int64_t dcn; /* another child's: a contradiction */
};

struct planted_exception {
    const char *reason;
    int documented;
};

struct planted_hearing {
    const char *type;
    int scheduled, held;
};

struct planted_attorney {
    int attorney, start, end, entered, episode;
    int64_t dcn;
};

struct planted_worker {
    int worker, start, end;
};

/* What a child goes without, of the ordinary life. */
enum {
    HOME = 1,
    GOAL_SET = 2,
    PARENT_ROWS = 4,
    HEARING_ROWS = 8,
    LAWYER = 16,
    WORKER = 32,
    COUNTY = 64,
};

#define PLANTED_LIST(type, name)                                                                   \
    const struct planted_##type *name;                                                             \
    size_t n_##name

struct planted_child {
    int story, child, with; /* with: the child of the story whose case it shares */
    const char *first, *last;
    int birth, death;
    char sex, hispanic;
    const char *race;
    int county;
    unsigned without;
    PLANTED_LIST(episode, episodes);
    PLANTED_LIST(placement, placements);
    PLANTED_LIST(goal, goals);
    PLANTED_LIST(parent, parents);
    PLANTED_LIST(event, events);
    PLANTED_LIST(exception, exceptions);
    PLANTED_LIST(hearing, hearings);
    PLANTED_LIST(attorney, attorneys);
    PLANTED_LIST(worker, workers);
};

#define PLANTED(type, name, ...)                                                                   \
    .name = (const struct planted_##type[]){__VA_ARGS__},                                          \
    .n_##name =                                                                                    \
        sizeof((const struct planted_##type[]){__VA_ARGS__}) / sizeof(struct planted_##type)
/* story, child, first and last name, birth date, sex: how each entry begins */
#define WHO(s, c, f, l, b, x)                                                                      \
    .story = (s), .child = (c), .first = (f), .last = (l), .birth = (b), .sex = (x)
#define EPISODES(...)   PLANTED(episode, episodes, __VA_ARGS__)
#define PLACEMENTS(...) PLANTED(placement, placements, __VA_ARGS__)
#define GOALS(...)      PLANTED(goal, goals, __VA_ARGS__)
#define PARENTS(...)    PLANTED(parent, parents, __VA_ARGS__)
#define EVENTS(...)     PLANTED(event, events, __VA_ARGS__)
#define EXCEPTIONS(...) PLANTED(exception, exceptions, __VA_ARGS__)
#define HEARINGS(...)   PLANTED(hearing, hearings, __VA_ARGS__)
#define ATTORNEYS(...)  PLANTED(attorney, attorneys, __VA_ARGS__)
#define WORKERS(...)    PLANTED(worker, workers, __VA_ARGS__)

struct stories {
    const struct planted_child *children;
    size_t n;
};

extern const struct stories faces_stories_custody;  /* entries, exits, corrections */
extern const struct stories faces_stories_attorney; /* who holds the case */
extern const struct stories faces_stories_home;     /* placements, trial home visits, 15 of 22 */
extern const struct stories faces_stories_law;      /* goals, termination of parental rights */
extern const struct stories faces_stories_people;   /* names, ages, counties, workers */

#endif
