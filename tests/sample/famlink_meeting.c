/*
 * tests/sample/famlink_meeting.c - family team decision meetings and the other kinds
 *
 * Every removal gets the status it shall have, more of them held in time from year to year;
 * single removals are then changed until exactly the wanted number in care was held. The rows
 * follow from the status. Every column is text, typed the many ways people type.
 */
#include "famlink_internal.h"

#include "famlink_codes.h"

#include "banned.h"

static const struct {
    int year, month, permille;
} held_curve[] = {
    {2009, 1, 90},  {2012, 1, 135}, {2014, 1, 170}, {2016, 1, 230},
    {2018, 1, 310}, {2019, 1, 370}, {2020, 3, 455},
};

static const enum ftdm missed[] = {FTDM_LATE, FTDM_EARLY, FTDM_SCHEDULED, FTDM_CANCELLED,
                                   FTDM_NONE};
static const int missed_weights[] = {215, 45, 60, 48, 632};

static const char *const yes[] = {"1", "1",    "1",  "1",    "1",    "Y",
                                  "Y", "TRUE", "1 ", "true", "yes ", "T"};
static const char *const no[] = {"0", "0", "0", "0", "N", "N", "FALSE", "0  ", "", "no"};
static const char *const first_purposes[] = {"Initial Placement",
                                             "Initial Placement",
                                             "Initial Placement",
                                             "Imminent Risk of Placement",
                                             "Imminent Risk of Placement",
                                             "Shelter Care ",
                                             "",
                                             NULL};
static const char *const later_purposes[] = {"Placement Change", "Placement Change",
                                             "Reunification", "Trial Return Home"};

static bool is_held(enum ftdm ftdm)
{
    return ftdm == FTDM_BEFORE || ftdm == FTDM_WITHIN;
}

static bool in_care(const struct episode *e)
{
    return e->end == NO_DAY || e->end > AS_OF;
}

static int held_permille(day_t removal)
{
    for (int i = 1; i < COUNT(held_curve); i++) {
        day_t from = day_of(held_curve[i - 1].year, held_curve[i - 1].month, 1);
        day_t to = day_of(held_curve[i].year, held_curve[i].month, 1);

        if (removal < to)
            return held_curve[i - 1].permille +
                   (held_curve[i].permille - held_curve[i - 1].permille) *
                       (removal > from ? removal - from : 0) / (to - from);
    }
    return held_curve[COUNT(held_curve) - 1].permille;
}

static day_t draw_meeting(struct rng *rng, enum ftdm ftdm, day_t removal)
{
    day_t last = removal + 3 > AS_OF ? AS_OF : removal + 3;

    switch (ftdm) {
    case FTDM_BEFORE:
        return removal - pick_int(rng, 1, rng_chance(rng, 600) ? 3 : 7);
    case FTDM_WITHIN:
        return (day_t)rng_between(rng, removal, last);
    case FTDM_OPEN:
        return removal + pick_int(rng, 2, 4);
    case FTDM_LATE:
        return removal + 4 + (day_t)rng_wait(rng, 24);
    case FTDM_EARLY:
        return removal - pick_int(rng, 8, 30);
    case FTDM_SCHEDULED:
        return removal + pick_int(rng, -2, 14);
    case FTDM_CANCELLED:
        return removal + pick_int(rng, -3, 6);
    default:
        return NO_DAY;
    }
}

/* A status the child cannot have (the meeting came after it had left) is none. */
static void give_status(struct plan *plan, struct rng *rng, const struct group *group)
{
    for (int i = group->first_episode; i < group->first_episode + group->n_episode; i++) {
        struct episode *e = &plan->episodes.items[i];
        bool late = group->ftdm == FTDM_LATE || group->ftdm == FTDM_SCHEDULED ||
                    group->ftdm == FTDM_CANCELLED;

        e->ftdm = group->ftdm;
        if (late && e->end != NO_DAY && group->meeting > e->end)
            e->ftdm = FTDM_NONE;
        /* forgotten on the sheet of a meeting that was about the others */
        if (group->n_episode > 1 && e->begin + 3 <= AS_OF && rng_chance(rng, 35))
            e->ftdm = FTDM_NONE;
    }
}

