/*
 * tests/sample/famlink_case.c - who is responsible for a case, from when to when
 *
 * A case opens with an intake, often through the after-hours unit, goes to a CPS or FAR unit,
 * after a removal to a foster-care unit, changes hands, now and then moves to another office,
 * and closes. A few have nobody, a few have two at once, a few assignments are expunged.
 */
#include "famlink_internal.h"

#include "banned.h"

#define FIRST_WORK_HOUR 8
#define LAST_WORK_HOUR  18

static void add_seg(struct plan *plan, struct rng *rng, int family, stamp_t begin, stamp_t end,
                    enum unit_kind kind)
{
    int unit = org_pick_unit(plan, rng, plan->families.items[family].office, kind);

    *APPEND(&plan->segs) = (struct seg){
        .family = family,
        .begin = begin,
        .end = end,
        .unit = unit,
        .worker = org_pick_worker(plan, rng, unit),
    };
    plan->families.items[family].n_seg++;
}

static bool at_night(stamp_t stamp)
{
    day_t day = stamp_day(stamp);
    int hour = (int)((stamp - stamp_at(day, 0)) / 3600);

    return day_weekday(day) >= 5 || hour < FIRST_WORK_HOUR || hour >= LAST_WORK_HOUR;
}

/* Some office time on the day. */
static stamp_t office_time(struct rng *rng, day_t day)
{
    return stamp_at(day, pick_int(rng, 8 * 60, 17 * 60) * 60);
}

/* Another office, mostly of the same region. */
static void move_office(struct plan *plan, struct rng *rng, int family)
{
    struct family *f = &plan->families.items[family];
    int region = plan->offices.items[f->office].region;

    for (int i = 0; i < 20; i++) {
        int office = org_pick_office(plan, rng);

        if (office == f->office)
            continue;
        if (plan->offices.items[office].region != region && i < 12 && !rng_chance(rng, 80))
            continue;
        f->office = office;
        return;
    }
}

/* The rest of a spell from begin on: the same kind of unit, changing hands. */
static void pass_on(struct plan *plan, struct rng *rng, int family, stamp_t begin, stamp_t end,
                    enum unit_kind kind)
{
    stamp_t last = end == NO_STAMP ? CUTOFF : end;

    for (;;) {
        stamp_t next = office_time(rng, stamp_day(begin) + 90 + (day_t)rng_wait(rng, 380));

        if (next >= last) {
            add_seg(plan, rng, family, begin, end, kind);
            return;
        }
        add_seg(plan, rng, family, begin, next, kind);
        if (rng_chance(rng, 110))
            move_office(plan, rng, family);
        begin = next;
    }
}

static void assign_spell(struct plan *plan, struct rng *rng, int family, const struct spell *spell)
{
    const struct family *f = &plan->families.items[family];
    stamp_t begin = spell->begin + pick_int(rng, 10, 170) * 60;
    stamp_t end = spell->end == NO_DAY ? NO_STAMP : office_time(rng, spell->end);
    stamp_t last = end == NO_STAMP ? CUTOFF : end;
    enum unit_kind kind = spell->far ? UNIT_FAR : UNIT_CPS;
    enum unit_kind later = UNIT_FVS;
    stamp_t change;

    if (begin > CUTOFF)
        return;
    if (at_night(begin) && plan->offices.items[f->office].weight >= 40 && rng_chance(rng, 400)) {
        change = office_time(rng, stamp_day(begin) + 1);
        add_seg(plan, rng, family, begin, change, UNIT_AFTER_HOURS);
        if (change > CUTOFF)
            return;
        begin = change;
    }
    change = office_time(rng, stamp_day(begin) + pick_int(rng, 35, 60));
    if (spell->removal != NO_DAY) {
        later = UNIT_CFWS;
        change = office_time(rng, spell->removal + pick_int(rng, 5, 45));
    }
    if (change < begin)
        change = office_time(rng, stamp_day(begin) + 1);
    if (change >= last || (later == UNIT_FVS && !rng_chance(rng, 250))) {
        add_seg(plan, rng, family, begin, end, kind);
        return;
    }
    add_seg(plan, rng, family, begin, change, kind);
    if (rng_chance(rng, 50))
        move_office(plan, rng, family);
    pass_on(plan, rng, family, change, end, later);
}

