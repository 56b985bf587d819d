/*
 * tests/sample/famlink_org.c - regions, offices, units, workers
 *
 * Six regions with offices from two caseworkers to sixty. An office has intake, assessment and
 * foster-care units as its size asks for; large ones keep an after-hours unit. A third of the
 * workers have an earlier version (another supervisor, sometimes another name), and a tenth of
 * the supervisor links still point at the supervisor's earlier version.
 */
#include "famlink_internal.h"

#include <stdio.h>

#include "banned.h"

#define REGIONS       6
#define LOCATION_BASE 1000

/* Region and relative size; the town is the place of the same number. */
static const struct {
    int region, weight;
} office_table[] = {
    {1, 95}, {1, 40}, {1, 26}, {1, 22}, {1, 14}, {1, 11}, {1, 8},  {1, 5},  {2, 52}, {2, 38},
    {2, 24}, {2, 16}, {2, 9},  {2, 5},  {3, 70}, {3, 46}, {3, 30}, {3, 18}, {3, 12}, {3, 8},
    {3, 4},  {4, 88}, {4, 66}, {4, 57}, {4, 35}, {4, 25}, {4, 17}, {4, 10}, {5, 98}, {5, 48},
    {5, 37}, {5, 20}, {5, 11}, {5, 6},  {6, 74}, {6, 43}, {6, 36}, {6, 28}, {6, 24}, {6, 19},
    {6, 15}, {6, 12}, {6, 9},  {6, 7},  {6, 4},  {6, 3},
};

/* The five offices of the small agency. */
static const int small_offices[] = {10, 3, 25, 31, 41};

static const char *const unit_names[] = {
    [UNIT_CPS] = "CPS",
    [UNIT_FAR] = "FAR",
    [UNIT_CFWS] = "CFWS",
    [UNIT_FVS] = "FVS",
    [UNIT_AFTER_HOURS] = "After Hours",
};

/* Units of each kind for an office of a given weight: one per that many, none below the floor. */
static const struct {
    int floor, per;
} unit_rules[] = {
    [UNIT_CPS] = {0, 22},  [UNIT_FAR] = {8, 30},           [UNIT_CFWS] = {0, 16},
    [UNIT_FVS] = {14, 60}, [UNIT_AFTER_HOURS] = {40, 200},
};

static int add_worker(struct plan *plan, struct rng *rng, int unit, int supervisor)
{
    int index = plan->workers.n;
    struct worker *worker = APPEND(&plan->workers);
    bool old = rng_chance(rng, 340);

    *worker = (struct worker){
        .prsn = 40000 + plan->block * 10000 + index,
        .version = 20000 + plan->block * 20000 + index * 2 + 1,
        .old_version = old ? 20000 + plan->block * 20000 + index * 2 : 0,
        .changed = day_of(2017, 9, 1) + pick_int(rng, 0, 850),
        .unit = unit,
        .supervisor = supervisor,
        .old_supervisor = supervisor,
        .first = name_first(rng, rng_chance(rng, 760) ? 'F' : 'M'),
        .last = name_last(rng),
    };
    worker->old_last = rng_chance(rng, 250) ? name_last(rng) : worker->last;
    return index;
}

static void add_unit(struct plan *plan, struct rng *rng, int office, enum unit_kind kind,
                     int number)
{
    struct office *o = &plan->offices.items[office];
    int unit = plan->units.n;
    int supervisor, workers;

    *APPEND(&plan->units) = (struct unit){
        .office = office,
        .kind = kind,
        .number = number,
        .location = LOCATION_BASE + plan->block * 1000 + unit,
    };
    supervisor = add_worker(plan, rng, unit, o->administrator);
    workers = o->weight < 6 ? 2 : pick_int(rng, 4, 7);
    plan->units.items[unit].supervisor = supervisor;
    plan->units.items[unit].first_worker = plan->workers.n;
    plan->units.items[unit].n_worker = workers;
    for (int i = 0; i < workers; i++)
        (void)add_worker(plan, rng, unit, supervisor);
    o->n_unit++;
}

static void add_office(struct plan *plan, struct rng *rng, int row)
{
    int index = plan->offices.n;
    struct office *o = APPEND(&plan->offices);

    *o = (struct office){
        .region = plan->block * REGIONS + office_table[row].region,
        .cd = plan->block * 1000 + office_table[row].region * 100 + row + 1,
        .weight = office_table[row].weight,
        .first_unit = plan->units.n,
    };
    if (plan->block == 0)
        (void)snprintf(o->name, sizeof(o->name), "%s", name_place((size_t)row));
    else
        (void)snprintf(o->name, sizeof(o->name), "%s %d", name_place((size_t)row), plan->block + 1);
    o->administrator = add_worker(plan, rng, plan->units.n, -1);
    for (int kind = 0; kind < UNIT_KINDS; kind++) {
        int n = o->weight < unit_rules[kind].floor ? 0 : o->weight / unit_rules[kind].per + 1;

        for (int i = 0; i < n; i++)
            add_unit(plan, rng, index, (enum unit_kind)kind, n > 1 ? i + 1 : 0);
    }
}

