/*
 * tests/sample/faces_time.c - the agency's wall clock (America/Chicago) and late entry
 */
#include "faces_internal.h"

#include "banned.h"

static day_t nth_sunday(int year, int month, int nth)
{
    day_t first = day_of(year, month, 1);

    return first + (6 - day_weekday(first)) + 7 * (nth - 1);
}

/* Hours behind UTC: the rule of 2007 and, before it, that of 1987. */
static int hours_behind(struct stamp stamp)
{
    int year, month, day;
    day_t spring, autumn;

    day_parts(stamp.day, &year, &month, &day);
    if (year >= 2007) {
        spring = nth_sunday(year, 3, 2);
        autumn = nth_sunday(year, 11, 1);
    } else {
        spring = nth_sunday(year, 4, 1);
        autumn = nth_sunday(year, 11, 1) - 7;
    }
    if (stamp.day < spring || (stamp.day == spring && stamp.seconds < 2 * 3600))
        return 6;
    if (stamp.day > autumn || (stamp.day == autumn && stamp.seconds >= 2 * 3600))
        return 6;
    return 5;
}

void faces_time_put(struct stamp stamp)
{
    if (stamp.day == NO_DAY)
        put_null();
    else
        put_stamp_utc(stamp.day, stamp.seconds + hours_behind(stamp) * 3600);
}

struct stamp faces_time_after(struct rng *rng, day_t day, day_t last)
{
    static const int weights[] = {350, 400, 165, 55, 30};
    static const int longest[] = {0, 3, 10, 30, 120};
    size_t how = rng_weighted(rng, weights, 5);
    int64_t shortest = how == 0 ? 0 : longest[how - 1] + 1;
    day_t typed = day + (day_t)rng_between(rng, shortest, longest[how]);
    int seconds = (int)rng_between(rng, 7 * 3600 + 1800, 18 * 3600);

    if (day > last)
        return (struct stamp){last, seconds}; /* known before it happens */
    if (day_weekday(typed) >= 5 && how > 0)
        typed += 7 - day_weekday(typed); /* clerks type on working days */
    if (typed > last)                    /* what is not typed yet is not in the extract */
        typed = day + (day_t)rng_between(rng, 0, last - day);
    return (struct stamp){typed, seconds};
}

day_t faces_time_key(int key)
{
    return key == 0 ? NO_DAY : day_of(key / 10000, key / 100 % 100, key % 100);
}

int64_t faces_time_years(day_t from, day_t to)
{
    int64_t years = (to - from) / 365 + 1;

    while (years > -200 && day_add_months(from, (int)years * 12) > to)
        years--;
    return years;
}
