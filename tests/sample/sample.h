/*
 * tests/sample/sample.h - the shared ground of the sample agencies
 *
 * Purpose: a seeded generator of invented agencies. The same seed, kind and size give the same
 * rows, byte for byte, on every machine: no clock, no locale, no floating point decides a row.
 * It writes a psql script (tables, COPY blocks, indexes) to standard output.
 *
 * Nobody in it exists. Names come from the lists in names.c; ids are drawn from ranges that
 * real systems do not use.
 *
 *     struct rng rng;
 *     rng_init(&rng, seed, "placement");   // one independent stream per purpose
 *     copy_begin("placement", "placement_id, episode_id, start_date");
 *     put_int(17); put_int(4); put_date(day_of(2018, 3, 31)); row_end();
 *     copy_end();
 */
#ifndef SAMPLE_H
#define SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How large an agency to make. Small: about 300 children, for tests. State: the published
   size. Nation: 400,000 in care, for benchmarks only. */
enum size { SIZE_SMALL, SIZE_STATE, SIZE_NATION };

struct sample {
    uint64_t seed;
    enum size size;
    const char *schema; /* schema to create, e.g. "famlink" */
};

/* Each writes one whole agency to standard output. */
void famlink_write(const struct sample *sample);
void faces_write(const struct sample *sample);

/* ---- memory and the end of the output; out of memory and a full disk end the program ---- */
void sample_die(const char *what) __attribute__((noreturn)); /* with errno's words */
void *sample_alloc(size_t n, size_t size);                   /* zeroed */
/* Room for need items; *cap is kept by the caller and starts at 0 with items NULL. */
void *sample_grow(void *items, size_t *cap, size_t need, size_t size);
void sample_flush(void);

/* ---- random numbers: splitmix64/xoshiro256**, integers only ---- */
struct rng {
    uint64_t s[4];
};
void rng_init(struct rng *rng, uint64_t seed, const char *purpose);
uint64_t rng_next(struct rng *rng);
int64_t rng_between(struct rng *rng, int64_t low, int64_t high); /* both ends included */
bool rng_chance(struct rng *rng, int per_mille);
/* Index drawn by integer weights. */
size_t rng_weighted(struct rng *rng, const int *weights, size_t n);
/* Geometric-like waiting time in days with the given mean, at least 0. Integer arithmetic. */
int64_t rng_wait(struct rng *rng, int64_t mean_days);
/* Shuffles n items of the given size in place. */
void rng_shuffle(struct rng *rng, void *items, size_t n, size_t size);

/* ---- days: number of days since 1970-01-01, proleptic Gregorian ---- */
typedef int32_t day_t;
#define NO_DAY INT32_MIN
day_t day_of(int year, int month, int day);
void day_parts(day_t day, int *ret_year, int *ret_month, int *ret_day);
int day_key(day_t day);                      /* 20200131; 0 for NO_DAY */
int day_weekday(day_t day);                  /* 0 = Monday */
day_t day_add_months(day_t day, int months); /* clamps to the month's end */

/* ---- output: COPY text format, one buffer, escapes done here ---- */
void sql_line(const char *format, ...) __attribute__((format(printf, 1, 2)));
void copy_begin(const char *table, const char *columns);
void copy_end(void);
void put_null(void);
void put_int(int64_t value);
void put_text(const char *text); /* NULL is null; escapes tab, newline, backslash */
void put_textf(const char *format, ...) __attribute__((format(printf, 1, 2)));
void put_date(day_t day);                   /* NO_DAY is null */
void put_stamp(day_t day, int seconds);     /* 2020-01-31 07:15:09, no zone */
void put_stamp_utc(day_t day, int seconds); /* the same with +00 */
void row_end(void);

/* ---- invented people ---- */
const char *name_first(struct rng *rng, char sex); /* sex: 'F', 'M' or 'X' */
const char *name_last(struct rng *rng);
const char *name_place(size_t n); /* invented town names for offices, distinct for n < 200 */

#endif
