/*
 * tests/sample/faces_attorney.c - permanency attorneys and the children assigned to them
 *
 * Circuits 16 and 21 have managing attorneys between the attorneys and the Unit Manager; in 25
 * and 39 attorneys answer to the Unit Manager directly. Only part of the children have one.
 */
#include "faces_staff.h"

#include "banned.h"

/* per mille: cases that ever get an attorney */
static const struct program {
    int circuit, managers, attorneys, share;
    int since;
} programs[PROGRAMS] = {
    {16, 2, 9, 520, 20160705},
    {21, 1, 5, 540, 20161003},
    {25, 0, 3, 500, 20170206},
    {39, 0, 3, 520, 20170206},
};

void faces_attorney_init(const struct world *world, struct staff *staff)
{
    int next = FIRST_ATTORNEY;

    for (int i = 0; i < PROGRAMS; i++) {
        const struct program *program = &programs[i];
        struct team *team = &staff->teams[i];
        int times = world->size == SIZE_NATION ? 30 : 1;

        team->first = next;
        team->managers = program->managers * times;
        team->attorneys = program->attorneys * times;
        if (world->size == SIZE_SMALL) {
            team->managers = program->managers > 0 ? 1 : 0;
            team->attorneys = 2;
        }
        next += team->managers + team->attorneys;
    }
}

void faces_attorney_write(const struct world *world)
{
    struct rng rng = world->rng;

    rng_init(&rng, rng_next(&rng), "attorney names");
    copy_begin("attorney",
               "attorney_id, last_name, first_name, managing_attorney_id, circuit, email");
    for (int t = 0; t < PROGRAMS; t++) {
        const struct team *team = &world->staff->teams[t];

        for (int i = 0; i < team->managers + team->attorneys; i++) {
            put_textf("A%04d", team->first + i);
            put_text(name_last(&rng));
            put_text(name_first(&rng, rng_chance(&rng, 600) ? 'F' : 'M'));
            if (i < team->managers || team->managers == 0)
                put_null();
            else
                put_textf("A%04d", team->first + i % team->managers);
            put_int(programs[t].circuit);
            put_textf("a%04d@law.example.org", team->first + i);
            row_end();
        }
    }
    faces_planted_attorneys();
    copy_end();
}

/* Managing attorneys keep a few children of their own. */
static int draw_attorney(struct rng *rng, const struct team *team)
{
    if (team->managers > 0 && rng_chance(rng, 40))
        return team->first + (int)rng_between(rng, 0, team->managers - 1);
    return team->first + team->managers + (int)rng_between(rng, 0, team->attorneys - 1);
}

static const char *draw_basis(struct rng *rng, const struct stay *stay)
{
    if (stay->spell.reason == REUNIFY)
        return stay->visit != NO_DAY ? "THV_READY" : rng_chance(rng, 300) ? "CUSTODY_MOD" : "RPR";
    if (stay->spell.reason == GUARDIANSHIP || stay->spell.reason == RELATIVE)
        return "GUARDIANSHIP";
    if (stay->spell.reason == ADOPTION)
        return "TPR_NO_PETITION";
    return rng_chance(rng, 500) ? "RPR" : "OTHER";
}

static void add_row(struct world *world, const struct stay *stay, struct rng *rng, int attorney,
                    day_t from, day_t until)
{
    struct stamp entered = faces_time_after(rng, from, world->last);

    FACES_ADD(&world->batch, ATTORNEY, struct attorney_row,
              .id = 80000001 + world->serial[ATTORNEY]++, .dcn = stay->child->dcn,
              .episode = stay->episode, .attorney = attorney, .start = from, .end = until,
              .basis = draw_basis(rng, stay), .entered = entered);
}

/* When the assignment ends: with the case, some weeks after it, or before it. */
static day_t draw_end(const struct world *world, struct rng *rng, const struct stay *stay,
                      day_t from)
{
    day_t end;

    if (stay->open) {
        end = from + 60 + (day_t)rng_wait(rng, 500);
        return end <= world->last && rng_chance(rng, 150) ? end : NO_DAY;
    }
    if (rng_chance(rng, 40))
        end = stay->spell.end - (day_t)rng_between(rng, 1, 60);
    else
        end = stay->spell.end + (rng_chance(rng, 700) ? 0 : (day_t)rng_between(rng, 1, 45));
    if (end < from)
        end = from;
    return end <= world->last ? end : NO_DAY;
}

void faces_staff_attorney(struct world *world, const struct stay *stay)
{
    const struct program *program = NULL;
    const struct team *team = NULL;
    struct rng rng;
    day_t from, until, change;
    int attorney;

    for (int i = 0; i < PROGRAMS; i++) {
        if (programs[i].circuit == stay->family->county->circuit) {
            program = &programs[i];
            team = &world->staff->teams[i];
        }
    }
    rng_init(&rng, stay->family->seed, "attorney"); /* one attorney for the whole family */
    if (program == NULL || !rng_chance(&rng, program->share))
        return;
    from = faces_time_key(program->since) + (day_t)rng_wait(&rng, 150);
    attorney = draw_attorney(&rng, team);
    rng_init(&rng, stay->child->shared + (uint64_t)stay->spell.start, "assignment");
    if (from < stay->spell.start + 30)
        from = stay->spell.start + 30 + (day_t)rng_wait(&rng, 90);
    if (from >= stay->last)
        return;
    until = draw_end(world, &rng, stay, from);
    change = from + 20 + (day_t)rng_wait(&rng, 900);
    if (change < (until == NO_DAY ? world->last : until)) {
        add_row(world, stay, &rng, attorney, from, change);
        attorney = draw_attorney(&rng, team);
        from = change;
    }
    add_row(world, stay, &rng, attorney, from, until);
}
