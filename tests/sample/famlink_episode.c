/*
 * tests/sample/famlink_episode.c - takes drawn removals into the plan and writes the episodes
 *
 * Families are drawn until exactly the wanted number of episodes is in care; who left before
 * comes with them in proportion. Extended foster care, other agencies' children and rows
 * entered in error are added on top, because the measures leave them out.
 */
#include "famlink_internal.h"

#include "famlink_codes.h"

#include "banned.h"

static const int other_authorities[] = {3, 4, 5, 6, 10, 11};

struct marks {
    int authority;
    bool extended_care, in_error;
};

static void add_group(struct plan *plan, const struct draft *draft, int g, const int *children,
                      struct marks marks)
{
    const struct draft_group *from = &draft->groups[g];
    int index = plan->groups.n;

    *APPEND(&plan->groups) = (struct group){
        .first_episode = plan->episodes.n,
        .n_episode = from->n,
        .counts = !marks.extended_care && !marks.in_error && marks.authority == 2,
        .ftdm = from->ftdm,
    };
    for (int i = 0; i < from->n; i++) {
        *APPEND(&plan->episodes) = (struct episode){
            .child = children[from->kid[i]],
            .group = index,
            .begin = from->removal,
            .end = from->end[i],
            .reason = from->reason[i],
            .authority = marks.authority,
            .extended_care = marks.extended_care,
            .in_error = marks.in_error,
            .ftdm = from->ftdm,
        };
    }
}

static day_t group_end(const struct draft_group *group)
{
    day_t last = NO_DAY;

    for (int i = 0; i < group->n; i++) {
        if (group->end[i] == NO_DAY || group->end[i] > AS_OF - 20)
            return NO_DAY;
        last = group->end[i] > last ? group->end[i] : last;
    }
    return last + 20;
}

/* What led to the removal, when it lies in the history; now and then an earlier intake too. */
static int add_intakes(struct plan *plan, struct rng *rng, int family, const struct draft *draft,
                       struct spell *spells)
{
    int n = 0;

    for (int g = 0; g < draft->n_groups; g++) {
        day_t removal = draft->groups[g].removal;
        day_t day =
            removal - (day_t)(rng_chance(rng, 550) ? pick_int(rng, 0, 3) : rng_wait(rng, 25));
        stamp_t stamp = stamp_at(day, pick_int(rng, 5 * 60, 23 * 60 - 1) * 60);
        bool far = false;

        if (day >= HISTORY_BEGIN && (g == 0 || removal - draft->groups[0].removal > 100)) {
            stamp_t earlier = stamp - 86400 * (stamp_t)(20 + rng_wait(rng, 150));

            if (stamp_day(earlier) >= HISTORY_BEGIN && rng_chance(rng, 450)) {
                far = intake_is_far(plan, intake_add(plan, rng, family, earlier, true));
                spells[n++] = (struct spell){.begin = earlier,
                                             .removal = NO_DAY,
                                             .end = stamp_day(earlier) + pick_int(rng, 35, 80),
                                             .far = far};
            }
            far = intake_is_far(plan, intake_add(plan, rng, family, stamp, true));
        }
        spells[n++] = (struct spell){
            .begin = stamp, .removal = removal, .end = group_end(&draft->groups[g]), .far = far};
    }
    return n;
}

static void take(struct plan *plan, struct rng *rng, const struct draft *draft, struct marks marks)
{
    int family = people_add_family(plan, rng);
    int children[MAX_KIDS];
    struct spell spells[2 * MAX_GROUPS];
    int n;

    for (int i = 0; i < draft->n_kids; i++)
        children[i] = people_add_child(plan, rng, family, draft->birth[i]);
    if (rng_chance(rng, 180)) /* a brother or sister who stays at home */
        (void)people_add_child(plan, rng, family,
                               draft->groups[0].removal - pick_int(rng, 200, 6000));
    for (int g = 0; g < draft->n_groups; g++)
        add_group(plan, draft, g, children, marks);
    n = add_intakes(plan, rng, family, draft, spells);
    case_assign(plan, rng, family, spells, n);
}

static void take_counted(struct plan *plan, struct rng *rng, int remaining)
{
    const struct marks ours = {.authority = 2};
    struct draft draft;

    while (remaining > 0) {
        int n;

        if (!removal_draw(rng, &draft))
            continue;
        n = removal_in_care(&draft);
        if (n > remaining)
            continue;
        take(plan, rng, &draft, ours);
        remaining -= n;
    }
}

