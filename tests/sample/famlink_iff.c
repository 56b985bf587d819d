/*
 * tests/sample/famlink_iff.c - the children of an intake, when they were due and when seen
 *
 * Due times come first, then who got an extension (in Region 2 of 2019 exactly the wanted share
 * of intakes, counted as the report counts them), then what happened. Whatever would happen
 * after the cutoff has not happened.
 */
#include "famlink_internal.h"

#include "banned.h"

#define REGION_2  2
#define YEAR_2019 day_of(2019, 1, 1)
#define YEAR_2020 day_of(2020, 1, 1)

static const int response_hours[] = {0, 24, 72, 240};

/* Per region, per mille: intakes extended, children seen late without an extension. */
static const struct {
    int extended, late;
} regions[] = {{115, 35}, {105, 35}, {128, 28}, {145, 46}, {92, 54}, {160, 41}, {115, 33}};

static const int extra_hours[] = {24, 48, 72, 96, 120, 168, 240};
static const int extra_weights[] = {170, 200, 260, 110, 110, 110, 40};

enum fate { FATE_ON_TIME, FATE_WITHIN, FATE_LATE, FATE_TRIED, FATE_NEVER, FATES };

static void add_victim(struct plan *plan, struct rng *rng, int intake, int child, bool required)
{
    const struct intake *in = &plan->intakes.items[intake];
    struct victim v = {.intake = intake, .child = child, .required = required};

    v.response = rng_chance(rng, 20) && in->response < 3 ? 3 - in->response : in->response;
    v.own_response = v.response != in->response || rng_chance(rng, 960);
    v.added = in->received;
    if (rng_chance(rng, 25))
        v.added += 3600 * (stamp_t)pick_int(rng, 20, 300) + 60 * (stamp_t)pick_int(rng, 0, 59);
    else if (rng_chance(rng, 300))
        v.added += 60 * (stamp_t)pick_int(rng, 1, 50);
    if (v.added > CUTOFF)
        return;
    v.expunged = rng_chance(rng, 4);
    v.exception = required && rng_chance(rng, 28);
    v.due_original = in->received;
    if (v.added - in->received > 3 * 3600)
        v.due_original = v.added;
    v.due_original += 3600 * (stamp_t)response_hours[v.response];
    if (rng_chance(rng, 3))
        v.due_original += 3600 * (stamp_t)pick_int(rng, 2, 30);
    if (rng_chance(rng, 1))
        v.due_original = NO_STAMP;
    v.due = v.due_original;
    v.extended_on = v.attempted = v.seen = NO_STAMP;
    *APPEND(&plan->victims) = v;
    plan->intakes.items[intake].n_victim++;
}

void iff_add_victims(struct plan *plan, struct rng *rng, int intake, bool required)
{
    const struct family *f = &plan->families.items[plan->intakes.items[intake].family];
    day_t day = stamp_day(plan->intakes.items[intake].received);
    int last = -1;

    for (int i = f->first_child; i < f->first_child + f->n_child; i++) {
        day_t birth = plan->children.items[i].birth;

        if (birth > day || age_on(birth, day) >= 18)
            continue;
        if (last < 0 || rng_chance(rng, 850))
            add_victim(plan, rng, intake, i, required && (last < 0 || !rng_chance(rng, 15)));
        last = i;
    }
}

/* ---- extensions ---- */

/* Does the row count in the published share: required, due in 2019 in Region 2? */
static bool counts(const struct plan *plan, const struct victim *v)
{
    const struct intake *in = &plan->intakes.items[v->intake];
    stamp_t due = v->extended && v->due > v->due_original ? v->due : v->due_original;
    day_t day;

    if (!v->required || !in->screened_in || v->exception || v->expunged || in->expunged ||
        due == NO_STAMP || intake_is_error(plan, v->intake) ||
        plan->children.items[v->child].expunged)
        return false;
    day = stamp_day(due);
    return day >= YEAR_2019 && day < YEAR_2020 &&
           case_region_on(plan, in->family, day) == plan->block * 6 + REGION_2;
}

