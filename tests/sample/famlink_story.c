/*
 * tests/sample/famlink_story.c - writes the planted rows and adds up what they count for
 */
#include "famlink_internal.h"

#include "famlink_codes.h"
#include "famlink_story.h"

#include <stddef.h>

#include "banned.h"

#define FIRST_STORY 1
#define LAST_STORY  126
#define FIRST_IFF   81

static const struct {
    int location, region, office;
    const char *name;
    int unit;
    const char *unit_name;
} places[] = {
    {UNIT_3_CFWS, 3, 390, "Tamarcombe", 20, "CFWS"}, {UNIT_3_CPS, 3, 390, "Tamarcombe", 1, "CPS"},
    {UNIT_3_FAR, 3, 390, "Tamarcombe", 10, "FAR"},   {UNIT_2_CPS, 2, 290, "Orrinmere", 1, "CPS"},
    {UNIT_5_CFWS, 5, 590, "Quillstead", 20, "CFWS"},
};

/* 9905 is the name of worker 9904 before her wedding; assignments still point at it. */
static const struct {
    int version, prsn, supervisor, location, current;
    const char *name;
} workers[] = {
    {9900, 39900, 0, UNIT_3_CFWS, 1, "Abernathy, Ruth"},
    {9901, 39901, 9900, UNIT_3_CFWS, 1, "Halvorsen, Maren"},
    {9902, 39902, 9901, UNIT_3_CFWS, 1, "Castell, Noor"},
    {9903, 39903, 9900, UNIT_3_CPS, 1, "Ortega, Felix"},
    {9905, 39904, 9903, UNIT_3_CPS, 0, "Maidenname, Iris"},
    {9904, 39904, 9903, UNIT_3_CPS, 1, "Newname, Iris"},
    {9906, 39906, 9903, UNIT_3_FAR, 1, "Dahl, Conrad"},
    {9911, 39911, 9900, UNIT_2_CPS, 1, "Sorrel, Ines"},
    {9912, 39912, 9911, UNIT_2_CPS, 1, "Keller, Omar"},
    {9921, 39921, 9900, UNIT_5_CFWS, 1, "Brock, Vera"},
    {9922, 39922, 9921, UNIT_5_CFWS, 1, "Tran, Silas"},
};

/* Stories whose case is in nobody's hands. */
static const int unassigned[] = {33, 34, 106, 107};

static int worker_of(int unit)
{
    switch (unit) {
    case UNIT_3_CPS:
        return 9905;
    case UNIT_3_FAR:
        return 9906;
    case UNIT_2_CPS:
        return 9912;
    case UNIT_5_CFWS:
        return 9922;
    default:
        return 9902;
    }
}

/* ---- what they count for ---- */

static void add_stays(struct story_totals *totals, const struct story_stay *stays, int n)
{
    for (int i = 0; i < n; i++) {
        totals->ftdm_counted += stays[i].counts != 0;
        totals->ftdm_held += stays[i].counts == 'h';
    }
}

struct story_totals story_totals(void)
{
    struct story_totals totals = {.victims = story_victims_n};

    add_stays(&totals, story_ftdm_stays, story_ftdm_stays_n);
    add_stays(&totals, story_home_stays, story_home_stays_n);
    for (int i = 0; i < story_placements_n; i++) {
        const struct story_placement *p = &story_placements[i];
        bool prior = p->counts == 'w';
        bool overdue = prior || p->counts == 'o';

        totals.kin_children += p->counts != 0;
        totals.overdue_children += overdue;
        totals.overdue_caregivers += overdue && p->first;
        totals.overdue_days += overdue ? p->days : 0;
        totals.prior_children += prior;
        totals.prior_caregivers += prior && p->first;
        totals.prior_days += prior ? p->days : 0;
    }
    for (int i = 0; i < story_intakes_n; i++) {
        totals.region2_intakes += story_intakes[i].counts != 0;
        totals.region2_extended += story_intakes[i].counts == 'x';
    }
    return totals;
}

/* ---- rows ---- */

static void write_locations(void)
{
    for (int i = 0; i < COUNT(places); i++) {
        put_int(places[i].location);
        put_int(places[i].region);
        put_textf("Region %d", places[i].region);
        put_int(places[i].office);
        put_text(places[i].name);
        put_int(places[i].unit);
        put_text(places[i].unit_name);
        row_end();
    }
}

