/*
 * tests/sample/famlink_provider.c - caregivers: foster homes, agencies, kin, their licences
 *
 * The block's first providers are the pool of licensed foster homes and then of agencies; kin
 * are added one by one as children are placed with them.
 */
#include "famlink_internal.h"

#include "banned.h"

static const char *const agency_kinds[] = {"Youth Home", "Group Home", "Center", "House", "Ranch"};

static int agencies(const struct plan *plan)
{
    return plan->quota.foster_homes / 20 + 2;
}

int provider_add(struct plan *plan, struct rng *rng, bool person)
{
    int index = plan->providers.n;

    *APPEND(&plan->providers) = (struct provider){
        .id = id_of(plan, ID_PROVIDER, index),
        .first = person ? name_first(rng, rng_chance(rng, 780) ? 'F' : 'M') : NULL,
        .last = person ? name_last(rng) : name_place((size_t)pick_int(rng, 50, 199)),
    };
    return index;
}

int provider_id(const struct plan *plan, int provider)
{
    return provider < 0 ? 0 : plan->providers.items[provider].id;
}

/* Three years each, renewed while it lasts; the last two rows are in the extract. */
void provider_license(struct plan *plan, struct rng *rng, int provider, day_t issue)
{
    day_t applied = issue - pick_int(rng, 35, 160);

    for (;;) {
        day_t expires = day_add_months(issue, 36);

        if (expires > AS_OF - 3 * 366)
            *APPEND(&plan->licenses) = (struct license){
                .provider = provider,
                .application = applied,
                .issue = issue,
                .expiration = expires,
                .closed = NO_DAY,
            };
        if (expires > AS_OF)
            return;
        applied = expires - pick_int(rng, 20, 60);
        issue = expires;
    }
}

void provider_plan(struct plan *plan)
{
    struct rng rng;

    stream_init(plan, &rng, "provider");
    for (int i = 0; i < plan->quota.foster_homes + agencies(plan); i++) {
        int provider = provider_add(plan, &rng, i < plan->quota.foster_homes);

        provider_license(plan, &rng, provider, day_of(2009, 1, 1) + pick_int(&rng, 0, 3900));
    }
}

int provider_pick(const struct plan *plan, struct rng *rng, bool person)
{
    if (person)
        return pick_int(rng, 0, plan->quota.foster_homes - 1);
    return plan->quota.foster_homes + pick_int(rng, 0, agencies(plan) - 1);
}

static void write_provider(const struct plan *plan, struct rng *rng, int index, bool current)
{
    const struct provider *p = &plan->providers.items[index];

    put_int(id_of(plan, ID_PROVIDER_DIM, index * 2 + (current ? 1 : 0)));
    put_int(p->id);
    put_int(current ? 1 : 0);
    if (p->first == NULL)
        put_textf("%s %s", p->last, agency_kinds[index % COUNT(agency_kinds)]);
    else
        put_textf("%s, %s", current || rng_chance(rng, 800) ? p->last : name_last(rng), p->first);
    row_end();
}

static void write_providers(const struct plan *plan)
{
    struct rng rng;

    stream_init(plan, &rng, "provider versions");
    copy_begin("provider_dim", "id_provider_dim, id_prvd_org, is_current, tx_provider_name");
    if (plan->block == 0) {
        put_int(-1);
        put_int(-1);
        put_int(1);
        put_text("Failed");
        row_end();
        story_write(STORY_PROVIDER);
    }
    for (int i = 0; i < plan->providers.n; i++) {
        if (rng_chance(&rng, 200))
            write_provider(plan, &rng, i, false);
        write_provider(plan, &rng, i, true);
    }
    copy_end();
}

static void write_licenses(const struct plan *plan)
{
    copy_begin("license_fact", "id_license_fact, id_prvd_org, id_calendar_dim_application,"
                               " id_calendar_dim_issue, id_calendar_dim_expiration,"
                               " id_calendar_dim_closed");
    if (plan->block == 0)
        story_write(STORY_LICENSE);
    for (int i = 0; i < plan->licenses.n; i++) {
        const struct license *l = &plan->licenses.items[i];

        put_int(id_of(plan, ID_LICENSE, i));
        put_int(provider_id(plan, l->provider));
        put_key(l->application);
        put_key(l->issue);
        put_key(l->expiration);
        put_key(l->closed);
        row_end();
    }
    copy_end();
}

static void write_trackings(const struct plan *plan)
{
    copy_begin("ext_home_study", "id_prvd_org, dt_status, cd_status");
    if (plan->block == 0)
        story_write(STORY_TRACKING);
    for (int i = 0; i < plan->trackings.n; i++) {
        const struct tracking *t = &plan->trackings.items[i];

        put_int(provider_id(plan, t->provider));
        put_date(t->day);
        put_text(t->status);
        row_end();
    }
    copy_end();
}

void provider_write(const struct plan *plan)
{
    write_providers(plan);
    write_licenses(plan);
    write_trackings(plan);
}
