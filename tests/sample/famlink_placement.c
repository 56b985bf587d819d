/*
 * tests/sample/famlink_placement.c - where children live while they are in care
 *
 * A home (children of one removal who live together) goes through legs, each with one kind of
 * setting and one caregiver; a child's rows are the legs cut to the own stay. The last leg of a
 * kin home begins on the day the plan of famlink_kin.c asks for.
 */
#include "famlink_internal.h"

#include "famlink_codes.h"

#include "banned.h"

enum kind {
    KIND_FOSTER,
    KIND_THERAPEUTIC,
    KIND_GROUP,
    KIND_STAFFED,
    KIND_CRISIS,
    KIND_ADOPTIVE,
    KIND_KIN_LICENSED,
    KIND_KIN,
    KIND_NOW_LICENSED,
    KIND_INDEPENDENT,
    KIND_DETENTION,
    KIND_RUN,
    KIND_HOME_TRIAL,
    KINDS
};

/* Setting, key of the service (-1: none), weight as the present and as a past placement, and
   whether only for teenagers. */
static const struct {
    int setting, service, now, past;
    bool teens;
} kinds[] = {
    [KIND_FOSTER] = {5, -1, 560, 480, false},       [KIND_THERAPEUTIC] = {18, -1, 60, 40, false},
    [KIND_GROUP] = {8, -1, 55, 50, true},           [KIND_STAFFED] = {6, -1, 20, 15, true},
    [KIND_CRISIS] = {14, -1, 6, 35, true},          [KIND_ADOPTIVE] = {1, -1, 35, 5, false},
    [KIND_KIN_LICENSED] = {10, -1, 150, 55, false}, [KIND_KIN] = {15, 342, 0, 270, false},
    [KIND_NOW_LICENSED] = {15, 342, 14, 5, false},  [KIND_INDEPENDENT] = {17, -1, 6, 1, true},
    [KIND_DETENTION] = {3, 2, 8, 15, true},         [KIND_RUN] = {12, 405, 18, 14, true},
    [KIND_HOME_TRIAL] = {0, -1, 68, 0, false},
};

/* How unlicensed kin are recorded. */
static const struct {
    int weight, setting, service;
    bool relative;
} kin_forms[] = {
    {780, 15, 342, true},
    {80, 2, 1758, true},
    {95, 12, 2450, false},
    {45, 2, 2450, false},
};

static const char *const relatives[] = {
    "Grandparent - Maternal",
    "Grandparent - Paternal",
    "Aunt/Uncle",
    "Aunt/Uncle",
    "Great Grandparent",
    "Cousin",
    "Adult Sibling",
};
static const char *const friends[] = {"Family Friend", "Godparent", "Neighbor", "Teacher/Coach"};

struct leg {
    day_t begin, end; /* end NO_DAY: goes on */
    enum kind kind;
    int form, provider, result;
    const char *rel;
};

#define MAX_LEGS 24
struct legs {
    struct leg items[MAX_LEGS];
    int n;
};

static bool teenager(const struct plan *plan, const struct home *home, day_t day)
{
    int child = plan->episodes.items[home->first_episode].child;

    return age_on(plan->children.items[child].birth, day) >= 13;
}

static enum kind draw_kind(struct rng *rng, bool now, bool teen)
{
    int weights[KINDS];

    for (int k = 0; k < KINDS; k++)
        weights[k] = kinds[k].teens && !teen ? 0 : (now ? kinds[k].now : kinds[k].past);
    return (enum kind)rng_weighted(rng, weights, KINDS);
}

static enum study draw_past_study(struct rng *rng, int days)
{
    static const enum study late[] = {STUDY_APPROVED, STUDY_REFERRED, STUDY_ASSIGNED, STUDY_OVERDUE,
                                      STUDY_PRIOR};
    static const int weights[] = {380, 230, 120, 240, 30};

    if (days <= 30)
        return rng_chance(rng, 400) ? STUDY_REFERRED : STUDY_NONE;
    return late[rng_weighted(rng, weights, 5)];
}

