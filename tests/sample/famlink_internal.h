/*
 * tests/sample/famlink_internal.h - the plan of a FamLink-style agency
 *
 * A block is one state's worth of people. It is planned in memory first (offices, families,
 * removals, intakes), then corrected until the published totals hold exactly, then written table
 * by table. Small and state have one block, nation many, each freed before the next begins.
 *
 * Everything is wall clock of the agency. References between records are indexes into the lists
 * of struct plan, ids are made from them with id_of().
 */
#ifndef FAMLINK_INTERNAL_H
#define FAMLINK_INTERNAL_H

#include "sample.h"

#define COUNT(list) ((int)(sizeof(list) / sizeof(*(list))))

/* A growing list: APPEND gives the address of one more, zeroed by whoever assigns it. */
#define LIST(type)                                                                                 \
    struct {                                                                                       \
        type *items;                                                                               \
        int n;                                                                                     \
        size_t cap;                                                                                \
    }
#define APPEND(list)                                                                               \
    ((list)->items =                                                                               \
         sample_grow((list)->items, &(list)->cap, (size_t)(list)->n + 1, sizeof(*(list)->items)),  \
     &(list)->items[(list)->n++])

/* Seconds since 1970-01-01 00:00 on the agency's clock. */
typedef int64_t stamp_t;
#define NO_STAMP INT64_MIN

/* The demonstration month ends on AS_OF, the extract was cut in the night after it. */
#define HISTORY_BEGIN day_of(2017, 7, 1)
#define AS_OF         day_of(2020, 1, 31)
#define CUTOFF        (stamp_at(day_of(2020, 2, 1), 2 * 3600 + 15 * 60))

/* What one block must add up to, planted people included. */
struct quota {
    int offices;          /* how many of the office table */
    int ftdm_counted;     /* episodes in care, window not open */
    int ftdm_held;        /* of these held before or within 3 days */
    int extended_care;    /* in care on top, left out of the measures */
    int other_authority;  /* in care on top, left out of the measures */
    int in_error;         /* episodes entered in error */
    int kin_children;     /* placed with unlicensed kin */
    int overdue_children; /* referral overdue */
    int overdue_caregivers;
    int overdue_mean;   /* days */
    int prior_children; /* of the overdue, caregiver withdrew or was denied before */
    int prior_caregivers;
    int prior_mean;         /* days */
    int overdue_triples;    /* overdue homes with three children */
    int extension_permille; /* Region 2, by intake, calendar year 2019 */
    int victims;            /* rows of intake_victim_fact */
    int foster_homes;
};

enum unit_kind { UNIT_CPS, UNIT_FAR, UNIT_CFWS, UNIT_FVS, UNIT_AFTER_HOURS, UNIT_KINDS };

struct office {
    int region, cd, weight;
    char name[48];
    int first_unit, n_unit;
    int administrator; /* worker */
};

struct unit {
    int office;
    enum unit_kind kind;
    int number;
    int location; /* id_location_dim */
    int first_worker, n_worker, supervisor;
};

struct worker {
    int prsn, version, old_version; /* old_version 0: never changed */
    day_t changed;
    int unit, old_supervisor; /* worker, -1 when none */
    int supervisor;
    const char *first, *last, *old_last;
};

struct child {
    int family;
    day_t birth;
    char sex;
    bool expunged, deleted, old_version;
    const char *first, *last;
};

struct family {
    int office;
    bool unlinked; /* intakes carry no case */
    int first_child, n_child;
    int first_seg, n_seg;
};

/* One primary assignment. */
struct seg {
    int family;
    stamp_t begin, end;
    int worker, unit;
    bool expunged;
};

/* Statuses of the FTDM measure, in their order. */
enum ftdm {
    FTDM_UNSET,
    FTDM_BEFORE,
    FTDM_WITHIN,
    FTDM_OPEN,
    FTDM_LATE,
    FTDM_EARLY,
    FTDM_SCHEDULED,
    FTDM_CANCELLED,
    FTDM_NONE,
    FTDM_STATUSES
};

