/*
 * tests/sample/famlink_story.h - planted people: fixed rows in every size of the agency
 *
 * A story has a number; its children are numbered story * 100 + 1, 2, ... A row's id is its
 * number on top of the table's base, so child 701 is id_prsn 9000701 in every sample, whatever the
 * seed. stories_famlink.md tells each one in a sentence. The tables below are the rows; `counts`
 * says what a row adds to the published totals, which the drawn rows then leave room for.
 */
#ifndef FAMLINK_STORY_H
#define FAMLINK_STORY_H

#include <stdbool.h>

#define STORY_PRSN         9000000
#define STORY_CASE         9100000
#define STORY_INTAKES      9200000
#define STORY_REPORT       9300000
#define STORY_VICTIMS      9400000
#define STORY_EPISODES     9500000
#define STORY_PLACEMENTS   9600000
#define STORY_PRVD_ORG     9700000
#define STORY_MEETINGS     9800000
#define STORY_ASSIGNMENTS  9900000
#define STORY_PEOPLE_DIM   509000000
#define STORY_EPSD         309000000
#define STORY_LICENSES     459000000
#define STORY_MTNG         659000000
#define STORY_PROVIDER_DIM 709000000

/* Units: offices of Region 3, 2 and 5. */
#define UNIT_3_CFWS 901
#define UNIT_3_CPS  902
#define UNIT_3_FAR  903
#define UNIT_2_CPS  911
#define UNIT_5_CFWS 921

struct story_person {
    int n, birth; /* yyyymmdd */
    char sex;
    const char *first, *last;
    char mark; /* 'd' deleted, 'x' an older record is expunged, 'o' an older record */
};

struct story_stay {
    int n, child; /* child 0: the same number */
    int begin, end, federal_end;
    char counts;           /* FTDM stock: 'h' held, 'c' counted, 0 not */
    int reason, authority; /* 0: still in care, DCFS */
    bool extended, error;
    int unit; /* id_location_dim_worker: 0 UNIT_3_CFWS, -1 none */
};

struct story_meeting {
    int n, child;
    const char *day, *cancelled, *completed, *type, *purpose;
    const char *child_text; /* NULL: the child's id */
};

struct story_placement {
    int n, child;                                /* the child's episode has the child's number */
    int begin, end, setting, service, caregiver; /* service: key of the dimension */
    const char *rel;
    char counts; /* home study: 'p' in the population, 'o' overdue, 'w' overdue and withdrawn */
    int days;
    bool first; /* the caregiver's first counted child */
    bool temporary, orphan;
};

struct story_provider {
    int n;
    const char *name;
};

struct story_license {
    int n, caregiver, application, issue, expiration, closed;
};

struct story_tracking {
    int caregiver;
    const char *day, *status;
};

struct story_assignment {
    int n, of; /* the case's number */
    const char *begin, *end;
    int unit;
    bool expunged;
};

struct story_intake {
    int n;
    const char *received, *reason;
    int response, type; /* type 0: CPS, screened in */
    char counts;        /* Region 2 of 2019: 'n' counted, 'x' extended */
    bool expunged, unlinked;
};

struct story_victim {
    int n, intake, child; /* 0: the same number */
    const char *due_original, *due, *seen, *attempted;
    const char *added; /* NULL: when received */
    const char *extended_on;
    int response; /* 0: the intake's */
    bool extended, exception, expunged;
};

struct story_extension {
    int victim;
    const char *reason, *approved, *approver, *attempt_after;
};

#define STORY_TABLE(type, name)                                                                    \
    extern const struct type name[];                                                               \
    extern const int name##_n

STORY_TABLE(story_person, story_ftdm_people);
STORY_TABLE(story_person, story_home_people);
STORY_TABLE(story_person, story_iff_people);
STORY_TABLE(story_stay, story_ftdm_stays);
STORY_TABLE(story_stay, story_home_stays);
STORY_TABLE(story_meeting, story_meetings);
STORY_TABLE(story_placement, story_placements);
STORY_TABLE(story_provider, story_providers);
STORY_TABLE(story_license, story_licenses);
STORY_TABLE(story_tracking, story_trackings);
STORY_TABLE(story_assignment, story_assignments);
STORY_TABLE(story_intake, story_intakes);
STORY_TABLE(story_victim, story_victims);
STORY_TABLE(story_extension, story_extensions);

/* famlink_story_intake.c */
void story_write_intakes(void);
void story_write_attributes(void);
void story_write_victims(void);
void story_write_extensions(void);

#endif
