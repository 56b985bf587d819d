/*
 * tests/sample/faces_planted.c - turns the written stories into rows
 */
#include "faces_planted.h"
#include "faces_staff.h"

#include <string.h>

#include "banned.h"

enum { JACKSON = 29095, ST_LOUIS_CITY = 29510 };

static const struct stories *const all[] = {
    &faces_stories_custody, &faces_stories_attorney, &faces_stories_home,
    &faces_stories_law,     &faces_stories_people,
};

struct telling {
    struct world *world;
    const struct planted_child *child;
    int64_t number; /* story * 10 + child */
    int rows[FACES_TABLES];
};

static int64_t row_id(struct telling *telling, enum faces_table table)
{
    return 990000000 + telling->number * 100 + ++telling->rows[table];
}

/* episode: 1, 2, ...; 0 is the child's last one */
static int64_t episode_id(const struct telling *telling, int episode)
{
    int n = episode > 0 ? episode : (int)telling->child->n_episodes;

    return 990000000 + telling->number * 10 + n;
}

static int64_t dcn_of(const struct telling *telling)
{
    return 99900000 + telling->number;
}

/* What is dated after the last day was typed in that night, before the extract was cut. */
static struct stamp stamp_of(int key, int otherwise, int hour)
{
    key = key != 0 ? key : otherwise;
    if (key > 20180331)
        return (struct stamp){faces_time_key(20180401), 3600};
    return (struct stamp){faces_time_key(key), hour * 3600};
}

static int county_of(const struct planted_child *child)
{
    if (child->without & COUNTY)
        return 0;
    return child->county != 0 ? child->county : JACKSON;
}

static const struct planted_episode *last_episode(const struct planted_child *child)
{
    return &child->episodes[child->n_episodes - 1];
}

static bool is_open(const struct planted_episode *episode)
{
    return episode->end == 0 || episode->end > 20180331;
}

static void tell_client(struct telling *telling)
{
    const struct planted_child *child = telling->child;

    FACES_ADD(&telling->world->batch, CLIENT, struct client_row, .dcn = dcn_of(telling),
              .last = child->last, .first = child->first, .birth = faces_time_key(child->birth),
              .sex = child->sex, .race = child->race != NULL ? child->race : "White",
              .hispanic = child->hispanic != '\0' ? child->hispanic : 'N',
              .death = faces_time_key(child->death));
}

static void tell_episodes(struct telling *telling)
{
    const struct planted_child *child = telling->child;
    int with = child->with != 0 ? child->with : child->child;

    for (size_t i = 0; i < child->n_episodes; i++) {
        const struct planted_episode *e = &child->episodes[i];

        FACES_ADD(&telling->world->batch, EPISODE, struct episode_row,
                  .id = episode_id(telling, (int)i + 1), .dcn = dcn_of(telling),
                  .case_id = 99900000 + child->story * 10 + with, .number = (int)i + 1,
                  .start = faces_time_key(e->start), .end = faces_time_key(e->end),
                  .reason = (int)e->reason, .subreason = e->subreason, .county = county_of(child),
                  .finding = faces_time_key(e->finding),
                  .managed = e->managed != NULL ? e->managed : "CD", .agency = e->agency,
                  .in_error = e->in_error != '\0' ? e->in_error : 'N',
                  .entered = stamp_of(e->entered, e->start, 9),
                  .exit_entered = stamp_of(e->exit_entered, e->end, 16));
    }
}

static void tell_placement(struct telling *telling, const struct planted_placement *p)
{
    const char *code = p->code != NULL ? p->code : "N_FOSTER";
    bool unlicensed = strcmp(code, "RHU") == 0 || strcmp(code, "KHU") == 0;
    int64_t home = p->home == 0 ? 1 : p->home;

    FACES_ADD(&telling->world->batch, PLACEMENT, struct placement_row,
              .id = row_id(telling, PLACEMENT), .episode = episode_id(telling, p->episode),
              .start = faces_time_key(p->start), .end = faces_time_key(p->end), .code = code,
              .provider = home == NO_HOME ? 0 : 9990000000 + telling->number * 10 + home,
              .county = JACKSON,
              .licensed = home == NO_HOME ? '\0'
                          : unlicensed    ? 'N'
                                          : 'Y',
              .preadopt = faces_time_key(p->preadopt),
              .entered = stamp_of(p->entered, p->start, 11));
}

static void tell_placements(struct telling *telling)
{
    const struct planted_child *child = telling->child;

    for (size_t i = 0; i < child->n_placements; i++)
        tell_placement(telling, &child->placements[i]);
    if (child->n_placements > 0 || (child->without & HOME))
        return;
    for (size_t i = 0; i < child->n_episodes; i++) {
        const struct planted_episode *e = &child->episodes[i];

        tell_placement(telling, &(struct planted_placement){
                                    .start = e->start, .end = e->end, .episode = (int)i + 1});
    }
}

