/*
 * tests/sample/faces_court.c - goals, hearings and exceptions of one episode
 */
#include "faces_internal.h"

#include "banned.h"

static void add_goal(struct world *world, const struct stay *stay, struct rng *rng, char kind,
                     const char *code, day_t from, day_t until)
{
    if (from > stay->last)
        return;
    FACES_ADD(&world->batch, GOAL, struct goal_row, .id = 40000001 + world->serial[GOAL]++,
              .episode = stay->episode, .kind = kind, .code = code, .effective = from,
              .end = until > world->last || until >= stay->spell.end ? NO_DAY : until,
              .entered = faces_time_after(rng, from, world->last));
}

static const char *concurrent_goal(const struct stay *stay, struct rng *rng)
{
    static const char *const codes[] = {"G_ADOPT", "G_GUARD", "G_RELATIVE", "G_APPLA"};
    bool teen = faces_time_years(stay->child->birth, stay->spell.start) >= 14;

    return codes[rng_weighted(
        rng, teen ? (const int[]){120, 460, 140, 280} : (const int[]){560, 380, 60, 0}, 4)];
}

/* Set at the first meeting; the concurrent one is due within 30 days and not always there. */
static void add_goals(struct world *world, const struct stay *stay)
{
    struct rng rng;
    day_t first, change, concurrent, until;
    bool changes = stay->goal_change != NO_DAY;

    rng_init(&rng, stay->child->seed + (uint64_t)stay->spell.start, "goal");
    first = stay->spell.start + (day_t)rng_between(&rng, 0, 3);
    if (rng_chance(&rng, 40)) {
        day_t set = first + (day_t)rng_between(&rng, 8, 70);

        add_goal(world, stay, &rng, 'P', "G_NOTSET", first, set);
        first = set;
    }
    change = changes && stay->goal_change > first ? stay->goal_change : first;
    if (!changes || change > first)
        add_goal(world, stay, &rng, 'P', "G_REUNIFY", first, changes ? change : stay->spell.end);
    if (changes)
        add_goal(world, stay, &rng, 'P', stay->goal, change, stay->spell.end);
    if (!rng_chance(&rng, 920))
        return;
    concurrent = stay->spell.start + 2 + (day_t)rng_wait(&rng, rng_chance(&rng, 850) ? 8 : 55);
    if (changes && concurrent >= change)
        return;
    until = changes && rng_chance(&rng, 800) ? change : stay->spell.end;
    add_goal(world, stay, &rng, 'C', concurrent_goal(stay, &rng), concurrent, until);
}

struct docket {
    struct world *world;
    const struct stay *stay;
    struct rng rng;
};

/* A hearing and, when it was not held, the next date. Later ones lie ahead; few are set far
   ahead. Returns the day it was held, or was to be. */
static day_t add_hearing(struct docket *docket, const char *type, day_t day)
{
    struct world *world = docket->world;
    const struct stay *stay = docket->stay;
    bool held, ahead;

    if (day_weekday(day) >= 5)
        day += 7 - day_weekday(day);
    if (day > stay->last && (!stay->open || day > stay->last + 130))
        return day;
    ahead = day > world->last;
    if (ahead && rng_chance(&docket->rng, 120))
        return day;
    /* a hearing put off is given its new date; the row as it was stays for some weeks, or for good */
    held = !ahead && rng_chance(&docket->rng, day > world->last - 45 ? 930 : 994);
    FACES_ADD(&world->batch, HEARING, struct hearing_row,
              .id = 100000001 + world->serial[HEARING]++, .episode = stay->episode, .type = type,
              .scheduled = day, .held = held ? day : NO_DAY);
    if (held || ahead)
        return day;
    return add_hearing(docket, type, day + (day_t)rng_between(&docket->rng, 14, 45));
}

/* Permanency hearings come each year, reviews between them. */
static void add_hearings(struct world *world, const struct stay *stay)
{
    struct docket docket = {.world = world, .stay = stay};
    day_t start = stay->spell.start;
    day_t review, permanency;

    rng_init(&docket.rng, stay->child->shared + (uint64_t)start, "hearing");
    review = stay->finding != NO_DAY ? stay->finding : start + 40;
    review = add_hearing(&docket, "ADJUDICATION", review);
    review = add_hearing(&docket, "DISPOSITION", review + (day_t)rng_between(&docket.rng, 14, 40));
    permanency = start + (day_t)rng_between(&docket.rng, 330, 375);
    while (review <= stay->last) {
        review += (day_t)rng_between(&docket.rng, 85, 130);
        if (review < permanency - 30) {
            review = add_hearing(&docket, "REVIEW", review);
        } else {
            review = add_hearing(&docket, "PERMANENCY", permanency);
            permanency = review + (day_t)rng_between(&docket.rng, 330, 368);
        }
    }
    if (stay->terminated != NO_DAY)
        add_hearing(&docket, "TPR", stay->terminated);
}

/* Why no petition is filed at 15 of 22 months: written down for about half of those it is due. */
static void add_exception(struct world *world, const struct stay *stay)
{
    static const char *const reasons[] = {"RELATIVE", "COMPELLING", "SERVICES"};
    bool kin = stay->spell.reason == GUARDIANSHIP || stay->spell.reason == RELATIVE;
    bool filed = stay->petition != NO_DAY && !stay->dismissed;
    struct rng rng;
    day_t day;

    rng_init(&rng, stay->child->seed + (uint64_t)stay->spell.start, "exception");
    day = stay->spell.start + (day_t)rng_between(&rng, 420, 560);
    if (day > stay->last || (filed && stay->petition < day) || !rng_chance(&rng, 640))
        return;
    FACES_ADD(&world->batch, EXCEPTION, struct exception_row, .dcn = stay->child->dcn,
              .episode = stay->episode, .documented = day,
              .reason = reasons[rng_weighted(
                  &rng, kin ? (const int[]){700, 200, 100} : (const int[]){250, 600, 150}, 3)]);
}

void faces_court_add(struct world *world, const struct stay *stay)
{
    add_goals(world, stay);
    add_hearings(world, stay);
    add_exception(world, stay);
}