static void write_workers(void)
{
    for (int i = 0; i < COUNT(workers); i++) {
        put_int(workers[i].version);
        put_int(workers[i].prsn);
        put_int(workers[i].supervisor);
        put_int(workers[i].location);
        put_int(workers[i].current);
        put_text(workers[i].name);
        row_end();
    }
}

static day_t day_of_key(int key)
{
    return day_of(key / 10000, key / 100 % 100, key % 100);
}

static void write_person(const struct story_person *p, bool current)
{
    put_int(STORY_PEOPLE_DIM + p->n * 10 + (current ? 1 : 0));
    put_int(STORY_PRSN + p->n);
    put_stamp(day_of_key(p->birth), 0);
    put_textf("%c", p->sex);
    put_int(current ? 1 : 0);
    put_text(current && p->mark == 'd' ? "Y" : "N");
    put_text(!current && p->mark == 'x' ? "Y" : "N");
    put_text(p->first);
    put_text(current || p->mark == 'x' ? p->last : "Oldname");
    row_end();
}

static void write_people(const struct story_person *people, int n)
{
    for (int i = 0; i < n; i++) {
        if (people[i].mark == 'x' || people[i].mark == 'o')
            write_person(&people[i], false);
        write_person(&people[i], true);
    }
}

static void write_assignment(const struct story_assignment *a)
{
    put_int(STORY_ASSIGNMENTS + a->n);
    put_int(STORY_CASE + a->of);
    put_int(worker_of(a->unit));
    put_int(a->unit);
    put_text(a->begin);
    put_text(a->end);
    put_text(a->expunged ? "Y" : "N");
    row_end();
}

/* A story's case is in one unit's hands for years unless the table says otherwise. */
static void write_assignments(void)
{
    for (int i = 0; i < story_assignments_n; i++)
        write_assignment(&story_assignments[i]);
    for (int story = FIRST_STORY; story <= LAST_STORY; story++) {
        struct story_assignment a = {story * 100,
                                     story * 100,
                                     "2015-01-05 08:30:00",
                                     NULL,
                                     story < FIRST_IFF ? UNIT_3_CFWS : UNIT_3_CPS,
                                     false};
        bool own = false;

        for (int i = 0; i < COUNT(unassigned); i++)
            own = own || unassigned[i] == story;
        for (int i = 0; i < story_assignments_n; i++)
            own = own || story_assignments[i].of == a.of;
        if (story >= 112 && story <= 114)
            a.unit = UNIT_2_CPS;
        else if (story == 83 || story == 84)
            a.unit = UNIT_3_FAR;
        if (!own)
            write_assignment(&a);
    }
}

static void write_stays(const struct story_stay *stays, int n)
{
    for (int i = 0; i < n; i++) {
        const struct story_stay *s = &stays[i];

        put_int(STORY_EPISODES + s->n);
        put_int(STORY_EPSD + s->n);
        put_int(STORY_PRSN + (s->child > 0 ? s->child : s->n));
        put_int(STORY_CASE + s->n / 100 * 100);
        put_int(s->begin);
        put_int(s->end);
        put_int(s->federal_end);
        put_int(s->reason > 0 ? s->reason : -1);
        put_int(s->authority > 0 ? s->authority : 2);
        put_int(s->unit < 0 ? 0 : UNIT_3_CFWS);
        put_int(s->unit < 0 ? -1 : worker_of(UNIT_3_CFWS));
        put_int(s->extended ? 1 : 0);
        put_int(s->error ? 1 : 0);
        row_end();
    }
}

/* The child of an episode; an orphan's episode does not exist, its child does. */
static int child_of(const struct story_placement *p)
{
    for (int i = 0; i < story_ftdm_stays_n; i++) {
        if (story_ftdm_stays[i].n == p->child && story_ftdm_stays[i].child > 0)
            return story_ftdm_stays[i].child;
    }
    return p->orphan ? p->child / 100 * 100 + 1 : p->child;
}

