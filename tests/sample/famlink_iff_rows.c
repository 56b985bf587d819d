/*
 * tests/sample/famlink_iff_rows.c - rows of the children of intakes and of the extension log
 */
#include "famlink_internal.h"

#include "banned.h"

static const char *const reasons[] = {
    "Law enforcement protocol",
    "Unable to locate after reasonable efforts",
    "Unable to locate after reasonable efforts",
    "Child not available for contact",
    "Child safety may be compromised",
    "Additional victim on existing intake",
    "No state car available",
    "Weather or road closure",
};

static void put_flag(bool flag)
{
    put_int(flag ? 1 : 0);
}

void iff_write(const struct plan *plan)
{
    copy_begin("intake_victim_fact",
               "id_intake_victim_fact, id_intake_fact, id_access_report, id_case, id_prsn_vctm,"
               " fl_iff_required, id_response_time_exp_dim, dt_victim_added, dt_due_original,"
               " dt_due, fl_extension, dt_extension, fl_exception, dt_iff_attempted,"
               " dt_iff_completed, fl_expunged");
    if (plan->block == 0)
        story_write(STORY_VICTIM);
    for (int i = 0; i < plan->victims.n; i++) {
        const struct victim *v = &plan->victims.items[i];

        put_int(id_of(plan, ID_VICTIM, i));
        put_int(id_of(plan, ID_INTAKE, v->intake));
        put_int(id_of(plan, ID_REPORT, v->intake));
        put_int(intake_case(plan, v->intake));
        put_int(id_of(plan, ID_PRSN, v->child));
        put_flag(v->required);
        put_int(v->own_response ? v->response : 0);
        put_at(v->added);
        put_at(v->due_original);
        put_at(v->due);
        put_flag(v->extended);
        put_at(stamp_happened(v->extended_on));
        put_flag(v->exception);
        put_at(stamp_happened(v->attempted));
        put_at(stamp_happened(v->seen));
        put_text(v->expunged ? "Y" : "N");
        row_end();
    }
    copy_end();
}

static const struct worker *approver(const struct plan *plan, const struct victim *v)
{
    int seg = case_seg_on(plan, plan->intakes.items[v->intake].family, stamp_day(v->due_original));

    if (seg < 0)
        return NULL;
    return &plan->workers.items[plan->units.items[plan->segs.items[seg].unit].supervisor];
}

static void write_extension(const struct plan *plan, struct rng *rng, int index, stamp_t approved)
{
    const struct victim *v = &plan->victims.items[index];
    const struct worker *who = approver(plan, v);
    stamp_t after = v->attempted != NO_STAMP && v->attempted > approved ? v->attempted : NO_STAMP;

    if (after == NO_STAMP && v->seen != NO_STAMP && rng_chance(rng, 600))
        after = approved + 3600 * (stamp_t)pick_int(rng, 2, 40);
    put_int(id_of(plan, ID_VICTIM, index));
    put_text(rng_chance(rng, 60) ? "" : reasons[pick_int(rng, 0, COUNT(reasons) - 1)]);
    put_at(rng_chance(rng, 20) ? NO_STAMP : approved);
    if (who == NULL || rng_chance(rng, 40))
        put_text(rng_chance(rng, 500) ? "" : NULL);
    else
        put_textf("%s, %s", who->last, who->first);
    put_at(stamp_happened(after));
    row_end();
}

/* The office's log knows nine of ten extensions, some of them twice. */
void iff_write_extensions(const struct plan *plan)
{
    struct rng rng;

    stream_init(plan, &rng, "extension log");
    copy_begin("ext_iff_extension",
               "id_intake_victim_fact, tx_reason, dt_approved, tx_approver, dt_attempt_after");
    if (plan->block == 0)
        story_write(STORY_EXTENSION);
    for (int i = 0; i < plan->victims.n; i++) {
        const struct victim *v = &plan->victims.items[i];

        if (!v->extended || v->extended_on > CUTOFF || rng_chance(&rng, 100))
            continue;
        write_extension(plan, &rng, i, v->extended_on);
        if (rng_chance(&rng, 50) && v->extended_on + 43200 <= CUTOFF)
            write_extension(plan, &rng, i, v->extended_on + 43200);
    }
    copy_end();
}
