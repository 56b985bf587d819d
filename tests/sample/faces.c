/*
 * tests/sample/faces.c - writes a FACES-style agency (Missouri) as a psql script
 *
 * The demonstration month is March 2018; the extract was cut on 1 April 2018 at 02:10 in the
 * agency's time. It holds every episode that ended on or after the history's first day or is
 * still open, with what is known of those children's earlier ones.
 */
#include "faces_internal.h"

#include "banned.h"

static const struct {
    int64_t in_care, episodes;
} totals[] = {
    [SIZE_SMALL] = {65, 175},
    [SIZE_STATE] = {13535, 46000},
    [SIZE_NATION] = {400000, 1359438},
};

static void init_world(struct world *world, const struct sample *sample)
{
    *world = (struct world){
        .size = sample->size,
        .first = day_of(2014, 3, 1),
        .last = day_of(2018, 3, 31),
        .in_care = totals[sample->size].in_care,
        .episodes = totals[sample->size].episodes,
    };
    rng_init(&world->rng, sample->seed, "faces");
    faces_county_init(world);
    faces_staff_init(world);
}

static void write_control(const struct world *world)
{
    copy_begin("extract_control", "cutoff_at");
    faces_time_put((struct stamp){world->last + 1, 2 * 3600 + 10 * 60});
    row_end();
    copy_end();
}

void faces_write(const struct sample *sample)
{
    struct world world;

    init_world(&world, sample);
    faces_schema_begin(sample->schema);
    write_control(&world);
    faces_county_write();
    faces_staff_write(&world);
    faces_planted_add(&world);
    while (faces_family_add(&world)) {
        if (world.batch.tables[EPISODE].n >= 4000)
            faces_rows_write(&world.batch);
    }
    faces_rows_write(&world.batch);
    faces_schema_end();
    faces_rows_release(&world.batch);
    faces_staff_release(&world);
}