static int still_open(const struct draft *draft)
{
    int n = 0;

    for (int g = 0; g < draft->n_groups; g++) {
        for (int i = 0; i < draft->groups[g].n; i++)
            n += draft->groups[g].end[i] == NO_DAY;
    }
    return n;
}

static void take_others(struct plan *plan, struct rng *rng)
{
    struct draft draft;

    for (int left = plan->quota.extended_care; left > 0;) {
        removal_draw_youth(rng, &draft);
        take(plan, rng, &draft, (struct marks){.authority = 2, .extended_care = true});
        left -= still_open(&draft);
    }
    for (int left = plan->quota.other_authority; left > 0;) {
        int drawn = pick_int(rng, 0, COUNT(other_authorities) - 1);

        if (!removal_draw(rng, &draft) || still_open(&draft) > left)
            continue;
        take(plan, rng, &draft, (struct marks){.authority = other_authorities[drawn]});
        left -= still_open(&draft);
    }
}

/* A second row for a child's stay, typed with another date and marked as an error later. */
static void add_errors(struct plan *plan, struct rng *rng)
{
    for (int i = 0; i < plan->quota.in_error; i++) {
        struct episode copy = plan->episodes.items[pick_int(rng, 0, plan->episodes.n - 1)];

        copy.begin -= pick_int(rng, 1, 20);
        copy.in_error = true;
        copy.group = plan->groups.n;
        copy.ftdm = FTDM_NONE;
        *APPEND(&plan->groups) =
            (struct group){.first_episode = plan->episodes.n, .n_episode = 1, .ftdm = FTDM_NONE};
        *APPEND(&plan->episodes) = copy;
    }
}

void episode_plan(struct plan *plan)
{
    struct rng rng;
    struct story_totals planted = story_totals();

    stream_init(plan, &rng, "removal");
    take_counted(plan, &rng,
                 plan->quota.ftdm_counted - (plan->block == 0 ? planted.ftdm_counted : 0));
    take_others(plan, &rng);
    add_errors(plan, &rng);
}

/* The federal end mostly agrees with the state's; a trial return home may have ended it sooner. */
static void put_federal_end(struct rng *rng, const struct episode *e)
{
    if (e->end == NO_DAY)
        put_int(0);
    else if (e->end - e->begin > 200 && rng_chance(rng, 120))
        put_key(e->end - pick_int(rng, 1, 180));
    else
        put_key(e->end);
}

static void put_worker(const struct plan *plan, struct rng *rng, const struct episode *e)
{
    int family = plan->children.items[e->child].family;
    day_t day = e->end == NO_DAY || e->end > AS_OF ? AS_OF : e->end;
    int seg = case_seg_on(plan, family, day);
    int unit, worker;

    if (seg >= 0) {
        unit = plan->segs.items[seg].unit;
        worker = plan->segs.items[seg].worker;
    } else {
        unit = org_pick_unit(plan, rng, plan->families.items[family].office, UNIT_CFWS);
        worker = org_pick_worker(plan, rng, unit);
        if (rng_chance(rng, 350)) {
            put_int(0);
            put_int(rng_chance(rng, 500) ? 0 : -1);
            return;
        }
    }
    put_int(plan->units.items[unit].location);
    put_int(org_version_on(plan, worker, day));
}

void episode_write(const struct plan *plan)
{
    struct rng rng;

    stream_init(plan, &rng, "episode rows");
    copy_begin("removal_episode_fact",
               "id_removal_episode_fact, id_epsd, id_prsn_child, id_case, id_calendar_dim_begin,"
               " id_calendar_dim_end, id_calendar_dim_afcars_end, id_discharge_reason_dim,"
               " id_placement_care_auth_dim, id_location_dim_worker, id_worker_dim_current,"
               " fl_extended_foster_care, fl_in_error");
    if (plan->block == 0)
        story_write(STORY_EPISODE);
    for (int i = 0; i < plan->episodes.n; i++) {
        const struct episode *e = &plan->episodes.items[i];

        put_int(id_of(plan, ID_EPISODE, i));
        put_int(id_of(plan, ID_EPSD, i));
        put_int(id_of(plan, ID_PRSN, e->child));
        put_int(id_of(plan, ID_CASE, plan->children.items[e->child].family));
        put_key(e->begin);
        put_open_key(&rng, e->end);
        put_federal_end(&rng, e);
        put_int(e->reason == -99 ? -1 : e->reason);
        put_int(e->authority);
        put_worker(plan, &rng, e);
        put_int(e->extended_care ? 1 : 0);
        put_int(e->in_error ? 1 : 0);
        row_end();
    }
    copy_end();
}
