/*
 * tests/sample/famlink_common.c - ids, stamps and small draws of the FamLink-style agency
 */
#include "famlink_internal.h"

#include <stdlib.h>

#include "banned.h"

/*
 * Every kind of id has a range of its own, so that a join of the wrong two columns finds nothing
 * instead of something. Planted rows lie in 9,000,000 to 9,999,999, below all of them.
 */
#define ID_SPAN  50000000
#define ID_BLOCK 1000000

static const int id_base[] = {
    [ID_PRSN] = 10000000,     [ID_CASE] = 60000000,       [ID_INTAKE] = 110000000,
    [ID_REPORT] = 160000000,  [ID_VICTIM] = 210000000,    [ID_EPISODE] = 260000000,
    [ID_EPSD] = 310000000,    [ID_PLACEMENT] = 360000000, [ID_PROVIDER] = 410000000,
    [ID_LICENSE] = 460000000, [ID_PEOPLE] = 510000000,    [ID_ASSIGNMENT] = 560000000,
    [ID_MEETING] = 610000000, [ID_MTNG] = 660000000,      [ID_PROVIDER_DIM] = 710000000,
};

int id_of(const struct plan *plan, enum id_kind kind, int index)
{
    return id_base[kind] + plan->block * ID_BLOCK + index;
}

void stream_init(const struct plan *plan, struct rng *rng, const char *purpose)
{
    rng_init(rng, plan->sample->seed * UINT64_C(1000003) + (uint64_t)plan->block, purpose);
}

stamp_t stamp_at(day_t day, int seconds)
{
    return (stamp_t)day * 86400 + seconds;
}

day_t stamp_day(stamp_t stamp)
{
    stamp_t days = stamp / 86400;

    return (day_t)(stamp % 86400 < 0 ? days - 1 : days);
}

stamp_t stamp_happened(stamp_t stamp)
{
    return stamp <= CUTOFF ? stamp : NO_STAMP;
}

void free_items(void *items)
{
    free(items);
}

void put_at(stamp_t stamp)
{
    day_t day;

    if (stamp == NO_STAMP) {
        put_null();
        return;
    }
    day = stamp_day(stamp);
    put_stamp(day, (int)(stamp - stamp_at(day, 0)));
}

void put_key(day_t day)
{
    put_int(day_key(day));
}

void put_open_key(struct rng *rng, day_t day)
{
    int drawn = pick_int(rng, 1, 100);

    if (day != NO_DAY)
        put_key(day);
    else if (drawn <= 96)
        put_int(0);
    else
        put_int(drawn <= 99 ? 99991231 : 39991231);
}

int age_on(day_t birth, day_t day)
{
    int by, bm, bd, y, m, d;

    day_parts(birth, &by, &bm, &bd);
    day_parts(day, &y, &m, &d);
    return y - by - (m < bm || (m == bm && d < bd) ? 1 : 0);
}

int pick_int(struct rng *rng, int low, int high)
{
    return (int)rng_between(rng, low, high);
}

/* Weights are per month (12) and per weekday (7, Monday first), at most 120 each. */
day_t pick_day(struct rng *rng, day_t from, day_t to, const int *months, const int *weekdays)
{
    for (;;) {
        day_t day = (day_t)rng_between(rng, from, to);
        int y, m, d;

        day_parts(day, &y, &m, &d);
        if (rng_between(rng, 1, 120 * 120) <= months[m - 1] * weekdays[day_weekday(day)])
            return day;
    }
}
