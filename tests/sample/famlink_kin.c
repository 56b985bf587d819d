/*
 * tests/sample/famlink_kin.c - homes, and which of them are unlicensed kin without a referral
 *
 * Children of a removal who live together are one home with one caregiver. Exactly the wanted
 * number of children in care is given to unlicensed kin; of these homes exactly the wanted
 * numbers are overdue, with and without an earlier withdrawal or denial; and their days with the
 * caregiver are moved by single days until both means hold to the day.
 */
#include "famlink_internal.h"

#include "banned.h"

/* Overdue homes by number of children, 1 to 3, for each of the two kinds. */
struct overdue {
    enum study study;
    int homes[4];
    int days;     /* sum over children */
    int at_least; /* days in care a home needs to be chosen */
    int spread;   /* mean of the first draw */
};

static void add_homes(struct plan *plan, struct rng *rng, const struct group *group)
{
    int first = group->first_episode;
    int cut = group->n_episode;

    if (cut > 1 && rng_chance(rng, 190))
        cut = pick_int(rng, 1, cut - 1);
    for (int part = 0; part < 2; part++) {
        int from = part == 0 ? 0 : cut;
        int to = part == 0 ? cut : group->n_episode;
        struct home home = {.first_episode = first + from, .n_episode = to - from};

        for (int i = home.first_episode; i < home.first_episode + home.n_episode; i++) {
            day_t end = plan->episodes.items[i].end;

            home.n_open += group->counts && (end == NO_DAY || end > AS_OF);
        }
        if (home.n_episode > 0)
            *APPEND(&plan->homes) = home;
    }
}

static int days_in_care(const struct plan *plan, const struct home *home)
{
    return AS_OF - plan->episodes.items[home->first_episode].begin;
}

/* Chooses homes, in an order of chance, until the children are exactly as many as wanted. */
static void choose_kin(struct plan *plan, struct rng *rng, int *order, int children)
{
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < plan->homes.n && children > 0; i++) {
            struct home *home = &plan->homes.items[order[i]];

            if (home->kin || home->n_open == 0 || home->n_open > children)
                continue;
            /* the last round takes whom it gets; the first is choosy about who just came */
            if (pass == 0 && days_in_care(plan, home) < 3 && rng_chance(rng, 500))
                continue;
            home->kin = true;
            children -= home->n_open;
        }
    }
}

static void choose_overdue(struct plan *plan, struct rng *rng, const int *order,
                           const struct overdue *overdue)
{
    int left[4];

    for (int k = 0; k < 4; k++)
        left[k] = overdue->homes[k];
    for (int i = 0; i < plan->homes.n; i++) {
        struct home *home = &plan->homes.items[order[i]];
        int days = days_in_care(plan, home);

        if (!home->kin || home->study != STUDY_NONE || home->n_open > 3 ||
            left[home->n_open] <= 0 || days < overdue->at_least)
            continue;
        left[home->n_open]--;
        home->study = overdue->study;
        home->days = 31 + (int)rng_wait(rng, overdue->spread - 31);
        home->days = home->days > days || rng_chance(rng, 150) ? days : home->days;
    }
}

/* Moves days of homes drawn by chance until the sum is exact; singles settle the last day. */
static void settle_days(struct plan *plan, struct rng *rng, const struct overdue *overdue)
{
    LIST(int) mine = {NULL, 0, 0};
    int diff = overdue->days;
    int tries = 4000000;

    for (int i = 0; i < plan->homes.n; i++) {
        const struct home *home = &plan->homes.items[i];

        if (home->study != overdue->study || !home->kin)
            continue;
        *APPEND(&mine) = i;
        diff -= home->days * home->n_open;
    }
    while (mine.n > 0 && diff != 0 && tries-- > 0) {
        struct home *home = &plan->homes.items[mine.items[pick_int(rng, 0, mine.n - 1)]];
        int most = days_in_care(plan, home);
        int step = diff / home->n_open;
        int limit = pick_int(rng, 1, 90);

        step = step > limit ? limit : (step < -limit ? -limit : step);
        if (home->days + step > most)
            step = most - home->days;
        if (home->days + step < 31)
            step = 31 - home->days;
        home->days += step;
        diff -= step * home->n_open;
    }
    free_items(mine.items);
}