static void write_placement(const struct story_placement *p)
{
    put_int(STORY_PLACEMENTS + p->n);
    put_int(STORY_EPISODES + p->child);
    put_int(STORY_PRSN + child_of(p));
    put_int(p->begin);
    put_int(p->end);
    put_int((p->temporary ? TYPE_TEMPORARY : TYPE_TRUE) + p->setting);
    put_int(p->end > 0 ? 1 : -1);
    put_int(p->service);
    put_int(p->caregiver > 0 ? STORY_PRVD_ORG + p->caregiver : 0);
    put_text(p->rel);
    row_end();
}

static bool has_placement(int child)
{
    for (int i = 0; i < story_placements_n; i++) {
        if (story_placements[i].child == child)
            return true;
    }
    return false;
}

/* Children of the other stories are with the one foster home. */
static void write_placements(void)
{
    for (int i = 0; i < story_placements_n; i++)
        write_placement(&story_placements[i]);
    for (int i = 0; i < story_ftdm_stays_n; i++) {
        const struct story_stay *s = &story_ftdm_stays[i];

        if (!has_placement(s->n))
            write_placement(&(struct story_placement){.n = s->n,
                                                      .child = s->n,
                                                      .begin = s->begin,
                                                      .end = s->end,
                                                      .setting = 5,
                                                      .service = -1,
                                                      .caregiver = 1,
                                                      .rel = "Unrelated"});
    }
}

static void write_providers(void)
{
    for (int i = 0; i < story_providers_n; i++) {
        put_int(STORY_PROVIDER_DIM + story_providers[i].n);
        put_int(STORY_PRVD_ORG + story_providers[i].n);
        put_int(1);
        put_text(story_providers[i].name);
        row_end();
    }
}

static void write_licenses(void)
{
    for (int i = 0; i < story_licenses_n; i++) {
        const struct story_license *l = &story_licenses[i];

        put_int(STORY_LICENSES + l->n);
        put_int(STORY_PRVD_ORG + l->caregiver);
        put_int(l->application);
        put_int(l->issue);
        put_int(l->expiration);
        put_int(l->closed);
        row_end();
    }
}

static void write_trackings(void)
{
    for (int i = 0; i < story_trackings_n; i++) {
        put_int(STORY_PRVD_ORG + story_trackings[i].caregiver);
        put_text(story_trackings[i].day);
        put_text(story_trackings[i].status);
        row_end();
    }
}

static void write_meetings(void)
{
    for (int i = 0; i < story_meetings_n; i++) {
        const struct story_meeting *m = &story_meetings[i];

        put_textf("%d", STORY_MEETINGS + m->n);
        put_textf("%d", STORY_MTNG + m->n);
        put_text(m->day);
        put_text(m->cancelled);
        put_text(m->completed);
        put_text(m->type);
        put_text(m->purpose);
        if (m->child_text != NULL)
            put_text(m->child_text);
        else
            put_textf("%d", STORY_PRSN + m->child);
        put_textf("%d", STORY_CASE + m->n / 100 * 100);
        row_end();
    }
}

/* A type whose code no map knows. */
static void write_meeting_types(void)
{
    put_text("9001");
    put_text("XQZ");
    put_text("Quarterly Zone Review");
    row_end();
}

static void write_all_people(void)
{
    write_people(story_ftdm_people, story_ftdm_people_n);
    write_people(story_home_people, story_home_people_n);
    write_people(story_iff_people, story_iff_people_n);
}

static void write_all_stays(void)
{
    write_stays(story_ftdm_stays, story_ftdm_stays_n);
    write_stays(story_home_stays, story_home_stays_n);
}

void story_write(enum story_table table)
{
    static void (*const writers[])(void) = {
        [STORY_LOCATION] = write_locations,         [STORY_WORKER] = write_workers,
        [STORY_PEOPLE] = write_all_people,          [STORY_ASSIGNMENT] = write_assignments,
        [STORY_EPISODE] = write_all_stays,          [STORY_PLACEMENT] = write_placements,
        [STORY_PROVIDER] = write_providers,         [STORY_LICENSE] = write_licenses,
        [STORY_TRACKING] = write_trackings,         [STORY_MEETING] = write_meetings,
        [STORY_MEETING_TYPE] = write_meeting_types, [STORY_INTAKE] = story_write_intakes,
        [STORY_ATTRIBUTE] = story_write_attributes, [STORY_VICTIM] = story_write_victims,
        [STORY_EXTENSION] = story_write_extensions,
    };

    writers[table]();
}