/* Spells that touch or overlap are one. */
static int merge_spells(struct spell *spells, int n)
{
    int kept = 0;

    for (int i = 1; i < n; i++) {
        for (int j = i; j > 0 && spells[j].begin < spells[j - 1].begin; j--) {
            struct spell t = spells[j];

            spells[j] = spells[j - 1];
            spells[j - 1] = t;
        }
    }
    for (int i = 1; i < n; i++) {
        struct spell *last = &spells[kept];

        if (last->end != NO_DAY && stamp_day(spells[i].begin) > last->end + 1) {
            spells[++kept] = spells[i];
            continue;
        }
        if (last->end != NO_DAY && (spells[i].end == NO_DAY || spells[i].end > last->end))
            last->end = spells[i].end;
        if (last->removal == NO_DAY)
            last->removal = spells[i].removal;
    }
    return n > 0 ? kept + 1 : 0;
}

/* A second assignment nobody closed, or one expunged: begun earlier, so the other one wins. */
static void add_stray(struct plan *plan, struct rng *rng, int family, bool expunged)
{
    const struct family *f = &plan->families.items[family];
    struct seg last;
    int home = f->office;

    if (f->n_seg == 0)
        return;
    last = plan->segs.items[f->first_seg + f->n_seg - 1];
    move_office(plan, rng, family);
    add_seg(plan, rng, family, last.begin - 86400 * (stamp_t)pick_int(rng, 1, 50) + 7, NO_STAMP,
            UNIT_CPS);
    plan->segs.items[plan->segs.n - 1].expunged = expunged;
    if (expunged)
        plan->segs.items[plan->segs.n - 1].begin = last.begin + 3600;
    plan->families.items[family].office = home;
}

void case_assign(struct plan *plan, struct rng *rng, int family, struct spell *spells, int n)
{
    plan->families.items[family].first_seg = plan->segs.n;
    if (rng_chance(rng, 5))
        return;
    n = merge_spells(spells, n);
    for (int i = 0; i < n; i++)
        assign_spell(plan, rng, family, &spells[i]);
    if (rng_chance(rng, 6))
        add_stray(plan, rng, family, false);
    if (rng_chance(rng, 3))
        add_stray(plan, rng, family, true);
}

int case_seg_on(const struct plan *plan, int family, day_t day)
{
    const struct family *f = &plan->families.items[family];
    int best = -1;

    if (f->unlinked)
        return -1;
    for (int i = f->first_seg; i < f->first_seg + f->n_seg; i++) {
        const struct seg *seg = &plan->segs.items[i];

        if (seg->expunged || stamp_day(seg->begin) > day ||
            (seg->end != NO_STAMP && stamp_day(seg->end) <= day))
            continue;
        if (best < 0 || seg->begin >= plan->segs.items[best].begin)
            best = i;
    }
    return best;
}

int case_region_on(const struct plan *plan, int family, day_t day)
{
    int seg = case_seg_on(plan, family, day);

    return seg < 0
               ? 0
               : plan->offices.items[plan->units.items[plan->segs.items[seg].unit].office].region;
}

/* An open end is null, sometimes one of the far dates. */
static void put_open_stamp(struct rng *rng, stamp_t end)
{
    int drawn = pick_int(rng, 1, 100);

    if (end != NO_STAMP)
        put_at(end);
    else if (drawn <= 92)
        put_null();
    else
        put_stamp(drawn <= 98 ? day_of(9999, 12, 31) : day_of(3999, 12, 31), 0);
}

void case_write(const struct plan *plan)
{
    struct rng rng;

    stream_init(plan, &rng, "assignment ends");
    copy_begin("primary_assignment_fact", "id_primary_assignment_fact, id_case, id_worker_dim,"
                                          " id_location_dim, dt_begin, dt_end, fl_expunged");
    if (plan->block == 0)
        story_write(STORY_ASSIGNMENT);
    for (int i = 0; i < plan->segs.n; i++) {
        const struct seg *seg = &plan->segs.items[i];

        put_int(id_of(plan, ID_ASSIGNMENT, i));
        put_int(id_of(plan, ID_CASE, seg->family));
        put_int(org_version_on(plan, seg->worker, stamp_day(seg->begin)));
        put_int(plan->units.items[seg->unit].location);
        put_at(seg->begin);
        put_open_stamp(&rng, seg->end > CUTOFF ? NO_STAMP : seg->end);
        put_text(seg->expunged ? "Y" : "N");
        row_end();
    }
    copy_end();
}