/* Everybody else: how long they are there, and an approved or active study when over 30 days. */
static void settle_others(struct plan *plan, struct rng *rng)
{
    static const enum study late[] = {STUDY_APPROVED, STUDY_REFERRED, STUDY_ASSIGNED, STUDY_APPLIED,
                                      STUDY_AGAIN};
    static const int late_weights[] = {430, 300, 165, 75, 30};
    static const enum study early[] = {STUDY_NONE, STUDY_REFERRED, STUDY_APPROVED};
    static const int early_weights[] = {560, 350, 90};

    for (int i = 0; i < plan->homes.n; i++) {
        struct home *home = &plan->homes.items[i];
        int days = days_in_care(plan, home);

        if (!home->kin || home->study != STUDY_NONE)
            continue;
        home->days = rng_chance(rng, 520) ? days : pick_int(rng, 0, days);
        home->study = home->days <= 30 ? early[rng_weighted(rng, early_weights, 3)]
                                       : late[rng_weighted(rng, late_weights, 5)];
    }
}

/* Singles, pairs and triples that hold the children of so many caregivers. */
static struct overdue split_homes(int children, int caregivers, int triples)
{
    struct overdue overdue = {.study = STUDY_OVERDUE};
    int pairs = children - 3 * triples - (caregivers - triples);

    overdue.homes[3] = triples;
    overdue.homes[2] = pairs;
    overdue.homes[1] = caregivers - triples - pairs;
    return overdue;
}

void kin_plan(struct plan *plan)
{
    struct story_totals planted = story_totals();
    const struct quota *quota = &plan->quota;
    struct overdue prior, plain;
    struct rng rng;
    int *order;

    if (plan->block > 0)
        planted = (struct story_totals){0};
    stream_init(plan, &rng, "kin");
    for (int i = 0; i < plan->groups.n; i++)
        add_homes(plan, &rng, &plan->groups.items[i]);
    order = sample_alloc((size_t)plan->homes.n, sizeof(*order));
    for (int i = 0; i < plan->homes.n; i++)
        order[i] = i;
    rng_shuffle(&rng, order, (size_t)plan->homes.n, sizeof(*order));

    prior = split_homes(quota->prior_children - planted.prior_children,
                        quota->prior_caregivers - planted.prior_caregivers, 0);
    prior.study = STUDY_PRIOR;
    prior.days = quota->prior_mean * quota->prior_children - planted.prior_days;
    prior.at_least = 560;
    prior.spread = quota->prior_mean;
    plain = split_homes(quota->overdue_children - quota->prior_children -
                            (planted.overdue_children - planted.prior_children),
                        quota->overdue_caregivers - quota->prior_caregivers -
                            (planted.overdue_caregivers - planted.prior_caregivers),
                        quota->overdue_triples);
    plain.days = quota->overdue_mean * quota->overdue_children -
                 quota->prior_mean * quota->prior_children -
                 (planted.overdue_days - planted.prior_days);
    plain.at_least = 45;
    plain.spread = 310;

    choose_kin(plan, &rng, order, quota->kin_children - planted.kin_children);
    choose_overdue(plan, &rng, order, &prior);
    choose_overdue(plan, &rng, order, &plain);
    settle_days(plan, &rng, &prior);
    settle_days(plan, &rng, &plain);
    settle_others(plan, &rng);
    free_items(order);
}

static void track(struct plan *plan, int provider, day_t day, day_t until, const char *status)
{
    if (day <= until)
        *APPEND(&plan->trackings) =
            (struct tracking){.provider = provider, .day = day, .status = status};
}

static void study_referred(struct plan *plan, struct rng *rng, int provider, day_t clock,
                           day_t until, bool assigned)
{
    int days = until - clock;
    day_t referred =
        clock + (rng_chance(rng, 750) || days <= 30 ? pick_int(rng, 0, days < 30 ? days : 30)
                                                    : pick_int(rng, 31, days));

    track(plan, provider, referred, until, "REFERRED");
    if (assigned)
        track(plan, provider, (day_t)rng_between(rng, referred, until), until, "ASSIGNED");
}

