/*
 * tests/sample/faces_spell.c - how long children stay, why they leave, how old they are
 *
 * Calibrated to what is public of Missouri: of the exits 56 % to reunification and 23 % to
 * adoption, adoption after about 25 months and guardianship after about 20, some 28 % of entries
 * in a permanent home within 12 months, a mean stay of 22-24 months.
 */
#include "faces_internal.h"

#include "banned.h"

enum { REASONS = TRANSFER + 1, POINTS = 13, LONGEST = 7800 };

/* share of entries that end this way, per mille */
static const int exit_mix[REASONS] = {
    [REUNIFY] = 545,      [RELATIVE] = 24, [ADOPTION] = 224, [EMANCIPATION] = 99,
    [GUARDIANSHIP] = 107, [RUNAWAY] = 5,   [DEATH] = 3,      [TRANSFER] = 17,
};

/* days in care by which this share (per mille) of those who leave for a reason have left */
static const int point_at[POINTS] = {0, 50, 100, 200, 300, 400, 500, 600, 700, 800, 900, 950, 1000};
static const int stay_days[REASONS][POINTS] = {
    [REUNIFY] = {1, 12, 38, 130, 225, 315, 405, 505, 630, 815, 1150, 1540, 3200},
    [RELATIVE] = {2, 20, 50, 120, 200, 280, 365, 450, 560, 700, 960, 1300, 2200},
    [ADOPTION] = {230, 370, 440, 520, 580, 640, 700, 765, 850, 960, 1150, 1370, 2500},
    [EMANCIPATION] = {60, 260, 420, 700, 950, 1180, 1430, 1720, 2110, 2650, 3500, 4300, 5700},
    [GUARDIANSHIP] = {70, 185, 250, 340, 415, 490, 565, 645, 740, 865, 1080, 1310, 2300},
    [RUNAWAY] = {60, 120, 180, 280, 380, 480, 600, 730, 880, 1100, 1450, 1800, 2600},
    [DEATH] = {3, 20, 50, 120, 200, 300, 420, 560, 740, 980, 1400, 1900, 3000},
    [TRANSFER] = {15, 60, 110, 200, 290, 380, 470, 580, 710, 880, 1180, 1500, 2400},
};

/* chance of a day in the month against the busiest, per mille */
static const int entry_season[12] = {930, 900, 980, 980, 1000, 960, 920, 1000, 980, 1000, 890, 800};
static const int school_season[12] = {700, 700, 760, 760, 900, 1000, 960, 960, 740, 720, 700, 880};
static const int adoption_season[12] = {560, 600, 660, 640, 680,  700,
                                        660, 700, 680, 700, 1000, 900};

/* first age, last age and weight of children when they first come into care */
static const struct {
    int from, to, weight, for_adoption;
} ages[] = {
    {0, 0, 198, 330}, {1, 5, 303, 410}, {6, 10, 212, 190}, {11, 16, 257, 70}, {17, 17, 30, 0},
};

static int in_season(const int season[12], day_t day)
{
    int year, month, dom;

    day_parts(day, &year, &month, &dom);
    return season[month - 1];
}

static day_t draw_stay(struct rng *rng, enum reason reason, int circuit)
{
    const int *days = stay_days[reason];
    int64_t at = rng_between(rng, 0, 999999);
    size_t i = 0;

    while (at >= (int64_t)point_at[i + 1] * 1000)
        i++;
    at -= (int64_t)point_at[i] * 1000;
    at = days[i] + (days[i + 1] - days[i]) * at / ((point_at[i + 1] - point_at[i]) * 1000);
    return (day_t)(at * faces_county_stay(circuit) / 1000);
}

/* Half of the removals of a week-end wait for Monday; entries follow the school year. */
static bool starts_then(struct rng *rng, day_t start)
{
    if (day_weekday(start) >= 5 && rng_chance(rng, 500))
        return false;
    return rng_chance(rng, in_season(entry_season, start));
}

/* Longer episodes are met more often on a given day: drawn in proportion to their length. */
struct spell faces_spell_open(const struct world *world, struct rng *rng, int circuit)
{
    struct spell spell;
    day_t stay;

    do {
        spell.reason = (enum reason)rng_weighted(rng, exit_mix, REASONS);
        stay = draw_stay(rng, spell.reason, circuit);
        if (rng_between(rng, 0, LONGEST - 1) >= stay)
            stay = 0;
        spell.start = world->last - (day_t)rng_between(rng, 0, stay > 0 ? stay - 1 : 0);
    } while (stay == 0 || !starts_then(rng, spell.start));
    spell.end = spell.start + stay;
    return spell;
}

