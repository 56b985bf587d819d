/*
 * tests/sample/faces_placement.c - where a child lives: homes, moves, visits, absences
 *
 * Rows are made from the first day on, one after another; brothers and sisters who live together
 * draw from the same stream and so come to the same homes, until their ages part them.
 */
#include "faces_internal.h"

#include <string.h>

#include "banned.h"

enum age_group { SMALL, SCHOOL, TEEN, AGE_GROUPS };
enum vendor { FOSTER_HOME, KIN_HOME, FACILITY, NOBODY };

/* weight by age, mean days, licensed, whose vendor number */
static const struct kind {
    const char *code;
    int weight[AGE_GROUPS];
    int mean;
    char licensed;
    enum vendor vendor;
} kinds[] = {
    {"N_FOSTER", {430, 350, 225}, 300, 'Y', FOSTER_HOME},
    {"RHU", {230, 220, 150}, 430, 'N', KIN_HOME},
    {"N_RELATIVE", {130, 110, 70}, 470, 'Y', KIN_HOME},
    {"KHU", {55, 60, 65}, 330, 'N', KIN_HOME},
    {"KHO", {35, 40, 35}, 430, 'Y', KIN_HOME},
    {"N_KIN", {25, 30, 30}, 380, 'Y', KIN_HOME},
    {"KHB", {3, 10, 14}, 400, 'Y', KIN_HOME},
    {"KHM", {9, 5, 3}, 420, 'Y', KIN_HOME},
    {"N_TFC", {12, 40, 60}, 330, 'Y', FOSTER_HOME},
    {"N_GROUP", {2, 35, 110}, 200, 'Y', FACILITY},
    {"N_RESIDENTIAL", {2, 75, 210}, 220, 'Y', FACILITY},
    {"N_CCI", {4, 30, 60}, 200, 'Y', FACILITY},
    {"N_PRTF", {0, 14, 24}, 150, 'Y', FACILITY},
};

/* What interrupts the life in a home, by age, per mille of its ends. */
static const struct absence {
    const char *code;
    int chance[AGE_GROUPS];
    int shortest, longest;
    bool facility;
} absences[] = {
    {"N_RUNAWAY", {0, 2, 190}, 1, 90, false},   {"N_UNKNOWN", {0, 0, 6}, 5, 90, false},
    {"N_PSYCH_HOSP", {2, 35, 45}, 4, 24, true}, {"N_MED_HOSP", {25, 8, 8}, 2, 15, true},
    {"N_DETENTION", {0, 3, 45}, 2, 45, true},
};

struct life {
    struct world *world;
    const struct stay *stay;
    struct rng rng; /* shared with the siblings the child lives with */
    struct rng lag; /* late entry is each row's own */
    day_t cursor;   /* first day not yet told */
    int64_t homes;  /* kin homes of the case so far */
    int rows;
};

static enum age_group age_on(const struct stay *stay, day_t day)
{
    int64_t years = faces_time_years(stay->child->birth, day);

    return years < 6 ? SMALL : years < 13 ? SCHOOL : TEEN;
}

static int64_t draw_vendor(struct life *life, enum vendor vendor)
{
    int circuit = life->stay->family->county->circuit;
    int64_t homes = life->world->children_of[circuit] / 4 + 8;

    switch (vendor) {
    case FOSTER_HOME:
        return 1000000000 + (int64_t)circuit * 1000000 + rng_between(&life->rng, 1, homes);
    case KIN_HOME:
        return 2000000000 + (life->stay->family->case_id - 70000000) * 20 + life->homes++ % 20;
    case FACILITY:
        return 3000000000 + rng_between(&life->rng, 1, 12 + life->world->in_care / 120);
    default:
        return 0;
    }
}

/* The row that goes on today; now and then it is closed and the next one not typed in yet. */
static day_t open_end(struct life *life, day_t start)
{
    day_t end = life->world->last - (day_t)rng_between(&life->lag, 0, 9);

    return rng_chance(&life->lag, 4) && end > start ? end : NO_DAY;
}

/* Adds one row, as far as it has happened by the last day. */
static void add_row(struct life *life, day_t start, day_t end, const struct kind *kind,
                    int64_t provider)
{
    const struct stay *stay = life->stay;
    day_t preadopt = stay->preadopt > start ? stay->preadopt : start;
    bool home =
        stay->preadopt != NO_DAY && start >= stay->home && kind->vendor != NOBODY && preadopt < end;
    int county = stay->family->county->fips;
    struct stamp entered;

    if (start > life->world->last || (start >= stay->spell.end && life->rows > 0))
        return;
    if (end > stay->spell.end)
        end = stay->spell.end;
    if (!rng_chance(&life->lag, 680))
        county = faces_county_any(&life->lag);
    entered = faces_time_after(&life->lag, start, life->world->last);
    if (end > life->world->last)
        end = open_end(life, start);
    FACES_ADD(&life->world->batch, PLACEMENT, struct placement_row,
              .id = 20000001 + life->world->serial[PLACEMENT]++, .episode = stay->episode,
              .start = start, .end = end, .code = kind->code, .provider = provider,
              .county = county, .licensed = kind->licensed,
              .preadopt = home && preadopt <= stay->last ? preadopt : NO_DAY, .entered = entered);
    life->rows++;
}

static void add_special(struct life *life, day_t start, day_t end, const char *code,
                        int64_t provider)
{
    struct kind kind = {.code = code, .licensed = '\0', .vendor = NOBODY};

    add_row(life, start, end, &kind, provider);
}

