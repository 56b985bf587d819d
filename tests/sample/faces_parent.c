/*
 * tests/sample/faces_parent.c - parents and the termination of their rights
 *
 * Every legal and every putative father counts; each has a row and a history of its own.
 */
#include "faces_internal.h"

#include "banned.h"

/* Who is recorded as father, per mille of the children. */
enum fathers { LEGAL, PUTATIVE, TWO_PUTATIVE, LEGAL_AND_PUTATIVE, NONE, FATHERS };
static const int father_mix[FATHERS] = {470, 370, 45, 45, 70};

struct suit {
    struct world *world;
    const struct stay *stay;
    struct rng rng;
    int64_t parent;
};

static void add_event(struct suit *suit, const char *code, day_t day, const char *filed_by)
{
    struct world *world = suit->world;

    if (day > suit->stay->last || day > world->last)
        return;
    FACES_ADD(&world->batch, EVENT, struct event_row, .id = 60000001 + world->serial[EVENT]++,
              .dcn = suit->stay->child->dcn, .parent = suit->parent, .code = code, .date = day,
              .filed_by = filed_by, .entered = faces_time_after(&suit->rng, day, world->last));
}

static void add_appeal(struct suit *suit, day_t day)
{
    day_t ends;

    if (!rng_chance(&suit->rng, 75))
        return;
    day += (day_t)rng_between(&suit->rng, 5, 38);
    ends = day + (day_t)rng_between(&suit->rng, 120, 360);
    add_event(suit, "APPEAL", day, NULL);
    add_event(suit, rng_chance(&suit->rng, 940) ? "APPEAL_ENDED" : "REVERSED", ends, NULL);
}

static void add_suit(struct suit *suit, day_t delay)
{
    static const char *const filers[] = {"JUVENILE OFFICER", "CD PERMANENCY ATTORNEY", "DLS"};
    const struct stay *stay = suit->stay;
    const char *filer = filers[rng_weighted(&suit->rng, (const int[]){760, 150, 90}, 3)];
    day_t end;

    if (stay->referral == NO_DAY)
        return;
    add_event(suit, "REFERRED", stay->referral, NULL);
    if (stay->declined)
        add_event(suit, "DECLINED", stay->referral + (day_t)rng_between(&suit->rng, 8, 30), NULL);
    if (stay->petition == NO_DAY)
        return;
    add_event(suit, "PETITION", stay->petition + delay / 2, filer);
    if (stay->dismissed)
        add_event(suit, "DISMISSED", stay->petition + (day_t)rng_between(&suit->rng, 60, 200),
                  NULL);
    if (stay->terminated == NO_DAY)
        return;
    end = stay->terminated + delay;
    if (end >= stay->spell.end - 20)
        end = stay->terminated;
    if (rng_chance(&suit->rng, 330)) {
        add_event(suit, "CONSENT", end - (day_t)rng_between(&suit->rng, 0, 25), NULL);
        add_event(suit, "TERM_VOLUNTARY", end, filer);
    } else {
        add_event(suit, "TERM_INVOLUNTARY", end, filer);
    }
    add_appeal(suit, end);
}

static void add_parent(struct suit *suit, const char *role, char applicable, day_t deceased)
{
    struct world *world = suit->world;
    day_t delay = rng_chance(&suit->rng, 650) ? 0 : (day_t)rng_between(&suit->rng, 7, 150);

    suit->parent = 50000001 + world->serial[PARENT]++;
    FACES_ADD(&world->batch, PARENT, struct parent_row, .id = suit->parent,
              .dcn = suit->stay->child->dcn, .role = role, .applicable = applicable,
              .deceased = deceased);
    if (applicable != 'N' && (deceased == NO_DAY || deceased > suit->stay->spell.start + 500))
        add_suit(suit, delay);
}

static day_t draw_death(struct suit *suit, int per_mille)
{
    day_t day = suit->stay->last - (day_t)rng_between(&suit->rng, 30, 2500);

    return rng_chance(&suit->rng, per_mille) && day > suit->stay->child->birth ? day : NO_DAY;
}

static void add_father(struct suit *suit, const char *role)
{
    bool putative = role[0] == 'P';
    char applicable = putative && rng_chance(&suit->rng, 90) ? 'N' : '\0';

    if (applicable == '\0' && rng_chance(&suit->rng, 350))
        applicable = 'Y';
    add_parent(suit, role, applicable, draw_death(suit, 30));
}

void faces_parent_add(struct world *world, const struct stay *stay)
{
    struct suit suit = {.world = world, .stay = stay};

    /* brothers and sisters mostly have the same parents, so the same stream */
    rng_init(&suit.rng, stay->child->shared, "parent");
    if (rng_chance(&suit.rng, 12)) {
        add_parent(&suit, "ADOPTIVE_PARENT", '\0', NO_DAY);
        if (rng_chance(&suit.rng, 600))
            add_parent(&suit, "ADOPTIVE_PARENT", '\0', NO_DAY);
        return;
    }
    if (rng_chance(&suit.rng, 988))
        add_parent(&suit, "MOTHER", '\0', draw_death(&suit, 22));
    switch (rng_weighted(&suit.rng, father_mix, FATHERS)) {
    case LEGAL:
        add_father(&suit, "LEGAL_FATHER");
        break;
    case PUTATIVE:
        add_father(&suit, "PUTATIVE_FATHER");
        break;
    case TWO_PUTATIVE:
        add_father(&suit, "PUTATIVE_FATHER");
        add_father(&suit, "PUTATIVE_FATHER");
        break;
    case LEGAL_AND_PUTATIVE:
        add_father(&suit, "LEGAL_FATHER");
        add_father(&suit, "PUTATIVE_FATHER");
        break;
    default: /* father not recorded */
        break;
    }
}