static void plan_group(struct plan *plan, struct rng *rng, struct group *group)
{
    day_t removal = plan->episodes.items[group->first_episode].begin;

    if (group->ftdm == FTDM_UNSET) {
        if (rng_chance(rng, held_permille(removal)))
            group->ftdm = rng_chance(rng, 460) ? FTDM_BEFORE : FTDM_WITHIN;
        else
            group->ftdm = missed[rng_weighted(rng, missed_weights, (size_t)COUNT(missed_weights))];
    }
    group->meeting = draw_meeting(rng, group->ftdm, removal);
    if ((group->ftdm == FTDM_LATE || group->ftdm == FTDM_CANCELLED) && group->meeting > AS_OF)
        group->ftdm = FTDM_NONE;
    give_status(plan, rng, group);
}

/* Turns single removals until the number held is exact. */
static void settle_held(struct plan *plan, struct rng *rng, int held)
{
    for (int i = 0; i < plan->episodes.n; i++) {
        const struct episode *e = &plan->episodes.items[i];

        held -= plan->groups.items[e->group].counts && in_care(e) && is_held(e->ftdm);
    }
    for (int tries = 20000000; held != 0 && tries > 0 && plan->groups.n > 0; tries--) {
        struct group *group = &plan->groups.items[pick_int(rng, 0, plan->groups.n - 1)];
        struct episode *e = &plan->episodes.items[group->first_episode];
        bool more = held > 0;

        if (group->n_episode != 1 || !group->counts || !in_care(e) || e->begin + 3 > AS_OF ||
            more == is_held(e->ftdm))
            continue;
        group->ftdm = e->ftdm = more ? FTDM_WITHIN : FTDM_NONE;
        group->meeting = draw_meeting(rng, group->ftdm, e->begin);
        held += more ? -1 : 1;
    }
}

void meeting_plan(struct plan *plan)
{
    struct rng rng;
    struct story_totals planted = story_totals();

    stream_init(plan, &rng, "meeting");
    for (int i = 0; i < plan->groups.n; i++)
        plan_group(plan, &rng, &plan->groups.items[i]);
    settle_held(plan, &rng, plan->quota.ftdm_held - (plan->block == 0 ? planted.ftdm_held : 0));
}

/* ---- rows ---- */

struct out {
    const struct plan *plan;
    struct rng rng;
    int n_rows, n_meetings;
};

static const char *pick_word(struct rng *rng, const char *const *words, int n)
{
    return words[pick_int(rng, 0, n - 1)];
}

/* A number as text, with blanks behind it now and then. */
static void put_number(struct rng *rng, int number)
{
    put_textf("%d%s", number, rng_chance(rng, 25) ? "  " : "");
}

static void put_cancelled(struct rng *rng, day_t day)
{
    int drawn = pick_int(rng, 1, 100);

    if (day != NO_DAY)
        put_number(rng, day_key(day));
    else if (drawn <= 94)
        put_text("0");
    else if (drawn <= 97)
        put_text("");
    else
        put_text(drawn <= 98 ? "99991231" : NULL);
}

struct meeting {
    int mtng, type, episode;
    day_t day, cancelled;
    bool completed;
    const char *purpose;
};

static void write_meeting(struct out *out, const struct meeting *m)
{
    const struct episode *e = &out->plan->episodes.items[m->episode];
    struct rng *rng = &out->rng;

    put_number(rng, id_of(out->plan, ID_MEETING, out->n_rows++));
    put_number(rng, id_of(out->plan, ID_MTNG, m->mtng));
    put_number(rng, day_key(m->day));
    put_cancelled(rng, m->cancelled);
    put_text(m->completed ? pick_word(rng, yes, COUNT(yes)) : pick_word(rng, no, COUNT(no)));
    put_number(rng, m->type == MEETING_FTDM && m->day < day_of(2018, 10, 1) ? MEETING_FTDM_OLD
                                                                            : m->type);
    put_text(m->purpose);
    put_number(rng, id_of(out->plan, ID_PRSN, e->child));
    put_number(rng, id_of(out->plan, ID_CASE, out->plan->children.items[e->child].family));
    row_end();
}

