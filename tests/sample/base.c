/*
 * tests/sample/base.c - memory, random numbers and days of the sample agencies
 *
 * Everything here is integer arithmetic, so that a row never depends on the compiler, the
 * machine or the locale.
 */
#include "sample.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* the sample has no library of the project below it: it allocates and gives up by itself */
#define BANNED_ALLOW_MALLOC
#include "banned.h"

/* ---- memory ---- */

void sample_die(const char *what)
{
    char buffer[128];

    fprintf(stderr, "sample: %s: %s\n", what, strerror_r(errno, buffer, sizeof(buffer)));
    exit(1);
}

void *sample_alloc(size_t n, size_t size)
{
    void *items = calloc(n > 0 ? n : 1, size);

    if (items == NULL)
        sample_die("out of memory");
    return items;
}

void *sample_grow(void *items, size_t *cap, size_t need, size_t size)
{
    size_t wanted = *cap > 0 ? *cap : 64;

    if (need <= *cap)
        return items;
    while (wanted < need)
        wanted *= 2;
    if (wanted > SIZE_MAX / size) {
        errno = ENOMEM;
        sample_die("out of memory");
    }
    items = realloc(items, wanted * size);
    if (items == NULL)
        sample_die("out of memory");
    *cap = wanted;
    return items;
}

/* ---- random numbers ---- */

static uint64_t splitmix(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static uint64_t rotate_left(uint64_t x, int bits)
{
    return (x << bits) | (x >> (64 - bits));
}

void rng_init(struct rng *rng, uint64_t seed, const char *purpose)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a keeps the streams apart */
    uint64_t state;

    for (const char *p = purpose; *p != '\0'; p++)
        hash = (hash ^ (uint64_t)(unsigned char)*p) * UINT64_C(0x100000001b3);
    state = seed ^ hash;
    for (int i = 0; i < 4; i++)
        rng->s[i] = splitmix(&state);
}

uint64_t rng_next(struct rng *rng)
{
    uint64_t *s = rng->s;
    uint64_t result = rotate_left(s[1] * 5, 7) * 9;
    uint64_t t = s[1] << 17;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate_left(s[3], 45);
    return result;
}

int64_t rng_between(struct rng *rng, int64_t low, int64_t high)
{
    uint64_t span = (uint64_t)high - (uint64_t)low + 1;
    uint64_t drawn = rng_next(rng) >> 11;

    /* the bias of a remainder is below 1 in 2^30 for the spans used here */
    return span == 0 ? low : low + (int64_t)(drawn % span);
}

bool rng_chance(struct rng *rng, int per_mille)
{
    return rng_between(rng, 0, 999) < per_mille;
}

size_t rng_weighted(struct rng *rng, const int *weights, size_t n)
{
    int64_t total = 0;
    int64_t drawn;

    for (size_t i = 0; i < n; i++)
        total += weights[i];
    if (total <= 0)
        return 0;
    drawn = rng_between(rng, 0, total - 1);
    for (size_t i = 0; i < n; i++) {
        drawn -= weights[i];
        if (drawn < 0)
            return i;
    }
    return n - 1;
}

/*
 * -mean * ln(u) in fixed point: the leading zeros of u are the whole part of -log2(u), the next
 * 16 bits its fraction, with a parabola for the curve between two powers of two.
 */
int64_t rng_wait(struct rng *rng, int64_t mean_days)
{
    uint64_t u = rng_next(rng) | 1;
    int whole = __builtin_clzll(u);
    uint64_t fraction = ((u << whole) >> 47) & 0xffff;
    uint64_t curve = fraction + ((fraction * (65536 - fraction) >> 16) * 22500 >> 16);
    int64_t minus_log2 = ((int64_t)whole << 16) + 65536 - (int64_t)curve;

    if (minus_log2 < 0)
        minus_log2 = 0;
    return ((mean_days * minus_log2 >> 16) * 45426) >> 16;
}

void rng_shuffle(struct rng *rng, void *items, size_t n, size_t size)
{
    unsigned char *bytes = items;

    for (size_t i = n; i > 1; i--) {
        unsigned char *a = bytes + (i - 1) * size;
        unsigned char *b = bytes + (size_t)rng_between(rng, 0, (int64_t)i - 1) * size;

        for (size_t k = 0; k < size; k++) {
            unsigned char t = a[k];

            a[k] = b[k];
            b[k] = t;
        }
    }
}

/* ---- days ---- */

/* Counts from 1 March of year 0, so that the leap day is the last of its year. */
day_t day_of(int year, int month, int day)
{
    int y = month <= 2 ? year - 1 : year;
    int era = (y >= 0 ? y : y - 399) / 400;
    int in_era = y - era * 400;
    int in_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

    return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + in_year - 719468;
}

void day_parts(day_t day, int *ret_year, int *ret_month, int *ret_day)
{
    int z = day + 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097;
    int in_era = z - era * 146097;
    int y = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    int in_year = in_era - (365 * y + y / 4 - y / 100);
    int m = (5 * in_year + 2) / 153;

    *ret_day = in_year - (153 * m + 2) / 5 + 1;
    *ret_month = m < 10 ? m + 3 : m - 9;
    *ret_year = y + era * 400 + (*ret_month <= 2 ? 1 : 0);
}

int day_key(day_t day)
{
    int y, m, d;

    if (day == NO_DAY)
        return 0;
    day_parts(day, &y, &m, &d);
    return y * 10000 + m * 100 + d;
}

int day_weekday(day_t day)
{
    int n = (day + 3) % 7; /* 1970-01-01 was a Thursday */

    return n < 0 ? n + 7 : n;
}

static int days_in_month(int year, int month)
{
    return (int)(day_of(month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1) -
                 day_of(year, month, 1));
}

day_t day_add_months(day_t day, int months)
{
    int y, m, d, n;

    day_parts(day, &y, &m, &d);
    n = y * 12 + (m - 1) + months;
    y = n / 12;
    m = n % 12 + 1;
    n = days_in_month(y, m);
    return day_of(y, m, d < n ? d : n);
}