static void study_approved(struct plan *plan, struct rng *rng, int provider, day_t clock,
                           day_t until)
{
    int days = until - clock;
    /* an approval may stand from an earlier child, else it comes while this one is there */
    day_t approved = days < 60 || rng_chance(rng, 100)
                         ? clock - pick_int(rng, 30, 900)
                         : clock + pick_int(rng, 40, days < 260 ? days : 260);

    track(plan, provider, approved - pick_int(rng, 50, 140), until, "REFERRED");
    if (rng_chance(rng, 800))
        track(plan, provider, approved - pick_int(rng, 10, 49), until, "ASSIGNED");
    track(plan, provider, approved, until, "APPROVED");
}

/* A study that came to nothing; a tenth of them before this child came. */
static day_t study_failed(struct plan *plan, struct rng *rng, int provider, day_t clock,
                          day_t until)
{
    int days = until - clock;
    day_t failed = days < 200 || rng_chance(rng, 100)
                       ? clock - pick_int(rng, 20, 700)
                       : clock + pick_int(rng, 80, days < 500 ? days : 500);

    track(plan, provider, failed - pick_int(rng, 30, 79), until, "REFERRED");
    if (rng_chance(rng, 500))
        track(plan, provider, failed - pick_int(rng, 5, 29), until, "ASSIGNED");
    track(plan, provider, failed, until, rng_chance(rng, 640) ? "WITHDRAWN" : "DENIED");
    return failed;
}

static void study_applied(struct plan *plan, struct rng *rng, int provider, day_t clock,
                          day_t until)
{
    *APPEND(&plan->licenses) = (struct license){
        .provider = provider,
        .application = (day_t)rng_between(rng, clock, until),
        .issue = NO_DAY,
        .expiration = NO_DAY,
        .closed = NO_DAY,
    };
}

/* Overdue and never withdrawn: mostly nothing at all, a few traces that do not count. */
static void study_overdue(struct plan *plan, struct rng *rng, int provider, day_t clock,
                          day_t until)
{
    int drawn = pick_int(rng, 1, 100);

    if (drawn <= 6) {
        day_t issue = clock - pick_int(rng, 500, 1500);
        bool closed = rng_chance(rng, 400);
        day_t expired = issue + 3 * 365 < until ? issue + 3 * 365 : until - 10;

        *APPEND(&plan->licenses) = (struct license){
            .provider = provider,
            .application = issue - pick_int(rng, 40, 150),
            .issue = issue,
            .expiration = closed ? issue + 3 * 365 : expired,
            .closed = closed ? expired : NO_DAY,
        };
    } else if (drawn <= 10) {
        track(plan, provider, clock - pick_int(rng, 366, 900), until, "REFERRED");
    }
}

/* Files of one caregiver that make the study stand as wanted for a child there since clock. */
void kin_study(struct plan *plan, struct rng *rng, int provider, enum study study, day_t clock,
               day_t until)
{
    switch (study) {
    case STUDY_REFERRED:
    case STUDY_ASSIGNED:
        study_referred(plan, rng, provider, clock, until, study == STUDY_ASSIGNED);
        break;
    case STUDY_APPROVED:
        study_approved(plan, rng, provider, clock, until);
        break;
    case STUDY_APPLIED:
        study_applied(plan, rng, provider, clock, until);
        break;
    case STUDY_AGAIN: {
        day_t failed = study_failed(plan, rng, provider, clock, until - 10);

        track(plan, provider,
              (day_t)rng_between(rng, failed + 1 > clock ? failed + 1 : clock, until), until,
              "REFERRED");
        break;
    }
    case STUDY_OVERDUE:
        study_overdue(plan, rng, provider, clock, until);
        break;
    case STUDY_PRIOR:
        (void)study_failed(plan, rng, provider, clock, until);
        break;
    case STUDY_NONE:
        break;
    }
}