static bool any_counts(const struct plan *plan, int intake, bool extended)
{
    const struct intake *in = &plan->intakes.items[intake];

    for (int i = in->first_victim; i < in->first_victim + in->n_victim; i++) {
        const struct victim *v = &plan->victims.items[i];

        if ((v->extended || !extended) && counts(plan, v))
            return true;
    }
    return false;
}

static void extend(struct plan *plan, struct rng *rng, int intake)
{
    const struct intake *in = &plan->intakes.items[intake];
    int hours = extra_hours[rng_weighted(rng, extra_weights, (size_t)COUNT(extra_weights))];
    bool all = rng_chance(rng, 700);
    bool moved = !rng_chance(rng, 20);

    for (int i = in->first_victim; i < in->first_victim + in->n_victim; i++) {
        struct victim *v = &plan->victims.items[i];

        if (!v->required || v->due_original == NO_STAMP || (!all && i > in->first_victim) ||
            (v->exception && !rng_chance(rng, 80)))
            continue;
        v->extended = true;
        v->due = v->due_original + (moved ? 3600 * (stamp_t)hours : 0);
        v->extended_on = v->due_original + (rng_chance(rng, 85) ? 60 * pick_int(rng, 30, 1200)
                                                                : -60 * pick_int(rng, 20, 600));
    }
}

static void retract(struct plan *plan, int intake)
{
    const struct intake *in = &plan->intakes.items[intake];

    for (int i = in->first_victim; i < in->first_victim + in->n_victim; i++) {
        struct victim *v = &plan->victims.items[i];

        v->extended = false;
        v->due = v->due_original;
        v->extended_on = NO_STAMP;
    }
}

/* Slowly fewer of them: 1.15 of the region's rate at the start, 0.85 at the end. */
static int extension_permille(const struct plan *plan, int intake)
{
    const struct intake *in = &plan->intakes.items[intake];
    day_t day = stamp_day(in->received);
    int region = case_region_on(plan, in->family, day + 1);
    int at = region == 0 ? 0 : (region - 1) % 6 + 1;

    return regions[at].extended * (1150 - 300 * (day - HISTORY_BEGIN) / (AS_OF - HISTORY_BEGIN)) /
           1000;
}

static void extend_published(struct plan *plan, struct rng *rng, int *chosen, int n)
{
    struct story_totals planted = story_totals();
    int intakes = n + (plan->block == 0 ? planted.region2_intakes : 0);
    int wanted = (intakes * plan->quota.extension_permille + 500) / 1000 -
                 (plan->block == 0 ? planted.region2_extended : 0);

    rng_shuffle(rng, chosen, (size_t)n, sizeof(*chosen));
    for (int pass = 0; pass < 20 && wanted > 0; pass++) {
        for (int i = 0; i < n && wanted > 0; i++) {
            if (any_counts(plan, chosen[i], true) ||
                !rng_chance(rng, extension_permille(plan, chosen[i])))
                continue;
            extend(plan, rng, chosen[i]);
            if (any_counts(plan, chosen[i], true))
                wanted--;
            else
                retract(plan, chosen[i]);
        }
    }
}

static void plan_extensions(struct plan *plan, struct rng *rng)
{
    LIST(int) chosen = {NULL, 0, 0};

    for (int i = 0; i < plan->intakes.n; i++) {
        if (!plan->intakes.items[i].screened_in)
            continue;
        if (any_counts(plan, i, false)) {
            *APPEND(&chosen) = i;
            continue;
        }
        if (rng_chance(rng, extension_permille(plan, i)))
            extend(plan, rng, i);
        if (any_counts(plan, i, false)) /* moved into the published year */
            retract(plan, i);
    }
    extend_published(plan, rng, chosen.items, chosen.n);
    free_items(chosen.items);
}

/* ---- what happened ---- */

/* A time in [from, to], in the daytime if a few draws find one. */
static stamp_t draw_between(struct rng *rng, stamp_t from, stamp_t to)
{
    stamp_t stamp = from;

    if (to < from)
        return to;
    for (int i = 0; i < 5; i++) {
        int hour;

        stamp = from + 60 * rng_between(rng, 0, (to - from) / 60);
        hour = (int)((stamp - stamp_at(stamp_day(stamp), 0)) / 3600);
        if (hour >= 7 && hour < 20)
            break;
    }
    return stamp;
}

