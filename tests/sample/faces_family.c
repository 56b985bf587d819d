/*
 * tests/sample/faces_family.c - families: brothers and sisters, their episodes, re-entries
 *
 * A case belongs to a county and takes its children from that county's numbers until they are
 * used up, so every total comes out exactly.
 */
#include "faces_internal.h"

#include "banned.h"

static const char *const agencies[] = {
    "Harbor Bridge Family Services", "Prairie Lantern Alliance",
    "Cedar Gate Children's Home",    "Two Rivers Family Partners",
    "Redbud Foster Care Consortium", "Bluff Street Kinship Network",
};

static const struct {
    const char *name;
    int weight;
} races[] = {
    {"White", 700},
    {"Black or African American", 180},
    {"Two or more", 60},
    {"Unable to determine", 38},
    {"American Indian or Alaska Native", 9},
    {"Asian", 8},
    {"Native Hawaiian or Other Pacific Islander", 5},
};

/* A number that is new for every index and in no visible order. */
static int64_t scatter(int64_t index)
{
    const int64_t prime = 9750001;

    return (index * 4801799 + 2718281) % prime;
}

static size_t pick_county(struct world *world)
{
    int weights[FACES_COUNTIES];

    for (size_t i = 0; i < FACES_COUNTIES; i++)
        weights[i] = (int)(world->targets[i].open + world->targets[i].exited);
    return rng_weighted(&world->rng, weights, FACES_COUNTIES);
}

static const char *pick_race(struct rng *rng)
{
    int weights[sizeof(races) / sizeof(*races)];

    for (size_t i = 0; i < sizeof(races) / sizeof(*races); i++)
        weights[i] = races[i].weight;
    return races[rng_weighted(rng, weights, sizeof(races) / sizeof(*races))].name;
}

static void init_family(struct world *world, struct family *family, struct rng *rng)
{
    int64_t agency;

    *family = (struct family){.case_id = 70000001 + world->cases++, .seed = rng_next(&world->rng)};
    rng_init(rng, family->seed, "family");
    family->last_name = name_last(rng);
    family->race = pick_race(rng);
    family->hispanic = "NYU"[rng_weighted(rng, (const int[]){900, 70, 30}, 3)];
    agency = rng_between(rng, 0, (int64_t)(sizeof(agencies) / sizeof(*agencies)) - 1);
    family->agency = rng_chance(rng, 970) ? agencies[agency] : NULL;
}

/* Which of the two numbers the next child is taken from. */
static bool draws_open(struct rng *rng, const struct target *target)
{
    return rng_between(rng, 1, target->open + target->exited) <= target->open;
}

static bool take(struct target *target, bool open)
{
    int64_t *left = open ? &target->open : &target->exited;

    if (*left == 0)
        return false;
    --*left;
    return true;
}

/* Earlier episodes of the child; each is one of the county's exits. */
static void add_earlier(struct child *child, struct target *target, struct rng *rng)
{
    const day_t childhood = 16 * 365;
    struct spell earlier;

    while (child->n < FACES_SPELLS && target->exited > 0 &&
           faces_spell_before(rng, &child->spells[0], &earlier) &&
           child->spells[child->n - 1].end - earlier.start < childhood) {
        take(target, false);
        for (int i = child->n; i > 0; i--)
            child->spells[i] = child->spells[i - 1];
        child->spells[0] = earlier;
        child->n++;
    }
}

static bool own_birth(const struct family *family, day_t birth)
{
    for (int i = 0; i < family->n; i++) {
        day_t apart = family->children[i].birth - birth;

        if (apart > -290 && apart < 290)
            return false;
    }
    return true;
}

/* Brothers and sisters are born ten months apart or more; the few others are step-siblings. */
static void give_birth(struct world *world, struct family *family, struct child *child,
                       struct rng *rng)
{
    for (int tries = 0; tries < 12; tries++) {
        child->birth = faces_spell_birth(world, rng, child);
        if (own_birth(family, child->birth))
            return;
    }
}