/* Gives a leg its caregiver; kin bring their licensing files with them. */
static void find_caregiver(struct plan *plan, struct rng *rng, struct leg *leg,
                           const enum study *study)
{
    day_t until = leg->end == NO_DAY || leg->end > AS_OF ? AS_OF : leg->end;
    int weights[COUNT(kin_forms)];

    leg->rel = NULL;
    leg->provider = -1;
    switch (leg->kind) {
    case KIND_KIN:
        for (int i = 0; i < COUNT(kin_forms); i++)
            weights[i] = kin_forms[i].weight;
        leg->form = (int)rng_weighted(rng, weights, (size_t)COUNT(kin_forms));
        leg->provider = provider_add(plan, rng, true);
        leg->rel = kin_forms[leg->form].relative ? relatives[pick_int(rng, 0, COUNT(relatives) - 1)]
                                                 : friends[pick_int(rng, 0, COUNT(friends) - 1)];
        kin_study(plan, rng, leg->provider,
                  study != NULL ? *study : draw_past_study(rng, until - leg->begin), leg->begin,
                  until);
        break;
    case KIND_KIN_LICENSED:
    case KIND_NOW_LICENSED:
        leg->provider = provider_add(plan, rng, true);
        leg->rel = relatives[pick_int(rng, 0, COUNT(relatives) - 1)];
        provider_license(plan, rng, leg->provider,
                         leg->kind == KIND_KIN_LICENSED
                             ? leg->begin - pick_int(rng, 0, 1500)
                             : (day_t)rng_between(rng, leg->begin, until));
        break;
    case KIND_RUN:
    case KIND_HOME_TRIAL:
        break;
    case KIND_FOSTER:
    case KIND_THERAPEUTIC:
    case KIND_ADOPTIVE:
        leg->provider = provider_pick(plan, rng, true);
        leg->rel = rng_chance(rng, 600) ? "Unrelated" : NULL;
        break;
    default:
        leg->provider = provider_pick(plan, rng, false);
        break;
    }
}

static struct leg *add_leg(struct plan *plan, struct rng *rng, struct legs *legs, enum kind kind,
                           day_t begin, day_t end, const enum study *study)
{
    struct leg *leg = &legs->items[legs->n++];

    *leg = (struct leg){.begin = begin, .end = end, .kind = kind, .result = 1};
    find_caregiver(plan, rng, leg, study);
    return leg;
}

/* Legs that fill [begin, end), mostly without a gap between them. */
static void fill_legs(struct plan *plan, struct rng *rng, const struct home *home,
                      struct legs *legs, day_t begin, day_t end)
{
    int mean = rng_chance(rng, 380) ? 18 : 330;

    while (begin < end && legs->n < MAX_LEGS - 3) {
        day_t next = begin + 1 + (day_t)rng_wait(rng, mean);
        enum kind kind = draw_kind(rng, false, teenager(plan, home, begin));

        if (next >= end || legs->n == MAX_LEGS - 4)
            next = end;
        (void)add_leg(plan, rng, legs, kind, begin, next, NULL);
        begin = next;
        if (begin < end - 10 && rng_chance(rng, 150))
            begin += rng_chance(rng, 800) ? 1 : pick_int(rng, 2, 5);
        mean = 330;
    }
}

/* The end of what the home's children stay, NO_DAY when one of them is still in care. */
static day_t home_end(const struct plan *plan, const struct home *home)
{
    day_t last = NO_DAY;

    for (int i = home->first_episode; i < home->first_episode + home->n_episode; i++) {
        day_t end = plan->episodes.items[i].end;

        if (end == NO_DAY || end > AS_OF)
            return NO_DAY;
        last = end > last ? end : last;
    }
    return last;
}

static void plan_legs(struct plan *plan, struct rng *rng, const struct home *home,
                      struct legs *legs)
{
    day_t begin = plan->episodes.items[home->first_episode].begin;
    day_t end = home_end(plan, home);
    day_t since = begin;
    enum kind now;

    legs->n = 0;
    if (end != NO_DAY) {
        fill_legs(plan, rng, home, legs, begin, end);
        return;
    }
    if (home->kin) {
        since = AS_OF - home->days;
        fill_legs(plan, rng, home, legs, begin, since);
        (void)add_leg(plan, rng, legs, KIND_KIN, since, NO_DAY, &home->study);
        return;
    }
    now = draw_kind(rng, true, teenager(plan, home, AS_OF));
    if (AS_OF - begin > 10 && rng_chance(rng, 600))
        since = AS_OF - (day_t)rng_between(rng, 0, AS_OF - begin - 1);
    if (now == KIND_HOME_TRIAL && AS_OF - begin < 60)
        now = KIND_FOSTER;
    if (now == KIND_HOME_TRIAL) {
        since = AS_OF - pick_int(rng, 0, AS_OF - begin < 180 ? 40 : 150);
        fill_legs(plan, rng, home, legs, begin, since);
        legs->items[legs->n - 1].end = since;
        legs->items[legs->n - 1].result = pick_int(rng, 38, 40);
        return;
    }
    fill_legs(plan, rng, home, legs, begin, since);
    (void)add_leg(plan, rng, legs, now, since, NO_DAY, NULL);
}

