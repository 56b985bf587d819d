/*
 * tests/sample/famlink_removal.c - draws one family whose children are removed
 *
 * Lengths of stay are a mixture of days, months and years; siblings mostly leave together; one in
 * eleven reunified families comes back. Only families with somebody in care since the history
 * begins are of use; the caller draws until its totals are full.
 */
#include "famlink_internal.h"

#include "banned.h"

#define EARLIEST_REMOVAL day_of(2009, 7, 1)

static const int kids_weights[] = {530, 260, 125, 60, 25};
static const int month_weights[] = {100, 98, 108, 109, 115, 110, 100, 99, 103, 107, 95, 88};
static const int weekday_weights[] = {105, 113, 117, 115, 112, 42, 36};

static const struct {
    int weight, low, high; /* days of age at removal */
} ages[] = {
    {205, 0, 364}, {330, 365, 2190}, {225, 2191, 4015}, {180, 4016, 5840}, {60, 5841, 6540}};

/* Per mille of all stays and their mean in days. */
static const struct {
    int weight, mean;
} stays[] = {{150, 16}, {500, 410}, {350, 1130}};

static const int early_reasons[] = {36, 15, 14, 19, 11, 8, 17, 20, 45};
static const int early_weights[] = {500, 280, 40, 45, 25, 25, 35, 25, 25};
static const int late_reasons[] = {9, 36, 15, 11, 48, 8, 17, 44, 10};
static const int late_weights[] = {430, 250, 150, 70, 45, 25, 15, 12, 3};

static bool is_reunification(int reason)
{
    return reason == 14 || reason == 15 || reason == 19 || reason == 36;
}

static int draw_reason(struct rng *rng, int days)
{
    if (days < 400)
        return early_reasons[rng_weighted(rng, early_weights, (size_t)COUNT(early_weights))];
    return late_reasons[rng_weighted(rng, late_weights, (size_t)COUNT(late_weights))];
}

static int draw_stay(struct rng *rng)
{
    int weights[COUNT(stays)];
    size_t i;

    for (int k = 0; k < COUNT(stays); k++)
        weights[k] = stays[k].weight;
    i = rng_weighted(rng, weights, (size_t)COUNT(stays));
    return 1 + (int)rng_wait(rng, stays[i].mean);
}

/* Siblings are at least eleven months apart; the first drawn sets the family's age. */
static void draw_births(struct rng *rng, struct draft *draft, day_t removal)
{
    int weights[COUNT(ages)];
    size_t row;
    day_t young, old;

    for (int k = 0; k < COUNT(ages); k++)
        weights[k] = ages[k].weight;
    row = rng_weighted(rng, weights, (size_t)COUNT(ages));
    young = old = removal - pick_int(rng, ages[row].low, ages[row].high);
    draft->birth[0] = old;
    for (int i = 1; i < draft->n_kids; i++) {
        int apart = pick_int(rng, 335, 1300);

        if (young + apart <= removal && (rng_chance(rng, 650) || removal - old + apart > 6500)) {
            young += apart;
            draft->birth[i] = young;
        } else {
            old -= removal - old + apart > 6500 ? 0 : apart;
            draft->birth[i] = old;
        }
    }
}

/* The end of one child's stay: majority ends it, the future is not known yet. */
static void settle_end(struct rng *rng, struct draft *draft, struct draft_group *group, int i,
                       day_t end)
{
    day_t majority = day_add_months(draft->birth[group->kid[i]], 18 * 12);

    group->reason[i] = draw_reason(rng, end - group->removal);
    if (end >= majority) {
        end = majority > group->removal ? majority : group->removal + 1;
        group->reason[i] = 13;
    }
    if (end > AS_OF + 1 || (end == AS_OF + 1 && rng_chance(rng, 700))) {
        end = NO_DAY;
        group->reason[i] = -99;
    }
    group->end[i] = end;
}