static bool goes_alone(enum reason reason)
{
    return reason == EMANCIPATION || reason == RUNAWAY || reason == DEATH || reason == TRANSFER;
}

/* The same removal and the same way home as the first child, its earlier episodes included. */
static bool follow_first(const struct world *world, const struct family *family,
                         struct child *child, struct target *target)
{
    const struct child *first = &family->children[0];
    const struct spell *spell = &first->spells[first->n - 1];
    bool open = spell->end > world->last;

    if (goes_alone(spell->reason) || !take(target, open))
        return false;
    child->spells[0] = *spell;
    child->n = 1;
    child->shared = first->shared;
    if (first->n == 2 && take(target, false)) {
        child->spells[0] = first->spells[0];
        child->spells[1] = *spell;
        child->n = 2;
    }
    return true;
}

static void go_own_way(const struct world *world, struct family *family, struct child *child,
                       struct target *target, struct rng *rng)
{
    const struct child *first = &family->children[0];
    int circuit = family->county->circuit;
    bool open = draws_open(rng, target);
    day_t apart;

    take(target, open);
    child->shared = child->seed;
    for (int tries = 0; tries < 8; tries++) {
        child->spells[0] =
            open ? faces_spell_open(world, rng, circuit) : faces_spell_exited(world, rng, circuit);
        apart = child->spells[0].start -
                (family->n > 0 ? first->spells[first->n - 1].start : child->spells[0].start);
        if (apart > -1500 && apart < 1500)
            break;
    }
    child->n = 1;
    add_earlier(child, target, rng);
}

static bool add_child(struct world *world, struct family *family, struct target *target,
                      struct rng *rng)
{
    struct child *child = &family->children[family->n];

    if (target->open + target->exited == 0)
        return false;
    *child = (struct child){.dcn = 90000000 + scatter(world->serial[CLIENT]++)};
    child->seed = rng_next(rng);
    child->sex = rng_chance(rng, 508) ? 'M' : 'F';
    if (family->n == 0 || !rng_chance(rng, 820) || !follow_first(world, family, child, target))
        go_own_way(world, family, child, target, rng);
    give_birth(world, family, child, rng);
    family->n++;
    return true;
}

static void add_client(struct world *world, const struct family *family, const struct child *child)
{
    const struct spell *spell = &child->spells[child->n - 1];
    bool dead = spell->reason == DEATH && spell->end <= world->last;
    const char *first, *last = family->last_name;
    struct rng rng;

    rng_init(&rng, child->seed, "client");
    first = name_first(&rng, child->sex);
    if (rng_chance(&rng, 140))
        last = name_last(&rng);
    FACES_ADD(&world->batch, CLIENT, struct client_row, .dcn = child->dcn, .first = first,
              .last = last, .birth = child->birth, .sex = child->sex, .race = family->race,
              .hispanic = family->hispanic, .death = dead ? spell->end : NO_DAY);
}

bool faces_family_add(struct world *world)
{
    static const int sizes[FACES_CHILDREN] = {560, 230, 120, 60, 30};
    size_t index = pick_county(world);
    struct target *target = &world->targets[index];
    struct family family;
    struct rng rng;
    size_t wanted;

    if (target->open + target->exited == 0)
        return false;
    init_family(world, &family, &rng);
    family.county = faces_county_at(index);
    family.managed = rng_chance(&rng, faces_county_managed(family.county->circuit));
    wanted = rng_weighted(&rng, sizes, FACES_CHILDREN) + 1;
    while ((size_t)family.n < wanted && add_child(world, &family, target, &rng))
        ;
    for (int i = 0; i < family.n; i++) {
        const struct child *child = &family.children[i];

        add_client(world, &family, child);
        for (int number = 1; number <= child->n; number++)
            faces_episode_add(world, &family, child, number);
    }
    faces_staff_case(world, &family);
    return true;
}