static enum fate draw_fate(const struct plan *plan, struct rng *rng, const struct victim *v)
{
    const struct intake *in = &plan->intakes.items[v->intake];
    day_t day = stamp_day(in->received);
    int region = case_region_on(plan, in->family, day + 1);
    int late = regions[region == 0 ? 0 : (region - 1) % 6 + 1].late;
    /* a wave over the months, so that the trend has something to show */
    int wave = (day / 30) % 7 * 4 - 12;
    /* a case stays open until its child is seen; few were closed or had nobody all the same */
    bool held = case_seg_on(plan, in->family, AS_OF) >= 0, recent = day > AS_OF - 365;
    int weights[FATES] = {955 - late - wave, 0, late + wave, held && recent ? 12 : 1, held ? 6 : 0};

    if (v->extended) {
        weights[FATE_ON_TIME] = v->due > v->due_original ? 70 : 640;
        weights[FATE_WITHIN] = v->due > v->due_original ? 750 : 0;
        weights[FATE_LATE] = 130;
        weights[FATE_TRIED] = held ? 35 : 5;
        weights[FATE_NEVER] = held ? 15 : 1;
    }
    return (enum fate)rng_weighted(rng, weights, FATES);
}

static void give_fate(struct rng *rng, struct victim *v, enum fate fate)
{
    stamp_t start = v->due_original - 3600 * (stamp_t)response_hours[v->response];
    stamp_t early =
        response_hours[v->response] == 72 && rng_chance(rng, 620) ? start + 86400 : v->due_original;

    switch (fate) {
    case FATE_ON_TIME:
        v->seen = draw_between(rng, start + 1500, early);
        break;
    case FATE_WITHIN:
        v->seen = draw_between(rng, v->due_original + 60, v->due);
        break;
    case FATE_LATE:
        v->seen = draw_between(rng, v->due + 60, v->due + 86400 * (1 + (stamp_t)rng_wait(rng, 6)));
        break;
    case FATE_TRIED:
        v->attempted = draw_between(rng, start + 3600, v->due);
        break;
    default:
        break;
    }
    if (v->seen != NO_STAMP && rng_chance(rng, v->extended || fate == FATE_LATE ? 800 : 160))
        v->attempted = draw_between(rng, start + 1800, v->seen);
    if (rng_chance(rng, 2) && v->seen != NO_STAMP)
        v->seen = stamp_at(stamp_day(v->seen), 0); /* day known, time not */
}

/* Brothers and sisters are mostly seen on the same visit, one after the other. */
static bool follow(struct plan *plan, struct rng *rng, int index)
{
    struct victim *v = &plan->victims.items[index];
    const struct victim *before = index > 0 ? &plan->victims.items[index - 1] : NULL;
    stamp_t seen;

    if (before == NULL || before->intake != v->intake || before->due != v->due ||
        before->extended != v->extended || before->exception || before->seen == NO_STAMP ||
        !rng_chance(rng, 820))
        return false;
    seen = before->seen + 60 * (stamp_t)pick_int(rng, 0, 12);
    if (before->seen <= v->due && seen > v->due)
        seen = before->seen;
    v->seen = seen;
    v->attempted = before->attempted;
    return true;
}

static void plan_outcomes(struct plan *plan, struct rng *rng)
{
    for (int i = 0; i < plan->victims.n; i++) {
        struct victim *v = &plan->victims.items[i];
        stamp_t received = plan->intakes.items[v->intake].received;

        if (!v->required || v->due_original == NO_STAMP || (v->exception && rng_chance(rng, 930)))
            continue;
        if (!follow(plan, rng, i))
            give_fate(rng, v, draw_fate(plan, rng, v));
        /* a contact typed in with the day before the intake */
        if (v->seen != NO_STAMP && !v->extended && v->due_original < YEAR_2020 * (stamp_t)86400 &&
            rng_chance(rng, 1) && !counts(plan, v))
            v->seen = received - 3600 * (stamp_t)pick_int(rng, 3, 30);
    }
}

void iff_plan(struct plan *plan)
{
    struct rng rng;

    stream_init(plan, &rng, "extension");
    plan_extensions(plan, &rng);
    stream_init(plan, &rng, "contact");
    plan_outcomes(plan, &rng);
}