static void tell_goal(struct telling *telling, const struct planted_goal *g)
{
    FACES_ADD(&telling->world->batch, GOAL, struct goal_row, .id = row_id(telling, GOAL),
              .episode = episode_id(telling, g->episode), .kind = g->kind, .code = g->code,
              .effective = faces_time_key(g->from), .end = faces_time_key(g->until),
              .entered = stamp_of(0, g->from, 12));
}

static void tell_goals(struct telling *telling)
{
    const struct planted_child *child = telling->child;

    for (size_t i = 0; i < child->n_goals; i++)
        tell_goal(telling, &child->goals[i]);
    if (child->n_goals > 0 || (child->without & GOAL_SET))
        return;
    for (size_t i = 0; i < child->n_episodes; i++) {
        int from = child->episodes[i].start;

        tell_goal(telling, &(struct planted_goal){'P', "G_REUNIFY", from, 0, (int)i + 1});
        tell_goal(telling, &(struct planted_goal){'C', "G_ADOPT", from, 0, (int)i + 1});
    }
}

static void tell_parent(struct telling *telling, const struct planted_parent *p)
{
    FACES_ADD(&telling->world->batch, PARENT, struct parent_row, .id = row_id(telling, PARENT),
              .dcn = dcn_of(telling), .role = p->role, .applicable = p->applicable,
              .deceased = faces_time_key(p->deceased));
}

static void tell_parents(struct telling *telling)
{
    const struct planted_child *child = telling->child;

    for (size_t i = 0; i < child->n_parents; i++)
        tell_parent(telling, &child->parents[i]);
    if (child->n_parents == 0 && !(child->without & PARENT_ROWS)) {
        tell_parent(telling, &(struct planted_parent){"MOTHER", '\0', 0});
        tell_parent(telling, &(struct planted_parent){"LEGAL_FATHER", 'Y', 0});
    }
    for (size_t i = 0; i < child->n_events; i++) {
        const struct planted_event *v = &child->events[i];

        FACES_ADD(&telling->world->batch, EVENT, struct event_row, .id = row_id(telling, EVENT),
                  .dcn = v->dcn != 0 ? v->dcn : dcn_of(telling),
                  .parent = 990000000 + telling->number * 100 + v->parent, .code = v->code,
                  .date = faces_time_key(v->date), .filed_by = "JUVENILE OFFICER",
                  .entered = stamp_of(v->entered, v->date, 13));
    }
}

static void tell_hearing(struct telling *telling, const struct planted_hearing *h)
{
    FACES_ADD(&telling->world->batch, HEARING, struct hearing_row, .id = row_id(telling, HEARING),
              .episode = episode_id(telling, 0), .type = h->type,
              .scheduled = faces_time_key(h->scheduled), .held = faces_time_key(h->held));
}

static void tell_court(struct telling *telling)
{
    const struct planted_child *child = telling->child;
    const struct planted_episode *last = last_episode(child);

    for (size_t i = 0; i < child->n_exceptions; i++)
        FACES_ADD(&telling->world->batch, EXCEPTION, struct exception_row, .dcn = dcn_of(telling),
                  .episode = episode_id(telling, 0), .reason = child->exceptions[i].reason,
                  .documented = faces_time_key(child->exceptions[i].documented));
    for (size_t i = 0; i < child->n_hearings; i++)
        tell_hearing(telling, &child->hearings[i]);
    if (child->n_hearings > 0 || (child->without & HEARING_ROWS) || !is_open(last))
        return;
    if (last->start < 20170901)
        tell_hearing(telling, &(struct planted_hearing){"PERMANENCY", 20180116, 20180116});
    tell_hearing(telling, &(struct planted_hearing){"REVIEW", 20180515, 0});
}

static void tell_attorney(struct telling *telling, const struct planted_attorney *a)
{
    FACES_ADD(&telling->world->batch, ATTORNEY, struct attorney_row,
              .id = row_id(telling, ATTORNEY), .dcn = a->dcn != 0 ? a->dcn : dcn_of(telling),
              .episode = episode_id(telling, a->episode), .attorney = a->attorney,
              .start = faces_time_key(a->start), .end = faces_time_key(a->end), .basis = "OTHER",
              .entered = stamp_of(a->entered, a->start, 14));
}

