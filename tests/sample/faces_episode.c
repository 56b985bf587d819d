/*
 * tests/sample/faces_episode.c - one custody episode: its plan and its own row
 */
#include "faces_internal.h"

#include "banned.h"

/* The day this share (per mille) of the way through the stay, give or take as much again. */
static day_t along(struct rng *rng, const struct stay *stay, int from, int to)
{
    int64_t length = stay->spell.end - stay->spell.start;

    return stay->spell.start + (day_t)(length * rng_between(rng, from, to) / 1000);
}

static day_t later(struct rng *rng, day_t day, int from, int to)
{
    return day + (day_t)rng_between(rng, from, to);
}

static void plan_adoption(struct rng *rng, struct stay *stay)
{
    stay->goal = "G_ADOPT";
    stay->goal_change = along(rng, stay, 300, 500);
    stay->referral = later(rng, stay->goal_change, -40, 45);
    stay->petition = along(rng, stay, 400, 560);
    if (stay->petition <= stay->referral)
        stay->petition = later(rng, stay->referral, 10, 60);
    stay->terminated = along(rng, stay, 560, 760);
    if (stay->terminated <= stay->petition)
        stay->terminated = later(rng, stay->petition, 30, 90);
    stay->home = rng_chance(rng, 450) ? along(rng, stay, 0, 250) : along(rng, stay, 300, 640);
    stay->preadopt = later(rng, stay->terminated, -60, 50);
    if (stay->preadopt < stay->home)
        stay->preadopt = stay->home;
}

/* Most go home by way of a trial home visit; the law gives it six months. */
static void plan_visit(struct rng *rng, struct stay *stay)
{
    static const int weights[] = {250, 370, 290, 90};
    static const int shortest[] = {10, 46, 106, 181};
    static const int longest[] = {45, 105, 180, 330};
    size_t how = rng_weighted(rng, weights, 4);
    day_t start = stay->spell.end - (day_t)rng_between(rng, shortest[how], longest[how]);

    if (start >= stay->spell.start + 30 && rng_chance(rng, 740))
        stay->visit = start;
}

static void plan_early_visit(struct rng *rng, struct stay *stay, day_t before)
{
    day_t start = along(rng, stay, 300, 600);
    day_t end = later(rng, start, 14, 210);

    if (stay->spell.end - stay->spell.start < 400 || end > before - 30 || !rng_chance(rng, 110))
        return;
    stay->visit_early = start;
    stay->visit_early_end = end;
}

static void plan_other(struct rng *rng, struct stay *stay)
{
    day_t of_age = day_add_months(stay->child->birth, 16 * 12);
    day_t start = stay->spell.start;
    day_t length = stay->spell.end - start;

    switch (stay->spell.reason) {
    case GUARDIANSHIP:
    case RELATIVE:
        stay->goal = stay->spell.reason == RELATIVE ? "G_RELATIVE" : "G_GUARD";
        stay->goal_change = along(rng, stay, 350, 750);
        break;
    case EMANCIPATION:
    case RUNAWAY:
    case TRANSFER:
        stay->goal = "G_APPLA";
        stay->goal_change = of_age > start + 60 ? of_age : later(rng, start, 60, 200);
        break;
    default:
        if (length > 550 && rng_chance(rng, length > 900 ? 600 : 200)) {
            stay->goal = rng_chance(rng, 600) ? "G_GUARD" : "G_ADOPT";
            stay->goal_change = along(rng, stay, 400, 700);
        }
    }
    if (length > 900 && stay->spell.reason == EMANCIPATION && rng_chance(rng, 600)) {
        stay->referral = later(rng, start, 380, 520);
        stay->petition = later(rng, stay->referral, 15, 90);
        stay->terminated = later(rng, stay->petition, 90, 300);
    } else if (length > 480 && rng_chance(rng, 130)) {
        stay->referral = later(rng, start, 330, 470);
        stay->declined = rng_chance(rng, 450);
        if (!stay->declined && rng_chance(rng, 650)) {
            stay->petition = later(rng, stay->referral, 20, 90);
            stay->dismissed = rng_chance(rng, 700);
        }
    }
}