static day_t draw_exit(const struct world *world, struct rng *rng, enum reason reason)
{
    int64_t span = world->last - world->first;
    int64_t at;
    day_t day;

    do {
        /* some who left early come again as an earlier episode: fewer are drawn there */
        do
            at = rng_between(rng, 0, span);
        while (rng_between(rng, 0, span) > span * 9 / 10 + at / 10);
        day = world->first + (day_t)at;
        if (reason != DEATH && reason != RUNAWAY && day_weekday(day) >= 5)
            day -= day_weekday(day) - 4; /* orders are made on working days */
    } while ((reason == ADOPTION && !rng_chance(rng, in_season(adoption_season, day))) ||
             (reason == REUNIFY && !rng_chance(rng, in_season(school_season, day))));
    return day;
}

struct spell faces_spell_exited(const struct world *world, struct rng *rng, int circuit)
{
    struct spell spell;

    do {
        spell.reason = (enum reason)rng_weighted(rng, exit_mix, REASONS);
        spell.end = draw_exit(world, rng, spell.reason);
        spell.start = spell.end - draw_stay(rng, spell.reason, circuit);
    } while (!starts_then(rng, spell.start));
    return spell;
}

/* An earlier episode of the same child; false when it has none. */
bool faces_spell_before(struct rng *rng, const struct spell *next, struct spell *ret_earlier)
{
    static const int weights[] = {225, 265, 510};
    static const int shortest[] = {10, 366, 731};
    static const int longest[] = {365, 730, 2400};
    static const int reasons[] = {[REUNIFY] = 860, [RELATIVE] = 50, [GUARDIANSHIP] = 90};
    size_t gap = rng_weighted(rng, weights, 3);

    if (!rng_chance(rng, 125))
        return false;
    ret_earlier->reason = (enum reason)rng_weighted(rng, reasons, 6);
    ret_earlier->end = next->start - (day_t)rng_between(rng, shortest[gap], longest[gap]);
    if (day_weekday(ret_earlier->end) >= 5)
        ret_earlier->end -= day_weekday(ret_earlier->end) - 4;
    ret_earlier->start = ret_earlier->end - draw_stay(rng, ret_earlier->reason, 0);
    return true;
}

static bool age_fits(const struct world *world, const struct child *child, day_t birth)
{
    const struct spell *spell = &child->spells[child->n - 1];
    day_t leaves = spell->end < world->last ? spell->end : world->last;

    if (birth > child->spells[0].start || birth <= day_add_months(leaves, -21 * 12))
        return false;
    if (spell->reason == EMANCIPATION)
        return true;
    return birth > day_add_months(spell->end, -18 * 12);
}

static day_t grown_up(struct rng *rng, const struct spell *spell)
{
    static const int weights[] = {420, 170, 140, 270};
    int years = 18 + (int)rng_weighted(rng, weights, 4);
    day_t birth = day_add_months(spell->end, -years * 12);

    /* care ends at 21 to the day; before that at any time of the year */
    return years == 21 ? birth + 1 : birth - (day_t)rng_between(rng, 0, 300);
}

/*
 * A birth date that suits the child's episodes: young ones are adopted, emancipation comes with
 * 18 to 21, nobody stays beyond.
 */
day_t faces_spell_birth(const struct world *world, struct rng *rng, const struct child *child)
{
    const struct spell *spell = &child->spells[child->n - 1];
    int weights[sizeof(ages) / sizeof(*ages)];
    size_t n = sizeof(ages) / sizeof(*ages);

    for (size_t i = 0; i < n; i++)
        weights[i] = spell->reason == ADOPTION ? ages[i].for_adoption : ages[i].weight;
    for (int tries = 0; tries < 40; tries++) {
        size_t i = rng_weighted(rng, weights, n);
        day_t birth = day_add_months(child->spells[0].start, -ages[i].from * 12);
        day_t span = birth - day_add_months(child->spells[0].start, -(ages[i].to + 1) * 12);

        if (spell->reason == EMANCIPATION)
            birth = grown_up(rng, spell);
        else if (ages[i].to == 0 && rng_chance(rng, 450))
            birth -= (day_t)rng_between(rng, 0, 20); /* taken in from the maternity ward */
        else
            birth -= (day_t)rng_between(rng, 0, span - 1);
        if (age_fits(world, child, birth))
            return birth;
    }
    /* A very long stay: came as an infant. */
    return child->spells[0].start - (day_t)rng_between(rng, 0, 200);
}