static void write_first(struct out *out, const struct group *group)
{
    struct meeting m = {.mtng = out->n_meetings++,
                        .type = MEETING_FTDM,
                        .day = group->meeting,
                        .cancelled = NO_DAY};

    m.purpose = pick_word(&out->rng, first_purposes, COUNT(first_purposes));
    m.completed = group->ftdm == FTDM_BEFORE || group->ftdm == FTDM_WITHIN ||
                  group->ftdm == FTDM_LATE || group->ftdm == FTDM_EARLY;
    if (group->ftdm == FTDM_CANCELLED)
        m.cancelled = m.day - pick_int(&out->rng, 0, 3);
    if (group->ftdm == FTDM_OPEN && rng_chance(&out->rng, 400))
        return;
    for (int i = group->first_episode; i < group->first_episode + group->n_episode; i++) {
        m.episode = i;
        if (out->plan->episodes.items[i].ftdm == group->ftdm)
            write_meeting(out, &m);
    }
}

/* Later meetings of the same kind, only where they cannot change the status. */
static void write_later(struct out *out, const struct group *group)
{
    day_t removal = out->plan->episodes.items[group->first_episode].begin;
    struct meeting m = {.type = MEETING_FTDM, .cancelled = NO_DAY};

    if (group->ftdm != FTDM_BEFORE && group->ftdm != FTDM_WITHIN && group->ftdm != FTDM_LATE)
        return;
    for (m.day = removal + 40 + (day_t)rng_wait(&out->rng, 260); m.day < AS_OF + 25;
         m.day += 30 + (day_t)rng_wait(&out->rng, 300)) {
        int fate = pick_int(&out->rng, 1, 100);

        m.mtng = out->n_meetings++;
        m.completed = m.day <= AS_OF && fate <= 82;
        m.cancelled = m.day <= AS_OF && fate > 90 ? m.day - pick_int(&out->rng, 0, 2) : NO_DAY;
        m.purpose = pick_word(&out->rng, later_purposes, COUNT(later_purposes));
        for (int i = group->first_episode; i < group->first_episode + group->n_episode; i++) {
            const struct episode *e = &out->plan->episodes.items[i];

            m.episode = i;
            if (e->ftdm == group->ftdm && (e->end == NO_DAY || m.day < e->end))
                write_meeting(out, &m);
        }
    }
}

/* Shared planning and the other kinds: about every six months, a third of them on record. */
static void write_others(struct out *out, const struct group *group)
{
    day_t removal = out->plan->episodes.items[group->first_episode].begin;
    struct meeting m = {.cancelled = NO_DAY};

    for (m.day = removal + pick_int(&out->rng, 20, 90); m.day < AS_OF + 20;
         m.day += pick_int(&out->rng, 120, 240)) {
        if (m.day < HISTORY_BEGIN || !rng_chance(&out->rng, 300))
            continue;
        m.mtng = out->n_meetings++;
        m.type = rng_chance(&out->rng, 500) ? 2 : pick_int(&out->rng, 3, codes_meetings_n);
        m.completed = m.day <= AS_OF && rng_chance(&out->rng, 850);
        for (int i = group->first_episode; i < group->first_episode + group->n_episode; i++) {
            const struct episode *e = &out->plan->episodes.items[i];

            m.episode = i;
            if (e->end == NO_DAY || m.day < e->end)
                write_meeting(out, &m);
        }
    }
}

void meeting_write(const struct plan *plan)
{
    struct out out = {.plan = plan};

    stream_init(plan, &out.rng, "meeting rows");
    copy_begin("meeting_fact",
               "id_meeting_fact, id_mtng, id_calendar_dim_mtng, id_calendar_dim_cancel,"
               " fl_meeting_completed, id_meeting_type_dim, tx_ftdm_purpose, id_prsn_child,"
               " id_case");
    if (plan->block == 0)
        story_write(STORY_MEETING);
    for (int i = 0; i < plan->groups.n; i++) {
        const struct group *group = &plan->groups.items[i];

        if (group->ftdm != FTDM_NONE)
            write_first(&out, group);
        write_later(&out, group);
        write_others(&out, group);
    }
    copy_end();
}
