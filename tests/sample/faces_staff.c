/*
 * tests/sample/faces_staff.c - case workers, their supervisors, and who holds which case
 *
 * A circuit has desks of about 16 children each. People come to a desk and leave it; a case stays
 * at its desk and so changes hands when the person does, or moves to another desk now and then.
 */
#include "faces_staff.h"

#include <stdlib.h>

#include "banned.h"

enum { CHILDREN_PER_DESK = 16, DESKS_PER_UNIT = 7 };

/* Mean days a case worker stays; turnover is published as 34 % in the state, 60 % in the 16th
   circuit, 38 % in the 21st, 52 % in the 39th. */
static int tenure_of(int circuit)
{
    switch (circuit) {
    case 16:
        return 610;
    case 21:
        return 960;
    case 39:
        return 700;
    default:
        return 1070;
    }
}

static void add_person(struct staff *staff, int supervisor, day_t from)
{
    staff->people =
        sample_grow(staff->people, &staff->people_cap, staff->n_people + 1, sizeof(*staff->people));
    staff->people[staff->n_people++] = (struct person){supervisor, from};
}

static void add_desk(const struct world *world, struct staff *staff, struct rng *rng, int circuit,
                     int supervisor)
{
    day_t from = day_of(1998, 1, 5);
    struct desk *desk;

    staff->desks =
        sample_grow(staff->desks, &staff->desks_cap, staff->n_desks + 1, sizeof(*staff->desks));
    desk = &staff->desks[staff->n_desks++];
    desk->first = staff->n_people;
    do {
        add_person(staff, supervisor, from);
        from += 60 + (day_t)rng_wait(rng, tenure_of(circuit) - 60);
    } while (from < world->last);
    desk->n = staff->n_people - desk->first;
}

/* Circuit manager, then units: a supervisor and the desks of the unit. */
static void add_circuit(const struct world *world, struct staff *staff, struct rng *rng,
                        int circuit)
{
    int64_t children = world->children_of[circuit];
    int64_t desks = children / CHILDREN_PER_DESK + 1;
    int manager = (int)staff->n_people;
    int supervisor = manager;

    staff->first_desk[circuit] = staff->n_desks;
    if (children > 0) {
        add_person(staff, NO_SUPERVISOR, day_of(1998, 1, 5));
        for (int64_t i = 0; i < desks; i++) {
            if (i % DESKS_PER_UNIT == 0) {
                supervisor = (int)staff->n_people;
                add_person(staff, manager, day_of(1998, 1, 5));
            }
            add_desk(world, staff, rng, circuit, supervisor);
        }
    }
    staff->desks_of[circuit] = staff->n_desks - staff->first_desk[circuit];
}

void faces_staff_init(struct world *world)
{
    struct staff *staff = sample_alloc(1, sizeof(*staff));
    struct rng rng = world->rng;

    rng_init(&rng, rng_next(&rng), "staff");
    for (int circuit = 1; circuit < FACES_CIRCUITS; circuit++)
        add_circuit(world, staff, &rng, circuit);
    faces_attorney_init(world, staff);
    world->staff = staff;
}

void faces_staff_release(struct world *world)
{
    if (world->staff != NULL) {
        free(world->staff->people);
        free(world->staff->desks);
        free(world->staff);
    }
    world->staff = NULL;
}

void faces_staff_write(const struct world *world)
{
    const struct staff *staff = world->staff;
    struct rng rng = world->rng;

    rng_init(&rng, rng_next(&rng), "worker names");
    copy_begin("worker", "worker_id, last_name, first_name, supervisor_id, email");
    for (size_t i = 0; i < staff->n_people; i++) {
        int supervisor = staff->people[i].supervisor;
        char sex = rng_chance(&rng, 780) ? 'F' : 'M';

        put_textf("W%06d", FIRST_WORKER + (int)i);
        put_text(name_last(&rng));
        put_text(name_first(&rng, sex));
        if (supervisor == NO_SUPERVISOR)
            put_null();
        else
            put_textf("W%06d", FIRST_WORKER + supervisor);
        put_textf("w%06d@cd.example.org", FIRST_WORKER + (int)i);
        row_end();
    }
    faces_planted_workers();
    copy_end();
    faces_attorney_write(world);
}

/* ---- cases ---- */

struct period {
    day_t from, until; /* until is NO_DAY while the case is open */
};

/* The stretches in which any child of the family is in care; short breaks keep the case open. */
static size_t case_periods(const struct world *world, const struct family *family,
                           struct period *ret_periods)
{
    struct period all[FACES_CHILDREN * FACES_SPELLS];
    size_t n = 0, merged = 0;

    for (int c = 0; c < family->n; c++) {
        for (int s = 0; s < family->children[c].n; s++) {
            const struct spell *spell = &family->children[c].spells[s];
            size_t at = n++;

            for (; at > 0 && all[at - 1].from > spell->start; at--)
                all[at] = all[at - 1];
            all[at] = (struct period){spell->start, spell->end};
        }
    }
    for (size_t i = 0; i < n; i++) {
        struct period *before = merged > 0 ? &ret_periods[merged - 1] : NULL;

        if (before != NULL && all[i].from <= before->until + 90) {
            if (all[i].until > before->until)
                before->until = all[i].until;
        } else {
            ret_periods[merged++] = all[i];
        }
    }
    for (size_t i = 0; i < merged; i++) {
        if (ret_periods[i].until > world->last)
            ret_periods[i].until = NO_DAY;
    }
    return merged;
}

static void add_assignment(struct world *world, int64_t case_id, size_t person, day_t from,
                           day_t until)
{
    if (until != NO_DAY && until <= from)
        return;
    FACES_ADD(&world->batch, CASE, struct case_row, .id = 30000001 + world->serial[CASE]++,
              .case_id = case_id, .worker = FIRST_WORKER + (int)person, .start = from,
              .end = until);
}

/* Hands the case on from person to person at one desk; ends when the case does or at a move. */
static void hold_at_desk(struct world *world, int64_t case_id, const struct desk *desk, day_t from,
                         day_t until)
{
    const struct staff *staff = world->staff;
    day_t end = until == NO_DAY ? world->last + 1 : until;

    for (size_t i = desk->first; i < desk->first + desk->n; i++) {
        day_t comes = staff->people[i].from;
        bool stays = i + 1 == desk->first + desk->n;
        day_t leaves = stays ? world->last + 1 : staff->people[i + 1].from;

        if (leaves <= from || comes >= end)
            continue;
        add_assignment(world, case_id, i, comes > from ? comes : from,
                       leaves < end ? leaves : until);
    }
}

void faces_staff_case(struct world *world, const struct family *family)
{
    const struct staff *staff = world->staff;
    struct period periods[FACES_CHILDREN * FACES_SPELLS];
    size_t n = case_periods(world, family, periods);
    int circuit = family->county->circuit;
    struct rng rng;

    rng_init(&rng, family->seed, "case worker");
    if (rng_chance(&rng, 12)) /* nobody was put down for the case */
        return;
    for (size_t i = 0; i < n; i++) {
        day_t from = periods[i].from;
        day_t move;

        do {
            size_t desk = staff->first_desk[circuit] +
                          (size_t)rng_between(&rng, 0, (int64_t)staff->desks_of[circuit] - 1);

            move = from + 30 + (day_t)rng_wait(&rng, 700);
            if (move > world->last || (periods[i].until != NO_DAY && move >= periods[i].until))
                move = periods[i].until;
            hold_at_desk(world, family->case_id, &staff->desks[desk], from, move);
            from = move;
        } while (move != periods[i].until);
    }
}