static void add_row(struct plan *plan, int episode, const struct leg *leg, day_t begin, day_t end,
                    int setting, int service)
{
    const struct episode *e = &plan->episodes.items[episode];
    bool left = false;

    if (e->end != NO_DAY) {
        if (begin >= e->end)
            return;
        left = end == NO_DAY || end >= e->end;
        end = left ? e->end : end;
    }
    *APPEND(&plan->placements) = (struct placement){
        .episode = episode,
        .begin = begin,
        .end = end,
        .type = (begin < day_of(2018, 1, 1) ? TYPE_TRUE_OLD : TYPE_TRUE) + setting,
        .result = end == NO_DAY ? -1 : (left ? 4 : leg->result),
        .service = service,
        .caregiver = provider_id(plan, leg->provider),
        .rel = leg->rel,
    };
}

/* A leg for every child; a sixth of the longer kin legs were first recorded in another form and
   retyped with no gap or one day between, which does not restart the clock. */
static void add_rows(struct plan *plan, struct rng *rng, const struct home *home,
                     const struct leg *leg)
{
    int setting = kinds[leg->kind].setting, service = kinds[leg->kind].service;
    day_t until = leg->end == NO_DAY ? AS_OF : leg->end;
    bool split = leg->kind == KIND_KIN && until - leg->begin > 20 && rng_chance(rng, 160);
    day_t cut = split ? (day_t)rng_between(rng, leg->begin + 5, until - 5) : NO_DAY;
    day_t again = split ? cut + pick_int(rng, 0, 1) : NO_DAY;

    if (leg->kind == KIND_KIN) {
        setting = kin_forms[leg->form].setting;
        service = kin_forms[leg->form].service;
    } else if (leg->kind == KIND_KIN_LICENSED && rng_chance(rng, 250)) {
        setting = 11;
    }
    for (int i = home->first_episode; i < home->first_episode + home->n_episode; i++) {
        if (!split) {
            add_row(plan, i, leg, leg->begin, leg->end, setting, service);
            continue;
        }
        add_row(plan, i, leg, leg->begin, cut, 12, 342);
        add_row(plan, i, leg, again, leg->end, setting, service);
    }
}

/* A night or a week in hospital beside the placement: an event of its own, not a placement. */
static void add_hospital(struct plan *plan, struct rng *rng, const struct home *home,
                         const struct leg *leg)
{
    day_t until = leg->end == NO_DAY ? AS_OF : leg->end;
    day_t begin;

    if (until - leg->begin < 12 || !rng_chance(rng, 35))
        return;
    begin = (day_t)rng_between(rng, leg->begin, until - 8);
    if (plan->episodes.items[home->first_episode].end != NO_DAY &&
        plan->episodes.items[home->first_episode].end <= begin + 7)
        return;
    *APPEND(&plan->placements) = (struct placement){
        .episode = home->first_episode,
        .begin = begin,
        .end = begin + pick_int(rng, 1, 7),
        .type = TYPE_TEMPORARY + 20,
        .result = -1,
        .service = -1,
        .caregiver = 0,
    };
}

void placement_plan(struct plan *plan)
{
    struct rng rng;
    struct legs legs;

    stream_init(plan, &rng, "placement");
    for (int h = 0; h < plan->homes.n; h++) {
        const struct home *home = &plan->homes.items[h];

        plan_legs(plan, &rng, home, &legs);
        for (int i = 0; i < legs.n; i++) {
            add_rows(plan, &rng, home, &legs.items[i]);
            add_hospital(plan, &rng, home, &legs.items[i]);
        }
    }
}

void placement_write(const struct plan *plan)
{
    struct rng rng;

    stream_init(plan, &rng, "placement rows");
    copy_begin("placement_fact",
               "id_placement_fact, id_removal_episode_fact, id_prsn_child, id_calendar_dim_begin,"
               " id_calendar_dim_end, id_placement_type_dim, id_placement_result_dim,"
               " id_service_type_dim, id_prvd_org_caregiver, tx_rel");
    if (plan->block == 0)
        story_write(STORY_PLACEMENT);
    for (int i = 0; i < plan->placements.n; i++) {
        const struct placement *p = &plan->placements.items[i];

        put_int(id_of(plan, ID_PLACEMENT, i));
        put_int(id_of(plan, ID_EPISODE, p->episode));
        put_int(id_of(plan, ID_PRSN, plan->episodes.items[p->episode].child));
        put_key(p->begin);
        put_open_key(&rng, p->end);
        put_int(p->type);
        put_int(p->result);
        put_int(p->service);
        put_int(p->caregiver);
        put_text(p->rel);
        row_end();
    }
    copy_end();
}