/* Before the change a worker had the supervisor of a neighbouring unit of the office. */
static void give_old_supervisors(struct plan *plan, struct rng *rng)
{
    for (int i = 0; i < plan->workers.n; i++) {
        struct worker *worker = &plan->workers.items[i];
        const struct unit *unit = &plan->units.items[worker->unit];
        const struct office *o = &plan->offices.items[unit->office];

        if (worker->supervisor >= 0 && worker->supervisor == unit->supervisor)
            worker->old_supervisor =
                plan->units.items[o->first_unit + pick_int(rng, 0, o->n_unit - 1)].supervisor;
    }
}

void org_plan(struct plan *plan)
{
    struct rng rng;

    stream_init(plan, &rng, "org");
    for (int i = 0; i < plan->quota.offices; i++)
        add_office(plan, &rng, plan->quota.offices < COUNT(office_table) ? small_offices[i] : i);
    give_old_supervisors(plan, &rng);
}

int org_pick_office(const struct plan *plan, struct rng *rng)
{
    int total = 0, drawn;

    for (int i = 0; i < plan->offices.n; i++)
        total += plan->offices.items[i].weight;
    drawn = pick_int(rng, 0, total - 1);
    for (int i = 0; i < plan->offices.n; i++) {
        drawn -= plan->offices.items[i].weight;
        if (drawn < 0)
            return i;
    }
    return 0;
}

/* A unit of the kind, or of CPS where the office has none of it. */
int org_pick_unit(const struct plan *plan, struct rng *rng, int office, enum unit_kind kind)
{
    const struct office *o = &plan->offices.items[office];
    int first = -1, n = 0;

    for (int i = o->first_unit; i < o->first_unit + o->n_unit; i++) {
        if (plan->units.items[i].kind != kind)
            continue;
        first = n == 0 ? i : first;
        n++;
    }
    if (n > 0)
        return first + pick_int(rng, 0, n - 1);
    return kind == UNIT_CPS ? o->first_unit : org_pick_unit(plan, rng, office, UNIT_CPS);
}

int org_pick_worker(const struct plan *plan, struct rng *rng, int unit)
{
    const struct unit *u = &plan->units.items[unit];

    return u->first_worker + pick_int(rng, 0, u->n_worker - 1);
}

int org_version_on(const struct plan *plan, int worker, day_t day)
{
    const struct worker *w = &plan->workers.items[worker];

    return w->old_version > 0 && day < w->changed ? w->old_version : w->version;
}

static void write_locations(const struct plan *plan)
{
    copy_begin("location_dim", "id_location_dim, cd_region, tx_region, cd_office, tx_office,"
                               " cd_unit, tx_unit");
    if (plan->block == 0) {
        put_int(-1);
        put_int(-99);
        put_text("Failed");
        put_int(-99);
        put_text("Failed");
        put_int(-99);
        put_text("Failed");
        row_end();
        story_write(STORY_LOCATION);
    }
    for (int i = 0; i < plan->units.n; i++) {
        const struct unit *unit = &plan->units.items[i];
        const struct office *o = &plan->offices.items[unit->office];

        put_int(unit->location);
        put_int(o->region);
        put_textf("Region %d", o->region);
        put_int(o->cd);
        put_text(o->name);
        put_int((int)unit->kind * 10 + unit->number);
        if (unit->number > 0)
            put_textf("%s %d", unit_names[unit->kind], unit->number);
        else
            put_text(unit_names[unit->kind]);
        row_end();
    }
    copy_end();
}

static void write_worker(const struct plan *plan, struct rng *rng, const struct worker *w, bool old)
{
    int sup = old ? w->old_supervisor : w->supervisor;
    const struct worker *s = sup < 0 ? NULL : &plan->workers.items[sup];
    bool stale = rng_chance(rng, 100);

    put_int(old ? w->old_version : w->version);
    put_int(w->prsn);
    put_int(s == NULL ? 0 : (stale && s->old_version > 0 ? s->old_version : s->version));
    put_int(plan->units.items[w->unit].location);
    put_int(old ? 0 : 1);
    put_textf("%s, %s", old ? w->old_last : w->last, w->first);
    row_end();
}

static void write_workers(const struct plan *plan)
{
    struct rng rng;

    stream_init(plan, &rng, "worker versions");
    copy_begin("worker_dim", "id_worker_dim, id_prsn, id_worker_dim_supervisor,"
                             " id_location_dim_worker, is_current, tx_worker_name");
    if (plan->block == 0) {
        put_int(-1);
        put_int(-1);
        put_int(-1);
        put_int(-1);
        put_int(1);
        put_text("Failed");
        row_end();
        story_write(STORY_WORKER);
    }
    for (int i = 0; i < plan->workers.n; i++) {
        const struct worker *w = &plan->workers.items[i];

        if (w->old_version > 0)
            write_worker(plan, &rng, w, true);
        write_worker(plan, &rng, w, false);
    }
    copy_end();
}

void org_write(const struct plan *plan)
{
    write_locations(plan);
    write_workers(plan);
}