struct episode {
    int child, group;
    day_t begin, end; /* end NO_DAY: open */
    int reason;       /* cd_dsch_rsn */
    int authority;    /* cd_placement_care_auth */
    bool extended_care, in_error;
    enum ftdm ftdm;
};

/* Children of one family removed on the same day: neighbours in the list of episodes. */
struct group {
    int first_episode, n_episode;
    bool counts; /* this agency's, not extended foster care, not in error */
    enum ftdm ftdm;
    day_t meeting; /* the family's meeting that gives the status */
};

/* Where the licensing of a kin home stands on AS_OF. */
enum study {
    STUDY_NONE,
    STUDY_REFERRED,
    STUDY_ASSIGNED,
    STUDY_APPROVED,
    STUDY_APPLIED,
    STUDY_AGAIN,
    STUDY_OVERDUE,
    STUDY_PRIOR
};

/* Children of a group who live together. */
struct home {
    int first_episode, n_episode;
    int n_open; /* in care on AS_OF and counted */
    bool kin;   /* on AS_OF with unlicensed kin */
    enum study study;
    int days; /* with the present caregiver, on AS_OF */
};

struct placement {
    int episode;
    day_t begin, end;
    int type, result, service, caregiver; /* dimension keys and durable provider id */
    const char *rel;
};

struct provider {
    int id;
    const char *first, *last; /* first NULL: an organisation */
};

struct license {
    int provider;
    day_t application, issue, expiration, closed;
};

struct tracking {
    int provider;
    day_t day;
    const char *status;
};

struct intake {
    int family;
    stamp_t received;
    int reason;   /* row of the table of supervisor reasons */
    int response; /* cd_response_time_cat */
    bool screened_in, expunged;
    int first_victim, n_victim;
};

struct victim {
    int intake, child;
    int response; /* cd_response_time_cat; may differ from the intake's */
    stamp_t added, due_original, due, extended_on, attempted, seen;
    bool required, extended, exception, expunged;
    bool own_response; /* the row carries it, else only the intake does */
};

struct plan {
    const struct sample *sample;
    struct quota quota;
    int block;
    LIST(struct office) offices;
    LIST(struct unit) units;
    LIST(struct worker) workers;
    LIST(struct family) families;
    LIST(struct child) children;
    LIST(struct seg) segs;
    LIST(struct group) groups;
    LIST(struct episode) episodes;
    LIST(struct home) homes;
    LIST(struct placement) placements;
    LIST(struct provider) providers;
    LIST(struct license) licenses;
    LIST(struct tracking) trackings;
    LIST(struct intake) intakes;
    LIST(struct victim) victims;
};

/* ---- famlink_common.c ---- */
enum id_kind {
    ID_PRSN,
    ID_CASE,
    ID_INTAKE,
    ID_REPORT,
    ID_VICTIM,
    ID_EPISODE,
    ID_EPSD,
    ID_PLACEMENT,
    ID_PROVIDER,
    ID_LICENSE,
    ID_PEOPLE,
    ID_ASSIGNMENT,
    ID_MEETING,
    ID_MTNG,
    ID_PROVIDER_DIM,
};
int id_of(const struct plan *plan, enum id_kind kind, int index);
void stream_init(const struct plan *plan, struct rng *rng, const char *purpose);
stamp_t stamp_at(day_t day, int seconds);
day_t stamp_day(stamp_t stamp);
stamp_t stamp_happened(stamp_t stamp); /* NO_STAMP when after the cutoff */
void free_items(void *items);
void put_at(stamp_t stamp);
void put_key(day_t day);
void put_open_key(struct rng *rng, day_t day); /* an open end as 0 or one of the sentinels */
int age_on(day_t birth, day_t day);
int pick_int(struct rng *rng, int low, int high);
day_t pick_day(struct rng *rng, day_t from, day_t to, const int *months, const int *weekdays);

/* ---- one file each ---- */
void schema_create(const char *schema);
void schema_codes(const struct plan *plan);
void schema_finish(const char *schema);