static void tell_assignments(struct telling *telling)
{
    const struct planted_child *child = telling->child;
    const struct planted_episode *last = last_episode(child);
    int from = last->start > 20170601 ? last->start : 20170601;

    if (last->end != 0 && last->end <= from)
        from = last->start;
    for (size_t i = 0; i < child->n_attorneys; i++)
        tell_attorney(telling, &child->attorneys[i]);
    if (child->n_attorneys == 0 && !(child->without & LAWYER))
        tell_attorney(telling, &(struct planted_attorney){9901, from, last->end, 0, 0, 0});
    for (size_t i = 0; i < child->n_workers; i++)
        FACES_ADD(&telling->world->batch, CASE, struct case_row, .id = row_id(telling, CASE),
                  .case_id = 99900000 + telling->number, .worker = child->workers[i].worker,
                  .start = faces_time_key(child->workers[i].start),
                  .end = faces_time_key(child->workers[i].end));
    if (child->n_workers == 0 && child->with == 0 && !(child->without & WORKER))
        FACES_ADD(&telling->world->batch, CASE, struct case_row, .id = row_id(telling, CASE),
                  .case_id = 99900000 + telling->number, .worker = 990002,
                  .start = faces_time_key(child->episodes[0].start), .end = NO_DAY);
}

/* Planted children are part of the agency's totals: fewer others are made in their county. */
static void count_child(struct world *world, const struct planted_child *child)
{
    size_t at = FACES_COUNTIES, city = 0;

    for (size_t i = 0; i < FACES_COUNTIES; i++) {
        const struct county *county = faces_county_at(i);

        if (county->in_care > 0 && county->fips == county_of(child))
            at = i;
        if (county->fips == ST_LOUIS_CITY)
            city = i;
    }
    for (size_t i = 0; i < child->n_episodes; i++) {
        const struct planted_episode *e = &child->episodes[i];
        struct target *target = &world->targets[at < FACES_COUNTIES ? at : city];
        int64_t *left = is_open(e) ? &target->open : &target->exited;

        if ((e->in_error == '\0' || e->in_error == 'N') && e->start != 0 && e->start <= 20180331 &&
            *left > 0)
            --*left;
    }
}

void faces_planted_add(struct world *world)
{
    for (size_t s = 0; s < sizeof(all) / sizeof(*all); s++) {
        for (size_t i = 0; i < all[s]->n; i++) {
            const struct planted_child *child = &all[s]->children[i];
            struct telling telling = {.world = world, .child = child};

            telling.number = child->story * 10 + child->child;
            tell_client(&telling);
            tell_episodes(&telling);
            tell_placements(&telling);
            tell_goals(&telling);
            tell_parents(&telling);
            tell_court(&telling);
            tell_assignments(&telling);
            if (world->size != SIZE_SMALL)
                count_child(world, child);
        }
    }
}

void faces_planted_workers(void)
{
    static const struct {
        int id;
        const char *last, *first;
        int supervisor;
    } workers[] = {
        {990001, "Castellan", "Ruth", 0},
        {990002, "Oakley", "Dana", 990001},
        {990003, "Villanueva", "Peter", 990001},
        {990004, "Stroud", "Imogen", 0},
        {990005, NULL, "Bo", 990099}, /* the supervisor is not in the table */
    };

    for (size_t i = 0; i < sizeof(workers) / sizeof(*workers); i++) {
        put_textf("W%06d", workers[i].id);
        put_text(workers[i].last);
        put_text(workers[i].first);
        if (workers[i].supervisor == 0)
            put_null();
        else
            put_textf("W%06d", workers[i].supervisor);
        put_textf("w%06d@cd.example.org", workers[i].id);
        row_end();
    }
}

void faces_planted_attorneys(void)
{
    static const struct {
        int id;
        const char *last, *first;
        int manager, circuit;
    } attorneys[] = {
        {9900, "Marchetti", "Lucia", 0, 16},   {9901, "Hartwell", "James", 9900, 16},
        {9902, "Nakamura", "Ellen", 9900, 16}, {9910, "Fairweather", "Adele", 0, 16},
        {9911, "Brandt", "Oliver", 9910, 16},  {9920, "Whitcomb", "Grace", 0, 25},
        {9930, "Ferreira", "Tomás", 9999, 16}, /* the manager is not in the table */
    };

    for (size_t i = 0; i < sizeof(attorneys) / sizeof(*attorneys); i++) {
        put_textf("A%04d", attorneys[i].id);
        put_text(attorneys[i].last);
        put_text(attorneys[i].first);
        if (attorneys[i].manager == 0)
            put_null();
        else
            put_textf("A%04d", attorneys[i].manager);
        put_int(attorneys[i].circuit);
        put_textf("a%04d@law.example.org", attorneys[i].id);
        row_end();
    }
}