/* Respite lies over the home; a correction is a row of no days with the wrong code. */
static void add_ornaments(struct life *life, day_t start, day_t end, int64_t provider)
{
    day_t at, back;

    if (end - start > 40 && rng_chance(&life->rng, 70)) {
        at = start + (day_t)rng_between(&life->rng, 10, end - start - 10);
        back = at + (day_t)rng_between(&life->rng, 2, 5);
        add_special(life, at, back, "N_RESPITE", draw_vendor(life, FOSTER_HOME));
    }
    if (rng_chance(&life->lag, 15))
        add_special(life, start, start, "N_FOSTER", provider);
}

/* Away for some days: back to the same home as a rule, else the next one follows. */
static bool add_absence(struct life *life, day_t until, const struct kind *kind, int64_t provider)
{
    enum age_group group = age_on(life->stay, life->cursor);
    size_t n = sizeof(absences) / sizeof(*absences);
    day_t back, end;
    size_t i;

    for (i = 0; i < n && !rng_chance(&life->rng, absences[i].chance[group]); i++)
        ;
    if (i == n)
        return false;
    back = life->cursor + (day_t)rng_between(&life->rng, absences[i].shortest, absences[i].longest);
    if (back >= until)
        back = until;
    add_special(life, life->cursor, back, absences[i].code,
                absences[i].facility ? draw_vendor(life, FACILITY) : 0);
    life->cursor = back;
    if (!rng_chance(&life->rng, 600) || back >= until)
        return true;
    end = back + 1 + (day_t)rng_wait(&life->rng, kind->mean / 2);
    add_row(life, back, end < until ? end : until, kind, provider);
    life->cursor = end < until ? end : until;
    return true;
}

static const struct kind *draw_kind(struct life *life)
{
    static const struct kind shelter = {"N_SHELTER_FAM", {0}, 20, 'Y', FOSTER_HOME};
    static const struct kind alone = {"N_SIL", {0}, 330, 'Y', FACILITY};
    enum age_group group = age_on(life->stay, life->cursor);
    int weights[sizeof(kinds) / sizeof(*kinds)];

    if (life->rows == 0 && rng_chance(&life->rng, 60))
        return &shelter;
    if (faces_time_years(life->stay->child->birth, life->cursor) >= 17 &&
        rng_chance(&life->rng, 330))
        return &alone;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
        weights[i] = kinds[i].weight[group];
    return &kinds[rng_weighted(&life->rng, weights, sizeof(kinds) / sizeof(*kinds))];
}

/* An unlicensed home of kin is licensed in time; the family stays the same. */
static void add_home(struct life *life, day_t until, const struct kind *kind, int64_t provider)
{
    static const struct kind licensed = {"N_RELATIVE", {0}, 0, 'Y', KIN_HOME};
    day_t start = life->cursor;
    day_t change = start + 120 + (day_t)rng_wait(&life->rng, 120);

    if (strcmp(kind->code, "RHU") == 0 && change < until && rng_chance(&life->rng, 350)) {
        add_row(life, start, change, kind, provider);
        add_row(life, change, until, &licensed, provider);
    } else {
        add_row(life, start, until, kind, provider);
    }
    add_ornaments(life, start, until, provider);
    life->cursor = until;
}

/* One home after the other up to that day; the first ones are the shortest. */
static void add_homes(struct life *life, day_t until)
{
    static const int first_days[] = {30, 85, 115};
    int step = 0;

    while (life->cursor < until && life->cursor <= life->world->last) {
        const struct kind *kind = draw_kind(life);
        int64_t provider = draw_vendor(life, kind->vendor);
        day_t end =
            life->cursor + 1 +
            (day_t)rng_wait(&life->rng, kind->mean * (step < 3 ? first_days[step] : 125) / 100);

        if (until - end < 10)
            end = until;
        add_home(life, end, kind, provider);
        step++;
        if (end >= until || add_absence(life, until, kind, provider))
            continue;
        if (rng_chance(&life->rng, 40)) /* the row for the days between is missing */
            life->cursor += (day_t)rng_between(&life->rng, 1, 8);
    }
    life->cursor = until;
}

static void add_visit(struct life *life, day_t end)
{
    add_special(life, life->cursor, end, rng_chance(&life->rng, 700) ? "N_TRIAL_HOME" : "CTOA", 0);
    life->cursor = end;
}

static void add_adoptive_home(struct life *life)
{
    static const int weights[] = {560, 270, 90, 80};
    static const struct kind homes[] = {
        {"N_FOSTER", {0}, 0, 'Y', FOSTER_HOME},
        {"N_RELATIVE", {0}, 0, 'Y', KIN_HOME},
        {"KHO", {0}, 0, 'Y', KIN_HOME},
        {"N_TFC", {0}, 0, 'Y', FOSTER_HOME},
    };
    const struct kind *kind = &homes[rng_weighted(&life->rng, weights, 4)];

    add_home(life, life->stay->spell.end, kind, draw_vendor(life, kind->vendor));
}

void faces_placement_add(struct world *world, const struct stay *stay)
{
    struct life life = {.world = world, .stay = stay, .cursor = stay->spell.start};

    rng_init(&life.rng, stay->child->shared + (uint64_t)stay->spell.start, "placement");
    rng_init(&life.lag, stay->child->seed + (uint64_t)stay->spell.start, "placement entry");
    if (rng_chance(&life.lag, 15)) /* the first row is typed for some days later */
        life.cursor += (day_t)rng_between(&life.lag, 1, 6);
    if (stay->visit_early != NO_DAY) {
        add_homes(&life, stay->visit_early);
        add_visit(&life, stay->visit_early_end);
    }
    if (stay->home != NO_DAY) {
        add_homes(&life, stay->home);
        add_adoptive_home(&life);
    } else if (stay->visit != NO_DAY) {
        add_homes(&life, stay->visit);
        add_visit(&life, stay->spell.end);
    } else {
        add_homes(&life, stay->spell.end);
    }
}
