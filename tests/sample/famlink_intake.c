/*
 * tests/sample/famlink_intake.c - intakes, and the families that never see a removal
 *
 * Reports come by season, weekday and hour; a third of the families is reported again. Families
 * are drawn from a year and a half before the history, so that its first months hold repeated
 * intakes as the later ones do.
 */
#include "famlink_internal.h"

#include "famlink_codes.h"

#include "banned.h"

#define FIRST_FAMILY day_of(2016, 1, 1)

static const int month_weights[] = {101, 99, 110, 109, 117, 97, 82, 80, 102, 113, 99, 89};
static const int weekday_weights[] = {117, 119, 118, 117, 114, 60, 52};
static const int hour_weights[] = {8,  6,  5,  4,  4,  6,  12, 30, 62, 80, 86, 84,
                                   76, 80, 88, 92, 84, 66, 46, 36, 30, 24, 18, 12};

/* Text of the supervisor's decision, key of the intake type, weight among screened-in and
   screened-out intakes, and whether the children must be seen. */
static const struct {
    const char *text;
    int type, in, out;
    bool seen, far;
} reasons[] = {
    {"CPS-Investigation", 1, 425, 0, true, false},
    {"CPS-FAR", 1, 440, 0, true, true},
    {"CPS-Risk Only", 4, 62, 0, true, false},
    {"Risk Only", 4, 14, 0, true, false},
    {"DLR/CPS-Investigation", 1, 17, 0, true, false},
    {"DLR/CPS-Risk Only", 4, 4, 0, true, false},
    {"Child Family Welfare Services", 2, 12, 0, false, false},
    {"Family Reconciliation Services", 2, 18, 0, false, false},
    {"Referral created in Error", 1, 3, 12, true, false},
    {"No specific CA/N allegation or Risk", 1, 0, 480, false, false},
    {"Anonymous Referrer-Risk Low", 1, 0, 60, false, false},
    {"Third Party-Referred to Law Enforcement", 1, 0, 150, false, false},
    {"Alternate Intervention", 1, 0, 40, false, false},
    {"Referred to Tribal Jurisdiction", 1, 0, 25, false, false},
    {"Victim move out of Subject home", 1, 0, 18, false, false},
    {"Other", 2, 0, 90, false, false},
};

#define REASON_ERROR 8

static const int children_weights[] = {480, 285, 145, 60, 22, 8};

/* A wall-clock time that the night of the spring change did not have moves on an hour. */
static stamp_t real_time(stamp_t stamp)
{
    static const int changes[][3] = {{2018, 3, 11}, {2019, 3, 10}};
    day_t day = stamp_day(stamp);

    for (int i = 0; i < COUNT(changes); i++) {
        if (day == day_of(changes[i][0], changes[i][1], changes[i][2]) &&
            (stamp - stamp_at(day, 0)) / 3600 == 2)
            return stamp + 3600;
    }
    return stamp;
}

static stamp_t draw_time(struct rng *rng, day_t day)
{
    int hour = (int)rng_weighted(rng, hour_weights, 24);

    if (rng_chance(rng, 3)) /* time not known */
        return stamp_at(day, 0);
    return real_time(stamp_at(day, hour * 3600 + pick_int(rng, 0, 59) * 60 +
                                       (rng_chance(rng, 150) ? pick_int(rng, 1, 59) : 0)));
}

bool intake_is_far(const struct plan *plan, int intake)
{
    return reasons[plan->intakes.items[intake].reason].far;
}

bool intake_is_error(const struct plan *plan, int intake)
{
    return plan->intakes.items[intake].reason == REASON_ERROR;
}

int intake_case(const struct plan *plan, int intake)
{
    int family = plan->intakes.items[intake].family;

    if (!plan->families.items[family].unlinked)
        return id_of(plan, ID_CASE, family);
    return family % 3 == 0 ? -1 : 0;
}

int intake_add(struct plan *plan, struct rng *rng, int family, stamp_t received, bool screened_in)
{
    int index = plan->intakes.n;
    struct intake *intake = APPEND(&plan->intakes);
    int weights[COUNT(reasons)];
    bool seen;

    for (int i = 0; i < COUNT(reasons); i++)
        weights[i] = screened_in ? reasons[i].in : reasons[i].out;
    *intake = (struct intake){
        .family = family,
        .received = real_time(received),
        .reason = (int)rng_weighted(rng, weights, (size_t)COUNT(reasons)),
        .response = rng_chance(rng, 270) ? 1 : 2,
        .screened_in = screened_in,
        .expunged = rng_chance(rng, 2),
        .first_victim = plan->victims.n,
    };
    seen = screened_in && reasons[intake->reason].seen;
    if (!reasons[intake->reason].seen && screened_in)
        intake->response = 3;
    if (seen || rng_chance(rng, screened_in ? 600 : 150))
        iff_add_victims(plan, rng, index, seen);
    return index;
}