static void draw_ends(struct rng *rng, struct draft *draft, struct draft_group *group)
{
    day_t end = group->removal + draw_stay(rng);
    int shared = -99;

    for (int i = 0; i < group->n; i++) {
        bool alone = i > 0 && rng_chance(rng, 220);
        day_t own = alone ? end + (day_t)rng_wait(rng, 120) - 40 : end;

        settle_end(rng, draft, group, i, own > group->removal ? own : group->removal + 1);
        if (alone || group->end[i] == NO_DAY || group->reason[i] == 13)
            continue;
        if (shared == -99)
            shared = group->reason[i];
        group->reason[i] = shared;
    }
    /* removed in the last three days: the window is open unless somebody met already */
    group->ftdm = FTDM_UNSET;
    if (group->removal + 3 > AS_OF)
        group->ftdm = rng_chance(rng, 330) ? FTDM_WITHIN : FTDM_OPEN;
}

/* Reunified children who come back, all of them together. */
static void draw_return(struct rng *rng, struct draft *draft, const struct draft_group *before)
{
    struct draft_group *group = &draft->groups[draft->n_groups];
    day_t last = NO_DAY;

    if (draft->n_groups == MAX_GROUPS || !rng_chance(rng, 110))
        return;
    *group = (struct draft_group){.n = 0};
    for (int i = 0; i < before->n; i++) {
        if (before->end[i] == NO_DAY)
            return;
        if (is_reunification(before->reason[i]))
            group->kid[group->n++] = before->kid[i];
        last = before->end[i] > last ? before->end[i] : last;
    }
    group->removal = last + 45 + (day_t)rng_wait(rng, 230);
    if (group->n == 0 || group->removal > AS_OF)
        return;
    for (int i = 0; i < group->n; i++) {
        if (day_add_months(draft->birth[group->kid[i]], 18 * 12 - 3) < group->removal)
            return;
    }
    draft->n_groups++;
    draw_ends(rng, draft, group);
}

static bool reaches_history(const struct draft *draft)
{
    for (int g = 0; g < draft->n_groups; g++) {
        for (int i = 0; i < draft->groups[g].n; i++) {
            day_t end = draft->groups[g].end[i];

            if (end == NO_DAY || end >= HISTORY_BEGIN)
                return true;
        }
    }
    return false;
}

bool removal_draw(struct rng *rng, struct draft *draft)
{
    day_t removal = pick_day(rng, EARLIEST_REMOVAL, AS_OF, month_weights, weekday_weights);
    struct draft_group *group = &draft->groups[0];

    draft->n_kids = 1 + (int)rng_weighted(rng, kids_weights, (size_t)COUNT(kids_weights));
    draft->n_groups = 1;
    draw_births(rng, draft, removal);
    *group = (struct draft_group){.removal = removal, .n = draft->n_kids};
    for (int i = 0; i < draft->n_kids; i++)
        group->kid[i] = i;
    /* one child of some families follows later */
    if (draft->n_kids >= 2 && removal < AS_OF - 60 && rng_chance(rng, 90)) {
        struct draft_group *later = &draft->groups[draft->n_groups++];

        group->n--;
        *later = (struct draft_group){.removal = removal + 1 + (day_t)rng_wait(rng, 25), .n = 1};
        later->kid[0] = draft->n_kids - 1;
        if (later->removal > AS_OF)
            later->removal = AS_OF - 5;
        if (day_add_months(draft->birth[later->kid[0]], 18 * 12) <= later->removal)
            later->removal = removal;
        draw_ends(rng, draft, later);
    }
    draw_ends(rng, draft, group);
    draw_return(rng, draft, group);
    return reaches_history(draft);
}

void removal_draw_youth(struct rng *rng, struct draft *draft)
{
    day_t birth = AS_OF - pick_int(rng, 18 * 366, 21 * 365);
    day_t majority = day_add_months(birth, 18 * 12);
    bool left = rng_chance(rng, 350);

    draft->n_kids = 1;
    draft->n_groups = 1;
    draft->birth[0] = birth;
    draft->groups[0] = (struct draft_group){
        .removal = majority - pick_int(rng, 120, 1600),
        .n = 1,
        .reason = {left ? 12 : -99},
        .end = {left ? (day_t)rng_between(rng, majority + 1, AS_OF) : NO_DAY},
    };
}

int removal_in_care(const struct draft *draft)
{
    int n = 0;

    for (int g = 0; g < draft->n_groups; g++) {
        const struct draft_group *group = &draft->groups[g];

        if (group->ftdm == FTDM_OPEN)
            continue;
        for (int i = 0; i < group->n; i++)
            n += group->end[i] == NO_DAY || group->end[i] > AS_OF;
    }
    return n;
}
