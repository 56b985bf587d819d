/*
 * tests/sample/famlink_people.c - families, children and their person records
 *
 * A person has one current record and often older ones: facts elsewhere hold the durable id, so
 * only is_current tells which to show. An expunged older version hides the whole child.
 */
#include "famlink_internal.h"

#include "banned.h"

int people_add_family(struct plan *plan, struct rng *rng)
{
    int index = plan->families.n;

    *APPEND(&plan->families) = (struct family){
        .office = org_pick_office(plan, rng),
        .first_child = plan->children.n,
        .first_seg = plan->segs.n,
    };
    return index;
}

int people_add_child(struct plan *plan, struct rng *rng, int family, day_t birth)
{
    struct family *f = &plan->families.items[family];
    int index = plan->children.n;
    bool own_name = f->n_child > 0 && !rng_chance(rng, 180);
    const char *last = own_name ? plan->children.items[index - 1].last : name_last(rng);
    char sex = rng_chance(rng, 495) ? 'F' : 'M';

    if (rng_chance(rng, 4))
        sex = 'X';
    *APPEND(&plan->children) = (struct child){
        .family = family,
        .birth = birth,
        .sex = sex,
        .deleted = rng_chance(rng, 1),
        .old_version = rng_chance(rng, 320),
        .first = name_first(rng, sex),
        .last = last,
    };
    f->n_child++;
    return index;
}

static void write_person(const struct plan *plan, struct rng *rng, int index, int version)
{
    const struct child *c = &plan->children.items[index];
    bool current = version == 1;
    bool expunged = c->expunged && (!current || !c->old_version);

    put_int(id_of(plan, ID_PEOPLE, index * 2 + version));
    put_int(id_of(plan, ID_PRSN, index));
    /* an earlier record may hold an estimated birth date or a name before adoption */
    put_stamp(current || !rng_chance(rng, 200) ? c->birth : c->birth - pick_int(rng, 1, 300), 0);
    put_textf("%c", c->sex);
    put_int(current ? 1 : 0);
    put_text(c->deleted && current ? "Y" : "N");
    if (expunged)
        put_text("Y");
    else
        put_text(rng_chance(rng, 900) ? "N" : NULL);
    put_text(c->first);
    put_text(current || !rng_chance(rng, 150) ? c->last : name_last(rng));
    row_end();
}

void people_write(const struct plan *plan)
{
    struct rng rng;

    stream_init(plan, &rng, "person versions");
    copy_begin("people_dim", "id_people_dim, id_prsn, dt_birth, cd_gndr, is_current, fl_deleted,"
                             " fl_expunged, tx_first_name, tx_last_name");
    if (plan->block == 0)
        story_write(STORY_PEOPLE);
    for (int i = 0; i < plan->children.n; i++) {
        if (plan->children.items[i].old_version)
            write_person(plan, &rng, i, 0);
        write_person(plan, &rng, i, 1);
    }
    copy_end();
}