/* The times a family is reported, those within the history. */
static int draw_reports(struct rng *rng, stamp_t *ret_reports)
{
    day_t day = pick_day(rng, FIRST_FAMILY, AS_OF + 1, month_weights, weekday_weights);
    int n = 0;

    do {
        stamp_t report = draw_time(rng, day);

        if (day >= HISTORY_BEGIN && report <= CUTOFF)
            ret_reports[n++] = report;
        day += 6 + (day_t)rng_wait(rng, 210);
    } while (n < MAX_INTAKES && day <= AS_OF + 1 && rng_chance(rng, 390));
    return n;
}

static int draw_child_age(struct rng *rng)
{
    return rng_chance(rng, 110) ? pick_int(rng, 1, 364) : pick_int(rng, 365, 6500);
}

static void add_family(struct plan *plan, struct rng *rng, const stamp_t *reports, int n)
{
    int family = people_add_family(plan, rng);
    int children = 1 + (int)rng_weighted(rng, children_weights, (size_t)COUNT(children_weights));
    struct spell spells[MAX_INTAKES];
    int n_spells = 0;

    for (int i = 0; i < children; i++) {
        int child =
            people_add_child(plan, rng, family, stamp_day(reports[0]) - draw_child_age(rng));

        plan->children.items[child].expunged = rng_chance(rng, 3);
    }
    for (int i = 0; i < n; i++) {
        bool in = rng_chance(rng, 800);
        int intake = intake_add(plan, rng, family, reports[i], in);

        if (in)
            spells[n_spells++] = (struct spell){
                .begin = reports[i],
                .removal = NO_DAY,
                .end = stamp_day(reports[i]) + pick_int(rng, 32, 85),
                .far = intake_is_far(plan, intake),
            };
    }
    for (int i = 0; i < n_spells; i++) {
        if (spells[i].end > AS_OF)
            spells[i].end = NO_DAY;
    }
    plan->families.items[family].unlinked = rng_chance(rng, n_spells == 0 ? 350 : 4);
    if (n_spells > 0 && !plan->families.items[family].unlinked)
        case_assign(plan, rng, family, spells, n_spells);
}

void intake_plan(struct plan *plan)
{
    struct rng rng;
    stamp_t reports[MAX_INTAKES];
    int wanted = plan->quota.victims - (plan->block == 0 ? story_totals().victims : 0);

    stream_init(plan, &rng, "intake");
    while (plan->victims.n < wanted) {
        int n = draw_reports(&rng, reports);

        if (n > 0)
            add_family(plan, &rng, reports, n);
    }
}

static void write_intakes(const struct plan *plan)
{
    copy_begin("intake_fact",
               "id_intake_fact, id_access_report, dt_access_rcvd, id_case, id_intake_type_dim,"
               " id_intake_attribute_dim, id_response_time_exp_dim, fl_expunged");
    if (plan->block == 0)
        story_write(STORY_INTAKE);
    for (int i = 0; i < plan->intakes.n; i++) {
        const struct intake *intake = &plan->intakes.items[i];

        put_int(id_of(plan, ID_INTAKE, i));
        put_int(id_of(plan, ID_REPORT, i));
        put_at(intake->received);
        put_int(intake_case(plan, i));
        put_int(reasons[intake->reason].type + (intake->screened_in ? 0 : TYPE_SCREENED_OUT));
        put_int(id_of(plan, ID_INTAKE, i));
        put_int(intake->response);
        put_text(intake->expunged ? "Y" : "N");
        row_end();
    }
    copy_end();
}

/* The warehouse keeps the attributes as one dimension row per intake. */
static void write_attributes(const struct plan *plan)
{
    copy_begin("intake_attribute_dim", "id_intake_attribute_dim, tx_spvr_rsn");
    if (plan->block == 0) {
        put_int(-1);
        put_text("Failed");
        row_end();
        story_write(STORY_ATTRIBUTE);
    }
    for (int i = 0; i < plan->intakes.n; i++) {
        put_int(id_of(plan, ID_INTAKE, i));
        put_text(reasons[plan->intakes.items[i].reason].text);
        row_end();
    }
    copy_end();
}

void intake_write(const struct plan *plan)
{
    write_intakes(plan);
    write_attributes(plan);
}