void org_plan(struct plan *plan);
void org_write(const struct plan *plan);
int org_pick_office(const struct plan *plan, struct rng *rng);
int org_pick_unit(const struct plan *plan, struct rng *rng, int office, enum unit_kind kind);
int org_pick_worker(const struct plan *plan, struct rng *rng, int unit);
int org_version_on(const struct plan *plan, int worker, day_t day);

int people_add_family(struct plan *plan, struct rng *rng);
int people_add_child(struct plan *plan, struct rng *rng, int family, day_t birth);
void people_write(const struct plan *plan);

/* A reason for a case to be open. */
struct spell {
    stamp_t begin;
    day_t removal, end; /* NO_DAY: none, still open */
    bool far;
};
void case_assign(struct plan *plan, struct rng *rng, int family, struct spell *spells, int n);
int case_seg_on(const struct plan *plan, int family, day_t day);    /* -1 when none */
int case_region_on(const struct plan *plan, int family, day_t day); /* 0 when none */
void case_write(const struct plan *plan);

/* A family to be removed, as drawn, before it is taken into the plan (famlink_removal.c). */
#define MAX_KIDS   6
#define MAX_GROUPS 3
struct draft_group {
    day_t removal;
    int n, kid[MAX_KIDS], reason[MAX_KIDS];
    day_t end[MAX_KIDS]; /* NO_DAY: still in care */
    enum ftdm ftdm;
};
struct draft {
    int n_kids, n_groups;
    day_t birth[MAX_KIDS];
    struct draft_group groups[MAX_GROUPS];
};
bool removal_draw(struct rng *rng, struct draft *draft);       /* false: over before the history */
void removal_draw_youth(struct rng *rng, struct draft *draft); /* extended foster care */
int removal_in_care(const struct draft *draft); /* episodes that count in the stock */

void episode_plan(struct plan *plan);
void episode_write(const struct plan *plan);

void kin_plan(struct plan *plan);
void kin_study(struct plan *plan, struct rng *rng, int provider, enum study study, day_t clock,
               day_t until);
void placement_plan(struct plan *plan);
void placement_write(const struct plan *plan);
void provider_plan(struct plan *plan); /* the pool of foster homes and agencies */
void provider_write(const struct plan *plan);
int provider_add(struct plan *plan, struct rng *rng, bool person);
int provider_pick(const struct plan *plan, struct rng *rng, bool person);
void provider_license(struct plan *plan, struct rng *rng, int provider, day_t issue);
int provider_id(const struct plan *plan, int provider); /* id_prvd_org; 0 when none */

void meeting_plan(struct plan *plan);
void meeting_write(const struct plan *plan);

#define MAX_INTAKES 12
int intake_add(struct plan *plan, struct rng *rng, int family, stamp_t received, bool screened_in);
void intake_plan(struct plan *plan);
bool intake_is_far(const struct plan *plan, int intake);
bool intake_is_error(const struct plan *plan, int intake);
int intake_case(const struct plan *plan, int intake); /* id_case, 0 or -1 when not linked */
void intake_write(const struct plan *plan);
void iff_add_victims(struct plan *plan, struct rng *rng, int intake, bool required);
void iff_plan(struct plan *plan);
void iff_write(const struct plan *plan);
void iff_write_extensions(const struct plan *plan);

/* ---- planted people (famlink_story*.c) ---- */
struct story_totals {
    int ftdm_counted, ftdm_held;
    int kin_children, overdue_children, overdue_caregivers, overdue_days;
    int prior_children, prior_caregivers, prior_days;
    int region2_intakes, region2_extended, victims;
};
struct story_totals story_totals(void);
enum story_table {
    STORY_LOCATION,
    STORY_WORKER,
    STORY_PEOPLE,
    STORY_ASSIGNMENT,
    STORY_EPISODE,
    STORY_PLACEMENT,
    STORY_PROVIDER,
    STORY_LICENSE,
    STORY_TRACKING,
    STORY_MEETING,
    STORY_MEETING_TYPE,
    STORY_INTAKE,
    STORY_ATTRIBUTE,
    STORY_VICTIM,
    STORY_EXTENSION,
};
void story_write(enum story_table table); /* rows only, inside the table's COPY */

#endif