static void plan_stay(struct world *world, struct stay *stay)
{
    struct rng rng;
    day_t before;

    rng_init(&rng, stay->child->shared + (uint64_t)stay->spell.start, "plan");
    stay->open = stay->spell.end > world->last;
    stay->last = stay->open ? world->last : stay->spell.end;
    stay->finding = later(&rng, stay->spell.start, 20, 75);
    if (!rng_chance(&rng, 900) || stay->finding > stay->last)
        stay->finding = NO_DAY;
    stay->goal = NULL;
    stay->goal_change = stay->referral = stay->petition = stay->terminated = NO_DAY;
    stay->home = stay->preadopt = NO_DAY;
    stay->visit = stay->visit_early = stay->visit_early_end = NO_DAY;
    if (stay->spell.reason == ADOPTION)
        plan_adoption(&rng, stay);
    else
        plan_other(&rng, stay);
    if (stay->spell.reason == REUNIFY)
        plan_visit(&rng, stay);
    before = stay->visit != NO_DAY ? stay->visit : stay->spell.end;
    if (stay->home == NO_DAY)
        plan_early_visit(&rng, stay, before);
}

static const char *draw_subreason(struct rng *rng, enum reason reason)
{
    static const char *const moved_to[] = {"DYS", "TRIBE", "OTHER_STATE"};

    switch (reason) {
    case REUNIFY:
        return rng_chance(rng, 60) ? "X_CUSTODY_MOD" : "PARENT";
    case RELATIVE:
        return rng_chance(rng, 300) ? "X_CUSTODY_MOD" : NULL;
    case TRANSFER:
        return moved_to[rng_weighted(rng, (const int[]){800, 40, 160}, 3)];
    default:
        return NULL;
    }
}

static void add_row(struct world *world, const struct stay *stay, int number, char in_error)
{
    const struct family *family = stay->family;
    enum reason reason = stay->spell.reason;
    struct stamp entered, exit_entered = {NO_DAY, 0};
    const char *subreason = NULL;
    struct rng rng;
    bool named;

    rng_init(&rng, stay->child->seed + (uint64_t)number, "episode");
    named = !stay->open && rng_chance(&rng, 997);
    if (named)
        subreason = draw_subreason(&rng, reason);
    entered = faces_time_after(&rng, stay->spell.start, world->last);
    if (!stay->open)
        exit_entered = faces_time_after(&rng, stay->spell.end, world->last);
    FACES_ADD(&world->batch, EPISODE, struct episode_row, .id = stay->episode,
              .dcn = stay->child->dcn, .case_id = family->case_id, .number = number,
              .start = stay->spell.start, .end = stay->open ? NO_DAY : stay->spell.end,
              .reason = named ? (int)reason : 0, .subreason = subreason,
              .county = family->county->fips, .finding = stay->finding,
              .managed = family->managed ? "FCCM" : "CD",
              .agency = family->managed ? family->agency : NULL, .in_error = in_error,
              .entered = entered, .exit_entered = exit_entered);
}

/* Now and then a removal is typed in twice and one of the two marked as an error. */
static void add_error(struct world *world, const struct stay *stay, int number)
{
    struct stay error = *stay;

    error.episode = 5000001 + world->serial[EPISODE]++;
    add_row(world, &error, number, 'Y');
    faces_placement_add(world, &error);
}

void faces_episode_add(struct world *world, const struct family *family, const struct child *child,
                       int number)
{
    struct stay stay = {
        .family = family,
        .child = child,
        .spell = child->spells[number - 1],
        .episode = 5000001 + world->serial[EPISODE]++,
    };
    struct rng rng;

    plan_stay(world, &stay);
    add_row(world, &stay, number, 'N');
    faces_placement_add(world, &stay);
    faces_court_add(world, &stay);
    if (number == child->n)
        faces_parent_add(world, &stay);
    faces_staff_attorney(world, &stay);
    rng_init(&rng, child->seed, "error");
    if (number == 1 && rng_chance(&rng, 3))
        add_error(world, &stay, number);
}
